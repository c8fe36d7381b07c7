//! The settings as set, and their check.

use serde::{Deserialize, Serialize};

use super::error::RiskError;

/// How risk is assessed.
///
/// | name | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `threshold` | 0.5 | a chance at or above this is flagged | above 0, below 1 |
/// | `min_cases` | 60 | past cases needed before the logistic is fitted | any |
/// | `min_events` | 10 | past cases of the rarer outcome needed for the same | any |
/// | `min_origins` | 2 | past origins on which it must have been compared with the forecast | any |
/// | `min_history` | 4 | periods of own history below which a case is abstained from | any |
/// | `alpha` | 5.0 | ridge penalty ½·α·Σw² beside the summed log loss, on standardised features | above 0 |
/// | `forecast_alpha_share` | 0.1 | the share of α that falls on the forecast's own column | above 0, to 1 |
/// | `margin_standard_errors` | 1.0 | by how many standard errors the logistic must beat the forecast | 0 or more |
/// | `select` | true | whether an elastic net chooses among the features first | |
/// | `isotonic_from` | 1000 | walk-forward scores from which calibration is isotonic, Platt below | any |
/// | `baselines` | none | names of the columns in [`RiskCase::baselines`](super::RiskCase::baselines) | unique |
///
/// α is a Gaussian prior of variance 1 ÷ α on each standardised coefficient: at 5, a standard deviation of a
/// feature is believed to move the odds by a factor of 1.6 at most in two cases of three. It is raised to
/// n ÷ 10,000 where that is more, because without a penalty that grows with n, separable data have no optimum.
///
/// Of α = 1, 5 and 15 and margins of 0 and 1, tried on companies of 14 to 60 series cut from the training parts of
/// M3 and Tourism quarterly, 5 was never far from the best. The margin of 1 gave away part of the gain on M3, where
/// the features helped, and prevented most of the loss on Tourism, where the last origin was unlike the earlier ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RiskSettings {
    /// A chance at or above this is flagged.
    pub threshold: f64,
    /// Past cases needed before the logistic is fitted.
    pub min_cases: usize,
    /// Past cases of the rarer outcome needed before the logistic is fitted.
    pub min_events: usize,
    /// Past origins on which the logistic must have been compared with the forecast.
    pub min_origins: usize,
    /// Periods of own history below which a case is abstained from.
    pub min_history: usize,
    /// Ridge penalty on standardised features, beside the log loss summed (not averaged) over cases.
    pub alpha: f64,
    /// The share of `alpha` that falls on the forecast's own column, which is trusted more than the others.
    pub forecast_alpha_share: f64,
    /// By how many standard errors of the paired Brier difference the logistic must beat the forecast.
    pub margin_standard_errors: f64,
    /// Whether an elastic net chooses among the features before the ridge is fitted; the forecast's column always
    /// stays.
    pub select: bool,
    /// Walk-forward scores from which the calibration is isotonic instead of Platt's.
    pub isotonic_from: usize,
    /// Names of the baseline columns that the cases carry.
    pub baselines: Vec<String>,
}

impl Default for RiskSettings {
    fn default() -> RiskSettings {
        RiskSettings {
            threshold: 0.5,
            min_cases: 60,
            min_events: 10,
            min_origins: 2,
            min_history: 4,
            alpha: 5.0,
            forecast_alpha_share: 0.1,
            margin_standard_errors: 1.0,
            select: true,
            isotonic_from: 1000,
            baselines: Vec::new(),
        }
    }
}

impl RiskSettings {
    /// Refuses a value outside its range, naming it.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        let ranges = [
            ("threshold", self.threshold, self.threshold > 0.0 && self.threshold < 1.0, "above 0 and below 1"),
            ("alpha", self.alpha, self.alpha > 0.0 && self.alpha.is_finite(), "finite and above 0"),
            (
                "forecast_alpha_share",
                self.forecast_alpha_share,
                self.forecast_alpha_share > 0.0 && self.forecast_alpha_share <= 1.0,
                "above 0 and at most 1",
            ),
            (
                "margin_standard_errors",
                self.margin_standard_errors,
                self.margin_standard_errors >= 0.0 && self.margin_standard_errors.is_finite(),
                "finite and 0 or more",
            ),
        ];
        match ranges.into_iter().find(|(_, _, holds, _)| !holds) {
            Some((name, value, _, allowed)) => Err(RiskError::Setting { name, value, allowed }),
            None => Ok(()),
        }
    }

    /// The penalty that is used on `n` cases: `alpha`, or 1e-2 · n ÷ 100 where that is more.
    pub fn alpha_for(&self, n: usize) -> f64 {
        self.alpha.max(1e-2 * n as f64 / 100.0)
    }
}
