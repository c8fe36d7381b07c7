//! Repeat purchase: who comes back, and how soon.
//!
//! An occasion is a customer's business day with at least one sale: two orders on one day are one occasion.

mod family;
mod gaps;
mod observe;
mod occasions;
mod rates;
mod there;
mod windows;

pub(super) use family::FAMILY;
pub use family::with_doubts;
pub use observe::{RepeatMetric, observe};
pub use occasions::Occasions;
pub use rates::{CURVE_DAYS, HORIZONS_DAYS, RateParts, next_window, within_days, within_days_by_period, within_window};
