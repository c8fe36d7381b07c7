//! What stands in the logs of the tables, and what is refused.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{Int64Array, StringArray};
use polars::prelude::AnyValue;

use super::merge_trials::{held, lines, load, plain};
use super::{Batch, Store, StoreError, StoredColumn, StoredKind, Writer};

#[test]
fn many_loads_are_summed_up_in_checkpoints_and_every_version_stays() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..24 {
        load(folder.path(), &[plain(lines(at..at + 1))]).unwrap();
    }
    let log = folder.path().join("tables/orders/_delta_log");
    assert!(log.join("00000000000000000010.checkpoint.parquet").is_file());
    assert!(log.join("_last_checkpoint").is_file());
    for version in [1, 10, 11, 12, 24] {
        assert_eq!(held(&Store::open_version(folder.path(), version).unwrap()).len() as u64, version);
    }
}

#[test]
fn the_log_says_the_bounds_of_keys_days_and_amounts() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), &[plain(lines(3..30))]).unwrap();
    let log =
        std::fs::read_to_string(folder.path().join("tables/orders/_delta_log/00000000000000000000.json")).unwrap();
    let actions = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let added: Vec<_> = actions.filter_map(|action| action["add"]["stats"].as_str().map(str::to_string)).collect();
    assert_eq!(added.len(), 2);
    let first: serde_json::Value = serde_json::from_str(&added[0]).unwrap();
    assert_eq!(first["numRecords"], 16);
    assert_eq!(
        (&first["minValues"]["net_amount_minor"], &first["maxValues"]["net_amount_minor"]),
        (&3.into(), &18.into())
    );
    assert_eq!((&first["minValues"]["order_key"], &first["maxValues"]["order_key"]), (&0.into(), &15.into()));
    assert_eq!((&first["nullCount"]["rep_key"], &first["nullCount"]["customer_key"]), (&16.into(), &0.into()));
    assert!(first["minValues"].get("row_key").is_none(), "nobody filters by a digest");
}

#[test]
fn an_instant_that_comes_later_is_read_back_to_the_microsecond() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), &[plain(lines(0..3))]).unwrap();
    let mut writer = Writer::begin(folder.path()).unwrap();
    let file = plain(lines(3..4));
    let mut columns = file.columns();
    columns.push(StoredColumn { name: "recorded_at".to_string(), kind: StoredKind::Instant });
    let mut stage = writer.stage("orders", &columns).unwrap();
    let mut batch = file.batch(&file.lines);
    batch.columns.push(Arc::new(arrow::array::TimestampMicrosecondArray::from(vec![1_700_000_000_123_456])));
    stage.append(batch).unwrap();
    writer.merge(stage).unwrap();
    let store = writer.commit("", "").unwrap();
    let frame = store.scan("orders").unwrap().collect().unwrap();
    let at = frame.column("recorded_at").unwrap();
    assert_eq!(at.null_count(), 3);
    let instants: Vec<AnyValue<'_>> = (0..4).map(|row| at.get(row).unwrap()).filter(|value| !value.is_null()).collect();
    assert!(matches!(instants[..], [AnyValue::Datetime(1_700_000_000_123_456, _, None)]), "{instants:?}");
    // The protocol was raised, and the table can be written again.
    load(folder.path(), &[plain(lines(5..6))]).unwrap();
}

#[test]
fn a_load_that_fails_at_its_very_end_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), &[plain(lines(0..40))]).unwrap();
    let everything = || -> BTreeMap<PathBuf, Vec<u8>> {
        let mut open = vec![folder.path().to_path_buf()];
        let mut found = BTreeMap::new();
        while let Some(next) = open.pop() {
            for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.insert(path.clone(), std::fs::read(path).unwrap());
                }
            }
        }
        found
    };
    // The pointer cannot be turned: its temporary file has the name of a folder.
    let in_the_way = folder.path().join("attain-store.json.tmp");
    std::fs::create_dir(&in_the_way).unwrap();
    let index = folder.path().join("versions/sources.tsv");
    let before = everything();
    assert!(load(folder.path(), &[plain(lines(20..90))]).is_err());
    let mut after = everything();
    after.insert(index.clone(), before[&index].clone());
    assert!(after == before, "{:?}", after.keys());
    std::fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(held(&load(folder.path(), &[plain(lines(20..90))]).unwrap().0).len(), 90);
}

#[test]
fn a_column_that_is_kept_in_another_way_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), &[plain(lines(0..3))]).unwrap();
    let mut writer = Writer::begin(folder.path()).unwrap();
    let other = [StoredColumn { name: "customer_id".to_string(), kind: StoredKind::Whole }];
    let mut stage = writer.stage("reps", &other).unwrap();
    stage
        .append(Batch {
            columns: vec![Arc::new(Int64Array::from(vec![1]))],
            row_keys: vec![1],
            row_hashes: vec![1],
            orders: None,
        })
        .unwrap();
    writer.merge(stage).unwrap();
    let text = [StoredColumn { name: "customer_id".to_string(), kind: StoredKind::Text }];
    let mut stage = writer.stage("reps", &text).unwrap();
    stage
        .append(Batch {
            columns: vec![Arc::new(StringArray::from(vec!["C"]))],
            row_keys: vec![2],
            row_hashes: vec![2],
            orders: None,
        })
        .unwrap();
    let error = writer.merge(stage).unwrap_err();
    assert_eq!(error.to_string(), "the table reps keeps `customer_id` as Int64, and the new rows bring Utf8");
}

#[test]
fn arrays_that_the_stage_was_not_opened_for_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::begin(folder.path()).unwrap();
    let file = plain(lines(0..3));
    let mut stage = writer.stage("orders", &file.columns()).unwrap();
    let whole = file.batch(&file.lines);
    let short = Batch { row_keys: vec![1], ..whole.clone() };
    let few = Batch { columns: whole.columns[..2].to_vec(), ..whole.clone() };
    let other = Batch { columns: whole.columns.iter().rev().cloned().collect(), ..whole };
    for batch in [short, few, other] {
        assert!(matches!(stage.append(batch), Err(StoreError::Engine { .. })));
    }
    assert_eq!(stage.rows(), 0);
}
