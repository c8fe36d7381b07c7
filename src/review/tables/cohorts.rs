//! Cohort tables as listings.

use crate::measures::cohort::{CohortQuestion, CohortTable};

use crate::review::listing::{Cell, ColumnKind, Listing};

use super::dimensions::dimension_columns;
use super::long::{Stamp, column, key_of};

/// `metric_id, cohort, age, <dimensions>, size, active, value, lower, upper, null_reason, as_of, currency, base, amount,
/// days, variant, start, shrunk, n_effective, flags`.
pub fn cohorts(
    name: &str,
    table: &CohortTable,
    question: &CohortQuestion,
    dimensions: &[&str],
    stamp: Stamp,
) -> Listing {
    let mut columns =
        vec![column("metric_id", ColumnKind::Text), column("cohort", ColumnKind::Text), column("age", ColumnKind::Int)];
    columns.extend(dimension_columns(dimensions));
    columns.extend([
        column("size", ColumnKind::Int),
        column("active", ColumnKind::Int),
        column("value", ColumnKind::Number),
        column("lower", ColumnKind::Number),
        column("upper", ColumnKind::Number),
        column("null_reason", ColumnKind::Text),
        column("as_of", ColumnKind::Date),
        column("currency", ColumnKind::Text),
        column("base", ColumnKind::Number),
        column("amount", ColumnKind::Number),
        column("days", ColumnKind::Text),
        column("variant", ColumnKind::Text),
        column("start", ColumnKind::Text),
        column("shrunk", ColumnKind::Number),
        column("n_effective", ColumnKind::Number),
        column("flags", ColumnKind::Text),
    ]);
    let mut listing = Listing { name: name.to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for cell in &table.cells {
        let mut cells = vec![Cell::from(table.metric_id), Cell::from(cell.cohort.as_str()), Cell::Int(cell.age)];
        cells.extend(dimensions.iter().map(|dimension| key_of(&table.slices[cell.slice], dimension)));
        cells.extend([
            Cell::Int(cell.size),
            cell.active.map_or(Cell::Null, Cell::Int),
            Cell::from(cell.value.ok()),
            Cell::from(cell.lower),
            Cell::from(cell.upper),
            Cell::from(cell.value.err()),
            Cell::Date(stamp.as_of),
            Cell::from(stamp.currency.code()),
            cell.base.map_or(Cell::Null, Cell::Money),
            cell.amount.map_or(Cell::Null, Cell::Money),
            Cell::from(cell.days.as_str()),
            Cell::from(question.variant.word()),
            Cell::from(question.start.word()),
            Cell::from(cell.shrunk),
            Cell::from(cell.n_effective),
            Cell::from(cell.flags.join(" ")),
        ]);
        listing.push(cells);
    }
    listing
}
