//! From a logged amount to the whole record, and from the records to the set.

use super::adjustment::AdjustmentLog;
use super::basis::Basis;
use super::bounds::Bounds;
use super::candidate::{Candidate, Candidates};
use super::checkpoints::checkpoints;
use super::doubts::doubts;
use super::drivers::driver_moves;
use super::joint::Team;
use super::rounding::round_within;
use super::{Target, TargetPolicy, TargetSet, TargetStatus};

/// What a goal adds to a set.
pub(super) struct Goal {
    pub(super) goal_minor: Option<i64>,
    pub(super) common_chance: Option<f64>,
    pub(super) unallocated_minor: i64,
}

impl Goal {
    /// Targets were set at a chance.
    pub(super) const NONE: Goal = Goal { goal_minor: None, common_chance: None, unallocated_minor: 0 };
}

/// What a set rests on, whatever chance or goal is asked for: taken before anybody is refused for the chance's sake.
pub(super) struct Grounds {
    team: Option<Team>,
    basis: Basis,
}

impl Grounds {
    pub(super) fn of(able: &[Candidate<'_>], policy: &TargetPolicy) -> Grounds {
        let team = Team::simulate(able, policy);
        let basis = Basis::of(able, team.as_ref(), policy);
        Grounds { team, basis }
    }
}

/// The set of targets, one for each of the candidates' logs.
pub(super) fn issue_set(
    candidates: Candidates<'_>,
    logs: Vec<AdjustmentLog>,
    grounds: Grounds,
    goal: Goal,
    policy: &TargetPolicy,
    minor_per_major: i64,
) -> TargetSet {
    // `Candidates` has seen that no sum of targets leaves the exact whole numbers.
    let total_minor: i64 = logs.iter().map(AdjustmentLog::current).sum();
    let team_chance = grounds.team.filter(|_| !logs.is_empty()).map(|team| team.chance(total_minor, goal.goal_minor));
    let issued = candidates.able.iter().zip(logs);
    TargetSet {
        metric: policy.metric,
        unit: policy.metric.unit(),
        minor_per_major,
        targets: issued.map(|(candidate, log)| issue(candidate, log, total_minor, policy)).collect(),
        refused: candidates.refused,
        total_minor,
        team_chance,
        goal_minor: goal.goal_minor,
        common_chance: goal.common_chance,
        unallocated_minor: goal.unallocated_minor,
        basis: grounds.basis,
    }
}

fn issue(candidate: &Candidate<'_>, log: AdjustmentLog, total_minor: i64, policy: &TargetPolicy) -> Target {
    let outlook = candidate.outlook;
    let target_minor = log.current();
    let rounded = |chance: f64| round_within(candidate.amount_minor(chance), policy.round_to_minor, Bounds::default());
    let (stretch_minor, commit_minor) = (rounded(policy.stretch_chance), rounded(policy.commit_chance));
    // From a whole period to a part of one nothing has to move.
    let drivers = match outlook.share_worked < 1.0 {
        true => Vec::new(),
        false => driver_moves(policy.metric, &outlook.drivers, outlook.baseline.value_minor, target_minor),
    };
    let mut target = Target {
        subject: outlook.subject.clone(),
        baseline: outlook.baseline.clone(),
        start_minor: log.start(),
        target_minor,
        chance: candidate.chance_of(target_minor),
        median_minor: candidate.amount_minor(0.5),
        lower_80_minor: candidate.amount_minor(0.9),
        upper_80_minor: candidate.amount_minor(0.1),
        interval_supported: candidate.predictive.supports(0.1) && candidate.predictive.supports(0.9),
        stretch_minor,
        stretch_chance: candidate.chance_of(stretch_minor),
        commit_minor,
        commit_chance: candidate.chance_of(commit_minor),
        floor_minor: candidate.bounds.floor,
        cap_minor: candidate.bounds.cap,
        adjustments: log.into_steps(),
        checkpoints: checkpoints(candidate, target_minor),
        drivers,
        share_of_total: (total_minor > 0).then(|| target_minor as f64 / total_minor as f64),
        n_history: outlook.n_history,
        doubts: Vec::new(),
        status: TargetStatus::Proposed,
    };
    target.doubts = doubts(&target, candidate, policy);
    target
}
