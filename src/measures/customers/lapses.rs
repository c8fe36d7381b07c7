//! Customers without a contract who have been silent for longer than is their habit.

use std::collections::{BTreeMap, HashMap};

use crate::calendar::{Day, Period};
use crate::measures::MeasureError;
use crate::measures::company::Tables;
use crate::quantity::NullReason;

use super::accounts::Segments;
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
    let segments = Segments::read(tables, histories.facts())?;
    let habits = match threshold {
        Threshold::Own => Habits::build(histories, &segments, time),
        Threshold::Days(_) => Habits { thresholds: Vec::new() },
    };
    // Beside the counts, the customers whose habit nobody can know yet.
    let judged = |grid: &mut Grid<(Tally, i64)>, history: &History<'_>| {
        let segment = segments.of(history.customer());
        Judge::of(history.occasions()).each_period(segment, &habits, threshold, time, |slice, at, lapsed| {
            let cell = grid.at(slice, at);
            match lapsed {
                Some(lapsed) => cell.0.count(lapsed),
                None => cell.1 += 1,
            }
        });
    };
    let plus = |cell: &mut (Tally, i64), more: (Tally, i64)| {
        cell.0.take_in(more.0);
        cell.1 += more.1;
    };
    let grid = histories.grid(time, judged, plus);
    Ok(grid.map(time, |(tally, without_habit), period| part(tally, without_habit, time, period, threshold)))
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

/// One customer, period by period.
struct Judge {
    occasions: Vec<Occasion>,
    /// Of the occasions before the period.
    known: usize,
    /// The gaps between those, the shortest first.
    gaps: Vec<i32>,
}

impl Judge {
    fn of(occasions: Vec<Occasion>) -> Judge {
        Judge { occasions, known: 0, gaps: Vec::new() }
    }

    /// Says of every period at whose beginning the customer was alive whether the customer has lapsed at its end; none
    /// where the threshold is unknown. Nothing is said of others.
    fn each_period(
        mut self,
        segment: usize,
        habits: &Habits,
        threshold: Threshold,
        time: &Time,
        mut said: impl FnMut(usize, usize, Option<bool>),
    ) {
        for (at, period) in time.range.iter().enumerate() {
            let (first, last) = (time.first_day(period), time.last_day(period));
            self.learn_until(first);
            let Some(before) = self.known.checked_sub(1).map(|at| self.occasions[at]) else { continue };
            let Some(slice) = before.slice else { continue };
            let days = match threshold {
                Threshold::Days(days) => Some(f64::from(days)),
                Threshold::Own => percentile(self.gaps.len(), |at| self.gaps[at]).or_else(|| habits.of(at, segment)),
            };
            let Some(days) = days else {
                said(slice, at, None);
                continue;
            };
            if f64::from(first.plus_days(-1).days_since(before.day)) > days {
                continue;
            }
            let at_end = self.occasions.partition_point(|occasion| occasion.day <= last);
            let silent = last.days_since(self.occasions[at_end - 1].day);
            said(slice, at, Some(f64::from(silent) > days));
        }
    }

    /// Takes in what was known before a day; days must not go back.
    fn learn_until(&mut self, day: Day) {
        while let Some(next) = self.occasions.get(self.known).filter(|occasion| occasion.day < day) {
            if let Some(before) = self.known.checked_sub(1) {
                let gap = next.day.days_since(self.occasions[before].day);
                self.gaps.insert(self.gaps.partition_point(|known| *known <= gap), gap);
            }
            self.known += 1;
        }
    }
}

/// The thresholds of segments and of everybody, from the gaps that ended before each period.
struct Habits {
    /// By period, then segment, and for everybody behind them.
    thresholds: Vec<Vec<Option<f64>>>,
}

impl Habits {
    fn build(histories: &Histories<'_>, segments: &Segments, time: &Time) -> Habits {
        let begins: Vec<Day> = time.range.iter().map(|period| time.first_day(period)).collect();
        // How many gaps by the first period that knows them, segment and length.
        let counted = histories.each(HashMap::new, |counts: &mut HashMap<(usize, usize, i32), usize>, history| {
            let segment = segments.of(history.customer());
            let mut days = history.purchases().map(|posting| posting.day);
            let Some(mut before) = days.next() else { return };
            for day in days.filter(|day| begins.last().is_some_and(|begin| day < begin)) {
                if day > before {
                    let from = begins.partition_point(|begin| *begin <= day);
                    *counts.entry((from, segment, day.days_since(before))).or_default() += 1;
                    before = day;
                }
            }
        });
        let mut gaps: BTreeMap<(usize, usize, i32), usize> = BTreeMap::new();
        counted.into_iter().flatten().for_each(|(gap, number)| *gaps.entry(gap).or_default() += number);
        let longest = gaps.keys().map(|gap| gap.2).max().unwrap_or(0);
        let mut lengths = vec![vec![0; longest as usize + 1]; segments.count + 1];
        let thresholds = (0..begins.len()).map(|at| {
            for (&(_, segment, days), number) in gaps.range((at, 0, 0)..(at + 1, 0, 0)) {
                lengths[segment][days as usize] += number;
                lengths[segments.count][days as usize] += number;
            }
            lengths.iter().map(|lengths| covering(lengths)).collect()
        });
        Habits { thresholds: thresholds.collect() }
    }

    /// The threshold, in the period at a position, of a customer without a habit of its own.
    fn of(&self, at: usize, segment: usize) -> Option<f64> {
        let of_period = &self.thresholds[at];
        of_period[segment].or(of_period[of_period.len() - 1])
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
