//! Actual against quota, with native bar charts.

use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, XlsxError};

use super::ink::Ink;
use super::look::{BLUE, Look};
use super::page::{Page, range};
use crate::quantity::Unit;
use crate::review::pack::Band;

const TOP: u32 = 5;
/// More bars than this cannot be told apart.
const MOST_BARS: usize = 40;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let section = &ink.pack.attainment;
    let mut page = Page::new(ink, "attainment", &ink.say("section-attainment"), &ink.caption(&section.period))?;
    page.text(2, 0, &ink.say("attainment-company"), Look::Head)?;
    page.told(2, 1, section.company, false)?;
    page.text(3, 0, &ink.say("attainment-share"), Look::Head)?;
    page.told(3, 1, section.share, false)?;
    let mut heads = ["col-rep", "col-rep-id", "col-team", "col-actual", "col-quota", "col-attainment"]
        .map(|id| ink.say(id))
        .to_vec();
    heads.extend(section.history_periods.iter().cloned());
    let count = page.room(TOP, section.rows.len())?;
    page.table("attainment", (TOP, 0), &heads, count)?;
    for (row, one) in (TOP + 1..).zip(section.rows.iter().take(count)) {
        page.text(row, 0, &one.name, Look::Text)?;
        page.text(row, 1, &one.rep_id, Look::Text)?;
        page.text(row, 2, &one.team, Look::Text)?;
        page.told(row, 3, one.actual, false)?;
        page.told(row, 4, one.target, false)?;
        page.told(row, 5, one.attainment, false)?;
        for (col, value) in (6_u16..).zip(&one.history) {
            page.told(row, col, *value, false)?;
        }
    }
    page.freeze(TOP + 1, 1)?;
    let right = heads.len() as u16 + 1;
    let with_value = section.rows.iter().take_while(|row| row.attainment.value().is_some()).count();
    by_rep(&mut page, right, with_value.min(count).min(MOST_BARS))?;
    bands(&mut page, right, &section.bands)?;
    Ok(page)
}

/// The reps with a value, which stand first.
fn by_rep(page: &mut Page<'_>, right: u16, count: usize) -> Result<(), XlsxError> {
    if count == 0 {
        return Ok(());
    }
    let ink = page.ink;
    let last = TOP + count as u32;
    let sheet = Page::quoted(&page.name);
    let mut chart = Chart::new_bar();
    chart
        .add_series()
        .set_categories(format!("{sheet}!{}", range((TOP + 1, 0), (last, 0))).as_str())
        .set_values(format!("{sheet}!{}", range((TOP + 1, 5), (last, 5))).as_str())
        .set_name(ink.say("col-attainment").as_str())
        .set_gap(40)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BLUE)));
    chart.title().set_name(ink.say("attainment-by-rep").as_str());
    chart.y_axis().set_reverse();
    chart.x_axis().set_num_format(ink.axis(Unit::Share)).set_min(0);
    chart.legend().set_hidden();
    chart.set_width(520).set_height((110 + 22 * count as u32).max(240)).set_alt_text(ink.say("attainment-by-rep"));
    page.sheet.insert_chart(TOP + 24, right, &chart)?;
    Ok(())
}

/// How the reps are spread, as a table and a chart.
fn bands(page: &mut Page<'_>, right: u16, bands: &[Band]) -> Result<(), XlsxError> {
    if bands.is_empty() {
        return Ok(());
    }
    let ink = page.ink;
    let heads = [ink.say("attainment-bands"), ink.say("col-reps")];
    page.table("attainment_bands", (TOP, right), &heads, bands.len())?;
    for (row, band) in (TOP + 1..).zip(bands) {
        page.text(row, right, &label(ink, band), Look::Text)?;
        page.number(row, right + 1, band.reps as f64, Look::Count)?;
    }
    let last = TOP + bands.len() as u32;
    let sheet = Page::quoted(&page.name);
    let mut chart = Chart::new_column();
    chart
        .add_series()
        .set_categories(format!("{sheet}!{}", range((TOP + 1, right), (last, right))).as_str())
        .set_values(format!("{sheet}!{}", range((TOP + 1, right + 1), (last, right + 1))).as_str())
        .set_name(ink.say("col-reps").as_str())
        .set_gap(40)
        .set_data_label(rust_xlsxwriter::ChartDataLabel::new().show_value())
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BLUE)));
    chart.title().set_name(ink.say("attainment-bands").as_str());
    chart.y_axis().set_num_format("0").set_major_gridlines(false).set_hidden(true);
    chart.legend().set_hidden();
    chart.set_width(480).set_height(300).set_alt_text(ink.say("attainment-bands"));
    page.sheet.insert_chart(last + 2, right, &chart)?;
    Ok(())
}

fn label(ink: &Ink<'_>, band: &Band) -> String {
    let share = |edge: f64| ink.figures.share_trimmed(edge);
    match (band.lower, band.upper) {
        (None, Some(upper)) => ink.say_with("band-under", &[("upper", &share(upper))]),
        (Some(lower), None) => ink.say_with("band-over", &[("lower", &share(lower))]),
        (Some(lower), Some(upper)) => {
            ink.say_with("band-between", &[("lower", &share(lower)), ("upper", &share(upper))])
        }
        (None, None) => ink.say("band-all"),
    }
}
