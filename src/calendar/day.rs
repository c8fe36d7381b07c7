//! A business day.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::CalendarError;

/// A business day, counted in days since 1970-01-01: what Parquet and polars store as a date.
///
/// ```
/// use attain::calendar::Day;
/// let day: Day = "2019-06-30".parse().unwrap();
/// assert_eq!(day.plus_days(1).to_string(), "2019-07-01");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// The day that is `days` after 1970-01-01.
    pub const fn from_epoch(days: i32) -> Self {
        Day(days)
    }

    /// Days since 1970-01-01.
    pub const fn epoch(self) -> i32 {
        self.0
    }

    /// A calendar day; `None` where there is no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from_naive)
    }

    /// From chrono's date.
    pub fn from_naive(date: NaiveDate) -> Self {
        Day(date.to_epoch_days())
    }

    fn naive(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).expect("a day that was read from a calendar lies within chrono's range")
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.naive().year()
    }

    /// The calendar month, 1 to 12.
    pub fn month(self) -> u32 {
        self.naive().month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.naive().day()
    }

    /// The day `days` later (earlier where negative).
    pub fn plus_days(self, days: i32) -> Self {
        Day(self.0 + days)
    }

    /// Days from `earlier` to this day.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl FromStr for Day {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .map(Day::from_naive)
            .map_err(|_| CalendarError::NotADay { text: text.to_string() })
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
