//! The rules in force: those of the last load before a contest's first day, and what changed since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::records::contests::{ContestRow, contest_rows};
use crate::store::Store;

/// The table of the contests.
pub(super) const CONTESTS: &str = "contests";

/// The rules of one contest in a version of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion {
    /// The version of the store that brought them.
    pub version: u64,
    /// When it was loaded, as the store wrote it down.
    pub loaded_at: String,
    /// The day of it, in the company's time zone.
    pub loaded_on: Option<Day>,
    /// The rules.
    pub row: ContestRow,
}

/// A term that a later load changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// The version of the store that brought the change.
    pub version: u64,
    /// When it was loaded.
    pub loaded_at: String,
    /// The column.
    pub column: &'static str,
    /// What it said before; empty where it said nothing.
    pub before: String,
    /// What it says since.
    pub after: String,
    /// Whether it was loaded only after the contest's first day.
    pub late: bool,
    /// Whether the rules in force know it.
    pub counts: bool,
}

/// The rules of one contest through time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHistory {
    /// The first that the store knows.
    pub first: RuleVersion,
    /// Those in force.
    pub in_force: RuleVersion,
    /// All changes, oldest first.
    pub changes: Vec<RuleChange>,
    /// Whether nothing was loaded before the contest's first day, so that nobody can tell what was fixed then.
    pub first_loaded_late: bool,
    /// Whether even the first load came after the last day.
    pub first_loaded_after_end: bool,
}

/// Every contest of the store's versions up to the one that is read, with its history, sorted by contest.
///
/// Of each version that changed the table the rows are read; versions that a vacuum removed are passed over, and their
/// rules are known from the next one on.
pub(super) fn histories(
    store: &Store,
    time_zone: Option<&str>,
    late_changes_count: bool,
) -> Result<Vec<RuleHistory>, Failure> {
    let mut seen: BTreeMap<String, Vec<RuleVersion>> = BTreeMap::new();
    let mut known = None;
    for past in Store::versions(store.root())? {
        let manifest = &past.manifest;
        let delta = manifest.tables.get(CONTESTS).map(|table| table.delta_version);
        if manifest.version > store.manifest().version || delta.is_none() || delta == known || past.removed_at.is_some()
        {
            continue;
        }
        known = delta;
        let table = Store::open_version(store.root(), manifest.version)?.scan(CONTESTS)?;
        for row in contest_rows(table)? {
            let versions = seen.entry(row.contest_id.clone()).or_default();
            if versions.last().is_none_or(|last| last.row != row) {
                versions.push(RuleVersion {
                    version: manifest.version,
                    loaded_at: manifest.committed_at.clone(),
                    loaded_on: day_of(&manifest.committed_at, time_zone),
                    row,
                });
            }
        }
    }
    Ok(seen.into_values().filter_map(|versions| history(versions, late_changes_count)).collect())
}

/// Decides which of the versions counts.
fn history(versions: Vec<RuleVersion>, late_changes_count: bool) -> Option<RuleHistory> {
    let first = versions.first()?.clone();
    let is_after = |loaded: Option<Day>, day: Option<Day>| loaded.zip(day).is_some_and(|(loaded, day)| loaded >= day);
    let mut in_force = first.clone();
    let mut changes = Vec::new();
    for pair in versions.windows(2) {
        let [before, after] = pair else { continue };
        // The first day is that of the rules in force: a change cannot move it to make itself timely.
        let late = is_after(after.loaded_on, in_force.row.start);
        let counts = !late || late_changes_count;
        let terms = before.row.terms().into_iter().zip(after.row.terms());
        changes.extend(terms.filter(|(old, new)| old.1 != new.1).map(|(old, new)| RuleChange {
            version: after.version,
            loaded_at: after.loaded_at.clone(),
            column: old.0,
            before: old.1,
            after: new.1,
            late,
            counts,
        }));
        if counts {
            in_force = after.clone();
        }
    }
    let first_loaded_late = is_after(first.loaded_on, first.row.start);
    let first_loaded_after_end = first.loaded_on.zip(first.row.end).is_some_and(|(loaded, end)| loaded > end);
    Some(RuleHistory { first, in_force, changes, first_loaded_late, first_loaded_after_end })
}

/// The day of a moment in a time zone; in UTC where none is set or nobody knows it.
fn day_of(moment: &str, time_zone: Option<&str>) -> Option<Day> {
    let moment: DateTime<Utc> = DateTime::parse_from_rfc3339(moment).ok()?.to_utc();
    let zone = time_zone.and_then(|name| name.parse::<chrono_tz::Tz>().ok()).unwrap_or(chrono_tz::UTC);
    Some(Day::from_naive(moment.with_timezone(&zone).date_naive()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: u64, loaded_on: &str, basis: &str, start: &str) -> RuleVersion {
        RuleVersion {
            version: number,
            loaded_at: format!("{loaded_on}T09:00:00Z"),
            loaded_on: loaded_on.parse().ok(),
            row: ContestRow {
                contest_id: "C".into(),
                basis: Some(basis.into()),
                start: start.parse().ok(),
                end: "2024-03-31".parse().ok(),
                ..ContestRow::default()
            },
        }
    }

    #[test]
    fn the_last_rules_before_the_start_are_in_force_and_later_ones_are_shown() {
        let versions = || {
            vec![
                version(1, "2024-02-01", "absolute", "2024-03-01"),
                version(2, "2024-02-29", "growth", "2024-03-01"),
                version(3, "2024-03-01", "pct_of_target", "2024-03-01"),
            ]
        };
        let found = history(versions(), false).unwrap();
        assert_eq!((found.in_force.version, found.first_loaded_late), (2, false));
        let said: Vec<_> = found.changes.iter().map(|c| (c.version, c.column, c.late, c.counts)).collect();
        assert_eq!(said, [(2, "basis", false, true), (3, "basis", true, false)]);
        let counted = history(versions(), true).unwrap();
        assert_eq!((counted.in_force.version, counted.changes[1].late, counted.changes[1].counts), (3, true, true));
    }

    #[test]
    fn a_change_cannot_move_the_start_to_make_itself_timely() {
        let moved = vec![
            version(1, "2024-02-01", "absolute", "2024-03-01"),
            version(2, "2024-03-05", "absolute", "2024-03-10"),
        ];
        assert_eq!(history(moved, false).unwrap().in_force.version, 1);
    }

    #[test]
    fn where_the_first_load_came_late_it_stands_and_says_so() {
        let found = history(vec![version(1, "2024-06-01", "absolute", "2024-03-01")], false).unwrap();
        assert!(found.first_loaded_late && found.first_loaded_after_end && found.changes.is_empty());
        assert_eq!(history(Vec::new(), false), None);
    }

    #[test]
    fn a_load_belongs_to_the_day_of_the_company() {
        let day = |zone| day_of("2024-02-29T20:00:00+00:00", zone).unwrap().to_string();
        assert_eq!((day(None), day(Some("Asia/Shanghai"))), ("2024-02-29".into(), "2024-03-01".into()));
        assert_eq!(day_of("some day", None), None);
    }
}
