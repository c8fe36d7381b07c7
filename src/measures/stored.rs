//! The columns of a stored table as plain vectors. A column that no file brought is empty in every row.

use polars::prelude::*;

use crate::calendar::Day;

use super::MeasureError;

/// The columns of one table.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'f> {
    frame: &'f DataFrame,
}

impl<'f> Stored<'f> {
    /// Of a table that was read.
    pub(crate) fn of(frame: &'f DataFrame) -> Stored<'f> {
        Stored { frame }
    }

    /// A column of texts in one piece, so that a row is found at once.
    pub(crate) fn text(self, name: &str) -> Result<StringChunked, MeasureError> {
        let Ok(column) = self.frame.column(name) else {
            return Ok(StringChunked::full_null(name.into(), self.frame.height()));
        };
        let column = column.cast(&DataType::String).map_err(engine)?;
        Ok(column.str().map_err(engine)?.rechunk().into_owned())
    }

    /// A column of whole numbers, such as money in minor units.
    pub(crate) fn whole(self, name: &str) -> Result<Vec<Option<i64>>, MeasureError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![None; self.frame.height()]) };
        let column = column.cast(&DataType::Int64).map_err(engine)?;
        Ok(column.i64().map_err(engine)?.iter().collect())
    }

    /// A column of numbers; what is no number is empty.
    pub(crate) fn number(self, name: &str) -> Result<Vec<Option<f64>>, MeasureError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![None; self.frame.height()]) };
        let column = column.cast(&DataType::Float64).map_err(engine)?;
        Ok(column.f64().map_err(engine)?.iter().map(|number| number.filter(|n| n.is_finite())).collect())
    }

    /// A column of business days.
    pub(crate) fn day(self, name: &str) -> Result<Vec<Option<Day>>, MeasureError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![None; self.frame.height()]) };
        let column = column.cast(&DataType::Int32).map_err(engine)?;
        Ok(column.i32().map_err(engine)?.iter().map(|day| day.map(Day::from_epoch)).collect())
    }

    /// A column of yes and no; what is empty is no.
    pub(crate) fn flag(self, name: &str) -> Result<Vec<bool>, MeasureError> {
        let Ok(column) = self.frame.column(name) else { return Ok(vec![false; self.frame.height()]) };
        let column = column.cast(&DataType::Boolean).map_err(engine)?;
        Ok(column.bool().map_err(engine)?.iter().map(|flag| flag == Some(true)).collect())
    }
}

/// The rows of a table whose day lies not after `last`; rows without a day are left out.
pub(crate) fn until(frame: LazyFrame, column: &str, last: Day) -> LazyFrame {
    frame.filter(col(column).cast(DataType::Int32).lt_eq(lit(last.epoch())))
}

/// The frame with a column of reps, empty where no file brought one: its rows then belong to nobody.
pub(crate) fn with_rep(mut frame: DataFrame) -> Result<DataFrame, MeasureError> {
    if frame.column("rep_id").is_err() {
        let empty = Column::full_null("rep_id".into(), frame.height(), &DataType::String);
        frame.with_column(empty).map_err(engine)?;
    }
    Ok(frame)
}

/// The engine's words as an error.
pub(crate) fn engine(error: PolarsError) -> MeasureError {
    MeasureError::Engine { reason: error.to_string() }
}
