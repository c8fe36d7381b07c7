//! What can be wrong with a day, a period or a calendar.

use std::fmt;

use super::Day;

/// What went wrong with a day or a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarError {
    /// The text is not a day of the calendar.
    NotADay {
        /// What was received.
        text: String,
    },
    /// The number is not that of a month.
    NotAMonth {
        /// What was received.
        month: u32,
    },
    /// The text is not a period.
    NotAPeriod {
        /// What was received.
        text: String,
    },
    /// The text is not a period of a calendar of weeks or of a table, whose months have numbers.
    NotANumberedPeriod {
        /// What was received.
        text: String,
    },
    /// A quarter or year without `FY` where the fiscal year is not the calendar year.
    FiscalYearNeeded {
        /// What was received.
        text: String,
    },
    /// `[calendar]` asks for periods from a table and names none.
    NoTable,
    /// January and February are to be joined in a calendar that does not have them.
    NoJanuary,
    /// No day of the week is worked.
    NoWorkDay,
    /// The data reach outside the company's own table of periods.
    OutsideTable {
        /// The table's first day.
        table_first: Day,
        /// The table's last day.
        table_last: Day,
        /// The data's first day.
        data_first: Day,
        /// The data's last day.
        data_last: Day,
    },
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalendarError::NotADay { text } => write!(f, "`{text}` is not a day in the calendar, written YYYY-MM-DD"),
            CalendarError::NotAMonth { month } => write!(f, "{month} is not a month: 1 to 12"),
            CalendarError::NotAPeriod { text } => {
                write!(f, "`{text}` is not a period: write 2019-06, 2019-Q2 or 2019")
            }
            CalendarError::NotANumberedPeriod { text } => {
                write!(f, "`{text}` is not a period of this calendar: write FY2019-P06, FY2019-Q2 or FY2019")
            }
            CalendarError::FiscalYearNeeded { text } => {
                write!(f, "`{text}` is not clear where the fiscal year is not the calendar year: write FY{text}")
            }
            CalendarError::NoTable => f.write_str("`[calendar]` has the pattern `table` and names no table of periods"),
            CalendarError::NoJanuary => {
                f.write_str("January and February cannot be joined in a calendar whose periods are no calendar months")
            }
            CalendarError::NoWorkDay => f.write_str("`weekend` of `[calendar]` names all seven days"),
            CalendarError::OutsideTable { table_first, table_last, data_first, data_last } => write!(
                f,
                "the table of periods reaches from {table_first} to {table_last}, the orders from {data_first} to {data_last}"
            ),
        }
    }
}

impl std::error::Error for CalendarError {}

impl CalendarError {
    /// The way out, where the message does not say it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            CalendarError::NoTable => Some("name it in [calendar]: periods = \"periods.csv\""),
            CalendarError::NoJanuary => Some("leave out spring_festival, or the pattern"),
            CalendarError::NoWorkDay => Some("name the days that are off: weekend = [\"saturday\", \"sunday\"]"),
            CalendarError::OutsideTable { .. } => Some("add the missing periods to the table"),
            _ => None,
        }
    }
}
