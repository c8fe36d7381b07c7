//! Reading one value: text as it stands in the file into the type of its column.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use crate::calendar::Day;
use crate::quantity::parse_minor;
use crate::schema::{ColumnSpec, ColumnType};

use super::issue::Rule;

/// A value in its column's type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Empty, or a word that means so.
    Null,
    /// Text, trimmed.
    Str(&'a str),
    /// A day.
    Date(Day),
    /// Microseconds since 1970-01-01.
    Ts(i64),
    /// Minor units, and what was rounded away where the text had more digits than the currency.
    Money { minor: i64, rounded: bool },
    /// A number.
    F64(f64),
    /// A whole number.
    Int(i64),
    /// True or false.
    Bool(bool),
}

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

/// Reads `text` as the column's type; empty text and `NULL` are null.
pub(super) fn read<'a>(text: &'a str, column: &'a ColumnSpec, rules: &ValueRules) -> Result<Value<'a>, Rule> {
    if is_null(text) {
        return Ok(Value::Null);
    }
    let text = text.trim();
    match column.kind {
        ColumnType::Str => Ok(Value::Str(text)),
        ColumnType::Date => read_day(text, rules).map(Value::Date).ok_or(Rule::NotADay),
        ColumnType::Ts => read_instant(text, rules).map(Value::Ts).ok_or(Rule::NotAnInstant),
        ColumnType::Money => parse_minor(text, rules.money_digits)
            .map(|parsed| Value::Money { minor: parsed.minor, rounded: parsed.rounded })
            .map_err(|_| Rule::NotMoney),
        ColumnType::F64 => read_number(text).map(Value::F64).ok_or(Rule::NotANumber),
        ColumnType::Int => text.parse().map(Value::Int).map_err(|_| Rule::NotWhole),
        ColumnType::Bool => read_bool(text).map(Value::Bool).ok_or(Rule::NotABool),
        ColumnType::Enum => column
            .values
            .iter()
            .find(|allowed| allowed.eq_ignore_ascii_case(text))
            .map(|allowed| Value::Str(allowed))
            .ok_or_else(|| Rule::NotAllowed { allowed: column.values.clone() }),
    }
}

fn read_number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
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
    if let Some(format) = &rules.date_format {
        return NaiveDate::parse_from_str(text, format)
            .or_else(|_| NaiveDateTime::parse_from_str(text, format).map(|instant| instant.date()))
            .ok()
            .map(Day::from_naive);
    }
    let date = text.split_once([' ', 'T']).map_or(text, |(date, _)| date);
    read_plain_day(date)
}

/// The usual forms, by hand: chrono's patterns cost more than all other columns of a row together.
fn read_plain_day(date: &str) -> Option<Day> {
    let bytes = date.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        bytes.get(from..to)?.iter().try_fold(0_u32, |value, &b| b.is_ascii_digit().then(|| value * 10 + u32::from(b - b'0')))
    };
    let (year, month, day) = match bytes.len() {
        10 if bytes[4] == bytes[7] && matches!(bytes[4], b'-' | b'/' | b'.') => {
            (number(0, 4)?, number(5, 7)?, number(8, 10)?)
        }
        8 => (number(0, 4)?, number(4, 6)?, number(6, 8)?),
        _ => return None,
    };
    // Days outside four-digit business life are typing mistakes (9999-99-99 is caught by the calendar itself).
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}

fn read_instant(text: &str, rules: &ValueRules) -> Option<i64> {
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return Some(zoned.timestamp_micros());
    }
    let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y/%m/%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|instant| instant.and_utc().timestamp_micros())
        .or_else(|| read_day(text, rules).map(|day| i64::from(day.epoch()) * 86_400_000_000))
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
    fn not_a_number_is_not_a_number() {
        for text in ["NaN", "inf", "1,5", "1e999", "two"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }
}
