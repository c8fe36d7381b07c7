//! Opening any file that people have: what it is by its content, unpacked and decoded, as text or as rows.
//!
//! A file becomes either UTF-8 text ([`TextInput`]), of which somebody else makes rows, or rows ([`RowSource`]) where
//! its format has rows itself. Names and extensions decide nothing.

mod batch;
mod content_digest;
mod decoding;
mod encoding;
mod files;
mod guarded;
mod header_row;
mod json;
mod kind;
mod layout;
mod marks;
mod number_text;
mod opening;
mod packing;
mod parquet_rows;
mod problem;
mod regular_file;
mod spool;
mod text_input;
mod two_lines;
mod workbook;

#[cfg(test)]
mod trials;

pub use content_digest::ContentDigest;
pub use files::{expand, folders_within};
pub(super) use files::{is_passed_over, is_table};
pub(super) use layout::{HEAD_BYTES, header_line, separator, upper_line};
pub(super) use marks::{given_mark, quote};
pub(super) use opening::open;
pub use problem::FileProblem;
pub(super) use regular_file::Watch;
pub(super) use spool::empty_spool;
pub use spool::{Spooled, spool};
pub(super) use text_input::TextInput;
pub(super) use two_lines::{joined as joined_titles, said as said_of_two_lines};

use super::records::RowSource;

/// An opened file.
pub(super) struct Opened {
    /// Its content.
    pub content: Content,
    /// What it turned out to be, for people: `CSV, UTF-8`, `CSV, GB18030, gzip`, ``Excel workbook, sheet `Orders` ``.
    pub described: String,
    /// What was not read or read in a way that a person should know of; what only the rows tell comes later, from
    /// [`RowSource::late_notes`] and [`TextInput::late_note`].
    pub notes: Vec<String>,
    /// Notices when the file changes meanwhile; to be asked at the end.
    pub watch: Watch,
}

/// What an opened file holds.
pub(super) enum Content {
    /// Delimited text.
    Text(TextInput),
    /// Rows.
    Rows(Box<dyn RowSource>),
}
