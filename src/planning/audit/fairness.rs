//! Is the chance of the coming target tied to the book's size, to tenure, to the last result, to team or region?

use std::collections::BTreeMap;

use super::AuditPolicy;
use super::ranks::{groups_differ, rank_correlation};
use super::report::{AuditRow, AuditTest, Evidence, Verdict};
use super::subject::{AuditedSet, AuditedTarget, RepTraits, Trait};

/// A group with fewer members is left out: its mean would speak of single people.
const LEAST_GROUP: usize = 3;

/// A target's distance from what would be equal is cut here, so that one target does not speak for its group.
const LARGEST_EASE: f64 = 0.5;

/// A target with a chance.
struct Judged<'a> {
    traits: &'a RepTraits,
    chance: f64,
    /// By what share of it the target lies under the amount that would have the chance of the set's middle target.
    ///
    /// Ranked by this instead of by the chance itself, a steady rep and a wild one count alike: ten per cent more
    /// take far more off the chance of the steady one.
    ease: f64,
}

impl<'a> Judged<'a> {
    fn all(set: &'a AuditedSet) -> Vec<Judged<'a>> {
        let mut chances: Vec<f64> = set.targets.iter().filter_map(|one| one.chance(set.minor_per_major)).collect();
        chances.sort_by(f64::total_cmp);
        let Some(middle) = chances.get(chances.len() / 2).copied() else { return Vec::new() };
        set.targets.iter().filter_map(|target| Judged::of(target, middle, set.minor_per_major)).collect()
    }

    fn of(target: &'a AuditedTarget, middle: f64, minor_per_major: i64) -> Option<Judged<'a>> {
        let chance = target.chance(minor_per_major)?;
        let equal = target.predictive.as_ref()?.quantile(1.0 - middle) * minor_per_major as f64;
        // Against nothing no distance can be told; the chance says which side the target is on.
        let ease = if equal > 0.0 { 1.0 - target.target_minor as f64 / equal } else { chance - middle };
        Some(Judged { traits: &target.traits, chance, ease: ease.clamp(-LARGEST_EASE, LARGEST_EASE) })
    }
}

/// One row a trait and a dimension.
pub(super) fn rows(set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let judged = Judged::all(set);
    let mut rows: Vec<AuditRow> = Trait::ALL.into_iter().map(|of| by_trait(&judged, of, policy)).collect();
    rows.extend(set.dimensions().iter().map(|dimension| by_group(&judged, dimension, policy)));
    rows
}

fn by_trait(judged: &[Judged<'_>], of: Trait, policy: &AuditPolicy) -> AuditRow {
    let known: Vec<(f64, &Judged<'_>)> = judged.iter().filter_map(|one| Some((of.of(one.traits)?, one))).collect();
    let (test, name) = (AuditTest::FairnessOfChance, of.word());
    if known.len() < policy.min_reps {
        return AuditRow::abstained(test, name, known.len(), policy.min_reps);
    }
    let (x, y): (Vec<f64>, Vec<f64>) = known.iter().map(|(of, one)| (*of, one.ease)).unzip();
    let chances: Vec<(f64, f64)> = known.iter().map(|(of, one)| (*of, one.chance)).collect();
    let stream = format!("{} {name}", test.word());
    match rank_correlation(&x, &y, &[x.len()], policy, &stream) {
        Some(found) => AuditRow {
            estimate: Some(found.rho),
            lower: Some(found.lower),
            upper: Some(found.upper),
            p: Some(found.p),
            n: x.len(),
            ..AuditRow::new(test, name, halves(&chances))
        },
        None => {
            AuditRow { n: x.len(), verdict: Verdict::NoBiasFound, ..AuditRow::new(test, name, Evidence::NothingVaries) }
        }
    }
}

/// The mean of the second column over the upper and the lower half by the first; those at the median count to neither
/// half where their number is odd.
pub(super) fn halves(known: &[(f64, f64)]) -> Evidence {
    let mut sorted = known.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let half = sorted.len() / 2;
    let mean = |rows: &[(f64, f64)]| rows.iter().map(|row| row.1).sum::<f64>() / rows.len().max(1) as f64;
    Evidence::Halves { upper: mean(&sorted[sorted.len() - half..]), lower: mean(&sorted[..half]) }
}

fn by_group(judged: &[Judged<'_>], dimension: &str, policy: &AuditPolicy) -> AuditRow {
    let of = |one: &Judged<'_>, value: f64| Some((one.traits.groups.get(dimension)?.clone(), value));
    let chances: Vec<(String, f64)> = judged.iter().filter_map(|one| of(one, one.chance)).collect();
    let eases: Vec<(String, f64)> = judged.iter().filter_map(|one| of(one, one.ease)).collect();
    compared(&chances, &eases, AuditTest::FairnessOfChance, dimension, policy)
}

/// The question whether groups differ. `told` are the values whose means are told, `tested` those that are compared;
/// both with one row a subject, in the same order.
pub(super) fn compared(
    told: &[(String, f64)],
    tested: &[(String, f64)],
    test: AuditTest,
    dimension: &str,
    policy: &AuditPolicy,
) -> AuditRow {
    let members = by_name(told);
    let n: usize = members.values().map(Vec::len).sum();
    if n < policy.min_reps || members.len() < 2 {
        let have = if members.len() < 2 { 0 } else { n };
        return AuditRow::abstained(test, dimension, have, policy.min_reps);
    }
    let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let mut means: Vec<(&str, f64)> = members.iter().map(|(group, values)| (*group, mean(values))).collect();
    means.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(b.0)));
    let (lowest, highest) = (means[0], means[means.len() - 1]);
    let evidence = Evidence::Groups {
        lowest: lowest.0.to_string(),
        lowest_mean: lowest.1,
        highest: highest.0.to_string(),
        highest_mean: highest.1,
    };
    let tested = by_name(tested);
    let group: Vec<usize> = tested.values().enumerate().flat_map(|(at, values)| vec![at; values.len()]).collect();
    let flat: Vec<f64> = tested.into_values().flatten().collect();
    let p = groups_differ(&flat, &group, policy, &format!("{} {dimension}", test.word()));
    let row = AuditRow { n, p, ..AuditRow::new(test, dimension, evidence) };
    match p {
        Some(_) => AuditRow { estimate: Some(highest.1 - lowest.1), ..row },
        None => AuditRow { verdict: Verdict::NoBiasFound, evidence: Evidence::NothingVaries, ..row },
    }
}

/// The values of every group that is large enough to be spoken of.
fn by_name(values: &[(String, f64)]) -> BTreeMap<&str, Vec<f64>> {
    let mut members: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    values.iter().for_each(|(group, value)| members.entry(group).or_default().push(*value));
    members.retain(|_, values| values.len() >= LEAST_GROUP);
    members
}
