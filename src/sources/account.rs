//! What became of a file's rows.

/// Rows of one file: read = loaded + duplicates dropped + rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows under the header; empty lines are not rows.
    pub rows_read: u64,
    /// Rows that reached the table.
    pub rows_loaded: u64,
    /// Exact repetitions of a row in the same file, dropped.
    ///
    /// In `orders` only rows that carry an order id can be repetitions: without one, two equal sales on a day may
    /// well be two sales. With an order id and without line numbers, a second line that is identical in every field
    /// is taken for a repetition; where such lines are meant, map `line_no`.
    pub duplicates_dropped: u64,
    /// Rows that cannot be loaded.
    pub rows_rejected: u64,
    /// Rows loaded with a doubt: an amount was rounded to the currency's digits, or an id mended.
    pub rows_warned: u64,
}

impl Account {
    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.rows_read == self.rows_loaded + self.duplicates_dropped + self.rows_rejected
    }
}

/// A column in which amounts had more digits than the currency and were rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundedMoney {
    /// The canonical column.
    pub column: String,
    /// Rows concerned.
    pub rows: u64,
}

/// A column in which something is doubtful: ids that had been turned into numbers, amounts with an unusual sign.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnDoubt {
    /// The canonical column.
    pub column: String,
    /// Rows concerned.
    pub rows: u64,
    /// The first few of them: (line in the file, value as it stands there).
    pub examples: Vec<(u64, String)>,
}

impl ColumnDoubt {
    /// As many rows of a column are shown.
    const SHOWN: usize = 3;

    /// Counts one more row.
    pub fn add(&mut self, line: u64, value: &str) {
        self.add_with(line, || value.to_string());
    }

    /// The same; the value is asked for only where it is shown.
    pub(super) fn add_with(&mut self, line: u64, value: impl FnOnce() -> String) {
        self.rows += 1;
        if self.examples.len() < ColumnDoubt::SHOWN {
            self.examples.push((line, value()));
        }
    }

    /// Adds other rows of the same column; the examples come in the order of their lines.
    pub(super) fn merge(&mut self, other: ColumnDoubt) {
        self.rows += other.rows;
        self.examples.extend(other.examples);
        self.examples.sort();
        self.examples.truncate(ColumnDoubt::SHOWN);
    }
}
