//! What led from one period's net revenue to another's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A price–volume–mix bridge of the company's net revenue over its products, exact to the minor unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BridgeSection {
    /// The definition's id: `revenue_net`.
    pub metric_id: String,
    /// Which period it starts from: `previous` or `year_before`.
    pub against: String,
    /// The period that it starts from.
    pub period_from: String,
    /// The period that it ends with: the one under review.
    pub period_to: String,
    /// Whether the data cover both periods to their ends.
    pub complete: bool,
    /// Net revenue of the period that it starts from, in minor units.
    pub start: i64,
    /// The steps, in the order in which they are crossed; those of nothing are left out.
    pub steps: Vec<BridgeStep>,
    /// Net revenue of the period under review, in minor units: the start and all steps.
    pub end: i64,
}

/// One step of a bridge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BridgeStep {
    /// Which: `volume`, `mix`, `list_price`, `discount`, `price`, `new`, `lost`, `unpriced`, `returns`, `adjustments`.
    pub term: String,
    /// What it adds, in minor units; negative where it takes away.
    pub amount: i64,
    /// The same as a share of the start; none where the start is nothing or a loss.
    pub share: Option<f64>,
    /// Where the step begins: the start and all steps before it, in minor units.
    pub before: i64,
    /// Where it ends, in minor units.
    pub after: i64,
}
