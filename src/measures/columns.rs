//! The columns of a table beside the orders as plain values; a column that the table does not have is null throughout.

use polars::prelude::*;

use crate::calendar::Day;

use super::MeasureError;

/// Reads columns of one table.
#[derive(Clone, Copy)]
pub(super) struct Columns<'f> {
    frame: &'f DataFrame,
}

impl<'f> Columns<'f> {
    /// Of a table that was read.
    pub(super) fn of(frame: &'f DataFrame) -> Columns<'f> {
        Columns { frame }
    }

    /// How many rows.
    pub(super) fn height(self) -> usize {
        self.frame.height()
    }

    /// Texts; an empty one is null.
    pub(super) fn texts(self, name: &str) -> Result<Vec<Option<String>>, MeasureError> {
        let Some(column) = self.cast(name, &DataType::String)? else { return Ok(vec![None; self.height()]) };
        let texts = column.str().map_err(engine)?;
        Ok(texts.iter().map(|text| text.filter(|text| !text.is_empty()).map(str::to_string)).collect())
    }

    /// Texts in one piece, so that a row is found at once.
    pub(super) fn text(self, name: &str) -> Result<StringChunked, MeasureError> {
        match self.cast(name, &DataType::String)? {
            Some(column) => Ok(column.str().map_err(engine)?.rechunk().into_owned()),
            None => Ok(StringChunked::full_null(name.into(), self.height())),
        }
    }

    /// Numbers; what is no number is null.
    pub(super) fn number(self, name: &str) -> Result<Vec<Option<f64>>, MeasureError> {
        let Some(column) = self.cast(name, &DataType::Float64)? else { return Ok(vec![None; self.height()]) };
        Ok(column.f64().map_err(engine)?.iter().map(|number| number.filter(|n| n.is_finite())).collect())
    }

    /// Days.
    pub(super) fn days(self, name: &str) -> Result<Vec<Option<Day>>, MeasureError> {
        let Some(column) = self.cast(name, &DataType::Int32)? else { return Ok(vec![None; self.height()]) };
        let days = column.i32().map_err(engine)?;
        Ok(days.iter().map(|day| day.map(Day::from_epoch)).collect())
    }

    /// Whole numbers: amounts in minor units, moments in microseconds since 1970.
    pub(super) fn whole(self, name: &str) -> Result<Vec<Option<i64>>, MeasureError> {
        let Some(column) = self.cast(name, &DataType::Int64)? else { return Ok(vec![None; self.height()]) };
        Ok(column.i64().map_err(engine)?.iter().collect())
    }

    /// Yes, no, or nothing.
    pub(super) fn flags(self, name: &str) -> Result<Vec<Option<bool>>, MeasureError> {
        let Some(column) = self.cast(name, &DataType::Boolean)? else { return Ok(vec![None; self.height()]) };
        Ok(column.bool().map_err(engine)?.iter().collect())
    }

    fn cast(self, name: &str, kind: &DataType) -> Result<Option<Column>, MeasureError> {
        match self.frame.column(name) {
            Ok(column) => column.cast(kind).map(Some).map_err(engine),
            Err(_) => Ok(None),
        }
    }
}

/// The rows of a table whose day lies not after `last`; rows without a day are left out.
pub(super) fn until(frame: LazyFrame, column: &str, last: Day) -> LazyFrame {
    frame.filter(col(column).cast(DataType::Int32).lt_eq(lit(last.epoch())))
}

/// The frame with a column of reps, null where no file brought one: its rows then belong to nobody.
pub(super) fn with_rep(mut frame: DataFrame) -> Result<DataFrame, MeasureError> {
    if frame.column("rep_id").is_err() {
        let empty = Column::full_null("rep_id".into(), frame.height(), &DataType::String);
        frame.with_column(empty).map_err(engine)?;
    }
    Ok(frame)
}

/// The engine's words as an error.
pub(super) fn engine(error: PolarsError) -> MeasureError {
    MeasureError::Engine { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_not_there_is_null_throughout() {
        let frame = DataFrame::new(2, vec![Column::new("rep_id".into(), ["R1", ""])]).unwrap();
        let columns = Columns::of(&frame);
        assert_eq!(columns.texts("rep_id").unwrap(), [Some("R1".to_string()), None]);
        assert_eq!(columns.texts("stage").unwrap(), [None, None]);
        assert_eq!(columns.days("created_date").unwrap(), [None, None]);
        assert_eq!(columns.whole("amount_minor").unwrap(), [None, None]);
        assert_eq!(columns.flags("is_auto").unwrap(), [None, None]);
    }
}
