//! The record: decisions are checked against the proposals of the moment and go into the store in one piece.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::appraisal::{Decided, DecisionError, ObjectKind, Verdict, next_id, require_author_and_reason, standing};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::decisions::{DecisionRow, decisions};
use crate::measures::records::quotas::{QuotaRow, quota_versions};
use crate::pipeline::ingest::{IngestRequest, ingest, last_day_of_orders};
use crate::pipeline::outlook::{self, Aim};
use crate::pipeline::snapshot::Snapshot;
use crate::quantity::nearest;
use crate::settings::Settings;
use crate::sources::{CheckSettings, Severity, SourceSettings};

use super::proposals::{Proposal, Wanted, proposals};
use super::targets::{TeamEffect, of_metrics};

/// What a person says to one proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The proposal.
    pub proposal_id: String,
    /// What is said.
    pub verdict: Verdict,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The line of the file that says it; none where it was typed.
    pub line: Option<u64>,
}

/// What holds for targets that are accepted or changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetTerms {
    /// How the targets are set that are decided on.
    pub aim: Option<Aim>,
    /// From when they hold; the first day of the period where nothing is said, or, where the period has begun under
    /// another quota, the day after the last known one.
    pub effective_from: Option<Day>,
    /// Whether the target of a closed period is corrected.
    pub correction: bool,
    /// Whether they are locked and not only agreed.
    pub locked: bool,
}

/// Where and how to record.
pub struct RecordRequest<'a> {
    /// The state on which is decided: the newest of the store.
    pub snapshot: &'a Snapshot,
    /// The settings.
    pub settings: &'a Settings,
    /// The store's folder.
    pub store: &'a Path,
    /// A folder for files that are removed again.
    pub scratch: &'a Path,
    /// The time, from the caller's clock.
    pub now: String,
    /// A digest of the configuration.
    pub configuration: String,
    /// What holds for targets.
    pub terms: TargetTerms,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recorded {
    /// (proposal, decision, status, what was decided), in the order in which they were given.
    pub rows: Vec<(String, String, &'static str, Option<String>)>,
    /// The proposals of which the same was recorded before.
    pub unchanged: Vec<String>,
    /// How many versions of quotas were written.
    pub quotas: usize,
    /// Those of them that follow a locked one: the locked target is another one now.
    pub unlocked: Vec<String>,
    /// What the decisions do to the teams' sums.
    pub effects: Vec<TeamEffect>,
    /// The store's version afterwards.
    pub version: u64,
}

/// Checks all decisions and records all or none.
///
/// A decision that repeats the one that stands (the same value, by the same person, for the same reason) is not
/// recorded again. An accepted or changed target also becomes the next version of the rep's quota, in the same version
/// of the store.
///
/// # Errors
/// Nobody or no reason; a proposal named twice; something that is not proposed, with the nearest ids; a value that is
/// none; a closed period; a store that is locked or that somebody wrote to in between. Nothing is recorded then.
pub fn record(request: &RecordRequest<'_>, asked: &[Decision]) -> Result<Recorded, Failure> {
    let snapshot = request.snapshot;
    let mut seen = BTreeMap::new();
    for decision in asked {
        require_author_and_reason(&decision.by, &decision.reason).map_err(|error| refused(decision, &error))?;
        if let Some(first) = seen.insert(decision.proposal_id.as_str(), decision.line) {
            let before = first.map_or_else(String::new, |line| format!(" on line {line} already"));
            return Err(at_line(
                decision,
                format!("`{}` is decided twice{before}", decision.proposal_id),
                "decide once",
                (format!("对 `{}` 作了两次决定", decision.proposal_id), "每项只决定一次".to_string()),
            ));
        }
    }
    let log = decisions(&snapshot.tables)?;
    let proposed = proposed(request, asked, &log)?;
    let quotas = quota_versions(&snapshot.tables)?;
    let mut recorded = Recorded { version: snapshot.store.manifest().version, ..Recorded::default() };
    let (mut decision_rows, mut quota_rows) = (Table::decisions(), Table::quotas());
    let mut fresh: BTreeMap<(Period, KpiMetric), BTreeMap<String, Option<String>>> = BTreeMap::new();
    for decision in asked {
        let (proposal, period) = proposed.find(decision)?;
        let decided = decision.verdict.on(proposal.kind, proposal.suggested.as_deref(), &proposal.value);
        let decided = decided.map_err(|error| refused(decision, &error))?;
        if is_repeated(&log, proposal, decision, &decided) {
            recorded.unchanged.push(proposal.id());
            continue;
        }
        let decision_id = next_id(&log, proposal.kind, &proposal.object_id);
        decision_rows.push(&[
            &decision_id,
            proposal.kind.word(),
            &proposal.object_id,
            proposal.suggested.as_deref().unwrap_or(""),
            decided.decided.as_deref().unwrap_or(""),
            decided.status,
            decision.by.trim(),
            &request.now,
            &one_line(&decision.reason),
        ]);
        if let Some(metric) = proposal.metric {
            fresh.entry((period, metric)).or_default().insert(proposal.rep_id.clone(), decided.decided.clone());
            if let Some(value) = &decided.decided {
                let place = (proposal, metric, period.next());
                if quota_rows.push_quota(request, place, value, decision, &quotas)? {
                    recorded.unlocked.push(proposal.id());
                }
            }
        }
        recorded.rows.push((proposal.id(), decision_id, decided.status, decided.decided));
    }
    if recorded.rows.is_empty() {
        return Ok(recorded);
    }
    recorded.quotas = quota_rows.rows;
    // What a closed period's proposals come to, and their chances, is past: a correction is told by what it replaces.
    recorded.effects = if request.terms.correction { Vec::new() } else { effects(request, &log, &fresh)? };
    recorded.version = write(request, &[decision_rows, quota_rows])?;
    Ok(recorded)
}

/// Whether exactly this stands already.
fn is_repeated(log: &[DecisionRow], proposal: &Proposal, decision: &Decision, decided: &Decided) -> bool {
    standing(log, proposal.kind, &proposal.object_id).is_some_and(|stands| {
        let row = stands.row;
        stands.status == decided.status
            && row.decided == decided.decided
            && row.by == decision.by.trim()
            && row.reason == one_line(&decision.reason)
    })
}

/// The proposals that decisions speak of, by their ids, with the period under review.
struct Proposed {
    by_id: BTreeMap<String, (Proposal, Period)>,
}

impl Proposed {
    fn find(&self, decision: &Decision) -> Result<(&Proposal, Period), Failure> {
        if let Some((proposal, period)) = self.by_id.get(&decision.proposal_id) {
            return Ok((proposal, *period));
        }
        let near = nearest(&decision.proposal_id, self.by_id.keys().map(String::as_str));
        let hint = match near.is_empty() {
            true => "attain decide lists what is proposed".to_string(),
            false => format!("did you mean {}? attain decide lists what is proposed", near.join(", ")),
        };
        let chinese = match near.is_empty() {
            true => "attain decide 列出全部建议".to_string(),
            false => format!("是不是 {}？attain decide 列出全部建议", near.join("、")),
        };
        let id = &decision.proposal_id;
        Err(at_line(decision, format!("`{id}` was never proposed"), hint, (format!("`{id}` 从未被建议过"), chinese)))
    }
}

/// Works out the proposals of the periods, kinds and metrics that the ids name.
fn proposed(request: &RecordRequest<'_>, asked: &[Decision], log: &[DecisionRow]) -> Result<Proposed, Failure> {
    let mut wanted: BTreeMap<Period, (BTreeSet<ObjectKind>, BTreeSet<String>)> = BTreeMap::new();
    for decision in asked {
        let (kind, period) = kind_and_period(request.snapshot, decision)?;
        let (kinds, metrics) = wanted.entry(period).or_default();
        kinds.insert(kind);
        if kind == ObjectKind::Target {
            let metric = decision.proposal_id.rsplit(':').next().unwrap_or("");
            match outlook::forecastable(metric) {
                Ok(metric) => metrics.extend([metric.id().to_string()]),
                // Then the nearest ids are among the configured ones.
                Err(_) => metrics.extend(request.settings.targets.metrics.iter().cloned()),
            }
        }
    }
    let mut by_id = BTreeMap::new();
    for (period, (kinds, metrics)) in wanted {
        let wanted = Wanted {
            period,
            kinds: kinds.into_iter().collect(),
            metrics: metrics.into_iter().collect(),
            aim: request.terms.aim,
        };
        for proposal in proposals(request.snapshot, request.settings, &wanted, log)? {
            by_id.insert(proposal.id(), (proposal, period));
        }
    }
    Ok(Proposed { by_id })
}

/// What an id is about, and the period under review in which it is proposed.
fn kind_and_period(snapshot: &Snapshot, decision: &Decision) -> Result<(ObjectKind, Period), Failure> {
    let mut parts = decision.proposal_id.splitn(3, ':');
    let (word, label) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let form = "an id looks like target:2024-Q1:R07:revenue_net or grade:2023-Q4:R07; attain decide lists them";
    let form_in_chinese = "编号形如 target:2024-Q1:R07:revenue_net 或 grade:2023-Q4:R07；attain decide 列出全部编号";
    let Some(kind) = ObjectKind::of_word(word) else {
        let near = nearest(word, ObjectKind::ALL.map(ObjectKind::word)).join(", ");
        let said = format!("`{}` was never proposed: `{word}` is none of the things that are", decision.proposal_id);
        let chinese = (
            format!("`{}` 从未被建议过：没有 `{word}` 这类事项", decision.proposal_id),
            format!("是不是 {near}？{form_in_chinese}"),
        );
        return Err(at_line(decision, said, format!("did you mean {near}? {form}"), chinese));
    };
    let named = snapshot.calendar.parse(label).map_err(|_| {
        let id = &decision.proposal_id;
        let chinese = (format!("`{id}` 没有写明期间"), form_in_chinese.to_string());
        at_line(decision, format!("`{id}` names no period"), form, chinese)
    })?;
    let period = if matches!(kind, ObjectKind::Target | ObjectKind::Flag) { named.previous() } else { named };
    snapshot.require_data_in(period)?;
    if snapshot.calendar.last_day(period) > snapshot.as_of {
        let open = snapshot.calendar.label(period);
        let said = format!("`{}` was never proposed: {open} is not complete", decision.proposal_id);
        let chinese = (
            format!("`{}` 从未被建议过：{open} 还未结束", decision.proposal_id),
            format!("数据截至 {}", snapshot.as_of),
        );
        return Err(at_line(decision, said, format!("the data are read as of {}", snapshot.as_of), chinese));
    }
    Ok((kind, period))
}

fn effects(
    request: &RecordRequest<'_>,
    log: &[DecisionRow],
    fresh: &BTreeMap<(Period, KpiMetric), BTreeMap<String, Option<String>>>,
) -> Result<Vec<TeamEffect>, Failure> {
    let mut effects = Vec::new();
    for ((period, metric), fresh) in fresh {
        let wanted = Wanted {
            period: *period,
            kinds: vec![ObjectKind::Target],
            metrics: vec![metric.id().to_string()],
            aim: request.terms.aim,
        };
        for targets in of_metrics(request.snapshot, request.settings, &wanted)? {
            effects.push(targets.effect(request.snapshot, request.settings, log, fresh)?);
        }
    }
    Ok(effects)
}

/// A table on its way into the store.
struct Table {
    name: &'static str,
    text: String,
    rows: usize,
}

impl Table {
    fn decisions() -> Table {
        let header = "decision_id,object,object_id,suggested,decided,status,by,at,reason\n";
        Table { name: "decisions", text: header.to_string(), rows: 0 }
    }

    fn quotas() -> Table {
        let header = "subject_type,subject_id,metric_id,period_start,period_end,version,value,effective_from,author,reason,\
                      status\n";
        Table { name: "quotas", text: header.to_string(), rows: 0 }
    }

    fn push(&mut self, cells: &[&str]) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push('\n');
        self.rows += 1;
    }

    /// The next version of a rep's quota for a period; returns whether an earlier one was locked.
    fn push_quota(
        &mut self,
        request: &RecordRequest<'_>,
        (proposal, metric, period): (&Proposal, KpiMetric, Period),
        value: &str,
        decision: &Decision,
        known: &[QuotaRow],
    ) -> Result<bool, Failure> {
        let calendar = request.snapshot.calendar;
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        let is_own = |row: &&QuotaRow| {
            row.subject_type == "rep"
                && row.subject_id == proposal.rep_id
                && row.metric_id == metric.id()
                && (row.first_day, row.last_day) == (first, last)
        };
        let own: Vec<&QuotaRow> = known.iter().filter(is_own).collect();
        let in_force = own.iter().any(|row| row.status != "draft");
        let effective = effective_from(request, decision, (first, last), in_force)?;
        let version = own.iter().map(|row| row.version).max().unwrap_or(0) + 1;
        self.push(&[
            "rep",
            &proposal.rep_id,
            metric.id(),
            &first.to_string(),
            &last.to_string(),
            &version.to_string(),
            value,
            &effective.to_string(),
            decision.by.trim(),
            &one_line(&decision.reason),
            if request.terms.locked { "locked" } else { "agreed" },
        ]);
        Ok(own.iter().any(|row| row.status == "locked"))
    }
}

/// From when a target holds.
fn effective_from(
    request: &RecordRequest<'_>,
    decision: &Decision,
    (first, last): (Day, Day),
    in_force: bool,
) -> Result<Day, Failure> {
    // A period is over once the data have gone past it, also for somebody who looks at them as of an earlier day.
    let as_of = last_day_of_orders(Some(&request.snapshot.store))?.max(Some(request.snapshot.as_of));
    let as_of = as_of.unwrap_or(request.snapshot.as_of);
    let terms = &request.terms;
    if last <= as_of && !terms.correction {
        return Err(at_line(
            decision,
            format!(
                "the period of `{}` closed on {last}, and is judged by the target in force then",
                decision.proposal_id
            ),
            "to correct one that was recorded wrongly: attain targets accept --rep R07 --metric revenue_net --value 120000 \
             --period P --correction; attain restate then says what moved",
            (
                format!("`{}` 的期间已于 {last} 结束，以当时生效的目标考核", decision.proposal_id),
                "如需更正记录有误的目标：attain targets accept --rep R07 --metric revenue_net --value 120000 --period P \
                 --correction；attain restate 会说明由此变动的数字"
                    .to_string(),
            ),
        ));
    }
    if terms.correction && last > as_of {
        return Err(at_line(
            decision,
            format!("the period of `{}` has not closed: it ends on {last}", decision.proposal_id),
            "leave --correction out: what is accepted is the next version",
            (
                format!("`{}` 的期间尚未结束，结束日为 {last}", decision.proposal_id),
                "请不写 --correction：接受的目标即为下一版本".to_string(),
            ),
        ));
    }
    if let Some(asked) = terms.effective_from {
        if asked > last {
            let said = format!("`{}` would hold from {asked}, after its period ends on {last}", decision.proposal_id);
            let chinese = (
                format!("`{}` 将自 {asked} 起生效，晚于其期间的结束日 {last}", decision.proposal_id),
                format!("请写不晚于 {last} 的日期，或不写 --effective-from"),
            );
            let hint = format!("name a day up to {last}, or leave --effective-from out");
            return Err(at_line(decision, said, hint, chinese));
        }
        return Ok(asked);
    }
    Ok(match in_force && as_of >= first {
        true => as_of.plus_days(1).min(last),
        false => first,
    })
}

/// Loads the tables like any other files: with checks, keys and a new version of the store, all or nothing.
fn write(request: &RecordRequest<'_>, tables: &[Table]) -> Result<u64, Failure> {
    let folder = Scratch::new(request.scratch)?;
    let mut sources = Vec::new();
    for table in tables.iter().filter(|table| table.rows > 0) {
        let file = format!("attain-decide.{}.csv", table.name);
        folder.write(&file, &table.text)?;
        sources.push(SourceSettings {
            table: table.name.to_string(),
            files: vec![file],
            // Nothing is left to be found from the content: the form is known.
            encoding: Some("UTF-8".to_string()),
            separator: Some(",".to_string()),
            decimal: Some(".".to_string()),
            time_zone: Some("UTC".to_string()),
            ..SourceSettings::default()
        });
    }
    let mut checks = CheckSettings::default();
    if request.terms.correction {
        checks.rules.insert("quota_after_close".to_string(), Severity::Warn);
    }
    let load = IngestRequest {
        sources: &sources,
        base: &folder.0,
        stand_ins: Default::default(),
        store: request.store,
        currency: request.snapshot.currency,
        time_zone: None,
        checks,
        again: false,
        now: request.now.clone(),
        configuration: request.configuration.clone(),
    };
    Ok(ingest(&load, &mut ())?.store.manifest().version)
}

/// A folder that is removed when this is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(within: &Path) -> Result<Scratch, Failure> {
        for number in 0_u32.. {
            let path = within.join(format!(".attain-decide-{}-{number}", std::process::id()));
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            match builder.create(&path) {
                Ok(()) => return Ok(Scratch(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritable(&path, &error)),
            }
        }
        Err(Failure::internal("no name is left for a temporary folder"))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.0.join(name);
        std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done where it does not go, and nobody is there to be told.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::data(
        format!("`{}` cannot be written: {error}", path.display()),
        Some("set TMPDIR to another folder".to_string()),
    )
}

/// A text without line ends: a row of the log stands on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(decision: &Decision, error: &DecisionError) -> Failure {
    let (message, hint) = error.in_chinese();
    let chinese = (format!("`{}`：{message}", decision.proposal_id), hint);
    at_line(decision, format!("`{}`: {error}", decision.proposal_id), error.hint(), chinese)
}

/// A refusal with the line of the file, where there is one; `chinese` is the sentence and the way out in Chinese.
fn at_line(decision: &Decision, message: String, hint: impl Into<String>, chinese: (String, String)) -> Failure {
    let message = decision.line.map_or(message.clone(), |line| format!("line {line}: {message}"));
    let (said, way_out) = chinese;
    let said = decision.line.map_or(said.clone(), |line| format!("第 {line} 行：{said}"));
    Failure::usage(message, hint).in_chinese(said, Some(way_out))
}
