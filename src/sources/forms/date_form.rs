//! The form in which the dates of one column are written.

use chrono::format::{Item, Parsed, StrftimeItems, parse_and_remainder};

use super::clock::{Clock, read_clock};
use super::days::DAYS;
use super::moment::Moment;
use super::written_dates::Order;
use super::zones::{DAY, Zone};

/// The form in which the dates of one column are written.
///
/// Dates that have one reading only are read in every form but a pattern: the year first in four digits, `20240321`,
/// `2024年3月21日`, months by their names; `YYYY-MM`, `2024年3月` and `Mar-24` are the first day of the month.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) enum DateForm {
    /// Dates with one reading, and `31.12.2023`: with points and the year last the day stands first, all over the
    /// world. `3/5/2024` and `03.05.24` are no dates in this form.
    Usual,
    /// `31/12/2023`, with `/`, `-` or `.` and a year of two or four digits.
    DayFirst,
    /// `12/31/2023`, likewise.
    MonthFirst,
    /// `23/12/31`: a year of two digits, first.
    YearFirst,
    /// Days as Excel counts them, such as 45372 for 2024-03-21; a fraction is the time of day.
    Serial,
    /// As the configuration says, and no other.
    Pattern(Pattern),
}

/// A strftime pattern, taken apart once for the whole column.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sources) struct Pattern {
    items: Vec<Item<'static>>,
}

/// A setting that is neither an order of day, month and year nor a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct UnknownDateForm {
    /// What was received.
    pub setting: String,
}

impl DateForm {
    /// The setting that names an order of day, month and year, or Excel's day numbers; `None` for the others.
    pub(in crate::sources) fn setting(&self) -> Option<&'static str> {
        match self {
            DateForm::DayFirst => Some("D/M/Y"),
            DateForm::MonthFirst => Some("M/D/Y"),
            DateForm::YearFirst => Some("Y/M/D"),
            DateForm::Serial => Some("serial"),
            DateForm::Usual | DateForm::Pattern(_) => None,
        }
    }

    /// From `date_format` of a source: an order such as `D/M/Y`, `MDY`, `dd/mm/yyyy` or `日/月/年`, `ISO`, `serial` for
    /// Excel's day numbers, or a strftime pattern such as `%d.%m.%Y`.
    ///
    /// # Errors
    /// [`UnknownDateForm`] for anything else, a pattern that leaves the year or the month open included.
    pub(in crate::sources) fn named(setting: &str) -> Result<DateForm, UnknownDateForm> {
        let unknown = || UnknownDateForm { setting: setting.to_string() };
        if setting.contains('%') {
            return Pattern::new(setting).map(DateForm::Pattern).ok_or_else(unknown);
        }
        let mut parts: Vec<char> = setting.trim().to_lowercase().chars().filter_map(order_letter).collect();
        match setting.trim().to_ascii_lowercase().as_str() {
            "iso" => return Ok(DateForm::Usual),
            "serial" | "excel" => return Ok(DateForm::Serial),
            _ => parts.dedup(),
        }
        match parts.as_slice() {
            ['d', 'm', 'y'] => Ok(DateForm::DayFirst),
            ['m', 'd', 'y'] => Ok(DateForm::MonthFirst),
            ['y', 'm', 'd'] => Ok(DateForm::YearFirst),
            _ => Err(unknown()),
        }
    }

    /// How three numbers stand that do not tell it themselves.
    pub(super) fn order(&self) -> Option<Order> {
        match self {
            DateForm::DayFirst => Some(Order::DayMonthYear),
            DateForm::MonthFirst => Some(Order::MonthDayYear),
            DateForm::YearFirst => Some(Order::YearMonthDay),
            DateForm::Usual | DateForm::Serial | DateForm::Pattern(_) => None,
        }
    }
}

/// The part that a letter of a setting stands for; the signs between the parts stand for nothing, any other letter
/// for a mistake.
fn order_letter(letter: char) -> Option<char> {
    match letter {
        '日' => Some('d'),
        '月' => Some('m'),
        '年' => Some('y'),
        '/' | '-' | '.' | ' ' | ',' => None,
        other => Some(other),
    }
}

impl Pattern {
    /// Takes a pattern apart; `None` where it is malformed or can never make a day.
    fn new(pattern: &str) -> Option<Pattern> {
        let items = StrftimeItems::new(pattern).parse_to_owned().ok()?;
        let pattern = Pattern { items };
        // A pattern that cannot read what it writes itself would make every row a bad one.
        let sample = chrono::DateTime::from_timestamp(1_711_024_533, 0)?;
        let mut written = String::new();
        use std::fmt::Write;
        write!(written, "{}", sample.format_with_items(pattern.items.iter())).ok()?;
        pattern.read(&written).is_some().then_some(pattern)
    }

    /// Reads a text; a time of day may follow a pattern that has none.
    pub(super) fn read(&self, text: &str) -> Option<Moment> {
        let mut parsed = Parsed::new();
        let rest = parse_and_remainder(&mut parsed, text, self.items.iter()).ok()?;
        complete(&mut parsed)?;
        let day = parsed.to_naive_date().ok()?.to_epoch_days();
        let Ok(time) = parsed.to_naive_time() else {
            return Some(Moment { day, clock: read_clock(rest)? });
        };
        let micros = midnight_distance(time);
        let zone = parsed.offset().map(Zone::Fixed);
        rest.is_empty().then_some(Moment { day, clock: Clock { micros: Some(micros), zone } })
    }
}

fn midnight_distance(time: chrono::NaiveTime) -> i64 {
    let since = time - chrono::NaiveTime::MIN;
    // A leap second is counted into the next minute by chrono; it must not carry an evening into the next day.
    since.num_microseconds().map_or(0, |micros| micros.min(DAY - 1))
}

/// What a pattern without a day means, and in which century its years lie.
fn complete(parsed: &mut Parsed) -> Option<()> {
    if parsed.day().is_none() && parsed.month().is_some() {
        parsed.set_day(1).ok()?;
    }
    // POSIX puts 69 into the century before; chrono does so from 70.
    if parsed.year_mod_100() == Some(69) && parsed.year().is_none() && parsed.year_div_100().is_none() {
        parsed.set_year_div_100(19).ok()?;
    }
    Some(())
}

/// A day as Excel counts it, with the time of day as its fraction: 25569 (1970-01-01) to 109574 (2199-12-31).
///
/// Earlier days are not read: their numbers would be taken for what they more often are, quantities. Excel keeps
/// fifteen digits, so that times are exact to the millisecond and are rounded to it.
pub(super) fn read_serial(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(5..=6).contains(&whole.len()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let serial: i32 = whole.parse().ok()?;
    if !SERIALS.contains(&serial) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(15)];
    let part = kept.bytes().fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
    let scale = 10_i128.pow(kept.len() as u32);
    let millis = i64::try_from((part * 86_400_000 * 2 + scale) / (scale * 2)).ok()?;
    let (day, micros) = (serial - 25_569 + (millis / 86_400_000) as i32, millis % 86_400_000 * 1000);
    let clock = Clock { micros: (!fraction.is_empty()).then_some(micros), zone: None };
    DAYS.contains(&day).then_some(Moment { day, clock })
}

/// Whether the text is a number, of whatever size.
pub(super) fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The serials that are read.
const SERIALS: std::ops::RangeInclusive<i32> = 25_569..=109_574;

#[cfg(test)]
mod tests {
    use super::super::days::days_of;
    use super::*;

    #[test]
    fn an_order_is_known_however_it_is_written() {
        for setting in ["D/M/Y", "DMY", "dd/mm/yyyy", "d.m.y", "日/月/年", "DD-MM-YY", " d m y "] {
            assert_eq!(DateForm::named(setting), Ok(DateForm::DayFirst), "{setting}");
        }
        for setting in ["M/D/Y", "MDY", "mm/dd/yyyy", "月/日/年"] {
            assert_eq!(DateForm::named(setting), Ok(DateForm::MonthFirst), "{setting}");
        }
        assert_eq!(DateForm::named("YY/MM/DD"), Ok(DateForm::YearFirst));
        assert_eq!(DateForm::named("ISO"), Ok(DateForm::Usual));
        assert_eq!(DateForm::named("serial"), Ok(DateForm::Serial));
        for setting in ["", "soon", "D/M", "D/M/Y/D", "%Q", "%H:%M", "%d %m", "hh:mm"] {
            assert!(DateForm::named(setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn a_pattern_reads_its_own_form_and_no_other() {
        let read = |pattern: &str, text: &str| {
            let DateForm::Pattern(pattern) = DateForm::named(pattern).unwrap() else { panic!("{pattern}") };
            pattern.read(text).map(|moment| (moment.day, moment.clock.micros))
        };
        let day = days_of(2017, 8, 25).unwrap();
        assert_eq!(read("%d.%m.%Y", "25.08.2017"), Some((day, None)));
        assert_eq!(read("%d.%m.%Y", "25.08.2017 01:00"), Some((day, Some(3_600_000_000))));
        assert_eq!(read("%d.%m.%Y %H:%M", "25.08.2017 01:00"), Some((day, Some(3_600_000_000))));
        assert_eq!(read("%d.%m.%Y", "2017-08-25"), None);
        assert_eq!(read("%d.%m.%Y", "25.08.2017x"), None);
        assert_eq!(read("%b %y", "Aug 17"), Some((days_of(2017, 8, 1).unwrap(), None)));
        assert_eq!(read("%d%m%y", "010169"), Some((days_of(1969, 1, 1).unwrap(), None)));
        assert_eq!(read("%Y年%m月%d日", "2017年08月25日"), Some((day, None)));
    }

    #[test]
    fn excel_counts_days_and_their_fractions() {
        let read = |text: &str| read_serial(text).map(|moment| (moment.day, moment.clock.micros));
        assert_eq!(read("45372"), Some((days_of(2024, 3, 21).unwrap(), None)));
        assert_eq!(read("25569"), Some((0, None)));
        assert_eq!(read("109574"), days_of(2199, 12, 31).map(|day| (day, None)));
        assert_eq!(read("45372.5"), Some((days_of(2024, 3, 21).unwrap(), Some(43_200_000_000))));
        assert_eq!(read("45372.604166666664"), Some((days_of(2024, 3, 21).unwrap(), Some(52_200_000_000))));
        assert_eq!(read("45372.99999999999"), Some((days_of(2024, 3, 22).unwrap(), Some(0))));
        assert_eq!(read("45372.0"), Some((days_of(2024, 3, 21).unwrap(), Some(0))));
        for text in ["25568", "109575", "1", "-45372", "45372,5", "20240321", "45372.5.5", "4537é"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
