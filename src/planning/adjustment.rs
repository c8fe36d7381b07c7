//! The steps between the forecast's quantile and the issued target.

use serde::{Deserialize, Serialize};

/// One step, with the amount it moved the target by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Which step of the procedure it was.
    pub step: AdjustmentStep,
    /// By how much it moved the target, in minor units; negative where it lowered it.
    pub delta_minor: i64,
    /// The code of the reason.
    pub reason: AdjustmentReason,
    /// Who decided it; `None` for a step of the procedure itself.
    pub author: Option<String>,
    /// What that person wrote; `None` for a step of the procedure itself.
    pub note: Option<String>,
}

/// The steps, in the order in which they are taken.
///
/// There is no step for the season: the forecast is of the period itself and holds it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentStep {
    /// From the policy's chance to the common chance that the goal leaves.
    Goal,
    /// Up to the floor.
    Floor,
    /// Down to the cap.
    Cap,
    /// To a round amount.
    Rounding,
    /// To what a person decided.
    Manual,
}

/// Why a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// Everybody shares the goal at the same chance.
    CommonChance,
    /// The amount lay under the floor's share of the baseline.
    FloorOfBaseline,
    /// The amount lay over the cap's share of the baseline.
    CapOfBaseline,
    /// To the nearest multiple of the rounding step.
    NearestStep,
    /// To a multiple of the rounding step so that all targets sum to the goal.
    LargestRemainder,
    /// A person decided.
    Decided,
}

/// An amount on its way, with the log of what moved it: the start plus all deltas is always the current amount.
#[derive(Debug, Clone)]
pub(super) struct AdjustmentLog {
    start: i64,
    current: i64,
    steps: Vec<Adjustment>,
}

impl AdjustmentLog {
    pub(super) fn starting_at(start: i64) -> Self {
        AdjustmentLog { start, current: start, steps: Vec::new() }
    }

    pub(super) fn start(&self) -> i64 {
        self.start
    }

    pub(super) fn current(&self) -> i64 {
        self.current
    }

    pub(super) fn into_steps(self) -> Vec<Adjustment> {
        self.steps
    }

    /// Moves the amount by a step of the procedure; a step that moves nothing is not logged.
    pub(super) fn move_to(&mut self, amount: i64, step: AdjustmentStep, reason: AdjustmentReason) {
        if amount != self.current {
            let delta_minor = amount - self.current;
            self.steps.push(Adjustment { step, delta_minor, reason, author: None, note: None });
            self.current = amount;
        }
    }

    /// Moves the amount to what a person decided; logged even where the decision equals the proposal.
    pub(super) fn decide(&mut self, amount: i64, author: &str, note: &str) {
        self.steps.push(Adjustment {
            step: AdjustmentStep::Manual,
            delta_minor: amount - self.current,
            reason: AdjustmentReason::Decided,
            author: Some(author.to_string()),
            note: Some(note.to_string()),
        });
        self.current = amount;
    }
}
