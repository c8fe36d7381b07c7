//! What to aim for.

use serde::{Deserialize, Serialize};

use crate::quantity::{NullReason, Unit};

use super::forecast::StatedRow;
use super::words::Sentence;

/// Targets of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetSection {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period of the targets.
    pub period: String,
    /// The chance that was asked for; none for a goal.
    pub chance: Option<f64>,
    /// The goal that was spread, in minor units or a count.
    pub goal: Option<i64>,
    /// The chance that a goal gives to every rep.
    pub common_chance: Option<f64>,
    /// What of the goal no rep can be asked for at the policy's least chance.
    pub unallocated: i64,
    /// Judged reps, by team and name.
    pub rows: Vec<TargetRow>,
    /// Σ targets, in minor units or a count.
    pub total: i64,
    /// The chance that the reps together reach the total.
    pub team_chance: Option<f64>,
    /// The correlation of the reps' results that it rests on.
    pub team_correlation: Option<f64>,
    /// How often targets stated so were reached in the walk-forward.
    pub evidence: Vec<StatedRow>,
}

/// The SMART target of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// A stable id: metric, rep and period.
    pub target_id: String,
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The same period's value a year before (or the last period's), in minor units or a count.
    pub baseline: Option<i64>,
    /// The period of the baseline.
    pub baseline_period: String,
    /// The target; none where it is refused.
    pub target: Option<i64>,
    /// The stated chance of reaching it.
    pub chance: Option<f64>,
    /// Lower end of the 80 % interval.
    pub lower_80: Option<i64>,
    /// Upper end of the 80 % interval.
    pub upper_80: Option<i64>,
    /// The stretch value.
    pub stretch: Option<i64>,
    /// The chance of reaching the stretch value.
    pub stretch_chance: Option<f64>,
    /// The amount to commit to, below the target; none where the target itself is as safe.
    pub commit: Option<i64>,
    /// The chance of reaching it.
    pub commit_chance: Option<f64>,
    /// The least that the policy allows as a target.
    pub floor: Option<i64>,
    /// The most that the policy allows as a target.
    pub cap: Option<i64>,
    /// From the raw quantile to the target, step by step.
    pub adjustments: Vec<AdjustmentRow>,
    /// Cumulative checkpoints by month.
    pub checkpoints: Vec<CheckpointRow>,
    /// What would have to move, each alone.
    pub drivers: Vec<DriverRow>,
    /// The rep's share of the total.
    pub share_of_total: Option<f64>,
    /// The target as a sentence.
    pub statement: Sentence,
    /// `draft`, `proposed`, `agreed`, `locked`; attain proposes.
    pub status: String,
    /// Why there is no target.
    pub null_reason: Option<NullReason>,
    /// What is doubtful about it.
    pub doubts: Vec<Sentence>,
}

/// One step from the forecast's quantile to the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdjustmentRow {
    /// Which step: `quantile`, `rounding`, `floor`, `cap`, `goal` …
    pub step: String,
    /// Its amount in minor units or a count.
    pub delta: i64,
}

/// A checkpoint inside the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckpointRow {
    /// The month's label.
    pub month: String,
    /// What should be reached by its end.
    pub cumulative: i64,
    /// Lower end of the expected band.
    pub low: i64,
    /// Upper end of the expected band.
    pub high: i64,
}

/// A driver that would have to move for the target to be reached, the others unchanged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverRow {
    /// The driver's id: `active_customers`, `orders_per_customer`, `avg_order`, `new_customers`, `gross_margin`.
    pub driver: String,
    /// Its value in the baseline period (money in major units).
    pub from: f64,
    /// The value it would need.
    pub to: f64,
}
