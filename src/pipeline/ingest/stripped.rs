//! Ids of a file that another table of the store has with leading zeros.

use crate::failure::Failure;
use crate::sources::{PlainIds, StoredTable, StrippedIds, known_with_zeros};
use crate::store::Store;

/// Adds what other tables say of the ids of a file of `table`; of a column of which one speaks, the file's own word is
/// not needed any more.
///
/// # Errors
/// Only where the store cannot be read.
pub(super) fn beside_other_tables(
    store: &Store,
    table: &str,
    ids: &[PlainIds],
    told: &mut Vec<StrippedIds>,
) -> Result<(), Failure> {
    let stored = |other: &str, column: &str| stored_ids(store, other, column);
    for plain in ids {
        if let Some(found) = known_with_zeros(table, plain, stored)? {
            told.retain(|known| known.doubt.column != plain.column);
            told.push(found);
        }
    }
    Ok(())
}

/// The table that holds the ids of a column: of orders the short list of their names, if there is one.
fn stored_ids(store: &Store, table: &str, column: &str) -> Result<Option<StoredTable>, Failure> {
    let name = match (table, column) {
        ("orders", "customer_id") => "keys_customer",
        ("orders", "rep_id") => "keys_rep",
        ("orders", "product_id") => "keys_product",
        ("orders", _) => return Ok(None),
        _ => table,
    };
    let Some(version) = store.manifest().tables.get(name) else { return Ok(None) };
    Ok(Some(StoredTable::open(name, store.scan(name)?, version.rows)?))
}
