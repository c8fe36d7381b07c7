//! The order lines of a version twice: by their integer keys, and with all their columns, each row with the number of its
//! line. So what columns of any kind tell of a line can be put beside its keys.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use polars::prelude::*;

use crate::calendar::Day;
use crate::quantity::Exchange;
use crate::store::{OrderLines, TablePart};

use super::cut::Cut;
use super::cut_lines::CutLines;
use super::exchange::converted;
use super::facts::Reps;
use super::{Facts, FactsNeeded, MeasureError, People, known_orders};

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
pub struct FindKeyedLines {
    find: Arc<dyn Fn() -> Found + Send + Sync>,
    remembered: Arc<Mutex<Weak<Remembered>>>,
}

/// While somebody holds it: how the lines were cut last, and what facts were made of them, for further metrics of the same
/// question. It is let go with the question: the slices of many lines take room.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<Last>);

#[derive(Debug, Default)]
struct Last {
    cut: Option<(Cut, People, Arc<CutLines>)>,
    facts: Option<(Cut, FactsNeeded, Reps, Facts)>,
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Remembered {
    /// How the lines were cut last, where it was so and for these people.
    pub(super) fn cut(&self, cut: &Cut, people: &People) -> Option<Arc<CutLines>> {
        let last = locked(&self.0);
        let (_, _, lines) = last.cut.as_ref().filter(|(known, whose, _)| known == cut && whose == people)?;
        Some(Arc::clone(lines))
    }

    /// Remembers how they are cut now; facts of another cut, or for other people, are none of it.
    pub(super) fn note_cut(&self, cut: &Cut, people: &People, lines: &Arc<CutLines>) {
        let mut last = locked(&self.0);
        (last.cut, last.facts) = (Some((cut.clone(), people.clone(), Arc::clone(lines))), None);
    }

    /// The facts that were made last, where they are of this cut and have at least what is needed; others are forgotten
    /// before more are made.
    pub(super) fn facts(&self, cut: &Cut, (needed, reps): (FactsNeeded, Reps)) -> Option<Facts> {
        let mut last = locked(&self.0);
        let has = |(known, has, told_apart, _): &(Cut, FactsNeeded, Reps, Facts)| {
            known == cut && *has >= needed && *told_apart == reps
        };
        last.facts = last.facts.take_if(|facts| has(facts));
        last.facts.as_ref().map(|(.., facts)| facts.clone())
    }

    /// Remembers facts.
    pub(super) fn note_facts(&self, cut: &Cut, (needed, reps): (FactsNeeded, Reps), facts: &Facts) {
        locked(&self.0).facts = Some((cut.clone(), needed, reps, facts.clone()));
    }
}

impl fmt::Debug for FindKeyedLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FindKeyedLines")
    }
}

impl FindKeyedLines {
    /// By what finds them: none where some lines have no keys, or where they are too many to be numbered.
    pub fn by(find: impl Fn() -> Result<Option<KeyedLines>, MeasureError> + Send + Sync + 'static) -> FindKeyedLines {
        FindKeyedLines { find: Arc::new(find), remembered: Arc::default() }
    }

    pub(super) fn find(&self) -> Found {
        (self.find)()
    }

    /// Remembers, as long as what is returned is held, what was made of the lines last.
    pub(super) fn remembering(&self) -> Arc<Remembered> {
        let remembered = Arc::default();
        *locked(&self.remembered) = Arc::downgrade(&remembered);
        remembered
    }

    /// What is remembered, where somebody asked for it.
    pub(super) fn remembered(&self) -> Option<Arc<Remembered>> {
        locked(&self.remembered).upgrade()
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
