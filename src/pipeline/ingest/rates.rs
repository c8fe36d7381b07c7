//! For which currencies a store has rates.

use std::collections::BTreeSet;
use std::path::Path;

use crate::quantity::Currency;
use crate::sources;
use crate::store::Store;

/// The currencies for which the store has rates into the run's; none where there is no store yet, or where it has no
/// rates.
pub(super) fn of_store(root: &Path, into: Currency) -> BTreeSet<String> {
    let rates = Store::open(root).ok().filter(|store| store.has_table("fx_rates"));
    let frame = rates.and_then(|store| store.scan("fx_rates").ok()?.collect().ok());
    frame.map(|frame| sources::rated_currencies(&frame, into)).unwrap_or_default()
}
