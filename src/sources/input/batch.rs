//! How large a batch of rows becomes.

use crate::sources::records::Records;

/// Rows of a batch.
const ROWS: usize = 8_192;

/// Fields of a batch, so that a table of ten thousand columns does not make one of gigabytes.
const FIELDS: usize = 2_000_000;

/// Text of a batch, so that rows with long texts do not either.
const TEXT_BYTES: usize = 16 << 20;

/// Whether a batch is to be handed on.
pub(super) fn is_full(records: &Records) -> bool {
    let rows = records.lines.len() + records.ragged.len();
    let ragged_text = || records.ragged.iter().flat_map(|row| &row.fields).map(String::len).sum::<usize>();
    rows >= ROWS
        || rows * records.width >= FIELDS
        || records.text.len() >= TEXT_BYTES
        || (rows.is_multiple_of(256) && ragged_text() >= TEXT_BYTES)
}
