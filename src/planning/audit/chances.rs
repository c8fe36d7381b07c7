//! Which targets are out of reach, which ask for nothing, and what the team's sum is worth.

use super::AuditPolicy;
use super::report::{AuditRow, AuditTest, Evidence, Verdict};
use super::subject::{AuditedSet, AuditedTarget};
use crate::models::predictive::Predictive;
use crate::planning::{SumOfReps, TargetPolicy, Together};

/// A row for the team, then one a target.
pub(super) fn rows(set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let mut rows = vec![team(set, policy)];
    rows.extend(set.targets.iter().map(|target| one(target, set, policy)));
    rows
}

fn one(target: &AuditedTarget, set: &AuditedSet, policy: &AuditPolicy) -> AuditRow {
    let Some((predictive, chance)) = target.predictive.as_ref().zip(target.chance(set.minor_per_major)) else {
        return AuditRow::abstained(AuditTest::Chance, &target.subject, 0, 1);
    };
    let median = (predictive.median() * set.minor_per_major as f64).round() as i64;
    let evidence = Evidence::Target { target_minor: target.target_minor, median_minor: median };
    AuditRow {
        estimate: Some(chance),
        n: predictive.sample_size(),
        verdict: by_bounds(target, predictive, set, policy),
        ..AuditRow::new(AuditTest::Chance, &target.subject, evidence)
    }
}

/// The chance that was stated with the set; else the one that those with a target and a forecast reach the sum of their
/// targets, with the others left out on both sides.
fn team(set: &AuditedSet, policy: &AuditPolicy) -> AuditRow {
    let able: Vec<(&Predictive, i64)> =
        set.targets.iter().filter_map(|one| Some((one.predictive.as_ref()?, one.target_minor))).collect();
    let members: Vec<&Predictive> = able.iter().map(|(predictive, _)| *predictive).collect();
    let total_minor = able.iter().fold(0_i64, |sum, (_, target)| sum.saturating_add(*target));
    let (chance, n, together) = match &set.stated {
        Some(stated) => (stated.chance_of_total, stated.members, stated.together()),
        None => {
            let together = Together::of(policy.team_correlation, policy.team_level);
            // As many draws as a proposed set's chance rests on; those of the policy are a test's permutations.
            let draws = TargetPolicy::default().draws;
            let Some(sum) = SumOfReps::simulate(&members, together, draws, policy.seed) else {
                return AuditRow::abstained(AuditTest::TeamChance, "all", 0, 1);
            };
            let chance = sum.chance_of_reaching(total_minor as f64 / set.minor_per_major as f64);
            (chance, members.len(), together)
        }
    };
    AuditRow {
        estimate: Some(chance),
        n,
        // A team reaches the sum of fair targets far more often than a rep reaches one: that is no fault of the set.
        verdict: if chance < policy.hard { Verdict::TooHard } else { Verdict::Stated },
        ..AuditRow::new(AuditTest::TeamChance, "all", Evidence::Team { total_minor, together })
    }
}

/// Whether the chance lies within the bounds, as far as rounding lets it: where even half a step of rounding more would be
/// out of reach, a nearer round amount is not to be had, and the same the other way.
fn by_bounds(target: &AuditedTarget, predictive: &Predictive, set: &AuditedSet, policy: &AuditPolicy) -> Verdict {
    let half = set.round_to_minor.max(0) as f64 / 2.0;
    let chance = |moved: f64| {
        let amount = (target.target_minor as f64 + moved) / set.minor_per_major as f64;
        predictive.chance_of_reaching(amount)
    };
    if chance(0.0) < policy.hard && chance(-half) < policy.hard {
        Verdict::TooHard
    } else if chance(0.0) > policy.easy && chance(half) > policy.easy {
        Verdict::TooEasy
    } else {
        Verdict::WithinBounds
    }
}

#[cfg(test)]
mod tests {
    use super::super::subject::RepTraits;
    use super::*;

    #[test]
    fn a_proposed_set_has_one_chance_whoever_gets_no_target() {
        use crate::planning::examples::{bell, outlook};
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(-20.0, 100.0))];
        let open =
            TargetPolicy { cap_share_of_baseline: None, floor_share_of_baseline: None, ..TargetPolicy::default() };
        let proposed = crate::planning::at_chance(&outlooks, &open, 100).expect("a valid policy");
        let stated = proposed.team_chance.expect("somebody has a target");
        assert_eq!((proposed.targets.len(), stated.members), (1, 2));
        let own = AuditedTarget {
            subject: "a".to_string(),
            target_minor: proposed.targets[0].target_minor,
            predictive: Some(bell(1_000.0, 100.0)),
            traits: RepTraits::default(),
            year_before_minor: None,
            last_minor: None,
            last_target_minor: None,
        };
        let set =
            |stated| AuditedSet { targets: vec![own.clone()], minor_per_major: 100, stated, ..AuditedSet::default() };
        let row = team(&set(Some(stated)), &AuditPolicy::default());
        assert_eq!((row.estimate, row.n), (Some(stated.chance_of_total), 2));
        let alone = team(&set(None), &AuditPolicy::default());
        assert!(alone.n == 1 && alone.estimate != row.estimate, "{alone:?}");
    }

    #[test]
    fn what_only_rounding_made_easy_is_no_finding() {
        // 299.90 is nearly certain where 300.00 is likely to a few cents.
        let target = AuditedTarget {
            subject: "a".to_string(),
            target_minor: 29_990,
            predictive: Predictive::new(300.0, 0.01, (-9..=9).map(f64::from).collect(), Some(0.0)),
            traits: RepTraits::default(),
            year_before_minor: None,
            last_minor: None,
            last_target_minor: None,
        };
        let verdict = |target_minor: i64, round_to_minor: i64| {
            let set = AuditedSet { minor_per_major: 100, round_to_minor, ..AuditedSet::default() };
            one(&AuditedTarget { target_minor, ..target.clone() }, &set, &AuditPolicy::default()).verdict
        };
        assert_eq!(verdict(29_990, 1), Verdict::TooEasy);
        assert_eq!(verdict(29_990, 10_000), Verdict::WithinBounds);
        assert_eq!(verdict(20_000, 10_000), Verdict::TooEasy, "a whole step more is as easy");
        assert_eq!(verdict(30_010, 1), Verdict::TooHard);
        assert_eq!(verdict(30_010, 10_000), Verdict::WithinBounds);
        assert_eq!(verdict(40_000, 10_000), Verdict::TooHard);
    }
}
