//! `attain repeat`: repeat-purchase rates.

use crate::cli::Outcome;
use crate::cli::cohort_arguments::RepeatArguments;
use crate::cli::context::Context;
use crate::cli::{periods, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::cut::Cut;
use crate::measures::family::{Family, Question, families, family_of};
use crate::measures::repeat::RepeatMetric;
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &RepeatArguments) -> Result<Outcome, Failure> {
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let mut metrics = asked.metrics.clone();
    if metrics.is_empty() {
        metrics = RepeatMetric::IDS.map(str::to_string).to_vec();
    }
    let found =
        metrics.iter().map(|id| Ok((family(id)?, id.clone()))).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    let snapshot = context.snapshot()?;
    let range = periods::range(&snapshot, &asked.periods)?;
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let mut rows = Vec::new();
    for (family, id) in found {
        let question = Question { company: snapshot.company(), metrics: &[id], cut: &cut, range };
        rows.extend((family.observe)(&question).map_err(refuse)?);
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&said::readable(
        context,
        tables::observations("repeat", &rows, &cut.words(), stamp),
        &cut,
    ))?;
    Ok(Outcome::Done)
}

/// The family of an id that speaks of customers' coming back.
fn family(id: &str) -> Result<&'static Family, MeasureError> {
    let speaks_of_customers = |family: &&Family| {
        family.ids.iter().any(|known| known.starts_with("repeat_rate") || known.starts_with("churn.noncontract"))
    };
    family_of(id).filter(speaks_of_customers).ok_or_else(|| {
        let known = families().iter().filter(speaks_of_customers).flat_map(|family| family.ids.iter().copied());
        MeasureError::UnknownMetric { metric: id.to_string(), nearest: nearest(id, known) }
    })
}
