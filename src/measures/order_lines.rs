//! The order lines of a question, with no more columns than it needs: a table of orders is long.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::MeasureError;
use super::columns::engine;
use super::company::{Company, collected};
use super::cut::{Cut, CutError, CutRows};
use super::observation::Slice;
use super::people::People;

/// The order lines, limited to some columns and those that the cut needs; what the table does not have is left out.
/// Where the cut cannot be made, there are no rows: none need be read to say so.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, [`MeasureError::Engine`] where they cannot be read.
pub(super) fn order_lines(
    company: &Company<'_>,
    cut: &Cut,
    metric: &str,
    columns: &[&str],
) -> Result<LazyFrame, MeasureError> {
    needed_columns(company.tables.require(metric, "orders")?, cut, columns)
}

/// Reads the order lines part by part, cuts each, and hands it on; what is made of them must not depend on which rows
/// lie in which part. Of a long table only one part is held.
///
/// # Errors
/// As [`order_lines`] and [`Cut::rows`]; what `take` refuses.
pub(super) fn each_part(
    company: &Company<'_>,
    cut: &Cut,
    (metric, columns): (&str, &[&str]),
    mut take: impl FnMut(&DataFrame, &CutRows) -> Result<(), MeasureError>,
) -> Result<(), MeasureError> {
    let parts = company.tables.orders_in_parts(metric)?;
    let columns_of = |part| needed_columns(part, cut, columns);
    let parts = parts.into_iter().map(columns_of).collect::<Result<Vec<_>, _>>()?;
    let (people, whole) = (company.known.people, || order_lines(company, cut, metric, &[]));
    each_of(parts, (people, cut), whole, &mut |frame| {
        let rows = cut.rows(people, "orders", frame)?;
        if rows.slices.is_empty() { Ok(()) } else { take(frame, &rows) }
    })
}

/// Reads parts that together hold the rows of `whole`, and gives each to `cut_and_take`, which may find that no row of
/// one part passes: those that pass may all lie in other parts.
///
/// # Errors
/// As [`each_part`].
pub(super) fn each_of(
    parts: Vec<LazyFrame>,
    (people, cut): (&People, &Cut),
    whole: impl FnOnce() -> Result<LazyFrame, MeasureError>,
    cut_and_take: &mut dyn FnMut(&DataFrame) -> Result<(), MeasureError>,
) -> Result<(), MeasureError> {
    let (mut passed, mut nothing_left) = (false, false);
    for part in parts {
        let frame = collected(part)?;
        match cut_and_take(&frame) {
            Ok(()) => passed |= frame.height() > 0,
            Err(MeasureError::Cut(error)) if matches!(*error, CutError::NothingLeft { .. }) => nothing_left = true,
            Err(error) => return Err(error),
        }
    }
    if nothing_left && !passed {
        // The whole table tells which values stand nowhere.
        cut.rows(people, "orders", &collected(whole()?)?)?;
    }
    Ok(())
}

/// What was gathered of each slice, of however many parts.
pub(super) struct BySlice<T> {
    /// The positions of the slices.
    known: BTreeMap<Vec<Slice>, usize>,
    gathered: Vec<T>,
}

impl<T: Default> BySlice<T> {
    pub(super) fn new() -> BySlice<T> {
        BySlice { known: BTreeMap::new(), gathered: Vec::new() }
    }

    /// Where what is gathered of a part's slices stands, by their positions in the part.
    pub(super) fn places(&mut self, rows: &CutRows) -> Vec<usize> {
        let place = |slice: &Vec<Slice>| {
            let next = self.known.len();
            *self.known.entry(slice.clone()).or_insert(next)
        };
        let places: Vec<usize> = rows.slices.iter().map(place).collect();
        self.gathered.resize_with(self.known.len(), T::default);
        places
    }

    /// What is gathered in a place.
    pub(super) fn at(&mut self, place: usize) -> &mut T {
        &mut self.gathered[place]
    }

    /// The slices, sorted, each with what was gathered.
    pub(super) fn sorted(self) -> impl Iterator<Item = (Vec<Slice>, T)> {
        let mut gathered: Vec<Option<T>> = self.gathered.into_iter().map(Some).collect();
        self.known.into_iter().map(move |(slice, place)| (slice, gathered[place].take().unwrap_or_default()))
    }
}

/// The same of orders that are there.
///
/// # Errors
/// [`MeasureError::Engine`].
pub(super) fn needed_columns(mut orders: LazyFrame, cut: &Cut, columns: &[&str]) -> Result<LazyFrame, MeasureError> {
    let has: Vec<String> = orders.collect_schema().map_err(engine)?.iter_names().map(|name| name.to_string()).collect();
    let Some(for_cut) = cut.columns("orders", &has) else { return Ok(orders.limit(0)) };
    let is_needed = |name: &&String| for_cut.contains(name) || columns.contains(&name.as_str());
    Ok(orders.select(has.iter().filter(is_needed).map(|name| col(name.as_str())).collect::<Vec<_>>()))
}
