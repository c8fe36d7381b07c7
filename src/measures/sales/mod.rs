//! Sales: what was given away, what is earned on the cost, and what came back.

mod origin;
mod prices;
mod returns;
mod taken_back;

pub use prices::FAMILY as PRICES;
pub use returns::FAMILY as RETURNS;
pub use taken_back::{ReturnedSale, TakenBack, UndoneOrder, taken_back};

use super::family::Question;
use super::observation::{More, Observation, Slice};
use crate::calendar::Day;
use crate::quantity::{Measured, NullReason, Scalar};

/// One answer of a metric.
struct Answer {
    value: Measured,
    numerator: Option<Scalar>,
    denominator: Option<Scalar>,
    n: i64,
    flag: Option<&'static str>,
}

/// The cell of a slice in which a day falls; none outside the question and after the as-of day.
fn cell_of(question: &Question<'_>, slice: Option<u32>, day: Day) -> Option<usize> {
    let known = question.company.known;
    let period = known.calendar.period_of(day, question.range.first.grain);
    let at = question.range.position(period).filter(|_| day <= known.as_of)?;
    Some(slice? as usize * question.range.len() + at)
}

/// The observations of one metric, a cell each; a period that had not begun is `immature`.
fn observations<C>(
    question: &Question<'_>,
    slices: &[Vec<Slice>],
    metric: &str,
    cells: &[C],
    answer: impl Fn(&C) -> Answer,
) -> Vec<Observation> {
    let known = question.company.known;
    let mut rows = Vec::with_capacity(cells.len());
    for (slice, scope) in slices.iter().enumerate() {
        for (at, period) in question.range.iter().enumerate() {
            let mut answer = answer(&cells[slice * question.range.len() + at]);
            if known.calendar.first_day(period) > known.as_of {
                let value = Measured::Null(NullReason::Immature);
                answer = Answer { value, numerator: None, denominator: None, n: 0, flag: None };
            }
            let flags = answer.flag.map(str::to_string).into_iter().collect();
            rows.push(Observation {
                metric_id: metric.to_string(),
                period: known.calendar.label(period),
                scope: scope.clone(),
                value: answer.value,
                numerator: answer.numerator,
                denominator: answer.denominator,
                n: answer.n,
                more: More { flags, ..More::default() },
            });
        }
    }
    rows
}
