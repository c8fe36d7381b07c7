//! A listing: a named table of plain values, the same for every output format.

use crate::calendar::Day;
use crate::quantity::{Currency, Measured, NullReason, Scalar};

/// A value in a listing.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Absent; the column `null_reason` says why where the value is a measure.
    #[default]
    Null,
    /// A name, id or code.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A business day.
    Date(Day),
    /// Money in minor units of the listing's currency.
    Money(i64),
    /// A number with a fraction: a share, a mean, a forecast in major units.
    Float(f64),
}

/// A cell whose text somebody else holds: a long answer is written without a copy of each of its names.
#[derive(Debug, Clone, PartialEq)]
pub enum CellRef<'a> {
    /// A name, id or code.
    Text(&'a str),
    /// Anything else.
    Plain(Cell),
}

impl<'a> From<&'a Cell> for CellRef<'a> {
    fn from(cell: &'a Cell) -> CellRef<'a> {
        match cell {
            Cell::Text(text) => CellRef::Text(text),
            other => CellRef::Plain(other.clone()),
        }
    }
}

impl From<CellRef<'_>> for Cell {
    fn from(cell: CellRef<'_>) -> Cell {
        match cell {
            CellRef::Text(text) => Cell::from(text),
            CellRef::Plain(cell) => cell,
        }
    }
}

/// The type that a column has in formats with types. Columns that mix money, counts and shares are `Number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Int,
    /// Yes or no.
    Bool,
    /// Days.
    Date,
    /// Money, counts and shares as decimals.
    Number,
}

/// A column's name and type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name; part of the product's contract.
    pub name: String,
    /// The type.
    pub kind: ColumnKind,
}

/// A table of plain values, one row a value or a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The table's name: the file name without ending.
    pub name: String,
    /// The currency of its money.
    pub currency: Currency,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Listing {
    /// An empty listing with these columns.
    pub fn new(name: &str, currency: Currency, columns: &[(&str, ColumnKind)]) -> Listing {
        let columns = columns.iter().map(|(name, kind)| Column { name: (*name).to_string(), kind: *kind }).collect();
        Listing { name: name.to_string(), currency, columns, rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// Where the row is not as long as the columns: a mistake of the caller, not of the data.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "a row of `{}` has another length than its columns", self.name);
        self.rows.push(row);
    }

    /// Whether any row has something in this column; no where there is no such column.
    ///
    /// ```
    /// use attain::{quantity::Currency, review::listing::{Cell, ColumnKind, Listing}};
    ///
    /// let mut listing = Listing::new("people", Currency::USD, &[("name", ColumnKind::Text)]);
    /// assert!(!listing.has_values("name"));
    /// listing.push(vec![Cell::from("A")]);
    /// assert!(listing.has_values("name") && !listing.has_values("age"));
    /// ```
    pub fn has_values(&self, name: &str) -> bool {
        let place = self.columns.iter().position(|column| column.name == name);
        place.is_some_and(|at| self.rows.iter().any(|row| row[at] != Cell::Null))
    }
}

impl From<Scalar> for Cell {
    fn from(scalar: Scalar) -> Cell {
        match scalar {
            Scalar::Money(minor) => Cell::Money(minor),
            Scalar::Count(count) => Cell::Int(count),
            Scalar::Units(units) if units % Scalar::UNITS_SCALE == 0 => Cell::Int(units / Scalar::UNITS_SCALE),
            Scalar::Units(units) => Cell::Float(units as f64 / Scalar::UNITS_SCALE as f64),
            Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => Cell::Float(number),
        }
    }
}

impl From<Measured> for Cell {
    fn from(measured: Measured) -> Cell {
        measured.value().map_or(Cell::Null, Cell::from)
    }
}

impl From<Option<Scalar>> for Cell {
    fn from(scalar: Option<Scalar>) -> Cell {
        scalar.map_or(Cell::Null, Cell::from)
    }
}

impl From<Option<NullReason>> for Cell {
    fn from(reason: Option<NullReason>) -> Cell {
        reason.map_or(Cell::Null, |reason| Cell::Text(reason.code().to_string()))
    }
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Cell {
        value.map_or(Cell::Null, Cell::Float)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}
