//! With which `--as-of` a review can be made again, byte for byte, whatever is loaded after it.

use polars::prelude::{DataType, LazyFrame, NULL, PolarsResult, col, len, lit};

use crate::calendar::Day;
use crate::failure::Failure;
use crate::store::StoreError;

use super::{AsOf, Snapshot};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// How a review was read, in words that stay true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuild {
    /// The version, and the day where it can be named.
    ///
    /// A day leaves out what was recorded after it. Where no day was named and such rows are there, they counted, and
    /// only the version without a day counts them again.
    pub as_of: AsOf,
    /// Whether the as-of day is the last business date of the version, whoever named it.
    pub reaches_end: bool,
}

impl Snapshot {
    /// How this state is read again.
    pub fn rebuild(&self) -> Result<Rebuild, Failure> {
        let version = self.store.manifest().version;
        let named = AsOf::VersionDay(version, self.as_of);
        if self.as_of != self.facts.last_day {
            return Ok(Rebuild { as_of: named, reaches_end: false });
        }
        let cut = self.leaves_rows_out(self.as_of)?;
        Ok(match (self.as_of_assumed, cut) {
            (true, true) => Rebuild { as_of: AsOf::Version(version), reaches_end: true },
            (true, false) => Rebuild { as_of: named, reaches_end: true },
            (false, cut) => Rebuild { as_of: named, reaches_end: !cut },
        })
    }

    /// Whether a day, named as the as-of day, leaves rows of the version out that would count otherwise.
    fn leaves_rows_out(&self, day: Day) -> Result<bool, Failure> {
        let failed = |error| Failure::from(StoreError::Engine { doing: "reading orders".to_string(), reason: error });
        let count = later_rows(self.store.scan("orders")?, day).map_err(|error| failed(error.to_string()))?;
        Ok(count > 0)
    }
}

/// The rows beyond a day: by business date, or by the time at which they became known.
fn later_rows(mut orders: LazyFrame, day: Day) -> PolarsResult<usize> {
    let schema = orders.collect_schema()?;
    let mut later = col("order_date").gt(lit(day.epoch()).cast(DataType::Date));
    if schema.contains("recorded_at") {
        let end = i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY;
        later = later.or(col("recorded_at").cast(DataType::Int64).gt_eq(lit(end)));
    }
    let kind = if schema.contains("line_type") { col("line_type") } else { lit(NULL).cast(DataType::String) };
    let counts = kind.fill_null(lit("")).neq(lit("cancel"));
    let found = orders.filter(counts.and(later)).select([len().cast(DataType::Int64).alias("rows")]).collect()?;
    let rows = found.column("rows")?.i64()?.get(0).unwrap_or(0);
    Ok(usize::try_from(rows).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use polars::prelude::{Column, DataFrame, IntoLazy};

    use super::*;

    #[test]
    fn rows_are_later_by_their_date_or_by_when_they_became_known() {
        let day = Day::from_ymd(2024, 3, 31).unwrap();
        let midnight = i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY;
        let dates = Column::new("order_date".into(), [0, 1, 0, 0, 5].map(|days| day.plus_days(days).epoch()));
        let known = [None, Some(0), Some(midnight - 1), Some(midnight), Some(midnight)];
        let columns = vec![
            dates.cast(&DataType::Date).unwrap(),
            Column::new("recorded_at".into(), known),
            Column::new("line_type".into(), ["sale", "sale", "sale", "return", "cancel"]),
        ];
        let orders = DataFrame::new(5, columns).unwrap().lazy();
        assert_eq!(later_rows(orders.clone(), day).unwrap(), 2, "the second by its date, the fourth by its recording");
        assert_eq!(later_rows(orders.select([col("order_date")]), day).unwrap(), 2);
    }
}
