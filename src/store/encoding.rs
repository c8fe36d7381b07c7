//! How each column is packed in the data files.

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use super::columns::{Column, Kind, StoredKind};
use super::keys;

/// Rows in a page: few enough that a reader can hold one decoded page in its cache.
pub(super) const PAGE_ROWS: usize = 1 << 16;
/// The largest dictionary of a column in a row group, in bytes; a column with more goes on without one.
const DICTIONARY_BYTES: usize = 1 << 20;
/// The largest dictionary of numbers with a fraction: 8,192 values. Quantities and rates fit, measurements do not.
const NUMBERS_BYTES: usize = 1 << 16;

/// The settings for a file with these columns, for what the `parquet` crate encodes of them; the encoders of this room
/// pack in the same way (see `data_file`).
///
/// Whole numbers, days and keys are packed by their differences, which takes as many bits as they need and is undone
/// by shifting; compression finds nothing more in them. Digests are random, so they lie as they are and are read
/// without any work. Texts that repeat much are written by their dictionary alone (see `coded_column`); others go
/// through a dictionary and the fastest level of zstd, and ids of orders, hardly any of which comes twice, are written
/// as differences to the one before. Minima and maxima are kept for what readers filter by.
pub(super) fn properties(columns: &[Column]) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_created_by("attain".to_string())
        .set_compression(Compression::ZSTD(fastest()))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_max_row_group_row_count(None);
    for column in columns {
        builder = packed(builder, column);
    }
    builder.build()
}

fn packed(builder: WriterPropertiesBuilder, column: &Column) -> WriterPropertiesBuilder {
    let path = ColumnPath::from(column.name.as_str());
    if column.is_digest() || column.name == keys::ORDER_HASH {
        return builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path.clone(), Encoding::PLAIN)
            .set_column_compression(path, Compression::UNCOMPRESSED);
    }
    match column.kind {
        Kind::Key | Kind::Given(StoredKind::Day | StoredKind::Whole | StoredKind::Instant) => builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED)
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
            .set_column_statistics_enabled(path, EnabledStatistics::Chunk),
        Kind::Given(StoredKind::Number) => builder.set_column_dictionary_page_size_limit(path, NUMBERS_BYTES),
        Kind::Given(StoredKind::Text) if column.name == keys::ORDER_ID => builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY),
        Kind::Given(StoredKind::Text | StoredKind::Truth) => builder,
    }
}

/// The fastest level of zstd that is worth its time.
pub(super) const ZSTD_LEVEL: i32 = 1;

fn fastest() -> ZstdLevel {
    ZstdLevel::try_new(ZSTD_LEVEL).expect("1 is a level of zstd")
}
