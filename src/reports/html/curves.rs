//! Who bought again within so many days: a picture of the curves, and the table of all of them.

use minijinja::context;
use minijinja::value::Value;

use super::HtmlError;
use super::chart::{self, Curve};
use super::cohorts::{legend, shade};
use super::scribe::Scribe;
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::review::pack::{CurveCell, CurveRow, RepeatCurves};

/// A cohort is drawn strongly only where so many of its points are whole.
const LEAST_WHOLE: usize = 3;

/// None without a cohort.
pub(super) fn block(scribe: &Scribe<'_>) -> Result<Option<Value>, HtmlError> {
    let curves = &scribe.pack.repeat.curves;
    if curves.rows.is_empty() {
        return Ok(None);
    }
    let cells = curves.rows.iter().flat_map(|row| &row.cells).chain(&curves.pooled);
    let top = cells.filter_map(|cell| cell.value).filter(|value| value.is_finite()).fold(0.0, f64::max).max(1e-9);
    let row = |name: String, size: i64, censored: bool, cells: &[CurveCell], is_pooled: bool| {
        context! {
            size => scribe.figures.count(size), censored,
            cells => cells.iter().map(|cell| self::cell(scribe, &name, cell, top, is_pooled)).collect::<Vec<_>>(),
            name,
        }
    };
    let is_censored = |row: &CurveRow| curves.left_censored.contains(&row.cohort);
    let rows: Vec<Value> = curves
        .rows
        .iter()
        .map(|own| row(legible(&own.cohort), own.size, is_censored(own), &own.cells, false))
        .collect();
    let all = curves.rows.iter().map(|row| row.size).sum();
    Ok(Some(context! {
        svg => picture(scribe, curves)?,
        newest => newest(curves).map(|row| legible(&row.cohort)),
        caption => scribe.caption(&scribe.pack.header.period.label, &[Unit::Share], &[&curves.metric_id]),
        metric => scribe.metric(&curves.metric_id),
        days => curves.days.clone(),
        pooled => row(scribe.say("curves-all"), all, false, &curves.pooled, true),
        censored => !curves.left_censored.is_empty(),
        legend => legend(scribe, top),
        rows,
    }))
}

/// The last cohort of which enough can be said.
fn newest(curves: &RepeatCurves) -> Option<&CurveRow> {
    let whole =
        |row: &&CurveRow| row.cells.iter().filter(|cell| cell.n > 0 && cell.immature == 0).count() >= LEAST_WHOLE;
    curves.rows.iter().rev().find(whole)
}

fn picture(scribe: &Scribe<'_>, curves: &RepeatCurves) -> Result<Value, HtmlError> {
    let newest = newest(curves);
    let points =
        |cells: &[CurveCell]| cells.iter().map(|cell| cell.value.map(|value| (value, cell.immature > 0))).collect();
    let mut drawn: Vec<Curve> = Vec::new();
    for row in &curves.rows {
        let class = if newest.is_some_and(|newest| newest.cohort == row.cohort) { "newest" } else { "faint" };
        let end = if class == "newest" { legible(&row.cohort) } else { String::new() };
        drawn.push(Curve { class, end, points: points(&row.cells) });
    }
    // What all of them did together is solid to its end: each point has its own members, and all are old enough.
    let pooled = curves.pooled.iter().map(|cell| cell.value.map(|value| (value, false))).collect();
    drawn.push(Curve { class: "all", end: scribe.say("curves-all"), points: pooled });
    drawn.sort_by_key(|curve| ["faint", "newest", "all"].iter().position(|class| *class == curve.class));
    let labels: Vec<String> = curves.days.iter().map(|days| scribe.figures.count(*days)).collect();
    let tips: Vec<String> = (0..labels.len()).map(|at| tip(scribe, curves, newest, at)).collect();
    chart::curves(&drawn, &labels, &tips, |share| scribe.figures.share_trimmed(share), &scribe.say("curves-title"))
}

/// `within 90 days: all 23.4%, 2019-Q1 25%`.
fn tip(scribe: &Scribe<'_>, curves: &RepeatCurves, newest: Option<&CurveRow>, at: usize) -> String {
    let said = |name: &str, cell: Option<&CurveCell>| {
        let share = cell.and_then(|cell| cell.value)?;
        Some(scribe.say_with("curves-value", &[("name", name), ("share", &scribe.figures.share(share))]))
    };
    let own = newest.and_then(|row| said(&legible(&row.cohort), row.cells.get(at)));
    let parts: Vec<String> = said(&scribe.say("curves-all"), curves.pooled.get(at)).into_iter().chain(own).collect();
    let days = scribe.figures.count(curves.days[at]);
    scribe.say_with("curves-tip", &[("days", &days), ("values", &scribe.figures.list(&parts))])
}

/// Of all customers together every point has members of its own, so that no point is a part of another.
fn cell(scribe: &Scribe<'_>, name: &str, cell: &CurveCell, top: f64, is_pooled: bool) -> Value {
    let figures = scribe.figures;
    let Some(value) = cell.value else {
        let code = cell.null_reason.map_or("immature", |reason| reason.code());
        return context! { text => scribe.say(&format!("null-{code}")), title => scribe.say(&format!("why-{code}")), class => "none" };
    };
    let (again, n, young) = (figures.count(cell.again), figures.count(cell.n), figures.count(cell.immature));
    let (lower, upper) = (figures.share(cell.lower.unwrap_or(value)), figures.share(cell.upper.unwrap_or(value)));
    let counted =
        scribe.say_with("cell-interval", &[("active", &again), ("size", &n), ("lower", &lower), ("upper", &upper)]);
    let title = match cell.immature {
        0 => format!("{name} · {counted}"),
        _ => format!("{name} · {counted} · {}", scribe.say_with("curves-young", &[("n", &young)])),
    };
    let part = if cell.immature > 0 && !is_pooled { " part" } else { "" };
    context! { text => figures.fixed(value * 100.0, 1), title, class => format!("s{}{part}", shade(value / top)) }
}
