//! The deals that leads became.

use std::collections::HashMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::company::collected;
use crate::measures::family::Question;
use crate::measures::pipeline::{Deal, Deals, Outcome};

/// A deal as far as a lead's fate needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fate {
    /// The day on which the deal came up, which ends the lead.
    pub(super) created: Option<Day>,
    /// The day on which it was won.
    pub(super) won: Option<Day>,
}

/// The deals by id; none where the store has no opportunities.
pub(super) fn fates(question: &Question<'_>) -> Result<HashMap<String, Fate>, MeasureError> {
    let Some(table) = question.company.tables.get("opportunities") else { return Ok(HashMap::new()) };
    let frame = collected(table)?;
    let deals = Deals::read(&frame, &[], question.company.known.as_of, question.company.tables)?;
    let fate = |deal: Deal| {
        let won = deal.closed.filter(|_| deal.outcome == Outcome::Won);
        (deal.id, Fate { created: deal.created, won })
    };
    Ok(deals.list.into_iter().map(fate).collect())
}
