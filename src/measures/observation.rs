//! One measured value with all that identifies it.

use serde::{Deserialize, Serialize};

use crate::quantity::{Measured, Scalar};

/// One member of one dimension: `rep` = `282`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slice {
    /// The dimension: `rep`, `team`, `region` …
    pub dimension: String,
    /// The member's id; empty for rows that carry none.
    pub key: String,
}

/// A metric's value for one period and one slice of the company, with the two sums it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The definition's id, such as `revenue_net`.
    pub metric_id: String,
    /// The period's label, such as `2019-Q2`.
    pub period: String,
    /// The slice; empty for the whole company.
    pub scope: Vec<Slice>,
    /// The value, or why there is none.
    pub value: Measured,
    /// The upper sum of a ratio; the value itself for a sum.
    pub numerator: Option<Scalar>,
    /// The lower sum of a ratio; none for a sum.
    pub denominator: Option<Scalar>,
    /// How many order lines, customers or reps the value rests on (the definition says which).
    pub n: i64,
}
