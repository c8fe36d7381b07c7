//! A column as the distinct values that stand in it, and which of them each row has.

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;

use super::axis::Reading;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Money in minor units.
    Money,
    /// Numbers with a fraction.
    Number,
    /// Days; points in time by their day.
    Day,
    /// Yes or no.
    Truth,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing stands there; an empty text is nothing too.
    Absent,
    /// A text.
    Text(String),
    /// A whole number, or money in minor units.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A day.
    Day(Day),
    /// A truth.
    Truth(bool),
}

impl Value {
    /// The member of the dimension; empty where there is none.
    pub(super) fn key(&self) -> String {
        match self {
            Value::Absent => String::new(),
            Value::Text(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Truth(truth) => truth.to_string(),
        }
    }
}

/// The distinct values, and for each row the position of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// What they are.
    pub(super) kind: Kind,
    /// The values, in the order in which they appear.
    pub(super) values: Vec<Value>,
    /// A position for each row.
    pub(super) of_row: Vec<u32>,
}

impl Column {
    /// Reads a stored column.
    pub(super) fn read(column: &polars::prelude::Column, reading: Reading) -> Result<Column, MeasureError> {
        read(column, reading).map_err(|error| MeasureError::Engine { reason: error.to_string() })
    }

    /// Reads a column of keys as the names behind them: what [`Column::read`] makes of the names themselves.
    pub(super) fn named(column: &polars::prelude::Column, names: &[String]) -> Result<Column, MeasureError> {
        named(column, names).map_err(|error| MeasureError::Engine { reason: error.to_string() })
    }
}

fn named(column: &polars::prelude::Column, names: &[String]) -> PolarsResult<Column> {
    const NOT_YET: u32 = u32::MAX;
    let mut places = vec![NOT_YET; names.len()];
    let mut values = vec![Value::Absent];
    let mut place = |key: Option<i32>| {
        let Some((place, name)) = key.and_then(|key| Some((places.get_mut(key as usize)?, &names[key as usize])))
        else {
            return 0;
        };
        if *place == NOT_YET {
            // An empty text is nothing.
            *place = if name.is_empty() { 0 } else { values.len() as u32 };
            if !name.is_empty() {
                values.push(Value::Text(name.clone()));
            }
        }
        *place
    };
    let of_row = column.i32()?.iter().map(&mut place).collect();
    Ok(Column { kind: Kind::Text, values, of_row })
}

fn read(column: &polars::prelude::Column, reading: Reading) -> PolarsResult<Column> {
    let money = column.name().ends_with("_minor");
    match column.dtype() {
        DataType::Boolean => Ok(distinct(Kind::Truth, column.bool()?.iter(), Value::Truth)),
        DataType::Date | DataType::Datetime(_, _) => {
            let days = column.cast(&DataType::Date)?.cast(&DataType::Int32)?;
            let kind = match reading {
                Reading::Plain => Kind::Day,
                Reading::Year => Kind::Whole,
                Reading::Quarter | Reading::Month => Kind::Text,
            };
            Ok(distinct(kind, days.i32()?.iter(), |day| part_of(Day::from_epoch(day), reading)))
        }
        DataType::Float32 | DataType::Float64 => {
            let numbers = column.cast(&DataType::Float64)?;
            let bits = numbers.f64()?.iter().map(|number| number.map(f64::to_bits));
            Ok(distinct(Kind::Number, bits, |bits| Value::Number(f64::from_bits(bits))))
        }
        dtype if dtype.is_integer() => {
            let numbers = column.cast(&DataType::Int64)?;
            let kind = if money { Kind::Money } else { Kind::Whole };
            Ok(distinct(kind, numbers.i64()?.iter(), Value::Whole))
        }
        _ => {
            let texts = column.cast(&DataType::String)?;
            let texts = texts.str()?.iter().map(|text| text.filter(|text| !text.is_empty()));
            Ok(distinct(Kind::Text, texts, |text| Value::Text(text.to_string())))
        }
    }
}

/// The year, quarter or month of a day by the calendar on the wall.
fn part_of(day: Day, reading: Reading) -> Value {
    let (year, month) = (day.year(), day.month());
    match reading {
        Reading::Plain => Value::Day(day),
        Reading::Year => Value::Whole(i64::from(year)),
        Reading::Quarter => Value::Text(format!("{year}-Q{}", (month - 1) / 3 + 1)),
        Reading::Month => Value::Text(format!("{year}-{month:02}")),
    }
}

/// Gives each distinct raw value a position; absent ones have position 0.
fn distinct<T: std::hash::Hash + Eq + Copy>(
    kind: Kind,
    raw: impl Iterator<Item = Option<T>>,
    value: impl Fn(T) -> Value,
) -> Column {
    let mut positions: PlHashMap<T, u32> = PlHashMap::default();
    let mut values = vec![Value::Absent];
    let of_row = raw
        .map(|raw| {
            let Some(raw) = raw else { return 0 };
            *positions.entry(raw).or_insert_with(|| {
                values.push(value(raw));
                (values.len() - 1) as u32
            })
        })
        .collect();
    Column { kind, values, of_row }
}
