//! A first look at a file: its header and its first rows.

use std::path::Path;

use super::SourceError;
use super::delimited::Delimited;
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
    let mut lines = Delimited::open(path, settings.separator.as_deref())?;
    let header = lines.header().to_vec();
    let mut rows = Records::new(header.len());
    let mut whole = false;
    while rows.height() < ROWS_LOOKED_AT {
        let Some((line, record)) = lines.next_record()? else {
            whole = true;
            break;
        };
        rows.push(line, record.iter());
    }
    let described = format!("delimited text with {} columns", header.len());
    Ok(Peek { header, rows, whole, described, hints: Vec::new() })
}
