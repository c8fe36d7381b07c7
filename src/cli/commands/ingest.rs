//! `attain ingest`: files into the store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Outcome;
use crate::cli::arguments::{BadRowsChoice, IngestArguments};
use crate::cli::commands::load_messages;
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::listings;
use crate::cli::stand_ins;
use crate::failure::Failure;
use crate::pipeline::{self, IngestReport, IngestRequest, Progress, Rehearsal};
use crate::sources::{self, BadRows, CheckSettings, ColumnSource, SheetChoice, SourceSettings};

pub(crate) fn run(context: &Context, asked: &IngestArguments) -> Result<Outcome, Failure> {
    let sources = match &asked.table {
        Some(table) if !asked.files.is_empty() => vec![named_source(table, asked)?],
        Some(table) => configured(context, |source| source.table == *table)?,
        None => configured(context, |_| true)?,
    };
    // Files named on the command line are read from where the person stands.
    let base = if asked.files.is_empty() { context.configuration.base.clone() } else { PathBuf::new() };
    let mut checks = context.configuration.settings.checks.clone();
    match asked.bad_rows {
        Some(BadRowsChoice::Stop) => checks.bad_rows = BadRows::Stop,
        Some(BadRowsChoice::Reject) => checks.bad_rows = BadRows::Reject,
        None => {}
    }
    let report = load(context, &sources, &base, checks, asked.again)?;
    let sources: Vec<_> = report.files.iter().map(|file| file.source.clone()).collect();
    context.output.listing(&listings::accounts(&sources, context.currency()))?;
    load_messages::say_what_happened(context, &report)?;
    // Rows that an earlier load kept aside are still missing from the store.
    let rejected: u64 = report.files.iter().map(|file| file.source.rows_rejected).sum();
    Ok(if rejected == 0 { Outcome::Done } else { Outcome::Findings })
}

/// Loads sources with a progress bar on stderr.
pub(crate) fn load(
    context: &Context,
    sources: &[SourceSettings],
    base: &Path,
    checks: CheckSettings,
    again: bool,
) -> Result<IngestReport, Failure> {
    with_request(context, sources, base, checks, again, pipeline::ingest)
}

/// Does all that [`load`] does and leaves the store as it was.
pub(crate) fn rehearse(
    context: &Context,
    sources: &[SourceSettings],
    checks: CheckSettings,
) -> Result<Rehearsal, Failure> {
    with_request(context, sources, Path::new(""), checks, false, pipeline::rehearse)
}

fn with_request<R>(
    context: &Context,
    sources: &[SourceSettings],
    base: &Path,
    checks: CheckSettings,
    again: bool,
    act: impl FnOnce(&IngestRequest<'_>, &mut dyn Progress) -> Result<R, Failure>,
) -> Result<R, Failure> {
    if context.configuration.settings.company.currency.is_none() {
        let args = [("currency", context.currency().code())];
        context.output.say(&context.wording()?.text_filled("load-assumed-currency", &args));
    }
    let store = context.store_path()?;
    let given: Vec<String> = sources.iter().flat_map(|source| source.files.iter().cloned()).collect();
    for folder in sources::folders_within(&given, base) {
        let args = [("folder", folder.as_str()), ("pattern", &format!("{folder}/**/*"))];
        context.output.say(&context.wording()?.text_filled("load-folder-within", &args));
    }
    let put = stand_ins::put(context, sources, base, again)?;
    let request = IngestRequest {
        sources: &put.sources,
        base,
        stand_ins: put.stand_ins.clone(),
        store: &store,
        currency: context.currency(),
        time_zone: context.configuration.settings.company.time_zone.clone(),
        checks,
        again,
        now: context.now(),
        configuration: context.configuration_digest(),
    };
    let mut bar = Bar::new(context.output.quiet);
    let done = act(&request, &mut bar);
    bar.0.finish_and_clear();
    done
}

/// A progress bar with bytes and rows, on a terminal only.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Bar {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{prefix} {bar:30} {bytes} of {total_bytes} ({bytes_per_sec}), {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar(bar)
    }
}

impl Progress for Bar {
    fn begin(&mut self, file: &str, bytes: u64) {
        self.0.set_length(bytes);
        self.0.set_prefix(file.to_string());
    }

    fn read(&mut self, bytes: u64, rows: u64) {
        self.0.set_position(bytes.min(self.0.length().unwrap_or(bytes)));
        self.0.set_message(counted(rows, "row"));
    }
}

fn configured(context: &Context, wanted: impl Fn(&SourceSettings) -> bool) -> Result<Vec<SourceSettings>, Failure> {
    let sources: Vec<SourceSettings> =
        context.configuration.settings.source.iter().filter(|source| wanted(source)).cloned().collect();
    if sources.is_empty() {
        return Err(Failure::usage(
            "there is nothing to load: no file is named, and the configuration has no [[source]] for it",
            "name a file and its table: attain ingest orders.csv --table orders",
        ));
    }
    Ok(sources)
}

pub(crate) fn named_source(table: &str, asked: &IngestArguments) -> Result<SourceSettings, Failure> {
    let mut columns = BTreeMap::new();
    for pair in &asked.columns {
        let (canonical, name) = pair.split_once('=').ok_or_else(|| {
            Failure::usage(format!("`{pair}` does not name a column"), "write --column rep_id=Seller")
        })?;
        columns.insert(canonical.trim().to_string(), ColumnSource::Column(name.trim().to_string()));
    }
    Ok(SourceSettings {
        table: table.to_string(),
        files: asked.files.iter().map(|file| file.to_string_lossy().into_owned()).collect(),
        separator: asked.separator.clone(),
        quote: asked.quote.clone(),
        encoding: asked.encoding.clone(),
        sheet: asked.sheet.as_ref().map(|sheet| match sheet.parse() {
            Ok(number) => SheetChoice::Number(number),
            Err(_) => SheetChoice::Name(sheet.clone()),
        }),
        header_row: asked.header_row,
        date_format: asked.date_format.clone(),
        decimal: asked.decimal.clone(),
        time_zone: asked.time_zone.clone(),
        preset: asked.preset.clone(),
        columns,
        ..SourceSettings::default()
    })
}
