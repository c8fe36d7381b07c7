//! From observations to series.

use crate::measures::observation::{Observation, Slice};
use crate::quantity::{NullReason, Scalar, Unit};

/// The values of one metric in one slice, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The metric's id.
    pub metric_id: String,
    /// The slice.
    pub scope: Vec<Slice>,
    /// The labels of the periods, oldest first, from the first one in which something was counted.
    pub periods: Vec<String>,
    /// The values in major units; none where there is none.
    pub values: Vec<Option<f64>>,
    /// What the values are counted in; none where there is no value.
    pub unit: Option<Unit>,
    /// Why the last absent value is absent.
    pub null_reason: Option<NullReason>,
}

/// The series of observations that come metric by metric, slice by slice, period by period. Periods before the first in
/// which anything was counted do not belong to a series: a rep who had not started did not rise from nothing.
pub fn series(observations: &[Observation], minor_per_major: i64) -> Vec<Series> {
    let same = |one: &Observation, other: &Observation| one.metric_id == other.metric_id && one.scope == other.scope;
    observations.chunk_by(same).map(|rows| one_series(rows, minor_per_major)).collect()
}

fn one_series(rows: &[Observation], minor_per_major: i64) -> Series {
    let begins = |row: &Observation| row.n > 0 && row.value.value().is_some();
    let counted = rows.iter().position(begins).map_or(&rows[..0], |first| &rows[first..]);
    let value = |row: &Observation| row.value.value().map(|scalar| scalar.to_f64(minor_per_major));
    Series {
        metric_id: rows[0].metric_id.clone(),
        scope: rows[0].scope.clone(),
        periods: counted.iter().map(|row| row.period.clone()).collect(),
        values: counted.iter().map(value).collect(),
        unit: rows.iter().find_map(|row| row.value.value()).map(unit_of),
        null_reason: rows.iter().rev().find_map(|row| row.value.null_reason()),
    }
}

fn unit_of(scalar: Scalar) -> Unit {
    match scalar {
        Scalar::Money(_) => Unit::Money,
        Scalar::Count(_) => Unit::Count,
        Scalar::Units(_) => Unit::Units,
        Scalar::Share(_) => Unit::Share,
        Scalar::Days(_) => Unit::Days,
        Scalar::Number(_) => Unit::Number,
    }
}

impl Series {
    /// Whether a season may be a ratio: of amounts and counts, not of shares and days.
    pub fn may_divide(&self) -> bool {
        matches!(self.unit, Some(Unit::Money | Unit::Count | Unit::Units))
    }
}
