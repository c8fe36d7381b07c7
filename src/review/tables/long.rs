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

/// How observations stand in a listing: `metric_id, period, <dimensions>, value, numerator, denominator, n, null_reason,
/// currency, as_of, value_minor, lower, upper, shrunk, n_effective, flags`.
///
/// `value_minor` repeats money as an exact integer of minor units, for formats whose numbers are doubles.
#[derive(Debug, Clone)]
pub struct LongRows<'a> {
    dimensions: &'a [&'a str],
    stamp: Stamp,
}

impl<'a> LongRows<'a> {
    /// With these dimensions.
    pub fn new(dimensions: &'a [&'a str], stamp: Stamp) -> LongRows<'a> {
        LongRows { dimensions, stamp }
    }

    /// The listing without any row.
    pub fn empty(&self, name: &str) -> Listing {
        let mut columns = vec![column("metric_id", ColumnKind::Text), column("period", ColumnKind::Text)];
        columns.extend(self.dimensions.iter().map(|dimension| column(dimension, ColumnKind::Text)));
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
        Listing { name: name.to_string(), currency: self.stamp.currency, columns, rows: Vec::new() }
    }

    /// The row of an observation.
    pub fn row(&self, of: &Observation) -> Vec<Cell> {
        // With room for what is stamped behind them.
        let mut cells = Vec::with_capacity(self.dimensions.len() + 19);
        cells.extend([Cell::from(of.metric_id.as_str()), Cell::from(of.period.as_str())]);
        cells.extend(self.dimensions.iter().map(|dimension| key_of(&of.scope, dimension)));
        cells.extend([
            Cell::from(of.value),
            Cell::from(of.numerator),
            Cell::from(of.denominator),
            Cell::Int(of.n),
            Cell::from(of.value.null_reason()),
            Cell::from(self.stamp.currency.code()),
            Cell::Date(self.stamp.as_of),
            minor(of.value.value()),
            Cell::from(of.more.lower),
            Cell::from(of.more.upper),
            Cell::from(of.more.shrunk),
            Cell::from(of.more.n_effective),
            Cell::from(of.more.flags.join(" ")),
        ]);
        cells
    }
}

/// Observations as a listing; [`LongRows`] has its columns.
pub fn observations(name: &str, rows: &[Observation], dimensions: &[&str], stamp: Stamp) -> Listing {
    let long = LongRows::new(dimensions, stamp);
    Listing { rows: rows.par_iter().map(|row| long.row(row)).collect(), ..long.empty(name) }
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
