//! What the configuration says about sources.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// One `[[source]]`: a table, its files, and how their columns are called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// The canonical table that the files belong to.
    pub table: String,
    /// Paths, read from the folder in which the configuration lies.
    pub files: Vec<String>,
    /// The separator; found from the header where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// A strftime pattern for dates that are neither YYYY-MM-DD nor YYYY/MM/DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    /// Canonical column → where its value comes from; columns that are not named are matched by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnSource>,
}

/// Where the value of a canonical column comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ColumnSource {
    /// The file's column of this name.
    Column(String),
    /// A column that is translated or scaled, or a constant.
    Detail(ColumnDetail),
}

/// A column that is translated through another file or scaled, or a constant for every row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDetail {
    /// The file's column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The same value for every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The file that translates the value, beside the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The column of that file in which the value stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The column of that file that holds the translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Divides a number: 100 turns percent into a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divide_by: Option<f64>,
}

impl<'de> Deserialize<'de> for ColumnSource {
    /// By hand, because an untagged enum would answer a typing mistake with "did not match any variant".
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringOrTable;
        impl<'de> Visitor<'de> for StringOrTable {
            type Value = ColumnSource;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column's name in the file, or a table such as { column = \"Manager\", file = …, key = …, value = … }")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<ColumnSource, E> {
                Ok(ColumnSource::Column(name.to_string()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<ColumnSource, M::Error> {
                ColumnDetail::deserialize(MapAccessDeserializer::new(map)).map(ColumnSource::Detail)
            }
        }
        deserializer.deserialize_any(StringOrTable)
    }
}

/// What happens when rows cannot be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadRows {
    /// Nothing is loaded: a review must not miss rows that nobody knows of.
    #[default]
    Stop,
    /// The good rows are loaded, the bad ones written beside the store with the reason.
    Reject,
}

/// `[checks]`: what the load checks do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSettings {
    /// `stop` (the default) or `reject`.
    pub bad_rows: BadRows,
}
