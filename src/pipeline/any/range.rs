//! Between what values of a metric can lie.

use crate::measures::catalogue::definition;
use crate::models::forecast::SeriesInput;
use crate::quantity::Unit;

/// Shares by whose definition more than the whole can come: results against quotas, growth and marks on costs, retained
/// revenue, money that came for earlier sales, and what a few sold where others' returns lower the whole.
const BEYOND_ONE: [&str; 12] = [
    "attainment.credited",
    "attainment.prorated",
    "attainment_bands.top_20",
    "collection_rate.sales",
    "growth_mom",
    "growth_qoq",
    "growth_yoy",
    "growth_cc",
    "markup",
    "discount_rate.on_net",
    "discount_rate.paid",
    "retention.net_revenue",
];

/// What may fall below zero even where it never did.
const BELOW_ZERO: [&str; 8] = [
    "growth_mom",
    "growth_qoq",
    "growth_yoy",
    "growth_cc",
    "markup",
    "attainment_bands.skew",
    "discount_rate",
    "discount_rate.on_net",
];

/// Scales that have ends of their own.
const SCALES: [(&str, Option<f64>, Option<f64>); 4] = [
    ("nps", Some(-100.0), Some(100.0)),
    ("csat.mean", Some(1.0), Some(5.0)),
    ("customer_conc_hhi", Some(0.0), Some(1.0)),
    ("customer_conc_effective", Some(1.0), None),
];

/// The lowest and the highest value that a forecast of a metric may have; none where there is no end. An end beyond which
/// a value lies already is none: the values know better than the rule.
pub(super) fn range_of(metric_id: &str, unit: Unit, panel: &[SeriesInput]) -> (Option<f64>, Option<f64>) {
    let id = definition(metric_id).map_or(metric_id, |found| found.id.as_str());
    let scale = SCALES.iter().find(|(known, ..)| *known == id).map(|(_, lower, upper)| (*lower, *upper));
    let (lower, upper) = scale.unwrap_or_else(|| {
        let lower = (!BELOW_ZERO.contains(&id)).then_some(0.0);
        let upper = (unit == Unit::Share && !BEYOND_ONE.contains(&id)).then_some(1.0);
        (lower, upper)
    });
    let values = || panel.iter().flat_map(|series| &series.values);
    let lower = lower.filter(|end| values().all(|value| value >= end));
    let upper = upper.filter(|end| values().all(|value| value <= end));
    (lower, upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::catalogue::definitions;

    fn panel(values: &[f64]) -> Vec<SeriesInput> {
        let values = values.to_vec();
        vec![SeriesInput {
            id: String::new(),
            values,
            group: None,
            first_season: 0,
            periods_before_data: None,
            away: Vec::new(),
        }]
    }

    #[test]
    fn ranges_follow_unit_and_definition_and_give_way_to_what_came() {
        let of = |id: &str, values: &[f64]| {
            range_of(id, definition(id).expect("the dictionary has it").unit, &panel(values))
        };
        assert_eq!(of("win_rate.closed", &[0.2, 1.0]), (Some(0.0), Some(1.0)));
        assert_eq!(of("repeat_rate.h_days.90", &[0.2]), (Some(0.0), Some(1.0)));
        assert_eq!(of("retention.net_revenue", &[0.9]), (Some(0.0), None));
        assert_eq!(of("growth_yoy", &[0.1]), (None, None));
        assert_eq!(of("collection_rate.sales", &[0.7]), (Some(0.0), None), "cash for earlier sales may come");
        assert_eq!(of("collection_rate.due", &[0.7]), (Some(0.0), Some(1.0)));
        assert_eq!(of("discount_rate", &[0.1]), (None, Some(1.0)), "more than the list price may be charged");
        assert_eq!(of("discount_rate.on_net", &[0.1]), (None, None));
        assert_eq!(of("new_customers.owner", &[3.0]), (Some(0.0), None));
        assert_eq!(of("dso.simple", &[40.0]), (Some(0.0), None));
        assert_eq!(of("revenue_credited", &[10.0, 20.0]), (Some(0.0), None));
        assert_eq!(of("revenue_credited", &[10.0, -2.0]), (None, None));
        assert_eq!(of("nps", &[-20.0, 60.0]), (Some(-100.0), Some(100.0)));
        assert_eq!(of("csat.mean", &[4.2]), (Some(1.0), Some(5.0)));
    }

    #[test]
    fn the_lists_name_metrics_that_the_dictionary_has() {
        let scales = SCALES.iter().map(|(id, ..)| *id);
        for id in BEYOND_ONE.into_iter().chain(BELOW_ZERO).chain(scales) {
            assert!(definition(id).is_some_and(|found| found.id == id), "{id}");
        }
    }

    #[test]
    fn what_a_page_says_of_the_ends_of_its_values_is_known() {
        let mut seen = 0;
        for page in definitions().iter().filter(|page| !SCALES.iter().any(|(id, ..)| *id == page.id)) {
            let said = page.sentence_en.to_lowercase();
            for (words, list) in [("over 100 %", &BEYOND_ONE[..]), ("below zero", &BELOW_ZERO[..])] {
                let is_said = said.contains(words);
                seen += usize::from(is_said);
                assert!(!is_said || list.contains(&page.id.as_str()), "{}: {words}", page.id);
            }
        }
        assert!(seen >= 3, "pages say it in other words now");
    }
}
