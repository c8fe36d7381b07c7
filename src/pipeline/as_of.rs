//! As of when the data are read: up to which business day, and from which version of the store.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use chrono::NaiveDateTime;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::store::{Store, StoreError};

/// As of when, or as of which version, the data are read.
///
/// A day alone keeps to business dates (and to `recorded_at`, where the orders have it): a quarter's data are usually
/// loaded after the quarter has ended, so the time of loading cannot decide what belonged to it. A version says what
/// the store held; with a day, it rebuilds a past review exactly.
///
/// ```
/// use attain::pipeline::AsOf;
/// let past: AsOf = "7@2023-12-31".parse().unwrap();
/// assert_eq!(past, AsOf::VersionDay(7, "2023-12-31".parse().unwrap()));
/// assert!("7@yesterday".parse::<AsOf>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The newest version, up to its last business date.
    Latest,
    /// The newest version, up to this day: `2023-12-31`.
    Day(Day),
    /// A version, up to its last business date: `7`.
    Version(u64),
    /// A version, up to this day: `7@2023-12-31`.
    VersionDay(u64, Day),
    /// The version that was current at a time, up to its last business date: `@2024-01-05T18:00`.
    Loaded(LoadTime),
    /// The version that was current at a time, up to this day: `@2024-01-05T18:00/2023-12-31`.
    LoadedDay(LoadTime, Day),
}

/// A moment at which a version of the store was current, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadTime {
    /// The moment, in seconds since 1970. A day without a time means its last second.
    pub second: i64,
}

impl AsOf {
    /// The store at the version that is meant.
    pub fn open(self, root: &Path) -> Result<Store, StoreError> {
        match self {
            AsOf::Latest | AsOf::Day(_) => Store::open(root),
            AsOf::Version(version) | AsOf::VersionDay(version, _) => Store::open_version(root, version),
            AsOf::Loaded(time) | AsOf::LoadedDay(time, _) => {
                Store::open_version(root, Store::version_at(root, time.second)?)
            }
        }
    }

    /// The last business day that counts, where one is named.
    pub fn day(self) -> Option<Day> {
        match self {
            AsOf::Day(day) | AsOf::VersionDay(_, day) | AsOf::LoadedDay(_, day) => Some(day),
            AsOf::Latest | AsOf::Version(_) | AsOf::Loaded(_) => None,
        }
    }
}

/// Written as the command line takes it.
impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AsOf::Latest => f.write_str("latest"),
            AsOf::Day(day) => day.fmt(f),
            AsOf::Version(version) => version.fmt(f),
            AsOf::VersionDay(version, day) => write!(f, "{version}@{day}"),
            AsOf::Loaded(time) => write!(f, "@{time}"),
            AsOf::LoadedDay(time, day) => write!(f, "@{time}/{day}"),
        }
    }
}

impl fmt::Display for LoadTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match chrono::DateTime::from_timestamp(self.second, 0) {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%S")),
            None => self.second.fmt(f),
        }
    }
}

impl FromStr for AsOf {
    type Err = Failure;

    fn from_str(text: &str) -> Result<AsOf, Failure> {
        let text = text.trim();
        let refused = || no_as_of(text);
        let day = |text: &str| text.parse::<Day>().map_err(|_| refused());
        match text.split_once('@') {
            None => match text.parse::<u64>() {
                Ok(version) => Ok(AsOf::Version(version)),
                Err(_) => Ok(AsOf::Day(text.parse()?)),
            },
            Some(("", loaded)) => match loaded.split_once('/') {
                None => Ok(AsOf::Loaded(load_time(loaded).ok_or_else(refused)?)),
                Some((time, last)) => Ok(AsOf::LoadedDay(load_time(time).ok_or_else(refused)?, day(last)?)),
            },
            Some((version, last)) => Ok(AsOf::VersionDay(version.trim().parse().map_err(|_| refused())?, day(last)?)),
        }
    }
}

/// A day, whose last second is meant, or a day with a time of day; a `Z` for UTC may stand behind it.
fn load_time(text: &str) -> Option<LoadTime> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(day) = text.parse::<Day>() {
        return Some(LoadTime { second: i64::from(day.epoch() + 1) * 86_400 - 1 });
    }
    let time = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|pattern| NaiveDateTime::parse_from_str(text, pattern).ok())?;
    Some(LoadTime { second: time.and_utc().timestamp() })
}

fn no_as_of(text: &str) -> Failure {
    Failure::usage(
        format!("`{text}` does not say as of when"),
        "write a business day (2023-12-31), a version (7), a version up to a day (7@2023-12-31), or a time of loading \
         in UTC (@2024-01-05T18:00, with a day: @2024-01-05/2023-12-31)",
    )
    .in_chinese(
        format!("`{text}` 没有说明截至何时"),
        Some(
            "请写业务日期（2023-12-31）、版本（7）、某版本截至某日（7@2023-12-31），或 UTC 导入时间（@2024-01-05T18:00，\
             可附日期：@2024-01-05/2023-12-31）"
                .to_string(),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        for text in ["2023-12-31", "7", "7@2023-12-31", "@2024-01-05T18:00:00", "@2024-01-05T18:00:09/2023-12-31"] {
            assert_eq!(text.parse::<AsOf>().unwrap().to_string(), text);
        }
        let read = |text: &str| text.parse::<AsOf>().unwrap().to_string();
        assert_eq!(read("@2024-01-05"), "@2024-01-05T23:59:59");
        assert_eq!(read("@2024-01-05T18:00Z"), "@2024-01-05T18:00:00");
    }

    #[test]
    fn what_says_nothing_is_refused_with_the_ways_to_say_it() {
        for text in
            ["@", "@7", "7@", "x@2023-12-31", "7@2023-02-30", "@2024-01-05/", "@2024-01-05 18:00", "-1@2023-12-31"]
        {
            let refused = text.parse::<AsOf>().unwrap_err();
            assert!(refused.message.contains(text) && refused.hint.is_some(), "{refused}");
        }
    }
}
