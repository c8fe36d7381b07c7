//! Columns of a stored table; one that no file brought is null in every row.

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;

fn cast(frame: &DataFrame, name: &str, dtype: &DataType) -> Result<Column, MeasureError> {
    let column = match frame.column(name) {
        Ok(column) => column.cast(dtype),
        Err(_) => Ok(Column::full_null(name.into(), frame.height(), dtype)),
    };
    column.map_err(engine)
}

fn engine(error: PolarsError) -> MeasureError {
    MeasureError::Engine { reason: error.to_string() }
}

/// Whole numbers, such as minor units.
pub(super) fn whole(frame: &DataFrame, name: &str) -> Result<Vec<Option<i64>>, MeasureError> {
    Ok(cast(frame, name, &DataType::Int64)?.i64().map_err(engine)?.iter().collect())
}

/// Days.
pub(super) fn days(frame: &DataFrame, name: &str) -> Result<Vec<Option<Day>>, MeasureError> {
    let column = cast(frame, name, &DataType::Int32)?;
    Ok(column.i32().map_err(engine)?.iter().map(|day| day.map(Day::from_epoch)).collect())
}

/// Texts; empty where there is none.
pub(super) fn texts(frame: &DataFrame, name: &str) -> Result<Vec<String>, MeasureError> {
    let column = cast(frame, name, &DataType::String)?;
    Ok(column.str().map_err(engine)?.iter().map(|text| text.unwrap_or("").to_string()).collect())
}
