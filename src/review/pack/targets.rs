//! What to aim for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::{NullReason, Unit};

use super::forecast::StatedRow;
use super::words::Sentence;

/// Targets of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// What all reps share, stated apart; none where their results do not go together, and in packs that were written
    /// before it was kept.
    #[serde(default)]
    pub common_shock: Option<CommonShock>,
    /// Targets whose chance a cap or a floor moved more than two points from the common one.
    #[serde(default)]
    pub moved_by_bounds: i64,
    /// How often targets stated so were reached in the walk-forward.
    pub evidence: Vec<StatedRow>,
    /// What the targets rest on, so that another chance, goal or target can be followed; none in packs that were
    /// written before it was kept.
    #[serde(default)]
    pub basis: Option<TargetBasis>,
}

/// A rep's chance once it is known how good the whole period is for all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CommonShock {
    /// The chance before anything is known of the period.
    pub chance: f64,
    /// The chance in a period as weak as one in six.
    pub weak: f64,
    /// The chance in a period as strong as one in six.
    pub strong: f64,
}

/// What targets rest on. None of it depends on the chance or the goal that was asked for, and it is exact: with it a
/// page or a workbook comes to the figures that `attain targets --chance` and `--goal` give.
///
/// A rep's predictive distribution is `centre + scale × score`, not under `lower_bound`. The score at a level, with
/// n scores in the rep's sample, stands at the position `level × (n + 1) − 1`, counted from 0: linear between the
/// scores, and beyond the ends with a straight tail whose step is `(last − first) ÷ (n − 1)` (where n is 1, the score's
/// own size and at least 0.1), never under 1e-9. Levels are clamped to 0.001–0.999.
///
/// The amount reached with chance P is the value at the level 1 − P, times `minor_per_major`, rounded half to even; then
/// raised to the floor, lowered to the cap, and rounded half to even to a multiple of `round_to` — the nearest, else
/// the one below, else the one above, whichever lies between floor and cap; as it is where it is smaller than one
/// step or none of the three does. What is not positive is no target. The chance of an amount is 1 − the level at which it stands, and
/// 0.999 at and under the value at the level 0.001.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetBasis {
    /// Minor units of the targets in one major unit: 100 for dollars, 1 for counts, 10 000 for pieces.
    pub minor_per_major: i64,
    /// The step to which targets are rounded, in minor units.
    pub round_to: i64,
    /// The lowest common chance that a goal may give.
    pub least_chance: f64,
    /// The chance of the stretch amount, or the asked chance where that is lower.
    pub stretch_chance: f64,
    /// The samples of walk-forward errors in units of a rep's scale, each ascending; usually one for established reps
    /// and one for newcomers.
    pub samples: Vec<Vec<f64>>,
    /// Every rep with a usable forecast, in order of id.
    pub reps: Vec<RepBasis>,
    /// What those reps together reach in each simulated period, ascending, in minor units. The team's chance of a total
    /// is the share of entries at or above it.
    pub team_reached: Vec<i64>,
    /// The correlation between reps that the simulation used.
    pub correlation: f64,
    /// Whether that correlation was assumed and not measured.
    pub correlation_assumed: bool,
}

/// What one rep's target rests on; see [`TargetBasis`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepBasis {
    /// The rep's id.
    pub rep_id: String,
    /// The point forecast, in major units.
    pub centre: f64,
    /// One score's worth, in major units.
    pub scale: f64,
    /// Which of the samples, from 0.
    pub sample: usize,
    /// The least value that is possible, in major units.
    pub lower_bound: Option<f64>,
    /// The least target that the policy allows, in minor units.
    pub floor: Option<i64>,
    /// The largest target that the policy allows, in minor units.
    pub cap: Option<i64>,
    /// The amount that people decided already, in minor units: it stays where it is, whatever else is tried.
    #[serde(default)]
    pub decided: Option<i64>,
}

/// The SMART target of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// What would have to move, each alone; empty where the target lies no higher than the baseline.
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdjustmentRow {
    /// Which step: `quantile`, `rounding`, `floor`, `cap`, `goal` …
    pub step: String,
    /// Its amount in minor units or a count.
    pub delta: i64,
}

/// A checkpoint inside the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriverRow {
    /// The driver's id: `active_customers`, `orders_per_customer`, `avg_order`, `new_customers`, `gross_margin`,
    /// `close_rate` (deals won ÷ deals won or lost), `closed_deals` (deals won or lost).
    pub driver: String,
    /// Its value in the baseline period (money in major units).
    pub from: f64,
    /// The value it would need.
    pub to: f64,
}
