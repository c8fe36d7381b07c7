//! The cells of one column of a block, in their type.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::Int32Type;
use hashbrown::HashTable;

use crate::calendar::Day;
use crate::schema::ColumnType;
use crate::schema::digest::{self, ColumnSeed};

use super::places::{Places, Short};

/// Values, and which of them are there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filled<T> {
    /// One a row; what stands where none is there means nothing.
    pub values: Vec<T>,
    /// Whether a value is there.
    pub present: Vec<bool>,
}

impl<T: Copy + Default> Filled<T> {
    /// Nothing in any row.
    pub(super) fn nothing(rows: usize) -> Filled<T> {
        Filled { values: vec![T::default(); rows], present: vec![false; rows] }
    }

    /// The value of a row.
    pub(super) fn get(&self, row: usize) -> Option<T> {
        self.present[row].then_some(self.values[row])
    }

    /// Sets the value of a row.
    pub(super) fn set(&mut self, row: usize, value: T) {
        self.values[row] = value;
        self.present[row] = true;
    }

    fn nulls(&self) -> Option<NullBuffer> {
        nulls_of(&self.present)
    }
}

fn nulls_of(present: &[bool]) -> Option<NullBuffer> {
    if present.iter().all(|&there| there) { None } else { Some(NullBuffer::from(present)) }
}

/// Texts, each different one kept once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Texts {
    /// For each row the place of its text, or -1.
    pub codes: Vec<i32>,
    /// The different texts, one after the other.
    text: String,
    /// Where each of them ends.
    ends: Vec<u32>,
    /// The digest of each.
    pub digests: Vec<u64>,
}

impl Texts {
    /// No text in any row.
    pub(super) fn nothing(rows: usize) -> Texts {
        Texts { codes: vec![-1; rows], ..Texts::default() }
    }

    /// The same text in every row.
    pub(super) fn constant(text: &str, rows: usize) -> Texts {
        let mut texts = Texts::default();
        let code = texts.add(text);
        texts.codes = vec![code; rows];
        texts
    }

    /// The texts of some rows.
    pub(super) fn of<'t>(rows: usize, text_of: impl Fn(usize) -> &'t str) -> Texts {
        let mut texts = Texts { codes: Vec::with_capacity(rows), ..Texts::default() };
        let mut places = Places::new();
        // Exports are often sorted or grouped.
        let mut before: Option<(Short, i32)> = None;
        for row in 0..rows {
            let text = text_of(row);
            let code = match (Short::of(text), before) {
                (Some(short), Some((earlier, code))) if earlier == short => code,
                (Some(short), _) => {
                    let code = places.of(short, || texts.add(text));
                    before = Some((short, code));
                    code
                }
                (None, _) => texts.place(&mut places.longer, text),
            };
            texts.codes.push(code);
        }
        texts
    }

    fn place(&mut self, places: &mut HashTable<i32>, text: &str) -> i32 {
        let digest = digest::of_text(text);
        let found = places
            .find(digest, |&code| self.digests[code as usize] == digest && self.bytes_at(code) == text.as_bytes());
        if let Some(&code) = found {
            return code;
        }
        let code = self.add_digested(text, digest);
        let digests = &self.digests;
        places.insert_unique(digest, code, |&code| digests[code as usize]);
        code
    }

    /// Adds a text that is not there yet, and returns its place.
    pub(super) fn add(&mut self, text: &str) -> i32 {
        self.add_digested(text, digest::of_text(text))
    }

    fn add_digested(&mut self, text: &str, digest: u64) -> i32 {
        let code = i32::try_from(self.ends.len()).expect("a block has far fewer than two billion texts");
        self.text.push_str(text);
        self.ends.push(super::records::position(self.text.len()));
        self.digests.push(digest);
        code
    }

    /// The different texts.
    pub(super) fn different(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a text: looked at for each row, without asking where letters begin.
    #[inline]
    fn bytes_at(&self, code: i32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] as usize };
        &self.text.as_bytes()[start..self.ends[code] as usize]
    }

    /// The text at a place.
    pub(super) fn at(&self, code: i32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] as usize };
        &self.text[start..self.ends[code] as usize]
    }

    /// The text of a row.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        let code = self.codes[row];
        (code >= 0).then(|| self.at(code))
    }

    /// The digest of a row's text.
    pub(super) fn digest(&self, row: usize) -> Option<u64> {
        let code = self.codes[row];
        (code >= 0).then(|| self.digests[code as usize])
    }

    fn array(self) -> ArrayRef {
        let present: Vec<bool> = self.codes.iter().map(|&code| code >= 0).collect();
        let keys = Int32Array::new(ScalarBuffer::from(self.codes), nulls_of(&present));
        let mut offsets = Vec::with_capacity(self.ends.len() + 1);
        offsets.push(0_i32);
        offsets
            .extend(self.ends.iter().map(|&end| i32::try_from(end).expect("a block's texts fit into two gigabytes")));
        let values = StringArray::new(OffsetBuffer::new(offsets.into()), Buffer::from(self.text.into_bytes()), None);
        Arc::new(DictionaryArray::<Int32Type>::new(keys, Arc::new(values)))
    }
}

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cells {
    Text(Texts),
    Day(Filled<i32>),
    Instant(Filled<i64>),
    /// Whole numbers, and money in minor units.
    Whole(Filled<i64>),
    Number(Filled<f64>),
    Truth(Filled<bool>),
}

impl Cells {
    /// A column of this type with nothing in any row.
    pub(super) fn nothing(kind: ColumnType, rows: usize) -> Cells {
        match kind {
            ColumnType::Str | ColumnType::Enum => Cells::Text(Texts::nothing(rows)),
            ColumnType::Date => Cells::Day(Filled::nothing(rows)),
            ColumnType::Ts => Cells::Instant(Filled::nothing(rows)),
            ColumnType::Money | ColumnType::Int => Cells::Whole(Filled::nothing(rows)),
            ColumnType::F64 => Cells::Number(Filled::nothing(rows)),
            ColumnType::Bool => Cells::Truth(Filled::nothing(rows)),
        }
    }

    /// The texts, where it is a column of texts.
    pub(super) fn texts(&self) -> Option<&Texts> {
        match self {
            Cells::Text(texts) => Some(texts),
            _ => None,
        }
    }

    /// A row's whole number, where it is a column of them.
    pub(super) fn whole(&self, row: usize) -> Option<i64> {
        match self {
            Cells::Whole(cells) => cells.get(row),
            _ => None,
        }
    }

    /// Whether a row has no value.
    pub(super) fn is_null(&self, row: usize) -> bool {
        match self {
            Cells::Text(texts) => texts.codes[row] < 0,
            Cells::Day(days) => !days.present[row],
            Cells::Instant(cells) | Cells::Whole(cells) => !cells.present[row],
            Cells::Number(numbers) => !numbers.present[row],
            Cells::Truth(truths) => !truths.present[row],
        }
    }

    /// -1, 0 or 1 for an amount or a number; `None` for nothing and for everything else.
    pub(super) fn sign(&self, row: usize) -> Option<i32> {
        match self {
            Cells::Whole(cells) => cells.get(row).map(|whole| whole.signum() as i32),
            Cells::Number(cells) => cells.get(row).map(|number| i32::from(number > 0.0) - i32::from(number < 0.0)),
            _ => None,
        }
    }

    /// A row's value as a person reads it; `None` for nothing.
    pub(super) fn word(&self, row: usize) -> Option<String> {
        match self {
            Cells::Text(texts) => texts.get(row).map(str::to_string),
            Cells::Day(days) => days.get(row).map(|day| Day::from_epoch(day).to_string()),
            Cells::Instant(cells) | Cells::Whole(cells) => cells.get(row).map(|whole| whole.to_string()),
            Cells::Number(numbers) => numbers.get(row).map(|number| number.to_string()),
            Cells::Truth(truths) => truths.get(row).map(|truth| truth.to_string()),
        }
    }

    /// Adds each row's word to its digest.
    pub(super) fn add_to_digests(&self, seed: ColumnSeed, digests: &mut [u64]) {
        fn add<T: Copy>(cells: &Filled<T>, word: impl Fn(T) -> u64, digests: &mut [u64]) {
            for ((digest, &value), &present) in digests.iter_mut().zip(&cells.values).zip(&cells.present) {
                if present {
                    *digest = digest.wrapping_add(word(value));
                }
            }
        }
        match self {
            Cells::Text(texts) => {
                let words: Vec<u64> = texts.digests.iter().map(|&digest| seed.text(digest)).collect();
                for (digest, &code) in digests.iter_mut().zip(&texts.codes) {
                    if code >= 0 {
                        *digest = digest.wrapping_add(words[code as usize]);
                    }
                }
            }
            Cells::Day(days) => add(days, |day| seed.whole(i64::from(day)), digests),
            Cells::Instant(cells) | Cells::Whole(cells) => add(cells, |whole| seed.whole(whole), digests),
            Cells::Number(cells) => add(cells, |number| seed.number(number), digests),
            Cells::Truth(cells) => add(cells, |truth| seed.truth(truth), digests),
        }
    }

    /// The column for the store: texts as a dictionary, days and instants under their own types.
    pub(super) fn array(self) -> ArrayRef {
        match self {
            Cells::Text(texts) => texts.array(),
            Cells::Day(days) => {
                let nulls = days.nulls();
                Arc::new(Date32Array::new(days.values.into(), nulls))
            }
            Cells::Instant(cells) => {
                let nulls = cells.nulls();
                Arc::new(TimestampMicrosecondArray::new(cells.values.into(), nulls))
            }
            Cells::Whole(cells) => {
                let nulls = cells.nulls();
                Arc::new(Int64Array::new(cells.values.into(), nulls))
            }
            Cells::Number(cells) => {
                let nulls = cells.nulls();
                Arc::new(Float64Array::new(cells.values.into(), nulls))
            }
            Cells::Truth(cells) => {
                let nulls = cells.nulls();
                Arc::new(BooleanArray::new(cells.values.into(), nulls))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_different_text_is_kept_once() {
        let rows = ["a", "a", "b", "", "a"];
        let texts = Texts::of(rows.len(), |row| rows[row]);
        assert_eq!(texts.codes, [0, 0, 1, 2, 0]);
        assert_eq!(texts.different(), 3);
        assert_eq!((texts.at(1), texts.at(2)), ("b", ""));
        assert_eq!(texts.get(4), Some("a"));
    }

    #[test]
    fn short_and_long_texts_have_places_of_one_list() {
        let long = "a text that is longer than two words";
        let rows = ["a", long, "b", "a", long, "b", "a"];
        let texts = Texts::of(rows.len(), |row| rows[row]);
        assert_eq!(texts.codes, [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!((texts.at(1), texts.different()), (long, 3));
    }

    #[test]
    fn a_null_adds_nothing_to_a_digest() {
        let seed = ColumnSeed::of("a");
        let mut digests = [7, 7];
        let mut cells = Filled::nothing(2);
        cells.set(1, 5);
        Cells::Whole(cells).add_to_digests(seed, &mut digests);
        assert_eq!(digests, [7, 7_u64.wrapping_add(seed.whole(5))]);
    }
}
