//! Customers without a contract who have been silent for longer than is their habit.

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
    let mut habits = Habits::build(&customers, segments.len());
    for (at, period) in time.range.iter().enumerate() {
        habits.learn_until(time.first_day(period));
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
        part(tally, without_habit, time, period, threshold)
    }))
}

fn part(tally: Tally, without_habit: i64, time: &Time, period: Period, threshold: Threshold) -> Part {
    if time.is_running(period) && tally.cases + without_habit > 0 {
        return Part::absent(NullReason::Immature);
    }
    if without_habit > 0 && tally.cases == 0 {
        return Part::absent(NullReason::BelowMinN);
    }
    let mut part = tally.part();
    // Where the data begin only short gaps are known yet, and thresholds are too low.
    if part.value.value().is_some() && threshold == Threshold::Own && time.is_left_censored(period) {
        part.more.flags.push("left_censored".to_string());
    }
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

/// The thresholds of segments and of everybody, from the gaps that ended before a day.
struct Habits {
    /// Every gap as (the day on which it ended, segment, days), by day.
    gaps: Vec<(Day, usize, i32)>,
    /// How many of them are known.
    known: usize,
    /// By segment, and for everybody behind them: the number of gaps of each length.
    lengths: Vec<Vec<usize>>,
    /// The same places: the threshold.
    thresholds: Vec<Option<f64>>,
}

impl Habits {
    fn build(customers: &[Silence], segments: usize) -> Habits {
        let mut gaps: Vec<(Day, usize, i32)> = Vec::new();
        for customer in customers {
            let between = |pair: &[Occasion]| (pair[1].day, customer.segment, pair[1].day.days_since(pair[0].day));
            gaps.extend(customer.occasions.windows(2).map(between));
        }
        gaps.sort_unstable();
        let longest = gaps.iter().map(|gap| gap.2).max().unwrap_or(0);
        let lengths = vec![vec![0; longest as usize + 1]; segments + 1];
        Habits { gaps, known: 0, lengths, thresholds: vec![None; segments + 1] }
    }

    /// Takes in what was known before a day; days must not go back.
    fn learn_until(&mut self, day: Day) {
        let (all, begun) = (self.lengths.len() - 1, self.known);
        for &(_, segment, days) in self.gaps[begun..].iter().take_while(|gap| gap.0 < day) {
            self.lengths[segment][days as usize] += 1;
            self.lengths[all][days as usize] += 1;
            self.known += 1;
        }
        self.thresholds = self.lengths.iter().map(|lengths| covering(lengths)).collect();
    }

    /// The threshold of a customer of whom so many occasions are known.
    fn of(&self, customer: &Silence, known: usize) -> Option<f64> {
        let own = || {
            let between = |pair: &[Occasion]| pair[1].day.days_since(pair[0].day);
            let mut gaps: Vec<i32> = customer.occasions[..known].windows(2).map(between).collect();
            gaps.sort_unstable();
            percentile(gaps.len(), |at| gaps[at])
        };
        let all = self.thresholds.len() - 1;
        own().or(self.thresholds[customer.segment]).or(self.thresholds[all])
    }
}

/// The 90th percentile of gaps given as numbers by length.
fn covering(lengths: &[usize]) -> Option<f64> {
    let at = |wanted: usize| {
        let mut passed = 0;
        let found = lengths.iter().position(|number| {
            passed += number;
            passed > wanted
        });
        found.unwrap_or(0) as i32
    };
    percentile(lengths.iter().sum(), at)
}

/// The 90th percentile of gaps, the shortest first, between two gaps in proportion (the seventh definition of R. J.
/// Hyndman and Y. Fan, "Sample quantiles in statistical packages", 1996); none where there are too few.
fn percentile(count: usize, gap: impl Fn(usize) -> i32) -> Option<f64> {
    if count < FEWEST_GAPS {
        return None;
    }
    let place = COVERED * (count - 1) as f64;
    let below = place.floor();
    let (low, high) = (gap(below as usize), gap((below as usize + 1).min(count - 1)));
    Some(f64::from(low) + (place - below) * f64::from(high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_gaps_are_covered_and_four_gaps_say_nothing() {
        let listed = |days: &[i32]| percentile(days.len(), |at| days[at]);
        let numbered = |days: &[i32]| {
            let mut lengths = vec![0; 200];
            days.iter().for_each(|day| lengths[*day as usize] += 1);
            covering(&lengths)
        };
        let long = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110];
        assert_eq!((listed(&long), numbered(&long)), (Some(100.0), Some(100.0)));
        assert_eq!((listed(&[30, 30, 30, 30, 40]), numbered(&[30, 30, 30, 30, 40])), (Some(36.0), Some(36.0)));
        assert_eq!((listed(&[30; 4]), numbered(&[30; 4])), (None, None));
    }
}
