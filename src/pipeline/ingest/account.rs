//! The account of a file's rows: what was dropped by reason, what was rejected by rule, and that nothing is missing.

use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::store::{LoadedSource, Merged};

/// A row that repeats another one of its file in every field.
const REPEATED: &str = "repeated_in_file";

/// A row that an earlier file brought, of this load or of one before it.
const ALREADY_LOADED: &str = "already_loaded";

/// A row of a file of which the whole content was loaded before.
const FILE_LOADED_BEFORE: &str = "file_loaded_before";

/// The dropped rows of a file that was read, by reason; reasons without a row are left out.
pub(super) fn dropped(repeated: u64, already_loaded: u64) -> BTreeMap<String, u64> {
    let reasons = [(REPEATED, repeated), (ALREADY_LOADED, already_loaded)];
    reasons.into_iter().filter(|(_, rows)| *rows > 0).map(|(reason, rows)| (reason.to_string(), rows)).collect()
}

/// The account of a file after its rows met those of the store.
pub(super) fn merged(source: LoadedSource, merged: Merged) -> LoadedSource {
    LoadedSource {
        rows_loaded: source.rows_loaded - merged.known,
        duplicates_dropped: source.duplicates_dropped + merged.known,
        dropped_by_reason: dropped(source.duplicates_dropped, merged.known),
        rows_replaced: merged.replaced,
        ..source
    }
}

/// The dropped rows of a file whose content was loaded before.
pub(super) fn loaded_before(known: &LoadedSource) -> BTreeMap<String, u64> {
    let rows = known.rows_read - known.rows_rejected;
    BTreeMap::from([(FILE_LOADED_BEFORE.to_string(), rows)]).into_iter().filter(|(_, rows)| *rows > 0).collect()
}

/// Every row is loaded, dropped for a reason, or rejected by a rule.
///
/// # Errors
/// An account that does not add up: nothing is loaded rather than a row lost.
pub(super) fn require_whole(source: &LoadedSource) -> Result<(), Failure> {
    let dropped: u64 = source.dropped_by_reason.values().sum();
    let rejected: u64 = source.rejected_by_rule.values().sum();
    let accounted = source.rows_loaded + source.duplicates_dropped + source.rows_rejected;
    if accounted == source.rows_read && dropped == source.duplicates_dropped && rejected == source.rows_rejected {
        return Ok(());
    }
    Err(Failure::internal(format!(
        "the account of `{}` does not add up: {} rows read, {} loaded, {} dropped ({dropped} with a reason), {} rejected \
         ({rejected} by a rule)",
        source.file, source.rows_read, source.rows_loaded, source.duplicates_dropped, source.rows_rejected
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_without_a_row_are_left_out() {
        assert_eq!(dropped(2, 0), BTreeMap::from([(REPEATED.to_string(), 2)]));
        assert!(dropped(0, 0).is_empty());
    }
}
