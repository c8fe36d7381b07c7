//! Exports that overlap: rows without an order id that another file brought already.

use crate::failure::Failure;
use crate::sources::{self, CheckSettings, Severity, StoredTable};
use crate::store::Store;

use super::orders_seen::Nameless;

/// How many rows without an order id of each file are the same as rows of other files, in the order of the files. Of
/// two files of one load the later one is said to repeat the earlier.
///
/// # Errors
/// Only where the store cannot be read.
pub(super) fn repeats(store: &Store, files: &[Nameless], checks: &CheckSettings) -> Result<Vec<u64>, Failure> {
    let nobody_asks = checks.severity("possible_repeats") == Severity::Ignore;
    if nobody_asks || files.iter().all(|file| file.ids.is_empty()) || !store.has_table("orders") {
        return Ok(vec![0; files.len()]);
    }
    let rows = store.manifest().tables.get("orders").map_or(0, |table| table.rows);
    let orders = StoredTable::open("orders", store.scan("orders")?, rows)?;
    let mut found = Vec::with_capacity(files.len());
    for (at, file) in files.iter().enumerate() {
        let Some(days) = file.days else {
            found.push(0);
            continue;
        };
        let is_later = |id: u64| files[at + 1..].iter().any(|later| later.ids.contains(&id));
        found.push(sources::same_as_others(&orders, days, &|id| file.ids.contains(&id), &is_later)?);
    }
    Ok(found)
}
