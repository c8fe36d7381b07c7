//! What the cases say: agreement, won against lost, and where reps are weak.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::agreement::{Agreement, Scores};
use super::params::CasesSettings;
use super::sorting::{Case, Cases};
use crate::measures::trend::discovery_rates;
use crate::models::student::{Estimate, Moments, difference, mean_against};

/// The item that stands for the mean of all items.
pub const ALL_ITEMS: &str = "all";

/// One item over all cases.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemResult {
    /// The item's id, or [`ALL_ITEMS`].
    pub item: String,
    /// How far the reviewers agree.
    pub agreement: Agreement,
    /// The scored cases; a case is one value, the mean of its reviewers.
    pub all: Moments,
    /// Those of them that were won.
    pub won: Moments,
    /// Those that were lost.
    pub lost: Moments,
    /// Won less lost; none where one side has too few cases, or where all are alike.
    pub difference: Option<Estimate>,
    /// The false discovery rate at which the difference counts as found, over all items; of [`ALL_ITEMS`] the chance.
    pub rate: Option<f64>,
    /// Reps with enough cases whose mean lies under the bar.
    pub reps_weak: usize,
    /// Those of them of whom that is more than chance.
    pub reps_clearly_weak: usize,
    /// Reps with enough cases.
    pub reps: usize,
}

/// One rep on one item.
#[derive(Debug, Clone, PartialEq)]
pub struct RepItem {
    /// The rep.
    pub rep_id: String,
    /// The item's id, or [`ALL_ITEMS`].
    pub item: String,
    /// The rep's scored cases.
    pub cases: Moments,
    /// How many of them were won.
    pub won: usize,
    /// The mean of the other reps' cases; none where there are none.
    pub others: Option<f64>,
    /// The mean with its interval, tested against the bar; none with too few cases or where all are alike.
    pub estimate: Option<Estimate>,
    /// The false discovery rate over all reps and items.
    pub rate: Option<f64>,
    /// Whether there are enough cases for a word on the rep.
    pub enough: bool,
    /// Whether the mean lies under the bar, with enough cases.
    pub weak: bool,
    /// Whether that is more than chance.
    pub clear: bool,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseAnalysis {
    /// [`ALL_ITEMS`] first, then the items in the rubric's order.
    pub items: Vec<ItemResult>,
    /// By rep, items in the same order.
    pub reps: Vec<RepItem>,
}

/// Analyses the cases.
///
/// A case counts on an item with the mean of its reviewers, and only where there are two or more. The difference between
/// won and lost is that of two means with Welch's interval. It is an association: a reviewer who knows how a deal ended
/// sees what led there.
pub fn analyse(cases: &Cases, settings: &CasesSettings) -> CaseAnalysis {
    let mut items: Vec<&str> = vec![ALL_ITEMS];
    items.extend(settings.items().iter().map(|item| item.id.as_str()));
    let reps = of_reps(&cases.list, &items, settings);
    // Each item's agreement is drawn a thousand times.
    let of_item = |item: &&str| of_item(&cases.list, item, &reps, settings);
    let mut results: Vec<ItemResult> = items.par_iter().map(of_item).collect();
    let chances: Vec<(usize, f64)> = results
        .iter()
        .enumerate()
        .filter(|(_, result)| result.item != ALL_ITEMS)
        .filter_map(|(at, result)| Some((at, result.difference?.p)))
        .collect();
    let rates = discovery_rates(&chances.iter().map(|(_, p)| *p).collect::<Vec<_>>());
    for ((at, _), rate) in chances.iter().zip(rates) {
        results[*at].rate = Some(rate);
    }
    // The mean of all items is one question of its own.
    if let Some(all) = results.iter_mut().find(|result| result.item == ALL_ITEMS) {
        all.rate = all.difference.map(|difference| difference.p);
    }
    CaseAnalysis { items: results, reps }
}

fn of_item(cases: &[Case], item: &str, reps: &[RepItem], settings: &CasesSettings) -> ItemResult {
    let values = |wanted: Option<bool>| -> Moments {
        let counted = cases.iter().filter(|case| wanted.is_none() || case.won == wanted);
        Moments::of(&counted.filter_map(|case| value(case, item)).collect::<Vec<_>>())
    };
    let (won, lost) = (values(Some(true)), values(Some(false)));
    let scores: Vec<Scores> = cases.iter().map(|case| scores(case, item)).collect();
    let own: Vec<&RepItem> = reps.iter().filter(|rep| rep.item == item && rep.enough).collect();
    let enough = won.n.min(lost.n) >= settings.least_cases;
    ItemResult {
        item: item.to_string(),
        agreement: Agreement::of(&scores.iter().collect::<Vec<_>>(), settings.weights),
        all: values(None),
        won,
        lost,
        difference: enough.then(|| difference(won, lost)).flatten(),
        rate: None,
        reps_weak: own.iter().filter(|rep| rep.weak).count(),
        reps_clearly_weak: own.iter().filter(|rep| rep.clear).count(),
        reps: own.len(),
    }
}

/// A case's value on an item.
fn value(case: &Case, item: &str) -> Option<f64> {
    if item == ALL_ITEMS { case.mean() } else { case.mean_of(item) }
}

/// The reviewers' scores of a case on an item; of all items, each reviewer's mean over those that all of them scored, so
/// that nobody looks severe who only scored the hard ones.
fn scores(case: &Case, item: &str) -> Scores {
    if item != ALL_ITEMS {
        return case.scores.get(item).cloned().unwrap_or_default();
    }
    let reviewers = case.reviewers();
    let shared: Vec<&Scores> = case.scores.values().filter(|scores| scores.len() == reviewers.len()).collect();
    if shared.is_empty() {
        return Scores::new();
    }
    let mean = |reviewer: &str| shared.iter().map(|scores| scores[reviewer]).sum::<f64>() / shared.len() as f64;
    reviewers.into_iter().map(|reviewer| (reviewer.to_string(), mean(reviewer))).collect()
}

/// Every case is valued once an item; the mean of the others is what is left of all of them, so that thousands of reps
/// are no more work than a few passes.
fn of_reps(cases: &[Case], items: &[&str], settings: &CasesSettings) -> Vec<RepItem> {
    let mut by_rep: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        by_rep.entry(&case.rep_id).or_default().push(case);
    }
    let of_all: Vec<(usize, f64)> = items
        .iter()
        .map(|item| {
            cases.iter().filter_map(|case| value(case, item)).fold((0, 0.0), |(n, sum), one| (n + 1, sum + one))
        })
        .collect();
    let mut found: Vec<RepItem> = Vec::new();
    for (rep, own_cases) in by_rep {
        for (item, (all, sum)) in items.iter().zip(&of_all) {
            let own: Vec<(f64, Option<bool>)> =
                own_cases.iter().filter_map(|case| Some((value(case, item)?, case.won))).collect();
            let moments = Moments::of(&own.iter().map(|(value, _)| *value).collect::<Vec<_>>());
            let enough = moments.n >= settings.least_cases;
            let others = all - own.len();
            let of_others = sum - own.iter().map(|(value, _)| value).sum::<f64>();
            found.push(RepItem {
                rep_id: rep.to_string(),
                item: (*item).to_string(),
                cases: moments,
                won: own.iter().filter(|(_, won)| *won == Some(true)).count(),
                others: (others > 0).then(|| of_others / others as f64),
                estimate: enough.then(|| mean_against(moments, settings.weak_below)).flatten(),
                rate: None,
                enough,
                weak: enough && moments.mean < settings.weak_below,
                clear: false,
            });
        }
    }
    with_rates(&mut found, settings);
    found
}

/// The false discovery rates over all reps and single items, and what is clear by them.
fn with_rates(found: &mut [RepItem], settings: &CasesSettings) {
    let is_tested = |one: &RepItem| one.item != ALL_ITEMS && one.estimate.is_some();
    let tested: Vec<usize> = (0..found.len()).filter(|&at| is_tested(&found[at])).collect();
    let chances: Vec<f64> = tested.iter().filter_map(|&at| Some(found[at].estimate?.p)).collect();
    for (&at, rate) in tested.iter().zip(discovery_rates(&chances)) {
        found[at].rate = Some(rate);
        found[at].clear = found[at].weak && rate <= settings.false_discoveries;
    }
}

impl CaseAnalysis {
    /// The reps who are weak on an item, the clear ones first, then the lowest.
    pub fn weak_on(&self, item: &str) -> Vec<&RepItem> {
        let mut weak: Vec<&RepItem> = self.reps.iter().filter(|rep| rep.item == item && rep.weak).collect();
        weak.sort_by(|a, b| b.clear.cmp(&a.clear).then(a.cases.mean.total_cmp(&b.cases.mean)));
        weak
    }

    /// For each coaching topic and rep how far the rep's scores lie under the bar, over the items that point to it: what
    /// people saw and no number shows. Clear cases only.
    pub fn rated_needs(&self, settings: &CasesSettings) -> BTreeMap<(String, String), f64> {
        let mut needs: BTreeMap<(String, String), f64> = BTreeMap::new();
        for item in settings.items() {
            for rep in self.weak_on(&item.id).into_iter().filter(|rep| rep.clear) {
                for topic in &item.topics {
                    let gap = settings.weak_below - rep.cases.mean;
                    let known = needs.entry((topic.clone(), rep.rep_id.clone())).or_insert(gap);
                    *known = known.max(gap);
                }
            }
        }
        needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: usize, rep: &str, won: bool, price_held: [f64; 2]) -> Case {
        let scores = |a: f64, b: f64| Scores::from([("x".to_string(), a), ("y".to_string(), b)]);
        Case {
            case_id: format!("C{id}"),
            rep_id: rep.to_string(),
            won: Some(won),
            scores: BTreeMap::from([
                ("price_held".to_string(), scores(price_held[0], price_held[1])),
                ("value_shown".to_string(), scores(4.0, 3.0 + (id % 3) as f64)),
            ]),
            ..Case::default()
        }
    }

    fn cases() -> Cases {
        let mut list = Vec::new();
        for id in 0..8 {
            let high = [4.0 + (id % 2) as f64, 4.0];
            list.push(case(id, "good", id % 2 == 0, high));
            let low = if id % 2 == 0 { [2.0, 3.0] } else { [1.0, 1.0] };
            list.push(case(10 + id, "weak", id % 2 == 0, low));
        }
        Cases { list, doubts: Vec::new() }
    }

    #[test]
    fn the_item_that_separates_is_found_and_the_weak_rep_named() {
        let settings = CasesSettings::default();
        let cases = cases();
        let found = analyse(&cases, &settings);
        let item = found.items.iter().find(|item| item.item == "price_held").unwrap();
        // Won: four of 4 and four of 2.5; lost: four of 4.5 and four of 1.
        assert_eq!((item.won.n, item.lost.n), (8, 8));
        assert!((item.difference.unwrap().value - (3.25 - 2.75)).abs() < 1e-12);
        assert_eq!((item.reps, item.reps_weak, item.reps_clearly_weak), (2, 1, 1));
        assert_eq!(found.weak_on("price_held")[0].rep_id, "weak");
        assert!(found.weak_on("value_shown").is_empty());
        let needs = found.rated_needs(&settings);
        assert_eq!(needs.keys().map(|(topic, rep)| format!("{topic} {rep}")).collect::<Vec<_>>(), ["negotiation weak"]);
        assert!((needs.values().next().unwrap() - 1.25).abs() < 1e-12);
    }

    #[test]
    fn a_case_with_one_reviewer_counts_nowhere() {
        let mut cases = cases();
        let before = analyse(&cases, &CasesSettings::default());
        let mut alone = case(99, "weak", true, [5.0, 5.0]);
        for scores in alone.scores.values_mut() {
            scores.remove("y");
        }
        cases.list.push(alone);
        assert_eq!(analyse(&cases, &CasesSettings::default()), before);
    }

    #[test]
    fn without_outcomes_and_with_few_cases_nothing_is_compared() {
        let mut cases = cases();
        cases.list.iter_mut().for_each(|case| case.won = None);
        assert!(analyse(&cases, &CasesSettings::default()).items.iter().all(|item| item.difference.is_none()));
        cases.list.truncate(4);
        let found = analyse(&cases, &CasesSettings::default());
        assert!(found.reps.iter().all(|rep| !rep.enough && !rep.weak && rep.estimate.is_none()));
    }
}
