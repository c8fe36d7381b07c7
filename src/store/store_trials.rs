//! Whole loads into stores in temporary folders: what is kept, what is found again, what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use tempfile::TempDir;

use super::{Merged, NewRows, Store, StoreError, Writer};

fn rows(hashes: &[(i64, i64)]) -> NewRows {
    let keys: Vec<i64> = hashes.iter().map(|(key, _)| *key).collect();
    let values: Vec<i64> = hashes.iter().map(|(_, hash)| *hash).collect();
    let columns = vec![Column::new("row_key".into(), keys), Column::new("row_hash".into(), values)];
    NewRows { table: "reps".to_string(), frame: DataFrame::new(hashes.len(), columns).unwrap() }
}

fn load(root: &Path, hashes: &[(i64, i64)]) -> Result<(Store, Merged), StoreError> {
    let mut writer = Writer::begin(root)?;
    let merged = writer.merge_frame(&rows(hashes))?;
    Ok((writer.commit("2024-01-05", "")?, merged))
}

fn held(store: &Store) -> BTreeMap<i64, i64> {
    let frame = store.scan("reps").unwrap().collect().unwrap();
    let column = |name: &str| frame.column(name).unwrap().i64().unwrap().clone();
    column("row_key").into_no_null_iter().zip(column("row_hash").into_no_null_iter()).collect()
}

/// A store of three versions.
fn three_versions() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    load(&root, &[(1, 1)]).unwrap();
    load(&root, &[(2, 2)]).unwrap();
    load(&root, &[(1, 5)]).unwrap();
    (folder, root)
}

/// Leaves a store as a load leaves it that dies between its last commit to a table and its manifest.
fn undo_the_manifest(root: &Path, version: u64) {
    fs::write(root.join("attain-store.json"), format!("{{\"format\":2,\"version\":{}}}", version - 1)).unwrap();
    fs::remove_file(root.join(format!("versions/{version:08}.json"))).unwrap();
}

/// Every action of a table's log.
fn actions(root: &Path) -> Vec<serde_json::Value> {
    let mut logs: Vec<PathBuf> =
        fs::read_dir(root.join("tables/reps/_delta_log")).unwrap().map(|entry| entry.unwrap().path()).collect();
    logs.sort();
    let text: String = logs.iter().map(|log| fs::read_to_string(log).unwrap() + "\n").collect();
    text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_version_stays_as_it_was() {
    let (_folder, root) = three_versions();
    let versions: Vec<BTreeMap<i64, i64>> =
        (1..=3).map(|version| held(&Store::open_version(&root, version).unwrap())).collect();
    assert_eq!(
        versions,
        [BTreeMap::from([(1, 1)]), BTreeMap::from([(1, 1), (2, 2)]), BTreeMap::from([(1, 5), (2, 2)])]
    );
}

#[test]
fn a_manifest_above_the_pointer_is_no_version() {
    let (_folder, root) = three_versions();
    fs::write(root.join("attain-store.json"), r#"{"format":1,"version":2}"#).unwrap();
    assert_eq!(Store::open_version(&root, 3).unwrap_err(), StoreError::NoVersion { version: 3, newest: 2 });
    // Loading goes on from version 2, as if the third had never been.
    let (store, merged) = load(&root, &[(1, 1), (3, 3)]).unwrap();
    assert_eq!((merged.added, merged.replaced, merged.known), (1, 0, 1));
    assert_eq!(held(&store), BTreeMap::from([(1, 1), (2, 2), (3, 3)]));
}

#[test]
fn damage_is_named_with_the_newest_version_that_is_whole_and_the_way_back_works() {
    let way = |version: u64| {
        format!(
            "go back to version {version}, the newest one that is whole: write {{\"format\":2,\"version\":{version}}}"
        )
    };
    let pointer = |root: &Path| root.join("attain-store.json");
    let check = |damage: &dyn Fn(&Path), found: &dyn Fn(&Path) -> StoreError, whole: u64| {
        let (_folder, root) = three_versions();
        damage(&root);
        let error = found(&root);
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        let hint = error.hint().unwrap();
        assert!(hint.contains(&way(whole)), "{error} {hint}");
        fs::write(pointer(&root), format!("{{\"format\":2,\"version\":{whole}}}")).unwrap();
        let old = Store::open(&root).unwrap();
        assert_eq!(old.manifest().version, whole);
        let (old, new) = (held(&old), held(&load(&root, &[(9, 9)]).unwrap().0));
        assert_eq!(new, old.into_iter().chain([(9, 9)]).collect(), "loading goes on from there");
    };
    let open = |root: &Path| Store::open(root).unwrap_err();
    check(&|root| fs::write(pointer(root), "{").unwrap(), &open, 3);
    check(&|root| fs::remove_file(root.join("versions/00000003.json")).unwrap(), &open, 2);
    check(&|root| fs::write(root.join("versions/00000003.json"), [0xff]).unwrap(), &open, 2);
    let scan = |root: &Path| Store::open(root).unwrap().scan("reps").err().unwrap();
    // The third version is one file that stands for the two before.
    check(&|root| fs::remove_file(root.join("tables/reps/part-00000002-0000.parquet")).unwrap(), &scan, 2);
    let merge = |root: &Path| load(root, &[(9, 9)]).unwrap_err();
    check(&|root| fs::remove_file(root.join("tables/reps/part-00000002-0000.parquet")).unwrap(), &merge, 2);
}

#[test]
fn a_store_without_any_whole_version_says_so() {
    let (_folder, root) = three_versions();
    fs::remove_dir_all(root.join("tables/reps/_delta_log")).unwrap();
    let error = Store::open(&root).unwrap().scan("reps").err().unwrap();
    assert!(error.to_string().contains("tables/reps"), "{error}");
    assert!(error.hint().unwrap().starts_with("bring it back from a copy of the store, or load"), "{error:?}");
}

#[test]
fn additions_and_removals_carry_times_and_old_files_are_kept_for_ten_years() {
    let (_folder, root) = three_versions();
    // A load that died after its commit to the table's log: the next one takes its file out.
    load(&root, &[(7, 7)]).unwrap();
    undo_the_manifest(&root, 4);
    load(&root, &[(8, 8)]).unwrap();
    assert!(!root.join("tables/reps/part-00000003-0000.parquet").exists(), "nothing names it");
    let actions = actions(&root);
    let times = |action: &str, time: &str| -> Vec<i64> {
        actions.iter().filter_map(|line| line[action][time].as_i64()).collect()
    };
    // 2020-09-13 and later: no test ran before.
    let (added, removed) = (times("add", "modificationTime"), times("remove", "deletionTimestamp"));
    assert_eq!((added.len(), removed.len()), (5, 2));
    assert!(added.iter().chain(&removed).all(|time| *time > 1_600_000_000_000), "{added:?} {removed:?}");
    let settings = actions.iter().rev().find_map(|line| line["metaData"]["configuration"].as_object());
    assert_eq!(settings.unwrap()["delta.deletedFileRetentionDuration"], "interval 3650 days");
    assert_eq!(settings.unwrap()["delta.logRetentionDuration"], "interval 3650 days");
}

#[test]
fn a_folder_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in [r"a b#c%20\d", "x:y?*[1]", "größe 店"] {
        let root = folder.path().join(name).join("store");
        load(&root, &[(1, 1)]).unwrap();
        load(&root, &[(2, 2)]).unwrap();
        let (store, _) = load(&root, &[(1, 5)]).unwrap();
        assert_eq!(held(&store), BTreeMap::from([(1, 5), (2, 2)]), "{name}");
        assert!(root.join("tables/reps/part-00000002-0000.parquet").is_file(), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing was written beside them");
}

#[test]
fn a_first_load_that_is_given_up_leaves_nothing_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let abandon = |root: &Path| {
        let mut writer = Writer::begin(root).unwrap();
        let rejects = writer.rejects_path(0, "reps");
        fs::create_dir_all(rejects.parent().unwrap()).unwrap();
        fs::write(rejects, b"row").unwrap();
        writer.merge_frame(&rows(&[(1, 1)])).unwrap();
    };
    abandon(&folder.path().join("new/store"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // A folder of the user's own keeps what is in it.
    fs::create_dir(folder.path().join("tables")).unwrap();
    fs::write(folder.path().join("tables/mine.txt"), "mine").unwrap();
    let writer = Writer::begin(folder.path()).unwrap();
    assert!(matches!(Writer::begin(folder.path()), Err(StoreError::Locked { .. })));
    drop(writer);
    assert!(folder.path().join("tables/mine.txt").is_file());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_store_that_cannot_be_made_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let error = Writer::begin(&folder.path().join("file/store")).unwrap_err();
    assert!(matches!(error, StoreError::Io { .. }), "{error:?}");
    assert!(error.hint().is_some_and(|hint| hint.contains("name another folder")), "{error:?}");
}
