//! Ratings, improvement plans and decisions, as far as their tables are in the store.

use crate::appraisal::Topic;
use crate::appraisal::ratings::{By, Line};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::Person;
use crate::pipeline::decisions::history;
use crate::pipeline::plan::{Planned, Tracked, plan_book};
use crate::pipeline::ratings::{Within, rated_within};
use crate::pipeline::snapshot::Snapshot;
use crate::review::decisions::DecisionEntry;
use crate::review::pack::{AppraisalSection, DecidedRow, PlanRow, RatingRow};
use crate::settings::Settings;

/// What people said and agreed about the judged reps of the period.
///
/// # Errors
/// What the store says, and what the measures cannot do at all. Ratings that cannot be judged are no error: the pack
/// stands without them, and the cards say why where they weigh them.
pub(in crate::pipeline) fn appraisal_section(
    snapshot: &Snapshot,
    settings: &Settings,
    period: Period,
) -> Result<AppraisalSection, Failure> {
    let (ratings_cycle, ratings) = ratings(snapshot, settings, period)?;
    let plans = plans(snapshot, settings, period)?;
    Ok(AppraisalSection { ratings_cycle, ratings, plans, decisions: decided(snapshot, period)? })
}

/// The lines that `attain rate` shows, no others: whatever is kept back there is kept back here.
fn ratings(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<(String, Vec<RatingRow>), Failure> {
    let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
    let Within::Rated(rated) = rated_within(&snapshot.store, settings, first, last)? else {
        return Ok(Default::default());
    };
    let lines = rated.ratings.lines(None, &[By::Total, By::Group, By::Oneself]);
    let of_judged = |line: &&Line| snapshot.people.get(&line.ratee).is_some_and(|person| person.judged);
    Ok((rated.cycle_id.clone(), lines.iter().filter(of_judged).map(rating_row).collect()))
}

fn rating_row(line: &Line) -> RatingRow {
    let shown = line.score.filter(|_| line.is_comparable());
    RatingRow {
        rep_id: line.ratee.clone(),
        by: line.by.word().to_string(),
        key: line.key.clone(),
        score: match line.by {
            By::Oneself => line.own,
            _ => shown.map(|score| score.adjusted.clamp(0.0, 100.0)),
        },
        standard_error: shown.map(|score| score.std_error),
        n: line.score.map(|score| score.n_raters as i64),
        null_reason: line.null_reason.map_or("", |reason| reason.code()).to_string(),
    }
}

/// The plans of the table and those that are proposed beside them; nothing where the store holds no plans, or where
/// nobody can be compared yet.
fn plans(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Vec<PlanRow>, Failure> {
    let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
    let served = |person: &Person| person.hire_date.is_none_or(|hired| hired <= first);
    if !snapshot.store.has_table("improvement_plans") || !snapshot.people.judged_on(last).any(served) {
        return Ok(Vec::new());
    }
    let book = plan_book(snapshot, settings, period)?;
    let mut rows: Vec<PlanRow> = book.tracked.iter().map(|one| tracked(snapshot, one)).collect();
    rows.extend(book.proposed.iter().map(|one| proposed(snapshot, one)));
    rows.sort_by(|a, b| (&a.rep_id, a.proposed).cmp(&(&b.rep_id, b.proposed)));
    Ok(rows)
}

fn tracked(snapshot: &Snapshot, one: &Tracked) -> PlanRow {
    let plan = &one.plan;
    PlanRow {
        plan_id: plan.plan_id.clone(),
        rep_id: plan.rep_id.clone(),
        proposed: false,
        action_en: plan.action.clone(),
        action_zh: plan.action.clone(),
        owner: named(snapshot, &plan.owner),
        start: plan.start,
        due: plan.due,
        check_metric: plan.check_metric.clone(),
        check_value: plan.check_value,
        value: one.value,
        state: one.judged.state.code().to_string(),
        doubts: one.judged.doubts.iter().map(|doubt| doubt.code().to_string()).collect(),
    }
}

fn proposed(snapshot: &Snapshot, one: &Planned) -> PlanRow {
    let proposal = &one.proposal;
    let joined = |mark: &str, name: fn(&Topic) -> &str| {
        let names: Vec<&str> = proposal.topics.iter().map(|topic| name(topic)).collect();
        names.join(mark)
    };
    PlanRow {
        plan_id: one.plan_id.clone(),
        rep_id: proposal.rep_id.clone(),
        proposed: true,
        action_en: joined(", ", |topic| &topic.name_en),
        action_zh: joined("、", |topic| &topic.name_zh),
        owner: named(snapshot, &one.owner),
        start: Some(one.start),
        due: Some(one.due),
        check_metric: proposal.metric_id.clone(),
        check_value: Some(proposal.check_value),
        value: Some(proposal.standing.value),
        state: String::new(),
        doubts: if one.within_noise { vec!["within_noise".to_string()] } else { Vec::new() },
    }
}

fn named(snapshot: &Snapshot, id: &str) -> String {
    snapshot.people.get(id).map_or_else(|| id.to_string(), |person| person.name.clone())
}

/// The decisions that stand, on the grades and what follows from them in the period, on flags and targets of the next.
fn decided(snapshot: &Snapshot, period: Period) -> Result<Vec<DecidedRow>, Failure> {
    let labels = [snapshot.calendar.label(period), snapshot.calendar.label(period.next())];
    let entries = history(snapshot, None)?;
    Ok(entries.iter().filter(|entry| entry.stands).filter_map(|entry| decided_row(entry, &labels)).collect())
}

/// `target:2024-Q1:R07:revenue_net` and the like; `None` for another period.
fn decided_row(entry: &DecisionEntry, labels: &[String]) -> Option<DecidedRow> {
    let (object, rest) = entry.proposal_id.split_once(':')?;
    let (period, rest) = rest.split_once(':')?;
    if !labels.iter().any(|label| label == period) {
        return None;
    }
    let (rep_id, metric_id) = if object == "target" { rest.rsplit_once(':').unwrap_or((rest, "")) } else { (rest, "") };
    Some(DecidedRow {
        proposal_id: entry.proposal_id.clone(),
        object: object.to_string(),
        period: period.to_string(),
        rep_id: rep_id.to_string(),
        metric_id: metric_id.to_string(),
        suggested: entry.suggested.clone(),
        status: entry.status.to_string(),
        decided: entry.decided.clone(),
        by: entry.by.clone(),
        day: entry.at.map(|micros| Day::from_epoch(micros.div_euclid(86_400_000_000) as i32)),
        reason: entry.reason.clone(),
    })
}
