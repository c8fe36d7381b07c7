//! The columns of a table: how they are kept, in memory, in the data files and in the table's log.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use deltalake_core::kernel::{DataType as DeltaType, PrimitiveType, StructField};
use polars::prelude as pl;

use super::StoreError;

/// How a stored column is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredKind {
    /// Text, in UTF-8.
    Text,
    /// A day: days since 1970-01-01.
    Day,
    /// An instant without zone: microseconds since 1970-01-01.
    Instant,
    /// A whole number.
    Whole,
    /// A floating-point number.
    Number,
    /// True or false.
    Truth,
}

/// A column as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredColumn {
    /// The name.
    pub name: String,
    /// How it is kept.
    pub kind: StoredKind,
}

/// Rows for a table, in file order.
///
/// The bytes of the data files depend on how the rows are cut into batches: whoever cuts them must not let the number
/// of threads decide.
#[derive(Debug, Clone)]
pub struct Batch {
    /// One array for each [`StoredColumn`], in their order. Text comes as `Utf8` or as `Dictionary(Int32, Utf8)`, and
    /// the dictionary may be another one in each batch.
    pub columns: Vec<ArrayRef>,
    /// A digest of each row's key.
    pub row_keys: Vec<i64>,
    /// A digest of each row's content.
    pub row_hashes: Vec<i64>,
    /// Of orders: which rows have the same order id, where that is known; else it is found out from the ids.
    pub orders: Option<NumberedOrders>,
}

/// The orders of rows, numbered within the stage to which the rows go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberedOrders {
    /// Of each row the number of its order. Two rows of a stage have the same number exactly where they have the same
    /// order id; numbers are given from 0 on, with few gaps.
    pub numbers: Vec<u32>,
    /// Of each row the digest of its order id: XXH3, 64 bits.
    pub digests: Vec<u64>,
}

impl NumberedOrders {
    /// The number of a row whose order id no other row of the stage has.
    pub const ITS_OWN: u32 = u32::MAX;
}

/// The digest of a row's key.
pub(super) const ROW_KEY: &str = "row_key";
/// The digest of a row's content.
pub(super) const ROW_HASH: &str = "row_hash";

/// How a column of a data file is kept: as it was given, or as the store adds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it was given.
    Given(StoredKind),
    /// A position in a list of names; null where there is no name.
    Key,
}

/// A column of a table, those that the store adds included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// The name.
    pub(super) name: String,
    /// How it is kept.
    pub(super) kind: Kind,
}

impl Column {
    /// A column by its name and kind.
    pub(super) fn new(name: impl Into<String>, kind: Kind) -> Column {
        Column { name: name.into(), kind }
    }

    /// The two columns by which rows are recognised.
    pub(super) fn digests() -> [Column; 2] {
        [ROW_KEY, ROW_HASH].map(|name| Column::new(name, Kind::Given(StoredKind::Whole)))
    }

    /// Whether it is one of the two columns by which rows are recognised.
    pub(super) fn is_digest(&self) -> bool {
        self.name == ROW_KEY || self.name == ROW_HASH
    }

    /// The column as the table's log describes it; none where the store writes no such columns.
    pub(super) fn of_delta(field: &StructField) -> Option<Column> {
        let DeltaType::Primitive(primitive) = field.data_type() else { return None };
        let kind = match primitive {
            PrimitiveType::String => Kind::Given(StoredKind::Text),
            PrimitiveType::Date => Kind::Given(StoredKind::Day),
            PrimitiveType::TimestampNtz => Kind::Given(StoredKind::Instant),
            PrimitiveType::Long => Kind::Given(StoredKind::Whole),
            PrimitiveType::Double => Kind::Given(StoredKind::Number),
            PrimitiveType::Boolean => Kind::Given(StoredKind::Truth),
            PrimitiveType::Integer => Kind::Key,
            _ => return None,
        };
        Some(Column::new(field.name().as_str(), kind))
    }

    /// The column for the table's log.
    pub(super) fn delta(&self) -> StructField {
        let primitive = match self.kind {
            Kind::Given(StoredKind::Text) => PrimitiveType::String,
            Kind::Given(StoredKind::Day) => PrimitiveType::Date,
            Kind::Given(StoredKind::Instant) => PrimitiveType::TimestampNtz,
            Kind::Given(StoredKind::Whole) => PrimitiveType::Long,
            Kind::Given(StoredKind::Number) => PrimitiveType::Double,
            Kind::Given(StoredKind::Truth) => PrimitiveType::Boolean,
            Kind::Key => PrimitiveType::Integer,
        };
        StructField::nullable(self.name.as_str(), DeltaType::Primitive(primitive))
    }

    /// The column's type in memory and in the data files.
    pub(super) fn arrow(&self) -> DataType {
        match self.kind {
            Kind::Given(StoredKind::Text) => DataType::Utf8,
            Kind::Given(StoredKind::Day) => DataType::Date32,
            Kind::Given(StoredKind::Instant) => DataType::Timestamp(TimeUnit::Microsecond, None),
            Kind::Given(StoredKind::Whole) => DataType::Int64,
            Kind::Given(StoredKind::Number) => DataType::Float64,
            Kind::Given(StoredKind::Truth) => DataType::Boolean,
            Kind::Key => DataType::Int32,
        }
    }

    /// Every row has digests; everything else may be absent.
    pub(super) fn field(&self) -> Field {
        Field::new(&self.name, self.arrow(), !self.is_digest())
    }

    /// The column's type for the engine that reads.
    pub(super) fn polars(&self) -> pl::DataType {
        match self.kind {
            Kind::Given(StoredKind::Text) => pl::DataType::String,
            Kind::Given(StoredKind::Day) => pl::DataType::Date,
            Kind::Given(StoredKind::Instant) => pl::DataType::Datetime(pl::TimeUnit::Microseconds, None),
            Kind::Given(StoredKind::Whole) => pl::DataType::Int64,
            Kind::Given(StoredKind::Number) => pl::DataType::Float64,
            Kind::Given(StoredKind::Truth) => pl::DataType::Boolean,
            Kind::Key => pl::DataType::Int32,
        }
    }

    /// Whether an array can be stored in the column.
    pub(super) fn takes(&self, array: &dyn Array) -> bool {
        let as_dictionary = |found: &DataType| match found {
            DataType::Dictionary(key, value) => **key == DataType::Int32 && **value == DataType::Utf8,
            _ => false,
        };
        let found = array.data_type();
        *found == self.arrow() || (self.kind == Kind::Given(StoredKind::Text) && as_dictionary(found))
    }
}

impl From<&StoredColumn> for Column {
    fn from(column: &StoredColumn) -> Column {
        Column::new(column.name.as_str(), Kind::Given(column.kind))
    }
}

/// The columns as a schema of arrow.
pub(super) fn arrow_schema(columns: &[Column]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(Column::field).collect::<Vec<_>>()))
}

/// Adds those columns to a table's that it lacks.
///
/// # Errors
/// Where a column is kept in another way already.
pub(super) fn widen(table: &str, columns: &mut Vec<Column>, new: &[Column]) -> Result<bool, StoreError> {
    let before = columns.len();
    for column in new {
        match columns.iter().find(|known| known.name == column.name) {
            None => columns.push(column.clone()),
            Some(known) if known.kind == column.kind => {}
            Some(known) => {
                return Err(StoreError::OtherKind {
                    table: table.to_string(),
                    column: column.name.clone(),
                    stored: known.arrow().to_string(),
                    given: column.arrow().to_string(),
                });
            }
        }
    }
    Ok(columns.len() > before)
}
