//! A table as rows of text, whichever file it came from.

use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};

/// Column names and rows of text; an absent value is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// The names.
    pub(crate) columns: Vec<String>,
    /// The rows, each as long as the names.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads CSV text.
    #[track_caller]
    pub(crate) fn from_csv(text: &str) -> Table {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().expect("CSV has a header").iter().map(str::to_string).collect();
        let rows = reader
            .records()
            .map(|row| row.expect("rows are as long as the header").iter().map(str::to_string).collect())
            .collect();
        Table { columns, rows }
    }

    /// Reads a CSV file.
    #[track_caller]
    pub(crate) fn from_csv_file(path: &Path) -> Table {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Table::from_csv(&text)
    }

    /// Reads an array of objects that all have the same keys.
    #[track_caller]
    pub(crate) fn from_json(text: &str) -> Table {
        let parsed: serde_json::Value = serde_json::from_str(text).expect("the answer is JSON");
        let objects = parsed.as_array().expect("the answer is an array");
        let columns: Vec<String> = objects
            .first()
            .map_or_else(Vec::new, |first| first.as_object().expect("of objects").keys().cloned().collect());
        let row = |object: &serde_json::Value| {
            let object = object.as_object().expect("of objects");
            assert!(object.keys().eq(&columns), "an object has other keys than the first");
            object.values().map(json_text).collect()
        };
        Table { rows: objects.iter().map(row).collect(), columns }
    }

    /// Reads a Parquet file as any other engine would.
    #[track_caller]
    pub(crate) fn from_parquet(path: &Path) -> Table {
        let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let frame: DataFrame = ParquetReader::new(file).finish().expect("the file is Parquet");
        let columns: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
        let text = |row: usize, column: &polars::prelude::Column| match column.get(row).expect("the row is there") {
            AnyValue::Null => String::new(),
            AnyValue::String(text) => text.to_string(),
            AnyValue::StringOwned(text) => text.to_string(),
            // The library's own text rounds numbers for the eye.
            AnyValue::Float64(number) => number.to_string(),
            value => value.to_string(),
        };
        let rows = (0..frame.height()).map(|row| frame.columns().iter().map(|c| text(row, c)).collect()).collect();
        Table { columns, rows }
    }

    /// The position of a column.
    #[track_caller]
    pub(crate) fn column(&self, name: &str) -> usize {
        let found = self.columns.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("no column `{name}` among {:?}", self.columns))
    }

    /// One column's values.
    #[track_caller]
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let at = self.column(name);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// These columns only, in this order.
    #[track_caller]
    pub(crate) fn only(&self, names: &[&str]) -> Vec<Vec<String>> {
        let at: Vec<usize> = names.iter().map(|name| self.column(name)).collect();
        self.rows.iter().map(|row| at.iter().map(|&column| row[column].clone()).collect()).collect()
    }

    /// The rows in which every named column has the value beside it.
    #[track_caller]
    pub(crate) fn matching(&self, wanted: &[(&str, &str)]) -> Table {
        let wanted: Vec<(usize, &str)> = wanted.iter().map(|(name, value)| (self.column(name), *value)).collect();
        let fits = |row: &&Vec<String>| wanted.iter().all(|(column, value)| row[*column] == *value);
        Table { columns: self.columns.clone(), rows: self.rows.iter().filter(fits).cloned().collect() }
    }
}

fn json_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether two texts say the same: the same text, or numbers nearer than one part in 10¹² (formats write 0.10, 0.1
/// and 1e-1).
pub(crate) fn same_value(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0),
        _ => false,
    }
}

/// Decimal text as whole cents; no value where it is empty.
#[track_caller]
pub(crate) fn cents(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 2, "`{text}` has more than two digits after the point");
    let number = |text: &str| text.parse::<i64>().unwrap_or_else(|_| panic!("`{text}` is no amount"));
    Some(sign * (number(whole) * 100 + number(&format!("{fraction:0<2}"))))
}
