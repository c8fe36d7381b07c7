//! The SMART record that is issued, and the set of them.

use serde::{Deserialize, Serialize};

use super::{Adjustment, Baseline, Basis, Checkpoint, DriverMove, TargetDoubt, TargetMetric, TeamChance};
use crate::quantity::Unit;

/// One issued target: what, from where, how likely, why, and by when.
///
/// *Specific* and *measurable* are the subject, the set's metric and the baseline; *achievable* the chance, the
/// interval and the amounts around the target; *relevant* the share of the total and the drivers; *time-bound* the
/// checkpoints. The period, the scope and the as-of date are the caller's and stand beside the set.
///
/// Invariant: `start_minor` plus every adjustment's `delta_minor` is `target_minor`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Whose target.
    pub subject: String,
    /// The past period it is held against.
    pub baseline: Baseline,
    /// The forecast's amount at the policy's chance, before any step.
    pub start_minor: i64,
    /// The target.
    pub target_minor: i64,
    /// The chance of reaching the target as issued, after floor, cap, rounding and decision (0.001–0.999).
    pub chance: f64,
    /// The forecast's middle.
    pub median_minor: i64,
    /// Under this the actual falls in one case of ten.
    pub lower_80_minor: i64,
    /// Over this the actual lies in one case of ten.
    pub upper_80_minor: i64,
    /// Whether the sample of past errors is large enough for that interval.
    pub interval_supported: bool,
    /// An ambitious amount: the rounded quantile at the policy's stretch chance, neither floored nor capped.
    pub stretch_minor: i64,
    /// The chance of reaching it as rounded.
    pub stretch_chance: f64,
    /// An amount to commit to upwards: the rounded quantile at the policy's commit chance, likewise.
    pub commit_minor: i64,
    /// The chance of reaching it as rounded.
    pub commit_chance: f64,
    /// The least target that the policy allowed; `None` where there was no floor.
    pub floor_minor: Option<i64>,
    /// The largest target that the policy allowed; `None` where there was no cap.
    pub cap_minor: Option<i64>,
    /// Every step from `start_minor` to `target_minor`, in order.
    pub adjustments: Vec<Adjustment>,
    /// One per month of the period; the last one's cumulative target is the target.
    pub checkpoints: Vec<Checkpoint>,
    /// Which drivers would have to move, each alone.
    pub drivers: Vec<DriverMove>,
    /// The target's share of the set's total; `None` where the total is not positive.
    pub share_of_total: Option<f64>,
    /// How many past periods the subject's own history has.
    pub n_history: usize,
    /// What speaks against relying on this target.
    pub doubts: Vec<TargetDoubt>,
    /// Where the target stands between proposal and lock; this room only proposes.
    pub status: TargetStatus,
}

/// Where a target stands. People move it onward; nothing is agreed or locked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetStatus {
    /// Computed, shown to nobody yet.
    Draft,
    /// Put to the rep and the manager.
    #[default]
    Proposed,
    /// Both sides agreed.
    Agreed,
    /// In force; later changes are new versions.
    Locked,
}

/// A subject without a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Who.
    pub subject: String,
    /// Why.
    pub reason: RefusalReason,
    /// The amount that a person decided for the subject all the same. It has no chance that could be stated, so it
    /// is in no total; a goal leaves it in the unallocated amount.
    pub manual_minor: Option<i64>,
}

/// Why no target can be stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// No past period and no forecast.
    NoHistory,
    /// There are past periods, but no forecast was made from them.
    NoForecast,
    /// The forecast has no errors to rest on, is not a number, or is beyond 2^53 minor units.
    ForecastUnusable,
    /// At the asked chance the amount is nothing or a loss: no target to work for.
    NothingPositive,
    /// Nothing of the period is worked.
    OnLeave,
}

/// The targets of one team, metric and period.
///
/// Invariants: `total_minor` is the sum of the targets; after [`from_goal`](super::from_goal) the total plus
/// `unallocated_minor` is the goal. Targets and refusals stand in order of subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetSet {
    /// What the targets are set on.
    pub metric: TargetMetric,
    /// What they are counted in.
    pub unit: Unit,
    /// Minor units in one major unit: 100 for dollars, 1 for counts.
    pub minor_per_major: i64,
    /// The targets, by subject.
    pub targets: Vec<Target>,
    /// Those who got none, by subject.
    pub refused: Vec<Refusal>,
    /// The sum of the targets.
    pub total_minor: i64,
    /// The chance that the team reaches the sum; `None` where there are no targets.
    pub team_chance: Option<TeamChance>,
    /// The goal that was split; `None` where targets were set at a chance.
    pub goal_minor: Option<i64>,
    /// The chance that the goal gives to everybody who stands between floor and cap, before rounding. `None` where
    /// no goal was given, or where floors, caps and decisions leave nobody to share it.
    pub common_chance: Option<f64>,
    /// The part of the goal that the policy's least chance, the caps and the refusals leave to nobody; 0 without a
    /// goal.
    pub unallocated_minor: i64,
    /// What the set rests on, whatever was asked for.
    pub basis: Basis,
}

impl TargetSet {
    /// The target of a subject; `None` where there is none.
    pub fn of(&self, subject: &str) -> Option<&Target> {
        self.targets.binary_search_by(|target| target.subject.as_str().cmp(subject)).ok().map(|at| &self.targets[at])
    }

    /// Why a subject got no target; `None` where it got one or is not known.
    pub fn refusal_of(&self, subject: &str) -> Option<&Refusal> {
        self.refused.binary_search_by(|refusal| refusal.subject.as_str().cmp(subject)).ok().map(|at| &self.refused[at])
    }
}
