//! Listings of the appraisal for people: headings and codes in the words of their language. The forms for programs keep
//! names and codes.

use crate::measures::catalogue::definition;
use crate::quantity::Unit;
use crate::reports::Format;
use crate::reports::wording::{Language, Wording};
use crate::review::listing::{Cell, ColumnKind, Listing};

use super::context::Context;

/// The columns whose cells are codes, several of them separated by spaces; the words of a code stand in the message
/// `word-<code>`.
const CODED: [&str; 10] =
    ["flags", "kind", "by_data", "outcome", "basis", "code", "null_reason", "standing", "driver", "weak_drivers"];

/// The columns whose cells are ids of metrics.
const METRICS: [&str; 4] = ["gap_metric", "check_metric", "metric_id", "behaviour"];

/// The columns whose cells are values of the row's metric; shares are percentages to people.
const VALUES: [&str; 7] =
    ["measured", "comparable", "check_value", "value", "median_models", "median_rest", "difference"];

/// For a table on a terminal, in the words of the reader's language: each heading that has a message `column-<name>`, each
/// code that has a `word-<code>`, metrics by their names, yes and no. Of the columns those in `shown`, in that order; all
/// where it is empty. For programs the listing stays as it is.
pub(crate) fn readable(context: &Context, listing: Listing, wording: &Wording, shown: &[&str]) -> Listing {
    if context.output.format != Format::Table {
        return listing;
    }
    let shares: Vec<bool> = (0..listing.rows.len()).map(|row| is_share(&listing, row)).collect();
    let mut listing = only(listing, shown);
    let zh = context.language == Language::Zh;
    for at in 0..listing.columns.len() {
        let name = listing.columns[at].name.clone();
        let between = if zh { "；" } else { "; " };
        for (row, is_share) in listing.rows.iter_mut().zip(&shares) {
            row[at] = match &row[at] {
                Cell::Float(share) if *is_share && VALUES.contains(&name.as_str()) => {
                    Cell::from(format!("{:.1}%", share * 100.0))
                }
                Cell::Text(codes) if CODED.contains(&name.as_str()) => {
                    let words: Vec<String> = codes.split(' ').map(|code| word(wording, code)).collect();
                    Cell::from(words.join(between))
                }
                Cell::Text(id) if METRICS.contains(&name.as_str()) => Cell::from(metric(wording, id)),
                Cell::Bool(value) => Cell::from(wording.text(if *value { "word-yes" } else { "word-no" })),
                other => other.clone(),
            };
        }
        let message = format!("column-{name}");
        if wording.has(&message) {
            listing.columns[at].name = wording.text(&message);
        }
        if listing.columns[at].kind == ColumnKind::Bool {
            listing.columns[at].kind = ColumnKind::Text;
        }
    }
    listing
}

/// Whether the values of a row are shares, by the metric that it names.
fn is_share(listing: &Listing, row: usize) -> bool {
    let named = |column: &&str| {
        let at = listing.columns.iter().position(|known| known.name == **column)?;
        match &listing.rows[row][at] {
            Cell::Text(id) => Some(id.clone()),
            _ => None,
        }
    };
    let metric = ["behaviour", "check_metric", "metric_id"].iter().find_map(named);
    metric.and_then(|id| definition(&id)).is_some_and(|definition| definition.unit == Unit::Share)
}

/// The listing with some of its columns.
fn only(listing: Listing, shown: &[&str]) -> Listing {
    if shown.is_empty() {
        return listing;
    }
    let kept: Vec<usize> =
        shown.iter().filter_map(|name| listing.columns.iter().position(|column| column.name == *name)).collect();
    let columns = kept.iter().map(|&at| listing.columns[at].clone()).collect();
    let rows = listing.rows.iter().map(|row| kept.iter().map(|&at| row[at].clone()).collect()).collect();
    Listing { columns, rows, ..listing }
}

fn word(wording: &Wording, code: &str) -> String {
    let message = format!("word-{code}");
    if wording.has(&message) { wording.text(&message) } else { code.to_string() }
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
        Some(form) if zh => format!("{name}（{form}）"),
        Some(form) => format!("{name} ({form})"),
        None => name.clone(),
    }
}
