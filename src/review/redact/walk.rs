//! From place to place through the pack: ids and names to pseudonyms, texts of people away.

use serde_json::{Map, Value};

use super::{Known, REMOVED, Redaction};

/// Places whose texts are words of attain, never of people.
const OWN_WORDS: [&str; 10] =
    ["metric_id", "period", "unit", "currency", "null_reason", "null", "grain", "dimension", "level", "schema_version"];

/// Arguments of a finding that speak of tables and days, not of people.
const PLAIN_ARGUMENTS: [&str; 14] = [
    "table", "column", "period", "first", "last", "currency", "code", "forms", "metrics", "near", "from", "to", "file",
    "names",
];

/// Replaces everything that says who somebody is.
pub(super) fn pack(pack: &mut Value, known: &Known, redaction: &Redaction) {
    let files = files(pack, redaction);
    if let Some(findings) = pack.pointer_mut("/quality/findings") {
        finding(findings, known, redaction);
    }
    walk(pack, "", known, redaction);
    for (name, other) in &files {
        renamed(pack, name, other);
    }
}

/// The names of files, which may be those of people, and what they are called instead: `orders-1.csv`.
fn files(pack: &Value, redaction: &Redaction) -> Vec<(String, String)> {
    let accounts = pack.pointer("/quality/accounts").and_then(Value::as_array);
    let mut found: Vec<(String, String)> = Vec::new();
    for account in accounts.into_iter().flatten() {
        let (Some(table), Some(file)) = (account["table"].as_str(), account["file"].as_str()) else { continue };
        if found.iter().all(|(known, _)| known != file) {
            let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
            let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
            found.push((file.to_string(), format!("{table}-{}.{ending}", &redaction.other(file)[2..])));
        }
    }
    found
}

fn renamed(value: &mut Value, name: &str, other: &str) {
    match value {
        Value::String(text) if text.contains(name) => *text = text.replace(name, other),
        Value::Array(list) => list.iter_mut().for_each(|inner| renamed(inner, name, other)),
        Value::Object(map) => map.values_mut().for_each(|inner| renamed(inner, name, other)),
        _ => {}
    }
}

/// The examples of a finding are ids of anything: orders, customers, values that somebody wrote.
fn finding(value: &mut Value, known: &Known, redaction: &Redaction) {
    let code = |text: &mut String| {
        let is_number = text.parse::<f64>().is_ok() && known.whole(text).is_none();
        if !text.is_empty() && !is_number {
            *text = known.whole(text).cloned().unwrap_or_else(|| redaction.other(text));
        }
    };
    let Value::Array(sentences) = value else { return };
    for argument in sentences.iter_mut().filter_map(|sentence| sentence["args"].as_array_mut()).flatten() {
        let Some(name) = argument[0].as_str().map(str::to_string) else { continue };
        if PLAIN_ARGUMENTS.contains(&name.as_str()) {
            continue;
        }
        if let Some(Value::String(text)) = argument[1].get_mut("text") {
            code(text);
        }
        for item in argument[1].get_mut("list").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::String(text) = item {
                // Examples are ids, also where they are numbers.
                *text = known.whole(text).cloned().unwrap_or_else(|| redaction.other(text));
            }
        }
    }
}

fn walk(value: &mut Value, place: &str, known: &Known, redaction: &Redaction) {
    match value {
        Value::String(text) if place == "prizes" => *text = REMOVED.to_string(),
        Value::String(text) if !OWN_WORDS.contains(&place) => *text = known.scrubbed(text),
        // The reps of a lesson, by their ids alone.
        Value::Array(list) if place == "reps" && list.iter().all(Value::is_string) => {
            for inner in list {
                *inner = Value::String(pseudonym(known, redaction, inner.as_str().unwrap_or_default()));
            }
        }
        Value::Array(list) if place == "prizes" => {
            list.iter_mut().for_each(|inner| *inner = Value::String(REMOVED.to_string()));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| walk(inner, place, known, redaction)),
        Value::Object(map) => object(map, known, redaction),
        _ => {}
    }
}

fn object(map: &mut Map<String, Value>, known: &Known, redaction: &Redaction) {
    let is = |map: &Map<String, Value>, key: &str, words: &[&str]| {
        map.get(key).and_then(Value::as_str).is_some_and(|word| words.contains(&word))
    };
    let has = |map: &Map<String, Value>, key: &str| map.contains_key(key);
    let own =
        map.get("rep_id").and_then(Value::as_str).filter(|id| !id.is_empty()).map(|id| pseudonym(known, redaction, id));
    let of_person = is(map, "level", &["rep", "manager"]) || is(map, "dimension", &["rep", "manager"]);
    let is_decision = has(map, "proposal_id") && has(map, "suggested");
    let is_agreed_plan = map.get("proposed") == Some(&Value::Bool(false));
    let of_key = map.get("key").and_then(Value::as_str).filter(|id| of_person && !id.is_empty());
    let of_key = of_key.map(|id| pseudonym(known, redaction, id));
    for (key, inner) in map.iter_mut() {
        let Value::String(text) = inner else {
            walk(inner, key, known, redaction);
            continue;
        };
        match key.as_str() {
            _ if text.is_empty() => {}
            "rep_id" | "manager_id" | "favourite" => *text = pseudonym(known, redaction, text),
            "name" if own.is_some() => text.clone_from(own.as_ref().unwrap_or(&String::new())),
            "key" | "name" if of_key.is_some() => text.clone_from(of_key.as_ref().unwrap_or(&String::new())),
            "manager" | "owner" => *text = person(known, redaction, text),
            "by" | "reason" if is_decision => {
                *text = if key == "by" { person(known, redaction, text) } else { REMOVED.to_string() }
            }
            "action_en" | "action_zh" if is_agreed_plan => *text = REMOVED.to_string(),
            "statement" => *text = REMOVED.to_string(),
            "target_id" | "proposal_id" | "plan_id" => *text = composed(known, text),
            _ if OWN_WORDS.contains(&key.as_str()) => {}
            _ => *text = known.scrubbed(text),
        }
    }
}

fn pseudonym(known: &Known, redaction: &Redaction, id: &str) -> String {
    known.id(id).cloned().unwrap_or_else(|| redaction.pseudonym(id))
}

/// Somebody whom the pack may not know otherwise.
fn person(known: &Known, redaction: &Redaction, text: &str) -> String {
    known.whole(text).cloned().unwrap_or_else(|| redaction.other(text))
}

/// An id that others were put together to, such as `target:revenue_net:282:2019-Q3`: part by part.
fn composed(known: &Known, text: &str) -> String {
    let mut out = known.scrubbed(text);
    for (id, pseudonym) in &known.ids {
        if out.contains(id.as_str()) {
            out = super::words_replaced(&out, id, pseudonym);
        }
    }
    out
}
