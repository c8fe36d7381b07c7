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
    /// Rules are set for a metric that has no weight.
    RulesWithoutWeight {
        /// The metric.
        metric_id: String,
    },
    /// A fixed target is not a positive number.
    Target {
        /// The metric.
        metric_id: String,
        /// What was received.
        received: f64,
    },
    /// The target is to be the fixed one, and there is none.
    NoFixedTarget {
        /// The metric.
        metric_id: String,
    },
    /// A target band is upside down or not above 0, or something stands beside it that cannot hold together with it.
    TargetBand {
        /// The metric.
        metric_id: String,
        /// The lower edge.
        low: f64,
        /// The upper edge.
        high: f64,
    },
    /// The weights of groups or of perspectives do not sum to 100.
    PartsSum {
        /// `groups` or `perspectives`.
        field: &'static str,
        /// What they sum to.
        sum: f64,
    },
    /// The weight of a group or of a perspective is not a positive number.
    PartWeight {
        /// `groups` or `perspectives`.
        field: &'static str,
        /// The group or perspective.
        part: String,
        /// What was received.
        received: f64,
    },
    /// Metrics have weights, but their group has none.
    NoKpiGroup,
    /// A metric lies in a perspective without a weight.
    NoPerspective {
        /// The metric.
        metric_id: String,
        /// Its perspective.
        perspective: &'static str,
    },
    /// A perspective has a weight and nothing in it.
    EmptyPerspective {
        /// The perspective.
        perspective: &'static str,
    },
    /// The forced distribution names a grade that there is not.
    DistributionLabel {
        /// What was received.
        label: String,
        /// The labels of the bands.
        bands: Vec<String>,
    },
    /// The shares of the forced distribution do not sum to 1, or one is not a share.
    DistributionSum {
        /// What they sum to.
        sum: f64,
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
            AppraisalError::RulesWithoutWeight { metric_id } => {
                write!(f, "rules are set for `{metric_id}`, which has no weight")
            }
            AppraisalError::Target { metric_id, received } => {
                write!(f, "the target of `{metric_id}` is {received}, and it must be more than 0")
            }
            AppraisalError::NoFixedTarget { metric_id } => {
                write!(f, "the target of `{metric_id}` is to be the fixed one, and none is set")
            }
            AppraisalError::TargetBand { metric_id, low, high } => write!(
                f,
                "the band of `{metric_id}` is {low} to {high}: it must rise from above 0, and stand without `target`, \
                 `target_from` and `better`"
            ),
            AppraisalError::PartsSum { field, sum } => {
                write!(f, "the weights of the {field} sum to {sum}, and they must sum to 100")
            }
            AppraisalError::PartWeight { part, received, .. } => {
                write!(f, "the weight of `{part}` is {received}, and it must be more than 0")
            }
            AppraisalError::NoKpiGroup => write!(f, "metrics have weights, and the group `kpi` has none"),
            AppraisalError::NoPerspective { metric_id, perspective } => {
                write!(f, "`{metric_id}` belongs to the perspective `{perspective}`, which has no weight")
            }
            AppraisalError::EmptyPerspective { perspective } => {
                write!(f, "the perspective `{perspective}` has a weight, and no metric belongs to it")
            }
            AppraisalError::DistributionLabel { label, .. } => {
                write!(f, "the distribution names the grade `{label}`, which is no band")
            }
            AppraisalError::DistributionSum { sum } => {
                let sum = shown(*sum);
                write!(f, "the shares of the distribution sum to {sum}, and they must be 0 or more and sum to 1")
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

/// A sum without the last digits of its arithmetic: 1.2 and not 1.2000000000000002.
fn shown(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

impl AppraisalError {
    /// The key of the configuration on whose line the mistake stands; `None` where it is none of the configuration.
    pub fn key(&self) -> Option<String> {
        let key = match self {
            AppraisalError::WeightsSum { .. } | AppraisalError::NoKpiGroup => "weights",
            AppraisalError::ScorePoints { metric_id: None } => "points",
            AppraisalError::ScorePoints { metric_id: Some(metric_id) }
            | AppraisalError::PointsWithoutWeight { metric_id } => {
                return Some(format!("points_by_metric.{metric_id}"));
            }
            AppraisalError::RulesWithoutWeight { metric_id }
            | AppraisalError::Target { metric_id, .. }
            | AppraisalError::NoFixedTarget { metric_id }
            | AppraisalError::TargetBand { metric_id, .. } => return Some(format!("metrics.{metric_id}")),
            AppraisalError::Weight { metric_id, .. } | AppraisalError::NoPerspective { metric_id, .. } => metric_id,
            AppraisalError::PartsSum { field, .. } => field,
            AppraisalError::PartWeight { part, .. } => part,
            AppraisalError::EmptyPerspective { perspective } => perspective,
            AppraisalError::DistributionLabel { label, .. } => label,
            AppraisalError::DistributionSum { .. } => "distribution",
            AppraisalError::Bands { .. } => "bands",
            AppraisalError::Setting { field, .. } => field,
            AppraisalError::DuplicateMetric { .. } | AppraisalError::UnitMismatch { .. } => return None,
        };
        Some(key.to_string())
    }

    /// The way out.
    pub fn hint(&self) -> String {
        match self {
            AppraisalError::WeightsSum { .. } | AppraisalError::PartsSum { .. } => {
                "change them until they sum to 100".to_string()
            }
            AppraisalError::NoKpiGroup => "give it one: [scorecard.groups] kpi = 60".to_string(),
            AppraisalError::PointsWithoutWeight { metric_id } | AppraisalError::RulesWithoutWeight { metric_id } => {
                format!("weigh it in [scorecard.weights], or take the rules of `{metric_id}` out")
            }
            AppraisalError::Target { .. } => "write it in major units: 50000 for money, 0.35 for a share".to_string(),
            AppraisalError::NoFixedTarget { .. } => "add target = NUMBER to its rules".to_string(),
            AppraisalError::TargetBand { .. } => "write it as band = [20, 40]".to_string(),
            AppraisalError::NoPerspective { metric_id, .. } => format!(
                "weigh the perspective, or put the metric into another one: [scorecard.metrics.\"{metric_id}\"] \
                 perspective = \"customer\""
            ),
            AppraisalError::EmptyPerspective { .. } => {
                "take its weight out, or put a metric into it with `perspective`".to_string()
            }
            AppraisalError::DistributionLabel { bands, .. } => format!("the bands are {}", bands.join(", ")),
            AppraisalError::DistributionSum { .. } => {
                "write shares of the reps, such as distribution = { S = 0.1, A = 0.2, B = 0.4, C = 0.2, D = 0.1 }"
                    .to_string()
            }
            _ => "see [scorecard] in the configuration".to_string(),
        }
    }
}
