//! What speaks against relying on a target.

use serde::{Deserialize, Serialize};

use super::candidate::Candidate;
use super::{Driver, Target, TargetMetric, TargetPolicy};

/// One doubt, with its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetDoubt {
    /// The subject has no past of its own; the forecast rests on others.
    NoOwnHistory,
    /// The subject's own history is shorter than the policy wishes.
    ShortHistory {
        /// Own past periods.
        n_history: usize,
        /// The policy's `short_history`.
        wished: usize,
    },
    /// The stated chance lies beyond what the sample of past errors supports.
    ChanceBeyondSample {
        /// Past errors that the distribution rests on.
        sample_size: usize,
    },
    /// The 80 % interval lies beyond what the sample of past errors supports.
    IntervalBeyondSample {
        /// Past errors that the distribution rests on.
        sample_size: usize,
    },
    /// The chance of the target as issued is below the policy's least.
    ChanceUnderMinimum,
    /// The target is more than the subject ever did.
    AboveOwnBest {
        /// The best past period.
        history_max_minor: i64,
    },
    /// The target is less than the subject ever did.
    BelowOwnWorst {
        /// The worst past period.
        history_min_minor: i64,
    },
    /// The target is above the stretch amount.
    AboveStretch,
    /// The target is below the amount to commit to.
    BelowCommit,
    /// The target is below zero: reaching it would still be a loss.
    NegativeTarget,
    /// The policy has bounds, but the baseline is not positive, so that they could not be applied.
    BoundsNotApplied,
    /// The baseline and the drivers' own sum of the same metric differ, so that the moves start from another amount.
    DriversDisagree {
        /// The drivers' sum.
        drivers_minor: i64,
    },
    /// No driver can be said to lead to the target: the baseline period holds nothing to move.
    NoDrivers,
}

/// All doubts about a target that is otherwise complete, in the order of the enum.
pub(super) fn doubts(target: &Target, candidate: &Candidate<'_>, policy: &TargetPolicy) -> Vec<TargetDoubt> {
    let mut doubts = history_doubts(target, candidate, policy);
    doubts.extend(amount_doubts(target, candidate, policy));
    doubts.extend(driver_doubts(target, candidate, policy.metric));
    doubts
}

fn history_doubts(target: &Target, candidate: &Candidate<'_>, policy: &TargetPolicy) -> Vec<TargetDoubt> {
    let (n_history, wished) = (target.n_history, policy.short_history);
    let sample_size = candidate.predictive.sample_size();
    let mut doubts = Vec::new();
    if n_history == 0 {
        doubts.push(TargetDoubt::NoOwnHistory);
    } else if n_history < wished {
        doubts.push(TargetDoubt::ShortHistory { n_history, wished });
    }
    if !candidate.predictive.supports(1.0 - target.chance) {
        doubts.push(TargetDoubt::ChanceBeyondSample { sample_size });
    }
    if !target.interval_supported {
        doubts.push(TargetDoubt::IntervalBeyondSample { sample_size });
    }
    doubts
}

fn amount_doubts(target: &Target, candidate: &Candidate<'_>, policy: &TargetPolicy) -> Vec<TargetDoubt> {
    let amount = target.target_minor;
    let mut doubts = Vec::new();
    if target.chance < policy.min_chance {
        doubts.push(TargetDoubt::ChanceUnderMinimum);
    }
    if let Some(history_max_minor) = candidate.outlook.history_max.filter(|&best| amount > best) {
        doubts.push(TargetDoubt::AboveOwnBest { history_max_minor });
    }
    let is_under = |worst: &i64| (amount as f64) < *worst as f64 * candidate.outlook.share_worked;
    if let Some(history_min_minor) = candidate.outlook.history_min.filter(is_under) {
        doubts.push(TargetDoubt::BelowOwnWorst { history_min_minor });
    }
    if amount > target.stretch_minor {
        doubts.push(TargetDoubt::AboveStretch);
    }
    if amount < target.commit_minor {
        doubts.push(TargetDoubt::BelowCommit);
    }
    if amount < 0 {
        doubts.push(TargetDoubt::NegativeTarget);
    }
    let bounded = policy.floor_share_of_baseline.is_some() || policy.cap_share_of_baseline.is_some();
    if bounded && target.baseline.value_minor <= 0 {
        doubts.push(TargetDoubt::BoundsNotApplied);
    }
    doubts
}

fn driver_doubts(target: &Target, candidate: &Candidate<'_>, metric: TargetMetric) -> Vec<TargetDoubt> {
    let mut doubts = Vec::new();
    let drivers_minor = Driver::sum_of(metric, &candidate.outlook.drivers);
    if let Some(drivers_minor) = drivers_minor.filter(|&sum| sum != target.baseline.value_minor) {
        doubts.push(TargetDoubt::DriversDisagree { drivers_minor });
    }
    if target.drivers.is_empty() {
        doubts.push(TargetDoubt::NoDrivers);
    }
    doubts
}
