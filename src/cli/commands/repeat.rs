//! `attain repeat`: repeat-purchase rates.

use crate::cli::Outcome;
use crate::cli::cohort_arguments::RepeatArguments;
use crate::cli::context::Context;
use crate::cli::{periods, said};
use crate::failure::Failure;
use crate::measures::cut::Cut;
use crate::measures::family::{Family, Question, family_of, no_family};
use crate::measures::observation::Observation;
use crate::measures::repeat::{RepeatMetric, observe, with_doubts};
use crate::measures::{Dimension, MeasureError, PeriodRange, Slicer};
use crate::pipeline::{FactsNeeded, Snapshot};
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &RepeatArguments) -> Result<Outcome, Failure> {
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let mut metrics = asked.metrics.clone();
    if metrics.is_empty() {
        metrics = RepeatMetric::all().into_iter().map(RepeatMetric::id).collect();
    }
    let found =
        metrics.iter().map(|id| Ok((family(id)?, id.clone()))).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    // Plain rates by the dimensions of the facts are counted from their numbers; all else looks at single facts.
    let plain = cut.plain().filter(|_| metrics.iter().all(|id| RepeatMetric::from_id(id).is_some()));
    let needed = if plain.is_some() { FactsNeeded::Purchases } else { crate::measures::family::facts_needed(&metrics) };
    let snapshot = context.snapshot_of_metrics(needed)?;
    let range = periods::range(&snapshot, &asked.periods)?;
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    said::say_without_regions(context, &snapshot, &cut);
    // Regions that are those of the reps are not in the facts.
    let plain = plain.and(cut.plain());
    let is_plain = plain.is_some();
    let rates = plain.map(|dimensions| rates(&snapshot, &dimensions, &metrics, range)).transpose();
    let mut rows = rates.map_err(refuse)?.unwrap_or_default();
    for (family, id) in found.into_iter().filter(|_| !is_plain) {
        let question = Question { company: snapshot.company(), metrics: &[id], cut: &cut, range };
        rows.extend((family.observe)(&question).map_err(refuse)?);
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let listing = tables::observations("repeat", &rows, &cut.words(), stamp);
    context
        .answer_told(&snapshot, listing, |listing| said::in_words(context, said::readable(context, listing, &cut)))?;
    Ok(Outcome::Done)
}

/// Plain rates, metric by metric.
fn rates(
    snapshot: &Snapshot,
    dimensions: &[Dimension],
    metrics: &[String],
    range: PeriodRange,
) -> Result<Vec<Observation>, MeasureError> {
    let slicer = Slicer::new(&snapshot.facts, &snapshot.people, dimensions);
    let metrics: Vec<RepeatMetric> = metrics.iter().filter_map(|id| RepeatMetric::from_id(id)).flatten().collect();
    let mut rows = observe(&snapshot.facts, &slicer, snapshot.calendar, &metrics, range, snapshot.as_of)?;
    rows.chunk_by_mut(|a, b| a.metric_id == b.metric_id)
        .for_each(|one| with_doubts(one, snapshot.company().known, range));
    Ok(rows)
}

/// The family of an id that speaks of customers' coming back.
fn family(id: &str) -> Result<&'static Family, MeasureError> {
    let speaks_of_customers = |family: &&Family| {
        family.ids.iter().any(|known| known.starts_with("repeat_rate") || known.starts_with("churn.noncontract"))
    };
    match family_of(id) {
        Some(family) if speaks_of_customers(&family) => Ok(family),
        Some(_) => Err(MeasureError::AnsweredElsewhere { metric: id.to_string(), command: "attain kpi" }),
        None => Err(no_family(id)),
    }
}
