//! Listings of the appraisal for people: headings and codes in the words of their language. The forms for programs keep
//! names and codes.

use crate::failure::Failure;
use crate::measures::catalogue::definition;
use crate::quantity::Unit;
use crate::reports::wording::{Language, Wording};
use crate::reports::{Format, is_told_below};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::tables::Origin;

use super::context::Context;

/// The columns whose cells are codes, several of them separated by spaces; the words of a code stand in the message
/// `word-<code>`.
const CODED: [&str; 10] =
    ["flags", "kind", "by_data", "outcome", "basis", "code", "null_reason", "standing", "driver", "weak_drivers"];

/// The columns whose cells are ids of metrics.
const METRICS: [&str; 4] = ["gap_metric", "check_metric", "metric_id", "behaviour"];

/// The columns whose cells are values of the row's metric; shares are percentages to people.
const VALUES: [&str; 9] = [
    "measured",
    "comparable",
    "before",
    "by_itself",
    "check_value",
    "value",
    "median_models",
    "median_rest",
    "difference",
];

/// The columns whose cells are shares whatever the row's metric is.
const SHARES: [&str; 9] = [
    "chance",
    "stretch_chance",
    "commit_chance",
    "share_of_total",
    "over_assignment",
    "chance_of_sum",
    "p_repeat_h",
    "p_alive",
    "expected_repeat_rate",
];

/// How a listing is told to people.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading<'r> {
    /// Whose listing it is: `column-<room>-<name>` and `word-<room>-<code>` go before the words that all share.
    pub(crate) room: &'r str,
    /// The columns that are shown, in that order; all where it is empty.
    pub(crate) shown: &'r [&'r str],
    /// Columns with codes of this listing alone.
    pub(crate) coded: &'r [&'r str],
    /// Columns of this listing alone whose cells are values of the row's metric, as [`VALUES`] are of all; of a number
    /// without a unit two decimals are told.
    pub(crate) values: &'r [&'r str],
}

/// For a table on a terminal, in the words of the reader's language: each heading that has a message `column-<name>`, each
/// code that has a `word-<code>`, metrics by their names, yes and no. Of the columns those in `shown`, in that order; all
/// where it is empty. For programs the listing stays as it is.
pub(crate) fn readable(context: &Context, listing: Listing, wording: &Wording, shown: &[&str]) -> Listing {
    read_as(context, listing, wording, Reading { shown, ..Reading::default() })
}

/// The same for a listing with headings and words of its own.
pub(crate) fn read_as(context: &Context, listing: Listing, wording: &Wording, reading: Reading<'_>) -> Listing {
    if context.output.format != Format::Table {
        return listing;
    }
    let units: Vec<Option<Unit>> = (0..listing.rows.len()).map(|row| unit_of(&listing, row)).collect();
    let mut listing = only(listing, reading.shown);
    let told_below: Vec<bool> = (0..listing.columns.len()).map(|at| is_told_below(&listing, at)).collect();
    let per_major = listing.currency.minor_per_major();
    let zh = context.language == Language::Zh;
    let between = if zh { "；" } else { "; " };
    let is_coded = |name: &str| match reading.room {
        "" => CODED.contains(&name),
        _ => reading.coded.contains(&name),
    };
    for at in (0..listing.columns.len()).filter(|at| !told_below[*at]) {
        let name = listing.columns[at].name.clone();
        for (row, unit) in listing.rows.iter_mut().zip(&units) {
            row[at] = match &row[at] {
                Cell::Float(share) if SHARES.contains(&name.as_str()) => percent(*share),
                Cell::Float(value) if reading.values.contains(&name.as_str()) && *unit == Some(Unit::Number) => {
                    Cell::from(format!("{value:.2}"))
                }
                Cell::Float(value) if reading.values.contains(&name.as_str()) => in_unit(*value, *unit, per_major),
                Cell::Float(value) if VALUES.contains(&name.as_str()) => in_unit(*value, *unit, per_major),
                // Codes of one listing stand alone in their cell.
                Cell::Text(code) if is_coded(&name) && !reading.room.is_empty() => {
                    Cell::from(word(wording, reading.room, code))
                }
                Cell::Text(codes) if is_coded(&name) => {
                    let words: Vec<String> = codes.split(' ').map(|code| word(wording, reading.room, code)).collect();
                    Cell::from(words.join(between))
                }
                Cell::Text(id) if METRICS.contains(&name.as_str()) => Cell::from(metric(wording, id)),
                Cell::Bool(value) => Cell::from(wording.text(if *value { "word-yes" } else { "word-no" })),
                other => other.clone(),
            };
        }
        let heading = [format!("column-{}-{name}", reading.room), format!("column-{name}")];
        if let Some(message) = heading.iter().find(|message| wording.has(message)) {
            listing.columns[at].name = wording.text(message);
        }
        if listing.columns[at].kind == ColumnKind::Bool {
            listing.columns[at].kind = ColumnKind::Text;
        }
    }
    listing
}

/// For readers of Chinese, a table on a terminal with the headings `column-<room>-<name>`, and the cells of `coded` columns
/// in the words `word-<room>-<code>`; ids stay ids. In English the names of the columns are words already.
pub(crate) fn in_chinese(
    context: &Context,
    mut listing: Listing,
    room: &str,
    coded: &[&str],
) -> Result<Listing, Failure> {
    if context.output.format != Format::Table || context.language == Language::En {
        return Ok(listing);
    }
    let wording = context.wording()?;
    let told_below: Vec<bool> = (0..listing.columns.len()).map(|at| is_told_below(&listing, at)).collect();
    for at in (0..listing.columns.len()).filter(|at| !told_below[*at]) {
        if coded.contains(&listing.columns[at].name.as_str()) {
            for row in &mut listing.rows {
                if let Cell::Text(code) = &row[at] {
                    row[at] = Cell::from(word(&wording, room, code));
                }
            }
        }
        let message = format!("column-{room}-{}", listing.columns[at].name);
        if wording.has(&message) {
            listing.columns[at].name = wording.text(&message);
        }
    }
    Ok(listing)
}

fn percent(share: f64) -> Cell {
    Cell::from(format!("{:.1}%", share * 100.0))
}

/// A value as people write it in its unit: money with the currency's digits, counts without any, shares as percent.
fn in_unit(value: f64, unit: Option<Unit>, per_major: i64) -> Cell {
    match unit {
        Some(Unit::Share) => percent(value),
        Some(Unit::Money) => Cell::Money((value * per_major as f64).round() as i64),
        Some(Unit::Count | Unit::Units) if value.fract() == 0.0 => Cell::Int(value as i64),
        Some(Unit::Count | Unit::Units | Unit::Days) => Cell::from(format!("{value:.1}")),
        Some(Unit::Number) | None => Cell::Float(value),
    }
}

/// The unit of the values of a row, by the metric that it names.
fn unit_of(listing: &Listing, row: usize) -> Option<Unit> {
    let named = |column: &&str| {
        let at = listing.columns.iter().position(|known| known.name == **column)?;
        match &listing.rows[row][at] {
            Cell::Text(id) => Some(id.clone()),
            _ => None,
        }
    };
    let metric = ["behaviour", "check_metric", "metric_id"].iter().find_map(named);
    metric.and_then(|id| definition(&id)).map(|definition| definition.unit)
}

/// The listing with some of its columns, and what is stamped behind every row.
fn only(listing: Listing, shown: &[&str]) -> Listing {
    if shown.is_empty() {
        return listing;
    }
    let place = |name: &str| listing.columns.iter().position(|column| column.name == name);
    let mut kept: Vec<usize> = shown.iter().filter_map(|name| place(name)).collect();
    let stamped =
        ["currency", "as_of"].into_iter().map(str::to_string).chain(Origin::columns().map(|column| column.name));
    for at in stamped.filter_map(|name| place(&name)) {
        if is_told_below(&listing, at) && !kept.contains(&at) {
            kept.push(at);
        }
    }
    let columns = kept.iter().map(|&at| listing.columns[at].clone()).collect();
    let rows = listing.rows.iter().map(|row| kept.iter().map(|&at| row[at].clone()).collect()).collect();
    Listing { columns, rows, ..listing }
}

fn word(wording: &Wording, room: &str, code: &str) -> String {
    let messages = [format!("word-{room}-{code}"), format!("word-{code}")];
    let known = messages.iter().find(|message| wording.has(message));
    known.map_or_else(|| code.to_string(), |message| wording.text(message))
}

/// A metric's name, as the reports or the dictionary have it; a form of it with its suffix, such as a horizon, and with
/// its share of a week where it is told by the week.
fn metric(wording: &Wording, id: &str) -> String {
    if let Some(count) = id.strip_suffix(".per_week") {
        return format!("{} {}", metric(wording, count), wording.text("word-per_week"));
    }
    let of_reports = wording.has(&format!("metric-{}", id.replace('.', "-")));
    let Some(definition) = definition(id).filter(|_| !of_reports) else { return wording.metric(id) };
    let zh = wording.language() == Language::Zh;
    let name = if zh { &definition.name_zh } else { &definition.name_en };
    match id.strip_prefix(definition.id.as_str()).and_then(|form| form.strip_prefix('.')) {
        Some(form) if zh => format!("{name}（{}）", word(wording, "activity", form)),
        Some(form) => format!("{name} ({form})"),
        None => name.clone(),
    }
}
