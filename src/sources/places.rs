//! Where in a list of texts each of them stands: what a block's texts are found again by.
//!
//! Nearly all texts of a table are shorter than sixteen bytes. Such a one is two words, which are compared and mixed
//! sooner than its bytes are digested; only a new text is digested.

use hashbrown::HashTable;

/// The longest text that is two words.
const SHORT: usize = 15;
/// Slots of an empty table.
const SLOTS: usize = 64;

/// A short text as two words, its length among them: two of them are the same exactly where the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Short(u64, u64);

impl Short {
    /// What no text is.
    const NONE: Short = Short(u64::MAX, u64::MAX);

    /// The text as words; none where it is too long.
    #[inline]
    pub(super) fn of(text: &str) -> Option<Short> {
        let bytes = text.as_bytes();
        let length = bytes.len();
        let byte = |at: usize| u64::from(bytes[at]);
        let (low, high) = match length {
            0 => (0, 0),
            1..=3 => (byte(0) | byte(length / 2) << (length / 2 * 8) | byte(length - 1) << ((length - 1) * 8), 0),
            4..=7 => {
                let (first, last) = (bytes.first_chunk()?, bytes.last_chunk()?);
                let word = |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four));
                (word(first) | word(last) << ((length - 4) * 8), 0)
            }
            8..=SHORT => {
                // The last eight bytes without those that the first eight have.
                let last = u64::from_le_bytes(*bytes.last_chunk()?);
                (u64::from_le_bytes(*bytes.first_chunk()?), (last >> 1) >> ((16 - length) * 8 - 1))
            }
            _ => return None,
        };
        Some(Short(low, high | (length as u64) << 56))
    }

    /// 32 mixed bits (the folded product of wyhash, Wang Yi).
    #[inline]
    fn mixed(self) -> u32 {
        // The second word's highest byte is a length, so that neither factor is zero but for one text a length.
        let product = u128::from(self.0 ^ 0xa076_1d64_78bd_642f) * u128::from(self.1 ^ 0xe703_7ed1_a0b4_28db);
        ((product >> 64) as u64 ^ product as u64) as u32
    }
}

/// Finds the places of texts.
pub(super) struct Places {
    /// The mixed bits of a short text above its place and one; 0 where there is none.
    slots: Vec<u64>,
    taken: usize,
    /// The short text at each place.
    shorts: Vec<Short>,
    /// The places of longer texts, by their digests.
    pub(super) longer: HashTable<i32>,
}

impl Places {
    /// No places yet.
    pub(super) fn new() -> Places {
        Places { slots: vec![0; SLOTS], taken: 0, shorts: Vec::new(), longer: HashTable::new() }
    }

    /// The place of a short text. Where it is not there yet, it gets the one that `next` makes for it.
    #[inline]
    pub(super) fn of(&mut self, short: Short, next: impl FnOnce() -> i32) -> i32 {
        let mixed = short.mixed();
        let mask = self.slots.len() - 1;
        let mut at = mixed as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                let place = next();
                self.add(short, mixed, at, place);
                return place;
            }
            let place = slot as u32 - 1;
            if (slot >> 32) as u32 == mixed && self.shorts[place as usize] == short {
                return place.cast_signed();
            }
            at = (at + 1) & mask;
        }
    }

    fn add(&mut self, short: Short, mixed: u32, at: usize, place: i32) {
        let place = place.cast_unsigned();
        self.shorts.resize(place as usize, Short::NONE);
        self.shorts.push(short);
        self.slots[at] = u64::from(mixed) << 32 | u64::from(place + 1);
        self.taken += 1;
        if self.taken * 2 > self.slots.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        let slots = std::mem::replace(&mut self.slots, vec![0; mask + 1]);
        for slot in slots.into_iter().filter(|&slot| slot != 0) {
            let mut at = (slot >> 32) as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_words_are_the_same_where_the_texts_are() {
        let mut texts = vec![String::new(), "\0".to_string(), "a\0".to_string(), "a\0\0".to_string()];
        for length in 0..20 {
            let text = "abcdefghijklmnopqrst"[..length].to_string();
            texts.extend((0..length).map(|at| {
                let mut other = text.clone();
                other.replace_range(at..=at, "#");
                other
            }));
            texts.push(text);
        }
        for one in &texts {
            assert_eq!(Short::of(one).is_some(), one.len() <= SHORT);
            for other in texts.iter().filter(|other| one.len().min(other.len()) <= SHORT) {
                assert_eq!(Short::of(one) == Short::of(other), one == other, "{one:?} {other:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_text_keeps_its_place(numbers in proptest::collection::vec(0_u32..400, 0..900)) {
            let (mut places, mut expected) = (Places::new(), BTreeMap::new());
            for number in numbers {
                let next = expected.len() as i32;
                let place = *expected.entry(number).or_insert(next);
                prop_assert_eq!(places.of(Short::of(&number.to_string()).unwrap(), || next), place);
            }
        }
    }
}
