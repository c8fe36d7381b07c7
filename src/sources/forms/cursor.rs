//! A place in a text that is read from left to right.

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    /// The rest of the text.
    pub rest: &'t str,
}

/// A number and how many digits it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// The number.
    pub value: u32,
    /// Its digits, leading zeros included.
    pub digits: usize,
}

impl<'t> Cursor<'t> {
    /// At the beginning of a text.
    pub(super) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { rest: text }
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Passes over blanks.
    pub(super) fn skip_blanks(&mut self) {
        self.skip(" \t");
    }

    /// Passes over any of these letters.
    pub(super) fn skip(&mut self, letters: &str) {
        self.rest = self.rest.trim_start_matches(|letter| letters.contains(letter));
    }

    /// Passes over `expected` if it comes next.
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Passes over the first of these that comes next, and says which it was.
    pub(super) fn eat_any<T: Copy>(&mut self, expected: &[(&str, T)]) -> Option<T> {
        expected.iter().find(|(text, _)| self.eat(text)).map(|&(_, meaning)| meaning)
    }

    /// The ASCII digits that come next.
    pub(super) fn digits(&mut self) -> &'t str {
        self.take_while(|byte| byte.is_ascii_digit())
    }

    /// The ASCII letters that come next.
    pub(super) fn word(&mut self) -> &'t str {
        self.take_while(|byte| byte.is_ascii_alphabetic())
    }

    /// A number of at most nine digits; `None`, with nothing passed over, where there is none.
    pub(super) fn number(&mut self) -> Option<Written> {
        let before = *self;
        let digits = self.digits();
        match digits.len() {
            1..=9 => {
                let value = digits.bytes().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
                Some(Written { value, digits: digits.len() })
            }
            _ => {
                *self = before;
                None
            }
        }
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'t str {
        let end = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        // Only ASCII bytes are wanted, so that the border never falls into a letter of several bytes.
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}
