//! Results as listings: the column order that scripts rely on.

mod cohorts;
mod long;
mod of_pack;
mod outlook;
mod scorecard;

pub use cohorts::cohorts;
pub use long::{Stamp, observations};
pub use of_pack::of_pack;
pub use outlook::{risk, targets};
pub use scorecard::scorecard;
