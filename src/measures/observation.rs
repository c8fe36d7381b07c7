//! One measured value with all that identifies it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::{Measured, Scalar};

/// One member of one dimension: `rep` = `282`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Slice {
    /// The dimension: `rep`, `team`, `region` …
    pub dimension: String,
    /// The member's id; empty for rows that carry none.
    pub key: String,
}

/// A metric's value for one period and one slice of the company, with the two sums it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// How sure the value is, and what is to be known about it.
    #[serde(default, skip_serializing_if = "More::is_nothing")]
    pub more: More,
}

/// An observation whose names somebody else holds.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// As [`Observation::metric_id`].
    pub metric_id: &'a str,
    /// As [`Observation::period`].
    pub period: &'a str,
    /// As [`Observation::scope`].
    pub scope: &'a [Slice],
    /// As [`Observation::value`].
    pub value: Measured,
    /// As [`Observation::numerator`].
    pub numerator: Option<Scalar>,
    /// As [`Observation::denominator`].
    pub denominator: Option<Scalar>,
    /// As [`Observation::n`].
    pub n: i64,
    /// As [`Observation::more`].
    pub more: &'a More,
}

impl<'a> From<&'a Observation> for Seen<'a> {
    fn from(of: &'a Observation) -> Seen<'a> {
        let Observation { metric_id, period, scope, value, numerator, denominator, n, more } = of;
        Seen { metric_id, period, scope, value: *value, numerator: *numerator, denominator: *denominator, n: *n, more }
    }
}

impl From<Seen<'_>> for Observation {
    fn from(seen: Seen<'_>) -> Observation {
        Observation {
            metric_id: seen.metric_id.to_string(),
            period: seen.period.to_string(),
            scope: seen.scope.to_vec(),
            value: seen.value,
            numerator: seen.numerator,
            denominator: seen.denominator,
            n: seen.n,
            more: seen.more.clone(),
        }
    }
}

/// What stands beside a value: its interval, its shrunk form, and remarks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct More {
    /// Lower end of the 95 % interval, in the unit of the value.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval, in the unit of the value.
    pub upper: Option<f64>,
    /// The value drawn towards the mean of all slices by empirical Bayes.
    pub shrunk: Option<f64>,
    /// The effective sample size behind the shrunk value: the slice's own cases and those lent by the others.
    pub n_effective: Option<f64>,
    /// Remarks as codes, sorted: `running`, `capped` …
    pub flags: Vec<String>,
}

impl More {
    /// Whether there is nothing to say.
    pub fn is_nothing(&self) -> bool {
        *self == More::default()
    }
}
