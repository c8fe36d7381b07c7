//! `attain cohort`: classic retention.

use crate::cli::Outcome;
use crate::cli::arguments::CohortArguments;
use crate::cli::context::Context;
use crate::cli::periods::grain_of;
use crate::failure::Failure;
use crate::measures::{Slicer, cohort};
use crate::pipeline::FactsNeeded;
use crate::review::tables::{self, Stamp};

use super::kpi::{dimensions, words};

pub(crate) fn run(context: &Context, asked: &CohortArguments) -> Result<Outcome, Failure> {
    let dimensions = dimensions(&asked.by)?;
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    let slicer = Slicer::new(&snapshot.facts, &snapshot.people, &dimensions);
    let grain = grain_of(asked.grain);
    let triangles = cohort::classic(&snapshot.facts, &slicer, snapshot.calendar, grain, snapshot.as_of);
    if !snapshot.history_is_whole {
        context.output.say(&format!(
            "note: the first cohort holds everybody who bought from {} on, also those who were customers before",
            snapshot.facts.first_day
        ));
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let listing = tables::cohorts("cohort", &triangles, slicer.slices(), &words(&dimensions), snapshot.calendar, stamp);
    context.output.listing(&listing)?;
    Ok(Outcome::Done)
}
