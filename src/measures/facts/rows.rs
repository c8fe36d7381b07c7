//! The single rows of the facts, which only some questions need.

use std::ops::Deref;

use super::Fact;

/// The rows, as a list that is read like any other.
///
/// Whoever opens the data for questions that dense numbers answer leaves the rows out: they take a hundred times the
/// room. Which questions these are is decided by the code and not by the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows(Option<Vec<Fact>>);

impl Rows {
    /// No rows, since no question needs them.
    pub(super) fn not_asked_for() -> Rows {
        Rows(None)
    }

    /// Whether they are there.
    pub fn are_there(&self) -> bool {
        self.0.is_some()
    }
}

impl From<Vec<Fact>> for Rows {
    fn from(rows: Vec<Fact>) -> Rows {
        Rows(Some(rows))
    }
}

impl Deref for Rows {
    type Target = [Fact];

    fn deref(&self) -> &[Fact] {
        self.0.as_deref().expect("whoever reads single rows asks for them when the data are opened")
    }
}

impl<'r> IntoIterator for &'r Rows {
    type Item = &'r Fact;
    type IntoIter = std::slice::Iter<'r, Fact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
