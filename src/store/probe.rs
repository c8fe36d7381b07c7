//! Which of the new rows a table holds already, and which of its rows they replace.
//!
//! The keys of the new rows lie in memory, some millions at a time; the keys of the table pass by, row group by row
//! group, on all threads. Nothing else of the table is read unless a key is found: then the digest of the content
//! tells whether it is the same row, and the values of the key, whether it is the same key.

use std::path::Path;
use std::sync::OnceLock;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type};
use hashbrown::HashTable;
use rayon::prelude::*;
use twox_hash::XxHash3_64;

use crate::schema;

use super::columns::{ROW_HASH, ROW_KEY};
use super::marks::Marks;
use super::read_back::DataReader;
use super::{StoreError, keys};

/// New rows whose keys lie in memory at once: with their digests and where they are found, about 280 MB.
const CHUNK_ROWS: usize = if cfg!(test) { 16 } else { 1 << 23 };

/// What was found out about new rows and the rows of a table.
#[derive(Debug)]
pub(super) struct Found {
    /// New rows that the table holds already.
    pub(super) known: Marks,
    /// New rows that replace one of the table.
    pub(super) replacing: Marks,
    /// For each data file of the table, the rows that are replaced.
    pub(super) gone: Vec<Marks>,
}

/// Compares the rows of new data files with those of a table's, both in the order of the files.
pub(super) fn compare(table: &str, held: &[&Path], new: &[&Path]) -> Result<Found, StoreError> {
    let open = |paths: &[&Path]| paths.iter().map(|path| DataReader::open(path)).collect::<Result<Vec<_>, _>>();
    let (held, new) = (open(held)?, open(new)?);
    let rows = new.iter().map(DataReader::rows).sum();
    let gone = held.iter().map(|file| Marks::none(file.rows())).collect();
    let found = Found { known: Marks::none(rows), replacing: Marks::none(rows), gone };
    let passing = places(&held);
    let coming = places(&new);
    let mut from = 0;
    while from < coming.len() {
        let mut end = from + 1;
        let mut taken = coming[from].rows;
        while end < coming.len() && taken + coming[end].rows <= CHUNK_ROWS {
            taken += coming[end].rows;
            end += 1;
        }
        let first = coming[..from].iter().map(|place| place.rows).sum();
        let chunk = Chunk::read(table, &new, &coming[from..end], first)?;
        passing.par_iter().try_for_each(|place| chunk.meet(&held[place.file], place, &found))?;
        from = end;
    }
    Ok(found)
}

/// Where a row group lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    group: usize,
    /// The row of the file with which it begins.
    first: usize,
    rows: usize,
}

fn places(files: &[DataReader]) -> Vec<Place> {
    let mut places = Vec::new();
    for (file, reader) in files.iter().enumerate() {
        let mut first = 0;
        for (group, rows) in reader.groups().enumerate() {
            places.push(Place { file, group, first, rows });
            first += rows;
        }
    }
    places
}

/// Some of the new rows, found by their keys.
struct Chunk<'f> {
    table: &'f str,
    files: &'f [DataReader],
    places: &'f [Place],
    /// The position of its first row among all new rows.
    first: usize,
    keys: Vec<i64>,
    hashes: Vec<i64>,
    positions: HashTable<u32>,
    /// Digests of the values of the keys, made when the first of them is asked for.
    witnesses: OnceLock<Result<Vec<u64>, StoreError>>,
}

impl<'f> Chunk<'f> {
    fn read(
        table: &'f str,
        files: &'f [DataReader],
        places: &'f [Place],
        first: usize,
    ) -> Result<Chunk<'f>, StoreError> {
        let (mut keys, mut hashes) = (Vec::new(), Vec::new());
        for place in places {
            keys.extend(files[place.file].whole_numbers(place.group, ROW_KEY)?);
            hashes.extend(files[place.file].whole_numbers(place.group, ROW_HASH)?);
        }
        let mut positions = HashTable::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            positions.insert_unique(spread(*key), at as u32, |&at| spread(keys[at as usize]));
        }
        Ok(Chunk { table, files, places, first, keys, hashes, positions, witnesses: OnceLock::new() })
    }

    /// Lets a row group of the table pass by.
    fn meet(&self, file: &DataReader, place: &Place, found: &Found) -> Result<(), StoreError> {
        let keys = file.whole_numbers(place.group, ROW_KEY)?;
        let mut hits: Vec<(u32, u32)> = Vec::new();
        for (row, key) in keys.iter().enumerate() {
            let same_key = |at: &&u32| self.keys[**at as usize] == *key;
            hits.extend(self.positions.iter_hash(spread(*key)).filter(same_key).map(|&at| (row as u32, at)));
        }
        if hits.is_empty() {
            return Ok(());
        }
        let hashes = file.whole_numbers(place.group, ROW_HASH)?;
        let (same, other): (Vec<_>, Vec<_>) =
            hits.into_iter().partition(|(row, at)| hashes[*row as usize] == self.hashes[*at as usize]);
        same.into_iter().for_each(|(_, at)| found.known.set(self.first + at as usize));
        if other.is_empty() {
            return Ok(());
        }
        let theirs = witnesses_of(self.table, file, place.group)?;
        let ours = self.witnesses()?;
        for (row, at) in other {
            // Two keys whose digests are the same by chance are two rows, and both stay.
            if theirs[row as usize] == ours[at as usize] {
                found.gone[place.file].set(place.first + row as usize);
                found.replacing.set(self.first + at as usize);
            }
        }
        Ok(())
    }

    fn witnesses(&self) -> Result<&[u64], StoreError> {
        let made = self.witnesses.get_or_init(|| {
            let each = self.places.iter().map(|place| witnesses_of(self.table, &self.files[place.file], place.group));
            Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
        });
        made.as_ref().map(Vec::as_slice).map_err(StoreError::clone)
    }
}

/// Digests are random already; small numbers, as tests use them, are not.
fn spread(key: i64) -> u64 {
    key.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// For each row of a row group, a digest of the values of its key, by another function than the key's own digest.
/// Two different keys would have to agree in both digests, in 128 bits, to be taken for one.
fn witnesses_of(table: &str, file: &DataReader, group: usize) -> Result<Vec<u64>, StoreError> {
    let names: Vec<String> = if table == keys::ORDERS {
        vec![keys::ORDER_KEY.to_string(), "line_no".to_string()]
    } else {
        schema::table(table).map_or_else(Vec::new, |spec| spec.key().map(schema::ColumnSpec::stored_name).collect())
    };
    let names: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| file.column_names().any(|n| n == *name)).collect();
    let mut all = Vec::new();
    if names.is_empty() {
        all.resize(file.groups().nth(group).unwrap_or(0), 0);
        return Ok(all);
    }
    file.each_batch_of_group(group, &names, |batch| {
        all.extend(witnesses(batch, &names));
        Ok(())
    })?;
    Ok(all)
}

fn witnesses(batch: &RecordBatch, names: &[&str]) -> Vec<u64> {
    let mut digests = vec![0u64; batch.num_rows()];
    // By name: the columns of two files may stand in another order.
    for column in names.iter().filter_map(|name| batch.column_by_name(name)) {
        for (row, digest) in digests.iter_mut().enumerate() {
            *digest = if column.is_null(row) {
                digest.rotate_left(17).wrapping_add(1)
            } else {
                with_value(column.as_ref(), row, *digest)
            };
        }
    }
    digests
}

fn with_value(column: &dyn Array, row: usize, seed: u64) -> u64 {
    let number = |value: i64| XxHash3_64::oneshot_with_seed(seed, &value.to_le_bytes());
    match column.data_type() {
        DataType::Utf8 => XxHash3_64::oneshot_with_seed(seed, column.as_string::<i32>().value(row).as_bytes()),
        DataType::Int32 => number(i64::from(column.as_primitive::<Int32Type>().value(row))),
        DataType::Int64 => number(column.as_primitive::<Int64Type>().value(row)),
        DataType::Date32 => number(i64::from(column.as_primitive::<Date32Type>().value(row))),
        // No table has a key of another type; such a value would not tell rows apart here.
        _ => seed,
    }
}
