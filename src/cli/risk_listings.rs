//! Risk for people: one rep's account in words, and the fairness table with its verdict.

use crate::appraisal::topic;
use crate::models::risk::fairness::{
    FairnessRow, FairnessTable, Hidden, LEAST_DIFFERENCE, MIN_CASES, MIN_REPS, RATE, Tested,
};
use crate::quantity::Currency;
use crate::reports::feature_figure::feature_figure;
use crate::reports::figures::Figures;
use crate::reports::wording::{Language, Wording};
use crate::review::findings::sentence;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::{Arg, Sentence};
use crate::review::risk_account::{AccountLine, RiskAccount};

/// A listing whose columns are headed by the messages `<kind>-column-<name>`; the first `texts` of them are texts.
fn empty(kind: &str, names: &[&str], texts: usize, currency: Currency, wording: &Wording) -> Listing {
    let column = |(at, name): (usize, &&str)| Column {
        name: wording.text(&format!("{kind}-column-{name}")),
        kind: if at < texts { ColumnKind::Text } else { ColumnKind::Number },
    };
    let columns = names.iter().enumerate().map(column).collect();
    Listing { name: kind.to_string(), currency, columns, rows: Vec::new() }
}

/// What adds up, with what would clear the flag and what past statements were worth; topics beside what raises.
pub(crate) fn account_for_people(account: &RiskAccount, currency: Currency, wording: &Wording) -> Listing {
    let names = ["what", "topic", "value", "reference", "contribution", "points", "n"];
    let mut listing = empty("account", &names, 2, currency, wording);
    let figures = Figures::new(wording.language(), currency);
    for line in &account.lines {
        let what = match line.part.as_str() {
            "reason" => wording.named("feature", &line.item),
            "bar" => {
                let share = line.reference.map_or_else(String::new, |share| figures.share_trimmed(share));
                let source = wording.named("bar", &line.item);
                wording.text_filled("account-bar", &[("share", &share), ("source", &source)])
            }
            part => wording.text(&format!(
                "account-{part}-{}",
                if ["clears", "unchangeable"].contains(&part) { "change" } else { &line.item }
            )),
        };
        let figure =
            |value: Option<f64>| value.map_or(Cell::Null, |value| Cell::from(figure(line, value, wording, currency)));
        let reference = match line.part.as_str() {
            // The share stands in the name of the row: the amount is what is left of the goal by it.
            "bar" => Cell::Null,
            _ => figure(line.reference),
        };
        let of_topic = line.topic.as_deref().and_then(topic).map(|topic| match wording.language() {
            Language::Zh => topic.name_zh.as_str(),
            Language::En => topic.name_en.as_str(),
        });
        listing.push(vec![
            Cell::from(what),
            of_topic.map_or(Cell::Null, Cell::from),
            figure(line.value),
            reference,
            line.contribution.map_or(Cell::Null, |added| Cell::from(figures.signed(added))),
            line.points.map_or(Cell::Null, |points| Cell::from(figures.fixed(100.0 * points, 1))),
            line.n.map_or(Cell::Null, Cell::Int),
        ]);
    }
    listing
}

/// The bar is an amount as the forecast is one; the others are what they are named for, or shares of cases.
fn figure(line: &AccountLine, value: f64, wording: &Wording, currency: Currency) -> String {
    let item = if line.part == "bar" { "forecast_level" } else { line.item.as_str() };
    feature_figure(item, value, wording, currency)
}

/// The groups with what was stated, what came, and the false alarms.
pub(crate) fn fairness_for_people(table: &FairnessTable, currency: Currency, wording: &Wording) -> Listing {
    let names = ["dimension", "group", "note", "cases", "reps", "stated", "happened", "alarms", "q", "alarms_q"];
    let mut listing = empty("fairness", &names, 3, currency, wording);
    let figures = Figures::new(wording.language(), currency);
    for row in &table.rows {
        let its = row.figures.as_ref();
        let share = |value: Option<f64>| value.map_or(Cell::Null, |value| Cell::from(figures.share(value)));
        let rate = |test: Option<Tested>| test.map_or(Cell::Null, |test| Cell::from(figures.fixed(test.q, 3)));
        let note = match row.hidden {
            Some(Hidden::Small) => Cell::from(wording.text("fairness-hidden-small")),
            Some(Hidden::Complementary) => Cell::from(wording.text("fairness-hidden-complementary")),
            None => Cell::Null,
        };
        listing.push(vec![
            Cell::from(dimension(row, wording)),
            Cell::from(group(row, wording)),
            note,
            Cell::Int(row.cases as i64),
            Cell::Int(row.reps as i64),
            share(its.map(|figures| figures.stated)),
            share(its.map(|figures| figures.happened)),
            share(its.and_then(|figures| figures.false_alarms)),
            rate(its.and_then(|figures| figures.calibration)),
            rate(its.and_then(|figures| figures.alarms)),
        ]);
    }
    listing
}

fn dimension(row: &FairnessRow, wording: &Wording) -> String {
    wording.named("fairness-by", &row.dimension)
}

/// A band in words, a group by its own name, and a word for those of whom it is not known.
fn group(row: &FairnessRow, wording: &Wording) -> String {
    match (row.dimension.as_str(), row.group.as_str()) {
        ("all", _) => String::new(),
        (_, "") => wording.text("fairness-unknown"),
        ("tenure" | "size", band) => wording.named("fairness-band", band),
        (_, name) => name.to_string(),
    }
}

/// The differences that are told: the row, whether it is about false alarms, and the test.
pub(crate) fn findings(table: &FairnessTable) -> impl Iterator<Item = (&FairnessRow, bool, Tested)> {
    table.rows.iter().flat_map(|row| {
        let tests = row.figures.as_ref().map_or([None, None], |its| [its.calibration, its.alarms]);
        [false, true]
            .into_iter()
            .zip(tests)
            .filter_map(move |(alarms, test)| test.filter(Tested::is_found).map(|test| (row, alarms, test)))
    })
}

/// What the table comes to: each finding, or that there is none, or that the past is too thin to say.
pub(crate) fn verdict(table: &FairnessTable, wording: &Wording) -> Vec<Sentence> {
    let all = &table.rows[0];
    let count = |n: usize| Arg::Count(n as i64);
    let hidden = table.rows.iter().filter(|row| row.hidden.is_some()).count();
    let args = vec![
        ("cases", count(all.cases)),
        ("reps", count(all.reps)),
        ("tests", count(table.tests)),
        ("hidden", count(hidden)),
        ("min_cases", count(MIN_CASES)),
        ("min_reps", count(MIN_REPS)),
        ("rate", Arg::Share(RATE)),
        ("least", Arg::Text(format!("{:.0}", 100.0 * LEAST_DIFFERENCE))),
    ];
    if table.tests == 0 {
        return vec![sentence("fairness-thin", args)];
    }
    let mut said: Vec<Sentence> = findings(table)
        .map(|(row, alarms, test)| {
            let side = if test.difference > 0.0 { "harsh" } else { "mild" };
            let what = if alarms { "alarms" } else { "calibration" };
            sentence(
                &format!("fairness-{what}-{side}"),
                vec![
                    ("dimension", Arg::Text(dimension(row, wording))),
                    ("group", Arg::Text(group(row, wording))),
                    ("points", Arg::Text(format!("{:.1}", 100.0 * test.difference.abs()))),
                    ("q", Arg::Text(format!("{:.3}", test.q))),
                    ("n", count(row.cases)),
                ],
            )
        })
        .collect();
    said.push(sentence(if said.is_empty() { "fairness-none" } else { "fairness-some" }, args.clone()));
    if hidden > 0 {
        said.push(sentence("fairness-hidden", args));
    }
    said
}
