//! On which days a rep did something, from the table `activities`.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::activity::{day_of, moments};
use crate::measures::columns::Columns;
use crate::measures::company::Tables;

use super::in_parts::in_parts;

/// The columns that are read: a table of millions of activities is not held whole for its days.
const READ: [&str; 3] = ["rep_id", "ts", "is_auto"];

/// So many rows are held at once.
const AT_ONCE: u32 = 1_000_000;

/// The days of each rep's activities up to a day, sorted, one entry an activity. Automatic ones do not count.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the activities; [`MeasureError::Engine`].
pub fn activity_days(tables: &Tables, as_of: Day) -> Result<BTreeMap<String, Vec<Day>>, MeasureError> {
    let mut by_rep: HashMap<String, Vec<Day>> = HashMap::new();
    in_parts(tables.require("risk", "activities")?, &READ, AT_ONCE, |part| take(part, as_of, &mut by_rep))?;
    by_rep.values_mut().for_each(|days| days.sort_unstable());
    Ok(by_rep.into_iter().collect())
}

fn take(frame: &DataFrame, as_of: Day, by_rep: &mut HashMap<String, Vec<Day>>) -> Result<(), MeasureError> {
    let columns = Columns::of(frame);
    let reps = columns.text("rep_id")?;
    let automatic = columns.flags("is_auto")?;
    for (row, moment) in moments(frame, "ts")?.into_iter().enumerate() {
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
    Ok(())
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    #[test]
    fn days_are_sorted_by_rep_without_automatic_ones_later_ones_and_those_of_nobody() {
        const DAY: i64 = 86_400_000_000;
        let reps = [Some("b"), Some("a"), Some("a"), None, Some(""), Some("a"), Some("b"), Some("b")];
        let moments = [Some(3), Some(9), Some(4), Some(1), Some(1), Some(11), None, Some(2)];
        let automatic = [None, Some(false), None, None, None, None, None, Some(true)];
        let frame = DataFrame::new(
            8,
            vec![
                Column::new("rep_id".into(), reps),
                Column::new("ts".into(), moments.map(|day| day.map(|day| day * DAY + 7)))
                    .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
                    .unwrap(),
                Column::new("is_auto".into(), automatic),
            ],
        )
        .unwrap();
        let tables = Tables::new([("activities".to_string(), frame.lazy())]);
        let found = activity_days(&tables, Day::from_epoch(10)).unwrap();
        let days = |rep: &str| found[rep].iter().map(|day| day.epoch()).collect::<Vec<i32>>();
        assert_eq!((found.len(), days("a"), days("b")), (2, vec![4, 9], vec![3]));
        assert!(activity_days(&Tables::new([]), Day::from_epoch(10)).is_err());
    }
}
