//! What is wrong inside a file before its rows are looked at, and the way out.

use std::fmt;
use std::path::Path;

/// What is wrong inside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// Bytes that are no text in the encoding that was found or set.
    Malformed {
        /// The line on which they stand.
        line: u64,
        /// Where the first one stands in the (unpacked) file, from 0.
        offset: u64,
        /// The bytes.
        bytes: Vec<u8>,
        /// The encoding's name.
        encoding: String,
    },
    /// Cut off or spoiled.
    Damaged {
        /// What it is, such as `a gzip archive`.
        kind: String,
        /// What was found.
        reason: String,
    },
    /// Packed twice.
    PackedTwice {
        /// What is inside the archive.
        inside: String,
    },
    /// A web page under another name.
    WebPage,
    /// A workbook that a password protects.
    Encrypted,
    /// The workbook has no such sheet.
    NoSuchSheet {
        /// What was asked for.
        asked: String,
        /// The sheets that are there.
        available: Vec<String>,
    },
    /// Something unpacks to more than can be meant.
    TooLarge {
        /// The part, such as `xl/worksheets/sheet1.xml`.
        part: String,
        /// Its packed size in bytes.
        packed: u64,
        /// Its size in bytes, at least.
        unpacked: u64,
    },
    /// Another size or time of change than when it was opened.
    Changed,
    /// The header is said to stand beyond the last row.
    HeaderBeyondEnd {
        /// The row or line that was set.
        header_row: u64,
    },
    /// A record that is longer than can be meant.
    RecordTooLong {
        /// The line on which it starts.
        line: u64,
        /// The most that is read as one record, in bytes.
        most: u64,
    },
}

impl FileProblem {
    /// The sentence, with the file's name.
    pub(in crate::sources) fn write_for(&self, path: &Path, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = path.display();
        match self {
            FileProblem::Malformed { line, offset, bytes, encoding } => {
                let (noun, verb) = if bytes.len() == 1 { ("byte", "is") } else { ("bytes", "are") };
                let bytes = hexadecimal(bytes);
                write!(f, "`{path}` line {line}: the {noun} {bytes} at offset {offset} {verb} not {encoding} text")
            }
            FileProblem::Damaged { kind, reason } => write!(f, "`{path}` is damaged: it is {kind}, and {reason}"),
            FileProblem::PackedTwice { inside } => write!(f, "`{path}` is packed twice: inside it is {inside}"),
            FileProblem::WebPage => write!(f, "`{path}` is a web page (HTML), whatever its name says"),
            FileProblem::Encrypted => write!(f, "`{path}` is protected by a password"),
            FileProblem::NoSuchSheet { asked, available } => {
                write!(f, "`{path}` has no sheet {asked}: it has {}", available.join(", "))
            }
            FileProblem::TooLarge { part, packed, unpacked } => write!(
                f,
                "`{path}` unpacks to more than is sensible: `{part}` has {packed} bytes packed and at least {unpacked} unpacked"
            ),
            FileProblem::Changed => write!(f, "`{path}` changed while it was read"),
            FileProblem::HeaderBeyondEnd { header_row } => {
                write!(f, "`{path}` has no row {header_row}, where the header is said to stand")
            }
            FileProblem::RecordTooLong { line, most } => {
                write!(f, "`{path}` line {line}: a record of more than {} megabytes", most / 1_000_000)
            }
        }
    }

    /// The way out, where there is one to name.
    pub(in crate::sources) fn hint(&self) -> Option<String> {
        let hint = match self {
            FileProblem::Malformed { .. } => {
                "if the file is in another encoding, say which: encoding = \"GB18030\" in the [[source]], or windows-1252, Big5, Shift_JIS …"
            }
            FileProblem::Damaged { .. } => "fetch or export it once more; the store is as it was",
            FileProblem::PackedTwice { .. } => "unpack it once and load what comes out",
            FileProblem::WebPage => {
                "open it in a spreadsheet or a browser and save the table as xlsx or CSV UTF-8, and load that file"
            }
            FileProblem::Encrypted => "save it without the password, and load that file",
            FileProblem::NoSuchSheet { .. } => {
                "say --sheet with its name or its number from 1, or sheet = \"its name\" in the [[source]], or leave it out"
            }
            FileProblem::TooLarge { .. } => "if it is no trap, save the table as CSV or Parquet, and load that file",
            FileProblem::Changed => "load it again when it is finished; the store is as it was",
            FileProblem::HeaderBeyondEnd { .. } => "rows are counted from 1; leave header_row out to have it found",
            FileProblem::RecordTooLong { .. } => "a quote or a line end may be missing",
        };
        Some(hint.to_string())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let each: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02X}")).collect();
    each.join(" ")
}
