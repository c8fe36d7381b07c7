//! `attain cases`: won and lost deals, reviewed.

use crate::appraisal::cases::CaseDoubtCode;
use crate::cli::Outcome;
use crate::cli::cases_arguments::{CasesArguments, ShowChoice};
use crate::cli::cases_listings as listings;
use crate::cli::context::Context;
use crate::cli::{headings, notes, periods, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::pipeline::{CaseFile, FactsNeeded, SheetQuestion, Snapshot, case_file, case_sheet};
use crate::reports::wording::Wording;
use crate::review::findings::sentence;
use crate::review::pack::Arg;
use crate::review::tables::Stamp;

/// So many sentences about what is wrong; the others stand in the listing.
const MOST_SAID: usize = 10;

pub(crate) fn run(context: &Context, asked: &CasesArguments) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    match asked.sample {
        Some(wanted) => sheet(context, &snapshot, asked, wanted as usize),
        None => reviews(context, &snapshot, asked.show),
    }
}

fn sheet(context: &Context, snapshot: &Snapshot, asked: &CasesArguments, wanted: usize) -> Result<Outcome, Failure> {
    if !snapshot.tables.has("opportunities") {
        let (metric, table) = ("case_reviews".to_string(), "opportunities".to_string());
        return Err(said::failure(context.language, MeasureError::TableMissing { metric, table }));
    }
    let settings = &context.configuration.settings.cases;
    let period = periods::reviewed(context, snapshot, asked.period.as_ref())?;
    let question = SheetQuestion { period, wanted, seed: asked.seed, reviewers: asked.reviewers.clone() };
    let sheet = case_sheet(snapshot, settings, &question)?;
    let wording = context.wording()?;
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let listing = listings::sheet(&sheet, settings, &snapshot.people, context.language, stamp);
    // A sheet is to be filled in and loaded: a stamp on it would come back as columns that nobody asked for.
    context.output.listing(&headings::readable(context, listing, &wording, &[]))?;
    let count = |number: usize| Arg::Count(number as i64);
    let mut said = vec![sentence(
        "cases-drawn",
        vec![
            ("cases", count(sheet.cases)),
            ("wanted", count(wanted)),
            ("deals", count(sheet.strata.iter().map(|stratum| stratum.deals).sum())),
            ("strata", count(sheet.strata.len())),
            ("period", Arg::Text(snapshot.calendar.label(period))),
            ("seed", Arg::Text(asked.seed.to_string())),
        ],
    )];
    if asked.reviewers.is_empty() {
        said.push(sentence("cases-name-reviewers", vec![]));
    }
    if sheet.short_of_reviewers > 0 {
        said.push(sentence("cases-short-of-reviewers", vec![("cases", count(sheet.short_of_reviewers))]));
    }
    said.iter().for_each(|one| context.output.say(&wording.sentence(one, snapshot.currency)));
    Ok(Outcome::Done)
}

fn reviews(context: &Context, snapshot: &Snapshot, show: ShowChoice) -> Result<Outcome, Failure> {
    let settings = &context.configuration.settings.cases;
    let file = case_file(snapshot, settings).map_err(|error| refused(context, error))?;
    let wording = context.wording()?;
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let language = context.language;
    let listing = match show {
        ShowChoice::Items => listings::items(&file, settings, language, stamp),
        ShowChoice::Reps => listings::reps(&file, settings, &snapshot.people, language, stamp),
        ShowChoice::Cases => listings::cases(&file, &snapshot.people, stamp),
        ShowChoice::Notes => listings::notes(&file, stamp),
        ShowChoice::Lessons => listings::lessons(&file, settings, language, stamp),
        ShowChoice::Doubts => listings::doubts(&file, stamp),
    };
    let in_words = |listing| Ok(headings::readable(context, listing, &wording, shown(show)));
    context.answer_told(snapshot, listing, in_words)?;
    say(context, snapshot, &file, &wording);
    Ok(if has_findings(&file) { Outcome::Findings } else { Outcome::Done })
}

/// What people see of a listing; programs see all.
fn shown(show: ShowChoice) -> &'static [&'static str] {
    match show {
        ShowChoice::Items => &[
            "name",
            "cases",
            "mean",
            "won_n",
            "won_mean",
            "lost_n",
            "lost_mean",
            "difference",
            "lower",
            "upper",
            "q",
            "standing",
            "kappa_quadratic",
            "kappa_lower",
            "kappa_upper",
            "alpha",
            "reps_weak",
            "null_reason",
            "as_of",
        ],
        ShowChoice::Reps => &[
            "rep_name",
            "name",
            "cases",
            "won_n",
            "mean",
            "lower",
            "upper",
            "others_mean",
            "q",
            "weak",
            "clear",
            "null_reason",
            "as_of",
        ],
        ShowChoice::Lessons => {
            &["kind", "name", "difference", "q", "reps_weak", "reps", "weak_reps", "topic_name", "advice"]
        }
        ShowChoice::Cases => &[
            "case_id",
            "rep_name",
            "outcome",
            "reviewers",
            "items",
            "mean",
            "largest_distance",
            "distance_item",
            "open",
            "flags",
            "as_of",
        ],
        _ => &[],
    }
}

/// Without reviews there is nothing to analyse, and the way to some.
fn refused(context: &Context, error: MeasureError) -> Failure {
    match error {
        MeasureError::TableMissing { .. } => notes::no_case_reviews(context.language),
        other => said::failure(context.language, other),
    }
}

/// A case with one reviewer waits for another; everything else is something wrong.
fn has_findings(file: &CaseFile) -> bool {
    file.without_outcomes || file.cases.doubts.iter().any(|doubt| doubt.code != CaseDoubtCode::OneReviewer)
}

fn say(context: &Context, snapshot: &Snapshot, file: &CaseFile, wording: &Wording) {
    let mut said = Vec::new();
    if file.without_outcomes {
        said.push(sentence("cases-without-outcomes", vec![]));
    }
    for doubt in file.cases.doubts.iter().take(MOST_SAID) {
        let text = |text: &String| Arg::Text(text.clone());
        said.push(sentence(
            &format!("case-doubt-{}", doubt.code.code()),
            vec![
                ("case", text(&doubt.case_id)),
                ("reviewer", text(&doubt.reviewer)),
                ("item", text(&doubt.item)),
                ("received", text(&doubt.received)),
            ],
        ));
    }
    let more = file.cases.doubts.len().saturating_sub(MOST_SAID);
    if more > 0 {
        said.push(sentence("cases-more-doubts", vec![("count", Arg::Count(more as i64))]));
    }
    let open: usize = file.cases.list.iter().map(|case| case.open).sum();
    if open > 0 {
        said.push(sentence("cases-open", vec![("count", Arg::Count(open as i64))]));
    }
    said.push(sentence("cases-note", vec![]));
    said.iter().for_each(|one| context.output.say(&wording.sentence(one, snapshot.currency)));
}
