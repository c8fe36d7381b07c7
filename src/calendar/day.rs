//! A business day.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
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

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, the fourth day after Monday's nought.
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// The same day of the month `months` later (earlier where negative); the month's last day where it is shorter.
    pub fn plus_months(self, months: i32) -> Self {
        let month = self.year() * 12 + self.month() as i32 - 1 + months;
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
        let days = (0..4).filter_map(|fewer| Day::from_ymd(year, month, self.day().saturating_sub(fewer)));
        days.into_iter().next().expect("one of the days 28 to 31 ends every month")
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

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// 星期一.
    Monday,
    /// 星期二.
    Tuesday,
    /// 星期三.
    Wednesday,
    /// 星期四.
    Thursday,
    /// 星期五.
    Friday,
    /// 星期六.
    Saturday,
    /// 星期日.
    Sunday,
}

impl Weekday {
    /// Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Days from the last such weekday, 0 where the day is one.
    pub fn days_before(self, day: Day) -> i32 {
        (day.weekday() as i32 - self as i32).rem_euclid(7)
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

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "description": "A business day: 2019-06-30."
        })
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
