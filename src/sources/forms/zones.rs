//! Time zones: in which one a timestamp was written, and in which one the business counts its days.

use std::str::FromStr;

use chrono::{MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::quantity::nearest;

use super::cursor::Cursor;

/// Microseconds in a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// Where clocks show the same time: a place with its history of clock changes, or a fixed distance from Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// A zone of the IANA database.
    Place(Tz),
    /// Seconds east of Greenwich.
    Fixed(i32),
}

/// How timestamps become the local time of the business.
///
/// * A timestamp that names its zone (`…Z`, `+08:00`, `Asia/Shanghai`) is converted from there.
/// * One that names none was written in the zone of its source, and is converted where that is another one.
/// * Where only one of the two zones is configured, it is both; where neither is, times stay as they are written,
///   because nobody said where the business is.
/// * A day without a time of day never moves.
///
/// Where clocks are set back, an hour happens twice: the first is meant. Where they are set forward, an hour does not
/// happen: a time in it is read with the clock as it was before, so that 02:30 becomes 03:30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::sources) struct Zones {
    source: Option<Zone>,
    business: Option<Zone>,
}

/// A zone that the IANA database does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct UnknownZone {
    /// What was received.
    pub name: String,
    /// The nearest names that exist.
    pub nearest: Vec<String>,
}

impl Zones {
    /// From the names in the configuration: of the zone in which timestamps were written that name none, and of the
    /// zone of the business. Names are those of the IANA database (`Asia/Shanghai`) in any case, or a distance from
    /// Greenwich such as `+08:00` or `UTC+8`.
    ///
    /// # Errors
    /// [`UnknownZone`] with the names that come nearest.
    pub(in crate::sources) fn new(source: Option<&str>, business: Option<&str>) -> Result<Zones, UnknownZone> {
        let source = source.map(Zone::named).transpose()?;
        let business = business.map(Zone::named).transpose()?;
        Ok(Zones { source: source.or(business), business: business.or(source) })
    }

    /// Microseconds since 1970-01-01 on the business's clock, for a time on the clock of the zone that it names.
    pub(super) fn business_time(&self, local: i64, named: Option<Zone>) -> i64 {
        match (named.or(self.source), self.business) {
            (Some(written), Some(business)) if written != business => business.local_time(written.to_utc(local)),
            _ => local,
        }
    }
}

impl Zone {
    fn named(name: &str) -> Result<Zone, UnknownZone> {
        let name = name.trim();
        Zone::place(name).or_else(|| Zone::offset(name)).ok_or_else(|| {
            let names = TZ_VARIANTS.iter().map(|zone| zone.name());
            UnknownZone { name: name.to_string(), nearest: nearest(name, names) }
        })
    }

    fn place(name: &str) -> Option<Zone> {
        let in_any_case = || TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).copied();
        Tz::from_str(name).ok().or_else(in_any_case).map(Zone::Place)
    }

    fn offset(text: &str) -> Option<Zone> {
        let mut cursor = Cursor::new(text);
        let zone = Zone::read_offset(&mut cursor)?;
        cursor.at_end().then_some(zone)
    }

    /// A zone as it stands behind a time of day: `Z`, `+08:00`, `+0800`, `+8`, `UTC`, `GMT+8`, `Asia/Shanghai` or
    /// `[Asia/Shanghai]`. Abbreviations such as `CST` are not read: it is Chicago's and Shanghai's.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Zone> {
        if let Some(zone) = Zone::read_offset(cursor) {
            return Some(zone);
        }
        let bracketed = cursor.eat("[");
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+');
        let end = cursor.rest.bytes().position(|byte| !is_part(byte)).unwrap_or(cursor.rest.len());
        let (name, rest) = cursor.rest.split_at(end);
        cursor.rest = rest;
        if bracketed && !cursor.eat("]") {
            return None;
        }
        let name_of_a_place = name.contains('/') || bracketed;
        name_of_a_place.then(|| Zone::place(name))?
    }

    fn read_offset(cursor: &mut Cursor<'_>) -> Option<Zone> {
        let before = *cursor;
        let greenwich = ["UTC", "GMT", "Z", "utc", "gmt", "z"].iter().any(|name| cursor.eat(name));
        let sign = match cursor.eat_any(&[("+", 1), ("-", -1)]) {
            Some(sign) => sign,
            None if greenwich => return Some(Zone::Fixed(0)),
            None => return None,
        };
        let offset = Zone::read_distance(cursor).map(|seconds| Zone::Fixed(sign * seconds));
        if offset.is_none() {
            *cursor = before;
        }
        offset
    }

    /// `08:00`, `0800`, `08` or `8` in seconds.
    fn read_distance(cursor: &mut Cursor<'_>) -> Option<i32> {
        let written = cursor.number()?;
        let (hours, minutes) = match written.digits {
            1 | 2 if cursor.eat(":") => (written.value, cursor.number().filter(|minutes| minutes.digits == 2)?.value),
            1 | 2 => (written.value, 0),
            3 | 4 => (written.value / 100, written.value % 100),
            _ => return None,
        };
        // The widest distances in use are -12 and +14 hours; history knows up to 16.
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours <= 16 && minutes < 60).then_some(seconds)
    }

    /// Microseconds since the epoch, for a time on this zone's clock.
    fn to_utc(self, local: i64) -> i64 {
        match self {
            Zone::Fixed(seconds) => local - i64::from(seconds) * 1_000_000,
            Zone::Place(zone) => match instant(local) {
                Some(time) => local - i64::from(seconds_east(zone, time)) * 1_000_000,
                None => local,
            },
        }
    }

    /// The time on this zone's clock, for microseconds since the epoch.
    fn local_time(self, utc: i64) -> i64 {
        match self {
            Zone::Fixed(seconds) => utc + i64::from(seconds) * 1_000_000,
            Zone::Place(zone) => match instant(utc) {
                Some(time) => utc + i64::from(zone.offset_from_utc_datetime(&time).fix().local_minus_utc()) * 1_000_000,
                None => utc,
            },
        }
    }
}

fn instant(micros: i64) -> Option<NaiveDateTime> {
    chrono::DateTime::from_timestamp_micros(micros).map(|instant| instant.naive_utc())
}

/// How far east of Greenwich the clocks of a place stood at a local time.
fn seconds_east(zone: Tz, local: NaiveDateTime) -> i32 {
    let at = |time: &NaiveDateTime| match zone.offset_from_local_datetime(time) {
        MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => Some(offset.fix()),
        MappedLocalTime::None => None,
    };
    // A time that does not happen is read with the clock before it. The longest gap was a day (Samoa, 2011).
    let before = |hours: i64| at(&local.checked_sub_signed(TimeDelta::hours(hours))?);
    (0..=25).find_map(before).map_or(0, |offset| offset.local_minus_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc().timestamp_micros()
    }

    fn shown(micros: i64) -> String {
        instant(micros).unwrap().format("%Y-%m-%d %H:%M").to_string()
    }

    fn moved(zones: &Zones, local: &str, named: Option<&str>) -> String {
        let named = named.map(|name| Zone::read(&mut Cursor::new(name)).unwrap());
        shown(zones.business_time(micros(local), named))
    }

    #[test]
    fn a_named_zone_is_converted_and_an_unnamed_time_belongs_to_its_source() {
        let zones = Zones::new(Some("UTC"), Some("Asia/Shanghai")).unwrap();
        assert_eq!(moved(&zones, "2024-03-31 23:30", Some("+08:00")), "2024-03-31 23:30");
        assert_eq!(moved(&zones, "2024-03-31 23:30", Some("Z")), "2024-04-01 07:30");
        assert_eq!(moved(&zones, "2024-03-31 23:30", Some("America/New_York")), "2024-04-01 11:30");
        assert_eq!(moved(&zones, "2024-03-31 23:30", None), "2024-04-01 07:30");
    }

    #[test]
    fn one_zone_is_both_and_none_moves_nothing() {
        for zones in [Zones::new(Some("Asia/Shanghai"), None), Zones::new(None, Some("asia/shanghai"))] {
            let zones = zones.unwrap();
            assert_eq!(moved(&zones, "2024-03-31 23:30", None), "2024-03-31 23:30");
            assert_eq!(moved(&zones, "2024-03-31 23:30", Some("Z")), "2024-04-01 07:30");
        }
        assert_eq!(moved(&Zones::default(), "2024-03-31 23:30", Some("Z")), "2024-03-31 23:30");
    }

    #[test]
    fn an_hour_that_happens_twice_is_the_first_and_one_that_does_not_happen_is_the_next() {
        let zones = Zones::new(Some("Europe/Berlin"), Some("UTC")).unwrap();
        assert_eq!(moved(&zones, "2024-10-27 02:30", None), "2024-10-27 00:30");
        assert_eq!(moved(&zones, "2024-10-27 03:30", None), "2024-10-27 02:30");
        assert_eq!(moved(&zones, "2024-03-31 02:30", None), "2024-03-31 01:30");
        let samoa = Zones::new(Some("Pacific/Apia"), Some("UTC")).unwrap();
        assert_eq!(moved(&samoa, "2011-12-30 12:00", None), "2011-12-30 22:00");
    }

    #[test]
    fn zones_are_read_as_people_and_programs_write_them() {
        for (text, seconds) in [
            ("Z", 0),
            ("UTC", 0),
            ("GMT+8", 28_800),
            ("UTC+08:00", 28_800),
            ("+0800", 28_800),
            ("+08", 28_800),
            ("-05:30", -19_800),
            ("-330", -12_600),
        ] {
            assert_eq!(Zone::read(&mut Cursor::new(text)), Some(Zone::Fixed(seconds)), "{text}");
        }
        for text in ["Asia/Shanghai", "[Asia/Shanghai]", "asia/shanghai"] {
            assert_eq!(Zone::read(&mut Cursor::new(text)), Some(Zone::Place(Tz::Asia__Shanghai)), "{text}");
        }
        for text in ["CST", "EST", "+17:00", "+08:60", "+08:0", "+", "[Asia/Shanghai", "Asia/Nowhere", "é", ""] {
            assert_eq!(Zone::read(&mut Cursor::new(text)), None, "{text}");
        }
    }

    #[test]
    fn an_unknown_zone_comes_back_with_the_nearest_names() {
        let error = Zones::new(None, Some("Asia/Shangai")).unwrap_err();
        assert_eq!((error.name.as_str(), error.nearest[0].as_str()), ("Asia/Shangai", "Asia/Shanghai"));
        assert_eq!(Zones::new(Some("Shanghai"), None).unwrap_err().nearest[0], "Asia/Shanghai");
        assert!(Zones::new(Some("+08:00"), Some("UTC-3")).is_ok());
    }
}
