//! The schema describes every field that is written, and says when it changed.

use serde_json::Value;

use super::*;
use crate::reports::html::sample;

/// The schema that a reference or a plain subschema stands for.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolved(root, root.pointer(reference.trim_start_matches('#')).expect("a definition")),
        None => schema,
    }
}

/// Why `value` does not fit, as the first place where it does not; nothing may stand there that is not described.
fn misfit(root: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    let schema = resolved(root, schema);
    for several in ["anyOf", "oneOf"] {
        if let Some(choices) = schema.get(several).and_then(Value::as_array) {
            let misfits: Vec<String> = choices.iter().map_while(|choice| misfit(root, choice, value, place)).collect();
            return (misfits.len() == choices.len()).then(|| misfits.join(" | "));
        }
    }
    if let Some(constant) = schema.get("const") {
        return (constant != value).then(|| format!("{place}: {value} is not {constant}"));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return (!words.contains(value)).then(|| format!("{place}: {value} is none of the words"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        other => return Some(format!("{place}: no type but {other}")),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !(kinds.contains(&kind) || kind == "integer" && kinds.contains(&"number")) {
        return Some(format!("{place}: {kind} is none of {kinds:?}"));
    }
    match value {
        Value::Array(list) => list.iter().enumerate().find_map(|(at, item)| {
            let own = schema.get("prefixItems").and_then(|own| own.get(at)).or_else(|| schema.get("items"));
            misfit(root, own?, item, &format!("{place}[{at}]"))
        }),
        Value::Object(map) => map.iter().find_map(|(key, item)| {
            let place = format!("{place}.{key}");
            match schema["properties"].get(key) {
                Some(own) => misfit(root, own, item, &place),
                None => Some(format!("{place} is not described")),
            }
        }),
        _ => None,
    }
}

/// Every property and every word of a choice that has no description.
fn without_words(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                for (key, property) in properties {
                    if property.get("description").is_none() {
                        found.push(format!("{place}.{key}"));
                    }
                }
            }
            map.iter().for_each(|(key, inner)| without_words(inner, &format!("{place}/{key}"), found));
        }
        Value::Array(list) => list.iter().for_each(|inner| without_words(inner, place, found)),
        _ => {}
    }
}

#[test]
fn the_sample_fits_its_schema_and_nothing_else_does() {
    let schema = pack_schema();
    let mut pack = serde_json::to_value(sample::pack()).expect("it can be written");
    assert_eq!(misfit(&schema, &schema, &pack, "pack"), None);
    pack["header"]["as_of"] = Value::from(7);
    assert!(misfit(&schema, &schema, &pack, "pack").expect("a misfit").contains("as_of"));
    pack["header"]["as_of"] = Value::from("2019-06-30");
    pack["header"]["surprise"] = Value::Null;
    assert_eq!(misfit(&schema, &schema, &pack, "pack").as_deref(), Some("pack.header.surprise is not described"));
}

#[test]
fn every_field_has_words_without_marks_of_the_source() {
    for schema in [pack_schema(), run_summary_schema(), batch_summary_schema()] {
        let mut found = Vec::new();
        without_words(&schema, "", &mut found);
        // The tag of a choice is the choice itself: its words stand on the choice.
        found.retain(|place| !place.contains("oneOf") && !place.contains("anyOf"));
        assert_eq!(found, Vec::<String>::new());
        let text = schema.to_string();
        assert!(!text.contains("[`") && !text.contains("crate::"), "a mark of the source is left");
    }
}

/// The names and kinds of all fields, without their words.
fn shape(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            for (key, inner) in
                map.iter().filter(|(key, _)| !["description", "title", "version"].contains(&key.as_str()))
            {
                out.push_str(key);
                out.push('{');
                shape(inner, out);
                out.push('}');
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| shape(inner, out)),
        other => out.push_str(&other.to_string()),
    }
}

/// A reader of an older version must be told. Where this fails: has a field gone or changed its meaning? Then
/// `PACK_FORMAT` rises. Was one added? Then the second number of `SCHEMA_VERSION` rises. And the digest goes here.
#[test]
fn the_version_rises_when_a_field_does() {
    let mut text = String::new();
    [pack_schema(), run_summary_schema(), batch_summary_schema(), tables_schema()]
        .iter()
        .for_each(|schema| shape(schema, &mut text));
    let digest = blake3::hash(text.as_bytes()).to_hex()[..12].to_string();
    assert_eq!((SCHEMA_VERSION, digest.as_str()), ("1.8", "409f98968b18"));
    assert_eq!(SCHEMA_VERSION.split('.').next(), Some(crate::review::pack::PACK_FORMAT.to_string().as_str()));
}

#[test]
fn every_column_of_every_table_is_described_and_no_other() {
    let described = table_words().into_iter().map(|table| {
        let columns = table.columns.into_iter().map(|(name, kind, _)| (name, kind));
        (table.name, columns.collect::<Vec<_>>())
    });
    let written = crate::review::tables::of_pack(&sample::pack(), &|_| String::new()).into_iter().map(|table| {
        let columns = table.columns.into_iter().map(|column| (column.name, column.kind));
        (table.name, columns.collect::<Vec<_>>())
    });
    assert_eq!(described.collect::<Vec<_>>(), written.collect::<Vec<_>>());
}

#[test]
fn what_an_export_adds_is_described_too() {
    let notes = crate::review::tables::RunNotes {
        language: "en".to_string(),
        redacted: false,
        exported_at: "2019-07-01T00:00:00+00:00".to_string(),
    };
    let names: Vec<String> = table_words().into_iter().map(|table| table.name).collect();
    let chosen: Vec<&str> = names.iter().map(String::as_str).collect();
    let run = crate::review::tables::run_of_pack(&sample::pack(), &|_| String::new(), &chosen, &notes);
    let schema = tables_schema();
    let of_fields = |fields: &Value| -> Vec<(String, String)> {
        let text = |field: &Value, key: &str| field[key].as_str().expect("a text").to_string();
        fields.as_array().expect("fields").iter().map(|field| (text(field, "name"), text(field, "type"))).collect()
    };
    let added = of_fields(&schema["exported"]["fields"]);
    for table in &run.tables {
        let written: Vec<(String, String)> =
            table.columns.iter().map(|column| (column.name.clone(), type_word(column.kind).to_string())).collect();
        let described = if table.name == RUNS {
            assert_eq!(schema["exported"]["resources"][0]["name"], RUNS);
            of_fields(&schema["exported"]["resources"][0]["schema"]["fields"])
        } else {
            let at = names.iter().position(|name| *name == table.name).expect("a table of the pack");
            let own = of_fields(&schema["resources"][at]["schema"]["fields"]);
            let last = added[2..].iter().filter(|column| !own.contains(column)).cloned();
            added[..2].iter().cloned().chain(own.iter().cloned()).chain(last).collect()
        };
        assert_eq!(written, described, "{}", table.name);
    }
    assert_eq!(run.tables.len(), names.len() + 1);
}
