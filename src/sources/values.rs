//! Reading one value: text as it stands in the file into the type of its column.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};

use crate::calendar::Day;
use crate::quantity::{MoneyError, parse_minor};
use crate::schema::{ColumnSpec, ColumnType};

use super::issue::Rule;

/// A value in its column's type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Empty, or a word that means so.
    Null,
    /// Text, trimmed: borrowed from the record, or worked out.
    Str(Cow<'a, str>),
    /// A day.
    Date(Day),
    /// Microseconds since 1970-01-01.
    Ts(i64),
    /// Minor units, and whether digits were rounded away because the text had more than the currency.
    Money { minor: i64, rounded: bool },
    /// A number.
    F64(f64),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
}

impl Value<'_> {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// -1, 0 or 1 for an amount or a number; `None` for everything else.
    pub(super) fn sign(&self) -> Option<i32> {
        match self {
            Value::Money { minor, .. } => Some(minor.signum() as i32),
            Value::F64(number) => Some(i32::from(*number > 0.0) - i32::from(*number < 0.0)),
            _ => None,
        }
    }
}

/// The largest number that is read, either sign. Quantities are summed in ten-thousandths of a piece, and of
/// 9 × 10^11 pieces a thousand lines fit into 64 bits.
pub(super) const LARGEST_NUMBER: f64 = 9e11;

/// The largest amount in minor units, either sign: up to here whole numbers are exact as floats too (2^53), and a
/// thousand such amounts still sum within 64 bits.
pub(super) const LARGEST_MINOR: i64 = 9_000_000_000_000_000;

/// Years outside business life are typing mistakes.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// How values are read in one file.
#[derive(Debug, Clone)]
pub(super) struct ValueRules {
    /// A strftime pattern for dates, where the usual forms do not fit.
    pub date_format: Option<String>,
    /// Decimals of the run's currency.
    pub money_digits: u32,
}

/// Whether the text stands for "no value".
pub(super) fn is_null(text: &str) -> bool {
    matches!(text.trim(), "" | "NULL" | "null" | "N/A" | "n/a" | "#N/A")
}

/// Reads `text` as the column's type; empty text and `NULL` are null. A number is divided by `divide_by` (1 for none).
pub(super) fn read<'a>(
    text: &'a str,
    column: &'a ColumnSpec,
    divide_by: f64,
    rules: &ValueRules,
) -> Result<Value<'a>, Rule> {
    if is_null(text) {
        return Ok(Value::Null);
    }
    let text = text.trim();
    match column.kind {
        ColumnType::Str => Ok(Value::Str(text.into())),
        ColumnType::Date => read_day(text, rules).map(Value::Date).ok_or(Rule::NotADay),
        ColumnType::Ts => read_instant(text, rules).map(Value::Ts).ok_or(Rule::NotAnInstant),
        ColumnType::Money => read_money(text, rules),
        ColumnType::F64 => read_number(text, divide_by).map(Value::F64),
        ColumnType::Int => text.parse().map(Value::Int).map_err(|_| Rule::NotWhole),
        ColumnType::Bool => read_bool(text).map(Value::Bool).ok_or(Rule::NotABool),
        ColumnType::Enum => column
            .enum_word(text)
            .map(|allowed| Value::Str(allowed.into()))
            .ok_or_else(|| Rule::NotAllowed { allowed: column.values.clone() }),
    }
}

fn read_money(text: &str, rules: &ValueRules) -> Result<Value<'static>, Rule> {
    let parsed = parse_minor(text, rules.money_digits).map_err(|error| match error {
        MoneyError::TooLarge => Rule::TooLarge,
        MoneyError::NotANumber | MoneyError::UnknownCurrency { .. } => Rule::NotMoney,
    })?;
    match parsed.minor.unsigned_abs() <= LARGEST_MINOR.unsigned_abs() {
        true => Ok(Value::Money { minor: parsed.minor, rounded: parsed.rounded }),
        false => Err(Rule::TooLarge),
    }
}

fn read_number(text: &str, divide_by: f64) -> Result<f64, Rule> {
    let number: f64 = text.parse().map_err(|_| Rule::NotANumber)?;
    // Words such as `inf` and `NaN` parse too; 1e999 is a number, and becomes infinite for want of room.
    if number.is_nan() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(Rule::NotANumber);
    }
    let number = number / divide_by;
    if number.abs() <= LARGEST_NUMBER { Ok(number) } else { Err(Rule::TooLarge) }
}

fn read_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "是" => Some(true),
        "false" | "no" | "n" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// A day in the configured format, else `YYYY-MM-DD`, `YYYY/MM/DD` or `YYYYMMDD`, a time of day after it ignored.
fn read_day(text: &str, rules: &ValueRules) -> Option<Day> {
    let day = match &rules.date_format {
        Some(format) => NaiveDate::parse_from_str(text, format)
            .or_else(|_| NaiveDateTime::parse_from_str(text, format).map(|instant| instant.date()))
            .ok()
            .map(Day::from_naive),
        None => read_plain_day(text.split_once([' ', 'T']).map_or(text, |(date, _)| date)),
    };
    day.filter(|day| YEARS.contains(&day.year()))
}

/// The usual forms, by hand: chrono's patterns cost more than all other columns of a row together.
fn read_plain_day(date: &str) -> Option<Day> {
    let bytes = date.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0_u32, |value, &b| b.is_ascii_digit().then(|| value * 10 + u32::from(b - b'0')))
    };
    let (year, month, day) = match bytes.len() {
        10 if bytes[4] == bytes[7] && matches!(bytes[4], b'-' | b'/' | b'.') => {
            (number(0, 4)?, number(5, 7)?, number(8, 10)?)
        }
        8 => (number(0, 4)?, number(4, 6)?, number(6, 8)?),
        _ => return None,
    };
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}

fn read_instant(text: &str, rules: &ValueRules) -> Option<i64> {
    let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y/%m/%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc());
    let plain = || forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let instant = zoned().or_else(|| plain().map(|instant| instant.and_utc()));
    match instant {
        Some(instant) => Some(instant).filter(|instant| YEARS.contains(&instant.year())).map(|i| i.timestamp_micros()),
        None => read_day(text, rules).map(|day| i64::from(day.epoch()) * 86_400_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: ValueRules = ValueRules { date_format: None, money_digits: 2 };

    #[test]
    fn the_usual_dates_are_read_and_impossible_days_are_not() {
        for text in ["2017-08-25", "2017/08/25", "20170825", "2017-08-25 07:45:00", "2017-08-25T00:00:00.000"] {
            assert_eq!(read_day(text, &PLAIN), Day::from_ymd(2017, 8, 25), "{text}");
        }
        for text in ["9999/99/99", "2017-02-29", "25/08/2017", "2017-8-25", "soon", "2017-08-25x"] {
            assert_eq!(read_day(text, &PLAIN), None, "{text}");
        }
    }

    #[test]
    fn a_configured_format_is_the_only_one_that_counts() {
        let rules = ValueRules { date_format: Some("%d.%m.%Y".to_string()), money_digits: 2 };
        assert_eq!(read_day("25.08.2017", &rules), Day::from_ymd(2017, 8, 25));
        assert_eq!(read_day("2017-08-25", &rules), None);
    }

    #[test]
    fn days_outside_business_life_are_typing_mistakes() {
        let rules = ValueRules { date_format: Some("%d.%m.%Y".to_string()), money_digits: 2 };
        for text in ["1900-01-01", "2200-12-31"] {
            assert!(read_day(text, &PLAIN).is_some(), "{text}");
        }
        for text in ["1899-12-31", "2201-01-01", "0017-08-25", "9999-12-31", "99991231"] {
            assert_eq!(read_day(text, &PLAIN), None, "{text}");
            assert_eq!(read_instant(text, &PLAIN), None, "{text}");
        }
        assert_eq!(read_day("25.08.0017", &rules), None);
        assert_eq!(read_instant("9999-12-31 23:59:59", &PLAIN), None);
        assert_eq!(read_instant("1970-01-01T00:00:01Z", &PLAIN), Some(1_000_000));
    }

    #[test]
    fn not_a_number_is_not_a_number() {
        for text in ["NaN", "inf", "-infinity", "1,5", "two", ""] {
            assert_eq!(read_number(text, 1.0), Err(Rule::NotANumber), "{text}");
        }
    }

    #[test]
    fn numbers_that_cannot_be_summed_exactly_are_too_large() {
        assert_eq!(read_number("9e11", 1.0), Ok(9e11));
        assert_eq!(read_number("-900000000000", 1.0), Ok(-9e11));
        for text in ["9.1e11", "-9.1e11", "1e999", "-1e999"] {
            assert_eq!(read_number(text, 1.0), Err(Rule::TooLarge), "{text}");
        }
        assert_eq!(read_number("15", 100.0), Ok(0.15));
        assert_eq!(read_number("9e11", 0.01), Err(Rule::TooLarge));
    }

    #[test]
    fn amounts_that_cannot_be_summed_exactly_are_too_large() {
        let minor = |text: &str| match read_money(text, &PLAIN) {
            Ok(Value::Money { minor, .. }) => Ok(minor),
            Ok(other) => panic!("{other:?}"),
            Err(rule) => Err(rule),
        };
        assert_eq!(minor("-90000000000000.00"), Ok(-LARGEST_MINOR));
        assert_eq!(minor("90000000000000.01"), Err(Rule::TooLarge));
        assert_eq!(minor("999999999999999999999999"), Err(Rule::TooLarge));
        assert_eq!(minor("1,5"), Err(Rule::NotMoney));
    }
}
