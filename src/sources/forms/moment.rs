//! Days and points in time.

use super::clock::{Clock, read_clock};
use super::date_form::{DateForm, read_serial};
use super::days::{DAYS, iso_day, plain_clock};
use super::letters::plain_letters;
use super::written_dates::leading_day;
use super::zones::{DAY, Zones};

/// A day, with the time and the zone that stood behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Days since 1970-01-01, as written.
    pub day: i32,
    /// The time of day and its zone, as written.
    pub clock: Clock,
}

/// Reads a day: days since 1970-01-01, of the years 1900 to 2200; `None` where the text is not one in this form.
///
/// A time of day may follow. It counts only for the zone: with `zones`, a timestamp becomes the date on the business's
/// calendar (23:30 in London is the next day in Shanghai); a date alone never moves. Without `zones` the date is the
/// one that is written.
#[inline]
pub(in crate::sources) fn read_day(text: &str, form: &DateForm, zones: Option<&Zones>) -> Option<i32> {
    if !matches!(form, DateForm::Pattern(_))
        && let Some(day) = iso_day(text.as_bytes())
    {
        return Some(day);
    }
    read_other_day(text, form, zones)
}

/// Apart, so that the loop over plain dates stays small.
#[inline(never)]
fn read_other_day(text: &str, form: &DateForm, zones: Option<&Zones>) -> Option<i32> {
    let moment = read_moment(text, form)?;
    let day = match (zones, moment.clock.micros) {
        (Some(zones), Some(_)) => i32::try_from(moment.business_time(zones).div_euclid(DAY)).ok()?,
        _ => moment.day,
    };
    DAYS.contains(&day).then_some(day)
}

/// Reads a point in time: microseconds since 1970-01-01 on the clock of the business, so that "recorded on that day"
/// is a day of the business; `None` where the text is neither a timestamp nor a day in this form.
///
/// A date without a time of day is its midnight, in whatever zone.
#[inline]
pub(in crate::sources) fn read_instant(text: &str, form: &DateForm, zones: &Zones) -> Option<i64> {
    let moment = read_moment(text, form)?;
    let micros = moment.business_time(zones);
    let day = i32::try_from(micros.div_euclid(DAY)).ok()?;
    (DAYS.contains(&day) && DAYS.contains(&moment.day)).then_some(micros)
}

impl Moment {
    fn business_time(&self, zones: &Zones) -> i64 {
        let midnight = i64::from(self.day) * DAY;
        match self.clock.micros {
            Some(micros) => zones.business_time(midnight + micros, self.clock.zone),
            None => midnight,
        }
    }
}

/// Exactly `YYYY-MM-DD HH:MM:SS` or with a `T` in the middle.
fn plain_moment(bytes: &[u8]) -> Option<Moment> {
    let (date, rest) = bytes.split_at_checked(10)?;
    let [b' ' | b'T', time @ ..] = rest else { return None };
    Some(Moment { day: iso_day(date)?, clock: Clock { micros: Some(plain_clock(time)?), zone: None } })
}

/// Reads any date, in any form.
pub(super) fn read_moment(text: &str, form: &DateForm) -> Option<Moment> {
    if let DateForm::Pattern(pattern) = form {
        return pattern.read(text.trim()).filter(|moment| DAYS.contains(&moment.day));
    }
    if let Some(moment) = plain_moment(text.as_bytes()) {
        return Some(moment);
    }
    let text = plain_letters(text);
    if matches!(form, DateForm::Serial)
        && let Some(moment) = read_serial(&text)
    {
        return Some(moment);
    }
    let (day, rest) = leading_day(&text, form.order())?;
    Some(Moment { day, clock: read_clock(rest)? })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::super::days::days_of;
    use super::*;

    fn day(text: &str, form: &DateForm) -> Option<i32> {
        read_day(text, form, None)
    }

    #[test]
    fn dates_with_one_reading_are_read_in_every_form() {
        let march_21 = [
            "2024-03-21",
            "2024/03/21",
            "2024.03.21",
            "2024/3/21",
            "2024-3-21",
            " 2024-03-21 ",
            "20240321",
            "2024. 3. 21.",
            "2024年3月21日",
            "2024年03月21日",
            "2024 年 3 月 21 日",
            "２０２４年３月２１日",
            "2024年3月21号",
            "24年3月21日",
            "21 Mar 2024",
            "21-Mar-24",
            "21-MAR-2024",
            "21 March 2024",
            "21st March 2024",
            "Mar 21, 2024",
            "March 21 2024",
            "Mar. 21, 2024",
            "Mar-21-2024",
            "2024-Mar-21",
            "2024 Mar 21",
            "Thu, 21 Mar 2024",
            "Thursday, March 21, 2024",
            "21. March 2024",
            "21/Mar/2024",
            "２０２４－０３－２１",
            "\u{200e}2024/3/21",
        ];
        for form in [DateForm::Usual, DateForm::DayFirst, DateForm::MonthFirst, DateForm::YearFirst, DateForm::Serial] {
            for text in march_21 {
                assert_eq!(day(text, &form), days_of(2024, 3, 21), "{text} {form:?}");
            }
        }
    }

    #[test]
    fn a_month_is_its_first_day() {
        for text in [
            "2024-03",
            "2024/3",
            "2024年3月",
            "2024年03月份",
            "March 2024",
            "Mar 2024",
            "Mar-24",
            "Mar-2024",
            "Mar/24",
            "Mar'24",
            "2024-Mar",
        ] {
            assert_eq!(day(text, &DateForm::Usual), days_of(2024, 3, 1), "{text}");
        }
        assert_eq!(day("Mar-69", &DateForm::Usual), days_of(1969, 3, 1));
        assert_eq!(day("Mar-68", &DateForm::Usual), days_of(2068, 3, 1));
    }

    #[test]
    fn a_time_of_day_may_follow_any_of_them() {
        for text in [
            "2024-03-21 14:05",
            "2024-03-21T14:05:00.000Z",
            "2024/3/21 下午2:05",
            "2024年3月21日14时05分",
            "20240321140500",
            "20240321T140500Z",
            "Mar 21, 2024, 2:05 PM",
            "Thu Mar 21 2024 14:05:00 GMT+0800 (China Standard Time)",
            "21-Mar-24 02:05:00 PM",
            "Thu, 21 Mar 2024 14:05:00 +0000",
            "2024-03-21 星期四",
            "2024-03-21+08:00",
        ] {
            assert_eq!(day(text, &DateForm::Usual), days_of(2024, 3, 21), "{text}");
        }
        assert_eq!(day("12/31/2023 11:59 PM", &DateForm::MonthFirst), days_of(2023, 12, 31));
    }

    #[test]
    fn the_order_of_three_numbers_comes_from_the_form() {
        let table = [
            ("03/04/2024", None, (2024, 4, 3), (2024, 3, 4)),
            ("3-4-24", None, (2024, 4, 3), (2024, 3, 4)),
            ("03.04.2024", Some((2024, 4, 3)), (2024, 4, 3), (2024, 3, 4)),
            ("03.04.69", None, (1969, 4, 3), (1969, 3, 4)),
        ];
        for (text, usual, day_first, month_first) in table {
            let of = |(year, month, day)| days_of(year, month, day);
            assert_eq!(day(text, &DateForm::Usual), usual.and_then(of), "{text}");
            assert_eq!(day(text, &DateForm::DayFirst), of(day_first), "{text}");
            assert_eq!(day(text, &DateForm::MonthFirst), of(month_first), "{text}");
        }
        assert_eq!(day("24/03/21", &DateForm::YearFirst), days_of(2024, 3, 21));
        assert_eq!(day("31/12/2023", &DateForm::MonthFirst), None);
        assert_eq!(day("12/31/2023", &DateForm::DayFirst), None);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "9999/99/99",
            "2017-02-29",
            "25/08/2017",
            "08/25/2017",
            "soon",
            "2017-08-25x",
            "2017-08-",
            "2017",
            "45372",
            "1899-12-31",
            "2201-01-01",
            "0017-08-25",
            "99991231",
            "Mar 24",
            "24-Mar",
            "March",
            "21 Mar",
            "3月21日",
            "2024-W12",
            "2024Q1",
            "2024-13",
            "2024-3-21-5",
            "2024/3-21",
            "2024年13月",
            "é",
            "年",
            "2024年",
            "1/2/3/4",
            "",
            "-",
            "20241301",
            "202403",
            "2024-03 14:05",
            "2024-03-21 25:00",
            "24/3/5",
        ] {
            assert_eq!(day(text, &DateForm::Usual), None, "{text}");
        }
    }

    #[test]
    fn a_timestamp_becomes_the_date_of_the_business_and_a_date_stays() {
        let shanghai = Zones::new(None, Some("Asia/Shanghai")).unwrap();
        let of = |text: &str| read_day(text, &DateForm::Usual, Some(&shanghai));
        assert_eq!(of("2024-03-31T23:30:00Z"), days_of(2024, 4, 1));
        assert_eq!(of("2024-03-31T23:30:00+08:00"), days_of(2024, 3, 31));
        assert_eq!(of("2024-03-31 23:30:00"), days_of(2024, 3, 31));
        assert_eq!(of("2024-03-31"), days_of(2024, 3, 31));
        assert_eq!(of("2024-03-31Z"), days_of(2024, 3, 31));
        let from_utc = Zones::new(Some("UTC"), Some("Asia/Shanghai")).unwrap();
        assert_eq!(read_day("2024-03-31 23:30:00", &DateForm::Usual, Some(&from_utc)), days_of(2024, 4, 1));
        assert_eq!(read_day("2024-03-31", &DateForm::Usual, Some(&from_utc)), days_of(2024, 3, 31));
        assert_eq!(read_day("2024-03-31T23:30:00Z", &DateForm::Usual, None), days_of(2024, 3, 31));
    }

    #[test]
    fn instants_stand_on_the_clock_of_the_business() {
        let micros = |text: &str| {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap().and_utc().timestamp_micros()
        };
        let shanghai = Zones::new(None, Some("Asia/Shanghai")).unwrap();
        for (text, local) in [
            ("2024-03-31T23:30:00.5Z", "2024-04-01 07:30:00.5"),
            ("2024-03-31 23:30:00", "2024-03-31 23:30:00"),
            ("2024-03-31", "2024-03-31 00:00:00"),
            ("31.03.2024 23:30", "2024-03-31 23:30:00"),
        ] {
            assert_eq!(read_instant(text, &DateForm::Usual, &shanghai), Some(micros(local)), "{text}");
        }
        assert_eq!(read_instant("45372.5", &DateForm::Serial, &shanghai), Some(micros("2024-03-21 12:00:00")));
        assert_eq!(read_instant("1970-01-01T00:00:01Z", &DateForm::Usual, &Zones::default()), Some(1_000_000));
        for text in ["9999-12-31 23:59:59", "2024-03-31 25:00:00", "soon", "2024-03-31 23:30 CST"] {
            assert_eq!(read_instant(text, &DateForm::Usual, &shanghai), None, "{text}");
        }
    }

    #[test]
    fn the_edges_of_the_years_hold_after_moving_too() {
        let shanghai = Zones::new(None, Some("Asia/Shanghai")).unwrap();
        assert_eq!(read_day("2200-12-31T23:30:00Z", &DateForm::Usual, Some(&shanghai)), None);
        assert_eq!(read_instant("2200-12-31T23:30:00Z", &DateForm::Usual, &shanghai), None);
        assert_eq!(read_day("2200-12-31", &DateForm::Usual, Some(&shanghai)), days_of(2200, 12, 31));
    }
}
