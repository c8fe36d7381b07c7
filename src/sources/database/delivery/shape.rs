//! Whether a table that is there takes the rows that come.

use arrow::datatypes::{DataType, Field, Schema};

/// The columns that the table lacks. Columns of its own it may have: they stay empty.
pub(super) fn missing<'a>(there: &Schema, wanted: &'a Schema) -> Vec<&'a Field> {
    let lacks = |field: &&std::sync::Arc<Field>| there.field_with_name(field.name()).is_err();
    wanted.fields().iter().filter(lacks).map(|field| field.as_ref()).collect()
}

/// The first column that holds something else: its name, what it holds, what it should.
pub(super) fn other_kind(there: &Schema, wanted: &Schema) -> Option<(String, String, String)> {
    wanted.fields().iter().find_map(|field| {
        let found = there.field_with_name(field.name()).ok()?;
        let fits = match field.data_type() {
            // A type that the driver knows no better comes as text, with its name beside it.
            DataType::Utf8 => is_text(found.data_type()) && !found.metadata().contains_key(UNKNOWN_TYPE),
            kind => kind == found.data_type(),
        };
        (!fits).then(|| (field.name().clone(), type_of(found), word(field.data_type())))
    })
}

/// Where the driver writes the name of a type that Arrow does not have.
const UNKNOWN_TYPE: &str = "ADBC:postgresql:typname";

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// The database's own word for a column's type, where the driver tells it.
fn type_of(field: &Field) -> String {
    let told = ["POSTGRESQL:type", UNKNOWN_TYPE].iter().find_map(|key| field.metadata().get(*key));
    told.cloned().unwrap_or_else(|| word(field.data_type()))
}

fn word(kind: &DataType) -> String {
    match kind {
        DataType::Int64 => "bigint".to_string(),
        DataType::Float64 => "double precision".to_string(),
        DataType::Boolean => "boolean".to_string(),
        DataType::Date32 => "date".to_string(),
        kind if is_text(kind) => "text".to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_numeric_column_is_no_text() {
        let named = |kind: &str| HashMap::from([(UNKNOWN_TYPE.to_string(), kind.to_string())]);
        let there = Schema::new(vec![
            Field::new("run_id", DataType::Utf8, true),
            Field::new("grade", DataType::Utf8, true).with_metadata(named("numeric")),
        ]);
        let wanted = |column: &str| Schema::new(vec![Field::new(column, DataType::Utf8, true)]);
        assert_eq!(other_kind(&there, &wanted("run_id")), None);
        let found = other_kind(&there, &wanted("grade")).unwrap();
        assert_eq!(found, ("grade".to_string(), "numeric".to_string(), "text".to_string()));
    }
}
