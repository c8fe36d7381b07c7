//! Do targets rise more after a surplus than they fall after a shortfall?
//!
//! For two sets in a row the next target's change is regressed on the surplus and on the shortfall over the last one,
//! each with a slope of its own, all as shares of the rep's usual target. Beside them stand two terms for each change of
//! period: one for all, and one times the last target's own height, so that neither a season or a general rise is a
//! ratchet, nor that a target which came out low by chance is followed by a usual one. As a share of the last target
//! itself both the surplus and the rise would be large wherever that was low. Fair targets follow results to the same
//! degree in both directions.
//!
//! Source of the idea: M. Weitzman, "The 'ratchet principle' and performance incentives", 1980; of the asymmetry:
//! A. Leone and S. Rock, "Empirical tests of budget ratcheting", 2002. The p-value is that of a bootstrap over the
//! reps with random signs: A. C. Cameron, J. Gelbach and D. Miller, "Bootstrap-based improvements for inference
//! with clustered errors", 2008.

use std::collections::BTreeMap;

use rand::RngExt;

use super::AuditPolicy;
use super::draws::Draws;
use super::report::{AuditRow, AuditTest, Evidence};
use super::subject::AuditedSet;

/// Fewer changes than this carry no slope.
const LEAST_CHANGES: usize = 20;
/// On either side of the last target.
const LEAST_ON_A_SIDE: usize = 5;
/// A result and a change are cut at this size: one giant order would draw the line alone.
const LARGEST: f64 = 2.0;

/// From one target to the next, in shares of the subject's usual target.
struct Step {
    subject: usize,
    period: i32,
    /// The last target itself.
    height: f64,
    surplus: f64,
    shortfall: f64,
    change: f64,
}

/// The two slopes and their difference.
pub(super) fn rows(set: &AuditedSet, policy: &AuditPolicy) -> Vec<AuditRow> {
    let steps = steps(set);
    let subjects = steps.chunk_by(|a, b| a.subject == b.subject).count();
    let side = |on: fn(&Step) -> bool| steps.iter().filter(|step| on(step)).count();
    let sides = side(|step| step.surplus > 0.0).min(side(|step| step.shortfall < 0.0));
    let needs = [
        (steps.len(), LEAST_CHANGES),
        (subjects, policy.min_reps),
        // Without results on both sides of the target there are no two slopes.
        (sides, LEAST_ON_A_SIDE),
    ];
    let lacking = needs.into_iter().find(|(have, need)| have < need);
    match (lacking, Fit::of(&steps)) {
        (None, Some(fit)) => told(&fit, &steps, subjects, policy),
        (Some((have, need)), _) => vec![AuditRow::abstained(AuditTest::RatchetDifference, "all", have, need)],
        (None, None) => vec![AuditRow::abstained(AuditTest::RatchetDifference, "all", 0, LEAST_ON_A_SIDE)],
    }
}

fn told(fit: &Fit, steps: &[Step], subjects: usize, policy: &AuditPolicy) -> Vec<AuditRow> {
    let reach = t_95(subjects as f64 - 1.0);
    let row = |test, estimate: f64, variance: f64| {
        let half = reach * variance.max(0.0).sqrt();
        AuditRow {
            estimate: Some(estimate),
            lower: Some(estimate - half),
            upper: Some(estimate + half),
            n: steps.len(),
            ..AuditRow::new(test, "all", Evidence::Slopes { subjects })
        }
    };
    let p = bootstrap(fit, steps, policy);
    vec![
        row(AuditTest::RatchetSurplus, fit.slopes[0], fit.variance[0][0]),
        row(AuditTest::RatchetShortfall, fit.slopes[1], fit.variance[1][1]),
        AuditRow { p: Some(p), ..row(AuditTest::RatchetDifference, fit.difference(), fit.variance_of_difference()) },
    ]
}

/// Pairs of targets of neighbouring periods; by subject, then period.
fn steps(set: &AuditedSet) -> Vec<Step> {
    let mut steps = Vec::new();
    for (subject, own) in set.past.chunk_by(|a, b| a.subject == b.subject).enumerate() {
        let coming = set.targets.binary_search_by(|target| target.subject.cmp(&own[0].subject)).ok();
        let coming = coming.map(|at| (set.period, set.targets[at].target_minor));
        let given = own.iter().map(|one| one.target_minor).chain(coming.map(|next| next.1)).filter(|minor| *minor > 0);
        let (sum, count) = given.fold((0.0, 0.0), |(sum, count), minor| (sum + minor as f64, count + 1.0));
        let usual = sum / f64::max(count, 1.0);
        for (at, last) in own.iter().enumerate() {
            let next = own.get(at + 1).map(|next| (next.period, next.target_minor)).or(coming);
            let Some((_, next)) = next.filter(|next| next.0 == last.period + 1) else { continue };
            if last.target_minor <= 0 || next <= 0 {
                continue;
            }
            let height = last.target_minor as f64 / usual;
            let result = (last.actual_minor as f64 / usual - height).clamp(-LARGEST, LARGEST);
            let change = (next as f64 / usual - height).clamp(-LARGEST, LARGEST);
            let (surplus, shortfall) = (result.max(0.0), result.min(0.0));
            steps.push(Step { subject, period: last.period, height, surplus, shortfall, change });
        }
    }
    steps
}

/// The regression with two terms for each change of period.
struct Fit {
    /// The regressors less what their periods' terms tell of them.
    x: Vec<[f64; 2]>,
    /// The changes, likewise.
    y: Vec<f64>,
    inverse: [[f64; 2]; 2],
    slopes: [f64; 2],
    variance: [[f64; 2]; 2],
}

impl Fit {
    fn of(steps: &[Step]) -> Option<Fit> {
        let x = less_terms(steps, |step| step.surplus).into_iter().zip(less_terms(steps, |step| step.shortfall));
        let x: Vec<[f64; 2]> = x.map(|(surplus, shortfall)| [surplus, shortfall]).collect();
        let y = less_terms(steps, |step| step.change);
        let sum = |i: usize, j: usize| x.iter().map(|x| x[i] * x[j]).sum::<f64>();
        let (a, b, d) = (sum(0, 0), sum(0, 1), sum(1, 1));
        let determinant = a * d - b * b;
        // Where the two hardly vary apart from one another, no two slopes can be told.
        if determinant <= 1e-9 * (a * d).max(1e-12) {
            return None;
        }
        let inverse = [[d / determinant, -b / determinant], [-b / determinant, a / determinant]];
        let mut fit = Fit { x, y, inverse, slopes: [0.0; 2], variance: [[0.0; 2]; 2] };
        fit.slopes = fit.solve(&fit.y);
        fit.variance = fit.variance(&fit.y, fit.slopes, steps);
        Some(fit)
    }

    fn solve(&self, y: &[f64]) -> [f64; 2] {
        let product = |i: usize| self.x.iter().zip(y).map(|(x, y)| x[i] * y).sum::<f64>();
        let (p, q) = (product(0), product(1));
        [self.inverse[0][0] * p + self.inverse[0][1] * q, self.inverse[1][0] * p + self.inverse[1][1] * q]
    }

    /// The sandwich over subjects, with the usual correction for their number.
    fn variance(&self, y: &[f64], slopes: [f64; 2], steps: &[Step]) -> [[f64; 2]; 2] {
        let mut middle = [[0.0; 2]; 2];
        let (mut at, mut clusters) = (0, 0.0);
        for own in steps.chunk_by(|a, b| a.subject == b.subject) {
            let mut score = [0.0; 2];
            for (x, y) in self.x[at..at + own.len()].iter().zip(&y[at..at + own.len()]) {
                let rest = y - slopes[0] * x[0] - slopes[1] * x[1];
                score = [score[0] + x[0] * rest, score[1] + x[1] * rest];
            }
            for (row, one) in middle.iter_mut().zip(score) {
                row.iter_mut().zip(score).for_each(|(cell, other)| *cell += one * other);
            }
            at += own.len();
            clusters += 1.0;
        }
        let correction = clusters / f64::max(clusters - 1.0, 1.0);
        let outer = product(&product(&self.inverse, &middle), &self.inverse);
        outer.map(|row| row.map(|cell| correction * cell))
    }

    fn difference(&self) -> f64 {
        self.slopes[0] - self.slopes[1]
    }

    fn variance_of_difference(&self) -> f64 {
        of_difference(&self.variance)
    }
}

/// The product of two matrices.
fn product(a: &[[f64; 2]; 2], b: &[[f64; 2]; 2]) -> [[f64; 2]; 2] {
    a.map(|row| [row[0] * b[0][0] + row[1] * b[1][0], row[0] * b[0][1] + row[1] * b[1][1]])
}

fn of_difference(variance: &[[f64; 2]; 2]) -> f64 {
    variance[0][0] + variance[1][1] - 2.0 * variance[0][1]
}

/// The p-value of equal slopes: the rests of the fit with one slope get a random sign for each subject.
fn bootstrap(fit: &Fit, steps: &[Step], policy: &AuditPolicy) -> f64 {
    let both: Vec<f64> = fit.x.iter().map(|x| x[0] + x[1]).collect();
    let squares: f64 = both.iter().map(|x| x * x).sum();
    let common = both.iter().zip(&fit.y).map(|(x, y)| x * y).sum::<f64>() / squares.max(1e-300);
    let t = |difference: f64, variance: f64| if variance > 0.0 { difference.abs() / variance.sqrt() } else { 0.0 };
    let observed = t(fit.difference(), fit.variance_of_difference());
    let mut drawn = vec![0.0; steps.len()];
    Draws::of(policy, "ratchet", steps.len() * 8).p(observed, |random| {
        let mut at = 0;
        for own in steps.chunk_by(|a, b| a.subject == b.subject) {
            let sign = if random.random::<bool>() { 1.0 } else { -1.0 };
            for place in at..at + own.len() {
                drawn[place] = common * both[place] + sign * (fit.y[place] - common * both[place]);
            }
            at += own.len();
        }
        let y = less_terms_of(steps, &drawn);
        let slopes = fit.solve(&y);
        t(slopes[0] - slopes[1], of_difference(&fit.variance(&y, slopes, steps)))
    })
}

fn less_terms(steps: &[Step], of: impl Fn(&Step) -> f64) -> Vec<f64> {
    let values: Vec<f64> = steps.iter().map(of).collect();
    less_terms_of(steps, &values)
}

/// What a line over the height of the last target, one for each period, leaves of the values.
fn less_terms_of(steps: &[Step], values: &[f64]) -> Vec<f64> {
    let mut sums: BTreeMap<i32, Sums> = BTreeMap::new();
    for (step, value) in steps.iter().zip(values) {
        let sum = sums.entry(step.period).or_default();
        sum.n += 1.0;
        sum.height += step.height;
        sum.value += value;
    }
    for (step, value) in steps.iter().zip(values) {
        let Some(sum) = sums.get_mut(&step.period) else { continue };
        let apart = step.height - sum.height / sum.n;
        sum.square += apart * apart;
        sum.product += apart * value;
    }
    let left = |(step, value): (&Step, &f64)| {
        let sum = &sums[&step.period];
        // Targets of one height have no slope.
        let slope = if sum.square > 1e-12 * sum.n { sum.product / sum.square } else { 0.0 };
        value - sum.value / sum.n - slope * (step.height - sum.height / sum.n)
    };
    steps.iter().zip(values).map(left).collect()
}

/// Of one period: how many, the sums of heights and values, and of height less its mean squared and times the value.
#[derive(Default)]
struct Sums {
    n: f64,
    height: f64,
    value: f64,
    square: f64,
    product: f64,
}

/// The 97.5 % quantile of Student's t, by the expansion 26.7.5 of Abramowitz and Stegun around the normal one.
fn t_95(freedom: f64) -> f64 {
    let (z, v) = (1.959_963_985_f64, freedom.max(1.0));
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / v + second / (v * v) + third / v.powi(3)
}

#[cfg(test)]
mod tests {
    use super::super::subject::{PastTarget, RepTraits};
    use super::super::{AuditPolicy, AuditedSet};
    use super::*;

    #[test]
    fn the_quantiles_of_student_are_the_table_s() {
        for (freedom, table) in [(8.0, 2.306), (20.0, 2.086), (60.0, 2.000)] {
            assert!((t_95(freedom) - table).abs() < 0.002, "{freedom}: {}", t_95(freedom));
        }
    }

    /// Ten reps over six periods whose next target follows the last result with these slopes, and a general rise.
    fn set(after_surplus: f64, after_shortfall: f64) -> AuditedSet {
        let mut past = Vec::new();
        for rep in 0..10 {
            let mut target = 100_000.0;
            for period in 0..6 {
                let result = 0.4 * (((rep * 7 + period * 13) * 7919 % 101) as f64 / 101.0 - 0.5);
                past.push(PastTarget {
                    subject: format!("r{rep}"),
                    period,
                    target_minor: target as i64,
                    actual_minor: (target * (1.0 + result)) as i64,
                    traits: RepTraits::default(),
                });
                let slope = if result > 0.0 { after_surplus } else { after_shortfall };
                target *= 1.0 + 0.02 * f64::from(period) + slope * result;
            }
        }
        AuditedSet { past, period: 6, minor_per_major: 100, ..AuditedSet::default() }
    }

    #[test]
    fn the_slopes_that_were_put_in_come_out() {
        let rows = rows(&set(0.8, 0.3), &AuditPolicy::default());
        let slopes: Vec<f64> = rows.iter().map(|row| row.estimate.expect("fifty changes")).collect();
        assert!((slopes[0] - 0.8).abs() < 1e-3 && (slopes[1] - 0.3).abs() < 1e-3, "{slopes:?}");
        assert!((slopes[2] - 0.5).abs() < 2e-3 && rows[2].p < Some(0.01), "{rows:?}");
        assert_eq!(rows[2].n, 50);
    }

    #[test]
    fn targets_that_came_out_low_or_high_by_chance_are_no_ratchet() {
        // Forty reps whose target is their usual amount times one of five errors, whatever the last result was.
        let scramble = |at: usize| ((at * 7919 + at * at * 31) % 10_007) as f64 / 10_007.0 - 0.5;
        let mut past = Vec::new();
        for rep in 0..40 {
            for period in 0..8 {
                let at = rep * 8 + period;
                let target = 100_000.0 * (1.2 * scramble(at)).exp();
                let actual = 110_000.0 * (1.5 * scramble(at + 4_000)).exp();
                past.push(PastTarget {
                    subject: format!("r{rep:02}"),
                    period: period as i32,
                    target_minor: target as i64,
                    actual_minor: actual as i64,
                    traits: RepTraits::default(),
                });
            }
        }
        let set = AuditedSet { past, period: 9, minor_per_major: 100, ..AuditedSet::default() };
        let rows = rows(&set, &AuditPolicy::default());
        let slopes: Vec<f64> = rows.iter().map(|row| row.estimate.expect("changes enough")).collect();
        assert!(slopes.iter().all(|slope| slope.abs() < 0.12) && rows[2].p > Some(0.05), "{rows:?}");
    }

    #[test]
    fn one_change_a_rep_of_ten_is_too_little() {
        let mut few = set(0.8, 0.3);
        few.past.retain(|one| one.period < 2);
        assert_eq!(rows(&few, &AuditPolicy::default())[0].evidence, Evidence::TooFew { have: 10, need: 20 });
    }
}
