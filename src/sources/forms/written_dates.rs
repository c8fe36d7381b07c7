//! Dates as people and programs write them: the date at the beginning of a text, and what is left behind it.

use super::cursor::{Cursor, Written};
use super::days::{days_of, full_year};
use super::month_names::{read_month, skip_weekday};

/// In which order three numbers stand that do not tell it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Day, month, year.
    DayMonthYear,
    /// Month, day, year.
    MonthDayYear,
    /// A year of two digits, month, day.
    YearMonthDay,
}

/// Three numbers with the same sign between them, such as `3/5/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Triple<'t> {
    /// The numbers.
    pub parts: [Written; 3],
    /// The sign between them: `/`, `-` or `.`.
    pub sign: u8,
    /// What follows.
    pub rest: &'t str,
}

impl<'t> Triple<'t> {
    /// The triple at the beginning of a text; a blank may follow its signs (`2024. 3. 5`).
    #[inline]
    pub(super) fn read(text: &'t str) -> Option<Triple<'t>> {
        let mut cursor = Cursor::new(text);
        let first = cursor.number()?;
        let sign = *cursor.rest.as_bytes().first().filter(|sign| matches!(sign, b'/' | b'-' | b'.'))?;
        let next = |cursor: &mut Cursor<'t>| -> Option<Written> {
            (cursor.rest.as_bytes().first() == Some(&sign)).then(|| cursor.rest = &cursor.rest[1..])?;
            cursor.skip_blanks();
            cursor.number()
        };
        let (second, third) = (next(&mut cursor)?, next(&mut cursor)?);
        // Korea and Hungary write a point behind the day too.
        let rest = match cursor.rest.strip_prefix('.').filter(|_| sign == b'.') {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => rest,
            _ => cursor.rest,
        };
        let parts = [first, second, third];
        let short = first.digits <= 4 && second.digits <= 2 && third.digits <= 4;
        short.then_some(Triple { parts, sign, rest })
    }

    /// Whether the year stands first, in four digits: such a date has one reading.
    pub(super) fn has_year_first(&self) -> bool {
        self.parts[0].digits == 4
    }

    /// The day that the triple means in this order.
    pub(super) fn in_order(&self, order: Order) -> Option<i32> {
        let [first, second, third] = self.parts;
        let (year, month, day) = match order {
            Order::DayMonthYear => (third, second, first),
            Order::MonthDayYear => (third, first, second),
            Order::YearMonthDay => (first, second, third),
        };
        let short = month.digits <= 2 && day.digits <= 2;
        short.then(|| days_of(full_year(year.value, year.digits)?, month.value, day.value))?
    }

    /// Whether the triple is written `31.12.2023`. With points, the day always stands first where the year is last:
    /// no country and no program is known to write `12.31.2023`.
    pub(super) fn has_points_and_year_last(&self) -> bool {
        self.sign == b'.' && self.parts[2].digits == 4
    }
}

/// The day that a text begins with, and the rest of the text; `order` says how triples are read that have the year
/// last, or two digits of it first.
pub(super) fn leading_day(text: &str, order: Option<Order>) -> Option<(i32, &str)> {
    if let Some(triple) = Triple::read(text) {
        let order = match order {
            _ if triple.has_year_first() => Order::YearMonthDay,
            None if triple.has_points_and_year_last() => Order::DayMonthYear,
            None => return None,
            Some(order) => order,
        };
        return triple.in_order(order).map(|day| (day, triple.rest));
    }
    match text.as_bytes().first()? {
        b'0'..=b'9' => compact(text).or_else(|| year_and_month(text)).or_else(|| chinese(text)).or_else(|| named(text)),
        _ => named(text),
    }
}

/// `20240321`, alone or with a time of four or six digits at once behind it.
fn compact(text: &str) -> Option<(i32, &str)> {
    let digits = Cursor::new(text).digits();
    if !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let mut value = Cursor::new(&digits[..8]);
    let date = value.number()?.value;
    Some((days_of(date / 10_000, date / 100 % 100, date % 100)?, &text[8..]))
}

/// `2024-03` and `2024/3`: the first day of the month.
fn year_and_month(text: &str) -> Option<(i32, &str)> {
    let mut cursor = Cursor::new(text);
    let year = cursor.number().filter(|year| year.digits == 4)?;
    let sign = cursor.eat("-") || cursor.eat("/");
    let month = cursor.number().filter(|month| sign && month.digits <= 2)?;
    // Nothing follows a month: 2024-03 14:05 lacks its day.
    cursor.at_end().then(|| days_of(year.value, month.value, 1))?.map(|day| (day, cursor.rest))
}

/// `2024年3月21日`, and `2024年3月` for the first of the month.
fn chinese(text: &str) -> Option<(i32, &str)> {
    let mut cursor = Cursor::new(text);
    let year = number_before(&mut cursor, &["年"])?;
    let month = number_before(&mut cursor, &["月份", "月"])?;
    let after_month = cursor.rest;
    cursor.skip_blanks();
    let year = full_year(year.value, year.digits)?;
    match number_before(&mut cursor, &["日", "号", "號"]) {
        Some(day) => Some((days_of(year, month.value, day.value)?, cursor.rest)),
        None if after_month.is_empty() => Some((days_of(year, month.value, 1)?, "")),
        None => None,
    }
}

fn number_before(cursor: &mut Cursor<'_>, signs: &[&str]) -> Option<Written> {
    cursor.skip_blanks();
    let number = cursor.number()?;
    cursor.skip_blanks();
    signs.iter().any(|sign| cursor.eat(sign)).then_some(number)
}

/// What may stand between a day, the name of a month and a year.
const BETWEEN: &str = " -/.,'";

/// `21 Mar 2024`, `21-Mar-24`, `Mar 21, 2024`, `2024-Mar-21`, `Thu Mar 21 2024`; `March 2024` and `Mar-24` for the
/// first of the month.
///
/// `Mar 24` with a blank is not read, for it may be a day without its year, nor is `24-Mar`, which Excel shows for one.
fn named(text: &str) -> Option<(i32, &str)> {
    let mut cursor = Cursor::new(text);
    skip_weekday(&mut cursor);
    let (year, month, day) = match cursor.number() {
        Some(first) if first.digits == 4 => {
            let month = month_between(&mut cursor)?;
            let day = number_of(&mut cursor, 2).map_or(1, |day| day.value);
            (first, month, day)
        }
        Some(first) => {
            skip_ordinal(&mut cursor);
            let month = month_between(&mut cursor)?;
            (year_behind(&mut cursor)?, month, first.value)
        }
        None => month_first(&mut cursor)?,
    };
    Some((days_of(full_year(year.value, year.digits)?, month, day)?, cursor.rest))
}

fn month_first(cursor: &mut Cursor<'_>) -> Option<(Written, u32, u32)> {
    let month = read_month(cursor)?;
    let joined = cursor.rest.starts_with(['-', '/', '\'']);
    cursor.skip(BETWEEN);
    let number = cursor.number()?;
    if number.digits == 4 {
        return Some((number, month, 1));
    }
    skip_ordinal(cursor);
    let before = *cursor;
    match year_behind(cursor) {
        Some(year) => Some((year, month, number.value)),
        None => {
            *cursor = before;
            (joined && number.digits == 2).then_some((number, month, 1))
        }
    }
}

fn month_between(cursor: &mut Cursor<'_>) -> Option<u32> {
    cursor.skip(BETWEEN);
    read_month(cursor)
}

/// A year behind day and month; a number before a colon is an hour.
fn year_behind(cursor: &mut Cursor<'_>) -> Option<Written> {
    number_of(cursor, 4).filter(|year| matches!(year.digits, 2 | 4))
}

fn number_of(cursor: &mut Cursor<'_>, digits: usize) -> Option<Written> {
    let before = *cursor;
    cursor.skip(BETWEEN);
    let number = cursor.number().filter(|number| number.digits <= digits && !cursor.rest.starts_with(':'));
    if number.is_none() {
        *cursor = before;
    }
    number
}

fn skip_ordinal(cursor: &mut Cursor<'_>) {
    let before = *cursor;
    if !["st", "nd", "rd", "th"].contains(&cursor.word()) {
        *cursor = before;
    }
}
