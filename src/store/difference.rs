//! What changed in a table between two versions, by the keys and digests of its rows.
//!
//! Data files that both versions name hold the same rows and are never opened. Of the others only the two columns of
//! keys and digests are read, in as many passes as memory needs; the changed rows themselves come as lazy plans.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, Int64Array, RecordBatch};
use polars::prelude::*;

use super::columns::Column;
use super::read_back::DataReader;
use super::{Store, StoreError, manifest, scan_files};

/// Keys and digests that are held in memory at a time, of each side: 16 bytes each, so a quarter of a gigabyte.
const PAIRS_PER_PASS: u64 = 16 * 1024 * 1024;

/// How a table of one version became that of another.
#[derive(Debug, Clone)]
pub struct TableDifference {
    /// The table.
    pub table: String,
    /// Rows whose key only the second version has.
    pub added: u64,
    /// Rows whose key only the first version has.
    pub removed: u64,
    /// Rows whose key both have, with other content.
    pub replaced: u64,
    /// The columns of both versions: those of the second one first.
    columns: Vec<Column>,
    common: Vec<PathBuf>,
    only_a: Vec<PathBuf>,
    only_b: Vec<PathBuf>,
    keys: ChangedKeys,
}

/// Which of the changed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsOf {
    /// Those that the second version added.
    Added,
    /// Those that the second version lacks.
    Removed,
    /// Those that were replaced, as the first version has them.
    ReplacedBefore,
    /// Those that replaced them, as the second version has them.
    ReplacedAfter,
}

/// How many of the changes have been made to the first version's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// None.
    Before,
    /// Added rows are there.
    WithAdded,
    /// And removed rows are gone.
    WithoutRemoved,
    /// And replaced rows have their new content: the second version's table.
    WithReplaced,
}

impl TableDifference {
    /// Compares a table of two versions; a version that lacks it has no rows of it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a data file is missing or cannot be read.
    pub fn between(a: &Store, b: &Store, table: &str) -> Result<TableDifference, StoreError> {
        TableDifference::in_passes_of(a, b, table, PAIRS_PER_PASS)
    }

    fn in_passes_of(a: &Store, b: &Store, table: &str, pairs: u64) -> Result<TableDifference, StoreError> {
        let ((in_a, columns_a), (in_b, mut columns)) = (files_of(a, table)?, files_of(b, table)?);
        let lacks = |column: &Column| !columns.iter().any(|known| known.name == column.name);
        let more: Vec<Column> = columns_a.into_iter().filter(lacks).collect();
        columns.extend(more);
        let common: Vec<PathBuf> = in_a.intersection(&in_b).cloned().collect();
        let only_a: Vec<PathBuf> = in_a.difference(&in_b).cloned().collect();
        let only_b: Vec<PathBuf> = in_b.difference(&in_a).cloned().collect();
        let root = a.root();
        let (rows_a, rows_b) = (rows_in(root, &only_a)?, rows_in(root, &only_b)?);
        let keys = match (rows_a, rows_b) {
            // A key stands once in a version: rows of files beside the common ones are new, or gone, altogether.
            (_, 0) => ChangedKeys { removed: Keys::All, ..ChangedKeys::default() },
            (0, _) => ChangedKeys { added: Keys::All, ..ChangedKeys::default() },
            _ => changed_keys(root, &only_a, &only_b, rows_a.max(rows_b).div_ceil(pairs.max(1)))?,
        };
        Ok(TableDifference {
            table: table.to_string(),
            added: keys.added.count(rows_b),
            removed: keys.removed.count(rows_a),
            replaced: keys.replaced.count(0),
            columns,
            common,
            only_a,
            only_b,
            keys,
        })
    }

    /// Whether the table is the same.
    pub fn is_empty(&self) -> bool {
        self.added + self.removed + self.replaced == 0
    }

    /// A lazy plan over changed rows; none where there are none.
    pub fn rows(&self, rows: RowsOf) -> Result<Option<LazyFrame>, StoreError> {
        let (files, keys, count) = match rows {
            RowsOf::Added => (&self.only_b, &self.keys.added, self.added),
            RowsOf::Removed => (&self.only_a, &self.keys.removed, self.removed),
            RowsOf::ReplacedBefore => (&self.only_a, &self.keys.replaced, self.replaced),
            RowsOf::ReplacedAfter => (&self.only_b, &self.keys.replaced, self.replaced),
        };
        if count == 0 {
            return Ok(None);
        }
        let plan = self.scan(files)?;
        Ok(Some(match keys {
            Keys::All => plan,
            Keys::These(keys) => plan.filter(one_of(keys.clone(), true)),
        }))
    }

    /// A lazy plan over the whole table with a part of the changes; a column that some rows lack is null there. None
    /// where there is no row.
    pub fn after(&self, step: Step) -> Result<Option<LazyFrame>, StoreError> {
        let mut parts = Vec::new();
        if !self.common.is_empty() {
            parts.push(self.scan(&self.common)?);
        }
        parts.extend(self.left_of_a(step)?);
        if step >= Step::WithAdded {
            parts.extend(self.rows(RowsOf::Added)?);
        }
        if step >= Step::WithReplaced {
            parts.extend(self.rows(RowsOf::ReplacedAfter)?);
        }
        match parts.len() {
            0 => Ok(None),
            _ => concat(parts, UnionArgs::default()).map(Some).map_err(|error| self.engine(&error)),
        }
    }

    /// The first version's own files without the rows that are gone or replaced by then.
    fn left_of_a(&self, step: Step) -> Result<Option<LazyFrame>, StoreError> {
        if self.only_a.is_empty() {
            return Ok(None);
        }
        let mut plan = self.scan(&self.only_a)?;
        let gone = [(Step::WithoutRemoved, &self.keys.removed), (Step::WithReplaced, &self.keys.replaced)];
        for (_, keys) in gone.into_iter().filter(|(from, _)| step >= *from) {
            match keys {
                Keys::All => return Ok(None),
                Keys::These(keys) if keys.is_empty() => {}
                Keys::These(keys) => plan = plan.filter(one_of(keys.clone(), false)),
            }
        }
        Ok(Some(plan))
    }

    /// Rows of files with the columns of both versions.
    fn scan(&self, files: &[PathBuf]) -> Result<LazyFrame, StoreError> {
        scan_files(files, &self.columns).map_err(|error| self.engine(&error))
    }

    fn engine(&self, error: &PolarsError) -> StoreError {
        StoreError::engine(format!("comparing the table {}", self.table), error)
    }
}

/// The keys of changed rows.
#[derive(Debug, Clone, Default)]
struct ChangedKeys {
    added: Keys,
    removed: Keys,
    replaced: Keys,
}

/// Some keys.
#[derive(Debug, Clone)]
enum Keys {
    /// Of all rows of the files that one version has alone.
    All,
    /// These, lowest first.
    These(Arc<Vec<i64>>),
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::These(Arc::default())
    }
}

impl Keys {
    fn sorted(mut keys: Vec<i64>) -> Keys {
        keys.sort_unstable();
        Keys::These(Arc::new(keys))
    }

    fn count(&self, all: u64) -> u64 {
        match self {
            Keys::All => all,
            Keys::These(keys) => keys.len() as u64,
        }
    }
}

/// Rows whose key is among `keys` (or, where `wanted` is false, is not).
fn one_of(keys: Arc<Vec<i64>>, wanted: bool) -> Expr {
    col("row_key").map(
        move |column| {
            let found = column.i64()?.iter().map(|key| {
                let known = key.is_some_and(|key| keys.binary_search(&key).is_ok());
                known == wanted
            });
            Ok(BooleanChunked::from_iter_values(column.name().clone(), found).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
    )
}

/// The data files of a table and its columns; none where the version lacks the table.
fn files_of(store: &Store, table: &str) -> Result<(BTreeSet<PathBuf>, Vec<Column>), StoreError> {
    if !store.has_table(table) {
        return Ok((BTreeSet::new(), Vec::new()));
    }
    let (files, columns) = store.whole_files(table)?;
    Ok((files.into_iter().collect(), columns))
}

fn rows_in(root: &Path, files: &[PathBuf]) -> Result<u64, StoreError> {
    files.iter().map(|file| super::footer::Footer::read(root, file).map(|footer| footer.rows())).sum()
}

/// Compares the rows of files in `passes`, each over a part of all keys.
fn changed_keys(root: &Path, a: &[PathBuf], b: &[PathBuf], passes: u64) -> Result<ChangedKeys, StoreError> {
    let (mut added, mut removed, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
    for pass in 0..passes {
        let (of_a, of_b) = (pairs(root, a, pass, passes)?, pairs(root, b, pass, passes)?);
        let (mut at_a, mut at_b) = (of_a.iter().peekable(), of_b.iter().peekable());
        loop {
            match (at_a.peek(), at_b.peek()) {
                (None, None) => break,
                (Some(&&(key, _)), other) if other.is_none_or(|&&(other, _)| key < other) => {
                    removed.push(key);
                    at_a.next();
                }
                (other, Some(&&(key, _))) if other.is_none_or(|&&(other, _)| key < other) => {
                    added.push(key);
                    at_b.next();
                }
                (Some(&&(key, before)), Some(&&(_, after))) => {
                    if before != after {
                        replaced.push(key);
                    }
                    at_a.next();
                    at_b.next();
                }
                _ => unreachable!("where one side has ended, the other one's key is the lower"),
            }
        }
    }
    Ok(ChangedKeys { added: Keys::sorted(added), removed: Keys::sorted(removed), replaced: Keys::sorted(replaced) })
}

/// (key, digest) of the rows that belong to a pass, by key.
fn pairs(root: &Path, files: &[PathBuf], pass: u64, passes: u64) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut pairs = Vec::new();
    for file in files {
        let broken = |reason: &str| manifest::damaged(root, file, format!("cannot be read: {reason}"));
        let reader = DataReader::open(file).map_err(|error| broken(&error.to_string()))?;
        reader.each_batch(&["row_key", "row_hash"], |batch| {
            let (keys, digests) = (whole_numbers(batch, "row_key"), whole_numbers(batch, "row_hash"));
            let (Some(keys), Some(digests)) = (keys, digests) else {
                return Err(broken("it has no row_key or row_hash of whole numbers"));
            };
            let both = keys.values().iter().copied().zip(digests.values().iter().copied());
            pairs.extend(both.filter(|(key, _)| pass_of(*key, passes) == pass));
            Ok(())
        })?;
    }
    pairs.sort_unstable();
    Ok(pairs)
}

fn whole_numbers<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b Int64Array> {
    batch.column_by_name(name)?.as_any().downcast_ref::<Int64Array>()
}

/// Keys are digests, so that any of their bits deals them out evenly.
fn pass_of(key: i64, passes: u64) -> u64 {
    key.cast_unsigned() % passes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::{NewRows, Writer};
    use super::*;

    type Rows = BTreeMap<i64, i64>;

    fn frame(rows: &[(i64, i64)]) -> DataFrame {
        let keys: Vec<i64> = rows.iter().map(|row| row.0).collect();
        let digests: Vec<i64> = rows.iter().map(|row| row.1).collect();
        use polars::prelude::Column;
        let columns = vec![Column::new("row_key".into(), keys), Column::new("row_hash".into(), digests)];
        DataFrame::new(rows.len(), columns).unwrap()
    }

    fn load(root: &Path, rows: &[(i64, i64)]) -> Store {
        let mut writer = Writer::begin(root).unwrap();
        writer.merge_frame(&NewRows { table: "reps".to_string(), frame: frame(rows) }).unwrap();
        writer.commit("", "").unwrap()
    }

    fn held(plan: Option<LazyFrame>) -> Rows {
        let Some(plan) = plan else { return Rows::new() };
        let frame = plan.collect().unwrap();
        let column = |name: &str| frame.column(name).unwrap().i64().unwrap().clone();
        column("row_key").into_no_null_iter().zip(column("row_hash").into_no_null_iter()).collect()
    }

    fn whole(store: &Store) -> Rows {
        held(Some(store.scan("reps").unwrap()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn the_changed_rows_lead_from_one_version_to_the_other_whatever_was_loaded(
            loads in prop::collection::vec(prop::collection::btree_map(-9i64..9, 0i64..3, 1..8), 2..5),
            pairs in 1u64..40,
            ends in (0usize..8, 0usize..8),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let stores: Vec<Store> = loads
                .iter()
                .map(|rows| load(folder.path(), &rows.iter().map(|(key, hash)| (*key, *hash)).collect::<Vec<_>>()))
                .collect();
            let (a, b) = (&stores[ends.0 % stores.len()], &stores[ends.1 % stores.len()]);
            let found = TableDifference::in_passes_of(a, b, "reps", pairs).unwrap();
            let (before, after) = (whole(a), whole(b));
            let mut by_hand = before.clone();
            for key in held(found.rows(RowsOf::Removed).unwrap()).keys() {
                prop_assert!(by_hand.remove(key).is_some() && !after.contains_key(key));
            }
            for (key, hash) in held(found.rows(RowsOf::Added).unwrap()) {
                prop_assert!(by_hand.insert(key, hash).is_none());
            }
            let old = held(found.rows(RowsOf::ReplacedBefore).unwrap());
            let new = held(found.rows(RowsOf::ReplacedAfter).unwrap());
            prop_assert!(old.keys().eq(new.keys()));
            prop_assert_eq!(new.len() as u64, found.replaced);
            for (key, hash) in new {
                prop_assert_eq!(by_hand.insert(key, hash), Some(old[&key]));
                prop_assert_ne!(hash, old[&key]);
            }
            prop_assert_eq!(&by_hand, &after);
            prop_assert_eq!(held(found.after(Step::Before).unwrap()), before.clone());
            prop_assert_eq!(held(found.after(Step::WithReplaced).unwrap()), after.clone());
            prop_assert_eq!(found.is_empty(), before == after);
            let counted = held(found.after(Step::WithAdded).unwrap()).len() as u64;
            prop_assert_eq!(counted, before.len() as u64 + found.added);
            let counted = held(found.after(Step::WithoutRemoved).unwrap()).len() as u64;
            prop_assert_eq!(counted, after.len() as u64);
        }
    }

    #[test]
    fn a_table_that_one_version_lacks_is_added_or_removed_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let store = load(folder.path(), &[(1, 1), (2, 2)]);
        let none = Store {
            manifest: crate::store::Manifest { tables: BTreeMap::new(), ..store.manifest.clone() },
            ..store.clone()
        };
        let there = TableDifference::between(&none, &store, "reps").unwrap();
        assert_eq!((there.added, there.removed, there.replaced), (2, 0, 0));
        let back = TableDifference::between(&store, &none, "reps").unwrap();
        assert_eq!((back.added, back.removed, back.replaced), (0, 2, 0));
        assert!(back.after(Step::WithReplaced).unwrap().is_none());
    }
}
