//! Rows that come as one frame, taken apart into the arrays that a stage takes.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, TimestampMicrosecondArray,
};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult};

use super::columns::{Batch, ROW_HASH, ROW_KEY, StoredColumn, StoredKind};

/// A frame's columns and its rows; `row_key` and `row_hash` are among its columns.
pub(super) fn taken_apart(frame: &DataFrame) -> PolarsResult<(Vec<StoredColumn>, Batch)> {
    let (mut described, mut columns) = (Vec::new(), Vec::new());
    for column in frame.columns().iter().filter(|column| column.name() != ROW_KEY && column.name() != ROW_HASH) {
        let (kind, array) = array_of(column)?;
        described.push(StoredColumn { name: column.name().to_string(), kind });
        columns.push(array);
    }
    let digests =
        |name: &str| -> PolarsResult<Vec<i64>> { Ok(frame.column(name)?.i64()?.into_no_null_iter().collect()) };
    Ok((described, Batch { columns, row_keys: digests(ROW_KEY)?, row_hashes: digests(ROW_HASH)?, orders: None }))
}

fn array_of(column: &Column) -> PolarsResult<(StoredKind, ArrayRef)> {
    Ok(match column.dtype() {
        DataType::Date => {
            let days = column.cast(&DataType::Int32)?;
            (StoredKind::Day, Arc::new(days.i32()?.iter().collect::<Date32Array>()))
        }
        DataType::Datetime(_, _) => {
            let micros = column.cast(&DataType::Int64)?;
            (StoredKind::Instant, Arc::new(micros.i64()?.iter().collect::<TimestampMicrosecondArray>()))
        }
        DataType::Int64 => (StoredKind::Whole, Arc::new(column.i64()?.iter().collect::<Int64Array>())),
        DataType::Float64 => (StoredKind::Number, Arc::new(column.f64()?.iter().collect::<Float64Array>())),
        DataType::Boolean => (StoredKind::Truth, Arc::new(column.bool()?.iter().collect::<BooleanArray>())),
        _ => {
            let texts = column.cast(&DataType::String)?;
            (StoredKind::Text, Arc::new(texts.str()?.iter().collect::<StringArray>()))
        }
    })
}
