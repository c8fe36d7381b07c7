//! The description at the end of a Parquet file, gone through before it is believed.
//!
//! It is written in Thrift's compact protocol, in which lists state their lengths. The reader of Parquet makes room for
//! the stated number of row groups at once; a spoiled file can state two thousand million of them, and to run out of
//! memory ends a program without a word.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Structures within structures; a sound description has about six.
const DEPTH: usize = 64;

/// Whether every length that the description states fits into it. What else is wrong with the file is left to its
/// reader to say.
pub(super) fn is_plausible(file: &mut File) -> std::io::Result<bool> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut end = [0; 8];
    if size < 12 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-8))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, mark @ ..] = end;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if mark != *b"PAR1" || length + 12 > size {
        // Cut off or encrypted: the reader says so without looking further.
        return Ok(true);
    }
    file.seek(SeekFrom::Start(size - 8 - length))?;
    let mut description = Vec::new();
    file.take(length).read_to_end(&mut description)?;
    Ok(Walk { rest: &description }.structure(0).is_some())
}

/// A walk over a description; `None` where it contradicts itself.
struct Walk<'d> {
    rest: &'d [u8],
}

impl Walk<'_> {
    fn structure(&mut self, depth: usize) -> Option<()> {
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            if head >> 4 == 0 {
                self.number()?;
            }
            match head & 0x0f {
                // The head of a field holds a truth value itself.
                1 | 2 => {}
                kind => self.value(kind, depth)?,
            }
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            1..=3 => self.skip(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 if depth < DEPTH => self.list(depth + 1),
            11 if depth < DEPTH => self.map(depth + 1),
            12 if depth < DEPTH => self.structure(depth + 1),
            13 => self.skip(16),
            _ => None,
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let head = self.byte()?;
        let length = match head >> 4 {
            15 => self.number()?,
            short => u64::from(short),
        };
        // An element takes a byte at least.
        if length > self.rest.len() as u64 {
            return None;
        }
        (0..length).try_for_each(|_| self.value(head & 0x0f, depth))
    }

    fn map(&mut self, depth: usize) -> Option<()> {
        let length = self.number()?;
        if length == 0 {
            return Some(());
        }
        let kinds = self.byte()?;
        if length > self.rest.len() as u64 {
            return None;
        }
        (0..length).try_for_each(|_| {
            self.value(kinds >> 4, depth)?;
            self.value(kinds & 0x0f, depth)
        })
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_beyond_the_description_are_found_wherever_they_stand() {
        let plausible = |bytes: &[u8]| Walk { rest: bytes }.structure(0).is_some();
        assert!(plausible(&[0x15, 0x02, 0x19, 0x1c, 0x15, 0x02, 0x00, 0x16, 0x00, 0x00]));
        assert!(!plausible(&[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00]), "a list of two thousand million");
        assert!(!plausible(&[0x18, 0x7f, b'a', 0x00]), "a text longer than all");
        assert!(!plausible(&[0x15, 0x02]), "no end");
        assert!(!plausible(&[0x1c; 500]), "structures without end");
    }
}
