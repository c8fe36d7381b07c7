//! The names of periods, written and read: `2019-06`, `FY2023-P01`, `2019年6月`, `2023财年第1期`.

use super::{CalendarError, FiscalCalendar, Grain, Period};

impl FiscalCalendar {
    /// `2019-06`, `2019-Q2`, `2019`; fiscal quarters and years with `FY` before them, and so the periods of a calendar
    /// of weeks or of a table, by their number: `FY2023-P01`.
    pub fn label(self, period: Period) -> String {
        let prefix = if self.is_calendar_year() { "" } else { "FY" };
        let (year, number) = (period.fiscal_year(), period.number_in_year() + 1);
        match period.grain {
            Grain::Month if self.has_calendar_months() => {
                let day = self.first_day(period);
                format!("{:04}-{:02}", day.year(), day.month())
            }
            Grain::Month => format!("{prefix}{year:04}-P{number:02}"),
            Grain::Quarter => format!("{prefix}{year:04}-Q{number}"),
            Grain::Year => format!("{prefix}{year:04}"),
        }
    }

    /// Reads a label of either language; `FY` is optional where the fiscal year is the calendar year, and needed
    /// elsewhere.
    ///
    /// # Errors
    /// A text that names no period, or names one that is not clear.
    pub fn parse(self, text: &str) -> Result<Period, CalendarError> {
        let named = Named::read(text.trim()).ok_or_else(|| self.not_a_period(text))?;
        let period = match named.part {
            Part::Year => self.of_year(Grain::Year, named.year, 0),
            Part::Quarter(number) => self.of_year(Grain::Quarter, named.year, number),
            Part::Numbered(12) if !self.has_thirteen() => return Err(self.not_a_period(text)),
            Part::Numbered(number) => self.of_year(Grain::Month, named.year, number),
            Part::Month(month) if self.has_calendar_months() && !named.fiscal => {
                Period { grain: Grain::Month, index: self.index_of_month(named.year * 12 + month) }
            }
            Part::Month(_) => return Err(self.not_a_period(text)),
        };
        let is_clear = named.fiscal || self.is_calendar_year() || matches!(named.part, Part::Month(_));
        if is_clear { Ok(period) } else { Err(CalendarError::FiscalYearNeeded { text: text.to_string() }) }
    }

    fn of_year(self, grain: Grain, year: i32, number: i32) -> Period {
        Period::of_year(grain, year, number, self.has_thirteen())
    }

    fn not_a_period(self, text: &str) -> CalendarError {
        let text = text.to_string();
        if self.has_calendar_months() {
            CalendarError::NotAPeriod { text }
        } else {
            CalendarError::NotANumberedPeriod { text }
        }
    }
}

/// A label in Chinese: `2019年6月`, `2019年第2季度`, `2019年`; `2023财年第1期`, `2023财年第2季度`, `2023财年`. A text that is
/// no label stays as it is.
///
/// ```
/// use attain::calendar::label_in_chinese;
/// assert_eq!(label_in_chinese("2019-Q2"), "2019年第2季度");
/// assert_eq!(label_in_chinese("FY2023-P01"), "2023财年第1期");
/// ```
pub fn label_in_chinese(label: &str) -> String {
    let Some(Named { year, fiscal, part }) = Named::read_plain(label) else { return label.to_string() };
    let word = if fiscal { "财年" } else { "年" };
    match part {
        Part::Year => format!("{year}{word}"),
        Part::Quarter(number) => format!("{year}{word}第{}季度", number + 1),
        Part::Numbered(number) => format!("{year}{word}第{}期", number + 1),
        Part::Month(number) => format!("{year}{word}{}月", number + 1),
    }
}

/// What a label says, before it is known what it means in a calendar.
struct Named {
    year: i32,
    /// Whether it speaks of a fiscal year.
    fiscal: bool,
    part: Part,
}

/// The part of the year; numbers from 0.
enum Part {
    Year,
    Quarter(i32),
    Month(i32),
    /// A period by its number within the fiscal year.
    Numbered(i32),
}

impl Named {
    fn read(text: &str) -> Option<Named> {
        match text.split_once('年') {
            Some((year, rest)) => Named::read_chinese(year.trim(), rest.trim()),
            None => Named::read_plain(text),
        }
    }

    fn read_plain(text: &str) -> Option<Named> {
        let (fiscal, body) = match text.strip_prefix("FY").or_else(|| text.strip_prefix("fy")) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (year, rest) = body.split_once('-').unwrap_or((body, ""));
        let part = if let Some(number) = rest.strip_prefix(['Q', 'q']) {
            Part::Quarter(numbered(number, 4)?)
        } else if let Some(number) = rest.strip_prefix(['P', 'p']) {
            Part::Numbered(numbered(number, 13)?)
        } else if rest.len() == 2 {
            Part::Month(numbered(rest, 12)?)
        } else if rest.is_empty() && body == year {
            Part::Year
        } else {
            return None;
        };
        Some(Named { year: year_of(year)?, fiscal, part })
    }

    fn read_chinese(year: &str, rest: &str) -> Option<Named> {
        let (fiscal, year) = match year.strip_suffix('财') {
            Some(year) => (true, year),
            None => (false, year),
        };
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        let part = if rest.is_empty() {
            Part::Year
        } else if let Some(number) = rest.strip_suffix("季度") {
            Part::Quarter(numbered(number, 4)?)
        } else if let Some(number) = rest.strip_suffix('期') {
            Part::Numbered(numbered(number, 13)?)
        } else if let Some(number) = rest.strip_suffix('月') {
            Part::Month(numbered(number, 12)?)
        } else {
            return None;
        };
        Some(Named { year: year_of(year)?, fiscal, part })
    }
}

fn year_of(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A number from 1 to `most`, less one: in digits, or a Chinese numeral up to four.
fn numbered(text: &str, most: i32) -> Option<i32> {
    let number = match text {
        "一" => 1,
        "二" => 2,
        "三" => 3,
        "四" => 4,
        digits => digits.parse().ok()?,
    };
    (1..=most).contains(&number).then_some(number - 1)
}
