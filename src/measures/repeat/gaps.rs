//! The days between a customer's purchases.

use std::collections::BTreeMap;

use crate::measures::customers::{Grid, Histories, History, Part, Time, ratio_interval};
use crate::measures::observation::More;
use crate::quantity::{Measured, NullReason, Scalar};

/// What is said about the gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GapValue {
    /// Half of them are shorter.
    Median,
    /// Their sum ÷ their number.
    Mean,
}

/// The gaps of a slice and period, and their sums by customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    /// One by one, or
    days: Vec<i32>,
    /// how often which number of days occurs.
    times: BTreeMap<i32, i64>,
    customers: i64,
    // Whole numbers that a float holds exactly, so that the order of the customers changes nothing.
    days_squared: f64,
    numbers_squared: f64,
    products: f64,
}

impl Gaps {
    /// Gaps that were counted elsewhere; the sums are those of the squares of a customer's days, of the squares of the
    /// numbers of gaps, and of the products.
    pub(super) fn counted(times: BTreeMap<i32, i64>, customers: i64, sums: [f64; 3]) -> Gaps {
        let [days_squared, numbers_squared, products] = sums;
        Gaps { days: Vec::new(), times, customers, days_squared, numbers_squared, products }
    }

    /// The number of gaps, the sum of their days, and the two in the middle.
    fn middle(&mut self) -> (i64, i64, i32, i32) {
        if self.times.is_empty() {
            self.days.sort_unstable();
            let (n, sum) = (self.days.len(), self.days.iter().map(|days| i64::from(*days)).sum());
            let at = |place: usize| self.days.get(place).copied().unwrap_or(0);
            return (n as i64, sum, at(n.saturating_sub(1) / 2), at(n / 2));
        }
        let n: i64 = self.times.values().sum();
        let at = |place: i64| {
            let mut before = 0;
            let reached = |(days, times): (&i32, &i64)| {
                before += times;
                (before > place).then_some(*days)
            };
            self.times.iter().find_map(reached).unwrap_or(0)
        };
        let sum = self.times.iter().map(|(days, times)| i64::from(*days) * times).sum();
        (n, sum, at((n - 1) / 2), at(n / 2))
    }

    fn take_in(&mut self, other: Gaps) {
        self.days.extend(other.days);
        self.customers += other.customers;
        self.days_squared += other.days_squared;
        self.numbers_squared += other.numbers_squared;
        self.products += other.products;
    }
}

/// `purchase_gap`: the days from one purchase occasion of a customer to the next, from whomever, in the period and
/// slice of the later one.
pub(super) fn gaps(histories: &Histories<'_>, time: &Time, value: GapValue) -> Grid<Part> {
    let counted = |grid: &mut Grid<Gaps>, history: &History<'_>| {
        let occasions = history.occasions();
        let mut own: Vec<(usize, usize, i32)> = Vec::new();
        for pair in occasions.windows(2) {
            if let (Some(slice), Some(period)) = (pair[1].slice, time.position(pair[1].day)) {
                own.push((slice, period, pair[1].day.days_since(pair[0].day)));
            }
        }
        own.sort_unstable();
        for run in own.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let cell = grid.at(run[0].0, run[0].1);
            let (sum, number) = (run.iter().map(|gap| f64::from(gap.2)).sum::<f64>(), run.len() as f64);
            cell.days.extend(run.iter().map(|gap| gap.2));
            cell.customers += 1;
            cell.days_squared += sum * sum;
            cell.numbers_squared += number * number;
            cell.products += sum * number;
        }
    };
    histories.grid(time, counted, Gaps::take_in).map(time, |gaps, _| part(gaps, value))
}

/// What is said about gaps.
pub(super) fn part(mut gaps: Gaps, value: GapValue) -> Part {
    let (n, sum, low, high) = gaps.middle();
    if n == 0 {
        return Part { denominator: Some(Scalar::Count(0)), ..Part::absent(NullReason::NoDenominator) };
    }
    let (numerator, denominator) = (Some(Scalar::Days(sum as f64)), Some(Scalar::Count(n)));
    match value {
        GapValue::Mean => {
            let interval = ratio_interval(
                gaps.customers,
                (sum as f64, gaps.days_squared),
                (n as f64, gaps.numbers_squared),
                gaps.products,
            );
            let more = More {
                lower: interval.map(|(lower, _)| lower.max(0.0)),
                upper: interval.map(|(_, upper)| upper),
                ..More::default()
            };
            Part { value: Measured::Value(Scalar::Days(sum as f64 / n as f64)), numerator, denominator, n, more }
        }
        GapValue::Median => {
            let median = (f64::from(low) + f64::from(high)) / 2.0;
            let value = Measured::Value(Scalar::Days(median));
            Part { value, numerator: None, denominator, n, more: More::default() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_that_were_counted_say_the_same_as_those_one_by_one() {
        for days in [vec![], vec![5], vec![9, 2], vec![3, 3, 30], vec![1, 8, 8, 400], vec![7; 5]] {
            let mut times = BTreeMap::new();
            days.iter().for_each(|gap| *times.entry(*gap).or_insert(0) += 1);
            let (mut single, mut counted) =
                (Gaps { days: days.clone(), ..Gaps::default() }, Gaps::counted(times, 1, [0.0; 3]));
            assert_eq!(counted.middle(), single.middle(), "{days:?}");
        }
    }
}
