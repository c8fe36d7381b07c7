//! The lines of a rep's scorecard: value, target, evidence.

use crate::appraisal::{Direction, Evidence, KpiLine};
use crate::measures::Person;
use crate::measures::kpi::{KpiMetric, value_of};
use crate::quantity::{Scalar, Unit};

use super::series::RepHistory;
use super::snapshot::Snapshot;

/// One line a KPI. The target is the quota in force for the metric; where there is none, or one for a part of the
/// period only, what the rep did in the same period a year before, and the evidence says which of the two it is.
pub(super) fn lines(snapshot: &Snapshot, history: &RepHistory<'_>, person: &Person) -> Vec<KpiLine> {
    let Some(slice) = history.context.slicer().of_rep(&person.rep_id) else { return Vec::new() };
    KpiMetric::ALL
        .into_iter()
        .filter(|metric| metric.unit() != Unit::Share && metric.fits(history.last.grain))
        .map(|metric| {
            let now = value_of(&history.context, metric, slice, history.last);
            let quota = quota(snapshot, history, person, metric);
            let began = history.start_of(person).is_some_and(|start| start <= history.last.year_before());
            let before = value_of(&history.context, metric, slice, history.last.year_before());
            let year_before = before.value.value().filter(|_| began);
            KpiLine {
                metric_id: metric.id().to_string(),
                value: now.value,
                target: quota.or(year_before).filter(positive),
                direction: Direction::HigherBetter,
                standard_error: None,
                evidence: Evidence {
                    period_label: now.period,
                    numerator: now.numerator,
                    denominator: now.denominator,
                    n: Some(now.n),
                    target_version: Some(if quota.is_some() { "quota" } else { "year_before" }.to_string()),
                },
            }
        })
        .collect()
}

fn positive(target: &Scalar) -> bool {
    match target {
        Scalar::Money(amount) | Scalar::Count(amount) | Scalar::Units(amount) => *amount > 0,
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => *number > 0.0,
    }
}

/// The quota of the whole period in the metric's own unit; quotas of counts are stored as money is, with the currency's digits.
fn quota(snapshot: &Snapshot, history: &RepHistory<'_>, person: &Person, metric: KpiMetric) -> Option<Scalar> {
    let minor = snapshot.quotas.of_whole(person, metric.id(), history.last, snapshot.calendar)?;
    let per_major = snapshot.currency.minor_per_major();
    Some(match metric.unit() {
        Unit::Money => Scalar::Money(minor),
        Unit::Units => Scalar::Units(minor * Scalar::UNITS_SCALE / per_major),
        Unit::Count => Scalar::Count(minor / per_major),
        Unit::Share => Scalar::Share(minor as f64 / per_major as f64),
        Unit::Days => Scalar::Days(minor as f64 / per_major as f64),
        Unit::Number => Scalar::Number(minor as f64 / per_major as f64),
    })
}
