//! What a load says on stderr: how each file was read, what became of its rows, and what is doubtful about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::context::Context;
use crate::cli::said::row_issue;
use crate::failure::Failure;
use crate::phrases::in_chinese;
use crate::pipeline::{FileReport, IngestReport, Rehearsal};
use crate::reports::wording::{Language, Wording};
use crate::review::findings::sentence;
use crate::review::pack::Arg;
use crate::review::quality_report::file_account;
use crate::sources::{
    ColumnDoubt, DOUBTFUL_TOLD, KnownBy, Preset, RowIssue, Severity, StrippedIds, recognised_presets,
};
use crate::store::LoadedSource;

/// Rejected rows that are named one by one; all of them stand in the files that are kept.
const NAMED: usize = 10;

/// Says all of it.
pub(crate) fn say_what_happened(context: &Context, report: &IngestReport) -> Result<(), Failure> {
    let voice = Voice { context, wording: context.wording()? };
    voice.of_files(&report.files);
    voice.issues("rejected", &report.rejected);
    voice.issues("warned", &report.doubtful);
    for path in &report.rejects_written {
        voice.say("rejects-kept", vec![("path", Arg::Text(path.display().to_string()))]);
    }
    for file in &report.files {
        voice.the_account(file);
    }
    if report.begun_anew > 0 {
        voice.say("anew", vec![("count", Arg::Count(i64::from(report.begun_anew)))]);
    }
    voice.how_it_ended(report);
    Ok(())
}

/// Says what a load would do: what is wrong with the rows, what is doubtful, and that nothing was loaded.
pub(crate) fn say_what_would_happen(context: &Context, rehearsal: &Rehearsal) -> Result<(), Failure> {
    let voice = Voice { context, wording: context.wording()? };
    voice.of_files(&rehearsal.files);
    voice.issues("rejected", &rehearsal.rejected);
    voice.issues("doubtful", &rehearsal.doubtful);
    for file in &rehearsal.files {
        voice.the_account(file);
    }
    voice.say("rehearsed", vec![]);
    Ok(())
}

/// Between why a column was matched and what its values are multiplied by, as the store notes it.
const TIMES: &str = ", each value times ";

/// The words, and where they go.
struct Voice<'c> {
    context: &'c Context,
    wording: Wording,
}

fn text(text: &str) -> Arg {
    Arg::Text(text.to_string())
}

impl Voice<'_> {
    /// Says the message `load-<id>`.
    fn say(&self, id: &str, args: Vec<(&'static str, Arg)>) {
        self.context.output.say(&self.told(id, args));
    }

    fn told(&self, id: &str, args: Vec<(&'static str, Arg)>) -> String {
        self.wording.sentence(&sentence(&format!("load-{id}"), args), self.context.currency())
    }

    /// What a room said in English, in the reader's language.
    fn in_language(&self, english: &str) -> String {
        match self.context.language {
            Language::En => english.to_string(),
            Language::Zh => in_chinese(english).unwrap_or_else(|| english.to_string()),
        }
    }

    fn of_files(&self, files: &[FileReport]) {
        for file in files {
            self.how_it_was_read(file);
            self.how_columns_were_matched(file);
            self.what_is_doubtful(file);
            self.what_was_replaced(file);
        }
    }

    /// The first rows with something wrong, and how many more there are. What several rows of a file have in common, such
    /// as a person whom one other rates, is said once, for the first of them.
    fn issues(&self, id: &str, issues: &[RowIssue]) {
        let mut seen = BTreeSet::new();
        let mut different: Vec<&RowIssue> = Vec::new();
        for issue in issues {
            if !issue.rule.is_of_several_rows() || seen.insert((issue.rule.code(), &issue.file, &issue.value)) {
                different.push(issue);
            }
        }
        for issue in different.iter().take(NAMED) {
            self.say(id, vec![("issue", Arg::Text(row_issue(self.context.language, issue)))]);
        }
        if different.len() > NAMED && id != "rejected" {
            let at_least = if are_all(issues) { "" } else { "-at-least" };
            self.say(&format!("more-{id}{at_least}"), vec![("count", Arg::Count((different.len() - NAMED) as i64))]);
        }
    }

    fn how_it_was_read(&self, file: &FileReport) {
        let name = || ("file", text(&file.source.file));
        if file.overtaken {
            self.say("overtaken", vec![name()]);
        }
        if !file.described.is_empty() {
            self.context.output.say(&format!("{}: {}", file.source.file, self.in_language(&file.described)));
        }
        for note in &file.notes {
            self.say("note", vec![name(), ("note", Arg::Text(self.in_language(note)))]);
        }
        if !file.unchanged && file.source.rows_read == 0 {
            self.say("header-only", vec![name()]);
        }
        if file.empty_cells > 0 {
            self.say("empty-cells", vec![name(), ("count", Arg::Count(file.empty_cells as i64))]);
        }
    }

    fn how_columns_were_matched(&self, file: &FileReport) {
        let told = |how: &str| how == "synonym" || how.contains(TIMES) || how == "worked_out";
        for (source, column, how) in file.source.mapping.iter().filter(|(_, _, how)| told(how)) {
            let how = match how.split_once(TIMES) {
                Some((how, times)) => {
                    let args = vec![("how", Arg::Text(self.wording.named("how", how))), ("times", text(times))];
                    self.told("matched-times", args)
                }
                None => self.wording.named("how", how),
            };
            let args = [("source", source), ("file", &file.source.file), ("column", column), ("how", &how)];
            self.say("matched", args.map(|(name, said)| (name, text(said))).to_vec());
        }
        if let Some(preset) = looks_like(&file.source) {
            let title = match self.context.language {
                Language::En => &preset.title_en,
                Language::Zh => &preset.title_zh,
            };
            let args = [("file", &file.source.file), ("title", title), ("name", &preset.name)];
            self.say("preset", args.map(|(name, said)| (name, text(said))).to_vec());
        }
    }

    fn what_is_doubtful(&self, file: &FileReport) {
        let of = |count: u64| vec![("file", text(&file.source.file)), ("count", Arg::Count(count as i64))];
        for (column, count) in &file.source.rounded {
            let mut args = of(*count);
            args.extend([("column", text(column)), ("currency", text(self.context.currency().code()))]);
            self.say("rounded", args);
        }
        let columns = [("mended", &file.mended), ("lossy", &file.lossy), ("wrong-sign", &file.wrong_sign)];
        for (id, doubts) in columns {
            for doubt in doubts {
                let mut args = of(doubt.rows);
                args.extend([("column", text(&doubt.column)), ("examples", Arg::Text(self.examples(doubt)))]);
                self.say(id, args);
            }
        }
        for StrippedIds { doubt, known_by } in &file.stripped {
            let why = match known_by {
                KnownBy::Width(digits) => {
                    self.told("stripped-by-width", vec![("digits", Arg::Text(digits.to_string()))])
                }
                KnownBy::OtherTable { table, id } => {
                    let args = vec![("table", Arg::Text(table.clone())), ("id", Arg::Text(id.clone()))];
                    self.told("stripped-by-table", args)
                }
            };
            let mut args = of(doubt.rows);
            args.extend([("column", text(&doubt.column)), ("examples", Arg::Text(self.examples(doubt)))]);
            args.push(("why", Arg::Text(why)));
            self.say("stripped", args);
        }
        let may_be_told = self.context.configuration.settings.checks.severity("future_date") != Severity::Ignore;
        if let Some(doubt) = file.future.as_ref().filter(|_| may_be_told) {
            let mut args = of(doubt.rows);
            args.push(("examples", Arg::Text(self.examples(doubt))));
            self.say("future", args);
        }
        if file.repeats > 0 {
            self.say("repeats", of(file.repeats));
        }
        if let Some(doubt) = &file.nameless {
            let mut args = of(doubt.rows);
            args.push(("lines", Arg::Text(self.lines(doubt))));
            self.say("nameless", args);
        }
    }

    /// ``line 2 `13085.0`, line 5 `13086.0`, and others``.
    fn examples(&self, doubt: &ColumnDoubt) -> String {
        let legible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
        let value = |text: &str| text.chars().take(40).map(legible).collect::<String>();
        let shown = doubt.examples.iter().map(|(line, found)| {
            self.told("line", vec![("line", Arg::Text(line.to_string())), ("text", Arg::Text(value(found)))])
        });
        self.with_others(doubt, shown.collect())
    }

    /// `line 2, line 5, and others`.
    fn lines(&self, doubt: &ColumnDoubt) -> String {
        let line = |(line, _): &(u64, String)| self.told("line-alone", vec![("line", Arg::Text(line.to_string()))]);
        self.with_others(doubt, doubt.examples.iter().map(line).collect())
    }

    fn with_others(&self, doubt: &ColumnDoubt, shown: Vec<String>) -> String {
        let more = if doubt.rows > shown.len() as u64 { self.told("and-others", vec![]) } else { String::new() };
        format!("{}{more}", shown.join(&self.told("between", vec![])))
    }

    fn what_was_replaced(&self, file: &FileReport) {
        if file.rows_replaced > 0 {
            let count = Arg::Count(file.rows_replaced as i64);
            self.say("replaced", vec![("file", text(&file.source.file)), ("count", count)]);
        }
    }

    /// The account of a file in which not every row was loaded, by reason and by rule.
    fn the_account(&self, file: &FileReport) {
        let source = &file.source;
        if file.unchanged || source.rows_loaded == source.rows_read {
            return;
        }
        for row in file_account(source) {
            self.context.output.say(&self.wording.sentence(&row.sentence, self.context.currency()));
        }
    }

    fn how_it_ended(&self, report: &IngestReport) {
        let loaded: u64 = report.files.iter().map(|file| file.source.rows_loaded).sum();
        let unchanged = report.files.iter().filter(|file| file.unchanged).count();
        let version = ("version", Arg::Text(report.store.manifest().version.to_string()));
        match (loaded, unchanged) {
            (0, 1) if report.files.len() == 1 => self.say("unchanged-one", vec![version]),
            (0, all) if all == report.files.len() => {
                self.say("unchanged", vec![("count", Arg::Count(all as i64)), version]);
            }
            _ => {
                let store = Arg::Text(report.store.root().display().to_string());
                self.say("ended", vec![("count", Arg::Count(loaded as i64)), ("store", store), version]);
            }
        }
    }
}

/// Whether no file has so many of these rows that only the first were kept.
fn are_all(issues: &[RowIssue]) -> bool {
    let mut of_files: BTreeMap<&str, usize> = BTreeMap::new();
    issues.iter().for_each(|issue| *of_files.entry(&issue.file).or_default() += 1);
    of_files.values().all(|&rows| rows < DOUBTFUL_TOLD)
}

/// The known export that a file is, where it was loaded without its preset.
fn looks_like(source: &LoadedSource) -> Option<&'static Preset> {
    if source.mapping.iter().any(|(_, _, how)| how.starts_with("preset")) {
        return None;
    }
    let header: Vec<String> = source.mapping.iter().map(|(title, _, _)| title.clone()).collect();
    recognised_presets(&header).into_iter().find(|preset| preset.table == source.table)
}
