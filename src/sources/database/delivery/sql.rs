//! The statements of a delivery. Every name stands in quotes.

use arrow::datatypes::{DataType, Field, Schema};

use super::RUN_ID;
use crate::sources::database::watermark::quoted;

/// How tables are called in the database.
pub(super) struct Names<'a> {
    pub(super) schema: Option<&'a str>,
    pub(super) prefix: &'a str,
    pub(super) quote: char,
}

impl Names<'_> {
    /// The table's name in the database, as it is.
    pub(super) fn plain(&self, table: &str) -> String {
        format!("{}{table}", self.prefix)
    }

    /// The name for people, with the schema before it.
    pub(super) fn shown(&self, name: &str) -> String {
        self.schema.map_or_else(|| name.to_string(), |schema| format!("{schema}.{name}"))
    }

    fn quoted(&self, table: &str) -> String {
        let name = quoted(&self.plain(table), self.quote);
        self.schema.map_or_else(|| name.clone(), |schema| format!("{}.{name}", quoted(schema, self.quote)))
    }

    pub(super) fn create(&self, table: &str, columns: &Schema) -> String {
        let columns: Vec<String> = columns.fields().iter().map(|field| self.column(field)).collect();
        // Another delivery may have made it since this one looked.
        format!("CREATE TABLE IF NOT EXISTS {} ({})", self.quoted(table), columns.join(", "))
    }

    pub(super) fn add_column(&self, table: &str, field: &Field) -> String {
        format!("ALTER TABLE {} ADD COLUMN {}", self.quoted(table), self.column(field))
    }

    pub(super) fn count(&self, table: &str, run_id: &str) -> String {
        format!("SELECT COUNT(*) FROM {} WHERE {}", self.quoted(table), self.of_run(run_id))
    }

    pub(super) fn delete(&self, table: &str, run_id: &str) -> String {
        format!("DELETE FROM {} WHERE {}", self.quoted(table), self.of_run(run_id))
    }

    fn of_run(&self, run_id: &str) -> String {
        format!("{} = '{}'", quoted(RUN_ID, self.quote), run_id.replace('\'', "''"))
    }

    fn column(&self, field: &Field) -> String {
        format!("{} {}", quoted(field.name(), self.quote), self.kind(field.data_type()))
    }

    fn kind(&self, kind: &DataType) -> &'static str {
        let of_bigquery = self.quote == '`';
        match kind {
            DataType::Int64 if of_bigquery => "INT64",
            DataType::Float64 if of_bigquery => "FLOAT64",
            DataType::Int64 => "BIGINT",
            DataType::Float64 => "DOUBLE PRECISION",
            DataType::Boolean => "BOOLEAN",
            DataType::Date32 => "DATE",
            _ if of_bigquery => "STRING",
            _ => "TEXT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_whatever_is_in_them() {
        let names = Names { schema: Some("sales \"bi\""), prefix: "a_", quote: '"' };
        let columns = Schema::new(vec![
            Field::new("run_id", DataType::Utf8, false),
            Field::new("group", DataType::Int64, true),
            Field::new("value", DataType::Float64, true),
            Field::new("judged", DataType::Boolean, true),
            Field::new("as_of", DataType::Date32, true),
        ]);
        assert_eq!(
            names.create("scores", &columns),
            "CREATE TABLE IF NOT EXISTS \"sales \"\"bi\"\"\".\"a_scores\" (\"run_id\" TEXT, \"group\" BIGINT, \
             \"value\" DOUBLE PRECISION, \"judged\" BOOLEAN, \"as_of\" DATE)"
        );
        let names = Names { schema: None, prefix: "", quote: '`' };
        assert_eq!(names.delete("scores", "ab"), "DELETE FROM `scores` WHERE `run_id` = 'ab'");
        assert_eq!(names.add_column("scores", columns.field(2)), "ALTER TABLE `scores` ADD COLUMN `value` FLOAT64");
    }
}
