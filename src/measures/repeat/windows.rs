//! Rates of windows: who bought twice in one, again in the next, or not for the first time.

use crate::calendar::{Day, Period};
use crate::measures::customers::{Grid, Histories, History, Part, Tally, Time, ratio_interval};
use crate::measures::facts::Posting;
use crate::measures::observation::More;
use crate::quantity::{Measured, Scalar};

/// `repeat_rate.window`: customers with two or more distinct purchases in the period ÷ customers with one or more;
/// `key` says what makes purchases distinct: the day, or the order.
pub(super) fn twice<K: Ord + Copy>(
    histories: &Histories<'_>,
    time: &Time,
    key: impl Fn(&Posting) -> K + Sync,
) -> Grid<Tally> {
    let counted = |grid: &mut Grid<Tally>, history: &History<'_>| {
        for_each_period(history, time, &key, |slice, period, distinct| {
            if let Some(at) = time.range.position(period) {
                grid.at(slice, at).count(distinct >= 2);
            }
        });
    };
    histories.grid(time, counted, Tally::take_in)
}

/// Sums over the customers of a slice and period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Orders {
    pub(super) customers: i64,
    pub(super) orders: i64,
    pub(super) orders_squared: i64,
    pub(super) again_squared: i64,
    pub(super) products: i64,
}

impl Orders {
    fn take_in(&mut self, other: Orders) {
        self.customers += other.customers;
        self.orders += other.orders;
        self.orders_squared += other.orders_squared;
        self.again_squared += other.again_squared;
        self.products += other.products;
    }
}

/// `repeat_rate.order`: (orders − customers) ÷ orders. The interval takes the customers as drawn: orders of one
/// customer depend on each other.
pub(super) fn order_rate(histories: &Histories<'_>, time: &Time) -> Grid<Part> {
    let counted = |grid: &mut Grid<Orders>, history: &History<'_>| {
        for_each_period(history, time, &|fact: &Posting| fact.order, |slice, period, distinct| {
            let Some(at) = time.range.position(period) else { return };
            let orders = distinct as i64;
            grid.at(slice, at).take_in(Orders {
                customers: 1,
                orders,
                orders_squared: orders * orders,
                again_squared: (orders - 1) * (orders - 1),
                products: orders * (orders - 1),
            });
        });
    };
    histories.grid(time, counted, Orders::take_in).map(time, |sums, _| order_part(sums))
}

/// The rate of some sums.
pub(super) fn order_part(sums: Orders) -> Part {
    let again = sums.orders - sums.customers;
    let interval = ratio_interval(
        sums.customers,
        (again as f64, sums.again_squared as f64),
        (sums.orders as f64, sums.orders_squared as f64),
        sums.products as f64,
    );
    let (lower, upper) = interval.map_or((None, None), |(low, up)| (Some(low.max(0.0)), Some(up.min(1.0))));
    Part {
        value: Measured::share(again as f64, sums.orders as f64),
        numerator: Some(Scalar::Count(again)),
        denominator: Some(Scalar::Count(sums.orders)),
        n: sums.orders,
        more: More { lower, upper, ..More::default() },
    }
}

/// `repurchase_rate.next`: of the customers active in a period, those active in the next one; immature while that runs.
pub(super) fn next(histories: &Histories<'_>, time: &Time) -> Grid<Tally> {
    let counted = |grid: &mut Grid<Tally>, history: &History<'_>| {
        let mut active: Vec<(usize, Period)> = Vec::new();
        for_each_period(history, time, &|fact: &Posting| fact.day, |slice, period, _| active.push((slice, period)));
        for (at, &(slice, period)) in active.iter().enumerate() {
            let Some(position) = time.range.position(period) else { continue };
            let tally = grid.at(slice, position);
            if time.is_running(period.next()) {
                tally.immature += 1;
            } else {
                tally.count(active.get(at + 1) == Some(&(slice, period.next())));
            }
        }
    };
    histories.grid(time, counted, Tally::take_in)
}

/// `returning_rate`: of the customers active in a period, those who had bought before, from whomever: before the period
/// (`earlier_than_window`), or on an earlier day than the last one of the period.
pub(super) fn returning(histories: &Histories<'_>, time: &Time, earlier_than_window: bool) -> Grid<Tally> {
    let counted = |grid: &mut Grid<Tally>, history: &History<'_>| {
        let mut days: Vec<Day> = history.purchases().map(|fact| fact.day).collect();
        days.dedup();
        for_each_period(history, time, &|fact: &Posting| fact.day, |slice, period, _| {
            let Some(at) = time.range.position(period) else { return };
            let returned = if earlier_than_window {
                days.first().is_some_and(|day| *day < time.first_day(period))
            } else {
                days.get(1).is_some_and(|day| *day <= time.last_day(period))
            };
            grid.at(slice, at).count(returned);
        });
    };
    histories.grid(time, counted, Tally::take_in)
}

/// Calls `found` once for every slice and period in which the customer bought, ascending, with the number of distinct
/// purchases.
fn for_each_period<K: Ord + Copy>(
    history: &History<'_>,
    time: &Time,
    key: &impl Fn(&Posting) -> K,
    mut found: impl FnMut(usize, Period, usize),
) {
    let purchases = history.by_slice(|fact| (time.period_of(fact.day), key(fact)));
    for run in purchases.chunk_by(|a, b| a.0 == b.0 && a.1.0 == b.1.0) {
        found(run[0].0, run[0].1.0, run.len());
    }
}
