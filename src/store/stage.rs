//! The place where new rows of a table are put before they are merged.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, Int64Array};

use super::StoreError;
use super::columns::{Batch, Column};
use super::data_file::{DataFiles, Finished};
use super::keys::Keys;

/// New rows of one table, written to data files that nothing names yet. Thrown away unless it is merged.
#[derive(Debug)]
pub struct Stage {
    table: String,
    /// The columns that batches bring.
    given: Vec<Column>,
    keys: Option<Arc<Mutex<Keys>>>,
    /// The keys of the orders by their numbers within the stage.
    order_keys: Vec<i32>,
    files: DataFiles,
}

impl Stage {
    pub(super) fn new(
        table: &str,
        given: Vec<Column>,
        keys: Option<Arc<Mutex<Keys>>>,
        place: impl FnOnce(Arc<[Column]>) -> DataFiles,
    ) -> Stage {
        if let Some(keys) = &keys {
            keys.lock().unwrap_or_else(PoisonError::into_inner).begin_stage();
        }
        let added = if keys.is_some() { Keys::columns() } else { Vec::new() };
        let columns: Vec<Column> = given.iter().cloned().chain(added).chain(Column::digests()).collect();
        Stage { table: table.to_string(), given, keys, order_keys: Vec::new(), files: place(columns.into()) }
    }

    /// Adds rows after those that are there. They are encoded on all threads and not kept in memory.
    ///
    /// # Errors
    /// Where the disk refuses, or where the arrays are not what the stage was opened for.
    pub fn append(&mut self, batch: Batch) -> Result<(), StoreError> {
        self.check(&batch)?;
        let Batch { columns: mut arrays, row_keys, row_hashes, orders } = batch;
        if let Some(keys) = &self.keys {
            let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
            arrays.extend(keys.of_batch(&self.given, &arrays, orders.as_ref(), &mut self.order_keys)?);
        }
        arrays.push(Arc::new(Int64Array::from(row_keys)) as ArrayRef);
        arrays.push(Arc::new(Int64Array::from(row_hashes)));
        self.files.write(&arrays)
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.files.rows()
    }

    /// The table that the rows are for.
    pub(super) fn table(&self) -> &str {
        &self.table
    }

    /// The columns of the data files.
    pub(super) fn columns(&self) -> &[Column] {
        self.files.columns()
    }

    /// The data files, on the disk.
    pub(super) fn finish(self) -> Result<Finished, StoreError> {
        self.files.finish()
    }

    fn check(&self, batch: &Batch) -> Result<(), StoreError> {
        let wrong = |reason: String| Err(StoreError::engine(format!("staging rows of {}", self.table), &reason));
        let rows = batch.row_keys.len();
        if batch.columns.len() != self.given.len() || batch.row_hashes.len() != rows {
            let found = (batch.columns.len(), rows, batch.row_hashes.len());
            return wrong(format!(
                "{} columns were expected and {found:?} columns, keys, digests came",
                self.given.len()
            ));
        }
        if let Some(orders) = &batch.orders
            && (orders.numbers.len() != rows || orders.digests.len() != rows)
        {
            return wrong(format!("{} orders came with {rows} rows", orders.numbers.len()));
        }
        for (column, array) in self.given.iter().zip(&batch.columns) {
            if array.len() != rows || !column.takes(array.as_ref()) {
                let (name, kind, found) = (&column.name, column.arrow(), array.data_type());
                return wrong(format!(
                    "`{name}` holds {kind} in {rows} rows, and {found} in {} rows came",
                    array.len()
                ));
            }
        }
        Ok(())
    }
}
