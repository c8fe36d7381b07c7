//! The price–volume–mix bridge: what led from the net revenue of one period to that of another.
//!
//! The terms add up exactly, in sum and for each member: a term that cannot be told is zero and its money stands in the
//! next wider one, never in a remainder. Amounts are rounded to the minor unit by largest remainder.

mod lines;
mod terms;

use super::MeasureError;
use super::company::{Company, collected};
use super::cut::Cut;
use super::observation::Slice;
use super::order_lines::order_lines;
use crate::calendar::Period;

pub use terms::{Term, Terms};

use lines::{COLUMNS, Side, read};
use terms::terms;

/// A bridge between two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// The sums over all members.
    pub total: Terms,
    /// The members with their terms; those without a line in either period are left out.
    pub members: Vec<(Vec<Slice>, Terms)>,
}

/// What was sold of one member in both periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sold {
    before: Side,
    after: Side,
}

/// The bridge of net revenue from one period to another, over the members of the cut's dimensions.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, [`MeasureError::Overflow`], and what [`Cut::rows`] refuses.
pub fn bridge(company: &Company<'_>, cut: &Cut, from: Period, to: Period) -> Result<Bridge, MeasureError> {
    let mut bridges = bridges(company, cut, &[(from, to)])?;
    Ok(bridges.pop().expect("one pair of periods has one bridge"))
}

/// The bridges of several pairs of periods, in their order, from one reading of the orders.
///
/// # Errors
/// As [`bridge`].
pub fn bridges(company: &Company<'_>, cut: &Cut, pairs: &[(Period, Period)]) -> Result<Vec<Bridge>, MeasureError> {
    company.tables.require_rates("bridge")?;
    let frame = collected(order_lines(company, cut, "bridge", &COLUMNS)?)?;
    let rows = cut.rows(company.known.people, "orders", &frame)?;
    let calendar = company.known.calendar;
    let of_pair = |&(from, to): &(Period, Period)| {
        let days = [from, to].map(|period| (calendar.first_day(period), calendar.last_day(period)));
        let sold = read(&frame, &rows, days, company.known.as_of)?;
        let terms = terms(&sold).ok_or(MeasureError::Overflow)?;
        let mut total = Terms::default();
        for own in &terms {
            total.add(own).ok_or(MeasureError::Overflow)?;
        }
        let members = rows.slices.iter().cloned().zip(terms).zip(&sold);
        let members = members.filter(|(_, sold)| **sold != Sold::default()).map(|(member, _)| member).collect();
        Ok(Bridge { total, members })
    };
    pairs.iter().map(of_pair).collect()
}
