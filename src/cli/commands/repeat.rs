//! `attain repeat`: repeat-purchase rates.

use crate::cli::Outcome;
use crate::cli::arguments::RepeatArguments;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::failure::Failure;
use crate::measures::repeat::{RepeatMetric, observe};
use crate::measures::{MeasureError, Slicer};
use crate::pipeline::FactsNeeded;
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

use super::kpi::{dimensions, words};

pub(crate) fn run(context: &Context, asked: &RepeatArguments) -> Result<Outcome, Failure> {
    let mut metrics = Vec::new();
    for id in &asked.metrics {
        metrics.extend(RepeatMetric::from_id(id).ok_or_else(|| MeasureError::UnknownMetric {
            metric: id.clone(),
            nearest: nearest(id, RepeatMetric::IDS),
        })?);
    }
    if metrics.is_empty() {
        metrics = RepeatMetric::all();
    }
    let dimensions = dimensions(&asked.by)?;
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    let range = periods::range(&snapshot, &asked.periods)?;
    let slicer = Slicer::new(&snapshot.facts, &snapshot.people, &dimensions);
    let rows = observe(&snapshot.facts, &slicer, snapshot.calendar, &metrics, range, snapshot.as_of);
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&tables::observations("repeat", &rows, &words(&dimensions), stamp))?;
    Ok(Outcome::Done)
}
