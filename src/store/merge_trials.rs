//! Loads of overlapping orders against a plain model in memory: the rows, what became of them, and their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::array::{DictionaryArray, types::Int32Type};
use polars::prelude::DataFrame;
use proptest::prelude::*;
use twox_hash::XxHash3_64;

use super::keys::{NamesOf, key_of_nameless};
use super::table::whole_files;
use super::{Batch, KnownNameless, Merged, Stage, Store, StoreError, StoredColumn, StoredKind, Writer};

/// An order line: its key, and what it says.
pub(super) type Line = ((String, String), (Option<String>, i64));

/// How the lines of a file are handed over.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// The lines.
    pub(super) lines: Vec<Line>,
    batch_rows: usize,
    by_dictionary: bool,
    /// A column more, which says the same in each row.
    note: Option<String>,
}

fn digest(words: &[&str]) -> i64 {
    XxHash3_64::oneshot_with_seed(7, words.join("\u{1f}").as_bytes()).cast_signed()
}

impl File {
    /// What the store is told of the columns.
    pub(super) fn columns(&self) -> Vec<StoredColumn> {
        let kinds = [
            ("order_id", StoredKind::Text),
            ("line_no", StoredKind::Text),
            ("customer_id", StoredKind::Text),
            ("net_amount_minor", StoredKind::Whole),
        ];
        let noted = self.note.iter().map(|_| ("x_note", StoredKind::Text));
        kinds.into_iter().chain(noted).map(|(name, kind)| StoredColumn { name: name.to_string(), kind }).collect()
    }

    /// Some of the lines as a batch.
    pub(super) fn batch(&self, lines: &[Line]) -> Batch {
        let text = |values: Vec<Option<&str>>| -> ArrayRef {
            if self.by_dictionary {
                Arc::new(values.into_iter().collect::<DictionaryArray<Int32Type>>())
            } else {
                Arc::new(StringArray::from(values))
            }
        };
        let mut columns = vec![
            text(lines.iter().map(|((order, _), _)| Some(order.as_str())).collect()),
            text(lines.iter().map(|((_, line), _)| Some(line.as_str())).collect()),
            text(lines.iter().map(|(_, (customer, _))| customer.as_deref()).collect()),
            Arc::new(Int64Array::from_iter_values(lines.iter().map(|(_, (_, amount))| *amount))) as ArrayRef,
        ];
        columns.extend(self.note.as_deref().map(|note| text(vec![Some(note); lines.len()])));
        let note = self.note.as_deref().unwrap_or("");
        let row_hash = |((order, line), (customer, amount)): &Line| {
            // A row without a customer says something else than one whose customer has an empty name.
            digest(&[order, line, customer.as_deref().unwrap_or("nobody"), &amount.to_string(), note])
        };
        Batch {
            columns,
            row_keys: lines.iter().map(|((order, line), _)| digest(&[order, line])).collect(),
            row_hashes: lines.iter().map(row_hash).collect(),
            orders: None,
        }
    }

    fn staged(&self, writer: &mut Writer) -> Result<Stage, StoreError> {
        let mut stage = writer.stage("orders", &self.columns())?;
        for lines in self.lines.chunks(self.batch_rows) {
            stage.append(self.batch(lines))?;
        }
        assert_eq!(stage.rows(), self.lines.len() as u64);
        Ok(stage)
    }
}

/// Loads files, one after the other, in one load.
pub(super) fn load(root: &Path, files: &[File]) -> Result<(Store, Vec<Merged>), StoreError> {
    let mut writer = Writer::begin(root)?;
    let mut merged = Vec::new();
    for file in files {
        let stage = file.staged(&mut writer)?;
        merged.push(writer.merge(stage)?);
    }
    Ok((writer.commit("2024-01-05", "")?, merged))
}

/// What the store must hold: key → (customer, amount, note).
pub(super) type Model = BTreeMap<(String, String), (Option<String>, i64, Option<String>)>;

fn expected(model: &mut Model, file: &File) -> Merged {
    let mut merged = Merged::default();
    for (key, (customer, amount)) in &file.lines {
        let row = (customer.clone(), *amount, file.note.clone());
        match model.insert(key.clone(), row.clone()) {
            None => merged.added += 1,
            Some(old) if old == row => merged.known += 1,
            Some(_) => merged.replaced += 1,
        }
    }
    merged
}

fn texts(frame: &DataFrame, name: &str) -> Vec<Option<String>> {
    match frame.column(name) {
        Ok(column) => column.str().unwrap().iter().map(|text| text.map(str::to_string)).collect(),
        Err(_) => vec![None; frame.height()],
    }
}

fn keys(frame: &DataFrame, name: &str) -> Vec<Option<i32>> {
    frame.column(name).unwrap().i32().unwrap().iter().collect()
}

/// What a store holds.
pub(super) fn held(store: &Store) -> Model {
    let frame = store.scan("orders").unwrap().collect().unwrap();
    assert_eq!(frame.height() as u64, store.manifest().tables["orders"].rows);
    let amounts: Vec<i64> = frame.column("net_amount_minor").unwrap().i64().unwrap().into_no_null_iter().collect();
    let ids = texts(&frame, "order_id").into_iter().zip(texts(&frame, "line_no"));
    let said = texts(&frame, "customer_id").into_iter().zip(amounts).zip(texts(&frame, "x_note"));
    let rows = ids
        .zip(said)
        .map(|((id, line), ((customer, amount), note))| ((id.unwrap(), line.unwrap()), (customer, amount, note)));
    let model: Model = rows.collect();
    assert_eq!(model.len(), frame.height(), "no key stands twice");
    model
}

/// Names with their keys.
type Pairs = BTreeSet<(String, i32)>;

/// The names of all rows, of orders and of customers; checks that the tables of names agree with the rows.
fn names(store: &Store) -> (Pairs, Pairs) {
    let frame = store.scan("orders").unwrap().collect().unwrap();
    let pairs = |name: &str, key: &str| -> Pairs {
        let pairs = texts(&frame, name).into_iter().zip(keys(&frame, key));
        pairs
            .filter_map(|(name, key)| {
                assert_eq!(name.is_some(), key.is_some(), "no name, no key");
                name.zip(key)
            })
            .collect()
    };
    let (orders, customers) = (pairs("order_id", "order_key"), pairs("customer_id", "customer_key"));
    if !customers.is_empty() {
        let table = store.scan("keys_customer").unwrap().collect().unwrap();
        let all: Vec<_> = keys(&table, "customer_key").into_iter().map(|key| key.unwrap()).collect();
        assert_eq!(all, (0..table.height() as i32).collect::<Vec<_>>(), "dense, each once");
        let listed: BTreeSet<_> = texts(&table, "customer_id").into_iter().flatten().zip(all).collect();
        assert!(customers.is_subset(&listed));
        assert_eq!(listed.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len(), listed.len());
    }
    let table = store.scan("keys_order").unwrap().collect().unwrap();
    assert_eq!(keys(&table, "order_key"), (0..table.height() as i32).map(Some).collect::<Vec<_>>());
    for (_, key) in &orders {
        assert!((*key as usize) < table.height());
    }
    (orders, customers)
}

/// Every file in the folder of a table that is no part of its log.
fn data_files(root: &Path, table: &str) -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(root.join("tables").join(table)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).collect()
}

fn file() -> impl Strategy<Value = File> {
    let line = ((0..30u8, 0..2u8), (prop::option::of(0..6u8), 0..3i64));
    let lines = prop::collection::btree_map((0..30u8, 0..2u8), line.prop_map(|(_, said)| said), 0..40);
    (lines, 1..20usize, any::<bool>(), prop::option::weighted(0.2, Just("late".to_string()))).prop_map(
        |(lines, batch_rows, by_dictionary, note)| {
            let named = |((order, line), (customer, amount)): ((u8, u8), (Option<u8>, i64))| {
                // One of them has no name.
                let customer = customer.map(|at| if at == 5 { String::new() } else { format!("C{at}") });
                ((format!("SO{order}"), line.to_string()), (customer, amount))
            };
            File { lines: lines.into_iter().map(named).collect(), batch_rows, by_dictionary, note }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_loads_of_overlapping_files_are_the_plain_model(
        loads in prop::collection::vec(prop::collection::vec(file(), 1..3), 1..5)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("store");
        let mut model = Model::new();
        let mut known = (BTreeSet::new(), BTreeSet::new());
        let mut versions = Vec::new();
        let mut nameless = None;
        for files in &loads {
            let (store, merged) = load(&root, files).unwrap();
            let wanted: Vec<Merged> = files.iter().map(|file| expected(&mut model, file)).collect();
            prop_assert_eq!(merged, wanted);
            prop_assert_eq!(&held(&store), &model);
            if store.has_table("keys_order") {
                let (orders, customers) = names(&store);
                known.0.extend(orders);
                known.1.extend(customers);
            }
            if let Some(version) = store.manifest().tables.get("keys_customer") {
                let (files, _) = whole_files(&root, "keys_customer", version).unwrap();
                let key = |known| key_of_nameless(&files, NamesOf::Customers, known).unwrap();
                let listed = texts(&store.scan("keys_customer").unwrap().collect().unwrap(), "customer_id");
                let stands = listed.iter().position(|name| name.as_deref() == Some("")).map(|at| at as i32);
                prop_assert_eq!((key(nameless), key(None)), (stands, stands));
                nameless = Some(KnownNameless { names: version.rows as usize, key: stands });
                // What is known is not looked for again.
                let other = KnownNameless { names: version.rows as usize, key: Some(-7) };
                prop_assert_eq!(key(Some(other)), Some(-7));
            }
            versions.push((store.manifest().version, model.clone()));
        }
        // A name never gets another key, and no key another name.
        for pairs in [&known.0, &known.1] {
            let (names, keys): (BTreeSet<_>, BTreeSet<_>) = pairs.iter().cloned().unzip();
            prop_assert_eq!((names.len(), keys.len()), (pairs.len(), pairs.len()));
        }
        for (version, model) in versions {
            prop_assert_eq!(held(&Store::open_version(&root, version).unwrap()), model, "as of {}", version);
        }
        let at_once = folder.path().join("at_once");
        let (store, _) = load(&at_once, &loads.concat()).unwrap();
        prop_assert_eq!(held(&store), model);
        prop_assert!(data_files(&root, "orders").iter().all(|path| path.extension().unwrap() == "parquet"));
    }
}

/// One line each of some orders.
pub(super) fn lines(range: std::ops::Range<i64>) -> Vec<Line> {
    let line = |at: i64| ((format!("SO{at}"), "1".to_string()), (Some(format!("C{}", at % 7)), at));
    range.map(line).collect()
}

/// A file of these lines, in batches of five.
pub(super) fn plain(lines: Vec<Line>) -> File {
    File { lines, batch_rows: 5, by_dictionary: false, note: None }
}

/// Loads and returns the data files that are live afterwards.
fn live_after(root: &Path, file: File) -> BTreeSet<PathBuf> {
    let (store, _) = load(root, &[file]).unwrap();
    let version = &store.manifest().tables["orders"];
    super::table::whole_files(root, "orders", version).unwrap().0.into_iter().collect()
}

#[test]
fn a_corrected_row_rewrites_its_file_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    // Four files of sixteen rows.
    let before = live_after(folder.path(), plain(lines(0..64)));
    assert_eq!(before.len(), 4);
    let mut corrected = lines(20..21);
    corrected[0].1.1 = 999;
    let after = live_after(folder.path(), plain(corrected));
    let gone: Vec<_> = before.difference(&after).map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(gone, ["part-00000000-0001.parquet"]);
    assert_eq!(after.len(), 5, "three that stayed, the rest of the fourth, the new row");
    let again = live_after(folder.path(), plain(lines(60..70)));
    assert_eq!(again.len(), 6, "known rows are left out and rewrite nothing");
}

#[test]
fn the_same_rows_in_the_same_batches_are_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name: &str, threads: usize| -> Vec<Vec<u8>> {
        let root = folder.path().join(name);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| load(&root, &[plain(lines(0..100)), plain(lines(90..130))]).unwrap());
        let tables = ["orders", "keys_customer", "keys_order"];
        tables.iter().flat_map(|table| data_files(&root, table)).map(|path| std::fs::read(path).unwrap()).collect()
    };
    assert_eq!(bytes("one", 1), bytes("four", 4));
}

#[test]
fn two_keys_with_the_same_digest_are_two_rows() {
    let folder = tempfile::tempdir().unwrap();
    let load = |order: &str, hash: i64| {
        let mut writer = Writer::begin(folder.path()).unwrap();
        let file = plain(vec![((order.to_string(), "1".to_string()), (None, hash))]);
        let mut stage = writer.stage("orders", &file.columns()).unwrap();
        stage.append(Batch { row_keys: vec![1], row_hashes: vec![hash], ..file.batch(&file.lines) }).unwrap();
        let merged = writer.merge(stage).unwrap();
        (writer.commit("", "").unwrap(), [merged.added, merged.replaced, merged.known])
    };
    assert_eq!(load("A", 5).1, [1, 0, 0]);
    assert_eq!(load("B", 6).1, [1, 0, 0], "another order, although the digest is the same");
    assert_eq!(load("B", 6).1, [0, 0, 1]);
    let (store, counts) = load("A", 7);
    assert_eq!(counts, [0, 1, 0]);
    let amounts: BTreeMap<_, _> =
        held(&store).into_iter().map(|((order, _), (_, amount, _))| (order, amount)).collect();
    assert_eq!(amounts, BTreeMap::from([("A".to_string(), 7), ("B".to_string(), 6)]));
}

#[test]
fn a_stage_that_is_dropped_and_a_load_that_is_given_up_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let before = live_after(folder.path(), plain(lines(0..40)));
    let mut writer = Writer::begin(folder.path()).unwrap();
    drop(plain(lines(40..90)).staged(&mut writer).unwrap());
    let stage = plain(lines(30..90)).staged(&mut writer).unwrap();
    writer.merge(stage).unwrap();
    assert!(data_files(folder.path(), "orders").len() > before.len());
    drop(writer);
    assert_eq!(data_files(folder.path(), "orders"), before);
    assert_eq!(held(&Store::open(folder.path()).unwrap()).len(), 40);
}

#[test]
fn what_a_killed_load_left_is_removed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let before = live_after(folder.path(), plain(lines(0..40)));
    let orders = folder.path().join("tables/orders");
    for name in ["stage-0001-0000.parquet.tmp", "part-00000001-0003.parquet", "mine.parquet"] {
        std::fs::write(orders.join(name), "half").unwrap();
    }
    let after = live_after(folder.path(), plain(lines(40..41)));
    assert_eq!(after.len(), before.len() + 1);
    let mine = [orders.join("mine.parquet")];
    assert_eq!(data_files(folder.path(), "orders"), after.into_iter().chain(mine).collect());
}
