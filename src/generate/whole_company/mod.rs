//! Tests on whole companies, read back from their files as any other program would read them.

mod folder;
mod planted;
mod references;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::quantity::parse_minor;

use super::{Generated, GeneratorSettings, Truth, generate};

/// The small company of most tests.
static SMALL: LazyLock<Written> = LazyLock::new(|| Written::new(&small()));

fn small() -> GeneratorSettings {
    GeneratorSettings { order_lines: 5_000, reps: 12, years: 2, team_size: 6, ..GeneratorSettings::default() }
}

/// A company without luck, growth and differences between reps, large enough to measure what was planted.
fn plain() -> GeneratorSettings {
    GeneratorSettings {
        order_lines: 40_000,
        season_spread: 0.0,
        shock_spread: 0.0,
        rep_spread: 0.0,
        growth_per_year: 0.0,
        only_orders: true,
        ..small()
    }
}

/// A company as it was written: its files' bytes, and what the generator said about it.
struct Written {
    files: BTreeMap<String, Vec<u8>>,
    generated: Generated,
}

impl Written {
    fn new(settings: &GeneratorSettings) -> Written {
        let dir = tempfile::tempdir().unwrap();
        let generated = generate(settings, dir.path(), &mut |_, _| {}).unwrap();
        Written { files: files_in(dir.path()), generated }
    }

    fn truth(&self) -> &Truth {
        &self.generated.truth
    }

    fn table(&self, name: &str) -> Vec<Row> {
        let mut reader = csv::Reader::from_reader(self.files[name].as_slice());
        let columns = Arc::new(reader.headers().unwrap().clone());
        reader.records().map(|record| Row { columns: Arc::clone(&columns), values: record.unwrap() }).collect()
    }

    /// The values of one column, which must differ.
    fn keys(&self, table: &str, column: &str) -> BTreeMap<String, Row> {
        let rows = self.table(table);
        let count = rows.len();
        let keyed: BTreeMap<String, Row> = rows.into_iter().map(|row| (row.text(column).to_string(), row)).collect();
        assert_eq!(keyed.len(), count, "{table}: {column} is not unique");
        keyed
    }
}

/// One row by its columns' names.
struct Row {
    columns: Arc<csv::StringRecord>,
    values: csv::StringRecord,
}

impl Row {
    fn text(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|name| name == column);
        &self.values[place.unwrap_or_else(|| panic!("there is no column {column}"))]
    }

    fn minor(&self, column: &str) -> i64 {
        let parsed = parse_minor(self.text(column), 2).unwrap();
        assert!(!parsed.rounded);
        parsed.minor
    }

    fn int(&self, column: &str) -> i64 {
        self.text(column).parse().unwrap()
    }

    fn month(&self) -> &str {
        &self.text("order_date")[..7]
    }

    /// The quarter of the year, from 0.
    fn season(&self) -> usize {
        (self.text("order_date")[5..7].parse::<usize>().unwrap() - 1) / 3
    }

    fn is_return(&self) -> bool {
        self.text("line_type") == "return"
    }
}

fn files_in(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}
