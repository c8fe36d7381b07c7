//! What the rule table proposes for a cycle.

use crate::appraisal::{
    ApplicationSettings, BonusAmounts, Effect, ObjectKind, RepCycles, ValueRule, bonus_base, bonus_of, outcome, topics,
};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::decisions::DecisionRow;
use crate::pipeline::snapshot::Snapshot;
use crate::quantity::{Money, NullReason};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::Settings;

use super::grades::{GradedCycle, cycles, rep_cycles};
use super::proposals::Proposal;

/// Cycles that are looked at: as many as a rule asks for, and one before for the trend.
pub(super) fn span(settings: &ApplicationSettings) -> usize {
    settings.rule.iter().map(|rule| rule.cycles()).max().unwrap_or(1).max(2)
}

/// The proposals of the rule table for one period, one a rep and effect.
pub(super) fn proposals(
    snapshot: &Snapshot,
    settings: &Settings,
    period: Period,
    log: &[DecisionRow],
    wanted: &dyn Fn(ObjectKind) -> bool,
) -> Result<Vec<Proposal>, Failure> {
    let rules = &settings.application;
    let kinds = || Effect::ALL.into_iter().filter(|effect| wanted(kind_of(*effect)));
    if rules.rule.is_empty() || kinds().next().is_none() {
        return Ok(Vec::new());
    }
    let cycles = cycles(snapshot, settings, period, span(rules))?;
    let Some(newest) = cycles.first() else { return Ok(Vec::new()) };
    let last_day = snapshot.calendar.last_day(period);
    let mut found = Vec::new();
    for person in &newest.history.reps {
        let rep = rep_cycles(&cycles, person, log, last_day);
        let outcome = outcome(rules, &rep);
        for effect in kinds() {
            let Some(rule) = outcome.rule(effect) else { continue };
            let (suggested, value) = match effect {
                Effect::Bonus => {
                    let bonus = bonus_for(snapshot, rules, newest, person, rule.bonus_factor.unwrap_or(0.0));
                    let text = bonus.ok().map(|(_, bonus)| Money::new(bonus, snapshot.currency).to_string());
                    (text, ValueRule::Amount { digits: snapshot.currency.digits(), zero: true })
                }
                Effect::Promotion => (rule.promotion.clone(), ValueRule::Text),
                Effect::Training => {
                    let ids = topics().iter().map(|topic| topic.id.clone()).collect();
                    (rule.training.clone(), ValueRule::OneOf(ids))
                }
                Effect::PerformancePlan => (rule.performance_plan.clone(), ValueRule::Text),
            };
            found.push(Proposal {
                kind: kind_of(effect),
                object_id: format!("{}:{}", newest.label, person.rep_id),
                period: newest.label.clone(),
                rep_id: person.rep_id.clone(),
                name: person.name.clone(),
                metric: None,
                suggested,
                value,
                rule: rule.name.clone(),
                evidence: evidence(&rep, rule.cycles(), rules.trend_points),
            });
        }
    }
    Ok(found)
}

fn kind_of(effect: Effect) -> ObjectKind {
    match effect {
        Effect::Bonus => ObjectKind::Bonus,
        Effect::Promotion => ObjectKind::Promotion,
        Effect::Training => ObjectKind::Training,
        Effect::PerformancePlan => ObjectKind::PerformancePlan,
    }
}

/// (base, bonus) in minor units, or why there is none.
pub(super) fn bonus_for(
    snapshot: &Snapshot,
    rules: &ApplicationSettings,
    cycle: &GradedCycle<'_>,
    person: &Person,
    factor: f64,
) -> Result<(i64, i64), NullReason> {
    let per_major = snapshot.currency.minor_per_major();
    let minor = |metric: KpiMetric| {
        let value = cycle.history.value(metric, &person.rep_id, cycle.period)?;
        Some((value * per_major as f64).round() as i64)
    };
    let brought =
        BonusAmounts { revenue_net: minor(KpiMetric::RevenueNet), gross_profit: minor(KpiMetric::GrossProfit) };
    let base = bonus_base(&rules.bonus, &person.rep_id, &person.role, brought, per_major);
    base.map(|base| (base, bonus_of(base, factor))).ok_or(NullReason::NoDenominator)
}

/// The grades that the rule looked at, the move of the score, and the months of service.
pub(super) fn evidence(rep: &RepCycles, cycles: usize, trend_points: f64) -> Sentence {
    let grade = |at: usize| {
        let cycle = rep.cycles.get(at)?;
        Some(format!("{} {}", cycle.period, cycle.grade.as_deref()?))
    };
    let grades = (0..cycles.max(1)).filter_map(grade).collect();
    let mut args = vec![
        ("grades", Arg::List(grades)),
        ("decided", Arg::Count(rep.cycles.iter().take(cycles.max(1)).filter(|cycle| cycle.decided).count() as i64)),
    ];
    let id = match (rep.moved(), rep.tenure_months) {
        (None, None) => "decision-evidence-grades",
        (Some(_), None) => "decision-evidence-grades-trend",
        (None, Some(_)) => "decision-evidence-grades-tenure",
        (Some(_), Some(_)) => "decision-evidence-grades-trend-tenure",
    };
    if let (Some(moved), Some(trend)) = (rep.moved(), rep.trend(trend_points)) {
        args.push(("moved", Arg::Text(format!("{moved:+.1}"))));
        args.push(("trend", Arg::Message(format!("decision-trend-{}", trend.word()))));
    }
    args.extend(rep.tenure_months.map(|months| ("months", Arg::Count(i64::from(months)))));
    sentence(id, args)
}
