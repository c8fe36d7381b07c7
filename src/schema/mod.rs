//! The words for input: the canonical tables, their columns, and the names under which people's files carry them.
//!
//! The tables are data (`tables.toml`), read once. Only `orders` is needed to start; each further table switches
//! on the metrics that need it. How names are read that carry a unit or a currency stands in `heading`.

mod heading;

pub mod digest;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

pub use heading::{Denomination, Heading, Unit, tidy};

/// Whether nobody is to see the rows of a table but those who loaded them: what people said of each other under a
/// pseudonym. Such a table is not exported, its values do not stand in restatements, and all its states are kept.
///
/// ```
/// assert!(attain::schema::is_confidential("assessments") && !attain::schema::is_confidential("orders"));
/// ```
pub fn is_confidential(table: &str) -> bool {
    table == "assessments"
}

/// The type of a canonical column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text; ids are text too, so that leading zeros stay.
    Str,
    /// A business day.
    Date,
    /// An instant without zone, to the microsecond.
    Ts,
    /// A decimal in the file, integer minor units inside; stored as `<name>_minor`.
    Money,
    /// A floating-point number.
    F64,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// One of a list of words.
    Enum,
}

impl ColumnType {
    /// What the type is called in messages.
    pub fn words(self) -> &'static str {
        match self {
            ColumnType::Str => "text",
            ColumnType::Date => "a day in the calendar",
            ColumnType::Ts => "a point in time",
            ColumnType::Money => "an amount of money",
            ColumnType::F64 => "a number",
            ColumnType::Int => "a whole number",
            ColumnType::Bool => "true or false",
            ColumnType::Enum => "one of the allowed words",
        }
    }
}

/// A canonical column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The canonical name.
    pub name: String,
    /// The type.
    pub kind: ColumnType,
    /// Whether it is part of the table's key.
    pub key: bool,
    /// Whether a file without it cannot be loaded.
    pub required: bool,
    /// Other names that mean this column and nothing else.
    pub synonyms: Vec<String>,
    /// Names that mean it where the file has nothing better, the better ones first.
    pub also: Vec<String>,
    /// The words allowed in an `enum`.
    pub values: Vec<String>,
    /// What files write for them: (the word as names are compared, the value).
    pub words: Vec<(String, String)>,
}

impl ColumnSpec {
    /// The name under which the store keeps the column: money carries its unit in its name.
    pub fn stored_name(&self) -> String {
        match self.kind {
            ColumnType::Money => format!("{}_minor", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether it holds ids: what a spreadsheet takes for numbers and must not change.
    pub fn is_id(&self) -> bool {
        self.kind == ColumnType::Str
            && (self.name.ends_with("_id") || ["merged_into", "referred_by"].contains(&self.name.as_str()))
    }

    /// The value of an `enum` that a text stands for: the value itself, or a word that files write for it, without
    /// regard to case, spaces and punctuation; `None` where it is neither.
    ///
    /// ```
    /// let status = attain::schema::table("opportunities").unwrap().column("status").unwrap();
    /// assert_eq!(status.enum_word("Closed Won"), Some("won"));
    /// assert_eq!(status.enum_word("输单"), Some("lost"));
    /// assert_eq!(status.enum_word("perhaps"), None);
    /// ```
    pub fn enum_word(&self, text: &str) -> Option<&str> {
        let text = text.trim();
        // Most files write the value itself, which needs no copy.
        if let Some(value) = self.values.iter().find(|value| value.eq_ignore_ascii_case(text)) {
            return Some(value);
        }
        let wanted = normalised(text);
        let known = || self.values.iter().find(|value| normalised(value) == wanted);
        let word = || self.words.iter().find(|(word, _)| *word == wanted).map(|(_, value)| value);
        if wanted.is_empty() { None } else { known().or_else(word).map(String::as_str) }
    }
}

/// A canonical table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// The table's name.
    pub name: String,
    /// The columns, in the order in which they are stored.
    pub columns: Vec<ColumnSpec>,
}

impl TableSpec {
    /// The column with this canonical name.
    pub fn column(&self, name: &str) -> Option<&ColumnSpec> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns of the key, in order.
    pub fn key(&self) -> impl Iterator<Item = &ColumnSpec> {
        self.columns.iter().filter(|column| column.key)
    }
}

/// All tables that attain can read, `orders` first.
pub fn tables() -> &'static [TableSpec] {
    static TABLES: OnceLock<Vec<TableSpec>> = OnceLock::new();
    TABLES.get_or_init(|| parse(include_str!("tables.toml")))
}

/// The table with this name.
///
/// ```
/// let orders = attain::schema::table("orders").unwrap();
/// assert!(orders.column("order_date").unwrap().required);
/// assert!(attain::schema::table("oders").is_none());
/// ```
pub fn table(name: &str) -> Option<&'static TableSpec> {
    tables().iter().find(|table| table.name == name)
}

/// A column name without case, spaces, `_`, `-` and other punctuation: what names are compared by.
///
/// ```
/// assert_eq!(attain::schema::normalised("Order Date"), attain::schema::normalised("order_date"));
/// ```
pub fn normalised(name: &str) -> String {
    name.trim_start_matches('\u{feff}').chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    r#type: ColumnType,
    #[serde(default)]
    key: bool,
    #[serde(default)]
    required: bool,
    #[serde(default, rename = "as")]
    synonyms: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
}

/// (the word as names are compared, the value).
fn words_of(by_value: BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
    let each = |(value, words): (String, Vec<String>)| {
        words.into_iter().map(move |word| (normalised(&word), value.clone())).collect::<Vec<_>>()
    };
    by_value.into_iter().flat_map(each).collect()
}

fn parse(text: &str) -> Vec<TableSpec> {
    // The toml crate keeps the file's order in its own table type, which a plain map would lose.
    let document: toml::Table = text.parse().expect("tables.toml is checked by the tests to be valid TOML");
    let raw: BTreeMap<String, BTreeMap<String, RawColumn>> =
        toml::from_str(text).expect("tables.toml is checked by the tests to have this form");
    let mut raw = raw;
    let mut tables = Vec::new();
    for (table_name, columns) in &document {
        let mut specs = raw.remove(table_name).expect("both readings saw the same tables");
        let order = columns.as_table().expect("a table holds columns");
        let columns = order
            .keys()
            .map(|name| {
                let raw = specs.remove(name).expect("both readings saw the same columns");
                ColumnSpec {
                    name: name.clone(),
                    kind: raw.r#type,
                    key: raw.key,
                    required: raw.required,
                    synonyms: raw.synonyms,
                    also: raw.also,
                    values: raw.values,
                    words: words_of(raw.words),
                }
            })
            .collect();
        tables.push(TableSpec { name: table_name.clone(), columns });
    }
    tables
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn orders_come_first_with_their_columns_in_the_file_s_order() {
        assert_eq!(tables()[0].name, "orders");
        assert_eq!(tables()[0].columns[0].name, "order_id");
        assert_eq!(tables().len(), 27);
    }

    #[test]
    fn no_name_stands_for_two_columns_of_one_table() {
        for table in tables() {
            let mut seen = BTreeSet::new();
            for column in &table.columns {
                for name in std::iter::once(&column.name).chain(&column.synonyms).chain(&column.also) {
                    assert!(seen.insert(normalised(name)), "`{name}` stands twice in `{}`", table.name);
                }
            }
        }
    }

    #[test]
    fn an_enum_has_words_and_nothing_else_has() {
        for column in tables().iter().flat_map(|table| &table.columns) {
            assert_eq!(column.kind == ColumnType::Enum, !column.values.is_empty(), "{}", column.name);
            assert!(column.kind == ColumnType::Enum || column.words.is_empty(), "{}", column.name);
        }
    }

    #[test]
    fn a_word_stands_for_one_value_that_there_is() {
        for table in tables() {
            for column in &table.columns {
                let mut meaning: BTreeMap<&str, &str> = BTreeMap::new();
                for (word, value) in &column.words {
                    let place = format!("`{word}` of {}.{}", table.name, column.name);
                    assert!(!word.is_empty() && column.values.contains(value), "{place}");
                    assert_eq!(*meaning.entry(word).or_insert(value), value, "{place}");
                    let own = column.values.iter().find(|own| normalised(own) == *word);
                    assert!(own.is_none_or(|own| own == value), "{place} is a value itself");
                }
            }
        }
    }

    #[test]
    fn enums_are_read_in_the_words_of_files() {
        let word = |table: &str, name: &str, text: &str| {
            let spec = super::table(table).and_then(|table| table.column(name)).unwrap();
            spec.enum_word(text).map(str::to_string)
        };
        assert_eq!(word("orders", "line_type", " Return ").as_deref(), Some("return"));
        assert_eq!(word("orders", "line_type", "销售退货").as_deref(), Some("return"));
        assert_eq!(word("orders", "line_type", "Credit-Note").as_deref(), Some("return"));
        assert_eq!(word("opportunities", "status", "Negotiation/Review").as_deref(), Some("open"));
        assert_eq!(word("contests", "basis", "pct of target").as_deref(), Some("pct_of_target"));
        assert_eq!(word("orders", "line_type", "…"), None);
        assert_eq!(word("orders", "order_id", "sale"), None);
    }
}
