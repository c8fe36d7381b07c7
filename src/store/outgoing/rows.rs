//! The rows of a result as they leave attain.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};

use crate::store::columns::{Column, Kind};
use crate::store::{PlainColumn, StoredKind};

/// Named columns of equal length as rows; every column may be empty.
///
/// # Panics
/// Where the columns are not of equal length: a mistake of the caller, not of the data.
pub fn plain_rows(columns: Vec<(String, PlainColumn)>) -> RecordBatch {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, column)| {
            let array = array_of(column);
            (Field::new(name, array.data_type().clone(), true), array)
        })
        .unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("the columns are of equal length")
}

fn array_of(column: PlainColumn) -> ArrayRef {
    match column {
        PlainColumn::Text(values) => Arc::new(StringArray::from(values)),
        PlainColumn::Int(values) => Arc::new(Int64Array::from(values)),
        PlainColumn::Number(values) => Arc::new(Float64Array::from(values)),
        PlainColumn::Bool(values) => Arc::new(BooleanArray::from(values)),
        PlainColumn::Date(values) => Arc::new(Date32Array::from(values)),
    }
}

/// The columns of such rows.
pub(super) fn columns(rows: &RecordBatch) -> Vec<Column> {
    let kind = |kind: &DataType| match kind {
        DataType::Int64 => StoredKind::Whole,
        DataType::Float64 => StoredKind::Number,
        DataType::Boolean => StoredKind::Truth,
        DataType::Date32 => StoredKind::Day,
        _ => StoredKind::Text,
    };
    let schema = rows.schema();
    let fields = schema.fields().iter();
    fields.map(|field| Column::new(field.name().as_str(), Kind::Given(kind(field.data_type())))).collect()
}
