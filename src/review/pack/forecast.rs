//! What is likely.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::{NullReason, Unit};

use super::words::Sentence;

/// The forecasts of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastSection {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period that is forecast.
    pub period: String,
    /// The labels of the history, oldest first.
    pub history_periods: Vec<String>,
    /// Judged reps, in the order of the pack's people.
    pub rows: Vec<ForecastRow>,
    /// How each method did in the walk-forward, best first.
    pub accuracy: Vec<AccuracyRow>,
    /// How often the stated intervals held.
    pub coverage: Vec<StatedRow>,
    /// Walk-forward origins and forecasts that the accuracy rests on.
    pub origins: i64,
}

/// The forecast of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// Past values in major units, aligned with the section's periods; none before the rep began.
    pub history: Vec<Option<f64>>,
    /// Periods of the rep's own history.
    pub n_history: i64,
    /// Which model was used: `combination`, `short_blend`, `group_ramp`.
    pub model: String,
    /// The point forecast (the mean of the members), in major units; none where nothing can be said.
    pub mean: Option<f64>,
    /// The middle of the predictive distribution.
    pub median: Option<f64>,
    /// The intervals.
    pub intervals: Vec<IntervalRow>,
    /// The plain baselines' forecasts by method id.
    pub baselines: Vec<(String, f64)>,
    /// Why there is no forecast.
    pub null_reason: Option<NullReason>,
    /// What is doubtful about it.
    pub doubts: Vec<Sentence>,
}

/// An interval at a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntervalRow {
    /// The level, such as 0.8.
    pub level: f64,
    /// Lower end in major units.
    pub lower: f64,
    /// Upper end in major units.
    pub upper: f64,
    /// Whether there are enough past errors for this level.
    pub supported: bool,
}

/// How a method did in the walk-forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccuracyRow {
    /// The method's id.
    pub method: String,
    /// Forecasts compared.
    pub n: i64,
    /// Mean absolute error in major units.
    pub mae: f64,
    /// Symmetric mean absolute percentage error, in percent (0–200).
    pub smape: f64,
    /// Mean absolute error in units of the series' seasonal-naive error; none where that is undefined.
    pub mase: Option<f64>,
}

/// A stated probability and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatedRow {
    /// The stated probability.
    pub stated: f64,
    /// The share of cases in which it came true.
    pub realised: f64,
    /// Cases.
    pub n: i64,
    /// The lower end of the share's 95 % interval, in which cases of one rep or one period count as resembling each
    /// other; none where nothing tells its scatter.
    #[serde(default)]
    pub lower: Option<f64>,
    /// The upper end.
    #[serde(default)]
    pub upper: Option<f64>,
    /// Periods that the cases come from.
    #[serde(default)]
    pub origins: i64,
    /// Whether what was stated holds: `holds`, `more_than_stated`, `less_than_stated` or `too_thin`; empty in packs that
    /// were written before it was kept.
    #[serde(default)]
    pub verdict: String,
}
