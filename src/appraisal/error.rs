//! What a call to this room can be wrong about.

use std::fmt;

/// A value in the configuration that is no setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingFault {
    /// The key.
    pub key: String,
    /// What was received.
    pub received: String,
    /// What is allowed.
    pub allowed: String,
}

impl SettingFault {
    /// A number outside its range; `None` where it lies within.
    pub(super) fn number(key: &str, received: f64, low: f64, high: f64) -> Option<SettingFault> {
        (!(low..=high).contains(&received)).then(|| SettingFault {
            key: key.to_string(),
            received: received.to_string(),
            allowed: format!("it lies between {low} and {high}"),
        })
    }
}

/// Why no card or comparison can be made.
///
/// A missing value or target is no error: the line stays on the card, unscored, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub enum AppraisalError {
    /// The weights do not sum to 100.
    WeightsSum {
        /// What they sum to.
        sum: f64,
    },
    /// A weight is not a positive number.
    Weight {
        /// The metric.
        metric_id: String,
        /// What was received.
        received: f64,
    },
    /// The points of a score do not rise from floor over target to cap.
    ScorePoints {
        /// The metric whose points they are; `None` for the points of all others.
        metric_id: Option<String>,
    },
    /// Points are set for a metric that has no weight.
    PointsWithoutWeight {
        /// The metric.
        metric_id: String,
    },
    /// The bands do not fall strictly, do not end at 0, or one has no label of its own.
    Bands {
        /// The first band that is wrong; empty where there is none at all.
        label: String,
    },
    /// A setting is out of its range.
    Setting {
        /// The field.
        field: &'static str,
        /// What was received.
        received: f64,
        /// The least that is allowed.
        low: f64,
        /// The most that is allowed.
        high: f64,
    },
    /// Two lines of one card carry the same metric.
    DuplicateMetric {
        /// The metric.
        metric_id: String,
    },
    /// A line's value and target are in different units.
    UnitMismatch {
        /// The metric.
        metric_id: String,
    },
}

impl fmt::Display for AppraisalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppraisalError::WeightsSum { sum } => write!(f, "the weights sum to {sum}, and they must sum to 100"),
            AppraisalError::Weight { metric_id, received } => {
                write!(f, "the weight of `{metric_id}` is {received}, and it must be more than 0")
            }
            AppraisalError::ScorePoints { metric_id: Some(metric_id) } => {
                write!(f, "the score points of `{metric_id}` do not rise from floor over target to cap")
            }
            AppraisalError::ScorePoints { metric_id: None } => {
                write!(f, "the score points do not rise from floor over target to cap")
            }
            AppraisalError::PointsWithoutWeight { metric_id } => {
                write!(f, "score points are set for `{metric_id}`, which has no weight")
            }
            AppraisalError::Bands { label } if label.is_empty() => {
                write!(f, "at least one grade band is needed, and each needs a label")
            }
            AppraisalError::Bands { label } => {
                write!(f, "the grade band `{label}` is out of order: bands fall strictly, differ, and end at 0")
            }
            AppraisalError::Setting { field, received, low, high } => {
                write!(f, "`{field}` is {received}, and {low} to {high} is allowed")
            }
            AppraisalError::DuplicateMetric { metric_id } => write!(f, "two lines are given for `{metric_id}`"),
            AppraisalError::UnitMismatch { metric_id } => {
                write!(f, "the value and the target of `{metric_id}` are in different units")
            }
        }
    }
}

impl std::error::Error for AppraisalError {}
