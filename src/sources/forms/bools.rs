//! True and false.

/// Reads true or false, in the words of English, Chinese, programs and tick boxes; `None` for anything else.
///
/// `X` is not read: it ticks a box in some programs and crosses it out in others.
pub(in crate::sources) fn read_bool(text: &str) -> Option<bool> {
    const WORDS: [(&str, bool); 25] = [
        ("true", true),
        ("false", false),
        ("1", true),
        ("0", false),
        ("yes", true),
        ("no", false),
        ("y", true),
        ("n", false),
        ("t", true),
        ("f", false),
        ("on", true),
        ("off", false),
        ("1.0", true),
        ("0.0", false),
        ("是", true),
        ("否", false),
        ("真", true),
        ("假", false),
        ("对", true),
        ("错", false),
        ("√", true),
        ("✓", true),
        ("✔", true),
        ("☑", true),
        ("☐", false),
    ];
    let word = text.trim();
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|&(_, truth)| truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_and_false_are_read_in_any_case() {
        for (text, truth) in
            [("TRUE", true), ("no", false), (" Y ", true), ("0", false), ("是", true), ("否", false), ("✓", true)]
        {
            assert_eq!(read_bool(text), Some(truth), "{text}");
        }
        for text in ["", "X", "2", "maybe", "ja", "truely"] {
            assert_eq!(read_bool(text), None, "{text}");
        }
    }
}
