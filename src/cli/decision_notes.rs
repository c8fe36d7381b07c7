//! What is said on stderr beside decisions, in the reader's language.

use crate::appraisal::{Clash, Effect};
use crate::measures::kpi::KpiMetric;
use crate::pipeline::Snapshot;
use crate::pipeline::decisions::{Recorded, TeamEffect};
use crate::quantity::{Currency, Scalar, Unit, parse_minor};
use crate::reports::figures::Figures;
use crate::reports::wording::Language;
use crate::review::decisions::{BonusPreview, TargetVersion};

/// How many proposals wait, and on how many attain now suggests something else than when they were decided.
pub(crate) fn open(language: Language, all: usize, open: usize, moved: usize) -> String {
    let more = match (language, moved) {
        (_, 0) => String::new(),
        (Language::En, _) => format!("; {moved} decided on another suggestion than today's (suggested_then)"),
        (Language::Zh, _) => format!("；其中 {moved} 项决定时的建议值与现在不同（见 suggested_then）"),
    };
    match language {
        Language::En => format!("note: {open} of {all} proposals wait for a decision{more}"),
        Language::Zh => format!("注意：共 {all} 项建议，{open} 项待决定{more}"),
    }
}

/// There are no grades, and so nothing that follows from them.
pub(crate) fn no_scorecard(language: Language) -> &'static str {
    match language {
        Language::En => "note: without [scorecard.weights] there are no grades, and nothing follows from them",
        Language::Zh => "注意：未设置 [scorecard.weights]，因此没有等级，也没有由等级产生的建议",
    }
}

/// Nobody decided anything yet.
pub(crate) fn nothing_decided(language: Language) -> &'static str {
    match language {
        Language::En => "note: no such decision is recorded",
        Language::Zh => "注意：没有这样的决定记录",
    }
}

/// A file without a single decision in it.
fn nothing_to_record(language: Language) -> &'static str {
    match language {
        Language::En => {
            "note: nothing was recorded, since no row says a decision: write accept, change or reject into the column status"
        }
        Language::Zh => "注意：文件中没有任何决定，未作记录；请在 status 列填写 accept、change 或 reject",
    }
}

/// Reps for whom no target is proposed.
pub(crate) fn no_target(language: Language, ids: &[String]) -> String {
    match language {
        Language::En => format!(
            "note: no target is proposed for {}; set one with --rep, --metric and --value",
            shortened(ids, ", ")
        ),
        Language::Zh => {
            format!("注意：{} 没有建议目标；可用 --rep、--metric 和 --value 设定", shortened(ids, "、"))
        }
    }
}

/// What was recorded, and what it does to the team.
pub(crate) fn recorded(language: Language, recorded: &Recorded, snapshot: &Snapshot) -> Vec<String> {
    let (rows, quotas, version) = (recorded.rows.len(), recorded.quotas, recorded.version);
    let mut said = Vec::new();
    if rows > 0 {
        let targets = match (language, quotas) {
            (_, 0) => String::new(),
            (Language::En, 1) => ", 1 target put in force".to_string(),
            (Language::En, _) => format!(", {quotas} targets put in force"),
            (Language::Zh, _) => format!("，{quotas} 个目标生效"),
        };
        said.push(match language {
            Language::En => {
                let word = if rows == 1 { "decision" } else { "decisions" };
                format!("recorded: {rows} {word}{targets}; the store is at version {version}")
            }
            Language::Zh => format!("已记录：{rows} 项决定{targets}；存储版本为 {version}"),
        });
    }
    if rows == 0 && recorded.unchanged.is_empty() {
        said.push(nothing_to_record(language).to_string());
    }
    if !recorded.unchanged.is_empty() {
        let ids = shortened(&recorded.unchanged, if language == Language::Zh { "、" } else { ", " });
        said.push(match language {
            Language::En => format!("note: exactly this was decided before, nothing new is recorded: {ids}"),
            Language::Zh => format!("注意：与已有决定完全相同，未新增记录：{ids}"),
        });
    }
    if !recorded.unlocked.is_empty() {
        let ids = shortened(&recorded.unlocked, if language == Language::Zh { "、" } else { ", " });
        said.push(match language {
            Language::En => format!(
                "note: locked before, and changed now: {ids}; attain targets --versions shows the change (after_lock)"
            ),
            Language::Zh => {
                format!("注意：此前已锁定，现已变更：{ids}；attain targets --versions 会列出该变更（after_lock）")
            }
        });
    }
    for effect in &recorded.effects {
        said.extend(of_team(language, effect, snapshot.currency));
    }
    said
}

/// At most so many ids are named.
const NAMED: usize = 5;

fn shortened(ids: &[String], between: &str) -> String {
    let more = ids.len().saturating_sub(NAMED);
    let named = ids[..ids.len().min(NAMED)].join(between);
    if more == 0 { named } else { format!("{named}{between}… (+{more})") }
}

/// What a correction replaces: the version that was in force, and the value from now on.
pub(crate) fn corrected(
    language: Language,
    proposal_id: &str,
    was: Option<TargetVersion>,
    value: &str,
    currency: Currency,
) -> String {
    let figures = Figures::new(language, currency);
    // Quotas are kept in hundredths (minor units) whatever the metric.
    let told = |unit: Option<Unit>, minor: i64| match unit {
        Some(Unit::Money) => exact(figures, minor, currency),
        _ => (minor as f64 / currency.minor_per_major() as f64).to_string(),
    };
    let unit = was.as_ref().map(|was| was.unit);
    let now = match parse_minor(value, currency.digits()) {
        Ok(parsed) if unit.is_some() => told(unit, parsed.minor),
        _ => value.to_string(),
    };
    let was = was.map(|was| told(unit, was.value));
    match (language, was) {
        (Language::En, Some(was)) => format!("corrected: {proposal_id}: {was} in force until now → {now}"),
        (Language::En, None) => format!("corrected: {proposal_id}: none in force until now → {now}"),
        (Language::Zh, Some(was)) => format!("已更正：{proposal_id}：此前生效 {was} → {now}"),
        (Language::Zh, None) => format!("已更正：{proposal_id}：此前没有生效的目标 → {now}"),
    }
}

fn of_team(language: Language, effect: &TeamEffect, currency: Currency) -> Vec<String> {
    let metric = effect.metric;
    let amount = |minor: i64| amount(language, metric, minor, currency);
    let zh = language == Language::Zh;
    let chance = |chance: Option<f64>| match chance {
        Some(chance) => format!("{:.0} %", chance * 100.0),
        None if zh => "未知".to_string(),
        None => "unknown".to_string(),
    };
    let (proposed, decided) = (amount(effect.proposed), amount(effect.decided));
    let (before, after) = (chance(effect.proposed_chance), chance(effect.decided_chance));
    let (id, period) = (metric.id(), &effect.period);
    let mut said = vec![match language {
        Language::En => format!(
            "team: {id} in {period}: {proposed} as proposed, reached with a chance of {before}; {decided} as decided, \
             reached with {after}"
        ),
        Language::Zh => format!(
            "团队：{period} 的 {id}：建议合计 {proposed}，达成概率 {before}；决定后合计 {decided}，达成概率 {after}"
        ),
    }];
    for changed in effect.changed.iter().take(NAMED) {
        let none = || if zh { "无".to_string() } else { "none".to_string() };
        let (was, now) = (changed.proposed.map_or_else(none, amount), amount(changed.decided));
        let (chance_was, chance_now) = (chance(changed.proposed_chance), chance(changed.decided_chance));
        let rep = &changed.rep_id;
        said.push(match language {
            Language::En => format!("team: {rep}: {was} ({chance_was}) → {now} ({chance_now})"),
            Language::Zh => format!("团队：{rep}：{was}（{chance_was}）→ {now}（{chance_now}）"),
        });
    }
    if effect.without_forecast != 0 {
        let beside = amount(effect.without_forecast);
        said.push(match language {
            Language::En => format!(
                "team: {beside} more is set for reps without a forecast, and has no chance that could be stated"
            ),
            Language::Zh => format!("团队：另有 {beside} 设给无法预测的销售员，无法给出概率"),
        });
    }
    said
}

fn amount(language: Language, metric: KpiMetric, minor: i64, currency: Currency) -> String {
    let figures = Figures::new(language, currency);
    match metric.unit() {
        Unit::Money => exact(figures, minor, currency),
        Unit::Units => figures.scalar(Scalar::Units(minor), false),
        _ => figures.count(minor),
    }
}

/// To the cent, with the currency's code: what people decide on is not rounded.
fn exact(figures: Figures, minor: i64, currency: Currency) -> String {
    format!("{} {}", figures.money_plain(minor, true), currency.code())
}

/// What the bonus tables would have cost, and the difference where there are two.
pub(crate) fn cost(language: Language, preview: &BonusPreview, currency: Currency) -> String {
    let figures = Figures::new(language, currency);
    let money = |minor: i64| exact(figures, minor, currency);
    let table = |rules: &str, word: &str| {
        let cost = preview.cost(rules)?;
        let periods = preview.totals.iter().filter(|total| total.rules == rules).count();
        Some(match language {
            Language::En => {
                format!("{word} {} over {periods} period{}", money(cost), if periods == 1 { "" } else { "s" })
            }
            Language::Zh => format!("{word} {periods} 期共 {}", money(cost)),
        })
    };
    let zh = language == Language::Zh;
    let present = table("present", if zh { "现行规则" } else { "the present rules would have paid" });
    let draft = table("draft", if zh { "草案规则" } else { "the draft" });
    let between = if zh { "；" } else { "; " };
    let mut said: Vec<String> = [present, draft].into_iter().flatten().collect();
    if let (Some(present), Some(draft)) = (preview.cost("present"), preview.cost("draft")) {
        let difference = draft - present;
        let sign = if difference > 0 { "+" } else { "" };
        let word = if zh { "差额" } else { "difference" };
        said.push(format!("{word} {sign}{}", money(difference)));
    }
    format!("{}{}", if zh { "成本：" } else { "cost: " }, said.join(between))
}

/// Two rules of which the later one is not heard, or not always.
pub(crate) fn clash(language: Language, table: &str, clash: &Clash) -> String {
    match (language, clash) {
        (Language::En, Clash::Overlap { effect, first, second }) => format!(
            "note: [{table}] `{first}` and `{second}` both propose {} for some reps; `{first}` stands first and counts",
            effect_word(language, *effect)
        ),
        (Language::En, Clash::Unreachable { effect, rule }) => {
            let word = effect_word(language, *effect);
            format!("note: [{table}] `{rule}` never proposes {word}: a rule before it always counts")
        }
        (Language::Zh, Clash::Overlap { effect, first, second }) => format!(
            "注意：[{table}] 规则 `{first}` 与 `{second}` 会对部分销售员同时建议{}；以排在前面的 `{first}` 为准",
            effect_word(language, *effect)
        ),
        (Language::Zh, Clash::Unreachable { effect, rule }) => {
            let word = effect_word(language, *effect);
            format!("注意：[{table}] 规则 `{rule}` 的{word}永远不会生效：总有排在前面的规则先适用")
        }
    }
}

fn effect_word(language: Language, effect: Effect) -> &'static str {
    match (language, effect) {
        (Language::En, Effect::Bonus) => "a bonus",
        (Language::En, Effect::Promotion) => "a promotion",
        (Language::En, Effect::Training) => "training",
        (Language::En, Effect::PerformancePlan) => "a performance plan",
        (Language::Zh, Effect::Bonus) => "奖金",
        (Language::Zh, Effect::Promotion) => "晋升",
        (Language::Zh, Effect::Training) => "培训",
        (Language::Zh, Effect::PerformancePlan) => "绩效改进计划",
    }
}

/// Targets of a period on which somebody decided already.
pub(crate) fn decided_targets(language: Language, period: &str, decided: usize) -> String {
    match language {
        Language::En => format!(
            "note: {decided} of the targets of {period} are decided on already; attain decide --object target shows how"
        ),
        Language::Zh => format!("注意：{period} 已有 {decided} 个目标作出决定；详见 attain decide --object target"),
    }
}
