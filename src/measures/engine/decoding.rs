//! Arrow as it came over the wire, into the numbers of a table of facts.

use arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray, RecordBatch};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Date32Type, Int32Type, Int64Type};
use arrow_ipc::reader::StreamReader;

use crate::measures::{FactNumbers, FactRows, FactTable};

/// Adds the rows of an answer's part, which is a stream of Arrow of its own.
///
/// # Errors
/// What is wrong with it, where it is no such table.
pub(super) fn append(rows: &mut FactRows, table: FactTable, data: &[u8]) -> Result<(), String> {
    let batches = StreamReader::try_new(data, None).map_err(|error| error.to_string())?;
    for batch in batches {
        let batch = batch.map_err(|error| error.to_string())?;
        check(table, &batch)?;
        for (column, array) in rows.columns_mut().iter_mut().zip(batch.columns()) {
            match column {
                FactNumbers::Small(values) => add_small(values, array),
                FactNumbers::Large(values) => add_large(values, array),
            }
            .ok_or_else(|| format!("a column comes as {}", array.data_type()))?;
        }
    }
    Ok(())
}

fn check(table: FactTable, batch: &RecordBatch) -> Result<(), String> {
    let schema = batch.schema();
    let found: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let wanted: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    match found == wanted {
        true => Ok(()),
        false => Err(format!("it has the columns {} in place of {}", found.join(", "), wanted.join(", "))),
    }
}

/// None where the column is of another kind.
fn add_small(values: &mut Vec<i32>, array: &ArrayRef) -> Option<()> {
    match array.data_type() {
        DataType::Int32 => extend(values, array.as_primitive::<Int32Type>(), FactNumbers::ABSENT),
        DataType::Date32 => extend(values, array.as_primitive::<Date32Type>(), FactNumbers::ABSENT),
        _ => return None,
    }
    Some(())
}

/// None where the column is of another kind.
fn add_large(values: &mut Vec<i64>, array: &ArrayRef) -> Option<()> {
    match array.data_type() {
        DataType::Int64 => extend(values, array.as_primitive::<Int64Type>(), 0),
        _ => return None,
    }
    Some(())
}

fn extend<T: ArrowPrimitiveType>(values: &mut Vec<T::Native>, array: &PrimitiveArray<T>, absent: T::Native) {
    match array.null_count() {
        0 => values.extend_from_slice(array.values()),
        _ => values.extend(array.iter().map(|value| value.unwrap_or(absent))),
    }
}
