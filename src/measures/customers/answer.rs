//! From parts to observations: what all metrics of customers share.

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::measures::family::Question;
use crate::measures::grid::PeriodRange;
use crate::measures::kpi::Known;
use crate::measures::observation::{More, Observation, Slice};
use crate::measures::shrinkage::{counted, draw_together};
use crate::measures::wilson_95;
use crate::quantity::{Measured, NullReason, Scalar};

use super::LEFT_CENSORED_MONTHS;

/// A value with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::measures) struct Part {
    /// The value, or why there is none.
    pub(in crate::measures) value: Measured,
    /// The upper sum.
    pub(in crate::measures) numerator: Option<Scalar>,
    /// The lower sum.
    pub(in crate::measures) denominator: Option<Scalar>,
    /// How many cases.
    pub(in crate::measures) n: i64,
    /// Interval and remarks.
    pub(in crate::measures) more: More,
}

impl Part {
    /// No value, and no sums.
    pub(in crate::measures) fn absent(reason: NullReason) -> Part {
        Part { value: Measured::Null(reason), numerator: None, denominator: None, n: 0, more: More::default() }
    }
}

/// Customers counted above and below the line of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::measures) struct Tally {
    /// Above.
    pub(in crate::measures) hits: i64,
    /// Below.
    pub(in crate::measures) cases: i64,
    /// Left out because they are not old enough yet.
    pub(in crate::measures) immature: i64,
}

impl Tally {
    /// Counts one who is old enough.
    pub(in crate::measures) fn count(&mut self, hit: bool) {
        self.cases += 1;
        self.hits += i64::from(hit);
    }

    /// Counts those of others too.
    pub(in crate::measures) fn take_in(&mut self, other: Tally) {
        self.hits += other.hits;
        self.cases += other.cases;
        self.immature += other.immature;
    }

    /// The rate: `immature` where everybody is too young, `no_denominator` where there is nobody.
    pub(in crate::measures) fn part(self) -> Part {
        let value = match (self.cases, self.immature) {
            (0, 0) => Measured::Null(NullReason::NoDenominator),
            (0, _) => Measured::Null(NullReason::Immature),
            _ => Measured::share(self.hits as f64, self.cases as f64),
        };
        let (numerator, denominator) = (Some(Scalar::Count(self.hits)), Some(Scalar::Count(self.cases)));
        Part { value, numerator, denominator, n: self.cases, more: More::default() }
    }
}

/// The periods of a question, and what the as-of day and the data's start make of them.
pub(in crate::measures) struct Time {
    /// The calendar.
    pub(in crate::measures) calendar: FiscalCalendar,
    /// The periods.
    pub(in crate::measures) range: PeriodRange,
    /// What is after it was not known.
    pub(in crate::measures) as_of: Day,
    /// The first day in the data.
    pub(in crate::measures) first_day: Day,
    /// Before this day nobody can be told to be new; `None` where the history is whole.
    known_from: Option<Day>,
}

impl Time {
    /// The time of a question.
    pub(in crate::measures) fn of(question: &Question<'_>) -> Time {
        Time::new(question.company.known, question.range)
    }

    /// The same from what it depends on.
    pub(in crate::measures) fn new(known: Known<'_>, range: PeriodRange) -> Time {
        let first_month = known.calendar.period_of(known.facts.first_day, Grain::Month);
        let known_from = known.calendar.first_day(first_month.plus(LEFT_CENSORED_MONTHS));
        Time {
            calendar: known.calendar,
            range,
            as_of: known.as_of,
            first_day: known.facts.first_day,
            known_from: (!known.history_is_whole).then_some(known_from),
        }
    }

    /// The period of a day, whether asked for or not.
    pub(in crate::measures) fn period_of(&self, day: Day) -> Period {
        self.calendar.period_of(day, self.range.first.grain)
    }

    /// The position of a day's period in the range.
    pub(in crate::measures) fn position(&self, day: Day) -> Option<usize> {
        self.range.position(self.period_of(day))
    }

    /// The last day of a period.
    pub(in crate::measures) fn last_day(&self, period: Period) -> Day {
        self.calendar.last_day(period)
    }

    /// The first day of a period.
    pub(in crate::measures) fn first_day(&self, period: Period) -> Day {
        self.calendar.first_day(period)
    }

    /// Whether a period begins less than so many months after the data do, where more may lie before them.
    pub(in crate::measures) fn begins_within(&self, period: Period, months: i32) -> bool {
        self.known_from.is_some() && self.first_day(period) < self.first_day.plus_months(months)
    }

    /// Whether the as-of day lies before the period's end.
    pub(in crate::measures) fn is_running(&self, period: Period) -> bool {
        self.last_day(period) > self.as_of
    }

    /// Whether the data cover the period from its first day on; the month in which they begin is taken as covered.
    pub(in crate::measures) fn is_covered(&self, period: Period) -> bool {
        let first_month = self.calendar.period_of(self.first_day, Grain::Month);
        self.first_day(period) >= self.calendar.first_day(first_month)
    }

    /// Whether customers of the period may have bought before the data begin, so that old ones pass for new ones.
    pub(in crate::measures) fn is_left_censored(&self, period: Period) -> bool {
        self.known_from.is_some_and(|day| self.first_day(period) < day)
    }
}

/// A table by slice × period, in one flat row-major list.
pub(in crate::measures) struct Grid<T> {
    periods: usize,
    cells: Vec<T>,
}

impl<T: Clone> Grid<T> {
    /// The same value everywhere.
    pub(in crate::measures) fn filled(slices: usize, time: &Time, value: T) -> Grid<T> {
        let periods = time.range.len();
        Grid { periods, cells: vec![value; slices * periods] }
    }
}

impl<T> Grid<T> {
    /// One cell.
    pub(in crate::measures) fn at(&mut self, slice: usize, period: usize) -> &mut T {
        &mut self.cells[slice * self.periods + period]
    }

    /// Takes another table of the same slices and periods in, cell by cell.
    pub(in crate::measures) fn take_in(&mut self, other: Grid<T>, plus: impl Fn(&mut T, T)) {
        self.cells.iter_mut().zip(other.cells).for_each(|(cell, more)| plus(cell, more));
    }

    /// Turns every cell into another one; hears of its period.
    pub(in crate::measures) fn map<U>(self, time: &Time, mut turn: impl FnMut(T, Period) -> U) -> Grid<U> {
        let first = time.range.first;
        let periods = self.periods;
        let cells = self.cells.into_iter().enumerate();
        let cells = cells.map(|(at, cell)| turn(cell, first.plus((at % periods.max(1)) as i32))).collect();
        Grid { periods, cells }
    }
}

impl Grid<Part> {
    /// The observations of a metric.
    pub(in crate::measures) fn observations(self, id: &str, slices: &[Vec<Slice>], time: &Time) -> Vec<Observation> {
        let (first, periods) = (time.range.first, self.periods.max(1));
        let observation = |(at, part): (usize, Part)| Observation {
            metric_id: id.to_string(),
            period: time.calendar.label(first.plus((at % periods) as i32)),
            scope: slices[at / periods].clone(),
            value: part.value,
            numerator: part.numerator,
            denominator: part.denominator,
            n: part.n,
            more: part.more,
        };
        self.cells.into_iter().enumerate().map(observation).collect()
    }
}

/// Gives the rates of one metric, which are counts of customers, their intervals, and draws the rates of the slices of
/// a period towards each other. `rows` stand slice by slice, period by period.
pub(in crate::measures) fn with_intervals(rows: &mut [Observation], periods: usize) {
    for row in rows.iter_mut() {
        if let Some((hits, cases)) = counted(row)
            && let Some(wilson) = wilson_95(hits, cases)
        {
            (row.more.lower, row.more.upper) = (Some(wilson.lower), Some(wilson.upper));
        }
    }
    draw_together(rows, periods);
}
