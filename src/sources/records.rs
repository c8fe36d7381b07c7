//! Rows as text: what every format is turned into before anything is understood.

/// A batch of rows of one file, in file order: all fields of all rows in one text, with their borders.
///
/// Rows that have as many fields as the header stand in `text` and `bounds`; the others are set aside with the place
/// at which they stood, so that every row is accounted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// Fields a row.
    pub width: usize,
    /// The text in which the fields stand, row by row.
    pub text: String,
    /// What stands between the fields of a row in the text.
    pub between: Between,
    /// Where each field begins and ends in `text`: of row `r`, column `c`, at `r * width + c`.
    pub bounds: Vec<(u32, u32)>,
    /// The line on which each row starts in the file, from 1; in a workbook the row's number, in a file without lines
    /// the record's number.
    pub lines: Vec<u64>,
    /// Rows with another number of fields.
    pub ragged: Vec<Ragged>,
    /// (row, column) of values that run over lines which look like rows: see `Rule::SwallowedRows`.
    pub swallowing: Vec<(usize, usize)>,
    /// Whether the text ends without a line end, so that its last row may be cut off.
    pub unfinished: bool,
}

/// What stands between the fields of a row in the text of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Between {
    /// Nothing: only the bounds tell the fields apart.
    #[default]
    Nothing,
    /// This byte, which no field has.
    Only(u8),
    /// This byte, which fields may have as well.
    Also(u8),
}

/// A row with more or fewer fields than the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ragged {
    /// How many whole rows of the batch stand before it.
    pub before: usize,
    /// The line on which it starts.
    pub line: u64,
    /// Its fields as they came.
    pub fields: Vec<String>,
    /// Why a record of JSON is no row; none where the number of fields is wrong.
    pub problem: Option<String>,
}

impl Records {
    /// An empty batch for rows of this many fields.
    pub(super) fn new(width: usize) -> Records {
        Records { width, ..Records::default() }
    }

    /// Whole rows in the batch.
    pub(super) fn height(&self) -> usize {
        self.lines.len()
    }

    /// Rows in the batch, ragged ones included.
    pub(super) fn rows(&self) -> u64 {
        (self.lines.len() + self.ragged.len()) as u64
    }

    /// The field of a whole row.
    pub(super) fn field(&self, row: usize, column: usize) -> &str {
        let (start, end) = self.bounds[row * self.width + column];
        &self.text[start as usize..end as usize]
    }

    /// The fields of a whole row, in order.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        (0..self.width).map(move |column| self.field(row, column))
    }

    /// Adds a row, whole or ragged.
    pub(super) fn push<'f>(&mut self, line: u64, fields: impl IntoIterator<Item = &'f str>) {
        let (text_before, bounds_before) = (self.text.len(), self.bounds.len());
        for field in fields {
            if let Between::Also(byte) = self.between
                && self.bounds.len() > bounds_before
            {
                self.text.push(char::from(byte));
            }
            let start = position(self.text.len());
            self.text.push_str(field);
            self.bounds.push((start, position(self.text.len())));
        }
        if self.bounds.len() - bounds_before == self.width {
            self.lines.push(line);
            return;
        }
        self.set_aside(line, bounds_before);
        self.text.truncate(text_before);
    }

    /// Takes the last fields, from this bound on, out again as a ragged row.
    pub(super) fn set_aside(&mut self, line: u64, first_bound: usize) {
        let bounds = self.bounds.drain(first_bound..);
        let fields = bounds.map(|(start, end)| self.text[start as usize..end as usize].to_string()).collect();
        self.ragged.push(Ragged { before: self.lines.len(), line, fields, problem: None });
    }
}

/// A place in the text of a batch.
pub(super) fn position(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a batch is far smaller than four gigabytes")
}

/// A file that comes in batches of rows, in file order.
pub(super) trait RowSource: Send {
    /// The names of the columns, trimmed.
    fn header(&self) -> &[String];

    /// The next batch, of some ten thousand rows; `None` at the end.
    ///
    /// # Errors
    /// What makes the rest of the file unreadable.
    fn next_batch(&mut self) -> Result<Option<Records>, super::SourceError>;

    /// Bytes of the file read so far, for progress.
    fn bytes_read(&self) -> u64;

    /// What a reader should know and only came to light while the rows were read; asked for at the end.
    fn late_notes(&self) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_rows_stand_one_after_the_other_and_ragged_ones_aside() {
        let mut records = Records::new(2);
        records.push(2, ["a", "b"]);
        records.push(3, ["c"]);
        records.push(4, ["", "d"]);
        records.push(5, ["e", "f", "g"]);
        assert_eq!(records.height(), 2);
        assert_eq!(records.rows(), 4);
        assert_eq!(records.row(1).collect::<Vec<_>>(), ["", "d"]);
        let fields = vec!["c".to_string()];
        assert_eq!(records.ragged[0], Ragged { before: 1, line: 3, fields, problem: None });
        assert_eq!(records.ragged[1].fields, ["e", "f", "g"]);
        assert_eq!(records.text, "abd");
    }
}
