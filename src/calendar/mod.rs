//! The words for time: business days, periods, and the fiscal calendar that turns one into the other.
//!
//! After load there are only business dates, in one declared zone: no instants, no time zones. A period is
//! half-open in spirit and closed in print: from its first day to its last, both business dates.

mod day;
mod period;

pub use day::Day;
pub use period::{CalendarError, FiscalCalendar, Grain, Period};
