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
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::engine;
use crate::measures::company::{Company, collected};
use crate::measures::cut::Cut;
use crate::measures::cut_lines::{CutLines, without_cancelled};
use crate::measures::facts::{Facts, FactsInput, FactsNeeded, Reps, SlicedLines};
use crate::measures::grid::Slicer;
use crate::measures::keyed_lines::KeyedLines;
use crate::measures::observation::Slice;
use crate::measures::order_lines::order_lines;

use super::sums::Counted;

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
    needed: (FactsNeeded, Reps),
) -> Result<SlicedFacts, MeasureError> {
    let Some(keyed) = company.tables.keyed_lines()? else { return by_names(company, cut, metric) };
    let remembered = company.tables.remembered();
    let lines = cut_lines(company, cut, metric, &keyed)?;
    let known = remembered.as_ref().and_then(|remembered| remembered.facts(cut, needed));
    let facts = match known {
        Some(facts) => Some(facts),
        None => {
            let with_orders = needed.0 >= FactsNeeded::Dense;
            let sliced = |names| SlicedLines {
                of_line: &lines.of_line,
                names,
                reps: needed.1,
                with_orders,
                with_visits: true,
                begin: None,
            };
            Facts::of_slices(&keyed.lines, &sliced(&names_in_facts(&lines)), needed.0)?
        }
    };
    let Some(facts) = facts else { return by_names(company, cut, metric) };
    if let Some(remembered) = remembered {
        remembered.note_facts(cut, needed, &facts);
    }
    with_slicer(company, cut, facts, Arc::clone(&lines.slices))
}

/// The same for sums and counts over whole runs of days: `begin` says of the first and the last day of all lines on which
/// days another run begins. Days of one run are one in the facts, and only what is counted is there to count.
///
/// # Errors
/// As [`sliced_facts`].
pub(super) fn sums_of_slices(
    company: &Company<'_>,
    cut: &Cut,
    metric: &str,
    (begin, counted): (&dyn Fn(Day, Day) -> Vec<Day>, Counted),
) -> Result<SlicedFacts, MeasureError> {
    let Some(keyed) = company.tables.keyed_lines()? else { return by_names(company, cut, metric) };
    let lines = cut_lines(company, cut, metric, &keyed)?;
    let days = keyed.lines.days.map(|(first, last)| (Day::from_epoch(first), Day::from_epoch(last)));
    let begin = days.map_or(Vec::new(), |(first, last)| begin(first, last));
    let sliced = |names| SlicedLines {
        of_line: &lines.of_line,
        names,
        reps: Reps::Together,
        with_orders: counted.orders,
        with_visits: counted.customers(),
        begin: Some(&begin),
    };
    match Facts::of_slices(&keyed.lines, &sliced(&names_in_facts(&lines)), FactsNeeded::Dense)? {
        Some(facts) => with_slicer(company, cut, facts, Arc::clone(&lines.slices)),
        None => by_names(company, cut, metric),
    }
}

/// The slices of the lines, as they were found for the last question or anew.
fn cut_lines(
    company: &Company<'_>,
    cut: &Cut,
    metric: &str,
    keyed: &KeyedLines,
) -> Result<Arc<CutLines>, MeasureError> {
    let (remembered, people) = (company.tables.remembered(), company.known.people);
    let whole = cut.unjoined();
    let known = remembered.as_ref().and_then(|remembered| remembered.cut(&whole, people));
    let lines = match known {
        Some(lines) => lines,
        None => {
            let lines = Arc::new(CutLines::of(company, &whole, metric, keyed)?);
            if let Some(remembered) = remembered {
                remembered.note_cut(&whole, people, &lines);
            }
            lines
        }
    };
    Ok(lines.joined(cut).map_or(lines, Arc::new))
}

/// What slices are called in the facts, what lies outside of all of them last.
fn names_in_facts(lines: &CutLines) -> Vec<String> {
    names_of(lines.slices.len()).chain([OUTSIDE.to_string()]).collect()
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
    with_slicer(company, cut, facts, Arc::new(rows.slices))
}

/// What slices are called in the facts: their positions, so that they stay in order.
fn names_of(slices: usize) -> impl Iterator<Item = String> {
    (0..slices).map(|at| format!("{at:010}"))
}

fn with_slicer(
    company: &Company<'_>,
    cut: &Cut,
    facts: Facts,
    slices: Arc<Vec<Vec<Slice>>>,
) -> Result<SlicedFacts, MeasureError> {
    let outside = slices.len() as u32;
    let of_region = facts.regions.par_iter().map(|name| name.parse().unwrap_or(outside)).collect();
    let by_rep_id: BTreeMap<String, u32> = cut.of_people(company.known.people, &slices)?.into_iter().collect();
    let slicer = Slicer::of_regions(slices, of_region, by_rep_id);
    Ok(SlicedFacts { facts, slicer })
}
