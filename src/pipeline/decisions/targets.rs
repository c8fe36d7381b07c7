//! Targets as proposals, and what decisions do to the team's sum and chance.

use std::collections::BTreeMap;

use crate::appraisal::{ObjectKind, ValueRule, standing};
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::decisions::{DecisionRow, decisions};
use crate::pipeline::outlook::{self, Aim, MetricForecast};
use crate::pipeline::series::RepHistory;
use crate::pipeline::snapshot::Snapshot;
use crate::planning::{ManualOverride, TargetSet};
use crate::quantity::{Money, Scalar, Unit, parse_minor};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::Settings;

use super::proposals::{Proposal, Wanted};

/// The targets of one metric as they are proposed.
pub(super) struct MetricTargets<'a> {
    history: RepHistory<'a>,
    forecast: MetricForecast,
    set: TargetSet,
    /// The label of the period that they are for.
    label: String,
}

/// What decisions do to the team's sum of one metric and to the chance of reaching it.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamEffect {
    /// The metric.
    pub metric: KpiMetric,
    /// The period.
    pub period: String,
    /// Σ of the proposed targets, in minor units or a count.
    pub proposed: i64,
    /// The chance that the team reaches it.
    pub proposed_chance: Option<f64>,
    /// Σ of the targets with all decisions that stand; reps whose target was rejected are left out.
    pub decided: i64,
    /// The chance that the team reaches that.
    pub decided_chance: Option<f64>,
    /// Those whose amount is another one than proposed.
    pub changed: Vec<ChangedTarget>,
    /// The amounts decided for reps without a forecast.
    pub without_forecast: i64,
}

/// A rep whose target is another one than proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedTarget {
    /// The rep.
    pub rep_id: String,
    /// The proposed amount; none where no target could be stated.
    pub proposed: Option<i64>,
    /// The decided amount.
    pub decided: i64,
    /// The chance of reaching the proposed amount.
    pub proposed_chance: Option<f64>,
    /// The chance of reaching the decided amount; none for a rep without a forecast.
    pub decided_chance: Option<f64>,
}

/// The targets of the metrics that are wanted.
pub(super) fn of_metrics<'a>(
    snapshot: &'a Snapshot,
    settings: &Settings,
    wanted: &Wanted,
) -> Result<Vec<MetricTargets<'a>>, Failure> {
    let ids = if wanted.metrics.is_empty() { &settings.targets.metrics } else { &wanted.metrics };
    let mut found = Vec::new();
    for id in ids {
        let metric = outlook::forecastable(id)?;
        let history = RepHistory::build(snapshot, wanted.period)?;
        if history.reps.is_empty() {
            continue;
        }
        let forecast = outlook::forecast(&history, metric, 1, vec![0.8])?;
        let aim = wanted.aim.unwrap_or(Aim::Chance(settings.targets.chance));
        let set = outlook::propose(snapshot, &history, &forecast, aim, &settings.targets)?;
        let label = snapshot.calendar.label(wanted.period.next());
        found.push(MetricTargets { history, forecast, set, label });
    }
    Ok(found)
}

impl MetricTargets<'_> {
    /// One proposal a rep; where no target can be stated, one that suggests nothing and says why.
    pub(super) fn proposals(&self, snapshot: &Snapshot) -> Vec<Proposal> {
        self.history.reps.iter().map(|person| self.proposal(snapshot, person)).collect()
    }

    fn proposal(&self, snapshot: &Snapshot, person: &Person) -> Proposal {
        let metric = self.forecast.metric;
        let target = self.set.targets.iter().find(|target| target.subject == person.rep_id);
        let digits = if metric.unit() == Unit::Money { snapshot.currency.digits() } else { 0 };
        Proposal {
            kind: ObjectKind::Target,
            object_id: object_id(&self.label, &person.rep_id, metric),
            period: self.label.clone(),
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            metric: Some(metric),
            suggested: target.map(|target| plain(snapshot, metric, target.target_minor)),
            value: ValueRule::Amount { digits, zero: false },
            rule: String::new(),
            evidence: target.map_or_else(
                || sentence("decision-evidence-no-target", vec![]),
                |target| evidence(metric, target.chance, target.baseline.value_minor, &target.baseline.period_label),
            ),
        }
    }

    /// What the decisions that stand do; `fresh` are those that are being recorded, by rep (none: rejected).
    pub(super) fn effect(
        &self,
        snapshot: &Snapshot,
        settings: &Settings,
        log: &[DecisionRow],
        fresh: &BTreeMap<String, Option<String>>,
    ) -> Result<TeamEffect, Failure> {
        let metric = self.forecast.metric;
        let mut decided: BTreeMap<String, Option<ManualOverride>> = BTreeMap::new();
        for person in &self.history.reps {
            let stands = standing(log, ObjectKind::Target, &object_id(&self.label, &person.rep_id, metric));
            let proposed = self.set.targets.iter().find(|target| target.subject == person.rep_id);
            let said = match (fresh.get(&person.rep_id), stands) {
                (Some(fresh), _) => Some(fresh.clone()),
                (None, Some(stands)) => Some(stands.row.decided.clone()),
                (None, None) => None,
            };
            let amount = match said {
                Some(None) => {
                    decided.insert(person.rep_id.clone(), None);
                    continue;
                }
                Some(Some(text)) => minor(snapshot, metric, &text),
                // What nobody decided on stays where it was proposed, also under a goal.
                None => proposed.map(|target| target.target_minor),
            };
            let set = |target_minor| ManualOverride { target_minor, author: "-".to_string(), reason: "-".to_string() };
            if let Some(amount) = amount {
                decided.insert(person.rep_id.clone(), Some(set(amount)));
            }
        }
        let aim = Aim::Chance(settings.targets.chance);
        let after = outlook::propose_with(snapshot, &self.history, &self.forecast, aim, &settings.targets, &decided)?;
        Ok(self.compared(&after, &decided))
    }

    fn compared(&self, after: &TargetSet, decided: &BTreeMap<String, Option<ManualOverride>>) -> TeamEffect {
        let chance = |set: &TargetSet| set.team_chance.as_ref().map(|team| team.chance_of_total);
        let mut changed = Vec::new();
        let mut without_forecast = 0;
        for (rep, manual) in decided {
            let Some(manual) = manual else { continue };
            let of = |set: &TargetSet| set.targets.iter().find(|target| target.subject == *rep).cloned();
            let (before, then) = (of(&self.set), of(after));
            if then.is_none() {
                without_forecast += manual.target_minor;
            }
            let was = before.as_ref().map(|target| target.target_minor);
            if was != Some(manual.target_minor) {
                changed.push(ChangedTarget {
                    rep_id: rep.clone(),
                    proposed: was,
                    decided: manual.target_minor,
                    proposed_chance: before.map(|target| target.chance),
                    decided_chance: then.map(|target| target.chance),
                });
            }
        }
        TeamEffect {
            metric: self.forecast.metric,
            period: self.label.clone(),
            proposed: self.set.total_minor,
            proposed_chance: chance(&self.set),
            decided: after.total_minor,
            decided_chance: chance(after),
            changed,
            without_forecast,
        }
    }
}

/// Which target: period, rep, metric.
fn object_id(period: &str, rep_id: &str, metric: KpiMetric) -> String {
    format!("{period}:{rep_id}:{}", metric.id())
}

/// The amounts that people decided for the targets of a period and metric, by rep; proposals that were rejected are not
/// among them.
///
/// # Errors
/// [`Failure`] where the decisions cannot be read.
pub(in crate::pipeline) fn decided_amounts(
    snapshot: &Snapshot,
    label: &str,
    metric: KpiMetric,
) -> Result<BTreeMap<String, i64>, Failure> {
    let log = decisions(&snapshot.tables)?;
    let amount = |person: &Person| {
        let stands = standing(&log, ObjectKind::Target, &object_id(label, &person.rep_id, metric))?;
        Some((person.rep_id.clone(), minor(snapshot, metric, stands.row.decided.as_deref()?)?))
    };
    Ok(snapshot.people.all().iter().filter(|_| !log.is_empty()).filter_map(amount).collect())
}

/// A target's amount as it is recorded: in major units, with the currency's digits where it is money.
pub(super) fn plain(snapshot: &Snapshot, metric: KpiMetric, minor: i64) -> String {
    match metric.unit() {
        Unit::Money => Money::new(minor, snapshot.currency).to_string(),
        Unit::Units => (minor / Scalar::UNITS_SCALE).to_string(),
        _ => minor.to_string(),
    }
}

/// The amount that a recorded text stands for; none where it is no number.
fn minor(snapshot: &Snapshot, metric: KpiMetric, text: &str) -> Option<i64> {
    match metric.unit() {
        Unit::Money => parse_minor(text, snapshot.currency.digits()).ok().map(|parsed| parsed.minor),
        Unit::Units => parse_minor(text, 4).ok().map(|parsed| parsed.minor),
        _ => parse_minor(text, 0).ok().map(|parsed| parsed.minor),
    }
}

fn evidence(metric: KpiMetric, chance: f64, baseline: i64, baseline_period: &str) -> Sentence {
    let baseline = match metric.unit() {
        Unit::Money => Arg::Money(baseline),
        Unit::Units => Arg::Count(baseline / Scalar::UNITS_SCALE),
        _ => Arg::Count(baseline),
    };
    let period = Arg::Text(baseline_period.to_string());
    sentence(
        "decision-evidence-target",
        vec![("chance", Arg::Share(chance)), ("baseline", baseline), ("period", period)],
    )
}
