//! How a question cuts the order lines, line by line: what stands in the facts in place of the regions.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::store::OrderLines;

use super::{Facts, FactsNeeded, from_lines, postings_from_lines};

/// Whether facts of slices tell reps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reps {
    /// Each rep in each slice has sums of its own.
    ToldApart,
    /// All reps of a slice are one. Of the purchases of a customer on one day the first is that of the first rep all the
    /// same, as where reps are told apart.
    Together,
}

/// The slices of all order lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlicedLines<'s> {
    /// By line, in the order of the data files, the position of the slice among the names; [`SlicedLines::ABSENT`] for
    /// lines that do not count at all.
    pub(crate) of_line: &'s [u32],
    /// The names of the slices as they stand in the facts, sorted.
    pub(crate) names: &'s [String],
    /// Whether reps are told apart.
    pub(crate) reps: Reps,
    /// Whether orders are counted.
    pub(crate) with_orders: bool,
    /// Whether customers are counted or told apart.
    pub(crate) with_visits: bool,
    /// Where the question does not tell all days apart: those days, sorted, on which another run of days begins that
    /// are one for it.
    pub(crate) begin: Option<&'s [Day]>,
}

impl SlicedLines<'_> {
    /// What a line has that does not count at all.
    pub(crate) const ABSENT: u32 = u32::MAX;

    #[inline]
    pub(super) fn of(&self, number: usize) -> Option<u32> {
        self.of_line.get(number).copied().filter(|slice| *slice != SlicedLines::ABSENT)
    }
}

impl Facts {
    /// Builds the facts of slices, as far as they are needed; none where their numbers would not fit, so that they have
    /// to be built by names.
    ///
    /// # Errors
    /// As [`Facts::from_lines`].
    pub(crate) fn of_slices(
        lines: &OrderLines,
        slices: &SlicedLines<'_>,
        needed: FactsNeeded,
    ) -> Result<Option<Facts>, MeasureError> {
        let with_postings = needed == FactsNeeded::WithPostings;
        let reps = if with_postings { Reps::ToldApart } else { slices.reps };
        let slices = SlicedLines { reps, ..*slices };
        let Some(mut facts) = from_lines::facts_of_slices(lines, &slices)? else { return Ok(None) };
        if with_postings {
            let postings = postings_from_lines::postings(&facts, lines, None, Some(&slices))?;
            facts.postings = Some(postings.into());
        }
        if needed >= FactsNeeded::WithCustomers {
            facts.add_customers(lines)?;
        }
        Ok(Some(facts))
    }
}
