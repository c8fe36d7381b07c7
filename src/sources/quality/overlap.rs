//! Rows of a load that say the same as rows which were there before.

use std::collections::HashSet;

use super::super::SourceError;
use super::orders_pass::{LINE_COLUMNS, Lines};
use super::stored_table::StoredTable;
use crate::schema::digest;

/// How many sales of a load are the same in day, customer, product, rep, quantity and amount as one of another file.
///
/// `days` are the first and the last day of the load's rows; `is_own` knows the digests of its order ids, and
/// `is_later` those of rows that are not looked at, because their own file will be asked. Memory grows with the
/// orders of those days.
///
/// # Errors
/// Only where the engine fails.
pub fn same_as_others(
    orders: &StoredTable,
    days: (i32, i32),
    is_own: &dyn Fn(u64) -> bool,
    is_later: &dyn Fn(u64) -> bool,
) -> Result<u64, SourceError> {
    let (mut others, mut own) = (HashSet::new(), Vec::new());
    orders.of_days(&LINE_COLUMNS, "order_date", days)?.each(&LINE_COLUMNS, &mut |slice| {
        let lines = Lines::of(slice);
        for line in (0..lines.len()).map(|row| lines.at(row)) {
            let Some(content) = line.content() else { continue };
            let id = digest::of_text(line.order);
            if is_own(id) {
                own.push(content);
            } else if !is_later(id) {
                others.insert(content);
            }
        }
    })?;
    Ok(own.iter().filter(|content| others.contains(content)).count() as u64)
}
