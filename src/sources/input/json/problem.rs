//! What is wrong with a record of JSON, in plain words.

use serde::de::IgnoredAny;

/// Why a text is no record: it is no object, or no JSON at all.
pub(super) fn of(text: &str) -> String {
    let text = text.trim();
    let other = match text.bytes().next() {
        Some(b'{') => None,
        Some(b'[') => Some("an array"),
        Some(b'"') => Some("a text"),
        Some(b'0'..=b'9' | b'-') => Some("a number"),
        _ => Some("something else"),
    };
    if let Some(other) = other {
        return format!("a record is an object in braces, and this is {other}");
    }
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else {
        return "a text in it has an escape that stands for no character".to_string();
    };
    if error.is_eof() {
        return "it ends before its last brace: it was cut off, or a quote or a brace is missing".to_string();
    }
    let said = error.to_string();
    let at = text
        .lines()
        .nth(error.line().saturating_sub(1))
        .and_then(|line| line.as_bytes().get(error.column().wrapping_sub(1)));
    if said.starts_with("key must be a string") && at == Some(&b'}') {
        return format!("a comma stands before its last brace (at character {})", error.column());
    }
    let what =
        PLAIN.iter().find(|(theirs, _)| said.starts_with(theirs)).map_or("it is not valid JSON", |(_, ours)| ours);
    // A record over several lines has its columns in each of them.
    match error.line() {
        1 => format!("{what} (at character {})", error.column()),
        line => format!("{what} (at character {} of its line {line})", error.column()),
    }
}

/// How the library begins what it says, and what a person would say.
const PLAIN: [(&str, &str); 9] = [
    ("trailing comma", "a comma stands before a closing bracket"),
    ("trailing characters", "something follows its last brace"),
    ("key must be a string", "a name is not in double quotes"),
    ("expected `:`", "a colon is missing between a name and its value"),
    ("expected `,` or", "a comma or a closing bracket is missing"),
    ("expected value", "a value is missing, or a text is not in double quotes"),
    ("expected ident", "a bare word is none of true, false and null"),
    ("control character", "a text holds a line end or another control character"),
    ("invalid number", "a number is not written as JSON writes it"),
];

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn each_mistake_is_told_in_plain_words() {
        for (text, told) in [
            ("{\"a\":1", "it ends before its last brace: it was cut off, or a quote or a brace is missing"),
            ("{a:1}", "a name is not in double quotes (at character 2)"),
            ("{\"a\":1,}", "a comma stands before its last brace (at character 8)"),
            ("{\"a\":NaN}", "a value is missing, or a text is not in double quotes (at character 6)"),
            ("{\"a\" 1}", "a colon is missing between a name and its value (at character 6)"),
            ("{\"a\":1 \"b\":2}", "a comma or a closing bracket is missing (at character 8)"),
            ("{\"a\":1} x", "something follows its last brace (at character 9)"),
            ("[1,2]", "a record is an object in braces, and this is an array"),
            ("hello", "a record is an object in braces, and this is something else"),
            ("{\"a\":\"\\ud800\"}", "a text in it has an escape that stands for no character"),
        ] {
            assert_eq!(of(text), told, "{text}");
        }
    }
}
