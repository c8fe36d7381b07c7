//! How a delimited text is laid out: what separates its columns, and on which line its header stands.

use super::{header_row, two_lines};

/// How much of a text is looked at.
pub(in crate::sources) const HEAD_BYTES: usize = 64 * 1024;

/// Records that are looked at.
const RECORDS: usize = 60;

/// What may separate columns, the usual ones first: equals are decided by this order.
const CANDIDATES: [u8; 7] = [b',', b';', b'\t', b'|', 0x01, b'^', b'~'];

/// What separates the columns: the candidate that stands equally often in most of the first records, outside quotes;
/// a comma where none does. The first line `sep=;`, which Excel understands, decides.
///
/// `head` is the beginning of the text, without a byte-order mark.
pub(in crate::sources) fn separator(head: &[u8], quote: u8) -> u8 {
    let records = records(head, quote);
    if let Some(separator) = records.first().and_then(|record| announced(record.bytes)) {
        return separator;
    }
    let filled: Vec<&Record<'_>> = records.iter().filter(|record| !record.bytes.trim_ascii().is_empty()).collect();
    let scored = CANDIDATES.iter().map(|&candidate| (score(&filled, candidate, quote), candidate));
    // The first of equals wins, so that the answer does not depend on how ties are broken.
    let best = scored.rev().max_by_key(|(score, _)| *score);
    best.filter(|(score, _)| score.0 > 0).map_or(b',', |(_, candidate)| candidate)
}

/// The quote by which the header is written: `'` where it begins and ends with it and has it on both sides of a
/// separator; `"` in every other case. The header is looked for as it would be with `'`, or is the line that is set.
pub(in crate::sources) fn quote(head: &[u8], header_row: Option<u64>) -> u8 {
    let separator = separator(head, b'\'');
    let (records, rows) = filled(head, separator, b'\'');
    let header = match header_row {
        Some(line) => records.iter().find(|record| record.lines_before as u64 + 1 == line),
        None => records.get(header_row::find(&rows)),
    };
    let is_written = |record: &Record<'_>| {
        let line = record.bytes.trim_ascii();
        let between = memchr::memmem::find(line, &[b'\'', separator, b'\'']).is_some();
        line.starts_with(b"'") && line.ends_with(b"'") && between
    };
    if header.is_some_and(is_written) { b'\'' } else { b'"' }
}

/// How many lines of the text stand before its header: the line `sep=;`, and a title block where there clearly is one.
pub(in crate::sources) fn header_line(head: &[u8], separator: u8, quote: u8) -> usize {
    let announcing = records(head, quote).first().is_some_and(|record| announced(record.bytes).is_some());
    let (records, rows) = filled(head, separator, quote);
    match header_row::find(&rows) {
        0 => usize::from(announcing),
        row => records[row].lines_before,
    }
}

/// How many lines of the text stand before titles of two lines, a year above its months: before the line that is set,
/// from 1, or wherever they are found. None where the titles fill one line.
pub(in crate::sources) fn upper_line(head: &[u8], separator: u8, quote: u8, header_row: Option<u64>) -> Option<usize> {
    let (records, rows) = filled(head, separator, quote);
    let at = match header_row {
        None => two_lines::find(&rows)?,
        Some(line) => {
            let at = records.iter().position(|record| record.lines_before as u64 + 1 == line)?;
            two_lines::joined(&rows[at], rows.get(at + 1)?).map(|_| at)?
        }
    };
    Some(records[at].lines_before)
}

/// The first records with anything in them, and their fields; the line `sep=;` is none.
fn filled(head: &[u8], separator: u8, quote: u8) -> (Vec<Record<'_>>, Vec<Vec<String>>) {
    let mut records = records(head, quote);
    if records.first().is_some_and(|record| announced(record.bytes).is_some()) {
        records.remove(0);
    }
    records.retain(|record| !record.bytes.trim_ascii().is_empty() && !is_rule(record.bytes));
    let rows = records.iter().map(|record| fields(record.bytes, separator, quote)).collect();
    (records, rows)
}

/// Whether a line is drawn, as lists for a screen have it above and below their titles.
fn is_rule(line: &[u8]) -> bool {
    let drawn = line.iter().filter(|byte| matches!(byte, b'-' | b'=')).count();
    drawn >= 3 && line.iter().all(|byte| matches!(byte, b'-' | b'=' | b'+' | b'|' | b' ' | b'\r'))
}

/// One record of the head.
struct Record<'h> {
    /// Lines of the text before it.
    lines_before: usize,
    bytes: &'h [u8],
}

/// Lines with this candidate as often as most have it; then how often that is, and whether the first line has it so.
fn score(records: &[&Record<'_>], candidate: u8, quote: u8) -> (usize, bool, usize) {
    let counts: Vec<usize> = records.iter().map(|record| separators(record.bytes, candidate, quote)).collect();
    let agreeing = |wanted: usize| counts.iter().filter(|count| **count == wanted).count();
    let usual = counts.iter().copied().filter(|count| *count > 0).max_by_key(|count| (agreeing(*count), *count));
    usual.map_or((0, false, 0), |usual| (agreeing(usual), counts.first() == Some(&usual), usual))
}

fn separators(record: &[u8], separator: u8, quote: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for &byte in record {
        quoted ^= byte == quote;
        count += usize::from(!quoted && byte == separator);
    }
    count
}

/// The separator in `sep=;`.
fn announced(record: &[u8]) -> Option<u8> {
    let unquoted = record.trim_ascii_start();
    let unquoted = unquoted.strip_prefix(b"\"").map_or(unquoted, |rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    match unquoted {
        [s, e, p, b'=', separator] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*separator),
        _ => None,
    }
}

/// The first records; the last of a long head is left out, because it is cut off.
fn records(head: &[u8], quote: u8) -> Vec<Record<'_>> {
    let mut records = split(head, Some(quote));
    if records.len() == 1 && head.len() >= HEAD_BYTES {
        // A quote that never closes within the head was none.
        records = split(head, None);
    }
    if records.len() > 1 && head.len() >= HEAD_BYTES {
        records.pop();
    }
    records.truncate(RECORDS);
    records
}

fn split(head: &[u8], quote: Option<u8>) -> Vec<Record<'_>> {
    let mut records = Vec::new();
    let (mut start, mut lines, mut lines_before, mut quoted) = (0, 0, 0, false);
    for (at, &byte) in head.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| head[before]);
        if Some(byte) == quote {
            // A quote inside a value, such as a measure in inches, opens nothing.
            let may_open = at == start || before.is_some_and(|before| CANDIDATES.contains(&before) || before == byte);
            quoted = if quoted { false } else { may_open };
        }
        let ends = byte == b'\n' || (byte == b'\r' && head.get(at + 1) != Some(&b'\n'));
        if !ends {
            continue;
        }
        lines += 1;
        if !quoted {
            let bytes = head[start..at].strip_suffix(b"\r").unwrap_or(&head[start..at]);
            records.push(Record { lines_before, bytes });
            (start, lines_before) = (at + 1, lines);
        }
    }
    if start < head.len() {
        records.push(Record { lines_before, bytes: &head[start..] });
    }
    records
}

fn fields(record: &[u8], separator: u8, quote: u8) -> Vec<String> {
    let mut quoted = false;
    let parts = record.split(|&byte| {
        quoted ^= byte == quote;
        !quoted && byte == separator
    });
    let text = |part: &[u8]| String::from_utf8_lossy(part).trim().trim_matches(char::from(quote)).trim().to_string();
    parts.map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separated(head: &[u8]) -> char {
        char::from(separator(head, b'"'))
    }

    fn header(head: &str) -> usize {
        header_line(head.as_bytes(), separator(head.as_bytes(), b'"'), b'"')
    }

    #[test]
    fn the_separator_is_the_one_on_which_the_lines_agree_outside_quotes() {
        assert_eq!(separated(b"a,b,c\n1|2|3|4|5"), ',');
        assert_eq!(separated(b"\r\n\na;b\n"), ';');
        assert_eq!(separated(b"\"a,b,c,d\ne\"|f|g\nh,i"), '|');
        assert_eq!(separated(b"only"), ',');
        assert_eq!(separated(b"a\tb,c"), ',');
        assert_eq!(separated(b"name\tplace\tsum\nA\tRome, Italy\t1\nB\tLima, Peru\t2\n"), '\t');
        assert_eq!(separated(b"day;sum;note\n1;2,50;a\n2;3,75;b\n3;1,00;c\n"), ';');
        assert_eq!(separated(b"a\x01b\x01c\n1\x012\x013\n"), '\u{1}');
        assert_eq!(separated(b"a^b\n1^2\n"), '^');
    }

    #[test]
    fn a_header_in_single_quotes_tells_the_quote() {
        assert_eq!(quote(b"'id','name'\n'1','O''Neil'\n", None), b'\'');
        let report = b"Report\n\n'id'\t'name'\r\n'1'\t'a'\r\n";
        assert_eq!((quote(report, None), quote(report, Some(3)), quote(report, Some(4))), (b'\'', b'\'', b'\''));
        assert_eq!(quote(report, Some(1)), b'"');
        assert_eq!(quote(b"id,name\n'1','a'\n'2','b'\n", None), b'"');
        for head in ["id,name\n1,'a'\n", "\"id\",\"name\"\n\"1\",\"'a','b'\"\n", "'id'\n'1'\n", "'tis,'\n"] {
            assert_eq!(quote(head.as_bytes(), None), b'"', "{head}");
        }
    }

    #[test]
    fn a_title_with_commas_does_not_decide() {
        assert_eq!(separated(b"Sales, by rep, as of today\n\na;b;c\n1;2;3\n4;5;6\n"), ';');
    }

    #[test]
    fn what_the_first_line_announces_is_followed() {
        assert_eq!(separated(b"sep=|\na,b|c\n"), '|');
        assert_eq!(separated(b"\"sep=;\"\r\na,b;c\n"), ';');
        assert_eq!(header("sep=;\na;b\n1;2\n"), 1);
        assert_eq!(header("sep=;\nTitle\n\na;b;c\n1;2;3\n4;5;6\n"), 3);
    }

    #[test]
    fn a_measure_in_inches_does_not_swallow_the_rest() {
        assert_eq!(separated(b"a;b\n5\";x\n6;y\n7\";z\n"), ';');
    }

    #[test]
    fn a_title_block_is_passed_over_and_a_plain_file_is_not() {
        assert_eq!(header("order_id,order_date,amount\nA,2024-01-05,1\nB,2024-01-06,2\n"), 0);
        assert_eq!(header("Sales report\n\nFrom:,2024-01-01\nid,day,sum,rep\nA,1,2,R\nB,1,2,R\n"), 3);
        assert_eq!(header("Sales report,,,\n,,,\nid,day,sum,rep\nA,1,2,R\nB,1,2,R\n"), 2);
        assert_eq!(header("\"a title\nover two lines\"\nid,day,sum\nA,1,2\nB,1,2\n"), 2);
    }

    #[test]
    fn lines_that_are_drawn_above_and_below_the_header_are_passed_over() {
        let list = "List of orders  1\n---------\n| id | day |\n---------\n| A | 1 |\n| B | 2 |\n---------\n";
        assert_eq!((separated(list.as_bytes()), header(list)), ('|', 2));
    }

    #[test]
    fn rows_that_only_look_a_little_like_a_header_are_none() {
        // The second line is all text too, but the first one has as many fields.
        assert_eq!(header("id,name\nA,Ann\nB,Bob\n"), 0);
        // A first line that lacks a name or two is still the header.
        assert_eq!(header("id,,name,town\nA,x,Ann,Rome\nB,y,Bob,Lima\n"), 0);
        assert_eq!(header("id\nA\nB\n"), 0);
        assert_eq!(header(""), 0);
    }
}
