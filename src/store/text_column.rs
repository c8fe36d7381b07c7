//! A column of texts that hardly repeat, such as ids, compressed page by page: by their lengths and their bytes
//! (`DELTA_LENGTH_BYTE_ARRAY` of the format's `Encodings.md`), or each by what it shares with the one before and the
//! rest of it (`DELTA_BYTE_ARRAY`).
//!
//! The second is smaller where neighbours are alike, and is read at a quarter of the speed.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int32Type;
use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;

use super::deltas::Deltas;
use super::pages::{ByPages, Pages};

/// The texts of a column in one row group.
pub(super) struct TextColumn {
    pages: Pages,
    /// The last text of the open page.
    previous: Vec<u8>,
    /// How many bytes each text shares with the one before; nothing where that is not looked at.
    shared: Option<Box<Deltas<i32>>>,
    /// How many others it has.
    own: Deltas<i32>,
    /// The others.
    bytes: Vec<u8>,
}

impl TextColumn {
    /// A column with so many rows a page, each text by itself or by the one before; none where its rows may hold more
    /// than a text or nothing.
    pub(super) fn new(column: &ColumnDescPtr, page_rows: usize, by_one_before: bool) -> Option<TextColumn> {
        let encoding = match by_one_before {
            true => Encoding::DELTA_BYTE_ARRAY,
            false => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        };
        let pages = Pages::compressed(column, page_rows, encoding)?;
        let shared = by_one_before.then(|| Box::new(Deltas::new()));
        Some(TextColumn { pages, previous: Vec::new(), shared, own: Deltas::new(), bytes: Vec::new() })
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        self.pages.memory_size() + 2 * self.own.memory_size() + self.bytes.capacity()
    }

    /// The finished column chunk, and what the file has to know of it.
    pub(super) fn close(mut self) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        self.close_page()?;
        self.pages.close(None, None)
    }

    fn add<'t>(&mut self, texts: impl Iterator<Item = &'t [u8]>) {
        let mut own = Vec::new();
        let Some(together) = &mut self.shared else {
            for text in texts {
                own.push(text.len() as i32);
                self.bytes.extend_from_slice(text);
            }
            self.own.put(&own);
            return;
        };
        let mut shared = Vec::new();
        let mut previous: &[u8] = &self.previous;
        for text in texts {
            let same = shared_bytes(previous, text);
            shared.push(same as i32);
            own.push((text.len() - same) as i32);
            self.bytes.extend_from_slice(&text[same..]);
            previous = text;
        }
        self.previous = previous.to_vec();
        together.put(&shared);
        self.own.put(&own);
    }
}

impl ByPages for TextColumn {
    fn pages(&self) -> &Pages {
        &self.pages
    }

    fn take(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        let other = || ParquetError::General(format!("texts were expected and {} came", array.data_type()));
        let nulls = array.logical_nulls();
        self.pages.note(array.len(), nulls.as_ref());
        if let Some(coded) = array.as_dictionary_opt::<Int32Type>() {
            let texts = coded.values().as_string_opt::<i32>().ok_or_else(other)?;
            let (ends, bytes) = (texts.value_offsets(), texts.value_data());
            let text = |&code: &i32| &bytes[ends[code as usize] as usize..ends[code as usize + 1] as usize];
            match nulls.filter(|nulls| nulls.null_count() > 0) {
                None => self.add(coded.keys().values().iter().map(text)),
                Some(nulls) => self.add(nulls.valid_indices().map(|row| text(&coded.keys().value(row)))),
            }
        } else {
            let texts = array.as_string_opt::<i32>().ok_or_else(other)?;
            self.add(texts.iter().flatten().map(str::as_bytes));
        }
        Ok(())
    }

    fn close_page(&mut self) -> Result<(), ParquetError> {
        self.pages.close_page(|body| {
            if let Some(shared) = &mut self.shared {
                shared.finish(body);
            }
            self.own.finish(body);
            body.extend_from_slice(&self.bytes);
        })?;
        self.bytes.clear();
        self.previous.clear();
        Ok(())
    }
}

/// How many bytes two texts begin with alike.
#[inline]
fn shared_bytes(one: &[u8], other: &[u8]) -> usize {
    let mut same = 0;
    while let (Some(left), Some(right)) = (one[same..].first_chunk::<8>(), other[same..].first_chunk::<8>()) {
        let differ = u64::from_le_bytes(*left) ^ u64::from_le_bytes(*right);
        if differ != 0 {
            return same + differ.trailing_zeros() as usize / 8;
        }
        same += 8;
    }
    same + one[same..].iter().zip(&other[same..]).take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{DictionaryArray, StringArray};
    use arrow::datatypes::DataType;
    use proptest::prelude::*;

    use super::super::pages;
    use super::*;

    type Texts = Vec<Option<String>>;

    /// The texts of batches written as one row group with so many rows a page, read again by the `parquet` crate.
    fn read_again(batches: &[(Texts, bool)], page_rows: usize, by_one_before: bool) -> Texts {
        let write = |column: &ColumnDescPtr| {
            let mut column = TextColumn::new(column, page_rows, by_one_before).unwrap();
            for (texts, coded) in batches {
                let plain: StringArray = texts.iter().map(Option::as_deref).collect();
                let array: ArrayRef = match coded {
                    true => Arc::new(plain.iter().collect::<DictionaryArray<Int32Type>>()),
                    false => Arc::new(plain),
                };
                column.write(&array).unwrap();
            }
            column.close().unwrap()
        };
        let (read, _) = pages::read_again(DataType::Utf8, write);
        read.iter().flat_map(|batch| batch.as_string::<i32>()).map(|text| text.map(str::to_string)).collect()
    }

    #[test]
    fn bytes_are_shared_up_to_the_first_that_differs() {
        let pairs = [("", "", 0), ("a", "", 0), ("abc", "abd", 2), ("C000389035", "C000778035", 4)];
        for (one, other, same) in pairs {
            assert_eq!(shared_bytes(one.as_bytes(), other.as_bytes()), same);
        }
        let text = "twenty-one bytes long";
        for at in 0..text.len() {
            let mut other = text.to_string();
            other.replace_range(at..=at, "#");
            assert_eq!(shared_bytes(text.as_bytes(), other.as_bytes()), at);
        }
        assert_eq!(shared_bytes(text.as_bytes(), text.as_bytes()), text.len());
    }

    #[test]
    fn a_column_without_any_text_is_read_again() {
        let nothing: Texts = vec![None; 7];
        assert_eq!(read_again(&[(nothing.clone(), true)], 3, true), nothing);
        assert_eq!(read_again(&[(nothing.clone(), true)], 3, false), nothing);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(
            batches in proptest::collection::vec(
                (proptest::collection::vec(proptest::option::weighted(0.9, "[ab店]{0,12}"), 1..80), any::<bool>()),
                1..5,
            ),
            page_rows in 1_usize..70,
            by_one_before in any::<bool>(),
        ) {
            let expected: Texts = batches.iter().flat_map(|(texts, _)| texts.clone()).collect();
            prop_assert_eq!(read_again(&batches, page_rows, by_one_before), expected);
        }
    }
}
