//! Results as listings: the column order that scripts rely on.

mod long;
mod of_pack;
mod outlook;

pub use long::{Stamp, cohorts, observations};
pub use of_pack::of_pack;
pub use outlook::{risk, targets};
