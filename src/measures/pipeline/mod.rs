//! The pipeline: how many deals are won, how long they take, and whether the open ones suffice.
//!
//! Everything is told from the opportunities as they were known on the as-of day: what was created after it is not
//! there, what was closed after it is open. The table keeps of each deal its last state only, so stages, amounts,
//! expected days and categories are those of the data's version, not of the day.

mod category;
mod coverage;
mod cycle;
mod deals;
mod kaplan_meier;
mod metric;
mod open_amounts;
mod probability;
#[cfg(test)]
mod trials;
mod typed_probability;
mod win_rates;
mod won_amounts;

pub use metric::looks_ahead;

pub(super) use deals::{Deal, Deals, Outcome, in_run, settled};

use super::answers::{Answer, Stage};
use super::company::collected;
use super::exchange::{self, ExchangeSettings, RateGap, Without};
use super::family::{Family, Question};
use super::kpi::Known;
use super::observation::Observation;
use super::{FactsNeeded, MeasureError};
use crate::quantity::NoRate;
use metric::PipelineMetric;

/// The metrics of the pipeline.
pub const FAMILY: Family = Family {
    ids: &PipelineMetric::IDS,
    accepts: |id| !PipelineMetric::of_id(id).is_empty(),
    tables: &["opportunities"],
    pages: &[
        include_str!("../definitions/bookings.md"),
        include_str!("../definitions/avg_deal.md"),
        include_str!("../definitions/avg_deal.median.md"),
        include_str!("../definitions/avg_deal.trimmed.md"),
        include_str!("../definitions/win_rate.closed.md"),
        include_str!("../definitions/win_rate.created.md"),
        include_str!("../definitions/win_rate.all.md"),
        include_str!("../definitions/win_rate.valid.md"),
        include_str!("../definitions/win_rate.value.md"),
        include_str!("../definitions/win_rate.horizon.md"),
        include_str!("../definitions/sales_cycle.md"),
        include_str!("../definitions/sales_cycle.mean.md"),
        include_str!("../definitions/sales_cycle.km.md"),
        include_str!("../definitions/sales_cycle.first_contact.md"),
        include_str!("../definitions/sales_cycle.first_contact.mean.md"),
        include_str!("../definitions/pipeline_open.md"),
        include_str!("../definitions/pipeline_overdue.md"),
        include_str!("../definitions/pipeline_stale.md"),
        include_str!("../definitions/pipeline_coverage.md"),
        include_str!("../definitions/coverage_required.md"),
        include_str!("../definitions/weighted_pipeline.md"),
        include_str!("../definitions/forecast_category.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    let known = question.company.known;
    let tables = question.company.tables;
    let frame = collected(tables.require(first, "opportunities")?)?;
    let rows = question.cut.rows(known.people, "opportunities", &frame)?;
    let deals = Deals::read(&frame, &rows.of_row, known.as_of, tables)?;
    let stage = Stage { slices: &rows.slices, range: question.range, calendar: known.calendar, as_of: known.as_of };
    let mut observations = Vec::new();
    for metric in question.metrics.iter().flat_map(|id| PipelineMetric::of_id(id)) {
        let answers = measure(metric, question, &deals, stage)?;
        let remarked = answers.into_iter().map(|answer| answer.remarked(deals.remarks())).collect();
        observations.extend(stage.observations(&metric.id(), metric.looks_ahead(), remarked));
    }
    Ok(observations)
}

/// What an answer says nothing about: deals in other currencies that it left out, where a remark says that there are
/// some.
pub(super) fn left_out(question: &Question<'_>, rows: &[Observation]) -> Result<Option<MeasureError>, MeasureError> {
    let is_remarked = |row: &&Observation| row.more.flags.iter().any(|flag| flag == deals::OTHER_CURRENCY);
    let mut metrics: Vec<&str> = rows.iter().filter(is_remarked).map(|row| row.metric_id.as_str()).collect();
    metrics.dedup();
    let (Some(&first), Some(into)) = (metrics.first(), question.company.tables.currency()) else { return Ok(None) };
    let Known { people, as_of, .. } = question.company.known;
    let tables = question.company.tables;
    let frame = collected(tables.require(first, "opportunities")?)?;
    let rows = question.cut.rows(people, "opportunities", &frame)?;
    let deals = Deals::read(&frame, &rows.of_row, as_of, tables)?;
    let counted: Vec<&Deal> = deals.list.iter().filter(|deal| deal.slice.is_some()).collect();
    let lacking: Vec<NoRate> = counted.iter().filter_map(|deal| deal.no_rate.clone()).collect();
    let without = Without::Deals { left_out: lacking.len(), of: counted.len() };
    let max_age_days = tables.exchange().map_or(ExchangeSettings::default().max_age_days, |rates| rates.max_age_days());
    let gaps = RateGap::among(lacking);
    Ok(exchange::missing(&metrics.join("`, `"), without, &gaps, (into, max_age_days)))
}

fn measure(
    metric: PipelineMetric,
    question: &Question<'_>,
    deals: &Deals,
    stage: Stage<'_>,
) -> Result<Vec<Answer>, MeasureError> {
    match metric {
        PipelineMetric::Coverage => coverage::coverage(question.company, question.cut, deals, stage),
        other => of_deals(other, deals, stage),
    }
}

/// The answers of a metric that needs nothing but the deals; coverage, which needs quotas too, has none here.
fn of_deals(metric: PipelineMetric, deals: &Deals, stage: Stage<'_>) -> Result<Vec<Answer>, MeasureError> {
    Ok(match metric {
        PipelineMetric::Won(told) => won_amounts::won(deals, stage, told)?,
        PipelineMetric::WinRateClosed => win_rates::closed(deals, stage, None),
        PipelineMetric::WinRateCreated => win_rates::created(deals, stage),
        PipelineMetric::WinRateAll => win_rates::in_hand(deals, stage, false),
        PipelineMetric::WinRateValid => win_rates::in_hand(deals, stage, true),
        PipelineMetric::WinRateValue => win_rates::by_value(deals, stage)?,
        PipelineMetric::WinRateHorizon(days) => win_rates::within_days(deals, stage, days),
        PipelineMetric::CycleMedian(begin) => cycle::median_days(deals, stage, begin),
        PipelineMetric::CycleMean(begin) => cycle::mean_days(deals, stage, begin),
        PipelineMetric::CycleKaplanMeier => cycle::kaplan_meier(deals, stage),
        PipelineMetric::Open => open_amounts::open(deals, stage, false)?,
        PipelineMetric::Overdue => open_amounts::open(deals, stage, true)?,
        PipelineMetric::StaleShare => win_rates::stale(deals, stage),
        PipelineMetric::Coverage => Vec::new(),
        PipelineMetric::CoverageRequired => open_amounts::coverage_required(deals, stage)?,
        PipelineMetric::Weighted => open_amounts::weighted(deals, stage)?,
        PipelineMetric::CategoryHitRate(category) => win_rates::closed(deals, stage, Some(category)),
    })
}
