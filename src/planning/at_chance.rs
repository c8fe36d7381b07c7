//! A target for everyone at the chance that the leader chose.

use super::adjustment::{AdjustmentLog, AdjustmentReason, AdjustmentStep};
use super::candidate::{Candidate, Candidates};
use super::issue::{Goal, Grounds, issue_set};
use super::rounding::round_within;
use super::{Outlook, PlanningError, Refusal, RefusalReason, TargetPolicy, TargetSet};

/// Sets every subject's target at `policy.chance`: the amount that the forecast reaches with that chance, raised to
/// the floor or lowered to the cap, rounded to the step, and replaced where a person decided otherwise.
///
/// A subject without a usable forecast is refused with the reason. No outlooks give an empty set with total 0. The
/// order of the outlooks is of no effect.
///
/// ```
/// use attain::models::predictive::Predictive;
/// use attain::planning::{Baseline, DriverFacts, Outlook, TargetPolicy, at_chance};
/// let outlook = Outlook {
///     subject: "R1".into(),
///     predictive: Predictive::new(1_000.0, 100.0, (-10..=10).map(f64::from).collect(), Some(0.0)),
///     baseline: Baseline { value_minor: 90_000, period_label: "2018-Q2".into() },
///     bounds_from: None,
///     n_history: 12,
///     history_max: Some(120_000),
///     history_min: Some(70_000),
///     drivers: DriverFacts::default(),
///     month_shares: vec![0.5, 0.25, 0.25],
///     share_worked: 1.0,
///     manual: None,
/// };
/// let set = at_chance(&[outlook], &TargetPolicy::default(), 100).unwrap();
/// let target = &set.targets[0];
/// // The 40 % quantile is 780.00, which rounds to 800.00; that is reached with a chance of 59 %.
/// assert_eq!((target.start_minor, target.target_minor), (78_000, 80_000));
/// assert!((target.chance - 0.59).abs() < 0.002);
/// ```
///
/// # Errors
/// [`PlanningError`] where the policy, the minor unit or an outlook breaks what is asked of it.
pub fn at_chance(
    outlooks: &[Outlook],
    policy: &TargetPolicy,
    minor_per_major: i64,
) -> Result<TargetSet, PlanningError> {
    let policy = policy.checked()?;
    let candidates = Candidates::of(outlooks, &policy, minor_per_major)?;
    let grounds = Grounds::of(&candidates.able, &policy);
    let (candidates, logs) = refuse_nothing(candidates, &policy);
    Ok(issue_set(candidates, logs, grounds, Goal::NONE, &policy, minor_per_major))
}

/// A target of nothing, or of a loss, is none: it would be reached by staying at home.
fn refuse_nothing<'a>(candidates: Candidates<'a>, policy: &TargetPolicy) -> (Candidates<'a>, Vec<AdjustmentLog>) {
    let Candidates { able, mut refused } = candidates;
    let mut kept = Vec::new();
    let mut logs = Vec::new();
    for candidate in able {
        let log = decide(&candidate, propose(&candidate, policy));
        if log.current() > 0 || candidate.outlook.manual.is_some() {
            kept.push(candidate);
            logs.push(log);
        } else {
            let subject = candidate.outlook.subject.clone();
            refused.push(Refusal { subject, reason: RefusalReason::NothingPositive, manual_minor: None });
        }
    }
    refused.sort_by(|a, b| a.subject.cmp(&b.subject));
    (Candidates { able: kept, refused }, logs)
}

/// The procedure's own proposal: quantile, floor, cap, rounding.
pub(super) fn propose(candidate: &Candidate<'_>, policy: &TargetPolicy) -> AdjustmentLog {
    let mut log = AdjustmentLog::starting_at(candidate.amount_minor(policy.chance));
    candidate.bounds.apply(&mut log);
    let rounded = round_within(log.current(), policy.round_to_minor, candidate.bounds);
    log.move_to(rounded, AdjustmentStep::Rounding, AdjustmentReason::NearestStep);
    log
}

/// The person's decision on top of the proposal, if there is one.
pub(super) fn decide(candidate: &Candidate<'_>, mut log: AdjustmentLog) -> AdjustmentLog {
    if let Some(manual) = &candidate.outlook.manual {
        log.decide(manual.target_minor, &manual.author, &manual.reason);
    }
    log
}

#[cfg(test)]
mod tests {
    use super::super::examples::{bell, outlook};
    use super::super::{DriverFacts, ManualOverride, TargetDoubt};
    use super::*;
    use crate::models::predictive::Predictive;

    fn one(outlook: Outlook, policy: &TargetPolicy) -> super::super::Target {
        let mut set = at_chance(&[outlook], policy, 100).expect("a valid policy");
        set.targets.remove(0)
    }

    #[test]
    fn a_target_at_60_percent_is_the_40_percent_quantile_rounded() {
        // 1,000 − 0.2533 × 100 = 974.67; rounded to hundred dollars 1,000.00, which is the even chance.
        let target = one(outlook("a", bell(1_000.0, 100.0)), &TargetPolicy::default());
        assert!((target.start_minor - 97_467).abs() <= 2, "{}", target.start_minor);
        assert_eq!(target.target_minor, 100_000);
        assert!((target.chance - 0.5).abs() < 1e-6);
        assert_eq!((target.commit_minor, target.stretch_minor), (90_000, 110_000));
        assert!((target.lower_80_minor - 87_184).abs() <= 5 && (target.upper_80_minor - 112_816).abs() <= 5);
        assert!(target.interval_supported);
    }

    #[test]
    fn the_chance_is_the_chance_of_what_was_issued() {
        let policy = TargetPolicy { floor_share_of_baseline: Some(1.0), ..TargetPolicy::default() };
        let mut strong = outlook("a", bell(1_000.0, 100.0));
        strong.baseline.value_minor = 110_000;
        let target = one(strong, &policy);
        // The floor of the baseline, 1,100.00, is let down to what is reached with the least chance of 20 %.
        assert_eq!((target.floor_minor, target.target_minor), (Some(108_416), 110_000));
        assert!((target.chance - 0.158_655).abs() < 1e-3, "one deviation above the mean: {}", target.chance);
        assert!(target.doubts.contains(&TargetDoubt::ChanceUnderMinimum));
        assert!((target.stretch_chance - 0.158_655).abs() < 1e-3, "1,052.44 rounds to 1,100");
    }

    #[test]
    fn a_decision_replaces_the_proposal_and_both_stay_in_the_log() {
        let mut decided = outlook("a", bell(1_000.0, 100.0));
        decided.manual = Some(ManualOverride { target_minor: 300_000, author: "cfo".into(), reason: "launch".into() });
        let target = one(decided, &TargetPolicy::default());
        assert_eq!(target.target_minor, 300_000);
        let last = target.adjustments.last().expect("the decision");
        assert_eq!((last.delta_minor, last.note.as_deref()), (200_000, Some("launch")));
        assert!((target.chance - 0.001).abs() < 1e-9);
        for doubt in [TargetDoubt::ChanceUnderMinimum, TargetDoubt::AboveStretch] {
            assert!(target.doubts.contains(&doubt), "{:?}", target.doubts);
        }
        assert!(target.doubts.contains(&TargetDoubt::AboveOwnBest { history_max_minor: 150_000 }));
    }

    #[test]
    fn checkpoints_follow_the_months_and_end_in_the_target_and_the_interval() {
        let target = one(outlook("a", bell(1_000.0, 100.0)), &TargetPolicy::default());
        let due: Vec<i64> = target.checkpoints.iter().map(|c| c.cumulative_target_minor).collect();
        assert_eq!(due, [20_000, 50_000, 100_000]);
        let last = target.checkpoints[2];
        assert_eq!((last.expected_low_minor, last.expected_high_minor), (target.lower_80_minor, target.upper_80_minor));
        // After a fifth: 200 ± √0.2 × 128.16.
        assert!((target.checkpoints[0].expected_low_minor - 14_269).abs() <= 5);
    }

    #[test]
    fn a_rep_without_a_forecast_is_refused_beside_the_others_and_a_decision_for_it_is_kept() {
        let mut silent = outlook("b", bell(1.0, 1.0));
        silent.predictive = None;
        silent.manual = Some(ManualOverride { target_minor: 7, author: "lead".into(), reason: "new".into() });
        let set = at_chance(&[silent, outlook("a", bell(1_000.0, 100.0))], &TargetPolicy::default(), 100);
        let set = set.expect("a refusal is no error");
        assert_eq!((set.targets.len(), set.total_minor), (1, 100_000));
        assert_eq!((set.refused[0].reason, set.refused[0].manual_minor), (RefusalReason::NoForecast, Some(7)));
    }

    #[test]
    fn a_part_that_is_worked_moves_the_bounds_and_has_no_drivers_and_none_has_no_target() {
        let policy = TargetPolicy::default();
        let part = Outlook { share_worked: 0.25, ..outlook("a", bell(250.0, 50.0)) };
        let target = one(part, &policy);
        // Half and twice of a quarter of 1,000.00; the worst quarter, 500.00, is no measure for a part of one.
        assert_eq!(
            (target.floor_minor, target.cap_minor, target.baseline.value_minor),
            (Some(12_500), Some(50_000), 100_000)
        );
        assert!(
            !target.doubts.iter().any(|doubt| matches!(doubt, TargetDoubt::BelowOwnWorst { .. })),
            "{:?}",
            target.doubts
        );
        assert!(target.drivers.is_empty() && target.doubts.contains(&TargetDoubt::NoDrivers));
        let gone = Outlook { share_worked: 0.0, predictive: None, ..outlook("a", bell(250.0, 50.0)) };
        let set = at_chance(&[gone], &policy, 100).expect("a refusal is no error");
        assert_eq!((set.targets.len(), set.refused[0].reason), (0, RefusalReason::OnLeave));
    }

    #[test]
    fn no_history_of_one_s_own_is_a_doubt_and_not_a_refusal() {
        let mut joiner = outlook("a", bell(1_000.0, 100.0));
        (joiner.n_history, joiner.history_max, joiner.history_min) = (0, None, None);
        joiner.baseline.value_minor = 0;
        joiner.drivers = DriverFacts::default();
        let doubts = one(joiner, &TargetPolicy::default()).doubts;
        assert_eq!(doubts, [TargetDoubt::NoOwnHistory, TargetDoubt::BoundsNotApplied, TargetDoubt::NoDrivers]);
    }

    #[test]
    fn a_small_sample_says_that_it_cannot_speak_about_the_interval() {
        let few = Predictive::new(1_000.0, 100.0, vec![-1.0, 0.0, 1.0], Some(0.0)).expect("finite");
        let target = one(outlook("a", few), &TargetPolicy::default());
        assert!(!target.interval_supported);
        assert!(target.doubts.contains(&TargetDoubt::IntervalBeyondSample { sample_size: 3 }));
    }

    #[test]
    fn the_basis_is_the_same_at_every_chance_and_gives_the_team_s_chance() {
        // At 90 % the second forecast comes to nothing: no target, and still a part of what the team reaches.
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(50.0, 100.0))];
        let at = |chance: f64| {
            let policy = TargetPolicy { chance, commit_chance: 0.95, draws: 1_000, ..TargetPolicy::default() };
            let mut outlooks = outlooks.clone();
            outlooks[1].baseline.value_minor = 0;
            at_chance(&outlooks, &policy, 100).expect("valid")
        };
        let (even, sure) = (at(0.5), at(0.9));
        assert_eq!((even.targets.len(), sure.targets.len()), (2, 1));
        assert_eq!(even.basis, sure.basis);
        for set in [even, sure] {
            let reached = &set.basis.team_reached_minor;
            let count = reached.iter().filter(|&&amount| amount >= set.total_minor).count();
            let chance = set.team_chance.expect("there are targets").chance_of_total;
            assert_eq!(chance, count as f64 / reached.len() as f64);
        }
    }

    #[test]
    fn no_outlooks_give_an_empty_set() {
        let set = at_chance(&[], &TargetPolicy::default(), 100).expect("nothing is wrong");
        assert_eq!((set.targets.len(), set.total_minor, set.team_chance), (0, 0, None));
    }

    #[test]
    fn what_the_caller_vouches_for_is_checked() {
        let good = outlook("a", bell(1_000.0, 100.0));
        let policy = TargetPolicy::default();
        let twice = at_chance(&[good.clone(), good.clone()], &policy, 100);
        assert_eq!(twice, Err(PlanningError::DuplicateSubject { subject: "a".into() }));
        assert_eq!(at_chance(&[], &policy, 0), Err(PlanningError::MinorPerMajor { received: 0 }));
        for shares in [vec![], vec![0.5, 0.4], vec![1.5, -0.5], vec![f64::NAN]] {
            let odd = Outlook { month_shares: shares, ..good.clone() };
            assert!(matches!(at_chance(&[odd], &policy, 100), Err(PlanningError::MonthShares { .. })));
        }
        let mut huge = good;
        huge.baseline.value_minor = i64::MAX;
        assert!(matches!(at_chance(&[huge], &policy, 100), Err(PlanningError::AmountTooLarge { .. })));
    }

    #[test]
    fn a_set_survives_the_way_through_json() {
        let set = at_chance(&[outlook("a", bell(1_000.0, 100.0))], &TargetPolicy::default(), 100).expect("valid");
        let text = serde_json::to_string(&set).expect("plain values");
        let back: super::super::TargetSet = serde_json::from_str(&text).expect("what was written");
        assert_eq!(back.targets[0].doubts, set.targets[0].doubts);
        assert_eq!(back.total_minor, set.total_minor);
    }

    #[test]
    fn who_never_sold_anything_is_asked_for_no_cents() {
        let nearly_nothing = || Predictive::new(0.0, 0.1, (-9..=9).map(f64::from).collect(), Some(0.0));
        let never = |predictive| Outlook {
            history_max: Some(0),
            history_min: Some(0),
            baseline: super::super::Baseline { value_minor: 0, period_label: "2018-Q2".to_string() },
            ..outlook("a", predictive)
        };
        let policy = TargetPolicy { chance: 0.2, stretch_chance: 0.1, ..TargetPolicy::default() };
        let set = at_chance(&[never(nearly_nothing().expect("finite"))], &policy, 100).expect("a valid policy");
        assert!(set.targets.is_empty(), "{:?}", set.targets);
        assert_eq!(set.refused[0].reason, RefusalReason::NothingPositive);
        // Whoever began with an empty quarter, of whom others let expect more, is not among them.
        assert_eq!(at_chance(&[never(bell(1_000.0, 100.0))], &policy, 100).expect("a valid policy").targets.len(), 1);
    }
}
