//! The metrics of the orders as a family.

use crate::measures::MeasureError;
use crate::measures::cut::CutError;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;

use super::metric::KpiMetric;
use super::sliced_facts::sliced_facts;
use super::values::{Known, KpiContext, observe};

/// The metrics of the orders. Their pages stand first in the catalogue, before those of the families.
pub(crate) const FAMILY: Family = Family {
    ids: &[
        "revenue_net",
        "units",
        "gross_profit",
        "gross_margin",
        "orders",
        "active_customers",
        "new_customers",
        "avg_order",
        "growth_mom",
        "growth_qoq",
        "growth_yoy",
        "attainment",
        "attainment_share",
    ],
    accepts: |id| KpiMetric::from_id(id).is_some(),
    tables: &[],
    pages: &[],
    single_facts: false,
    observe: observations,
};

fn observations(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let metrics: Vec<KpiMetric> = question.metrics.iter().filter_map(|id| KpiMetric::from_id(id)).collect();
    let grain = question.range.first.grain;
    for metric in &metrics {
        must_fit(question, *metric)?;
        if metric.is_of_money() {
            question.company.tables.require_rates(metric.id())?;
        }
    }
    let known = question.company.known;
    // The facts of the store tell reps, teams and regions apart; for anything else the lines are read once more.
    if let Some(dimensions) = question.cut.plain() {
        return Ok(observe(&KpiContext::build(known, grain, &dimensions)?, &metrics, question.range));
    }
    let asked = question.metrics.first().map_or("", String::as_str);
    let sliced = sliced_facts(&question.company, question.cut, asked)?;
    let context = KpiContext::sliced(Known { facts: &sliced.facts, ..known }, grain, sliced.slicer)?;
    Ok(observe(&context, &metrics, question.range))
}

/// Refuses a grain or a dimension of which the metric does not speak.
fn must_fit(question: &Question<'_>, metric: KpiMetric) -> Result<(), MeasureError> {
    let grain = question.range.first.grain;
    if !metric.fits(grain) {
        return Err(MeasureError::NotAtGrain { metric: metric.id().to_string(), grain });
    }
    let is_of_reps = matches!(metric, KpiMetric::Attainment | KpiMetric::AttainmentShare);
    match question.cut.beyond_reps().filter(|_| is_of_reps) {
        Some(dimension) => {
            let (metric, dimension) = (metric.id().to_string(), dimension.to_string());
            Err(CutError::OnlyByReps { metric, dimension }.into())
        }
        None => Ok(()),
    }
}
