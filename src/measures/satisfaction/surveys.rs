//! The surveys as they were known on the as-of day, each with its slice.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine, with_rep};
use crate::measures::company::collected;
use crate::measures::family::Question;
use crate::measures::observation::Slice;
use crate::quantity::Scalar;

use super::metric::Asked;

/// An answer that is not on the scale that its metric is defined on, or whose day is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unfit {
    /// It was given on another scale.
    OtherScale,
    /// It lies outside the scale.
    OutOfScale,
    /// It has a score and no day.
    Undated,
}

impl Unfit {
    /// The remark that stands beside the values of its slice and period.
    pub(super) fn code(self) -> &'static str {
        match self {
            Unfit::OtherScale => "other_scale",
            Unfit::OutOfScale => "out_of_scale",
            Unfit::Undated => "undated_answers",
        }
    }
}

/// One survey of one customer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Survey {
    pub(super) slice: u32,
    pub(super) asked: Asked,
    /// Position of the customer among all, sorted by id.
    pub(super) customer: u32,
    pub(super) sent: Option<Day>,
    /// The day of the answer; none where there is no answer yet.
    pub(super) answered: Option<Day>,
    /// The answer in ten-thousandths of a point, so that sums are exact.
    pub(super) score: Option<Result<i64, Unfit>>,
}

/// All surveys.
pub(super) struct Surveys {
    pub(super) slices: Vec<Vec<Slice>>,
    pub(super) list: Vec<Survey>,
}

impl Surveys {
    /// Reads the surveys and cuts them. A survey belongs to its own rep; without one to nobody.
    pub(super) fn read(question: &Question<'_>, table: LazyFrame) -> Result<Surveys, MeasureError> {
        let as_of = question.company.known.as_of;
        let frame = with_rep(collected(known_by(table, as_of)?)?)?;
        let cut = question.cut.rows(question.company.known.people, "csat_surveys", &frame)?;
        let stored = Columns::of(&frame);
        let (kinds, customers) = (stored.text("kind")?, stored.text("customer_id")?);
        let (sent, answered) = (stored.days("sent_date")?, stored.days("response_date")?);
        let (scores, scales) = (stored.number("score")?, stored.number("scale_max")?);
        let numbers = numbered(&customers);
        let mut list = Vec::with_capacity(frame.height());
        for row in 0..frame.height() {
            let asked = [Asked::Satisfaction, Asked::Recommendation].into_iter();
            let (Some(slice), Some(asked)) =
                (cut.of_row[row], asked.into_iter().find(|asked| kinds.get(row) == Some(asked.word())))
            else {
                continue;
            };
            // An answer after the as-of day was not there yet.
            let day = answered[row].filter(|day| *day <= as_of);
            let late = answered[row].is_some() && day.is_none();
            list.push(Survey {
                slice,
                asked,
                customer: numbers.get(customers.get(row).unwrap_or("")).copied().unwrap_or(0),
                sent: sent[row],
                answered: day,
                score: scores[row].filter(|_| !late).map(|score| fit(asked, score, scales[row], day)),
            });
        }
        Ok(Surveys { slices: cut.slices, list })
    }
}

/// The score on the metric's own scale; a survey without `scale_max` is taken to be on it.
fn fit(asked: Asked, score: f64, scale_max: Option<f64>, day: Option<Day>) -> Result<i64, Unfit> {
    let (lowest, highest) = asked.scale();
    if day.is_none() {
        Err(Unfit::Undated)
    } else if scale_max.is_some_and(|max| max != highest) {
        Err(Unfit::OtherScale)
    } else if (lowest..=highest).contains(&score) {
        Ok((score * Scalar::UNITS_SCALE as f64).round() as i64)
    } else {
        Err(Unfit::OutOfScale)
    }
}

/// The surveys that had been sent, or answered where the day of sending is not known.
fn known_by(mut table: LazyFrame, as_of: Day) -> Result<LazyFrame, MeasureError> {
    let columns = table.collect_schema().map_err(engine)?;
    let day = |name: &str| if columns.contains(name) { col(name).cast(DataType::Int32) } else { lit(NULL) };
    let known = when(day("sent_date").is_not_null()).then(day("sent_date")).otherwise(day("response_date"));
    // A survey without any day is kept: that it has none is to be said.
    let known = known.cast(DataType::Int32);
    Ok(table.filter(known.clone().is_null().or(known.lt_eq(lit(as_of.epoch())))))
}

/// The distinct texts, numbered in their order.
fn numbered(texts: &StringChunked) -> BTreeMap<String, u32> {
    let mut distinct: Vec<&str> = texts.iter().map(|text| text.unwrap_or("")).collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.into_iter().enumerate().map(|(at, text)| (text.to_string(), at as u32)).collect()
}
