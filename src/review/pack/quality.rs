//! What was loaded, and what the numbers mean.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::quantity::Unit;

use super::words::Sentence;

/// What was loaded and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualitySection {
    /// One account a file: rows read = loaded + duplicates dropped + rejected.
    pub accounts: Vec<FileAccount>,
    /// How the columns were matched.
    pub mapping: Vec<MappingRow>,
    /// What was found.
    pub findings: Vec<Sentence>,
    /// Filled share of the columns that metrics need.
    pub coverage: Vec<CoverageRow>,
}

/// The account of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileAccount {
    /// The canonical table.
    pub table: String,
    /// The file's name without its folder.
    pub file: String,
    /// Rows read.
    pub rows_read: i64,
    /// Rows loaded.
    pub rows_loaded: i64,
    /// Exact duplicates dropped.
    pub duplicates_dropped: i64,
    /// Rows rejected.
    pub rows_rejected: i64,
    /// Rows loaded with a warning.
    pub rows_warned: i64,
}

/// How one column was matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MappingRow {
    /// The canonical table.
    pub table: String,
    /// The file's own column name.
    pub source: String,
    /// The canonical column, or `x_…` where it is carried along.
    pub column: String,
    /// `configured`, `name`, `synonym` or `carried`.
    pub how: String,
}

/// How much of a column is filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageRow {
    /// The canonical table.
    pub table: String,
    /// The canonical column.
    pub column: String,
    /// Filled rows ÷ rows.
    pub share: f64,
}

/// A definition as printed in the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DefinitionEntry {
    /// The metric's id.
    pub metric_id: String,
    /// The name in English.
    pub name_en: String,
    /// The name in Chinese.
    pub name_zh: String,
    /// What it is, in English.
    pub sentence_en: String,
    /// What it is, in Chinese.
    pub sentence_zh: String,
    /// The formula.
    pub formula: String,
    /// The formula in Chinese; empty where the dictionary has none, and in packs that were written before it was kept.
    #[serde(default)]
    pub formula_zh: String,
    /// Its unit.
    pub unit: Unit,
    /// `higher`, `lower` or `none`.
    pub better: String,
    /// How returns count: `return_date` or `origin_date`; empty where none enter into the metric, and in packs of before
    /// 1.5.
    #[serde(default)]
    pub return_policy: String,
}
