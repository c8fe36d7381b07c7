//! What the rows of a file before make of a row: a new one, a repetition, or one that contradicts them.

use crate::schema::digest;

use super::finished_rows::{Decided, keys_of};
use super::layout::Layout;
use super::ledger::{KeyBook, OrderBook, OrderRow, Sightings, Standing};
use super::typing::TypedRows;

/// Follows a file from its first row to its last.
pub(super) struct Judge {
    books: Books,
    /// The name under which the file's content was loaded first: rows without an order id are named after it.
    first_name: u64,
}

enum Books {
    Orders { orders: Box<OrderBook>, nameless: Sightings },
    Keys(KeyBook),
}

impl Judge {
    /// Before the first row.
    pub(super) fn new(layout: &Layout, first_name: &str) -> Judge {
        let books = if layout.table.name == "orders" {
            let orders = Box::new(OrderBook::new(layout.mapped("line_no").is_some()));
            Books::Orders { orders, nameless: Sightings::default() }
        } else {
            Books::Keys(KeyBook::default())
        };
        Judge { books, first_name: digest::of_text(first_name) }
    }

    /// Judges the rows of the next block.
    pub(super) fn judge(&mut self, typed: &TypedRows, layout: &Layout) -> Decided {
        let rows = typed.contents.len();
        let mut decided = Decided { standing: vec![None; rows], numbers: vec![None; rows], order_ids: Vec::new() };
        let mut bad = typed.faults.iter().map(|fault| fault.row).peekable();
        let keys = match &self.books {
            Books::Keys(_) => keys_of(&typed.cells, &typed.contents, layout),
            Books::Orders { .. } => Vec::new(),
        };
        let texts = |column: &str| layout.slot(column).and_then(|slot| typed.cells[slot].texts());
        let (orders_of, numbers_of) = (texts("order_id"), texts("line_no"));
        for row in 0..rows {
            if bad.next_if_eq(&row).is_some() {
                continue;
            }
            let (content, line) = (typed.contents[row], typed.records.lines[row]);
            match &mut self.books {
                Books::Keys(keys_seen) => decided.standing[row] = Some(keys_seen.add(keys[row], content, line)),
                Books::Orders { orders, nameless } => match orders_of.and_then(|texts| texts.digest(row)) {
                    Some(order) => {
                        let stated = numbers_of.and_then(|texts| texts.digest(row));
                        let (standing, number) = orders.add(OrderRow { order, content, stated, line });
                        decided.standing[row] = Some(standing);
                        decided.numbers[row] = number;
                    }
                    None => {
                        decided.standing[row] = Some(Standing::New);
                        let id = own_order_id(self.first_name, content, nameless.before(content));
                        decided.order_ids.push((row, id));
                        // A number that the row states stays.
                        if numbers_of.and_then(|texts| texts.digest(row)).is_none() {
                            decided.numbers[row] = Some(1);
                        }
                    }
                },
            }
        }
        decided
    }
}

/// An id for a row that is its own order: a digest of the file's name, the row's content and how often the same
/// content stood in the file before.
///
/// The same file gives the same ids, and so does one that has grown or was sorted anew; next month's rows under the
/// same name get others, and files of different names never share one. Line numbers would replace old rows by new
/// ones, and a digest of the whole file would load all its rows again after one was added.
fn own_order_id(first_name: u64, content: u64, before: u32) -> String {
    let words = [first_name, content, u64::from(before)].map(u64::to_le_bytes).concat();
    format!("row-{:016x}", twox_hash::XxHash3_64::oneshot(&words))
}
