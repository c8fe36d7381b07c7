//! The top of the page: what was reviewed, the summary, and the table of key figures.

use minijinja::context;
use minijinja::value::Value;

use super::inline_plot;
use super::scribe::Scribe;
use crate::appraisal::Purpose;
use crate::quantity::{Measured, Unit};
use crate::reports::figures::legible;
use crate::review::pack::{Card, KpiColumn, KpiRow, KpiTable, Level};
use crate::review::purpose::CHAPTERS;

pub(super) fn header(scribe: &Scribe<'_>) -> Value {
    let header = &scribe.pack.header;
    let days = |first, last| {
        let (first, last) = (scribe.figures.date(first), scribe.figures.date(last));
        scribe.say_with("header-days", &[("first", &first), ("last", &last)])
    };
    let subject = legible(&header.subject());
    let title = if subject.is_empty() {
        scribe.say("title")
    } else {
        scribe.say_with("title-with-company", &[("company", &subject)])
    };
    context! {
        title,
        kicker => scribe.say("title"),
        company => subject,
        purpose => purpose(scribe),
        period => legible(&header.period.label),
        days => days(header.period.first_day, header.period.last_day),
        complete => header.period.complete,
        next => legible(&header.next.label),
        next_days => days(header.next.first_day, header.next.last_day),
        as_of => scribe.figures.date(header.as_of),
        rebuild => legible(&format!("--as-of {}", header.as_of_exact)),
        data => days(header.data_from, header.data_to),
        currency => header.currency.code(),
        store_version => scribe.figures.count(i64::try_from(header.store_version).unwrap_or(i64::MAX)),
        program => format!("attain {}", legible(&header.attain_version)),
        configuration => legible(&header.configuration),
        assumptions => scribe.sentences(&header.assumptions),
        notice => legible(&header.data_notice),
    }
}

/// What the review is for: the purposes that select chapters in words, any other text as it was written.
fn purpose(scribe: &Scribe<'_>) -> String {
    let text = &scribe.pack.header.purpose;
    let purposes = Purpose::named(text);
    if purposes.is_empty() {
        return legible(text);
    }
    let words: Vec<String> = purposes.iter().map(|purpose| scribe.wording.named("purpose", purpose.code())).collect();
    scribe.figures.list(&words)
}

/// The chapters that do not serve the purpose, in words; `None` where there are none. Team sheets, contests and cases are
/// named only where there are any: the other chapters say themselves where they hold nothing.
pub(super) fn left_out(scribe: &Scribe<'_>, shown: &[&str]) -> Option<String> {
    let pack = scribe.pack;
    let has_content = |chapter: &str| match chapter {
        "teams" => pack.scorecard.rows.iter().any(|row| row.total.is_some()),
        "contests" => !pack.appraisal.contests.is_empty(),
        "cases" => pack.appraisal.cases.cases > 0,
        _ => true,
    };
    let left_out: Vec<String> = CHAPTERS
        .iter()
        .filter(|chapter| !shown.contains(chapter) && has_content(chapter))
        .map(|chapter| scribe.say(&format!("section-{chapter}")))
        .collect();
    let names = scribe.figures.list(&left_out);
    (!left_out.is_empty()).then(|| scribe.say_with("header-purpose-left-out", &[("chapters", &names)]))
}

pub(super) fn summary(scribe: &Scribe<'_>) -> Value {
    let summary = &scribe.pack.summary;
    let blocks: Vec<Value> = [
        ("happened", &summary.happened),
        ("at-risk", &summary.at_risk),
        ("decide", &summary.decide),
        ("aim", &summary.aim),
        ("limits", &summary.limits),
    ]
    .into_iter()
    .filter(|(_, sentences)| !sentences.is_empty())
    .map(|(id, sentences)| {
        context! { id, title => scribe.say(&format!("summary-{id}")), sentences => scribe.sentences(sentences) }
    })
    .collect();
    context! { cards => summary.cards.iter().map(|card| self::card(scribe, card)).collect::<Vec<_>>(), blocks }
}

fn card(scribe: &Scribe<'_>, card: &Card) -> Value {
    let full = scribe.cell(&card.value, &card.metric_id, &card.period, false);
    let short =
        scribe.cell_with(&card.value, &card.metric_id, &card.period, |scalar| scribe.figures.scalar_compact(scalar));
    context! {
        metric => scribe.metric(&card.metric_id),
        period => legible(&card.period),
        value => short,
        title => if full.kind == "null" { full.title } else { format!("{} · {}", full.text, full.title) },
        previous => change(scribe, card, &card.growth_previous),
        year => change(scribe, card, &card.growth_year),
        spark => inline_plot::spark(&card.history, 150.0, 34.0),
        points => card.history.len(),
    }
}

/// The change of a card's figure: in percent, of a share in percentage points.
fn change(scribe: &Scribe<'_>, card: &Card, value: &Measured) -> Value {
    // The arrow says what the sign says; colour is not needed to read it.
    let arrow = match scribe.height(value) {
        Some(change) if change >= 0.0005 => "▲",
        Some(change) if change <= -0.0005 => "▼",
        Some(_) => "=",
        None => "",
    };
    let mut cell = scribe.growth(value, &card.metric_id, &card.period);
    if let (Unit::Share, Some(points)) = (card.unit, scribe.height(value)) {
        cell.text = format!("{} {}", scribe.figures.signed(points * 100.0), scribe.say("unit-points"));
    }
    context! { cell, arrow }
}

/// The table of key figures: company, teams and reps in one body, people who are not judged in another.
pub(super) fn kpi_table(scribe: &Scribe<'_>) -> Value {
    table(scribe, &scribe.pack.kpi_table)
}

/// Any table of metrics in columns.
pub(super) fn table(scribe: &Scribe<'_>, table: &KpiTable) -> Value {
    let rows = |managers: bool| rows(scribe, table, |row| (row.level == Level::Manager) == managers);
    let ids: Vec<&str> = table.columns.iter().map(|c| c.metric_id.as_str()).collect();
    let units: Vec<Unit> = table.columns.iter().map(|c| c.unit).collect();
    context! {
        columns => table.columns.iter().map(|column| self::column(scribe, table, column)).collect::<Vec<_>>(),
        rows => rows(false),
        managers => rows(true),
        caption => scribe.caption(&table.period, &units, &ids),
    }
}

/// The rows that are wanted, in the table's order; what is written small is decided by the whole column.
pub(super) fn rows(scribe: &Scribe<'_>, table: &KpiTable, wanted: impl Fn(&KpiRow) -> bool) -> Vec<Value> {
    let small: Vec<bool> = (0..table.columns.len())
        .map(|i| scribe.figures.column_is_small(table.rows.iter().filter_map(|row| row.cells.get(i))))
        .collect();
    table.rows.iter().filter(|row| wanted(row)).map(|row| kpi_row(scribe, table, row, &small)).collect()
}

/// A column's head; it names its period where that is not the table's.
fn column(scribe: &Scribe<'_>, table: &KpiTable, column: &KpiColumn) -> Value {
    let metric = scribe.metric(&column.metric_id);
    let period = (column.period != table.period).then(|| legible(&column.period));
    let title = scribe.title(&column.metric_id, &column.period);
    context! { id => metric.id, name => metric.name, period, title }
}

fn kpi_row(scribe: &Scribe<'_>, table: &KpiTable, row: &KpiRow, small: &[bool]) -> Value {
    let level = match row.level {
        Level::Company => "company",
        Level::Team => "team",
        Level::Rep => "rep",
        Level::Manager => "manager",
    };
    let name = if row.level == Level::Company && row.name.is_empty() {
        scribe.say("level-company")
    } else {
        legible(&row.name)
    };
    let cells: Vec<_> = table
        .columns
        .iter()
        .zip(&row.cells)
        .zip(small)
        .map(|((column, cell), small)| match column.metric_id.starts_with("growth_") {
            true => scribe.growth(cell, &column.metric_id, &column.period),
            false => scribe.cell(cell, &column.metric_id, &column.period, *small),
        })
        .collect();
    let (rep, team) = match row.level {
        Level::Rep => (scribe.rep_number(&row.key), None),
        Level::Team => (None, scribe.team_number(&row.key)),
        Level::Company | Level::Manager => (None, None),
    };
    context! { level, level_name => scribe.say(&format!("level-{level}")), name, rep, team, cells }
}
