//! Attainment where the day decides in which slice a rep is: by units, or by a column of the reps that changes.
//!
//! Sales belong to the slice in which the rep was on their day. A quota belongs to those in which the rep was on its
//! working days, by their number, to the cent by the largest remainder; so the quotas and the sales of all slices sum to
//! those of the company. A person is counted once, as a whole: where the person was on the last of these days.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use polars::prelude::*;

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::columns::engine;
use crate::measures::credit::split;
use crate::measures::cut::CutRows;
use crate::measures::facts::{FactsNeeded, Reps};
use crate::measures::family::Question;
use crate::measures::observation::{More, Observation, Slice};
use crate::measures::quota::{QuotaInForce, QuotaWindow};
use crate::measures::shrinkage::draw_together;
use crate::quantity::{Measured, NullReason, Scalar};

use super::metric::KpiMetric;
use super::sliced_facts::{SlicedFacts, sliced_facts};
use super::values::{RepMonths, flags_of_running};

/// The observations of attainment or of the share of reps at target, by slice and period.
///
/// # Errors
/// What [`sliced_facts`] and the cut refuse; [`MeasureError::Overflow`] where a sum leaves 64 bits.
pub(super) fn observe(question: &Question<'_>, metric: KpiMetric) -> Result<Vec<Observation>, MeasureError> {
    let goals = goals_of(question);
    let days = GoalDays::of(&goals, question.company.known.calendar);
    let sliced = sliced_facts(&question.company, question.cut, metric.id(), (FactsNeeded::Sums, Reps::ToldApart))?;
    let cut = question.cut.rows(question.company.known.people, "quotas", &days.frame()?)?;
    let cells = match metric {
        KpiMetric::AttainmentShare => people(question, &goals, &days, &cut),
        _ => amounts(question, &goals, &days, &cut, &sliced)?,
    };
    let mut slices: Vec<&Vec<Slice>> = sliced.slicer.slices().iter().chain(&cut.slices).collect();
    slices.sort();
    slices.dedup();
    let mut observations = Vec::new();
    for scope in slices {
        for (position, period) in question.range.iter().enumerate() {
            observations.push(answer(question, metric, scope, period, cells.get(&(scope, position))));
        }
    }
    draw_together(&mut observations, question.range.len());
    Ok(observations)
}

/// What came together by slice and position of the period.
type Cells<'s> = BTreeMap<(&'s Vec<Slice>, usize), Cell>;

/// Sales and quotas.
fn amounts<'s>(
    question: &Question<'_>,
    goals: &[Goal<'_>],
    days: &GoalDays<'_>,
    cut: &'s CutRows,
    sliced: &'s SlicedFacts,
) -> Result<Cells<'s>, MeasureError> {
    let sales = SalesBySlice::build(sliced, question.company.known.calendar);
    let mut cells = Cells::new();
    for (goal, rows) in goals.iter().zip(&days.of_goal) {
        for (window, rows) in goal.quota.windows.iter().zip(rows) {
            for (scope, part) in parts(window.value, rows.clone().map(|row| scope(cut, row))) {
                cells.entry((scope, goal.position)).or_default().add(goal.rep_id, 0, part)?;
            }
            for (slice, net) in sales.of(goal.rep_id, window) {
                let scope = &sliced.slicer.slices()[slice];
                cells.entry((scope, goal.position)).or_default().add(goal.rep_id, net, 0)?;
            }
        }
    }
    Ok(cells)
}

/// People, each where the last working day under quota found them, with all that they sold under it.
fn people<'s>(question: &Question<'_>, goals: &[Goal<'_>], days: &GoalDays<'_>, cut: &'s CutRows) -> Cells<'s> {
    let sales = RepMonths::build(question.company.known.facts, question.company.known.calendar);
    let mut cells = Cells::new();
    for (goal, rows) in goals.iter().zip(&days.of_goal) {
        let last = rows.last().and_then(|rows| rows.clone().next_back());
        // A quota of nothing is met by everybody and says nothing about anybody.
        let counts = goal.judged && goal.quota.value > 0;
        if let Some(scope) = last.filter(|_| counts).and_then(|row| scope(cut, row)) {
            let sold = |window: &QuotaWindow| sales.between(goal.rep_id, window.first_month, window.last_month);
            let actual: i64 = goal.quota.windows.iter().map(sold).sum();
            cells.entry((scope, goal.position)).or_default().count(actual >= goal.quota.value);
        }
    }
    cells
}

/// The slice of a row; none where a filter leaves it out.
fn scope(cut: &CutRows, row: usize) -> Option<&Vec<Slice>> {
    cut.of_row[row].map(|at| &cut.slices[at as usize])
}

/// What one person is to reach in one period.
struct Goal<'q> {
    rep_id: &'q str,
    judged: bool,
    /// The position of the period in the range.
    position: usize,
    quota: QuotaInForce,
}

fn goals_of<'q>(question: &Question<'q>) -> Vec<Goal<'q>> {
    let known = question.company.known;
    let mut goals = Vec::new();
    for person in known.people.all() {
        for (position, period) in question.range.iter().enumerate() {
            if let Some(quota) = known.quotas.in_force(person, "revenue_net", period, known.calendar) {
                goals.push(Goal { rep_id: &person.rep_id, judged: person.judged, position, quota });
            }
        }
    }
    goals
}

/// The working days of all windows, one row each, as the cut reads them.
#[derive(Default)]
struct GoalDays<'q> {
    reps: Vec<&'q str>,
    days: Vec<i32>,
    /// By goal and window the rows.
    of_goal: Vec<Vec<Range<usize>>>,
}

impl<'q> GoalDays<'q> {
    fn of(goals: &[Goal<'q>], calendar: FiscalCalendar) -> GoalDays<'q> {
        let mut found = GoalDays::default();
        for goal in goals {
            let rows = |window: &QuotaWindow| {
                let begin = found.days.len();
                for day in days_of(window, calendar) {
                    found.reps.push(goal.rep_id);
                    found.days.push(day.epoch());
                }
                begin..found.days.len()
            };
            let ranges = goal.quota.windows.iter().map(rows).collect();
            found.of_goal.push(ranges);
        }
        found
    }

    fn frame(&self) -> Result<DataFrame, MeasureError> {
        let reps = Series::new("rep_id".into(), &self.reps).into_column();
        let days = Series::new("day".into(), &self.days).cast(&DataType::Date).map_err(engine)?.into_column();
        DataFrame::new(self.days.len(), vec![reps, days]).map_err(engine)
    }
}

/// The working days of a window; all its days where none of them is worked.
pub(super) fn days_of(window: &QuotaWindow, calendar: FiscalCalendar) -> Vec<Day> {
    let (first, last) = (calendar.first_day(window.first_month), calendar.last_day(window.last_month));
    let all = || (first.epoch()..=last.epoch()).map(Day::from_epoch);
    let worked: Vec<Day> = all().filter(|day| calendar.is_workday(*day)).collect();
    if worked.is_empty() { all().collect() } else { worked }
}

/// The parts of a quota by the slices of its days; what a filter leaves out has its part too, which is not counted.
fn parts<'s>(value: i64, days: impl Iterator<Item = Option<&'s Vec<Slice>>>) -> Vec<(&'s Vec<Slice>, i64)> {
    let mut weights: BTreeMap<Option<&Vec<Slice>>, i64> = BTreeMap::new();
    days.for_each(|scope| *weights.entry(scope).or_default() += 1);
    let amounts = split(value, &weights.values().copied().collect::<Vec<_>>());
    weights.into_keys().zip(amounts).filter_map(|(scope, amount)| Some((scope?, amount))).collect()
}

/// Net revenue by rep, month and slice.
struct SalesBySlice {
    net: BTreeMap<(String, i32), BTreeMap<usize, i64>>,
}

impl SalesBySlice {
    fn build(sliced: &SlicedFacts, calendar: FiscalCalendar) -> SalesBySlice {
        let dense = &sliced.facts.dense;
        let months: Vec<i32> =
            (0..dense.days()).map(|count| calendar.period_of(dense.day(count), Grain::Month).index).collect();
        let outside = sliced.slicer.slices().len();
        let mut net: BTreeMap<(String, i32), BTreeMap<usize, i64>> = BTreeMap::new();
        for sums in dense.sums() {
            let pair = dense.pairs[dense.pair_of(sums.code)];
            let slice = sliced.slicer.of_pair(pair) as usize;
            if slice < outside {
                let key = (sliced.facts.reps[pair.0 as usize].clone(), months[dense.day_of(sums.code)]);
                *net.entry(key).or_default().entry(slice).or_default() += sums.net;
            }
        }
        SalesBySlice { net }
    }

    fn of<'s>(&'s self, rep_id: &str, window: &QuotaWindow) -> impl Iterator<Item = (usize, i64)> + use<'s> {
        let key = |month: Period| (rep_id.to_string(), month.index);
        let months = self.net.range(key(window.first_month)..=key(window.last_month));
        months.flat_map(|(_, slices)| slices.iter().map(|(&slice, &net)| (slice, net)))
    }
}

/// What came together in one slice and period.
#[derive(Default)]
struct Cell {
    actual: i64,
    quota: i64,
    reps: BTreeSet<String>,
    /// Of the people counted those who reached their quota, and all.
    reached: (i64, i64),
}

impl Cell {
    fn add(&mut self, rep_id: &str, net: i64, quota: i64) -> Result<(), MeasureError> {
        self.actual = self.actual.checked_add(net).ok_or(MeasureError::Overflow)?;
        self.quota = self.quota.checked_add(quota).ok_or(MeasureError::Overflow)?;
        self.reps.insert(rep_id.to_string());
        Ok(())
    }

    fn count(&mut self, reached: bool) {
        self.reached.0 += i64::from(reached);
        self.reached.1 += 1;
    }
}

fn answer(
    question: &Question<'_>,
    metric: KpiMetric,
    scope: &[Slice],
    period: Period,
    cell: Option<&Cell>,
) -> Observation {
    let known = question.company.known;
    let begun = known.calendar.first_day(period) <= known.as_of;
    let (value, numerator, denominator, n) = match cell.filter(|_| begun) {
        None if !begun => (Measured::Null(NullReason::Immature), None, None, 0),
        None => (Measured::Null(NullReason::NoTarget), None, None, 0),
        Some(cell) => {
            let (above, below, of, n): (i64, i64, fn(i64) -> Scalar, i64) = match metric {
                KpiMetric::AttainmentShare => (cell.reached.0, cell.reached.1, Scalar::Count, cell.reached.1),
                _ => (cell.actual, cell.quota, Scalar::Money, cell.reps.len() as i64),
            };
            (Measured::share(above as f64, below as f64), Some(of(above)), Some(of(below)), n)
        }
    };
    let flags = flags_of_running(known, period);
    Observation {
        metric_id: metric.id().to_string(),
        period: known.calendar.label(period),
        scope: scope.to_vec(),
        value,
        numerator,
        denominator,
        n,
        more: More { flags, ..More::default() },
    }
}
