//! `attain review` of several periods: a pack each, and an index over all packs that lie in the folder.

use std::fs;
use std::path::Path;

use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::commands::review::{Aims, Reviewer, load};
use crate::cli::pack_writer::{file_name, json, out_folder, refuse_unwritable, remove_empty};
use crate::cli::review_arguments::ReviewArguments;
use crate::cli::{opener, output};
use crate::failure::{Failure, FailureKind};
use crate::pipeline::Snapshot;
use crate::reports::{self, BatchEntry, BatchSummary, ReviewHeadline};

/// The store is loaded and its facts are built once. A period that fails is told in the index and stops no other one;
/// the run ends as the worst of them.
pub(crate) fn run(reviewer: &Reviewer<'_>, asked: &ReviewArguments, periods: &[Period]) -> Result<Outcome, Failure> {
    let context = reviewer.writer.context;
    let out = out_folder(context);
    load(context)?;
    let snapshot = context.snapshot()?;
    let aims = Aims::of(context, &asked.aims)?;
    let mut entries = Vec::new();
    let mut worst: Option<FailureKind> = None;
    let mut failures = 0;
    for &period in periods {
        let label = snapshot.calendar.label(period);
        let entry = match one(reviewer, &snapshot, period, &aims, &out.join(&label)) {
            Ok(headline) => {
                BatchEntry { folder: label.clone(), period: label, review: Some(headline), ..BatchEntry::default() }
            }
            Err(failure) => {
                context.output.say(&format!("{label}: {failure}"));
                failures += 1;
                let code = failure.kind.exit_code();
                worst = worst.filter(|known| known.exit_code() >= code).or(Some(failure.kind));
                BatchEntry {
                    folder: label.clone(),
                    period: label,
                    exit_code: code,
                    problem: Some(failure.message),
                    hint: failure.hint,
                    review: None,
                }
            }
        };
        entries.push(entry);
    }
    let exit_code = worst.map_or(0, FailureKind::exit_code);
    let summary = BatchSummary::new(reviewer.writer.language_word(), exit_code, kept(&out, entries));
    refuse_uncreated(&out)?;
    index(reviewer, &summary, &out)?;
    output::write_file(&out.join("summary.json"), &json(&summary)?)?;
    answer(reviewer, &summary, &out)?;
    if asked.look.open {
        opener::open(&context.output, &out.join("index.html"));
    }
    match worst {
        None => Ok(Outcome::Done),
        Some(kind) => Err(Failure {
            kind,
            message: format!("{failures} of {} reviews failed", periods.len()),
            hint: Some(format!("the others stand; `{}` says why of each", out.join("summary.json").display())),
            chinese: Some(Box::new((
                format!("{} 份业绩回顾中有 {failures} 份失败", periods.len()),
                Some(format!("其余各份有效；`{}` 说明每份的原因", out.join("summary.json").display())),
            ))),
        }),
    }
}

fn one(
    reviewer: &Reviewer<'_>,
    snapshot: &Snapshot,
    period: Period,
    aims: &Aims,
    folder: &Path,
) -> Result<ReviewHeadline, Failure> {
    snapshot.require_data_in(period)?;
    refuse_unwritable(folder)?;
    let pack = reviewer.pack(snapshot, period, aims).inspect_err(|_| remove_empty(folder))?;
    let (summary, written) = reviewer.writer.write(&pack, folder);
    written?;
    Ok(ReviewHeadline::of(&pack, &summary))
}

/// The entries of this run, and those of earlier runs into the same folder whose packs still stand there.
fn kept(out: &Path, entries: Vec<BatchEntry>) -> Vec<BatchEntry> {
    let earlier = fs::read(out.join("summary.json")).ok();
    let earlier = earlier.and_then(|bytes| serde_json::from_slice::<BatchSummary>(&bytes).ok());
    let earlier = earlier.filter(|summary| summary.format == reports::BATCH_SUMMARY_FORMAT);
    let mut all: Vec<BatchEntry> = earlier.map_or_else(Vec::new, |summary| summary.reviews);
    all.retain(|known| {
        let is_of_this_run = entries.iter().any(|entry| entry.folder == known.folder);
        !is_of_this_run && known.review.is_some() && out.join(&known.folder).join("summary.json").is_file()
    });
    all.extend(entries);
    all.sort_by(|a, b| a.folder.cmp(&b.folder));
    all
}

fn refuse_uncreated(out: &Path) -> Result<(), Failure> {
    fs::create_dir_all(out).map_err(|error| {
        let message = format!("`{}` cannot be created: {error}", out.display());
        Failure::data(message, Some("choose another --out".to_string()))
    })
}

/// The index in each language.
fn index(reviewer: &Reviewer<'_>, summary: &BatchSummary, out: &Path) -> Result<(), Failure> {
    let writer = &reviewer.writer;
    for (at, wording) in writer.wordings.iter().enumerate() {
        let dress = writer.dress_beside("index", wording.language());
        let page = reports::html::index(summary, wording, &dress);
        let page = page.map_err(|error| Failure::internal(error.to_string()))?;
        let name = file_name("index", "html", wording.language(), at == 0);
        output::write_file(&out.join(name), page.as_bytes())?;
    }
    Ok(())
}

/// On stdout a line for each review of the folder, and where the index lies.
fn answer(reviewer: &Reviewer<'_>, summary: &BatchSummary, out: &Path) -> Result<(), Failure> {
    let wording = reviewer.writer.wording();
    let mut text = String::new();
    for entry in &summary.reviews {
        let (state, rest) = match &entry.problem {
            Some(problem) => ("index-failed", problem.clone()),
            None => ("index-done", out.join(&entry.folder).display().to_string()),
        };
        text.push_str(&format!("{}  {}  {rest}\n", entry.period, wording.text(state)));
    }
    for part in ["index.html", "summary.json"] {
        text.push_str(&format!("\n{}", out.join(part).display()));
    }
    text.push('\n');
    output::to_stdout(text.as_bytes())
}
