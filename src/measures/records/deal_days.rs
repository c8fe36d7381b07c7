//! When the deals of a rep came up and were decided, from the table `opportunities`.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};
use crate::measures::pipeline::{Deals, Outcome};

/// A deal by its days. Only what is dated is told: a stage or an amount that is still open is that of the data's
/// version and not of an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealDays {
    /// Whose it is.
    pub rep_id: String,
    /// The day on which it came up.
    pub created: Day,
    /// The day on which it was won, lost or withdrawn; none while it is open.
    pub closed: Option<Day>,
    /// Whether it was won or lost; none for one that is open or was withdrawn.
    pub won: Option<bool>,
    /// The amount of a won deal in minor units; none for all others, and where it is not known in the run's currency.
    pub won_minor: Option<i64>,
}

/// The deals that were known on a day, in the order of the table. Left out are rows without a rep or a day of creation,
/// and closed ones without the day of the close: nobody can say on which days these were open.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the opportunities; [`MeasureError::Engine`].
pub fn deal_days(tables: &Tables, as_of: Day) -> Result<Vec<DealDays>, MeasureError> {
    let frame = collected(tables.require("risk", "opportunities")?)?;
    let of_no_slice = vec![None; Columns::of(&frame).height()];
    let deals = Deals::read(&frame, &of_no_slice, as_of, tables)?;
    let told = deals.list.into_iter().filter(|deal| !deal.rep.is_empty()).filter_map(|deal| {
        let (won, is_open) = match deal.outcome {
            Outcome::Won => (Some(true), false),
            Outcome::Lost => (Some(false), false),
            Outcome::Void => (None, false),
            Outcome::Open => (None, true),
        };
        let created = deal.created.filter(|_| is_open || deal.closed.is_some())?;
        let won_minor = deal.amount.filter(|_| won == Some(true));
        Some(DealDays { rep_id: deal.rep, created, closed: deal.closed, won, won_minor })
    });
    Ok(told.collect())
}
