//! Data files: Parquet, written row group by row group, every column of a batch encoded by the thread that is free.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Field;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescPtr;
use rayon::prelude::*;

use super::coded_column::CodedColumn;
use super::coded_numbers::CodedNumbers;
use super::columns::{Column, Kind, StoredKind, arrow_schema};
use super::group_file::{ColumnChunk, FileWriter, GroupFile, buffered};
use super::packed_column::PackedColumn;
use super::pages::ByPages;
use super::text_column::TextColumn;
use super::{StoreError, encoding, keys, statistics};

/// Rows in a row group: what a reader takes at once, and what is held in memory, encoded, while it is written.
/// The store's own trials fill several with few rows.
const GROUP_ROWS: usize = if cfg!(test) { 8 } else { 1 << 19 };
/// A row group is closed early where its rows are so long that it would take more memory than this.
const GROUP_BYTES: usize = 128 << 20;
/// Row groups in a file: a corrected row rewrites the file that holds it, and no other.
const FILE_GROUPS: usize = if cfg!(test) { 2 } else { 8 };
/// Below this many values it costs more to wake another thread than to encode them here.
const ALONE_VALUES: usize = 1 << 14;

/// A finished data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DataFile {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its rows.
    pub(super) rows: u64,
    /// What the table's log says of its columns, as JSON.
    pub(super) statistics: String,
}

/// A data file that is written, and may still be on its way to the disk.
#[derive(Debug)]
struct Written {
    file: DataFile,
    flushed: JoinHandle<io::Result<()>>,
}

/// Writes rows into as many data files as they need, under temporary names. What is not finished is removed again.
#[derive(Debug)]
pub(super) struct DataFiles {
    folder: PathBuf,
    stem: String,
    columns: Arc<[Column]>,
    open: Option<OpenFile>,
    written: Vec<Written>,
    rows: u64,
}

impl DataFiles {
    /// Files in a folder whose names begin with `stem`.
    pub(super) fn new(folder: &Path, stem: &str, columns: Arc<[Column]>) -> DataFiles {
        let (folder, stem) = (folder.to_path_buf(), stem.to_string());
        DataFiles { folder, stem, columns, open: None, written: Vec::new(), rows: 0 }
    }

    /// The columns of the files.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds rows: one array a column.
    pub(super) fn write(&mut self, arrays: &[ArrayRef]) -> Result<(), StoreError> {
        let rows = arrays.first().map_or(0, |array| array.len());
        let mut from = 0;
        while from < rows {
            let file = self.open_file()?;
            let taken = (rows - from).min(GROUP_ROWS - file.group_rows);
            let slices: Vec<ArrayRef> = arrays.iter().map(|array| array.slice(from, taken)).collect();
            file.write(&slices, arrays).map_err(|error| file.failed(&error))?;
            if file.is_full() {
                self.roll()?;
            }
            from += taken;
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// Waits until everything is on the disk. Without any rows there is one empty file, which holds the columns.
    pub(super) fn finish(mut self) -> Result<Finished, StoreError> {
        if self.written.is_empty() {
            self.open_file()?;
        }
        self.roll()?;
        let mut finished = Finished(Vec::new());
        let mut failed = None;
        for Written { file, flushed } in std::mem::take(&mut self.written) {
            let flushed = flushed.join().unwrap_or_else(|_| Err(io::Error::other("the thread ended early")));
            failed = failed.or(flushed.err().map(|error| StoreError::io(writing(&file.path), &error)));
            finished.0.push(file);
        }
        failed.map_or(Ok(finished), Err)
    }

    fn open_file(&mut self) -> Result<&mut OpenFile, StoreError> {
        if self.open.is_none() {
            let path = self.folder.join(format!("{}-{:04}.parquet.tmp", self.stem, self.written.len()));
            self.open = Some(OpenFile::create(path, &self.columns)?);
        }
        Ok(self.open.as_mut().expect("it was opened above"))
    }

    /// Closes the open file. It is flushed to the disk beside the writing of the next one.
    fn roll(&mut self) -> Result<(), StoreError> {
        if let Some(open) = self.open.take() {
            self.written.push(open.close(&self.columns)?);
        }
        Ok(())
    }
}

/// Finished data files under temporary names, removed again unless they are taken.
#[derive(Debug)]
pub(super) struct Finished(pub(super) Vec<DataFile>);

impl Drop for Finished {
    fn drop(&mut self) {
        remove(self.0.iter().map(|file| file.path.as_path()));
    }
}

impl Drop for DataFiles {
    fn drop(&mut self) {
        let open = self.open.take().map(|open| open.path);
        let written = std::mem::take(&mut self.written).into_iter().map(|written| {
            // What the disk says of a file that is thrown away is nobody's concern.
            let _ = written.flushed.join();
            written.file.path
        });
        let paths: Vec<PathBuf> = open.into_iter().chain(written).collect();
        remove(paths.iter().map(PathBuf::as_path));
    }
}

/// Removes files that nothing names; what cannot be removed is removed by the next load.
pub(super) fn remove<'p>(paths: impl Iterator<Item = &'p Path>) {
    for path in paths {
        let _ = fs::remove_file(path);
    }
}

struct OpenFile {
    path: PathBuf,
    writer: GroupFile,
    groups: ArrowRowGroupWriterFactory,
    /// How each column is encoded, and how the file describes it.
    encoded: Vec<(Encoded, ColumnDescPtr)>,
    /// One writer a column of the row group that is being filled.
    group: Vec<ColumnWriter>,
    group_rows: usize,
    closed_groups: usize,
    rows: u64,
}

/// How a column is encoded.
enum Encoded {
    /// By its differences.
    Differences,
    /// By a dictionary where its texts repeat enough, else each by itself.
    Texts,
    /// Each text by what it shares with the one before.
    OneBefore,
    /// By a dictionary, where its numbers repeat enough.
    Numbers,
    /// As the `parquet` crate encodes it.
    Library,
}

impl Encoded {
    fn of(column: &Column) -> Encoded {
        match column.kind {
            Kind::Key | Kind::Given(StoredKind::Day | StoredKind::Instant) => Encoded::Differences,
            Kind::Given(StoredKind::Whole) if !column.is_digest() && column.name != keys::ORDER_HASH => {
                Encoded::Differences
            }
            Kind::Given(StoredKind::Text) if column.name == keys::ORDER_ID => Encoded::OneBefore,
            Kind::Given(StoredKind::Text) => Encoded::Texts,
            Kind::Given(StoredKind::Number) => Encoded::Numbers,
            Kind::Given(StoredKind::Whole | StoredKind::Truth) => Encoded::Library,
        }
    }

    /// What writes the column in a row group that begins with this batch; nothing where the library does.
    fn writer(&self, column: &ColumnDescPtr, first: &ArrayRef) -> Option<ColumnWriter> {
        let page_rows = encoding::PAGE_ROWS;
        let texts = |by_one_before: bool| {
            TextColumn::new(column, page_rows, by_one_before).map(|own| ColumnWriter::Texts(Box::new(own)))
        };
        match self {
            Encoded::Differences => PackedColumn::new(column, page_rows).map(|own| ColumnWriter::Packed(Box::new(own))),
            Encoded::Texts => match CodedColumn::for_batch(column, page_rows, first) {
                Some(own) => Some(ColumnWriter::Coded(Box::new(own))),
                // Texts without a dictionary come from a file that is written anew, and may repeat.
                None if first.as_any_dictionary_opt().is_some() => texts(false),
                None => None,
            },
            Encoded::OneBefore => texts(true),
            Encoded::Numbers => {
                CodedNumbers::for_batch(column, page_rows, first).map(|own| ColumnWriter::Numbers(Box::new(own)))
            }
            Encoded::Library => None,
        }
    }
}

/// Writes a column of a row group.
enum ColumnWriter {
    Plain(Box<ArrowColumnWriter>),
    Coded(Box<CodedColumn>),
    Packed(Box<PackedColumn>),
    Numbers(Box<CodedNumbers>),
    Texts(Box<TextColumn>),
}

impl ColumnWriter {
    fn write(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        match self {
            ColumnWriter::Plain(writer) => {
                // Whether text comes as it is or by a dictionary may change from batch to batch.
                let field = Field::new("", array.data_type().clone(), true);
                compute_leaves(&field, array)?.iter().try_for_each(|leaf| writer.write(leaf))
            }
            ColumnWriter::Coded(column) => column.write(array),
            ColumnWriter::Packed(column) => column.write(array),
            ColumnWriter::Numbers(column) => column.write(array),
            ColumnWriter::Texts(column) => column.write(array),
        }
    }

    fn memory_size(&self) -> usize {
        match self {
            ColumnWriter::Plain(writer) => writer.memory_size(),
            ColumnWriter::Coded(column) => column.memory_size(),
            ColumnWriter::Packed(column) => column.memory_size(),
            ColumnWriter::Numbers(column) => column.memory_size(),
            ColumnWriter::Texts(column) => column.memory_size(),
        }
    }

    fn close(self) -> Result<ColumnChunk, ParquetError> {
        Ok(match self {
            ColumnWriter::Plain(writer) => ColumnChunk::Plain(Box::new(writer.close()?)),
            ColumnWriter::Coded(column) => ColumnChunk::own(column.close()?),
            ColumnWriter::Packed(column) => ColumnChunk::own(column.close()?),
            ColumnWriter::Numbers(column) => ColumnChunk::own(column.close()?),
            ColumnWriter::Texts(column) => ColumnChunk::own(column.close()?),
        })
    }
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile").field("path", &self.path).field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl OpenFile {
    fn create(path: PathBuf, columns: &[Column]) -> Result<OpenFile, StoreError> {
        let file = File::create(&path).map_err(|error| StoreError::io(writing(&path), &error))?;
        let file = Arc::new(file);
        let begun = begin(Arc::clone(&file), columns, encoding::properties(columns));
        let (writer, groups) = begun.map_err(|error| failure(&path, &error))?;
        let described = writer.schema_descr().columns().iter().cloned();
        let encoded = columns.iter().map(Encoded::of).zip(described).collect();
        let writer = GroupFile::new(Arc::clone(&file), writer);
        let (group, group_rows, closed_groups, rows) = (Vec::new(), 0, 0, 0);
        Ok(OpenFile { path, writer, groups, encoded, group, group_rows, closed_groups, rows })
    }

    /// Writes a part of a batch.
    fn write(&mut self, arrays: &[ArrayRef], batch: &[ArrayRef]) -> Result<(), ParquetError> {
        if self.group.is_empty() {
            self.begin_group(batch)?;
        }
        let rows = arrays.first().map_or(0, |array| array.len());
        if rows * arrays.len() < ALONE_VALUES {
            self.group.iter_mut().zip(arrays).try_for_each(|(writer, array)| writer.write(array))?;
        } else {
            self.group.par_iter_mut().zip(arrays).try_for_each(|(writer, array)| writer.write(array))?;
        }
        self.group_rows += rows;
        self.rows += rows as u64;
        let held: usize = self.group.iter().map(ColumnWriter::memory_size).sum();
        if self.group_rows >= GROUP_ROWS || held >= GROUP_BYTES {
            self.close_group(true)?;
        }
        Ok(())
    }

    /// The first batch of a row group says which of its texts are worth a dictionary.
    fn begin_group(&mut self, first: &[ArrayRef]) -> Result<(), ParquetError> {
        let plain = self.groups.create_column_writers(self.closed_groups)?.into_iter();
        let described = self.encoded.iter().zip(first);
        let writer =
            |(plain, ((encoded, column), array)): (ArrowColumnWriter, (&(Encoded, ColumnDescPtr), &ArrayRef))| {
                encoded.writer(column, array).unwrap_or_else(|| ColumnWriter::Plain(Box::new(plain)))
            };
        self.group = plain.zip(described).map(writer).collect();
        Ok(())
    }

    fn close_group(&mut self, more: bool) -> Result<(), ParquetError> {
        let writers = std::mem::take(&mut self.group);
        let chunks = writers.into_par_iter().map(ColumnWriter::close).collect::<Result<Vec<_>, ParquetError>>()?;
        self.writer.append(chunks, more)?;
        self.group_rows = 0;
        self.closed_groups += 1;
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.group.is_empty() && self.closed_groups >= FILE_GROUPS
    }

    fn close(mut self, columns: &[Column]) -> Result<Written, StoreError> {
        let closed = if self.group.is_empty() { Ok(()) } else { self.close_group(false) };
        let finished = closed.and_then(|()| self.writer.finish());
        let (metadata, flushes) = finished.map_err(|error| self.failed(&error))?;
        let flushed = std::thread::Builder::new().spawn(move || flushes.finish());
        let flushed = flushed.map_err(|error| StoreError::io(writing(&self.path), &error))?;
        let statistics = statistics::of_file(&metadata, columns);
        Ok(Written { file: DataFile { path: self.path, rows: self.rows, statistics }, flushed })
    }

    /// The error, and the file that it spoiled removed.
    fn failed(&self, error: &ParquetError) -> StoreError {
        remove(std::iter::once(self.path.as_path()));
        failure(&self.path, error)
    }
}

fn begin(
    file: Arc<File>,
    columns: &[Column],
    properties: WriterProperties,
) -> Result<(FileWriter, ArrowRowGroupWriterFactory), ParquetError> {
    let schema = arrow_schema(columns);
    let described = ArrowSchemaConverter::new().convert(&schema)?;
    let writer = SerializedFileWriter::new(buffered(file), described.root_schema_ptr(), Arc::new(properties))?;
    let groups = ArrowRowGroupWriterFactory::new(&writer, schema);
    Ok((writer, groups))
}

fn writing(path: &Path) -> String {
    format!("writing `{}`", path.display())
}

fn failure(path: &Path, error: &ParquetError) -> StoreError {
    StoreError::library(writing(path), error)
}
