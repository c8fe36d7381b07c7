//! What a load reports of its files.

use std::path::PathBuf;

use crate::sources::{ColumnDoubt, FileAccount, MappedColumn, MatchedBy, RowIssue, StrippedIds};
use crate::store::{LoadedSource, Store};

use super::orders_seen::OrdersSeen;
use super::{FreshFile, account};

/// The account of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// What the store keeps of it.
    pub source: LoadedSource,
    /// Whether exactly this content was loaded before, so that nothing was read.
    pub unchanged: bool,
    /// Whether rows of its table were replaced since that load, so that not all of its rows may still stand.
    pub overtaken: bool,
    /// Rows whose key was known with other content and that replaced it.
    pub rows_replaced: u64,
    /// What kind of file it is, in words; empty where nothing was read.
    pub described: String,
    /// What a person should know of how it was read.
    pub notes: Vec<String>,
    /// Ids that a spreadsheet had turned into numbers.
    pub mended: Vec<ColumnDoubt>,
    /// Ids that lost digits by it.
    pub lossy: Vec<ColumnDoubt>,
    /// Ids that lack their leading zeros.
    pub stripped: Vec<StrippedIds>,
    /// Amounts whose sign goes against the line type, and may.
    pub wrong_sign: Vec<ColumnDoubt>,
    /// Rows without an order id, where the file has a column of them.
    pub nameless: Option<ColumnDoubt>,
    /// Orders dated after the day of the load.
    pub future: Option<ColumnDoubt>,
    /// Rows without an order id that say the same as rows of other files.
    pub repeats: u64,
    /// Empty cells of a wide table, which are no rows.
    pub empty_cells: u64,
}

/// What a load did.
#[derive(Debug, Clone)]
pub struct IngestReport {
    /// One report a file, in order.
    pub files: Vec<FileReport>,
    /// Rows that could not be loaded and were kept aside: the first thousand of each file.
    pub rejected: Vec<RowIssue>,
    /// The files that hold them all.
    pub rejects_written: Vec<PathBuf>,
    /// Rows that were loaded and break a rule that the configuration lets pass with a warning, the first of each file.
    pub doubtful: Vec<RowIssue>,
    /// How often it began anew because another load had written to the same bucket.
    pub begun_anew: u32,
    /// The store after the load.
    pub store: Store,
}

/// What a load would do.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// One report a file, in order.
    pub files: Vec<FileReport>,
    /// Rows that would be kept aside: the first thousand of each file.
    pub rejected: Vec<RowIssue>,
    /// Rows that would be loaded and are doubtful beside the others, in the order of the files.
    pub doubtful: Vec<RowIssue>,
}

impl FileReport {
    /// A file that was read.
    pub(super) fn of(source: LoadedSource, described: String, account: FileAccount, seen: OrdersSeen) -> FileReport {
        FileReport {
            rows_replaced: source.rows_replaced,
            source,
            unchanged: false,
            overtaken: false,
            described,
            notes: account.notes,
            mended: account.mended,
            lossy: account.lossy,
            stripped: account.stripped,
            wrong_sign: account.wrong_sign,
            nameless: account.nameless,
            future: Some(seen.future).filter(|future| future.rows > 0),
            repeats: 0,
            empty_cells: account.empty_cells,
        }
    }

    /// The same content again: every row is a known one.
    pub(super) fn unchanged(known: &LoadedSource) -> FileReport {
        let source = LoadedSource {
            rows_loaded: 0,
            rows_replaced: 0,
            duplicates_dropped: known.rows_read - known.rows_rejected,
            dropped_by_reason: account::loaded_before(known),
            ..known.clone()
        };
        FileReport {
            source,
            unchanged: true,
            overtaken: false,
            rows_replaced: 0,
            described: String::new(),
            notes: Vec::new(),
            mended: Vec::new(),
            lossy: Vec::new(),
            stripped: Vec::new(),
            wrong_sign: Vec::new(),
            nameless: None,
            future: None,
            repeats: 0,
            empty_cells: 0,
        }
    }
}

/// What the store will keep of a file, before its rows meet those of the store.
pub(super) fn source_of(fresh: &FreshFile) -> LoadedSource {
    let account = fresh.account.account;
    LoadedSource {
        table: fresh.table.clone(),
        file: fresh.file.clone(),
        digest: fresh.digest.clone(),
        rows_read: account.rows_read,
        rows_loaded: account.rows_loaded,
        duplicates_dropped: account.duplicates_dropped,
        dropped_by_reason: account::dropped(account.duplicates_dropped, 0),
        rows_rejected: account.rows_rejected,
        rejected_by_rule: fresh.bad.by_rule(),
        rows_warned: account.rows_warned,
        rows_replaced: 0,
        mapping: fresh.mapping.iter().map(noted).collect(),
        rounded: fresh.account.rounded.iter().map(|it| (it.column.clone(), it.rows)).collect(),
        watermark: fresh.watermark.clone(),
        object: fresh.object.clone(),
    }
}

/// A match as the store keeps it: (name in the file, column, why).
fn noted(column: &MappedColumn) -> (String, String, String) {
    let how = match column.how {
        MatchedBy::Configured => "configured",
        MatchedBy::Preset => "preset",
        MatchedBy::Name => "name",
        MatchedBy::Synonym => "synonym",
        MatchedBy::Carried => "carried",
        MatchedBy::WorkedOut => "worked_out",
    };
    let how = column.times.map_or_else(|| how.to_string(), |times| format!("{how}, each value times {times}"));
    (column.source.clone(), column.column.clone(), how)
}
