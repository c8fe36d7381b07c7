//! The rules in force: those of the last load before a contest's first day, and what changed since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::appraisal::contest::ContestRules;
use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::records::contests::{ContestRow, contest_rows};
use crate::quantity::Currency;
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
    /// Whether it counts because the rules before it could not be followed by anybody.
    pub mends: bool,
}

/// What is known of when the rules of a contest were fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesFixed {
    /// They were in the store before the first day.
    BeforeStart,
    /// They came later, and the table says that they were published on this day, before the first one.
    PublishedBefore(Day),
    /// They came later, and the table itself says that they were published on this day, which is not before the first
    /// one.
    PublishedLate(Day),
    /// They came with the first load of contests, after their first day: history, of which nobody can tell.
    History,
    /// The store held contests already, and these rules came after their first day.
    LoadedLate {
        /// Whether even after the last day.
        after_end: bool,
    },
}

impl RulesFixed {
    /// Whether rules were late as far as anybody can tell.
    pub fn is_late(self) -> bool {
        matches!(self, RulesFixed::PublishedLate(_) | RulesFixed::LoadedLate { .. })
    }
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
    /// When the rules were fixed, as far as anybody can tell.
    pub fixed: RulesFixed,
}

/// Every contest of the store's versions up to the one that is read, with its history, sorted by contest.
///
/// Of each version that changed the table the rows are read; versions that a vacuum removed are passed over, and their
/// rules are known from the next one on.
pub(super) fn histories(
    store: &Store,
    time_zone: Option<&str>,
    late_changes_count: bool,
    currency: Currency,
) -> Result<Vec<RuleHistory>, Failure> {
    let mut seen: BTreeMap<String, Vec<RuleVersion>> = BTreeMap::new();
    let mut known = None;
    let mut first_version = None;
    for past in Store::versions(store.root())? {
        let manifest = &past.manifest;
        let delta = manifest.tables.get(CONTESTS).map(|table| table.delta_version);
        if manifest.version > store.manifest().version || delta.is_none() || delta == known || past.removed_at.is_some()
        {
            continue;
        }
        known = delta;
        first_version.get_or_insert(manifest.version);
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
    let of_one = |versions| {
        let is_sound = |row: &ContestRow| ContestRules::of(row, currency).is_ok();
        history(versions, late_changes_count, first_version, &is_sound)
    };
    Ok(seen.into_values().filter_map(of_one).collect())
}

/// Decides which of the versions counts. `first_version` is the first one of the store that holds contests. Rules that are
/// not sound bind nobody: what mends them counts whenever it comes, and is shown as late all the same.
fn history(
    versions: Vec<RuleVersion>,
    late_changes_count: bool,
    first_version: Option<u64>,
    is_sound: &dyn Fn(&ContestRow) -> bool,
) -> Option<RuleHistory> {
    let first = versions.first()?.clone();
    let is_after = |loaded: Option<Day>, day: Option<Day>| loaded.zip(day).is_some_and(|(loaded, day)| loaded >= day);
    let mut in_force = first.clone();
    let mut changes = Vec::new();
    for pair in versions.windows(2) {
        let [before, after] = pair else { continue };
        // The first day is that of the rules in force: a change cannot move it to make itself timely.
        let late = is_after(after.loaded_on, in_force.row.start);
        let mends = late && !late_changes_count && !is_sound(&in_force.row);
        let counts = !late || late_changes_count || mends;
        let terms = before.row.terms().into_iter().zip(after.row.terms());
        changes.extend(terms.filter(|(old, new)| old.1 != new.1).map(|(old, new)| RuleChange {
            version: after.version,
            loaded_at: after.loaded_at.clone(),
            column: old.0,
            before: old.1,
            after: new.1,
            late,
            counts,
            mends,
        }));
        if counts {
            in_force = after.clone();
        }
    }
    let fixed = fixed(&first, is_after(first.loaded_on, first.row.start), Some(first.version) == first_version);
    Some(RuleHistory { first, in_force, changes, fixed })
}

/// When the rules of a contest were fixed, by its first version.
fn fixed(first: &RuleVersion, is_late: bool, is_first_load: bool) -> RulesFixed {
    match first.row.published_at.zip(first.row.start) {
        _ if !is_late => RulesFixed::BeforeStart,
        Some((published, start)) if published < start => RulesFixed::PublishedBefore(published),
        Some((published, _)) => RulesFixed::PublishedLate(published),
        None if is_first_load => RulesFixed::History,
        None => {
            let after_end = first.loaded_on.zip(first.row.end).is_some_and(|(loaded, end)| loaded > end);
            RulesFixed::LoadedLate { after_end }
        }
    }
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
        let found = history(versions(), false, Some(1), &|_| true).unwrap();
        assert_eq!((found.in_force.version, found.fixed), (2, RulesFixed::BeforeStart));
        let said: Vec<_> = found.changes.iter().map(|c| (c.version, c.column, c.late, c.counts)).collect();
        assert_eq!(said, [(2, "basis", false, true), (3, "basis", true, false)]);
        let counted = history(versions(), true, Some(1), &|_| true).unwrap();
        assert_eq!((counted.in_force.version, counted.changes[1].late, counted.changes[1].counts), (3, true, true));
    }

    #[test]
    fn rules_that_nobody_can_follow_are_mended_late_and_shown_as_late() {
        let versions = vec![
            version(1, "2024-03-05", "best", "2024-03-01"),
            version(2, "2024-03-06", "growth", "2024-03-01"),
            version(3, "2024-03-07", "absolute", "2024-03-01"),
        ];
        let is_sound = |row: &ContestRow| ContestRules::of(row, Currency::USD).is_ok();
        let found = history(versions, false, Some(1), &is_sound).unwrap();
        assert_eq!(found.in_force.version, 2);
        let said: Vec<_> = found.changes.iter().map(|c| (c.version, c.late, c.counts, c.mends)).collect();
        assert_eq!(said, [(2, true, true, true), (3, true, false, false)]);
    }

    #[test]
    fn a_change_cannot_move_the_start_to_make_itself_timely() {
        let moved = vec![
            version(1, "2024-02-01", "absolute", "2024-03-01"),
            version(2, "2024-03-05", "absolute", "2024-03-10"),
        ];
        assert_eq!(history(moved, false, Some(1), &|_| true).unwrap().in_force.version, 1);
    }

    #[test]
    fn history_cannot_be_told_and_what_came_late_beside_other_contests_is_late() {
        let late = |number, first| {
            let versions = vec![version(number, "2024-06-01", "absolute", "2024-03-01")];
            history(versions, false, first, &|_| true).unwrap()
        };
        let found = late(1, Some(1));
        assert!(found.fixed == RulesFixed::History && !found.fixed.is_late() && found.changes.is_empty());
        assert_eq!(late(2, Some(1)).fixed, RulesFixed::LoadedLate { after_end: true });
        assert_eq!(history(Vec::new(), false, None, &|_| true), None);
    }

    #[test]
    fn a_day_of_publication_tells_where_the_load_came_late() {
        let published = |day: &str| {
            let mut rules = version(2, "2024-06-01", "absolute", "2024-03-01");
            rules.row.published_at = day.parse().ok();
            history(vec![rules], false, Some(1), &|_| true).unwrap().fixed
        };
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(published("2024-02-29"), RulesFixed::PublishedBefore(day("2024-02-29")));
        assert_eq!(published("2024-03-01"), RulesFixed::PublishedLate(day("2024-03-01")));
    }

    #[test]
    fn a_load_belongs_to_the_day_of_the_company() {
        let day = |zone| day_of("2024-02-29T20:00:00+00:00", zone).unwrap().to_string();
        assert_eq!((day(None), day(Some("Asia/Shanghai"))), ("2024-02-29".into(), "2024-03-01".into()));
        assert_eq!(day_of("some day", None), None);
    }
}
