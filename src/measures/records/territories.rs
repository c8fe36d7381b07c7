//! Where a rep sells: the column `region` of the table `reps`.

use std::collections::BTreeMap;

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// The region of each rep that has one; empty without a table of reps or without the column.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn territories(tables: &Tables) -> Result<BTreeMap<String, String>, MeasureError> {
    let Some(table) = tables.get("reps") else { return Ok(BTreeMap::new()) };
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let named = columns.texts("rep_id")?.into_iter().zip(columns.texts("region")?);
    Ok(named.filter_map(|(rep, region)| Some((rep?, region?))).collect())
}
