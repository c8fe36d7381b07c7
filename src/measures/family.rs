//! Families of metrics: ids that are measured from the same rows, each family in a room of its own.
//!
//! The families are a table ([`families`]): whoever adds one adds a line, and the command line, the dictionary and the
//! errors know its metrics.

use super::company::Company;
use super::cut::Cut;
use super::grid::PeriodRange;
use super::observation::Observation;
use super::{FactsNeeded, MeasureError};
use crate::quantity::nearest;

/// What is asked of a family.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The company.
    pub company: Company<'a>,
    /// The ids asked for, in the order in which they were asked; all of them are the family's.
    pub metrics: &'a [String],
    /// How the company is cut, and which rows count at all.
    pub cut: &'a Cut,
    /// The periods, all of one grain.
    pub range: PeriodRange,
}

/// A family of metrics.
pub struct Family {
    /// The ids by which its metrics can be asked for, in the order in which they are listed.
    pub ids: &'static [&'static str],
    /// Whether an id asks for a metric of the family: ids may carry a number behind them, such as `.90`.
    pub accepts: fn(&str) -> bool,
    /// The tables beside the orders that it needs; `attain check` says what their absence switches off.
    pub tables: &'static [&'static str],
    /// The pages of its metrics, in the same order.
    pub pages: &'static [&'static str],
    /// How much of the facts the metrics of an id look at; where a question needs less, less is read.
    pub needs: fn(&str) -> FactsNeeded,
    /// The observations: metric by metric, slice by slice, period by period, oldest first. Every slice has every
    /// period; an absent value has its reason.
    pub observe: fn(&Question<'_>) -> Result<Vec<Observation>, MeasureError>,
}

/// All families, in the order in which the dictionary lists them.
pub fn families() -> &'static [Family] {
    &[
        super::kpi::FAMILY,
        super::kpi::CONSTANT_CURRENCY,
        super::kpi::ATTAINMENT_VARIANTS,
        super::kpi::ATTAINMENT_IN_SEAT,
        super::kpi::ATTAINMENT_DISTRIBUTION,
        super::sales::PRICES,
        super::sales::RETURNS,
        super::credit::FAMILY,
        super::pipeline::FAMILY,
        super::activity::FAMILY,
        super::repeat::FAMILY,
        super::customers::FAMILY,
        super::customers::NEWCOMERS,
        super::contracts::FAMILY,
        super::cash::FAMILY,
        super::satisfaction::FAMILY,
    ]
}

/// How much of the facts some ids look at.
pub fn facts_needed<'i>(ids: impl IntoIterator<Item = &'i String>) -> FactsNeeded {
    let needed = ids.into_iter().filter_map(|id| Some((family_of(id)?.needs)(id)));
    needed.max().unwrap_or(FactsNeeded::Dense)
}

/// The family to which an id belongs.
pub fn family_of(id: &str) -> Option<&'static Family> {
    families().iter().find(|family| (family.accepts)(id))
}

/// What the dictionary has and no family measures, and the command that answers it.
const ELSEWHERE: [(&str, &str); 15] = [
    ("retention.classic", "attain cohort"),
    ("retention.rolling", "attain cohort --variant rolling"),
    ("retention.bracket", "attain cohort --variant bracket"),
    ("retention.window", "attain cohort --variant window"),
    ("target_p", "attain targets"),
    ("score_kpi", "attain scorecard"),
    ("score_card", "attain scorecard"),
    ("mbo", "attain scorecard"),
    ("bsc", "attain scorecard"),
    ("score_360", "attain rate"),
    ("bars", "attain rate --by item"),
    ("rater_severity", "attain rate"),
    ("grade", "attain scorecard"),
    ("p_repeat", "attain purchase --by customer"),
    ("clv.model", "attain purchase --by customer --horizon 365"),
];

/// Why an id without a family cannot be measured: another command answers it, or there is no such metric, and these
/// are the nearest.
///
/// ```
/// use attain::measures::family::no_family;
/// assert_eq!(no_family("retention.rolling").hint().unwrap(), "ask for it with: attain cohort --variant rolling");
/// assert!(no_family("revenue_nett").hint().unwrap().contains("revenue_net"));
/// ```
pub fn no_family(id: &str) -> MeasureError {
    let elsewhere = ELSEWHERE
        .iter()
        .find(|(head, _)| id.strip_prefix(head).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_'])));
    let metric = id.to_string();
    match elsewhere {
        Some((_, command)) => MeasureError::AnsweredElsewhere { metric, command },
        None => {
            let known = families().iter().flat_map(|family| family.ids.iter().copied());
            MeasureError::UnknownMetric { metric, nearest: nearest(id, known) }
        }
    }
}
