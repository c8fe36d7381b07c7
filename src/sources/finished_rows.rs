//! Rows that are ready for the store: arrow columns, with a key and a content digest for each row.

use arrow::array::{ArrayRef, BooleanArray};
use arrow::compute::filter;

use crate::schema::digest;

use super::cells::Cells;
use super::layout::Layout;
use super::ledger::Standing;
use super::typing::TypedRows;

/// A batch of good rows, in file order.
#[derive(Debug, Clone)]
pub struct RowBatch {
    /// One a stored column, in the order of [`Reading::stored`](super::Reading::stored): the table's columns, then
    /// the carried ones. Texts come as dictionaries.
    pub columns: Vec<ArrayRef>,
    /// A digest of each row's key.
    pub row_keys: Vec<i64>,
    /// A digest of each row's content.
    pub row_hashes: Vec<i64>,
    /// The line of the file on which each row starts.
    pub lines: Vec<u64>,
    /// Of orders: the number of each row's order within the file ([`OWN_ORDER`] where it is the only row of it), and
    /// the digest of its order id. Empty for other tables.
    pub orders: Vec<(u32, u64)>,
}

/// The number of an order that has one row, because the file gives it no id.
pub const OWN_ORDER: u32 = u32::MAX;

impl RowBatch {
    /// The rows that stay.
    pub(super) fn filtered(&self, stays: &[bool]) -> RowBatch {
        let mask = BooleanArray::from(stays.to_vec());
        let columns =
            self.columns.iter().map(|column| filter(column, &mask).expect("a mask as long as the column filters it"));
        RowBatch {
            columns: columns.collect(),
            row_keys: kept(&self.row_keys, stays),
            row_hashes: kept(&self.row_hashes, stays),
            lines: kept(&self.lines, stays),
            orders: kept(&self.orders, stays),
        }
    }
}

fn kept<T: Copy>(values: &[T], stays: &[bool]) -> Vec<T> {
    values.iter().zip(stays).filter(|(_, stays)| **stays).map(|(value, _)| *value).collect()
}

/// What the rows before decided about the rows of a block.
pub(super) struct Decided {
    /// Of each row; bad rows are of no standing.
    pub standing: Vec<Option<Standing>>,
    /// Line numbers that were worked out.
    pub numbers: Vec<Option<u32>>,
    /// Order ids that were worked out.
    pub order_ids: Vec<(usize, String)>,
    /// Of orders, each row's: see [`RowBatch::orders`].
    pub orders: Vec<(u32, u64)>,
}

/// The good rows of a block.
pub(super) fn finished(typed: TypedRows, layout: &Layout, decided: Decided) -> RowBatch {
    let TypedRows { records, mut cells, mut contents, .. } = typed;
    add_order_ids(layout, &mut cells, &mut contents, &decided.order_ids);
    add_numbers(layout, &mut cells, &mut contents, &decided.numbers);
    let keys = keys_of(&cells, &contents, layout);
    let stays: Vec<bool> = decided.standing.iter().map(|standing| *standing == Some(Standing::New)).collect();
    let signed = |words: Vec<u64>| -> Vec<i64> { words.into_iter().map(u64::cast_signed).collect() };
    let columns = cells.into_iter().map(Cells::array).collect();
    let all = RowBatch {
        columns,
        row_keys: signed(keys),
        row_hashes: signed(contents),
        lines: records.lines,
        orders: decided.orders,
    };
    if stays.contains(&false) { all.filtered(&stays) } else { all }
}

/// The digest of each row's key; of its content where the key is empty.
pub(super) fn keys_of(cells: &[Cells], contents: &[u64], layout: &Layout) -> Vec<u64> {
    let mut keys = vec![0; contents.len()];
    for &at in &layout.key {
        cells[at].add_to_digests(layout.slots[at].seed, &mut keys);
    }
    // Nothing was added to the digest of an empty key.
    for (row, key) in keys.iter_mut().enumerate().filter(|(_, key)| **key == 0) {
        if layout.key.iter().all(|&at| cells[at].is_null(row)) {
            *key = contents[row];
        }
    }
    keys
}

fn add_order_ids(layout: &Layout, cells: &mut [Cells], contents: &mut [u64], ids: &[(usize, String)]) {
    let Some(slot) = layout.slot("order_id") else { return };
    let Cells::Text(texts) = &mut cells[slot] else { return };
    for (row, id) in ids {
        texts.codes[*row] = texts.add(id);
        contents[*row] = contents[*row].wrapping_add(layout.slots[slot].seed.text(digest::of_text(id)));
    }
}

fn add_numbers(layout: &Layout, cells: &mut [Cells], contents: &mut [u64], numbers: &[Option<u32>]) {
    let Some(slot) = layout.slot("line_no") else { return };
    let Cells::Whole(filled) = &mut cells[slot] else { return };
    let seed = layout.slots[slot].seed;
    for (row, number) in numbers.iter().enumerate() {
        if let Some(number) = number.map(i64::from) {
            filled.set(row, number);
            contents[row] = contents[row].wrapping_add(seed.whole(number));
        }
    }
}
