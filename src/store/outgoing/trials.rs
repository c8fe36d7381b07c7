//! Results in a folder, read back by the Delta library.

use std::path::Path;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Outgoing, OutgoingProblem, deliver_to_bucket, plain_rows, require_place};
use crate::sources::{Bucket, Found, OutgoingTable};
use crate::store::{PlainColumn, delta};

fn table(name: &str, run: &str, values: &[f64]) -> OutgoingTable {
    let rows = plain_rows(vec![
        ("run_id".to_string(), PlainColumn::Text(vec![Some(run.to_string()); values.len()])),
        ("value".to_string(), PlainColumn::Number(values.iter().copied().map(Some).collect())),
        ("as_of".to_string(), PlainColumn::Date(vec![Some(18_000); values.len()])),
    ]);
    OutgoingTable { name: name.to_string(), rows }
}

fn outgoing<'a>(run_id: &'a str, add_columns: bool, tables: &'a [OutgoingTable]) -> Outgoing<'a> {
    Outgoing { prefix: "", run_id, add_columns, tables }
}

fn deliver_to_folder(
    folder: &Path,
    run: &str,
    add_columns: bool,
    tables: &[OutgoingTable],
) -> Result<Vec<Found>, OutgoingProblem> {
    super::deliver_to_folder(folder, &outgoing(run, add_columns, tables))
}

#[track_caller]
fn delivered(folder: &Path, run: &str, tables: &[OutgoingTable]) -> Vec<Found> {
    deliver_to_folder(folder, run, false, tables).expect("nothing stands in the way")
}

/// The newest version, and every value with the run that the log gives it.
fn read(folder: &Path) -> (u64, Vec<(String, f64)>) {
    let table = delta::run(delta::open(folder, None)).unwrap();
    let mut values = Vec::new();
    for file in table.snapshot().unwrap().log_data().iter() {
        let run = file.partition_values_map()["run_id"].clone().unwrap();
        let data = std::fs::File::open(folder.join(file.path().as_ref())).unwrap();
        let batches: Vec<RecordBatch> =
            ParquetRecordBatchReaderBuilder::try_new(data).unwrap().build().unwrap().map(Result::unwrap).collect();
        assert_eq!(file.num_records(), Some(batches.iter().map(RecordBatch::num_rows).sum()));
        for batch in batches {
            let column = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>().clone();
            values.extend(column.iter().map(|value| (run.clone(), value.unwrap())));
        }
    }
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    (table.version().unwrap(), values)
}

fn of(pairs: &[(&str, f64)]) -> Vec<(String, f64)> {
    pairs.iter().map(|(run, value)| ((*run).to_string(), *value)).collect()
}

#[test]
fn the_same_run_twice_is_one_version_and_another_run_is_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let tables = [table("scores", "r1", &[1.0, 2.0]), table("plans", "r1", &[])];
    assert_eq!(delivered(folder.path(), "r1", &tables), [Found::Written, Found::Written]);
    let scores = folder.path().join("scores");
    assert_eq!(read(&scores), (0, of(&[("r1", 1.0), ("r1", 2.0)])));
    assert_eq!(delivered(folder.path(), "r1", &tables), [Found::TheSame, Found::TheSame]);
    assert_eq!(read(&scores).0, 0);
    assert_eq!(read(&folder.path().join("plans")), (0, Vec::new()));
    delivered(folder.path(), "r2", &[table("scores", "r2", &[5.0])]);
    assert_eq!(read(&scores), (1, of(&[("r1", 1.0), ("r1", 2.0), ("r2", 5.0)])));
}

#[test]
fn a_delivery_that_died_between_tables_or_before_a_commit_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let tables = [table("scores", "r1", &[1.0, 2.0]), table("risk", "r1", &[3.0]), table("runs", "r1", &[0.0])];
    delivered(folder.path(), "r1", &tables[..1]);
    // A data file that no log names, and half of one under its temporary name.
    let left = folder.path().join("risk/run_id=r1");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("part-00000.parquet"), b"half").unwrap();
    std::fs::write(left.join("part-00000.parquet.tmp"), b"half").unwrap();
    let found = delivered(folder.path(), "r1", &tables);
    assert_eq!(found, [Found::TheSame, Found::Written, Found::Written]);
    assert_eq!(read(&folder.path().join("risk")), (0, of(&[("r1", 3.0)])));
    assert_eq!(read(&folder.path().join("scores")).0, 0);
}

#[test]
fn two_that_deliver_the_same_run_at_once_do_not_double_it() {
    let folder = tempfile::tempdir().unwrap();
    delivered(folder.path(), "r0", &[table("scores", "r0", &[0.5])]);
    let rows: Vec<f64> = (0..50).map(f64::from).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                delivered(folder.path(), "r1", &[table("scores", "r1", &rows)]);
            });
        }
    });
    delivered(folder.path(), "r1", &[table("scores", "r1", &rows)]);
    assert_eq!(read(&folder.path().join("scores")).1.len(), 51);
}

#[test]
fn of_many_that_make_the_tables_of_a_new_folder_at_once_none_fails_and_none_is_doubled() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let results = folder.path().join("new/results");
        std::thread::scope(|scope| {
            for run in ["r1", "r1", "r2", "r2", "r3", "r4"] {
                let results = &results;
                scope.spawn(move || {
                    delivered(results, run, &[table("scores", run, &[1.0, 2.0]), table("runs", run, &[0.0])])
                });
            }
        });
        let pairs = ["r1", "r2", "r3", "r4"].map(|run| [(run, 1.0), (run, 2.0)]);
        let (mut found, mut wanted) = (read(&results.join("scores")).1, of(pairs.as_flattened()));
        for values in [&mut found, &mut wanted] {
            values.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        }
        assert_eq!(found, wanted);
        assert_eq!(read(&results.join("runs")).1.len(), 4);
        let names = |of: &str| std::fs::read_dir(results.join(of)).unwrap().map(|found| found.unwrap().file_name());
        for run in ["r1", "r2", "r3", "r4"] {
            assert_eq!(names(&format!("scores/run_id={run}")).count(), 1, "a temporary file stayed");
        }
    }
}

#[test]
fn a_table_that_does_not_fit_is_named_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let narrow = plain_rows(vec![("run_id".to_string(), PlainColumn::Text(vec![Some("r0".to_string())]))]);
    delivered(folder.path(), "r0", &[OutgoingTable { name: "risk".to_string(), rows: narrow }]);
    let tables = [table("scores", "r1", &[1.0]), table("risk", "r1", &[3.0])];
    let refused = deliver_to_folder(folder.path(), "r1", false, &tables).unwrap_err();
    let OutgoingProblem::MissingColumns { columns, .. } = &refused else { panic!("{refused}") };
    assert_eq!(*columns, ["value", "as_of"]);
    assert!(!folder.path().join("scores").exists(), "a table was begun");
    deliver_to_folder(folder.path(), "r1", true, &tables).unwrap();
    let (version, _) = (delta::newest_version(&folder.path().join("risk")).unwrap(), ());
    assert_eq!(version, Some(1), "the columns and the rows come in one commit");

    let texts = plain_rows(vec![
        ("run_id".to_string(), PlainColumn::Text(vec![Some("r2".to_string())])),
        ("value".to_string(), PlainColumn::Text(vec![Some("much".to_string())])),
    ]);
    let texts = OutgoingTable { name: "scores".to_string(), rows: texts };
    let refused = deliver_to_folder(folder.path(), "r2", true, &[texts]).unwrap_err();
    assert!(refused.to_string().contains("`value` holds double in place of string"), "{refused}");
}

#[test]
fn rows_of_a_run_that_somebody_took_out_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let tables = [table("scores", "r1", &[1.0, 2.0])];
    delivered(folder.path(), "r1", &tables);
    let half = [table("scores", "r1", &[1.0])];
    assert_eq!(delivered(folder.path(), "r1", &half), [Found::Written]);
    assert_eq!(delivered(folder.path(), "r1", &tables), [Found::Written]);
    assert_eq!(read(&folder.path().join("scores")), (2, of(&[("r1", 1.0), ("r1", 2.0)])));
}

#[test]
fn a_store_is_no_place_for_results() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("attain-store.json"), "{}").unwrap();
    let refused = deliver_to_folder(folder.path(), "r1", false, &[table("scores", "r1", &[1.0])]);
    assert!(matches!(refused, Err(OutgoingProblem::IsStore { .. })));
}

/// A copy of what a bucket holds, to be read as a folder.
fn copied(bucket: &Bucket) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for object in bucket.list("").unwrap() {
        let place = folder.path().join(&object.name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, bucket.read(&object.name).unwrap().unwrap().0).unwrap();
    }
    folder
}

#[track_caller]
fn sent(bucket: &Bucket, run: &str, tables: &[OutgoingTable]) -> Vec<Found> {
    deliver_to_bucket(bucket, &outgoing(run, false, tables)).expect("nothing stands in the way")
}

#[test]
fn a_bucket_holds_what_a_folder_does_and_the_same_run_again_changes_no_object() {
    let bucket = Bucket::in_memory("s3://sales/results");
    let tables = [table("scores", "r1", &[1.0, 2.0]), table("plans", "r1", &[])];
    assert_eq!(sent(&bucket, "r1", &tables), [Found::Written, Found::Written]);
    let before = bucket.list("").unwrap();
    assert_eq!(sent(&bucket, "r1", &tables), [Found::TheSame, Found::TheSame]);
    assert_eq!(bucket.list("").unwrap(), before);
    sent(&bucket, "r2", &[table("scores", "r2", &[5.0])]);
    let copy = copied(&bucket);
    assert_eq!(read(&copy.path().join("scores")), (1, of(&[("r1", 1.0), ("r1", 2.0), ("r2", 5.0)])));
    assert_eq!(read(&copy.path().join("plans")), (0, Vec::new()));
}

#[test]
fn of_many_that_write_into_a_bucket_at_once_none_is_lost_or_doubled() {
    let bucket = Bucket::in_memory("s3://sales/results");
    std::thread::scope(|scope| {
        for run in ["r1", "r2", "r3", "r3", "r4", "r4"] {
            let bucket = &bucket;
            scope.spawn(move || sent(bucket, run, &[table("scores", run, &[1.0, 2.0]), table("runs", run, &[0.0])]));
        }
    });
    let copy = copied(&bucket);
    let pairs = ["r1", "r2", "r3", "r4"].map(|run| [(run, 1.0), (run, 2.0)]);
    assert_eq!(read(&copy.path().join("scores")), (3, of(pairs.as_flattened())));
    assert_eq!(read(&copy.path().join("runs")).1.len(), 4);
}

#[test]
fn a_long_log_in_a_bucket_is_summed_up_and_read_from_there() {
    let bucket = Bucket::in_memory("s3://sales/results");
    let runs: Vec<String> = (0..12).map(|at| format!("r{at:02}")).collect();
    for run in &runs {
        sent(&bucket, run, &[table("scores", run, &[1.0])]);
    }
    let log = bucket.list("scores/_delta_log").unwrap();
    assert!(log.iter().any(|object| object.name.ends_with("00000000000000000010.checkpoint.parquet")), "{log:?}");
    // Another engine may clean up what the sum holds.
    let old: Vec<String> =
        log.iter().map(|object| object.name.clone()).filter(|name| name.contains("/0000000000000000000")).collect();
    bucket.remove(&old).unwrap();
    assert_eq!(sent(&bucket, "r00", &[table("scores", "r00", &[1.0])]), [Found::TheSame]);
    assert_eq!(sent(&bucket, "r12", &[table("scores", "r12", &[1.0])]), [Found::Written]);
    assert_eq!(read(&copied(&bucket).path().join("scores")).1.len(), 13);
}

#[test]
fn a_store_in_a_bucket_is_no_place_for_results_and_neither_is_a_folder_in_it() {
    let store = Bucket::in_memory("s3://sales/store");
    store.replace("attain-store.json", b"{}").unwrap();
    for path in ["", "store/results", "other"] {
        let found = require_place(&store.at(path));
        let expected = path.starts_with("store");
        assert_eq!(matches!(&found, Err(OutgoingProblem::IsStore { .. })), expected, "{path}: {found:?}");
    }
    let refused = deliver_to_bucket(&store, &outgoing("r1", false, &[])).unwrap_err();
    assert_eq!(refused.to_string(), "`s3://sales/store` is a store of attain, and no place for results");
}

#[test]
fn columns_that_a_table_in_a_bucket_lacks_are_named_by_its_address() {
    let bucket = Bucket::in_memory("s3://sales/results");
    let narrow = plain_rows(vec![("run_id".to_string(), PlainColumn::Text(vec![Some("r0".to_string())]))]);
    sent(&bucket, "r0", &[OutgoingTable { name: "risk".to_string(), rows: narrow }]);
    let tables = [table("risk", "r1", &[3.0])];
    let refused = deliver_to_bucket(&bucket, &outgoing("r1", false, &tables)).unwrap_err();
    assert_eq!(refused.to_string(), "the table `s3://sales/results/risk` is there and has no column `value`, `as_of`");
    deliver_to_bucket(&bucket, &outgoing("r1", true, &tables)).unwrap();
}
