//! How far a table was fetched: only what is newer has to come the next time.

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::{cast, max};
use arrow::datatypes::{DataType, Date32Type, Int64Type, SchemaRef, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, Duration, NaiveDate};
use serde::{Deserialize, Serialize};

/// The highest value of a column that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// The column of the query.
    pub column: String,
    /// Its highest value: a whole number, a day, or an instant, as it is written in SQL between quotes.
    pub value: String,
    /// A digest of the source and of all that its rows are read by: after a change of the query, of the columns or of
    /// the database, everything has to be fetched from its beginning.
    pub query: String,
}

impl Watermark {
    /// The query that yields what is at or above the mark. Rows at the mark come once more: others may have been
    /// written in the same instant, and those that are known are dropped by their key. Rows without a value come each
    /// time: nothing says whether they are new.
    pub(super) fn newer(&self, query: &str, quote: char) -> String {
        let (column, value) = (quoted(&self.column, quote), self.value.replace('\'', "''"));
        format!("SELECT * FROM ({query}) AS fetched WHERE {column} >= '{value}' OR {column} IS NULL")
    }
}

/// A name in SQL: in quotes, which are doubled within it.
pub(super) fn quoted(name: &str, quote: char) -> String {
    format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
}

/// The highest value so far, while batches pass by.
pub(super) struct Highest {
    index: usize,
    kind: DataType,
    value: Option<i64>,
}

impl Highest {
    /// The column's place; nothing where the query has no such column, and its type where it has no order that both
    /// sides agree on.
    pub(super) fn of(column: &str, schema: &SchemaRef) -> Result<Highest, Option<DataType>> {
        let index = schema.fields().iter().position(|field| field.name() == column).ok_or(None)?;
        let kind = schema.field(index).data_type().clone();
        let has_order =
            kind.is_integer() || matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
        if has_order { Ok(Highest { index, kind, value: None }) } else { Err(Some(kind)) }
    }

    pub(super) fn see(&mut self, batch: &RecordBatch) -> Result<(), arrow::error::ArrowError> {
        let column = batch.column(self.index);
        let highest = match &self.kind {
            DataType::Date32 | DataType::Date64 => {
                max(cast(column, &DataType::Date32)?.as_primitive::<Date32Type>()).map(i64::from)
            }
            DataType::Timestamp(_, zone) => {
                let micros = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
                max(cast(column, &micros)?.as_primitive::<TimestampMicrosecondType>())
            }
            _ => max(cast(column, &DataType::Int64)?.as_primitive::<Int64Type>()),
        };
        self.value = self.value.max(highest);
        Ok(())
    }

    /// As it is written in SQL; nothing where no row had a value.
    pub(super) fn written(&self) -> Option<String> {
        let value = self.value?;
        match &self.kind {
            DataType::Date32 | DataType::Date64 => {
                let day = NaiveDate::default().checked_add_signed(Duration::try_days(value)?)?;
                Some(day.format("%Y-%m-%d").to_string())
            }
            DataType::Timestamp(_, zone) => {
                let instant = DateTime::from_timestamp_micros(value)?;
                let zone = if zone.is_some() { "+00" } else { "" };
                Some(format!("{}{zone}", instant.format("%Y-%m-%d %H:%M:%S%.6f")))
            }
            _ => Some(value.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Date32Array, Float64Array, Int32Array, TimestampNanosecondArray};

    use super::*;

    fn highest(array: ArrayRef) -> Result<Option<String>, Option<DataType>> {
        let batch = RecordBatch::try_from_iter([("at", array)]).unwrap();
        let mut highest = Highest::of("at", &batch.schema())?;
        highest.see(&batch).unwrap();
        Ok(highest.written())
    }

    #[test]
    fn numbers_days_and_instants_are_written_as_sql_reads_them() {
        assert_eq!(highest(Arc::new(Int32Array::from(vec![Some(3), None, Some(-1)]))).unwrap().unwrap(), "3");
        assert_eq!(highest(Arc::new(Date32Array::from(vec![0, 19_782]))).unwrap().unwrap(), "2024-02-29");
        let instants = TimestampNanosecondArray::from(vec![1_709_208_000_123_456_000]);
        assert_eq!(highest(Arc::new(instants.clone())).unwrap().unwrap(), "2024-02-29 12:00:00.123456");
        let zoned = instants.with_timezone("Europe/Berlin");
        assert_eq!(highest(Arc::new(zoned)).unwrap().unwrap(), "2024-02-29 12:00:00.123456+00");
        assert_eq!(highest(Arc::new(Int32Array::from(vec![None::<i32>]))).unwrap(), None);
    }

    #[test]
    fn what_has_no_certain_order_is_refused() {
        assert_eq!(highest(Arc::new(Float64Array::from(vec![1.5]))), Err(Some(DataType::Float64)));
        let batch = RecordBatch::try_from_iter([("at", Arc::new(Int32Array::from(vec![1])) as ArrayRef)]).unwrap();
        assert!(matches!(Highest::of("changed", &batch.schema()), Err(None)));
    }

    #[test]
    fn a_column_s_name_and_value_stay_what_they_are() {
        let mark = Watermark { column: "up\"dated".into(), value: "2024-01-01".into(), query: String::new() };
        let sql = "SELECT * FROM (SELECT 1) AS fetched WHERE \"up\"\"dated\" >= '2024-01-01' \
                   OR \"up\"\"dated\" IS NULL";
        assert_eq!(mark.newer("SELECT 1", '"'), sql);
    }
}
