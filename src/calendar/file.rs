//! The small CSV files of a calendar: periods and holidays.

use std::fmt;

use super::Day;

/// One row of a calendar's file.
pub(super) struct Row<const N: usize> {
    /// The line on which it stands, from 1.
    pub(super) line: usize,
    /// The wanted cells, trimmed, in the wanted order.
    pub(super) cells: [String; N],
}

/// The rows of a CSV text, with the columns found by their names in any order.
pub(super) fn rows_of<const N: usize>(text: &str, columns: [&str; N]) -> Result<Vec<Row<N>>, CalendarFileError> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(unreadable)?.clone();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        let at = header.iter().position(|name| name.eq_ignore_ascii_case(column));
        *place = at.ok_or_else(|| CalendarFileError::NoColumn { column: column.to_string() })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        rows.push(Row { line, cells: places.map(|place| record.get(place).unwrap_or("").to_string()) });
    }
    Ok(rows)
}

fn unreadable(error: csv::Error) -> CalendarFileError {
    let line = error.position().map_or(1, |position| position.line() as usize);
    CalendarFileError::NotCsv { line, reason: error.to_string() }
}

/// A cell as a day.
pub(super) fn day_of(line: usize, column: &str, text: &str) -> Result<Day, CalendarFileError> {
    let refused = |_| CalendarFileError::NotADay { line, column: column.to_string(), received: text.to_string() };
    text.parse().map_err(refused)
}

/// What is wrong with a file of periods or holidays. Lines are counted from 1, the header's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarFileError {
    /// It cannot be read as CSV.
    NotCsv {
        /// The line.
        line: usize,
        /// What the reader said.
        reason: String,
    },
    /// A column is not there.
    NoColumn {
        /// The column.
        column: String,
    },
    /// A cell is no day.
    NotADay {
        /// The line.
        line: usize,
        /// The column.
        column: String,
        /// What was received.
        received: String,
    },
    /// A kind of day that there is not.
    NotAKind {
        /// The line.
        line: usize,
        /// What was received.
        received: String,
    },
    /// A day is a holiday on one line and a working day on another.
    DayTwice {
        /// The day.
        day: Day,
        /// The later line.
        line: usize,
        /// The earlier line.
        first_line: usize,
    },
    /// The file holds no periods.
    NoPeriods,
    /// The name of a period does not say its year and its number.
    NotAPeriod {
        /// The line.
        line: usize,
        /// What was received.
        received: String,
    },
    /// A period ends before it begins.
    EndsBeforeItBegins {
        /// The line.
        line: usize,
        /// The period's name.
        period: String,
    },
    /// A period does not bear the number that follows on the one before.
    OutOfTurn {
        /// The line.
        line: usize,
        /// The period's name.
        period: String,
        /// The line of the period before.
        line_before: usize,
        /// The name of the period before.
        before: String,
    },
    /// Days between two periods belong to neither.
    Gap {
        /// The line of the period after the gap.
        line: usize,
        /// Its name.
        period: String,
        /// The line of the period before.
        line_before: usize,
        /// Its name.
        before: String,
        /// The first day that belongs to none.
        first: Day,
        /// The last.
        last: Day,
    },
    /// Days belong to two periods.
    Overlap {
        /// The line of the period that begins too early.
        line: usize,
        /// Its name.
        period: String,
        /// The line of the period before.
        line_before: usize,
        /// Its name.
        before: String,
        /// The first day that belongs to both.
        first: Day,
    },
}

impl fmt::Display for CalendarFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use CalendarFileError as E;
        match self {
            E::NotCsv { line, reason } => write!(f, "line {line} cannot be read: {reason}"),
            E::NoColumn { column } => write!(f, "there is no column `{column}`"),
            E::NotADay { line, column, received } => {
                write!(f, "line {line}: `{column}` is `{received}`, not a day in the calendar")
            }
            E::NotAKind { line, received } => {
                write!(f, "line {line}: `kind` is `{received}`, neither holiday nor workday")
            }
            E::DayTwice { day, line, first_line } => {
                write!(f, "{day} is one kind of day on line {first_line} and the other on line {line}")
            }
            E::NoPeriods => f.write_str("there are no periods"),
            E::NotAPeriod { line, received } => {
                write!(f, "line {line}: `period` is `{received}`, which does not say a year and one of twelve periods")
            }
            E::EndsBeforeItBegins { line, period } => write!(f, "line {line}: {period} ends before it begins"),
            E::OutOfTurn { line, period, line_before, before } => {
                write!(f, "line {line}: {period} does not follow on {before} of line {line_before}")
            }
            E::Gap { line, period, line_before, before, first, last } if first == last => {
                write!(
                    f,
                    "between {before} (line {line_before}) and {period} (line {line}) {first} belongs to no period"
                )
            }
            E::Gap { line, period, line_before, before, first, last } => write!(
                f,
                "between {before} (line {line_before}) and {period} (line {line}) the days from {first} to {last} belong to no period"
            ),
            E::Overlap { line, period, line_before, before, first } => write!(
                f,
                "{period} (line {line}) begins on {first}, a day that still belongs to {before} (line {line_before})"
            ),
        }
    }
}

impl std::error::Error for CalendarFileError {}

impl CalendarFileError {
    /// The way out.
    pub fn hint(&self) -> &'static str {
        use CalendarFileError as E;
        match self {
            E::NotCsv { .. } => "the file is CSV with commas, UTF-8, a header in its first line",
            E::NoColumn { .. } => "a table of periods has period,start,end; a holidays file has date,name,kind",
            E::NotADay { .. } => "days are written YYYY-MM-DD",
            E::NotAKind { .. } => "a day off is a holiday; a Saturday or Sunday that is worked is a workday",
            E::DayTwice { .. } => "keep the line that is right",
            E::NoPeriods => "write one line a period: FY2024-P01,2023-12-31,2024-01-27",
            E::NotAPeriod { .. } => "write FY2024-P01 to FY2024-P12, twelve periods a year",
            E::EndsBeforeItBegins { .. } => "the end is the period's last day, not before its first",
            E::OutOfTurn { .. } => "every year has its twelve periods, numbered in the order of their days",
            E::Gap { .. } => "let every period begin on the day after the end of the one before",
            E::Overlap { .. } => "the end is the period's last day; let the next begin on the day after it",
        }
    }
}
