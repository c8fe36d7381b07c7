//! What the footers of data files say about their rows, without reading a page of data.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnDescriptor;

use super::{StoreError, manifest};
use crate::calendar::Day;

/// A data file by its footer.
pub(super) struct Footer {
    /// The file.
    pub(super) path: PathBuf,
    /// Its size.
    pub(super) bytes: u64,
    /// What stands in the footer.
    pub(super) metadata: ParquetMetaData,
}

impl Footer {
    /// Reads the footer of a file of the store in `root`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is no Parquet file.
    pub(super) fn read(root: &Path, path: &Path) -> Result<Footer, StoreError> {
        let reading = |error: std::io::Error| StoreError::io(format!("reading `{}`", path.display()), &error);
        let file = File::open(path).map_err(reading)?;
        let bytes = fs::metadata(path).map_err(reading)?.len();
        let metadata = ParquetMetaDataReader::new()
            .parse_and_finish(&file)
            .map_err(|error| manifest::damaged(root, path, format!("has a footer that cannot be read: {error}")))?;
        Ok(Footer { path: path.to_path_buf(), bytes, metadata })
    }

    /// Its rows.
    pub(super) fn rows(&self) -> u64 {
        self.metadata.file_metadata().num_rows().unsigned_abs()
    }

    /// Its columns' names, in order.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.metadata.file_metadata().schema_descr().columns().iter().map(|column| column.name())
    }

    /// The column's parts, one a row group; none where the file lacks the column.
    pub(super) fn chunks<'f>(&'f self, column: &'f str) -> impl Iterator<Item = &'f ColumnChunkMetaData> {
        let groups = self.metadata.row_groups().iter();
        groups.flat_map(|group| group.columns()).filter(move |chunk| chunk.column_descr().name() == column)
    }
}

/// What is known about a column from some of its parts.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnSummary {
    /// Rows without a value; none where a part does not say.
    pub(super) nulls: Option<u64>,
    /// The least and the greatest value; none where a part with values does not say, or where there are none.
    pub(super) bounds: Option<(Bound, Bound)>,
    /// How many different values there are at least; none where no part says.
    pub(super) distinct: Option<u64>,
    /// Bytes in the file.
    pub(super) compressed: u64,
    /// Bytes before compression.
    pub(super) uncompressed: u64,
    /// How pages are encoded.
    pub(super) encodings: BTreeSet<String>,
    /// How pages are compressed.
    pub(super) codecs: BTreeSet<String>,
    /// What the values are.
    pub(super) kinds: BTreeSet<&'static str>,
}

impl ColumnSummary {
    /// Gathers a column from the footers of a table; rows of files that lack it have no value.
    pub(super) fn of(footers: &[Footer], column: &str) -> ColumnSummary {
        let mut summary = ColumnSummary { nulls: Some(0), ..ColumnSummary::default() };
        let mut bounds_known = true;
        for footer in footers {
            let mut rows = 0;
            for chunk in footer.chunks(column) {
                rows += chunk.num_values().unsigned_abs();
                bounds_known &= summary.add(chunk);
            }
            summary.nulls = summary.nulls.map(|nulls| nulls + footer.rows().saturating_sub(rows));
        }
        if !bounds_known {
            summary.bounds = None;
        }
        summary
    }

    /// Adds one part; false where it has values and does not say between which bounds they lie.
    fn add(&mut self, chunk: &ColumnChunkMetaData) -> bool {
        self.compressed += chunk.compressed_size().unsigned_abs();
        self.uncompressed += chunk.uncompressed_size().unsigned_abs();
        self.encodings.extend(chunk.encodings().map(|encoding| encoding.to_string().to_lowercase()));
        // The level stands in brackets behind the name.
        let codec = chunk.compression().to_string().to_lowercase();
        self.codecs.extend(codec.split('(').next().map(str::to_string));
        self.kinds.insert(kind_of(chunk.column_descr()));
        let statistics = chunk.statistics();
        let nulls = statistics.and_then(Statistics::null_count_opt);
        self.nulls = self.nulls.zip(nulls).map(|(sum, nulls)| sum + nulls);
        let distinct = statistics.and_then(Statistics::distinct_count_opt);
        self.distinct = self.distinct.max(distinct);
        if nulls == Some(chunk.num_values().unsigned_abs()) {
            return true;
        }
        let Some((low, high)) = statistics.and_then(|statistics| bounds(statistics, chunk.column_descr())) else {
            return false;
        };
        self.bounds = Some(match self.bounds.take() {
            None => (low, high),
            Some((least, greatest)) => (least.lesser(low), greatest.greater(high)),
        });
        true
    }

    /// The least and the greatest value as days, where they are.
    pub(super) fn days(&self) -> Option<(Day, Day)> {
        match &self.bounds {
            Some((Bound::Day(first), Bound::Day(last))) => Some((*first, *last)),
            Some((Bound::Micros(first), Bound::Micros(last))) => Some((day_of(*first), day_of(*last))),
            _ => None,
        }
    }
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

fn day_of(micros: i64) -> Day {
    Day::from_epoch(i32::try_from(micros.div_euclid(MICROS_PER_DAY)).unwrap_or_default())
}

/// The least or the greatest value of a part. Long texts may be cut there, as the writer of the file likes.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(super) enum Bound {
    /// False or true.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Number(f64),
    /// A day.
    Day(Day),
    /// A time, in microseconds since 1970.
    Micros(i64),
    /// A text.
    Text(String),
}

impl Bound {
    fn lesser(self, other: Bound) -> Bound {
        if other.partial_cmp(&self) == Some(Ordering::Less) { other } else { self }
    }

    fn greater(self, other: Bound) -> Bound {
        if other.partial_cmp(&self) == Some(Ordering::Greater) { other } else { self }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Truth(truth) => truth.fmt(f),
            Bound::Whole(whole) => whole.fmt(f),
            Bound::Number(number) => number.fmt(f),
            Bound::Day(day) => day.fmt(f),
            Bound::Micros(micros) => match chrono::DateTime::from_timestamp_micros(*micros) {
                Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%S%.f")),
                None => micros.fmt(f),
            },
            Bound::Text(text) => text.fmt(f),
        }
    }
}

/// The type of a column in a word.
fn kind_of(column: &ColumnDescriptor) -> &'static str {
    match (column.physical_type(), column.logical_type_ref(), column.converted_type()) {
        (_, Some(LogicalType::Date), _) | (_, _, ConvertedType::DATE) => "date",
        (_, Some(LogicalType::Timestamp(_)), _)
        | (_, _, ConvertedType::TIMESTAMP_MICROS | ConvertedType::TIMESTAMP_MILLIS) => "timestamp",
        (Type::BOOLEAN, ..) => "bool",
        (Type::INT32, ..) => "int32",
        (Type::INT64, ..) => "int64",
        (Type::INT96, ..) => "timestamp",
        (Type::FLOAT, ..) => "float32",
        (Type::DOUBLE, ..) => "float64",
        (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::String), _)
        | (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, _, ConvertedType::UTF8) => "text",
        (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, ..) => "bytes",
    }
}

fn bounds(statistics: &Statistics, column: &ColumnDescriptor) -> Option<(Bound, Bound)> {
    let kind = kind_of(column);
    let unit = match column.logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => Some(time.unit),
        _ => None,
    };
    let micros = |value: i64| match unit {
        Some(TimeUnit::MILLIS) => Bound::Micros(value.saturating_mul(1000)),
        Some(TimeUnit::NANOS) => Bound::Micros(value.div_euclid(1000)),
        None if column.converted_type() == ConvertedType::TIMESTAMP_MILLIS => Bound::Micros(value.saturating_mul(1000)),
        _ => Bound::Micros(value),
    };
    match statistics {
        Statistics::Boolean(values) => both((values.min_opt(), values.max_opt()), |value| Bound::Truth(*value)),
        Statistics::Int32(values) if kind == "date" => {
            both((values.min_opt(), values.max_opt()), |value| Bound::Day(Day::from_epoch(*value)))
        }
        Statistics::Int32(values) => {
            both((values.min_opt(), values.max_opt()), |value| Bound::Whole(i64::from(*value)))
        }
        Statistics::Int64(values) if kind == "timestamp" => {
            both((values.min_opt(), values.max_opt()), |value| micros(*value))
        }
        Statistics::Int64(values) => both((values.min_opt(), values.max_opt()), |value| Bound::Whole(*value)),
        Statistics::Float(values) => {
            both((values.min_opt(), values.max_opt()), |value| Bound::Number(f64::from(*value)))
        }
        Statistics::Double(values) => both((values.min_opt(), values.max_opt()), |value| Bound::Number(*value)),
        // A text that was cut inside a letter is shown up to there.
        Statistics::ByteArray(values) => both((values.min_opt(), values.max_opt()), |value| {
            Bound::Text(String::from_utf8_lossy(value.data()).into_owned())
        }),
        Statistics::Int96(_) | Statistics::FixedLenByteArray(_) => None,
    }
}

fn both<T>((least, greatest): (Option<&T>, Option<&T>), bound: impl Fn(&T) -> Bound) -> Option<(Bound, Bound)> {
    Some((bound(least?), bound(greatest?)))
}
