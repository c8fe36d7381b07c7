//! The order lines of a store as a question cuts them, line by line: which slice each of them is of.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

use crate::store::{OrderLines, StoreError};

use super::MeasureError;
use super::columns::engine;
use super::company::Company;
use super::cut::{Cut, NamesByKey};
use super::facts::SlicedLines;
use super::keyed_lines::KeyedLines;
use super::observation::Slice;
use super::order_lines::{each_of, order_lines};

/// The slices of a cut, and that of every line.
#[derive(Debug, Clone)]
pub(super) struct CutLines {
    /// The slices, sorted.
    pub(super) slices: Arc<Vec<Vec<Slice>>>,
    /// By line the position of its slice; one behind the last where a filter leaves it out, and
    /// [`SlicedLines::ABSENT`] where it does not count at all.
    pub(super) of_line: Vec<u32>,
}

/// Until all parts are read: what a line has that a filter leaves out. No line has so many slices before its own.
const FILTERED: u32 = SlicedLines::ABSENT - 1;

impl CutLines {
    /// Cuts the lines part by part, so that no more of the columns is held. Slices that are joined with others are as
    /// they are without.
    ///
    /// # Errors
    /// As [`Cut::rows`].
    pub(super) fn of(
        company: &Company<'_>,
        cut: &Cut,
        metric: &str,
        keyed: &KeyedLines,
    ) -> Result<CutLines, MeasureError> {
        let lines: usize = keyed.lines.file_lines.iter().sum();
        let mut of_line = vec![SlicedLines::ABSENT; lines];
        let mut names = NamesByKey::new();
        let parts = keyed.parts.iter().cloned();
        let parts = parts.map(|part| needed(part, cut, &keyed.lines, &mut names)).collect::<Result<Vec<_>, _>>()?;
        let whole = || without_cancelled(order_lines(company, cut, metric, &["line_type"])?);
        let people = company.known.people;
        let mut numbering = cut.numbering();
        each_of(parts, (people, cut), whole, &mut |frame| {
            let of_row = cut.number(people, (frame, &names), &mut numbering);
            let numbers =
                frame.column(KeyedLines::NUMBER).and_then(|numbers| numbers.idx().cloned()).map_err(engine)?;
            let of_row = of_row.inspect_err(|_| {
                // None of the rows passes, and other parts go on.
                numbers.iter().flatten().for_each(|number| of_line[number as usize] = FILTERED);
            })?;
            for (number, place) in numbers.into_no_null_iter().zip(of_row) {
                of_line[number as usize] = place.unwrap_or(FILTERED);
            }
            Ok(())
        })?;
        let (slices, places) = cut.named(numbering);
        let outside = slices.len() as u32;
        of_line.par_iter_mut().for_each(|slice| match *slice {
            SlicedLines::ABSENT => {}
            FILTERED => *slice = outside,
            place => *slice = places[place as usize],
        });
        Ok(CutLines { slices: Arc::new(slices), of_line })
    }

    /// The same with only those slices alone that the cut keeps, and all others as one; none where it joins none.
    pub(super) fn joined(&self, cut: &Cut) -> Option<CutLines> {
        let (slices, places) = cut.joining(&self.slices)?;
        let outside = slices.len() as u32;
        let moved = |&slice: &u32| match slice {
            SlicedLines::ABSENT => slice,
            slice => places.get(slice as usize).copied().unwrap_or(outside),
        };
        Some(CutLines { slices: Arc::new(slices), of_line: self.of_line.par_iter().map(moved).collect() })
    }
}

/// The columns that the cut needs of a part, without cancelled lines. Names that have keys come as these, which are told
/// apart at a fraction of the cost; what is behind them is added to `names`.
fn needed(part: LazyFrame, cut: &Cut, lines: &OrderLines, names: &mut NamesByKey) -> Result<LazyFrame, MeasureError> {
    let mut part = without_cancelled(part)?;
    let has: Vec<String> = part.collect_schema().map_err(engine)?.iter_names().map(|name| name.to_string()).collect();
    let Some(for_cut) = cut.columns("orders", &has) else { return Ok(part.limit(0)) };
    let mut columns: BTreeMap<String, Expr> = BTreeMap::new();
    for column in for_cut {
        let key = OrderLines::key_column(&column).filter(|key| has.iter().any(|name| name == key));
        let expression = key.map_or_else(|| col(column.as_str()), |key| col(key).alias(column.as_str()));
        if key.is_some() && !names.contains_key(&column) {
            let of_store = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
            names.insert(column.clone(), lines.names_in(&column).map_err(of_store)?.unwrap_or_default());
        }
        columns.insert(column, expression);
    }
    for also in ["line_type", KeyedLines::NUMBER].into_iter().filter(|also| has.iter().any(|name| name == also)) {
        columns.entry(also.to_string()).or_insert_with(|| col(also));
    }
    Ok(part.select(columns.into_values().collect::<Vec<_>>()))
}

/// What was cancelled makes no slice.
pub(super) fn without_cancelled(mut orders: LazyFrame) -> Result<LazyFrame, MeasureError> {
    if orders.collect_schema().map_err(engine)?.contains("line_type") {
        orders = orders.filter(col("line_type").is_null().or(col("line_type").neq(lit("cancel"))));
    }
    Ok(orders)
}
