//! Customers under contract: how many of the contracts that ran out were not renewed.

use crate::quantity::{Measured, NullReason, Scalar};

use super::columns::{Columns, with_rep};
use super::company::collected;
use super::family::{Family, Question};
use super::observation::{More, Observation, Slice};
use super::shrinkage::draw_together;
use super::spans::Spans;
use super::wilson_95;
use super::{FactsNeeded, MeasureError};

const CHURN: &str = "churn.contract";

/// The family of the metrics of contracts.
pub(super) const FAMILY: Family = Family {
    ids: &[CHURN],
    accepts: |id| id == CHURN,
    tables: &["contracts"],
    pages: &[include_str!("definitions/churn.contract.md")],
    needs: |_| FactsNeeded::Dense,
    observe,
};

/// The contracts of one slice that ended in one period.
#[derive(Debug, Clone, Copy, Default)]
struct Ended {
    all: i64,
    not_renewed: i64,
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let spans = Spans::of(&question.company.known, question.range);
    let (slices, cells) = ended(question, &spans)?;
    let mut observations = Vec::new();
    for metric in question.metrics {
        let first = observations.len();
        for (slice, scope) in slices.iter().enumerate() {
            for (at, period) in question.range.iter().enumerate() {
                let (metric_id, period) = (metric.clone(), spans.calendar.label(period));
                let found = value_of(&cells, &spans, slice, at);
                observations.push(Observation { metric_id, period, scope: scope.clone(), ..found });
            }
        }
        draw_together(&mut observations[first..], spans.list.len());
    }
    Ok(observations)
}

/// The slices, and for each the counts of every period.
fn ended(question: &Question<'_>, spans: &Spans) -> Result<(Vec<Vec<Slice>>, Vec<Ended>), MeasureError> {
    let known = &question.company.known;
    let frame = with_rep(collected(question.company.tables.require(CHURN, "contracts")?)?)?;
    let cut = question.cut.rows(known.people, "contracts", &frame)?;
    let (ends, renewals) = (Columns::of(&frame).days("end_date")?, Columns::of(&frame).days("renewed_date")?);
    let mut cells = vec![Ended::default(); cut.slices.len() * spans.list.len()];
    for row in 0..frame.height() {
        let Some(end) = ends[row].filter(|end| *end <= known.as_of) else { continue };
        let (Some(slice), Some(at)) = (cut.of_row[row], spans.inside(end)) else { continue };
        let cell = &mut cells[slice as usize * spans.list.len() + at];
        cell.all += 1;
        cell.not_renewed += i64::from(renewals[row].is_none_or(|day| day > known.as_of));
    }
    Ok((cut.slices, cells))
}

fn value_of(cells: &[Ended], spans: &Spans, slice: usize, at: usize) -> Observation {
    let span = spans.list[at];
    let cell = cells[slice * spans.list.len() + at];
    let interval = wilson_95(cell.not_renewed, cell.all);
    let begun = span.begun();
    let partial = span.partial && begun;
    Observation {
        metric_id: String::new(),
        period: String::new(),
        scope: Vec::new(),
        value: if begun {
            Measured::share(cell.not_renewed as f64, cell.all as f64)
        } else {
            Measured::Null(NullReason::Immature)
        },
        numerator: begun.then_some(Scalar::Count(cell.not_renewed)),
        denominator: begun.then_some(Scalar::Count(cell.all)),
        n: cell.all,
        more: More {
            lower: interval.map(|wilson| wilson.lower),
            upper: interval.map(|wilson| wilson.upper),
            flags: if partial { vec!["running".to_string()] } else { Vec::new() },
            ..More::default()
        },
    }
}
