//! What the tables of a pack and their columns mean.

use toml::{Table, Value};

use crate::review::listing::ColumnKind;

/// A table of the pack, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableWords {
    /// The table's name: the file name without ending.
    pub name: String,
    /// What its rows are.
    pub about: String,
    /// Each column: its name, its kind, its meaning.
    pub columns: Vec<(String, ColumnKind, String)>,
}

/// All tables of a pack, in the order in which they are written.
pub fn table_words() -> Vec<TableWords> {
    words_of(include_str!("columns.toml"))
}

/// What `attain export --to` adds to the tables of a pack: `columns`, which every table gets, and the table `runs`.
pub fn exported_words() -> Vec<TableWords> {
    words_of(include_str!("exported.toml"))
}

fn words_of(text: &str) -> Vec<TableWords> {
    let file: Table = text.parse().expect("the file is part of the program and is tested");
    file.iter().map(|(name, table)| of_table(name, table).expect("every table is tested")).collect()
}

fn of_table(name: &str, table: &Value) -> Option<TableWords> {
    let about = table.get("about")?.as_str()?.to_string();
    let columns = table.get("columns")?.as_array()?.iter().map(of_column).collect::<Option<Vec<_>>>()?;
    Some(TableWords { name: name.to_string(), about, columns })
}

fn of_column(column: &Value) -> Option<(String, ColumnKind, String)> {
    let texts: Vec<&str> = column.as_array()?.iter().filter_map(Value::as_str).collect();
    let [name, kind, meaning] = texts[..] else { return None };
    let kind = match kind {
        "text" => ColumnKind::Text,
        "int" => ColumnKind::Int,
        "bool" => ColumnKind::Bool,
        "date" => ColumnKind::Date,
        "number" => ColumnKind::Number,
        _ => return None,
    };
    Some((name.to_string(), kind, meaning.to_string()))
}
