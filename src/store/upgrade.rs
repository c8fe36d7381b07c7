//! Stores of format 1 had no integer keys beside the names of orders: the first load into one adds them, once.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, new_null_array};
use arrow::datatypes::Int64Type;

use super::StoreError;
use super::columns::{Batch, Column, ROW_HASH, ROW_KEY};
use super::keys::{Keys, ORDER_KEY};
use super::read_back::DataReader;
use super::stage::Stage;
use super::table::Table;

/// Whether the table of orders was written before there were keys.
pub(super) fn is_needed(orders: &Table) -> bool {
    !orders.is_new() && !orders.columns().iter().any(|column| column.name == ORDER_KEY)
}

/// Rewrites the table of orders with keys beside the names.
pub(super) fn add_keys(orders: &mut Table, name: &str, keys: &Arc<Keys>) -> Result<(), StoreError> {
    let given: Vec<Column> = orders.columns().iter().filter(|column| !column.is_digest()).cloned().collect();
    let mut stage = Stage::new(name, given.clone(), Some(Arc::clone(keys)), |columns| orders.place(columns));
    let files = orders.files();
    let names: Vec<String> = orders.columns().iter().map(|column| column.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rows_of_files = Vec::new();
    for file in &files {
        let reader = DataReader::open(file)?;
        rows_of_files.push(reader.rows() as u64);
        reader.each_batch(&names, |batch| {
            let array = |column: &Column| match batch.column_by_name(&column.name) {
                Some(array) => Arc::clone(array),
                None => new_null_array(&column.arrow(), batch.num_rows()),
            };
            let digests = |name: &str| {
                let numbers = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
                let numbers = numbers.filter(|numbers| numbers.null_count() == 0);
                let lacking = || StoreError::engine(format!("reading `{}`", file.display()), &format!("no `{name}`"));
                numbers.map(|numbers| numbers.values().to_vec()).ok_or_else(lacking)
            };
            let columns: Vec<ArrayRef> = given.iter().map(array).collect();
            stage.append(Batch { columns, row_keys: digests(ROW_KEY)?, row_hashes: digests(ROW_HASH)? })
        })?;
    }
    let columns = stage.columns().to_vec();
    let finished = stage.finish()?;
    for (file, rows) in files.iter().zip(rows_of_files) {
        orders.let_go(file, rows);
    }
    orders.widen(&columns)?;
    orders.take(finished)
}
