//! The complete grid of a family's answers: every slice × every period, with the remarks that stand beside a value.

use std::collections::BTreeSet;

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::quantity::{Measured, NullReason, Scalar};

use super::MeasureError;
use super::grid::PeriodRange;
use super::observation::{More, Observation, Slice};
use super::shrinkage::draw_together;
use super::wilson::wilson_95;

/// The slices and periods on which a family stands.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    /// The slices, sorted.
    pub(super) slices: &'a [Vec<Slice>],
    /// The periods.
    pub(super) range: PeriodRange,
    /// The fiscal calendar.
    pub(super) calendar: FiscalCalendar,
    /// The last day that counts.
    pub(super) as_of: Day,
}

impl Stage<'_> {
    /// How many cells.
    pub(super) fn len(self) -> usize {
        self.slices.len() * self.range.len()
    }

    /// The grain of the periods.
    pub(super) fn grain(self) -> Grain {
        self.range.first.grain
    }

    /// The position of the period in which a day lies; none outside the range.
    pub(super) fn position(self, day: Day) -> Option<usize> {
        self.range.position(self.calendar.period_of(day, self.grain()))
    }

    /// The cell of a slice at a period's position.
    pub(super) fn cell(self, slice: u32, position: usize) -> usize {
        slice as usize * self.range.len() + position
    }

    /// The cell in which a slice's row of a day falls.
    pub(super) fn cell_of(self, slice: Option<u32>, day: Option<Day>) -> Option<usize> {
        Some(self.cell(slice?, self.position(day?)?))
    }

    /// The last day of a period that counts: its own, or the as-of day where that comes first.
    pub(super) fn last_known_day(self, period: Period) -> Day {
        self.calendar.last_day(period).min(self.as_of)
    }

    /// The observations of one metric from one answer a cell.
    ///
    /// Where the metric does not look ahead, a period that had not begun is `immature`; one that still ran is flagged.
    /// Shares of counted things carry their shrunk form.
    pub(super) fn observations(self, metric_id: &str, looks_ahead: bool, answers: Vec<Answer>) -> Vec<Observation> {
        let mut observations = Vec::with_capacity(answers.len());
        let mut answers = answers.into_iter();
        for scope in self.slices {
            for (period, mut answer) in self.range.iter().zip(answers.by_ref()) {
                let has_begun = self.calendar.first_day(period) <= self.as_of;
                if !has_begun && !looks_ahead {
                    answer = Answer::absent(NullReason::Immature);
                } else if has_begun && self.calendar.last_day(period) > self.as_of {
                    answer.remarks.insert("running");
                }
                observations.push(answer.observation(metric_id, self.calendar.label(period), scope.clone()));
            }
        }
        draw_together(&mut observations, self.range.len());
        observations
    }
}

/// One cell's answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The value, or why there is none.
    pub(super) value: Measured,
    /// The upper sum.
    pub(super) numerator: Option<Scalar>,
    /// The lower sum.
    pub(super) denominator: Option<Scalar>,
    /// How many rows it rests on.
    pub(super) n: i64,
    /// The 95 % interval; an end may be open.
    pub(super) interval: (Option<f64>, Option<f64>),
    /// What is to be known about it.
    pub(super) remarks: BTreeSet<&'static str>,
}

impl Answer {
    /// No value and no sums.
    pub(super) fn absent(reason: NullReason) -> Answer {
        Answer::of(Measured::Null(reason), None, None, 0)
    }

    /// A value with its sums.
    pub(super) fn of(value: Measured, numerator: Option<Scalar>, denominator: Option<Scalar>, n: i64) -> Answer {
        Answer { value, numerator, denominator, n, interval: (None, None), remarks: BTreeSet::new() }
    }

    /// A sum or a count, which is its own upper sum.
    pub(super) fn sum(scalar: Scalar, n: i64) -> Answer {
        Answer::of(Measured::Value(scalar), Some(scalar), None, n)
    }

    /// A share of counted things with Wilson's interval; `no_denominator` where there is nothing to count.
    pub(super) fn share(hits: i64, of: i64) -> Answer {
        let value = Measured::share(hits as f64, of as f64);
        let mut answer = Answer::of(value, Some(Scalar::Count(hits)), Some(Scalar::Count(of)), of);
        answer.interval = wilson_95(hits, of).map_or((None, None), |wilson| (Some(wilson.lower), Some(wilson.upper)));
        answer
    }

    /// The same sums without a value, and so without an interval.
    pub(super) fn without_value(self, reason: NullReason) -> Answer {
        Answer { value: Measured::Null(reason), interval: (None, None), ..self }
    }

    /// With remarks.
    pub(super) fn remarked(mut self, remarks: &BTreeSet<&'static str>) -> Answer {
        self.remarks.extend(remarks);
        self
    }

    fn observation(self, metric_id: &str, period: String, scope: Vec<Slice>) -> Observation {
        Observation {
            metric_id: metric_id.to_string(),
            period,
            scope,
            value: self.value,
            numerator: self.numerator,
            denominator: self.denominator,
            n: self.n,
            more: More {
                lower: self.interval.0,
                upper: self.interval.1,
                flags: self.remarks.into_iter().map(str::to_string).collect(),
                ..More::default()
            },
        }
    }
}

/// Hits and cases of one cell, with what was left out of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Counted above the line.
    pub(super) hits: i64,
    /// Counted below it.
    pub(super) of: i64,
    /// What is to be known about them.
    pub(super) remarks: BTreeSet<&'static str>,
}

impl Tally {
    /// Counts a case.
    pub(super) fn count(&mut self, hit: bool) {
        self.of += 1;
        self.hits += i64::from(hit);
    }

    /// The share, with its interval and remarks.
    pub(super) fn answer(&self) -> Answer {
        Answer::share(self.hits, self.of).remarked(&self.remarks)
    }
}

/// A sum of money that may leave 64 bits on the way but not at its end.
///
/// # Errors
/// [`MeasureError::Overflow`].
pub(super) fn money(sum: i128) -> Result<Scalar, MeasureError> {
    i64::try_from(sum).map(Scalar::Money).map_err(|_| MeasureError::Overflow)
}
