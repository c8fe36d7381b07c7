//! What a table's log says of a data file: rows, and for columns that readers filter by the least, the greatest and
//! how many are null.

use chrono::{Duration, NaiveDate};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;
use serde_json::{Map, Value, json};

use super::columns::{Column, Kind, StoredKind};

/// The statistics of a data file as JSON, from its footer.
pub(super) fn of_file(metadata: &ParquetMetaData, columns: &[Column]) -> String {
    let (mut least, mut greatest, mut nulls) = (Map::new(), Map::new(), Map::new());
    for (at, column) in columns.iter().enumerate() {
        let of_groups: Option<Vec<&Statistics>> =
            metadata.row_groups().iter().map(|group| group.column(at).statistics()).collect();
        let Some(of_groups) = of_groups.filter(|groups| !groups.is_empty()) else { continue };
        if let Some(count) = of_groups.iter().map(|statistics| statistics.null_count_opt()).sum::<Option<u64>>() {
            nulls.insert(column.name.clone(), json!(count));
        }
        let bounds: Vec<(i64, i64)> = of_groups.into_iter().filter_map(bounds).collect();
        let ends = (bounds.iter().map(|bound| bound.0).min(), bounds.iter().map(|bound| bound.1).max());
        if let (Some(low), Some(high)) = ends
            && let (Some(low), Some(high)) = (written(low, column.kind), written(high, column.kind))
        {
            least.insert(column.name.clone(), low);
            greatest.insert(column.name.clone(), high);
        }
    }
    let rows = metadata.file_metadata().num_rows();
    json!({ "numRecords": rows, "minValues": least, "maxValues": greatest, "nullCount": nulls }).to_string()
}

fn bounds(statistics: &Statistics) -> Option<(i64, i64)> {
    match statistics {
        Statistics::Int32(ends) => Some((i64::from(*ends.min_opt()?), i64::from(*ends.max_opt()?))),
        Statistics::Int64(ends) => Some((*ends.min_opt()?, *ends.max_opt()?)),
        _ => None,
    }
}

/// A bound as the log writes it; none for instants, whose text would be cut to milliseconds and so exclude rows.
fn written(value: i64, kind: Kind) -> Option<Value> {
    match kind {
        Kind::Key | Kind::Given(StoredKind::Whole) => Some(json!(value)),
        Kind::Given(StoredKind::Day) => {
            let day = NaiveDate::default().checked_add_signed(Duration::try_days(value)?)?;
            // Years that do not have four digits are no dates to other readers.
            (day.to_string().len() == 10).then(|| json!(day.to_string()))
        }
        Kind::Given(_) => None,
    }
}
