//! The key figures: the period's in one view, each metric over the periods, and the long table for pivots.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Chart, ChartLegendPosition, XlsxError};

use super::ink::Ink;
use super::look::{BLUE, Look};
use super::page::{Page, ROWS, range, sheet_name};
use crate::measures::observation::Observation;
use crate::quantity::Unit;
use crate::review::pack::{KpiTable, Level};

/// What a row of the long table is about: the metric, and the members of its dimensions.
type Line = (String, Vec<(String, String)>);

/// Where the values of each metric and person stand in the long table.
pub(super) struct Places {
    /// The sheet's name.
    sheet: String,
    /// First and last row of a line's values, which stand together, oldest first.
    rows: BTreeMap<Line, (u32, u32)>,
    /// The first rows of those lines that have a value below zero.
    below_zero: BTreeSet<u32>,
}

const TOP: u32 = 3;
const VALUE: u16 = 8;

impl Places {
    pub(super) fn of(ink: &Ink<'_>) -> Places {
        let (mut rows, mut below_zero) = (BTreeMap::new(), BTreeSet::new());
        for (row, observation) in (TOP + 1..ROWS).zip(&ink.pack.observations) {
            let place = rows.entry(line(observation)).or_insert((row, row));
            place.1 = row;
            if observation.value.value().is_some_and(|scalar| scalar.to_f64(1) < 0.0) {
                below_zero.insert(place.0);
            }
        }
        Places { sheet: sheet_name(ink, "kpi-data"), rows, below_zero }
    }

    /// The range of a line's values from one row to another.
    fn source(&self, first: u32, last: u32) -> String {
        format!("{}!{}", Page::quoted(&self.sheet), range((first, VALUE), (last, VALUE)))
    }
}

/// One row a value: metric, level, team, rep and period.
pub(super) fn data<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let mut page = Page::new(ink, "kpi-data", &ink.say("sheet-kpi-data"), &ink.caption(&ink.pack.header.period.label))?;
    let heads = [
        "col-id",
        "col-metric",
        "col-level",
        "col-team",
        "col-rep-id",
        "col-rep",
        "col-period",
        "col-currency",
        "col-value",
        "col-numerator",
        "col-denominator",
        "col-n",
        "col-absent",
    ]
    .map(|id| ink.say(id));
    let count = page.room(TOP, ink.pack.observations.len())?;
    page.table("kpi", (TOP, 0), &heads, count)?;
    let people: BTreeMap<&str, &str> = ink.pack.people.iter().map(|p| (p.rep_id.as_str(), p.name.as_str())).collect();
    let names: BTreeMap<&str, String> =
        ink.pack.observations.iter().map(|o| (o.metric_id.as_str(), ink.wording.metric(&o.metric_id))).collect();
    for (row, observation) in (TOP + 1..).zip(ink.pack.observations.iter().take(count)) {
        observed(&mut page, row, observation, &people, &names[observation.metric_id.as_str()])?;
    }
    page.freeze(TOP + 1, 2)?;
    Ok(page)
}

fn line(observation: &Observation) -> Line {
    let scope = observation.scope.iter().map(|slice| (slice.dimension.clone(), slice.key.clone())).collect();
    (observation.metric_id.clone(), scope)
}

fn observed(
    page: &mut Page<'_>,
    row: u32,
    observation: &Observation,
    people: &BTreeMap<&str, &str>,
    name: &str,
) -> Result<(), XlsxError> {
    let ink = page.ink;
    let of = |dimension: &str| observation.scope.iter().find(|s| s.dimension == dimension).map_or("", |s| &s.key);
    let level = match observation.scope.last().map(|slice| slice.dimension.as_str()) {
        None => ink.level(Level::Company),
        Some("team") => ink.level(Level::Team),
        Some(_) => ink.level(Level::Rep),
    };
    let money = matches!(observation.value.value(), Some(crate::quantity::Scalar::Money(_)));
    let rep = of("rep");
    page.text(row, 0, &observation.metric_id, Look::Text)?;
    page.text(row, 1, name, Look::Text)?;
    page.text(row, 2, &level, Look::Text)?;
    page.text(row, 3, of("team"), Look::Text)?;
    page.text(row, 4, rep, Look::Text)?;
    page.text(row, 5, people.get(rep).copied().unwrap_or(""), Look::Text)?;
    page.text(row, 6, &observation.period, Look::Text)?;
    page.text(row, 7, if money { ink.pack.header.currency.code() } else { "" }, Look::Text)?;
    page.measured(row, VALUE, observation.value, observation.metric_id.starts_with("growth_"))?;
    for (col, sum) in [(9, observation.numerator), (10, observation.denominator)] {
        match sum.map(|sum| ink.scalar(sum)) {
            Some((value, look)) => page.number(row, col, value, look)?,
            None => page.blank(row, col, Look::Text)?,
        }
    }
    page.number(row, 11, observation.n as f64, Look::Count)?;
    let reason = observation.value.null_reason().map_or(String::new(), |reason| ink.absent(reason));
    page.text(row, 12, &reason, Look::Text)
}

/// The period under review: company, teams and reps in rows, metrics in columns, and net revenue as a small line.
pub(super) fn page<'a>(ink: &'a Ink<'a>, data: &Places) -> Result<Page<'a>, XlsxError> {
    let table = &ink.pack.kpi_table;
    let mut page = Page::new(ink, "kpi", &ink.say("section-kpis"), &ink.caption(&table.period))?;
    page.loose(2, 0, &ink.say("kpi-lead"), Look::Caption)?;
    let mut heads = vec![ink.say("col-level"), ink.say("col-name"), ink.say("col-id")];
    heads.push(ink.say_with("trend-title-quarter", &[("metric", &ink.wording.metric("revenue_net"))]));
    heads.extend(table.columns.iter().map(|column| metric_head(ink, table, &column.metric_id, &column.period)));
    let count = page.room(TOP, table.rows.len())?;
    page.table("kpi_period", (TOP, 0), &heads, count)?;
    for (row, one) in (TOP + 1..).zip(table.rows.iter().take(count)) {
        let name = if one.level == Level::Company { ink.level(Level::Company) } else { one.name.clone() };
        let of_all = matches!(one.level, Level::Company | Level::Team);
        let look = if of_all { Look::TotalText } else { Look::Text };
        page.text(row, 0, &ink.level(one.level), look)?;
        page.text(row, 1, &name, look)?;
        page.text(row, 2, if one.level == Level::Team { "" } else { &one.key }, look)?;
        page.blank(row, 3, look)?;
        small_line(&mut page, row, data, &scope_of(data, one.level, &one.key))?;
        for (col, (value, column)) in (4_u16..).zip(one.cells.iter().zip(&table.columns)) {
            let growth = column.metric_id.starts_with("growth_");
            if of_all {
                page.told_of_all(row, col, *value, growth)?;
            } else {
                page.told(row, col, *value, growth)?;
            }
        }
    }
    page.fix_width(3, 22.0)?;
    page.freeze(TOP + 1, 2)?;
    Ok(page)
}

fn metric_head(ink: &Ink<'_>, table: &KpiTable, metric_id: &str, period: &str) -> String {
    let name = ink.wording.metric(metric_id);
    if period == table.period { name } else { format!("{name} · {period}") }
}

/// The members of the dimensions under which a row of the period's table stands in the long one.
fn scope_of(data: &Places, level: Level, key: &str) -> Option<Line> {
    let dimension = match level {
        Level::Company => return Some(("revenue_net".to_string(), Vec::new())),
        Level::Team => "team",
        Level::Rep | Level::Manager => "rep",
    };
    let ours = |(_, scope): &&Line| scope.last().is_some_and(|(own, member)| own == dimension && member == key);
    let revenue = data.rows.range(("revenue_net".to_string(), Vec::new())..).map(|(line, _)| line);
    revenue.take_while(|(metric, _)| metric == "revenue_net").find(ours).cloned()
}

fn small_line(page: &mut Page<'_>, row: u32, data: &Places, line: &Option<Line>) -> Result<(), XlsxError> {
    let Some((first, last)) = line.as_ref().and_then(|line| data.rows.get(line)).copied() else { return Ok(()) };
    page.bars(row, 3, &data.source(first, last), data.below_zero.contains(&first))
}

/// Each metric of everybody in a row, its periods in columns.
pub(super) fn by_period<'a>(ink: &'a Ink<'a>, data: &Places) -> Result<Page<'a>, XlsxError> {
    let id = "kpi-by-period";
    let mut page = Page::new(ink, id, &ink.say("sheet-kpi-by-period"), &ink.caption(&ink.pack.header.period.label))?;
    let observations = &ink.pack.observations;
    let mut periods: Vec<&str> = Vec::new();
    for observation in observations {
        if !periods.contains(&observation.period.as_str()) {
            periods.push(&observation.period);
        }
    }
    periods.sort_unstable();
    let mut lines: Vec<(Line, Vec<&Observation>)> = Vec::new();
    let mut places: BTreeMap<Line, usize> = BTreeMap::new();
    for observation in observations {
        let line = line(observation);
        let at = *places.entry(line.clone()).or_insert(lines.len());
        if at == lines.len() {
            lines.push((line, Vec::new()));
        }
        lines[at].1.push(observation);
    }
    let mut heads =
        ["col-metric", "col-level", "col-team", "col-rep", "col-rep-id", "col-history"].map(|id| ink.say(id)).to_vec();
    heads.extend(periods.iter().map(|period| (*period).to_string()));
    let count = page.room(TOP, lines.len())?;
    page.table("kpi_by_period", (TOP, 0), &heads, count)?;
    let people: BTreeMap<&str, &str> = ink.pack.people.iter().map(|p| (p.rep_id.as_str(), p.name.as_str())).collect();
    for (row, (line, values)) in (TOP + 1..).zip(lines.iter().take(count)) {
        let of = |dimension: &str| line.1.iter().find(|(own, _)| own == dimension).map_or("", |(_, key)| key.as_str());
        let level = match line.1.last().map(|(dimension, _)| dimension.as_str()) {
            None => Level::Company,
            Some("team") => Level::Team,
            Some(_) => Level::Rep,
        };
        page.text(row, 0, &ink.wording.metric(&line.0), Look::Text)?;
        page.text(row, 1, &ink.level(level), Look::Text)?;
        page.text(row, 2, of("team"), Look::Text)?;
        page.text(row, 3, people.get(of("rep")).copied().unwrap_or(of("rep")), Look::Text)?;
        page.text(row, 4, of("rep"), Look::Text)?;
        page.blank(row, 5, Look::Text)?;
        for (col, period) in (6_u16..).zip(&periods) {
            match values.iter().find(|one| one.period == *period) {
                Some(one) => page.measured(row, col, one.value, line.0.starts_with("growth_"))?,
                None => page.blank(row, col, Look::Text)?,
            }
        }
        if let Some((first, last)) = data.rows.get(line).copied().filter(|(first, last)| last > first) {
            page.bars(row, 5, &data.source(first, last), data.below_zero.contains(&first))?;
        }
    }
    page.fix_width(5, 18.0)?;
    page.freeze(TOP + 1, 5)?;
    company_chart(&mut page, &periods, lines.first().map(|(line, _)| line))?;
    Ok(page)
}

/// The company's net revenue over the periods, right of the table.
fn company_chart(page: &mut Page<'_>, periods: &[&str], first: Option<&Line>) -> Result<(), XlsxError> {
    let is_revenue = first.is_some_and(|(metric, scope)| metric == "revenue_net" && scope.is_empty());
    if !is_revenue || periods.is_empty() {
        return Ok(());
    }
    let ink = page.ink;
    let last = 5 + periods.len() as u16;
    let sheet = Page::quoted(&page.name);
    let mut chart = Chart::new_column();
    chart
        .add_series()
        .set_categories(format!("{sheet}!{}", range((TOP, 6), (TOP, last))).as_str())
        .set_values(format!("{sheet}!{}", range((TOP + 1, 6), (TOP + 1, last))).as_str())
        .set_name(ink.wording.metric("revenue_net").as_str())
        .set_gap(60)
        .set_format(
            rust_xlsxwriter::ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(BLUE)),
        );
    let title = ink.say_with("trend-title-quarter", &[("metric", &ink.wording.metric("revenue_net"))]);
    chart.title().set_name(format!("{} · {title}", ink.level(Level::Company)).as_str());
    chart.y_axis().set_num_format(ink.axis(Unit::Money));
    chart.legend().set_hidden().set_position(ChartLegendPosition::Bottom);
    chart.set_width(560).set_height(320).set_alt_text(title);
    page.sheet.insert_chart(TOP, last + 2, &chart)?;
    Ok(())
}
