//! For this room's tests: a file is written, read and looked at.

use std::path::Path;

use polars::prelude::AnyValue;

use crate::quantity::Currency;

use super::{
    BadRows, CheckSettings, FileToRead, LoadedFile, ReadOptions, RowIssue, SourceError, SourceSettings, read_file,
};

/// Reads `bytes` as `orders.csv` of a table, bad rows kept aside.
pub(super) fn read(table: &str, bytes: impl AsRef<[u8]>) -> Result<LoadedFile, SourceError> {
    read_as("orders.csv", table, "", bytes, BadRows::Reject)
}

/// Reads `bytes` as a file of this name; `settings` are lines of a `[[source]]`.
pub(super) fn read_as(
    file: &str,
    table: &str,
    settings: &str,
    bytes: impl AsRef<[u8]>,
    bad_rows: BadRows,
) -> Result<LoadedFile, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file), bytes).unwrap();
    let text = format!("table = '{table}'\nfiles = []\n{settings}");
    let settings: SourceSettings = toml::from_str(&text).unwrap();
    read_at(&settings, file, folder.path(), bad_rows)
}

/// Reads `text` as `orders.csv` of a table in a run in dollars with rates for some currencies, bad rows kept aside.
pub(super) fn read_with_rates(table: &str, text: &str, rated: &[&str]) -> Result<LoadedFile, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("orders.csv"), text).unwrap();
    let settings = SourceSettings { table: table.to_string(), ..SourceSettings::default() };
    let options = ReadOptions {
        currency: Currency::USD,
        rated: rated.iter().map(|code| code.to_string()).collect(),
        time_zone: None,
        checks: CheckSettings { bad_rows: BadRows::Reject, ..CheckSettings::default() },
    };
    let (file, base) = ("orders.csv", folder.path());
    read_file(&FileToRead { settings: &settings, file, lies_at: None, first_name: file, base, digest: None }, &options)
}

/// Reads a file that lies in a folder.
pub(super) fn read_at(
    settings: &SourceSettings,
    file: &str,
    base: &Path,
    bad_rows: BadRows,
) -> Result<LoadedFile, SourceError> {
    let checks = CheckSettings { bad_rows, ..CheckSettings::default() };
    let options = ReadOptions { currency: Currency::USD, rated: Default::default(), time_zone: None, checks };
    read_file(&FileToRead { settings, file, lies_at: None, first_name: file, base, digest: None }, &options)
}

/// A column of the loaded rows as text, `-` for null.
pub(super) fn column(loaded: &LoadedFile, name: &str) -> Vec<String> {
    let column = loaded.frame.column(name).unwrap();
    let shown = |value: AnyValue<'_>| match value {
        AnyValue::Null => "-".to_string(),
        AnyValue::String(text) => text.to_string(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Date(day) => crate::calendar::Day::from_epoch(day).to_string(),
        AnyValue::Int64(whole) => whole.to_string(),
        AnyValue::Float64(number) => number.to_string(),
        other => panic!("a column of {other:?}"),
    };
    (0..loaded.frame.height()).map(|row| shown(column.get(row).unwrap())).collect()
}

/// (line, rule) of the bad rows.
pub(super) fn faults(loaded: &LoadedFile) -> Vec<(u64, &'static str)> {
    loaded.issues.iter().map(|issue| (issue.line, issue.rule.code())).collect()
}

/// The message of the only bad row.
pub(super) fn only_fault(loaded: &LoadedFile) -> String {
    let [issue] = loaded.issues.as_slice() else { panic!("{:?}", loaded.issues) };
    RowIssue::to_string(issue)
}
