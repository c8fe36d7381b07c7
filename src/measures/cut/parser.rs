//! From words to a filter, by recursive descent.
//!
//! ```text
//! filter    = part { or part }
//! part      = condition { and condition }
//! condition = [ not ] condition | "(" filter ")" | column test
//! test      = ( = | != | < | <= | > | >= ) value
//!           | [ not ] in "(" value { "," value } ")"
//!           | is [ not ] null
//! ```

use super::axis::Axis;
use super::error::{CutError, Expected};
use super::filter::{Condition, Literal, Operator, Test};
use super::tokens::{Token, tokens};

/// How deep brackets may lie: nobody writes deeper ones, and a program that does must not exhaust the stack.
const DEEPEST: usize = 64;

/// Reads a filter.
pub(super) fn parse(text: &str) -> Result<Condition, CutError> {
    let words = tokens(text)?;
    let mut parser = Parser { text, words, at: 0, depth: 0 };
    let condition = parser.any()?;
    if parser.at < parser.words.len() { Err(parser.refuse(Expected::Connective)) } else { Ok(condition) }
}

struct Parser<'t> {
    text: &'t str,
    words: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Condition, CutError> {
        let mut parts = vec![self.all()?];
        while self.keyword(&["or", "或", "或者"]) {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::Any(parts) })
    }

    fn all(&mut self) -> Result<Condition, CutError> {
        let mut parts = vec![self.condition()?];
        while self.keyword(&["and", "且", "并且", "和"]) {
            parts.push(self.condition()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Condition::All(parts) })
    }

    fn condition(&mut self) -> Result<Condition, CutError> {
        if self.depth == DEEPEST {
            return Err(self.refuse(Expected::LessDepth));
        }
        self.depth += 1;
        let condition = if self.keyword(&["not", "非"]) {
            Condition::Not(Box::new(self.condition()?))
        } else if self.take(&Token::Open) {
            let inside = self.any()?;
            if !self.take(&Token::Close) {
                return Err(self.refuse(Expected::Closing));
            }
            inside
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn test(&mut self) -> Result<Condition, CutError> {
        let column = match self.peek() {
            Some(Token::Bare(name) | Token::Quoted(name)) if !name.trim().is_empty() => Axis::parse(name),
            _ => return Err(self.refuse(Expected::Column)),
        };
        self.at += 1;
        let test = |operator, values| Condition::Test(Test { column, operator, values });
        let turned = |condition: Condition, is_turned: bool| {
            if is_turned { Condition::Not(Box::new(condition)) } else { condition }
        };
        if let Some(Token::Comparison(sign)) = self.peek() {
            let (operator, is_turned) = match *sign {
                "=" => (Operator::Equal, false),
                "!=" => (Operator::Equal, true),
                "<" => (Operator::Less, false),
                "<=" => (Operator::LessOrEqual, false),
                ">" => (Operator::Greater, false),
                _ => (Operator::GreaterOrEqual, false),
            };
            self.at += 1;
            let value = self.value()?;
            return Ok(turned(test(operator, vec![value]), is_turned));
        }
        if self.keyword(&["is"]) {
            let is_turned = self.keyword(&["not"]);
            let named = self.keyword(&["null", "empty", "空"]);
            return if named {
                Ok(turned(test(Operator::Absent, Vec::new()), is_turned))
            } else {
                Err(self.refuse(Expected::Null))
            };
        }
        if self.keyword(&["为空"]) {
            return Ok(test(Operator::Absent, Vec::new()));
        }
        if self.keyword(&["不为空"]) {
            return Ok(turned(test(Operator::Absent, Vec::new()), true));
        }
        let is_turned = self.keyword(&["not", "不"]);
        if self.keyword(&["in", "属于"]) {
            let values = self.list()?;
            return Ok(turned(test(Operator::Equal, values), is_turned));
        }
        if !is_turned && self.keyword(&["不属于"]) {
            let values = self.list()?;
            return Ok(turned(test(Operator::Equal, values), true));
        }
        Err(self.refuse(Expected::Comparison))
    }

    fn list(&mut self) -> Result<Vec<Literal>, CutError> {
        if !self.take(&Token::Open) {
            return Err(self.refuse(Expected::ListStart));
        }
        let mut values = vec![self.value()?];
        while self.take(&Token::Comma) {
            values.push(self.value()?);
        }
        if self.take(&Token::Close) { Ok(values) } else { Err(self.refuse(Expected::ListEnd)) }
    }

    fn value(&mut self) -> Result<Literal, CutError> {
        let literal = match self.peek() {
            Some(Token::Bare(text) | Token::Quoted(text)) => Literal(text.clone()),
            _ => return Err(self.refuse(Expected::Value)),
        };
        self.at += 1;
        Ok(literal)
    }

    fn peek(&self) -> Option<&Token> {
        self.words.get(self.at).map(|(_, token)| token)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let is_it = self.peek() == Some(wanted);
        self.at += usize::from(is_it);
        is_it
    }

    fn keyword(&mut self, words: &[&str]) -> bool {
        let is_it =
            matches!(self.peek(), Some(Token::Bare(text)) if words.iter().any(|word| text.eq_ignore_ascii_case(word)));
        self.at += usize::from(is_it);
        is_it
    }

    fn refuse(&self, expected: Expected) -> CutError {
        let end = || self.text.trim_end().chars().count();
        let at = self.words.get(self.at).map_or_else(end, |(at, _)| *at);
        CutError::Unreadable { text: self.text.to_string(), at, expected }
    }
}
