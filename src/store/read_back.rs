//! Reading of data files, a few columns and a row group at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::statistics::Statistics;

use super::StoreError;

/// Rows that are decoded at once.
const BATCH_ROWS: usize = 1 << 16;

/// A data file, its footer read.
#[derive(Debug)]
pub(super) struct DataReader {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

impl DataReader {
    /// Reads the footer.
    pub(super) fn open(path: &Path) -> Result<DataReader, StoreError> {
        let file = opened(path)?;
        // What other engines say of their own types in the footer does not matter: the columns' types are ours.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata =
            ArrowReaderMetadata::load(&file, options).map_err(|error| StoreError::library(reading(path), &error))?;
        Ok(DataReader { path: path.to_path_buf(), metadata })
    }

    /// Reads the footer; the named columns of text come by dictionaries, as the file has them.
    pub(super) fn open_coded(path: &Path, coded: &[&str]) -> Result<DataReader, StoreError> {
        let plain = DataReader::open(path)?;
        let field = |field: &Arc<Field>| match coded.contains(&field.name().as_str()) {
            true => Arc::new(field.as_ref().clone().with_data_type(dictionary_of_texts())),
            false => Arc::clone(field),
        };
        let schema = Arc::new(Schema::new(plain.metadata.schema().fields().iter().map(field).collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata.metadata()), options)
            .map_err(|error| StoreError::library(reading(path), &error))?;
        Ok(DataReader { metadata, ..plain })
    }

    /// The least and the greatest whole number, day or key of a column in a row group, as the footer has them; none
    /// where it does not say, or where the file lacks the column.
    pub(super) fn bounds(&self, group: usize, column: &str) -> Option<(i64, i64)> {
        let at = self.column_names().position(|name| name == column)?;
        match self.metadata.metadata().row_group(group).column(at).statistics()? {
            Statistics::Int32(ends) => Some((i64::from(*ends.min_opt()?), i64::from(*ends.max_opt()?))),
            Statistics::Int64(ends) => Some((*ends.min_opt()?, *ends.max_opt()?)),
            _ => None,
        }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file's rows.
    pub(super) fn rows(&self) -> usize {
        self.groups().sum()
    }

    /// The rows of each row group.
    pub(super) fn groups(&self) -> impl Iterator<Item = usize> {
        self.metadata.metadata().row_groups().iter().map(|group| usize::try_from(group.num_rows()).unwrap_or(0))
    }

    /// The names of the file's columns.
    pub(super) fn column_names(&self) -> impl Iterator<Item = &str> {
        self.metadata.schema().fields().iter().map(|field| field.name().as_str())
    }

    /// A whole column of whole numbers in one row group.
    pub(super) fn whole_numbers(&self, group: usize, column: &str) -> Result<Vec<i64>, StoreError> {
        let mut numbers = Vec::new();
        for batch in self.batches(Some(group), &[column])? {
            let batch = batch.map_err(|error| StoreError::engine(reading(&self.path), &error))?;
            let found: Option<&Int64Array> =
                batch.column_by_name(column).and_then(|found| found.as_primitive_opt::<Int64Type>());
            let found = found.filter(|found| found.null_count() == 0);
            let lacking = || StoreError::engine(reading(&self.path), &format!("it lacks `{column}` in some rows"));
            numbers.extend_from_slice(found.ok_or_else(lacking)?.values());
        }
        Ok(numbers)
    }

    /// Hands on the named columns, batch by batch in file order; those that the file lacks are left out.
    pub(super) fn each_batch(
        &self,
        columns: &[&str],
        mut take: impl FnMut(&RecordBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for batch in self.batches(None, columns)? {
            take(&batch.map_err(|error| StoreError::engine(reading(&self.path), &error))?)?;
        }
        Ok(())
    }

    /// As [`DataReader::each_batch`], of one row group.
    pub(super) fn each_batch_of_group(
        &self,
        group: usize,
        columns: &[&str],
        mut take: impl FnMut(&RecordBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for batch in self.batches(Some(group), columns)? {
            take(&batch.map_err(|error| StoreError::engine(reading(&self.path), &error))?)?;
        }
        Ok(())
    }

    fn batches(&self, group: Option<usize>, columns: &[&str]) -> Result<ParquetRecordBatchReader, StoreError> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(opened(&self.path)?, self.metadata.clone());
        let positions = self.column_names().enumerate().filter(|(_, name)| columns.contains(name)).map(|(at, _)| at);
        let mask = ProjectionMask::roots(builder.parquet_schema(), positions);
        let builder = builder.with_projection(mask).with_batch_size(BATCH_ROWS);
        let builder = match group {
            Some(group) => builder.with_row_groups(vec![group]),
            None => builder,
        };
        builder.build().map_err(|error| StoreError::library(reading(&self.path), &error))
    }
}

/// The columns of a batch by their names, in the order of `names`; none where one is not there.
pub(super) fn by_name<'n>(batch: &RecordBatch, names: impl Iterator<Item = &'n str>) -> Option<Vec<ArrayRef>> {
    names.map(|name| batch.column_by_name(name).cloned()).collect()
}

fn dictionary_of_texts() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn opened(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|error| StoreError::io(reading(path), &error))
}

fn reading(path: &Path) -> String {
    format!("reading `{}`", path.display())
}
