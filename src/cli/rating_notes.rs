//! What is said on stderr about ratings, in the reader's language.

use crate::appraisal::ratings::{Acceptance, Fault, Item, MissingLink, NoScale, RatingFault};
use crate::failure::Failure;
use crate::pipeline::ratings::RatedCycle;
use crate::reports::wording::Language;

use super::context::Context;

/// How many of a kind are named before the rest is counted.
const NAMED: usize = 5;

/// Says what is wrong or doubtful about a cycle; whether anything is wrong that a person should look at.
pub(crate) fn say(context: &Context, rated: &RatedCycle, cycle_was_chosen: bool) -> bool {
    let language = context.language;
    let zh = language == Language::Zh;
    let say = |text: String| context.output.say(&text);
    let ratings = &rated.ratings;
    if cycle_was_chosen && rated.cycles.len() > 1 {
        say(match zh {
            false => format!("assumed: cycle {}, whose ratings came last; --cycle names another", rated.cycle_id),
            true => format!("假定：周期 {}（最后提交的一期）；可用 --cycle 指定其他周期", rated.cycle_id),
        });
    }
    for fault in ratings.faults.iter().take(NAMED) {
        say(of_fault(language, fault));
    }
    say_rest(context, ratings.faults.len(), ["more ratings are not counted", "条评分同样未计入"]);
    for none in &ratings.without_scale {
        say(of_no_scale(language, none));
    }
    let refused: Vec<String> = ratings.items.iter().filter_map(|item| of_refused_item(language, item)).collect();
    refused.iter().for_each(|text| say(text.clone()));
    say_unmeasured(context, &ratings.items);
    say_lone_raters(context, &ratings.with_one_rater);
    for link in ratings.missing_links.iter().take(NAMED) {
        say(of_missing_link(language, link));
    }
    say_rest(
        context,
        ratings.missing_links.len(),
        ["more parts are linked with the first by nobody", "个部分同样与第一部分没有联系"],
    );
    if ratings.held_back > 0 {
        say(match zh {
            false => format!(
                "note: {} came later, from fewer than three raters a group; they wait, so that no two versions tell what \
                 one rater said",
                super::counted::counted(ratings.held_back as u64, "score")
            ),
            true => format!(
                "注意：{} 个评分提交较晚，且每组新增不足三人，暂不计入，以免比较两个版本得知某一人的评分",
                ratings.held_back
            ),
        });
    }
    if ratings.variance.assumed {
        say(match zh {
            false => {
                "note: there are too few ratings to estimate how much raters differ; usual values are assumed, and \
                      standard errors and reliability rest on them"
                    .to_string()
            }
            true => "注意：评分太少，无法估计评价人之间的差异，采用常见数值；标准误与信度均以此为据".to_string(),
        });
    }
    !(ratings.faults.is_empty()
        && ratings.without_scale.is_empty()
        && refused.is_empty()
        && ratings.with_one_rater.is_empty()
        && ratings.missing_links.is_empty())
}

fn say_rest(context: &Context, all: usize, [en, zh]: [&str; 2]) {
    if all > NAMED {
        let rest = all - NAMED;
        context.output.say(&match context.language {
            Language::En => format!("finding: {rest} {en}"),
            Language::Zh => format!("发现：另有 {rest} {zh}"),
        });
    }
}

fn of_fault(language: Language, fault: &RatingFault) -> String {
    let RatingFault { assessment_id, ratee, item_id, fault } = fault;
    match language {
        Language::En => {
            let why = match fault {
                Fault::OutsideScale { score, low, high } => format!("its score {score} lies outside {low} to {high}"),
                Fault::NoScore => "it has neither a score nor the mark \"not observed\"".to_string(),
                Fault::OwnRating { group } => format!("{ratee} rates himself or herself as a {}", group.word()),
                Fault::UnknownRatee { nearest } => {
                    format!("`reps` does not know `{ratee}`{}", did_you_mean(nearest))
                }
                Fault::UnknownItem { nearest } => {
                    format!("`instruments` does not know `{item_id}`{}", did_you_mean(nearest))
                }
                Fault::Twice => "the same rater rated the same item again later, and that one counts".to_string(),
            };
            format!("finding: rating {assessment_id} of {ratee} on {item_id} is not counted: {why}")
        }
        Language::Zh => {
            let near = |nearest: &[String]| match nearest {
                [] => String::new(),
                _ => format!("，相近的有 {}", nearest.join("、")),
            };
            let why = match fault {
                Fault::OutsideScale { score, low, high } => format!("得分 {score} 超出量表范围 {low}–{high}"),
                Fault::NoScore => "既无得分，也未标记“未观察到”".to_string(),
                Fault::OwnRating { group } => format!("{ratee} 以{}身份评价了自己", group_name(group.word())),
                Fault::UnknownRatee { nearest } => format!("销售员表中没有 `{ratee}`{}", near(nearest)),
                Fault::UnknownItem { nearest } => format!("量表中没有题目 `{item_id}`{}", near(nearest)),
                Fault::Twice => "同一评价人后来又评了同一题，以后一次为准".to_string(),
            };
            format!("发现：评估 {assessment_id} 中对 {ratee} 的 {item_id} 评分未计入：{why}")
        }
    }
}

fn group_name(word: &str) -> &str {
    match word {
        "manager" => "上级",
        "peer" => "同事",
        "subordinate" => "下属",
        _ => "客户",
    }
}

fn did_you_mean(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; the nearest are {}", nearest.join(", ")) }
}

fn of_no_scale(language: Language, NoScale { instrument_id, item_id }: &NoScale) -> String {
    match language {
        Language::En => {
            format!(
                "finding: item {instrument_id}/{item_id} has no scale (scale_min below scale_max), so nobody is rated on it"
            )
        }
        Language::Zh => {
            format!("发现：题目 {instrument_id}/{item_id} 没有有效的量表（scale_min 须小于 scale_max），不予评分")
        }
    }
}

/// An item whose anchors failed; none where they did not.
fn of_refused_item(language: Language, item: &Item) -> Option<String> {
    let name = format!("{}/{}", item.instrument_id, item.item_id);
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    match (item.acceptance, language) {
        (Acceptance::Disagreement(share), Language::En) => Some(format!(
            "finding: item {name} is left out: {} % of the judges sorted its anchor to its dimension, and 75 % must",
            percent(share)
        )),
        (Acceptance::Disagreement(share), Language::Zh) => {
            Some(format!("发现：题目 {name} 不予采用：只有 {}% 的评审把锚例归回原维度，须达 75%", percent(share)))
        }
        (Acceptance::Spread(sd), Language::En) => Some(format!(
            "finding: item {name} is left out: the judges' values for its anchor spread by {sd:.2} on a seven-point \
             scale, and 1.5 is allowed"
        )),
        (Acceptance::Spread(sd), Language::Zh) => {
            Some(format!("发现：题目 {name} 不予采用：锚例评定值的标准差折合七点量表为 {sd:.2}，上限为 1.5"))
        }
        _ => None,
    }
}

fn say_unmeasured(context: &Context, items: &[Item]) {
    let unmeasured: Vec<&str> = items
        .iter()
        .filter(|item| item.acceptance == Acceptance::Unmeasured)
        .map(|item| item.item_id.as_str())
        .collect();
    if unmeasured.is_empty() {
        return;
    }
    context.output.say(&match context.language {
        Language::En => format!(
            "note: nobody has measured the anchors of {} (retranslation_agree, anchor_sd); they are used all the same",
            named(&unmeasured, ", ", " and {} others")
        ),
        Language::Zh => format!(
            "注意：{} 的锚例尚未检验（retranslation_agree、anchor_sd 为空），仍予采用",
            named(&unmeasured, "、", " 及另外 {} 题")
        ),
    });
}

fn say_lone_raters(context: &Context, ratees: &[String]) {
    if ratees.is_empty() {
        return;
    }
    let ratees: Vec<&str> = ratees.iter().map(String::as_str).collect();
    context.output.say(&match context.language {
        Language::En => {
            format!("finding: only one other person rated {}", named(&ratees, ", ", " and {} others"))
        }
        Language::Zh => format!("发现：只有一人评价了 {}", named(&ratees, "、", " 及另外 {} 人")),
    });
}

/// The first ones, and how many more.
fn named(names: &[&str], between: &str, more: &str) -> String {
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(between);
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        rest => format!("{shown}{}", more.replace("{}", &rest.to_string())),
    }
}

fn of_missing_link(language: Language, link: &MissingLink) -> String {
    let MissingLink { part, ratees, rater, ratee } = link;
    let ratees: Vec<&str> = ratees.iter().map(String::as_str).collect();
    match language {
        Language::En => format!(
            "finding: {} (part {part}) cannot be compared with part 1, since no common raters link them; a rating of \
             {ratee} by a manager such as {rater} would, or those of two raters of part 1 in one group",
            named(&ratees, ", ", " and {} others")
        ),
        Language::Zh => format!(
            "发现：{}（第 {part} 部分）与第 1 部分没有共同评价人，无法比较；若由上级（如评价人 {rater}）评价 {ratee}，\
             或由第 1 部分的两位同组评价人评价，即可联系起来",
            named(&ratees, "、", " 及另外 {} 人")
        ),
    }
}

/// The file is in the store although some of its ratings do not count.
pub(crate) fn loaded_all_the_same(language: Language, version: u64) -> String {
    match language {
        Language::En => format!(
            "note: the file is in the store as version {version}; the ratings named above stay there and count nowhere, \
             the others count"
        ),
        Language::Zh => {
            format!("注意：文件已导入存储（版本 {version}）；上列评分保留在存储中但不计入，其余评分照常计入")
        }
    }
}

/// A rep whom nobody rated.
pub(crate) fn not_rated(language: Language, rep: &str, cycle: &str, nearest: &[String]) -> Failure {
    match language {
        Language::En => Failure::usage(
            format!("nobody rated `{rep}` in cycle {cycle}"),
            format!("did you mean {}?", nearest.join(", ")),
        ),
        Language::Zh => {
            Failure::usage(format!("周期 {cycle} 中没有对 `{rep}` 的评价"), format!("是不是 {}？", nearest.join("、")))
        }
    }
}

/// How to come to a table of instruments.
pub(crate) fn how_to_start(language: Language) -> &'static str {
    match language {
        Language::En => {
            "load your own: attain ingest FILE --table instruments; or begin with: attain rate --starter --out \
             instruments.csv"
        }
        Language::Zh => {
            "请先导入：attain ingest 文件 --table instruments；或从示例量表开始：attain rate --starter --out instruments.csv"
        }
    }
}

/// The starter set has been measured by nobody.
pub(crate) fn starter_is_unmeasured(language: Language) -> &'static str {
    match language {
        Language::En => {
            "note: nobody has measured these anchors: have judges sort them to the dimensions and value them, and fill in \
             retranslation_agree (at least 0.75) and anchor_sd (at most 1.5)"
        }
        Language::Zh => {
            "注意：这些锚例尚未检验：请由评审把锚例归入各维度并评定分值，再填写 retranslation_agree（不低于 0.75）和 anchor_sd（不高于 1.5）"
        }
    }
}
