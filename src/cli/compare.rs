//! `attain define --compare`: every variant of a family on the same data side by side.
//!
//! Each variant is asked the question of its own page, over all periods, on one store: the one that is named, or one
//! made of the pages' examples, where a table comes from the page with the longest history that has it: a short one
//! leaves most variants without a base. So the variants differ in nothing but their definitions.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::catalogue::{Definition, definitions};
use crate::measures::page_example::PageExample;
use crate::quantity::{Unit, nearest};
use crate::reports::wording::Language;
use crate::reports::{self, Format};
use crate::review::listing::{Cell, Column, ColumnKind, Listing};

use super::arguments::Arguments;
use super::context::Context;
use super::output::complain;
use super::{Outcome, dispatch, said};

/// A variant's page and its example.
type Variant = (&'static Definition, PageExample);

/// The command that answers by customer or as one object, and so has nothing to stand beside the others.
const BY_CUSTOMER: &str = "purchase";

/// One row of an answer.
struct Answer {
    metric_id: String,
    period: String,
    cells: Vec<String>,
}

/// What is taken of each answer, besides its metric and period: the value, and behind it the stamp.
const TAKEN: [&str; 10] = [
    "value",
    "numerator",
    "denominator",
    "null_reason",
    // What the answer was stamped with, as the metric's own command has it.
    "currency",
    "as_of",
    "return_policy",
    "store_version",
    "time_zone",
    "policies",
];

/// Where the reason stands among what is taken, and where the stamp begins.
const REASON: usize = 3;

pub(super) fn run(context: &Context, family: &str) -> Result<Outcome, Failure> {
    let variants = comparable(context, family)?;
    let workshop = Workshop::new()?;
    let examples = longest_first(&variants);
    let store = match &context.global.store {
        Some(store) => store.clone(),
        None => workshop.store_of(&examples)?,
    };
    let as_of = match &context.global.as_of {
        Some(day) => Some(day.clone()),
        // The examples speak as of their own day: what is not old enough then is part of what they show.
        None if context.global.store.is_none() => examples.iter().find_map(|example| flag(&example.command, "--as-of")),
        None => None,
    };
    let grain = common_grain(&variants);
    let mut answers: Vec<Answer> = Vec::new();
    let mut answered = BTreeSet::new();
    let mut refused = Vec::new();
    let mut outcome = Outcome::Done;
    for (definition, example) in &variants {
        let ask =
            |grain: Option<&str>| workshop.ask(context, &question(&example.command, &store, as_of.as_deref(), grain));
        let own = grain_of(&example.command);
        // A variant that has no values at the grain of the others is asked at its own.
        match ask(grain.as_deref()).or_else(|_| ask(own.as_deref())) {
            Ok((found, of_variant)) => {
                // A page may ask for another variant too, beside its own.
                let is_new = |answer: &Answer| answered.insert((answer.metric_id.clone(), answer.period.clone()));
                answers.extend(found.into_iter().filter(is_new));
                if of_variant == Outcome::Findings {
                    outcome = Outcome::Findings;
                }
            }
            Err(failure) => refused.push((definition.id.clone(), failure)),
        }
    }
    for (id, failure) in &refused {
        let told = if context.language == Language::Zh { failure.clone().told_in_chinese() } else { failure.clone() };
        complain(&Failure { message: format!("{id}: {}", told.message), ..told }, context.language);
    }
    if let Some((_, failure)) = refused.last().filter(|_| answers.is_empty()) {
        return Err(failure.clone());
    }
    if !refused.is_empty() {
        outcome = Outcome::Findings;
    }
    if context.output.format == Format::Table {
        context.output.text(&side_by_side(context, &variants, &answers))?;
    } else {
        context.output.listing(&long(context, &answers))?;
    }
    Ok(outcome)
}

/// The pages of a family: `repeat_rate` has `repeat_rate.window` and the like, `growth` has `growth_yoy`.
fn variants(context: &Context, family: &str) -> Result<Vec<Variant>, Failure> {
    let is_in = |id: &str| id.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']));
    let with_example = |found: &'static Definition| Some((found, PageExample::of(&found.page)?));
    let variants: Vec<Variant> =
        definitions().iter().filter(|found| is_in(&found.id)).filter_map(with_example).collect();
    if variants.is_empty() {
        let heads: BTreeSet<&str> =
            definitions().iter().map(|found| found.id.split('.').next().unwrap_or(&found.id)).collect();
        let unknown = MeasureError::UnknownMetric { metric: family.to_string(), nearest: nearest(family, heads) };
        return Err(said::failure(context.language, unknown));
    }
    Ok(variants)
}

/// The variants that can stand beside each other; those that are left out are named.
fn comparable(context: &Context, family: &str) -> Result<Vec<Variant>, Failure> {
    let (left_out, variants): (Vec<Variant>, Vec<Variant>) =
        variants(context, family)?.into_iter().partition(|(_, example)| example.command.starts_with(BY_CUSTOMER));
    let ids: Vec<String> = left_out.iter().map(|(definition, _)| format!("`{}`", definition.id)).collect();
    if variants.is_empty() {
        let elsewhere =
            MeasureError::AnsweredElsewhere { metric: family.to_string(), command: "attain purchase --by customer" };
        return Err(said::failure(context.language, elsewhere));
    }
    if !ids.is_empty() {
        context.output.say(&match context.language {
            Language::En => format!(
                "note: {} cannot stand beside the others: `attain purchase --by customer` answers by customer and not by \
                 period",
                ids.join(" and ")
            ),
            Language::Zh => {
                format!("注意：{} 不能并排比较：attain purchase --by customer 按客户而不按期间给出", ids.join("、"))
            }
        });
    }
    Ok(variants)
}

/// The examples by the days over which their tables reach, the longest first; of equals the first page's.
fn longest_first(variants: &[Variant]) -> Vec<&PageExample> {
    let reach = |example: &PageExample| {
        let cells = example.tables.iter().flat_map(|(_, rows)| rows.iter().flatten());
        let days: Vec<Day> = cells.filter_map(|cell| cell.parse().ok()).collect();
        days.iter().max().zip(days.iter().min()).map_or(0, |(last, first)| last.days_since(*first))
    };
    let mut examples: Vec<&PageExample> = variants.iter().map(|(_, example)| example).collect();
    examples.sort_by_key(|example| std::cmp::Reverse(reach(example)));
    examples
}

/// The longest periods that a page asks for, so that the values stand side by side. The cohorts have ages instead.
fn common_grain(variants: &[Variant]) -> Option<String> {
    let of_periods = variants.iter().filter(|(_, example)| !example.command.starts_with("cohort"));
    let length = |grain: &String| ["month", "quarter", "year"].iter().position(|known| known == grain);
    of_periods.filter_map(|(_, example)| grain_of(&example.command)).max_by_key(length)
}

/// The grain that a command names, or that of its period.
fn grain_of(command: &str) -> Option<String> {
    let of_period = || flag(command, "--period").filter(|period| period.contains("-Q")).map(|_| "quarter".to_string());
    flag(command, "--grain").or_else(of_period)
}

/// The command of a page without its periods and slices, on a store, by periods of this length.
fn question(command: &str, store: &Path, as_of: Option<&str>, grain: Option<&str>) -> Vec<OsString> {
    let grain = grain.filter(|_| !command.starts_with("cohort"));
    let mut words: Vec<OsString> = vec!["attain".into()];
    let mut given = command.split_whitespace();
    while let Some(word) = given.next() {
        match word {
            "--from" | "--to" | "--period" | "--as-of" | "--by" | "--where" | "--top" | "--top-by" => {
                given.next();
            }
            "--grain" if grain.is_some() => {
                given.next();
            }
            other => words.push(other.into()),
        }
    }
    words.extend(grain.into_iter().flat_map(|grain| ["--grain", grain]).map(OsString::from));
    words.extend(["--format", "csv", "--store"].map(OsString::from));
    words.push(store.into());
    if let Some(day) = as_of {
        words.extend(["--as-of", day].map(OsString::from));
    }
    words
}

/// The value of a flag in a command.
fn flag(command: &str, name: &str) -> Option<String> {
    let mut words = command.split_whitespace().skip_while(|word| *word != name);
    words.nth(1).map(str::to_string)
}

/// A folder for the example's store and the answers, which is removed in the end.
struct Workshop {
    folder: PathBuf,
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Workshop {
    fn new() -> Result<Workshop, Failure> {
        let folder = std::env::temp_dir().join(format!("attain-compare-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
        Ok(Workshop { folder })
    }

    /// Loads the tables of the examples, each from the first that has it.
    fn store_of(&self, examples: &[&PageExample]) -> Result<PathBuf, Failure> {
        let store = self.folder.join("store");
        let mut loaded = BTreeSet::new();
        for (table, rows) in examples.iter().flat_map(|example| &example.tables) {
            if !loaded.insert(table) {
                continue;
            }
            let file = self.folder.join(format!("{table}.csv"));
            fs::write(&file, csv_text(rows)?).map_err(|error| unwritten(&file, &error))?;
            let mut words: Vec<OsString> = vec!["attain".into(), "ingest".into(), file.into()];
            words.extend(["--table", table.as_str(), "--store"].map(OsString::from));
            words.push(store.clone().into());
            self.run(None, &words)?;
        }
        Ok(store)
    }

    /// Asks a question, and reads the answer and whether there were findings.
    fn ask(&self, context: &Context, words: &[OsString]) -> Result<(Vec<Answer>, Outcome), Failure> {
        // The examples know nothing of the configuration that lies here; a store of the person's own does.
        let with = context.global.store.is_some().then_some(context);
        let mut words = words.to_vec();
        words.extend(["--lang", context.language.word()].map(OsString::from));
        let (answer, outcome) = self.run(with, &words)?;
        Ok((read(&answer)?, outcome))
    }

    fn run(&self, with: Option<&Context>, words: &[OsString]) -> Result<(Vec<u8>, Outcome), Failure> {
        let answer = self.folder.join("answer.csv");
        let mut words = words.to_vec();
        words.extend(["--quiet".into(), "--out".into(), answer.clone().into()]);
        let parsed = Arguments::try_parse_from(words)
            .map_err(|error| Failure::internal(format!("the command of a page: {error}")))?;
        let plain = Context::unconfigured(&parsed)?;
        let inner = match with {
            Some(outer) => plain.with_configuration(outer.configuration.clone()),
            None => plain,
        };
        let outcome = dispatch(&inner, &parsed.command)?;
        Ok((fs::read(&answer).map_err(|error| unwritten(&answer, &error))?, outcome))
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::data(format!("`{}` cannot be used: {error}", path.display()), None)
}

fn csv_text(rows: &[Vec<String>]) -> Result<Vec<u8>, Failure> {
    let internal = |error: &dyn std::fmt::Display| Failure::internal(format!("writing an example: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| internal(&error))?;
    }
    writer.into_inner().map_err(|error| internal(&error))
}

/// The rows of an answer; those of cohorts have a cohort and an age for a period.
fn read(bytes: &[u8]) -> Result<Vec<Answer>, Failure> {
    let internal = |error: csv::Error| Failure::internal(format!("reading an answer: {error}"));
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: Vec<String> = reader.headers().map_err(internal)?.iter().map(str::to_string).collect();
    let place = |name: &str| columns.iter().position(|column| column == name);
    let mut answers = Vec::new();
    for row in reader.records() {
        let row = row.map_err(internal)?;
        let cell = |name: &str| place(name).and_then(|at| row.get(at)).unwrap_or("").to_string();
        let period =
            if place("cohort").is_some() { format!("{} +{}", cell("cohort"), cell("age")) } else { cell("period") };
        let cells = TAKEN.map(|name| match name {
            "numerator" if place("active").is_some() => cell("active"),
            "denominator" if place("size").is_some() => cell("size"),
            other => cell(other),
        });
        answers.push(Answer { metric_id: cell("metric_id"), period, cells: cells.to_vec() });
    }
    Ok(answers)
}

fn long(context: &Context, answers: &[Answer]) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        text("metric_id"),
        text("period"),
        number("value"),
        number("numerator"),
        number("denominator"),
        text("null_reason"),
        text("currency"),
        ("as_of", ColumnKind::Date),
        text("return_policy"),
        ("store_version", ColumnKind::Int),
        text("time_zone"),
        text("policies"),
    ];
    let mut listing = Listing::new("compare", context.currency(), &columns);
    let is_text = context.output.format == Format::Csv;
    let number = |text: &String| match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Null,
        // In CSV a number keeps the digits with which the metric's own command writes it.
        Ok(number) if !is_text => Cell::Float(number),
        _ => Cell::from(text.as_str()),
    };
    for answer in answers {
        let mut cells = vec![Cell::from(answer.metric_id.as_str()), Cell::from(answer.period.as_str())];
        cells.extend(answer.cells[..REASON].iter().map(number));
        for (name, text) in TAKEN.iter().zip(&answer.cells).skip(REASON) {
            cells.push(stamped(name, text));
        }
        listing.push(cells);
    }
    listing
}

/// The formulas, and under them a column a variant and a row a period; where the terminal has no room for the columns, a
/// row a value, those of a period together.
fn side_by_side(context: &Context, variants: &[Variant], answers: &[Answer]) -> String {
    let mut text = String::new();
    for (definition, _) in variants {
        let (name, formula) = match context.language {
            Language::Zh if !definition.formula_zh.is_empty() => (&definition.name_zh, &definition.formula_zh),
            Language::Zh => (&definition.name_zh, &definition.formula),
            Language::En => (&definition.name_en, &definition.formula),
        };
        text.push_str(&format!("{}  {name}\n    {formula}\n", definition.id));
    }
    let mut ids: Vec<&str> = Vec::new();
    let mut periods: Vec<&str> = Vec::new();
    for answer in answers {
        if !ids.contains(&answer.metric_id.as_str()) {
            ids.push(&answer.metric_id);
        }
        periods.push(&answer.period);
    }
    periods.sort_unstable();
    periods.dedup();
    let of = |id: &str, period: &str| answers.iter().find(|one| one.metric_id == id && one.period == period);
    let cell =
        |id: &str, answer: Option<&Answer>| answer.map_or(Cell::Null, |answer| shown(answer, is_share(variants, id)));
    let column = |name: &str, kind| Column { name: name.to_string(), kind };
    let named = |columns: Vec<Column>| Listing {
        name: "compare".to_string(),
        currency: context.currency(),
        columns: columns.into_iter().chain(stamp_columns()).collect(),
        rows: Vec::new(),
    };
    let mut beside = vec![column("period", ColumnKind::Text)];
    beside.extend(ids.iter().map(|id| column(id, ColumnKind::Number)));
    let mut beside = named(beside);
    let below = ["period", "metric_id"].map(|name| column(name, ColumnKind::Text)).into_iter();
    let mut below = named(below.chain([column("value", ColumnKind::Number)]).collect());
    for period in periods {
        let found: Vec<&Answer> = ids.iter().filter_map(|id| of(id, period)).collect();
        let mut row = vec![Cell::from(period)];
        row.extend(ids.iter().map(|id| cell(id, of(id, period))));
        row.extend(stamp_of(&found));
        beside.push(row);
        for answer in found {
            let id = answer.metric_id.as_str();
            let mut row = vec![Cell::from(period), Cell::from(id), cell(id, Some(answer))];
            row.extend(stamp_of(&[answer]));
            below.push(row);
        }
    }
    let width = super::output::terminal_width();
    let listing = if reports::has_room(&beside, width) { beside } else { below };
    text.push('\n');
    text.push_str(&reports::terminal(&listing, width, context.language));
    text
}

/// The stamp behind the rows of a table for people, who are told it once, under the table.
fn stamp_columns() -> impl Iterator<Item = Column> {
    TAKEN[REASON + 1..].iter().map(|name| {
        let kind = match *name {
            "as_of" => ColumnKind::Date,
            "store_version" => ColumnKind::Int,
            _ => ColumnKind::Text,
        };
        Column { name: (*name).to_string(), kind }
    })
}

/// The stamp of some answers: of each part what they have in common.
fn stamp_of(answers: &[&Answer]) -> Vec<Cell> {
    let part = |at: usize| {
        let first = answers.first().map(|answer| &answer.cells[at]);
        let is_shared = |text: &&String| answers.iter().all(|answer| answer.cells[at] == **text);
        first.filter(is_shared).map_or(Cell::Null, |text| stamped(TAKEN[at], text))
    };
    (REASON + 1..TAKEN.len()).map(part).collect()
}

fn stamped(name: &str, text: &str) -> Cell {
    match name {
        _ if text.is_empty() => Cell::Null,
        "as_of" => text.parse().map_or(Cell::Null, Cell::Date),
        "store_version" => text.parse().map_or(Cell::Null, Cell::Int),
        _ => Cell::from(text),
    }
}

/// Whether a metric, of which a page may have several forms, is a share.
fn is_share(variants: &[Variant], id: &str) -> bool {
    let pages = variants.iter().filter(|(definition, _)| id.starts_with(&definition.id));
    pages.max_by_key(|(definition, _)| definition.id.len()).is_some_and(|(page, _)| page.unit == Unit::Share)
}

/// The value, or why there is none; shares all to the same places.
fn shown(answer: &Answer, is_share: bool) -> Cell {
    match (answer.cells[0].as_str(), answer.cells[REASON].as_str()) {
        ("", reason) => Cell::from(reason),
        (value, _) => match value.parse::<f64>() {
            Ok(number) if is_share => Cell::Float(number),
            Ok(number) if value.split_once('.').is_some_and(|(_, fraction)| fraction.len() > 4) => Cell::Float(number),
            _ => Cell::from(value),
        },
    }
}
