//! Customers who came back after a long silence.

use crate::quantity::{Measured, NullReason, Scalar};

use super::answer::{Grid, Part, Tally, Time};
use super::histories::{Histories, History};

/// The months of silence where nobody names others: 过去 12 个月无交易.
pub(super) const USUAL_MONTHS: i32 = 12;

/// `new_customers.lapsed_back`: customers with a purchase in the period that followed on at least so many months without
/// one, after an earlier purchase. A customer belongs to the slice of the purchase that ended the silence.
pub(super) fn lapsed_back(histories: &Histories<'_>, time: &Time, months: i32) -> Grid<Part> {
    let counted = |grid: &mut Grid<Tally>, history: &History<'_>| {
        let mut cells: Vec<(usize, usize, bool)> = Vec::new();
        let mut before = None;
        for occasion in history.occasions() {
            let was_silent = before.replace(occasion.day).is_some_and(|last| last.plus_months(months) <= occasion.day);
            let (Some(slice), Some(period)) = (occasion.slice, time.position(occasion.day)) else { continue };
            match cells.iter_mut().find(|cell| (cell.0, cell.1) == (slice, period)) {
                Some(cell) => cell.2 |= was_silent,
                None => cells.push((slice, period, was_silent)),
            }
        }
        for (slice, period, came_back) in cells {
            grid.at(slice, period).count(came_back);
        }
    };
    histories.grid(time, counted, Tally::take_in).map(time, |tally, period| {
        // So short after the data begin, nobody can have been silent for so long within them.
        if time.begins_within(period, months) {
            return Part { n: tally.cases, ..Part::absent(NullReason::LeftCensored) };
        }
        let count = Scalar::Count(tally.hits);
        let mut part = Part { numerator: Some(count), n: tally.cases, ..Part::absent(NullReason::LeftCensored) };
        part.value = Measured::Value(count);
        if time.is_running(period) {
            part.more.flags.push("running".to_string());
        }
        part
    })
}
