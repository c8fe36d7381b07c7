//! The pages of a column that is encoded here: which rows have a value, where each page lies, and what the file has to
//! know of the whole chunk.

use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use bytes::Bytes;
use parquet::basic::{Compression, Encoding, PageType, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use zstd::bulk::Compressor;

use super::{encoding, hybrid};

/// The pages of a column in one row group.
pub(super) struct Pages {
    column: ColumnDescPtr,
    page_rows: usize,
    encoding: Encoding,
    /// What compresses each page; nothing where they lie as they are.
    compressor: Option<Compressor<'static>>,
    /// Of the rows of the open page: 1 where there is a value, 0 where there is none. Empty as long as all have one.
    present: Vec<u32>,
    open_rows: usize,
    pages: TrackedWrite<Vec<u8>>,
    written: Vec<PageWriteSpec>,
    rows: u64,
}

/// The different values of a chunk, as Parquet writes them, and how many they are.
pub(super) struct DictionaryPage {
    /// The values in the encoding `PLAIN`.
    pub(super) plain: Vec<u8>,
    /// Their number.
    pub(super) values: usize,
}

impl Pages {
    /// No pages yet of a column whose values are encoded in this way; none where its rows may hold more than a value
    /// or nothing.
    pub(super) fn of(column: &ColumnDescPtr, page_rows: usize, encoding: Encoding) -> Option<Pages> {
        let fits = column.max_def_level() == 1 && column.max_rep_level() == 0;
        fits.then(|| Pages {
            column: column.clone(),
            page_rows,
            encoding,
            compressor: None,
            present: Vec::new(),
            open_rows: 0,
            pages: TrackedWrite::new(Vec::new()),
            written: Vec::new(),
            rows: 0,
        })
    }

    /// As [`Pages::of`], with every page compressed.
    pub(super) fn compressed(column: &ColumnDescPtr, page_rows: usize, encoding: Encoding) -> Option<Pages> {
        let compressor = Compressor::new(encoding::ZSTD_LEVEL).ok()?;
        Some(Pages { compressor: Some(compressor), ..Pages::of(column, page_rows, encoding)? })
    }

    /// For how many rows the open page has room.
    pub(super) fn room(&self) -> usize {
        self.page_rows - self.open_rows
    }

    /// Notes rows of the open page, and which of them have no value.
    pub(super) fn note(&mut self, rows: usize, nulls: Option<&NullBuffer>) {
        if let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) {
            self.present.resize(self.open_rows, 1);
            self.present.extend(nulls.iter().map(u32::from));
        } else if !self.present.is_empty() {
            self.present.resize(self.open_rows + rows, 1);
        }
        self.open_rows += rows;
    }

    /// Closes the open page, if it has rows: `values` appends those of them that there are.
    pub(super) fn close_page(&mut self, values: impl FnOnce(&mut Vec<u8>)) -> Result<(), ParquetError> {
        if self.open_rows == 0 {
            return Ok(());
        }
        let mut levels = Vec::new();
        match self.present.is_empty() {
            true => hybrid::pack_run(1, self.open_rows, 1, &mut levels),
            false => hybrid::pack(&self.present, 1, &mut levels),
        }
        let mut body = Vec::with_capacity(levels.len() + self.open_rows * 2);
        body.extend_from_slice(&(levels.len() as u32).to_le_bytes());
        body.extend_from_slice(&levels);
        values(&mut body);
        let uncompressed = body.len();
        if let Some(compressor) = &mut self.compressor {
            body = compressor.compress(&body).map_err(|error| ParquetError::External(Box::new(error)))?;
        }
        let page = Page::DataPage {
            buf: body.into(),
            num_values: self.open_rows as u32,
            encoding: self.encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let written = SerializedPageWriter::new(&mut self.pages).write_page(CompressedPage::new(page, uncompressed))?;
        self.written.push(written);
        self.rows += self.open_rows as u64;
        self.open_rows = 0;
        self.present.clear();
        Ok(())
    }

    /// Closes the open page of places in a dictionary of so many values, and forgets the places.
    pub(super) fn close_coded(&mut self, places: &mut Vec<u32>, values: usize) -> Result<(), ParquetError> {
        let bits = hybrid::bits_below(values);
        self.close_page(|body| {
            body.push(bits);
            hybrid::pack(places, bits, body);
        })?;
        places.clear();
        Ok(())
    }

    /// Bytes that are held.
    pub(super) fn memory_size(&self) -> usize {
        self.pages.bytes_written() + 4 * self.present.capacity()
    }

    /// The finished column chunk, its last page closed before: the dictionary first, where there is one.
    pub(super) fn close(
        self,
        dictionary: Option<DictionaryPage>,
        statistics: Option<Statistics>,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let Pages { column, encoding, compressor, pages, written, rows, .. } = self;
        let stats = |page_type, encoding, count| PageEncodingStats { page_type, encoding, count };
        let compression = match compressor {
            Some(_) => Compression::ZSTD(ZstdLevel::try_new(encoding::ZSTD_LEVEL)?),
            None => Compression::UNCOMPRESSED,
        };
        let mut described =
            ColumnChunkMetaData::builder(column).set_compression(compression).set_num_values(rows as i64);
        let (mut encodings, mut page_stats) = (vec![Encoding::RLE, encoding], Vec::new());
        let (mut chunk, mut data_begins) = (pages.into_inner()?, 0);
        if let Some(DictionaryPage { plain, values }) = dictionary {
            let (buf, uncompressed) = (Bytes::from(plain), chunk.len());
            let length = buf.len();
            let page =
                Page::DictionaryPage { buf, num_values: values as u32, encoding: Encoding::PLAIN, is_sorted: false };
            let mut begun = TrackedWrite::new(Vec::with_capacity(length + uncompressed + 64));
            SerializedPageWriter::new(&mut begun).write_page(CompressedPage::new(page, length))?;
            data_begins = begun.bytes_written();
            let data = std::mem::replace(&mut chunk, begun.into_inner()?);
            chunk.extend_from_slice(&data);
            encodings.insert(0, Encoding::PLAIN);
            page_stats.push(stats(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1));
            described = described.set_dictionary_page_offset(Some(0));
        }
        page_stats.push(stats(PageType::DATA_PAGE, encoding, written.len() as i32));
        let size = chunk.len() as i64;
        let saved: i64 = written.iter().map(|page| page.uncompressed_size as i64 - page.compressed_size as i64).sum();
        if let Some(statistics) = statistics {
            described = described.set_statistics(statistics);
        }
        let metadata = described
            .set_encodings(encodings)
            .set_page_encoding_stats(page_stats)
            .set_total_compressed_size(size)
            .set_total_uncompressed_size(size + saved)
            .set_data_page_offset(data_begins as i64)
            .build()?;
        let mut offsets = OffsetIndexBuilder::new();
        for page in &written {
            offsets.append_row_count(i64::from(page.num_values));
            offsets.append_offset_and_size((data_begins as u64 + page.offset) as i64, page.bytes_written as i32);
        }
        let close = ColumnCloseResult {
            bytes_written: chunk.len() as u64,
            rows_written: rows,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: Some(offsets.build()),
        };
        Ok((chunk.into(), close))
    }
}

/// A column that is written page by page.
pub(super) trait ByPages {
    /// Its pages.
    fn pages(&self) -> &Pages;

    /// Adds rows to the open page, which has room for them.
    fn take(&mut self, rows: &ArrayRef) -> Result<(), ParquetError>;

    /// Closes the open page.
    fn close_page(&mut self) -> Result<(), ParquetError>;

    /// Adds rows.
    fn write(&mut self, array: &ArrayRef) -> Result<(), ParquetError> {
        let mut from = 0;
        while from < array.len() {
            let taken = (array.len() - from).min(self.pages().room());
            self.take(&array.slice(from, taken))?;
            if self.pages().room() == 0 {
                self.close_page()?;
            }
            from += taken;
        }
        Ok(())
    }
}

/// What `write` writes into the one column of a file, read again by the `parquet` crate, and what the footer states.
#[cfg(test)]
pub(super) fn read_again(
    kind: arrow::datatypes::DataType,
    write: impl FnOnce(&ColumnDescPtr) -> (Bytes, ColumnCloseResult),
) -> (Vec<ArrayRef>, parquet::file::statistics::Statistics) {
    use arrow::datatypes::{Field, Schema};
    let schema = Schema::new(vec![Field::new("value", kind, true)]);
    let described = parquet::arrow::ArrowSchemaConverter::new().convert(&schema).unwrap();
    let root = described.root_schema_ptr();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(Vec::new(), root, Default::default()).unwrap();
    let (bytes, close) = write(&described.column(0));
    let mut group = writer.next_row_group().unwrap();
    group.append_column(&bytes, close).unwrap();
    group.close().unwrap();
    let file = Bytes::from(writer.into_inner().unwrap());
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let statistics = reader.metadata().row_group(0).column(0).statistics().cloned();
    let columns = reader.build().unwrap().map(|batch| batch.unwrap().column(0).clone()).collect();
    (columns, statistics.unwrap_or_else(|| parquet::file::statistics::Statistics::int32(None, None, None, None, false)))
}
