//! What was owed when a period opened and when it closed.
//!
//! Where the company keeps balances (`ar_balances`), they tell; otherwise what is owed is the invoices less everything
//! that settled them.

use std::collections::BTreeMap;

use crate::calendar::{Day, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::spans::Spans;
use crate::quantity::NullReason;

use super::books::{Balance, Books};
use super::flow::{Flow, add};
use super::sales::changes;

/// An amount owed, or why it is not known.
pub(super) type Owed = Result<i64, NullReason>;

/// What was owed by slice and period.
pub(super) struct Receivables {
    periods: usize,
    opening: Vec<Owed>,
    closing: Vec<Owed>,
}

impl Receivables {
    pub(super) fn of(books: &Books, spans: &Spans, history_is_whole: bool) -> Result<Receivables, MeasureError> {
        if books.has_balances { from_balances(books, spans) } else { from_changes(books, spans, history_is_whole) }
    }

    /// At the close of the day before a period.
    pub(super) fn opening(&self, slice: usize, at: usize) -> Owed {
        self.opening[slice * self.periods + at]
    }

    /// At the close of a period, or of the as-of day inside it.
    pub(super) fn closing(&self, slice: usize, at: usize) -> Owed {
        self.closing[slice * self.periods + at]
    }
}

fn from_changes(books: &Books, spans: &Spans, history_is_whole: bool) -> Result<Receivables, MeasureError> {
    let mut flow = Flow::new(books.slices.len(), spans.list.len());
    for change in changes(books) {
        flow.add(change.slice, spans.position(change.day), change.amount)?;
    }
    let (mut opening, mut closing) = (Vec::new(), Vec::new());
    for slice in 0..books.slices.len() {
        let levels = flow.levels(slice)?;
        for (at, span) in spans.list.iter().enumerate() {
            // What was owed before the first invoice of the table is not known, unless nothing was before it.
            let begins = books.first_invoice.is_none_or(|first| span.opening() < first);
            opening.push(if begins && !history_is_whole { Err(NullReason::LeftCensored) } else { Ok(levels[at]) });
            closing.push(Ok(levels[at + 1]));
        }
    }
    Ok(Receivables { periods: spans.list.len(), opening, closing })
}

fn from_balances(books: &Books, spans: &Spans) -> Result<Receivables, MeasureError> {
    let by_month = ByMonth::of(&books.balances, spans);
    let slices = books.slices.len();
    let per_day = |day: Day| -> Result<Vec<Owed>, MeasureError> {
        if books.first_balance.is_none_or(|first| day < first) {
            return Ok(vec![Err(NullReason::LeftCensored); slices]);
        }
        let Some(sums) = by_month.sums(day, slices)? else { return Ok(vec![Err(NullReason::MissingBalance); slices]) };
        Ok(sums.into_iter().map(Ok).collect())
    };
    let opening = spans.list.iter().map(|span| per_day(span.opening())).collect::<Result<Vec<_>, _>>()?;
    let closing = spans.list.iter().map(|span| per_day(span.closing)).collect::<Result<Vec<_>, _>>()?;
    let turned = |by_day: Vec<Vec<Owed>>| -> Vec<Owed> {
        (0..slices).flat_map(|slice| by_day.iter().map(move |owed| owed[slice])).collect()
    };
    Ok(Receivables { periods: spans.list.len(), opening: turned(opening), closing: turned(closing) })
}

/// The balances by month, in each by customer and day.
struct ByMonth<'s> {
    spans: &'s Spans,
    months: BTreeMap<i32, Vec<Balance>>,
}

impl ByMonth<'_> {
    fn of<'s>(balances: &[Balance], spans: &'s Spans) -> ByMonth<'s> {
        let mut months: BTreeMap<i32, Vec<Balance>> = BTreeMap::new();
        for balance in balances {
            months.entry(spans.calendar.period_of(balance.day, Grain::Month).index).or_default().push(*balance);
        }
        ByMonth { spans, months }
    }

    /// Each customer's last balance in the month up to a day. Lists of balances often leave out who owes nothing, so
    /// none is carried from month to month; only where the day lies inside a month that has no balances yet, the month
    /// before it tells. None where there are no balances either.
    fn sums(&self, day: Day, slices: usize) -> Result<Option<Vec<i64>>, MeasureError> {
        let calendar = self.spans.calendar;
        let month = calendar.period_of(day, Grain::Month);
        let whole = calendar.last_day(month) == day;
        let this = self.last_in(month, day);
        let last = if this.is_empty() && !whole { self.last_in(month.previous(), day) } else { this };
        if last.is_empty() {
            return Ok(None);
        }
        let mut sums = vec![0; slices];
        for balance in last {
            add(&mut sums[balance.slice as usize], balance.amount)?;
        }
        Ok(Some(sums))
    }

    /// The last balance of each customer in a month, of those up to a day.
    fn last_in(&self, month: Period, day: Day) -> Vec<Balance> {
        let Some(balances) = self.months.get(&month.index) else { return Vec::new() };
        let mut last: Vec<Balance> = Vec::new();
        for balance in balances.iter().filter(|balance| balance.day <= day) {
            match last.last_mut() {
                Some(before) if before.customer == balance.customer => *before = *balance,
                _ => last.push(*balance),
            }
        }
        last
    }
}
