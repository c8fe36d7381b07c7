//! Any set of targets, examined: those in force, the proposed ones, or those of a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::planning::audit::{AuditPolicy, AuditReport, AuditedSet, AuditedTarget, PastTarget, RepTraits, audit};
use crate::planning::{TargetPolicy, TeamChance};
use crate::quantity::{Scalar, Unit};
use crate::settings::TargetSettings;

use super::outlook::{self, Aim, Ground, MetricForecast};
use super::rep_traits::Traits;
use super::series::RepHistory;
use super::snapshot::Snapshot;
use super::target_file::read_targets;

/// Which targets are examined.
#[derive(Debug, Clone, PartialEq)]
pub enum Examined {
    /// The quotas in force in the store.
    Quotas,
    /// What attain proposes.
    Proposed(Aim),
    /// A file with `rep_id` and `target`.
    File(PathBuf),
}

/// An examination, and what it could not look at.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetAudit {
    /// The metric.
    pub metric: KpiMetric,
    /// The period of the targets.
    pub period: Period,
    /// The bounds it was judged by.
    pub policy: AuditPolicy,
    /// What was found.
    pub report: AuditReport,
    /// Those with a target who are not judged as reps in service, and were left out; sorted.
    pub not_judged: Vec<String>,
    /// Judged reps without a target; sorted.
    pub without_target: Vec<String>,
}

/// Examines the targets of the period after the history, and the quotas of the periods in it.
///
/// # Errors
/// [`Failure`] where there are no such targets, or a file cannot be read or names somebody whom nobody knows.
pub fn audit_targets(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
    examined: &Examined,
    settings: &TargetSettings,
) -> Result<TargetAudit, Failure> {
    let forecast = outlook::forecast(history, metric, 1, vec![0.8])?;
    let period = history.last.next();
    let (targets, stated) = amounts(snapshot, history, &forecast, examined, settings)?;
    if targets.is_empty() {
        return Err(no_targets(snapshot, metric, period, examined));
    }
    let judged: BTreeSet<&str> = history.reps.iter().map(|person| person.rep_id.as_str()).collect();
    let not_judged = targets.keys().filter(|id| !judged.contains(id.as_str())).cloned().collect();
    let without = judged.iter().filter(|id| !targets.contains_key(**id));
    let without_target = without.map(|id| (*id).to_string()).collect();
    let mut set = audited(snapshot, history, &forecast, &targets, settings)?;
    set.stated = stated;
    if matches!(examined, Examined::Proposed(_)) && metric.unit() == Unit::Money {
        // To this step attain rounds itself.
        set.round_to_minor = settings.round_to.max(1) * set.minor_per_major;
    }
    let policy = AuditPolicy {
        hard: settings.least_chance,
        easy: AuditPolicy::default().easy.max(settings.least_chance),
        team_correlation: outlook::measured_correlation(&forecast),
        team_level: outlook::measured_level(&forecast),
        ..AuditPolicy::default()
    };
    let report = audit(&set, &policy).map_err(|error| {
        Failure::usage(error.to_string(), "see [targets] in the configuration, and attain audit --help")
    })?;
    Ok(TargetAudit { metric, period, policy, report, not_judged, without_target })
}

/// Whether quotas of the whole period are in force for any judged rep.
pub fn has_quotas(snapshot: &Snapshot, history: &RepHistory<'_>, metric: KpiMetric, period: Period) -> bool {
    history.reps.iter().any(|person| quota_minor(snapshot, person, metric, period).is_some())
}

/// The targets by rep, in minor units of the metric, and the chance that attain states with them where they are its own.
fn amounts(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    examined: &Examined,
    settings: &TargetSettings,
) -> Result<(BTreeMap<String, i64>, Option<TeamChance>), Failure> {
    let period = history.last.next();
    match examined {
        Examined::Quotas => {
            let of = |person: &&Person| {
                Some((person.rep_id.clone(), quota_minor(snapshot, person, forecast.metric, period)?))
            };
            Ok((history.reps.iter().filter_map(of).collect(), None))
        }
        Examined::Proposed(aim) => {
            let set = Ground::of(snapshot, history, forecast, settings)?.set(*aim)?;
            let own = set.targets.into_iter().map(|target| (target.subject, target.target_minor));
            Ok((own.collect(), set.team_chance))
        }
        Examined::File(path) => {
            Ok((read_targets(path, snapshot, forecast.metric, &snapshot.calendar.label(period))?, None))
        }
    }
}

fn no_targets(snapshot: &Snapshot, metric: KpiMetric, period: Period, examined: &Examined) -> Failure {
    if matches!(examined, Examined::Proposed(_)) {
        return Failure::data(
            format!("attain proposes no target of {} for {}", metric.id(), snapshot.calendar.label(period)),
            Some("attain targets says of each rep why there is none; name a file instead: --targets FILE".to_string()),
        );
    }
    Failure::data(
        format!("there are no targets of {} for {} to examine", metric.id(), snapshot.calendar.label(period)),
        Some("load quotas, name a file: --targets FILE, or examine what attain proposes: --proposed".to_string()),
    )
}

/// The quota of the whole period in the metric's own minor units; quotas of counts are stored as money is.
fn quota_minor(snapshot: &Snapshot, person: &Person, metric: KpiMetric, period: Period) -> Option<i64> {
    let minor = snapshot.quotas.of_whole(person, metric.id(), period, snapshot.calendar)?;
    let per_major = snapshot.currency.minor_per_major();
    Some(match metric.unit() {
        Unit::Money => minor,
        Unit::Units => minor * Scalar::UNITS_SCALE / per_major,
        _ => minor / per_major,
    })
}

fn audited(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    targets: &BTreeMap<String, i64>,
    settings: &TargetSettings,
) -> Result<AuditedSet, Failure> {
    let metric = forecast.metric;
    let minor_per_major = outlook::minor_per_major(metric, snapshot.currency);
    let room = Room { snapshot, history, metric, minor_per_major, traits: Traits::of(snapshot, history)? };
    let mut set = AuditedSet {
        period: history.last.next().index,
        minor_per_major,
        // Other people's targets are rounded as they like; a step of their own is not known.
        round_to_minor: TargetPolicy::default().round_to_minor.min(settings.round_to.max(1) * minor_per_major),
        ..AuditedSet::default()
    };
    if metric.unit() != Unit::Money {
        set.round_to_minor = minor_per_major;
    }
    for (person, series) in history.reps.iter().zip(&forecast.panel.forecasts) {
        set.past.extend(room.past(person));
        let Some(&target_minor) = targets.get(&person.rep_id) else { continue };
        let next = history.last.next();
        set.targets.push(AuditedTarget {
            subject: person.rep_id.clone(),
            target_minor,
            predictive: series.steps.first().and_then(|step| step.predictive.clone()),
            traits: room.traits(person, next),
            year_before_minor: room.value_minor(person, next.year_before()),
            last_minor: room.value_minor(person, history.last),
            last_target_minor: quota_minor(snapshot, person, metric, history.last),
        });
    }
    Ok(set)
}

/// What the targets of one metric are looked at with.
struct Room<'a> {
    snapshot: &'a Snapshot,
    history: &'a RepHistory<'a>,
    metric: KpiMetric,
    minor_per_major: i64,
    traits: Traits,
}

impl Room<'_> {
    /// The value of a period that counts for the rep: not of one that was spent away.
    fn value_minor(&self, person: &Person, period: Period) -> Option<i64> {
        let has_begun = self.history.start_of(person).is_some_and(|start| start <= period);
        if !has_begun || period > self.history.last || self.history.is_away(&person.rep_id, period) {
            return None;
        }
        let value = self.history.value(self.metric, &person.rep_id, period)?;
        Some((value * self.minor_per_major as f64).round() as i64)
    }

    /// Value over quota, or over what the season let expect of net revenue where there was no quota.
    fn result(&self, person: &Person, period: Period) -> Option<f64> {
        let value = self.value_minor(person, period)?;
        let expected = || {
            let expected = self.history.seasonal_expectation(person, period.previous())?;
            (self.metric == KpiMetric::RevenueNet).then_some(expected * self.minor_per_major as f64)
        };
        let quota = quota_minor(self.snapshot, person, self.metric, period).map(|quota| quota as f64);
        let bar = quota.or_else(expected).filter(|bar| *bar > 0.0)?;
        Some(value as f64 / bar)
    }

    /// What was known about the rep before the period.
    fn traits(&self, person: &Person, period: Period) -> RepTraits {
        let year = period.periods_per_year() as i32;
        let before = (period.index - year..period.index).map(|index| Period { grain: period.grain, index });
        let values: Vec<f64> = before.filter_map(|at| self.value_minor(person, at)).map(|value| value as f64).collect();
        RepTraits {
            size: (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64),
            tenure: self.traits.months_in_service(person, self.snapshot.calendar.first_day(period)),
            last_result: self.result(person, period.previous()),
            groups: self.traits.groups(person),
        }
    }

    /// The rep's quotas of the periods that are over.
    fn past(&self, person: &Person) -> Vec<PastTarget> {
        let periods = self.history.first.index..=self.history.last.index;
        let of = |index: i32| {
            let period = Period { grain: self.history.last.grain, index };
            Some(PastTarget {
                subject: person.rep_id.clone(),
                period: index,
                target_minor: quota_minor(self.snapshot, person, self.metric, period)?,
                actual_minor: self.value_minor(person, period)?,
                traits: self.traits(person, period),
            })
        };
        periods.filter_map(of).collect()
    }
}
