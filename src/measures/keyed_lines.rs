//! The order lines of a version twice: by their integer keys, and with all their columns, each row with the number of its
//! line. So what columns of any kind tell of a line can be put beside its keys.

use std::fmt;
use std::sync::Arc;

use polars::prelude::*;

use crate::calendar::Day;
use crate::quantity::Exchange;
use crate::store::{OrderLines, TablePart};

use super::exchange::converted;
use super::{MeasureError, known_orders};

/// The order lines by their keys and by their columns.
#[derive(Clone)]
pub struct KeyedLines {
    /// All lines of the version, those included that were not known on the day of the question.
    pub(super) lines: OrderLines,
    /// The lines that were known, in parts. The column [`KeyedLines::NUMBER`] has each line's place among all lines.
    pub(super) parts: Vec<LazyFrame>,
}

/// The lines; none where some have no keys, or where they are too many to be numbered.
type Found = Result<Option<KeyedLines>, MeasureError>;

/// Finds the lines when they are asked for.
#[derive(Clone)]
pub struct FindKeyedLines(Arc<dyn Fn() -> Found + Send + Sync>);

impl fmt::Debug for FindKeyedLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FindKeyedLines")
    }
}

impl FindKeyedLines {
    /// By what finds them: none where some lines have no keys, or where they are too many to be numbered.
    pub fn by(find: impl Fn() -> Result<Option<KeyedLines>, MeasureError> + Send + Sync + 'static) -> FindKeyedLines {
        FindKeyedLines(Arc::new(find))
    }

    pub(super) fn find(&self) -> Found {
        (self.0)()
    }
}

impl KeyedLines {
    /// The column that has the number of a line. No file can bring one of this name.
    pub(super) const NUMBER: &'static str = "#line";

    /// Of all lines and the same rows in parts, in the order of the data files. What was not known by the end of
    /// `as_of` is left out of the parts, and `exchange` converts amounts in other currencies. None where the lines are
    /// too many to be numbered.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub fn of(
        lines: OrderLines,
        parts: Vec<TablePart>,
        as_of: Option<Day>,
        exchange: Option<&Arc<Exchange>>,
    ) -> Result<Option<KeyedLines>, MeasureError> {
        let total: usize = lines.file_lines.iter().sum();
        if IdxSize::try_from(total).is_err() {
            return Ok(None);
        }
        let mut files = lines.file_lines.iter();
        let (mut first, mut numbered) = (0, Vec::new());
        for part in parts {
            let rows = part.rows.with_row_index(KeyedLines::NUMBER, Some(first as IdxSize));
            let rows = known_orders(rows, as_of)?;
            numbered.push(match exchange {
                Some(exchange) => converted(rows, exchange)?,
                None => rows,
            });
            first += files.by_ref().take(part.files).sum::<usize>();
        }
        let lines = match exchange {
            Some(exchange) => lines.converted_by(Arc::clone(exchange)),
            None => lines,
        };
        Ok(Some(KeyedLines { lines, parts: numbered }))
    }
}
