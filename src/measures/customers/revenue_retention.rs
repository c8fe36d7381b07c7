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
    base_squared: f64,
    amount_squared: f64,
    products: f64,
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
    let mut grid = Grid::filled(histories.slices().len(), time, Sums::default());
    for history in histories.iter() {
        let spent = spent(&history, time);
        for (at, base) in spent.iter().enumerate().filter(|(_, base)| base.bought) {
            let Some(period) = time.range.position(base.period.next()) else { continue };
            let follows = |next: &&Spent| next.slice == base.slice && next.period == base.period.next();
            let later = spent.get(at + 1).filter(follows).map_or(0, |next| next.net);
            let from = if capped { base.net.max(0) } else { base.net };
            let kept = if capped { later.clamp(0, from) } else { later };
            let sums = grid.at(base.slice, period);
            sums.customers += 1;
            sums.base = sums.base.saturating_add(from);
            sums.amount = sums.amount.saturating_add(kept);
            sums.base_squared += (from as f64).powi(2);
            sums.amount_squared += (kept as f64).powi(2);
            sums.products += from as f64 * kept as f64;
        }
    }
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
        (sums.amount as f64, sums.amount_squared),
        (sums.base as f64, sums.base_squared),
        sums.products,
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
        .filter_map(|fact| Some((history.slice_of(fact)?, time.period_of(fact.day), fact.net, fact.sale_lines > 0)))
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
