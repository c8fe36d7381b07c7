//! Stores in a bucket in memory, each machine a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::*;
use tempfile::TempDir;

use super::open_mirror;
use crate::sources::Bucket;
use crate::store::{Keep, NewRows, Store, StoreError, Writer, plan_vacuum, vacuum};

const NOW: &str = "2024-01-05T00:00:00+00:00";

/// A bucket and as many machines as are asked for.
struct World {
    bucket: Bucket,
    folder: TempDir,
}

impl World {
    fn new() -> World {
        World { bucket: Bucket::in_memory("s3://sales/store"), folder: tempfile::tempdir().unwrap() }
    }

    /// A machine, brought up to date.
    fn machine(&self, name: &str) -> PathBuf {
        let root = self.folder.path().join(name);
        open_mirror(self.bucket.clone(), &root).unwrap();
        root
    }

    fn names(&self) -> Vec<String> {
        self.bucket.list("").unwrap().into_iter().map(|object| object.name).collect()
    }
}

fn writer_with(root: &Path, table: &str, rows: &[(i64, i64)]) -> Writer {
    let keys: Vec<i64> = rows.iter().map(|(key, _)| *key).collect();
    let hashes: Vec<i64> = rows.iter().map(|(_, hash)| *hash).collect();
    let columns = vec![Column::new("row_key".into(), keys), Column::new("row_hash".into(), hashes)];
    let frame = DataFrame::new(rows.len(), columns).unwrap();
    let mut writer = Writer::begin(root).unwrap();
    writer.merge_frame(&NewRows { table: table.to_string(), frame }).unwrap();
    writer
}

/// Loads rows, as often as others are faster; how often it was begun.
fn load(root: &Path, table: &str, rows: &[(i64, i64)]) -> u32 {
    for begun in 1.. {
        match writer_with(root, table, rows).commit(NOW, "") {
            Ok(_) => return begun,
            Err(StoreError::Overtaken { .. }) => super::step_aside(0),
            Err(error) => panic!("{error}"),
        }
    }
    unreachable!()
}

fn held(root: &Path, table: &str, version: u64) -> BTreeMap<i64, i64> {
    let frame = Store::open_version(root, version).unwrap().scan(table).unwrap().collect().unwrap();
    let column = |name: &str| frame.column(name).unwrap().i64().unwrap().clone();
    column("row_key").into_no_null_iter().zip(column("row_hash").into_no_null_iter()).collect()
}

fn newest(root: &Path) -> u64 {
    Store::open(root).unwrap().manifest().version
}

/// The rows that another engine finds in the newest version of a table's log, file by file.
fn files_of_the_log(root: &Path, table: &str) -> usize {
    crate::store::delta::newest_files(&root.join("tables").join(table)).unwrap().len()
}

#[test]
fn every_version_is_the_same_on_another_machine_and_data_come_when_they_are_read() {
    let world = World::new();
    let one = world.machine("one");
    assert!(matches!(Store::open(&one), Err(StoreError::Missing { .. })));
    load(&one, "reps", &[(1, 1)]);
    load(&one, "reps", &[(2, 2)]);
    load(&one, "reps", &[(1, 5)]);
    let two = world.machine("two");
    assert_eq!(newest(&two), 3);
    let data = |root: &Path| fs::read_dir(root.join("tables/reps")).unwrap().count();
    assert_eq!(data(&two), 1, "the log alone");
    for version in 1..=3 {
        assert_eq!(held(&two, "reps", version), held(&one, "reps", version));
    }
    assert_eq!(held(&two, "reps", 3), BTreeMap::from([(1, 5), (2, 2)]));
    assert_eq!(Store::versions(&two).unwrap(), Store::versions(&one).unwrap());
}

#[test]
fn the_slower_of_two_loads_begins_anew_and_both_are_there() {
    let world = World::new();
    let (one, two) = (world.machine("one"), world.machine("two"));
    load(&one, "reps", &[(1, 1)]);
    let first = writer_with(&one, "reps", &[(2, 2)]);
    let second = writer_with(&two, "reps", &[(3, 3)]);
    first.commit(NOW, "").unwrap();
    assert!(matches!(second.commit(NOW, ""), Err(StoreError::Overtaken { .. })));
    assert_eq!(load(&two, "reps", &[(3, 3)]), 1);
    let three = world.machine("three");
    assert_eq!(held(&three, "reps", 3), BTreeMap::from([(1, 1), (2, 2), (3, 3)]));
    assert_eq!(files_of_the_log(&three, "reps"), 3);
}

#[test]
fn many_machines_that_load_at_once_lose_nothing() {
    let world = World::new();
    let machines: Vec<PathBuf> = (0..4).map(|at| world.machine(&at.to_string())).collect();
    std::thread::scope(|scope| {
        for (at, root) in machines.iter().enumerate() {
            let table = if at % 2 == 0 { "reps" } else { "quotas" };
            let rows = move |turn: usize| (at * 10 + turn) as i64;
            scope.spawn(move || {
                for turn in 0..4 {
                    load(root, table, &[(rows(turn), rows(turn))]);
                }
            });
        }
    });
    let last = world.machine("last");
    assert_eq!(newest(&last), 16);
    let keys = |table: &str| held(&last, table, 16).into_keys().collect::<Vec<i64>>();
    assert_eq!(keys("reps"), [0, 1, 2, 3, 20, 21, 22, 23]);
    assert_eq!(keys("quotas"), [10, 11, 12, 13, 30, 31, 32, 33]);
    // Each version holds one load more than the one before.
    let rows = |version: u64| -> u64 {
        Store::open_version(&last, version).unwrap().manifest().tables.values().map(|table| table.rows).sum()
    };
    assert!((1..=16).all(|version| rows(version) == version));
}

#[test]
fn a_load_that_died_before_its_manifest_is_no_version_and_its_log_is_mended() {
    let world = World::new();
    let one = world.machine("one");
    load(&one, "reps", &[(1, 1)]);
    load(&one, "reps", &[(2, 2)]);
    world.bucket.remove(&["versions/00000002.json".to_string()]).unwrap();
    let two = world.machine("two");
    assert_eq!((newest(&two), held(&two, "reps", 1)), (1, BTreeMap::from([(1, 1)])));
    let one = world.machine("one");
    assert_eq!(newest(&one), 1, "what the bucket does not have is no version here either");
    load(&two, "reps", &[(3, 3)]);
    let one = world.machine("one");
    assert_eq!(held(&one, "reps", 2), BTreeMap::from([(1, 1), (3, 3)]));
    assert_eq!(files_of_the_log(&one, "reps"), 2, "other engines do not see the rows of the dead load");
}

#[test]
fn a_vacuum_removes_what_versions_named_and_leaves_what_a_load_may_have_sent_just_now() {
    let world = World::new();
    let (one, two) = (world.machine("one"), world.machine("two"));
    load(&one, "reps", &[(1, 1)]);
    load(&one, "reps", &[(1, 5)]);
    world.bucket.replace("tables/reps/part-00000002-0000-another.parquet", b"on its way").unwrap();
    let parts = || world.names().into_iter().filter(|name| name.ends_with(".parquet")).count();
    assert_eq!(parts(), 3);
    let two_again = world.machine("two");
    assert_eq!(two, two_again);
    let plan = plan_vacuum(&two, Keep::Last(1)).unwrap();
    assert_eq!((plan.versions.len(), plan.files.len(), parts()), (1, 1, 3));
    assert_eq!(vacuum(&two, Keep::Last(1), NOW).unwrap(), plan);
    assert_eq!(parts(), 2);
    let one = world.machine("one");
    assert!(matches!(Store::open_version(&one, 1), Err(StoreError::Removed { .. })));
    assert_eq!(held(&one, "reps", 2), BTreeMap::from([(1, 5)]));
}

#[test]
fn another_store_under_the_same_address_is_another_store_here() {
    let world = World::new();
    let one = world.machine("one");
    load(&one, "reps", &[(1, 1)]);
    Store::open(&one).unwrap().keep("digest", "about", &[]);
    assert!(Store::open(&one).unwrap().kept("digest", |_| usize::MAX).is_some());
    world.bucket.remove(&world.names()).unwrap();
    load(&world.machine("two"), "reps", &[(7, 7), (8, 8)]);
    let one = world.machine("one");
    assert_eq!(held(&one, "reps", 1), BTreeMap::from([(7, 7), (8, 8)]));
    assert!(Store::open(&one).unwrap().kept("digest", |_| usize::MAX).is_none(), "it was worked out of the other one");
}

#[test]
fn the_folder_of_a_bucket_is_a_store_when_it_is_copied_and_back() {
    let world = World::new();
    let one = world.machine("one");
    load(&one, "reps", &[(1, 1)]);
    load(&one, "quotas", &[(2, 2)]);
    let copy = world.folder.path().join("copy");
    for name in world.names() {
        let place = copy.join(&name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, world.bucket.read(&name).unwrap().unwrap().0).unwrap();
    }
    load(&copy, "reps", &[(3, 3)]);
    assert_eq!(held(&copy, "reps", 3), BTreeMap::from([(1, 1), (3, 3)]));
    assert_eq!(held(&copy, "quotas", 3), BTreeMap::from([(2, 2)]));
}

#[test]
fn a_log_that_was_summed_up_reads_the_same_elsewhere() {
    let world = World::new();
    let one = world.machine("one");
    for at in 0..12 {
        load(&one, "reps", &[(at, at)]);
    }
    assert!(world.names().iter().any(|name| name.ends_with("00000000000000000010.checkpoint.parquet")));
    let two = world.machine("two");
    assert_eq!(held(&two, "reps", 12).len(), 12);
    load(&two, "reps", &[(12, 12)]);
    assert_eq!(held(&world.machine("one"), "reps", 13).len(), 13);
}
