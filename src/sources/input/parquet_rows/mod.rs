//! Parquet files as rows of text.

mod cells;
mod footer;

use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use cells::Column;

use super::guarded::{damaged, guarded};
use super::spool::Spooled;
use super::{batch, regular_file};
use crate::sources::SourceError;
use crate::sources::records::{Records, RowSource};

/// What it is called where it is damaged.
const KIND: &str = "a Parquet file";

/// Rows that are unpacked at once.
const ROWS: usize = 8_192;

/// An open Parquet file.
pub(super) struct ParquetRows {
    path: PathBuf,
    header: Vec<String>,
    reader: ParquetRecordBatchReader,
    /// Rows that were unpacked, and how many of them were handed on.
    batch: Option<(RecordBatch, usize)>,
    rows_read: u64,
    rows_in_all: u64,
    bytes_in_all: u64,
    /// Kept until everything is read.
    _spooled: Option<Spooled>,
}

impl ParquetRows {
    /// Opens a file, or the temporary one into which it was unpacked.
    ///
    /// # Errors
    /// Where it is damaged or cut off.
    pub(super) fn open(path: &Path, spooled: Option<Spooled>) -> Result<ParquetRows, SourceError> {
        let mut file = regular_file::open(spooled.as_ref().map_or(path, Spooled::path))?;
        if !footer::is_plausible(&mut file).map_err(|error| regular_file::refused(path, &error))? {
            return Err(damaged(path, KIND, "it is cut off or spoiled (its description contradicts itself)"));
        }
        let bytes_in_all = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        guarded(path, KIND, || {
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(path, &error))?;
            let rows_in_all = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
            let header: Vec<String> =
                builder.schema().fields().iter().map(|field| field.name().trim().to_string()).collect();
            if header.is_empty() {
                return Err(SourceError::Empty { path: path.to_path_buf() });
            }
            let reader = builder.with_batch_size(ROWS).build().map_err(|error| failed(path, &error))?;
            let path = path.to_path_buf();
            let (batch, rows_read, _spooled) = (None, 0, spooled);
            Ok(ParquetRows { path, header, reader, batch, rows_read, rows_in_all, bytes_in_all, _spooled })
        })
    }

    /// The next rows that were not handed on yet.
    fn unpacked(&mut self) -> Result<Option<(RecordBatch, usize)>, SourceError> {
        if let Some((batch, from)) = self.batch.take().filter(|(batch, from)| *from < batch.num_rows()) {
            return Ok(Some((batch, from)));
        }
        let (path, reader) = (&self.path, &mut self.reader);
        guarded(path, KIND, || match reader.next() {
            Some(Ok(batch)) => Ok(Some((batch, 0))),
            Some(Err(error)) => Err(damaged(path, KIND, format!("what it holds cannot be unpacked ({error})"))),
            None => Ok(None),
        })
    }
}

impl RowSource for ParquetRows {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next_batch(&mut self) -> Result<Option<Records>, SourceError> {
        let Some((batch, from)) = self.unpacked()? else { return Ok(None) };
        let columns: Result<Vec<Column>, _> = batch.columns().iter().map(Column::new).collect();
        let columns = columns.map_err(|error| damaged(&self.path, KIND, error.to_string()))?;
        let mut records = Records::new(self.header.len());
        let mut row = from;
        while row < batch.num_rows() && !batch::is_full(&records) {
            for column in &columns {
                let start = records.text.len();
                column.write(row, &mut records.text);
                let end = u32::try_from(records.text.len()).map_err(|_| {
                    damaged(&self.path, KIND, format!("row {} is too long to be one", self.rows_read + 1))
                })?;
                records.bounds.push((start as u32, end));
            }
            row += 1;
            self.rows_read += 1;
            records.lines.push(self.rows_read);
        }
        self.batch = Some((batch, row));
        Ok(Some(records))
    }

    /// The share of the rows that were read, of the file's size.
    fn bytes_read(&self) -> u64 {
        let share = u128::from(self.bytes_in_all) * u128::from(self.rows_read) / u128::from(self.rows_in_all.max(1));
        u64::try_from(share).unwrap_or(self.bytes_in_all).min(self.bytes_in_all)
    }
}

fn failed(path: &Path, error: &parquet::errors::ParquetError) -> SourceError {
    let said = error.to_string();
    let encrypted = said.contains("encrypted") || said.contains("PARE");
    let reason = match encrypted {
        true => "it is encrypted".to_string(),
        false => format!("it is cut off or spoiled ({said})"),
    };
    damaged(path, KIND, reason)
}
