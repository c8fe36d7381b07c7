//! What was signed, and the size of a deal: mean, median and trimmed mean of the deals that were won.

use crate::measures::MeasureError;
use crate::measures::company::collected;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};
use crate::sources::status_of_stage;

use super::columns::{days, texts, whole};
use super::{Answer, cell_of, observations};

/// The metrics of deals that were won.
pub const FAMILY: Family = Family {
    ids: &IDS,
    accepts: |id| IDS.contains(&id),
    tables: &["opportunities"],
    pages: &[
        include_str!("../definitions/bookings.md"),
        include_str!("../definitions/avg_deal.md"),
        include_str!("../definitions/avg_deal.median.md"),
        include_str!("../definitions/avg_deal.trimmed.md"),
    ],
    observe,
};

const IDS: [&str; 4] = ["bookings", "avg_deal", "avg_deal.median", "avg_deal.trimmed"];

/// Fewer deals have no tenth to be cut off at either end.
const LEAST_TO_TRIM: usize = 10;

/// The deals of one slice that were won in one period.
#[derive(Default, Clone)]
struct Won {
    amounts: Vec<i64>,
    sum: i64,
    has_unknown: bool,
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    let frame = collected(question.company.tables.require(first, "opportunities")?)?;
    let rows = question.cut.rows(question.company.known.people, "opportunities", &frame)?;
    let (states, stages) = (texts(&frame, "status")?, texts(&frame, "stage")?);
    let (closed, amounts) = (days(&frame, "closed_date")?, whole(&frame, "amount_minor")?);
    let mut cells = vec![Won::default(); rows.slices.len() * question.range.len()];
    for row in 0..frame.height() {
        let state = if states[row].is_empty() { status_of_stage(&stages[row]) } else { states[row].as_str() };
        let cell = closed[row].filter(|_| state == "won").and_then(|day| cell_of(question, rows.of_row[row], day));
        let Some(won) = cell.map(|cell| &mut cells[cell]) else { continue };
        match amounts[row] {
            None => won.has_unknown = true,
            Some(amount) => {
                won.sum = won.sum.checked_add(amount).ok_or(MeasureError::Overflow)?;
                won.amounts.push(amount);
            }
        }
    }
    cells.iter_mut().for_each(|won| won.amounts.sort_unstable());
    let answers = |metric: &String| observations(question, &rows.slices, metric, &cells, |won| won.answer(metric));
    Ok(question.metrics.iter().flat_map(answers).collect())
}

impl Won {
    fn answer(&self, metric: &str) -> Answer {
        let n = self.amounts.len();
        let flag = self.has_unknown.then_some("amount_missing");
        if metric == "bookings" {
            let sum = Scalar::Money(self.sum);
            return Answer { value: Measured::Value(sum), numerator: Some(sum), denominator: None, n: n as i64, flag };
        }
        let kept = match metric {
            "avg_deal" => &self.amounts[..],
            "avg_deal.median" if n > 0 => &self.amounts[(n - 1) / 2..=n / 2],
            _ => &self.amounts[n / 10..n - n / 10],
        };
        let (sum, count) = (kept.iter().sum::<i64>(), kept.len() as i64);
        let value = match count {
            0 => Measured::Null(NullReason::NoDenominator),
            _ if metric == "avg_deal.trimmed" && n < LEAST_TO_TRIM => Measured::Null(NullReason::BelowMinN),
            _ => Measured::Value(Scalar::Money(divide_half_even(sum, count))),
        };
        let (numerator, denominator) = (Some(Scalar::Money(sum)), Some(Scalar::Count(count)));
        Answer { value, numerator, denominator, n: n as i64, flag }
    }
}
