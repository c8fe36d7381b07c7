//! One file into one typed table, every row accounted for.

use std::path::Path;

use crate::quantity::{Currency, nearest};
use crate::schema::{self, TableSpec};

use super::SourceError;
use super::column_settings;
use super::delimited::Delimited;
use super::loaded_file::LoadedFile;
use super::mapping;
use super::preset;
use super::row::RowReader;
use super::settings::{BadRows, SourceSettings};
use super::table_builder::TableBuilder;

/// How files are read in one run.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The run's currency: its digits read money, and rows without a currency are in it.
    pub currency: Currency,
    /// What happens to rows that cannot be loaded.
    pub bad_rows: BadRows,
}

/// Rows between two reports of progress.
const ROWS_A_REPORT: u64 = 65_536;

/// Reads one file of a source.
///
/// `base` is the folder from which relative paths are read; `progress` hears the bytes read so far. A file with a
/// header and no rows is a table of zero rows.
///
/// # Errors
/// Settings that contradict themselves, a file that cannot be read or mapped, and under [`BadRows::Stop`] any bad
/// row ([`SourceError::BadRows`] names them all).
pub fn read_file(
    settings: &SourceSettings,
    file: &str,
    base: &Path,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<LoadedFile, SourceError> {
    options.read_again(settings, file, file, base, progress)
}

impl ReadOptions {
    /// Reads a file whose content was loaded before under the name `first_name`: rows without an order id keep the ids
    /// that they got then, so that a copy under another name adds nothing.
    ///
    /// # Errors
    /// As [`read_file`].
    pub fn read_again(
        &self,
        settings: &SourceSettings,
        file: &str,
        first_name: &str,
        base: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<LoadedFile, SourceError> {
        read(settings, (file, first_name), base, self, progress)
    }
}

fn read(
    settings: &SourceSettings,
    (file, first_name): (&str, &str),
    base: &Path,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<LoadedFile, SourceError> {
    let table = find_table(&settings.table)?;
    let settings = &preset::applied(settings)?;
    column_settings::check(table, settings)?;
    let path = base.join(file);
    let mut lines = Delimited::open(&path, settings.separator.as_deref())?;
    let mapping = mapping::resolve(table, lines.header(), settings, &path)?;
    mapping.require_currency(options.currency, &path)?;
    let reader = RowReader::open(table, &mapping, settings, base, options)?;
    let mut builder = TableBuilder::new(table, mapping, &reader, file, first_name, lines.header().len(), options);
    while let Some((line, record)) = lines.next_record()? {
        builder.add(&reader, record, line);
        if builder.rows_read().is_multiple_of(ROWS_A_REPORT) {
            progress(lines.bytes_read());
        }
    }
    progress(lines.bytes_read());
    if options.bad_rows == BadRows::Stop && !builder.issues().is_empty() {
        return Err(SourceError::BadRows { issues: builder.into_issues() });
    }
    builder.finish(&reader, path)
}

fn find_table(name: &str) -> Result<&'static TableSpec, SourceError> {
    schema::table(name).ok_or_else(|| SourceError::UnknownTable {
        name: name.to_string(),
        nearest: nearest(name, schema::tables().iter().map(|table| table.name.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::trial::{column, faults, only_fault, read, read_as};
    use super::super::{BadRows, SourceError};
    use super::{Currency, ReadOptions, read_file};

    fn refusal(bytes: impl AsRef<[u8]>) -> String {
        let error = read("orders", bytes).unwrap_err();
        // The folder is a temporary one.
        let message = error.to_string();
        message.split_once("orders.csv").map_or(message.clone(), |(_, rest)| format!("`orders.csv{rest}"))
    }

    #[test]
    fn a_header_without_rows_is_a_table_of_no_rows() {
        for text in ["order_date,amount", "order_date,amount\n", "\u{feff}order_date,amount\r\n\r\n"] {
            let loaded = read("orders", text).unwrap();
            assert_eq!((loaded.frame.height(), loaded.account.rows_read), (0, 0), "{text:?}");
        }
    }

    #[test]
    fn no_bytes_and_white_space_only_are_an_empty_file() {
        for text in ["", "\n\n", "  \t\r\n  ", "\u{feff}", "\u{feff} \n"] {
            assert_eq!(refusal(text), "`orders.csv` is empty: it has no header", "{text:?}");
        }
        assert_eq!(refusal(" ".repeat(200_000)), "`orders.csv` is empty: it has no header");
    }

    #[test]
    fn other_kinds_of_files_are_refused_with_a_way_out() {
        let message = "`orders.csv` is not delimited text: it looks like a gzip archive";
        assert_eq!(refusal(b"\x1f\x8b\x08\x00\x00"), message);
        let error = read("orders", b"PAR1\x15\x04").unwrap_err();
        assert!(error.to_string().ends_with("it looks like a Parquet file"));
        assert_eq!(error.hint().as_deref(), Some("unpack it, or save the table as CSV UTF-8, and load that file"));
    }

    #[test]
    fn a_zero_byte_is_found_wherever_it_stands() {
        let message = |line: usize| {
            format!("`orders.csv` is not delimited text: it looks like binary data (a zero byte on line {line})")
        };
        assert_eq!(refusal("order_date,amount\n2024-01-05,\0\n"), message(2));
        let far = format!("order_date,amount\n{}2024-01-05,\0\n", "2024-01-05,1\n".repeat(10_000));
        assert_eq!(refusal(far), message(10_002));
    }

    #[test]
    fn bytes_that_are_not_utf_8_name_their_line() {
        assert_eq!(
            refusal(b"order_date,amount\n2024-01-05,1\n2024-01-05,\xe9\n"),
            "`orders.csv` line 3: bytes that are not UTF-8 text"
        );
    }

    #[test]
    fn bad_rows_stop_the_load_unless_they_are_kept_aside() {
        let text = "order_id,order_date,amount\nA,2024-02-30,1\nB,2024-02-28,1\nC,9999/99/99,1\nD,2024-02-28\nE,2024-02-28,x\n";
        let loaded = read("orders", text).unwrap();
        assert_eq!(faults(&loaded), [(2, "not_a_day"), (4, "not_a_day"), (5, "ragged"), (6, "not_money")]);
        assert_eq!(column(&loaded, "order_id"), ["B"]);
        assert!(loaded.account.adds_up());
        match read_as("orders.csv", "orders", "", text, BadRows::Stop) {
            Err(SourceError::BadRows { issues }) => assert_eq!(issues, loaded.issues),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_message_names_file_line_column_and_value_and_the_hint_stands_apart() {
        let loaded = read("orders", "Order Date,Sales,Qty\n\"2024-01-05\",1,\n2024-01-06,1,1e15\n").unwrap();
        assert_eq!(only_fault(&loaded), "`orders.csv` line 3: `Qty` is `1e15`, too large to be summed exactly");
        assert!(loaded.issues[0].rule.hint().is_some());
        assert_eq!(loaded.issues[0].raw, ["2024-01-06", "1", "1e15"]);
    }

    #[test]
    fn a_row_over_several_lines_is_named_by_its_first() {
        let loaded =
            read("orders", "order_date,amount,note\n2024-01-05,1,\"two\nlines\"\n2024-01-05,x,\"two\nlines\"\n")
                .unwrap();
        assert_eq!(faults(&loaded), [(4, "not_money")]);
        assert_eq!(loaded.lines, [2]);
    }

    #[test]
    fn values_are_translated_through_another_file_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("areas.csv"), "Key|Area\n1|North\n2|South\n").unwrap();
        std::fs::write(
            folder.path().join("o.csv"),
            "order_date,amount,k\n2024-01-05,1, 2 \n2024-01-05,1,\n2024-01-05,1,9\n",
        )
        .unwrap();
        let settings = |value: &str| {
            let text = format!(
                "table = 'orders'\nfiles = []\ncolumns.region = {{ column = 'k', file = 'areas.csv', key = 'Key', value = '{value}' }}"
            );
            toml::from_str(&text).unwrap()
        };
        let options = ReadOptions { currency: Currency::USD, bad_rows: BadRows::Reject };
        let read = |value: &str| read_file(&settings(value), "o.csv", folder.path(), &options, &mut |_| {});
        let loaded = read("Area").unwrap();
        assert_eq!(column(&loaded, "region"), ["South", "-"]);
        assert_eq!(only_fault(&loaded), "`o.csv` line 4: `k` is `9`, which is not in the column `Key` of `areas.csv`");
        assert!(
            matches!(read("Region"), Err(SourceError::ConfiguredColumnMissing { column, .. }) if column == "region")
        );
    }

    #[test]
    fn settings_are_checked_before_the_file_is_opened() {
        let settings =
            toml::from_str("table = 'orders'\nfiles = []\ncolumns.region = { constant = 'x', column = 'y' }").unwrap();
        let options = ReadOptions { currency: Currency::USD, bad_rows: BadRows::Stop };
        let error = read_file(&settings, "nowhere.csv", Path::new("."), &options, &mut |_| {}).unwrap_err();
        assert_eq!(error.to_string(), "the configuration of `orders.region` names both a `column` and a `constant`");
    }

    #[test]
    fn a_missing_file_a_folder_and_an_unknown_table_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let options = ReadOptions { currency: Currency::USD, bad_rows: BadRows::Stop };
        let read = |table: &str, file: &str| {
            let settings = toml::from_str(&format!("table = '{table}'\nfiles = []")).unwrap();
            read_file(&settings, file, folder.path(), &options, &mut |_| {}).unwrap_err()
        };
        assert!(matches!(read("orders", "none.csv"), SourceError::NotFound { .. }));
        assert!(matches!(read("orders", "."), SourceError::Unreadable { .. }));
        assert!(matches!(read("oders", "."), SourceError::UnknownTable { nearest, .. } if nearest[0] == "orders"));
    }

    #[test]
    fn progress_ends_with_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("order_date,amount\n{}", "2024-01-05,1\n".repeat(7_000));
        std::fs::write(folder.path().join("o.csv"), &text).unwrap();
        let settings = toml::from_str("table = 'orders'\nfiles = []").unwrap();
        let options = ReadOptions { currency: Currency::USD, bad_rows: BadRows::Stop };
        let mut heard = Vec::new();
        read_file(&settings, "o.csv", folder.path(), &options, &mut |bytes| heard.push(bytes)).unwrap();
        assert_eq!(heard.last(), Some(&(text.len() as u64)));
    }
}
