//! Customers without a contract who have been silent for longer than is their habit.

use std::collections::BTreeMap;

use crate::calendar::{Day, Period};
use crate::measures::MeasureError;
use crate::measures::company::Tables;
use crate::quantity::NullReason;

use super::accounts::Accounts;
use super::answer::{Grid, Part, Tally, Time};
use super::histories::{Histories, History, Occasion};

/// How long a customer may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threshold {
    /// The 90th percentile of the gaps known before the period: the customer's own, else the segment's, else everybody's.
    Own,
    /// So many days for everybody.
    Days(i32),
}

/// Fewer gaps than this say nothing about a habit.
const FEWEST_GAPS: usize = 5;

/// The part of the gaps that a habit covers.
const COVERED: f64 = 0.9;

/// One customer's occasions.
struct Silence {
    segment: usize,
    occasions: Vec<Occasion>,
}

/// `churn.noncontract`: of the customers who had not lapsed when the period began, those who have by its end.
///
/// A customer has lapsed on a day where the last purchase lies further back than the threshold. The threshold rests on
/// what was known before the period, so the silence that is judged has no say in it. A customer belongs to the slice of
/// the last purchase before the period.
///
/// # Errors
/// [`MeasureError::Engine`] where the customers cannot be read.
pub(super) fn lapses(
    histories: &Histories<'_>,
    tables: &Tables,
    time: &Time,
    threshold: Threshold,
) -> Result<Grid<Part>, MeasureError> {
    let accounts = Accounts::read(tables, histories.facts())?;
    let mut segments: Vec<&String> = accounts.segments.iter().collect();
    segments.sort_unstable();
    segments.dedup();
    let silence = |history: History<'_>| Silence {
        segment: segments.binary_search(&&accounts.segments[history.customer()]).unwrap_or(0),
        occasions: history.occasions(),
    };
    let customers: Vec<Silence> = histories.iter().map(silence).collect();
    let mut grid = Grid::filled(histories.slices().len(), time, Tally::default());
    // Customers whose habit nobody can know yet.
    let mut unknown = Grid::filled(histories.slices().len(), time, 0_i64);
    for (at, period) in time.range.iter().enumerate() {
        let habits = Habits::before(&customers, time.first_day(period), segments.len());
        for customer in &customers {
            judge(customer, &habits, threshold, period, time, |slice, lapsed| match lapsed {
                Some(lapsed) => grid.at(slice, at).count(lapsed),
                None => *unknown.at(slice, at) += 1,
            });
        }
    }
    let mut unknown = unknown.into_cells();
    Ok(grid.map(time, |tally, period| {
        let without_habit = unknown.next().unwrap_or(0);
        part(tally, without_habit, time, period)
    }))
}

fn part(tally: Tally, without_habit: i64, time: &Time, period: Period) -> Part {
    if time.is_running(period) && tally.cases + without_habit > 0 {
        return Part::absent(NullReason::Immature);
    }
    if without_habit > 0 && tally.cases == 0 {
        return Part::absent(NullReason::BelowMinN);
    }
    let mut part = tally.part();
    if without_habit > 0 {
        part.more.flags.push(format!("without_threshold:{without_habit}"));
    }
    part
}

/// Says whether a customer who was alive when the period began has lapsed at its end; none where the threshold is
/// unknown. Nothing is said about others.
fn judge(
    customer: &Silence,
    habits: &Habits,
    threshold: Threshold,
    period: Period,
    time: &Time,
    mut said: impl FnMut(usize, Option<bool>),
) {
    let (first, last) = (time.first_day(period), time.last_day(period));
    let known = customer.occasions.partition_point(|occasion| occasion.day < first);
    let Some(before) = known.checked_sub(1).map(|at| customer.occasions[at]) else { return };
    let Some(slice) = before.slice else { return };
    let days = match threshold {
        Threshold::Days(days) => Some(f64::from(days)),
        Threshold::Own => habits.of(customer, known),
    };
    let Some(days) = days else { return said(slice, None) };
    if f64::from(first.plus_days(-1).days_since(before.day)) > days {
        return;
    }
    let at_end = customer.occasions.partition_point(|occasion| occasion.day <= last);
    let silent = last.days_since(customer.occasions[at_end - 1].day);
    said(slice, Some(f64::from(silent) > days));
}

/// The thresholds of segments and of everybody, from the gaps known before a day.
struct Habits {
    segments: Vec<Option<f64>>,
    all: Option<f64>,
}

impl Habits {
    fn before(customers: &[Silence], day: Day, segments: usize) -> Habits {
        let mut by_segment: Vec<BTreeMap<i32, usize>> = vec![BTreeMap::new(); segments.max(1)];
        let mut all: BTreeMap<i32, usize> = BTreeMap::new();
        for customer in customers {
            let known = customer.occasions.partition_point(|occasion| occasion.day < day);
            for pair in customer.occasions[..known].windows(2) {
                let gap = pair[1].day.days_since(pair[0].day);
                *by_segment[customer.segment].entry(gap).or_default() += 1;
                *all.entry(gap).or_default() += 1;
            }
        }
        Habits { segments: by_segment.iter().map(covering).collect(), all: covering(&all) }
    }

    /// The threshold of a customer of whom so many occasions are known.
    fn of(&self, customer: &Silence, known: usize) -> Option<f64> {
        let mut own: BTreeMap<i32, usize> = BTreeMap::new();
        if known > FEWEST_GAPS {
            for pair in customer.occasions[..known].windows(2) {
                *own.entry(pair[1].day.days_since(pair[0].day)).or_default() += 1;
            }
        }
        covering(&own).or(self.segments[customer.segment]).or(self.all)
    }
}

/// The 90th percentile of gaps given as numbers by length, between two gaps in proportion (the seventh definition of R.
/// J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", 1996); none where there are too few.
fn covering(gaps: &BTreeMap<i32, usize>) -> Option<f64> {
    let count: usize = gaps.values().sum();
    if count < FEWEST_GAPS {
        return None;
    }
    let place = COVERED * (count - 1) as f64;
    let at = |wanted: usize| {
        let mut passed = 0;
        let found = gaps.iter().find(|(_, number)| {
            passed += **number;
            passed > wanted
        });
        found.map_or(0.0, |(gap, _)| f64::from(*gap))
    };
    let below = place.floor();
    let (low, high) = (at(below as usize), at((below as usize + 1).min(count - 1)));
    Some(low + (place - below) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_gaps_are_covered_and_four_gaps_say_nothing() {
        let gaps = |days: &[i32]| {
            let mut counted = BTreeMap::new();
            days.iter().for_each(|day| *counted.entry(*day).or_default() += 1);
            covering(&counted)
        };
        assert_eq!(gaps(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]), Some(100.0));
        assert_eq!(gaps(&[30, 30, 30, 30, 40]), Some(36.0));
        assert_eq!(gaps(&[30, 30, 30, 30]), None);
    }
}
