//! What a file is, by its bytes and never by its name.

use super::packing::Packing;

/// What the unpacked bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip archive: perhaps a workbook.
    Zip,
    /// A compound file of the older Office: perhaps a workbook.
    Compound,
    /// Parquet.
    Parquet,
    /// Packed once more.
    Packed(&'static str),
    /// A web page.
    WebPage,
    /// Something that holds no table, and what it looks like.
    Other(String),
    /// Text, as far as the first bytes tell.
    Text,
}

/// What other files begin with, from their published formats; the marks of text come after.
const MARKS: [(&[u8], Mark); 15] = [
    (b"PK\x03\x04", Mark::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Mark::Compound),
    (b"\x1f\x8b", Mark::Packed("a gzip archive")),
    (b"\x28\xb5\x2f\xfd", Mark::Packed("a zstd archive")),
    (b"PK\x05\x06", Mark::Other("a zip archive with nothing in it")),
    (b"BZh", Mark::Other("a bzip2 archive")),
    (b"\xfd7zXZ\x00", Mark::Other("an xz archive")),
    (b"7z\xbc\xaf\x27\x1c", Mark::Other("a 7z archive")),
    (b"Rar!\x1a\x07", Mark::Other("a rar archive")),
    (b"%PDF-", Mark::Other("a PDF document")),
    (b"SQLite format 3\0", Mark::Other("an SQLite database")),
    (b"ORC", Mark::Other("an ORC file")),
    (b"Obj\x01", Mark::Other("an Avro file")),
    (b"ARROW1", Mark::Other("an Arrow file")),
    (b"{\\rtf", Mark::Other("a rich-text document")),
];

/// What a mark stands for.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Zip,
    Compound,
    Packed(&'static str),
    Other(&'static str),
}

/// How a file is packed, by its first bytes.
pub(super) fn packing(start: &[u8]) -> Packing {
    match start {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
        // A frame that readers pass over: 0x184D2A50 to 0x184D2A5F.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
        _ => Packing::Plain,
    }
}

/// What the (unpacked) bytes are, by their beginning.
pub(super) fn of(sample: &[u8]) -> Kind {
    let head = &sample[..sample.len().min(512)];
    if head.starts_with(b"PAR1") && head.iter().skip(4).any(|byte| is_control(*byte)) {
        return Kind::Parquet;
    }
    if head.get(257..262) == Some(b"ustar") {
        return Kind::Other("a tar archive".to_string());
    }
    let marked = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(mark, kind)| (mark.len(), *kind));
    match marked {
        Some((_, Mark::Zip)) => Kind::Zip,
        Some((_, Mark::Compound)) => Kind::Compound,
        Some((_, Mark::Packed(inside))) => Kind::Packed(inside),
        // Marks made of letters alone could begin a table: `ORC` or `BZh` might name a column.
        Some((length, Mark::Other(looks_like))) if length > 3 || head.iter().any(|byte| is_control(*byte)) => {
            Kind::Other(looks_like.to_string())
        }
        _ => Kind::Text,
    }
}

/// What text is, by its beginning after decoding; `None` where it may well be a table.
pub(super) fn of_text(text: &[u8]) -> Option<Kind> {
    let start = text.trim_ascii_start();
    let start = String::from_utf8_lossy(&start[..start.len().min(2048)]).to_ascii_lowercase();
    let begins = |tags: &[&str]| tags.iter().any(|tag| start.starts_with(tag));
    if begins(&["<!doctype html", "<html", "<table", "<head", "<meta", "<style", "<body", "<div"]) {
        return Some(Kind::WebPage);
    }
    if begins(&["<?xml"]) {
        let looks_like = match () {
            () if start.contains("<html") => return Some(Kind::WebPage),
            () if start.contains("urn:schemas-microsoft-com:office:spreadsheet") => {
                "a workbook as Excel 2003 wrote it in XML"
            }
            () => "an XML document",
        };
        return Some(Kind::Other(looks_like.to_string()));
    }
    if begins(&["mime-version:"]) {
        return Some(Kind::Other("a web archive (MHTML)".to_string()));
    }
    None
}

/// Whether bytes that should be text hold so many control characters that they cannot be.
///
/// The ones that some systems separate fields with (0x01, 0x1c to 0x1f), the end mark of old files (0x1a) and escape
/// are let through; zero is told apart, because it names its line.
pub(super) fn is_junk(sample: &[u8]) -> bool {
    let controls = sample.iter().filter(|byte| matches!(byte, 0x02..=0x08 | 0x0e..=0x19 | 0x7f)).count();
    controls > 2 && controls * 50 > sample.len()
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0x00..=0x08 | 0x0e..=0x1a)
}

/// What a file with a zero byte on this line looks like.
pub(super) fn binary_on_line(line: u64) -> String {
    format!("binary data (a zero byte on line {line})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        assert_eq!(packing(b"\x1f\x8b\x08\x00"), Packing::Gzip);
        assert_eq!(packing(b"\x28\xb5\x2f\xfd\x04"), Packing::Zstd);
        assert_eq!(packing(b"a,b"), Packing::Plain);
        assert_eq!(of(b"PK\x03\x04 notes.txt"), Kind::Zip);
        assert_eq!(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Kind::Compound);
        assert_eq!(of(b"PAR1\x15\x04"), Kind::Parquet);
        assert_eq!(of(b"%PDF-1.7\n"), Kind::Other("a PDF document".to_string()));
        assert_eq!(of(b"\x1f\x8b\x08"), Kind::Packed("a gzip archive"));
    }

    #[test]
    fn names_of_columns_are_no_marks() {
        for text in [&b"PARTNER,b\n1,2\n"[..], b"PAR1,b\n1,2\n", b"ORC,b\n", b"BZh,b\n", b"", b"{\"a\":1}"] {
            assert_eq!(of(text), Kind::Text, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn web_pages_and_xml_are_told_from_tables() {
        assert_eq!(of_text(b"\r\n<HTML><body>"), Some(Kind::WebPage));
        assert_eq!(of_text(b"<?xml version='1.0'?><a/>"), Some(Kind::Other("an XML document".to_string())));
        assert_eq!(of_text(b"<none>,b\n1,2\n"), None);
        assert_eq!(of_text(b"a,b\n<table>,2\n"), None);
    }

    #[test]
    fn text_with_a_stray_control_character_is_still_text() {
        assert!(!is_junk(b"a\x01b\x01c\n1\x012\x013\n"));
        assert!(!is_junk(b"a,b\n1,\x0b2\n"));
        assert!(is_junk(&[0x02, 0x03, 0xff, 0x05, 0x81, 0x07, 0x10]));
    }
}
