//! Integer keys beside the names of orders: readers group and join by small numbers that never change.
//!
//! A name gets the next free number when it first comes, and keeps it in all later loads. What stands behind the
//! numbers lies in small tables of the store, to which names are only ever added.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int64Array, StringBuilder};
use arrow::datatypes::Int32Type;
use hashbrown::HashTable;
use rayon::prelude::*;
use twox_hash::XxHash3_64;

use super::columns::{Column, Kind, NumberedOrders, StoredKind};
use super::names::{Names, OrderIds};
use super::read_back::DataReader;
use super::{KnownNameless, StoreError, manifest};

/// The table whose names get keys.
pub(super) const ORDERS: &str = "orders";
/// The name of an order.
pub(super) const ORDER_ID: &str = "order_id";
/// The key of an order.
pub(super) const ORDER_KEY: &str = "order_key";
/// What stands behind the key of an order.
pub(super) const ORDER_HASH: &str = "order_hash";
/// The table of it.
pub(super) const ORDER_TABLE: &str = "keys_order";

/// A column of names, the column of their keys, and the table of the names.
struct Named {
    name: &'static str,
    key: &'static str,
    table: &'static str,
}

const NAMED: [Named; 5] = [
    Named { name: "customer_id", key: "customer_key", table: "keys_customer" },
    Named { name: "rep_id", key: "rep_key", table: "keys_rep" },
    Named { name: "product_id", key: "product_key", table: "keys_product" },
    Named { name: "region", key: "region_key", table: "keys_region" },
    Named { name: "channel", key: "channel_key", table: "keys_channel" },
];

/// Rows of a table of keys that are written at once.
const WRITTEN_ROWS: usize = 1 << 16;

/// All names of a store's orders, and how many of them the store holds already.
#[derive(Debug, Default)]
pub(super) struct Keys {
    // Each behind a lock of its own, taken where one thread does all of the work: a lock that is held while work is
    // given to other threads can be waited for by the thread that holds it.
    orders: Mutex<OrderIds>,
    orders_stored: usize,
    names: [Mutex<Names>; 5],
    names_stored: [usize; 5],
}

impl Keys {
    /// The columns that the keys fill.
    pub(super) fn columns() -> Vec<Column> {
        NAMED.iter().map(|named| named.key).chain([ORDER_KEY]).map(|key| Column::new(key, Kind::Key)).collect()
    }

    /// Reads what a store holds. `files` gives a table's data files, the oldest first.
    pub(super) fn read(
        root: &Path,
        files: &dyn Fn(&str) -> Result<Vec<PathBuf>, StoreError>,
    ) -> Result<Keys, StoreError> {
        let mut keys = Keys::default();
        for (at, named) in NAMED.iter().enumerate() {
            for file in files(named.table)? {
                read_names(root, &file, named, &mut locked(&keys.names[at]))?;
            }
            keys.names_stored[at] = locked(&keys.names[at]).len();
        }
        for file in files(ORDER_TABLE)? {
            read_orders(root, &file, &mut locked(&keys.orders))?;
        }
        keys.orders_stored = locked(&keys.orders).len();
        Ok(keys)
    }

    /// The keys of a batch, in the order of [`Keys::columns`]; a column of names that is not there has none.
    /// `numbered` says which rows have the same order, and `known` keeps the keys of those numbers.
    pub(super) fn of_batch(
        &self,
        columns: &[Column],
        arrays: &[ArrayRef],
        numbered: Option<&NumberedOrders>,
        known: &mut Vec<i32>,
    ) -> Result<Vec<ArrayRef>, StoreError> {
        let find = |name: &str| columns.iter().position(|column| column.name == name).map(|at| &arrays[at]);
        let rows = arrays.first().map_or(0, |array| array.len());
        let absent = || Some(Int32Array::new_null(rows));
        let (orders, names) = rayon::join(
            || match numbered {
                Some(numbered) => numbered_keys(&mut locked(&self.orders), numbered, known),
                None => find(ORDER_ID).map_or_else(absent, |array| order_keys(&mut locked(&self.orders), array)),
            },
            || -> Vec<Option<Int32Array>> {
                let each = self.names.par_iter().zip(&NAMED);
                each.map(|(names, named)| {
                    find(named.name).map_or_else(absent, |array| name_keys(&mut locked(names), array))
                })
                .collect()
            },
        );
        let full = || StoreError::engine("numbering the names of orders", &"there are more than 2147483647 of them");
        let all = names.into_iter().chain([orders]);
        all.map(|keys| keys.map(|keys| Arc::new(keys) as ArrayRef).ok_or_else(full)).collect()
    }

    /// The tables of names that lack rows, with their columns.
    pub(super) fn unwritten(&self) -> Vec<(&'static str, [Column; 2])> {
        let with_key = |key: &str, name: &str, kind: StoredKind| {
            [Column::new(key, Kind::Key), Column::new(name, Kind::Given(kind))]
        };
        let mut lacking = Vec::new();
        for (at, named) in NAMED.iter().enumerate() {
            if locked(&self.names[at]).len() > self.names_stored[at] {
                lacking.push((named.table, with_key(named.key, named.name, StoredKind::Text)));
            }
        }
        if locked(&self.orders).len() > self.orders_stored {
            lacking.push((ORDER_TABLE, with_key(ORDER_KEY, ORDER_HASH, StoredKind::Whole)));
        }
        lacking
    }

    /// Prepares for a stage: the orders of all earlier ones are found by their digests.
    pub(super) fn begin_stage(&self) {
        locked(&self.orders).find_all();
    }

    /// Gives the rows that a table of names lacks to `write`, some at a time.
    pub(super) fn write(
        &self,
        table: &str,
        write: &mut dyn FnMut(&[ArrayRef]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let at = NAMED.iter().position(|named| named.table == table);
        let (stored, end) = match at {
            Some(at) => (self.names_stored[at], locked(&self.names[at]).len()),
            None => (self.orders_stored, locked(&self.orders).len()),
        };
        for first in (stored..end).step_by(WRITTEN_ROWS) {
            let positions = first..end.min(first + WRITTEN_ROWS);
            let keys: ArrayRef = Arc::new(Int32Array::from_iter_values(positions.clone().map(|at| at as i32)));
            let meant: ArrayRef = match at {
                Some(at) => Arc::new(texts(&locked(&self.names[at]), positions)),
                None => {
                    let orders = locked(&self.orders);
                    let hashes = &orders.hashes()[positions];
                    Arc::new(Int64Array::from_iter_values(hashes.iter().map(|hash| hash.cast_signed())))
                }
            };
            write(&[keys, meant])?;
        }
        Ok(())
    }
}

/// A thread that ended early while it held the lock leaves positions that are still each given once.
fn locked<T>(behind: &Mutex<T>) -> MutexGuard<'_, T> {
    behind.lock().unwrap_or_else(PoisonError::into_inner)
}

fn texts(names: &Names, positions: std::ops::Range<usize>) -> arrow::array::StringArray {
    let mut texts = StringBuilder::new();
    positions.for_each(|at| texts.append_value(names.name(at)));
    texts.finish()
}

/// The keys of a column of names. Every name of the batch is looked up among all names once, not once a row.
fn name_keys(names: &mut Names, array: &ArrayRef) -> Option<Int32Array> {
    if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
        return dictionary_keys(dictionary, names);
    }
    let mut seen: HashTable<(u64, i32)> = HashTable::new();
    each_text(array, |name| {
        let hash = XxHash3_64::oneshot(name.as_bytes());
        let known = seen.find(hash, |(other, key)| *other == hash && names.name(*key as usize) == name);
        if let Some((_, key)) = known {
            return Some(*key);
        }
        let key = names.position(name)?;
        seen.insert_unique(hash, (hash, key), |(hash, _)| *hash);
        Some(key)
    })
}

/// The keys of orders that are numbered within their stage; none where one of them gets no key.
fn numbered_keys(orders: &mut OrderIds, numbered: &NumberedOrders, known: &mut Vec<i32>) -> Option<Int32Array> {
    let mut keys = Vec::with_capacity(numbered.numbers.len());
    for (&number, &digest) in numbered.numbers.iter().zip(&numbered.digests) {
        if number == NumberedOrders::ITS_OWN {
            keys.push(orders.found(digest).or_else(|| orders.add(digest))?);
            continue;
        }
        let number = number as usize;
        if known.len() <= number {
            known.resize(number + 1, NO_KEY);
        }
        if known[number] == NO_KEY {
            known[number] = orders.found(digest).or_else(|| orders.add(digest))?;
        }
        keys.push(known[number]);
    }
    Some(Int32Array::from(keys))
}

/// An order whose key is not known yet.
const NO_KEY: i32 = -1;

/// The keys of a column of order ids.
fn order_keys(orders: &mut OrderIds, array: &ArrayRef) -> Option<Int32Array> {
    let plain = arrow::compute::cast(array, &arrow::datatypes::DataType::Utf8).ok()?;
    each_text(&plain, |id| orders.position(id))
}

/// The keys of the texts of a column that is no dictionary; none where one of them gets no key.
fn each_text(array: &ArrayRef, mut key_of: impl FnMut(&str) -> Option<i32>) -> Option<Int32Array> {
    let texts = array.as_string::<i32>().iter();
    texts.map(|text| text.map_or(Some(None), |text| key_of(text).map(Some))).collect()
}

/// The keys of a column that comes by a dictionary of its own, in the order in which rows first use its names. Names
/// that no row uses get none.
fn dictionary_keys(dictionary: &arrow::array::DictionaryArray<Int32Type>, names: &mut Names) -> Option<Int32Array> {
    let texts = dictionary.values().as_string::<i32>();
    let mut used: Vec<usize> = Vec::new();
    let mut is_used = vec![false; texts.len()];
    for at in dictionary.keys().iter().flatten().map(|at| at as usize).filter(|&at| texts.is_valid(at)) {
        if !std::mem::replace(&mut is_used[at], true) {
            used.push(at);
        }
    }
    let positions = names.positions(used.iter().map(|&at| texts.value(at)))?;
    let mut keys: Vec<i32> = vec![NO_KEY; texts.len()];
    for (at, position) in used.into_iter().zip(positions) {
        keys[at] = position;
    }
    let places = dictionary.keys();
    if texts.null_count() > 0 {
        let key = |at: Option<i32>| at.map(|at| keys[at as usize]).filter(|&key| key != NO_KEY);
        return Some(places.iter().map(key).collect());
    }
    // The nulls of the keys are those of the names; what stands in a null's place means nothing.
    let key = |&at: &i32| keys.get(at as usize).copied().unwrap_or(NO_KEY);
    let values: Vec<i32> = places.values().iter().map(key).collect();
    Some(Int32Array::new(values.into(), places.nulls().cloned()))
}

fn read_names(root: &Path, file: &Path, named: &Named, names: &mut Names) -> Result<(), StoreError> {
    let mut expected = names.len();
    DataReader::open(file)?.each_batch(&[named.key, named.name], |batch| {
        let keys = batch.column_by_name(named.key).and_then(|column| column.as_primitive_opt::<Int32Type>());
        let texts = batch.column_by_name(named.name).and_then(|column| column.as_string_opt::<i32>());
        let (Some(keys), Some(texts)) = (keys, texts) else { return Err(not_keys(root, file)) };
        for (key, text) in keys.iter().zip(texts) {
            let position = text.and_then(|text| names.position(text));
            if position != key || key.is_none_or(|key| key as usize != expected) {
                return Err(not_keys(root, file));
            }
            expected += 1;
        }
        Ok(())
    })
}

fn read_orders(root: &Path, file: &Path, orders: &mut OrderIds) -> Result<(), StoreError> {
    let reader = DataReader::open(file)?;
    orders.reserve(reader.rows());
    let mut expected = orders.len();
    reader.each_batch(&[ORDER_HASH], |batch| {
        let hashes = batch.column_by_name(ORDER_HASH).and_then(|column| column.as_primitive_opt());
        let hashes: &Int64Array = hashes.ok_or_else(|| not_keys(root, file))?;
        for hash in hashes.values() {
            if orders.add(hash.cast_unsigned()) != i32::try_from(expected).ok() {
                return Err(not_keys(root, file));
            }
            expected += 1;
        }
        Ok(())
    })
}

/// A column of names that have keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamesOf {
    /// The customers.
    Customers,
    /// The reps.
    Reps,
    /// The products.
    Products,
    /// The regions.
    Regions,
    /// The channels.
    Channels,
}

impl NamesOf {
    /// All of them, in the order of their columns.
    pub(super) const ALL: [NamesOf; 5] =
        [NamesOf::Customers, NamesOf::Reps, NamesOf::Products, NamesOf::Regions, NamesOf::Channels];

    fn named(self) -> &'static Named {
        &NAMED[self as usize]
    }

    /// The column of the names, and that of their keys.
    pub(super) fn columns(self) -> (&'static str, &'static str) {
        (self.named().name, self.named().key)
    }

    /// The table of the names.
    pub(super) fn table(self) -> &'static str {
        self.named().table
    }
}

/// The names behind the keys, by key.
pub(super) fn names(root: &Path, files: &[PathBuf], of: NamesOf) -> Result<Vec<String>, StoreError> {
    let mut names = Names::default();
    for file in files {
        read_names(root, file, of.named(), &mut names)?;
    }
    Ok((0..names.len()).map(|at| names.name(at).to_string()).collect())
}

/// The key of the empty name, where it has one. Files whose names are all among the `known` ones are not read.
pub(super) fn key_of_nameless(
    files: &[PathBuf],
    of: NamesOf,
    known: Option<KnownNameless>,
) -> Result<Option<i32>, StoreError> {
    let (mut found, mut before) = (known.and_then(|known| known.key), 0);
    for file in files {
        let reader = DataReader::open(file)?;
        if known.is_some_and(|known| before + reader.rows() <= known.names) {
            before += reader.rows();
            continue;
        }
        let first_of = |start: &mut usize, rows: usize| Some(std::mem::replace(start, *start + rows));
        let starts: Vec<usize> = reader.groups().scan(before, first_of).collect();
        let empty = |(group, &start): (usize, &usize)| first_empty(&reader, group, of.named().name, start);
        let in_groups: Vec<Option<usize>> =
            starts.par_iter().enumerate().map(empty).collect::<Result<_, StoreError>>()?;
        found = found.or(in_groups.into_iter().flatten().next().and_then(|at| i32::try_from(at).ok()));
        before += reader.rows();
    }
    Ok(found)
}

/// The number of the first empty name of a row group whose names are numbered from `start` on; none where all say
/// something.
fn first_empty(reader: &DataReader, group: usize, column: &str, start: usize) -> Result<Option<usize>, StoreError> {
    let (mut found, mut before) = (None, start);
    reader.each_batch_of_group(group, &[column], |batch| {
        if let Some(texts) = batch.column(0).as_string_opt::<i32>() {
            found = found.or((0..texts.len()).find(|&at| texts.value_length(at) == 0).map(|at| before + at));
        }
        before += batch.num_rows();
        Ok(())
    })?;
    Ok(found)
}

fn not_keys(root: &Path, file: &Path) -> StoreError {
    manifest::damaged(root, file, "does not number names one by one".to_string())
}
