//! The price–volume–mix bridge: what led from the net revenue of one period to that of another.
//!
//! The terms add up exactly, in sum and for each member: a term that cannot be told is zero and its money stands in the
//! next wider one, never in a remainder. Amounts are rounded to the minor unit by largest remainder.

mod lines;
mod terms;

use super::MeasureError;
use super::company::Company;
use super::cut::Cut;
use super::observation::Slice;
use super::order_lines::{BySlice, each_part};
use crate::calendar::{Day, Period};

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
    let calendar = company.known.calendar;
    let days_of = |period: Period| (calendar.first_day(period), calendar.last_day(period));
    let days: Vec<[(Day, Day); 2]> = pairs.iter().map(|&(from, to)| [from, to].map(days_of)).collect();
    // By slice what was sold in each pair of periods.
    let mut gathered: BySlice<Vec<Sold>> = BySlice::new();
    each_part(company, cut, ("bridge", &COLUMNS), |frame, rows| {
        let places = gathered.places(rows);
        for &place in &places {
            gathered.at(place).resize(pairs.len(), Sold::default());
        }
        read(frame, |row| Some(places[rows.of_row[row]? as usize]), &days, company.known.as_of, &mut gathered)
    })?;
    let (slices, sold): (Vec<Vec<Slice>>, Vec<Vec<Sold>>) = gathered.sorted().unzip();
    (0..pairs.len()).map(|pair| of_pair(&slices, &sold.iter().map(|sold| sold[pair]).collect::<Vec<_>>())).collect()
}

/// The bridge of what was sold of each slice.
fn of_pair(slices: &[Vec<Slice>], sold: &[Sold]) -> Result<Bridge, MeasureError> {
    let terms = terms(sold).ok_or(MeasureError::Overflow)?;
    let mut total = Terms::default();
    for own in &terms {
        total.add(own).ok_or(MeasureError::Overflow)?;
    }
    let members = slices.iter().cloned().zip(terms).zip(sold);
    let members = members.filter(|(_, sold)| **sold != Sold::default()).map(|(member, _)| member).collect();
    Ok(Bridge { total, members })
}
