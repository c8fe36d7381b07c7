//! A column of texts that is written by the dictionaries in which its rows come.
//!
//! The writer of the `parquet` crate looks up every row's text among those of the row group. Rows come with small
//! dictionaries of their own, so that it is enough to look up each text of a batch once.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int32Type;
use bytes::Bytes;
use hashbrown::HashTable;
use parquet::basic::Encoding;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;
use twox_hash::XxHash3_64;

use super::pages::{ByPages, DictionaryPage, Pages};

/// A batch with at most one different text in so many rows is worth a dictionary of the whole row group.
const ROWS_A_TEXT: usize = 4;
/// A text without a place in the dictionary.
const NONE: u32 = u32::MAX;

/// The texts of a column in one row group.
pub(super) struct CodedColumn {
    pages: Pages,
    dictionary: Dictionary,
    /// The places of the open page's texts, those that are absent left out.
    codes: Vec<u32>,
}

/// The different texts, in the order in which they came.
#[derive(Default)]
struct Dictionary {
    /// Each text with its length before it, as Parquet writes them.
    plain: Vec<u8>,
    /// Where each of them begins.
    starts: Vec<usize>,
    hashes: Vec<u64>,
    places: HashTable<u32>,
}

impl CodedColumn {
    /// A column for a row group that begins with this batch, with so many rows a page; none where its texts do not
    /// repeat enough, or do not come by a dictionary.
    pub(super) fn for_batch(column: &ColumnDescPtr, page_rows: usize, first: &ArrayRef) -> Option<CodedColumn> {
        let different = first.as_dictionary_opt::<Int32Type>()?.values().len();
        if different * ROWS_A_TEXT > first.len() {
            return None;
        }
        let pages = Pages::of(column, page_rows, Encoding::RLE_DICTIONARY)?;
        Some(CodedColumn { pages, dictionary: Dictionary::default(), codes: Vec::with_capacity(page_rows) })
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        self.pages.memory_size() + 4 * self.codes.capacity() + self.dictionary.memory_size()
    }

    /// The finished column chunk, the dictionary first, and what the file has to know of it.
    pub(super) fn close(mut self) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        self.close_page()?;
        let values = self.dictionary.len();
        self.pages.close(Some(DictionaryPage { plain: self.dictionary.plain, values }), None)
    }
}

impl ByPages for CodedColumn {
    fn pages(&self) -> &Pages {
        &self.pages
    }

    fn take(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        let other = || ParquetError::General(format!("texts were expected and {} came", array.data_type()));
        self.pages.note(array.len(), array.logical_nulls().as_ref());
        if let Some(coded) = array.as_dictionary_opt::<Int32Type>() {
            let texts = coded.values().as_string_opt::<i32>().ok_or_else(other)?;
            let mut places = vec![NONE; texts.len()];
            for code in coded.keys().iter().flatten().map(|code| code as usize).filter(|&code| texts.is_valid(code)) {
                let place = &mut places[code];
                if *place == NONE {
                    *place = self.dictionary.place(texts.value(code));
                }
                self.codes.push(*place);
            }
        } else {
            let texts = array.as_string_opt::<i32>().ok_or_else(other)?;
            self.codes.extend(texts.iter().flatten().map(|text| self.dictionary.place(text)));
        }
        Ok(())
    }

    fn close_page(&mut self) -> Result<(), ParquetError> {
        self.pages.close_coded(&mut self.codes, self.dictionary.len())
    }
}

impl Dictionary {
    fn len(&self) -> usize {
        self.starts.len()
    }

    fn memory_size(&self) -> usize {
        self.plain.capacity() + 16 * self.starts.capacity() + self.places.allocation_size()
    }

    /// The place of a text, which is added where it is new.
    fn place(&mut self, text: &str) -> u32 {
        let hash = XxHash3_64::oneshot(text.as_bytes());
        let (hashes, starts, plain) = (&self.hashes, &self.starts, &self.plain);
        let is_same = |&at: &u32| {
            let at = at as usize;
            hashes[at] == hash && {
                let end = starts.get(at + 1).copied().unwrap_or(plain.len());
                plain[starts[at] + 4..end] == *text.as_bytes()
            }
        };
        if let Some(&found) = self.places.find(hash, is_same) {
            return found;
        }
        let place = self.starts.len() as u32;
        self.starts.push(self.plain.len());
        self.plain.extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.plain.extend_from_slice(text.as_bytes());
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.places.insert_unique(hash, place, |&at| hashes[at as usize]);
        place
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{DictionaryArray, StringArray};
    use arrow::datatypes::{DataType, Field, Schema};
    use parquet::arrow::ArrowSchemaConverter;
    use proptest::prelude::*;

    use super::super::pages;
    use super::*;

    type Texts = Vec<Option<String>>;

    fn array(texts: &[Option<String>], coded: bool) -> ArrayRef {
        let plain: StringArray = texts.iter().map(Option::as_deref).collect();
        match coded {
            true => {
                let coded: DictionaryArray<Int32Type> = plain.iter().collect();
                Arc::new(coded)
            }
            false => Arc::new(plain),
        }
    }

    /// The texts of batches written as one row group with so many rows a page, read again by the `parquet` crate.
    fn read_again(batches: &[(Texts, bool)], page_rows: usize) -> Texts {
        let write = |column: &ColumnDescPtr| {
            let repeating = array(&vec![Some("a".to_string()); 8], true);
            let mut column = CodedColumn::for_batch(column, page_rows, &repeating).unwrap();
            batches.iter().for_each(|(texts, coded)| column.write(&array(texts, *coded)).unwrap());
            column.close().unwrap()
        };
        let (read, _) = pages::read_again(DataType::Utf8, write);
        read.iter().flat_map(|batch| batch.as_string::<i32>()).map(|text| text.map(str::to_string)).collect()
    }

    #[test]
    fn texts_that_hardly_repeat_are_left_to_the_other_writer() {
        let schema = Schema::new(vec![Field::new("text", DataType::Utf8, true)]);
        let column = ArrowSchemaConverter::new().convert(&schema).unwrap().column(0);
        let of = |texts: &[&str], coded: bool| {
            let texts: Texts = texts.iter().map(|text| Some(text.to_string())).collect();
            CodedColumn::for_batch(&column, 10, &array(&texts, coded)).is_some()
        };
        assert!(of(&["a", "a", "a", "a"], true));
        assert!(!of(&["a", "b", "a", "a"], true));
        assert!(!of(&["a", "a", "a", "a"], false));
    }

    #[test]
    fn a_column_without_any_text_is_read_again() {
        let nothing: Texts = vec![None; 7];
        assert_eq!(read_again(&[(nothing.clone(), true)], 3), nothing);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(
            batches in proptest::collection::vec(
                (proptest::collection::vec(proptest::option::weighted(0.8, "[ab店]{0,2}|c{1,3}"), 1..80), any::<bool>()),
                1..6,
            ),
            runs in 1_usize..12,
            page_rows in 1_usize..70,
        ) {
            // Every text so often in a row, so that runs come about.
            let often = |texts: Texts| texts.into_iter().flat_map(|text| vec![text; runs]).collect::<Texts>();
            let batches: Vec<(Texts, bool)> =
                batches.into_iter().map(|(texts, coded)| (often(texts), coded)).collect();
            let expected: Texts = batches.iter().flat_map(|(texts, _)| texts.clone()).collect();
            prop_assert_eq!(read_again(&batches, page_rows), expected);
        }
    }
}
