//! What a forecast may be told, and what it refuses.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Towards what a series' own seasonal indices are shrunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeasonalTarget {
    /// Towards the panel's own mean index: right where the series share a calendar, as reps of one company do.
    Pooled,
    /// Towards no season at all: right for unrelated series.
    Flat,
}

/// What a series with fewer than `min_train` values is forecast from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooShort {
    /// From the level of comparable series and a ramp: right for the reps of one company.
    Peers,
    /// From its own few values, halfway between their mean and the last one: right for unrelated series, whose size
    /// says nothing of its own.
    Itself,
}

/// How to forecast a panel.
///
/// | name | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `season_length` | 4 | periods in a season: 4 for quarters, 12 for months, 1 for none | ≥ 1 |
/// | `horizon` | 4 | how many periods ahead | ≥ 1 |
/// | `levels` | 0.5, 0.8, 0.95 | levels of the central intervals | within (0, 1) |
/// | `lower_bound` | none | no forecast or interval goes below this | finite |
/// | `upper_bound` | none | no forecast or interval goes above this | finite, not under the lower one |
/// | `min_train` | 4 | periods of its own before a series gets a forecast of its own, and the first origin | ≥ 2 |
/// | `max_origins` | 12 | at most this many of the latest walk-forward origins; 0 leaves the walk-forward out | any |
/// | `min_scores` | 10 | fewer walk-forward errors than this yield no predictive distribution | ≥ 1 |
/// | `min_origins` | 1 | errors from fewer origins than this yield none either | any |
/// | `seasonal_target` | pooled | see [`SeasonalTarget`] | – |
/// | `too_short` | peers | see [`TooShort`] | – |
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForecastSettings {
    /// Periods in a season.
    pub season_length: usize,
    /// Periods ahead.
    pub horizon: usize,
    /// Levels of the central intervals, as shares of one.
    pub levels: Vec<f64>,
    /// No forecast or interval goes below this; `None` leaves them free (gross profit may be negative).
    pub lower_bound: Option<f64>,
    /// No forecast or interval goes above this (1 for a share); `None` leaves them free.
    pub upper_bound: Option<f64>,
    /// Known periods that a series needs for a forecast of its own.
    pub min_train: usize,
    /// At most this many of the latest origins are walked; 0 leaves the walk-forward out.
    pub max_origins: usize,
    /// Fewer walk-forward errors than this yield no predictive distribution.
    pub min_scores: usize,
    /// Errors from fewer walk-forward origins than this yield no predictive distribution, however many series there are:
    /// series of one panel share the luck of an origin.
    pub min_origins: usize,
    /// Towards what seasonal indices are shrunk.
    pub seasonal_target: SeasonalTarget,
    /// What a series with too few values is forecast from.
    pub too_short: TooShort,
}

impl Default for ForecastSettings {
    fn default() -> Self {
        ForecastSettings {
            season_length: 4,
            horizon: 4,
            levels: vec![0.5, 0.8, 0.95],
            lower_bound: None,
            upper_bound: None,
            min_train: 4,
            max_origins: 12,
            min_scores: 10,
            min_origins: 1,
            seasonal_target: SeasonalTarget::Pooled,
            too_short: TooShort::Peers,
        }
    }
}

impl ForecastSettings {
    /// Says which setting is out of its range, if one is.
    ///
    /// # Errors
    /// [`ForecastError::Setting`] for the first setting that is out of range.
    pub fn check(&self) -> Result<(), ForecastError> {
        let refuse = |name: &'static str, received: String, allowed: &'static str| {
            Err(ForecastError::Setting { name, received, allowed })
        };
        if self.season_length == 0 {
            return refuse("season_length", "0".into(), "1 or more");
        }
        if self.horizon == 0 {
            return refuse("horizon", "0".into(), "1 or more");
        }
        if self.min_train < 2 {
            return refuse("min_train", self.min_train.to_string(), "2 or more");
        }
        if self.min_scores == 0 {
            return refuse("min_scores", "0".into(), "1 or more");
        }
        if let Some(level) = self.levels.iter().find(|level| !(**level > 0.0 && **level < 1.0)) {
            return refuse("levels", level.to_string(), "between 0 and 1");
        }
        match (self.lower_bound, self.upper_bound) {
            (Some(bound), _) if !bound.is_finite() => refuse("lower_bound", bound.to_string(), "a finite number"),
            (_, Some(bound)) if !bound.is_finite() => refuse("upper_bound", bound.to_string(), "a finite number"),
            (Some(lower), Some(upper)) if lower > upper => {
                refuse("upper_bound", upper.to_string(), "not under the lower bound")
            }
            _ => Ok(()),
        }
    }
}

/// The range that forecasts and intervals keep to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
}

impl ForecastSettings {
    /// The range that forecasts and intervals keep to.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds { lower: self.lower_bound, upper: self.upper_bound }
    }
}

impl Bounds {
    /// Draws forecasts into the range. What is no number stays none, instead of turning into an end of the range.
    pub(super) fn keep(self, path: &mut [f64]) {
        let least = self.lower.unwrap_or(f64::NEG_INFINITY);
        let most = self.upper.unwrap_or(f64::INFINITY);
        path.iter_mut().for_each(|forecast| *forecast = forecast.clamp(least, most));
    }
}

/// Why a panel is not forecast.
#[derive(Debug, Clone, PartialEq)]
pub enum ForecastError {
    /// A setting is out of its range.
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What was received.
        received: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A value is not a number that can be reckoned with: not finite, or beyond ±1e100.
    Value {
        /// The series' id.
        series: String,
        /// Position of the value, oldest first, from 0.
        position: usize,
        /// What was received.
        received: f64,
    },
    /// A first season that is not the number of a season.
    Season {
        /// The series' id.
        series: String,
        /// What was received.
        received: usize,
        /// The number of seasons; allowed are 0 to one less.
        season_length: usize,
    },
    /// Two series end in different seasons, though all must end in the panel's common last period.
    SeasonsDisagree {
        /// The series' id.
        series: String,
        /// The season in which it ends.
        received: usize,
        /// The season in which the series before it end.
        expected: usize,
    },
}

impl fmt::Display for ForecastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForecastError::Setting { name, received, allowed } => {
                write!(f, "forecast setting `{name}` is {received}; allowed is {allowed}")
            }
            ForecastError::Value { series, position, received } => {
                write!(
                    f,
                    "value {position} of series `{series}` is {received:?}, not a number that can be forecast from"
                )
            }
            ForecastError::Season { series, received, season_length } => {
                write!(f, "series `{series}` begins in season {received}; there are {season_length}, counted from 0")
            }
            ForecastError::SeasonsDisagree { series, received, expected } => write!(
                f,
                "series `{series}` ends in season {received}, the others in season {expected}; all must end in the same period"
            ),
        }
    }
}

impl std::error::Error for ForecastError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_allowed_and_each_bad_setting_is_named() {
        let good = ForecastSettings::default();
        assert_eq!(good.check(), Ok(()));
        let named = |bad: ForecastSettings| match bad.check() {
            Err(ForecastError::Setting { name, .. }) => name,
            other => panic!("expected a refused setting, got {other:?}"),
        };
        assert_eq!(named(ForecastSettings { season_length: 0, ..good.clone() }), "season_length");
        assert_eq!(named(ForecastSettings { horizon: 0, ..good.clone() }), "horizon");
        assert_eq!(named(ForecastSettings { min_train: 1, ..good.clone() }), "min_train");
        assert_eq!(named(ForecastSettings { levels: vec![0.5, 1.0], ..good.clone() }), "levels");
        assert_eq!(named(ForecastSettings { levels: vec![f64::NAN], ..good.clone() }), "levels");
        assert_eq!(named(ForecastSettings { lower_bound: Some(f64::NAN), ..good.clone() }), "lower_bound");
        assert_eq!(named(ForecastSettings { upper_bound: Some(f64::INFINITY), ..good.clone() }), "upper_bound");
        let crossed = ForecastSettings { lower_bound: Some(1.0), upper_bound: Some(0.0), ..good };
        assert_eq!(named(crossed), "upper_bound");
    }
}
