//! The rules of improvement plans.

use serde::{Deserialize, Serialize};

use crate::appraisal::SettingFault;

/// `[plan]`.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `adjust_from` | 15 | reps with a driver from which it is adjusted for territory, tenure and size | 9–10,000 |
/// | `share_of_gap` | 0.5 | the share of the gap to comparable reps that a plan is to close | 0.05–1 |
/// | `false_discoveries` | 0.10 | the accepted share of false ones among the differences stated of role models | 0.001–0.5 |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanSettings {
    /// The least number of reps for an adjustment.
    pub adjust_from: usize,
    /// How much of the gap a plan is to close.
    pub share_of_gap: f64,
    /// The accepted share of false statements among those made.
    pub false_discoveries: f64,
}

impl Default for PlanSettings {
    fn default() -> Self {
        PlanSettings { adjust_from: 15, share_of_gap: 0.5, false_discoveries: 0.10 }
    }
}

impl PlanSettings {
    /// Whether nothing was set.
    pub fn is_default(&self) -> bool {
        *self == PlanSettings::default()
    }

    /// The first value that is no setting.
    pub fn fault(&self) -> Option<SettingFault> {
        let number = SettingFault::number;
        number("adjust_from", self.adjust_from as f64, 9.0, 10_000.0)
            .or_else(|| number("share_of_gap", self.share_of_gap, 0.05, 1.0))
            .or_else(|| number("false_discoveries", self.false_discoveries, 0.001, 0.5))
    }
}
