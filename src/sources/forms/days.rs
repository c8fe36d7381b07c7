//! Days of the calendar as numbers, by arithmetic alone: this runs once for every date of every row.

use std::ops::RangeInclusive;

/// Years outside business life are typing mistakes.
pub(super) const YEARS: RangeInclusive<u32> = 1900..=2200;

/// The days that are read, from 1900-01-01 to 2200-12-31.
pub(super) const DAYS: RangeInclusive<i32> = -25_567..=84_370;

/// Days of a year before each month, for years without a leap day; months count from 1.
const BEFORE_MONTH: [u32; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// Days of each month in years without a leap day; months count from 1.
const IN_MONTH: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Days from 1970-01-01 to the first day of each year from 1900 to 2201: looked up, because divisions take longer.
const YEAR_STARTS: [i32; 302] = {
    let mut starts = [*DAYS.start(); 302];
    let mut at = 1;
    while at < starts.len() {
        starts[at] = starts[at - 1] + if is_leap(1899 + at as u32) { 366 } else { 365 };
        at += 1;
    }
    starts
};

/// Days from 1970-01-01 to a day of the years 1900 to 2200; `None` where there is no such day.
#[inline]
pub(super) fn days_of(year: u32, month: u32, day: u32) -> Option<i32> {
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let at = (year - YEARS.start()) as usize;
    let leap = YEAR_STARTS[at + 1] - YEAR_STARTS[at] == 366;
    // The 28th of any month exists, so that the table is rarely asked.
    if day > 28 && day > IN_MONTH[month as usize] + u32::from(leap && month == 2) {
        return None;
    }
    let within = BEFORE_MONTH[month as usize] + u32::from(leap && month > 2) + day - 1;
    Some(YEAR_STARTS[at] + within as i32)
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// A year of two or four digits; two digits are read as POSIX does: 00 to 68 lie after 2000, 69 to 99 before.
#[inline]
pub(super) fn full_year(value: u32, digits: usize) -> Option<u32> {
    match digits {
        4 => Some(value),
        2 if value <= 68 => Some(2000 + value),
        2 => Some(1900 + value),
        _ => None,
    }
}

/// Exactly `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYY.MM.DD`, the form of most files.
#[inline]
pub(super) fn iso_day(bytes: &[u8]) -> Option<i32> {
    let &[y1, y2, y3, y4, first, m1, m2, second, d1, d2] = bytes else { return None };
    if first != second || !matches!(first, b'-' | b'/' | b'.') {
        return None;
    }
    let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2].map(digit);
    // Without a branch for each digit.
    if digits.iter().fold(false, |bad, &digit| bad | (digit > 9)) {
        return None;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits;
    days_of(y1 * 1000 + y2 * 100 + y3 * 10 + y4, m1 * 10 + m2, d1 * 10 + d2)
}

/// Exactly `HH:MM:SS`, in microseconds of the day.
#[inline]
pub(super) fn plain_clock(bytes: &[u8]) -> Option<i64> {
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = bytes else { return None };
    let digits = [h1, h2, m1, m2, s1, s2].map(|byte| i64::from(byte.wrapping_sub(b'0')));
    if digits.iter().fold(false, |bad, &digit| bad | (digit > 9)) {
        return None;
    }
    let [h1, h2, m1, m2, s1, s2] = digits;
    let (hour, minute, second) = (h1 * 10 + h2, m1 * 10 + m2, s1 * 10 + s2);
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then_some((hour * 3600 + minute * 60 + second) * 1_000_000)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_day_counts_as_chrono_counts_it() {
        for days in DAYS {
            let date = NaiveDate::from_epoch_days(days).unwrap();
            assert_eq!(days_of(date.year() as u32, date.month(), date.day()), Some(days), "{date}");
            for separator in ["-", "/", "."] {
                let text = date.format(&format!("%Y{separator}%m{separator}%d")).to_string();
                assert_eq!(iso_day(text.as_bytes()), Some(days), "{text}");
            }
        }
        assert_eq!((*DAYS.start(), *DAYS.end()), (days_of(1900, 1, 1).unwrap(), days_of(2200, 12, 31).unwrap()));
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        for (year, month, day) in
            [(2023, 2, 29), (1900, 2, 29), (2100, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0)]
        {
            assert_eq!(days_of(year, month, day), None, "{year}-{month}-{day}");
        }
        assert_eq!((days_of(1899, 12, 31), days_of(2201, 1, 1)), (None, None));
    }

    proptest! {
        #[test]
        fn any_three_numbers_are_a_day_where_chrono_has_one(year in 1890_u32..2210, month in 0_u32..15, day in 0_u32..35) {
            let expected = NaiveDate::from_ymd_opt(year as i32, month, day).map(|date| date.to_epoch_days());
            prop_assert_eq!(days_of(year, month, day), expected.filter(|days| DAYS.contains(days)));
        }

        #[test]
        fn ten_bytes_are_a_day_where_chrono_reads_one(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]") {
            let expected = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(|date| date.to_epoch_days());
            prop_assert_eq!(iso_day(text.as_bytes()), expected.filter(|days| DAYS.contains(days)));
        }
    }
}
