//! What can be wrong with the question: facts in named fields, one plain sentence each.

use std::fmt;

/// Why no report could be made. Data that are merely thin are no error: the report then says what it fell back to.
#[derive(Debug, Clone, PartialEq)]
pub enum RiskError {
    /// A case has more or fewer feature values than there are specs.
    FeatureCount {
        /// Whose case it is.
        subject: String,
        /// The case's origin.
        origin: i32,
        /// How many values it has.
        have: usize,
        /// How many specs there are.
        need: usize,
    },
    /// A case has more or fewer baseline scores than there are baseline names.
    BaselineCount {
        /// Whose case it is.
        subject: String,
        /// The case's origin.
        origin: i32,
        /// How many scores it has.
        have: usize,
        /// How many baselines are named in the settings.
        need: usize,
    },
    /// The forecast's chance is a number outside 0–1.
    ProbabilityOutOfRange {
        /// Whose case it is.
        subject: String,
        /// The case's origin.
        origin: i32,
        /// The number received.
        value: f64,
    },
    /// Two features or two baselines share a name, or one uses a name that the model keeps for itself.
    RepeatedName {
        /// The name.
        name: String,
    },
    /// A setting lies outside its range.
    Setting {
        /// The setting.
        name: &'static str,
        /// The value received.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
}

impl fmt::Display for RiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RiskError::FeatureCount { subject, origin, have, need } => {
                write!(
                    f,
                    "the case of `{subject}` at origin {origin} has {have} feature values, and there are {need} features"
                )
            }
            RiskError::BaselineCount { subject, origin, have, need } => {
                write!(
                    f,
                    "the case of `{subject}` at origin {origin} has {have} baseline scores, and there are {need} baselines"
                )
            }
            RiskError::ProbabilityOutOfRange { subject, origin, value } => {
                write!(
                    f,
                    "the forecast's chance for `{subject}` at origin {origin} is {value}, which is not between 0 and 1"
                )
            }
            RiskError::RepeatedName { name } => write!(f, "the name `{name}` is used twice or is kept by the model"),
            RiskError::Setting { name, value, allowed } => {
                write!(f, "the setting `{name}` is {value}, and it must be {allowed}")
            }
        }
    }
}

impl std::error::Error for RiskError {}
