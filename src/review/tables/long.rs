//! Results as listings: the column order that scripts rely on.

use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::observation::{Observation, Seen, Slice};
use crate::quantity::{Currency, Scalar};

use crate::review::listing::{Cell, CellRef, Column, ColumnKind, Listing};

use super::dimensions::dimension_columns;

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
        columns.extend(dimension_columns(self.dimensions));
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
        self.cells(&Seen::from(of), &mut |cell| cells.push(Cell::from(cell)));
        cells
    }

    /// Hands the cells of a row to `take`, one after the other, without a copy of their texts.
    pub fn cells(&self, of: &Seen<'_>, take: &mut dyn FnMut(CellRef<'_>)) {
        take(CellRef::Text(of.metric_id));
        take(CellRef::Text(of.period));
        for dimension in self.dimensions {
            let slice = of.scope.iter().find(|slice| slice.dimension == *dimension);
            take(slice.map_or(CellRef::Plain(Cell::Null), |slice| CellRef::Text(&slice.key)));
        }
        for scalar in [of.value.value(), of.numerator, of.denominator] {
            take(CellRef::Plain(Cell::from(scalar)));
        }
        take(CellRef::Plain(Cell::Int(of.n)));
        take(of.value.null_reason().map_or(CellRef::Plain(Cell::Null), |reason| CellRef::Text(reason.code())));
        take(CellRef::Text(self.stamp.currency.code()));
        take(CellRef::Plain(Cell::Date(self.stamp.as_of)));
        take(CellRef::Plain(minor(of.value.value())));
        for number in [of.more.lower, of.more.upper, of.more.shrunk, of.more.n_effective] {
            take(CellRef::Plain(Cell::from(number)));
        }
        match of.more.flags.as_slice() {
            [] => take(CellRef::Text("")),
            [flag] => take(CellRef::Text(flag)),
            flags => take(CellRef::Text(&flags.join(" "))),
        }
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
