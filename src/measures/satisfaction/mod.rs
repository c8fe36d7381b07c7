//! Satisfaction: what customers answered when they were asked.

mod interval;
mod metric;
mod surveys;
mod values;

use super::family::{Family, Question};
use super::observation::Observation;
use super::spans::Spans;
use super::{FactsNeeded, MeasureError};

use metric::SatisfactionMetric;
use surveys::Surveys;

/// The family of the metrics of satisfaction.
pub(super) const FAMILY: Family = Family {
    ids: &["csat.t2b", "csat.mean", "csat.response_rate", "nps", "nps.response_rate"],
    accepts: |id| SatisfactionMetric::from_id(id).is_some(),
    tables: &["csat_surveys"],
    pages: &[
        include_str!("../definitions/csat.t2b.md"),
        include_str!("../definitions/csat.mean.md"),
        include_str!("../definitions/csat.response_rate.md"),
        include_str!("../definitions/nps.md"),
        include_str!("../definitions/nps.response_rate.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    let surveys = Surveys::read(question, question.company.tables.require(first, "csat_surveys")?)?;
    let spans = Spans::of(&question.company.known, question.range);
    let asked = question.metrics.iter().filter_map(|id| Some((id, SatisfactionMetric::from_id(id)?)));
    Ok(asked.flat_map(|(id, metric)| values::observe(metric, id, &surveys, &spans)).collect())
}
