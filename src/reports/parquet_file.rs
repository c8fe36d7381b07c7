//! Listings as Parquet.

use std::path::Path;

use crate::quantity::{Currency, Money};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::store::{PlainColumn, StoreError, write_parquet};

use super::{ReportError, plain};

/// Writes a listing to `path`. Columns that mix money, counts and shares are doubles in major units.
pub fn parquet(listing: &Listing, path: &Path) -> Result<(), ReportError> {
    write_parquet(path, plain_columns(listing)).map_err(|error| ReportError {
        doing: format!("writing {}.parquet", listing.name),
        reason: match error {
            StoreError::Io { reason, .. } => reason,
            other => other.to_string(),
        },
    })
}

/// A listing column by column, as it leaves attain in forms with types: money as a number in major units.
pub fn plain_columns(listing: &Listing) -> Vec<(String, PlainColumn)> {
    let columns = listing.columns.iter().enumerate();
    let plain = columns.map(|(at, column)| {
        let cells = listing.rows.iter().map(|row| &row[at]);
        (column.name.clone(), plain_column(column.kind, cells, listing.currency))
    });
    plain.collect()
}

fn plain_column<'c>(kind: ColumnKind, cells: impl Iterator<Item = &'c Cell>, currency: Currency) -> PlainColumn {
    match kind {
        ColumnKind::Text => {
            PlainColumn::Text(cells.map(|cell| (*cell != Cell::Null).then(|| plain(cell, currency))).collect())
        }
        ColumnKind::Int => {
            PlainColumn::Int(cells.map(|cell| if let Cell::Int(whole) = cell { Some(*whole) } else { None }).collect())
        }
        ColumnKind::Bool => PlainColumn::Bool(
            cells.map(|cell| if let Cell::Bool(truth) = cell { Some(*truth) } else { None }).collect(),
        ),
        ColumnKind::Date => PlainColumn::Date(
            cells.map(|cell| if let Cell::Date(day) = cell { Some(day.epoch()) } else { None }).collect(),
        ),
        ColumnKind::Number => PlainColumn::Number(cells.map(|cell| number(cell, currency)).collect()),
    }
}

fn number(cell: &Cell, currency: Currency) -> Option<f64> {
    match cell {
        Cell::Int(whole) => Some(*whole as f64),
        Cell::Float(number) => Some(*number),
        Cell::Money(minor) => Money::new(*minor, currency).to_string().parse().ok(),
        _ => None,
    }
}
