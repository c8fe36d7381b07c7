//! A text cut into blocks of whole records, so that they can be read at the same time.

use std::io::Read;
use std::path::{Path, PathBuf};

use memchr::{memchr, memchr_iter, memrchr};

use super::SourceError;
use super::input::{FileProblem, TextInput};

/// About how many bytes a block has: with its columns it fits into a core's own cache.
const BLOCK_BYTES: usize = 1 << 20;

/// The longest record. A longer one has a quote that never closes, or is no table.
const LONGEST_RECORD: usize = 64 << 20;

/// Whole records, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Their text, the last line end included where there is one.
    pub text: String,
    /// The line on which the first of them starts, from 1.
    pub first_line: u64,
}

/// The bytes that structure a delimited text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Between fields.
    pub separator: u8,
    /// Around fields that hold a separator or a line end.
    pub quote: u8,
    /// After records: a line feed, or a carriage return alone as on old Macs.
    pub line_end: u8,
}

/// Cuts a text into blocks; only this looks at quotes twice, and only in blocks that have some.
pub(super) struct Blocks<R> {
    path: PathBuf,
    reader: R,
    marks: Marks,
    /// Bytes that were read and not yet given out.
    rest: Vec<u8>,
    /// The line on which the rest starts.
    line: u64,
    ended: bool,
    block_bytes: usize,
}

impl<R: Read> Blocks<R> {
    /// Reads on after `head`, which was read before and starts on line `line`.
    pub(super) fn new(path: &Path, reader: R, head: Vec<u8>, line: u64, marks: Marks) -> Blocks<R> {
        let path = path.to_path_buf();
        Blocks { path, reader, marks, rest: head, line, ended: false, block_bytes: BLOCK_BYTES }
    }

    /// The next block; `None` at the end.
    ///
    /// # Errors
    /// Bytes that are no UTF-8 text or zero, a record beyond all bounds, a quote that never closes, and what the
    /// system says.
    pub(super) fn next_block(&mut self) -> Result<Option<Block>, SourceError> {
        let mut wanted = self.block_bytes;
        loop {
            self.fill(wanted)?;
            if self.rest.is_empty() {
                return Ok(None);
            }
            match last_record_end(&self.rest, self.marks) {
                Cut::After(_) | Cut::Inside { .. } if self.ended => return self.last_block().map(Some),
                Cut::After(end) => return self.give_out(end).map(Some),
                Cut::Inside { record } => {
                    if self.rest.len() > LONGEST_RECORD {
                        let line = self.line + self.line_ends(record);
                        let problem = FileProblem::RecordTooLong { line, most: LONGEST_RECORD as u64 };
                        return Err(SourceError::File { path: self.path.clone(), problem });
                    }
                    wanted = self.rest.len() * 2;
                }
            }
        }
    }

    /// The reader, for its progress.
    pub(super) fn reader(&self) -> &R {
        &self.reader
    }

    fn fill(&mut self, wanted: usize) -> Result<(), SourceError> {
        while !self.ended && self.rest.len() < wanted {
            let before = self.rest.len();
            let more = (wanted - before) as u64;
            let read = self.reader.by_ref().take(more).read_to_end(&mut self.rest);
            let read = read.map_err(|error| TextInput::error(&self.path, &error))?;
            self.ended = read == 0;
        }
        Ok(())
    }

    fn give_out(&mut self, end: usize) -> Result<Block, SourceError> {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let first_line = self.line;
        self.line += memchr_iter(self.marks.line_end, &bytes).count() as u64;
        self.checked(bytes, first_line)
    }

    fn last_block(&mut self) -> Result<Block, SourceError> {
        if let Some(opened) = open_quote(&self.rest, self.marks) {
            let line = self.line + self.line_ends(opened);
            return Err(SourceError::OpenQuote { path: self.path.clone(), line });
        }
        let end = self.rest.len();
        self.give_out(end)
    }

    fn line_ends(&self, before: usize) -> u64 {
        memchr_iter(self.marks.line_end, &self.rest[..before]).count() as u64
    }

    /// The bytes as text. A zero byte is text too, and is no part of any table.
    fn checked(&self, bytes: Vec<u8>, first_line: u64) -> Result<Block, SourceError> {
        let line_of = |at: usize| first_line + memchr_iter(self.marks.line_end, &bytes[..at]).count() as u64;
        if let Some(zero) = memchr(0, &bytes) {
            let looks_like = format!("binary data (a zero byte on line {})", line_of(zero));
            return Err(SourceError::NotDelimited { path: self.path.clone(), looks_like });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Block { text, first_line }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let line = first_line + memchr_iter(self.marks.line_end, &bytes[..at]).count() as u64;
                Err(SourceError::NotText { path: self.path.clone(), line })
            }
        }
    }
}

/// Where a text can be cut.
enum Cut {
    /// After this many bytes a record ends.
    After(usize),
    /// Nowhere: one record fills it all, from this byte on.
    Inside { record: usize },
}

/// The end of the last whole record.
fn last_record_end(bytes: &[u8], marks: Marks) -> Cut {
    let end = if memchr(marks.quote, bytes).is_none() {
        memrchr(marks.line_end, bytes).map(|at| at + 1)
    } else {
        quotes(bytes, marks).last_end
    };
    end.map_or(Cut::Inside { record: 0 }, Cut::After)
}

/// Where the quote stands that is still open at the end.
fn open_quote(bytes: &[u8], marks: Marks) -> Option<usize> {
    memchr(marks.quote, bytes)?;
    quotes(bytes, marks).opened
}

/// What the quotes of a text say.
#[derive(Debug, Default)]
struct Quotes {
    /// After the last line end that stands outside them.
    last_end: Option<usize>,
    /// The one that is open at the end.
    opened: Option<usize>,
}

/// Follows the quotes as the reader of fields does: one opens at the start of a field only, and one that is doubled
/// inside is a letter.
fn quotes(bytes: &[u8], marks: Marks) -> Quotes {
    let mut found = Quotes::default();
    let mut at = 0;
    let mut field_start = true;
    while at < bytes.len() {
        let byte = bytes[at];
        if field_start && byte == marks.quote {
            match closing(bytes, at, marks.quote) {
                Some(close) => at = close,
                None => return Quotes { opened: Some(at), ..found },
            }
            field_start = false;
        } else {
            if byte == marks.line_end {
                found.last_end = Some(at + 1);
            }
            field_start = byte == marks.separator || byte == marks.line_end || byte == b'\r';
        }
        at += 1;
    }
    found
}

/// The quote that closes the field opened at `open`.
fn closing(bytes: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut from = open + 1;
    loop {
        let at = from + memchr(quote, &bytes[from..])?;
        if bytes.get(at + 1) == Some(&quote) {
            from = at + 2;
        } else {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARKS: Marks = Marks { separator: b',', quote: b'"', line_end: b'\n' };

    fn blocks(text: &[u8], block_bytes: usize) -> Result<Vec<Block>, SourceError> {
        let mut blocks = Blocks::new(Path::new("a.csv"), text, Vec::new(), 1, MARKS);
        blocks.block_bytes = block_bytes;
        let mut all = Vec::new();
        while let Some(block) = blocks.next_block()? {
            all.push(block);
        }
        Ok(all)
    }

    #[test]
    fn blocks_end_where_records_end_and_know_their_lines() {
        let found = blocks(b"a,b\n1,\"x\ny\"\n2,z\n3,w", 8).unwrap();
        let shown: Vec<(u64, &str)> = found.iter().map(|block| (block.first_line, block.text.as_str())).collect();
        assert_eq!(shown, [(1, "a,b\n"), (2, "1,\"x\ny\"\n"), (4, "2,z\n3,w")]);
    }

    #[test]
    fn a_quote_that_never_closes_is_named_by_its_line() {
        let error = blocks(b"a,b\n1,x\n2,\"y\n3,z\n", 6).unwrap_err();
        assert_eq!(error, SourceError::OpenQuote { path: "a.csv".into(), line: 3 });
    }

    #[test]
    fn a_quote_within_a_field_is_a_letter() {
        assert_eq!(blocks(b"5\" pipe,x\n6\" pipe,y\n", 4).unwrap().len(), 2);
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_their_line() {
        let error = blocks(b"a\nb\n\xff\n", 100).unwrap_err();
        assert_eq!(error, SourceError::NotText { path: "a.csv".into(), line: 3 });
        assert!(matches!(blocks(b"a\n\0\n", 100), Err(SourceError::NotDelimited { .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_blocks_are_the_text(text in "[ab,\"\r\n]{0,60}", block_bytes in 1_usize..20) {
            if let Ok(found) = blocks(text.as_bytes(), block_bytes) {
                let together: String = found.iter().map(|block| block.text.as_str()).collect();
                prop_assert_eq!(together, text);
            }
        }
    }
}
