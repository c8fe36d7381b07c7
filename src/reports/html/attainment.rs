//! Actual against quota: bars, bands and the history of each rep.

use minijinja::context;
use minijinja::value::Value;

use super::inline_plot::percent;
use super::scribe::Scribe;
use crate::quantity::{Measured, Scalar, Unit};
use crate::reports::figures::legible;
use crate::review::pack::{AttainmentRow, Band};

/// The right end of every bar; what lies above is cut and the number stands beside it.
const BAR_END: f64 = 1.5;
const METRIC: &str = "attainment";

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let section = &scribe.pack.attainment;
    let most = section.bands.iter().map(|band| band.reps).max().unwrap_or(0).max(1);
    let ids = ["revenue_net", METRIC, "attainment_share", "attainment_bands"];
    context! {
        caption => scribe.caption(&section.period, &[Unit::Money], &ids),
        company => scribe.cell(&section.company, METRIC, &section.period, false),
        share => scribe.cell(&section.share, "attainment_share", &section.period, false),
        bands => section.bands.iter().map(|band| self::band(scribe, band, most)).collect::<Vec<_>>(),
        rows => section.rows.iter().map(|row| self::row(scribe, row)).collect::<Vec<_>>(),
        goal_at => percent(1.0 / BAR_END),
        periods => section.history_periods.iter().map(|p| legible(p)).collect::<Vec<_>>(),
    }
}

/// A rep against the quota, with the earlier periods.
pub(super) fn row(scribe: &Scribe<'_>, row: &AttainmentRow) -> Value {
    let period = &scribe.pack.attainment.period;
    let bar = scribe.height(&row.attainment).map(|share| {
        context! { width => percent(share / BAR_END), met => share >= 1.0, over => share > BAR_END }
    });
    let history: Vec<Value> = row
        .history
        .iter()
        .zip(&scribe.pack.attainment.history_periods)
        .map(|(value, period)| history_cell(scribe, value, period))
        .collect();
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        team => legible(&row.team),
        actual => scribe.cell(&row.actual, "revenue_net", period, false),
        target => scribe.cell(&row.target, "quota", period, false),
        attainment => scribe.cell(&row.attainment, METRIC, period, false),
        bar,
        history,
    }
}

/// A whole percent over a bar that is full at 100 %.
fn history_cell(scribe: &Scribe<'_>, value: &Measured, period: &str) -> Value {
    let cell = scribe.cell_with(value, METRIC, period, |scalar| match scalar {
        Scalar::Share(share) => scribe.figures.fixed(share * 100.0, 0),
        other => scribe.figures.scalar(other, false),
    });
    let share = scribe.height(value);
    context! { cell, width => share.map(percent), met => share.is_some_and(|share| share >= 1.0) }
}

fn band(scribe: &Scribe<'_>, band: &Band, most: i64) -> Value {
    let share = |edge: f64| scribe.figures.share_trimmed(edge);
    let label = match (band.lower, band.upper) {
        (None, Some(upper)) => scribe.say_with("band-under", &[("upper", &share(upper))]),
        (Some(lower), None) => scribe.say_with("band-over", &[("lower", &share(lower))]),
        (Some(lower), Some(upper)) => {
            scribe.say_with("band-between", &[("lower", &share(lower)), ("upper", &share(upper))])
        }
        (None, None) => scribe.say("band-all"),
    };
    let met = band.lower.is_some_and(|lower| lower >= 1.0);
    context! { label, reps => band.reps, width => percent(band.reps as f64 / most as f64), met }
}
