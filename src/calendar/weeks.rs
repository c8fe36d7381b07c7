//! Fiscal years of whole weeks: 4-4-5, 4-5-4 and 5-4-4, and thirteen periods of four weeks.

use serde::{Deserialize, Serialize};

use super::{Day, Grain, Period, Weekday};

/// The weeks of the periods of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeekPattern {
    /// Four, four and five weeks.
    #[serde(rename = "4-4-5")]
    FourFourFive,
    /// Four, five and four weeks, as American retailers count.
    #[serde(rename = "4-5-4")]
    FourFiveFour,
    /// Five, four and four weeks.
    #[serde(rename = "5-4-4")]
    FiveFourFour,
    /// Thirteen periods of four weeks; of the quarters the last one has four of them.
    #[serde(rename = "13-period")]
    Thirteen,
}

impl WeekPattern {
    /// The weeks of the periods of a quarter.
    fn weeks(self) -> [i32; 3] {
        match self {
            WeekPattern::Thirteen => [4, 4, 4],
            WeekPattern::FourFourFive => [4, 4, 5],
            WeekPattern::FourFiveFour => [4, 5, 4],
            WeekPattern::FiveFourFour => [5, 4, 4],
        }
    }
}

/// Which weekday ends the year. The choice decides which years have a 53rd week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearEnd {
    /// The last such weekday of the month in which the year ends.
    #[default]
    Last,
    /// The one nearest to that month's last day, in it or in the next.
    Nearest,
}

/// A calendar of weeks. Its year has 52 of them or 53; the 53rd belongs to the last period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WeekYears {
    pub(super) pattern: WeekPattern,
    /// The weekday on which every week, and so the year, ends.
    pub(super) week_ends: Weekday,
    pub(super) year_end: YearEnd,
    /// The calendar month after the one in which the year ends.
    pub(super) start_month: u32,
    /// Years from a fiscal year's number to the calendar year in whose month it ends: 1 where the year is named after
    /// its start, else 0.
    pub(super) name_offset: i32,
}

const WEEKS_A_QUARTER: i32 = 13;
/// Weeks of each of thirteen periods.
const WEEKS_OF_THIRTEEN: i32 = 4;

impl WeekYears {
    /// The last day of a fiscal year.
    fn year_end(self, fiscal_year: i32) -> Day {
        let year = fiscal_year + self.name_offset;
        let year = if self.start_month == 1 { year + 1 } else { year };
        let month_end = Day::from_ymd(year, self.start_month, 1).expect("the first of a month is a day").plus_days(-1);
        // Of the seven days up to the third after the month's end, one is the weekday: the nearest.
        let latest = match self.year_end {
            YearEnd::Last => month_end,
            YearEnd::Nearest => month_end.plus_days(3),
        };
        latest.plus_days(-self.week_ends.days_before(latest))
    }

    /// The first day of the month with this index.
    pub(super) fn first_day(self, index: i32) -> Day {
        let period = Period { grain: Grain::Month, index };
        let (year, number) = (period.fiscal_year(), period.number_in_year() as i32);
        if self.pattern == WeekPattern::Thirteen {
            return self.year_end(year - 1).plus_days(1 + 7 * WEEKS_OF_THIRTEEN * number);
        }
        let weeks = self.pattern.weeks();
        let within_quarter: i32 = weeks.iter().take(number as usize % 3).sum();
        self.year_end(year - 1).plus_days(1 + 7 * (number / 3 * WEEKS_A_QUARTER + within_quarter))
    }

    /// The period in which a day lies.
    pub(super) fn index_of(self, day: Day) -> i32 {
        // The year ends at most three days after its month, so the guess is wrong by one year at most.
        let mut year = day.year() - self.name_offset;
        while self.year_end(year) < day {
            year += 1;
        }
        while self.year_end(year - 1) >= day {
            year -= 1;
        }
        let week = day.days_since(self.year_end(year - 1).plus_days(1)) / 7;
        if self.pattern == WeekPattern::Thirteen {
            // The 53rd week stays in the thirteenth period.
            return Period::of_year(Grain::Month, year, (week / WEEKS_OF_THIRTEEN).min(12), true).index;
        }
        // The 53rd week stays in the fourth quarter.
        let quarter = (week / WEEKS_A_QUARTER).min(3);
        let [first, second, _] = self.pattern.weeks();
        let within = match week - quarter * WEEKS_A_QUARTER {
            week if week < first => 0,
            week if week < first + second => 1,
            _ => 2,
        };
        year * 12 + quarter * 3 + within
    }
}
