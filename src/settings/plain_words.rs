//! What the library says about a configuration file, in plain words and with the way out.

use crate::quantity::nearest;

/// A complaint: what is wrong, and the way out.
pub(super) struct Complaint {
    /// What is wrong.
    pub reason: String,
    /// The way out, where there is one to name.
    pub hint: Option<String>,
}

/// The library's message about the key on `line`, which is the whole text of that line.
pub(super) fn complaint(message: &str, line: &str) -> Complaint {
    let (said, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let key = key_of(line);
    let with_hint = |reason: String, hint: String| Complaint { reason, hint: Some(hint) };
    if let Some(name) = said.strip_prefix("unknown field ") {
        return with_hint(format!("there is no key {name}"), did_you_mean(name, &known(expected)));
    }
    if let Some(name) = said.strip_prefix("unknown variant ") {
        return with_hint(format!("{key} cannot be {name}"), words_allowed(name, &known(expected)));
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return with_hint(format!("the key {name} is missing"), "write it into this part of the file".to_string());
    }
    let received = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    if let Some(received) = received {
        let way = match (received, expected) {
            ("map", "a sequence") => {
                "it can stand several times: write its name in two brackets, as in [[source]]".to_string()
            }
            _ => format!("{} belongs there", wanted(expected)),
        };
        return with_hint(format!("{key} is {}", found(received)), way);
    }
    if message.starts_with("data did not match any variant") {
        return with_hint(format!("{key} has a value of another kind than it can have"), kinds_of(&key).to_string());
    }
    if message == "wanted string or table" {
        return with_hint(
            format!("{key} is neither a text nor a table of keys"),
            "a text in quotes, or keys in braces, belongs there".to_string(),
        );
    }
    if message == "duplicate key" {
        return with_hint(format!("{key} stands twice"), "leave one of the two out".to_string());
    }
    let hint = message.split_once("expected ").map(|(_, expected)| format!("{} belongs there", wanted(expected)));
    Complaint { reason: said.to_string(), hint }
}

/// The key that a line sets, in backticks.
fn key_of(line: &str) -> String {
    let key = line.split('=').next().unwrap_or(line).trim().trim_matches(['[', ']', '"', '\'', ' ']);
    if key.is_empty() { "the value".to_string() } else { format!("`{key}`") }
}

/// The names that the library lists in backticks.
fn known(expected: &str) -> Vec<&str> {
    expected.split('`').skip(1).step_by(2).collect()
}

/// The names nearest to the one that was written.
fn did_you_mean(name: &str, known: &[&str]) -> String {
    match nearest(name.trim_matches('`'), known.iter().copied()).as_slice() {
        [] => "no key can stand here".to_string(),
        near => format!("did you mean {}?", near.join(", ")),
    }
}

/// The nearest words, and all of them where those are more but not many.
fn words_allowed(name: &str, known: &[&str]) -> String {
    /// More words than these are not read in a hint.
    const MANY: usize = 8;
    let near = did_you_mean(name, known);
    if (4..=MANY).contains(&known.len()) { format!("{near} Allowed are {}", known.join(", ")) } else { near }
}

/// What was received, such as ``integer `5` ``, as a person says it.
fn found(received: &str) -> String {
    let (kind, value) = received.split_once(' ').unwrap_or((received, ""));
    let value = value.trim_start_matches("point ").trim_matches('`');
    match kind {
        "integer" | "floating" => format!("the number {value}"),
        "string" => format!("the text {value}"),
        "boolean" => value.to_string(),
        "map" => "a table of keys".to_string(),
        "sequence" => "a list".to_string(),
        "datetime" => "a date".to_string(),
        _ => received.to_string(),
    }
}

/// What belongs there, as a person says it.
fn wanted(expected: &str) -> &str {
    match expected {
        "a string" | "string" | "literal string" => "a text in quotes",
        "a sequence" => "a list in brackets, such as [\"one\", \"two\"],",
        "a map" => "a table of keys",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false, without quotes,",
        _ if expected.starts_with("struct ") => "a table of keys",
        _ => expected,
    }
}

/// The kinds of value that a key of several kinds takes.
fn kinds_of(key: &str) -> &'static str {
    match key {
        "`sheet`" => "write its name in quotes, or its number from 1",
        _ => "a text in quotes, a number, or keys in braces may belong there",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str, line: &str) -> String {
        let Complaint { reason, hint } = complaint(message, line);
        format!("{reason} | {}", hint.unwrap_or_default())
    }

    #[test]
    fn the_library_s_words_become_plain_ones() {
        assert_eq!(
            told("invalid type: integer `5`, expected a string", "currency = 5"),
            "`currency` is the number 5 | a text in quotes belongs there"
        );
        assert_eq!(
            told("invalid value: integer `-1`, expected u64", "header_row = -1"),
            "`header_row` is the number -1 | a whole number that is not negative belongs there"
        );
        assert_eq!(
            told("unknown variant `rejct`, expected `stop` or `reject`", "bad_rows = \"rejct\""),
            "`bad_rows` cannot be `rejct` | did you mean reject, stop?"
        );
        assert_eq!(
            told("missing field `table`", "[[source]]"),
            "the key `table` is missing | write it into this part of the file"
        );
        assert_eq!(
            told("data did not match any variant of untagged enum SheetChoice", "sheet = true"),
            "`sheet` has a value of another kind than it can have | write its name in quotes, or its number from 1"
        );
        assert_eq!(told("duplicate key", "currency = \"EUR\""), "`currency` stands twice | leave one of the two out");
    }

    #[test]
    fn one_bracket_where_two_belong_is_told() {
        let told = told("invalid type: map, expected a sequence", "[source]");
        assert!(told.starts_with("`source` is a table of keys | it can stand several times"), "{told}");
    }
}
