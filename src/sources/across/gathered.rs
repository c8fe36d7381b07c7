//! The rows of a table as they will be after a load.

use std::collections::HashSet;

use polars::prelude::{AnyValue, Column, DataFrame, DataType};

use super::super::loaded_file::LoadedFile;
use crate::calendar::Day;

/// Where a row of this load stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The position of the file.
    pub(super) file: usize,
    /// The position of the row in the file's frame.
    pub(super) row: usize,
}

/// Typed rows, each with its place in this load; none for a row of the store.
pub(super) struct Gathered<T> {
    pub(super) rows: Vec<T>,
    pub(super) places: Vec<Option<Place>>,
}

/// One row of a frame.
pub(in super::super) struct FrameRow<'f> {
    frame: &'f DataFrame,
    row: usize,
}

impl<'f> FrameRow<'f> {
    /// The row at this position.
    pub(in super::super) fn new(frame: &'f DataFrame, row: usize) -> FrameRow<'f> {
        FrameRow { frame, row }
    }

    /// The text of a column; empty where there is none.
    pub(in super::super) fn text(&self, column: &str) -> &'f str {
        self.column(column).and_then(|column| column.str().ok()?.get(self.row)).unwrap_or("")
    }

    /// The whole number of a column.
    pub(in super::super) fn whole(&self, column: &str) -> Option<i64> {
        self.column(column)?.i64().ok()?.get(self.row)
    }

    /// The number of a column.
    pub(in super::super) fn number(&self, column: &str) -> Option<f64> {
        self.column(column)?.f64().ok()?.get(self.row)
    }

    /// Whether a column says yes.
    pub(in super::super) fn truth(&self, column: &str) -> Option<bool> {
        self.column(column)?.bool().ok()?.get(self.row)
    }

    /// The day of a column.
    pub(in super::super) fn day(&self, column: &str) -> Option<Day> {
        match self.column(column)?.get(self.row) {
            Ok(AnyValue::Date(day)) => Some(Day::from_epoch(day)),
            _ => None,
        }
    }

    /// The moment of a column, in microseconds since 1970.
    pub(in super::super) fn instant(&self, column: &str) -> Option<i64> {
        self.column(column)?.cast(&DataType::Int64).ok()?.i64().ok()?.get(self.row)
    }

    fn column(&self, column: &str) -> Option<&'f Column> {
        self.frame.column(column).ok()
    }
}

/// The rows of a table: of this load the last with each key, then those of the store that none of them replaces.
pub(super) fn gather<T>(
    loaded: &[LoadedFile],
    stored: Option<DataFrame>,
    table: &str,
    mut read: impl FnMut(&FrameRow<'_>) -> T,
) -> Gathered<T> {
    let mut seen = HashSet::new();
    let mut gathered = Gathered { rows: Vec::new(), places: Vec::new() };
    for (file, of) in loaded.iter().enumerate().rev().filter(|(_, of)| of.table == table) {
        for row in 0..of.frame.height() {
            if seen.insert(key(&of.frame, row)) {
                gathered.rows.push(read(&FrameRow::new(&of.frame, row)));
                gathered.places.push(Some(Place { file, row }));
            }
        }
    }
    if let Some(frame) = stored {
        for row in (0..frame.height()).filter(|&row| !seen.contains(&key(&frame, row))) {
            gathered.rows.push(read(&FrameRow::new(&frame, row)));
            gathered.places.push(None);
        }
    }
    gathered
}

fn key(frame: &DataFrame, row: usize) -> Option<i64> {
    frame.column("row_key").ok()?.i64().ok()?.get(row)
}
