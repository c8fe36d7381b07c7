//! The words for amounts: money in minor units, counts, shares, and why a value is absent.
//!
//! Every room speaks these words. Money never touches a float between load and print; a ratio is always
//! kept beside the two sums it came from, so that a parent's ratio can be formed from its children's sums.

mod exchange;
mod joined;
mod money;
mod nearest;
mod null_reason;
mod placeholder;
mod scalar;
mod word;

pub use exchange::{Exchange, NoRate, Quote, Rate};
pub(crate) use joined::Joined;
pub use money::{Currency, Money, MoneyError, ParsedMoney, parse_minor};
pub use nearest::{nearest, resembling};
pub use null_reason::NullReason;
pub use placeholder::{percent_decoded, percent_encoded, placeholder};
pub use scalar::{Measured, Scalar, Unit, divide_half_even};
pub(crate) use word::word;
