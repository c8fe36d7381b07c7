//! Were the targets set by a habit instead of a forecast?
//!
//! Three habits leave traces in the numbers themselves: everybody gets last year (or the last period, or the last
//! target) and the same percentage more; everybody gets one amount; amounts are round beyond the step to which
//! targets are rounded on purpose.

use super::AuditPolicy;
use super::report::{AuditRow, AuditTest, Evidence, Verdict};
use super::subject::{AuditedSet, AuditedTarget};

/// Percentages within half a point of each other count as one: targets are rounded.
const HALF_A_POINT: f64 = 0.005;
/// A target of fewer steps than this has too few neighbours for a pattern in percentages: from one step to the next
/// are two per cent and more.
const LEAST_STEPS: i64 = 50;
/// The same for one amount: three new customers for everybody is no habit.
const LEAST_STEPS_OF_ONE_AMOUNT: i64 = 10;
/// A target that would be round anyway this often says nothing about a habit.
const ROUND_ANYWAY: f64 = 0.5;

/// The amount that a target may have been reckoned from.
type Base = fn(&AuditedTarget) -> Option<i64>;

/// A row for each base of a uniform percentage, one for one amount for all, one for round numbers.
pub(super) fn rows(set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let bases: [(&str, Base); 3] = [
        ("year_before", |target| target.year_before_minor),
        ("last_period", |target| target.last_minor),
        ("last_target", |target| target.last_target_minor),
    ];
    let mut rows: Vec<AuditRow> = bases.into_iter().map(|(name, base)| uplift(set, name, base, policy)).collect();
    rows.push(one_amount(set, policy));
    rows.push(round_numbers(set, policy));
    if follow_forecasts(set) {
        for row in &mut rows {
            row.p = None;
            if row.verdict != Verdict::Abstained {
                (row.verdict, row.evidence) = (Verdict::NoHabitFound, Evidence::AlikeForecasts);
            }
        }
    }
    rows
}

/// Whether all targets are the same multiple of what is likely: where forecasts are alike, targets are, and no habit made
/// them so.
fn follow_forecasts(set: &AuditedSet) -> bool {
    let multiple = |target: &AuditedTarget| {
        let median = target.predictive.as_ref()?.median() * set.minor_per_major as f64;
        (median > 0.0).then(|| target.target_minor as f64 / median)
    };
    let Some(multiples) = set.targets.iter().map(multiple).collect::<Option<Vec<f64>>>() else { return false };
    let least = multiples.iter().copied().fold(f64::INFINITY, f64::min);
    let most = multiples.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    !multiples.is_empty() && most - least <= 2.0 * HALF_A_POINT
}

/// The largest number of targets that are, within one per cent, the same multiple of the base.
///
/// Of the multiple and not of the change: where everybody is asked for a thirtieth, all changes lie near −97 %, and
/// where everybody is asked for ten times as much, rounding alone takes them further apart than a point.
fn uplift(
    set: &AuditedSet,
    name: &str,
    base: impl Fn(&AuditedTarget) -> Option<i64>,
    policy: &AuditPolicy,
) -> AuditRow {
    let change = |target: &AuditedTarget| {
        let base = base(target).filter(|base| *base > 0)?;
        Some(target.target_minor as f64 / base as f64 - 1.0)
    };
    let least = LEAST_STEPS * set.round_to_minor.max(1);
    let mut changes: Vec<f64> = from(set, least).filter_map(change).collect();
    if changes.len() < policy.min_reps {
        let of = set.targets.iter().filter_map(change).count();
        return too_few(AuditTest::UniformUplift, name, changes.len(), of, least, policy);
    }
    changes.sort_by(f64::total_cmp);
    let last = |change: f64| change + 2.0 * HALF_A_POINT * (1.0 + change);
    let within = |at: usize| changes.partition_point(|change| *change <= last(changes[at])) - at;
    let first = (0..changes.len()).rev().max_by_key(|&at| within(at)).unwrap_or(0);
    let alike = &changes[first..first + within(first)];
    let evidence = Evidence::Uplift { alike: alike.len(), uplift: alike[alike.len() / 2] };
    of_share(AuditTest::UniformUplift, name, alike.len(), changes.len(), evidence, policy)
}

/// The targets from an amount on.
fn from(set: &AuditedSet, least: i64) -> impl Iterator<Item = &AuditedTarget> {
    set.targets.iter().filter(move |target| target.target_minor >= least)
}

/// No statement: too few targets, or too few that are large enough, which are two things to be told.
fn too_few(
    test: AuditTest,
    subject: &str,
    larger: usize,
    of: usize,
    least_minor: i64,
    policy: &AuditPolicy,
) -> AuditRow {
    let row = AuditRow::abstained(test, subject, larger, policy.min_reps);
    if of < policy.min_reps {
        return AuditRow { n: of, evidence: Evidence::TooFew { have: of, need: policy.min_reps }, ..row };
    }
    AuditRow { evidence: Evidence::TooSmall { larger, of, least_minor, need: policy.min_reps }, ..row }
}

fn one_amount(set: &AuditedSet, policy: &AuditPolicy) -> AuditRow {
    let least = LEAST_STEPS_OF_ONE_AMOUNT * set.round_to_minor.max(1);
    let mut amounts: Vec<i64> = from(set, least).map(|target| target.target_minor).collect();
    if amounts.len() < policy.min_reps {
        return too_few(AuditTest::OneAmount, "all", amounts.len(), set.targets.len(), least, policy);
    }
    amounts.sort_unstable();
    let alike = amounts.chunk_by(|a, b| a == b).map(<[i64]>::len).max().unwrap_or(0);
    of_share(AuditTest::OneAmount, "all", alike, amounts.len(), Evidence::Alike { alike }, policy)
}

fn of_share(
    test: AuditTest,
    subject: &str,
    alike: usize,
    n: usize,
    evidence: Evidence,
    policy: &AuditPolicy,
) -> AuditRow {
    let share = alike as f64 / n as f64;
    let verdict = if share >= policy.habit_share { Verdict::Habit } else { Verdict::NoHabitFound };
    AuditRow { estimate: Some(share), n, verdict, ..AuditRow::new(test, subject, evidence) }
}

/// Two significant digits at most where more would be usual. The p-value is that of so many round amounts among
/// amounts whose digits are as likely as one another.
fn round_numbers(set: &AuditedSet, policy: &AuditPolicy) -> AuditRow {
    let step = set.round_to_minor.max(1);
    let chances: Vec<(bool, f64)> = set
        .targets
        .iter()
        .filter(|target| target.target_minor > 0)
        .map(|target| (is_round(target.target_minor), round_by_chance(target.target_minor, step)))
        .filter(|(_, chance)| *chance < ROUND_ANYWAY)
        .collect();
    if chances.len() < policy.min_reps {
        let least = least_not_round_anyway(step);
        return too_few(AuditTest::RoundNumbers, "all", chances.len(), set.targets.len(), least, policy);
    }
    let alike = chances.iter().filter(|(round, _)| *round).count();
    let each: Vec<f64> = chances.iter().map(|(_, chance)| *chance).collect();
    AuditRow {
        estimate: Some(alike as f64 / chances.len() as f64),
        p: Some(at_least(alike, &each)),
        n: chances.len(),
        ..AuditRow::new(AuditTest::RoundNumbers, "all", Evidence::Alike { alike })
    }
}

fn is_round(amount: i64) -> bool {
    amount % unit_of_two_digits(amount) == 0
}

/// How probably a multiple of the step of this size has two significant digits at most.
fn round_by_chance(amount: i64, step: i64) -> f64 {
    let unit = unit_of_two_digits(amount);
    if unit <= step { 1.0 } else { step as f64 / unit as f64 }
}

/// The smallest amount that is not round anyway.
fn least_not_round_anyway(step: i64) -> i64 {
    let mut amount = 10;
    while round_by_chance(amount, step) >= ROUND_ANYWAY {
        amount *= 10;
    }
    amount
}

/// The unit of the second significant digit: 10,000 for 123,456.
fn unit_of_two_digits(amount: i64) -> i64 {
    let mut unit = 1;
    while amount / unit >= 100 {
        unit *= 10;
    }
    unit
}

/// The chance of at least so many successes in trials of these chances.
fn at_least(successes: usize, chances: &[f64]) -> f64 {
    let mut exactly = vec![0.0; successes + 1];
    exactly[0] = 1.0;
    // The last place gathers everything from `successes` on.
    for chance in chances {
        for at in (0..=successes).rev() {
            let from_below = if at > 0 { exactly[at - 1] * chance } else { 0.0 };
            let stays = if at == successes { exactly[at] } else { exactly[at] * (1.0 - chance) };
            exactly[at] = stays + from_below;
        }
    }
    exactly[successes].clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::subject::RepTraits;
    use super::*;
    use crate::models::predictive::Predictive;

    fn set(amounts: &[i64], year_before: impl Fn(i64) -> i64) -> AuditedSet {
        let target = |(at, amount): (usize, &i64)| AuditedTarget {
            subject: format!("r{at}"),
            target_minor: *amount,
            predictive: None,
            traits: RepTraits::default(),
            year_before_minor: Some(year_before(*amount)),
            last_minor: None,
            last_target_minor: None,
        };
        AuditedSet {
            targets: amounts.iter().enumerate().map(target).collect(),
            minor_per_major: 100,
            round_to_minor: 10_000,
            ..AuditedSet::default()
        }
    }

    /// Amounts that are no pattern: multiples of 100.00 around 100,000.
    fn plain() -> Vec<i64> {
        (0..12).map(|at| 10_000 * (871 + (at * at * 37 + at * 11) % 263)).collect()
    }

    #[test]
    fn last_year_and_ten_per_cent_for_everybody_is_a_habit() {
        let rows = rows(&set(&plain(), |amount| (amount as f64 / 1.1) as i64), &AuditPolicy::default());
        assert_eq!((rows[0].verdict, rows[0].estimate), (Verdict::Habit, Some(1.0)));
        let Evidence::Uplift { alike: 12, uplift } = rows[0].evidence else { panic!("{:?}", rows[0]) };
        assert!((uplift - 0.1).abs() < 0.001);
        assert_eq!(rows[1].evidence, Evidence::TooFew { have: 0, need: 8 });
        assert_eq!(rows[3].verdict, Verdict::NoHabitFound);
    }

    #[test]
    fn one_amount_for_all_and_round_amounts_are_told() {
        let flat = rows(&set(&[12_345_000; 9], |amount| amount - 1_000), &AuditPolicy::default());
        assert_eq!((flat[3].verdict, flat[3].estimate), (Verdict::Habit, Some(1.0)));
        let amounts: Vec<i64> = (1..=10).map(|at| at * 1_000_000).collect();
        let round = &rows(&set(&amounts, |amount| amount / 3 * at_random(amount)), &AuditPolicy::default())[4];
        // In steps of 100.00 the amounts from 10,000.00 on are round by chance in one case of ten.
        assert_eq!(round.estimate, Some(1.0));
        assert!(round.p.expect("ten amounts") < 1e-9, "{round:?}");
        assert!(rows(&set(&plain(), |amount| amount), &AuditPolicy::default())[4].p > Some(0.05));
    }

    fn at_random(amount: i64) -> i64 {
        1 + amount % 7
    }

    #[test]
    fn small_counts_are_round_anyway_and_carry_no_statement() {
        let mut counts = set(&[3, 7, 12, 45, 99, 8, 6, 5, 4], |amount| amount);
        counts.round_to_minor = 1;
        let found = rows(&counts, &AuditPolicy::default());
        let small = |larger, least_minor| Evidence::TooSmall { larger, of: 9, least_minor, need: 8 };
        assert_eq!(found[4].evidence, small(0, 100));
        assert_eq!((&found[0].evidence, &found[3].evidence), (&small(1, 50), &small(3, 10)));
        // Where there are too few targets of any size, their number is what lacks.
        counts.targets.truncate(7);
        assert_eq!(rows(&counts, &AuditPolicy::default())[3].evidence, Evidence::TooFew { have: 7, need: 8 });
    }

    #[test]
    fn one_amount_of_forty_steps_for_everybody_is_a_habit() {
        let flat = rows(&set(&[400_000; 22], |amount| amount - 1_000), &AuditPolicy::default());
        assert_eq!((flat[3].verdict, flat[3].estimate), (Verdict::Habit, Some(1.0)));
        assert_eq!(flat[0].evidence, Evidence::TooSmall { larger: 0, of: 22, least_minor: 500_000, need: 8 });
    }

    #[test]
    fn one_multiple_is_a_habit_at_any_size_and_unlike_multiples_are_none() {
        let judged = |multiple: &dyn Fn(i64) -> f64| {
            let base = |amount: i64| (amount as f64 / multiple(amount)) as i64;
            rows(&set(&plain(), base), &AuditPolicy::default())[0].verdict
        };
        // A year's amount stands in for a quarter's by mistake: from 1/30 to 1/40, all of them within a point.
        assert_eq!(judged(&|amount| 1.0 / (30.0 + (amount / 10_000 % 11) as f64)), Verdict::NoHabitFound);
        assert_eq!(judged(&|_| 1.0 / 30.0), Verdict::Habit);
        // Ten times as much and up to two parts of a thousand more: two points, and one multiple.
        assert_eq!(judged(&|amount| 10.0 * (1.0 + 0.001 * (amount / 10_000 % 3) as f64)), Verdict::Habit);
    }

    #[test]
    fn the_tail_of_equal_trials_is_the_binomial_one() {
        // At least 2 of 3 at one half: 4 ÷ 8.
        assert!((at_least(2, &[0.5; 3]) - 0.5).abs() < 1e-12);
        assert!((at_least(0, &[0.3; 5]) - 1.0).abs() < 1e-12);
        assert!((at_least(3, &[0.1, 0.2, 0.5]) - 0.01).abs() < 1e-12);
    }

    #[test]
    fn who_is_alike_in_the_forecast_may_be_alike_in_the_target() {
        let around = |middle: f64| Predictive::new(middle, 0.1, (-9..=9).map(f64::from).collect(), Some(0.0));
        let mut alike = set(&[3_000_000; 12], |amount| amount);
        let verdicts = |set: &AuditedSet| {
            let rows = rows(set, &AuditPolicy::default());
            rows.iter().map(|row| row.verdict).collect::<Vec<_>>()
        };
        assert!(verdicts(&alike).contains(&Verdict::Habit), "one amount, and nothing is known of what is likely");
        for target in &mut alike.targets {
            target.predictive = around(30_000.0);
        }
        assert!(!verdicts(&alike).contains(&Verdict::Habit));
        // The same amount for somebody of whom half is likely comes from no forecast.
        alike.targets[0].predictive = around(15_000.0);
        assert!(verdicts(&alike).contains(&Verdict::Habit));
    }
}
