//! Plain columns as a Parquet file, for results that leave attain.

use std::fs::File;
use std::path::Path;

use polars::prelude::*;

use super::StoreError;

/// The values of one column, in a form that needs no data frame.
#[derive(Debug, Clone, PartialEq)]
pub enum PlainColumn {
    /// Text.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Int(Vec<Option<i64>>),
    /// Numbers with a fraction.
    Number(Vec<Option<f64>>),
    /// Yes or no.
    Bool(Vec<Option<bool>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
}

/// Writes named columns of equal length to `path`, replacing what is there.
pub fn write_parquet(path: &Path, columns: Vec<(String, PlainColumn)>) -> Result<(), StoreError> {
    let doing = || format!("writing `{}`", path.display());
    let engine = |error: PolarsError| StoreError::engine(doing(), &error);
    let series: Vec<Column> =
        columns.into_iter().map(|(name, column)| column_of(&name, column)).collect::<Result<_, _>>().map_err(engine)?;
    let height = series.first().map_or(0, Column::len);
    let mut frame = DataFrame::new(height, series).map_err(engine)?;
    let file = File::create(path).map_err(|error| StoreError::io(doing(), &error))?;
    ParquetWriter::new(file).with_compression(ParquetCompression::Zstd(None)).finish(&mut frame).map_err(engine)?;
    Ok(())
}

fn column_of(name: &str, column: PlainColumn) -> PolarsResult<Column> {
    let name: PlSmallStr = name.into();
    let series = match column {
        PlainColumn::Text(values) => Series::new(name, values),
        PlainColumn::Int(values) => Series::new(name, values),
        PlainColumn::Number(values) => Series::new(name, values),
        PlainColumn::Bool(values) => Series::new(name, values),
        PlainColumn::Date(values) => Series::new(name, values).cast(&DataType::Date)?,
    };
    Ok(series.into_column())
}
