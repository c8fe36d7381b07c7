//! When the deals of each rep came up and were decided, from the table `opportunities`.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::{AnyValue, DataFrame, col};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::{Tables, collected};
use crate::measures::pipeline::{Outcome, in_run, settled};

use super::in_parts::in_parts;

/// The columns that are read: a table of millions of deals is not held whole for its days.
const READ: [&str; 8] =
    ["rep_id", "created_date", "expected_close", "status", "stage", "amount_minor", "currency", "closed_date"];

/// So many rows are held at once.
const AT_ONCE: u32 = 500_000;

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

/// A deal that was won or lost, in sixteen bytes: there are millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DecidedDeal {
    /// On which day.
    pub day: Day,
    /// Whether it was won.
    pub won: bool,
    /// Whether it is known when it came up.
    pub came_up: bool,
    has_amount: bool,
    minor: i64,
}

impl DecidedDeal {
    fn new(day: Day, won: bool, came_up: bool, won_minor: Option<i64>) -> DecidedDeal {
        DecidedDeal { day, won, came_up, has_amount: won_minor.is_some(), minor: won_minor.unwrap_or(0) }
    }

    /// For how much it was won, in minor units of the run's currency; none where it was lost or the amount is not known.
    pub fn won_minor(&self) -> Option<i64> {
        self.has_amount.then_some(self.minor)
    }
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
    // Where no row has a closing day, the expected one stands for it.
    let has_closing = frame.collect_schema().map_err(engine)?.contains("closed_date")
        && collected(frame.clone().select([col("closed_date").is_not_null().any(true)]))?
            .column("closed_date")
            .and_then(|found| found.get(0).map(|any| any == AnyValue::Boolean(true)))
            .map_err(engine)?;
    let mut reading = Reading { as_of, tables, has_closing, of_rep: HashMap::new(), found: DealDays::default() };
    in_parts(frame, &READ, AT_ONCE, |part| reading.take(part))?;
    Ok(reading.done())
}

/// What was read so far.
struct Reading<'t> {
    as_of: Day,
    tables: &'t Tables,
    has_closing: bool,
    of_rep: HashMap<String, DealsOfRep>,
    found: DealDays,
}

impl Reading<'_> {
    fn take(&mut self, frame: &DataFrame) -> Result<(), MeasureError> {
        let columns = Columns::of(frame);
        let text = |name: &str| columns.text(name);
        let (reps, states, stages, currencies) = (text("rep_id")?, text("status")?, text("stage")?, text("currency")?);
        let created = columns.days("created_date")?;
        let closing = columns.days(if self.has_closing { "closed_date" } else { "expected_close" })?;
        let amounts = columns.whole("amount_minor")?;
        for row in 0..frame.height() {
            let Some(rep) = filled(reps.get(row)) else { continue };
            if created[row].is_some_and(|day| day > self.as_of) {
                continue;
            }
            let (outcome, closed) = settled(filled(states.get(row)), filled(stages.get(row)), closing[row], self.as_of);
            if !self.of_rep.contains_key(rep) {
                self.of_rep.insert(rep.to_string(), DealsOfRep::default());
            }
            let Some(own) = self.of_rep.get_mut(rep) else { continue };
            let came_up = created[row].filter(|_| outcome == Outcome::Open || closed.is_some());
            if let Some(day) = came_up {
                self.found.first = Some(self.found.first.map_or(day, |first| first.min(day)));
                own.created.push(day);
                own.closed.extend(closed.map(|closed| closed.max(day)));
            }
            let (Some(day), Outcome::Won | Outcome::Lost) = (closed, outcome) else { continue };
            let won = outcome == Outcome::Won;
            let amount = amounts[row].filter(|_| won);
            let worth = |amount| in_run(amount, filled(currencies.get(row)), day, self.tables).ok().flatten();
            let won_minor = amount.and_then(worth);
            own.decided.push(DecidedDeal::new(day, won, came_up.is_some(), won_minor));
            if came_up.is_some() {
                self.found.decided_on.entry(day).or_default().take(won, won_minor);
            }
        }
        Ok(())
    }

    fn done(mut self) -> DealDays {
        for own in self.of_rep.values_mut() {
            own.created.sort_unstable();
            own.closed.sort_unstable();
            own.decided.sort_unstable();
        }
        self.found.by_rep = self.of_rep.into_iter().collect();
        self.found
    }
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

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    /// (rep, day it came up, status, day it was closed), days since 1970; the amount is a hundred times the place.
    type Row<'r> = (&'r str, Option<i32>, &'r str, Option<i32>);

    fn read_on(rows: &[Row<'_>], as_of: i32) -> DealDays {
        let days = |name: &str, of: fn(&Row<'_>) -> Option<i32>| {
            let days: Vec<Option<i32>> = rows.iter().map(of).collect();
            Column::new(name.into(), days).cast(&DataType::Date).unwrap()
        };
        let columns = vec![
            Column::new("rep_id".into(), rows.iter().map(|row| row.0).collect::<Vec<&str>>()),
            days("created_date", |row| row.1),
            Column::new("status".into(), rows.iter().map(|row| row.2).collect::<Vec<&str>>()),
            days("closed_date", |row| row.3),
            Column::new("amount_minor".into(), (0..rows.len() as i64).map(|at| 100 * at).collect::<Vec<i64>>()),
        ];
        let frame = DataFrame::new(rows.len(), columns).unwrap().lazy();
        deal_days(&Tables::new(vec![("opportunities".to_string(), frame)]), Day::from_epoch(as_of)).unwrap()
    }

    #[test]
    fn deals_are_those_that_were_known_on_the_day() {
        let rows = [
            ("a", Some(1), "won", Some(5)),
            ("a", Some(2), "lost", Some(9)),
            ("a", Some(3), "won", Some(30)),
            ("a", Some(4), "void", Some(6)),
            ("a", Some(40), "open", None),
            ("a", None, "won", Some(7)),
            ("a", Some(8), "lost", None),
            ("", Some(1), "won", Some(2)),
            ("b", Some(6), "won", Some(4)),
        ];
        assert_eq!(size_of::<DecidedDeal>(), 16);
        let found = read_on(&rows, 20);
        let days = |days: &[Day]| days.iter().map(|day| day.epoch()).collect::<Vec<i32>>();
        let a = &found.by_rep["a"];
        // The third is open still, the fifth not known yet; of the seventh nobody knows until when it was open.
        assert_eq!((days(&a.created), days(&a.closed)), (vec![1, 2, 3, 4], vec![5, 6, 9]));
        let decided: Vec<_> =
            a.decided.iter().map(|one| (one.day.epoch(), one.won, one.won_minor(), one.came_up)).collect();
        let none = None;
        assert_eq!(decided, [(5, true, Some(0), true), (7, true, Some(500), false), (9, false, none, true)]);
        // Closed before it came up: never open.
        assert_eq!(days(&found.by_rep["b"].closed), [6]);
        assert_eq!(found.first.map(Day::epoch), Some(1));
        let of_day = found.decided_on[&Day::from_epoch(5)];
        assert_eq!((of_day.deals, of_day.won, of_day.with_amount, of_day.won_minor), (1, 1, 1, 0));
        assert!(!found.decided_on.contains_key(&Day::from_epoch(7)));
        assert_eq!(read_on(&rows, 35).by_rep["a"].decided.len(), 4);
    }
}
