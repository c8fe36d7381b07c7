//! Facts grouped by the slices of a question: for dimensions and filters that the facts of the store do not have.
//!
//! The rows are cut first, the slice takes the place of the region, and the facts are built as always; so every measure
//! that stands on facts can be sliced by anything that an order line has. Rows that a filter leaves out stay, in a
//! region of their own, because they tell who bought before: a customer is not new in the north because a filter does
//! not show what was bought in the south.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::measures::MeasureError;
use crate::measures::columns::engine;
use crate::measures::company::{Company, collected};
use crate::measures::cut::Cut;
use crate::measures::facts::{Facts, FactsInput};
use crate::measures::grid::Slicer;
use crate::measures::order_lines::order_lines;

/// Facts whose regions are slices.
pub struct SlicedFacts {
    /// The facts.
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

/// Cuts the order lines and builds the facts of the slices.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, and what [`Cut::rows`] and [`Facts::build`] refuse.
pub fn sliced_facts(company: &Company<'_>, cut: &Cut, metric: &str) -> Result<SlicedFacts, MeasureError> {
    let mut orders = order_lines(company, cut, metric, &COLUMNS)?;
    if orders.collect_schema().map_err(engine)?.contains("line_type") {
        // What was cancelled makes no slice.
        orders = orders.filter(col("line_type").is_null().or(col("line_type").neq(lit("cancel"))));
    }
    let mut frame = collected(orders)?;
    let people = company.known.people;
    let rows = cut.rows(people, "orders", &frame)?;
    let names: Vec<String> = (0..rows.slices.len()).map(|at| format!("{at:010}")).collect();
    let of_row = rows.of_row.iter().map(|at| at.map_or(OUTSIDE, |at| names[at as usize].as_str()));
    let regions: Vec<&str> = of_row.collect();
    frame.with_column(Series::new("region".into(), regions).into_column()).map_err(engine)?;
    let facts = Facts::build(&FactsInput { orders: frame.lazy(), as_of: None })?;
    let outside = rows.slices.len() as u32;
    let of_region = facts.regions.iter().map(|name| name.parse().unwrap_or(outside)).collect();
    let by_rep_id: BTreeMap<String, u32> = cut.of_people(people, &rows.slices)?.into_iter().collect();
    let slicer = Slicer::of_regions(rows.slices, of_region, by_rep_id);
    Ok(SlicedFacts { facts, slicer })
}
