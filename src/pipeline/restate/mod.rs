//! What changed between two states of the store, and which published numbers moved by it.
//!
//! Each state is read at the currency rates that it knew. Every movement of a number is explained by causes in a fixed
//! order: other rates for the rows of the first state, rows that were added, rows that were removed, rows that were
//! replaced, changed reps, changed quotas, another as-of day. What they leave unexplained is what the second state
//! publishes less what the causes lead to, and it must be zero.
//!
//! Sums (net revenue, gross profit, units) are explained by the changed rows themselves: each row's amount is added to
//! the cells that it belongs to, without looking at either state's sums. Counts and ratios are measured again after
//! each cause, on the first state's rows with the changes made one after the other.

mod cells;
mod changed_rows;
mod effects;
mod steps;

pub use cells::{Cause, MovedNumber, Parts};
pub use changed_rows::{ChangedRow, RowChange, changed_rows};

use std::collections::BTreeSet;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::quantity::Currency;
use crate::schema;
use crate::store::{Store, TableDifference};

use super::Snapshot;

/// What changed between two states.
#[derive(Debug, Clone, PartialEq)]
pub struct Restatement {
    /// Every canonical table that either state has, with how many rows changed.
    pub tables: Vec<TableChange>,
    /// The numbers that moved, and those whose movement is not explained, by metric, period and slice.
    pub moved: Vec<MovedNumber>,
    /// How many numbers were compared.
    pub compared: usize,
    /// The currency of all money.
    pub currency: Currency,
    /// The as-of day of the first state.
    pub as_of_a: Day,
    /// The as-of day of the second state.
    pub as_of_b: Day,
    /// The version of the store in the first state.
    pub store_version_a: u64,
}

/// How many rows of a table changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableChange {
    /// The table.
    pub table: String,
    /// Rows in the first state.
    pub rows_a: u64,
    /// Rows in the second state.
    pub rows_b: u64,
    /// Rows that only the second state has.
    pub added: u64,
    /// Rows that only the first state has.
    pub removed: u64,
    /// Rows that both have, with other content.
    pub replaced: u64,
}

impl Restatement {
    /// Compares two states of one store, read with the same configuration.
    ///
    /// # Errors
    /// A day of the first state's orders for which the second has no rate; what the store says.
    pub fn between(a: &Snapshot, b: &Snapshot) -> Result<Restatement, Failure> {
        let differences = differences(&a.store, &b.store)?;
        let changes = steps::Changes {
            orders: difference_of(&differences, "orders")?,
            reps: is_changed(&differences, "reps"),
            quotas: is_changed(&differences, "quotas"),
        };
        let compared = steps::compare(a, b, &changes)?;
        let tables = differences.iter().map(|difference| count(a, b, difference)).collect();
        Ok(Restatement {
            tables,
            moved: compared.moved,
            compared: compared.cells,
            currency: b.currency,
            as_of_a: a.as_of,
            as_of_b: b.as_of,
            store_version_a: a.store.manifest().version,
        })
    }

    /// How many numbers moved by more or less than the causes explain.
    pub fn unexplained(&self) -> usize {
        self.moved.iter().filter(|number| !number.is_explained()).count()
    }
}

/// How each canonical table of either state changed, in the order of the schema.
pub(super) fn differences(a: &Store, b: &Store) -> Result<Vec<TableDifference>, Failure> {
    let held: BTreeSet<&str> = a.tables().chain(b.tables()).collect();
    let known = schema::tables().iter().map(|table| table.name.as_str()).filter(|table| held.contains(table));
    known.map(|table| TableDifference::between(a, b, table).map_err(Failure::from)).collect()
}

fn difference_of<'d>(differences: &'d [TableDifference], table: &str) -> Result<&'d TableDifference, Failure> {
    let found = differences.iter().find(|difference| difference.table == table);
    found.ok_or_else(|| Failure::data(format!("the store has no table `{table}`"), None))
}

fn is_changed(differences: &[TableDifference], table: &str) -> bool {
    differences.iter().any(|difference| difference.table == table && !difference.is_empty())
}

fn count(a: &Snapshot, b: &Snapshot, difference: &TableDifference) -> TableChange {
    let rows = |store: &Store| store.manifest().tables.get(&difference.table).map_or(0, |version| version.rows);
    TableChange {
        table: difference.table.clone(),
        rows_a: rows(&a.store),
        rows_b: rows(&b.store),
        added: difference.added,
        removed: difference.removed,
        replaced: difference.replaced,
    }
}
