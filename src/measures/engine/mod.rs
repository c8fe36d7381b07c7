//! Which engine builds the facts: the embedded one, or a cluster that speaks the protocol of Spark Connect.
//!
//! The facts are the boundary: a cluster gets SQL over the same Delta tables and gives tables of facts back
//! ([`FactTable`]), and everything after them goes on as ever. Nothing is written there, and nothing of a
//! cluster's answers is kept in the store.

mod address;
#[cfg(feature = "cluster")]
mod answer;
#[cfg(feature = "cluster")]
mod client;
#[cfg(feature = "cluster")]
mod decoding;
mod engine_error;
#[cfg(feature = "cluster")]
mod knocking;
mod settings;

pub use address::ClusterAddress;
pub use engine_error::EngineError;
pub use settings::{EngineSettings, OrdersForm};

use super::{FactRows, FactTable, Facts, LinesElsewhere, MeasureError};
use crate::calendar::Day;
use crate::store::{KeyedOrders, StoreError};

/// How far a cluster is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterStep {
    /// The server, without anything secret.
    pub server: String,
    /// The table that is being made.
    pub table: FactTable,
    /// Its place among the tables, from 1.
    pub number: usize,
    /// How many tables there are.
    pub of: usize,
    /// What is happening.
    pub state: ClusterState,
}

/// What a cluster is doing with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterState {
    /// It was asked.
    Asked,
    /// So many tasks of those that are known are done; not every server says so.
    Working {
        /// Tasks that are done.
        done: u64,
        /// Tasks that are known.
        of: u64,
    },
    /// It was lost, and is asked again.
    Again {
        /// What went wrong.
        reason: String,
    },
    /// The table came.
    Came {
        /// Its rows.
        rows: usize,
        /// The bytes of Arrow that crossed the wire.
        bytes: u64,
    },
}

/// What is asked of a cluster.
#[derive(Debug, Clone, Copy)]
pub struct ClusterQuestion<'q> {
    /// The table of orders, by its keys.
    pub orders: &'q KeyedOrders,
    /// Lines after this day, or that became known later, do not count.
    pub as_of: Option<Day>,
    /// Whether the single rows are needed too.
    pub with_rows: bool,
}

impl Facts {
    /// The facts as a cluster builds them. `watch` hears how far it is.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the cluster cannot be used or does not answer, and those of
    /// [`Facts::from_tables`].
    pub fn from_cluster(
        address: &ClusterAddress,
        settings: &EngineSettings,
        question: ClusterQuestion<'_>,
        watch: &mut dyn FnMut(ClusterStep),
    ) -> Result<Facts, MeasureError> {
        let ClusterQuestion { orders, as_of, .. } = question;
        let tables: &[FactTable] = if question.with_rows { &FactTable::WITH_ROWS } else { &FactTable::DENSE };
        let lines = LinesElsewhere {
            from: settings.orders_in_sql(orders),
            columns: orders.columns.clone(),
            nameless_customer: orders.names.nameless_customer,
            as_of,
        };
        let queries: Vec<(FactTable, String)> = tables.iter().map(|table| (*table, lines.sql(*table))).collect();
        let mut came = ask(address, settings, orders, &queries, watch)?.into_iter();
        let mut next = || came.next().unwrap_or_else(|| FactRows::none(FactTable::Survey));
        if question.with_rows {
            let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
            let customers = orders.customer_names().map_err(engine)?;
            return Facts::from_tables_with_rows([next(), next()], &orders.names, &customers, orders.orders, as_of);
        }
        Facts::from_tables([next(), next(), next(), next()], &orders.names, as_of)
    }
}

#[cfg(feature = "cluster")]
fn ask(
    address: &ClusterAddress,
    settings: &EngineSettings,
    orders: &KeyedOrders,
    queries: &[(FactTable, String)],
    watch: &mut dyn FnMut(ClusterStep),
) -> Result<Vec<FactRows>, EngineError> {
    client::ask(address, settings, orders, queries, watch)
}

#[cfg(not(feature = "cluster"))]
fn ask(
    address: &ClusterAddress,
    _: &EngineSettings,
    _: &KeyedOrders,
    _: &[(FactTable, String)],
    _: &mut dyn FnMut(ClusterStep),
) -> Result<Vec<FactRows>, EngineError> {
    Err(EngineError::NotBuilt { server: address.server() })
}

/// Whether this program can ask clusters.
pub const ASKS_CLUSTERS: bool = cfg!(feature = "cluster");
