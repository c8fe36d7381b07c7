//! Growing typed columns.

use polars::prelude::*;

use crate::schema::ColumnType;

use super::values::Value;

/// One column under construction.
pub(super) enum TypedColumn {
    Text(StringChunkedBuilder),
    Day(PrimitiveChunkedBuilder<Int32Type>),
    Instant(PrimitiveChunkedBuilder<Int64Type>),
    Whole(PrimitiveChunkedBuilder<Int64Type>),
    Number(PrimitiveChunkedBuilder<Float64Type>),
    Truth(BooleanChunkedBuilder),
}

impl TypedColumn {
    /// An empty column of the type that the store keeps for `kind`.
    pub(super) fn new(name: &str, kind: ColumnType) -> TypedColumn {
        let name: PlSmallStr = name.into();
        match kind {
            ColumnType::Str | ColumnType::Enum => TypedColumn::Text(StringChunkedBuilder::new(name, 0)),
            ColumnType::Date => TypedColumn::Day(PrimitiveChunkedBuilder::new(name, 0)),
            ColumnType::Ts => TypedColumn::Instant(PrimitiveChunkedBuilder::new(name, 0)),
            ColumnType::Money | ColumnType::Int => TypedColumn::Whole(PrimitiveChunkedBuilder::new(name, 0)),
            ColumnType::F64 => TypedColumn::Number(PrimitiveChunkedBuilder::new(name, 0)),
            ColumnType::Bool => TypedColumn::Truth(BooleanChunkedBuilder::new(name, 0)),
        }
    }

    /// Adds a value; one of another type than the column's is null, which the reader's own types rule out.
    pub(super) fn push(&mut self, value: &Value<'_>) {
        match (self, value) {
            (TypedColumn::Text(column), Value::Str(text)) => column.append_value(text),
            (TypedColumn::Text(column), _) => column.append_null(),
            (TypedColumn::Day(column), Value::Date(day)) => column.append_value(day.epoch()),
            (TypedColumn::Day(column), _) => column.append_null(),
            (TypedColumn::Instant(column), Value::Ts(micros)) => column.append_value(*micros),
            (TypedColumn::Instant(column), _) => column.append_null(),
            (TypedColumn::Whole(column), Value::Money { minor: whole, .. } | Value::Int(whole)) => {
                column.append_value(*whole);
            }
            (TypedColumn::Whole(column), _) => column.append_null(),
            (TypedColumn::Number(column), Value::F64(number)) => column.append_value(*number),
            (TypedColumn::Number(column), _) => column.append_null(),
            (TypedColumn::Truth(column), Value::Bool(truth)) => column.append_value(*truth),
            (TypedColumn::Truth(column), _) => column.append_null(),
        }
    }

    /// The finished column.
    pub(super) fn finish(self) -> PolarsResult<Column> {
        let series = match self {
            TypedColumn::Text(column) => column.finish().into_series(),
            TypedColumn::Day(column) => column.finish().into_series().cast(&DataType::Date)?,
            TypedColumn::Instant(column) => {
                column.finish().into_series().cast(&DataType::Datetime(TimeUnit::Microseconds, None))?
            }
            TypedColumn::Whole(column) => column.finish().into_series(),
            TypedColumn::Number(column) => column.finish().into_series(),
            TypedColumn::Truth(column) => column.finish().into_series(),
        };
        Ok(series.into_column())
    }
}
