//! The deals that were won or lost, from the table `opportunities`.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};
use crate::measures::pipeline::{Deals, Outcome};

/// A deal that was won or lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDeal {
    /// The deal.
    pub opportunity_id: String,
    /// Whose it is; empty where the row names nobody.
    pub rep_id: String,
    /// The customer; empty where the row names none.
    pub customer_id: String,
    /// Whether it was won; lost otherwise.
    pub won: bool,
    /// The day on which it came up.
    pub created: Option<Day>,
    /// The day on which it was won or lost; none where the row does not say.
    pub closed: Option<Day>,
}

/// The ids of all deals known by a day, with those that were won or lost by then; by id.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the opportunities; [`MeasureError::Engine`].
pub fn closed_deals(tables: &Tables, as_of: Day) -> Result<BTreeMap<String, Option<ClosedDeal>>, MeasureError> {
    let frame = collected(tables.require("case_reviews", "opportunities")?)?;
    let columns = Columns::of(&frame);
    let named = columns.texts("opportunity_id")?.into_iter().map(Option::unwrap_or_default);
    let customers: BTreeMap<String, Option<String>> = named.zip(columns.texts("customer_id")?).collect();
    let none_of_any_slice = vec![None; columns.height()];
    let deals = Deals::read(&frame, &none_of_any_slice, as_of, tables)?;
    let closed = deals.list.into_iter().map(|deal| {
        let is_decided = matches!(deal.outcome, Outcome::Won | Outcome::Lost);
        let closed = is_decided.then(|| ClosedDeal {
            opportunity_id: deal.id.clone(),
            rep_id: deal.rep,
            customer_id: customers.get(&deal.id).cloned().flatten().unwrap_or_default(),
            won: deal.outcome == Outcome::Won,
            created: deal.created,
            closed: deal.closed,
        });
        (deal.id, closed)
    });
    Ok(closed.collect())
}
