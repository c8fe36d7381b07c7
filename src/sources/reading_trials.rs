//! Whole files, good and bad, read into memory.

use std::path::Path;

use super::trial::{column, faults, only_fault, read, read_as, read_at};
use crate::quantity::Currency;

use super::{
    BadRows, CheckSettings, Ending, FileToRead, ReadOptions, Reading, Receiver, RowBatch, RowIssue, SourceError,
};

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
    let message = "`orders.csv` is not delimited text: it looks like a bzip2 archive";
    let error = read("orders", b"BZh9\x17\x72\x45\x38\x50\x90\0\0").unwrap_err();
    assert!(error.to_string().ends_with(&message[1..]), "{error}");
    assert_eq!(error.hint().as_deref(), Some("unpack it, or save the table as CSV UTF-8, and load that file"));
    let cut = "`orders.csv` is damaged: it is a gzip archive, and it ends in the middle";
    assert_eq!(refusal(b"\x1f\x8b\x08\x00\x00"), cut);
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
fn text_in_another_encoding_is_read_and_bytes_that_are_no_text_in_a_set_one_name_their_line() {
    let text = b"order_date,amount,note\n2024-01-05,1,caf\xe9\n";
    let loaded = read("orders", text).unwrap();
    assert_eq!(column(&loaded, "x_note"), ["café"]);
    assert_eq!(loaded.described, "CSV, Windows-1252");
    let refused = read_as("orders.csv", "orders", "encoding = 'UTF-8'", text, BadRows::Stop).unwrap_err();
    assert!(refused.to_string().contains("line 2"), "{refused}");
}

#[test]
fn bad_rows_stop_the_load_unless_they_are_kept_aside() {
    let text =
        "order_id,order_date,amount\nA,2024-02-30,1\nB,2024-02-28,1\nC,9999/99/99,1\nD,2024-02-28\nE,2024-02-28,x\n";
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
        read("orders", "order_date,amount,note\n2024-01-05,1,\"two\nlines\"\n2024-01-05,x,\"two\nlines\"\n").unwrap();
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
    let read = |value: &str| read_at(&settings(value), "o.csv", folder.path(), BadRows::Reject);
    let loaded = read("Area").unwrap();
    assert_eq!(column(&loaded, "region"), ["South", "-"]);
    assert_eq!(only_fault(&loaded), "`o.csv` line 4: `k` is `9`, which is not in the column `Key` of `areas.csv`");
    assert!(matches!(read("Region"), Err(SourceError::ConfiguredColumnMissing { column, .. }) if column == "region"));
}

#[test]
fn settings_are_checked_before_the_file_is_opened() {
    let settings =
        toml::from_str("table = 'orders'\nfiles = []\ncolumns.region = { constant = 'x', column = 'y' }").unwrap();
    let error = read_at(&settings, "nowhere.csv", Path::new("."), BadRows::Stop).unwrap_err();
    assert_eq!(error.to_string(), "the configuration of `orders.region` names both a `column` and a `constant`");
}

#[test]
fn a_missing_file_a_folder_and_an_unknown_table_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let read = |table: &str, file: &str| {
        let settings = toml::from_str(&format!("table = '{table}'\nfiles = []")).unwrap();
        read_at(&settings, file, folder.path(), BadRows::Stop).unwrap_err()
    };
    assert!(matches!(read("orders", "none.csv"), SourceError::NotFound { .. }));
    assert!(matches!(read("orders", "."), SourceError::Unreadable { .. }));
    assert!(matches!(read("oders", "."), SourceError::UnknownTable { nearest, .. } if nearest[0] == "orders"));
}

/// Counts what it hears.
#[derive(Default)]
struct Counter {
    rows: usize,
    bytes: Vec<u64>,
}

impl Receiver for Counter {
    type Error = SourceError;

    fn rows(&mut self, batch: RowBatch) -> Result<(), SourceError> {
        self.rows += batch.row_keys.len();
        Ok(())
    }

    fn bad_row(&mut self, _issue: RowIssue) -> Result<(), SourceError> {
        Ok(())
    }

    fn progress(&mut self, bytes: u64) {
        self.bytes.push(bytes);
    }
}

#[test]
fn progress_ends_with_the_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("order_date,amount\n{}", "2024-01-05,1\n".repeat(200_000));
    std::fs::write(folder.path().join("o.csv"), &text).unwrap();
    let settings = toml::from_str("table = 'orders'\nfiles = []").unwrap();
    let checks = CheckSettings::default();
    let options = ReadOptions { currency: Currency::USD, rated: Default::default(), time_zone: None, checks };
    let read = FileToRead {
        settings: &settings,
        file: "o.csv",
        lies_at: None,
        first_name: "o.csv",
        base: folder.path(),
        digest: None,
    };
    let mut counter = Counter::default();
    let ending = Reading::open(&read, &options).unwrap().run(&mut counter).unwrap();
    assert!(matches!(ending, Ending::Done(_)));
    assert_eq!(counter.rows, 200_000);
    assert_eq!(counter.bytes.last(), Some(&(text.len() as u64)));
}

#[test]
fn days_that_prove_their_form_only_late_are_all_read_in_it() {
    let mut text = "order_date,amount\n".to_string();
    for row in 0..150_000 {
        text.push_str(&format!("{:02}/{:02}/2024,1\n", row % 12 + 1, row % 11 + 1));
    }
    let refused = read("orders", &text).unwrap_err();
    assert!(matches!(&refused, SourceError::AmbiguousDates { examples, .. } if examples.len() == 2), "{refused}");
    text.push_str("31/01/2024,1\n");
    let loaded = read("orders", &text).unwrap();
    assert_eq!(loaded.account.rows_loaded, 150_001);
    assert_eq!(column(&loaded, "order_date")[..2], ["2024-01-01", "2024-02-02"]);
    assert_eq!(column(&loaded, "order_date").last().unwrap(), "2024-01-31");
    assert_eq!(column(&loaded, "order_date")[12], "2024-02-01", "01/02/2024 is the first of February");
}

#[test]
fn a_form_that_turns_up_far_into_the_file_is_found() {
    let mut text = "order_id;order_date;amount\n".to_string();
    for row in 0..120_000 {
        text.push_str(&format!("A{row};2024-01-05;{row}\n"));
    }
    text.push_str("B;2024-01-06;12,50\n");
    let loaded = read("orders", &text).unwrap();
    assert_eq!(loaded.account.rows_rejected, 0);
    assert_eq!(column(&loaded, "net_amount_minor").last().unwrap(), "1250");
}

#[test]
fn amounts_whose_points_may_group_thousands_stop_the_load_unless_one_of_them_tells() {
    let rows = "order_id;order_date;amount\nA;2024-01-05;1.000\nB;2024-01-06;25.000\n";
    let refused = read("orders", rows).unwrap_err();
    assert!(matches!(&refused, SourceError::AmbiguousNumbers { examples, .. } if examples.len() == 2), "{refused}");
    let amounts = |more: &str| column(&read("orders", format!("{rows}{more}")).unwrap(), "net_amount_minor");
    assert_eq!(amounts("C;2024-01-07;1.000,50\n"), ["100000", "2500000", "100050"]);
    assert_eq!(amounts("C;2024-01-07;0.5\n"), ["100", "2500", "50"]);
    let quantities = read("orders", "order_id,order_date,amount,qty\nA,2024-01-05,1,1.250\n").unwrap();
    assert_eq!(column(&quantities, "quantity"), ["1.25"]);
}
