//! The metrics of the orders as a family.

use crate::measures::cut::{CutError, columns_of};
use crate::measures::facts::Reps;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::{FactsNeeded, MeasureError, Slicer};

use super::attainment_by_day;
use super::metric::KpiMetric;
use super::sliced_facts::{sliced_facts, sums_of_slices};
use super::sums::Counted;
use super::values::{Known, KpiContext, Values, days_of_values, observe};

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
    needs: |_| FactsNeeded::Dense,
    observe: observations,
};

/// Tells `tell` the values of a question, each made when it is asked for: the same, in the same order, as those of
/// [`Family::observe`], which holds them all. None where more than one context answers the question: where another
/// family has a say, where a metric is asked for twice, or where quotas are spread over days; none either where values are
/// drawn towards those of other slices.
///
/// # Errors
/// What [`Family::observe`] refuses.
pub fn with_values<T>(question: &Question<'_>, tell: impl FnOnce(&Values<'_>) -> T) -> Result<Option<T>, MeasureError> {
    let is_own = |id: &String| {
        let stands_alone = |metric| metric != KpiMetric::AttainmentShare && !is_spread(question, metric);
        KpiMetric::from_id(id).is_some_and(stands_alone)
    };
    let is_repeated = |at: usize| question.metrics[..at].contains(&question.metrics[at]);
    let are_own = question.metrics.iter().all(is_own) && !(0..question.metrics.len()).any(is_repeated);
    if !are_own || question.metrics.is_empty() {
        return Ok(None);
    }
    let metrics = allowed(question)?;
    with_context(question, &metrics, |context| Some(tell(&Values::of(context, &metrics, question.range))))
}

/// The metrics of a question, none of which it must not ask for.
fn allowed(question: &Question<'_>) -> Result<Vec<KpiMetric>, MeasureError> {
    let metrics: Vec<KpiMetric> = question.metrics.iter().filter_map(|id| KpiMetric::from_id(id)).collect();
    for metric in &metrics {
        must_fit(question, *metric)?;
        if metric.is_of_money() {
            question.company.tables.require_rates(metric.id())?;
        }
    }
    Ok(metrics)
}

fn observations(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let metrics = allowed(question)?;
    let (spread, rest): (Vec<_>, Vec<_>) = metrics.into_iter().partition(|metric| is_spread(question, *metric));
    let mut found = of_facts(question, &rest)?;
    for metric in &spread {
        found.extend(attainment_by_day::observe(question, *metric)?);
    }
    found.sort_by_key(|one| question.metrics.iter().position(|id| *id == one.metric_id));
    Ok(found)
}

/// The metrics that follow from facts sliced as they are.
fn of_facts(question: &Question<'_>, metrics: &[KpiMetric]) -> Result<Vec<Observation>, MeasureError> {
    if metrics.is_empty() {
        return Ok(Vec::new());
    }
    with_context(question, metrics, |context| observe(context, metrics, question.range))
}

/// Hands on what the values of some metrics are formed from; there is at least one.
fn with_context<T>(
    question: &Question<'_>,
    metrics: &[KpiMetric],
    tell: impl FnOnce(&KpiContext<'_>) -> T,
) -> Result<T, MeasureError> {
    let (known, grain) = (question.company.known, question.range.first.grain);
    let counted = metrics.iter().map(|metric| metric.counted()).fold(Counted::default(), Counted::and);
    // The facts of the store tell reps, teams and regions apart; for anything else the lines are read once more.
    if let Some(dimensions) = question.cut.plain() {
        let slicer = Slicer::new(known.facts, known.people, &dimensions);
        let counted = if known.facts.distant.is_some() { Counted::ALL } else { counted };
        return Ok(tell(&KpiContext::counting(known, grain, slicer, counted)?));
    }
    let (company, cut, metric) = (&question.company, question.cut, metrics[0].id());
    // Quotas ask for the sales of single reps, other metrics for those of slices alone.
    let sliced = if metrics.iter().any(|metric| is_of_reps(*metric)) {
        sliced_facts(company, cut, metric, (FactsNeeded::Dense, Reps::ToldApart))?
    } else {
        let begin = |first, last| days_of_values(known, grain, (first, last));
        sums_of_slices(company, cut, metric, (&begin, counted))?
    };
    Ok(tell(&KpiContext::counting(Known { facts: &sliced.facts, ..known }, grain, sliced.slicer, counted)?))
}

/// Quotas belong to reps: where the day decides in which slice a rep is, they are spread over the days.
fn is_spread(question: &Question<'_>, metric: KpiMetric) -> bool {
    is_of_reps(metric) && question.cut.beyond_reps().is_some()
}

fn is_of_reps(metric: KpiMetric) -> bool {
    matches!(metric, KpiMetric::Attainment | KpiMetric::AttainmentShare)
}

/// Refuses a grain or a dimension of which the metric does not speak.
fn must_fit(question: &Question<'_>, metric: KpiMetric) -> Result<(), MeasureError> {
    let grain = question.range.first.grain;
    if !metric.fits(grain) {
        return Err(MeasureError::NotAtGrain { metric: metric.id().to_string(), grain });
    }
    if !is_of_reps(metric) {
        return Ok(());
    }
    let orders = question.company.tables.get("orders").map(columns_of).transpose()?.unwrap_or_default();
    match question.cut.beyond_reps_by_day(&orders) {
        Some(dimension) => {
            let (metric, dimension) = (metric.id().to_string(), dimension.to_string());
            Err(CutError::OnlyByReps { metric, dimension }.into())
        }
        None => Ok(()),
    }
}
