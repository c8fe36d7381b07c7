//! What happened to customers: cohorts and repeat purchase.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Grain;
use crate::quantity::{Measured, NullReason};

use super::past::{KpiTable, Trend};

/// A retention triangle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CohortTriangle {
    /// The definition's id: `retention.classic`.
    pub metric_id: String,
    /// Month or quarter.
    pub grain: Grain,
    /// One row a cohort, oldest first.
    pub rows: Vec<CohortRow>,
    /// All mature cohorts together, by age.
    pub pooled: Vec<CohortCell>,
    /// The first cohort holds everybody who bought at the data's start, new or not; named so that it is not
    /// read as a cohort of new customers.
    pub left_censored: Vec<String>,
}

/// One cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CohortRow {
    /// The label of the period of first purchase.
    pub cohort: String,
    /// How many customers.
    pub size: i64,
    /// One cell an age, from 0.
    pub cells: Vec<CohortCell>,
}

/// One cell of a triangle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CohortCell {
    /// Periods since the first purchase.
    pub age: i64,
    /// Members of age `age` in the data (the denominator).
    pub size: i64,
    /// Members with a purchase at that age; none where immature.
    pub active: Option<i64>,
    /// Active ÷ size.
    pub value: Option<f64>,
    /// Lower end of the Wilson 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub upper: Option<f64>,
    /// Why there is no value.
    pub null_reason: Option<NullReason>,
}

/// Repeat purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatSection {
    /// The period's label.
    pub period: String,
    /// The company's rates, in the order of the columns of `by_rep`.
    pub company: Vec<RateWithInterval>,
    /// The same by rep: a customer counts for the rep of the purchase occasion.
    pub by_rep: KpiTable,
    /// The window rate over time.
    pub trend: Trend,
    /// Who bought again within so many days, by the quarter of the first purchase.
    #[serde(default)]
    pub curves: RepeatCurves,
}

/// The share of customers who bought again within h days of their first purchase, by cohort and h.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct RepeatCurves {
    /// The definition's id: `repeat_rate.h_days`.
    pub metric_id: String,
    /// The horizons in days, ascending.
    pub days: Vec<i64>,
    /// One row a cohort, oldest first.
    pub rows: Vec<CurveRow>,
    /// All cohorts together, one cell a horizon: those customers who are old enough for it.
    pub pooled: Vec<CurveCell>,
    /// Cohorts that hold everybody who bought at the data's start, new or not.
    pub left_censored: Vec<String>,
}

/// The curve of one cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurveRow {
    /// The quarter of the first purchase.
    pub cohort: String,
    /// How many customers.
    pub size: i64,
    /// One cell a horizon.
    pub cells: Vec<CurveCell>,
}

/// One point of a curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurveCell {
    /// The horizon in days.
    pub days: i64,
    /// Customers whose first purchase lies at least so many days before the as-of day.
    pub n: i64,
    /// Those among them who bought again within the horizon.
    pub again: i64,
    /// Customers who are not old enough yet. Where there are some beside `n`, the value speaks of a part of the cohort.
    pub immature: i64,
    /// Again ÷ n.
    pub value: Option<f64>,
    /// Lower end of the Wilson 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub upper: Option<f64>,
    /// Why there is no value: `immature` or `no_denominator`.
    pub null_reason: Option<NullReason>,
}

/// A proportion with its sampling interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RateWithInterval {
    /// The definition's id.
    pub metric_id: String,
    /// The period that it speaks of: the window, or the span of first purchases for a horizon.
    pub period: String,
    /// The rate.
    pub value: Measured,
    /// Customers or orders counted above the line.
    pub numerator: i64,
    /// Customers or orders below the line.
    pub denominator: i64,
    /// Lower end of the Wilson 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub upper: Option<f64>,
}
