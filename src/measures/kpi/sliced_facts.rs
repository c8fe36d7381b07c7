//! Facts grouped by the slices of a question: for dimensions and filters that the facts of the store do not have.
//!
//! The rows are cut first, the slice takes the place of the region, and the facts are built as always; so every measure
//! that stands on facts can be sliced by anything that an order line has. Rows that a filter leaves out stay, in a
//! region of their own, because they tell who bought before: a customer is not new in the north because a filter does
//! not show what was bought in the south.
//!
//! Lines that have keys are cut with no more columns than that takes, and the facts are built from their keys. Other
//! lines are read as a whole; the facts are the same.

use std::collections::BTreeMap;

use polars::prelude::*;
use rayon::prelude::*;

use crate::measures::MeasureError;
use crate::measures::columns::engine;
use crate::measures::company::{Company, collected};
use crate::measures::cut::Cut;
use crate::measures::facts::{Facts, FactsInput, FactsNeeded, Reps, SlicedLines};
use crate::measures::grid::Slicer;
use crate::measures::keyed_lines::KeyedLines;
use crate::measures::observation::Slice;
use crate::measures::order_lines::{each_of, order_lines};

/// Facts whose regions are slices.
pub struct SlicedFacts {
    /// The facts. Where reps were not asked for, all lines of a slice are of one rep without a name.
    pub facts: Facts,
    /// Finds the slice of each.
    pub slicer: Slicer,
}

/// What an outside row has for a slice; it sorts behind all positions.
const OUTSIDE: &str = "outside";

/// What the facts are built from, besides the region.
const COLUMNS: [&str; 8] = [
    "rep_id",
    "customer_id",
    "order_id",
    "line_type",
    "order_date",
    "net_amount_minor",
    "cost_amount_minor",
    "quantity",
];

/// Cuts the order lines and builds the facts of the slices, as far as they are needed: at least that much, and with
/// [`Reps::Together`] perhaps without telling reps apart.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, and what [`Cut::rows`] and [`Facts::build`] refuse.
pub(in crate::measures) fn sliced_facts(
    company: &Company<'_>,
    cut: &Cut,
    metric: &str,
    (needed, reps): (FactsNeeded, Reps),
) -> Result<SlicedFacts, MeasureError> {
    let Some(keyed) = company.tables.keyed_lines()? else { return by_names(company, cut, metric) };
    let (slices, of_line) = slices_of_lines(company, cut, metric, &keyed)?;
    let names: Vec<String> = names_of(slices.len()).chain([OUTSIDE.to_string()]).collect();
    let with_orders = needed >= FactsNeeded::Dense;
    let sliced = SlicedLines { of_line: &of_line, names: &names, reps, with_orders };
    match Facts::of_slices(&keyed.lines, &sliced, needed)? {
        Some(facts) => with_slicer(company, cut, facts, slices),
        None => by_names(company, cut, metric),
    }
}

/// The same from the lines as they are named: the plain path.
fn by_names(company: &Company<'_>, cut: &Cut, metric: &str) -> Result<SlicedFacts, MeasureError> {
    let orders = without_cancelled(order_lines(company, cut, metric, &COLUMNS)?)?;
    let mut frame = collected(orders)?;
    let rows = cut.rows(company.known.people, "orders", &frame)?;
    let names: Vec<String> = names_of(rows.slices.len()).collect();
    let of_row = rows.of_row.iter().map(|at| at.map_or(OUTSIDE, |at| names[at as usize].as_str()));
    let regions: Vec<&str> = of_row.collect();
    frame.with_column(Series::new("region".into(), regions).into_column()).map_err(engine)?;
    let facts = Facts::build(&FactsInput { orders: frame.lazy(), as_of: None })?;
    with_slicer(company, cut, facts, rows.slices)
}

/// What was cancelled makes no slice.
fn without_cancelled(mut orders: LazyFrame) -> Result<LazyFrame, MeasureError> {
    if orders.collect_schema().map_err(engine)?.contains("line_type") {
        orders = orders.filter(col("line_type").is_null().or(col("line_type").neq(lit("cancel"))));
    }
    Ok(orders)
}

/// What slices are called in the facts: their positions, so that they stay in order.
fn names_of(slices: usize) -> impl Iterator<Item = String> {
    (0..slices).map(|at| format!("{at:010}"))
}

fn with_slicer(
    company: &Company<'_>,
    cut: &Cut,
    facts: Facts,
    slices: Vec<Vec<Slice>>,
) -> Result<SlicedFacts, MeasureError> {
    let outside = slices.len() as u32;
    let of_region = facts.regions.iter().map(|name| name.parse().unwrap_or(outside)).collect();
    let by_rep_id: BTreeMap<String, u32> = cut.of_people(company.known.people, &slices)?.into_iter().collect();
    let slicer = Slicer::of_regions(slices, of_region, by_rep_id);
    Ok(SlicedFacts { facts, slicer })
}

/// Until all parts are read: what a line has that a filter leaves out. No line has so many slices before its own.
const FILTERED: u32 = SlicedLines::ABSENT - 1;

/// The slices, sorted, and by line the position of its own; one behind the last where a filter leaves it out. Part by
/// part, so that no more of the columns is held.
fn slices_of_lines(
    company: &Company<'_>,
    cut: &Cut,
    metric: &str,
    keyed: &KeyedLines,
) -> Result<(Vec<Vec<Slice>>, Vec<u32>), MeasureError> {
    let lines: usize = keyed.lines.file_lines.iter().sum();
    let mut of_line = vec![SlicedLines::ABSENT; lines];
    let mut known: BTreeMap<Vec<Slice>, u32> = BTreeMap::new();
    let parts = keyed.parts.iter().cloned().map(without_cancelled).collect::<Result<Vec<_>, _>>()?;
    let whole = || without_cancelled(order_lines(company, cut, metric, &["line_type"])?);
    each_of(parts, (company.known.people, cut), &["line_type", KeyedLines::NUMBER], whole, &mut |frame, rows| {
        let place = |slice: &Vec<Slice>| {
            let next = known.len() as u32;
            *known.entry(slice.clone()).or_insert(next)
        };
        let places: Vec<u32> = rows.slices.iter().map(place).collect();
        let numbers = frame.column(KeyedLines::NUMBER).and_then(|numbers| numbers.idx().cloned()).map_err(engine)?;
        for (number, at) in numbers.into_no_null_iter().zip(&rows.of_row) {
            of_line[number as usize] = at.map_or(FILTERED, |at| places[at as usize]);
        }
        Ok(())
    })?;
    let outside = known.len() as u32;
    let mut sorted = vec![0; known.len()];
    for (at, place) in known.values().enumerate() {
        sorted[*place as usize] = at as u32;
    }
    of_line.par_iter_mut().for_each(|slice| match *slice {
        SlicedLines::ABSENT => {}
        FILTERED => *slice = outside,
        place => *slice = sorted[place as usize],
    });
    Ok((known.into_keys().collect(), of_line))
}
