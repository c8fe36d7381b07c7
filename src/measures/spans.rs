//! The periods of a question as spans of days, each cut off at the as-of day.

use crate::calendar::{Day, FiscalCalendar, Grain};

use super::grid::PeriodRange;
use super::kpi::Known;

/// One period as far as it was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its first day.
    pub(crate) first: Day,
    /// Its last day, or the as-of day where that lies inside it; before `first` where it had not begun.
    pub(crate) closing: Day,
    /// Whether the as-of day lies before its last day.
    pub(crate) partial: bool,
}

impl Span {
    /// Whether it had begun by the as-of day.
    pub(crate) fn begun(self) -> bool {
        self.first <= self.closing
    }

    /// The day before its first.
    pub(crate) fn opening(self) -> Day {
        self.first.plus_days(-1)
    }

    /// Its days up to the closing day.
    pub(crate) fn days(self) -> i32 {
        self.closing.days_since(self.first) + 1
    }
}

/// All periods of a question.
#[derive(Debug, Clone)]
pub(crate) struct Spans {
    /// The periods.
    pub(crate) range: PeriodRange,
    /// The calendar that names them.
    pub(crate) calendar: FiscalCalendar,
    /// One a period, oldest first.
    pub(crate) list: Vec<Span>,
}

impl Spans {
    /// The spans of a range, as known.
    pub(crate) fn of(known: &Known<'_>, range: PeriodRange) -> Spans {
        let span = |period| {
            let (first, last) = (known.calendar.first_day(period), known.calendar.last_day(period));
            Span { first, closing: last.min(known.as_of), partial: known.as_of < last }
        };
        Spans { range, calendar: known.calendar, list: range.iter().map(span).collect() }
    }

    /// The position of the period in which a day lies: negative before the range, its length or more after it.
    pub(crate) fn position(&self, day: Day) -> i32 {
        self.calendar.period_of(day, self.grain()).index - self.range.first.index
    }

    /// The position of the period in which a day lies; none outside the range.
    pub(crate) fn inside(&self, day: Day) -> Option<usize> {
        usize::try_from(self.position(day)).ok().filter(|at| *at < self.list.len())
    }

    /// The grain of the periods.
    pub(crate) fn grain(&self) -> Grain {
        self.range.first.grain
    }
}
