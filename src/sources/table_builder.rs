//! A typed table, grown row by row: loaded, dropped as a repetition, or rejected with an issue.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;

use csv::StringRecord;
use polars::prelude::{Column, DataFrame, NamedFrom, PolarsError, Series};

use crate::schema::{ColumnType, TableSpec};

use super::SourceError;
use super::account::{Account, RoundedMoney};
use super::derived::Deriver;
use super::digest::{Digester, RowDigester, low_bits};
use super::issue::{RowIssue, Rule};
use super::loaded_file::LoadedFile;
use super::mapping::Mapping;
use super::row::{Fault, RowReader};
use super::row_rules::RowRules;
use super::table_reader::ReadOptions;
use super::typed_columns::TypedColumn;
use super::values::{self, Value};

/// The good rows of one file so far, and what became of the others.
pub(super) struct TableBuilder<'a> {
    table: &'static TableSpec,
    file: &'a str,
    mapping: Mapping,
    rules: RowRules,
    deriver: Deriver,
    /// The fields of a record, from the header.
    width: usize,
    /// The slots of the key's columns, and the slot that tells whether a row can be a repetition.
    key: Vec<Option<usize>>,
    identified_by: Option<usize>,
    columns: Vec<TypedColumn>,
    carried: Vec<TypedColumn>,
    row_keys: Vec<i64>,
    row_hashes: Vec<i64>,
    lines: Vec<u64>,
    /// Key → the line on which it first stood.
    first_lines: HashMap<u128, u64>,
    contents: HashSet<u128>,
    digester: Digester,
    row_digester: RowDigester,
    /// Rows with rounded amounts, by slot.
    rounded: Vec<u64>,
    account: Account,
    issues: Vec<RowIssue>,
}

impl<'a> TableBuilder<'a> {
    /// An empty table with the columns that `reader` fills and those that are carried along; rows without an order id
    /// get one from `first_name`, the name under which the file's content was loaded first.
    pub(super) fn new(
        table: &'static TableSpec,
        mapping: Mapping,
        reader: &RowReader,
        file: &'a str,
        first_name: &str,
        width: usize,
        options: &ReadOptions,
    ) -> TableBuilder<'a> {
        let columns = reader.slots.iter().map(|slot| TypedColumn::new(&slot.spec.stored_name(), slot.spec.kind));
        let stored: Vec<String> = reader.slots.iter().map(|slot| slot.spec.stored_name()).collect();
        let stored_carried: Vec<String> = mapping.carried.iter().map(|carried| carried.stored.clone()).collect();
        let carried = mapping.carried.iter().map(|carried| TypedColumn::new(&carried.stored, ColumnType::Str));
        TableBuilder {
            table,
            file,
            rules: RowRules::new(&table.name, reader, options.currency.code()),
            deriver: Deriver::new(reader, options.currency, first_name),
            width,
            key: table.key().map(|spec| reader.slot(&spec.name)).collect(),
            identified_by: if table.name == "orders" { reader.slot("order_id") } else { None },
            columns: columns.collect(),
            carried: carried.collect(),
            row_keys: Vec::new(),
            row_hashes: Vec::new(),
            lines: Vec::new(),
            first_lines: HashMap::new(),
            contents: HashSet::new(),
            digester: Digester::default(),
            row_digester: RowDigester::new(&stored, &stored_carried),
            rounded: vec![0; reader.slots.len()],
            account: Account::default(),
            issues: Vec::new(),
            mapping,
        }
    }

    /// Takes one record in.
    pub(super) fn add(&mut self, reader: &RowReader, record: &StringRecord, line: u64) {
        self.account.rows_read += 1;
        if record.len() != self.width {
            let rule = Rule::Ragged { expected: self.width, found: record.len() };
            return self.reject(record, line, Fault { column: String::new(), value: String::new(), rule });
        }
        let content = self.digester.of_fields(record.iter());
        if self.is_repetition(reader, record, content) {
            self.account.duplicates_dropped += 1;
            return;
        }
        let carried = self.carried_values(record);
        let kept = self.complete_row(reader, record, &carried).and_then(|row| self.keep(&row, &carried, line));
        if let Err(fault) = kept {
            self.reject(record, line, fault);
        }
    }

    /// The rows so far.
    pub(super) fn rows_read(&self) -> u64 {
        self.account.rows_read
    }

    /// The bad rows so far, in file order.
    pub(super) fn issues(&self) -> &[RowIssue] {
        &self.issues
    }

    /// The bad rows, where nothing is to be loaded because of them.
    pub(super) fn into_issues(self) -> Vec<RowIssue> {
        self.issues
    }

    /// The finished table with its account.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub(super) fn finish(self, reader: &RowReader, path: PathBuf) -> Result<LoadedFile, SourceError> {
        debug_assert!(self.account.adds_up(), "every row is loaded, dropped or rejected");
        let columns = self.columns.into_iter().chain(self.carried);
        let frame = frame_of(columns, self.row_keys, self.row_hashes).map_err(|error| SourceError::Internal {
            doing: format!("building {}", self.table.name),
            reason: error.to_string(),
        })?;
        let counted = reader.slots.iter().zip(self.rounded).filter(|(_, rows)| *rows > 0);
        Ok(LoadedFile {
            table: self.table.name.clone(),
            file: self.file.to_string(),
            path,
            frame,
            lines: self.lines,
            account: self.account,
            issues: self.issues,
            mapping: self.mapping.printed(),
            rounded: counted.map(|(slot, rows)| RoundedMoney { column: slot.spec.name.clone(), rows }).collect(),
        })
    }

    /// Whether every field of the row stood in the file before, in a table whose rows can be told apart by an id:
    /// see [`Account::duplicates_dropped`].
    fn is_repetition(&mut self, reader: &RowReader, record: &StringRecord, content: u128) -> bool {
        let identified = self.identified_by.is_none_or(|slot| !values::is_null(reader.text(slot, record)));
        identified && !self.contents.insert(content)
    }

    /// The row as it was read, checked, and with what it lacks worked out.
    fn complete_row<'r>(
        &mut self,
        reader: &'r RowReader,
        record: &'r StringRecord,
        carried: &[Value<'_>],
    ) -> Result<Vec<Value<'r>>, Fault> {
        let mut row = reader.read(record)?;
        // Only an order of its own is named after what the row holds.
        let nameless = self.identified_by.is_some_and(|slot| row[slot] == Value::Null);
        let content = if nameless { self.row_digester.of(&row, carried) } else { 0 };
        self.rules
            .check(&row, reader, record)
            .and_then(|()| self.deriver.fill(&mut row, content))
            .map_err(|(slot, rule)| reader.fault(slot, rule, record))?;
        Ok(row)
    }

    /// The values that are carried along as text, in the mapping's order.
    fn carried_values<'r>(&self, record: &'r StringRecord) -> Vec<Value<'r>> {
        let texts = self.mapping.carried.iter().map(|carried| record.get(carried.index).unwrap_or(""));
        texts.map(|text| if values::is_null(text) { Value::Null } else { Value::Str(text.trim().into()) }).collect()
    }

    /// Puts a row into the columns, unless its key stands on another row.
    fn keep(&mut self, row: &[Value<'_>], carried: &[Value<'_>], line: u64) -> Result<(), Fault> {
        let content = self.row_digester.of(row, carried);
        let key = self.key_digest(row).unwrap_or(content);
        match self.first_lines.entry(key) {
            Entry::Vacant(free) => free.insert(line),
            Entry::Occupied(first) => {
                let rule = Rule::DuplicateKey { first_line: *first.get() };
                return Err(Fault { column: String::new(), value: self.key_words(row), rule });
            }
        };
        let columns = self.columns.iter_mut().chain(&mut self.carried);
        for (value, column) in row.iter().chain(carried).zip(columns) {
            column.push(value);
        }
        self.count_rounded(row);
        self.row_keys.push(low_bits(key));
        self.row_hashes.push(low_bits(content));
        self.lines.push(line);
        self.account.rows_loaded += 1;
        Ok(())
    }

    fn count_rounded(&mut self, row: &[Value<'_>]) {
        let mut doubtful = false;
        for (value, rows) in row.iter().zip(&mut self.rounded) {
            if let Value::Money { rounded: true, .. } = value {
                *rows += 1;
                doubtful = true;
            }
        }
        self.account.rows_warned += u64::from(doubtful);
    }

    fn reject(&mut self, record: &StringRecord, line: u64, fault: Fault) {
        self.account.rows_rejected += 1;
        let Fault { column, value, rule } = fault;
        let raw = record.iter().map(str::to_string).collect();
        self.issues.push(RowIssue { file: self.file.to_string(), line, column, value, rule, raw });
    }

    /// A digest of the key's values; `None` where all of them are empty, so that the content tells rows apart.
    fn key_digest(&mut self, row: &[Value<'_>]) -> Option<u128> {
        let mut empty = true;
        let mut words = String::new();
        for slot in &self.key {
            let value = slot.map_or(&Value::Null, |slot| &row[slot]);
            empty &= *value == Value::Null;
            match value.text() {
                Some(text) => self.digester.field(text),
                None => {
                    words.clear();
                    write_word(&mut words, value);
                    self.digester.field(&words)
                }
            };
        }
        let digest = self.digester.finish();
        (!empty).then_some(digest)
    }

    /// The key as a person reads it.
    fn key_words(&self, row: &[Value<'_>]) -> String {
        let mut words = String::new();
        for slot in self.key.iter().flatten().filter(|&&slot| row[slot] != Value::Null) {
            if !words.is_empty() {
                words.push(' ');
            }
            write_word(&mut words, &row[*slot]);
        }
        words
    }
}

/// Adds a value of a key as text; nothing for null.
fn write_word(words: &mut String, value: &Value<'_>) {
    let written = match value {
        Value::Null => Ok(()),
        Value::Str(text) => write!(words, "{text}"),
        Value::Date(day) => write!(words, "{day}"),
        Value::Ts(whole) | Value::Money { minor: whole, .. } | Value::Int(whole) => write!(words, "{whole}"),
        Value::F64(number) => write!(words, "{number}"),
        Value::Bool(truth) => write!(words, "{truth}"),
    };
    written.expect("writing into a string does not fail");
}

fn frame_of(
    columns: impl Iterator<Item = TypedColumn>,
    row_keys: Vec<i64>,
    row_hashes: Vec<i64>,
) -> Result<DataFrame, PolarsError> {
    let height = row_keys.len();
    let mut finished: Vec<Column> = columns.map(TypedColumn::finish).collect::<Result<_, _>>()?;
    finished.push(Series::new("row_key".into(), row_keys).into());
    finished.push(Series::new("row_hash".into(), row_hashes).into());
    DataFrame::new(height, finished)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{column, faults, only_fault, read, read_as};
    use super::super::{Account, BadRows, LoadedFile, RowIssue, Rule};

    fn counts(loaded: &LoadedFile) -> [u64; 4] {
        let Account { rows_read, rows_loaded, duplicates_dropped, rows_rejected, .. } = loaded.account;
        [rows_read, rows_loaded, duplicates_dropped, rows_rejected]
    }

    #[test]
    fn a_row_repeated_in_every_field_is_dropped_and_counted_where_it_has_an_order_id() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount\nA,2024-01-05,1\nA,2024-01-05,1\nA,2024-01-05,2\nA,2024-01-05,1\n",
        )
        .unwrap();
        assert_eq!(counts(&loaded), [4, 2, 2, 0]);
        assert_eq!(loaded.lines, [2, 4]);
    }

    #[test]
    fn twins_without_an_order_id_both_stay_whether_the_column_is_there_or_not() {
        let with = read("orders", "order_id,line_no,order_date,amount\n,1,2024-01-05,1\n,1,2024-01-05,1\n").unwrap();
        let without = read("orders", "order_date,amount\n2024-01-05,1\n2024-01-05,1\n").unwrap();
        assert_eq!(counts(&with), [2, 2, 0, 0]);
        assert_eq!(counts(&without), [2, 2, 0, 0]);
    }

    #[test]
    fn line_numbers_keep_two_lines_that_are_otherwise_the_same() {
        let loaded = read(
            "orders",
            "order_id,line_no,order_date,amount\nA,1,2024-01-05,1\nA,2,2024-01-05,1\nA,2,2024-01-05,1\n",
        )
        .unwrap();
        assert_eq!(counts(&loaded), [3, 2, 1, 0]);
    }

    #[test]
    fn a_key_that_stands_on_another_row_is_refused_with_the_first_line() {
        let loaded = read(
            "orders",
            "order_id,line_no,order_date,amount\nA,1,2024-01-05,1\nB,1,2024-01-05,1\nA,1,2024-01-05,9\n",
        )
        .unwrap();
        assert_eq!(
            only_fault(&loaded),
            "`orders.csv` line 4: the key `A 1` stands on line 2 already, with other content"
        );
    }

    #[test]
    fn repeated_reps_are_dropped_and_differing_ones_refused() {
        let loaded = read("reps", "rep_id,name\nR1,Ann\nR1,Ann\nR1,Bob\n").unwrap();
        assert_eq!(counts(&loaded), [3, 1, 1, 1]);
        assert_eq!(faults(&loaded), [(4, "duplicate_key")]);
    }

    #[test]
    fn a_row_with_two_rounded_amounts_is_one_row_with_a_doubt() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount,cost\nA,2024-01-05,1.005,0.999\nB,2024-01-05,1,0.001\nC,2024-01-05,1,\n",
        )
        .unwrap();
        let rounded: Vec<(&str, u64)> = loaded.rounded.iter().map(|r| (r.column.as_str(), r.rows)).collect();
        assert_eq!(rounded, [("net_amount", 1), ("cost_amount", 2)]);
        assert_eq!(loaded.account.rows_warned, 2);
    }

    #[test]
    fn columns_come_in_the_table_s_order_with_the_carried_ones_after_them() {
        let loaded =
            read("orders", "Note,Amount,Order Date,Rep\nhello,1,2024-01-05,R1\n\"\",2,2024-01-05,R1\n").unwrap();
        let names: Vec<&str> = loaded.frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
        let expected =
            ["order_id", "line_no", "line_type", "order_date", "rep_id", "net_amount_minor", "currency", "x_note"];
        assert_eq!(names[..8], expected);
        assert_eq!(names[8..], ["row_key", "row_hash"]);
        assert_eq!(column(&loaded, "x_note"), ["hello", "-"]);
    }

    /// (key, hash) of every row.
    fn digests(settings: &str, text: &str) -> Vec<(String, String)> {
        let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Stop).unwrap();
        column(&loaded, "row_key").into_iter().zip(column(&loaded, "row_hash")).collect()
    }

    #[test]
    fn a_row_is_what_is_stored_of_it_in_whatever_order_and_manner_it_came() {
        let plain = digests("", "order_id,order_date,amount,note\nA,2024-01-05,1.00,n\n,2024-01-05,2,\n");
        let same = [
            ("", "note,amount,order_id,order_date\nn,1.00,A,2024-01-05\n,2,,2024-01-05\n"),
            ("", "order_id,order_date,amount,note,later\nA,2024/01/05,1,n,\n,2024-01-05,2.00,,\n"),
            ("date_format = '%d.%m.%Y'", "order_id,order_date,amount,note\nA,05.01.2024,1.00,n\n,05.01.2024,2,\n"),
        ];
        for (settings, text) in same {
            assert_eq!(digests(settings, text), plain, "{settings} {text}");
        }
        let widened = digests("", "order_id,order_date,amount,note,later\nA,2024-01-05,1,n,x\n");
        assert_eq!(widened[0].0, plain[0].0);
        assert_ne!(widened[0].1, plain[0].1, "a new column with a value replaces the row");
    }

    #[test]
    fn rows_that_are_read_in_another_way_are_other_rows_under_the_same_keys() {
        let text = "order_id,order_date,amount,Area\nA,2024-01-05,1,7\n";
        let read_with = |settings: &str| {
            let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Stop).unwrap();
            (column(&loaded, "row_key"), column(&loaded, "row_hash"))
        };
        let plain = read_with("");
        assert_eq!(plain, read_with("columns = { region = 'Area' }"), "the same as by its name");
        let mapped = read_with("columns = { region = { constant = 'North' } }");
        assert_eq!(plain.0, mapped.0);
        assert_ne!(plain.1, mapped.1);
    }

    #[test]
    fn rows_that_another_table_proves_bad_are_taken_out_once() {
        let mut loaded = read("reps", "rep_id,name\nR1,Ann\nR2,Bob\nR2,Cyd\nR3,Dee\n").unwrap();
        let issue = |line: u64| RowIssue {
            file: "orders.csv".to_string(),
            line,
            column: "rep_id".to_string(),
            value: "R1".to_string(),
            rule: Rule::UnknownRep,
            raw: Vec::new(),
        };
        loaded.reject_rows(vec![(0, issue(2)), (0, issue(2)), (9, issue(11))]).unwrap();
        assert_eq!(counts(&loaded), [4, 2, 0, 2]);
        assert_eq!(
            (column(&loaded, "rep_id"), loaded.lines.as_slice()),
            (vec!["R2".to_string(), "R3".to_string()], [3, 5].as_slice())
        );
        assert_eq!(faults(&loaded), [(2, "unknown_rep"), (4, "duplicate_key")]);
        assert!(loaded.account.adds_up());
    }
}
