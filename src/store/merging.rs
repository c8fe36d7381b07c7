//! New rows become part of a table: what it holds already is left out, what they replace is taken out.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;

use super::columns::Column;
use super::data_file::{DataFile, DataFiles, Finished};
use super::marks::Marks;
use super::probe::{self, Found};
use super::read_back::{DataReader, by_name};
use super::stage::Stage;
use super::table::Table;
use super::{Merged, StoreError};

/// Merges what was staged into its table. Where the table holds all of it already, nothing is changed.
pub(super) fn merge(table: &mut Table, stage: Stage) -> Result<Merged, StoreError> {
    let (name, columns) = (stage.table().to_string(), stage.columns().to_vec());
    let rows = stage.rows();
    let mut staged = stage.finish()?;
    let held = table.files();
    let found = match (rows, held.as_slice()) {
        (0, _) | (_, []) => None,
        _ => {
            let held: Vec<&Path> = held.iter().map(|path| path.as_path()).collect();
            let new: Vec<&Path> = staged.0.iter().map(|file| file.path.as_path()).collect();
            Some(probe::compare(&name, &held, &new)?)
        }
    };
    let merged = found.as_ref().map_or(Merged { added: rows, ..Merged::default() }, |found| counted(found, rows));
    if merged.added + merged.replaced == 0 && !table.is_new() {
        return Ok(merged);
    }
    let mut columns_then = table.columns().to_vec();
    super::columns::widen(&name, &mut columns_then, &columns)?;
    if let Some(found) = found {
        for (path, gone) in held.iter().zip(&found.gone) {
            take_out(table, &columns_then, path, gone)?;
        }
        if merged.known > 0 {
            leave_out(table, &columns_then, &mut staged, &found.known)?;
        }
    }
    table.widen(&columns)?;
    table.take(staged)?;
    Ok(merged)
}

fn counted(found: &Found, rows: u64) -> Merged {
    let (known, replaced) = (found.known.count(), found.replacing.count());
    Merged { added: rows - known - replaced, replaced, known }
}

/// Rewrites a file of the table without the rows that are replaced, if there are any.
fn take_out(table: &mut Table, columns: &[Column], path: &Path, gone: &Marks) -> Result<(), StoreError> {
    if gone.count() == 0 {
        return Ok(());
    }
    let reader = DataReader::open(path)?;
    let mut rest = None;
    if gone.count() < reader.rows() as u64 {
        let mut files = table.place(columns_of(&reader, columns));
        copy_without(&reader, gone, 0, &mut files)?;
        rest = Some(files.finish()?);
    }
    table.let_go(path, reader.rows() as u64);
    rest.map_or(Ok(()), |rest| table.take(rest))
}

/// Rewrites those new files that hold known rows, all into one row of files.
fn leave_out(table: &mut Table, columns: &[Column], staged: &mut Finished, known: &Marks) -> Result<(), StoreError> {
    let mut whole = Vec::new();
    let mut mixed: Vec<(DataFile, usize)> = Vec::new();
    let mut first = 0;
    for file in std::mem::take(&mut staged.0) {
        let rows = file.rows as usize;
        match known.count_in(first, first + rows) {
            0 => whole.push(file),
            _ => mixed.push((file, first)),
        }
        first += rows;
    }
    // From here on both are removed again unless they are taken.
    let (whole, mixed_files) = (Finished(whole), Finished(mixed.iter().map(|(file, _)| file.clone()).collect()));
    let mut kept: Option<DataFiles> = None;
    for (file, first) in &mixed {
        if known.count_in(*first, first + file.rows as usize) == file.rows {
            continue;
        }
        let reader = DataReader::open(&file.path)?;
        let files = kept.get_or_insert_with(|| table.place(columns_of(&reader, columns)));
        copy_without(&reader, known, *first, files)?;
    }
    drop(mixed_files);
    if let Some(kept) = kept {
        table.take(kept.finish()?)?;
    }
    *staged = whole;
    Ok(())
}

/// The columns of a file, in its own order.
fn columns_of(reader: &DataReader, columns: &[Column]) -> Arc<[Column]> {
    reader.column_names().filter_map(|name| columns.iter().find(|column| column.name == name)).cloned().collect()
}

/// Copies the rows of a file that are not marked; the file's first row has the mark at `first`.
fn copy_without(reader: &DataReader, marks: &Marks, first: usize, into: &mut DataFiles) -> Result<(), StoreError> {
    let names: Vec<String> = into.columns().iter().map(|column| column.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let failed = |error: &dyn std::fmt::Display| StoreError::engine("copying rows of a data file", error);
    let mut at = first;
    reader.each_batch(&names, |batch| {
        let rows = batch.num_rows();
        let stays: BooleanArray = (at..at + rows).map(|row| Some(!marks.is_set(row))).collect();
        at += rows;
        let rest: RecordBatch = filter_record_batch(batch, &stays).map_err(|error| failed(&error))?;
        let arrays: Option<Vec<ArrayRef>> = by_name(&rest, names.iter().copied());
        into.write(&arrays.ok_or_else(|| failed(&"a column is missing"))?)
    })
}
