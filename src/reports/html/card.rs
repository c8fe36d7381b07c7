//! The appraisal on a rep's page: the card in full, the ratings, the plans.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{PlanRow, RatingRow, RepPage, ScorecardRow, ScorecardTotal};

/// What stands beside the score: its error, the way to the next band, how many are equal to it, where it is heading.
pub(super) fn standing(scribe: &Scribe<'_>, page: &RepPage) -> Option<Value> {
    let row = scribe.card(&page.rep_id).iter().find(|row| row.total.is_some())?;
    let total = row.total.as_ref()?;
    let notes = [
        next(scribe, total).or_else(|| top(scribe, total)),
        equal(scribe, total),
        moved(scribe, total),
        (!total.heading.is_empty()).then(|| scribe.wording.named("scorecard-heading", &total.heading)),
        row.flags.iter().any(|flag| flag == "thin").then(|| thin(scribe, row)).flatten(),
    ];
    Some(context! {
        error => row.standard_error.map(|error| {
            scribe.say_with("scorecard-note-error", &[("points", &scribe.figures.fixed(error, 1))])
        }),
        plus_minus => row.standard_error.map(|error| scribe.figures.fixed(error, 1)),
        notes => notes.into_iter().flatten().collect::<Vec<_>>(),
    })
}

/// `3.2 to B (within noise)`; none in the highest band, and where a distribution gave the grade.
pub(super) fn next(scribe: &Scribe<'_>, total: &ScorecardTotal) -> Option<String> {
    if total.moved.is_some_and(|bands| bands != 0) {
        return None;
    }
    let (band, points) = total.next_band.as_deref().zip(total.to_next_band)?;
    let id = if total.next_is_noise == Some(true) { "scorecard-note-next-noise" } else { "scorecard-note-next" };
    Some(scribe.say_with(id, &[("points", &scribe.figures.fixed(points, 1)), ("band", &legible(band))]))
}

fn top(scribe: &Scribe<'_>, total: &ScorecardTotal) -> Option<String> {
    (total.grade.is_some() && total.grade == total.grade_by_bands).then(|| scribe.say("rep-top-band"))
}

fn equal(scribe: &Scribe<'_>, total: &ScorecardTotal) -> Option<String> {
    let (group, count) = total.equal_group.zip(total.equal_to)?;
    let mut args = FluentArgs::new();
    args.set("group", FluentValue::from(group as i64));
    args.set("count", FluentValue::from(count as i64));
    Some(scribe.wording.text_with("scorecard-note-equal", &args))
}

/// What a forced distribution did to the grade.
pub(super) fn moved(scribe: &Scribe<'_>, total: &ScorecardTotal) -> Option<String> {
    let id = match total.moved? {
        0 => return None,
        bands if bands > 0 => "scorecard-note-up",
        _ => "scorecard-note-down",
    };
    Some(scribe.say_with(id, &[("band", &legible(total.grade_by_bands.as_deref().unwrap_or("–")))]))
}

fn thin(scribe: &Scribe<'_>, row: &ScorecardRow) -> Option<String> {
    let share = scribe.figures.share_trimmed(row.coverage?);
    Some(scribe.say_with("scorecard-note-thin", &[("share", &share)]))
}

/// The lines with what each rests on.
pub(super) fn lines(scribe: &Scribe<'_>, page: &RepPage) -> Vec<Value> {
    scribe.card(&page.rep_id).iter().filter(|row| row.total.is_none()).map(|row| line(scribe, row)).collect()
}

fn line(scribe: &Scribe<'_>, row: &ScorecardRow) -> Value {
    let figures = scribe.figures;
    let metric = scribe.metric(&row.metric_id);
    let number = |value| figures.scalar(value, false);
    let target = match (row.target, row.target_low, row.target_high) {
        (_, Some(low), Some(high)) => format!("{} – {}", number(low), number(high)),
        (Some(target), ..) => number(target),
        _ => "–".to_string(),
    };
    let missing = (!row.null_reason.is_empty()).then(|| scribe.wording.named("scorecard-missing", &row.null_reason));
    let flags = row.flags.iter().map(|flag| scribe.wording.named("scorecard-flag", flag));
    let cases = row.n.map(|n| scribe.say_with("rep-line-cases", &[("n", &figures.count(n))]));
    let evidence: Vec<String> = missing.into_iter().chain(cases).chain(flags).collect();
    context! {
        // What was agreed is told in the people's own words.
        name => if row.method == "mbo" && !row.statement.is_empty() { legible(&row.statement) } else { metric.name },
        id => if row.method == "kpi" { metric.id } else { legible(&row.item_id) },
        group => scribe.wording.named("scorecard-group", &row.group),
        value => row.value.map_or("–".to_string(), number),
        target,
        source => source(scribe, row),
        weight => figures.number(row.weight, 1),
        score => row.score.map_or("–".to_string(), |score| figures.fixed(score, 1)),
        error => row.standard_error.map(|error| figures.fixed(error, 1)),
        evidence => evidence.join(" · "),
    }
}

fn source(scribe: &Scribe<'_>, row: &ScorecardRow) -> String {
    if row.target_source.is_empty() { String::new() } else { scribe.wording.named("source", &row.target_source) }
}

/// The ratings of a rep as the pack shows them; the rep's own view stands last and apart. Empty without any.
pub(super) fn ratings(scribe: &Scribe<'_>, page: &RepPage) -> Vec<Value> {
    scribe.ratings(&page.rep_id).iter().map(|row| rating(scribe, row)).collect()
}

fn rating(scribe: &Scribe<'_>, row: &RatingRow) -> Value {
    let points = |value: f64| scribe.figures.fixed(value, 1);
    let mut raters = FluentArgs::new();
    raters.set("n", FluentValue::from(row.n.unwrap_or(0)));
    context! {
        name => scribe.wording.named("rating-line", if row.by == "self" { "self" } else { &row.key }),
        by => &row.by,
        score => row.score.map_or_else(|| scribe.wording.named("null", &row.null_reason), points),
        absent => row.score.is_none(),
        error => row.standard_error.map(points),
        raters => scribe.wording.text_with("rep-raters", &raters),
    }
}

/// The rep's plans, agreed ones first. Empty without any.
pub(super) fn plans(scribe: &Scribe<'_>, page: &RepPage) -> Vec<Value> {
    scribe.plans(&page.rep_id).iter().map(|row| plan(scribe, row)).collect()
}

fn plan(scribe: &Scribe<'_>, row: &PlanRow) -> Value {
    let action = if scribe.wording.language() == Language::Zh { &row.action_zh } else { &row.action_en };
    let unit = scribe.entry(&row.check_metric).map_or(Unit::Number, |entry| entry.unit);
    let number = |value: Option<f64>| value.map_or("–".to_string(), |value| scribe.major(value, unit));
    let day = |day: Option<crate::calendar::Day>| day.map_or("–".to_string(), |day| scribe.figures.date(day));
    let state: &str = if row.proposed { "proposed" } else { &row.state };
    let doubts: Vec<String> = row.doubts.iter().map(|doubt| scribe.wording.named("plan-flag", doubt)).collect();
    context! {
        id => legible(&row.plan_id),
        action => if action.is_empty() { "–".to_string() } else { legible(action) },
        owner => if row.owner.is_empty() { "–".to_string() } else { legible(&row.owner) },
        start => day(row.start),
        due => day(row.due),
        metric => if row.check_metric.is_empty() { "–".to_string() } else { scribe.metric(&row.check_metric).name },
        value => number(row.value),
        check => number(row.check_value),
        state => scribe.wording.named("plan-state", state),
        warn => matches!(state, "missed" | "overdue"),
        doubts => doubts.join(" · "),
    }
}
