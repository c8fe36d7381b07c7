//! Which subjects will probably miss their bar in the next period, how sure are we, and why?
//!
//! The forecast already gives a chance of a miss. A logistic regression, with the forecast's logit as its first
//! column, adds what the forecast cannot see: activity, customers, pipeline, tenure. It is used only where it
//! has beaten the forecast alone on past origins, each scored with what was known there; otherwise the
//! forecast's chance is passed on, read as past cases taught to, and the report says why. With a dozen subjects and a
//! few origins that is the normal outcome.
//!
//! The logit of the average case plus one contribution per feature is the logit of the chance:
//!
//! > logit P(miss) = c(β₀) + s · Σ βⱼ · (xⱼ − x̄ⱼ)
//!
//! where β come from the ridge logistic on standardised columns, of the features only those that an elastic net has
//! chosen, c is the calibration learned on walk-forward
//! scores, and s its mean slope between the average case and this one. Means, spreads and ranges are those of
//! training cases only. There is no resampling, no class weight and no random fold: they spoil calibration or
//! let the future in.
//!
//! The room knows cases and features, and nothing of targets or grades.
//!
//! Sources: Platt (1999) and Lin, Lin and Weng (2007) for the sigmoid; Ayer et al. (1955) for the isotonic fit;
//! Breiman et al. (1984) for preferring the simpler model within one standard error.

mod assess;
mod calibration;
mod case;
mod comparison;
mod counterfactual;
mod design;
mod doubt;
mod error;
mod evaluation;
mod evidence;
mod explain;
pub mod fairness;
mod feature;
mod held_back;
mod logistic;
mod logit;
mod newton;
mod params;
mod report;
mod selection;
mod walk_forward;

pub use assess::assess;
pub use case::RiskCase;
pub use counterfactual::Counterfactual;
pub use doubt::Doubt;
pub use error::RiskError;
pub use evaluation::{Evaluation, Stated};
pub use evidence::{ActedOn, CalibrationRow, FORECAST, MODEL, RiskEvidence, ScoreEvidence, Thin};
pub use explain::Reason;
pub use feature::{FORECAST_FEATURE, FeatureGroup, FeatureSpec};
pub(crate) use logit::{clip_base, logit, sigmoid};
pub use params::RiskSettings;
pub use report::{
    Abstention, CalibrationUsed, Coefficient, Comparison, ForecastOnlyReason, GroupContribution, JudgedCase,
    NamedEvaluation, RiskAssessment, RiskModelUsed, RiskReport,
};

/// The names that the report gives to its own baselines.
const RESERVED_BASELINES: [&str; 3] = ["base_rate", FORECAST, "logistic"];

#[cfg(test)]
mod tests;
