//! `[calendar]` of the configuration.

use serde::{Deserialize, Serialize};

use super::weeks::WeekYears;
use super::work_days::WorkDays;
use super::{CalendarError, FiscalCalendar, MovedDay, PeriodTable, WeekPattern, Weekday, YearEnd};

/// What the periods of a year are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PeriodPattern {
    /// Calendar months.
    #[default]
    #[serde(rename = "months")]
    Months,
    /// Four, four and five weeks.
    #[serde(rename = "4-4-5")]
    FourFourFive,
    /// Four, five and four weeks.
    #[serde(rename = "4-5-4")]
    FourFiveFour,
    /// Five, four and four weeks.
    #[serde(rename = "5-4-4")]
    FiveFourFour,
    /// Thirteen periods of four weeks.
    #[serde(rename = "13-period")]
    Thirteen,
    /// The rows of the company's own table.
    #[serde(rename = "table")]
    Table,
}

/// After which of its two calendar years a fiscal year is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearName {
    /// The one in which it ends.
    #[default]
    End,
    /// The one in which it starts.
    Start,
}

/// How January and February are compared with those of the year before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpringFestival {
    /// Each with its own.
    #[default]
    Apart,
    /// Both together, since the Spring Festival moves between them.
    Joined,
}

/// `[calendar]`. What the files hold is read with the configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarSettings {
    /// What the periods of a year are.
    pub pattern: PeriodPattern,
    /// With weeks: whether the year ends on the last such weekday of its month, or on the nearest to the month's end.
    pub year_ends: YearEnd,
    /// With weeks: the weekday on which they end.
    pub week_ends: Weekday,
    /// After which of its two calendar years a fiscal year is named.
    pub year_named_after: YearName,
    /// A CSV with `period,start,end`, read from where the configuration lies.
    pub periods: Option<String>,
    /// The days of the week that are off.
    pub weekend: Vec<Weekday>,
    /// A CSV with `date,name,kind`, read from where the configuration lies; no holidays where it is absent.
    pub holidays: Option<String>,
    /// How January and February are compared with those of the year before.
    pub spring_festival: SpringFestival,
    /// The periods of the file.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub period_table: Option<PeriodTable>,
    /// The days of the holidays file.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub moved_days: Vec<MovedDay>,
}

impl Default for CalendarSettings {
    fn default() -> Self {
        CalendarSettings {
            pattern: PeriodPattern::Months,
            year_ends: YearEnd::Last,
            week_ends: Weekday::Saturday,
            year_named_after: YearName::End,
            periods: None,
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            holidays: None,
            spring_festival: SpringFestival::Apart,
            period_table: None,
            moved_days: Vec::new(),
        }
    }
}

impl CalendarSettings {
    /// Whether nothing was set.
    pub fn is_default(&self) -> bool {
        *self == CalendarSettings::default()
    }

    /// The calendar of a year that starts in a month (for weeks: after the month before it has ended).
    ///
    /// # Errors
    /// A month that is none, a table that is missing, a week without a working day, and January and February joined
    /// where they are no periods.
    pub fn build(&self, start_month: u32) -> Result<FiscalCalendar, CalendarError> {
        let months = FiscalCalendar::starting_in(start_month)?.named_after(self.year_named_after);
        if Weekday::ALL.iter().all(|day| self.weekend.contains(day)) {
            return Err(CalendarError::NoWorkDay);
        }
        let weeks = |pattern| {
            let name_offset = i32::from(self.year_named_after == YearName::Start && start_month != 1);
            let (week_ends, year_end) = (self.week_ends, self.year_ends);
            months.with_weeks(WeekYears { pattern, week_ends, year_end, start_month, name_offset })
        };
        let calendar = match self.pattern {
            PeriodPattern::Months => months,
            PeriodPattern::FourFourFive => weeks(WeekPattern::FourFourFive),
            PeriodPattern::FourFiveFour => weeks(WeekPattern::FourFiveFour),
            PeriodPattern::FiveFourFour => weeks(WeekPattern::FiveFourFour),
            PeriodPattern::Thirteen => weeks(WeekPattern::Thirteen),
            PeriodPattern::Table => months.with_table(self.period_table.clone().ok_or(CalendarError::NoTable)?),
        };
        let joined = self.spring_festival == SpringFestival::Joined;
        if joined && self.pattern != PeriodPattern::Months {
            return Err(CalendarError::NoJanuary);
        }
        Ok(calendar.with_work_days(WorkDays::new(&self.weekend, &self.moved_days)).joining_new_year(joined))
    }
}
