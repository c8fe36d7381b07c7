//! The published schemas: what review.json, summary.json and the tables of a pack hold.
//!
//! Those of the JSON files come from the types themselves, with their comments as descriptions, so they cannot say
//! anything else than what is written. Those of the tables come from `review::tables::columns`, which a test holds
//! against the tables.

mod tidy;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{BatchSummary, RunSummary};
use crate::review::listing::ColumnKind;
use crate::review::pack::{Pack, SCHEMA_VERSION};
use crate::review::tables::{RUNS, TableWords, exported_words, table_words};

use tidy::tidied;

/// The JSON Schema (draft 2020-12) of review.json.
pub fn pack_schema() -> Value {
    of_type::<Pack>("review.json", "A whole review of one period, as attain writes it.")
}

/// The JSON Schema of summary.json, that of one review.
pub fn run_summary_schema() -> Value {
    of_type::<RunSummary>("summary.json", "The outcome of one review, for a scheduler.")
}

/// The JSON Schema of summary.json beside the packs of several periods.
pub fn batch_summary_schema() -> Value {
    of_type::<BatchSummary>("summary.json", "The outcome of several reviews, for a scheduler.")
}

/// The tables of a pack as a Data Package (the open standard of Frictionless Data): of each table its file, and of each
/// column name, type and meaning. The same columns stand in the Parquet files. Under `exported` stands what
/// `attain export --to` adds to them: it is in no file of the pack.
pub fn tables_schema() -> Value {
    let resources: Vec<Value> = table_words().iter().map(resource).collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "attain-tables",
        "title": "tables/",
        "version": SCHEMA_VERSION,
        "description": "The tables of a review, each as CSV and as Parquet. In CSV a text that begins like a formula has an apostrophe before it.",
        "resources": resources,
        "exported": exported(),
    })
}

/// The columns that every table gets where it is written to a folder, a bucket or a database, and the tables that stand
/// only there.
fn exported() -> Value {
    let (tables, columns): (Vec<TableWords>, Vec<TableWords>) =
        exported_words().into_iter().partition(|words| words.name == RUNS);
    let described = |words: &TableWords| json!({ "name": words.name, "description": words.about, "schema": { "fields": fields(words) } });
    json!({
        "description": columns.iter().map(|words| words.about.as_str()).collect::<String>(),
        "fields": columns.iter().flat_map(fields).collect::<Vec<_>>(),
        "resources": tables.iter().map(described).collect::<Vec<_>>(),
    })
}

fn fields(table: &TableWords) -> Vec<Value> {
    let field = |(name, kind, meaning): &(String, ColumnKind, String)| json!({ "name": name, "type": type_word(*kind), "description": meaning });
    table.columns.iter().map(field).collect()
}

fn resource(table: &TableWords) -> Value {
    json!({
        "name": table.name.replace('_', "-"),
        "path": format!("tables/{}.csv", table.name),
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": fields(table),
            "missingValues": [""],
        },
    })
}

fn type_word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "string",
        ColumnKind::Int => "integer",
        ColumnKind::Bool => "boolean",
        ColumnKind::Date => "date",
        ColumnKind::Number => "number",
    }
}

/// As it is written, not as it is read: what is left out where it is empty is not asked for.
fn of_type<T: JsonSchema>(title: &str, about: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = tidied(generator.into_root_schema_for::<T>().to_value());
    let mut whole = Map::new();
    if let Value::Object(own) = &mut schema {
        if let Some(dialect) = own.shift_remove("$schema") {
            whole.insert("$schema".to_string(), dialect);
        }
        whole.insert("title".to_string(), title.into());
        whole.insert("description".to_string(), about.into());
        whole.insert("version".to_string(), SCHEMA_VERSION.into());
        for key in ["title", "description"] {
            own.shift_remove(key);
        }
        whole.append(own);
    }
    Value::Object(whole)
}

#[cfg(test)]
mod tests;
