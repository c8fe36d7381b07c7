//! `attain rate`: ratings by people, checked, loaded and listed.

use std::path::PathBuf;

use crate::appraisal::ratings::{By, Level};
use crate::cli::Outcome;
use crate::cli::arguments::{BadRowsChoice, IngestArguments};
use crate::cli::commands::{ingest, load_messages};
use crate::cli::context::Context;
use crate::cli::headings::Reading;
use crate::cli::rate_arguments::{LevelChoice, RateArguments};
use crate::cli::{headings, listings, rating_listings, rating_notes, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::pipeline::ratings::{RatedCycle, rate};
use crate::quantity::nearest;
use crate::sources::{BadRows, CheckSettings, SourceSettings};
use crate::store::Store;

pub(crate) fn run(context: &Context, asked: &RateArguments) -> Result<Outcome, Failure> {
    if asked.starter {
        context.output.listing(&rating_listings::starter(context.currency()))?;
        context.output.say(rating_notes::starter_is_unmeasured(context.language));
        return Ok(Outcome::Done);
    }
    if asked.check_only {
        return check_only(context, asked);
    }
    let rejected = if asked.files.is_empty() { 0 } else { load(context, asked)? };
    let store = context.whole_version("ratings are not cut by days: two days could differ by what one rater said")?;
    require_tables(context, &store)?;
    let rated = rate(&store, &context.configuration.settings, asked.cycle.as_deref())?;
    require_rep(context, asked, &rated)?;
    let found = rating_notes::say(context, &rated, asked.cycle.is_none());
    if !asked.files.is_empty() && !rated.ratings.faults.is_empty() {
        let version = store.manifest().version;
        context.output.say(&rating_notes::loaded_all_the_same(context.language, version));
    }
    let mut by = vec![By::Total];
    match asked.by.as_slice() {
        [] => by.push(By::Group),
        cuts => by.extend(cuts.iter().map(|cut| cut.by())),
    }
    let listing = match asked.level {
        LevelChoice::Rep => {
            by.push(By::Oneself);
            rating_listings::reps(context, &rated, &rated.ratings.lines(asked.rep.as_deref(), &by))
        }
        level => {
            let mut lines = rated.ratings.team_lines(&rated.team_of(), &by);
            lines.retain(|line| level == LevelChoice::Team || line.level == Level::Company);
            rating_listings::teams(context, &rated, &lines)
        }
    };
    let reading =
        Reading { room: "rate", shown: &[], coded: &["by", "key", "level", "null_reason"], ..Reading::default() };
    let listing = headings::read_as(context, listing, &context.wording()?, reading);
    context.output.listing(&listing)?;
    Ok(if found || rejected > 0 { Outcome::Findings } else { Outcome::Done })
}

/// Loads files of ratings; how many rows were rejected.
fn load(context: &Context, asked: &RateArguments) -> Result<u64, Failure> {
    let (source, checks) = source_and_checks(context, asked)?;
    let report = ingest::load(context, &[source], &PathBuf::new(), checks, false)?;
    load_messages::say_what_happened(context, &report)?;
    Ok(report.files.iter().map(|file| file.source.rows_rejected).sum())
}

/// Reads and checks files of ratings and loads nothing.
fn check_only(context: &Context, asked: &RateArguments) -> Result<Outcome, Failure> {
    let (source, checks) = source_and_checks(context, asked)?;
    let rehearsal = ingest::rehearse(context, &[source], checks)?;
    let sources: Vec<_> = rehearsal.files.iter().map(|file| file.source.clone()).collect();
    context.output.listing(&listings::accounts(&sources, context.currency()))?;
    load_messages::say_what_would_happen(context, &rehearsal)?;
    let found = !rehearsal.rejected.is_empty() || !rehearsal.doubtful.is_empty();
    Ok(if found { Outcome::Findings } else { Outcome::Done })
}

fn source_and_checks(context: &Context, asked: &RateArguments) -> Result<(SourceSettings, CheckSettings), Failure> {
    let ingest = IngestArguments {
        files: asked.files.clone(),
        table: Some("assessments".to_string()),
        columns: asked.columns.clone(),
        separator: None,
        quote: None,
        encoding: None,
        sheet: None,
        header_row: None,
        date_format: None,
        decimal: None,
        time_zone: None,
        preset: None,
        again: false,
        bad_rows: asked.bad_rows,
    };
    let mut checks = context.configuration.settings.checks.clone();
    match asked.bad_rows {
        Some(BadRowsChoice::Stop) => checks.bad_rows = BadRows::Stop,
        Some(BadRowsChoice::Reject) => checks.bad_rows = BadRows::Reject,
        None => {}
    }
    Ok((ingest::named_source("assessments", &ingest)?, checks))
}

/// Says in the reader's language which table is missing.
fn require_tables(context: &Context, store: &Store) -> Result<(), Failure> {
    for table in ["assessments", "instruments"] {
        if !store.has_table(table) {
            let metric = "score_360".to_string();
            let mut failure =
                said::failure(context.language, MeasureError::TableMissing { metric, table: table.to_string() });
            if table == "instruments" {
                failure.hint = Some(rating_notes::how_to_start(context.language).to_string());
            }
            return Err(failure);
        }
    }
    Ok(())
}

fn require_rep(context: &Context, asked: &RateArguments, rated: &RatedCycle) -> Result<(), Failure> {
    let Some(rep) = &asked.rep else { return Ok(()) };
    if rated.ratings.ratees().any(|ratee| ratee == rep) {
        return Ok(());
    }
    let near = nearest(rep, rated.ratings.ratees());
    Err(rating_notes::not_rated(context.language, rep, &rated.cycle_id, &near))
}
