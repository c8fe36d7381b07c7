//! How much each group of raters counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::appraisal::AppraisalError;
use crate::measures::records::assessments::RaterGroup;

/// Ratings are asked for once a year at the least; older ones speak of another year.
const LONGEST_IN_USE: u32 = 12;

/// How far the weights may miss 100 by rounding.
const WEIGHT_TOLERANCE: f64 = 1e-4;

/// `[ratings]`.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `group_weights` | 25 each | weight of manager, peer, subordinate, customer | each ≥ 0, sum 100 |
/// | `counts_for_months` | 12 | months after its last rating in which a cycle still counts, unless a newer one comes; 0: only in the period in which it was handed in | 0–60 |
///
/// A group that is not shown for a rep gives its weight to the others in proportion. The least number of raters is no
/// setting: what two settings show could be subtracted from each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RatingSettings {
    /// The weight of each group that counts.
    pub group_weights: BTreeMap<RaterGroup, f64>,
    /// For how many months after its last rating a cycle counts in reviews.
    pub counts_for_months: u32,
}

impl Default for RatingSettings {
    fn default() -> Self {
        let group_weights = RaterGroup::COUNTED.into_iter().map(|group| (group, 25.0)).collect();
        RatingSettings { group_weights, counts_for_months: LONGEST_IN_USE }
    }
}

impl RatingSettings {
    /// The settings themselves where all is in order.
    ///
    /// ```
    /// use attain::appraisal::ratings::RatingSettings;
    /// use attain::measures::records::assessments::RaterGroup;
    /// let mut settings = RatingSettings::default();
    /// settings.group_weights.insert(RaterGroup::Customer, 40.0);
    /// assert_eq!(settings.checked().unwrap_err().to_string(), "the weights sum to 115, and they must sum to 100");
    /// ```
    ///
    /// # Errors
    /// [`AppraisalError`] with the sum of the weights, or the group whose weight is below zero or that never counts.
    pub fn checked(self) -> Result<RatingSettings, AppraisalError> {
        for (group, &received) in &self.group_weights {
            let allowed = if *group == RaterGroup::Oneself { 0.0 } else { 100.0 };
            if !(0.0..=allowed).contains(&received) {
                let field = if *group == RaterGroup::Oneself { "self" } else { "group_weights" };
                return Err(AppraisalError::Setting { field, received, low: 0.0, high: allowed });
            }
        }
        if self.counts_for_months > 60 {
            let received = f64::from(self.counts_for_months);
            return Err(AppraisalError::Setting { field: "counts_for_months", received, low: 0.0, high: 60.0 });
        }
        let sum: f64 = self.group_weights.values().sum();
        if (sum - 100.0).abs() > WEIGHT_TOLERANCE { Err(AppraisalError::WeightsSum { sum }) } else { Ok(self) }
    }

    /// The weights in the order of [`RaterGroup::COUNTED`]; a group that is not named counts nothing.
    pub(super) fn weights(&self) -> [f64; 4] {
        RaterGroup::COUNTED.map(|group| self.group_weights.get(&group).copied().unwrap_or(0.0))
    }
}
