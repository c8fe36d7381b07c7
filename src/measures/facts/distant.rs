//! Customers whose histories stay on a cluster, because there are too many of them to be fetched.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::measures::MeasureError;

use super::dense::DenseFacts;
use super::sql::LinesElsewhere;
use super::summaries::{self, Frame, Place, Summary};
use super::tables::{FactRows, FactTable};

type Ask = dyn Fn(FactTable, String) -> Result<FactRows, MeasureError> + Send + Sync;

/// Customers whose histories stay on a cluster: it is asked for sums and counts of them.
pub struct Distant {
    lines: LinesElsewhere,
    places: Vec<Place>,
    ask: Box<Ask>,
    /// What it answered, by the question: a review asks some of them twice.
    answered: Mutex<BTreeMap<String, Arc<FactRows>>>,
    rows: i64,
    boundary: u64,
}

impl Distant {
    pub(crate) fn new(
        lines: LinesElsewhere,
        places: Vec<Place>,
        ask: Box<Ask>,
        (rows, boundary): (i64, u64),
    ) -> Distant {
        Distant { lines, places, ask, answered: Mutex::default(), rows, boundary }
    }

    /// The answer to a question. One question at a time is asked.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the cluster does not answer.
    pub(crate) fn rows(
        &self,
        dense: &DenseFacts,
        frame: &Frame,
        asked: &Summary,
    ) -> Result<Arc<FactRows>, MeasureError> {
        let sql = summaries::sql(&self.lines, &self.places, dense, frame, asked);
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = answered.get(&sql) {
            return Ok(Arc::clone(rows));
        }
        let rows = Arc::new((self.ask)(asked.table(), sql.clone())?);
        answered.insert(sql, Arc::clone(&rows));
        Ok(rows)
    }

    /// How many rows the histories have.
    pub fn history_rows(&self) -> i64 {
        self.rows
    }

    /// The most rows of histories that are fetched: `[engine] customers_stay_above`.
    pub fn boundary(&self) -> u64 {
        self.boundary
    }

    /// Why a question about single customers is not answered.
    pub(crate) fn refusal(&self, asked: &str) -> MeasureError {
        MeasureError::StaysOnCluster { asked: asked.to_string(), rows: self.rows, boundary: self.boundary }
    }
}

impl fmt::Debug for Distant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Distant").field("rows", &self.rows).field("boundary", &self.boundary).finish_non_exhaustive()
    }
}

impl PartialEq for Distant {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
