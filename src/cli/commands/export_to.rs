//! `attain export --to`: a review's results as tables for other programs.

use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::commands::review::{self, Aims, Asked};
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::destination::Destination;
use crate::cli::export_arguments::ExportArguments;
use crate::cli::headings::{self, Reading};
use crate::cli::review_arguments::RedactArguments;
use crate::cli::{periods, redaction};
use crate::failure::Failure;
use crate::pipeline::Snapshot;
use crate::quantity::{Currency, nearest};
use crate::reports;
use crate::reports::wording::{Language, Wording};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::{Pack, Sentence};
use crate::review::redact::Redaction;
use crate::review::tables::{RUNS, Run, RunNotes, USUAL_TABLES, run_of_pack, table_words};
use crate::sources::{Found, OutgoingTable};
use crate::store::plain_rows;

pub(crate) fn run(context: &Context, asked: &ExportArguments, to: &str) -> Result<Outcome, Failure> {
    let periods = review::asked_periods(context, &asked.periods)?;
    let aims = Aims::of(context, &asked.aims)?;
    let destination = Destination::named(context, to)?;
    let chosen = chosen_tables(&asked.tables, &destination.settings.tables)?;
    let redact = asked.redact.redact || destination.settings.redact;
    let redaction = redaction::asked(&RedactArguments { redact, ..asked.redact.clone() })?;
    let snapshot = context.snapshot()?;
    let exporter = Exporter {
        context,
        snapshot: &snapshot,
        aims,
        redaction,
        chosen,
        destination,
        add_columns: asked.add_columns,
        wording: context.wording()?,
    };
    let mut listing = Listing::new("export", Currency::USD, &COLUMNS);
    for period in reviewed(context, &snapshot, periods)? {
        exporter.export(period, &mut listing)?;
    }
    let reading = Reading { room: "export", coded: &["state"], ..Reading::default() };
    context.output.listing(&headings::read_as(context, listing, &exporter.wording, reading))?;
    Ok(Outcome::Done)
}

const COLUMNS: [(&str, ColumnKind); 5] = [
    ("run_id", ColumnKind::Text),
    ("review_period", ColumnKind::Text),
    ("table", ColumnKind::Text),
    ("rows", ColumnKind::Int),
    ("state", ColumnKind::Text),
];

fn reviewed(context: &Context, snapshot: &Snapshot, asked: Asked) -> Result<Vec<Period>, Failure> {
    let periods = match asked {
        Asked::Last => return Ok(vec![periods::reviewed(context, snapshot, None)?]),
        Asked::One(period) => vec![period],
        Asked::Several(periods) => periods,
    };
    for period in &periods {
        snapshot.require_data_in(*period)?;
    }
    Ok(periods)
}

/// The tables that were asked for, else those of the destination, else the usual ones.
fn chosen_tables(asked: &[String], of_destination: &[String]) -> Result<Vec<String>, Failure> {
    let named = if asked.is_empty() { of_destination } else { asked };
    let words = table_words();
    let known = || words.iter().map(|table| table.name.as_str());
    if let Some(unknown) = named.iter().find(|name| !known().any(|one| one == *name) && *name != RUNS) {
        let near = nearest(unknown, known());
        return Err(Failure::usage(
            format!("a pack has no table `{unknown}`"),
            format!("did you mean `{}`? `attain export schema tables` describes them all", near.join("`, `")),
        )
        .in_chinese(
            format!("业绩回顾中没有表 `{unknown}`"),
            Some(format!("是不是 `{}`？attain export schema tables 说明全部表", near.join("`、`"))),
        ));
    }
    let usual = || USUAL_TABLES.map(str::to_string).to_vec();
    Ok(if named.is_empty() { usual() } else { named.to_vec() })
}

/// What every period of a run of the command shares.
struct Exporter<'a> {
    context: &'a Context,
    snapshot: &'a Snapshot,
    aims: Aims,
    redaction: Option<Redaction>,
    chosen: Vec<String>,
    destination: Destination,
    add_columns: bool,
    wording: Wording,
}

impl Exporter<'_> {
    fn export(&self, period: Period, listing: &mut Listing) -> Result<(), Failure> {
        let pack = review::pack(self.context, self.redaction.as_ref(), self.snapshot, period, &self.aims)?;
        let run = self.run_of(&pack);
        let tables: Vec<OutgoingTable> = run.tables.iter().map(outgoing).collect();
        let found = self.destination.deliver(&run.id, self.add_columns, &tables)?;
        for (table, found) in tables.iter().zip(&found) {
            listing.push(vec![
                Cell::from(run.id.as_str()),
                Cell::from(pack.header.period.label.as_str()),
                Cell::from(self.destination.name_of(&table.name)),
                Cell::Int(i64::try_from(table.rows.num_rows()).unwrap_or(i64::MAX)),
                Cell::from(match found {
                    Found::TheSame => "unchanged",
                    Found::Written => "written",
                }),
            ]);
        }
        self.context.output.say(&self.told(&pack, &run, &tables, &found));
        Ok(())
    }

    fn run_of(&self, pack: &Pack) -> Run {
        let statement = |sentence: &Sentence| self.wording.sentence(sentence, pack.header.currency);
        let chosen: Vec<&str> = self.chosen.iter().map(String::as_str).collect();
        let notes = RunNotes {
            language: self.wording.language().word().to_string(),
            redacted: self.redaction.is_some(),
            exported_at: self.context.now(),
        };
        run_of_pack(pack, &statement, &chosen, &notes)
    }

    fn told(&self, pack: &Pack, run: &Run, tables: &[OutgoingTable], found: &[Found]) -> String {
        let (id, period, as_of) = (&run.id, &pack.header.period.label, pack.header.as_of);
        let to = &self.destination.name;
        let written: Vec<&OutgoingTable> =
            tables.iter().zip(found).filter(|(_, found)| **found == Found::Written).map(|(table, _)| table).collect();
        let rows: usize = written.iter().map(|table| table.rows.num_rows()).sum();
        match (self.context.language, written.len()) {
            (Language::En, 0) => {
                format!("{period} as of {as_of}: {id} is in {to} already; nothing was changed")
            }
            (Language::Zh, 0) => format!("{period}（截至 {as_of}）：{to} 中已有 {id}，未作改动"),
            (Language::En, count) => format!(
                "{period} as of {as_of}: {id} written to {to}: {} in {}",
                counted(rows as u64, "row"),
                counted(count as u64, "table")
            ),
            (Language::Zh, count) => {
                format!("{period}（截至 {as_of}）：{id} 已写入 {to}：{count} 张表，共 {rows} 行")
            }
        }
    }
}

fn outgoing(listing: &Listing) -> OutgoingTable {
    OutgoingTable { name: listing.name.clone(), rows: plain_rows(reports::plain_columns(listing)) }
}
