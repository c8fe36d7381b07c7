//! Sales contests: who stands where under rules that were fixed beforehand, whether the contest is open, and whether
//! its sales were borrowed from the time after it.

mod borrowed;
mod fairness;
mod fault;
mod prizes;
mod rules;
mod settings;
mod standing;
mod target;

pub use borrowed::{BeforeAndAfter, Borrowing, Expected};
pub use fairness::{Contender, Fairness, LOPSIDED_UNDER, OPEN_FROM, Verdict};
pub use fault::ContestFault;
pub use prizes::{Prize, PrizeFault, Prizes, Won};
pub use rules::{Basis, ContestRules, METRICS, Phase, TieRule};
pub use settings::ContestSettings;
pub use standing::{Entrant, EntrantTarget, Ineligible, Standing, leaderboard, level_in_score};
pub use target::{SpanTarget, target_of};
