//! Sales: what was given away, what is earned on the cost, and what came back.

mod customer_returns;
mod origin;
mod prices;
mod returns;
mod taken_back;

pub use customer_returns::{CustomerReturn, customer_returns};
pub use prices::FAMILY as PRICES;
pub use returns::FAMILY as RETURNS;
pub use taken_back::{ReturnedSale, TakenBack, UndoneOrder, taken_back};

use super::cut::CutRows;
use super::family::Question;
use super::observation::{More, Observation, Slice};
use super::order_lines::BySlice;
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

/// What is gathered of each slice and period, of however many parts of the orders.
struct Gathered<C> {
    cells: BySlice<Vec<C>>,
    periods: usize,
}

impl<C: Default + Clone> Gathered<C> {
    fn of(question: &Question<'_>) -> Gathered<C> {
        Gathered { cells: BySlice::new(), periods: question.range.len() }
    }

    /// The places of a part's slices, by their positions in the part.
    fn places(&mut self, rows: &CutRows) -> Vec<usize> {
        let places = self.cells.places(rows);
        for &place in &places {
            self.cells.at(place).resize(self.periods, C::default());
        }
        places
    }

    /// The cell of a place in which a day falls; none outside the question and after the as-of day.
    fn on(&mut self, question: &Question<'_>, place: Option<usize>, day: Day) -> Option<&mut C> {
        let at = period_at(question, day)?;
        Some(self.cell(place?, at))
    }

    /// The cell of a place and of a period by its position.
    fn cell(&mut self, place: usize, period: usize) -> &mut C {
        &mut self.cells.at(place)[period]
    }

    /// The slices, sorted, and their cells, one slice's behind the other's.
    fn sorted(self) -> (Vec<Vec<Slice>>, Vec<C>) {
        let (slices, cells): (Vec<_>, Vec<Vec<C>>) = self.cells.sorted().unzip();
        (slices, cells.into_iter().flatten().collect())
    }
}

/// The position of the period in which a day falls; none outside the question and after the as-of day.
fn period_at(question: &Question<'_>, day: Day) -> Option<usize> {
    let known = question.company.known;
    let period = known.calendar.period_of(day, question.range.first.grain);
    question.range.position(period).filter(|_| day <= known.as_of)
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
