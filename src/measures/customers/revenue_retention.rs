//! Revenue kept from the customers of the period before.

use crate::calendar::Period;
use crate::measures::observation::More;
use crate::quantity::{Measured, NullReason, Scalar};

use super::answer::{Grid, Part, Time};
use super::histories::{Histories, History};
use super::interval::ratio_interval;

/// Sums over the customers of the base period.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    customers: i64,
    base: i64,
    amount: i64,
    // Whole numbers, whose sums do not depend on the order of the customers.
    base_squared: i128,
    amount_squared: i128,
    products: i128,
}

impl Sums {
    fn take_in(&mut self, other: Sums) {
        self.customers += other.customers;
        self.base = self.base.saturating_add(other.base);
        self.amount = self.amount.saturating_add(other.amount);
        self.base_squared = self.base_squared.saturating_add(other.base_squared);
        self.amount_squared = self.amount_squared.saturating_add(other.amount_squared);
        self.products = self.products.saturating_add(other.products);
    }
}

/// One customer's period in one slice.
struct Spent {
    slice: usize,
    period: Period,
    net: i64,
    bought: bool,
}

/// `retention.net_revenue` and, `capped`, `retention.gross_revenue`: the revenue of a period from the customers who
/// bought in the one before ÷ their revenue in that one.
pub(super) fn revenue_retention(histories: &Histories<'_>, time: &Time, capped: bool) -> Grid<Part> {
    let retained = |grid: &mut Grid<Sums>, history: &History<'_>| {
        let spent = spent(history, time);
        for (at, base) in spent.iter().enumerate().filter(|(_, base)| base.bought) {
            let Some(period) = time.range.position(base.period.next()) else { continue };
            let follows = |next: &&Spent| next.slice == base.slice && next.period == base.period.next();
            let later = spent.get(at + 1).filter(follows).map_or(0, |next| next.net);
            let from = if capped { base.net.max(0) } else { base.net };
            let kept = if capped { later.clamp(0, from) } else { later };
            let (wide_from, wide_kept) = (i128::from(from), i128::from(kept));
            grid.at(base.slice, period).take_in(Sums {
                customers: 1,
                base: from,
                amount: kept,
                base_squared: wide_from * wide_from,
                amount_squared: wide_kept * wide_kept,
                products: wide_from * wide_kept,
            });
        }
    };
    let grid = histories.grid(time, retained, Sums::take_in);
    grid.map(time, |sums, period| part(sums, time, period, capped))
}

fn part(sums: Sums, time: &Time, period: Period, capped: bool) -> Part {
    if !time.is_covered(period.previous()) {
        return Part::absent(NullReason::LeftCensored);
    }
    if time.is_running(period) {
        let base = (sums.customers > 0).then_some(Scalar::Money(sums.base));
        return Part { denominator: base, n: sums.customers, ..Part::absent(NullReason::Immature) };
    }
    let interval = ratio_interval(
        sums.customers,
        (sums.amount as f64, sums.amount_squared as f64),
        (sums.base as f64, sums.base_squared as f64),
        sums.products as f64,
    );
    let bounded = |(lower, upper): (f64, f64)| if capped { (lower.max(0.0), upper.min(1.0)) } else { (lower, upper) };
    let interval = interval.map(bounded);
    Part {
        value: Measured::share(sums.amount as f64, sums.base as f64),
        numerator: Some(Scalar::Money(sums.amount)),
        denominator: Some(Scalar::Money(sums.base)),
        n: sums.customers,
        more: More {
            lower: interval.map(|(lower, _)| lower),
            upper: interval.map(|(_, upper)| upper),
            ..More::default()
        },
    }
}

/// The customer's revenue by slice and period, ascending.
fn spent(history: &History<'_>, time: &Time) -> Vec<Spent> {
    let mut rows: Vec<(usize, Period, i64, bool)> = history
        .rows
        .iter()
        .filter_map(|fact| Some((history.slice_of(fact)?, time.period_of(fact.day), fact.net, fact.is_sale)))
        .collect();
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|run| Spent {
            slice: run[0].0,
            period: run[0].1,
            net: run.iter().fold(0_i64, |sum, row| sum.saturating_add(row.2)),
            bought: run.iter().any(|row| row.3),
        })
        .collect()
}
