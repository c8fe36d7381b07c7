//! `attain audit`: whether a set of targets is fair and within reach.

use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::commands::targets::aim;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::cli::planning_arguments::AuditArguments;
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::pipeline::{self, Aim, Examined, RepHistory, Snapshot, TargetAudit};
use crate::planning::audit::{AuditTest, Verdict};
use crate::reports::Format;
use crate::reports::wording::Wording;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::review::tables::{AuditStamp, audit, audit_for_people};

pub(crate) fn run(context: &Context, asked: &AuditArguments) -> Result<Outcome, Failure> {
    let metric = pipeline::forecastable(&asked.metric)?;
    let snapshot = context.snapshot()?;
    let last = periods::before(context, &snapshot, asked.period.as_ref())?;
    let history = RepHistory::build(&snapshot, last)?;
    history.require_reps()?;
    let wording = context.wording()?;
    let said = |sentence: &Sentence| wording.sentence(sentence, snapshot.currency);
    let examined = examined(context, asked, &snapshot, &history, metric)?;
    let chosen = asked.proposed || asked.targets.is_some();
    if let (Examined::Proposed(_), false) = (&examined, chosen) {
        context.output.say(&said(&sentence("audit-proposed", vec![period(&snapshot, last.next())])));
    }
    let settings = &context.configuration.settings.targets;
    let found = pipeline::audit_targets(&snapshot, &history, metric, &examined, settings)?;
    for note in notes(&found, &snapshot) {
        context.output.say(&said(&note));
    }
    let stamp = AuditStamp {
        metric_id: metric.id().to_string(),
        unit: metric.unit(),
        period: snapshot.calendar.label(found.period),
        currency: snapshot.currency,
        as_of: snapshot.as_of,
    };
    let listing = match context.output.format {
        Format::Table => readable(&found, &stamp, &snapshot, &wording, &said),
        _ => audit(&found.report.rows, &stamp, &said),
    };
    context.answer(&snapshot, listing)?;
    let within = found.report.rows.iter().filter(|row| row.verdict == Verdict::WithinBounds).count();
    if context.output.format == Format::Table && within > 0 {
        let bounds =
            [("hard", found.policy.hard), ("easy", found.policy.easy)].map(|(name, at)| (name, Arg::Share(at)));
        let mut args = vec![("within", Arg::Count(within as i64))];
        args.extend(bounds);
        context.output.say(&said(&sentence("audit-within", args)));
    }
    Ok(if found.report.has_findings() { Outcome::Findings } else { Outcome::Done })
}

fn readable(
    found: &TargetAudit,
    stamp: &AuditStamp,
    snapshot: &Snapshot,
    wording: &Wording,
    said: &dyn Fn(&Sentence) -> String,
) -> crate::review::listing::Listing {
    let name = |rep: &str| snapshot.people.name(rep).to_string();
    audit_for_people(&found.report.rows, stamp, &|id| wording.text(id), &name, said)
}

/// What the flags name; without any the quotas in force, and the proposed targets where there are none.
fn examined(
    context: &Context,
    asked: &AuditArguments,
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
) -> Result<Examined, Failure> {
    if let Some(path) = &asked.targets {
        return Ok(Examined::File(path.clone()));
    }
    let next = history.last.next();
    if !asked.proposed && pipeline::has_quotas(snapshot, history, metric, next) {
        return Ok(Examined::Quotas);
    }
    let aim = aim(context, std::slice::from_ref(&asked.metric), asked.chance, asked.goal.as_ref())?;
    Ok(Examined::Proposed(aim.unwrap_or(Aim::Chance(context.configuration.settings.targets.chance))))
}

fn period(snapshot: &Snapshot, period: Period) -> (&'static str, Arg) {
    ("period", Arg::Text(snapshot.calendar.label(period)))
}

/// Who was not looked at, and how much was found.
fn notes(found: &TargetAudit, snapshot: &Snapshot) -> Vec<Sentence> {
    let names =
        |ids: &[String]| ("names", Arg::List(ids.iter().map(|id| snapshot.people.name(id).to_string()).collect()));
    let mut notes = Vec::new();
    if !found.not_judged.is_empty() {
        notes.push(sentence("audit-not-judged", vec![names(&found.not_judged)]));
    }
    if !found.without_target.is_empty() {
        notes.push(sentence("audit-without-target", vec![names(&found.without_target)]));
    }
    let rows = &found.report.rows;
    let count = |n: usize| Arg::Count(n as i64);
    notes.push(sentence(
        "audit-found",
        vec![
            ("found", count(rows.iter().filter(|row| row.verdict.is_finding()).count())),
            ("tests", count(rows.len())),
            ("targets", count(rows.iter().filter(|row| row.test == AuditTest::Chance).count())),
            ("metric", Arg::Metric(found.metric.id().to_string())),
            period(snapshot, found.period),
            ("rate", Arg::Share(found.policy.rate)),
        ],
    ));
    notes
}
