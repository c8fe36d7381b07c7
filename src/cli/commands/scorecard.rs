//! `attain scorecard`: the reps' cards, lines with their evidence and totals with their grades.

use crate::appraisal::Group;
use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::scorecard_arguments::ScorecardArguments;
use crate::cli::scorecard_listings::readable;
use crate::cli::{notes, output, periods, said};
use crate::failure::Failure;
use crate::pipeline::{Cards, FactsNeeded, Refusal, RepHistory, Snapshot};
use crate::quantity::nearest;
use crate::reports::Format;
use crate::review::pack::{ScorecardSection, Sentence};
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &ScorecardArguments) -> Result<Outcome, Failure> {
    let settings = &context.configuration.settings.scorecard;
    if !settings.is_set() {
        return Err(notes::no_scorecard(context.language));
    }
    // Objectives may speak of any metric.
    let needed = match settings.group_weight(Group::Mbo) > 0.0 {
        true => FactsNeeded::WithPostings,
        false => crate::measures::family::facts_needed(settings.weights.keys()),
    };
    let snapshot = context.snapshot_with(needed)?;
    let period = periods::reviewed(context, &snapshot, asked.period.as_ref())?;
    say_if_running(context, &snapshot, period);
    let history = RepHistory::build(&snapshot, period)?;
    history.require_reps()?;
    let cards = Cards::build(&snapshot, &context.configuration.settings, &history, usize::from(asked.cycles))?;
    let mut section = cards.section(&snapshot);
    require_reps(context, &section, &asked.reps)?;
    let refused = say_doubts(context, &snapshot, &cards, &section)?;
    let total_only = asked.groups.iter().all(|group| group == "total") && !asked.groups.is_empty();
    section.rows.retain(|row| {
        let in_group = asked.groups.iter().any(|group| [&row.group, &row.method, &row.perspective].contains(&group));
        let is_shown = row.total.is_some() || (!total_only && (asked.groups.is_empty() || in_group));
        is_shown && (asked.reps.is_empty() || asked.reps.contains(&row.rep_id))
    });
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let listing = match context.output.format {
        Format::Table => readable(&section, stamp, &context.wording()?),
        _ => tables::scorecard(&section, stamp),
    };
    context.answer(&snapshot, listing)?;
    Ok(if refused || !section.findings.is_empty() { Outcome::Findings } else { Outcome::Done })
}

fn say_if_running(context: &Context, snapshot: &Snapshot, period: Period) {
    if snapshot.calendar.last_day(period) > snapshot.as_of {
        context.output.say(&notes::not_complete(context.language, &snapshot.calendar.label(period), snapshot.as_of));
    }
}

/// Refuses reps who have no card.
fn require_reps(context: &Context, section: &ScorecardSection, asked: &[String]) -> Result<(), Failure> {
    let has_card = |id: &&String| section.rows.iter().any(|row| row.rep_id == **id);
    let Some(unknown) = asked.iter().find(|id| !has_card(id)) else { return Ok(()) };
    let mut known: Vec<&str> = section.rows.iter().map(|row| row.rep_id.as_str()).collect();
    known.dedup();
    Err(notes::no_card(context.language, unknown, &nearest(unknown, known)))
}

/// Says what is to be known and what is wrong; whether something could not be measured.
fn say_doubts(
    context: &Context,
    snapshot: &Snapshot,
    cards: &Cards,
    section: &ScorecardSection,
) -> Result<bool, Failure> {
    let wording = context.wording()?;
    let say = |sentence: &Sentence| {
        context.output.say(&notes::note(context.language, &wording.sentence(sentence, snapshot.currency)));
    };
    let errors = cards.refused.values().filter_map(|refusal| match refusal {
        Refusal::Measure(error) => Some(error),
        Refusal::SeveralForms(_) => None,
    });
    let failures: Vec<Failure> =
        errors.chain(&cards.no_objectives).map(|error| said::failure(context.language, error.clone())).collect();
    failures.iter().for_each(|failure| output::complain(failure, context.language));
    let told_already = ["scorecard-not-measured", "scorecard-stays-on-cluster", "scorecard-no-objectives"];
    section.findings.iter().filter(|finding| !told_already.contains(&finding.id.as_str())).for_each(say);
    section.notes.iter().for_each(say);
    Ok(!failures.is_empty())
}
