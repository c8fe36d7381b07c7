//! A column of numbers with a fraction that is written by a dictionary of its values: quantities and rates repeat.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use bytes::Bytes;
use hashbrown::HashTable;
use parquet::basic::Encoding;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;

use super::pages::{ByPages, DictionaryPage, Pages};

/// A batch with more different values than these is left to the other writer: they are measurements.
const MOST_VALUES: usize = 1 << 10;

/// The numbers of a column in one row group.
pub(super) struct CodedNumbers {
    pages: Pages,
    values: Values,
    /// The places of the open page's values, those that are absent left out.
    codes: Vec<u32>,
}

/// The different values by their bits, in the order in which they came.
#[derive(Default)]
struct Values {
    bits: Vec<u64>,
    places: HashTable<u32>,
}

impl CodedNumbers {
    /// A column for a row group that begins with this batch, with so many rows a page; none where its values hardly
    /// repeat.
    pub(super) fn for_batch(column: &ColumnDescPtr, page_rows: usize, first: &ArrayRef) -> Option<CodedNumbers> {
        let mut values = Values::default();
        for number in first.as_primitive_opt::<Float64Type>()?.iter().flatten() {
            values.place(number);
            if values.bits.len() > MOST_VALUES {
                return None;
            }
        }
        if values.bits.len() * 4 > first.len() {
            return None;
        }
        let pages = Pages::of(column, page_rows, Encoding::RLE_DICTIONARY)?;
        Some(CodedNumbers { pages, values: Values::default(), codes: Vec::with_capacity(page_rows) })
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        let values = 8 * self.values.bits.capacity() + self.values.places.allocation_size();
        self.pages.memory_size() + 4 * self.codes.capacity() + values
    }

    /// The finished column chunk, the dictionary first, and what the file has to know of it.
    pub(super) fn close(mut self) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        self.close_page()?;
        let plain = self.values.bits.iter().flat_map(|bits| bits.to_le_bytes()).collect();
        self.pages.close(Some(DictionaryPage { plain, values: self.values.bits.len() }), None)
    }
}

impl ByPages for CodedNumbers {
    fn pages(&self) -> &Pages {
        &self.pages
    }

    fn take(&mut self, rows: &ArrayRef) -> Result<(), ParquetError> {
        let numbers = rows.as_primitive_opt::<Float64Type>().ok_or_else(|| {
            ParquetError::General(format!("numbers with a fraction were expected and {} came", rows.data_type()))
        })?;
        self.pages.note(numbers.len(), numbers.nulls());
        match numbers.null_count() {
            0 => self.codes.extend(numbers.values().iter().map(|&number| self.values.place(number))),
            _ => self.codes.extend(numbers.iter().flatten().map(|number| self.values.place(number))),
        }
        Ok(())
    }

    fn close_page(&mut self) -> Result<(), ParquetError> {
        self.pages.close_coded(&mut self.codes, self.values.bits.len())
    }
}

impl Values {
    /// The place of a value, which is added where it is new.
    #[inline]
    fn place(&mut self, number: f64) -> u32 {
        let number = number.to_bits();
        let known = &self.bits;
        if let Some(&place) = self.places.find(mixed(number), |&place| known[place as usize] == number) {
            return place;
        }
        let place = known.len() as u32;
        self.bits.push(number);
        let known = &self.bits;
        self.places.insert_unique(mixed(number), place, |&place| mixed(known[place as usize]));
        place
    }
}

/// The folded product of wyhash (Wang Yi): a number's last bits are mostly zeros.
fn mixed(bits: u64) -> u64 {
    let product = u128::from(bits ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::Float64Array;
    use arrow::datatypes::{DataType, Field, Schema};
    use parquet::arrow::ArrowSchemaConverter;
    use proptest::prelude::*;

    use super::super::pages;
    use super::*;

    fn array(numbers: &[Option<f64>]) -> ArrayRef {
        Arc::new(numbers.iter().copied().collect::<Float64Array>())
    }

    /// The bits of numbers written in batches as one row group, read again by the `parquet` crate.
    fn read_again(batches: &[Vec<Option<f64>>], page_rows: usize) -> Vec<Option<u64>> {
        let write = |column: &ColumnDescPtr| {
            let mut column = CodedNumbers::for_batch(column, page_rows, &array(&[Some(1.0); 8])).unwrap();
            batches.iter().for_each(|numbers| column.write(&array(numbers)).unwrap());
            column.close().unwrap()
        };
        let (read, _) = pages::read_again(DataType::Float64, write);
        let numbers = read.iter().flat_map(|batch| batch.as_primitive::<Float64Type>());
        numbers.map(|number| number.map(f64::to_bits)).collect()
    }

    #[test]
    fn measurements_are_left_to_the_other_writer() {
        let schema = Schema::new(vec![Field::new("number", DataType::Float64, true)]);
        let column = ArrowSchemaConverter::new().convert(&schema).unwrap().column(0);
        let is_coded = |numbers: Vec<f64>| {
            let numbers: Vec<Option<f64>> = numbers.into_iter().map(Some).collect();
            CodedNumbers::for_batch(&column, 10, &array(&numbers)).is_some()
        };
        assert!(is_coded(vec![1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]));
        assert!(!is_coded(vec![1.0, 2.0, 1.0, 2.0]));
        assert!(!is_coded((0..9_000).map(|at| f64::from(at % 1_500)).collect()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(
            batches in proptest::collection::vec(
                proptest::collection::vec(
                    proptest::option::weighted(0.9, prop_oneof![Just(0.0), Just(-0.0), Just(f64::NAN), 1.0..5.0]),
                    1..90,
                ),
                1..5,
            ),
            page_rows in 1_usize..70,
        ) {
            let expected: Vec<Option<u64>> =
                batches.iter().flatten().map(|number| number.map(f64::to_bits)).collect();
            prop_assert_eq!(read_again(&batches, page_rows), expected);
        }
    }
}
