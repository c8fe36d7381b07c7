//! What customers were worth so far.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::facts::Posting;
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};

use super::answer::{Grid, Part, Time};
use super::histories::{Histories, History};

/// Gross profit over customers.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    customers: i64,
    immature: i64,
    profit: i64,
    lines_without_cost: i64,
    /// Whether a sum left its bits.
    overflown: bool,
}

impl Worth {
    fn add(&mut self, posting: &Posting) {
        match posting.net.checked_sub(posting.cost) {
            Some(profit) => self.add_profit(profit),
            None => self.overflown = true,
        }
        self.lines_without_cost += i64::from(posting.lines_without_cost);
    }

    fn add_profit(&mut self, profit: i64) {
        match self.profit.checked_add(profit) {
            Some(sum) => self.profit = sum,
            None => self.overflown = true,
        }
    }

    fn take_in(&mut self, other: Worth) {
        self.customers += other.customers;
        self.immature += other.immature;
        self.lines_without_cost += other.lines_without_cost;
        self.overflown |= other.overflown;
        self.add_profit(other.profit);
    }

    /// A profit of part of the sales is no profit; and there is none of customers who are too young.
    fn part(self) -> Part {
        let reason = match (self.customers, self.immature) {
            (0, 0) => Some(NullReason::NoDenominator),
            (0, _) => Some(NullReason::Immature),
            _ if self.lines_without_cost > 0 => Some(NullReason::MissingRate),
            _ => None,
        };
        match reason {
            Some(reason) => Part { n: self.customers, ..Part::absent(reason) },
            None => Part {
                value: Measured::Value(Scalar::Money(divide_half_even(self.profit, self.customers))),
                numerator: Some(Scalar::Money(self.profit)),
                denominator: Some(Scalar::Count(self.customers)),
                n: self.customers,
                ..Part::absent(NullReason::NoDenominator)
            },
        }
    }
}

/// `clv.hist`: gross profit of all customers from the start of the data to the period's end ÷ customers so far. By
/// slice the profit made there, of the customers who bought there.
///
/// # Errors
/// [`MeasureError::Overflow`].
pub(super) fn to_date(histories: &Histories<'_>, time: &Time) -> Result<Grid<Part>, MeasureError> {
    let begins = time.first_day(time.range.first);
    // What lies before the periods counts from the first of them on.
    let position = |day| if day < begins { Some(0) } else { time.position(day) };
    let worth = |grid: &mut Grid<Worth>, history: &History<'_>| {
        for (slice, period) in first_in_slices(history, position) {
            grid.at(slice, period).customers += 1;
        }
        for posting in history.rows {
            if let (Some(slice), Some(period)) = (history.slice_of(posting), position(posting.day)) {
                grid.at(slice, period).add(posting);
            }
        }
    };
    let grid = histories.grid(time, worth, Worth::take_in);
    let mut running = Worth::default();
    let mut overflown = false;
    let summed = grid.map(time, |worth, period| {
        if period == time.range.first {
            running = Worth::default();
        }
        running.take_in(worth);
        overflown |= running.overflown;
        let mut part = running.part();
        if part.value.value().is_some() && time.is_running(period) {
            part.more.flags.push("running".to_string());
        }
        part
    });
    if overflown { Err(MeasureError::Overflow) } else { Ok(summed) }
}

/// The period of the first purchase in each slice; none of those behind the range.
fn first_in_slices(history: &History<'_>, position: impl Fn(Day) -> Option<usize>) -> Vec<(usize, usize)> {
    let mut firsts = history.by_slice(|fact| fact.day);
    firsts.dedup_by_key(|(slice, _)| *slice);
    firsts.into_iter().filter_map(|(slice, day)| Some((slice, position(day)?))).collect()
}

/// `clv.hist` with a horizon: of the customers whose first purchase of all lies in the period, and at least `horizon`
/// days back, the gross profit up to `horizon` days after it, from whomever, ÷ these customers.
///
/// # Errors
/// [`MeasureError::Overflow`].
pub(super) fn within(histories: &Histories<'_>, time: &Time, horizon: i32) -> Result<Grid<Part>, MeasureError> {
    let worth = |grid: &mut Grid<Worth>, history: &History<'_>| {
        let Some(birth) = history.purchases().next() else { return };
        let (Some(slice), Some(period)) = (history.slice_of(birth), time.position(birth.day)) else { return };
        let worth = grid.at(slice, period);
        if time.as_of.days_since(birth.day) < horizon {
            worth.immature += 1;
            return;
        }
        worth.customers += 1;
        let inside = |day: Day| (0..=horizon).contains(&day.days_since(birth.day));
        history.rows.iter().filter(|posting| inside(posting.day)).for_each(|posting| worth.add(posting));
    };
    let mut overflown = false;
    let grid = histories.grid(time, worth, Worth::take_in).map(time, |worth, period| {
        overflown |= worth.overflown;
        let mut part = worth.part();
        if part.value.value().is_some() && time.is_left_censored(period) {
            part.more.flags.push("left_censored".to_string());
        }
        part
    });
    if overflown { Err(MeasureError::Overflow) } else { Ok(grid) }
}
