//! One sheet for each team: what a calibration meeting has on the table.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Value;

use super::card;
use super::inline_plot::{Range, Scale, common_scale, range};
use super::scribe::Scribe;
use crate::appraisal::topic;
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{DecidedRow, RepPage, ScorecardRow, ScorecardTotal};
use crate::review::purpose::chapters;

const WIDTH: f64 = 150.0;
/// Standard errors to each side of a 95 % interval.
const SIDE: f64 = 1.96;

/// The sheets; empty where nobody has a score.
pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let cycle = scribe.pack.scorecard.cycles.last().map_or("", String::as_str);
    context! {
        sheets => sheets(scribe).into_values().collect::<Vec<_>>(),
        caption => scribe.period_as_of(cycle),
        notes => scribe.sentences(&scribe.pack.scorecard.notes),
        next => legible(&scribe.pack.header.next.label),
        has_moves => scored(scribe).iter().any(|one| one.total.moved.is_some()),
        has_flags => scribe.pack.risk.rows.iter().any(|row| row.probability.is_some()),
        has_targets => scribe.pack.targets.iter().any(|section| section.metric_id == "revenue_net"),
    }
}

/// The sheets by their teams' keys; none where the review is for something else.
pub(super) fn sheets<'p>(scribe: &Scribe<'p>) -> BTreeMap<&'p str, Value> {
    if !chapters(&scribe.pack.header.purpose).contains(&"teams") {
        return BTreeMap::new();
    }
    let scored = scored(scribe);
    let ranges: Vec<Range> = scored.iter().filter_map(Scored::range).collect();
    // One scale for all teams, so that their sheets can be laid side by side.
    let scale = common_scale(&ranges, WIDTH);
    let mut teams: BTreeMap<&str, Vec<&Scored<'_>>> = BTreeMap::new();
    for one in scored.iter().filter(|_| !ranges.is_empty()) {
        teams.entry(one.page.team.as_str()).or_default().push(one);
    }
    teams.iter().zip(1..).map(|((team, reps), at)| (*team, sheet(scribe, at, team, reps, scale))).collect()
}

fn scored<'p>(scribe: &Scribe<'p>) -> Vec<Scored<'p>> {
    scribe.pack.reps.iter().filter_map(|page| Scored::of(scribe, page)).collect()
}

/// A rep with the total of the card.
struct Scored<'p> {
    page: &'p RepPage,
    row: &'p ScorecardRow,
    total: &'p ScorecardTotal,
}

impl<'p> Scored<'p> {
    fn of(scribe: &Scribe<'p>, page: &'p RepPage) -> Option<Scored<'p>> {
        let row = scribe.card(&page.rep_id).iter().copied().find(|row| row.total.is_some())?;
        Some(Scored { page, row, total: row.total.as_ref()? })
    }

    /// The score with its 95 % interval, or alone where its error is not known.
    fn range(&self) -> Option<Range> {
        let score = self.row.score?;
        let side = self.row.standard_error.map_or(0.0, |error| SIDE * error);
        Some(Range { ends: (score - side, score + side), point: Some(score), marks: Vec::new() })
    }
}

fn sheet(scribe: &Scribe<'_>, number: usize, team: &str, reps: &[&Scored<'_>], scale: Option<Scale>) -> Value {
    let mut reps: Vec<&Scored<'_>> = reps.to_vec();
    let rank = |one: &Scored<'_>| one.total.rank.unwrap_or(usize::MAX);
    reps.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.page.rep_id.cmp(&b.page.rep_id)));
    let members: BTreeSet<&str> = reps.iter().map(|one| one.page.rep_id.as_str()).collect();
    let own = scribe.pack.appraisal.decisions.iter().filter(|row| members.contains(row.rep_id.as_str()));
    context! {
        number,
        team => if team.is_empty() { scribe.say("teams-none") } else { legible(team) },
        reps => reps.iter().map(|one| rep(scribe, one, scale)).collect::<Vec<_>>(),
        groups => groups(scribe, &reps),
        decisions => own.map(|row| decision(scribe, row)).collect::<Vec<_>>(),
    }
}

fn rep(scribe: &Scribe<'_>, one: &Scored<'_>, scale: Option<Scale>) -> Value {
    let figures = scribe.figures;
    let points = |points: f64| figures.fixed(points, 1);
    let (score, error) = (one.row.score.map(points), one.row.standard_error.map(points));
    let said = format!("{} ± {}", score.as_deref().unwrap_or("–"), error.as_deref().unwrap_or("–"));
    let risk = scribe.pack.risk.rows.iter().find(|row| row.rep_id == one.page.rep_id);
    let targets = scribe.pack.targets.iter().find(|section| section.metric_id == "revenue_net");
    let target = targets.and_then(|section| section.rows.iter().find(|row| row.rep_id == one.page.rep_id));
    context! {
        rep => scribe.rep_number(&one.page.rep_id),
        name => legible(&one.page.name),
        picture => one.range().zip(scale).map(|(ends, scale)| range(&ends, scale, WIDTH, &said)),
        score => score.unwrap_or_else(|| "–".to_string()),
        error,
        grade => one.total.grade.as_deref().map_or("–".to_string(), legible),
        next => card::next(scribe, one.total).unwrap_or_else(|| "–".to_string()),
        group => one.total.equal_group.map_or("–".to_string(), |group| figures.count(group as i64)),
        moved => card::moved(scribe, one.total).unwrap_or_else(|| "–".to_string()),
        moved_is_noise => one.total.moved_gap_is_noise == Some(true),
        risk => risk.and_then(|row| row.probability).map_or("–".to_string(), |chance| figures.share(chance)),
        flagged => risk.is_some_and(|row| row.flagged),
        target => target.and_then(|row| row.target).map_or("–".to_string(), |it| scribe.amount_text(it, Unit::Money)),
    }
}

/// The groups of equals as they fall within the team: who has nobody beside him is no group.
fn groups(scribe: &Scribe<'_>, reps: &[&Scored<'_>]) -> Vec<Value> {
    let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for one in reps {
        if let Some(group) = one.total.equal_group {
            groups.entry(group).or_default().push(one.page.name.clone());
        }
    }
    let several = groups.iter().filter(|(_, names)| names.len() > 1);
    let group = |(group, names): (&usize, &Vec<String>)| {
        context! { number => group, names => scribe.figures.list(names) }
    };
    several.map(group).collect()
}

/// What was suggested or decided: amounts grouped, codes in words, and what people wrote as they wrote it.
fn value_of(scribe: &Scribe<'_>, value: Option<&str>) -> String {
    let Some(text) = value.filter(|text| !text.is_empty()) else { return "–".to_string() };
    if let Ok(amount) = text.parse::<f64>() {
        let decimals = if amount.fract() == 0.0 { 0 } else { 2 };
        return scribe.figures.fixed(amount, decimals);
    }
    match (text, topic(text), scribe.wording.language()) {
        ("flagged", ..) => scribe.say("teams-flagged"),
        (_, Some(topic), Language::En) => topic.name_en.to_string(),
        (_, Some(topic), Language::Zh) => topic.name_zh.to_string(),
        (text, None, _) => legible(text),
    }
}

fn decision(scribe: &Scribe<'_>, row: &DecidedRow) -> Value {
    let page = scribe.pack.reps.iter().find(|page| page.rep_id == row.rep_id);
    let object = scribe.wording.named("decision-object", &row.object);
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(page.map_or(row.rep_id.as_str(), |page| page.name.as_str())),
        object => if row.metric_id.is_empty() { object } else { format!("{object} · {}", scribe.metric(&row.metric_id).name) },
        period => legible(&row.period),
        suggested => value_of(scribe, row.suggested.as_deref()),
        status => scribe.wording.named("decision-status", &row.status),
        decided => value_of(scribe, row.decided.as_deref()),
        by => if row.by.is_empty() { "–".to_string() } else { legible(&row.by) },
        day => row.day.map_or("–".to_string(), |day| scribe.figures.date(day)),
        reason => legible(&row.reason),
    }
}
