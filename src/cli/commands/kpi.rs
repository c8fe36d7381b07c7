//! `attain kpi`: KPI values by period and slice.

use crate::cli::Outcome;
use crate::cli::arguments::KpiArguments;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::failure::Failure;
use crate::measures::kpi::{KpiMetric, observe};
use crate::measures::{Dimension, MeasureError};
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &KpiArguments) -> Result<Outcome, Failure> {
    let metrics = asked.metrics.iter().map(|id| metric(id)).collect::<Result<Vec<_>, _>>()?;
    let dimensions = dimensions(&asked.by)?;
    let needs_reps = metrics.iter().any(|metric| matches!(metric, KpiMetric::Attainment | KpiMetric::AttainmentShare));
    if needs_reps && dimensions.contains(&Dimension::Region) {
        return Err(Failure::usage("attainment has no regions: quotas belong to reps", "slice it by rep or team"));
    }
    let snapshot = context.snapshot()?;
    let range = periods::range(&snapshot, &asked.periods)?;
    if let Some(unfit) = metrics.iter().find(|metric| !metric.fits(range.first.grain)) {
        return Err(Failure::usage(
            format!("`{}` does not exist by {}", unfit.id(), range.first.grain.word()),
            "growth_mom goes with --grain month, growth_qoq with --grain quarter",
        ));
    }
    let measured = snapshot.kpi_context(range.first.grain, &dimensions)?;
    if !measured.is_complete(range.last) {
        context.output.say(&format!(
            "note: {} is not complete: the data are read as of {}",
            snapshot.calendar.label(range.last),
            snapshot.as_of
        ));
    }
    let rows = observe(&measured, &metrics, range);
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&tables::observations("kpi", &rows, &words(&dimensions), stamp))?;
    Ok(Outcome::Done)
}

fn metric(id: &str) -> Result<KpiMetric, MeasureError> {
    KpiMetric::from_id(id).ok_or_else(|| MeasureError::UnknownMetric {
        metric: id.to_string(),
        nearest: nearest(id, KpiMetric::ALL.iter().map(|metric| metric.id())),
    })
}

/// The dimensions of `--by`.
pub(crate) fn dimensions(words: &[String]) -> Result<Vec<Dimension>, Failure> {
    let mut dimensions = Vec::new();
    for word in words {
        let dimension: Dimension = word.trim().parse()?;
        if dimensions.contains(&dimension) {
            return Err(Failure::usage(
                format!("the dimension `{}` is named twice", dimension.word()),
                "name each dimension once: --by team,rep",
            ));
        }
        dimensions.push(dimension);
    }
    Ok(dimensions)
}

/// Their column names.
pub(crate) fn words(dimensions: &[Dimension]) -> Vec<&'static str> {
    dimensions.iter().map(|dimension| dimension.word()).collect()
}
