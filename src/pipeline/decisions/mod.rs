//! What people decide about what attain proposes: the proposals of a period with where they stand, and the record.
//!
//! A proposal has a stable id: `target:2024-Q1:R07:revenue_net`, `flag:2024-Q1:R07`, `grade:2023-Q4:R07`,
//! `bonus:2023-Q4:R07` and so on. What it suggests is worked out anew whenever it is listed or decided on, and never
//! typed by anybody. A decision is a row of the table `decisions`, which only grows.

mod application;
mod bonus;
mod file;
mod grades;
mod proposals;
mod record;
mod standing;
mod targets;

pub use bonus::preview;
pub use file::{FileDecision, read_decisions};
pub use proposals::{Proposal, Wanted, proposals};
pub use record::{Decision, RecordRequest, Recorded, TargetTerms, record};
pub use standing::{history, history_now, listed, quota_history};
pub(super) use targets::decided_amounts;
pub use targets::{ChangedTarget, TeamEffect};
