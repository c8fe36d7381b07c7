//! The tables of a store as they are examined: slice by slice, so that memory does not grow with the table.

use std::collections::BTreeMap;

use polars::prelude::{
    DataFrame, DataType, Expr, Float64Chunked, Int64Chunked, IntoLazy, LazyFrame, PolarsError, PolarsResult,
    StringChunked, col, lit,
};

use super::super::SourceError;

/// Rows that are held at once.
const SLICE_ROWS: u64 = 1 << 20;

/// A table of a store: a plan over its rows, and how many there are.
#[derive(Clone)]
pub struct StoredTable {
    name: String,
    scan: LazyFrame,
    rows: u64,
    columns: BTreeMap<String, DataType>,
}

impl StoredTable {
    /// A table from a plan over its rows and their number.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub fn open(name: &str, mut scan: LazyFrame, rows: u64) -> Result<StoredTable, SourceError> {
        let schema = scan.collect_schema().map_err(|error| internal(name, &error))?;
        let columns = schema.iter().map(|(name, dtype)| (name.to_string(), dtype.clone())).collect();
        Ok(StoredTable { name: name.to_string(), scan, rows, columns })
    }

    /// Shows every text of a column in order, those that are absent left out; nothing where the table lacks it.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub(in crate::sources) fn each_text(&self, column: &str, look: &mut dyn FnMut(&str)) -> Result<(), SourceError> {
        if !self.has(column) {
            return Ok(());
        }
        self.each(&[column], &mut |slice| {
            let texts = slice.text(column);
            (0..slice.rows()).filter_map(|row| texts.at(row)).for_each(&mut *look);
        })
    }

    /// Rows in the table.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether it has a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Shows all rows of some columns, slice by slice in order; columns that the table lacks are passed over.
    pub(super) fn each(&self, columns: &[&str], look: &mut dyn FnMut(&Slice)) -> Result<(), SourceError> {
        let wanted: Vec<Expr> = columns.iter().filter_map(|name| Some(plain(name, self.columns.get(*name)?))).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let plan = self.scan.clone().select(wanted);
        let mut offset = 0;
        while offset < self.rows {
            let length = SLICE_ROWS.min(self.rows - offset);
            let slice = plan.clone().slice(offset as i64, length as _).collect();
            let frame = slice.map_err(|error| internal(&self.name, &error))?;
            look(&Slice::new(frame).map_err(|error| internal(&self.name, &error))?);
            offset += length;
        }
        Ok(())
    }

    /// The rows of some days and columns, as a table of their own.
    pub(super) fn of_days(
        &self,
        columns: &[&str],
        day: &str,
        (first, last): (i32, i32),
    ) -> Result<StoredTable, SourceError> {
        let date = |day: i32| lit(day).cast(DataType::Date);
        let wanted: Vec<Expr> = columns.iter().filter(|name| self.has(name)).map(|name| col(*name)).collect();
        let within = col(day).gt_eq(date(first)).and(col(day).lt_eq(date(last)));
        let frame = self.scan.clone().filter(within).select(wanted).collect();
        let frame = frame.map_err(|error| internal(&self.name, &error))?;
        let rows = frame.height() as u64;
        StoredTable::open(&self.name, frame.lazy(), rows)
    }

    /// All rows of some columns, as they are stored: for tables that are small.
    pub(super) fn whole(&self, columns: &[&str]) -> Result<DataFrame, SourceError> {
        let wanted: Vec<Expr> = columns.iter().filter(|name| self.has(name)).map(|name| col(*name)).collect();
        self.scan.clone().select(wanted).collect().map_err(|error| internal(&self.name, &error))
    }
}

fn internal(table: &str, error: &PolarsError) -> SourceError {
    SourceError::Internal { doing: format!("examining {table}"), reason: error.to_string() }
}

/// A column in one of three types: days, instants and truths become whole numbers.
fn plain(name: &str, dtype: &DataType) -> Expr {
    let column = col(name);
    match dtype {
        DataType::Date => column.cast(DataType::Int32).cast(DataType::Int64),
        DataType::Datetime(..) | DataType::Boolean | DataType::Int32 | DataType::UInt32 => column.cast(DataType::Int64),
        _ => column,
    }
}

/// All tables of a store.
#[derive(Clone, Default)]
pub struct StoredTables(BTreeMap<String, StoredTable>);

impl StoredTables {
    /// Adds a table.
    pub fn insert(&mut self, table: StoredTable) {
        self.0.insert(table.name.clone(), table);
    }

    /// The table with this name; none where it is absent or has no rows.
    pub(super) fn get(&self, name: &str) -> Option<&StoredTable> {
        self.0.get(name).filter(|table| table.rows > 0)
    }

    /// The table with this name where it has all these columns.
    pub(super) fn with(&self, name: &str, columns: &[&str]) -> Option<&StoredTable> {
        self.get(name).filter(|table| columns.iter().all(|column| table.has(column)))
    }
}

/// Some rows of some columns.
pub(super) struct Slice {
    frame: DataFrame,
}

impl Slice {
    fn new(mut frame: DataFrame) -> PolarsResult<Slice> {
        frame.rechunk_mut();
        Ok(Slice { frame })
    }

    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.frame.height()
    }

    /// A text column; every row is null where there is none.
    pub(super) fn text(&self, column: &str) -> Texts<'_> {
        Texts(self.frame.column(column).ok().and_then(|column| column.str().ok()))
    }

    /// A column of whole numbers, days (since 1970), instants (microseconds), amounts (minor units) or truths (0, 1).
    pub(super) fn whole(&self, column: &str) -> Wholes<'_> {
        Wholes(self.frame.column(column).ok().and_then(|column| column.i64().ok()))
    }

    /// A column of numbers.
    pub(super) fn number(&self, column: &str) -> Numbers<'_> {
        Numbers(self.frame.column(column).ok().and_then(|column| column.f64().ok()))
    }

    /// Rows of a column that hold a value.
    pub(super) fn filled(&self, column: &str) -> u64 {
        self.frame.column(column).map_or(0, |column| column.len() - column.null_count()) as u64
    }

    /// The sum of the weights of the rows of a column that hold a value.
    pub(super) fn filled_weight(&self, column: &str, weights: &[u64], total: u128) -> u128 {
        let Ok(column) = self.frame.column(column) else { return 0 };
        match column.null_count() {
            0 => total,
            nulls if nulls == column.len() => 0,
            _ => {
                let held = column.is_not_null();
                held.iter().zip(weights).filter(|(held, _)| *held == Some(true)).map(|(_, &w)| u128::from(w)).sum()
            }
        }
    }
}

/// A text column.
#[derive(Clone, Copy)]
pub(super) struct Texts<'s>(Option<&'s StringChunked>);

impl<'s> Texts<'s> {
    /// The text of a row.
    pub(super) fn at(self, row: usize) -> Option<&'s str> {
        self.0?.get(row)
    }
}

/// A column of whole numbers.
#[derive(Clone, Copy)]
pub(super) struct Wholes<'s>(Option<&'s Int64Chunked>);

impl Wholes<'_> {
    /// The number of a row.
    pub(super) fn at(self, row: usize) -> Option<i64> {
        self.0?.get(row)
    }
}

/// A column of numbers.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'s>(Option<&'s Float64Chunked>);

impl Numbers<'_> {
    /// The number of a row.
    pub(super) fn at(self, row: usize) -> Option<f64> {
        self.0?.get(row)
    }
}
