//! Ratings, improvement plans, decisions, contests and cases, as far as their tables are in the store.

use crate::appraisal::Topic;
use crate::appraisal::ratings::{By, Line};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::pipeline::decisions::history;
use crate::pipeline::plan::{PlanBook, Planned, Tracked};
use crate::pipeline::ratings::{Within, rated_within};
use crate::pipeline::snapshot::Snapshot;
use crate::review::decisions::DecisionEntry;
use crate::review::findings::sentence;
use crate::review::pack::{AppraisalSection, Arg, DecidedRow, PlanRow, RatingRow, Sentence};
use crate::settings::Settings;

use super::cases::cases;
use super::contests::contests;

/// What people said and agreed about the judged reps of the period.
///
/// # Errors
/// What the store says, and what the measures cannot do at all. Ratings that cannot be judged are no error: the pack
/// stands without them and says why.
pub(in crate::pipeline) fn appraisal_section(
    snapshot: &Snapshot,
    settings: &Settings,
    period: Period,
    book: Option<&PlanBook>,
) -> Result<AppraisalSection, Failure> {
    let ratings = ratings(snapshot, settings, period)?;
    Ok(AppraisalSection {
        ratings_cycle: ratings.cycle,
        ratings: ratings.rows,
        findings: ratings.finding.into_iter().collect(),
        plans: book.filter(|book| book.has_plans).map(|book| plans(snapshot, book)).unwrap_or_default(),
        decisions: decided(snapshot, period)?,
        contests: contests(snapshot, settings, period)?,
        cases: cases(snapshot, settings)?,
    })
}

/// What the ratings come to.
#[derive(Default)]
struct Ratings {
    cycle: String,
    rows: Vec<RatingRow>,
    /// Why there are none.
    finding: Option<Sentence>,
}

/// The lines that `attain rate` shows, no others: whatever is kept back there is kept back here.
fn ratings(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Ratings, Failure> {
    let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
    let rated = match rated_within(snapshot, settings, first, last)? {
        Within::Rated(rated) => rated,
        Within::Refused(failure) => {
            return Ok(Ratings { finding: Some(refused(snapshot, &failure)), ..Ratings::default() });
        }
        Within::NoCycle => return Ok(Ratings::default()),
    };
    let lines = rated.ratings.lines(None, &[By::Total, By::Group, By::Oneself]);
    let of_judged = |line: &&Line| snapshot.people.get(&line.ratee).is_some_and(|person| person.judged);
    let rows = lines.iter().filter(of_judged).map(rating_row).collect();
    Ok(Ratings { cycle: rated.cycle_id.clone(), rows, finding: None })
}

/// Why ratings that are in the store are not told.
fn refused(snapshot: &Snapshot, failure: &Failure) -> Sentence {
    if snapshot.store.has_table("instruments") {
        return sentence("ratings-refused", vec![("reason", Arg::Text(failure.message.clone()))]);
    }
    sentence("ratings-without-instruments", vec![])
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

/// The plans of the table and those that are proposed beside them.
fn plans(snapshot: &Snapshot, book: &PlanBook) -> Vec<PlanRow> {
    let mut rows: Vec<PlanRow> = book.tracked.iter().map(|one| tracked(snapshot, one)).collect();
    rows.extend(book.proposed.iter().map(|one| proposed(snapshot, one)));
    rows.sort_by(|a, b| (&a.rep_id, a.proposed).cmp(&(&b.rep_id, b.proposed)));
    rows
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
        status: entry.answer.status.to_string(),
        decided: entry.answer.decided.clone(),
        by: entry.answer.by.clone(),
        day: entry.answer.at.map(|micros| Day::from_epoch(micros.div_euclid(86_400_000_000) as i32)),
        reason: entry.answer.reason.clone(),
    })
}
