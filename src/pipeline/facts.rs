//! The facts of a version of the store, by the shortest way to them.

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::{Facts, FactsInput, KeptFacts, MeasureError};
use crate::store::{OrderLines, Store};

/// How much of the facts a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactsNeeded {
    /// The dense numbers, from which values, cohorts and repeat rates by rep, team and region are formed.
    Dense,
    /// The single rows too.
    WithRows,
}

/// From so many lines on the facts are kept: below, making them anew takes a few milliseconds.
const KEPT_FROM_LINES: usize = if cfg!(test) { 1 } else { 200_000 };

/// The facts up to a day.
pub(super) fn of_store(store: &Store, as_of: Option<Day>, needed: FactsNeeded) -> Result<Facts, Failure> {
    if needed == FactsNeeded::Dense
        && let Some(facts) = dense(store, as_of)?
    {
        return Ok(facts);
    }
    Ok(Facts::build(&FactsInput { orders: store.scan("orders")?, as_of })?)
}

/// The dense facts; none where lines have no keys, or too many.
fn dense(store: &Store, as_of: Option<Day>) -> Result<Option<Facts>, Failure> {
    let Some(lines) = store.order_lines()? else { return Ok(None) };
    match as_of {
        // What was known on a day is another matter than what happened up to it: those facts are not kept.
        Some(_) if lines.has_recorded_at() => Ok(Facts::from_lines(&lines, as_of)?),
        Some(day) => Ok(of_all_lines(store, lines, as_of)?.map(|facts| facts.until(day)).transpose()?),
        None => of_all_lines(store, lines, None),
    }
}

/// The facts of all lines: as they were kept, or brought up to date, or made anew. `asked` is the day of the question.
fn of_all_lines(store: &Store, lines: OrderLines, asked: Option<Day>) -> Result<Option<Facts>, Failure> {
    let rules = KeptFacts::rules();
    let anew = |lines: &OrderLines| {
        Facts::from_lines(lines, None).map_err(|error| match error {
            MeasureError::NoOrders { .. } => MeasureError::NoOrders { as_of: asked },
            other => other,
        })
    };
    if lines.lines < KEPT_FROM_LINES {
        return Ok(anew(&lines)?);
    }
    if let Some(kept) = store.kept(rules).and_then(KeptFacts::from_numbers)
        && kept.files == lines.files
    {
        return Ok(Some(kept.facts));
    }
    let files = lines.files.clone();
    let (lines, facts) = brought_up_to_date(store, lines)?;
    let facts = match facts {
        Some(facts) => Some(facts),
        None => anew(&lines)?,
    };
    if let Some(facts) = &facts {
        store.keep(rules, &KeptFacts::numbers(facts, &files));
    }
    Ok(facts)
}

/// The facts of an earlier version with the lines that came since, where only lines came; else the lines as they are.
fn brought_up_to_date(store: &Store, lines: OrderLines) -> Result<(OrderLines, Option<Facts>), Failure> {
    let Some(kept) = store.kept_before(KeptFacts::rules()).and_then(KeptFacts::from_numbers) else {
        return Ok((lines, None));
    };
    if !kept.files.iter().all(|file| lines.files.contains(file)) {
        return Ok((lines, None));
    }
    let new = lines.only_those_not_in(&kept.files);
    let facts = kept.facts.with_lines(&new)?;
    Ok((lines, facts))
}
