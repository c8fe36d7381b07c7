//! Who will probably miss the bar.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::NullReason;

use super::forecast::StatedRow;
use super::words::Sentence;

/// Reps at risk in the next period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskSection {
    /// The period that the probabilities speak about.
    pub period: String,
    /// The share of the target that counts as a miss: 0.8.
    pub share_of_target: f64,
    /// The probability at and above which a rep is flagged.
    pub threshold: f64,
    /// Judged reps, highest probability first, abstentions last.
    pub rows: Vec<RiskRow>,
    /// What the probabilities rest on: those by the kind of bar that most reps have.
    pub evidence: RiskEvidence,
    /// What those by the other kind of bar rest on; none where all bars are of one kind.
    #[serde(default)]
    pub other_evidence: Option<RiskEvidence>,
}

/// The risk of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The amount under which the next period counts as missed, in minor units.
    pub bar_minor: Option<i64>,
    /// Where the bar comes from: `quota` or `seasonal_expectation`.
    pub bar_source: String,
    /// The probability of staying under the bar.
    pub probability: Option<f64>,
    /// The probability of staying under the bar by the forecast alone, on which chances of targets rest; none where
    /// abstained.
    #[serde(default)]
    pub forecast_probability: Option<f64>,
    /// Whether the probability is at or above the threshold.
    pub flagged: bool,
    /// Log-odds before any reason: what an average rep would get; none where abstained.
    pub base_logit: Option<f64>,
    /// Log-odds of the probability: `base_logit` plus the contributions; none where abstained.
    pub logit: Option<f64>,
    /// Reasons, strongest first; the contributions are log-odds and add up.
    pub reasons: Vec<ReasonRow>,
    /// The smallest change that clears the flag; none where there is none in range or no flag. Of the feature
    /// `forecast_level`, which stands for the forecast itself, the values are in major units.
    pub clears: Option<ClearsRow>,
    /// Where there is a flag and `clears` is none: the smallest change of something that is past or given and that nobody
    /// can change, which would clear the flag.
    #[serde(default)]
    pub unchangeable: Option<ClearsRow>,
    /// Why nothing is said about this rep.
    pub abstained: Option<Sentence>,
    /// `below_min_n`, `not_positive` or `on_leave` where abstained.
    pub null_reason: Option<NullReason>,
}

/// One reason of a risk score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonRow {
    /// The feature's id.
    pub feature: String,
    /// The group of features it belongs to.
    pub group: String,
    /// The rep's value in the feature's unit: log-odds of the forecast itself, months in service, fractions of all else;
    /// none where it is not known and the average stood in.
    pub value: Option<f64>,
    /// What it is compared with, in the same unit: the mean of past cases; none where there is no such value.
    #[serde(default)]
    pub reference: Option<f64>,
    /// What it adds to the log-odds; positive raises the risk.
    pub contribution: f64,
    /// The id of the coaching topic that goes with it; none where it hardly raises the risk, where the value is better than
    /// what it is compared with, and of what the rep does not do: the bar and the forecast.
    #[serde(default)]
    pub topic: Option<String>,
}

/// The smallest change that clears a flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClearsRow {
    /// The feature's id.
    pub feature: String,
    /// Its value now.
    pub from: f64,
    /// The value that would clear the flag.
    pub to: f64,
    /// The probability then.
    pub probability_after: f64,
}

/// What the risk probabilities rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskEvidence {
    /// The kind of bar of the past cases, which is that of the statements: `quota` or `seasonal_expectation`.
    #[serde(default)]
    pub bar_source: String,
    /// `logistic` or `forecast_only`.
    pub model: String,
    /// The model's version text.
    pub model_version: String,
    /// Why the plain forecast was used instead of the logistic model; none where it was not.
    pub fallback: Option<Sentence>,
    /// Past rep-periods that the model was fitted on.
    pub n_cases: i64,
    /// How many of them were misses.
    pub n_events: i64,
    /// Reps among them.
    pub n_reps: i64,
    /// Walk-forward origins.
    pub n_origins: i64,
    /// Walk-forward results, the used model first, then the honest baselines.
    pub results: Vec<RiskResult>,
    /// What was stated and what came, by height of the stated probability, lowest first.
    #[serde(default)]
    pub calibration: Vec<StatedRow>,
    /// What the highest scores of every period came to, and whether the evidence carries a conclusion.
    #[serde(default)]
    pub verdict: Vec<Sentence>,
    /// Why these chances can differ from those of targets, and which of the two was nearer to what came; none where they
    /// are the forecast's own.
    #[serde(default)]
    pub beside_targets: Option<Sentence>,
}

/// How a risk score did in the walk-forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RiskResult {
    /// The score's id: `model`, `forecast_alone`, `base_rate`, `logistic`, `missed_last_period`, `momentum`.
    pub score: String,
    /// Cases scored before their outcome was known.
    pub n: i64,
    /// Share of misses among them; none without cases.
    pub event_rate: Option<f64>,
    /// Area under the curve; none where only one class occurred.
    pub auc: Option<f64>,
    /// Brier score.
    pub brier: Option<f64>,
    /// Brier skill over the base rate.
    pub brier_skill: Option<f64>,
    /// Expected calibration error.
    pub ece: Option<f64>,
}
