//! The facts of a version of the store, by the shortest way to them.

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::{Facts, FactsInput};
use crate::store::Store;

/// How much of the facts a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactsNeeded {
    /// The dense numbers, from which values, cohorts and repeat rates by rep, team and region are formed.
    Dense,
    /// The single rows too.
    WithRows,
}

/// The facts up to a day.
pub(super) fn of_store(store: &Store, as_of: Option<Day>, needed: FactsNeeded) -> Result<Facts, Failure> {
    if needed == FactsNeeded::Dense
        && let Some(lines) = store.order_lines()?
        && let Some(facts) = Facts::from_lines(&lines, as_of)?
    {
        return Ok(facts);
    }
    Ok(Facts::build(&FactsInput { orders: store.scan("orders")?, as_of })?)
}
