//! Repeat purchase: who comes back, and how soon.
//!
//! An occasion is a customer's business day with at least one sale: two orders on one day are one occasion.

mod observe;
mod occasions;
mod rates;

pub use observe::{RepeatMetric, observe};
pub use occasions::Occasions;
pub use rates::{HORIZONS_DAYS, RateParts, next_window, within_days, within_window};
