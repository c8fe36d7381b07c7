//! Working days: the weekend, and the days that a holidays file moves.

use std::collections::BTreeMap;

use serde::Serialize;

use super::file::{CalendarFileError, day_of, rows_of};
use super::{Day, Weekday};

/// The days from one to another, both included; none where the last lies before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DaySpan {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl DaySpan {
    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    fn days(self) -> impl DoubleEndedIterator<Item = Day> {
        (self.first.epoch()..=self.last.epoch()).map(Day::from_epoch)
    }
}

/// Which days are worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WorkDays {
    weekend: [bool; 7],
    moved: BTreeMap<Day, bool>,
}

/// Monday to Friday.
pub(super) static WEEKDAYS: WorkDays =
    WorkDays { weekend: [false, false, false, false, false, true, true], moved: BTreeMap::new() };

impl WorkDays {
    /// The week without its weekend, and the days that are otherwise.
    pub(super) fn new(weekend: &[Weekday], moved: &[MovedDay]) -> WorkDays {
        let weekend = Weekday::ALL.map(|day| weekend.contains(&day));
        WorkDays { weekend, moved: moved.iter().map(|moved| (moved.day, moved.is_workday)).collect() }
    }

    pub(super) fn is_workday(&self, day: Day) -> bool {
        self.moved.get(&day).copied().unwrap_or(!self.weekend[day.weekday() as usize])
    }

    pub(super) fn count(&self, span: DaySpan) -> i32 {
        span.days().filter(|&day| self.is_workday(day)).count() as i32
    }

    /// The part of `base` that has as many working days as have gone by in `elapsed`. Where `elapsed` ends in days off,
    /// as many days off follow in the base, if they are there; the whole base where it has no more working days.
    pub(super) fn same_elapsed(&self, elapsed: DaySpan, base: DaySpan) -> DaySpan {
        let wanted = self.count(elapsed);
        let mut off = elapsed.days().rev().take_while(|&day| !self.is_workday(day)).count();
        let mut worked = 0;
        let mut last = base.first.plus_days(-1);
        for day in base.days() {
            if self.is_workday(day) {
                if worked == wanted {
                    break;
                }
                worked += 1;
            } else if worked == wanted {
                if off == 0 {
                    break;
                }
                off -= 1;
            }
            last = day;
        }
        DaySpan { first: base.first, last }
    }
}

/// A day off in the week, or a day worked at the weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MovedDay {
    /// The day.
    pub day: Day,
    /// Whether it is worked.
    pub is_workday: bool,
}

/// Reads a holidays file: CSV with the columns `date`, `name` and `kind`, which is `holiday` or `workday`.
///
/// # Errors
/// A missing column, a date that is none, a kind that is none, and a date that stands there twice and differently.
pub fn read_holidays(text: &str) -> Result<Vec<MovedDay>, CalendarFileError> {
    let mut moved: BTreeMap<Day, (bool, usize)> = BTreeMap::new();
    for row in rows_of(text, ["date", "name", "kind"])? {
        let [date, _, kind] = &row.cells;
        let day = day_of(row.line, "date", date)?;
        let is_workday = match kind.as_str() {
            "holiday" | "假日" | "放假" => false,
            "workday" | "工作日" | "上班" => true,
            _ => return Err(CalendarFileError::NotAKind { line: row.line, received: kind.clone() }),
        };
        match moved.insert(day, (is_workday, row.line)) {
            Some((before, line)) if before != is_workday => {
                return Err(CalendarFileError::DayTwice { day, line: row.line, first_line: line });
            }
            _ => {}
        }
    }
    Ok(moved.into_iter().map(|(day, (is_workday, _))| MovedDay { day, is_workday }).collect())
}
