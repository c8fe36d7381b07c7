//! Something doubtful about the data that does not keep a row out.

use crate::calendar::Day;

/// What a check found, with what its sentence needs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finding {
    /// The check's id in the catalogue.
    pub check: &'static str,
    /// Which of the check's sentences says it; empty for the usual one.
    pub variant: &'static str,
    /// The table; empty where several are meant.
    pub table: String,
    /// The canonical column; empty where the whole row is meant.
    pub column: String,
    /// How many rows (or reps, or months, as the sentence says).
    pub count: u64,
    /// Of how many; 0 where a share says nothing.
    pub of: u64,
    /// Up to five of them.
    pub examples: Vec<String>,
    /// What else the sentence says, by the names of its variables.
    pub details: Vec<(&'static str, Detail)>,
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// A name, an id, a label.
    Text(String),
    /// How many.
    Count(u64),
    /// A fraction of one.
    Share(f64),
    /// A day.
    Day(Day),
}

/// How many examples a finding names.
pub(super) const EXAMPLES: usize = 5;

impl Finding {
    /// A finding about so many rows of a table's column, of so many.
    pub(super) fn new(check: &'static str, table: &str, column: &str, count: u64, of: u64) -> Finding {
        Finding { check, table: table.to_string(), column: column.to_string(), count, of, ..Finding::default() }
    }

    /// The same with examples, of which the first five stay.
    pub(super) fn with_examples(mut self, examples: impl IntoIterator<Item = String>) -> Finding {
        self.examples = examples.into_iter().take(EXAMPLES).collect();
        self
    }

    /// The same with one more value for its sentence.
    pub fn with(mut self, name: &'static str, detail: Detail) -> Finding {
        self.details.push((name, detail));
        self
    }

    /// Count ÷ of; none where that says nothing.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }
}
