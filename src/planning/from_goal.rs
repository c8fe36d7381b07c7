//! A team's goal, split so that everybody has the same chance.

use super::adjustment::{AdjustmentLog, AdjustmentReason, AdjustmentStep};
use super::at_chance::{decide, propose};
use super::candidate::{Candidate, Candidates, is_exact};
use super::issue::{Goal, Grounds, issue_set};
use super::params::CHANCE_RANGE;
use super::rounding::{Part, apportion};
use super::{Outlook, PlanningError, Refusal, RefusalReason, TargetPolicy, TargetSet};

/// Splits `goal_minor` over the subjects at one common chance a*, the one at which the clipped amounts sum to it.
///
/// Σ clip(F⁻¹(1 − a)) falls in a, so one bisection finds a*; floors and caps are clipped inside it, and amounts that
/// people decided are taken off the goal first. The targets are then made round by the largest remainder, so that
/// their sum plus `unallocated_minor` is the goal to the minor unit. Where a* would fall under `policy.min_chance`,
/// or everybody stands at the cap, or nobody has a forecast, the rest of the goal is unallocated: named, and not
/// hidden in targets that nobody reaches. Targets at the least chance are rounded down, so that rounding does not
/// take anyone below it. Of a positive goal nothing is asked of those whose amount at a* is not positive: they are
/// refused ([`RefusalReason::NothingPositive`]), and what they bring counts in the team's chance all the same.
///
/// # Errors
/// [`PlanningError::GoalBelowLeast`] where the goal is under the sum of floors, decisions, and amounts that are
/// reached almost surely; otherwise as for [`at_chance`](super::at_chance()).
pub fn from_goal(
    outlooks: &[Outlook],
    goal_minor: i64,
    policy: &TargetPolicy,
    minor_per_major: i64,
) -> Result<TargetSet, PlanningError> {
    let policy = policy.checked()?;
    if !is_exact(goal_minor) {
        return Err(PlanningError::AmountTooLarge { what: "goal", subject: None });
    }
    let candidates = Candidates::of(outlooks, &policy, minor_per_major)?;
    let grounds = Grounds::of(&candidates.able, &policy);
    let (candidates, split) = share(candidates, goal_minor, &policy)?;
    let common_chance = split.common_chance;
    let logs = split.logs(&candidates.able, &policy);
    let allocated: i64 = logs.iter().map(AdjustmentLog::current).sum();
    let goal = Goal { goal_minor: Some(goal_minor), common_chance, unallocated_minor: goal_minor - allocated };
    Ok(issue_set(candidates, logs, grounds, goal, &policy, minor_per_major))
}

/// Splits a goal over those of whom something is likely at the common chance. Of the others nothing can be asked, and
/// not the odd cents of the others' rounding either: they are refused, as they are at a chance.
fn share<'a>(
    mut candidates: Candidates<'a>,
    goal_minor: i64,
    policy: &TargetPolicy,
) -> Result<(Candidates<'a>, Split), PlanningError> {
    loop {
        let split = Split::of(&candidates.able, goal_minor, policy)?;
        // A goal of nothing, or a loss, is met by nothing.
        let is_asked = |one: &Candidate<'_>| !is_free(one) || one.clipped_amount(split.chance) >= 1.0;
        if split.open_minor <= 0 || candidates.able.iter().all(is_asked) {
            return Ok((candidates, split));
        }
        // Where a loss was among what they were to bring, the rest have less to bring, at a higher chance: once more.
        let (able, nothing): (Vec<_>, Vec<_>) = candidates.able.into_iter().partition(is_asked);
        candidates.able = able;
        candidates.refused.extend(nothing.iter().map(|one| Refusal {
            subject: one.outlook.subject.clone(),
            reason: RefusalReason::NothingPositive,
            manual_minor: None,
        }));
        candidates.refused.sort_by(|a, b| a.subject.cmp(&b.subject));
    }
}

/// The outcome of the bisection: amounts for the subjects that nobody decided about, in order.
struct Split {
    chance: f64,
    /// The goal less what people decided.
    open_minor: i64,
    amounts: Vec<i64>,
    common_chance: Option<f64>,
}

impl Split {
    fn of(able: &[Candidate<'_>], goal_minor: i64, policy: &TargetPolicy) -> Result<Split, PlanningError> {
        let manual = able.iter().filter_map(|candidate| candidate.outlook.manual.as_ref());
        let manual_minor: i64 = manual.map(|manual| manual.target_minor).sum();
        let free: Vec<&Candidate<'_>> = able.iter().filter(|candidate| is_free(candidate)).collect();
        let open_minor = goal_minor - manual_minor;
        let (least, most) = (whole_sum(&free, CHANCE_RANGE.1), whole_sum(&free, policy.min_chance));
        if open_minor < least && !able.is_empty() {
            let least_minor = least + manual_minor;
            return Err(PlanningError::GoalBelowLeast { goal_minor, least_minor, manual_minor });
        }
        let beyond = open_minor > most;
        let chance = if beyond { policy.min_chance } else { bisect(&free, open_minor as f64, policy.min_chance) };
        let parts: Vec<Part> = free
            .iter()
            .map(|candidate| Part { ideal: candidate.clipped_amount(chance), bounds: candidate.bounds })
            .collect();
        let step = policy.round_to_minor;
        let amounts = if beyond {
            parts.iter().map(|part| part.rounded_down(step)).collect()
        } else {
            apportion(&parts, open_minor, step)
        };
        let shared = free.iter().any(|candidate| candidate.clipped_amount(chance) == candidate.amount(chance));
        Ok(Split { chance, open_minor, amounts, common_chance: shared.then_some(chance) })
    }

    /// Each candidate's way to the issued amount: from the goal for those who share it, by decision for the others.
    fn logs(self, able: &[Candidate<'_>], policy: &TargetPolicy) -> Vec<AdjustmentLog> {
        let mut amounts = self.amounts.into_iter();
        let log = |candidate: &Candidate<'_>| {
            let amount = if is_free(candidate) { amounts.next() } else { None };
            match amount {
                Some(amount) => log_of_share(candidate, self.chance, amount, policy),
                None => decide(candidate, propose(candidate, policy)),
            }
        };
        able.iter().map(log).collect()
    }
}

fn log_of_share(candidate: &Candidate<'_>, chance: f64, amount: i64, policy: &TargetPolicy) -> AdjustmentLog {
    let mut log = AdjustmentLog::starting_at(candidate.amount_minor(policy.chance));
    log.move_to(candidate.amount_minor(chance), AdjustmentStep::Goal, AdjustmentReason::CommonChance);
    candidate.bounds.apply(&mut log);
    log.move_to(amount, AdjustmentStep::Rounding, AdjustmentReason::LargestRemainder);
    log
}

/// Whether nobody decided the target, so that the goal is shared with it.
fn is_free(candidate: &Candidate<'_>) -> bool {
    candidate.outlook.manual.is_none()
}

/// The sum of the clipped amounts at a chance, each cut to the whole minor unit.
fn whole_sum(free: &[&Candidate<'_>], chance: f64) -> i64 {
    free.iter().map(|candidate| candidate.clipped_amount(chance).floor() as i64).sum()
}

/// The highest chance at which the clipped amounts still sum to `wanted`, to the last bit of the float.
fn bisect(free: &[&Candidate<'_>], wanted: f64, min_chance: f64) -> f64 {
    let sum = |chance: f64| free.iter().map(|candidate| candidate.clipped_amount(chance)).sum::<f64>();
    let (mut low, mut high) = (min_chance, CHANCE_RANGE.1.max(min_chance));
    if sum(high) >= wanted {
        return high;
    }
    loop {
        let middle = (low + high) / 2.0;
        // The two ends are neighbours among the floats: nothing lies between them.
        if middle <= low || middle >= high {
            return low;
        }
        if sum(middle) >= wanted { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{bell, outlook};
    use super::super::{AdjustmentStep, ManualOverride, TargetDoubt};
    use super::*;

    fn open_policy() -> TargetPolicy {
        TargetPolicy {
            floor_share_of_baseline: None,
            cap_share_of_baseline: None,
            round_to_minor: 1,
            draws: 500,
            ..TargetPolicy::default()
        }
    }

    #[test]
    fn a_goal_gives_two_normal_reps_the_chance_that_the_table_says() {
        // Normal forecasts with means 1,000 and 500 and deviations 100 and 50: a goal of 1,500 + z × 150 leaves
        // everybody the upper tail of z. For z = 0.5244 that is 30 %.
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(500.0, 50.0))];
        let set = from_goal(&outlooks, 157_866, &open_policy(), 100).expect("a valid goal");
        let chance = set.common_chance.expect("both share it");
        assert!((chance - 0.30).abs() < 0.002, "{chance}");
        assert!(set.targets.iter().all(|target| (target.chance - chance).abs() < 1e-3));
        assert_eq!((set.total_minor, set.unallocated_minor), (157_866, 0));
    }

    #[test]
    fn what_would_take_everybody_under_the_least_chance_is_named_and_not_allocated() {
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(500.0, 50.0))];
        let set = from_goal(&outlooks, 300_000, &open_policy(), 100).expect("a valid goal");
        assert_eq!(set.common_chance, Some(0.2));
        assert!(set.targets.iter().all(|target| target.chance >= 0.2 - 1e-9));
        assert_eq!(set.total_minor + set.unallocated_minor, 300_000);
        // 1,500 + 0.8416 × 150 is what a chance of one fifth allows.
        assert!((set.total_minor - 162_624).abs() < 100, "{}", set.total_minor);
    }

    #[test]
    fn a_goal_above_all_caps_stops_at_the_caps() {
        let policy = TargetPolicy { cap_share_of_baseline: Some(1.0), ..open_policy() };
        let outlooks = [outlook("a", bell(2_000.0, 100.0)), outlook("b", bell(2_000.0, 100.0))];
        let set = from_goal(&outlooks, 500_000, &policy, 100).expect("a valid goal");
        assert_eq!(set.targets.iter().map(|t| t.target_minor).collect::<Vec<_>>(), [100_000, 100_000]);
        assert_eq!((set.unallocated_minor, set.common_chance), (300_000, None));
        assert!(set.targets[0].adjustments.iter().any(|a| a.step == AdjustmentStep::Cap));
    }

    #[test]
    fn a_capped_rep_leaves_more_to_the_others_at_one_chance() {
        let policy = TargetPolicy { cap_share_of_baseline: Some(0.9), ..open_policy() };
        let mut wide = outlook("b", bell(1_000.0, 100.0));
        wide.baseline.value_minor = 1_000_000;
        let set = from_goal(&[outlook("a", bell(1_000.0, 100.0)), wide], 191_000, &policy, 100).expect("valid");
        assert_eq!(set.targets.iter().map(|t| t.target_minor).collect::<Vec<_>>(), [90_000, 101_000]);
        assert!((set.common_chance.expect("one is open") - set.targets[1].chance).abs() < 1e-4);
    }

    #[test]
    fn a_goal_below_the_floors_is_an_error_that_names_the_least_sum() {
        let policy = TargetPolicy { floor_share_of_baseline: Some(0.5), ..open_policy() };
        let outlooks = [outlook("a", bell(500.0, 100.0)), outlook("b", bell(500.0, 100.0))];
        let error = from_goal(&outlooks, 60_000, &policy, 100).expect_err("two floors of 500.00");
        assert_eq!(error, PlanningError::GoalBelowLeast { goal_minor: 60_000, least_minor: 100_000, manual_minor: 0 });
    }

    #[test]
    fn a_goal_of_nothing_is_met_by_reps_who_may_sell_nothing() {
        let outlooks = [outlook("a", bell(0.0, 100.0)), outlook("b", bell(0.0, 50.0))];
        let set = from_goal(&outlooks, 0, &open_policy(), 100).expect("nobody can be under zero");
        assert_eq!((set.total_minor, set.unallocated_minor), (0, 0));
        assert!(set.targets.iter().all(|target| target.chance == 0.999 && target.share_of_total.is_none()));
    }

    #[test]
    fn of_whom_nothing_is_likely_at_the_common_chance_no_cents_are_asked() {
        let policy = TargetPolicy { round_to_minor: 10_000, ..open_policy() };
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(-300.0, 100.0))];
        let set = from_goal(&outlooks, 95_001, &policy, 100).expect("a valid goal");
        assert_eq!(set.targets.iter().map(|t| (&*t.subject, t.target_minor)).collect::<Vec<_>>(), [("a", 95_001)]);
        assert_eq!(set.refusal_of("b").map(|refusal| refusal.reason), Some(RefusalReason::NothingPositive));
        assert_eq!(set.unallocated_minor, 0);
    }

    #[test]
    fn a_decided_amount_is_taken_off_the_goal_and_its_author_is_logged() {
        let mut fixed = outlook("a", bell(1_000.0, 100.0));
        fixed.manual = Some(ManualOverride { target_minor: 90_001, author: "lead".into(), reason: "leave".into() });
        let set = from_goal(&[fixed, outlook("b", bell(500.0, 50.0))], 140_001, &open_policy(), 100).expect("valid");
        assert_eq!(set.targets.iter().map(|t| t.target_minor).collect::<Vec<_>>(), [90_001, 50_000]);
        let last = set.targets[0].adjustments.last().expect("the decision is logged");
        assert_eq!((last.step, last.author.as_deref()), (AdjustmentStep::Manual, Some("lead")));
    }

    #[test]
    fn where_everybody_is_refused_the_whole_goal_is_unallocated() {
        let mut silent = outlook("a", bell(1.0, 1.0));
        (silent.predictive, silent.n_history) = (None, 0);
        let set = from_goal(&[silent], 5_000, &open_policy(), 100).expect("a refusal is no error");
        assert_eq!(set.refused[0].reason, RefusalReason::NoHistory);
        assert_eq!((set.total_minor, set.unallocated_minor, set.common_chance), (0, 5_000, None));
        assert!(set.team_chance.is_none());
    }

    #[test]
    fn a_loss_can_be_planned_and_is_doubted() {
        let policy = TargetPolicy { metric: super::super::TargetMetric::GrossProfit, ..open_policy() };
        let mut losing = outlook("a", bell(-100.0, 10.0));
        losing.predictive = crate::models::predictive::Predictive::new(-100.0, 10.0, vec![-1.0, 0.0, 1.0], None);
        let set = from_goal(&[losing], -9_500, &policy, 100).expect("a valid goal");
        assert_eq!((set.total_minor, set.unallocated_minor), (-9_500, 0));
        assert!(set.targets[0].doubts.contains(&TargetDoubt::NegativeTarget));
    }

    #[test]
    fn a_round_goal_is_split_into_round_targets() {
        let policy = TargetPolicy { round_to_minor: 10_000, ..open_policy() };
        let outlooks: Vec<Outlook> =
            (0..7).map(|i| outlook(&format!("r{i}"), bell(900.0 + 70.0 * f64::from(i), 100.0))).collect();
        let set = from_goal(&outlooks, 800_000, &policy, 100).expect("a valid goal");
        assert!(set.targets.iter().all(|target| target.target_minor % 10_000 == 0));
        assert_eq!((set.total_minor, set.unallocated_minor), (800_000, 0));
    }
}
