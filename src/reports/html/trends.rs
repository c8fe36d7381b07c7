//! The company over time, and repeat purchase with its trend.

use minijinja::context;
use minijinja::value::Value;

use super::chart::{self, Point};
use super::inline_plot::{self, Range, Scale};
use super::scribe::Scribe;
use super::{HtmlError, curves, overview};
use crate::quantity::{Measured, Scalar, Unit};
use crate::reports::figures::legible;
use crate::review::pack::{RateWithInterval, Trend};

const RANGE_WIDTH: f64 = 180.0;

/// One figure a trend, metrics in the pack's order with their grains side by side.
pub(super) fn section(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    let mut metrics: Vec<&str> = Vec::new();
    for trend in &scribe.pack.trends {
        if !metrics.contains(&trend.metric_id.as_str()) {
            metrics.push(&trend.metric_id);
        }
    }
    let mut groups = Vec::new();
    for id in metrics {
        let figures: Result<Vec<Value>, HtmlError> =
            scribe.pack.trends.iter().filter(|t| t.metric_id == id).map(|t| figure(scribe, t)).collect();
        groups.push(context! { metric => scribe.metric(id), figures => figures? });
    }
    let partial = scribe.pack.trends.iter().flat_map(|t| &t.points).any(|p| p.partial && p.value.value().is_some());
    Ok(context! { groups, partial })
}

/// A trend as a chart and, behind a fold, as a table.
fn figure(scribe: &Scribe<'_>, trend: &Trend) -> Result<Value, HtmlError> {
    let small = scribe.figures.column_is_small(trend.points.iter().map(|p| &p.value));
    let points: Vec<Point> = trend
        .points
        .iter()
        .map(|p| {
            let text = scribe.cell(&p.value, &trend.metric_id, &p.period, small).text;
            let args = [("label", legible(&p.period)), ("value", text)];
            let tip = scribe.say_with("tip", &args.each_ref().map(|(name, text)| (*name, text.as_str())));
            Point { label: legible(&p.period), tip, value: scribe.height(&p.value), partial: p.partial }
        })
        .collect();
    let rows: Vec<Value> = trend
        .points
        .iter()
        .map(|p| {
            let cell = scribe.cell(&p.value, &trend.metric_id, &p.period, small);
            context! { period => legible(&p.period), cell, partial => p.partial }
        })
        .collect();
    let grain = trend.grain.word();
    let title =
        scribe.say_with(&format!("trend-title-{grain}"), &[("metric", &scribe.wording.metric(&trend.metric_id))]);
    let write = |value: f64| match trend.unit {
        Unit::Share => scribe.figures.share_trimmed(value),
        Unit::Money | Unit::Count | Unit::Units | Unit::Days | Unit::Number => scribe.figures.axis(value),
    };
    let label = chart_label(scribe, &title, &points, &write);
    Ok(context! {
        metric => scribe.metric(&trend.metric_id),
        grain => scribe.say(&format!("trends-{grain}")),
        title,
        unit => unit_name(scribe, trend.unit),
        svg => chart::line(&points, trend.unit != Unit::Share, write, &label)?,
        rows,
    })
}

fn chart_label(scribe: &Scribe<'_>, title: &str, points: &[Point], write: &impl Fn(f64) -> String) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return title.to_string();
    };
    let range = scribe.say_with("chart-range", &[("title", title), ("first", &first.label), ("last", &last.label)]);
    match points.iter().rev().find_map(|p| p.value) {
        Some(value) => {
            let value = scribe.say_with("chart-last", &[("value", &write(value))]);
            scribe.say_with("joint", &[("first", &range), ("second", &value)])
        }
        None => range,
    }
}

/// What a number of this unit is counted in, for a heading.
pub(super) fn unit_name(scribe: &Scribe<'_>, unit: Unit) -> String {
    match unit {
        Unit::Money => scribe.say_with("unit-money", &[("currency", scribe.pack.header.currency.code())]),
        Unit::Count => scribe.say("unit-count"),
        Unit::Units => scribe.say("unit-units"),
        Unit::Share => scribe.say("unit-share"),
        Unit::Days => scribe.say("unit-days"),
        Unit::Number => scribe.say("unit-number"),
    }
}

/// The company's rates with their intervals, the rates by rep, and the window rate over time.
pub(super) fn repeat(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    let repeat = &scribe.pack.repeat;
    let ids: Vec<&str> = repeat.company.iter().map(|r| r.metric_id.as_str()).collect();
    // Every rate stands on the same scale, from nothing to the highest upper end.
    let highest = repeat.company.iter().filter_map(|rate| rate.upper).fold(0.0, f64::max);
    let whole = [Range { ends: (0.0, highest), point: None, marks: Vec::new() }];
    let scale = inline_plot::common_scale(&whole, RANGE_WIDTH);
    let trend = if repeat.trend.points.is_empty() { None } else { Some(figure(scribe, &repeat.trend)?) };
    Ok(context! {
        caption => scribe.caption(&repeat.period, &[Unit::Share], &ids),
        company => repeat.company.iter().map(|rate| rate_row(scribe, rate, scale)).collect::<Vec<_>>(),
        by_rep => overview::table(scribe, &repeat.by_rep),
        trend,
        curves => curves::block(scribe)?,
    })
}

fn rate_row(scribe: &Scribe<'_>, rate: &RateWithInterval, scale: Option<Scale>) -> Value {
    let counted = match rate.value {
        Measured::Value(_) => {
            let (above, below) = (scribe.figures.count(rate.numerator), scribe.figures.count(rate.denominator));
            scribe.say_with("of-n", &[("numerator", &above), ("denominator", &below)])
        }
        Measured::Null(_) => scribe.figures.count(rate.denominator),
    };
    let interval = rate.lower.zip(rate.upper).map(|(lower, upper)| {
        let (low, high) = (scribe.figures.share(lower), scribe.figures.share(upper));
        let text = scribe.say_with("range-text", &[("lower", &low), ("upper", &high)]);
        let point = rate.value.value().map(|scalar| match scalar {
            Scalar::Share(share) => share,
            other => other.to_f64(1),
        });
        let range = Range { ends: (lower, upper), point, marks: Vec::new() };
        let plot = scale.map(|scale| inline_plot::range(&range, scale, RANGE_WIDTH, ""));
        context! { text, plot }
    });
    context! {
        metric => scribe.metric(&rate.metric_id),
        value => scribe.cell(&rate.value, &rate.metric_id, &rate.period, false),
        period => legible(&rate.period),
        counted,
        interval,
    }
}
