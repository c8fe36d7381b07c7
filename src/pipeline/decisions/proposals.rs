//! The proposals of a period.

use std::collections::BTreeMap;

use crate::appraisal::{ObjectKind, Scorecard, ValueRule};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::decisions::DecisionRow;
use crate::models::risk::RiskAssessment;
use crate::pipeline::outlook::{self, Aim};
use crate::pipeline::risk;
use crate::pipeline::scores::SEVERAL_PARTS;
use crate::pipeline::series::RepHistory;
use crate::pipeline::snapshot::Snapshot;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::Settings;

use super::application;
use super::grades::{GradedCycle, graded};
use super::targets;

/// Something that attain proposes, and on which a person can decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What it is about.
    pub kind: ObjectKind,
    /// Which one, within its kind: the period, the rep, and for a target the metric.
    pub object_id: String,
    /// The period that it is for.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// A target's metric.
    pub metric: Option<KpiMetric>,
    /// What is suggested, in the form in which it is recorded; none where attain states that it cannot say.
    pub suggested: Option<String>,
    /// What can stand in its place.
    pub value: ValueRule,
    /// The rule of the table that it follows from; empty for others.
    pub rule: String,
    /// What it rests on.
    pub evidence: Sentence,
}

impl Proposal {
    /// The stable id.
    pub fn id(&self) -> String {
        format!("{}:{}", self.kind.word(), self.object_id)
    }
}

/// Which proposals are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The period under review: grades and what follows from them are of it, targets and flags of the one after it.
    pub period: Period,
    /// The kinds; empty for all.
    pub kinds: Vec<ObjectKind>,
    /// The metrics of the targets; empty for those of the configuration.
    pub metrics: Vec<String>,
    /// How targets are set; at the configured chance where nothing is said.
    pub aim: Option<Aim>,
}

impl Wanted {
    /// Everything of a review.
    pub fn all(period: Period) -> Wanted {
        Wanted { period, kinds: Vec::new(), metrics: Vec::new(), aim: None }
    }

    fn has(&self, kind: ObjectKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// The proposals, by kind and then by rep and metric.
pub fn proposals(
    snapshot: &Snapshot,
    settings: &Settings,
    wanted: &Wanted,
    log: &[DecisionRow],
) -> Result<Vec<Proposal>, Failure> {
    let mut found = Vec::new();
    if wanted.has(ObjectKind::Target) {
        for metric in targets::of_metrics(snapshot, settings, wanted)? {
            found.extend(metric.proposals(snapshot));
        }
    }
    if wanted.has(ObjectKind::Flag) {
        found.extend(flags(snapshot, settings, wanted.period)?);
    }
    if wanted.has(ObjectKind::Grade) {
        let cycle = graded(snapshot, settings, wanted.period)?;
        found.extend(grades(settings, &cycle));
    }
    found.extend(application::proposals(snapshot, settings, wanted.period, log, &|kind| wanted.has(kind))?);
    found.sort_by(|a, b| {
        (a.kind, &a.rep_id, a.metric.map(KpiMetric::id)).cmp(&(b.kind, &b.rep_id, b.metric.map(KpiMetric::id)))
    });
    Ok(found)
}

/// The reps who are flagged for the next period.
fn flags(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Vec<Proposal>, Failure> {
    let history = RepHistory::build(snapshot, period)?;
    if history.reps.is_empty() {
        return Ok(Vec::new());
    }
    let forecast = outlook::forecast(&history, KpiMetric::RevenueNet, 1, vec![0.8])?;
    let risk = risk::assess_reps(snapshot, &history, &forecast, &settings.risk)?;
    let by_rep: BTreeMap<&str, &RiskAssessment> = risk.assessments().map(|one| (one.subject.as_str(), one)).collect();
    let next = snapshot.calendar.label(period.next());
    let flagged =
        |person: &&&crate::measures::Person| by_rep.get(person.rep_id.as_str()).is_some_and(|one| one.flagged);
    let proposal = |person: &&crate::measures::Person| {
        let chance = by_rep.get(person.rep_id.as_str()).and_then(|one| one.probability).unwrap_or(0.0);
        Proposal {
            kind: ObjectKind::Flag,
            object_id: format!("{next}:{}", person.rep_id),
            period: next.clone(),
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            metric: None,
            suggested: Some("flagged".to_string()),
            value: ValueRule::None,
            rule: String::new(),
            evidence: sentence("decision-evidence-flag", vec![("chance", Arg::Share(chance))]),
        }
    };
    Ok(history.reps.iter().filter(flagged).map(proposal).collect())
}

/// The grades of the scorecards.
fn grades(settings: &Settings, cycle: &GradedCycle<'_>) -> Vec<Proposal> {
    let bands: Vec<String> = settings.scorecard.bands.iter().map(|band| band.label.clone()).collect();
    let mut found = Vec::new();
    for person in &cycle.history.reps {
        let (Some(card), Some(grade)) = (cycle.cards.get(&person.rep_id), cycle.own_grade(&person.rep_id)) else {
            continue;
        };
        found.push(Proposal {
            kind: ObjectKind::Grade,
            object_id: format!("{}:{}", cycle.label, person.rep_id),
            period: cycle.label.clone(),
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            metric: None,
            suggested: Some(grade.to_string()),
            value: ValueRule::OneOf(bands.clone()),
            rule: String::new(),
            evidence: of_card(&card.card),
        });
    }
    found
}

fn of_card(card: &Scorecard) -> Sentence {
    let flags = card.lines.iter().flat_map(|line| &line.line).flat_map(|kpi| &kpi.evidence.flags);
    let id = match flags.into_iter().any(|flag| flag == SEVERAL_PARTS) {
        _ if card.thin => "decision-evidence-grade-thin",
        true => "decision-evidence-grade-parts",
        false => "decision-evidence-grade",
    };
    let score = Arg::Text(format!("{:.1}", card.score.unwrap_or(0.0)));
    sentence(id, vec![("score", score), ("coverage", Arg::Share(card.coverage))])
}
