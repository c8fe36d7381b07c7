//! What changed net revenue: a table for each bridge in which the running sums, the shares and the last line follow the
//! steps by formulas, with a chart of the steps.

use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, XlsxError};

use super::ink::Ink;
use super::look::{BLUE, Look, ORANGE};
use super::page::{Page, cell, range};
use crate::quantity::Unit;
use crate::review::pack::{BridgeSection, BridgeStep};

const TOP: u32 = 4;
/// Rows that a chart takes.
const CHART_ROWS: u32 = 16;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let caption = ink.caption(&ink.pack.header.period.label);
    let mut page = Page::new(ink, "bridge", &ink.say("section-bridge"), &caption)?;
    page.loose(2, 0, &ink.say("fall-lead"), Look::Caption)?;
    if ink.pack.bridges.is_empty() {
        page.loose(TOP, 0, &ink.say("nothing-here"), Look::Caption)?;
    }
    let mut top = TOP;
    for bridge in &ink.pack.bridges {
        top = fall(&mut page, top, bridge)?;
    }
    Ok(page)
}

/// One bridge from `top` on; the row where the next may begin.
fn fall(page: &mut Page<'_>, top: u32, bridge: &BridgeSection) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let periods = [("from", bridge.period_from.as_str()), ("to", bridge.period_to.as_str())];
    let title = ink.say_with(&format!("fall-title-{}", bridge.against), &periods);
    page.loose(top, 0, &title, Look::Heading)?;
    let head = top + 1;
    let heads = ["fall-col-step", "fall-col-amount", "fall-col-share", "workbook-bridge-after"].map(|id| ink.say(id));
    page.table(&format!("bridge_{}", bridge.against), (head, 0), &heads, bridge.steps.len() + 2)?;
    let first = head + 1;
    let last = first + 1 + bridge.steps.len() as u32;
    let start = cell(first, 1);
    let share = |row: u32, amount: i64| {
        let formula = format!("=IF({start}>0,{}/{start},\"\")", cell(row, 1));
        (formula, (bridge.start > 0).then(|| amount as f64 / bridge.start as f64))
    };
    let line = |page: &mut Page<'_>, row: u32, name: &str, amount: i64, after: (String, i64)| {
        page.text(row, 0, name, Look::Text)?;
        let (formula, result) = share(row, amount);
        page.formula(row, 2, &formula, result, Look::Share)?;
        page.formula(row, 3, &after.0, Some(ink.major(after.1, Unit::Money)), Look::Money)
    };
    let name = |id: &str, period: &str| format!("{} {period}", ink.say(id));
    page.number(first, 1, ink.major(bridge.start, Unit::Money), Look::Money)?;
    line(page, first, &name("bridge-start", &bridge.period_from), bridge.start, (format!("={start}"), bridge.start))?;
    for (row, step) in (first + 1..).zip(&bridge.steps) {
        page.number(row, 1, ink.major(step.amount, Unit::Money), Look::Money)?;
        let after = format!("={}+{}", cell(row - 1, 3), cell(row, 1));
        line(page, row, &step_name(ink, step), step.amount, (after, step.after))?;
    }
    let sum = format!("=SUM({})", range((first, 1), (last - 1, 1)));
    page.formula(last, 1, &sum, Some(ink.major(bridge.end, Unit::Money)), Look::Money)?;
    let after = (format!("={}", cell(last - 1, 3)), bridge.end);
    line(page, last, &name("bridge-end", &bridge.period_to), bridge.end, after)?;
    page.loose(last + 1, 0, &ink.say("workbook-bridge-check"), Look::Caption)?;
    if !bridge.complete {
        page.loose(last + 2, 0, &ink.say("fall-incomplete"), Look::Flagged)?;
    }
    if !bridge.steps.is_empty() {
        chart(page, head, (first + 1, last - 1), &title)?;
    }
    Ok((last + 3).max(head + CHART_ROWS) + 2)
}

fn step_name(ink: &Ink<'_>, step: &BridgeStep) -> String {
    ink.say(&format!("bridge-{}", step.term.replace('_', "-")))
}

/// The steps as bars, to the right where they add and to the left where they take away.
fn chart(page: &mut Page<'_>, top: u32, (first, last): (u32, u32), title: &str) -> Result<(), XlsxError> {
    let sheet = Page::quoted(&page.name);
    let mut chart = Chart::new_bar();
    chart
        .add_series()
        .set_categories(format!("{sheet}!{}", range((first, 0), (last, 0))).as_str())
        .set_values(format!("{sheet}!{}", range((first, 1), (last, 1))).as_str())
        .set_name(page.ink.say("fall-col-amount").as_str())
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BLUE)))
        .set_invert_if_negative()
        .set_invert_if_negative_color(ORANGE)
        .set_gap(40);
    chart.title().set_name(title).set_overlay(false);
    // Of a bar chart the categories stand on the y axis.
    chart.y_axis().set_reverse().set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::Low);
    chart.x_axis().set_num_format(page.ink.axis(Unit::Money));
    chart.legend().set_hidden();
    chart.set_width(560).set_height(CHART_ROWS * 20).set_alt_text(title);
    page.sheet.insert_chart(top, 5, &chart)?;
    Ok(())
}
