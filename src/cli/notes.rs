//! What is said on stderr beside an answer, in the reader's language.

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::engine::{ClusterState, ClusterStep};
use crate::models::purchase::PurchaseError;
use crate::quantity::Currency;
use crate::reports::wording::Language;

use super::cohort_table::NO_RATE;

/// How far the cluster is that builds the facts.
pub(crate) fn cluster_step(language: Language, step: &ClusterStep) -> String {
    let ClusterStep { server, table, number, of, state } = step;
    let megabytes = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let table = table.word();
    let state = match (language, state) {
        (Language::En, ClusterState::Asked) => "asked".to_string(),
        (Language::Zh, ClusterState::Asked) => "已提交".to_string(),
        (Language::En, ClusterState::Working { done, of }) => format!("{done} of {of} tasks done"),
        (Language::Zh, ClusterState::Working { done, of }) => format!("已完成 {done}/{of} 个任务"),
        (Language::En, ClusterState::Again { reason }) => format!("lost ({reason}); asked again"),
        (Language::Zh, ClusterState::Again { reason }) => format!("连接中断（{reason}），重新提交"),
        (Language::En, ClusterState::Came { rows, bytes }) => format!("{rows} rows in {}", megabytes(*bytes)),
        (Language::Zh, ClusterState::Came { rows, bytes }) => format!("返回 {rows} 行，{}", megabytes(*bytes)),
    };
    let place = match (language, of) {
        (Language::En, Some(of)) => format!("{number} of {of}"),
        (Language::Zh, Some(of)) => format!("{number}/{of}"),
        (_, None) => number.to_string(),
    };
    match language {
        Language::En => format!("cluster {server}: facts {place}, {table}: {state}"),
        Language::Zh => format!("集群 {server}：事实表 {place}（{table}）：{state}"),
    }
}

/// How far a run over several metrics is.
pub(crate) fn forecast_step(language: Language, at: usize, of: usize, metric: &str) -> String {
    match language {
        Language::En => format!("forecast {at} of {of}: {metric}"),
        Language::Zh => format!("预测 {at}/{of}：{metric}"),
    }
}

/// The period that was asked for still runs.
pub(crate) fn not_complete(language: Language, period: &str, as_of: Day) -> String {
    match language {
        Language::En => format!("note: {period} is not complete: the data are read as of {as_of}"),
        Language::Zh => format!("注意：{period} 尚未结束：数据截至 {as_of}"),
    }
}

/// The period that runs is left out, and how to have it counted.
pub(crate) fn last_complete(language: Language, running: &str, last: &str, as_of: Day, end: Day) -> String {
    match language {
        Language::En => format!(
            "note: {running} is not complete (the data are read as of {as_of}), so {last} is the last one; if nothing is missing, add --as-of {end}"
        ),
        Language::Zh => format!(
            "注意：{running} 尚未结束（数据截至 {as_of}），因此以 {last} 为最后一期；若数据已齐全，请加 --as-of {end}"
        ),
    }
}

/// The as-of day lies long after the last order.
pub(crate) fn days_without_sales(language: Language, last_order: Day, as_of: Day) -> String {
    match language {
        Language::En => format!(
            "note: the last order is of {last_order}; the days from then to {as_of} count as days without sales"
        ),
        Language::Zh => format!("注意：最后一张订单在 {last_order}；此后至 {as_of} 均按无销售计算"),
    }
}

/// What nobody said and was assumed; nothing where nothing was.
pub(crate) fn assumed(
    language: Language,
    currency: Option<Currency>,
    calendar_years: bool,
    as_of: Option<Day>,
) -> Option<String> {
    let zh = language == Language::Zh;
    let mut assumed = Vec::new();
    if let Some(currency) = currency {
        assumed.push(if zh { format!("币种 {currency}") } else { format!("currency {currency}") });
    }
    if calendar_years {
        assumed.push(if zh { "财年即自然年".to_string() } else { "calendar years".to_string() });
    }
    if let Some(day) = as_of {
        assumed.push(match language {
            Language::En => format!("as of {day}, the last business date in the store"),
            Language::Zh => format!("数据截至 {day}，即存储中最后的业务日期"),
        });
    }
    let sentence =
        || if zh { format!("假定：{}", assumed.join("；")) } else { format!("assumed: {}", assumed.join("; ")) };
    (!assumed.is_empty()).then(sentence)
}

/// A sentence as a note.
pub(crate) fn note(language: Language, sentence: &str) -> String {
    match language {
        Language::En => format!("note: {sentence}"),
        Language::Zh => format!("注意：{sentence}"),
    }
}

/// A sentence as a finding: something that a person should look at.
pub(crate) fn finding(language: Language, sentence: &str) -> String {
    match language {
        Language::En => format!("finding: {sentence}"),
        Language::Zh => format!("发现：{sentence}"),
    }
}

/// Nothing says what is to be scored.
pub(crate) fn no_scorecard(language: Language) -> Failure {
    match language {
        Language::En => Failure::usage(
            "the configuration does not say what is to be scored",
            "weigh metrics so that they sum to 100: [scorecard.weights] revenue_net = 60, new_customers = 40",
        ),
        Language::Zh => Failure::usage(
            "配置中没有说明要考核什么",
            "请为指标设置权重，合计 100：[scorecard.weights] revenue_net = 60, new_customers = 40",
        ),
    }
}

/// A rep who has no card.
pub(crate) fn no_card(language: Language, rep: &str, nearest: &[String]) -> Failure {
    let near = nearest.join(if language == Language::Zh { "、" } else { ", " });
    match language {
        Language::En => Failure::usage(
            format!(
                "there is no card for the rep `{rep}`: cards are of the judged reps in service at the period's end"
            ),
            format!("the nearest ids are {near}; [reps] judged_roles says who is judged"),
        ),
        Language::Zh => Failure::usage(
            format!("没有销售员 `{rep}` 的评分卡：评分卡只给期末在职的考核对象"),
            format!("相近的编号有 {near}；考核对象由 [reps] judged_roles 决定"),
        ),
    }
}

/// A rep of whose risk nothing is said, because he or she has left.
pub(crate) fn no_risk_of_leaver(language: Language, rep: &str, left: Day) -> Failure {
    match language {
        Language::En => Failure::usage(
            format!("`{rep}` left on {left}: who has left is not at risk of anything"),
            "name an earlier day to see what was said then: --as-of",
        ),
        Language::Zh => Failure::usage(
            format!("`{rep}` 已于 {left} 离职：离职者没有风险可言"),
            "如需查看当时的结论，请写更早的日期：--as-of",
        ),
    }
}

/// A rep of whose risk nothing can be said, because there is no such judged rep.
pub(crate) fn no_risk(language: Language, rep: &str, nearest: &[String]) -> Failure {
    let near = nearest.join(if language == Language::Zh { "、" } else { ", " });
    let near = match language {
        _ if near.is_empty() => near,
        Language::En => format!("the nearest are {near}; "),
        Language::Zh => format!("相近的有 {near}；"),
    };
    match language {
        Language::En => Failure::usage(
            format!("there is no rep `{rep}` among those who are judged and in service at the period's end"),
            format!("{near}`attain risk` lists them all, [reps] judged_roles says who is judged"),
        ),
        Language::Zh => Failure::usage(
            format!("期末在职的考核对象中没有销售员 `{rep}`"),
            format!("{near}`attain risk` 列出全部，考核对象由 [reps] judged_roles 决定"),
        ),
    }
}

/// A bridge between periods that cannot be bridged.
pub(crate) fn no_bridge(language: Language, from: &str, to: &str) -> Failure {
    match language {
        Language::En => Failure::usage(
            format!("a bridge leads from a period to a later one of the same length, not from {from} to {to}"),
            "write the earlier period first: attain bridge 2018-Q2 2019-Q2",
        ),
        Language::Zh => Failure::usage(
            format!("差异分解须从一个期间到其后同样长度的期间，不能从 {from} 到 {to}"),
            "请先写较早的期间：attain bridge 2018-Q2 2019-Q2",
        ),
    }
}

/// A trend over periods none of which is over.
pub(crate) fn no_complete_period(language: Language, as_of: Day) -> Failure {
    match language {
        Language::En => {
            Failure::usage(format!("no period of the range is complete by {as_of}"), "begin earlier: --from, or --last")
        }
        Language::Zh => {
            Failure::usage(format!("截至 {as_of}，所选范围内没有已结束的期间"), "请从更早的期间开始：--from 或 --last")
        }
    }
}

/// How a table of cohorts is read, and that it is not whole where the terminal had no room for all ages.
pub(crate) fn of_the_triangle(language: Language, as_of: Day, hidden: usize) -> String {
    let more = match (language, hidden) {
        (_, 0) => String::new(),
        (Language::En, _) => format!("; {hidden} more ages do not fit here and stand in --format csv"),
        (Language::Zh, _) => format!("；另有 {hidden} 期此处放不下，见 --format csv"),
    };
    match language {
        Language::En => format!(
            "percent of the cohort by its age, as of {as_of}; {NO_RATE}: not every member has lived that age yet{more}"
        ),
        Language::Zh => format!("各期占同期群的百分比，数据截至 {as_of}；{NO_RATE}：尚非所有成员都满该期{more}"),
    }
}

/// No deal has been reviewed yet, and the way to it.
pub(crate) fn no_case_reviews(language: Language) -> Failure {
    let (message, hint) = match language {
        Language::En => (
            "no case has been reviewed yet: the store holds no table `case_reviews`",
            "draw a sheet with attain cases --sample 24 --out sheet.csv, have it filled in, then attain ingest sheet.csv --table case_reviews",
        ),
        Language::Zh => (
            "尚无案例评审：存储中没有表 `case_reviews`",
            "请先抽取评审表 attain cases --sample 24 --out sheet.csv，由评审人填写后导入：attain ingest sheet.csv --table case_reviews",
        ),
    };
    Failure::data(message, Some(hint.to_string()))
}

/// A history too short to hold stated chances against what came.
pub(crate) fn no_proof(language: Language, horizon_days: u32) -> String {
    match language {
        Language::En => format!(
            "note: the history is shorter than twice {horizon_days} days, or too few bought again in it, so no stated chance could be held against what came"
        ),
        Language::Zh => {
            format!("注意：历史不足 {horizon_days} 天的两倍，或其中复购客户太少，因此无法用实际结果检验所给概率")
        }
    }
}

/// Customers whose margin is not known.
pub(crate) fn margins_without_costs(language: Language, without: usize, again: usize) -> String {
    match language {
        Language::En => format!(
            "note: of {again} customers who bought again, {without} have a line without a cost; the margins of the others stand for theirs"
        ),
        Language::Zh => {
            format!("注意：{again} 位复购客户中有 {without} 位的明细行缺少成本，以其他客户的毛利代替")
        }
    }
}

/// A model of repeat purchase that cannot be learned.
pub(crate) fn no_purchase_model(language: Language, error: &PurchaseError) -> Failure {
    let hint = match error {
        PurchaseError::NoCustomers => ["orders need a customer_id for this", "订单需要有 customer_id"],
        PurchaseError::TooFew { .. } => ["a longer history has more of them", "请导入更长的历史"],
        PurchaseError::TooFewWorth { .. } => [
            "a model of worth is learned from mean values above 0; look at the amounts",
            "金额模型只能用大于 0 的平均金额来学习；请检查金额",
        ],
        _ => [
            "frequency counts purchases after the first; recency and age count from the first purchase",
            "frequency 为首次之后的购买次数；recency 与 T 都从首次购买起算",
        ],
    };
    let (message, hint) = match (language, error) {
        (Language::En, _) => (error.to_string(), hint[0]),
        (Language::Zh, PurchaseError::NoCustomers) => ("没有可供学习的客户".to_string(), hint[1]),
        (Language::Zh, PurchaseError::TooFew { repeaters, needed }) => {
            (format!("只有 {repeaters} 位客户复购，模型至少需要 {needed} 位"), hint[1])
        }
        (Language::Zh, PurchaseError::TooFewWorth { repeaters, worth, needed }) => (
            format!("有复购的客户 {repeaters} 位，其中复购金额大于 0 的只有 {worth} 位，模型至少需要 {needed} 位"),
            hint[1],
        ),
        (Language::Zh, _) => (error.to_string(), hint[1]),
    };
    Failure::data(message, Some(hint.to_string()))
}
