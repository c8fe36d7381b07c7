//! What became of past targets: for whom were they harder?

use std::collections::{BTreeMap, BTreeSet};

use super::super::joint::normal_cdf;
use super::AuditPolicy;
use super::fairness::{compared, halves};
use super::ranks::rank_correlation;
use super::report::{AuditRow, AuditTest, Evidence, Verdict};
use super::subject::{AuditedSet, PastTarget, Trait};

/// Value over target is cut here, so that a target of next to nothing does not speak for all.
const LARGEST_ATTAINMENT: f64 = 3.0;

/// Attainment by trait, hit rates by dimension, and how often targets were reached at all.
pub(super) fn rows(set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let past: Vec<Past<'_>> = set.past.iter().filter(|one| one.target_minor > 0).map(Past::of).collect();
    let past = less_period(past);
    let mut rows = Vec::new();
    for of in Trait::ALL {
        rows.push(if of == Trait::LastResult { by_last_result(&past, policy) } else { by_trait(&past, of, policy) });
    }
    rows.extend(set.dimensions().iter().map(|dimension| by_group(&past, dimension, policy)));
    rows.extend(hit_rates(&past, set, policy));
    rows
}

/// A past target with what came of it.
struct Past<'a> {
    of: &'a PastTarget,
    attainment: f64,
    hit: f64,
    /// Attainment and hit less the period's mean: a weak period is no bias.
    attainment_apart: f64,
    hit_apart: f64,
}

impl<'a> Past<'a> {
    fn of(of: &'a PastTarget) -> Past<'a> {
        let attainment = (of.actual_minor as f64 / of.target_minor as f64).clamp(0.0, LARGEST_ATTAINMENT);
        let hit = f64::from(u8::from(of.actual_minor >= of.target_minor));
        Past { of, attainment, hit, attainment_apart: 0.0, hit_apart: 0.0 }
    }
}

fn less_period(mut past: Vec<Past<'_>>) -> Vec<Past<'_>> {
    let mut sums: BTreeMap<i32, (f64, f64, f64)> = BTreeMap::new();
    for one in &past {
        let sum = sums.entry(one.of.period).or_default();
        *sum = (sum.0 + one.attainment, sum.1 + one.hit, sum.2 + 1.0);
    }
    for one in &mut past {
        let (attainment, hits, n) = sums[&one.of.period];
        one.attainment_apart = one.attainment - attainment / n;
        one.hit_apart = one.hit - hits / n;
    }
    past
}

/// One value a subject: the mean over its periods.
fn by_subject<'a, T>(past: &'a [Past<'a>], of: impl Fn(&'a Past<'a>) -> Option<(T, f64)>) -> Vec<(T, f64)> {
    let own = past.chunk_by(|a, b| a.of.subject == b.of.subject);
    own.filter_map(|own| {
        let values: Vec<(T, f64)> = own.iter().filter_map(&of).collect();
        let mean = values.iter().map(|value| value.1).sum::<f64>() / values.len().max(1) as f64;
        // A subject's last word on its own trait; it hardly moves from period to period.
        values.into_iter().next_back().map(|(last, _)| (last, mean))
    })
    .collect()
}

/// Size and tenure hardly change from period to period, so that a subject counts once.
fn by_trait(past: &[Past<'_>], of: Trait, policy: &AuditPolicy) -> AuditRow {
    let known = by_subject(past, |one| Some((of.of(&one.of.traits)?, one.attainment_apart)));
    let told = by_subject(past, |one| Some((of.of(&one.of.traits)?, one.attainment)));
    let n = past.iter().filter(|one| of.of(&one.of.traits).is_some()).count();
    correlated(&known, &[known.len()], known.len(), n, halves(&told), of, policy)
}

/// A last result is another one each period, so that pairs of subject and period count, within each period.
fn by_last_result(past: &[Past<'_>], policy: &AuditPolicy) -> AuditRow {
    let of = Trait::LastResult;
    let mut known: Vec<(i32, f64, f64)> =
        past.iter().filter_map(|one| Some((one.of.period, of.of(&one.of.traits)?, one.attainment))).collect();
    known.sort_by_key(|row| row.0);
    let strata: Vec<usize> = known.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
    let pairs: Vec<(f64, f64)> = known.iter().map(|row| (row.1, row.2)).collect();
    let subjects: BTreeSet<&str> = past.iter().map(|one| one.of.subject.as_str()).collect();
    correlated(&pairs, &strata, subjects.len(), pairs.len(), halves(&pairs), of, policy)
}

fn correlated(
    pairs: &[(f64, f64)],
    strata: &[usize],
    subjects: usize,
    n: usize,
    evidence: Evidence,
    of: Trait,
    policy: &AuditPolicy,
) -> AuditRow {
    let test = AuditTest::FairnessOfAttainment;
    if subjects < policy.min_reps || pairs.len() < policy.min_reps {
        return AuditRow::abstained(test, of.word(), subjects.min(pairs.len()), policy.min_reps);
    }
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    match rank_correlation(&x, &y, strata, policy, &format!("{} {}", test.word(), of.word())) {
        Some(found) => AuditRow {
            estimate: Some(found.rho),
            lower: Some(found.lower),
            upper: Some(found.upper),
            p: Some(found.p),
            n,
            ..AuditRow::new(test, of.word(), evidence)
        },
        None => {
            AuditRow { n, verdict: Verdict::NoBiasFound, ..AuditRow::new(test, of.word(), Evidence::NothingVaries) }
        }
    }
}

/// Whether groups reached their targets unlike often; a subject counts once, with its mean over the periods.
fn by_group(past: &[Past<'_>], dimension: &str, policy: &AuditPolicy) -> AuditRow {
    let group = |one: &Past<'_>| one.of.traits.groups.get(dimension).cloned();
    let apart = by_subject(past, |one| Some((group(one)?, one.hit_apart)));
    let told = by_subject(past, |one| Some((group(one)?, one.hit)));
    let n = past.iter().filter(|one| group(one).is_some()).count();
    let row = compared(&told, &apart, AuditTest::FairnessOfHits, dimension, policy);
    AuditRow { n: if row.verdict == Verdict::Abstained { row.n } else { n }, ..row }
}

/// The hit rate of all and of every group, with an interval that knows that a subject's periods resemble each other.
fn hit_rates(past: &[Past<'_>], set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let mut rows = vec![hit_rate("all".to_string(), &past.iter().collect::<Vec<_>>(), policy)];
    for dimension in set.dimensions() {
        let mut groups: BTreeMap<&str, Vec<&Past<'_>>> = BTreeMap::new();
        for one in past {
            if let Some(group) = one.of.traits.groups.get(&dimension) {
                groups.entry(group).or_default().push(one);
            }
        }
        // Whether groups differ is asked above; the rate of each stands beside it without a verdict of its own.
        let stated = |row: AuditRow| AuditRow { p: None, ..row };
        rows.extend(groups.iter().map(|(group, own)| stated(hit_rate(format!("{dimension}={group}"), own, policy))));
    }
    rows
}

fn hit_rate(subject: String, past: &[&Past<'_>], policy: &AuditPolicy) -> AuditRow {
    let test = AuditTest::HitRate;
    if past.len() < policy.min_reps {
        return AuditRow::abstained(test, &subject, past.len(), policy.min_reps);
    }
    let n = past.len() as f64;
    let reached = past.iter().map(|one| one.hit).sum::<f64>();
    let rate = reached / n;
    // The variance of a ratio over clusters, linearised; the interval is Wilson's on as many cases as would give it.
    let own = past.chunk_by(|a, b| a.of.subject == b.of.subject);
    let of_cluster = |own: &[&Past<'_>]| own.iter().map(|one| one.hit - rate).sum::<f64>().powi(2);
    let clusters = past.chunk_by(|a, b| a.of.subject == b.of.subject).count() as f64;
    let variance = own.map(of_cluster).sum::<f64>() * clusters / ((clusters - 1.0).max(1.0) * n * n);
    let plain = rate * (1.0 - rate);
    let effective = if variance > 0.0 { (plain / variance).clamp(1.0, n) } else { n };
    let (lower, upper) = wilson(rate, effective);
    let periods: BTreeSet<i32> = past.iter().map(|one| one.of.period).collect();
    AuditRow {
        estimate: Some(rate),
        lower: Some(lower),
        upper: Some(upper),
        p: Some(beyond(rate, effective, policy)),
        n: past.len(),
        ..AuditRow::new(test, &subject, Evidence::Hits { reached: reached as usize, periods: periods.len() })
    }
}

/// The two-sided p-value of a share that lies so far beyond what a fair chance may be, by the test whose interval
/// Wilson's is; 1 where it lies within.
fn beyond(share: f64, n: f64, policy: &AuditPolicy) -> f64 {
    let bound = share.clamp(policy.hard, policy.easy);
    let z = (share - bound).abs() / (bound * (1.0 - bound) / n).sqrt();
    // Of thousands of cases it is too small for a number, and a chance is never none.
    (2.0 * normal_cdf(-z)).clamp(f64::MIN_POSITIVE, 1.0)
}

/// Wilson's interval at 95 % of a share of so many cases, which need not be whole.
fn wilson(share: f64, n: f64) -> (f64, f64) {
    let z2 = 1.96_f64 * 1.96;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = 1.96 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::{RepTraits, audit};
    use super::*;

    /// Twelve reps with eight past targets each; about six in ten are reached, the more the better the last result was.
    fn company(times: f64) -> AuditedSet {
        let mut set = AuditedSet { minor_per_major: 100, period: 8, ..AuditedSet::default() };
        for rep in 0..12_i64 {
            for period in 0..8_i64 {
                let last = ((rep * 7 + period * 5) % 12) as f64;
                let actual_minor = 850_000 + 25_000 * last as i64 + (rep * 131 + period * 977) % 9_000;
                set.past.push(PastTarget {
                    subject: format!("r{rep:02}"),
                    period: period as i32,
                    target_minor: (960_000.0 * times) as i64,
                    actual_minor,
                    traits: RepTraits { last_result: Some(last), ..RepTraits::default() },
                });
            }
        }
        set
    }

    fn of(times: f64, test: AuditTest, subject: &str) -> AuditRow {
        let report = audit(&company(times), &AuditPolicy::default()).expect("a valid policy");
        report.rows.into_iter().find(|row| row.test == test && row.subject == subject).expect("the question is asked")
    }

    #[test]
    fn a_past_in_which_nothing_or_everything_was_reached_is_a_finding() {
        for (times, verdict) in [(9.0, Verdict::TooHard), (0.2, Verdict::TooEasy), (1.0, Verdict::Stated)] {
            let row = of(times, AuditTest::HitRate, "all");
            assert_eq!(row.verdict, verdict, "{row:?}");
            assert_eq!(row.verdict.is_finding(), row.q.is_some_and(|q| q <= 0.05), "{row:?}");
        }
    }

    #[test]
    fn a_bias_stays_one_where_all_targets_are_many_times_too_high() {
        for times in [1.0, 9.0] {
            let row = of(times, AuditTest::FairnessOfAttainment, "last_result");
            assert_eq!(row.verdict, Verdict::Biased, "{times}: {row:?}");
        }
    }

    #[test]
    fn the_p_value_and_the_interval_of_a_share_say_the_same() {
        let policy = AuditPolicy::default();
        for n in 8..400 {
            let n = f64::from(n);
            for share in [0.0, 0.05, 0.12, 0.15, 0.2, 0.5, 0.9, 0.93, 0.96, 1.0] {
                let (lower, upper) = wilson(share, n);
                let p = beyond(share, n, &policy);
                assert_eq!(upper < policy.hard || lower > policy.easy, p < 0.05, "{share} of {n}: {p}");
            }
        }
        assert_eq!((beyond(0.2, 50.0, &policy), beyond(0.6, 50.0, &policy)), (1.0, 1.0));
    }
}
