//! Results as listings: the column order that scripts rely on.

mod cohorts;
mod decisions;
mod long;
mod of_pack;
mod outlook;
mod scorecard;

pub use cohorts::cohorts;
pub use decisions::{bonuses, decision_log, proposals, target_versions};
pub use long::{Stamp, observations};
pub use of_pack::of_pack;
pub use outlook::{risk, targets};
pub use scorecard::scorecard;
