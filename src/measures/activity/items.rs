//! What reps had in hand: leads, customers and deals that were to be followed up.

use std::collections::HashMap;

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::collected;
use crate::measures::cut::CutRows;
use crate::measures::family::Question;
use crate::measures::pipeline::{Deal, Deals, Outcome};

use super::deals::Fate;
use super::log::{day_of, moments};

/// What sort of thing can be followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ItemKind {
    /// A lead.
    Lead,
    /// A customer.
    Customer,
    /// A deal.
    Opportunity,
}

impl ItemKind {
    /// All of them.
    pub(super) const ALL: [ItemKind; 3] = [ItemKind::Lead, ItemKind::Customer, ItemKind::Opportunity];

    /// The word in the table and at the end of an id.
    pub(super) fn word(self) -> &'static str {
        match self {
            ItemKind::Lead => "lead",
            ItemKind::Customer => "customer",
            ItemKind::Opportunity => "opportunity",
        }
    }

    /// The kind that a word means.
    pub(super) fn of_word(word: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The table that says who had how many of them in hand.
    pub(super) fn table(self) -> &'static str {
        match self {
            ItemKind::Lead => "leads",
            ItemKind::Customer => "account_owners",
            ItemKind::Opportunity => "opportunities",
        }
    }
}

/// One thing in one person's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is.
    pub(super) kind: ItemKind,
    /// Its id.
    pub(super) id: String,
    /// The person's slice; none where the row does not count in this question.
    pub(super) slice: Option<u32>,
    /// The day from which it was in hand.
    pub(super) from: Day,
    /// How long it was.
    pub(super) until: Until,
    /// The moment of assignment, where there is one.
    pub(super) assigned: Option<i64>,
    /// The deal that a lead became.
    pub(super) deal: Option<String>,
}

/// The end of an item's time in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// It still was on the as-of day.
    Now,
    /// Its last day.
    Day(Day),
    /// It ended on a day that nobody wrote down: it counts in the period in which it began only.
    Unknown,
}

/// The items of one kind with the slices on which they stand.
pub(super) struct Items {
    /// The items, in the order of the table.
    pub(super) list: Vec<Item>,
    /// The slices.
    pub(super) rows: CutRows,
}

/// Reads the items of one kind that were known on the as-of day.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store has no table of them.
pub(super) fn items(
    question: &Question<'_>,
    metric: &str,
    kind: ItemKind,
    fates: &HashMap<String, Fate>,
) -> Result<Items, MeasureError> {
    let mut frame = collected(question.company.tables.require(metric, kind.table())?)?;
    if kind == ItemKind::Lead && frame.column("rep_id").is_err() && frame.column("assigned_rep").is_ok() {
        // A lead's rep is the one to whom it was assigned; the cut asks every table for its `rep_id`.
        let renamed = frame.rename("assigned_rep", "rep_id".into());
        renamed.map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
    }
    let rows = question.cut.rows(question.company.known.people, kind.table(), &frame)?;
    let as_of = question.company.known.as_of;
    let list = match kind {
        ItemKind::Lead => leads(&frame, &rows.of_row, fates)?,
        ItemKind::Customer => customers(&frame, &rows.of_row)?,
        ItemKind::Opportunity => opportunities(question, &frame, &rows.of_row)?,
    };
    Ok(Items { list: list.into_iter().filter(|item| item.from <= as_of).collect(), rows })
}

fn leads(frame: &DataFrame, of_row: &[Option<u32>], fates: &HashMap<String, Fate>) -> Result<Vec<Item>, MeasureError> {
    let columns = Columns::of(frame);
    let (ids, states) = (columns.texts("lead_id")?, columns.texts("status")?);
    let deals = columns.texts("converted_opportunity_id")?;
    let assigned = moments(frame, "assigned_ts")?;
    let item = |row: usize| {
        let moment = assigned[row]?;
        let converted = deals[row].as_ref().and_then(|deal| fates.get(deal)).and_then(|fate| fate.created);
        let until = match converted {
            Some(day) => Until::Day(day),
            None if is_closed(states[row].as_deref()) => Until::Unknown,
            None => Until::Now,
        };
        let id = ids[row].clone().unwrap_or_default();
        let slice = of_row[row];
        Some(Item {
            kind: ItemKind::Lead,
            id,
            slice,
            from: day_of(moment),
            until,
            assigned: Some(moment),
            deal: deals[row].clone(),
        })
    };
    Ok((0..columns.height()).filter_map(item).collect())
}

/// Whether the name of a lead's status says that nothing is to be done any more.
fn is_closed(status: Option<&str>) -> bool {
    let lower = status.unwrap_or("").to_lowercase();
    let closed =
        ["convert", "qualif", "closed", "lost", "junk", "dead", "invalid", "转", "无效", "关闭", "放弃", "流失"];
    // `qualified` leads are handed over; `unqualified` and `disqualified` ones are given up: both are done with.
    closed.iter().any(|word| lower.contains(word))
}

fn customers(frame: &DataFrame, of_row: &[Option<u32>]) -> Result<Vec<Item>, MeasureError> {
    let columns = Columns::of(frame);
    let ids = columns.texts("customer_id")?;
    let (firsts, lasts) = (columns.days("valid_from")?, columns.days("valid_to")?);
    let item = |row: usize| {
        let until = lasts[row].map_or(Until::Now, Until::Day);
        let id = ids[row].clone()?;
        Some(Item {
            kind: ItemKind::Customer,
            id,
            slice: of_row[row],
            from: firsts[row]?,
            until,
            assigned: None,
            deal: None,
        })
    };
    Ok((0..columns.height()).filter_map(item).collect())
}

fn opportunities(
    question: &Question<'_>,
    frame: &DataFrame,
    of_row: &[Option<u32>],
) -> Result<Vec<Item>, MeasureError> {
    let as_of = question.company.known.as_of;
    let deals = Deals::read(frame, of_row, as_of, question.company.tables)?;
    let item = |deal: Deal| {
        let until = match (deal.outcome, deal.closed) {
            (Outcome::Open, _) => Until::Now,
            (_, Some(day)) => Until::Day(day),
            (_, None) => Until::Unknown,
        };
        let from = deal.created?;
        Some(Item {
            kind: ItemKind::Opportunity,
            id: deal.id,
            slice: deal.slice,
            from,
            until,
            assigned: None,
            deal: None,
        })
    };
    Ok(deals.list.into_iter().filter_map(item).collect())
}
