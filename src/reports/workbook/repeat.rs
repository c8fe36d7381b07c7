//! Repeat purchase: by rep, the company with its intervals, and the rate over time as a line.

use rust_xlsxwriter::{Chart, ChartEmptyCells, ChartFormat, ChartLine, XlsxError};

use super::ink::Ink;
use super::look::{BLUE, Look};
use super::page::{Page, range};
use crate::quantity::Unit;
use crate::review::pack::{RateWithInterval, Trend};

const TOP: u32 = 3;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let section = &ink.pack.repeat;
    let mut page = Page::new(ink, "repeat", &ink.say("section-repeat"), &ink.caption(&section.period))?;
    page.loose(2, 0, &ink.say("repeat-by-rep-lead"), Look::Caption)?;
    let table = &section.by_rep;
    let mut heads = vec![ink.say("col-rep"), ink.say("col-rep-id")];
    heads.extend(table.columns.iter().map(|column| ink.wording.metric(&column.metric_id)));
    let count = page.room(TOP, table.rows.len())?;
    page.table("repeat_by_rep", (TOP, 0), &heads, count)?;
    for (row, one) in (TOP + 1..).zip(table.rows.iter().take(count)) {
        page.text(row, 0, &one.name, Look::Text)?;
        page.text(row, 1, &one.key, Look::Text)?;
        for (col, value) in (2_u16..).zip(&one.cells) {
            page.told(row, col, *value, false)?;
        }
    }
    page.freeze(TOP + 1, 1)?;
    let right = heads.len() as u16 + 1;
    company(&mut page, right, &section.company)?;
    trend(&mut page, right, TOP + 3 + section.company.len() as u32, &section.trend)?;
    Ok(page)
}

fn company(page: &mut Page<'_>, left: u16, rates: &[RateWithInterval]) -> Result<(), XlsxError> {
    let ink = page.ink;
    let heads = ["repeat-company", "col-period", "col-rate", "col-lower-95", "col-upper-95", "col-counted", "col-of"]
        .map(|id| ink.say(id));
    page.table("repeat_company", (TOP, left), &heads, rates.len())?;
    for (row, rate) in (TOP + 1..).zip(rates) {
        page.text(row, left, &ink.wording.metric(&rate.metric_id), Look::Text)?;
        page.text(row, left + 1, &rate.period, Look::Text)?;
        page.told(row, left + 2, rate.value, false)?;
        page.optional(row, left + 3, rate.lower, Look::Share)?;
        page.optional(row, left + 4, rate.upper, Look::Share)?;
        page.number(row, left + 5, rate.numerator as f64, Look::Count)?;
        page.number(row, left + 6, rate.denominator as f64, Look::Count)?;
    }
    Ok(())
}

fn trend(page: &mut Page<'_>, left: u16, top: u32, trend: &Trend) -> Result<(), XlsxError> {
    if trend.points.is_empty() {
        return Ok(());
    }
    let ink = page.ink;
    let name = ink.wording.metric(&trend.metric_id);
    let heads = [ink.say("col-period"), name.clone()];
    page.table("repeat_trend", (top, left), &heads, trend.points.len())?;
    for (row, point) in (top + 1..).zip(&trend.points) {
        page.text(row, left, &point.period, Look::Text)?;
        // A word would be drawn as a zero.
        page.measured(row, left + 1, point.value, false)?;
    }
    let last = top + trend.points.len() as u32;
    let sheet = Page::quoted(&page.name);
    let mut chart = Chart::new_line();
    chart
        .add_series()
        .set_categories(format!("{sheet}!{}", range((top + 1, left), (last, left))).as_str())
        .set_values(format!("{sheet}!{}", range((top + 1, left + 1), (last, left + 1))).as_str())
        .set_name(name.as_str())
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(BLUE).set_width(2.25)));
    chart.title().set_name(name.as_str());
    chart.y_axis().set_num_format(ink.axis(Unit::Share)).set_min(0);
    chart.show_empty_cells_as(ChartEmptyCells::Connected);
    chart.legend().set_hidden();
    chart.set_width(480).set_height(280).set_alt_text(name);
    page.sheet.insert_chart(top, left + 3, &chart)?;
    Ok(())
}
