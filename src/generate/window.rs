//! The days on which the company works: Monday to Friday, with the years before the window in which its first
//! customers were won.

use crate::calendar::{Day, FiscalCalendar, Grain, Period};

use super::params::CheckedSettings;

/// Business days in a week.
pub(super) const DAYS_A_WEEK: f64 = 5.0;

/// All business days on one axis; those from [`Window::opens`] on are within the files.
#[derive(Debug)]
pub(super) struct Window {
    days: Vec<Day>,
    opens: usize,
    first: Day,
    last: Day,
    first_month: Period,
    month_count: usize,
}

impl Window {
    pub(super) fn new(settings: &CheckedSettings) -> Window {
        let calendar = FiscalCalendar::default();
        let first = settings.start;
        let first_month = calendar.period_of(first, Grain::Month);
        let month_count = settings.years as usize * 12;
        let last = calendar.last_day(first_month.plus(month_count as i32 - 1));
        let earliest = calendar.first_day(first_month.plus(-12 * settings.established_years as i32));
        let days: Vec<Day> =
            (earliest.epoch()..=last.epoch()).map(Day::from_epoch).filter(|&day| is_business_day(day)).collect();
        let opens = days.partition_point(|&day| day < first);
        Window { days, opens, first, last, first_month, month_count }
    }

    /// The first day of the files, business day or not.
    pub(super) fn first(&self) -> Day {
        self.first
    }

    /// The last day of the files, business day or not.
    pub(super) fn last(&self) -> Day {
        self.last
    }

    /// Positions on the axis, those before the window included.
    pub(super) fn axis_len(&self) -> usize {
        self.days.len()
    }

    /// The axis position of the window's first business day.
    pub(super) fn opens(&self) -> usize {
        self.opens
    }

    /// The day at an axis position.
    pub(super) fn day(&self, axis: usize) -> Day {
        self.days[axis]
    }

    /// The business days of the window.
    pub(super) fn business_days(&self) -> &[Day] {
        &self.days[self.opens..]
    }

    /// Months in the window.
    pub(super) fn month_count(&self) -> usize {
        self.month_count
    }

    /// Quarters in the window.
    pub(super) fn quarter_count(&self) -> usize {
        self.month_count / 3
    }

    /// Months from the window's first to that of `day`; negative before the window.
    pub(super) fn month_of(&self, day: Day) -> i32 {
        FiscalCalendar::default().period_of(day, Grain::Month).index - self.first_month.index
    }

    /// The calendar period of a month of the window.
    pub(super) fn month(&self, month: usize) -> Period {
        self.first_month.plus(month as i32)
    }

    /// The calendar period of a quarter of the window.
    pub(super) fn quarter(&self, quarter: usize) -> Period {
        self.month(quarter * 3).within(Grain::Quarter)
    }

    /// The quarter of the year (0 to 3) of a month of the window.
    pub(super) fn season_of(&self, month: usize) -> usize {
        self.month(month).within(Grain::Quarter).number_in_year()
    }

    /// The first business day on or after `day`.
    pub(super) fn business_day_from(&self, day: Day) -> Day {
        (0..7).map(|add| day.plus_days(add)).find(|&d| is_business_day(d)).expect("a week has a Monday")
    }
}

/// Monday to Friday; day 0 of the epoch was a Thursday.
fn is_business_day(day: Day) -> bool {
    (day.epoch() + 3).rem_euclid(7) < 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    fn window(years: u32, established_years: u32) -> Window {
        let settings = GeneratorSettings { years, established_years, ..GeneratorSettings::default() };
        Window::new(&settings.check().unwrap())
    }

    #[test]
    fn a_window_has_the_business_days_of_its_years() {
        let window = window(1, 0);
        // 2021 has 261 weekdays: 52 weeks of five, and Friday 31 December after a start on Friday 1 January.
        assert_eq!(window.business_days().len(), 261);
        assert_eq!(window.first().to_string(), "2021-01-01");
        assert_eq!(window.last().to_string(), "2021-12-31");
        assert_eq!(window.quarter_count(), 4);
    }

    #[test]
    fn weekends_are_no_business_days() {
        let window = window(1, 0);
        let saturday: Day = "2021-01-02".parse().unwrap();
        assert!(!is_business_day(saturday));
        assert_eq!(window.business_day_from(saturday).to_string(), "2021-01-04");
    }

    #[test]
    fn the_axis_reaches_back_before_the_window() {
        let window = window(2, 1);
        assert_eq!(window.day(window.opens()).to_string(), "2021-01-01");
        assert_eq!(window.day(0).to_string(), "2020-01-01");
        assert_eq!(window.month_of(window.day(0)), -12);
    }
}
