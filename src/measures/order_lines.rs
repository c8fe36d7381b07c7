//! The order lines of a question, with no more columns than it needs: a table of orders is long.

use polars::prelude::*;

use super::MeasureError;
use super::columns::engine;
use super::company::Company;
use super::cut::Cut;

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
