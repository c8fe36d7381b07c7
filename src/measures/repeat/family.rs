//! The metrics of repeat purchase as a family.

use crate::calendar::{Day, Period};
use crate::measures::customers::{CutFacts, Grid, Histories, History, Part, Tally, Time, with_intervals};
use crate::measures::family::{Family, Question, facts_needed};
use crate::measures::grid::PeriodRange;
use crate::measures::kpi::Known;
use crate::measures::observation::{Observation, Slice};
use crate::measures::{FactsNeeded, MeasureError};

use super::gaps::{self, GapValue};
use super::observe::RepeatMetric;
use super::there::There;
use super::windows;

/// The metrics of repeat purchase. The pages of the older ones stand in the catalogue.
pub(crate) const FAMILY: Family = Family {
    ids: &[
        "repeat_rate.window",
        "repeat_rate.window.orders",
        "repeat_rate.order",
        "repeat_rate.h_days",
        "repurchase_rate.next",
        "returning_rate.asof",
        "returning_rate.before",
        "purchase_gap.median",
        "purchase_gap.mean",
    ],
    accepts: |id| Asked::from_id(id).is_some(),
    tables: &[],
    pages: &[
        include_str!("../definitions/repeat_rate.window.orders.md"),
        include_str!("../definitions/repeat_rate.order.md"),
        include_str!("../definitions/returning_rate.asof.md"),
        include_str!("../definitions/returning_rate.before.md"),
        include_str!("../definitions/purchase_gap.median.md"),
        include_str!("../definitions/purchase_gap.mean.md"),
    ],
    needs,
    observe,
};

/// What an id asks for.
enum Asked {
    Rates(Vec<RepeatMetric>),
    WindowOrders,
    OrderRate,
    Returning { earlier_than_window: bool },
    Gap(GapValue),
}

impl Asked {
    fn from_id(id: &str) -> Option<Asked> {
        match id {
            "repeat_rate.window.orders" => Some(Asked::WindowOrders),
            "repeat_rate.order" => Some(Asked::OrderRate),
            "returning_rate.asof" => Some(Asked::Returning { earlier_than_window: false }),
            "returning_rate.before" => Some(Asked::Returning { earlier_than_window: true }),
            "purchase_gap.median" => Some(Asked::Gap(GapValue::Median)),
            "purchase_gap.mean" => Some(Asked::Gap(GapValue::Mean)),
            other => RepeatMetric::from_id(other).map(Asked::Rates),
        }
    }
}

/// Most ids ask for nothing but the days on which customers bought, and from whom.
fn needs(id: &str) -> FactsNeeded {
    match Asked::from_id(id) {
        Some(Asked::WindowOrders | Asked::OrderRate) => FactsNeeded::WithPostings,
        Some(Asked::Rates(_) | Asked::Returning { .. } | Asked::Gap(_)) | None => FactsNeeded::Purchases,
    }
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let needed = facts_needed(question.metrics);
    let cut_facts = CutFacts::of(&question.company, question.cut, (&question.metrics[0], needed))?;
    let (histories, lines) = (cut_facts.purchases(), cut_facts.histories());
    let slices = histories.slices();
    let time = Time::of(question);
    let there = There::of(&cut_facts, &time);
    let mut rows = Vec::new();
    for id in question.metrics {
        match Asked::from_id(id) {
            None => {}
            Some(Asked::Rates(metrics)) => {
                for metric in metrics {
                    let tallies = match &there {
                        Some(there) => there.rate(&time, metric)?,
                        None => rate(&histories, &time, metric),
                    };
                    rows.extend(rates(slices, &time, &metric.id(), tallies));
                }
            }
            Some(Asked::WindowOrders) => {
                let tallies = match &there {
                    Some(there) => there.twice_by_order(&time)?,
                    None => windows::twice(&lines, &time, |fact| fact.order),
                };
                rows.extend(rates(slices, &time, id, tallies));
            }
            Some(Asked::Returning { earlier_than_window }) => {
                let tallies = match &there {
                    Some(there) => there.returning(&time, earlier_than_window)?,
                    None => windows::returning(&histories, &time, earlier_than_window),
                };
                rows.extend(rates(slices, &time, id, tallies));
            }
            Some(Asked::OrderRate) => {
                let grid = match &there {
                    Some(there) => there.order_rate(&time)?,
                    None => windows::order_rate(&lines, &time),
                };
                rows.extend(flagged(grid, &time, id).observations(id, slices, &time));
            }
            Some(Asked::Gap(value)) => {
                let grid = match &there {
                    Some(there) => there.gaps(&time, value)?,
                    None => gaps::gaps(&histories, &time, value),
                };
                rows.extend(flagged(grid, &time, id).observations(id, slices, &time));
            }
        }
    }
    Ok(rows)
}

fn rate(histories: &Histories<'_>, time: &Time, metric: RepeatMetric) -> Grid<Tally> {
    match metric {
        RepeatMetric::Window => windows::twice(histories, time, |fact| fact.day),
        RepeatMetric::WithinDays(days) => within_days(histories, time, days),
        RepeatMetric::Next => windows::next(histories, time),
    }
}

/// Rates of customers with their intervals and remarks.
fn rates(slices: &[Vec<Slice>], time: &Time, id: &str, tallies: Grid<Tally>) -> Vec<Observation> {
    let grid = tallies.map(time, |tally, _| tally.part());
    let mut rows = flagged(grid, time, id).observations(id, slices, time);
    with_intervals(&mut rows, time.range.len());
    rows
}

/// Gives the rates that [`super::observe`] made of one metric their intervals and remarks. They stand slice by slice,
/// period by period.
pub fn with_doubts(rows: &mut [Observation], known: Known<'_>, range: PeriodRange) {
    let time = Time::new(known, range);
    for (at, row) in rows.iter_mut().enumerate() {
        let period = range.first.plus((at % range.len()) as i32);
        if row.value.value().is_some() {
            row.more.flags.extend(remarks(&row.metric_id, &time, period));
        }
    }
    with_intervals(rows, range.len());
}

fn flagged(grid: Grid<Part>, time: &Time, id: &str) -> Grid<Part> {
    grid.map(time, |mut part, period| {
        if part.value.value().is_some() {
            part.more.flags.extend(remarks(id, time, period));
        }
        part
    })
}

/// What is to be known about a metric's value in a period: that old customers may pass for new ones, and that the
/// period still runs.
fn remarks(id: &str, time: &Time, period: Period) -> Vec<String> {
    let of_horizons = id.starts_with("repeat_rate.h_days");
    let speaks_of_first = of_horizons || id.starts_with("returning_rate");
    // Who is too young is left out there, so a running period is no part of anything.
    let leaves_out = of_horizons || id == "repurchase_rate.next";
    let mut remarks = Vec::new();
    if speaks_of_first && time.is_left_censored(period) {
        remarks.push("left_censored".to_string());
    }
    if !leaves_out && time.is_running(period) {
        remarks.push("running".to_string());
    }
    remarks
}

/// `repeat_rate.h_days`: see [`super::within_days`], of all periods at once.
fn within_days(histories: &Histories<'_>, time: &Time, horizon: i32) -> Grid<Tally> {
    let counted = |grid: &mut Grid<Tally>, history: &History<'_>| {
        let Some(birth) = history.purchases().next() else { return };
        let (Some(slice), Some(period)) = (history.slice_of(birth), time.position(birth.day)) else { return };
        let tally = grid.at(slice, period);
        if time.as_of.days_since(birth.day) < horizon {
            tally.immature += 1;
            return;
        }
        let again = |day: Day| day > birth.day && day.days_since(birth.day) <= horizon;
        tally.count(history.purchases().any(|posting| again(posting.day)));
    };
    histories.grid(time, counted, Tally::take_in)
}
