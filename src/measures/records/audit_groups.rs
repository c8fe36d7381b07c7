//! Groups of reps that are named only so that fairness can be examined: the columns `group_*` of the table `reps`.
//!
//! Nothing but the fairness table may read them; a test sees to it that no score changes with them.

use std::collections::BTreeMap;

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// What the name of such a column begins with in people's files, and in the store, which carries it along.
const PREFIXES: [&str; 2] = ["group_", "x_group_"];

/// By column (without what its name begins with, such as `gender` of `group_gender`) the group of each rep who has
/// one; empty without a table of reps or without such a column.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn audit_groups(tables: &Tables) -> Result<BTreeMap<String, BTreeMap<String, String>>, MeasureError> {
    let Some(table) = tables.get("reps") else { return Ok(BTreeMap::new()) };
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let reps = columns.texts("rep_id")?;
    let mut found = BTreeMap::new();
    for name in frame.get_column_names() {
        let Some(short) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) else { continue };
        let named = reps.iter().zip(columns.texts(name)?);
        let groups: BTreeMap<String, String> = named.filter_map(|(rep, group)| Some((rep.clone()?, group?))).collect();
        if !groups.is_empty() {
            found.insert(short.to_string(), groups);
        }
    }
    Ok(found)
}
