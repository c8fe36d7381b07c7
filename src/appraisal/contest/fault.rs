//! Why a contest cannot be held as its rules stand.

use std::fmt;

use crate::calendar::Day;
use crate::measures::MeasureError;

use super::prizes::PrizeFault;
use super::rules::{Basis, TieRule};

/// What is wrong with a contest; the other contests go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContestFault {
    /// The first or the last day is absent.
    NoDay {
        /// The column.
        column: &'static str,
    },
    /// The last day lies before the first.
    EndBeforeStart {
        /// The first day.
        start: Day,
        /// The last day.
        end: Day,
    },
    /// More than three years.
    TooLong {
        /// The first day.
        start: Day,
        /// The last day.
        end: Day,
    },
    /// No metric with a value for each rep over any days.
    Metric {
        /// What was received.
        received: String,
        /// What is allowed.
        allowed: Vec<&'static str>,
        /// The nearest of them.
        nearest: Vec<String>,
    },
    /// No basis.
    Basis {
        /// What was received.
        received: String,
    },
    /// No tie rule.
    TieRule {
        /// What was received.
        received: String,
    },
    /// Below zero, or longer than ten years.
    Clawback {
        /// What was received.
        received: i64,
    },
    /// The prizes cannot be read.
    Prizes(PrizeFault),
    /// The filter cannot be followed, or lets nobody pass.
    Filter {
        /// The filter.
        filter: String,
        /// What is wrong with it.
        error: Box<MeasureError>,
    },
    /// Nobody of those who may take part is a rep in service on the first day.
    NobodyInService {
        /// The first day.
        start: Day,
    },
    /// Nobody has a target that covers the contest's days.
    NoTargets {
        /// The metric.
        metric: String,
        /// The first day.
        start: Day,
        /// The last day.
        end: Day,
    },
    /// The data do not reach back to the same dates a year before.
    NoYearBefore {
        /// The first day a year before.
        base: Day,
        /// The first day in the data.
        first: Day,
    },
}

impl ContestFault {
    /// A stable word.
    pub fn code(&self) -> &'static str {
        match self {
            ContestFault::NoDay { .. } => "no_day",
            ContestFault::EndBeforeStart { .. } => "end_before_start",
            ContestFault::TooLong { .. } => "too_long",
            ContestFault::Metric { .. } => "unknown_metric",
            ContestFault::Basis { .. } => "unknown_basis",
            ContestFault::TieRule { .. } => "unknown_tie_rule",
            ContestFault::Clawback { .. } => "clawback",
            ContestFault::Prizes(_) => "prizes",
            ContestFault::Filter { .. } => "filter",
            ContestFault::NobodyInService { .. } => "nobody_in_service",
            ContestFault::NoTargets { .. } => "no_target",
            ContestFault::NoYearBefore { .. } => "left_censored",
        }
    }

    /// The facts by name, for a sentence in any language.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            ContestFault::NoDay { column } => vec![("column", (*column).to_string())],
            ContestFault::EndBeforeStart { start, end } | ContestFault::TooLong { start, end } => {
                vec![("start", start.to_string()), ("end", end.to_string())]
            }
            ContestFault::Metric { received, allowed, .. } => {
                vec![("received", received.clone()), ("allowed", allowed.join(", "))]
            }
            ContestFault::Basis { received } => {
                vec![("received", received.clone()), ("allowed", Basis::ALL.map(Basis::word).join(", "))]
            }
            ContestFault::TieRule { received } => {
                vec![("received", received.clone()), ("allowed", TieRule::NAMES.join(", "))]
            }
            ContestFault::Clawback { received } => vec![("received", received.to_string())],
            ContestFault::Prizes(fault) => vec![("received", fault.received())],
            ContestFault::Filter { filter, error } => {
                let hint = error.hint().unwrap_or_default();
                vec![("filter", filter.clone()), ("reason", error.to_string()), ("hint", hint)]
            }
            ContestFault::NobodyInService { start } => vec![("start", start.to_string())],
            ContestFault::NoTargets { metric, start, end } => {
                vec![("metric", metric.clone()), ("start", start.to_string()), ("end", end.to_string())]
            }
            ContestFault::NoYearBefore { base, first } => {
                vec![("base_day", base.to_string()), ("data_from", first.to_string())]
            }
        }
    }
}

impl PrizeFault {
    /// What was written.
    pub fn received(&self) -> String {
        match self {
            PrizeFault::Form { part } => part.clone(),
            PrizeFault::Ranks { ranks } => ranks.clone(),
            PrizeFault::Twice { rank } => rank.to_string(),
            PrizeFault::Amount { amount } => amount.clone(),
        }
    }
}

impl fmt::Display for ContestFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts: Vec<String> = self.facts().iter().map(|(name, value)| format!("{name} {value}")).collect();
        write!(f, "{}: {}", self.code(), facts.join(", "))
    }
}

impl std::error::Error for ContestFault {}
