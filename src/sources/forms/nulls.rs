//! What stands for "no value".

use crate::schema::ColumnType;

/// Whether the text stands for "no value" in a column of any type, texts included.
///
/// These are: nothing, dashes, and what programs write for it and nobody is called: `NULL`, `N/A`, `#N/A`, `\N`,
/// `(blank)`. Other errors of a spreadsheet, such as `#REF!` and `#DIV/0!`, are not among them: a value was meant to
/// stand there and was lost, and a person should look.
#[inline]
pub(in crate::sources) fn is_null(text: &str) -> bool {
    // Values are digits and words for the greatest part: one look at the first byte settles most of them.
    match text.as_bytes() {
        [] => true,
        [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..] => false,
        _ => is_null_word(text.trim()),
    }
}

/// Whether the text stands for "no value" in a column of this type.
///
/// `NA`, `None`, `nil`, `NaN`, `无` and their like are no numbers, days or allowed words; in a text they may be a
/// name (the region North America), so there they stay.
#[inline]
pub(in crate::sources) fn is_null_for(kind: ColumnType, text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..] => false,
        _ => is_null_word(text.trim()) || (kind != ColumnType::Str && means_none(text.trim())),
    }
}

fn is_null_word(word: &str) -> bool {
    // Longer words are none of these, and most are longer.
    word.len() <= LONGEST
        && matches!(
            word,
            "" | "NULL"
                | "null"
                | "N/A"
                | "n/a"
                | "#N/A"
                | "(null)"
                | "(NULL)"
                | "<null>"
                | "<NULL>"
                | "[null]"
                | "[NULL]"
                | "<NA>"
                | "\\N"
                | "-"
                | "--"
                | "---"
                | "–"
                | "—"
                | "——"
                | "－"
                | "(blank)"
                | "(空)"
                | "（空）"
                | "(空白)"
                | "（空白）"
        )
}

/// Bytes of the longest word that stands for "no value".
const LONGEST: usize = "（空白）".len();

fn means_none(word: &str) -> bool {
    const WORDS: [&str; 11] = ["na", "none", "nil", "nan", "nat", "n.a.", "n.a", "null", "无", "暂无", "空"];
    word.len() <= LONGEST && WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_dashes_and_the_words_of_programs_are_null_everywhere() {
        for text in [
            "",
            "  ",
            "NULL",
            "null",
            " N/A ",
            "n/a",
            "#N/A",
            "\\N",
            "-",
            "--",
            "—",
            "(blank)",
            "(空)",
            "（空白）",
            "<NA>",
        ] {
            assert!(is_null(text), "{text}");
            assert!(is_null_for(ColumnType::Str, text) && is_null_for(ColumnType::Money, text), "{text}");
        }
    }

    #[test]
    fn words_that_may_be_names_are_null_only_where_no_name_can_stand() {
        for text in ["NA", "None", "nil", "NaN", "NaT", "n.a.", "Null", "无", "暂无"] {
            assert!(!is_null(text) && !is_null_for(ColumnType::Str, text), "{text}");
            for kind in [ColumnType::Date, ColumnType::Ts, ColumnType::Money, ColumnType::F64, ColumnType::Int] {
                assert!(is_null_for(kind, text), "{text}");
            }
        }
    }

    #[test]
    fn values_and_lost_values_are_not_null() {
        for text in ["0", "-5", "0.00", "Nanette", "Nil desperandum", "#REF!", "#DIV/0!", "#VALUE!", "?", "-x", "é"] {
            assert!(!is_null(text) && !is_null_for(ColumnType::Money, text), "{text}");
        }
    }
}
