//! Kendall's S: by how many more pairs a series rises than falls, and how large that gets by chance alone.
//!
//! With seasons only pairs of the same season are compared, so that no season can look like a trend.
//!
//! Sources: H. B. Mann, "Nonparametric tests against trend", 1945; M. G. Kendall, "Rank Correlation Methods", 1975 (the
//! variance with ties); R. M. Hirsch, J. R. Slack and R. A. Smith, "Techniques of trend analysis for monthly water
//! quality data", 1982 (the seasons).

use std::cmp::Ordering;

use super::normal::two_sided;

/// A value and its time, in periods from the first one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// The time.
    pub(super) at: usize,
    /// The value.
    pub(super) value: f64,
}

/// How the chance of a test was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// By counting all orders of the values.
    Exact,
    /// By the normal distribution, with continuity correction and the variance for ties.
    Normal,
}

/// S with what is needed to judge it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kendall {
    /// Rising pairs less falling pairs.
    pub(super) s: i64,
    /// Pairs that were compared.
    pub(super) pairs: i64,
    /// The variance of S where there is no trend and the values do not depend on each other.
    pub(super) variance: f64,
    /// The sizes of the groups of equal values, a list a season.
    ties: Vec<Vec<usize>>,
}

/// Above this number of values in one season the count of all orders leaves 127 bits.
const COUNTABLE: usize = 30;

impl Kendall {
    /// Compares the points of each season with each other; one season where all are compared.
    pub(super) fn of(seasons: &[Vec<Point>]) -> Kendall {
        let (mut s, mut pairs, mut variance) = (0, 0, 0.0);
        let mut ties = Vec::new();
        for points in seasons {
            for (at, earlier) in points.iter().enumerate() {
                for later in &points[at + 1..] {
                    pairs += 1;
                    s += match later.value.total_cmp(&earlier.value) {
                        Ordering::Greater => 1,
                        Ordering::Less => -1,
                        Ordering::Equal => 0,
                    };
                }
            }
            let groups = groups(points);
            let term = |n: usize| (n * n.saturating_sub(1) * (2 * n + 5)) as f64;
            variance += (term(points.len()) - groups.iter().map(|&t| term(t)).sum::<f64>()) / 18.0;
            ties.push(groups);
        }
        Kendall { s, pairs, variance, ties }
    }

    /// The chance of an S at least this far from zero where there is no trend; `widening` is the factor by which
    /// dependence between neighbours widens the variance.
    pub(super) fn chance(&self, widening: f64) -> (f64, Chance) {
        if self.variance <= 0.0 {
            return (1.0, Chance::Exact);
        }
        let is_countable = self.ties.iter().all(|groups| groups.iter().sum::<usize>() <= COUNTABLE);
        if widening <= 1.0 && is_countable {
            return (self.exact(), Chance::Exact);
        }
        let z = (self.s.abs() - 1).max(0) as f64 / (self.variance * widening).sqrt();
        (two_sided(z), Chance::Normal)
    }

    /// By the distribution of S over all orders of the values, of each season by itself.
    fn exact(&self) -> f64 {
        let mut of_falls = vec![1.0];
        let mut comparable = 0;
        for groups in &self.ties {
            let of_season = falls(groups);
            comparable += of_season.len() as i64 - 1;
            of_falls = convolved(&of_falls, &of_season);
        }
        let is_as_far = |falls: usize| (comparable - 2 * falls as i64).abs() >= self.s.abs();
        of_falls.iter().enumerate().filter(|(at, _)| is_as_far(*at)).map(|(_, chance)| chance).sum::<f64>().min(1.0)
    }
}

/// The sizes of the groups of equal values.
fn groups(points: &[Point]) -> Vec<usize> {
    let mut values: Vec<f64> = points.iter().map(|point| point.value).collect();
    values.sort_by(f64::total_cmp);
    values.chunk_by(|one, other| one == other).map(<[f64]>::len).collect()
}

/// The chance of each number of falling pairs over all orders of values of which `groups` are equal: the q-multinomial
/// coefficient [n]! ÷ Π [t]!, whose k-th coefficient counts the orders with k falling pairs.
fn falls(groups: &[usize]) -> Vec<f64> {
    let n: usize = groups.iter().sum();
    let mut counts: Vec<i128> = vec![1];
    for factor in 2..=n {
        counts = times_run(&counts, factor);
    }
    for &group in groups {
        for factor in 2..=group {
            counts = without_run(&counts, factor);
        }
    }
    let all: i128 = counts.iter().sum();
    counts.iter().map(|&count| count as f64 / all as f64).collect()
}

/// The polynomial times 1 + q + … + q^(length − 1).
fn times_run(counts: &[i128], length: usize) -> Vec<i128> {
    let mut product = vec![0; counts.len() + length - 1];
    for (at, count) in counts.iter().enumerate() {
        for cell in &mut product[at..at + length] {
            *cell += count;
        }
    }
    product
}

/// The polynomial divided by 1 + q + … + q^(length − 1), which divides it.
fn without_run(counts: &[i128], length: usize) -> Vec<i128> {
    let mut quotient: Vec<i128> = Vec::with_capacity(counts.len() + 1 - length);
    let mut window = 0;
    for (at, count) in counts[..counts.len() + 1 - length].iter().enumerate() {
        // The cell of the product is the sum of the last `length` cells of the quotient.
        let next = count - window;
        quotient.push(next);
        window += next;
        if at + 1 >= length {
            window -= quotient[at + 1 - length];
        }
    }
    quotient
}

fn convolved(one: &[f64], other: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; one.len() + other.len() - 1];
    for (at, first) in one.iter().enumerate() {
        for (step, second) in other.iter().enumerate() {
            sum[at + step] += first * second;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        values.iter().enumerate().map(|(at, &value)| Point { at, value }).collect()
    }

    /// All orders of the values, by exchanging.
    fn orders(values: &mut Vec<f64>, from: usize, each: &mut impl FnMut(&[f64])) {
        if from == values.len() {
            return each(values);
        }
        for at in from..values.len() {
            values.swap(from, at);
            orders(values, from + 1, each);
            values.swap(from, at);
        }
    }

    #[test]
    fn the_exact_chance_is_the_share_of_all_orders_with_and_without_ties() {
        for values in [vec![1.0, 2.0, 3.0, 5.0, 4.0, 6.0, 7.0], vec![1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0]] {
            let kendall = Kendall::of(&[points(&values)]);
            let (mut as_far, mut all) = (0, 0);
            orders(&mut values.clone(), 0, &mut |order| {
                all += 1;
                as_far += i64::from(Kendall::of(&[points(order)]).s.abs() >= kendall.s.abs());
            });
            let (chance, how) = kendall.chance(1.0);
            assert_eq!(how, Chance::Exact);
            assert!((chance - as_far as f64 / f64::from(all)).abs() < 1e-12, "{values:?}: {chance}");
        }
    }

    #[test]
    fn seasons_are_compared_with_themselves_only() {
        let seasons: Vec<Vec<Point>> =
            (0..4).map(|season| points(&[season as f64 * 100.0, 1.0 + season as f64 * 100.0])).collect();
        let kendall = Kendall::of(&seasons);
        assert_eq!((kendall.s, kendall.pairs), (4, 4));
        // Four rises of four, or four falls of four: two of the sixteen outcomes.
        assert!((kendall.chance(1.0).0 - 2.0 / 16.0).abs() < 1e-12);
    }

    #[test]
    fn equal_values_are_no_evidence() {
        assert_eq!(Kendall::of(&[points(&[3.0; 12])]).chance(1.0).0, 1.0);
    }

    #[test]
    fn the_normal_way_comes_near_the_exact_one() {
        let values: Vec<f64> = (0..30).map(|at| f64::from(at) + 14.0 * f64::from(at * 7 % 11)).collect();
        let kendall = Kendall::of(&[points(&values)]);
        let (exact, normal) = (kendall.exact(), kendall.chance(1.000_001).0);
        assert!((exact - normal).abs() < 0.004, "{exact} and {normal}");
    }
}
