//! The first bytes of a file: whether it is delimited text at all, and what separates its columns.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::SourceError;

/// How much is looked at; headers are shorter.
const HEAD_BYTES: u64 = 64 * 1024;

/// What other kinds of files begin with, from their published formats.
const OTHER_KINDS: [(&[u8], &str); 10] = [
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook (.xls)"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
];

/// Reads the head of a file that is delimited text; it is the caller's to put it before the rest.
///
/// # Errors
/// [`SourceError::Empty`] for zero bytes or white space only, [`SourceError::NotDelimited`] for other kinds of files.
pub(super) fn read(file: &mut File, path: &Path) -> Result<Vec<u8>, SourceError> {
    let mut head = Vec::new();
    loop {
        let known = head.len();
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| unreadable(path, &error))?;
        let fresh = &head[known..];
        if fresh.is_empty() {
            return Err(SourceError::Empty { path: path.to_path_buf() });
        }
        if !without_mark(fresh).trim_ascii().is_empty() {
            break;
        }
    }
    match other_kind(&head) {
        Some(looks_like) => Err(SourceError::NotDelimited { path: path.to_path_buf(), looks_like }),
        None => Ok(head),
    }
}

/// The candidate that stands most often outside quotes in the first line with text; a comma where none does.
pub(super) fn separator(head: &[u8]) -> u8 {
    let head = without_mark(head).trim_ascii_start();
    let mut counts = [(b',', 0_usize), (b'|', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for &byte in head {
        quoted ^= byte == b'"';
        if quoted {
            continue;
        }
        if matches!(byte, b'\n' | b'\r') {
            break;
        }
        if let Some((_, count)) = counts.iter_mut().find(|(candidate, _)| *candidate == byte) {
            *count += 1;
        }
    }
    // The first of equals wins, so that the answer does not depend on how ties are broken.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(candidate, _)| *candidate)
}

/// What the system said about a file that cannot be read.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> SourceError {
    match error.kind() {
        ErrorKind::NotFound => SourceError::NotFound { path: path.to_path_buf() },
        _ => SourceError::Unreadable { path: path.to_path_buf(), reason: error.to_string() },
    }
}

/// What a file with a zero byte on this line looks like.
pub(super) fn binary_on_line(line: u64) -> String {
    format!("binary data (a zero byte on line {line})")
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn other_kind(head: &[u8]) -> Option<String> {
    if let Some((mark, kind)) = OTHER_KINDS.iter().find(|(mark, _)| head.starts_with(mark)) {
        let is_workbook = *mark == b"PK\x03\x04" && contains(head, b"[Content_Types].xml");
        return Some(if is_workbook { "an Excel workbook (.xlsx)" } else { kind }.to_string());
    }
    let zero = head.iter().position(|&byte| byte == 0)?;
    let lines_before = head[..zero].iter().filter(|&&byte| byte == b'\n').count();
    Some(binary_on_line(lines_before as u64 + 1))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_stands_most_often_outside_quotes() {
        assert_eq!(separator(b"a,b,c\n1|2|3|4|5"), b',');
        assert_eq!(separator(b"\xef\xbb\xbf\r\n\na;b\n"), b';');
        assert_eq!(separator(b"\"a,b,c,d\ne\"|f|g\nh,i"), b'|');
        assert_eq!(separator(b"only"), b',');
        assert_eq!(separator(b"a\tb,c"), b',');
    }

    #[test]
    fn other_kinds_of_files_are_known_by_their_first_bytes() {
        assert_eq!(other_kind(b"\x1f\x8b\x08\x00").as_deref(), Some("a gzip archive"));
        assert_eq!(other_kind(b"PK\x03\x04 notes.txt").as_deref(), Some("a zip archive"));
        assert_eq!(other_kind(b"PK\x03\x04..[Content_Types].xml").as_deref(), Some("an Excel workbook (.xlsx)"));
        assert_eq!(other_kind(b"PAR1\x15").as_deref(), Some("a Parquet file"));
        assert_eq!(other_kind(b"\xff\xfea\x00").as_deref(), Some("UTF-16 text"));
        assert_eq!(other_kind(b"a,b\n1,\x002\n").as_deref(), Some("binary data (a zero byte on line 2)"));
        assert_eq!(other_kind(b"PARTNER,b\n1,2\n"), None);
    }
}
