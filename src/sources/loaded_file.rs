//! A file that was read: its table, its account, its bad rows.

use std::path::PathBuf;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};

use super::SourceError;
use super::account::{Account, RoundedMoney};
use super::issue::RowIssue;
use super::mapping::MappedColumn;

/// A file that was read.
#[derive(Debug, Clone)]
pub struct LoadedFile {
    /// The canonical table.
    pub table: String,
    /// The file's name as it was given.
    pub file: String,
    /// The path as it was resolved.
    pub path: PathBuf,
    /// The good rows: stored names, the table's column order, carried columns last, then `row_key` and `row_hash`.
    pub frame: DataFrame,
    /// The line of each good row.
    pub lines: Vec<u64>,
    /// The account of the rows.
    pub account: Account,
    /// Rows that cannot be loaded, in file order (empty under [`BadRows::Stop`](super::BadRows::Stop), which fails
    /// instead).
    pub issues: Vec<RowIssue>,
    /// What was matched to what.
    pub mapping: Vec<MappedColumn>,
    /// Columns in which amounts were rounded to the currency's digits.
    pub rounded: Vec<RoundedMoney>,
}

impl LoadedFile {
    /// Takes rows out that another table proved bad: (position of the row, its issue). A position that is named
    /// twice counts once; one beyond the last row is passed over.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub fn reject_rows(&mut self, rejected: Vec<(usize, RowIssue)>) -> Result<(), SourceError> {
        let mut stays = vec![true; self.frame.height()];
        for (row, issue) in rejected {
            if stays.get(row).is_some_and(|&stays| stays) {
                stays[row] = false;
                self.issues.push(issue);
                self.account.rows_loaded -= 1;
                self.account.rows_rejected += 1;
            }
        }
        self.issues.sort_by_key(|issue| issue.line);
        let mask = BooleanChunked::from_slice("stays".into(), &stays);
        self.frame = self.frame.filter(&mask).map_err(|error| SourceError::Internal {
            doing: format!("rejecting rows of {}", self.table),
            reason: error.to_string(),
        })?;
        let mut stay = stays.into_iter();
        self.lines.retain(|_| stay.next().unwrap_or(true));
        Ok(())
    }
}
