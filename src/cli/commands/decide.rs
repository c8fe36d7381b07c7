//! `attain decide`, `attain targets accept`, `attain targets --versions`: what people decide, and what they decided.

use std::collections::BTreeSet;

use crate::appraisal::{Effect, ObjectKind, Verdict};
use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::arguments::TargetArguments;
use crate::cli::commands::targets;
use crate::cli::context::Context;
use crate::cli::decide_arguments::{AcceptArguments, DecideArguments};
use crate::cli::decision_notes as notes;
use crate::cli::headings::Reading;
use crate::cli::{headings, periods};
use crate::failure::Failure;
use crate::measures::records::quotas::QuotaRow;
use crate::pipeline::decisions::{self, Decision, RecordRequest, TargetTerms, Wanted, read_decisions, record};
use crate::pipeline::{AsOf, FactsNeeded, Snapshot};
use crate::quantity::nearest;
use crate::review::decisions::{ProposalRow, TargetVersion};
use crate::review::listing::Listing;
use crate::review::pack::Sentence;
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &DecideArguments) -> Result<Outcome, Failure> {
    if let Some(path) = &asked.file {
        let decision = |row: decisions::FileDecision| Decision {
            proposal_id: row.proposal_id,
            verdict: row.verdict,
            by: said(row.by, asked.by.as_ref()),
            reason: said(row.reason, asked.reason.as_ref()),
            line: Some(row.line),
        };
        let rows: Vec<Decision> = read_decisions(path)?.into_iter().map(decision).collect();
        return recorded(context, &snapshot(context)?, &rows, TargetTerms::default());
    }
    if asked.history {
        return history(context, asked.id.as_deref());
    }
    let verdict = match (&asked.change, asked.accept, asked.reject) {
        (Some(value), ..) => Some(Verdict::Change(value.clone())),
        (None, true, _) => Some(Verdict::Accept),
        (None, _, true) => Some(Verdict::Reject),
        (None, false, false) => None,
    };
    match (&asked.id, verdict) {
        (Some(id), Some(verdict)) => {
            let decision = Decision {
                proposal_id: id.clone(),
                verdict,
                by: asked.by.clone().unwrap_or_default(),
                reason: asked.reason.clone().unwrap_or_default(),
                line: None,
            };
            recorded(context, &snapshot(context)?, &[decision], TargetTerms::default())
        }
        (Some(id), None) => Err(Failure::usage(
            format!("nothing is said about `{id}`"),
            "say --accept, --change VALUE or --reject, with --by and --reason; --history shows what was said before",
        )
        .in_chinese(
            format!("没有说明对 `{id}` 的决定"),
            Some(
                "请写 --accept、--change 值 或 --reject，并附 --by 与 --reason；--history 可查看以往的决定".to_string(),
            ),
        )),
        (None, _) if asked.preview => preview(context, asked),
        (None, _) => list(context, asked),
    }
}

/// `attain targets accept`.
/// The rep's id, of an id or of a name that only one rep has; else what was written.
fn id_of(written: &str, rows: &[ProposalRow]) -> String {
    if rows.iter().any(|row| row.rep_id == written) {
        return written.to_string();
    }
    let named: BTreeSet<&str> = rows.iter().filter(|row| row.name == written).map(|row| row.rep_id.as_str()).collect();
    match named.first() {
        Some(id) if named.len() == 1 => (*id).to_string(),
        _ => written.to_string(),
    }
}

pub(crate) fn accept_targets(context: &Context, asked: &AcceptArguments) -> Result<Outcome, Failure> {
    let snapshot = snapshot(context)?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    let settings = &context.configuration.settings;
    let configured = || settings.targets.metrics.clone();
    let metrics = match (asked.metrics.is_empty(), asked.goal.is_some() || asked.value.is_some()) {
        (false, _) => asked.metrics.clone(),
        (true, true) => vec!["revenue_net".to_string()],
        (true, false) => configured(),
    };
    let terms = TargetTerms {
        aim: targets::aim(context, &metrics, asked.chance, asked.goal.as_ref())?,
        effective_from: asked.effective_from.as_ref().map(|day| day.parse()).transpose()?,
        correction: asked.correction,
        locked: asked.lock,
    };
    if asked.value.is_some() && (asked.reps.len() != 1 || metrics.len() != 1) {
        return Err(Failure::usage(
            "a value is for one rep and one metric",
            "name them: --rep R07 --metric revenue_net --value 120000",
        )
        .in_chinese(
            "一个值只能用于一名销售员和一个指标",
            Some("请指明：--rep R07 --metric revenue_net --value 120000".to_string()),
        ));
    }
    if asked.correction && asked.value.is_none() {
        return Err(Failure::usage(
            "a correction says of one target what it was meant to be, and no value is given",
            "name it: --rep R07 --metric revenue_net --value 120000 --correction",
        )
        .in_chinese(
            "更正须写明某一目标本应是多少，而命令中没有给出值",
            Some("请指明：--rep R07 --metric revenue_net --value 120000 --correction".to_string()),
        ));
    }
    let wanted = Wanted { period, kinds: vec![ObjectKind::Target], metrics, aim: terms.aim };
    let rows = decisions::listed(&snapshot, settings, &wanted)?;
    let reps: Vec<String> = asked.reps.iter().map(|rep| id_of(rep, &rows)).collect();
    if let Some(unknown) = reps.iter().find(|rep| rows.iter().all(|row| row.rep_id != **rep)) {
        let near = nearest(unknown, rows.iter().map(|row| row.rep_id.as_str())).join(", ");
        return Err(Failure::usage(
            format!("there is no rep `{unknown}` to set a target for"),
            format!("did you mean {near}?"),
        )
        .in_chinese(format!("没有可设定目标的销售员 `{unknown}`"), Some(format!("是不是 {near}？"))));
    }
    let is_meant = |rep: &String| reps.is_empty() || reps.contains(rep);
    let mut without = Vec::new();
    let mut meant = Vec::new();
    for row in rows.into_iter().filter(|row| is_meant(&row.rep_id) && row.evidence.is_some()) {
        let verdict = match &asked.value {
            Some(value) if row.suggested.is_none() || !same_amount(value, row.suggested.as_deref()) => {
                Verdict::Change(value.clone())
            }
            None if row.suggested.is_none() => {
                without.push(row.proposal_id);
                continue;
            }
            _ => Verdict::Accept,
        };
        let (by, reason) = (asked.by.clone(), asked.reason.clone());
        meant.push(Decision { proposal_id: row.proposal_id, verdict, by, reason, line: None });
    }
    if !without.is_empty() {
        context.output.say(&notes::no_target(context.language, &without));
    }
    if meant.is_empty() {
        return Err(Failure::data(
            "there is no proposed target to accept",
            Some("set one: --rep R07 --metric revenue_net --value 120000".to_string()),
        )
        .in_chinese(
            "没有可接受的建议目标",
            Some("请自行设定：--rep R07 --metric revenue_net --value 120000".to_string()),
        ));
    }
    let corrected = terms.correction.then(|| in_force(&snapshot, period.next(), &wanted.metrics, &reps)).transpose()?;
    let outcome = recorded(context, &snapshot, &meant, terms)?;
    if let (Some(was), Some(value)) = (corrected, &asked.value) {
        context.output.say(&notes::corrected(context.language, &meant[0].proposal_id, was, value, snapshot.currency));
    }
    Ok(outcome)
}

/// The version of a rep's target of a period that is in force.
fn in_force(
    snapshot: &Snapshot,
    period: Period,
    metrics: &[String],
    reps: &[String],
) -> Result<Option<TargetVersion>, Failure> {
    let window = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
    let is_own = |row: &QuotaRow| {
        row.subject_type == "rep"
            && reps.contains(&row.subject_id)
            && metrics.contains(&row.metric_id)
            && (row.first_day, row.last_day) == window
    };
    Ok(decisions::quota_history(snapshot, &is_own)?.into_iter().find(|version| version.in_force))
}

/// Whether a typed value is what was suggested.
fn same_amount(value: &str, suggested: Option<&str>) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    suggested.and_then(number).is_some_and(|suggested| number(value) == Some(suggested))
}

/// `attain targets --versions`.
pub(crate) fn target_versions(context: &Context, asked: &TargetArguments) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    let window = asked.period.as_ref().map(|text| snapshot.calendar.parse(text)).transpose()?;
    let window = window.map(|period| (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period)));
    let wanted = |row: &QuotaRow| {
        let in_window = window.is_none_or(|(first, last)| row.first_day >= first && row.last_day <= last);
        in_window && (asked.metrics.is_empty() || asked.metrics.contains(&row.metric_id))
    };
    let rows = decisions::quota_history(&snapshot, &wanted)?;
    let listing = tables::target_versions(&rows, stamp(&snapshot));
    context.answer_told(&snapshot, listing, |listing| told(context, listing, &[]))?;
    Ok(Outcome::Done)
}

fn list(context: &Context, asked: &DecideArguments) -> Result<Outcome, Failure> {
    let kinds = kinds(&asked.object)?;
    let snapshot = context.snapshot()?;
    let period = periods::reviewed(context, &snapshot, asked.period.as_ref())?;
    let settings = &context.configuration.settings;
    let rows = decisions::listed(&snapshot, settings, &Wanted { kinds, ..Wanted::all(period) })?;
    let open = rows.iter().filter(|row| row.answer.status == "proposed").count();
    let moved = rows.iter().filter(|row| row.suggested_then.is_some()).count();
    context.output.say(&notes::open(context.language, rows.len(), open, moved));
    if settings.scorecard.weights.is_empty() {
        context.output.say(notes::no_scorecard(context.language));
    }
    say_clashes(context);
    let wording = context.wording()?;
    let evidence = |sentence: &Sentence| wording.sentence(sentence, snapshot.currency);
    let listing = tables::proposals(&rows, stamp(&snapshot), &evidence);
    context.answer_told(&snapshot, listing, |listing| told(context, listing, &PROPOSAL_COLUMNS))?;
    Ok(Outcome::Done)
}

fn history(context: &Context, about: Option<&str>) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    let rows = decisions::history(&snapshot, about)?;
    if rows.is_empty() {
        context.output.say(notes::nothing_decided(context.language));
    }
    let log = tables::decision_log(&rows, stamp(&snapshot));
    context.answer_told(&snapshot, log, |listing| told(context, listing, &LOG_COLUMNS))?;
    Ok(Outcome::Done)
}

fn preview(context: &Context, asked: &DecideArguments) -> Result<Outcome, Failure> {
    let settings = &context.configuration.settings;
    let has_bonus = std::iter::once(&settings.application)
        .chain(&settings.application_draft)
        .any(|table| table.rule.iter().any(|rule| rule.has(Effect::Bonus)));
    if !has_bonus || settings.scorecard.weights.is_empty() {
        return Err(Failure::usage(
            "there is no bonus rule to look ahead with",
            "configure [scorecard.weights], [[application.rule]] with bonus_factor, and [application.bonus]; a table that \
             is not adopted yet stands in [[application_draft.rule]]",
        )
        .in_chinese(
            "没有可供预览的奖金规则",
            Some(
                "请配置 [scorecard.weights]、带 bonus_factor 的 [[application.rule]] 和 [application.bonus]；\
                 尚未采用的规则写在 [[application_draft.rule]]"
                    .to_string(),
            ),
        ));
    }
    let snapshot = context.snapshot()?;
    let period = periods::reviewed(context, &snapshot, asked.period.as_ref())?;
    let preview = decisions::preview(&snapshot, settings, period, usize::from(asked.periods))?;
    context.output.say(&notes::cost(context.language, &preview, snapshot.currency));
    say_clashes(context);
    let bonuses = tables::bonuses(&preview, stamp(&snapshot));
    context.answer_told(&snapshot, bonuses, |listing| told(context, listing, &[]))?;
    Ok(Outcome::Done)
}

/// Rules of the tables that get in each other's way.
fn say_clashes(context: &Context) {
    let settings = &context.configuration.settings;
    let tables =
        [("application", Some(&settings.application)), ("application_draft", settings.application_draft.as_ref())];
    for (name, table) in tables {
        let clashes = table.map(|table| crate::appraisal::clashes(table, &settings.scorecard.bands));
        for clash in clashes.into_iter().flatten() {
            context.output.say(&notes::clash(context.language, name, &clash));
        }
    }
}

/// The newest state of the store; what is decided now cannot be decided on an old one.
fn snapshot(context: &Context) -> Result<Snapshot, Failure> {
    let as_of = context.as_of()?;
    if !matches!(as_of, AsOf::Latest | AsOf::Day(_)) {
        return Err(Failure::usage(
            format!("`{as_of}` names an old version of the store, and decisions are about the newest"),
            "name a business day, such as --as-of 2023-12-31, or nothing",
        )
        .in_chinese(
            format!("`{as_of}` 指存储的旧版本，而决定只能针对最新版本作出"),
            Some("请写业务日期，如 --as-of 2023-12-31，或不写".to_string()),
        ));
    }
    context.snapshot()
}

/// Records, and says what was.
fn recorded(
    context: &Context,
    snapshot: &Snapshot,
    decisions: &[Decision],
    terms: TargetTerms,
) -> Result<Outcome, Failure> {
    let request = RecordRequest {
        snapshot,
        settings: &context.configuration.settings,
        store: &context.store_path()?,
        scratch: &std::env::temp_dir(),
        now: context.now(),
        configuration: context.configuration_digest(),
        terms,
    };
    let recorded = record(&request, decisions)?;
    for sentence in notes::recorded(context.language, &recorded, snapshot) {
        context.output.say(&sentence);
    }
    let ids: Vec<&String> = recorded.rows.iter().map(|(id, ..)| id).chain(&recorded.unchanged).collect();
    let rows: Vec<_> = self::decisions::history_now(request.store)?
        .into_iter()
        .filter(|row| row.stands && ids.contains(&&row.proposal_id))
        .collect();
    let log = tables::decision_log(&rows, stamp(snapshot));
    context.answer_told(snapshot, log, |listing| told(context, listing, &LOG_COLUMNS))?;
    Ok(Outcome::Done)
}

/// What people see of the proposals; programs see all.
const PROPOSAL_COLUMNS: [&str; 11] = [
    "proposal_id",
    "object",
    "name",
    "metric_id",
    "suggested",
    "status",
    "decided",
    "by",
    "reason",
    "suggested_then",
    "evidence",
];

/// What people see of the log.
const LOG_COLUMNS: [&str; 8] = ["proposal_id", "suggested", "status", "decided", "by", "at", "reason", "stands"];

/// The columns with codes of these listings.
const CODED: [&str; 7] = ["object", "status", "rules", "null_reason", "subject_type", "rep_id", "suggested"];

/// A listing in the words of the reader.
fn told(context: &Context, listing: Listing, shown: &[&str]) -> Result<Listing, Failure> {
    let reading = Reading { room: "decide", shown, coded: &CODED, ..Reading::default() };
    Ok(headings::read_as(context, listing, &context.wording()?, reading))
}

fn kinds(words: &[String]) -> Result<Vec<ObjectKind>, Failure> {
    let kind = |word: &String| {
        ObjectKind::of_word(word).ok_or_else(|| {
            let near = nearest(word, ObjectKind::ALL.map(ObjectKind::word)).join(", ");
            Failure::usage(format!("nothing called `{word}` is ever proposed"), format!("did you mean {near}?"))
                .in_chinese(format!("没有名为 `{word}` 的建议事项"), Some(format!("是不是 {near}？")))
        })
    };
    words.iter().map(kind).collect()
}

fn said(in_row: String, otherwise: Option<&String>) -> String {
    if in_row.is_empty() { otherwise.cloned().unwrap_or_default() } else { in_row }
}

fn stamp(snapshot: &Snapshot) -> Stamp {
    Stamp { currency: snapshot.currency, as_of: snapshot.as_of }
}
