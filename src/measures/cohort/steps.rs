//! Time cut into steps of one kind: the periods of the calendar, or blocks of days counted from one day on.

use crate::calendar::{Day, FiscalCalendar, Grain, Period};

/// The kind of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Months, quarters or years of the calendar.
    Periods(Grain),
    /// Blocks of so many days; at least one.
    Blocks(i32),
}

/// The steps from one day to another, numbered from 0.
#[derive(Debug, Clone, Copy)]
pub(super) enum Steps {
    /// Periods of the calendar.
    Periods { calendar: FiscalCalendar, first: Period, count: usize },
    /// Blocks of days.
    Blocks { origin: Day, days: i32, count: usize },
}

impl Steps {
    /// The steps that cover the days from `first` to `last`; blocks begin on `first`.
    pub(super) fn new(kind: StepKind, calendar: FiscalCalendar, first: Day, last: Day) -> Steps {
        match kind {
            StepKind::Periods(grain) => {
                let (first, last) = (calendar.period_of(first, grain), calendar.period_of(last, grain));
                Steps::Periods { calendar, first, count: (last.index - first.index).max(0) as usize + 1 }
            }
            StepKind::Blocks(days) => {
                Steps::Blocks { origin: first, days, count: (last.days_since(first).max(0) / days) as usize + 1 }
            }
        }
    }

    /// How many.
    pub(super) fn count(&self) -> usize {
        match self {
            Steps::Periods { count, .. } | Steps::Blocks { count, .. } => *count,
        }
    }

    /// The number of the step in which a day lies; none before the first and behind the last.
    pub(super) fn of(&self, day: Day) -> Option<usize> {
        let number = match self {
            Steps::Periods { calendar, first, .. } => calendar.period_of(day, first.grain).index - first.index,
            Steps::Blocks { origin, days, .. } => day.days_since(*origin).div_euclid(*days),
        };
        usize::try_from(number).ok().filter(|number| *number < self.count())
    }

    /// The first day of a step.
    pub(super) fn first_day(&self, step: usize) -> Day {
        match self {
            Steps::Periods { calendar, first, .. } => calendar.first_day(first.plus(step as i32)),
            Steps::Blocks { origin, days, .. } => origin.plus_days(step as i32 * days),
        }
    }

    /// The last day of a step.
    pub(super) fn last_day(&self, step: usize) -> Day {
        self.first_day(step + 1).plus_days(-1)
    }

    /// The label of a period; the first day of a block.
    pub(super) fn label(&self, step: usize) -> String {
        match self {
            Steps::Periods { calendar, first, .. } => calendar.label(first.plus(step as i32)),
            Steps::Blocks { .. } => self.first_day(step).to_string(),
        }
    }
}
