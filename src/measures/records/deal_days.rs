//! When the deals of each rep came up and were decided, from the table `opportunities`.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::col;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::{Tables, collected};
use crate::measures::pipeline::{Outcome, in_run, settled};

/// The columns that are read: a table of millions of deals is not held whole for its days.
const READ: [&str; 8] =
    ["rep_id", "created_date", "expected_close", "status", "stage", "amount_minor", "currency", "closed_date"];

/// The days of all deals as they were known on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DealDays {
    /// By rep; deals that name nobody are nobody's.
    pub by_rep: BTreeMap<String, DealsOfRep>,
    /// The first day on which one came up.
    pub first: Option<Day>,
    /// The decided deals of all reps whose first day is known, by the day of the decision.
    pub decided_on: BTreeMap<Day, DecidedDeals>,
}

/// The days of one rep's deals, each list in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DealsOfRep {
    /// The days on which they came up. A deal that was closed on a day that nobody knows is not among them: nobody knows
    /// until when it was open.
    pub created: Vec<Day>,
    /// The days on which those were closed, for whatever reason; never before they came up.
    pub closed: Vec<Day>,
    /// Those that were won or lost on a known day.
    pub decided: Vec<DecidedDeal>,
}

/// A deal that was won or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DecidedDeal {
    /// On which day.
    pub day: Day,
    /// Whether it was won.
    pub won: bool,
    /// For how much, in minor units of the run's currency; none where it was lost or the amount is not known.
    pub won_minor: Option<i64>,
    /// Whether it is known when it came up.
    pub came_up: bool,
}

/// What was decided on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecidedDeals {
    /// Deals won or lost.
    pub deals: usize,
    /// Those won.
    pub won: usize,
    /// Those won for a known amount.
    pub with_amount: usize,
    /// The sum of these amounts, in minor units.
    pub won_minor: i128,
}

/// Reads the days of all deals that were known on `as_of`, judged as the metrics of the pipeline judge them.
///
/// # Errors
/// [`MeasureError::TableMissing`] without the table; [`MeasureError::Engine`] where it cannot be read.
pub fn deal_days(tables: &Tables, as_of: Day) -> Result<DealDays, MeasureError> {
    let mut frame = tables.require("risk", "opportunities")?;
    let there = frame.collect_schema().map_err(engine)?;
    let read: Vec<_> = READ.into_iter().filter(|name| there.contains(name)).map(col).collect();
    let frame = collected(frame.select(read))?;
    let columns = Columns::of(&frame);
    let text = |name: &str| columns.text(name);
    let (reps, states, stages, currencies) = (text("rep_id")?, text("status")?, text("stage")?, text("currency")?);
    let (created, expected) = (columns.days("created_date")?, columns.days("expected_close")?);
    let (written, amounts) = (columns.days("closed_date")?, columns.whole("amount_minor")?);
    let closing = if written.iter().all(Option::is_none) { &expected } else { &written };
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut of_place: Vec<DealsOfRep> = Vec::new();
    let mut found = DealDays::default();
    for row in 0..frame.height() {
        let Some(rep) = reps.get(row).filter(|rep| !rep.is_empty()) else { continue };
        if created[row].is_some_and(|day| day > as_of) {
            continue;
        }
        let (outcome, closed) = settled(filled(states.get(row)), filled(stages.get(row)), closing[row], as_of);
        let place = *places.entry(rep).or_insert_with(|| {
            of_place.push(DealsOfRep::default());
            of_place.len() - 1
        });
        let own = &mut of_place[place];
        let came_up = created[row].filter(|_| outcome == Outcome::Open || closed.is_some());
        if let Some(day) = came_up {
            found.first = found.first.map_or(Some(day), |first| Some(first.min(day)));
            own.created.push(day);
            own.closed.extend(closed.map(|closed| closed.max(day)));
        }
        let (Some(day), Outcome::Won | Outcome::Lost) = (closed, outcome) else { continue };
        let won = outcome == Outcome::Won;
        let amount = amounts[row].filter(|_| won);
        let won_minor = amount.and_then(|amount| in_run(amount, filled(currencies.get(row)), day, tables));
        own.decided.push(DecidedDeal { day, won, won_minor, came_up: came_up.is_some() });
        if came_up.is_some() {
            found.decided_on.entry(day).or_default().take(won, won_minor);
        }
    }
    for own in &mut of_place {
        own.created.sort_unstable();
        own.closed.sort_unstable();
        own.decided.sort_unstable();
    }
    found.by_rep = places.into_iter().map(|(rep, at)| (rep.to_string(), std::mem::take(&mut of_place[at]))).collect();
    Ok(found)
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

impl DealsOfRep {
    /// Those that were decided from one day on and before another.
    pub fn decided_between(&self, from: Day, before: Day) -> &[DecidedDeal] {
        let first = self.decided.partition_point(|one| one.day < from);
        &self.decided[first..self.decided.partition_point(|one| one.day < before)]
    }
}

impl DecidedDeals {
    fn take(&mut self, won: bool, won_minor: Option<i64>) {
        self.deals += 1;
        self.won += usize::from(won);
        self.with_amount += usize::from(won_minor.is_some());
        self.won_minor += i128::from(won_minor.unwrap_or(0));
    }
}
