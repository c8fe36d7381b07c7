//! A stored table written as one file, batch by batch, in bounded memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::columns::{Column, Kind, arrow_schema};
use super::read_back::DataReader;
use super::{Store, StoreError, durable};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
    /// Comma-separated values with a header; an absent value is empty.
    Csv,
    /// Parquet.
    Parquet,
}

impl Store {
    /// Writes a table to a file, whole or not at all, and returns its rows. The columns carry the names of the store;
    /// those that the store added for itself are left out.
    ///
    /// # Errors
    /// [`StoreError::NoTable`], [`StoreError::Confidential`] where nobody is to see single rows, [`StoreError::Damaged`] where a data file is missing, and what the system says of
    /// either file.
    pub fn export(&self, table: &str, form: ExportForm, path: &Path) -> Result<u64, StoreError> {
        self.table_version(table)?;
        if crate::schema::is_confidential(table) {
            return Err(StoreError::Confidential { table: table.to_string() });
        }
        let (files, mut columns) = self.whole_files(table)?;
        columns.retain(|column| column.kind != Kind::Key && !column.is_digest());
        let rows = Rows { files, schema: arrow_schema(&columns), columns };
        let mut written = 0;
        // The error of the write is kept beside that of the file, since it knows more.
        let mut failed = None;
        // A bare name has no folder that could be flushed.
        let place = if path.parent() == Some(Path::new("")) { Path::new(".").join(path) } else { path.to_path_buf() };
        let replaced = durable::replace(&place, |file| {
            let result = match form {
                ExportForm::Csv => rows.as_csv(file, path),
                ExportForm::Parquet => rows.as_parquet(file, path),
            };
            result.map(|rows| written = rows).map_err(|error| {
                failed = Some(error);
                std::io::Error::other("the table was not written")
            })
        });
        match (replaced, failed) {
            (_, Some(error)) => Err(error),
            (Err(error), None) => Err(StoreError::io(writing(path), &error)),
            (Ok(()), None) => Ok(written),
        }
    }
}

struct Rows {
    files: Vec<PathBuf>,
    columns: Vec<Column>,
    schema: SchemaRef,
}

impl Rows {
    fn as_parquet(&self, file: &File, path: &Path) -> Result<u64, StoreError> {
        let failed = |error: parquet::errors::ParquetError| StoreError::library(writing(path), &error);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("attain".to_string())
            .build();
        let mut writer = ArrowWriter::try_new(file, Arc::clone(&self.schema), Some(properties)).map_err(failed)?;
        let rows = self.each_batch(|batch| writer.write(batch).map_err(failed))?;
        writer.close().map_err(failed)?;
        Ok(rows)
    }

    fn as_csv(&self, file: &File, path: &Path) -> Result<u64, StoreError> {
        let failed = |error: csv::Error| match error.into_kind() {
            csv::ErrorKind::Io(error) => StoreError::io(writing(path), &error),
            other => StoreError::engine(writing(path), &format!("{other:?}")),
        };
        let mut writer = csv::Writer::from_writer(BufWriter::new(file));
        writer.write_record(self.columns.iter().map(|column| column.name.as_str())).map_err(failed)?;
        let rows = self.each_batch(|batch| {
            let options = FormatOptions::default();
            let engine = |error: arrow::error::ArrowError| StoreError::engine(writing(path), &error);
            let columns = batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options));
            let columns = columns.collect::<Result<Vec<_>, _>>().map_err(engine)?;
            let mut field = String::new();
            for row in 0..batch.num_rows() {
                for column in &columns {
                    field.clear();
                    column.value(row).write(&mut field).map_err(engine)?;
                    writer.write_field(&field).map_err(failed)?;
                }
                writer.write_record(None::<&[u8]>).map_err(failed)?;
            }
            Ok(())
        })?;
        let mut inner = writer.into_inner().map_err(|error| StoreError::io(writing(path), error.error()))?;
        inner.flush().map_err(|error| StoreError::io(writing(path), &error))?;
        Ok(rows)
    }

    /// Hands on all rows with all columns; in files that lack a column it is absent.
    fn each_batch(&self, mut take: impl FnMut(&RecordBatch) -> Result<(), StoreError>) -> Result<u64, StoreError> {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let mut rows = 0;
        for file in &self.files {
            let engine = |error| StoreError::engine(format!("reading `{}`", file.display()), &error);
            DataReader::open(file)?.each_batch(&names, |batch| {
                let arrays = self.columns.iter().map(|column| self::array(batch, column));
                let arrays = arrays.collect::<Result<Vec<_>, _>>().map_err(engine)?;
                let whole = RecordBatch::try_new(Arc::clone(&self.schema), arrays).map_err(engine)?;
                rows += whole.num_rows() as u64;
                take(&whole)
            })?;
        }
        Ok(rows)
    }
}

fn array(batch: &RecordBatch, column: &Column) -> Result<ArrayRef, arrow::error::ArrowError> {
    let wanted = column.arrow();
    match batch.column_by_name(&column.name) {
        None => Ok(new_null_array(&wanted, batch.num_rows())),
        Some(found) if *found.data_type() == wanted => Ok(Arc::clone(found)),
        Some(found) => cast(found, &wanted),
    }
}

fn writing(path: &Path) -> String {
    format!("writing `{}`", path.display())
}
