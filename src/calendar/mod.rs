//! The words for time: business days, periods, and the fiscal calendar that turns one into the other.
//!
//! After load there are only business dates, in one declared zone: no instants, no time zones. A period is
//! half-open in spirit and closed in print: from its first day to its last, both business dates.

mod day;
mod error;
mod file;
mod fiscal;
mod label;
mod period;
mod settings;
mod spring_festival;
mod table;
#[cfg(test)]
mod trials;
mod weeks;
mod work_days;

pub use day::{Day, Weekday};
pub use error::CalendarError;
pub use file::CalendarFileError;
pub use fiscal::{Comparison, FiscalCalendar};
pub use label::label_in_chinese;
pub use period::{Grain, Period};
pub use settings::{CalendarSettings, PeriodPattern, SpringFestival, YearName};
pub use spring_festival::spring_festival;
pub use table::PeriodTable;
pub use weeks::{WeekPattern, YearEnd};
pub use work_days::{DaySpan, MovedDay, read_holidays};
