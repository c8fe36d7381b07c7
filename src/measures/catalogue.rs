//! The metric catalogue: one page a metric, the same text for people, for the program and for the tests.
//!
//! A page under `definitions/` begins with its id as a heading and `key: value` lines; after them may follow an
//! example, a table in and the table that must come out, which the tests run.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::quantity::Unit;

use super::family::{families, family_of};

/// A metric's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The id that every number of the metric carries.
    pub id: String,
    /// Rises when the numbers would change.
    pub version: u32,
    /// The name in English.
    pub name_en: String,
    /// The name in Chinese.
    pub name_zh: String,
    /// What it is, in English.
    pub sentence_en: String,
    /// What it is, in Chinese.
    pub sentence_zh: String,
    /// The formula.
    pub formula: String,
    /// What it is counted in.
    pub unit: Unit,
    /// `higher`, `lower` or `none`.
    pub better: String,
    /// Periods and slices for which it exists.
    pub grain: String,
    /// Which rows count.
    pub rows: String,
    /// What null, zero and an empty period yield.
    pub absent: String,
    /// The formula in Chinese; empty on the pages that have none yet.
    pub formula_zh: String,
    /// Which rows count, in Chinese; empty on the pages that have none yet.
    pub rows_zh: String,
    /// What null, zero and an empty period yield, in Chinese; empty on the pages that have none yet.
    pub absent_zh: String,
    /// How returns count: `return_date`, in the period in which they were booked, or `origin_date`, in that of the sale
    /// that they undo; empty where no returns enter into the metric.
    pub returns: String,
    /// The whole page as it is printed.
    pub page: String,
}

/// The pages of what the families do not have, in the order in which they are listed.
const PAGES: [&str; 31] = [
    include_str!("definitions/revenue_net.md"),
    include_str!("definitions/units.md"),
    include_str!("definitions/gross_profit.md"),
    include_str!("definitions/gross_margin.md"),
    include_str!("definitions/orders.md"),
    include_str!("definitions/active_customers.md"),
    include_str!("definitions/new_customers.md"),
    include_str!("definitions/avg_order.md"),
    include_str!("definitions/growth_mom.md"),
    include_str!("definitions/growth_qoq.md"),
    include_str!("definitions/growth_yoy.md"),
    include_str!("definitions/attainment.md"),
    include_str!("definitions/attainment_share.md"),
    include_str!("definitions/retention.classic.md"),
    include_str!("definitions/retention.rolling.md"),
    include_str!("definitions/retention.bracket.md"),
    include_str!("definitions/retention.window.md"),
    include_str!("definitions/repeat_rate.window.md"),
    include_str!("definitions/repeat_rate.h_days.md"),
    include_str!("definitions/repurchase_rate.next.md"),
    include_str!("definitions/p_repeat_h.md"),
    include_str!("definitions/clv.model.md"),
    include_str!("definitions/target_p.md"),
    include_str!("definitions/score_kpi.md"),
    include_str!("definitions/mbo.md"),
    include_str!("definitions/bsc.md"),
    include_str!("definitions/score_card.md"),
    include_str!("definitions/grade.md"),
    include_str!("definitions/score_360.md"),
    include_str!("definitions/bars.md"),
    include_str!("definitions/rater_severity.md"),
];

/// All definitions, in the order in which they are listed.
pub fn definitions() -> &'static [Definition] {
    static DEFINITIONS: OnceLock<Vec<Definition>> = OnceLock::new();
    DEFINITIONS.get_or_init(|| {
        let of_families = families().iter().flat_map(|family| family.pages);
        PAGES.iter().chain(of_families).map(|page| parse(page)).collect()
    })
}

/// The definition of an id; a horizon's suffix (`repeat_rate.h_days.90`) leads to its family.
///
/// ```
/// use attain::measures::catalogue::definition;
/// assert_eq!(definition("repeat_rate.h_days.90").unwrap().id, "repeat_rate.h_days");
/// assert!(definition("revenue_gross").is_none());
/// ```
pub fn definition(id: &str) -> Option<&'static Definition> {
    let of = |wanted: &str| definitions().iter().find(|definition| definition.id == wanted);
    // `repeat_rate.h_days.90` belongs to the page of its family, and so does every id with a number or a span of
    // numbers behind it, such as `overdue_rate.31_60`, and one with a word that its family knows: `activity_count.call`.
    let is_known = |suffix: &str| is_number(suffix) || family_of(id).is_some();
    of(id).or_else(|| id.rsplit_once('.').filter(|(_, suffix)| is_known(suffix)).and_then(|(family, _)| of(family)))
}

/// How returns count in a metric, as [`Definition::returns`]; `None` where none enter into it, and for an unknown id.
///
/// ```
/// use attain::measures::catalogue::return_policy;
/// assert_eq!(return_policy("revenue_net"), Some("return_date"));
/// assert_eq!(return_policy("clv.hist.365"), Some("return_date"));
/// assert_eq!(return_policy("orders"), None);
/// ```
pub fn return_policy(id: &str) -> Option<&'static str> {
    static POLICIES: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    let policies = POLICIES.get_or_init(|| {
        definitions().iter().map(|definition| (definition.id.as_str(), definition.returns.as_str())).collect()
    });
    // It is asked for every row of long answers, so a form with a suffix is not looked for further.
    let found = policies.get(id).or_else(|| policies.get(id.rsplit_once('.')?.0));
    found.copied().filter(|policy| !policy.is_empty())
}

fn is_number(suffix: &str) -> bool {
    let span = suffix.strip_suffix("_plus").unwrap_or(suffix);
    span.split('_').all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn parse(page: &str) -> Definition {
    let head = page.split("\n## ").next().unwrap_or(page);
    let field = |key: &str| -> String {
        let prefix = format!("{key}: ");
        let line = head.lines().find_map(|line| line.strip_prefix(prefix.as_str()));
        line.expect("the tests check that every page has every field").trim().to_string()
    };
    let optional = |key: &str| -> String {
        let prefix = format!("{key}: ");
        head.lines().find_map(|line| line.strip_prefix(prefix.as_str())).unwrap_or("").trim().to_string()
    };
    let unit = match field("unit").as_str() {
        "money" => Unit::Money,
        "count" => Unit::Count,
        "units" => Unit::Units,
        "days" => Unit::Days,
        "number" => Unit::Number,
        _ => Unit::Share,
    };
    let id = head.lines().next().unwrap_or("").trim_start_matches('#').trim().to_string();
    Definition {
        id,
        version: field("version").parse().expect("the tests check that the version is a number"),
        name_en: field("name"),
        name_zh: field("名称"),
        sentence_en: field("meaning"),
        sentence_zh: field("含义"),
        formula: field("formula"),
        unit,
        better: field("better"),
        grain: field("grain"),
        rows: field("rows"),
        absent: field("absent"),
        formula_zh: optional("公式"),
        rows_zh: optional("口径"),
        absent_zh: optional("空值"),
        returns: optional("returns"),
        page: page.to_string(),
    }
}
