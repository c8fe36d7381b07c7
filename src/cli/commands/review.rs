//! `attain review`: the whole pack of a period, or of each of several.

use std::path::Path;

use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::commands::{ingest, review_batch, targets};
use crate::cli::context::Context;
use crate::cli::pack_writer::{PackWriter, out_folder, refuse_unwritable, remove_empty};
use crate::cli::review_arguments::{AimArguments, ReviewArguments};
use crate::cli::{company_look, opener, output, packet_file, periods, redaction};
use crate::failure::Failure;
use crate::pipeline::{Aim, Analysis, Snapshot};
use crate::reports::figures::legible;
use crate::reports::html::Dress;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Pack};
use crate::review::redact::Redaction;

pub(crate) fn run(context: &Context, asked: &ReviewArguments) -> Result<Outcome, Failure> {
    // A mistake in the command is told before a file is loaded.
    let periods = asked_periods(context, &asked.periods)?;
    let reviewer = Reviewer::new(context, asked)?;
    if asked.each.is_some() || matches!(periods, Asked::Several(_)) {
        return review_batch::run(&reviewer, asked, periods);
    }
    let folder = out_folder(context);
    refuse_unwritable(&folder)?;
    let outcome = one(&reviewer, asked, periods, &folder);
    if outcome.is_err() {
        remove_empty(&folder);
    }
    outcome
}

fn one(reviewer: &Reviewer<'_>, asked: &ReviewArguments, period: Asked, folder: &Path) -> Result<Outcome, Failure> {
    let context = reviewer.writer.context;
    load(context)?;
    let snapshot = context.snapshot()?;
    let period = match period {
        Asked::One(period) => {
            snapshot.require_data_in(period)?;
            period
        }
        _ => periods::reviewed(context, &snapshot, None)?,
    };
    let aims = Aims::of(context, &asked.aims)?;
    let pack = reviewer.pack(&snapshot, period, &aims)?;
    let (_, written) = reviewer.writer.write(&pack, folder);
    summarise(&reviewer.writer, &pack, folder)?;
    written?;
    if asked.look.open {
        opener::open(&context.output, &folder.join("review.html"));
    }
    Ok(Outcome::Done)
}

/// Which periods were asked for.
pub(crate) enum Asked {
    /// None: the last complete one.
    Last,
    /// One, whose pack lies in the folder itself.
    One(Period),
    /// A list or a range, sorted: each has a folder of its own.
    Several(Vec<Period>),
}

/// More reviews in one run are a mistake in writing a range.
const MOST_PERIODS: i32 = 400;

pub(crate) fn asked_periods(context: &Context, texts: &[String]) -> Result<Asked, Failure> {
    let calendar = context.configuration.settings.fiscal_calendar()?;
    let mut found: Vec<Period> = Vec::new();
    for text in texts {
        let Some((from, to)) = text.split_once("..") else {
            found.push(calendar.parse(text)?);
            continue;
        };
        let (from, to) = (calendar.parse(from)?, calendar.parse(to)?);
        let count = to.index - from.index + 1;
        if from.grain != to.grain || !(1..=MOST_PERIODS).contains(&count) {
            return Err(Failure::usage(
                format!("`{text}` is not a range of periods that can be reviewed"),
                format!(
                    "write the first and the last of at most {MOST_PERIODS} periods of one length, the earlier one first: 2018-Q1..2019-Q2"
                ),
            ));
        }
        found.extend((0..count).map(|more| from.plus(more)));
    }
    match (texts, found.as_slice()) {
        ([], _) => Ok(Asked::Last),
        ([only], [period]) if !only.contains("..") => Ok(Asked::One(*period)),
        _ => {
            found.sort();
            found.dedup();
            Ok(Asked::Several(found))
        }
    }
}

/// What every review of a run shares.
pub(crate) struct Reviewer<'a> {
    pub(crate) writer: PackWriter<'a>,
    redaction: Option<Redaction>,
}

impl<'a> Reviewer<'a> {
    fn new(context: &'a Context, asked: &ReviewArguments) -> Result<Reviewer<'a>, Failure> {
        let look = &asked.look;
        let packet = packet_file::asked(context, &asked.packet)?;
        let redaction = redaction::asked(&look.redact)?;
        let company_look = look.templates.as_deref().map(company_look::read).transpose()?;
        let wordings = context.wordings(company_look.as_ref().map(|look| &look.words))?;
        let dress = Dress { look: company_look.map(|look| look.look), ..Dress::default() };
        Ok(Reviewer { writer: PackWriter { context, wordings, dress, packet }, redaction })
    }

    /// The pack of a period, under pseudonyms where that was asked for.
    pub(crate) fn pack(&self, snapshot: &Snapshot, period: Period, aims: &Aims) -> Result<Pack, Failure> {
        self.pack_of(&self.analysis(snapshot, period, aims)?)
    }

    /// Everything that the review of a period tells.
    pub(crate) fn analysis<'s>(
        &self,
        snapshot: &'s Snapshot,
        period: Period,
        aims: &Aims,
    ) -> Result<Analysis<'s>, Failure>
    where
        'a: 's,
    {
        analysis(self.writer.context, snapshot, period, aims)
    }

    /// The same as a pack, under pseudonyms where that was asked for.
    pub(crate) fn pack_of(&self, analysis: &Analysis<'_>) -> Result<Pack, Failure> {
        pack_of(self.writer.context, self.redaction.as_ref(), analysis)
    }
}

/// The pack of a period, under pseudonyms where there is a secret for them.
pub(crate) fn pack(
    context: &Context,
    redaction: Option<&Redaction>,
    snapshot: &Snapshot,
    period: Period,
    aims: &Aims,
) -> Result<Pack, Failure> {
    pack_of(context, redaction, &analysis(context, snapshot, period, aims)?)
}

fn analysis<'s>(
    context: &'s Context,
    snapshot: &'s Snapshot,
    period: Period,
    aims: &Aims,
) -> Result<Analysis<'s>, Failure> {
    let settings = &context.configuration.settings;
    Analysis::reviewed(snapshot, settings, period, aims.chance, aims.revenue_goal)
}

fn pack_of(context: &Context, redaction: Option<&Redaction>, analysis: &Analysis<'_>) -> Result<Pack, Failure> {
    let pack = analysis.pack(&context.stamp());
    match redaction {
        None => Ok(pack),
        Some(redaction) => {
            redaction.pack(&pack, &[]).map_err(|error| Failure::internal(format!("under pseudonyms: {error}")))
        }
    }
}

/// How targets are set.
pub(crate) struct Aims {
    chance: Option<Aim>,
    revenue_goal: Option<Aim>,
}

impl Aims {
    pub(crate) fn of(context: &Context, asked: &AimArguments) -> Result<Aims, Failure> {
        let goal_metric = ["revenue_net".to_string()];
        let revenue_goal = targets::aim(context, &goal_metric, None, asked.goal.as_ref())?;
        let chance = targets::aim(context, &goal_metric, asked.chance, None)?;
        Ok(Aims { chance, revenue_goal })
    }
}

/// A configuration with sources is brought up to date first, so that the batch job is one command.
pub(crate) fn load(context: &Context) -> Result<(), Failure> {
    let settings = &context.configuration.settings;
    if settings.source.is_empty() {
        return Ok(());
    }
    let report = ingest::load(context, &settings.source, &context.configuration.base, settings.checks.clone(), false)?;
    let read: u64 = report.files.iter().map(|file| file.source.rows_read).sum();
    let loaded: u64 = report.files.iter().map(|file| file.source.rows_loaded).sum();
    let dropped: u64 = report.files.iter().map(|file| file.source.duplicates_dropped).sum();
    let rejected: u64 = report.files.iter().map(|file| file.source.rows_rejected).sum();
    let count = |rows: u64| Arg::Count(rows as i64);
    let said = sentence(
        "load-of-review",
        vec![
            ("read", count(read)),
            ("loaded", count(loaded)),
            ("known", count(dropped)),
            ("rejected", count(rejected)),
            ("version", Arg::Text(report.store.manifest().version.to_string())),
        ],
    );
    context.output.say(&context.wording()?.sentence(&said, context.currency()));
    Ok(())
}

/// The short answer on stdout: what a leader wants to know, and where the pack lies.
fn summarise(writer: &PackWriter<'_>, pack: &Pack, folder: &Path) -> Result<(), Failure> {
    let wording = writer.wording();
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
    let head_line = [legible(&pack.header.subject()), pack.header.period.label.clone()];
    let head_line: Vec<String> = head_line.into_iter().filter(|part| !part.is_empty()).collect();
    text.push_str(&format!("{}\n", head_line.join(" · ")));
    for (id, sentences) in parts.into_iter().filter(|(_, sentences)| !sentences.is_empty()) {
        text.push_str(&head(id));
        for sentence in sentences {
            text.push_str(&format!("  • {}\n", wording.sentence(sentence, pack.header.currency)));
        }
    }
    for part in writer.first_files() {
        text.push_str(&format!("\n{}", folder.join(part).display()));
    }
    text.push('\n');
    output::to_stdout(text.as_bytes())
}
