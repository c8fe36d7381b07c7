//! Forecasts: a fan that follows the chosen rep, how such forecasts did, and the table of all.

use rust_xlsxwriter::{
    Chart, ChartEmptyCells, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartMarkerType, ConditionalFormatError, DataValidation, Format, Formula, XlsxError,
};

use super::ink::Ink;
use super::look::{BLUE, HAIR, Look, ORANGE, QUIET};
use super::page::{Page, cell, range, sheet_name};
use crate::quantity::Unit;
use crate::review::pack::{ForecastRow, ForecastSection, StatedRow};

/// Columns of the table of all forecasts.
const CHOICE: u16 = 0;
const PERIOD: u16 = 4;
const MEAN: u16 = 7;
const INTERVALS: u16 = 9;
const HISTORY: u16 = 15;
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
const DATA_TOP: u32 = 3;
/// The cell in which a rep is chosen, and the one that says where the rep stands in the table.
const CHOSEN: (u32, u16) = (3, 1);
const PLACE: (u32, u16) = (4, 1);
const FAN_TOP: u32 = 6;

/// The longest history of all sections; the others fill its end.
fn periods<'a>(ink: &Ink<'a>) -> &'a [String] {
    let longest = ink.pack.forecasts.iter().map(|section| &section.history_periods).max_by_key(|periods| periods.len());
    longest.map_or(&[], |periods| periods)
}

fn rows<'a>(ink: &Ink<'a>) -> Vec<(&'a ForecastSection, &'a ForecastRow)> {
    ink.pack.forecasts.iter().flat_map(|section| section.rows.iter().map(move |row| (section, row))).collect()
}

/// What is chosen from: unique, since names need not be.
fn choice(ink: &Ink<'_>, section: &ForecastSection, row: &ForecastRow) -> String {
    format!("{} · {} ({})", ink.wording.metric(&section.metric_id), row.name, row.rep_id)
}

/// All forecasts, a rep and metric in a row.
pub(super) fn data<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let period = ink.pack.forecasts.first().map_or(&ink.pack.header.next.label, |section| &section.period);
    let mut page = Page::new(ink, "forecast-data", &ink.say("sheet-forecast-data"), &ink.caption(period))?;
    let ids = [
        "col-choice",
        "col-metric",
        "col-rep",
        "col-rep-id",
        "col-period",
        "col-method",
        "col-periods",
        "col-forecast",
        "col-median",
        "col-lower-50",
        "col-upper-50",
        "col-lower-80",
        "col-upper-80",
        "col-lower-95",
        "col-upper-95",
    ];
    let mut heads = ids.map(|id| ink.say(id)).to_vec();
    heads.extend(periods(ink).iter().cloned());
    let methods = methods(ink);
    heads.extend(methods.iter().map(|method| ink.wording.named("method", method)));
    heads.push(ink.say("col-doubts"));
    let rows = rows(ink);
    let count = page.room(DATA_TOP, rows.len())?;
    page.table("forecasts", (DATA_TOP, 0), &heads, count)?;
    for (at, (section, row)) in (DATA_TOP + 1..).zip(rows.into_iter().take(count)) {
        one(&mut page, at, section, row, &methods)?;
    }
    page.freeze(DATA_TOP + 1, 4)?;
    Ok(page)
}

/// The plain baselines that appear, in the order of their first appearance.
fn methods<'a>(ink: &Ink<'a>) -> Vec<&'a str> {
    let mut methods: Vec<&str> = Vec::new();
    for (_, row) in rows(ink) {
        for (method, _) in &row.baselines {
            if !methods.contains(&method.as_str()) {
                methods.push(method);
            }
        }
    }
    methods
}

fn one(
    page: &mut Page<'_>,
    at: u32,
    section: &ForecastSection,
    row: &ForecastRow,
    methods: &[&str],
) -> Result<(), XlsxError> {
    let ink = page.ink;
    let look = Look::of(section.unit);
    page.text(at, CHOICE, &choice(ink, section, row), Look::Text)?;
    page.text(at, 1, &ink.wording.metric(&section.metric_id), Look::Text)?;
    page.text(at, 2, &row.name, Look::Text)?;
    page.text(at, 3, &row.rep_id, Look::Text)?;
    page.text(at, PERIOD, &section.period, Look::Text)?;
    page.text(at, 5, &ink.wording.named("model", &row.model), Look::Text)?;
    page.number(at, 6, row.n_history as f64, Look::Count)?;
    page.optional(at, MEAN, row.mean, look)?;
    page.optional(at, MEAN + 1, row.median, look)?;
    for (col, level) in (INTERVALS..).step_by(2).zip(LEVELS) {
        let interval = interval(row, level);
        page.optional(at, col, interval.map(|(lower, _)| lower), look)?;
        page.optional(at, col + 1, interval.map(|(_, upper)| upper), look)?;
    }
    let width = periods(ink).len();
    for (col, past) in (HISTORY..).zip(0..width) {
        let from_end = width - past;
        let value = row.history.len().checked_sub(from_end).and_then(|place| row.history[place]);
        page.optional(at, col, value, look)?;
    }
    let first = HISTORY + width as u16;
    for (col, method) in (first..).zip(methods) {
        let value = row.baselines.iter().find(|(own, _)| own == method).map(|(_, value)| *value);
        page.optional(at, col, value, look)?;
    }
    page.text(at, first + methods.len() as u16, &ink.sentences(&row.doubts), Look::Text)
}

/// An interval that enough past errors speak for.
fn interval(row: &ForecastRow, level: f64) -> Option<(f64, f64)> {
    let supported = row.intervals.iter().find(|one| one.supported && (one.level - level).abs() < 1e-9);
    supported.map(|one| (one.lower, one.upper))
}

/// The fan of the chosen rep.
pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let period = ink.pack.forecasts.first().map_or(&ink.pack.header.next.label, |section| &section.period);
    let mut page = Page::new(ink, "forecast", &ink.say("section-forecasts"), &ink.caption(period))?;
    let rows = rows(ink);
    let Some((section, row)) = rows.iter().find(|(_, row)| row.mean.is_some()).or(rows.first()).copied() else {
        page.loose(3, 0, &ink.say("nothing-here"), Look::Caption)?;
        return Ok(page);
    };
    page.fix_width(0, 18.0)?;
    page.fix_width(1, 40.0)?;
    let place = rows.iter().position(|(_, other)| std::ptr::eq(*other, row)).unwrap_or(0);
    chooser(&mut page, rows.len() as u32, &choice(ink, section, row), place)?;
    let last = fan(&mut page, rows.len() as u32, row)?;
    chart(&mut page, last)?;
    // Below the chart, which is some twenty rows high.
    let mut top = last.max(CHOSEN.0 + 23) + 3;
    for section in &ink.pack.forecasts {
        top = evidence(&mut page, top, section)? + 2;
    }
    Ok(page)
}

fn chooser(page: &mut Page<'_>, count: u32, chosen: &str, place: usize) -> Result<(), XlsxError> {
    let ink = page.ink;
    let list = column(ink, count, CHOICE);
    page.text(CHOSEN.0, 0, &ink.say("workbook-choose"), Look::Head)?;
    page.text(CHOSEN.0, CHOSEN.1, chosen, Look::InputText)?;
    page.loose(CHOSEN.0, CHOSEN.1 + 1, &ink.say("workbook-choose-help"), Look::Caption)?;
    let allowed = DataValidation::new().allow_list_formula(Formula::new(format!("={list}")));
    page.sheet.add_data_validation(CHOSEN.0, CHOSEN.1, CHOSEN.0, CHOSEN.1, &allowed)?;
    page.text(PLACE.0, 0, &ink.say("workbook-place"), Look::Text)?;
    let formula = format!("=MATCH({},{list},0)", cell(CHOSEN.0, CHOSEN.1));
    page.formula(PLACE.0, PLACE.1, &formula, Some(place as f64 + 1.0), Look::Count)
}

/// A column of the table of all forecasts.
fn column(ink: &Ink<'_>, count: u32, col: u16) -> String {
    let sheet = Page::quoted(&sheet_name(ink, "forecast-data"));
    format!("{sheet}!{}", range((DATA_TOP + 1, col), (DATA_TOP + count, col)))
}

/// The figures of the chart; what is not there is `#N/A`, which a line leaves out.
fn fan(page: &mut Page<'_>, count: u32, row: &ForecastRow) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let heads =
        ["col-period", "col-actual", "col-forecast", "col-lower-80", "col-upper-80", "col-lower-50", "col-upper-50"];
    page.table("forecast_fan", (FAN_TOP, 0), &heads.map(|id| ink.say(id)), periods(ink).len() + 1)?;
    let place = cell(PLACE.0, PLACE.1);
    let of = |col: u16| {
        let chosen = format!("INDEX({},{place})", column(ink, count, col));
        format!("=IF({chosen}=\"\",NA(),{chosen})")
    };
    let width = periods(ink).len();
    let mut at = FAN_TOP;
    for (past, period) in periods(ink).iter().enumerate() {
        at += 1;
        page.text(at, 0, period, Look::Text)?;
        let value = row.history.len().checked_sub(width - past).and_then(|place| row.history[place]);
        reckoned(page, at, 1, &of(HISTORY + past as u16), value)?;
        for col in 2..7 {
            // The fan opens from the last value.
            let (formula, value) =
                if past + 1 == width { (format!("={}", cell(at, 1)), value) } else { ("=NA()".to_string(), None) };
            reckoned(page, at, col, &formula, value)?;
        }
    }
    at += 1;
    let period = ink.pack.forecasts.first().map_or("", |section| &section.period);
    page.text(at, 0, period, Look::Text)?;
    reckoned(page, at, 1, "=NA()", None)?;
    reckoned(page, at, 2, &of(MEAN), row.mean)?;
    for (col, source, level) in [(3, INTERVALS + 2, 0.8), (5, INTERVALS, 0.5)] {
        let interval = interval(row, level);
        reckoned(page, at, col, &of(source), interval.map(|(lower, _)| lower))?;
        reckoned(page, at, col + 1, &of(source + 1), interval.map(|(_, upper)| upper))?;
    }
    let quiet = ConditionalFormatError::new().set_format(Format::new().set_font_color(HAIR));
    page.sheet.add_conditional_format(FAN_TOP + 1, 1, at, 6, &quiet)?;
    Ok(at)
}

fn reckoned(page: &mut Page<'_>, row: u32, col: u16, formula: &str, value: Option<f64>) -> Result<(), XlsxError> {
    match value {
        Some(_) => page.formula(row, col, formula, value, Look::Number),
        None => {
            let formula = Formula::new(formula).set_result("#N/A");
            let look = page.ink.looks.get(Look::Number).clone();
            page.sheet.write_formula_with_format(row, col, formula, &look)?;
            Ok(())
        }
    }
}

fn chart(page: &mut Page<'_>, last: u32) -> Result<(), XlsxError> {
    let ink = page.ink;
    let sheet = Page::quoted(&page.name);
    let solid = |color, width: f64| {
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(color).set_width(width));
        format
    };
    let dashed = |color, dash: ChartLineDashType| {
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(color).set_width(1.5).set_dash_type(dash));
        format
    };
    let lines = [
        (1, solid(BLUE, 2.5)),
        (2, solid(ORANGE, 2.5)),
        (3, dashed(QUIET, ChartLineDashType::Dash)),
        (4, dashed(QUIET, ChartLineDashType::Dash)),
        (5, dashed(ORANGE, ChartLineDashType::RoundDot)),
        (6, dashed(ORANGE, ChartLineDashType::RoundDot)),
    ];
    let mut chart = Chart::new_line();
    for (col, mut format) in lines {
        let series = chart.add_series();
        series
            .set_categories(format!("{sheet}!{}", range((FAN_TOP + 1, 0), (last, 0))).as_str())
            .set_values(format!("{sheet}!{}", range((FAN_TOP + 1, col), (last, col))).as_str())
            .set_name(format!("{sheet}!{}", cell(FAN_TOP, col)).as_str())
            .set_format(&mut format);
        if col == 2 {
            series.set_marker(ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(7));
        } else {
            series.set_marker(ChartMarker::new().set_none());
        }
    }
    chart.show_empty_cells_as(ChartEmptyCells::Connected).show_na_as_empty_cell();
    chart.title().set_name(format!("={sheet}!{}", cell(CHOSEN.0, CHOSEN.1)).as_str());
    chart.y_axis().set_num_format("#,##0");
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(760).set_height(400).set_alt_text(ink.say("workbook-fan"));
    page.sheet.insert_chart(CHOSEN.0 + 2, 8, &chart)?;
    Ok(())
}

/// How such forecasts did on the past: the methods, and whether the intervals held.
fn evidence(page: &mut Page<'_>, top: u32, section: &ForecastSection) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let name = ink.wording.metric(&section.metric_id);
    page.loose(top, 0, &format!("{} · {name}", ink.say("forecasts-accuracy")), Look::Heading)?;
    let head = top + 1;
    let heads = ["col-n", "col-method", "col-mae", "col-smape", "col-mase"].map(|id| ink.say(id));
    page.table(&format!("accuracy_{}", identifier(&section.metric_id)), (head, 0), &heads, section.accuracy.len())?;
    for (row, one) in (head + 1..).zip(&section.accuracy) {
        page.number(row, 0, one.n as f64, Look::Count)?;
        page.text(row, 1, &ink.wording.named("method", &one.method), Look::Text)?;
        let look = if section.unit == Unit::Money { Look::Money } else { Look::Number };
        page.number(row, 2, one.mae, look)?;
        page.number(row, 3, one.smape, Look::Number)?;
        page.optional(row, 4, one.mase, Look::Number)?;
    }
    held(page, head, &section.coverage, &section.metric_id)?;
    Ok(head + section.accuracy.len().max(section.coverage.len()).max(1) as u32)
}

fn held(page: &mut Page<'_>, head: u32, coverage: &[StatedRow], metric_id: &str) -> Result<(), XlsxError> {
    if coverage.is_empty() {
        return Ok(());
    }
    let ink = page.ink;
    let left = 8;
    page.loose(head - 1, left, &ink.say("forecasts-coverage"), Look::Heading)?;
    let heads = ["col-stated", "col-realised", "col-n"].map(|id| ink.say(id));
    page.table(&format!("coverage_{}", identifier(metric_id)), (head, left), &heads, coverage.len())?;
    for (row, one) in (head + 1..).zip(coverage) {
        page.number(row, left, one.stated, Look::Share)?;
        page.number(row, left + 1, one.realised, Look::Share)?;
        page.number(row, left + 2, one.n as f64, Look::Count)?;
    }
    Ok(())
}

/// A name that a table may have.
fn identifier(metric_id: &str) -> String {
    metric_id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
