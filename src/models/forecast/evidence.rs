//! The figures of a backtest with what they rest on: cases, series, origins and an interval.

use serde::{Deserialize, Serialize};

use super::method::Method;
use crate::models::clustered::{Clustered, Observed, Verdict};

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Symmetric mean absolute percentage error, 0–200.
    Smape,
    /// Mean absolute error over the seasonal-naive error of the known history.
    Mase,
    /// Mean scaled interval score of the 95 % intervals.
    Msis95,
    /// Mean pinball loss over the nine deciles, scaled as MASE is.
    Pinball,
    /// Share of values within the interval of a level.
    Coverage,
    /// Share of values of the next period that were reached, of those stated to be reached with a chance.
    Reached,
}

impl Measure {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Smape => "smape",
            Measure::Mase => "mase",
            Measure::Msis95 => "msis_95",
            Measure::Pinball => "pinball",
            Measure::Coverage => "coverage",
            Measure::Reached => "reached",
        }
    }
}

/// One figure of one method.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which method.
    pub method: Method,
    /// What was measured.
    pub measure: Measure,
    /// The level or chance that was stated; `None` for errors.
    pub stated: Option<f64>,
    /// So many periods ahead; `None` over all steps.
    pub step: Option<usize>,
    /// The figure, its counts and its interval.
    #[serde(flatten)]
    pub estimate: Clustered,
    /// What that says of what was stated; `None` for errors, where nothing was stated.
    pub verdict: Option<Verdict>,
}

/// The figures of one method as they come.
pub(super) struct Counted {
    method: Method,
    pub(super) rows: Vec<Evidence>,
}

impl Counted {
    pub(super) fn of(method: Method) -> Counted {
        Counted { method, rows: Vec::new() }
    }

    pub(super) fn mean(&mut self, measure: Measure, cases: &[Observed]) {
        let row =
            |estimate| Evidence { method: self.method, measure, stated: None, step: None, estimate, verdict: None };
        // An error is never below nothing.
        self.rows.extend(Clustered::mean(cases).map(|one| row(one.within(0.0, f64::INFINITY))));
    }

    pub(super) fn share(&mut self, measure: Measure, stated: f64, step: Option<usize>, cases: &[Observed]) {
        let row = |estimate: Clustered| Evidence {
            method: self.method,
            measure,
            stated: Some(stated),
            step,
            verdict: Some(estimate.against(stated)),
            estimate,
        };
        self.rows.extend(Clustered::share(cases).map(row));
    }
}
