//! Delimited text: blocks of CSV and its relatives into rows of fields.

use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr_iter};

use super::blocks::{Block, Marks};
use super::records::{Between, Records, position};

/// The rows of a block; `width` is the number of fields that the header has. Empty lines are no rows.
pub(super) fn records_of(block: Block, width: usize, marks: Marks) -> Records {
    let bytes = block.text.as_bytes();
    let plain = memchr(marks.quote, bytes).is_none() && no_lone_return(bytes, marks);
    let unfinished = bytes.last().is_some_and(|last| !matches!(last, b'\n' | b'\r'));
    let records = if plain { unquoted(block, width, marks) } else { quoted(&block, width, marks) };
    Records { unfinished, ..records }
}

/// Whether every carriage return belongs to a line end; a lone one ends a record too, which only the full reader
/// knows.
fn no_lone_return(bytes: &[u8], marks: Marks) -> bool {
    marks.line_end == b'\r' || memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
}

/// Text without quotes: every line is a record, and fields are found by their separators alone.
fn unquoted(block: Block, width: usize, marks: Marks) -> Records {
    let text = block.text;
    let bytes = text.as_bytes();
    let mut found = Lines {
        bytes,
        width,
        marks,
        line: block.first_line,
        field_start: 0,
        first_bound: 0,
        bounds: Vec::with_capacity(bytes.len() / 6),
        lines: Vec::with_capacity(bytes.len() / (4 * width).max(16)),
        aside: Vec::new(),
    };
    // Fields are short, so that a search begun anew after each of them costs more than a look at every byte.
    let (chunks, rest) = bytes.as_chunks::<LOOKED_AT>();
    let mut padded = [0; LOOKED_AT];
    padded[..rest.len()].copy_from_slice(rest);
    let in_rest = u64::MAX.checked_shr((LOOKED_AT - rest.len()) as u32).unwrap_or(0);
    for (number, chunk) in chunks.iter().chain([&padded]).enumerate() {
        let wanted = if number == chunks.len() { in_rest } else { u64::MAX };
        let mut ends = marks_in(chunk, marks) & wanted;
        while ends != 0 {
            let at = number * LOOKED_AT + ends.trailing_zeros() as usize;
            found.field_ends(at, bytes[at] == marks.separator);
            ends &= ends - 1;
        }
    }
    if bytes.last().is_some_and(|&last| last != marks.line_end) {
        found.field_ends(bytes.len(), false);
    }
    let Lines { bounds, lines, aside, .. } = found;
    let between = Between::Only(marks.separator);
    let mut records = Records { text, bounds, lines, between, ..Records::new(width) };
    set_aside(&mut records, &aside);
    records
}

/// What is known of a text without quotes up to some field of it.
struct Lines<'t> {
    bytes: &'t [u8],
    width: usize,
    marks: Marks,
    line: u64,
    /// Where the open field begins.
    field_start: usize,
    /// The first bound of the open line.
    first_bound: usize,
    bounds: Vec<(u32, u32)>,
    lines: Vec<u64>,
    /// Ragged rows: (line, whole rows before, first bound, fields).
    aside: Vec<(u64, usize, usize, usize)>,
}

impl Lines<'_> {
    /// Takes the end of a field in, and of its line where it is the last one.
    #[inline(always)]
    fn field_ends(&mut self, at: usize, more: bool) {
        let mut end = at;
        if !more && end > self.field_start && self.bytes[end - 1] == b'\r' && self.marks.line_end == b'\n' {
            end -= 1;
        }
        self.bounds.push((position(self.field_start), position(end)));
        self.field_start = at + 1;
        if !more {
            self.line_ends();
        }
    }

    #[inline(always)]
    fn line_ends(&mut self) {
        let fields = self.bounds.len() - self.first_bound;
        let (start, end) = self.bounds[self.first_bound];
        if fields == 1 && start == end {
            self.bounds.truncate(self.first_bound);
        } else {
            match fields == self.width {
                true => self.lines.push(self.line),
                false => self.aside.push((self.line, self.lines.len(), self.first_bound, fields)),
            }
            self.first_bound = self.bounds.len();
        }
        self.line += 1;
    }
}

/// Bytes that are looked at together.
const LOOKED_AT: usize = 64;

/// Which of the bytes are separators or line ends: the lowest bit for the first of them.
#[inline]
fn marks_in(chunk: &[u8; LOOKED_AT], marks: Marks) -> u64 {
    let mut is_mark = [0_u8; LOOKED_AT];
    for (is_mark, &byte) in is_mark.iter_mut().zip(chunk) {
        *is_mark = u8::from(byte == marks.separator) | u8::from(byte == marks.line_end);
    }
    // The product gathers the lowest bits of eight bytes in its highest byte, in their order.
    let eights = is_mark.as_chunks::<8>().0.iter().enumerate();
    eights.fold(0, |found, (at, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        found | bits << (at * 8)
    })
}

/// Takes the ragged rows out: (line, whole rows before, first bound, fields), in file order.
fn set_aside(records: &mut Records, rows: &[(u64, usize, usize, usize)]) {
    let mut bounds = Vec::new();
    let mut from = 0;
    for &(line, before, first, fields) in rows {
        bounds.extend_from_slice(&records.bounds[from..first]);
        from = first + fields;
        let texts = records.bounds[first..from].iter().map(|&(start, end)| &records.text[start as usize..end as usize]);
        let fields = texts.map(str::to_string).collect();
        records.ragged.push(super::records::Ragged { before, line, fields, problem: None });
    }
    if !rows.is_empty() {
        bounds.extend_from_slice(&records.bounds[from..]);
        records.bounds = bounds;
    }
}

/// Text with quotes, by the csv crate.
fn quoted(block: &Block, width: usize, marks: Marks) -> Records {
    let bytes = block.text.as_bytes();
    let mut reader = ReaderBuilder::new()
        .delimiter(marks.separator)
        .quote(marks.quote)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 16)
        .from_reader(bytes);
    // With separators between them, the fields of a row are the same text as in a block without quotes.
    let between = Between::Also(marks.separator);
    let mut records = Records { text: String::with_capacity(bytes.len()), between, ..Records::new(width) };
    let mut record = ByteRecord::new();
    let (mut counted_to, mut line) = (0, block.first_line);
    while reader.read_byte_record(&mut record).expect("reading from memory does not fail") {
        // The reader names the place before the empty lines that it passed over.
        let before = record.position().map_or(0, csv::Position::byte) as usize;
        let start = before + bytes[before..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        line += memchr_iter(marks.line_end, &bytes[counted_to..start]).count() as u64;
        counted_to = start;
        let swallows = |field: &[u8]| looks_like_rows(field, width, marks);
        if record.len() == width
            && let Some(column) = record.iter().position(swallows)
        {
            records.swallowing.push((records.height(), column));
        }
        let fields = record.iter().map(|field| std::str::from_utf8(field).expect("fields of text are text"));
        records.push(line, fields);
    }
    records
}

/// Whether a value holds whole lines with as many separators as a row has: two stray quotes have swallowed them. A
/// note of several lines hardly ever has.
fn looks_like_rows(field: &[u8], width: usize, marks: Marks) -> bool {
    // A table of two columns has one separator a row, and so have many sentences.
    if width < 3 || memchr(marks.line_end, field).is_none() {
        return false;
    }
    let separators = |line: &[u8]| memchr_iter(marks.separator, line).count();
    let lines: Vec<&[u8]> = field.split(|byte| *byte == marks.line_end).collect();
    lines[1..lines.len() - 1].iter().any(|line| separators(line) + 1 == width)
}

/// The first record of a text: the names of the columns, trimmed, and the bytes that it fills.
pub(super) fn header(text: &str, marks: Marks) -> Option<(Vec<String>, usize)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(marks.separator)
        .quote(marks.quote)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).expect("reading text from memory does not fail") {
        return None;
    }
    let names = record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_string()).collect();
    Some((names, reader.position().byte() as usize))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARKS: Marks = Marks { separator: b',', quote: b'"', line_end: b'\n' };

    fn block(text: &str) -> Block {
        Block { text: text.to_string(), first_line: 2 }
    }

    /// Lines and fields, ragged rows among them.
    fn shown(records: &Records) -> Vec<(u64, Vec<String>)> {
        let whole = (0..records.height()).map(|row| (records.lines[row], records.row(row).map(String::from).collect()));
        let ragged = records.ragged.iter().map(|ragged| (ragged.line, ragged.fields.clone()));
        let mut all: Vec<(u64, Vec<String>)> = whole.chain(ragged).collect();
        all.sort();
        all
    }

    #[test]
    fn lines_are_those_of_the_file_with_empty_ones_and_quoted_line_ends_between() {
        let records = records_of(block("a,\"x\ny\"\n\n\nb,c\r\nd,e,f\n"), 2, MARKS);
        assert_eq!(records.lines, [2, 6]);
        assert_eq!(records.row(0).collect::<Vec<_>>(), ["a", "x\ny"]);
        assert_eq!(records.ragged[0].line, 7);
        assert_eq!(records.ragged[0].fields, ["d", "e", "f"]);
        assert_eq!(records.ragged[0].before, 2);
    }

    #[test]
    fn two_stray_quotes_that_swallow_rows_are_noticed_and_a_note_of_several_lines_is_not() {
        let stray = records_of(block("1,\"b,c\n2,x,y\n3,b\",c\n"), 3, MARKS);
        assert_eq!(stray.swallowing, [(0, 1)]);
        let note = records_of(block("1,\"dear sir,\nthank you, and so on\nbye\",c\n"), 3, MARKS);
        assert!(note.swallowing.is_empty());
    }

    #[test]
    fn a_file_of_an_old_mac_is_read() {
        let marks = Marks { line_end: b'\r', ..MARKS };
        let records = records_of(block("a,b\rc,d\r"), 2, marks);
        assert_eq!(records.lines, [2, 3]);
        assert_eq!(records.row(1).collect::<Vec<_>>(), ["c", "d"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_fast_path_reads_what_the_full_reader_reads(text in "[ab,é\r\n]{0,200}", width in 1_usize..4) {
            let text = text.replace("\r", "\r\n");
            let fast = unquoted(block(&text), width, MARKS);
            prop_assert_eq!(shown(&fast), shown(&quoted(&block(&text), width, MARKS)));
        }
    }
}
