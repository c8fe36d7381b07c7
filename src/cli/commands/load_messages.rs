//! What a load says on stderr: how each file was read, what became of its rows, and what is doubtful about them.

use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::failure::Failure;
use crate::pipeline::{FileReport, IngestReport};
use crate::review::quality_report::file_account;
use crate::sources::{ColumnDoubt, KnownBy, Preset, Severity, StrippedIds, recognised_presets};
use crate::store::LoadedSource;

/// Says all of it.
pub(crate) fn say_what_happened(context: &Context, report: &IngestReport) -> Result<(), Failure> {
    for file in &report.files {
        say_how_it_was_read(context, file);
        say_how_columns_were_matched(context, file);
        say_what_is_doubtful(context, file);
        say_what_was_replaced(context, file);
    }
    for issue in report.rejected.iter().take(10) {
        context.output.say(&format!("rejected: {issue}"));
    }
    for path in &report.rejects_written {
        context.output.say(&format!("the rejected rows are kept in {}", path.display()));
    }
    for file in &report.files {
        say_the_account(context, file)?;
    }
    say_how_it_ended(context, report);
    Ok(())
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
    if !file.unchanged && file.source.rows_read == 0 {
        context.output.say(&format!("note: {name} has a header and no row under it; nothing of it was loaded"));
    }
    if file.empty_cells > 0 {
        let cells = match file.empty_cells {
            1 => "1 empty cell of its months is no row".to_string(),
            many => format!("{many} empty cells of its months are no rows"),
        };
        context.output.say(&format!("note: {name}: {cells}"));
    }
}

fn say_how_columns_were_matched(context: &Context, file: &FileReport) {
    let told = |how: &str| how == "synonym" || how.contains(" times ");
    for (source, column, how) in file.source.mapping.iter().filter(|(_, _, how)| told(how)) {
        context.output.say(&format!("matched: `{source}` of {} is read as {column} ({how})", file.source.file));
    }
    if let Some(preset) = looks_like(&file.source) {
        context.output.say(&format!(
            "note: {} looks like {}; --preset {} (in the configuration preset = \"{}\") names its columns",
            file.source.file, preset.title_en, preset.name, preset.name
        ));
    }
}

/// The known export that a file is, where it was loaded without its preset.
fn looks_like(source: &LoadedSource) -> Option<&'static Preset> {
    if source.mapping.iter().any(|(_, _, how)| how.starts_with("preset")) {
        return None;
    }
    let header: Vec<String> = source.mapping.iter().map(|(title, _, _)| title.clone()).collect();
    recognised_presets(&header).into_iter().find(|preset| preset.table == source.table)
}

fn say_what_is_doubtful(context: &Context, file: &FileReport) {
    let name = &file.source.file;
    let warn = |text: String| context.output.say(&format!("warning: {text}"));
    let rows = |count: u64, one: &str, many: &str| match count {
        1 => format!("1 row of {name} {one}"),
        _ => format!("{count} rows of {name} {many}"),
    };
    for (column, count) in &file.source.rounded {
        warn(format!(
            "{} more digits in {column} than {} has; {} rounded half to even",
            rows(*count, "had", "had"),
            context.currency(),
            if *count == 1 { "it was" } else { "they were" }
        ));
    }
    for doubt in &file.mended {
        warn(format!(
            "{} in {} that a spreadsheet had turned into {}: {}; read without the .0",
            rows(doubt.rows, "has an id", "have ids"),
            doubt.column,
            if doubt.rows == 1 { "a number" } else { "numbers" },
            examples(doubt)
        ));
    }
    for doubt in &file.lossy {
        warn(format!(
            "{} in {} in which a spreadsheet dropped digits, so that different ids may look the same: {}; export the \
             file once more with its ids as text",
            rows(doubt.rows, "has an id", "have ids"),
            doubt.column,
            examples(doubt)
        ));
    }
    for StrippedIds { doubt, known_by } in &file.stripped {
        let why = match known_by {
            KnownBy::Width(digits) => format!("the others have {digits} digits, some of them zeros at the beginning"),
            KnownBy::OtherTable { table, id } => format!("{table} has the first as `{id}`"),
        };
        warn(format!(
            "{} in {} without leading zeros that a spreadsheet seems to have dropped: {}; {why}; export the file once \
             more with its ids as text",
            rows(doubt.rows, "has an id", "have ids"),
            doubt.column,
            examples(doubt)
        ));
    }
    for doubt in &file.wrong_sign {
        warn(format!(
            "{} a sign in {} that goes against {} line type: {}",
            rows(doubt.rows, "has", "have"),
            doubt.column,
            if doubt.rows == 1 { "its" } else { "their" },
            examples(doubt)
        ));
    }
    if let Some(doubt) = file.future.as_ref().filter(|_| may_be_told(context, "future_date")) {
        warn(format!(
            "{} dated after today: {}; where that is a mistake, mend the rows, for the data are read up to the last day \
             that they hold",
            rows(doubt.rows, "is", "are"),
            examples(doubt)
        ));
    }
    if file.repeats > 0 {
        warn(format!(
            "{} no order id and {} the same in day, customer, product, rep, quantity and amount as a row of another \
             file: exports that overlap count such rows twice; export the order ids, or each day once",
            rows(file.repeats, "has", "have"),
            if file.repeats == 1 { "is" } else { "are" }
        ));
    }
    if let Some(doubt) = &file.nameless {
        warn(format!(
            "{} no order_id although the file has a column of them ({}): each counts as an order of its own, and a \
             later export that holds it again counts it again",
            rows(doubt.rows, "has", "have"),
            lines(doubt)
        ));
    }
}

/// Whether a check is not silenced.
fn may_be_told(context: &Context, check: &str) -> bool {
    context.configuration.settings.checks.severity(check) != Severity::Ignore
}

/// ``line 2 `13085.0`, line 5 `13086.0`, and others``.
fn examples(doubt: &ColumnDoubt) -> String {
    let legible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let value = |text: &str| text.chars().take(40).map(legible).collect::<String>();
    let shown: Vec<String> =
        doubt.examples.iter().map(|(line, text)| format!("line {line} `{}`", value(text))).collect();
    with_others(doubt, shown)
}

/// `line 2, line 5, and others`.
fn lines(doubt: &ColumnDoubt) -> String {
    with_others(doubt, doubt.examples.iter().map(|(line, _)| format!("line {line}")).collect())
}

fn with_others(doubt: &ColumnDoubt, shown: Vec<String>) -> String {
    let more = if doubt.rows > shown.len() as u64 { ", and others" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn say_what_was_replaced(context: &Context, file: &FileReport) {
    if file.rows_replaced > 0 {
        let (verb, other) = if file.rows_replaced == 1 { ("replaces", "one") } else { ("replace", "others") };
        context.output.say(&format!(
            "{}: {} {verb} {other} with the same key that came with an earlier load or a file named before it: of two \
             contents the one named later counts",
            file.source.file,
            counted(file.rows_replaced, "row")
        ));
    }
}

/// The account of a file in which not every row was loaded, by reason and by rule.
fn say_the_account(context: &Context, file: &FileReport) -> Result<(), Failure> {
    let source = &file.source;
    if file.unchanged || source.rows_loaded == source.rows_read {
        return Ok(());
    }
    let wording = context.wording()?;
    for row in file_account(source) {
        context.output.say(&wording.sentence(&row.sentence, context.currency()));
    }
    Ok(())
}

fn say_how_it_ended(context: &Context, report: &IngestReport) {
    let loaded: u64 = report.files.iter().map(|file| file.source.rows_loaded).sum();
    let unchanged = report.files.iter().filter(|file| file.unchanged).count();
    let version = report.store.manifest().version;
    context.output.say(&match (loaded, unchanged) {
        (0, 1) if report.files.len() == 1 => {
            format!("nothing new: the file was loaded before; the store stays at version {version}")
        }
        (0, n) if n == report.files.len() => {
            format!("nothing new: all {n} files were loaded before; the store stays at version {version}")
        }
        _ => format!(
            "{} loaded; the store {} is at version {version}",
            counted(loaded, "row"),
            report.store.root().display()
        ),
    });
}
