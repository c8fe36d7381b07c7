//! Latin names between Chinese words: set off by a space, as the sentences themselves do it.

/// The marks that a bundle puts around an argument. No argument has them in it: `legible` makes them visible.
const BEGINS: char = '\u{2068}';
const ENDS: char = '\u{2069}';

/// The text without its marks, with a space wherever a word or number of an argument in Latin letters would touch a
/// Chinese character. Bare figures stay as they are: whether one is set off is said by its sentence.
pub(super) fn set_apart(marked: &str) -> String {
    if !marked.contains([BEGINS, ENDS]) {
        return marked.to_string();
    }
    let mut text = String::with_capacity(marked.len());
    // Arguments may stand in arguments, and be empty.
    for piece in marked.split([BEGINS, ENDS]).filter(|piece| !piece.is_empty()) {
        let latin_before = is_latin(text.chars().rev()) && piece.starts_with(is_chinese);
        let latin_after = text.ends_with(is_chinese) && is_latin(piece.chars());
        if latin_before || latin_after {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

/// Whether what is read up to the next Chinese character begins with a letter or digit and has a letter in it.
fn is_latin(read: impl Iterator<Item = char> + Clone) -> bool {
    let begins = read.clone().next().is_some_and(|first| first.is_alphanumeric() && !is_chinese(first));
    begins && read.take_while(|letter| !is_chinese(*letter)).any(char::is_alphabetic)
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_set_off_and_figures_are_not() {
        let of = |name: &str| set_apart(&format!("先了解\u{2068}{name}\u{2069}的情况"));
        assert_eq!(of("Pamela Ansman-Wolfe"), "先了解 Pamela Ansman-Wolfe 的情况");
        assert_eq!(of("Rep 0002"), "先了解 Rep 0002 的情况");
        assert_eq!(of("Rep 01、Rep 02 等 9 人"), "先了解 Rep 01、Rep 02 等 9 人的情况");
        assert_eq!(of("李娜、Rep 2"), "先了解李娜、Rep 2 的情况");
        assert_eq!(of("张伟"), "先了解张伟的情况");
        assert_eq!(of("27"), "先了解27的情况");
        assert_eq!(of("$1,200"), "先了解$1,200的情况");
        assert_eq!(of(""), "先了解的情况");
    }

    #[test]
    fn a_space_is_no_second_one_and_arguments_may_stand_in_arguments() {
        assert_eq!(set_apart("在 \u{2068}2024-Q2\u{2069} 期间"), "在 2024-Q2 期间");
        assert_eq!(set_apart("“\u{2068}Rep 1\u{2069}”的目标"), "“Rep 1”的目标");
        assert_eq!(set_apart("因为\u{2068}没有\u{2068}Rep 1\u{2069}\u{2069}的数据"), "因为没有 Rep 1 的数据");
        assert_eq!(set_apart("\u{2068}Rep 1\u{2069}"), "Rep 1");
        assert_eq!(set_apart("共有\u{2068}\u{2068}3\u{2069}\u{2069}个"), "共有3个");
    }
}
