//! Working hours: when a number of them has passed.

use std::collections::HashMap;

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;

use super::log::{DAY_MICROS, day_of};

const HOUR_MICROS: i64 = 3_600_000_000;

/// A working day lasts from nine to seventeen o'clock, so that eight working hours are one day.
const OPENS: i64 = 9 * HOUR_MICROS;
const CLOSES: i64 = 17 * HOUR_MICROS;

/// A calendar without any working day would never let an hour pass; after so many days in a row without one, Mondays
/// to Fridays count again.
const LONGEST_REST_DAYS: i32 = 60;

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct WorkingTime {
    stated: HashMap<i32, bool>,
}

impl WorkingTime {
    /// From the calendar table, where there is one; days that it does not name are worked from Monday to Friday.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub(super) fn of(calendar: Option<&DataFrame>) -> Result<WorkingTime, MeasureError> {
        let Some(frame) = calendar else { return Ok(WorkingTime::default()) };
        let columns = Columns::of(frame);
        let (days, worked) = (columns.days("date")?, columns.flags("is_workday")?);
        let stated = days.iter().zip(&worked).filter_map(|(day, worked)| Some((day.as_ref()?.epoch(), (*worked)?)));
        Ok(WorkingTime { stated: stated.collect() })
    }

    /// The moment at which so many working hours have passed since another moment; both in microseconds.
    pub(super) fn after(&self, moment: i64, hours: u32) -> i64 {
        let mut left = i64::from(hours) * HOUR_MICROS;
        let (mut day, mut from) = (day_of(moment), moment.rem_euclid(DAY_MICROS));
        let mut rest_days = 0;
        loop {
            let trusted = rest_days < LONGEST_REST_DAYS;
            let is_worked = if trusted { self.is_worked(day) } else { is_weekday(day) };
            if trusted {
                rest_days = if is_worked { 0 } else { rest_days + 1 };
            }
            let available = if is_worked { (CLOSES - from.max(OPENS)).max(0) } else { 0 };
            if left <= available {
                return i64::from(day.epoch()) * DAY_MICROS + from.max(OPENS) + left;
            }
            left -= available;
            day = day.plus_days(1);
            from = 0;
        }
    }

    fn is_worked(&self, day: Day) -> bool {
        self.stated.get(&day.epoch()).copied().unwrap_or_else(|| is_weekday(day))
    }
}

fn is_weekday(day: Day) -> bool {
    // 1970-01-01 was a Thursday.
    (day.epoch() + 3).rem_euclid(7) < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, hour: i64, minute: i64) -> i64 {
        let day: Day = text.parse().unwrap();
        i64::from(day.epoch()) * DAY_MICROS + hour * HOUR_MICROS + minute * HOUR_MICROS / 60
    }

    #[test]
    fn hours_pass_on_working_days_from_nine_to_seventeen() {
        let working = WorkingTime::default();
        // 2024-03-01 is a Friday.
        assert_eq!(working.after(at("2024-03-01", 10, 30), 4), at("2024-03-01", 14, 30));
        assert_eq!(working.after(at("2024-03-01", 16, 0), 2), at("2024-03-04", 10, 0));
        assert_eq!(working.after(at("2024-03-01", 9, 0), 8), at("2024-03-01", 17, 0));
        assert_eq!(working.after(at("2024-03-02", 12, 0), 8), at("2024-03-04", 17, 0));
        assert_eq!(working.after(at("2024-03-01", 3, 0), 1), at("2024-03-01", 10, 0));
        assert_eq!(working.after(at("2024-03-01", 20, 0), 9), at("2024-03-05", 10, 0));
    }

    #[test]
    fn a_calendar_names_holidays_and_worked_weekends() {
        let day = |text: &str| text.parse::<Day>().unwrap().epoch();
        let stated = HashMap::from([(day("2024-03-04"), false), (day("2024-03-02"), true)]);
        let working = WorkingTime { stated };
        assert_eq!(working.after(at("2024-03-01", 16, 0), 8), at("2024-03-02", 16, 0));
        assert_eq!(working.after(at("2024-03-02", 16, 0), 2), at("2024-03-05", 10, 0));
    }

    #[test]
    fn a_calendar_without_a_working_day_is_not_waited_for() {
        let first: Day = "2024-01-01".parse().unwrap();
        let stated = (0..4000).map(|days| (first.plus_days(days).epoch(), false)).collect();
        let deadline = WorkingTime { stated }.after(at("2024-01-01", 9, 0), 8);
        assert!(day_of(deadline) <= first.plus_days(70));
    }
}
