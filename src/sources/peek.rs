//! A first look at a file: its header and its first rows.

use std::path::Path;

use super::SourceError;
use super::feed::Feed;
use super::records::Records;
use super::settings::SourceSettings;

/// How many rows are looked at.
pub(super) const ROWS_LOOKED_AT: usize = 2000;

/// What a first look shows.
#[derive(Debug, Clone)]
pub(super) struct Peek {
    /// The titles of the columns.
    pub header: Vec<String>,
    /// The first rows.
    pub rows: Records,
    /// Whether these are all rows.
    pub whole: bool,
    /// What kind of file it is, in a few words.
    pub described: String,
    /// What a person should know of how it is read.
    pub notes: Vec<String>,
    /// Settings without which the file would be read otherwise than it is meant, such as the order of day and month.
    pub hints: Vec<FormHint>,
}

/// A setting of the source that the content asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormHint {
    /// The key in `[[source]]`.
    pub key: String,
    /// The value, as it stands in the configuration.
    pub value: String,
    /// Why.
    pub why: String,
}

/// Looks at a file.
///
/// # Errors
/// A file that cannot be read at all.
pub(super) fn peek(path: &Path, settings: &SourceSettings) -> Result<Peek, SourceError> {
    let mut feed = Feed::open(path, settings)?;
    let header = feed.header.clone();
    let opener = feed.opener();
    let mut rows = Records::new(header.len());
    while rows.height() < ROWS_LOOKED_AT {
        let Some(piece) = feed.next_piece()? else {
            let notes = feed.notes();
            return Ok(Peek { header, rows, whole: true, described: feed.described, notes, hints: Vec::new() });
        };
        let records = opener.records(piece);
        for row in 0..records.height().min(ROWS_LOOKED_AT - rows.height()) {
            rows.push(records.lines[row], records.row(row));
        }
    }
    let notes = feed.notes();
    Ok(Peek { header, rows, whole: false, described: feed.described, notes, hints: Vec::new() })
}
