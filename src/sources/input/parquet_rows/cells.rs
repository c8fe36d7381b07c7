//! Values of an Arrow column as text that the typed readers understand.

use arrow::array::{
    Array, ArrayRef, AsArray, Float16Array, Float32Array, Float64Array, LargeStringArray, StringArray, StringViewArray,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::super::number_text::shortest;

/// A column, ready to be written cell by cell.
pub(super) enum Column {
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Half(Float16Array),
    Single(Float32Array),
    Double(Float64Array),
    /// Bytes, which some writers use for text.
    Bytes(ArrayRef),
    /// Lists, structs and maps: JSON text.
    Nested(ArrayRef),
    /// All that Arrow writes in a fit way itself: whole numbers, decimals, days, times with their zone, truth values.
    Other(ArrayRef),
}

impl Column {
    /// Makes a column ready.
    pub(super) fn new(array: &ArrayRef) -> Result<Column, ArrowError> {
        Ok(match array.data_type() {
            DataType::Dictionary(_, values) => return Column::new(&cast(array, values)?),
            DataType::RunEndEncoded(_, values) => return Column::new(&cast(array, values.data_type())?),
            DataType::Utf8 => Column::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Column::LargeText(array.as_string().clone()),
            DataType::Utf8View => Column::TextView(array.as_string_view().clone()),
            DataType::Float16 => Column::Half(array.as_primitive().clone()),
            DataType::Float32 => Column::Single(array.as_primitive().clone()),
            DataType::Float64 => Column::Double(array.as_primitive().clone()),
            DataType::Binary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Column::Bytes(cast(array, &DataType::LargeBinary)?)
            }
            DataType::LargeBinary => Column::Bytes(array.clone()),
            kind if kind.is_nested() => Column::Nested(array.clone()),
            _ => Column::Other(array.clone()),
        })
    }

    /// Appends the text of a cell; nothing for null.
    pub(super) fn write(&self, row: usize, text: &mut String) {
        match self {
            Column::Text(array) if array.is_valid(row) => text.push_str(array.value(row)),
            Column::LargeText(array) if array.is_valid(row) => text.push_str(array.value(row)),
            Column::TextView(array) if array.is_valid(row) => text.push_str(array.value(row)),
            Column::Half(array) if array.is_valid(row) => text.push_str(&shortest(array.value(row).to_f64())),
            // By way of its own digits: 0.1 in single precision is 0.1 and not 0.10000000149011612.
            Column::Single(array) if array.is_valid(row) => {
                let number = array.value(row);
                let exact = number.to_string().parse::<f64>();
                text.push_str(&shortest(exact.unwrap_or_else(|_| f64::from(number))));
            }
            Column::Double(array) if array.is_valid(row) => text.push_str(&shortest(array.value(row))),
            Column::Bytes(array) if array.is_valid(row) => write_bytes(array.as_binary::<i64>().value(row), text),
            Column::Nested(array) if array.is_valid(row) => text.push_str(&json(array, row).to_string()),
            Column::Other(array) if array.is_valid(row) => text.push_str(&shown(array, row)),
            _ => {}
        }
    }
}

/// Text where it is text, hexadecimal digits where not.
fn write_bytes(bytes: &[u8], text: &mut String) {
    match std::str::from_utf8(bytes) {
        Ok(read) => text.push_str(read),
        Err(_) => bytes.iter().for_each(|byte| text.push_str(&format!("{byte:02x}"))),
    }
}

fn shown(array: &dyn Array, row: usize) -> String {
    let options = FormatOptions::new();
    let formatter = ArrayFormatter::try_new(array, &options);
    let shown = formatter.ok().and_then(|formatter| formatter.value(row).try_to_string().ok()).unwrap_or_default();
    // Days that are stored in milliseconds are days.
    let is_day = *array.data_type() == DataType::Date64;
    shown.strip_suffix("T00:00:00").filter(|_| is_day).map_or(shown.clone(), str::to_string)
}

/// A nested value as JSON.
fn json(array: &dyn Array, row: usize) -> serde_json::Value {
    use serde_json::Value;
    if array.is_null(row) {
        return Value::Null;
    }
    let listed = |items: ArrayRef| Value::Array((0..items.len()).map(|item| json(&items, item)).collect());
    match array.data_type() {
        DataType::List(_) => listed(array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => listed(array.as_list::<i64>().value(row)),
        DataType::FixedSizeList(_, _) => listed(array.as_fixed_size_list().value(row)),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let pairs = fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), json(column, row)));
            Value::Object(pairs.collect())
        }
        DataType::Map(_, _) => {
            let entries = array.as_map().value(row);
            let [keys, values] = entries.columns() else { return Value::Null };
            let pairs = (0..entries.len()).map(|entry| (plain(keys, entry), json(values, entry)));
            Value::Object(pairs.collect())
        }
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        kind if kind.is_numeric() => {
            let text = plain(array, row);
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        _ => Value::String(plain(array, row)),
    }
}

fn plain(array: &dyn Array, row: usize) -> String {
    shown(array, row)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::*;
    use arrow::datatypes::{Int32Type, TimeUnit};

    use super::*;

    fn written(array: impl Array + 'static) -> Vec<String> {
        let array: ArrayRef = Arc::new(array);
        let column = Column::new(&array).unwrap();
        let text = |row| {
            let mut text = String::new();
            column.write(row, &mut text);
            text
        };
        (0..array.len()).map(text).collect()
    }

    #[test]
    fn numbers_are_exact_and_short() {
        assert_eq!(written(Float64Array::from(vec![Some(13085.0), Some(0.1), None])), ["13085", "0.1", ""]);
        assert_eq!(written(Float32Array::from(vec![0.1_f32])), ["0.1"]);
        assert_eq!(written(Int64Array::from(vec![i64::MAX])), ["9223372036854775807"]);
        let decimals =
            Decimal128Array::from(vec![Some(12345), Some(-5), None]).with_precision_and_scale(10, 2).unwrap();
        assert_eq!(written(decimals), ["123.45", "-0.05", ""]);
        assert_eq!(written(BooleanArray::from(vec![true, false])), ["true", "false"]);
    }

    #[test]
    fn days_and_times_are_iso_and_keep_their_zone() {
        assert_eq!(written(Date32Array::from(vec![19_727, -1])), ["2024-01-05", "1969-12-31"]);
        assert_eq!(written(Date64Array::from(vec![19_727 * 86_400_000])), ["2024-01-05"]);
        let instants = TimestampMillisecondArray::from(vec![19_727 * 86_400_000 + 1_500]);
        assert_eq!(written(instants.clone()), ["2024-01-05T00:00:01.500"]);
        assert_eq!(written(instants.clone().with_timezone("Asia/Shanghai")), ["2024-01-05T08:00:01.500+08:00"]);
        assert_eq!(written(instants.with_timezone("UTC")), ["2024-01-05T00:00:01.500Z"]);
        let array: ArrayRef = Arc::new(Time32SecondArray::from(vec![3_661]));
        assert_eq!(array.data_type(), &DataType::Time32(TimeUnit::Second));
        assert_eq!(shown(&array, 0), "01:01:01");
    }

    #[test]
    fn texts_of_every_kind_are_the_same() {
        assert_eq!(written(StringArray::from(vec![Some("é"), None])), ["é", ""]);
        assert_eq!(written(LargeStringArray::from(vec!["订单"])), ["订单"]);
        assert_eq!(
            written(StringViewArray::from(vec!["a text longer than twelve bytes"])),
            ["a text longer than twelve bytes"]
        );
        assert_eq!(written(DictionaryArray::<Int32Type>::from_iter([Some("a"), None, Some("a")])), ["a", "", "a"]);
        assert_eq!(written(BinaryArray::from_vec(vec![b"text", b"\xff\x00"])), ["text", "ff00"]);
        assert_eq!(written(NullArray::new(1)), [""]);
    }

    #[test]
    fn nested_values_are_json() {
        let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]);
        assert_eq!(written(list), ["[1,null]", ""]);
        let names: ArrayRef = Arc::new(StringArray::from(vec!["a\"b"]));
        let sums: ArrayRef = Arc::new(Float64Array::from(vec![1.5]));
        let record = StructArray::try_from(vec![("name", names), ("sum", sums)]).unwrap();
        assert_eq!(written(record), [r#"{"name":"a\"b","sum":1.5}"#]);
    }
}
