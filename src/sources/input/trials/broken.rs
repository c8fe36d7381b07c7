//! What is no table, and what only looks like one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::workbooks::workbook;
use super::{gzip, refusal, trial, zstd};

/// What leads into each of the readers.
const MARKS: [&[u8]; 9] = [
    b"",
    b"\x1f\x8b\x08\0",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
    b"{\"a\"",
    b"[{",
    b"\xff\xfe",
    b"\x28\xb5\x2f\xfd",
];

/// What they look for at the end.
const ENDS: [&[u8]; 3] = [b"", b"PAR1", b"PK\x05\x06\0\0\0\0"];

#[test]
fn web_pages_documents_and_junk_are_refused_by_name() {
    let page = "<html><head></head><body><table><tr><td>id</td></tr></table></body></html>";
    assert_eq!(refusal(page), "`a.csv` is a web page (HTML), whatever its name says");
    assert_eq!(refusal("%PDF-1.7\n1 0 obj"), "`a.csv` is not delimited text: it looks like a PDF document");
    assert_eq!(
        refusal("<?xml version=\"1.0\"?><orders/>"),
        "`a.csv` is not delimited text: it looks like an XML document"
    );
    let junk: Vec<u8> = (0..4_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
    assert_eq!(refusal(junk), "`a.csv` is not delimited text: it looks like binary data (full of control characters)");
}

#[test]
fn a_title_above_the_header_is_named() {
    let read = trial("Orders of 2024\n\nid,day,sum\nA,1,2\nB,1,2\n").unwrap();
    assert_eq!(read.notes, ["the header was found in line 3; what stands above it is no row"]);
}

#[test]
fn progress_ends_with_the_whole_file() {
    let text: String = (0..40_000).map(|id| format!("{id},{}\n", id * 7)).collect();
    for bytes in [text.clone().into_bytes(), gzip(text.as_bytes()), zstd(text.as_bytes())] {
        assert_eq!(trial(&bytes).unwrap().bytes_read, bytes.len() as u64);
    }
    let lines: String = (0..9_000).map(|id| format!("{{\"id\":{id}}}\n")).collect();
    assert_eq!(trial(&lines).unwrap().bytes_read, lines.len() as u64);
    assert!(trial(workbook()).unwrap().bytes_read > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_end_in_rows_or_an_error(
        mark in select(&MARKS[..]),
        bytes in vec(any::<u8>(), 0..600),
        last in select(&ENDS[..]),
    ) {
        let whole = [mark, &bytes, last].concat();
        let _ = trial(&whole);
        let _ = trial(gzip(&whole));
        let _ = trial(zstd(&whole));
    }

    #[test]
    fn a_spoiled_workbook_of_any_format_ends_in_rows_or_an_error(
        which in select(&["orders.xls", "orders.ods", "orders.xlsx"][..]),
        at in 0..100_000_usize,
        with in vec(any::<u8>(), 1..8),
    ) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/formats");
        let mut whole = std::fs::read(folder.join(which)).unwrap();
        let at = at % (whole.len() - with.len());
        whole[at..at + with.len()].copy_from_slice(&with);
        let _ = trial(&whole);
    }

    #[test]
    fn a_spoiled_workbook_ends_in_rows_or_an_error(at in 0..100_000_usize, with in vec(any::<u8>(), 1..8), cut in any::<bool>()) {
        let mut whole = workbook();
        let at = at % whole.len();
        match cut {
            true => whole.truncate(at),
            false => with.iter().enumerate().for_each(|(more, byte)| {
                if let Some(place) = whole.get_mut(at + more) {
                    *place = *byte;
                }
            }),
        }
        let _ = trial(&whole);
    }
}
