//! Delimited text: blocks of CSV and its relatives into rows of fields.

use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::blocks::{Block, Marks};
use super::records::{Records, position};

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
    let mut records = Records { text: block.text, ..Records::new(width) };
    let bytes = std::mem::take(&mut records.text).into_bytes();
    let mut line = block.first_line;
    let (mut field_start, mut first_bound) = (0, 0);
    let mut records_bounds: Vec<(u32, u32)> = Vec::with_capacity(bytes.len() / 8);
    let mut aside: Vec<(u64, usize, usize, usize)> = Vec::new();
    let ends = memchr2_iter(marks.separator, marks.line_end, &bytes).map(|at| (at, bytes[at] == marks.separator));
    let unfinished = bytes.last().is_some_and(|&last| last != marks.line_end);
    for (at, is_field) in ends.chain(unfinished.then_some((bytes.len(), false))) {
        let mut end = at;
        if !is_field && end > field_start && bytes[end - 1] == b'\r' && marks.line_end == b'\n' {
            end -= 1;
        }
        records_bounds.push((position(field_start), position(end)));
        field_start = at + 1;
        if is_field {
            continue;
        }
        let fields = records_bounds.len() - first_bound;
        let empty = fields == 1 && records_bounds[first_bound].0 == records_bounds[first_bound].1;
        if empty {
            records_bounds.truncate(first_bound);
        } else if fields == width {
            records.lines.push(line);
            first_bound = records_bounds.len();
        } else {
            aside.push((line, records.lines.len(), first_bound, fields));
            first_bound = records_bounds.len();
        }
        line += 1;
    }
    records.text = String::from_utf8(bytes).expect("it was text before");
    records.bounds = records_bounds;
    set_aside(&mut records, &aside);
    records
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
    let mut records = Records { text: String::with_capacity(bytes.len()), ..Records::new(width) };
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
        fn the_fast_path_reads_what_the_full_reader_reads(text in "[ab,é\r\n]{0,50}", width in 1_usize..4) {
            let text = text.replace("\r", "\r\n");
            let fast = unquoted(block(&text), width, MARKS);
            prop_assert_eq!(shown(&fast), shown(&quoted(&block(&text), width, MARKS)));
        }
    }
}
