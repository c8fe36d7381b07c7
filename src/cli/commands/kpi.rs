//! `attain kpi`: KPI values by period and slice.

use crate::cli::Outcome;
use crate::cli::arguments::KpiArguments;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::failure::Failure;
use crate::measures::cut::Cut;
use crate::measures::family::{Family, Question, families, family_of};
use crate::measures::kpi::{KpiMetric, observe};
use crate::measures::{Dimension, MeasureError};
use crate::pipeline::FactsNeeded;
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &KpiArguments) -> Result<Outcome, Failure> {
    let runs = runs(&asked.metrics)?;
    let metrics: Vec<KpiMetric> = runs.iter().flat_map(Run::of_orders).collect();
    let dimensions = dimensions(&asked.by)?;
    let needs_reps = metrics.iter().any(|metric| matches!(metric, KpiMetric::Attainment | KpiMetric::AttainmentShare));
    if needs_reps && dimensions.contains(&Dimension::Region) {
        return Err(Failure::usage("attainment has no regions: quotas belong to reps", "slice it by rep or team"));
    }
    let needed =
        if runs.iter().all(|run| matches!(run, Run::Orders(_))) { FactsNeeded::Dense } else { FactsNeeded::WithRows };
    let snapshot = context.snapshot_with(needed)?;
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
    let cut = Cut { dimensions: dimensions.clone() };
    let mut rows = Vec::new();
    for run in &runs {
        match run {
            Run::Orders(metrics) => rows.extend(observe(&measured, metrics, range)),
            Run::Family(family, ids) => {
                let question = Question { company: snapshot.company(), metrics: ids, cut: &cut, range };
                rows.extend((family.observe)(&question)?);
            }
        }
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&tables::observations("kpi", &rows, &words(&dimensions), stamp))?;
    Ok(Outcome::Done)
}

/// Metrics that stand one behind the other and are measured together.
enum Run {
    Orders(Vec<KpiMetric>),
    Family(&'static Family, Vec<String>),
}

impl Run {
    fn of_orders(&self) -> Vec<KpiMetric> {
        match self {
            Run::Orders(metrics) => metrics.clone(),
            Run::Family(..) => Vec::new(),
        }
    }
}

/// The metrics in the order in which they were asked, neighbours of one family together.
fn runs(ids: &[String]) -> Result<Vec<Run>, MeasureError> {
    let mut runs: Vec<Run> = Vec::new();
    for id in ids {
        if let Some(metric) = KpiMetric::from_id(id) {
            match runs.last_mut() {
                Some(Run::Orders(metrics)) => metrics.push(metric),
                _ => runs.push(Run::Orders(vec![metric])),
            }
            continue;
        }
        let family = family_of(id).ok_or_else(|| unknown(id))?;
        match runs.last_mut() {
            Some(Run::Family(last, ids)) if std::ptr::eq(*last, family) => ids.push(id.clone()),
            _ => runs.push(Run::Family(family, vec![id.clone()])),
        }
    }
    Ok(runs)
}

fn unknown(id: &str) -> MeasureError {
    let of_families = families().iter().flat_map(|family| family.ids.iter().copied());
    let known = KpiMetric::ALL.iter().map(|metric| metric.id()).chain(of_families);
    MeasureError::UnknownMetric { metric: id.to_string(), nearest: nearest(id, known) }
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
