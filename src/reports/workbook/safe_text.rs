//! Texts of other people's making, made fit for a cell.

use crate::reports::figures::legible;

/// Characters that a cell holds at most.
const LONGEST: usize = 32_767;

/// A text as a cell can hold it: control and direction marks visible, and cut where it is longer than a cell.
///
/// Excel reads `_x0041_` in a file as the letter A; the writer escapes that, so such a text comes out as it went in.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = legible(text).chars().map(|c| if is_no_character(c) { '\u{fffd}' } else { c }).collect();
    cut(&clean, LONGEST)
}

/// Excel counts UTF-16 units.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.encode_utf16().count() <= longest {
        return text.to_string();
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < longest
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

/// Whether a spreadsheet would take the text for a formula once somebody types it anew.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// XML knows no U+FFFE and U+FFFF.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// About how many digits wide a text is: Chinese characters take two.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if (c as u32) < 0x1100 { 1.0 } else { 1.9 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_legible_and_no_longer_than_a_cell() {
        assert_eq!(one_line("a\u{202e}b\nc\u{7}\u{ffff}"), "a\u{fffd}b\u{fffd}c\u{fffd}\u{fffd}");
        let long = "字".repeat(40_000);
        assert_eq!(one_line(&long).encode_utf16().count(), 32_767);
        assert!(one_line(&long).ends_with('…'));
        assert_eq!(cut("😀😀😀", 5).encode_utf16().count(), 5);
        assert_eq!(cut("abc", 3), "abc");
    }

    #[test]
    fn what_would_become_a_formula_is_known() {
        for text in ["=1", "+1", "-1", "@x"] {
            assert!(looks_like_formula(text));
        }
        assert!(!looks_like_formula("a=1") && !looks_like_formula(""));
    }
}
