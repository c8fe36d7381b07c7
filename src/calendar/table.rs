//! Periods that a company lists itself, row by row.

use serde::Serialize;

use super::file::{CalendarFileError, day_of, rows_of};
use super::{Day, DaySpan};

/// Periods without gap or overlap, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodTable {
    /// Fiscal year × 12 + number within the year (from 0) of the first period.
    first_index: i32,
    /// The first day of each period, and the day after the last one's end.
    starts: Vec<Day>,
}

struct Listed {
    line: usize,
    name: String,
    index: i32,
    days: DaySpan,
}

impl PeriodTable {
    /// Reads a CSV with the columns `period`, `start` and `end`, both days included; the rows may stand in any order.
    ///
    /// # Errors
    /// Names that are none, periods out of turn, gaps and overlaps: with the lines of the rows concerned.
    pub fn read(text: &str) -> Result<PeriodTable, CalendarFileError> {
        let mut listed = Vec::new();
        for row in rows_of(text, ["period", "start", "end"])? {
            let [name, start, end] = row.cells;
            let index = index_of(&name)
                .ok_or_else(|| CalendarFileError::NotAPeriod { line: row.line, received: name.clone() })?;
            let days = DaySpan { first: day_of(row.line, "start", &start)?, last: day_of(row.line, "end", &end)? };
            if days.last < days.first {
                return Err(CalendarFileError::EndsBeforeItBegins { line: row.line, period: name });
            }
            listed.push(Listed { line: row.line, name, index, days });
        }
        listed.sort_by_key(|row| (row.days, row.line));
        for pair in listed.windows(2) {
            follows(&pair[0], &pair[1])?;
        }
        let (Some(first), Some(last)) = (listed.first(), listed.last()) else {
            return Err(CalendarFileError::NoPeriods);
        };
        let after = last.days.last.plus_days(1);
        Ok(PeriodTable {
            first_index: first.index,
            starts: listed.iter().map(|row| row.days.first).chain([after]).collect(),
        })
    }

    /// The days that the periods cover.
    pub(super) fn days(&self) -> DaySpan {
        DaySpan { first: self.starts[0], last: self.starts[self.starts.len() - 1].plus_days(-1) }
    }

    /// The first day of a period. Before and after the table, periods are as long as calendar months: forecasts speak
    /// of the period after the last one, and comparisons of the year before the first.
    pub(super) fn first_day(&self, index: i32) -> Day {
        let at = index - self.first_index;
        let last = self.starts.len() as i32 - 1;
        match at {
            at if at < 0 => self.starts[0].plus_months(at),
            at if at > last => self.starts[last as usize].plus_months(at - last),
            at => self.starts[at as usize],
        }
    }

    /// The period in which a day lies.
    pub(super) fn index_of(&self, day: Day) -> i32 {
        let after = self.starts.partition_point(|&start| start <= day) as i32;
        let mut index = self.first_index + after - 1;
        while self.first_day(index) > day {
            index -= 1;
        }
        while self.first_day(index + 1) <= day {
            index += 1;
        }
        index
    }
}

/// That the second row's period and days follow on the first's.
fn follows(before: &Listed, row: &Listed) -> Result<(), CalendarFileError> {
    let names = || (row.line, row.name.clone(), before.line, before.name.clone());
    let due = before.days.last.plus_days(1);
    if row.days.first < due {
        let (line, period, line_before, before) = names();
        return Err(CalendarFileError::Overlap { line, period, line_before, before, first: row.days.first });
    }
    if row.days.first > due {
        let (line, period, line_before, before) = names();
        let last = row.days.first.plus_days(-1);
        return Err(CalendarFileError::Gap { line, period, line_before, before, first: due, last });
    }
    if row.index != before.index + 1 {
        let (line, period, line_before, before) = names();
        return Err(CalendarFileError::OutOfTurn { line, period, line_before, before });
    }
    Ok(())
}

/// `FY2024-P01`, `2024-P1` or `2024-01`.
fn index_of(name: &str) -> Option<i32> {
    let body = name.strip_prefix("FY").or_else(|| name.strip_prefix("fy")).unwrap_or(name);
    let (year, number) = body.split_once('-')?;
    let number = number.strip_prefix(['P', 'p']).unwrap_or(number);
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(number, 2) {
        return None;
    }
    let number: i32 = number.parse().ok().filter(|number| (1..=12).contains(number))?;
    Some(year.parse::<i32>().ok()? * 12 + number - 1)
}
