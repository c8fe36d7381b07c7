//! What the reader is told about a question that cannot be followed, and the members without a name, in the reader's
//! language.

use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::cut::{Cut, OTHERS, Unmatched};
use crate::measures::lacking::{Lacking, Lines};
use crate::phrases::in_chinese;
use crate::pipeline::Snapshot;
use crate::reports::wording::Language;
use crate::reports::{Format, METRIC_BELOW};
use crate::review::listing::{Cell, Listing};
use crate::review::tables::dimension_column;
use crate::sources::RowIssue;

use super::context::Context;
use super::dimension_words;

/// A measure's refusal in the reader's language; the kind, and so the exit code, is the same.
pub(crate) fn failure(language: Language, error: MeasureError) -> Failure {
    let failure = Failure::from(error);
    match language {
        Language::En => failure,
        Language::Zh => failure.told_in_chinese(),
    }
}

/// What is wrong with a row, in the reader's language.
pub(crate) fn row_issue(language: Language, issue: &RowIssue) -> String {
    match language {
        Language::En => issue.to_string(),
        Language::Zh => in_chinese(&issue.to_string()).unwrap_or_else(|| issue.to_string()),
    }
}

/// In tables for people, the slice of rows that name no member and that of the others get words, and dimensions Chinese
/// headings for readers of Chinese; the forms for programs keep an empty cell and one word in every language.
pub(crate) fn readable(context: &Context, mut listing: Listing, cut: &Cut) -> Listing {
    if context.output.format != Format::Table {
        return listing;
    }
    let (none, others) = match context.language {
        Language::En => ("(none)", OTHERS),
        Language::Zh => ("（无）", "（其他）"),
    };
    let dimensions: Vec<String> = cut.words().into_iter().map(dimension_column).collect();
    let is_dimension: Vec<bool> = listing.columns.iter().map(|column| dimensions.contains(&column.name)).collect();
    for row in &mut listing.rows {
        for (cell, _) in row.iter_mut().zip(&is_dimension).filter(|(_, is_dimension)| **is_dimension) {
            match cell {
                Cell::Text(key) if key.is_empty() => *cell = Cell::from(none),
                Cell::Text(key) if key == OTHERS => *cell = Cell::from(others),
                _ => {}
            }
        }
    }
    if let (Language::Zh, Ok(wording)) = (context.language, context.wording()) {
        for column in &mut listing.columns {
            if let Some(at) = dimensions.iter().position(|dimension| *dimension == column.name) {
                column.name = dimension_words::in_chinese(&wording, cut.words()[at]);
            }
        }
    }
    listing
}

/// For people: the metric that all values of a table are of, told under the table, where there is no room for it in every
/// row.
pub(crate) fn with_metric_below(mut listing: Listing) -> Listing {
    if let Some(column) = listing.columns.iter_mut().find(|column| column.name == "metric_id") {
        column.name = METRIC_BELOW.to_string();
    }
    listing
}

/// Says that orders are cut by regions and name none.
pub(crate) fn say_without_regions(context: &Context, snapshot: &Snapshot, cut: &Cut) {
    if cut.takes_regions_of_reps() {
        say_regions_of_reps(context);
    }
    if let Some(others) = cut.instead_of_regions(&snapshot.facts.regions, &snapshot.tables) {
        context.output.say(&without_regions(context.language, &others));
    }
}

/// Says what keeps values away, and the way out.
pub(crate) fn say_lacking(context: &Context, lacking: &[Lacking]) {
    for what in lacking {
        context.output.say(&lacking_in_words(context.language, what));
    }
}

fn lacking_in_words(language: Language, what: &Lacking) -> String {
    let named = |metrics: &[String]| {
        let between = if language == Language::Zh { "、" } else { " and " };
        metrics.iter().map(|metric| format!("`{metric}`")).collect::<Vec<_>>().join(between)
    };
    match (language, what) {
        (Language::En, Lacking::Column { metrics, column, lines }) => {
            let has = if metrics.len() == 1 { "has" } else { "have" };
            let (lines, of_them) = match lines {
                Some(Lines { without, of }) if without < of => {
                    (format!("{without} of the {of} order lines asked about have no"), " where one of them counts")
                }
                _ => ("no order line asked about has a".to_string(), ""),
            };
            format!(
                "note: {lines} `{column}`, so that {} {has} no value{of_them}; say which column of the file it is when it is \
                 loaded, --column {column}=\"its title\" or [source.columns] in the configuration",
                named(metrics)
            )
        }
        (Language::Zh, Lacking::Column { metrics, column, lines }) => {
            let lines = match lines {
                Some(Lines { without, of }) if without < of => format!("所查 {of} 行订单中有 {without} 行没有"),
                _ => "所查订单都没有".to_string(),
            };
            format!(
                "注意：{lines} `{column}`，因此 {} 为空；导入时请指明文件中的对应列：--column {column}=\"列名\"，或在配置的 \
                 [source.columns] 中写明",
                named(metrics)
            )
        }
        (Language::En, Lacking::QuotasOfReps { metrics, others }) => {
            let others: Vec<String> = others.iter().map(|(kind, rows)| format!("{rows} of `{kind}`")).collect();
            let need = if metrics.len() == 1 { "needs" } else { "need" };
            format!(
                "note: {} {need} quotas of reps, and none is a rep's; the others ({}) are not compared; \
                 load quotas with the rep in subject_id and `rep` as subject_type",
                named(metrics),
                others.join(", ")
            )
        }
        (Language::Zh, Lacking::QuotasOfReps { metrics, others }) => {
            let others: Vec<String> = others.iter().map(|(kind, rows)| format!("`{kind}` {rows} 条")).collect();
            format!(
                "注意：{} 只与销售员个人的目标比较，而没有一条目标属于销售员；其余目标（{}）不参与比较；请导入销售员的目标：\
                 subject_id 填销售员编号，subject_type 填 `rep`",
                named(metrics),
                others.join("、")
            )
        }
    }
}

/// Says whose regions stand in for those of the orders.
pub(crate) fn say_regions_of_reps(context: &Context) {
    context.output.say(match context.language {
        Language::En => "note: orders have no column of regions, so `region` is the region of the rep (rep.region)",
        Language::Zh => "注意：订单没有区域列，`region` 指销售员所属区域（rep.region）",
    });
}

fn without_regions(language: Language, others: &[String]) -> String {
    let ways: Vec<String> = others.iter().map(|other| format!("--by {other}")).collect();
    match (language, ways.is_empty()) {
        (Language::En, true) => "note: no order names a region, so all orders are one slice without a name".to_string(),
        (Language::En, false) => format!(
            "note: no order names a region, so all orders are one slice without a name; regions are told by {}",
            ways.join(" and ")
        ),
        (Language::Zh, true) => "注意：订单中都没有填写区域，全部订单归为一个无名分组".to_string(),
        (Language::Zh, false) => {
            format!("注意：订单中都没有填写区域，全部订单归为一个无名分组；如需按区域查看，请用 {}", ways.join(" 或 "))
        }
    }
}

/// A long table of values for a reader of Chinese: headings, reasons and flags in words, the metrics by their ids, by
/// which `attain define` and every other answer know them. In English the names of the columns are words already, and the
/// forms for programs keep them in every language.
pub(crate) fn in_words(context: &Context, mut listing: Listing) -> Result<Listing, Failure> {
    if context.output.format != Format::Table || context.language == Language::En {
        return Ok(listing);
    }
    let wording = context.wording()?;
    // Whole cents beside their amount are known by the names of both, which go away here.
    if let Some(at) = listing.columns.iter().position(|column| column.name == "value_minor") {
        listing.columns.remove(at);
        listing.rows.iter_mut().for_each(|row| drop(row.remove(at)));
    }
    let word =
        |message: String, code: &str| if wording.has(&message) { wording.text(&message) } else { code.to_string() };
    for (at, column) in listing.columns.iter_mut().enumerate() {
        for cell in listing.rows.iter_mut().map(|row| &mut row[at]) {
            let told = match (column.name.as_str(), &*cell) {
                ("null_reason", Cell::Text(code)) => word(format!("null-{code}"), code),
                ("flags", Cell::Text(codes)) => {
                    // An id behind a flag may have spaces: only words that are known part what stands there.
                    let words: Vec<&str> = codes.split(' ').collect();
                    let are_known = words.iter().all(|code| wording.has(&format!("word-kpi-{code}")));
                    let told = words.iter().map(|code| word(format!("word-kpi-{code}"), code));
                    if are_known { told.collect::<Vec<_>>().join("；") } else { codes.clone() }
                }
                _ => continue,
            };
            *cell = Cell::from(told);
        }
        column.name = word(format!("column-kpi-{}", column.name.replace('.', "-")), &column.name);
    }
    Ok(listing)
}

/// A value of a filter that stands nowhere.
pub(crate) fn unmatched(language: Language, (column, value, nearest): &Unmatched) -> String {
    match language {
        Language::En => format!("note: `{column}` is never `{value}`; the nearest are {}", nearest.join(", ")),
        Language::Zh => format!("注意：`{column}` 中没有 `{value}`，相近的有 {}", nearest.join("、")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_without_regions_are_told_with_what_has_some() {
        let told = |language, others: &[&str]| {
            without_regions(language, &others.iter().map(|name| name.to_string()).collect::<Vec<_>>())
        };
        let both = told(Language::En, &["rep.region", "customer.region"]);
        assert!(both.ends_with("regions are told by --by rep.region and --by customer.region"), "{both}");
        assert!(told(Language::En, &[]).ends_with("one slice without a name"));
        assert!(told(Language::Zh, &["rep.region"]).ends_with("请用 --by rep.region"));
        assert!(told(Language::Zh, &[]).ends_with("无名分组"));
    }
}
