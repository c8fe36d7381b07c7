//! Whole numbers as Parquet packs them by their differences: `DELTA_BINARY_PACKED` of the format's `Encodings.md`.
//!
//! The encoder of the `parquet` crate takes its bits one value after the other through a general writer of bits, which
//! was a twelfth of a load.

use super::hybrid::varint;

/// Differences in a block, which has its own least difference.
const BLOCK: usize = 256;
/// Differences in a part of a block, which has its own number of bits.
const PART: usize = 64;
const PARTS: usize = BLOCK / PART;

/// A whole number of 32 or 64 bits. Differences wrap around, as the format says, so that none is too large.
pub(super) trait Whole: Copy + Ord + Default {
    /// The difference to another one.
    fn minus(self, other: Self) -> Self;
    /// How far it lies above the least one.
    fn above(self, least: Self) -> u64;
    /// The number in 64 bits.
    fn wide(self) -> i64;
}

impl Whole for i32 {
    fn minus(self, other: i32) -> i32 {
        self.wrapping_sub(other)
    }

    fn above(self, least: i32) -> u64 {
        u64::from(self.wrapping_sub(least).cast_unsigned())
    }

    fn wide(self) -> i64 {
        i64::from(self)
    }
}

impl Whole for i64 {
    fn minus(self, other: i64) -> i64 {
        self.wrapping_sub(other)
    }

    fn above(self, least: i64) -> u64 {
        self.wrapping_sub(least).cast_unsigned()
    }

    fn wide(self) -> i64 {
        self
    }
}

/// Numbers on their way into a page.
pub(super) struct Deltas<T> {
    first: T,
    previous: T,
    count: usize,
    /// The differences of the open block.
    open: [T; BLOCK],
    filled: usize,
    /// The closed blocks.
    blocks: Vec<u8>,
}

impl<T: Whole> Deltas<T> {
    /// Before the first number.
    pub(super) fn new() -> Deltas<T> {
        let none = T::default();
        Deltas { first: none, previous: none, count: 0, open: [none; BLOCK], filled: 0, blocks: Vec::new() }
    }

    /// Adds numbers.
    pub(super) fn put(&mut self, numbers: &[T]) {
        let mut rest = numbers;
        if self.count == 0
            && let Some((&first, others)) = numbers.split_first()
        {
            (self.first, self.previous, rest) = (first, first, others);
        }
        self.count += numbers.len();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.filled));
            let mut previous = self.previous;
            for (difference, &number) in self.open[self.filled..].iter_mut().zip(now) {
                *difference = number.minus(previous);
                previous = number;
            }
            self.previous = previous;
            self.filled += now.len();
            if self.filled == BLOCK {
                self.close_block();
            }
            rest = later;
        }
    }

    /// Appends the page's values to `out`; the next number is the first one of the next page.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.filled > 0 {
            self.close_block();
        }
        for number in [BLOCK, PARTS, self.count] {
            varint(number as u64, out);
        }
        varint(zigzag(self.first.wide()), out);
        out.extend_from_slice(&self.blocks);
        self.blocks.clear();
        (self.first, self.previous, self.count) = (T::default(), T::default(), 0);
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        self.blocks.capacity() + size_of::<Self>()
    }

    fn close_block(&mut self) {
        let open = &self.open[..self.filled];
        let Some(&least) = open.iter().min() else { return };
        varint(zigzag(least.wide()), &mut self.blocks);
        let widths = self.blocks.len();
        self.blocks.extend_from_slice(&[0; PARTS]);
        for (at, part) in open.chunks(PART).enumerate() {
            let greatest = part.iter().copied().max().unwrap_or(least);
            let bits = u64::BITS - greatest.above(least).leading_zeros();
            self.blocks[widths + at] = bits as u8;
            // What fills the last part up means nothing.
            let mut values = [0; PART];
            for (value, &difference) in values.iter_mut().zip(part) {
                *value = difference.above(least);
            }
            pack(&values, bits, &mut self.blocks);
        }
        self.filled = 0;
    }
}

/// Appends values of so many bits each, the lowest bit first.
fn pack(values: &[u64; PART], bits: u32, out: &mut Vec<u8>) {
    if bits == 0 {
        return;
    }
    let mut bytes = [0; PART * 8];
    let (mut word, mut filled, mut at) = (0_u64, 0, 0);
    for &value in values {
        word |= value << filled;
        filled += bits;
        if filled >= u64::BITS {
            bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
            at += 8;
            filled -= u64::BITS;
            // The bits of the value for which there was no room.
            word = if filled == 0 { 0 } else { value >> (bits - filled) };
        }
    }
    // As many values as a word has bits fill whole words.
    out.extend_from_slice(&bytes[..at]);
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<T: Whole>(numbers: &[T]) -> Vec<u8> {
        let (mut deltas, mut out) = (Deltas::new(), Vec::new());
        deltas.put(numbers);
        deltas.finish(&mut out);
        out
    }

    #[test]
    fn the_examples_of_the_format_are_met() {
        // "1, 2, 3, 4, 5": all differences are 1, so they take no bits at all.
        assert_eq!(page(&[1_i32, 2, 3, 4, 5]), [0x80, 2, 4, 5, 2, 2, 0, 0, 0, 0]);
        // "7, 5, 3, 1, 2, 3, 4, 5": the least difference is -2, and the seven lie 0 or 3 above it.
        let found = page(&[7_i64, 5, 3, 1, 2, 3, 4, 5]);
        assert_eq!(found[..10], [0x80, 2, 4, 8, 14, 3, 2, 0, 0, 0]);
        assert_eq!(found[10..12], [0b1100_0000, 0b0011_1111]);
    }

    #[test]
    fn a_page_without_numbers_says_so() {
        assert_eq!(page::<i32>(&[]), [0x80, 2, 4, 0, 0]);
    }

    #[test]
    fn it_begins_anew_with_each_page() {
        let (mut deltas, mut out) = (Deltas::new(), Vec::new());
        deltas.put(&[1_i32, 9, 7]);
        deltas.finish(&mut Vec::new());
        deltas.put(&[4]);
        deltas.put(&[5]);
        deltas.finish(&mut out);
        assert_eq!(out, page(&[4_i32, 5]));
    }
}
