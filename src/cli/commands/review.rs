//! `attain review`: the whole pack of a period.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::commands::{ingest, targets};
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::output;
use crate::cli::pack_files::PackFiles;
use crate::cli::packet_file::{self, AskedPacket};
use crate::cli::periods;
use crate::cli::review_arguments::ReviewArguments;
use crate::failure::Failure;
use crate::pipeline::Analysis;
use crate::reports::figures::legible;
use crate::reports::{self, DigestForm, RunSummary};
use crate::review::pack::Pack;
use crate::review::tables;

pub(crate) fn run(context: &Context, asked: &ReviewArguments) -> Result<Outcome, Failure> {
    let packet = packet_file::asked(context, &asked.packet)?;
    let folder = out_folder(context);
    refuse_unwritable(&folder)?;
    let outcome = review(context, asked, packet.as_ref());
    if outcome.is_err() {
        // A refused review leaves no empty folders; folders that hold something stay as they are.
        let _ = std::fs::remove_dir(folder.join("tables"));
        let _ = std::fs::remove_dir(&folder);
    }
    outcome
}

fn review(context: &Context, asked: &ReviewArguments, packet: Option<&AskedPacket>) -> Result<Outcome, Failure> {
    // A mistake in the command is told before a file is loaded.
    if let Some(period) = &asked.period {
        context.configuration.settings.fiscal_calendar()?.parse(period)?;
    }
    // A configuration with sources is brought up to date first, so that the batch job is one command.
    if !context.configuration.settings.source.is_empty() {
        let settings = &context.configuration.settings;
        let report =
            ingest::load(context, &settings.source, &context.configuration.base, settings.checks.clone(), false)?;
        let read: u64 = report.files.iter().map(|file| file.source.rows_read).sum();
        let loaded: u64 = report.files.iter().map(|file| file.source.rows_loaded).sum();
        let dropped: u64 = report.files.iter().map(|file| file.source.duplicates_dropped).sum();
        let rejected: u64 = report.files.iter().map(|file| file.source.rows_rejected).sum();
        context.output.say(&format!(
            "load: {} read = {loaded} loaded + {dropped} known or repeated + {rejected} rejected; store version {}",
            counted(read, "row"),
            report.store.manifest().version
        ));
    }
    let snapshot = context.snapshot()?;
    let period = periods::reviewed(context, &snapshot, asked.period.as_ref())?;
    let goal_metric = ["revenue_net".to_string()];
    let revenue_goal = targets::aim(context, &goal_metric, None, asked.goal.as_ref())?;
    let chance = targets::aim(context, &goal_metric, asked.chance, None)?;
    let analysis = Analysis::run(&snapshot, &context.configuration.settings, period, chance, revenue_goal)?;
    let pack = analysis.pack(&context.stamp());
    let folder = out_folder(context);
    let written = write(context, &pack, &folder, packet);
    summarise(context, &pack, &folder)?;
    written?;
    Ok(Outcome::Done)
}

/// `--out`, else `review-2019-Q2` where the person stands.
fn out_folder(context: &Context) -> PathBuf {
    context.global.out.clone().unwrap_or_else(|| PathBuf::from("attain-review"))
}

/// Says before a minute of work that its result could not be written.
fn refuse_unwritable(folder: &Path) -> Result<(), Failure> {
    let tables = folder.join("tables");
    std::fs::create_dir_all(&tables).map_err(|error| {
        Failure::data(
            format!("`{}` cannot be created: {error}", tables.display()),
            Some("choose another --out".to_string()),
        )
    })
}

/// Writes the pack, and last what a scheduler wants to know of it.
fn write(context: &Context, pack: &Pack, folder: &Path, packet: Option<&AskedPacket>) -> Result<(), Failure> {
    let wording = context.wording()?;
    // A summary of an earlier review must not vouch for this one, should it be broken off.
    let _ = std::fs::remove_file(folder.join("summary.json"));
    // Nor may a packet of an earlier one lie beside it.
    let _ = std::fs::remove_file(folder.join(packet_file::NAME));
    let mut files = PackFiles::new(folder, &context.output);
    let page = reports::html::page(pack, &wording).map_err(|error| Failure::internal(error.to_string()));
    files.put("review.html", page.map(String::into_bytes));
    let workbook = reports::workbook(pack, &wording).map_err(|error| Failure::internal(error.to_string()));
    files.put("review.xlsx", workbook);
    files.put("review.json", json(pack));
    files.put("digest.txt", Ok(reports::digest(pack, &wording, DigestForm::Plain).into_bytes()));
    files.put("digest.md", Ok(reports::digest(pack, &wording, DigestForm::Markdown).into_bytes()));
    let statement = |sentence: &crate::review::pack::Sentence| wording.sentence(sentence, pack.header.currency);
    for listing in &tables::of_pack(pack, &statement) {
        let csv = reports::csv(listing).map_err(|error| Failure::internal(error.to_string()));
        files.put(&format!("tables/{}.csv", listing.name), csv);
        files.put_parquet(&format!("tables/{}.parquet", listing.name), listing);
    }
    if let Some(packet) = packet {
        files.put(packet_file::NAME, packet.make(context, pack, &wording));
    }
    let mut summary =
        RunSummary::new(pack, context.language.word(), std::mem::take(&mut files.written), files.failed.clone());
    summary.exit_code = files.exit_code();
    files.put("summary.json", json(&summary));
    files.outcome()
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| Failure::internal(error.to_string()))?;
    json.push(b'\n');
    Ok(json)
}

/// The short answer on stdout: what a leader wants to know, and where the pack lies.
fn summarise(context: &Context, pack: &Pack, folder: &Path) -> Result<(), Failure> {
    let wording = context.wording()?;
    let mut text = String::new();
    let head = |id: &str| format!("\n{}\n", wording.text(id));
    let summary = &pack.summary;
    let parts = [
        ("summary-happened", &summary.happened),
        ("summary-at-risk", &summary.at_risk),
        ("summary-aim", &summary.aim),
        ("summary-decide", &summary.decide),
        ("summary-limits", &summary.limits),
    ];
    let head_line = [legible(&pack.header.company), pack.header.period.label.clone()];
    let head_line: Vec<String> = head_line.into_iter().filter(|part| !part.is_empty()).collect();
    text.push_str(&format!("{}\n", head_line.join(" · ")));
    for (id, sentences) in parts.into_iter().filter(|(_, sentences)| !sentences.is_empty()) {
        text.push_str(&head(id));
        for sentence in sentences {
            text.push_str(&format!("  • {}\n", wording.sentence(sentence, pack.header.currency)));
        }
    }
    let parts = ["review.html", "review.xlsx", "review.json", "digest.txt", "summary.json", "tables"];
    let packet = Some(packet_file::NAME).filter(|name| folder.join(name).exists());
    for part in parts.into_iter().chain(packet) {
        text.push_str(&format!("\n{}", folder.join(part).display()));
    }
    text.push('\n');
    output::to_stdout(text.as_bytes())
}
