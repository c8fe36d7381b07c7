//! Proposals with where they stand, the log of decisions, the versions of targets, and what bonuses would cost: plain
//! values for the listings.

use crate::calendar::Day;
use crate::quantity::{NullReason, Unit};

use super::pack::Sentence;

/// What a person said to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// `accepted`, `changed` or `rejected`; `proposed` while nobody said anything.
    pub status: &'static str,
    /// What was decided.
    pub decided: Option<String>,
    /// Who decided.
    pub by: String,
    /// When, in microseconds since 1970, UTC.
    pub at: Option<i64>,
    /// Why.
    pub reason: String,
}

/// A proposal, and what people said to it so far.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalRow {
    /// The stable id.
    pub proposal_id: String,
    /// What it is about: `target`, `flag`, `grade`, `bonus`, `promotion`, `training`, `performance_plan`.
    pub object: String,
    /// The period that it is for.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// A target's metric; empty for others.
    pub metric_id: String,
    /// What attain suggests now; none where it cannot say, or proposes it no longer.
    pub suggested: Option<String>,
    /// What a person said to it last.
    pub answer: Answer,
    /// How many decisions there are on it.
    pub decisions: usize,
    /// What was suggested when it was decided, where that was something else.
    pub suggested_then: Option<String>,
    /// The rule that it follows from.
    pub rule: String,
    /// What it rests on; none where it is proposed no longer.
    pub evidence: Option<Sentence>,
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionEntry {
    /// The proposal's id.
    pub proposal_id: String,
    /// The row's own id.
    pub decision_id: String,
    /// What was suggested.
    pub suggested: Option<String>,
    /// What was said to it.
    pub answer: Answer,
    /// Whether it is the last one on its object.
    pub stands: bool,
}

/// One version of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetVersion {
    /// The metric.
    pub metric_id: String,
    /// Whose.
    pub subject_type: String,
    /// Whose: the id.
    pub subject_id: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// The version.
    pub version: i64,
    /// The amount: in minor units for money, else in hundredths (or what the currency has) of one.
    pub value: i64,
    /// The metric's unit.
    pub unit: Unit,
    /// The first day on which it holds.
    pub effective_from: Option<Day>,
    /// `draft`, `agreed`, `locked`, or empty.
    pub status: String,
    /// Who set it.
    pub author: String,
    /// Why.
    pub reason: String,
    /// Whether it is the one that counts: for a past window at its close, else as of the day.
    pub in_force: bool,
    /// Whether it changed a target that was locked before.
    pub after_lock: bool,
}

/// What one rule table pays one rep for one cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct BonusRow {
    /// `present` for `[application]`, `draft` for `[application_draft]`.
    pub rules: &'static str,
    /// The cycle.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The grade that counts; none where nothing was scored.
    pub grade: Option<String>,
    /// The score.
    pub score: Option<f64>,
    /// The rule that pays; empty where none does.
    pub rule: String,
    /// Its factor.
    pub factor: Option<f64>,
    /// What the factor multiplies, in minor units.
    pub base: Option<i64>,
    /// The bonus in minor units; nothing where no rule pays.
    pub bonus: Option<i64>,
    /// Why there is none: the base is not known.
    pub null_reason: Option<NullReason>,
}

/// Σ over the reps of one cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BonusTotal {
    /// As in [`BonusRow`].
    pub rules: &'static str,
    /// The cycle.
    pub period: String,
    /// How many reps are paid something.
    pub paid: usize,
    /// What it costs, in minor units: the sum of the rows.
    pub bonus: i64,
}

/// What the tables would have paid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BonusPreview {
    /// The reps' rows, by table, then the newest cycle first, then by rep.
    pub rows: Vec<BonusRow>,
    /// Their sums.
    pub totals: Vec<BonusTotal>,
}

impl BonusPreview {
    /// The cost of one table over all cycles, in minor units; none where it is not configured.
    pub fn cost(&self, rules: &str) -> Option<i64> {
        let mut own = self.totals.iter().filter(|total| total.rules == rules).peekable();
        own.peek()?;
        Some(own.map(|total| total.bonus).sum())
    }
}
