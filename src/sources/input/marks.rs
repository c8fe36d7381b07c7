//! The characters by which a text is taken apart, as they are set or found.

use super::layout;
use crate::sources::{SourceError, SourceSettings};

/// A control character that stands in no table: it quotes nothing.
const NO_QUOTE: u8 = 0x1f;

/// A separator or quote as it is written in settings: one ASCII character, or `\\t`; none for anything else.
pub(in crate::sources) fn given_mark(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Some(*byte),
        b"\\t" => Some(b'\t'),
        _ => None,
    }
}

/// The quote that is set; else the one by which the header is written, `"` where none is.
///
/// # Errors
/// A quote that is not one ASCII character.
pub(in crate::sources) fn quote(head: &[u8], settings: &SourceSettings) -> Result<u8, SourceError> {
    match settings.quote.as_deref() {
        None => Ok(layout::quote(head, settings.header_row)),
        Some("none") => Ok(NO_QUOTE),
        Some(given) => given_mark(given).ok_or_else(|| SourceError::BadSetting {
            key: "quote".to_string(),
            received: given.to_string(),
            allowed: "write one ASCII character, such as ' or |, or none".to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quote_that_is_set_counts_and_else_that_of_the_header() {
        let set = |given: Option<&str>| {
            let settings = SourceSettings { quote: given.map(str::to_string), ..SourceSettings::default() };
            quote(b"'id','name'\n'1','a'\n", &settings)
        };
        assert_eq!(set(None), Ok(b'\''));
        assert_eq!(set(Some("\"")), Ok(b'"'));
        assert_eq!(set(Some("none")), Ok(NO_QUOTE));
        assert_eq!(set(Some("''")).unwrap_err().to_string(), "`quote` cannot be `''`");
    }
}
