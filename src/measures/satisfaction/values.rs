//! From surveys to values: one for each metric, slice and period.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::observation::{More, Observation};
use crate::measures::shrinkage::draw_together;
use crate::measures::spans::Spans;
use crate::measures::wilson_95;
use crate::quantity::{Measured, NullReason, Scalar};

use super::interval::{self, Answers};
use super::metric::{Asked, SatisfactionMetric};
use super::surveys::{Survey, Surveys};

/// Fewer answers than these are remarked upon.
const SMALL_N: i64 = 10;

/// A point of a scale in ten-thousandths.
const POINT: i64 = Scalar::UNITS_SCALE;

/// The answers and surveys of one slice and period.
#[derive(Debug, Clone, Default)]
struct Cell {
    answers: i64,
    sum: i64,
    top_two: i64,
    promoters: i64,
    detractors: i64,
    sent: i64,
    responses: i64,
    remarks: BTreeSet<&'static str>,
    customers: BTreeMap<u32, Answers>,
}

/// The observations of one metric: slice by slice, period by period.
pub(super) fn observe(metric: SatisfactionMetric, id: &str, surveys: &Surveys, spans: &Spans) -> Vec<Observation> {
    let cells = cells(metric, surveys, spans);
    let mut observations = Vec::with_capacity(cells.len());
    for (slice, scope) in surveys.slices.iter().enumerate() {
        for (at, (period, span)) in spans.range.iter().zip(&spans.list).enumerate() {
            let cell = &cells[slice * spans.list.len() + at];
            let mut found = if span.begun() { value_of(metric, cell) } else { immature() };
            if span.partial && span.begun() {
                found.more.flags.push("running".to_string());
            }
            found.more.flags.sort_unstable();
            let (metric_id, period) = (id.to_string(), spans.calendar.label(period));
            observations.push(Observation { metric_id, period, scope: scope.clone(), ..found });
        }
    }
    draw_together(&mut observations, spans.list.len());
    observations
}

/// An answer counts in the period in which it was given, a survey in that in which it was sent.
fn cells(metric: SatisfactionMetric, surveys: &Surveys, spans: &Spans) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); surveys.slices.len() * spans.list.len()];
    for survey in surveys.list.iter().filter(|survey| survey.asked == metric.asked()) {
        let first = survey.slice as usize * spans.list.len();
        if let Some(at) = survey.sent.and_then(|day| spans.inside(day)) {
            cells[first + at].sent += 1;
            cells[first + at].responses += i64::from(survey.answered.is_some());
        }
        if let Some(at) = survey.answered.or(survey.sent).and_then(|day| spans.inside(day)) {
            answer(&mut cells[first + at], survey);
        }
    }
    cells
}

fn answer(cell: &mut Cell, survey: &Survey) {
    let score = match survey.score {
        None => return,
        Some(Err(unfit)) => {
            cell.remarks.insert(unfit.code());
            return;
        }
        Some(Ok(score)) => score,
    };
    cell.answers += 1;
    cell.sum += score;
    match survey.asked {
        Asked::Satisfaction => cell.top_two += i64::from(score >= 4 * POINT),
        Asked::Recommendation => {
            cell.promoters += i64::from(score >= 9 * POINT);
            cell.detractors += i64::from(score <= 6 * POINT);
        }
    }
    let customer = cell.customers.entry(survey.customer).or_default();
    customer.sum += score;
    customer.n += 1;
}

fn value_of(metric: SatisfactionMetric, cell: &Cell) -> Observation {
    match metric {
        SatisfactionMetric::TopTwo => remarked(cell, rate(cell.top_two, cell.answers)),
        SatisfactionMetric::Mean => remarked(cell, mean(cell)),
        SatisfactionMetric::NetPromoters => remarked(cell, net_promoters(cell)),
        SatisfactionMetric::ResponseRate(_) => rate(cell.responses, cell.sent),
    }
}

/// A share of counts with Wilson's interval.
fn rate(hits: i64, n: i64) -> Observation {
    let interval = wilson_95(hits, n).map(|wilson| (wilson.lower, wilson.upper));
    parts(Measured::share(hits as f64, n as f64), Scalar::Count(hits), n, interval)
}

fn mean(cell: &Cell) -> Observation {
    let points = |sum: i64| sum as f64 / POINT as f64;
    let value = if cell.answers > 0 {
        Measured::Value(Scalar::Number(points(cell.sum) / cell.answers as f64))
    } else {
        Measured::Null(NullReason::NoDenominator)
    };
    let customers: Vec<Answers> = cell.customers.values().copied().collect();
    parts(value, Scalar::Number(points(cell.sum)), cell.answers, interval::mean(&customers))
}

fn net_promoters(cell: &Cell) -> Observation {
    let net = cell.promoters - cell.detractors;
    let value = if cell.answers > 0 {
        Measured::Value(Scalar::Number(100.0 * net as f64 / cell.answers as f64))
    } else {
        Measured::Null(NullReason::NoDenominator)
    };
    let interval = interval::net_promoters(cell.promoters, cell.detractors, cell.answers);
    parts(value, Scalar::Count(net), cell.answers, interval)
}

fn parts(value: Measured, numerator: Scalar, n: i64, interval: Option<(f64, f64)>) -> Observation {
    let (lower, upper) = interval.unzip();
    Observation {
        metric_id: String::new(),
        period: String::new(),
        scope: Vec::new(),
        value,
        numerator: Some(numerator),
        denominator: Some(Scalar::Count(n)),
        n,
        more: More { lower, upper, ..More::default() },
    }
}

/// Says what was left out, and that few answered.
fn remarked(cell: &Cell, mut found: Observation) -> Observation {
    found.more.flags.extend(cell.remarks.iter().map(|code| code.to_string()));
    if (1..SMALL_N).contains(&cell.answers) {
        found.more.flags.push("small_n".to_string());
    }
    found
}

/// A period that had not begun by the as-of day.
fn immature() -> Observation {
    let found = parts(Measured::Null(NullReason::Immature), Scalar::Count(0), 0, None);
    Observation { numerator: None, denominator: None, ..found }
}
