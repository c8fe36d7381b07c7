//! What counts as unfair, too hard, too easy.

use serde::{Deserialize, Serialize};

use super::super::PlanningError;
use super::super::params::{CHANCE_RANGE, within};

/// The bounds of an audit. Chances, shares and rates are fractions.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `rate` | 0.05 | share of false ones among the biases told that is accepted | 0.001–0.5 |
/// | `correlation` | 0.1 | a rank correlation up to this size is fair | 0–1 |
/// | `chance_gap` | 0.05 | a difference of chances or hit rates up to this size does not matter | 0–1 |
/// | `slope_gap` | 0.1 | the slopes after surplus and shortfall may lie so far apart | 0–10 |
/// | `hard` | 0.2 | a chance below this is too hard | 0.001–0.999 |
/// | `easy` | 0.9 | a chance above this is too easy | `hard`–0.999 |
/// | `min_reps` | 8 | fewer reps than this carry no statement | 3–1000 |
/// | `habit_share` | 0.6 | so many targets of one pattern are a habit | 0.1–1 |
/// | `team_correlation` | unset → 0.3 | correlation of the reps' results, for the team's chance | −1–1 |
/// | `draws` | 4 999 | permutations of a test, at most | 99–100 000 |
/// | `seed` | 20 190 401 | start of the random numbers | any |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditPolicy {
    /// The false discovery rate up to which a test counts as found.
    pub rate: f64,
    /// The rank correlation that is still fair.
    pub correlation: f64,
    /// The difference of chances that does not matter.
    pub chance_gap: f64,
    /// The difference of slopes that does not matter.
    pub slope_gap: f64,
    /// A target with a lower chance is too hard.
    pub hard: f64,
    /// A target with a higher chance is too easy.
    pub easy: f64,
    /// Fewer reps carry no statement.
    pub min_reps: usize,
    /// The share of targets of one pattern that is called a habit.
    pub habit_share: f64,
    /// The measured correlation of the reps' results; `None` where it was not measured.
    pub team_correlation: Option<f64>,
    /// What sums of reps came to in the past, as a multiple of what was expected; `None` where it was not measured.
    pub team_level: Option<f64>,
    /// Permutations of one test; fewer for very large companies.
    pub draws: u32,
    /// The start of the random numbers.
    pub seed: u64,
}

impl Default for AuditPolicy {
    fn default() -> Self {
        AuditPolicy {
            rate: 0.05,
            correlation: 0.1,
            chance_gap: 0.05,
            slope_gap: 0.1,
            hard: 0.2,
            easy: 0.9,
            min_reps: 8,
            habit_share: 0.6,
            team_correlation: None,
            team_level: None,
            draws: 4_999,
            seed: 20_190_401,
        }
    }
}

impl AuditPolicy {
    /// The policy itself where every field is in its range.
    ///
    /// # Errors
    /// [`PlanningError::Policy`] names the field, what was received and what is allowed.
    pub fn checked(self) -> Result<AuditPolicy, PlanningError> {
        let (low, high) = CHANCE_RANGE;
        within("rate", self.rate, 0.001, 0.5)?;
        within("correlation", self.correlation, 0.0, 1.0)?;
        within("chance_gap", self.chance_gap, 0.0, 1.0)?;
        within("slope_gap", self.slope_gap, 0.0, 10.0)?;
        within("hard", self.hard, low, high)?;
        within("easy", self.easy, self.hard, high)?;
        within("min_reps", self.min_reps as f64, 3.0, 1_000.0)?;
        within("habit_share", self.habit_share, 0.1, 1.0)?;
        within("team_correlation", self.team_correlation.unwrap_or(0.0), -1.0, 1.0)?;
        within("draws", f64::from(self.draws), 99.0, 1e5)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_allowed_and_a_bound_below_the_other_is_not() {
        assert!(AuditPolicy::default().checked().is_ok());
        let crossed = AuditPolicy { hard: 0.9, easy: 0.5, ..AuditPolicy::default() };
        let error = crossed.checked().expect_err("easy lies below hard");
        assert_eq!(error.to_string(), "`easy` is 0.5, and 0.9 to 0.999 is allowed");
    }
}
