//! Which targets are out of reach, which ask for nothing, and what the team's sum is worth.

use super::AuditPolicy;
use super::report::{AuditRow, AuditTest, Evidence, Verdict};
use super::subject::{AuditedSet, AuditedTarget};
use crate::models::predictive::Predictive;
use crate::planning::{SumOfReps, Together};

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
        verdict: by_bounds(chance, policy),
        ..AuditRow::new(AuditTest::Chance, &target.subject, evidence)
    }
}

/// The chance that those with a forecast reach the sum of their targets; the others are left out on both sides.
fn team(set: &AuditedSet, policy: &AuditPolicy) -> AuditRow {
    let able: Vec<(&Predictive, i64)> =
        set.targets.iter().filter_map(|one| Some((one.predictive.as_ref()?, one.target_minor))).collect();
    let members: Vec<&Predictive> = able.iter().map(|(predictive, _)| *predictive).collect();
    let together = Together::of(policy.team_correlation, policy.team_level);
    let Some(sum) = SumOfReps::simulate(&members, together, policy.draws, policy.seed) else {
        return AuditRow::abstained(AuditTest::TeamChance, "all", 0, 1);
    };
    let total_minor = able.iter().fold(0_i64, |sum, (_, target)| sum.saturating_add(*target));
    let chance = sum.chance_of_reaching(total_minor as f64 / set.minor_per_major as f64);
    AuditRow {
        estimate: Some(chance),
        n: members.len(),
        // A team reaches the sum of fair targets far more often than a rep reaches one: that is no fault of the set.
        verdict: if chance < policy.hard { Verdict::TooHard } else { Verdict::Stated },
        ..AuditRow::new(AuditTest::TeamChance, "all", Evidence::Team { total_minor, together })
    }
}

fn by_bounds(chance: f64, policy: &AuditPolicy) -> Verdict {
    match chance {
        chance if chance < policy.hard => Verdict::TooHard,
        chance if chance > policy.easy => Verdict::TooEasy,
        _ => Verdict::WithinBounds,
    }
}
