//! Whole vacuums of stores in temporary folders: what stays is as it was, what is gone says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use proptest::prelude::*;

use super::{Keep, NewRows, Store, StoreError, Writer, plan_vacuum, vacuum};

const NOW: &str = "2024-12-31T12:00:00+00:00";

fn writer_with(root: &Path, rows: &BTreeMap<i64, i64>) -> Writer {
    let keys: Vec<i64> = rows.keys().copied().collect();
    let hashes: Vec<i64> = rows.values().copied().collect();
    let columns = vec![Column::new("row_key".into(), keys), Column::new("row_hash".into(), hashes)];
    let frame = DataFrame::new(rows.len(), columns).unwrap();
    let mut writer = Writer::begin(root).unwrap();
    writer.merge_frame(&NewRows { table: "reps".to_string(), frame }).unwrap();
    writer
}

/// Loads rows on a day of January 2024.
fn load(root: &Path, day: usize, rows: &[(i64, i64)]) {
    let writer = writer_with(root, &rows.iter().copied().collect());
    writer.commit(&format!("2024-01-{day:02}T10:00:00+00:00"), "").unwrap();
}

fn held(root: &Path, version: u64) -> Result<BTreeMap<i64, i64>, StoreError> {
    let frame = Store::open_version(root, version)?.scan("reps")?.collect().unwrap();
    let column = |name: &str| frame.column(name).unwrap().i64().unwrap().clone();
    Ok(column("row_key").into_no_null_iter().zip(column("row_hash").into_no_null_iter()).collect())
}

fn data_files(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("tables/reps")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Three versions, of which the third replaces a row of the first.
fn three_versions() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    load(&root, 1, &[(1, 1)]);
    load(&root, 2, &[(2, 2)]);
    load(&root, 3, &[(1, 5)]);
    (folder, root)
}

#[test]
fn a_plan_touches_nothing_and_the_vacuum_removes_what_it_named() {
    let (_folder, root) = three_versions();
    let before = data_files(&root);
    let plan = plan_vacuum(&root, Keep::Last(1)).unwrap();
    assert_eq!(plan.versions.iter().map(|past| past.manifest.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(plan.files.len(), 1, "the row that was replaced: {:?}", plan.files);
    assert_eq!(data_files(&root), before);
    assert_eq!(vacuum(&root, Keep::Last(1), NOW).unwrap(), plan);
    assert_eq!(data_files(&root).len(), before.len() - 1);
    assert_eq!(held(&root, 3).unwrap(), BTreeMap::from([(1, 5), (2, 2)]));
    let gone = held(&root, 1).unwrap_err();
    assert_eq!(gone.to_string(), format!("version 1 of the store was removed on {NOW} by vacuum"));
    assert!(gone.hint().is_some());
    assert!(plan_vacuum(&root, Keep::Last(1)).unwrap().is_empty());
}

#[test]
fn the_current_version_stays_whatever_is_asked() {
    let (_folder, root) = three_versions();
    vacuum(&root, Keep::Last(0), NOW).unwrap();
    assert_eq!(held(&root, 3).unwrap(), BTreeMap::from([(1, 5), (2, 2)]));
    let (_folder, root) = three_versions();
    vacuum(&root, Keep::LoadedFrom(i64::MAX), NOW).unwrap();
    assert_eq!(held(&root, 3).unwrap(), BTreeMap::from([(1, 5), (2, 2)]));
}

#[test]
fn versions_older_than_a_day_go() {
    let (_folder, root) = three_versions();
    let second_of_january = 1_704_153_600; // 2024-01-02T00:00:00Z
    let plan = vacuum(&root, Keep::LoadedFrom(second_of_january), NOW).unwrap();
    assert_eq!(plan.versions.iter().map(|past| past.manifest.version).collect::<Vec<_>>(), [1]);
    assert!(plan.files.is_empty(), "the second version needs the first one's file");
    assert!(matches!(held(&root, 1), Err(StoreError::Removed { version: 1, .. })));
    assert_eq!(held(&root, 2).unwrap(), BTreeMap::from([(1, 1), (2, 2)]));
}

#[test]
fn a_vacuum_that_died_after_its_list_is_finished_by_the_next() {
    let (_folder, root) = three_versions();
    let list = format!(
        "{{\"removed\":[{{\"version\":1,\"removed_at\":\"{NOW}\"}},{{\"version\":2,\"removed_at\":\"{NOW}\"}}]}}"
    );
    fs::write(root.join("removed.json"), list).unwrap();
    assert!(matches!(held(&root, 1), Err(StoreError::Removed { .. })), "gone from then on, its files there or not");
    let plan = vacuum(&root, Keep::Last(5), NOW).unwrap();
    assert_eq!((plan.versions.len(), plan.files.len()), (0, 1));
    assert_eq!(held(&root, 3).unwrap(), BTreeMap::from([(1, 5), (2, 2)]));
}

#[test]
fn nobody_vacuums_while_somebody_loads_and_foreign_files_stay() {
    let (_folder, root) = three_versions();
    let loading = Writer::begin(&root).unwrap();
    assert!(matches!(vacuum(&root, Keep::Last(1), NOW), Err(StoreError::Locked { .. })));
    drop(loading);
    fs::write(root.join("tables/notes.parquet"), "mine").unwrap();
    fs::write(root.join("tables/reps/notes.txt"), "mine").unwrap();
    vacuum(&root, Keep::Last(1), NOW).unwrap();
    assert!(root.join("tables/notes.parquet").is_file() && root.join("tables/reps/notes.txt").is_file());
}

#[test]
fn a_store_in_which_a_load_died_is_vacuumed_and_loading_goes_on() {
    let (_folder, root) = three_versions();
    drop(writer_with(&root, &BTreeMap::from([(7, 7)])));
    vacuum(&root, Keep::Last(1), NOW).unwrap();
    load(&root, 4, &[(8, 8)]);
    assert_eq!(held(&root, 4).unwrap(), BTreeMap::from([(1, 5), (2, 2), (8, 8)]));
}

#[test]
fn a_damaged_version_that_is_to_stay_stops_the_vacuum() {
    let (_folder, root) = three_versions();
    let needed = plan_vacuum(&root, Keep::Last(1)).unwrap().files;
    let lost = data_files(&root).into_iter().find(|file| !needed.iter().any(|(gone, _)| gone == file)).unwrap();
    fs::remove_file(lost).unwrap();
    let before = data_files(&root);
    assert!(matches!(vacuum(&root, Keep::Last(1), NOW), Err(StoreError::Damaged { .. })));
    assert_eq!(data_files(&root), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn kept_versions_read_as_before_and_loading_goes_on(
        loads in prop::collection::vec(prop::collection::btree_map(0i64..12, 0i64..4, 1..6), 2..6),
        keep in 0u64..6,
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (at, rows) in loads.iter().enumerate() {
            let rows: Vec<(i64, i64)> = rows.iter().map(|(key, hash)| (*key, *hash)).collect();
            load(folder.path(), at + 1, &rows);
        }
        let newest = Store::open(folder.path()).unwrap().manifest().version;
        let before: Vec<_> = (1..=newest).map(|version| held(folder.path(), version).unwrap()).collect();
        vacuum(folder.path(), Keep::Last(keep), NOW).unwrap();
        for (version, rows) in (1..=newest).zip(&before) {
            match held(folder.path(), version) {
                Ok(found) => prop_assert_eq!(&found, rows),
                Err(StoreError::Removed { .. }) => prop_assert!(version < newest && version + keep <= newest),
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
        load(folder.path(), 28, &[(99, 1)]);
        let mut grown = before.last().unwrap().clone();
        grown.insert(99, 1);
        prop_assert_eq!(held(folder.path(), newest + 1).unwrap(), grown);
    }
}
