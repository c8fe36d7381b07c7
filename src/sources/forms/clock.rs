//! The time of day and the zone that may follow a date.

use super::cursor::{Cursor, Written};
use super::days::plain_clock;
use super::zones::Zone;

/// What follows a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Clock {
    /// Microseconds since midnight; `None` for a date alone.
    pub micros: Option<i64>,
    /// The zone, where a time of day names one.
    pub zone: Option<Zone>,
}

/// A half of the day, as it is written beside hours that go to twelve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

/// The halves in Chinese, which stand before the hour.
const HALVES_BEFORE: [(&str, Half); 7] = [
    ("上午", Half::Morning),
    ("凌晨", Half::Morning),
    ("清晨", Half::Morning),
    ("早上", Half::Morning),
    ("中午", Half::Noon),
    ("下午", Half::Afternoon),
    ("晚上", Half::Evening),
];

/// The halves in English, which stand before the hour or behind the time.
const HALVES: [(&str, Half); 8] = [
    ("AM", Half::Morning),
    ("am", Half::Morning),
    ("a.m.", Half::Morning),
    ("A.M.", Half::Morning),
    ("PM", Half::Afternoon),
    ("pm", Half::Afternoon),
    ("p.m.", Half::Afternoon),
    ("P.M.", Half::Afternoon),
];

/// Weekdays, which may stand before the time and say nothing that the date does not.
const WEEKDAYS: [&str; 3] = ["星期", "礼拜", "周"];

/// Reads all that follows a date; `None` where it is anything but a time of day and a zone.
pub(super) fn read_clock(rest: &str) -> Option<Clock> {
    if rest.is_empty() {
        return Some(Clock::default());
    }
    if let [b' ' | b'T', time @ ..] = rest.as_bytes()
        && let Some(micros) = plain_clock(time)
    {
        return Some(Clock { micros: Some(micros), zone: None });
    }
    let mut cursor = Cursor::new(rest);
    // A date of XML may carry a zone; a date without a time of day does not move, whatever its zone.
    if matches!(rest, "Z" | "z") || (rest.contains(':') && Zone::read(&mut cursor).is_some() && cursor.at_end()) {
        return Some(Clock::default());
    }
    read_slowly(rest)
}

fn read_slowly(rest: &str) -> Option<Clock> {
    let mut cursor = Cursor::new(rest);
    // Only a compact date is followed by a digit at once: 20240321140533.
    let compact = rest.starts_with(|letter: char| letter.is_ascii_digit());
    let spaced = cursor.rest.starts_with([' ', '\t', ',', 'T', 't']) || !rest.is_ascii();
    if !compact && !spaced {
        return None;
    }
    cursor.skip(" ,\t");
    let lettered = cursor.eat("T") || cursor.eat("t");
    skip_weekday(&mut cursor);
    if cursor.at_end() {
        return (!lettered).then(Clock::default);
    }
    let before = cursor.eat_any(&HALVES_BEFORE).or_else(|| cursor.eat_any(&HALVES));
    cursor.skip_blanks();
    let (hour, within) = match compact || lettered {
        true => read_compact(&mut cursor).or_else(|| read_time(&mut cursor))?,
        false => read_time(&mut cursor)?,
    };
    cursor.skip_blanks();
    let half = match before {
        Some(half) => Some(half),
        None => cursor.eat_any(&HALVES),
    };
    let micros = hour_of_day(hour, half)? * 3_600_000_000 + within;
    Some(Clock { micros: Some(micros), zone: read_zone(cursor)? })
}

/// `14:05`, `14:05:33.25` or `14时05分33秒`: the hour, and the microseconds within it.
fn read_time(cursor: &mut Cursor<'_>) -> Option<(u32, i64)> {
    let two_digits = |written: &Written| written.digits <= 2;
    let hour = cursor.number().filter(two_digits)?.value;
    let colon = cursor.eat(":");
    if !colon && !["时", "点", "點", "時"].iter().any(|sign| cursor.eat(sign)) {
        return None;
    }
    let minute = cursor.number().filter(two_digits)?.value;
    let more = if colon { cursor.eat(":") } else { cursor.eat("分") && !cursor.at_end() };
    let before = *cursor;
    let (second, micros) = match cursor.number().filter(|_| more) {
        Some(second) if second.digits <= 2 => (second.value, read_fraction(cursor)),
        Some(_) => return None,
        None if more && colon => return None,
        None => {
            *cursor = before;
            (0, 0)
        }
    };
    if !colon {
        cursor.eat("秒");
    }
    Some((hour, within_hour(minute, second, micros)?))
}

/// `140533` or `1405`.
fn read_compact(cursor: &mut Cursor<'_>) -> Option<(u32, i64)> {
    let before = *cursor;
    let Some(written) = cursor.number().filter(|written| matches!(written.digits, 4 | 6)) else {
        *cursor = before;
        return None;
    };
    let (time, second) =
        if written.digits == 6 { (written.value / 100, written.value % 100) } else { (written.value, 0) };
    let micros = if written.digits == 6 { read_fraction(cursor) } else { 0 };
    Some((time / 100, within_hour(time % 100, second, micros)?))
}

fn within_hour(minute: u32, second: u32, micros: i64) -> Option<i64> {
    // A leap second is the last microsecond of its minute: it must not carry an evening into the next day.
    let (second, micros) = if second == 60 { (59, 999_999) } else { (second, micros) };
    let fits = minute < 60 && second < 60;
    fits.then(|| i64::from(minute * 60 + second) * 1_000_000 + micros)
}

/// The fraction of a second in microseconds; further digits are cut off.
fn read_fraction(cursor: &mut Cursor<'_>) -> i64 {
    let before = *cursor;
    let digits = if cursor.eat(".") || cursor.eat(",") { cursor.digits() } else { "" };
    if digits.is_empty() {
        *cursor = before;
    }
    digits.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |micros, digit| micros * 10 + i64::from(digit - b'0'))
}

/// The hour from 0 to 23; an hour after noon that is written as such already stays what it is (`下午14:05`).
fn hour_of_day(hour: u32, half: Option<Half>) -> Option<i64> {
    let hour = match half {
        None => hour,
        Some(Half::Morning) if hour <= 12 => hour % 12,
        Some(Half::Noon) if (10..=14).contains(&hour) => hour,
        Some(Half::Noon) if (1..=2).contains(&hour) => hour + 12,
        Some(Half::Afternoon) if hour <= 12 => hour % 12 + 12,
        Some(Half::Evening) if (1..12).contains(&hour) => hour + 12,
        Some(Half::Afternoon | Half::Evening) if hour > 12 => hour,
        // Twelve in the evening is the end of one day or the beginning of another.
        Some(_) => return None,
    };
    (hour < 24).then(|| i64::from(hour))
}

fn read_zone(mut cursor: Cursor<'_>) -> Option<Option<Zone>> {
    cursor.skip_blanks();
    if cursor.at_end() {
        return Some(None);
    }
    let mut zone = Zone::read(&mut cursor)?;
    // Java writes 23:30+08:00[Asia/Shanghai], JavaScript 23:30 GMT+0800 (China Standard Time).
    if cursor.rest.starts_with('[') {
        zone = Zone::read(&mut cursor)?;
    }
    cursor.skip_blanks();
    let remark = cursor.rest.starts_with('(') && cursor.rest.ends_with(')');
    (cursor.at_end() || remark).then_some(Some(zone))
}

fn skip_weekday(cursor: &mut Cursor<'_>) {
    if WEEKDAYS.iter().any(|name| cursor.eat(name)) {
        cursor.rest = cursor.rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天']).unwrap_or(cursor.rest);
    }
    cursor.skip_blanks();
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;
    const MINUTE: i64 = 60_000_000;
    const SECOND: i64 = 1_000_000;

    #[test]
    fn times_of_day_are_read_as_people_and_programs_write_them() {
        let table = [
            (" 14:05:33", 14 * HOUR + 5 * MINUTE + 33 * SECOND),
            ("T14:05:33", 14 * HOUR + 5 * MINUTE + 33 * SECOND),
            (" 14:05", 14 * HOUR + 5 * MINUTE),
            ("  9:05 ", 9 * HOUR + 5 * MINUTE),
            ("T14:05:33.123", 14 * HOUR + 5 * MINUTE + 33 * SECOND + 123_000),
            (" 14:05:33,1234567", 14 * HOUR + 5 * MINUTE + 33 * SECOND + 123_456),
            (" 2:05 PM", 14 * HOUR + 5 * MINUTE),
            (" 12:00 AM", 0),
            (" 12:30 p.m.", 12 * HOUR + 30 * MINUTE),
            (", 2:05:01 pm", 14 * HOUR + 5 * MINUTE + SECOND),
            (" 下午2:05", 14 * HOUR + 5 * MINUTE),
            (" 下午 14:05", 14 * HOUR + 5 * MINUTE),
            ("上午12:05", 5 * MINUTE),
            (" 中午12:05", 12 * HOUR + 5 * MINUTE),
            (" 晚上11:05", 23 * HOUR + 5 * MINUTE),
            (" 14时05分33秒", 14 * HOUR + 5 * MINUTE + 33 * SECOND),
            ("14时05分", 14 * HOUR + 5 * MINUTE),
            (" 星期四 14:05", 14 * HOUR + 5 * MINUTE),
            ("T140533", 14 * HOUR + 5 * MINUTE + 33 * SECOND),
            ("140533", 14 * HOUR + 5 * MINUTE + 33 * SECOND),
            (" 23:59:60", 24 * HOUR - 1),
        ];
        for (text, micros) in table {
            assert_eq!(read_clock(text), Some(Clock { micros: Some(micros), zone: None }), "{text}");
        }
    }

    #[test]
    fn a_zone_may_follow_a_time_and_says_nothing_about_a_date_alone() {
        for text in ["T23:30:00Z", " 23:30 UTC", "T23:30+00:00", "T23:30:00.000+0000", " 23:30 GMT+0000 (Greenwich)"] {
            assert_eq!(read_clock(text).and_then(|clock| clock.zone), Some(Zone::Fixed(0)), "{text}");
        }
        for text in [" 23:30 Asia/Shanghai", "T23:30+08:00[Asia/Shanghai]"] {
            assert!(matches!(read_clock(text).and_then(|clock| clock.zone), Some(Zone::Place(_))), "{text}");
        }
        for text in ["", "Z", "+08:00", " ", " 星期四", "星期四"] {
            assert_eq!(read_clock(text), Some(Clock::default()), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_of_day_is_refused() {
        for text in [
            "x",
            " x",
            "T",
            " 24:00",
            " 14:60",
            " 14:05:61",
            " 14",
            " 14:",
            " 14:05:",
            " 1405",
            "T1",
            " 13:00 AM",
            " 晚上12:00",
            " 14:05 CST",
            " 14:05 x",
            "-05",
            " 14:05:333",
            "é",
            " 14时",
            "下午",
            " 14:05 (x",
            "123",
        ] {
            assert_eq!(read_clock(text), None, "{text}");
        }
    }
}
