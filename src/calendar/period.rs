//! Periods, and the fiscal calendar that names them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Day;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A calendar month.
    Month,
    /// Three fiscal months.
    Quarter,
    /// Twelve fiscal months.
    Year,
}

impl Grain {
    /// Calendar months in one period.
    pub fn months(self) -> i32 {
        match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year => 12,
        }
    }

    /// Periods in a year: the season length of a series.
    pub fn periods_per_year(self) -> usize {
        (12 / self.months()) as usize
    }

    /// The word used on the command line and in files.
    pub fn word(self) -> &'static str {
        match self {
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }
}

/// A period of a fiscal calendar: the `index`-th of its grain, counted from fiscal year 0.
///
/// Order and arithmetic work on the index; days and labels come from the [`FiscalCalendar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// Month, quarter or year.
    pub grain: Grain,
    /// Fiscal year × periods per year + number within the year (from 0).
    pub index: i32,
}

impl Period {
    /// The period `steps` later (earlier where negative).
    pub fn plus(self, steps: i32) -> Period {
        Period { grain: self.grain, index: self.index + steps }
    }

    /// The period after this one.
    pub fn next(self) -> Period {
        self.plus(1)
    }

    /// The period before this one.
    pub fn previous(self) -> Period {
        self.plus(-1)
    }

    /// The same period one year earlier.
    pub fn year_before(self) -> Period {
        self.plus(-(self.grain.periods_per_year() as i32))
    }

    /// Number within the fiscal year, from 0.
    pub fn number_in_year(self) -> usize {
        self.index.rem_euclid(self.grain.periods_per_year() as i32) as usize
    }

    /// The fiscal year.
    pub fn fiscal_year(self) -> i32 {
        self.index.div_euclid(self.grain.periods_per_year() as i32)
    }

    /// The months of which the period consists, first to last; a month is itself.
    pub fn months(self) -> impl Iterator<Item = Period> + use<> {
        let months = self.grain.months();
        let first = self.index * months;
        (first..first + months).map(|index| Period { grain: Grain::Month, index })
    }

    /// The period of the (longer) `grain` in which this one lies.
    pub fn within(self, grain: Grain) -> Period {
        Period { grain, index: (self.index * self.grain.months()).div_euclid(grain.months()) }
    }
}

/// A calendar of twelve calendar months that starts its year in any of them.
///
/// A fiscal year carries the number of the calendar year in which it ends; with `start_month` 1 the two are
/// the same and labels are written `2019-Q2` and `2019-06`, otherwise `FY2019-Q2`. Months keep their
/// calendar name in both.
///
/// ```
/// use attain::calendar::{FiscalCalendar, Grain};
/// let calendar = FiscalCalendar::default();
/// let q2 = calendar.parse("2019-Q2").unwrap();
/// assert_eq!(calendar.first_day(q2).to_string(), "2019-04-01");
/// assert_eq!(calendar.last_day(q2).to_string(), "2019-06-30");
/// let july = FiscalCalendar::starting_in(7).unwrap();
/// assert_eq!(july.label(july.period_of("2018-07-01".parse().unwrap(), Grain::Quarter)), "FY2019-Q1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiscalCalendar {
    start_month: u32,
}

impl Default for FiscalCalendar {
    fn default() -> Self {
        FiscalCalendar { start_month: 1 }
    }
}

impl FiscalCalendar {
    /// A fiscal year that starts in `month` (1 to 12).
    pub fn starting_in(month: u32) -> Result<Self, CalendarError> {
        if (1..=12).contains(&month) {
            Ok(FiscalCalendar { start_month: month })
        } else {
            Err(CalendarError::NotAMonth { month })
        }
    }

    /// Calendar months from the first month of fiscal year Y to January of calendar year Y: 0 for a calendar
    /// year, 6 for one that starts in July.
    fn lead_months(self) -> i32 {
        (13 - self.start_month as i32) % 12
    }

    /// The period of `grain` in which `day` lies.
    pub fn period_of(self, day: Day, grain: Grain) -> Period {
        let calendar_month = day.year() * 12 + day.month() as i32 - 1;
        Period { grain: Grain::Month, index: calendar_month + self.lead_months() }.within(grain)
    }

    /// The first day of a period.
    pub fn first_day(self, period: Period) -> Day {
        let calendar_month = period.index * period.grain.months() - self.lead_months();
        Day::from_ymd(calendar_month.div_euclid(12), calendar_month.rem_euclid(12) as u32 + 1, 1)
            .expect("the first of a month is a day")
    }

    /// The last day of a period.
    pub fn last_day(self, period: Period) -> Day {
        self.first_day(period.next()).plus_days(-1)
    }

    /// `2019-06`, `2019-Q2`, `2019`; fiscal quarters and years with `FY` before them.
    pub fn label(self, period: Period) -> String {
        let prefix = if self.start_month == 1 { "" } else { "FY" };
        match period.grain {
            Grain::Month => {
                let day = self.first_day(period);
                format!("{:04}-{:02}", day.year(), day.month())
            }
            Grain::Quarter => {
                format!("{prefix}{:04}-Q{}", period.fiscal_year(), period.number_in_year() + 1)
            }
            Grain::Year => format!("{prefix}{:04}", period.fiscal_year()),
        }
    }

    /// Reads a label; `FY` is optional where the fiscal year is the calendar year, and needed elsewhere.
    pub fn parse(self, text: &str) -> Result<Period, CalendarError> {
        let bad = || CalendarError::NotAPeriod { text: text.to_string() };
        let trimmed = text.trim();
        let (fiscal, body) = match trimmed.strip_prefix("FY").or_else(|| trimmed.strip_prefix("fy")) {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (year, rest) = body.split_once('-').unwrap_or((body, ""));
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let year: i32 = year.parse().map_err(|_| bad())?;
        let numbered = |digits: &str, most: i32| match digits.parse::<i32>() {
            Ok(n) if (1..=most).contains(&n) => Ok(n - 1),
            _ => Err(bad()),
        };
        let period = if rest.is_empty() {
            Period { grain: Grain::Year, index: year }
        } else if let Some(number) = rest.strip_prefix(['Q', 'q']) {
            Period { grain: Grain::Quarter, index: year * 4 + numbered(number, 4)? }
        } else if rest.len() == 2 && !fiscal {
            let month = numbered(rest, 12)?;
            Period { grain: Grain::Month, index: year * 12 + month + self.lead_months() }
        } else {
            return Err(bad());
        };
        if self.start_month != 1 && !fiscal && period.grain != Grain::Month {
            return Err(CalendarError::FiscalYearNeeded { text: text.to_string() });
        }
        Ok(period)
    }
}

/// What went wrong with a day or a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarError {
    /// The text is not a day of the calendar.
    NotADay {
        /// What was received.
        text: String,
    },
    /// The number is not that of a month.
    NotAMonth {
        /// What was received.
        month: u32,
    },
    /// The text is not a period.
    NotAPeriod {
        /// What was received.
        text: String,
    },
    /// A quarter or year without `FY` where the fiscal year is not the calendar year.
    FiscalYearNeeded {
        /// What was received.
        text: String,
    },
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarError::NotADay { text } => write!(f, "`{text}` is not a day in the calendar, written YYYY-MM-DD"),
            CalendarError::NotAMonth { month } => write!(f, "{month} is not a month: 1 to 12"),
            CalendarError::NotAPeriod { text } => {
                write!(f, "`{text}` is not a period: write 2019-06, 2019-Q2 or 2019")
            }
            CalendarError::FiscalYearNeeded { text } => {
                write!(f, "`{text}` is not clear where the fiscal year is not the calendar year: write FY{text}")
            }
        }
    }
}

impl std::error::Error for CalendarError {}
