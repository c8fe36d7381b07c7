//! `attain ingest`: files into the store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Outcome;
use crate::cli::arguments::{BadRowsChoice, IngestArguments};
use crate::cli::context::Context;
use crate::cli::listings;
use crate::failure::Failure;
use crate::pipeline::{self, FileReport, IngestReport, IngestRequest, Progress};
use crate::sources::{
    BadRows, CheckSettings, ColumnSource, Preset, SheetChoice, SourceSettings, Spooled, recognised_presets, spool,
};
use crate::store::LoadedSource;

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
    say_what_happened(context, &report);
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
    if context.configuration.settings.company.currency.is_none() {
        context.output.say(&format!("assumed: currency {}", context.currency()));
    }
    let store = context.store_path();
    let spooled = standard_input(sources)?;
    let request = IngestRequest {
        sources,
        base,
        standard_input: spooled.as_ref().map(Spooled::path),
        store: &store,
        currency: context.currency(),
        time_zone: context.configuration.settings.company.time_zone.clone(),
        checks,
        again,
        now: context.now(),
        configuration: context.configuration_digest(),
    };
    let mut bar = Bar::new(context.output.quiet);
    let report = pipeline::ingest(&request, &mut bar);
    bar.0.finish_and_clear();
    report
}

/// Standard input as a file: its digest has to be known before it is read, and its rows may have to be read twice.
fn standard_input(sources: &[SourceSettings]) -> Result<Option<Spooled>, Failure> {
    if !sources.iter().any(|source| source.files.iter().any(|file| file == "-")) {
        return Ok(None);
    }
    let spooled = spool(&mut std::io::stdin().lock(), &std::env::temp_dir());
    spooled.map(Some).map_err(|error| Failure::internal(format!("standard input cannot be read: {error}")))
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
        self.0.set_message(format!("{rows} rows"));
    }
}

fn say_what_happened(context: &Context, report: &IngestReport) {
    let loaded: u64 = report.files.iter().map(|file| file.source.rows_loaded).sum();
    let unchanged = report.files.iter().filter(|file| file.unchanged).count();
    for file in &report.files {
        say_how_it_was_read(context, file);
        for (source, column, how) in
            file.source.mapping.iter().filter(|(_, _, how)| how == "synonym" || how.contains(" times "))
        {
            context.output.say(&format!("matched: `{source}` of {} is read as {column} ({how})", file.source.file));
        }
        if let Some(preset) = looks_like(&file.source) {
            context.output.say(&format!(
                "note: {} looks like {}; --preset {} (in the configuration preset = \"{}\") names its columns",
                file.source.file, preset.title_en, preset.name, preset.name
            ));
        }
        for (column, rows) in &file.source.rounded {
            context.output.say(&format!(
                "warning: {} rows of {} had more digits in {column} than {} has; they were rounded half to even",
                rows,
                file.source.file,
                context.currency()
            ));
        }
        if file.rows_replaced > 0 {
            context.output.say(&format!(
                "{}: {} rows replaced older ones with the same key",
                file.source.file, file.rows_replaced
            ));
        }
    }
    for issue in report.rejected.iter().take(10) {
        context.output.say(&format!("rejected: {issue}"));
    }
    for path in &report.rejects_written {
        context.output.say(&format!("the rejected rows are kept in {}", path.display()));
    }
    let version = report.store.manifest().version;
    context.output.say(&match (loaded, unchanged) {
        (0, n) if n == report.files.len() => {
            format!("nothing new: all {n} files were loaded before; the store stays at version {version}")
        }
        _ => format!("{loaded} rows loaded; the store {} is at version {version}", report.store.root().display()),
    });
}

/// The known export that a file is, where it was loaded without its preset.
fn looks_like(source: &LoadedSource) -> Option<&'static Preset> {
    if source.mapping.iter().any(|(_, _, how)| how.starts_with("preset")) {
        return None;
    }
    let header: Vec<String> = source.mapping.iter().map(|(title, _, _)| title.clone()).collect();
    recognised_presets(&header).into_iter().find(|preset| preset.table == source.table)
}

fn say_how_it_was_read(context: &Context, file: &FileReport) {
    let name = &file.source.file;
    if file.overtaken {
        context.output.say(&format!(
            "note: {name} was loaded before, and rows of its table were corrected since; they stay corrected (--again \
             reads it once more)"
        ));
    }
    if !file.described.is_empty() {
        context.output.say(&format!("{name}: {}", file.described));
    }
    for note in &file.notes {
        context.output.say(&format!("note: {name}: {note}"));
    }
    for (column, rows) in &file.mended {
        context.output.say(&format!(
            "warning: {rows} rows of {name} have ids in {column} that a spreadsheet had turned into numbers, such as \
             13085.0; they were read without the .0"
        ));
    }
    for (column, rows) in &file.lossy {
        context.output.say(&format!(
            "warning: {rows} rows of {name} have ids in {column} such as 1.23E+12: a spreadsheet dropped digits, so that \
             different ids may look the same; export them once more as text"
        ));
    }
    for (column, rows) in &file.wrong_sign {
        context
            .output
            .say(&format!("warning: {rows} rows of {name} have a sign in {column} that goes against their line type"));
    }
    if file.empty_cells > 0 {
        context.output.say(&format!("note: {name}: {} empty cells of its months are no rows", file.empty_cells));
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

fn named_source(table: &str, asked: &IngestArguments) -> Result<SourceSettings, Failure> {
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
