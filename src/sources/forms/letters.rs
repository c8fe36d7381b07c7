//! One kind of letters: what an East Asian keyboard, a word processor or a web page put into a number or a date.

use std::borrow::Cow;

/// The text with full-width letters, dashes, quotes and blanks of every kind as their plain ones, and without marks
/// that cannot be seen. ASCII, which most values are, is lent as it is; the ends are trimmed.
pub(super) fn plain_letters(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let letters: String = text.chars().filter(|&letter| !is_invisible(letter)).map(plain_letter).collect();
    match letters.trim() {
        trimmed if trimmed.len() == letters.len() => Cow::Owned(letters),
        trimmed => Cow::Owned(trimmed.to_string()),
    }
}

fn plain_letter(letter: char) -> char {
    match letter {
        // The full-width forms stand in Unicode in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).expect("full-width forms mirror ASCII"),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2032}' => '\'',
        '\u{ffe0}' => '¢',
        '\u{ffe1}' => '£',
        '\u{ffe5}' => '¥',
        '\u{ffe6}' => '₩',
        other => other,
    }
}

/// Marks of direction, of joining and of byte order: copied along from web pages and workbooks, and never meant.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_width_become_plain_ones() {
        let table = [
            ("12.5", "12.5"),
            (" 12.5 ", "12.5"),
            ("１２．５", "12.5"),
            ("１，２３４", "1,234"),
            ("−5", "-5"),
            ("1\u{a0}234\u{202f}567", "1 234 567"),
            ("1’234", "1'234"),
            ("￥5", "¥5"),
            ("\u{200e}3/5/2024\u{200f}", "3/5/2024"),
            ("\u{3000}２０２４年３月\u{3000}", "2024年3月"),
            ("（５）", "(5)"),
        ];
        for (text, plain) in table {
            assert_eq!(plain_letters(text), plain, "{text}");
        }
    }
}
