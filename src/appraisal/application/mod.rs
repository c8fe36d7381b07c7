//! What follows from a grade: proposals from a rule table, which people accept, change or reject.
//!
//! The rules stand in `[application]` of the configuration and are read from the top. For each effect (bonus,
//! promotion, training, performance plan) the first rule that matches and says something about it counts, so that one
//! rule may set the bonus and another one the training, and no effect is proposed twice. Nothing is applied here.

mod bonus;
mod clashes;
mod matching;
mod rules;

pub use bonus::{BonusAmounts, bonus_base, bonus_of};
pub use clashes::{Clash, clashes};
pub use matching::{Cycle, Outcome, RepCycles, Trend, outcome};
pub use rules::{ApplicationFault, ApplicationRule, ApplicationSettings, BonusSettings, Effect, ShareOf};
