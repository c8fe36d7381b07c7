//! What holds for any outlooks and any goal.

use proptest::prelude::*;

use super::examples::outlook;
use super::{ManualOverride, Outlook, PlanningError, TargetPolicy, TargetSet, at_chance, from_goal};
use crate::models::predictive::Predictive;

/// Scores with gaps of at least a twentieth, so that a cent is a small step in chance.
fn any_predictive() -> impl Strategy<Value = Predictive> {
    let scores = (prop::collection::vec(0.05..1.0f64, 3..30), -5.0..0.0f64);
    (scores, 200.0..5_000.0f64, 20.0..400.0f64, any::<bool>()).prop_map(|((gaps, first), centre, scale, bounded)| {
        let scores = gaps.iter().scan(first, |at, gap| {
            *at += gap;
            Some(*at)
        });
        Predictive::new(centre, scale, scores.collect(), bounded.then_some(0.0)).expect("finite scores")
    })
}

fn any_outlooks() -> impl Strategy<Value = Vec<Outlook>> {
    let one = (
        prop::option::weighted(0.9, any_predictive()),
        -50_000..600_000i64,
        prop::option::weighted(0.1, 0..400_000i64),
    );
    prop::collection::vec(one, 0..9).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        let outlook_of = |(number, (predictive, baseline, manual)): (usize, (Option<Predictive>, i64, Option<i64>))| {
            let filler = Predictive::new(1.0, 1.0, vec![0.0], None).expect("finite scores");
            let mut outlook = outlook(&format!("r{number}"), filler);
            outlook.predictive = predictive;
            outlook.baseline.value_minor = baseline;
            outlook.manual = manual.map(|target_minor| ManualOverride {
                target_minor,
                author: "lead".to_string(),
                reason: String::new(),
            });
            outlook
        };
        rows.map(outlook_of).collect()
    })
}

fn policy(step: i64, bounded: bool) -> TargetPolicy {
    let bounds = TargetPolicy { round_to_minor: step, draws: 100, ..TargetPolicy::default() };
    if bounded { bounds } else { TargetPolicy { floor_share_of_baseline: None, cap_share_of_baseline: None, ..bounds } }
}

/// Every sum that the types promise.
fn parts_sum_to_wholes(set: &TargetSet) {
    assert_eq!(set.targets.iter().map(|target| target.target_minor).sum::<i64>(), set.total_minor);
    for target in &set.targets {
        let deltas: i64 = target.adjustments.iter().map(|adjustment| adjustment.delta_minor).sum();
        assert_eq!(target.start_minor + deltas, target.target_minor);
        let last = target.checkpoints.last().expect("every period has a month");
        assert_eq!(last.cumulative_target_minor, target.target_minor);
        assert!((0.001 - 1e-12..=0.999).contains(&target.chance), "{}", target.chance);
    }
    if set.total_minor > 0 {
        let shares: f64 = set.targets.iter().filter_map(|target| target.share_of_total).sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }
}

/// Nothing that the procedure itself sets leaves the bounds.
fn bounds_hold(set: &TargetSet, outlooks: &[Outlook]) {
    for target in &set.targets {
        let outlook = outlooks.iter().find(|outlook| outlook.subject == target.subject).expect("issued from one");
        if outlook.manual.is_none() {
            assert!(target.floor_minor.is_none_or(|floor| target.target_minor >= floor), "{target:?}");
            assert!(target.cap_minor.is_none_or(|cap| target.target_minor <= cap), "{target:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_sum_to_wholes_at_a_chance(
        outlooks in any_outlooks(),
        step in prop::sample::select(vec![1, 100, 10_000]),
        bounded in any::<bool>(),
    ) {
        let set = at_chance(&outlooks, &policy(step, bounded), 100).expect("valid outlooks");
        parts_sum_to_wholes(&set);
        bounds_hold(&set, &outlooks);
        prop_assert_eq!(set.targets.len() + set.refused.len(), outlooks.len());
        prop_assert_eq!(set.unallocated_minor, 0);
    }

    #[test]
    fn targets_and_the_unallocated_rest_are_the_goal_to_the_minor_unit(
        outlooks in any_outlooks(),
        goal in -100_000..6_000_000i64,
        step in prop::sample::select(vec![1, 100, 10_000]),
        bounded in any::<bool>(),
    ) {
        match from_goal(&outlooks, goal, &policy(step, bounded), 100) {
            Ok(set) => {
                parts_sum_to_wholes(&set);
                bounds_hold(&set, &outlooks);
                prop_assert_eq!(set.total_minor + set.unallocated_minor, goal);
                // A rest means that somebody has no forecast or that the least chance or the caps bind.
                let bound = set.common_chance.is_none_or(|chance| chance <= 0.2 + 1e-9);
                prop_assert!(set.unallocated_minor == 0 || bound, "{:?}", set);
                prop_assert!(set.unallocated_minor >= 0 || set.targets.is_empty());
            }
            Err(PlanningError::GoalBelowLeast { goal_minor, least_minor, .. }) => {
                prop_assert!(goal_minor < least_minor);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn where_nothing_is_clipped_everybody_has_the_common_chance(
        mut outlooks in any_outlooks(),
        stretch in 0.85..1.15f64,
    ) {
        outlooks.iter_mut().for_each(|outlook| outlook.manual = None);
        let open = policy(1, false);
        let even = TargetPolicy { chance: 0.5, ..open };
        let even = at_chance(&outlooks, &even, 100).expect("valid outlooks");
        let goal = (even.total_minor as f64 * stretch) as i64;
        if let Ok(set) = from_goal(&outlooks, goal, &open, 100)
            && let Some(common) = set.common_chance
        {
            for target in set.targets.iter().filter(|target| target.target_minor > 0) {
                // Rounding moves a target by a cent at most. Two scores lie at least 0.05 × 20 = 1.00 apart, and from
                // one to the next the level rises by a quarter at most: 0.0025 in all.
                prop_assert!((target.chance - common).abs() < 0.0026, "{} against {common}", target.chance);
            }
        }
    }

    #[test]
    fn a_higher_goal_never_gives_a_higher_chance(
        outlooks in any_outlooks(),
        goal in 0..4_000_000i64,
        more in 1..1_000_000i64,
        bounded in any::<bool>(),
    ) {
        let policy = policy(10_000, bounded);
        if let (Ok(low), Ok(high)) =
            (from_goal(&outlooks, goal, &policy, 100), from_goal(&outlooks, goal + more, &policy, 100))
            && let (Some(before), Some(after)) = (low.common_chance, high.common_chance)
        {
            prop_assert!(after <= before + 1e-12, "{after} after {before}");
        }
    }

    #[test]
    fn the_order_of_the_outlooks_is_nothing(outlooks in any_outlooks(), goal in 0..3_000_000i64) {
        let policy = policy(100, true);
        let mut turned = outlooks.clone();
        turned.reverse();
        prop_assert_eq!(at_chance(&outlooks, &policy, 100), at_chance(&turned, &policy, 100));
        prop_assert_eq!(from_goal(&outlooks, goal, &policy, 100), from_goal(&turned, goal, &policy, 100));
    }

    #[test]
    fn no_finite_forecast_makes_the_room_panic(
        centre in prop::sample::select(vec![-1e300, -1e13, -1.0, 0.0, 1e-300, 1.0, 1e13, 1e300]),
        scale in prop::sample::select(vec![1e-300, 1.0, 1e12, 1e300]),
        scores in prop::collection::vec(-1e6..1e6f64, 1..5),
        goal in any::<i64>(),
    ) {
        let mut odd = outlook("a", Predictive::new(centre, scale, scores, None).expect("finite"));
        odd.baseline.value_minor = goal;
        let _ = at_chance(&[odd.clone()], &policy(10_000, true), 10_000).map(|set| parts_sum_to_wholes(&set));
        odd.baseline.value_minor = 5;
        let _ = from_goal(&[odd], goal, &policy(10_000, true), 100).map(|set| parts_sum_to_wholes(&set));
    }
}
