//! `attain repeat`: repeat-purchase rates.

use crate::cli::Outcome;
use crate::cli::cohort_arguments::RepeatArguments;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::failure::Failure;
use crate::measures::cut::Cut;
use crate::measures::family::{Family, Question, families, family_of};
use crate::measures::repeat::{RepeatMetric, observe, with_doubts};
use crate::measures::{MeasureError, Slicer};
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

use super::kpi::{dimensions, words};

pub(crate) fn run(context: &Context, asked: &RepeatArguments) -> Result<Outcome, Failure> {
    let mut asked_for = asked.metrics.iter().map(|id| Asked::from_id(id)).collect::<Result<Vec<_>, _>>()?;
    if asked_for.is_empty() {
        asked_for = vec![Asked::Rate(RepeatMetric::all())];
    }
    let dimensions = dimensions(&asked.by)?;
    let snapshot = context.snapshot()?;
    let range = periods::range(&snapshot, &asked.periods)?;
    let slicer = Slicer::new(&snapshot.facts, &snapshot.people, &dimensions);
    let cut = Cut { dimensions: dimensions.clone() };
    let mut rows = Vec::new();
    for one in asked_for {
        match one {
            Asked::Rate(metrics) => {
                let mut own = observe(&snapshot.facts, &slicer, snapshot.calendar, &metrics, range, snapshot.as_of);
                own.chunk_by_mut(|a, b| a.metric_id == b.metric_id)
                    .for_each(|one| with_doubts(one, snapshot.company().known, range));
                rows.extend(own);
            }
            Asked::Family(family, id) => {
                let question = Question { company: snapshot.company(), metrics: &[id], cut: &cut, range };
                rows.extend((family.observe)(&question)?);
            }
        }
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&tables::observations("repeat", &rows, &words(&dimensions), stamp))?;
    Ok(Outcome::Done)
}

/// What an id asks for: rates that the plain facts give at once, or a metric of a family.
enum Asked {
    Rate(Vec<RepeatMetric>),
    Family(&'static Family, String),
}

impl Asked {
    fn from_id(id: &str) -> Result<Asked, MeasureError> {
        if let Some(metrics) = RepeatMetric::from_id(id) {
            return Ok(Asked::Rate(metrics));
        }
        let speaks_of_customers = |family: &&Family| {
            family.ids.iter().any(|known| known.starts_with("repeat_rate") || known.starts_with("churn"))
        };
        match family_of(id).filter(speaks_of_customers) {
            Some(family) => Ok(Asked::Family(family, id.to_string())),
            None => {
                let known = families().iter().filter(speaks_of_customers).flat_map(|family| family.ids.iter().copied());
                let known = RepeatMetric::IDS.into_iter().chain(known);
                Err(MeasureError::UnknownMetric { metric: id.to_string(), nearest: nearest(id, known) })
            }
        }
    }
}
