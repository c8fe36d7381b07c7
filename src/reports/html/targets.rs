//! Proposed targets: the chance of each, and what stands behind it.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::context;
use minijinja::value::Value;

use super::forecasts::stated;
use super::inline_plot::{self, Range, Scale};
use super::live;
use super::scribe::{Cell, Scribe};
use super::trends;
use super::{HtmlError, agreement};
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::review::pack::{CommonShock, DriverRow, TargetRow, TargetSection};

const WIDTH: f64 = 160.0;

/// A chance so far from the common one is another one; nearer is rounding.
const MOVED: f64 = 0.02;

pub(super) fn section(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    let sections = scribe.pack.targets.iter().zip(0..).map(|(s, number)| one(scribe, s, number));
    let sections: Vec<Value> = sections.collect::<Result<_, _>>()?;
    Ok(context! { sections })
}

fn one(scribe: &Scribe<'_>, section: &TargetSection, number: usize) -> Result<Value, HtmlError> {
    let name = scribe.wording.metric(&section.metric_id);
    let ranges: Vec<Range> = section.rows.iter().filter_map(range).collect();
    let scale = inline_plot::common_scale(&ranges, WIDTH);
    let share = |chance: Option<f64>| chance.map(|c| scribe.figures.share_trimmed(c));
    Ok(context! {
        number,
        unit_name => trends::unit_name(scribe, section.unit),
        can_move => live::can_move(scribe, section),
        metric => scribe.metric(&section.metric_id),
        title => scribe.say_with("targets-of", &[("metric", &name), ("period", &legible(&section.period))]),
        caption => scribe.caption(&section.period, &[section.unit], &[&section.metric_id, "target_p"]),
        chance => share(section.chance),
        goal => section.goal.map(|goal| scribe.amount_text(goal, section.unit)),
        common_chance => share(section.common_chance),
        unallocated => (section.unallocated != 0).then(|| scribe.amount_text(section.unallocated, section.unit)),
        total => scribe.amount(Some(section.total), section.unit, None, &section.metric_id, &section.period),
        team_chance => share(section.team_chance),
        correlation => section.team_correlation.map(|c| scribe.figures.fixed(c, 2)),
        rows => section.rows.iter().map(|r| row(scribe, section, r, scale)).collect::<Vec<_>>(),
        checkpoints => checkpoints(scribe, section),
        drivers => drivers(scribe, section),
        adjustments => adjustments(scribe, section),
        shock => section.common_shock.map(|shock| weak_or_strong(scribe, shock)),
        lead => lead(scribe, section),
        moved => moved(scribe, section),
        evidence => section.evidence.iter().map(|e| stated(scribe, e)).collect::<Vec<_>>(),
        evidence_plot => agreement::plot(scribe, &section.evidence)?,
    })
}

/// The chance that all are set at, or the goal's, and how many stand at another one.
fn lead(scribe: &Scribe<'_>, section: &TargetSection) -> Option<String> {
    let goal = section.goal.zip(section.common_chance);
    let asked = goal.map(|(_, chance)| chance).or(section.chance)?;
    let chances = || section.rows.iter().filter_map(|row| row.chance);
    let count = chances().count();
    let text = |share: f64| scribe.figures.share_trimmed(share);
    let goal = goal.map(|(goal, _)| scribe.amount_text(goal, section.unit));
    if section.moved_by_bounds == 0 || count == 0 {
        return Some(match goal {
            Some(goal) => scribe.say_with("targets-lead-goal", &[("goal", &goal), ("chance", &text(asked))]),
            None => scribe.say_with("targets-lead-chance", &[("chance", &text(asked))]),
        });
    }
    let id = if goal.is_some() { "targets-lead-goal-but" } else { "targets-lead-chance-but" };
    let mut args = FluentArgs::new();
    args.set("goal", goal.unwrap_or_default());
    args.set("chance", text(asked));
    args.set("count", FluentValue::from(section.moved_by_bounds));
    args.set("of", FluentValue::from(count));
    args.set("lowest", text(chances().fold(f64::INFINITY, f64::min)));
    args.set("highest", text(chances().fold(f64::NEG_INFINITY, f64::max)));
    Some(scribe.wording.text_with(id, &args))
}

/// How many targets stand at another chance than the common one, and which way: held down they are easier, held up harder.
fn moved(scribe: &Scribe<'_>, section: &TargetSection) -> Option<String> {
    let asked = section.chance.or(section.common_chance).filter(|_| section.moved_by_bounds > 0)?;
    let chances = || section.rows.iter().filter_map(|row| row.chance);
    let easier = chances().filter(|chance| chance - asked > MOVED).count();
    let harder = chances().filter(|chance| asked - chance > MOVED).count();
    let id = match (easier, harder) {
        (0, 0) => return None,
        (_, 0) => "targets-moved-easier",
        (0, _) => "targets-moved-harder",
        _ => "targets-moved-both",
    };
    let mut args = FluentArgs::new();
    args.set("count", FluentValue::from(easier + harder));
    args.set("easier", FluentValue::from(easier));
    args.set("harder", FluentValue::from(harder));
    Some(scribe.wording.text_with(id, &args))
}

/// What a rep's chance becomes where the whole period is weak or strong, once in six either way.
fn weak_or_strong(scribe: &Scribe<'_>, shock: CommonShock) -> String {
    let [chance, weak, strong] = [shock.chance, shock.weak, shock.strong].map(|one| scribe.figures.share(one));
    scribe.say_with("targets-shock", &[("chance", &chance), ("weak", &weak), ("strong", &strong)])
}

fn row(scribe: &Scribe<'_>, section: &TargetSection, row: &TargetRow, scale: Option<Scale>) -> Value {
    let amount = |amount| scribe.amount(amount, section.unit, row.null_reason, &section.metric_id, &section.period);
    let chance = |chance: Option<f64>| chance.map_or("–".to_string(), |c| scribe.figures.share(c));
    let interval = row.lower_80.zip(row.upper_80).map(|(lower, upper)| {
        let (lower, upper) = (scribe.amount_text(lower, section.unit), scribe.amount_text(upper, section.unit));
        scribe.say_with("range-text", &[("lower", &lower), ("upper", &upper)])
    });
    // The interval stands in words beside it.
    let plot = scale.zip(range(row)).map(|(scale, range)| inline_plot::range(&range, scale, WIDTH, ""));
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        team => legible(&row.team),
        baseline => scribe.amount(row.baseline, section.unit, None, &section.metric_id, &row.baseline_period),
        baseline_period => legible(&row.baseline_period),
        target => amount(row.target),
        chance => chance(row.chance),
        interval,
        plot,
        stretch => amount(row.stretch),
        stretch_chance => chance(row.stretch_chance),
        floor => amount(row.floor),
        cap => amount(row.cap),
        share => row.share_of_total.map_or("–".to_string(), |s| scribe.figures.share(s)),
        status => scribe.wording.named("status", &row.status),
        doubts => scribe.sentences(&row.doubts),
    }
}

/// The 80 % interval with the target as its point and the baseline as its mark.
fn range(row: &TargetRow) -> Option<Range> {
    let ends = (row.lower_80? as f64, row.upper_80? as f64);
    let marks = row.baseline.map(|b| b as f64).into_iter().collect();
    Some(Range { ends, point: row.target.map(|t| t as f64), marks })
}

/// Reps in rows and months in columns; none where no rep has a checkpoint.
fn checkpoints(scribe: &Scribe<'_>, section: &TargetSection) -> Option<Value> {
    let months = distinct(section.rows.iter().flat_map(|row| row.checkpoints.iter().map(|c| c.month.as_str())));
    let write = |amount| scribe.amount_text(amount, section.unit);
    let rows = matrix(scribe, section, &months, |row, month| {
        let checkpoint = row.checkpoints.iter().find(|c| c.month == month)?;
        let (low, high) = (write(checkpoint.low), write(checkpoint.high));
        let band = scribe.say_with("range-text", &[("lower", &low), ("upper", &high)]);
        Some((write(checkpoint.cumulative), band))
    });
    table(months.iter().map(|m| legible(m)).collect(), rows)
}

fn drivers(scribe: &Scribe<'_>, section: &TargetSection) -> Option<Value> {
    let ids = distinct(section.rows.iter().flat_map(|row| row.drivers.iter().map(|d| d.driver.as_str())));
    let rows = matrix(scribe, section, &ids, |row, id| {
        let driver = row.drivers.iter().find(|d| d.driver == id)?;
        Some((driver_change(scribe, driver), String::new()))
    });
    table(ids.iter().map(|id| scribe.wording.named("driver", id)).collect(), rows)
}

/// `2,209 → 4,400`: what the driver was, and what would reach the target.
pub(super) fn driver_change(scribe: &Scribe<'_>, driver: &DriverRow) -> String {
    let unit = driver_unit(driver);
    let write = |value| match unit {
        // Orders per customer differ in the second decimal.
        Unit::Count => scribe.figures.number(value, 2),
        other => scribe.major(value, other),
    };
    format!("{} → {}", write(driver.from), write(driver.to))
}

fn driver_unit(driver: &DriverRow) -> Unit {
    match driver.driver.as_str() {
        "avg_order" => Unit::Money,
        "gross_margin" | "close_rate" => Unit::Share,
        _ => Unit::Count,
    }
}

fn adjustments(scribe: &Scribe<'_>, section: &TargetSection) -> Option<Value> {
    let steps = distinct(section.rows.iter().flat_map(|row| row.adjustments.iter().map(|a| a.step.as_str())));
    let rows = matrix(scribe, section, &steps, |row, step| {
        let adjustment = row.adjustments.iter().find(|a| a.step == step)?;
        let text = scribe.amount_text(adjustment.delta, section.unit);
        // The first step is where the target starts; the others say what they add.
        let adds = step != steps[0] && adjustment.delta > 0;
        Some((if adds { format!("+{text}") } else { text }, String::new()))
    });
    table(steps.iter().map(|step| scribe.wording.named("step", step)).collect(), rows)
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

/// One row a rep that has anything in the columns; a dash where it has nothing.
fn matrix(
    scribe: &Scribe<'_>,
    section: &TargetSection,
    columns: &[&str],
    write: impl Fn(&TargetRow, &str) -> Option<(String, String)>,
) -> Vec<Value> {
    let title = scribe.title(&section.metric_id, &section.period);
    let filled = section.rows.iter().filter(|row| columns.iter().any(|column| write(row, column).is_some()));
    filled
        .map(|row| {
            let cell = |column: &&str| {
                let (text, below) = write(row, column).unwrap_or_else(|| ("–".to_string(), String::new()));
                let cell: Cell = scribe.plain_cell(text, false, title.clone(), &section.metric_id);
                context! { cell, below }
            };
            let target = scribe.amount(row.target, section.unit, row.null_reason, &section.metric_id, &section.period);
            let (rep, name) = (scribe.rep_number(&row.rep_id), legible(&row.name));
            context! { rep, name, cells => columns.iter().map(cell).collect::<Vec<_>>(), target }
        })
        .collect()
}

fn table(columns: Vec<String>, rows: Vec<Value>) -> Option<Value> {
    (!columns.is_empty()).then(|| context! { columns, rows })
}
