//! What holds for any targets, however odd.

use proptest::prelude::*;

use super::{
    AuditPolicy, AuditReport, AuditTest, AuditedSet, AuditedTarget, Evidence, PastTarget, RepTraits, Verdict, audit,
};
use crate::models::predictive::Predictive;

fn any_traits() -> impl Strategy<Value = RepTraits> {
    let number = || prop::option::of(prop_oneof![Just(0.0), -10.0..1e9f64, Just(f64::NAN)]);
    (number(), number(), number(), prop::option::of(0..3u8)).prop_map(|(size, tenure, last_result, team)| {
        let groups = team.map(|team| ("team".to_string(), format!("team {team}"))).into_iter().collect();
        RepTraits { size, tenure, last_result, groups }
    })
}

fn any_set() -> impl Strategy<Value = AuditedSet> {
    let predictive = prop::option::of((0.0..5_000.0f64, 1.0..500.0f64)).prop_map(|found| {
        found.and_then(|(centre, scale)| Predictive::new(centre, scale, vec![-2.0, -1.0, 0.0, 0.5, 1.5], Some(0.0)))
    });
    let amount = || prop_oneof![Just(0), Just(100_000), -1_000..1_000_000i64, Just(i64::MAX / 4)];
    let base = || prop::option::of(amount());
    let target = (amount(), predictive, any_traits(), base(), base());
    let past = prop::collection::vec((0..12u8, 0..4i32, amount(), amount(), any_traits()), 0..60);
    (prop::collection::vec(target, 0..25), past).prop_map(|(targets, past)| {
        let target = |(at, (target_minor, predictive, traits, year_before_minor, last_minor))| AuditedTarget {
            subject: format!("r{at:02}"),
            target_minor,
            predictive,
            traits,
            year_before_minor,
            last_minor,
            last_target_minor: None,
        };
        let of_past = |(rep, period, target_minor, actual_minor, traits)| PastTarget {
            subject: format!("r{rep:02}"),
            period,
            target_minor,
            actual_minor,
            traits,
        };
        AuditedSet {
            targets: targets.into_iter().enumerate().map(target).collect(),
            past: past.into_iter().map(of_past).collect(),
            period: 4,
            minor_per_major: 100,
            round_to_minor: 10_000,
            stated: None,
        }
    })
}

fn sane(report: &AuditReport) {
    for row in &report.rows {
        for number in [row.estimate, row.lower, row.upper].into_iter().flatten() {
            assert!(number.is_finite(), "{row:?}");
        }
        if let (Some(p), Some(q)) = (row.p, row.q) {
            assert!(p > 0.0 && p <= q && q <= 1.0, "{row:?}");
        }
        assert_eq!(row.p.is_some(), row.q.is_some());
        let silent = row.verdict == Verdict::Abstained;
        assert_eq!(silent, matches!(row.evidence, Evidence::TooFew { .. } | Evidence::TooSmall { .. }), "{row:?}");
        assert!(!silent || row.estimate.is_none(), "{row:?}");
    }
}

fn quick() -> AuditPolicy {
    AuditPolicy { draws: 99, ..AuditPolicy::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_set_is_answered_with_finite_numbers_in_any_order(set in any_set()) {
        let report = audit(&set, &quick()).expect("one target a subject");
        sane(&report);
        let mut turned = set;
        turned.targets.reverse();
        prop_assert_eq!(audit(&turned, &quick()).expect("the same"), report);
    }
}

/// Twelve reps over four periods who all came to this much of their targets.
fn alike(share: i64) -> AuditedSet {
    let past = (0..48).map(|at| PastTarget {
        subject: format!("r{:02}", at % 12),
        period: at / 12,
        target_minor: 100_000,
        actual_minor: 1_000 * share,
        traits: RepTraits { size: Some(f64::from(at % 12)), ..RepTraits::default() },
    });
    AuditedSet { past: past.collect(), period: 4, minor_per_major: 100, ..AuditedSet::default() }
}

#[test]
fn where_all_reach_or_all_miss_nothing_is_tied_to_anything() {
    for (share, rate) in [(90, 0.0), (110, 1.0)] {
        let report = audit(&alike(share), &quick()).expect("valid");
        sane(&report);
        let of = |test: AuditTest| report.rows.iter().find(|row| row.test == test).expect("every test has its row");
        assert_eq!(of(AuditTest::HitRate).estimate, Some(rate));
        assert_eq!(of(AuditTest::FairnessOfAttainment).evidence, Evidence::NothingVaries);
        // That all reached or all missed is a finding of its own, and the only one.
        let found: Vec<_> = report.rows.iter().filter(|row| row.verdict.is_finding()).collect();
        let all = if rate > 0.0 { Verdict::TooEasy } else { Verdict::TooHard };
        assert!(matches!(&found[..], [one] if one.test == AuditTest::HitRate && one.verdict == all), "{found:?}");
    }
}

#[test]
fn two_targets_for_one_rep_are_refused() {
    let target = AuditedTarget {
        subject: "a".to_string(),
        target_minor: 1,
        predictive: None,
        traits: RepTraits::default(),
        year_before_minor: None,
        last_minor: None,
        last_target_minor: None,
    };
    let set = AuditedSet { targets: vec![target.clone(), target], ..AuditedSet::default() };
    assert!(audit(&set, &quick()).is_err());
}
