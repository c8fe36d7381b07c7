//! Results as listings: the column order that scripts rely on.

use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::observation::{Observation, Slice};
use crate::quantity::{Currency, Scalar};

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
    let cells = |row: &Observation| {
        let mut cells = Vec::with_capacity(columns.len());
        cells.extend([Cell::from(row.metric_id.as_str()), Cell::from(row.period.as_str())]);
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
        cells
    };
    let rows = rows.par_iter().map(cells).collect();
    Listing { name: name.to_string(), currency: stamp.currency, columns, rows }
}

pub(super) fn column(name: &str, kind: ColumnKind) -> Column {
    Column { name: name.to_string(), kind }
}

pub(super) fn key_of(scope: &[Slice], dimension: &str) -> Cell {
    scope.iter().find(|slice| slice.dimension == dimension).map_or(Cell::Null, |slice| Cell::from(slice.key.as_str()))
}

fn minor(value: Option<Scalar>) -> Cell {
    match value {
        Some(Scalar::Money(minor)) => Cell::Int(minor),
        _ => Cell::Null,
    }
}
