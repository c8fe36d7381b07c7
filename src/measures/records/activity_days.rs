//! On which days a rep did something, from the table `activities`.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::activity::{day_of, moments};
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// The days of each rep's activities up to a day, sorted, one entry an activity. Automatic ones do not count.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the activities; [`MeasureError::Engine`].
pub fn activity_days(tables: &Tables, as_of: Day) -> Result<BTreeMap<String, Vec<Day>>, MeasureError> {
    let frame = collected(tables.require("risk", "activities")?)?;
    let columns = Columns::of(&frame);
    let reps = columns.text("rep_id")?;
    let automatic = columns.flags("is_auto")?;
    let moments = moments(&frame, "ts")?;
    let mut by_rep: BTreeMap<String, Vec<Day>> = BTreeMap::new();
    for (row, moment) in moments.iter().enumerate() {
        let (Some(rep), Some(day)) = (reps.get(row).filter(|rep| !rep.is_empty()), moment.map(day_of)) else {
            continue;
        };
        if day > as_of || automatic[row] == Some(true) {
            continue;
        }
        match by_rep.get_mut(rep) {
            Some(days) => days.push(day),
            None => _ = by_rep.insert(rep.to_string(), vec![day]),
        }
    }
    by_rep.values_mut().for_each(|days| days.sort_unstable());
    Ok(by_rep)
}
