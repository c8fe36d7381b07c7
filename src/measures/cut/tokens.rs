//! The words of a filter, in half-width and full-width form.

use super::error::{CutError, Expected};

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or an unquoted value.
    Bare(String),
    /// What stood between quotes.
    Quoted(String),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Comparison(&'static str),
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `,`.
    Comma,
}

/// Pairs of quotes; a name with spaces stands in backticks, which quote as well.
const QUOTES: [(char, char); 7] =
    [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('`', '`')];

/// Splits a filter, each word with its place in characters.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, CutError> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, width) = if let Some((_, end)) = QUOTES.iter().find(|(start, _)| *start == c) {
            quoted(text, &chars, at, *end)?
        } else if let Some(sign) = sign(c, chars.get(at + 1).copied()) {
            sign
        } else {
            let width = chars[at..].iter().take_while(|c| !ends_a_word(**c)).count();
            (Token::Bare(chars[at..at + width].iter().collect()), width)
        };
        found.push((at, token));
        at += width;
    }
    Ok(found)
}

/// A doubled closing quote stands for itself.
fn quoted(text: &str, chars: &[char], start: usize, end: char) -> Result<(Token, usize), CutError> {
    let mut inside = String::new();
    let mut at = start + 1;
    while let Some(&c) = chars.get(at) {
        if c != end {
            inside.push(c);
            at += 1;
        } else if chars.get(at + 1) == Some(&end) {
            inside.push(end);
            at += 2;
        } else {
            return Ok((Token::Quoted(inside), at + 1 - start));
        }
    }
    Err(CutError::Unreadable { text: text.to_string(), at: start, expected: Expected::Quote })
}

/// A sign and how many characters it takes.
fn sign(c: char, next: Option<char>) -> Option<(Token, usize)> {
    let equals = matches!(next, Some('=' | '＝'));
    let wide = |with: &'static str, without: &'static str| {
        if equals { (Token::Comparison(with), 2) } else { (Token::Comparison(without), 1) }
    };
    match c {
        '(' | '（' | '【' => Some((Token::Open, 1)),
        ')' | '）' | '】' => Some((Token::Close, 1)),
        ',' | '，' | '、' => Some((Token::Comma, 1)),
        '=' | '＝' => Some((Token::Comparison("="), if equals { 2 } else { 1 })),
        '<' | '＜' if next == Some('>') || next == Some('＞') => Some((Token::Comparison("!="), 2)),
        '<' | '＜' => Some(wide("<=", "<")),
        '>' | '＞' => Some(wide(">=", ">")),
        '!' | '！' if equals => Some((Token::Comparison("!="), 2)),
        '≠' => Some((Token::Comparison("!="), 1)),
        '≤' | '≦' => Some((Token::Comparison("<="), 1)),
        '≥' | '≧' => Some((Token::Comparison(">="), 1)),
        _ => None,
    }
}

/// A bare `!` belongs to its word: `Yahoo!` is a name.
fn ends_a_word(c: char) -> bool {
    c.is_whitespace() || QUOTES.iter().any(|(start, _)| *start == c && c != '\'') || (sign(c, None).is_some())
}
