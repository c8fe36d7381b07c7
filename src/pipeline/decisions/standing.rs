//! Where proposals stand, the log, and the versions of targets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::appraisal::{ObjectKind, standing, status_of};
use crate::failure::Failure;
use crate::measures::company::Tables;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::decisions::{DecisionRow, decisions};
use crate::measures::records::quotas::{QuotaRow, quota_versions};
use crate::measures::{QuotaVersion, in_force_on};
use crate::pipeline::AsOf;
use crate::pipeline::snapshot::Snapshot;
use crate::quantity::Unit;
use crate::review::decisions::{Answer, DecisionEntry, ProposalRow, TargetVersion};
use crate::settings::Settings;

use super::proposals::{Proposal, Wanted, proposals};

/// The proposals of a period with their standing; what was decided for it and is proposed no longer stands behind them.
pub fn listed(snapshot: &Snapshot, settings: &Settings, wanted: &Wanted) -> Result<Vec<ProposalRow>, Failure> {
    let log = decisions(&snapshot.tables)?;
    let proposed = proposals(snapshot, settings, wanted, &log)?;
    let ids: BTreeSet<String> = proposed.iter().map(Proposal::id).collect();
    let mut rows: Vec<ProposalRow> = proposed.iter().map(|proposal| row(proposal, &log)).collect();
    let labels = [snapshot.calendar.label(wanted.period), snapshot.calendar.label(wanted.period.next())];
    for kind in ObjectKind::ALL.into_iter().filter(|kind| wanted.kinds.is_empty() || wanted.kinds.contains(kind)) {
        let label = &labels[usize::from(matches!(kind, ObjectKind::Target | ObjectKind::Flag))];
        let of_period = |row: &&DecisionRow| {
            row.object == kind.word()
                && row.object_id.strip_prefix(label.as_str()).is_some_and(|rest| rest.starts_with(':'))
        };
        let gone: BTreeSet<&str> = log.iter().filter(of_period).map(|row| row.object_id.as_str()).collect();
        for object_id in gone.into_iter().filter(|id| !ids.contains(&format!("{}:{id}", kind.word()))) {
            rows.extend(no_longer_proposed(snapshot, kind, object_id, label, &log));
        }
    }
    Ok(rows)
}

fn row(proposal: &Proposal, log: &[DecisionRow]) -> ProposalRow {
    let stands = standing(log, proposal.kind, &proposal.object_id);
    let last = stands.as_ref().map(|standing| standing.row);
    ProposalRow {
        proposal_id: proposal.id(),
        object: proposal.kind.word().to_string(),
        period: proposal.period.clone(),
        rep_id: proposal.rep_id.clone(),
        name: proposal.name.clone(),
        metric_id: proposal.metric.map_or("", KpiMetric::id).to_string(),
        suggested: proposal.suggested.clone(),
        answer: last.map_or(Answer { status: "proposed", ..Answer::default() }, answer),
        decisions: stands.as_ref().map_or(0, |standing| standing.decisions),
        suggested_then: last
            .and_then(|row| row.suggested.clone())
            .filter(|then| Some(then) != proposal.suggested.as_ref()),
        rule: proposal.rule.clone(),
        evidence: Some(proposal.evidence.clone()),
    }
}

fn answer(row: &DecisionRow) -> Answer {
    Answer {
        status: status_of(row),
        decided: row.decided.clone(),
        by: row.by.clone(),
        at: row.at,
        reason: row.reason.clone(),
    }
}

fn no_longer_proposed(
    snapshot: &Snapshot,
    kind: ObjectKind,
    object_id: &str,
    label: &str,
    log: &[DecisionRow],
) -> Option<ProposalRow> {
    let stands = standing(log, kind, object_id)?;
    let rest = object_id.get(label.len() + 1..).unwrap_or("");
    let (rep_id, metric_id) = match kind {
        ObjectKind::Target => rest.rsplit_once(':').unwrap_or((rest, "")),
        _ => (rest, ""),
    };
    Some(ProposalRow {
        proposal_id: format!("{}:{object_id}", kind.word()),
        object: kind.word().to_string(),
        period: label.to_string(),
        rep_id: rep_id.to_string(),
        name: snapshot.people.name(rep_id).to_string(),
        metric_id: metric_id.to_string(),
        suggested: None,
        answer: answer(stands.row),
        decisions: stands.decisions,
        suggested_then: stands.row.suggested.clone(),
        rule: String::new(),
        evidence: None,
    })
}

/// The whole log, or the part of it about one proposal, object or period: `target`, `target:2024-Q1`,
/// `target:2024-Q1:R07`.
pub fn history(snapshot: &Snapshot, about: Option<&str>) -> Result<Vec<DecisionEntry>, Failure> {
    entries(&snapshot.tables, about)
}

/// The log as it stands in the store now: what was just recorded is in it. Nothing else is read, and no engine asked.
pub fn history_now(root: &Path) -> Result<Vec<DecisionEntry>, Failure> {
    let store = AsOf::Latest.open(root)?;
    let log = store.has_table("decisions").then(|| store.scan("decisions")).transpose()?;
    entries(&Tables::new(log.map(|log| ("decisions".to_string(), log))), None)
}

fn entries(tables: &Tables, about: Option<&str>) -> Result<Vec<DecisionEntry>, Failure> {
    let log = decisions(tables)?;
    let mut last: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (at, row) in log.iter().enumerate() {
        last.insert((&row.object, &row.object_id), at);
    }
    let entry = |(at, row): (usize, &DecisionRow)| DecisionEntry {
        proposal_id: format!("{}:{}", row.object, row.object_id),
        decision_id: row.decision_id.clone(),
        suggested: row.suggested.clone(),
        answer: answer(row),
        stands: last.get(&(row.object.as_str(), row.object_id.as_str())) == Some(&at),
    };
    let is_about = |entry: &DecisionEntry| {
        about.is_none_or(|about| {
            let rest = entry.proposal_id.strip_prefix(about);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || about.ends_with(':'))
        })
    };
    Ok(log.iter().enumerate().map(entry).filter(is_about).collect())
}

/// Every version of every quota, with which of them counts.
pub fn quota_history(snapshot: &Snapshot, wanted: &dyn Fn(&QuotaRow) -> bool) -> Result<Vec<TargetVersion>, Failure> {
    let rows = quota_versions(&snapshot.tables)?;
    let key = |row: &QuotaRow| {
        (row.subject_type.clone(), row.subject_id.clone(), row.metric_id.clone(), row.first_day, row.last_day)
    };
    let mut by_window: BTreeMap<_, Vec<QuotaVersion>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.status != "draft") {
        by_window.entry(key(row)).or_default().push(version(row));
    }
    let mut locks: Vec<&QuotaRow> = rows.iter().filter(|row| row.status == "locked").collect();
    locks.sort_by_key(|row| key(row));
    let after_lock = |row: &QuotaRow| {
        let own = locks.partition_point(|lock| key(lock) < key(row));
        locks[own..].iter().take_while(|lock| key(lock) == key(row)).any(|lock| lock.version < row.version)
    };
    let of_row = |row: &QuotaRow| {
        let day = snapshot.quotas.seen().judged_on(row.first_day, row.last_day);
        let chosen = by_window.get(&key(row)).and_then(|versions| in_force_on(versions, day));
        TargetVersion {
            metric_id: row.metric_id.clone(),
            subject_type: row.subject_type.clone(),
            subject_id: row.subject_id.clone(),
            first_day: row.first_day,
            last_day: row.last_day,
            version: row.version,
            value: row.value,
            unit: KpiMetric::ALL
                .into_iter()
                .find(|metric| metric.id() == row.metric_id)
                .map_or(Unit::Money, KpiMetric::unit),
            effective_from: row.effective_from,
            status: row.status.clone(),
            author: row.author.clone(),
            reason: row.reason.clone(),
            in_force: row.status != "draft" && chosen == Some(version(row)),
            after_lock: after_lock(row),
        }
    };
    Ok(rows.iter().filter(|row| wanted(row)).map(of_row).collect())
}

fn version(row: &QuotaRow) -> QuotaVersion {
    QuotaVersion { version: row.version, effective_from: row.effective_from, value: row.value }
}
