//! One JSON object as names and texts: objects inside it flattened to `a.b`, everything as it was written.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// Objects within objects that are flattened; what lies deeper stays JSON text, so that no trap of a file can make
/// names without end.
const DEPTH: usize = 8;

/// Whether this is one whole JSON value and nothing else.
pub(super) fn is_valid(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// A value as it was found under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<'t> {
    /// `null` or `{}`: there is nothing.
    Nothing,
    /// A text, a number or a truth value; an array as JSON text.
    Text(Cow<'t, str>),
}

/// Tells every name and value of an object, in order; `false` where the text is no valid object.
///
/// Numbers are told as they are written: an id of twenty digits keeps them all.
pub(super) fn flatten<'t>(text: &'t str, tell: &mut dyn FnMut(&str, Found<'t>)) -> bool {
    let text = text.trim();
    if !text.starts_with('{') || !is_valid(text) {
        return false;
    }
    let mut walk = Walk { text, at: 0, name: String::new() };
    walk.object(0, tell).is_some()
}

/// A walk over text that is valid JSON. `None` comes back only for escapes that stand for no character.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    name: String,
}

impl<'t> Walk<'t> {
    fn object(&mut self, depth: usize, tell: &mut dyn FnMut(&str, Found<'t>)) -> Option<()> {
        self.at += 1;
        while self.peek() == b'"' {
            let outer = self.name.len();
            let key = decoded(self.string())?;
            if outer > 0 {
                self.name.push('.');
            }
            self.name.push_str(key.trim());
            self.expect_colon();
            self.value(depth, tell)?;
            self.name.truncate(outer);
            if self.peek() == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(())
    }

    fn value(&mut self, depth: usize, tell: &mut dyn FnMut(&str, Found<'t>)) -> Option<()> {
        let found = match self.peek() {
            b'"' => Found::Text(decoded(self.string())?),
            b'{' if self.is_empty_object() => {
                self.span();
                Found::Nothing
            }
            b'{' if depth < DEPTH => return self.object(depth + 1, tell),
            b'{' | b'[' => Found::Text(Cow::Borrowed(self.span())),
            _ => match self.scalar() {
                "null" => Found::Nothing,
                scalar => Found::Text(Cow::Borrowed(scalar)),
            },
        };
        tell(&self.name, found);
        Some(())
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> u8 {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
        self.text.as_bytes().get(self.at).copied().unwrap_or(b'}')
    }

    fn expect_colon(&mut self) {
        self.peek();
        self.at += 1;
    }

    fn is_empty_object(&self) -> bool {
        self.text.as_bytes()[self.at + 1..].trim_ascii_start().starts_with(b"}")
    }

    /// The string that begins here, with its quotes.
    fn string(&mut self) -> &'t str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while self.at < bytes.len() && bytes[self.at] != b'"' {
            self.at += if bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        &self.text[start..self.at]
    }

    fn scalar(&mut self) -> &'t str {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    /// The array or object that begins here, as it is written.
    fn span(&mut self) -> &'t str {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return &self.text[start..self.at];
            }
        }
    }
}

fn decoded(string: &str) -> Option<Cow<'_, str>> {
    if !string.contains('\\') {
        return Some(Cow::Borrowed(&string[1..string.len() - 1]));
    }
    serde_json::from_str::<String>(string).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> Option<String> {
        let mut told = Vec::new();
        let valid = flatten(text, &mut |name, found| match found {
            Found::Nothing => told.push(format!("{name}=-")),
            Found::Text(text) => told.push(format!("{name}={text}")),
        });
        valid.then(|| told.join(" "))
    }

    #[test]
    fn objects_are_flattened_and_arrays_stay_as_they_are() {
        let text = r#" {"a": {"b": 1, "c": {"d": "x"}}, "tags": [1, {"e": "]"}], "n": null, "o": { }, "t": true} "#;
        assert_eq!(flat(text).unwrap(), r#"a.b=1 a.c.d=x tags=[1, {"e": "]"}] n=- o=- t=true"#);
    }

    #[test]
    fn numbers_stay_as_they_are_written_and_strings_are_decoded() {
        let text = r#"{"id":12345678901234567890123,"sum":1.10,"e":1E5,"s":"a\"b\\\u8ba2\n","k\u0065y":-0}"#;
        assert_eq!(flat(text).unwrap(), "id=12345678901234567890123 sum=1.10 e=1E5 s=a\"b\\订\n key=-0");
    }

    #[test]
    fn what_is_no_object_is_told_apart() {
        for text in ["", "{", "[1]", "5", "{\"a\":1}}", "{\"a\":1} x", "{'a':1}", "{\"a\":01}", "{\"a\":\"\\ud800\"}"] {
            assert_eq!(flat(text), None, "{text}");
        }
        assert_eq!(flat("{}").unwrap(), "");
    }

    #[test]
    fn what_lies_too_deep_stays_json_text() {
        let text = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
        let flat = flat(&text).unwrap();
        assert!(flat.starts_with("a.a.a.a.a.a.a.a.a={\"a\":{"), "{flat}");
    }
}
