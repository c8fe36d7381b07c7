//! Which engine builds the facts: the embedded one, or a cluster that speaks the protocol of Spark Connect.
//!
//! The facts are the boundary: a cluster gets SQL over the same Delta tables and gives tables of facts back
//! ([`FactTable`]), and everything after them goes on as ever. Nothing is written there, and nothing of a
//! cluster's answers is kept in the store.

mod address;
mod address_fault;
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
pub use address_fault::AddressFault;
pub use engine_error::EngineError;
pub use settings::{EngineSettings, OrdersForm};

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Distant, FactRows, FactTable, Facts, LinesElsewhere, MeasureError};
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
    /// How many tables there are; none where more may follow, because each question asks for what it needs.
    pub of: Option<usize>,
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

/// Hears how far a cluster is.
pub type Watch = Arc<dyn Fn(ClusterStep) + Send + Sync>;

impl Facts {
    /// The facts as a cluster builds them; where customers have too much of a history to be fetched, without it, and with
    /// whom to ask for sums of it ([`Facts::distant`]). `watch` hears how far the cluster is.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the cluster cannot be used or does not answer, and those of
    /// [`Facts::from_tables`].
    pub fn from_cluster(
        address: &ClusterAddress,
        settings: &EngineSettings,
        question: ClusterQuestion<'_>,
        watch: &Watch,
    ) -> Result<Facts, MeasureError> {
        let ClusterQuestion { orders, as_of, with_rows } = question;
        let tables: &[FactTable] = if with_rows { &FactTable::WITH_ROWS } else { &FactTable::DENSE };
        let lines = LinesElsewhere {
            from: settings.orders_in_sql(orders),
            columns: orders.columns.clone(),
            nameless_customer: orders.names.nameless_customer,
            as_of,
        };
        let server = Server {
            address: address.clone(),
            settings: settings.clone(),
            orders: orders.clone(),
            watch: watch.clone(),
            #[cfg(feature = "cluster")]
            session: std::sync::Mutex::default(),
        };
        let query = |table: &FactTable| (*table, lines.sql(*table));
        let (mut asked, mut of) = (1, tables.len());
        let mut came = server.ask(&[query(&tables[0])], (0, Some(of)))?;
        let survey = came.pop().unwrap_or_else(|| FactRows::none(FactTable::Survey));
        // A history has no more rows than there are lines, so few lines need not be counted.
        let boundary = settings.customers_stay_above;
        if first(&survey) > boundary {
            let count = if with_rows { FactTable::RowCount } else { FactTable::VisitCount };
            let rows = server.ask(&[query(&count)], (1, None))?.first().map_or(0, first);
            (asked, of) = (2, of + 1);
            if rows > boundary {
                let sums: Vec<_> = FactTable::SUMS[1..].iter().map(query).collect();
                let next = AtomicUsize::new(asked + sums.len());
                let sums = server.ask(&sums, (asked, None))?;
                let Ok([day_sums, orders]) = <[FactRows; 2]>::try_from(sums) else { return Err(nothing_came()) };
                let elsewhere = lines.clone();
                let names = server.orders.names.clone();
                let ask = move |table, sql| {
                    let before = next.fetch_add(1, Ordering::Relaxed);
                    server.ask(&[(table, sql)], (before, None))?.pop().ok_or_else(nothing_came)
                };
                let answer = |places| Distant::new(elsewhere, places, Box::new(ask), (rows as i64, boundary));
                return Facts::from_tables_and([survey, day_sums, orders], &names, as_of, answer);
            }
        }
        let rest = server.ask(&tables[1..].iter().map(query).collect::<Vec<_>>(), (asked, Some(of)))?;
        let mut came = std::iter::once(survey).chain(rest);
        let mut next = || came.next().unwrap_or_else(|| FactRows::none(FactTable::Survey));
        if with_rows {
            let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
            let customers = orders.customer_names().map_err(engine)?;
            return Facts::from_tables_with_rows([next(), next()], &orders.names, &customers, orders.orders, as_of);
        }
        Facts::from_tables([next(), next(), next(), next()], &orders.names, as_of)
    }
}

/// The first number of a table of one row.
fn first(rows: &FactRows) -> u64 {
    rows.first_large().map_or(0, |number| u64::try_from(number).unwrap_or(0))
}

fn nothing_came() -> MeasureError {
    MeasureError::Engine { reason: "a table of facts did not come".to_string() }
}

/// Whom to ask, and about which orders.
struct Server {
    address: ClusterAddress,
    settings: EngineSettings,
    orders: KeyedOrders,
    watch: Watch,
    /// The session, once somebody has asked.
    #[cfg(feature = "cluster")]
    session: std::sync::Mutex<Option<client::Session>>,
}

impl Server {
    /// Asks for tables, in their order. Before them so many of all were asked for; how many all are may not be known.
    #[cfg(feature = "cluster")]
    fn ask(
        &self,
        queries: &[(FactTable, String)],
        place: (usize, Option<usize>),
    ) -> Result<Vec<FactRows>, EngineError> {
        client::ask(self, queries, place)
    }

    #[cfg(not(feature = "cluster"))]
    fn ask(&self, _: &[(FactTable, String)], _: (usize, Option<usize>)) -> Result<Vec<FactRows>, EngineError> {
        let _ = (&self.settings, &self.orders, &self.watch);
        Err(EngineError::NotBuilt { server: self.address.server() })
    }
}

/// Whether this program can ask clusters.
pub const ASKS_CLUSTERS: bool = cfg!(feature = "cluster");
