//! A column of whole numbers, days, instants or keys, packed by its differences.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type, TimestampMicrosecondType};
use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescPtr;

use super::deltas::{Deltas, Whole};
use super::pages::{ByPages, Pages};

/// The numbers of a column in one row group.
pub(super) struct PackedColumn {
    pages: Pages,
    numbers: Numbers,
    absent: u64,
}

enum Numbers {
    Narrow(Box<Packed<i32>>),
    Wide(Box<Packed<i64>>),
}

struct Packed<T> {
    deltas: Deltas<T>,
    /// The least and the greatest.
    bounds: Option<(T, T)>,
}

impl PackedColumn {
    /// A column with so many rows a page; none where it holds no whole numbers that may be absent.
    pub(super) fn new(column: &ColumnDescPtr, page_rows: usize) -> Option<PackedColumn> {
        let numbers = match column.physical_type() {
            Type::INT32 => Numbers::Narrow(Box::new(Packed::new())),
            Type::INT64 => Numbers::Wide(Box::new(Packed::new())),
            _ => return None,
        };
        let pages = Pages::of(column, page_rows, Encoding::DELTA_BINARY_PACKED)?;
        Some(PackedColumn { pages, numbers, absent: 0 })
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        let open = match &self.numbers {
            Numbers::Narrow(packed) => packed.deltas.memory_size(),
            Numbers::Wide(packed) => packed.deltas.memory_size(),
        };
        self.pages.memory_size() + open
    }

    /// The finished column chunk, and what the file has to know of it.
    pub(super) fn close(mut self) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        self.close_page()?;
        let nulls = Some(self.absent);
        let statistics = match &self.numbers {
            Numbers::Narrow(packed) => {
                let (least, greatest) = packed.bounds.unzip();
                Statistics::int32(least, greatest, None, nulls, false)
            }
            Numbers::Wide(packed) => {
                let (least, greatest) = packed.bounds.unzip();
                Statistics::int64(least, greatest, None, nulls, false)
            }
        };
        self.pages.close(None, Some(statistics))
    }

    fn take_of<A: ArrowPrimitiveType>(&mut self, rows: &PrimitiveArray<A>) -> Result<(), ParquetError>
    where
        Numbers: Takes<A::Native>,
    {
        self.pages.note(rows.len(), rows.nulls());
        self.absent += rows.null_count() as u64;
        match rows.null_count() {
            0 => self.numbers.take(rows.values()),
            all if all == rows.len() => {}
            _ => self.numbers.take(&rows.iter().flatten().collect::<Vec<_>>()),
        }
        Ok(())
    }
}

impl ByPages for PackedColumn {
    fn pages(&self) -> &Pages {
        &self.pages
    }

    fn take(&mut self, rows: &ArrayRef) -> Result<(), ParquetError> {
        match (&mut self.numbers, rows.data_type()) {
            (Numbers::Narrow(_), DataType::Int32) => self.take_of(rows.as_primitive::<Int32Type>()),
            (Numbers::Narrow(_), DataType::Date32) => self.take_of(rows.as_primitive::<Date32Type>()),
            (Numbers::Wide(_), DataType::Int64) => self.take_of(rows.as_primitive::<Int64Type>()),
            (Numbers::Wide(_), DataType::Timestamp(_, _)) => {
                let instants = rows.as_primitive_opt::<TimestampMicrosecondType>();
                instants.map_or_else(|| Err(other(rows)), |instants| self.take_of(instants))
            }
            _ => Err(other(rows)),
        }
    }

    fn close_page(&mut self) -> Result<(), ParquetError> {
        match &mut self.numbers {
            Numbers::Narrow(packed) => self.pages.close_page(|body| packed.deltas.finish(body)),
            Numbers::Wide(packed) => self.pages.close_page(|body| packed.deltas.finish(body)),
        }
    }
}

fn other(array: &ArrayRef) -> ParquetError {
    ParquetError::General(format!("whole numbers were expected and {} came", array.data_type()))
}

impl<T: Whole> Packed<T> {
    fn new() -> Packed<T> {
        Packed { deltas: Deltas::new(), bounds: None }
    }

    fn take(&mut self, numbers: &[T]) {
        self.deltas.put(numbers);
        let ends = numbers.iter().copied().min().zip(numbers.iter().copied().max());
        if let Some((least, greatest)) = ends {
            self.bounds =
                Some(self.bounds.map_or((least, greatest), |(low, high)| (low.min(least), high.max(greatest))));
        }
    }
}

/// Takes numbers of one size; those of the other size never come, because the column's type was looked at before.
trait Takes<T> {
    fn take(&mut self, numbers: &[T]);
}

impl Takes<i32> for Numbers {
    fn take(&mut self, numbers: &[i32]) {
        if let Numbers::Narrow(packed) = self {
            packed.take(numbers);
        }
    }
}

impl Takes<i64> for Numbers {
    fn take(&mut self, numbers: &[i64]) {
        if let Numbers::Wide(packed) = self {
            packed.take(numbers);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int32Array, Int64Array};
    use arrow::datatypes::{Field, Schema};
    use parquet::arrow::ArrowSchemaConverter;
    use proptest::prelude::*;

    use super::super::pages;
    use super::*;

    /// Batches written as one row group with so many rows a page, read again by the `parquet` crate, and the bounds
    /// and nulls that the footer states.
    fn read_again(kind: DataType, batches: &[ArrayRef], page_rows: usize) -> (Vec<Option<i64>>, Statistics) {
        let write = |column: &ColumnDescPtr| {
            let mut column = PackedColumn::new(column, page_rows).unwrap();
            batches.iter().for_each(|batch| column.write(batch).unwrap());
            column.close().unwrap()
        };
        let (read, statistics) = pages::read_again(kind, write);
        let wide = read.iter().map(|batch| arrow::compute::cast(batch, &DataType::Int64).unwrap());
        (wide.flat_map(|batch| batch.as_primitive::<Int64Type>().iter().collect::<Vec<_>>()).collect(), statistics)
    }

    #[test]
    fn a_column_without_any_number_has_no_bounds() {
        let nothing: ArrayRef = Arc::new(Int32Array::new_null(7));
        let (read, statistics) = read_again(DataType::Int32, &[nothing], 3);
        assert_eq!(read, vec![None; 7]);
        assert_eq!((statistics.null_count_opt(), statistics.min_bytes_opt()), (Some(7), None));
    }

    #[test]
    fn a_column_takes_only_its_own_kind() {
        let schema = Schema::new(vec![Field::new("number", DataType::Int32, true)]);
        let described = ArrowSchemaConverter::new().convert(&schema).unwrap();
        let mut column = PackedColumn::new(&described.column(0), 3).unwrap();
        let wide: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        assert!(column.write(&wide).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(
            batches in proptest::collection::vec(
                proptest::collection::vec(
                    proptest::option::weighted(0.9, prop_oneof![any::<i64>(), -9_i64..9, Just(i64::MIN), Just(i64::MAX)]),
                    1..700,
                ),
                1..4,
            ),
            shift in 0_u32..64,
            page_rows in 1_usize..900,
            narrow in any::<bool>(),
        ) {
            let kept = |number: i64| if narrow { i64::from((number >> shift) as i32) } else { number >> shift };
            let expected: Vec<Option<i64>> = batches.iter().flatten().map(|number| number.map(kept)).collect();
            let array = |batch: &Vec<Option<i64>>| -> ArrayRef {
                let numbers = batch.iter().map(|number| number.map(kept));
                match narrow {
                    true => Arc::new(numbers.map(|number| number.map(|number| number as i32)).collect::<Int32Array>()),
                    false => Arc::new(numbers.collect::<Int64Array>()),
                }
            };
            let arrays: Vec<ArrayRef> = batches.iter().map(array).collect();
            let kind = if narrow { DataType::Int32 } else { DataType::Int64 };
            let (read, statistics) = read_again(kind, &arrays, page_rows);
            let there: Vec<i64> = expected.iter().flatten().copied().collect();
            let (least, greatest) = (there.iter().min().copied(), there.iter().max().copied());
            let absent = Some((expected.len() - there.len()) as u64);
            prop_assert_eq!(read, expected);
            let ends = match &statistics {
                Statistics::Int32(of) => (of.min_opt().map(|least| i64::from(*least)), of.max_opt().map(|most| i64::from(*most))),
                Statistics::Int64(of) => (of.min_opt().copied(), of.max_opt().copied()),
                _ => (None, None),
            };
            prop_assert_eq!((ends, statistics.null_count_opt()), ((least, greatest), absent));
        }
    }
}
