//! Results as listings: the column order that scripts rely on.

use crate::calendar::{Day, FiscalCalendar};
use crate::measures::cohort::Triangle;
use crate::measures::observation::{Observation, Slice};
use crate::measures::wilson_95;
use crate::quantity::{Currency, NullReason, Scalar};

use crate::review::listing::{Cell, Column, ColumnKind, Listing};

/// What every row of a listing shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The currency of its money.
    pub currency: Currency,
    /// The day up to which rows count.
    pub as_of: Day,
}

/// `metric_id, period, <dimensions>, value, numerator, denominator, n, null_reason, currency, as_of, value_minor, lower,
/// upper, shrunk, n_effective, flags`.
///
/// `value_minor` repeats money as an exact integer of minor units, for formats whose numbers are doubles.
pub fn observations(name: &str, rows: &[Observation], dimensions: &[&str], stamp: Stamp) -> Listing {
    let mut columns = vec![column("metric_id", ColumnKind::Text), column("period", ColumnKind::Text)];
    columns.extend(dimensions.iter().map(|dimension| column(dimension, ColumnKind::Text)));
    columns.extend([
        column("value", ColumnKind::Number),
        column("numerator", ColumnKind::Number),
        column("denominator", ColumnKind::Number),
        column("n", ColumnKind::Int),
        column("null_reason", ColumnKind::Text),
        column("currency", ColumnKind::Text),
        column("as_of", ColumnKind::Date),
        column("value_minor", ColumnKind::Int),
        column("lower", ColumnKind::Number),
        column("upper", ColumnKind::Number),
        column("shrunk", ColumnKind::Number),
        column("n_effective", ColumnKind::Number),
        column("flags", ColumnKind::Text),
    ]);
    let mut listing = Listing { name: name.to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for row in rows {
        let mut cells = vec![Cell::from(row.metric_id.as_str()), Cell::from(row.period.as_str())];
        cells.extend(dimensions.iter().map(|dimension| key_of(&row.scope, dimension)));
        cells.extend([
            Cell::from(row.value),
            Cell::from(row.numerator),
            Cell::from(row.denominator),
            Cell::Int(row.n),
            Cell::from(row.value.null_reason()),
            Cell::from(stamp.currency.code()),
            Cell::Date(stamp.as_of),
            minor(row.value.value()),
            Cell::from(row.more.lower),
            Cell::from(row.more.upper),
            Cell::from(row.more.shrunk),
            Cell::from(row.more.n_effective),
            Cell::from(row.more.flags.join(" ")),
        ]);
        listing.push(cells);
    }
    listing
}

/// `metric_id, cohort, age, <dimensions>, size, active, value, lower, upper, null_reason, as_of`.
pub fn cohorts(
    name: &str,
    triangles: &[Triangle],
    slices: &[Vec<Slice>],
    dimensions: &[&str],
    calendar: FiscalCalendar,
    stamp: Stamp,
) -> Listing {
    let mut columns =
        vec![column("metric_id", ColumnKind::Text), column("cohort", ColumnKind::Text), column("age", ColumnKind::Int)];
    columns.extend(dimensions.iter().map(|dimension| column(dimension, ColumnKind::Text)));
    columns.extend([
        column("size", ColumnKind::Int),
        column("active", ColumnKind::Int),
        column("value", ColumnKind::Number),
        column("lower", ColumnKind::Number),
        column("upper", ColumnKind::Number),
        column("null_reason", ColumnKind::Text),
        column("as_of", ColumnKind::Date),
    ]);
    let mut listing = Listing { name: name.to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for triangle in triangles {
        for cohort in &triangle.cohorts {
            for (age, cell) in cohort.cells.iter().enumerate() {
                let interval = if cell.null_reason.is_none() { wilson_95(cell.active, cohort.size) } else { None };
                let mut cells = vec![
                    Cell::from("retention.classic"),
                    Cell::from(calendar.label(cohort.period)),
                    Cell::Int(age as i64),
                ];
                cells.extend(dimensions.iter().map(|dimension| key_of(&slices[triangle.slice], dimension)));
                let immature = cell.null_reason == Some(NullReason::Immature);
                let value = cell.null_reason.is_none().then(|| cell.active as f64 / cohort.size as f64);
                cells.extend([
                    Cell::Int(cohort.size),
                    if immature { Cell::Null } else { Cell::Int(cell.active) },
                    Cell::from(value),
                    Cell::from(interval.map(|interval| interval.lower)),
                    Cell::from(interval.map(|interval| interval.upper)),
                    Cell::from(cell.null_reason),
                    Cell::Date(stamp.as_of),
                ]);
                listing.push(cells);
            }
        }
    }
    listing
}

pub(super) fn column(name: &str, kind: ColumnKind) -> Column {
    Column { name: name.to_string(), kind }
}

fn key_of(scope: &[Slice], dimension: &str) -> Cell {
    scope.iter().find(|slice| slice.dimension == dimension).map_or(Cell::Null, |slice| Cell::from(slice.key.as_str()))
}

fn minor(value: Option<Scalar>) -> Cell {
    match value {
        Some(Scalar::Money(minor)) => Cell::Int(minor),
        _ => Cell::Null,
    }
}
