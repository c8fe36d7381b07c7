//! Which deals are reviewed: a draw by rep and outcome.
//!
//! Each deal has a random number of its own, made from the seed and its id, and within a stratum the deals with the
//! lowest numbers are drawn. So a draw depends on nothing but the seed and the deals: not on the order of the rows, and
//! what is added to one stratum moves nothing in another.
//!
//! Source: permanent random numbers, E. Ohlsson in "Business Survey Methods", 1995.

use std::collections::BTreeMap;

use crate::measures::records::closed_deals::ClosedDeal;

/// The deals of one rep with one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// The rep.
    pub rep_id: String,
    /// Whether the deals were won.
    pub won: bool,
    /// How many there are.
    pub deals: usize,
    /// How many were drawn.
    pub drawn: usize,
}

/// The deals that were drawn, in random order, and from what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draw<'d> {
    /// The deals.
    pub deals: Vec<&'d ClosedDeal>,
    /// Every stratum, won before lost, by rep.
    pub strata: Vec<Stratum>,
}

/// Draws `wanted` deals, or all where there are fewer: in rounds, one from every stratum that has any left, so that
/// each rep is seen winning and losing before anybody is seen twice. Which strata the last, shorter round reaches is
/// drawn too. Deals without a rep are nobody's and are not drawn.
pub fn draw(deals: &[ClosedDeal], wanted: usize, seed: u64) -> Draw<'_> {
    let mut strata: BTreeMap<(&str, bool), Vec<&ClosedDeal>> = BTreeMap::new();
    for deal in deals.iter().filter(|deal| !deal.rep_id.is_empty()) {
        strata.entry((&deal.rep_id, !deal.won)).or_default().push(deal);
    }
    for deals in strata.values_mut() {
        deals.sort_by_key(|deal| (number(seed, &deal.opportunity_id), deal.opportunity_id.as_str()));
    }
    let mut order: Vec<(&str, bool)> = strata.keys().copied().collect();
    order.sort_by_key(|&(rep, lost)| (number(seed, &format!("{rep} {lost}")), rep, lost));
    let mut drawn: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    let mut found: Vec<&ClosedDeal> = Vec::new();
    for round in 0.. {
        let before = found.len();
        for key in &order {
            if let Some(deal) = strata[key].get(round).filter(|_| found.len() < wanted) {
                found.push(deal);
                *drawn.entry(*key).or_default() += 1;
            }
        }
        if found.len() == before {
            break;
        }
    }
    found.sort_by_key(|deal| (number(seed, &deal.opportunity_id), deal.opportunity_id.as_str()));
    let strata = strata.iter().map(|(key, deals)| Stratum {
        rep_id: key.0.to_string(),
        won: !key.1,
        deals: deals.len(),
        drawn: drawn.get(key).copied().unwrap_or(0),
    });
    Draw { deals: found, strata: strata.collect() }
}

/// A drawn case with those who review it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCase<'d> {
    /// The deal.
    pub deal: &'d ClosedDeal,
    /// The reviewers.
    pub reviewers: Vec<String>,
}

/// Gives each case its reviewers in turn, so that all have about as many and every pair meets. Nobody gets an own deal;
/// `is_rep` says whether a reviewer is the rep. A case for which too few are left has fewer.
pub fn assign<'d>(
    deals: &[&'d ClosedDeal],
    reviewers: &[String],
    each: usize,
    is_rep: impl Fn(&str, &ClosedDeal) -> bool,
) -> Vec<SheetCase<'d>> {
    let pairs: Vec<Vec<usize>> = subsets(reviewers.len(), each.min(reviewers.len()));
    let mut load = vec![0_usize; reviewers.len()];
    let mut met = vec![0_usize; pairs.len()];
    let of_case = |deal: &&'d ClosedDeal| {
        let may = |at: &usize| !is_rep(&reviewers[*at], deal);
        // The group whose busiest member has least to do; among those the one that met least.
        let best = (0..pairs.len())
            .filter(|&group| pairs[group].iter().all(&may))
            .min_by_key(|&group| (pairs[group].iter().map(|&at| load[at]).max(), met[group], group));
        let group: Vec<usize> = match best {
            Some(group) => {
                met[group] += 1;
                pairs[group].clone()
            }
            None => (0..reviewers.len()).filter(may).collect(),
        };
        group.iter().for_each(|&at| load[at] += 1);
        SheetCase { deal, reviewers: group.into_iter().map(|at| reviewers[at].clone()).collect() }
    };
    deals.iter().map(of_case).collect()
}

/// All groups of `size` out of `n`, in order; the first few thousand where there are more.
fn subsets(n: usize, size: usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut group: Vec<usize> = (0..size).collect();
    while found.len() < 5_000 {
        found.push(group.clone());
        let Some(at) = (0..size).rev().find(|&at| group[at] < n - size + at) else { break };
        group[at] += 1;
        for next in at + 1..size {
            group[next] = group[next - 1] + 1;
        }
    }
    found
}

/// The random number of a name.
fn number(seed: u64, name: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(name.as_bytes());
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deals(of: &[(&str, bool, usize)]) -> Vec<ClosedDeal> {
        let mut deals = Vec::new();
        for &(rep, won, count) in of {
            for at in 0..count {
                deals.push(ClosedDeal {
                    opportunity_id: format!("{rep}-{won}-{at}"),
                    rep_id: rep.to_string(),
                    customer_id: String::new(),
                    won,
                    created: None,
                    closed: None,
                });
            }
        }
        deals
    }

    fn ids(draw: &Draw<'_>) -> Vec<String> {
        draw.deals.iter().map(|deal| deal.opportunity_id.clone()).collect()
    }

    #[test]
    fn each_rep_is_seen_with_both_outcomes_before_anybody_is_seen_twice() {
        let deals = deals(&[("A", true, 50), ("A", false, 3), ("B", true, 1), ("B", false, 40)]);
        let drawn = |wanted| draw(&deals, wanted, 1).strata.iter().map(|s| s.drawn).collect::<Vec<_>>();
        assert_eq!(drawn(4), [1, 1, 1, 1]);
        assert_eq!(drawn(10), [3, 3, 1, 3]);
        assert_eq!(drawn(1_000), [50, 3, 1, 40]);
        assert_eq!(drawn(3).iter().sum::<usize>(), 3);
    }

    #[test]
    fn a_draw_depends_on_the_seed_and_the_deals_and_not_on_their_order() {
        let forth = deals(&[("A", true, 30), ("A", false, 30), ("B", true, 30)]);
        let back: Vec<ClosedDeal> = forth.iter().rev().cloned().collect();
        assert_eq!(ids(&draw(&forth, 12, 7)), ids(&draw(&back, 12, 7)));
        assert_ne!(ids(&draw(&forth, 12, 7)), ids(&draw(&forth, 12, 8)));
        // More deals of another rep leave what is drawn of these.
        let mut more = forth.clone();
        more.extend(deals(&[("C", false, 9)]));
        let of_a = |ids: Vec<String>| ids.into_iter().filter(|id| id.starts_with('A')).collect::<Vec<_>>();
        let (few, many) = (of_a(ids(&draw(&forth, 12, 7))), of_a(ids(&draw(&more, 16, 7))));
        assert!(few.iter().all(|id| many.contains(id)), "{few:?} {many:?}");
    }

    #[test]
    fn every_deal_of_a_stratum_has_the_same_chance() {
        let deals = deals(&[("A", true, 10)]);
        let mut times = BTreeMap::new();
        for seed in 0..2_000 {
            for id in ids(&draw(&deals, 3, seed)) {
                *times.entry(id).or_insert(0) += 1;
            }
        }
        // 600 of 2,000 expected for each, standard deviation 20.5.
        assert!(times.len() == 10 && times.values().all(|n| (500..700).contains(n)), "{times:?}");
    }

    #[test]
    fn reviewers_take_turns_every_pair_meets_and_nobody_gets_an_own_deal() {
        let deals = deals(&[("A", true, 6), ("B", true, 6)]);
        let drawn = draw(&deals, 12, 1);
        let reviewers = ["A", "X", "Y", "Z"].map(str::to_string);
        let sheet = assign(&drawn.deals, &reviewers, 2, |reviewer, deal| reviewer == deal.rep_id);
        let mut load = BTreeMap::new();
        let mut met = std::collections::BTreeSet::new();
        for case in &sheet {
            assert_eq!(case.reviewers.len(), 2);
            assert!(!case.reviewers.contains(&case.deal.rep_id));
            case.reviewers.iter().for_each(|one| *load.entry(one.clone()).or_insert(0) += 1);
            met.insert(case.reviewers.clone());
        }
        // Six of twelve deals are not for A, so the others have a little more.
        assert!(load.values().all(|n| (3..=8).contains(n)), "{load:?}");
        assert!(met.len() >= 5, "{met:?}");
        let alone = assign(&drawn.deals[..1], &["X".to_string()], 2, |_, _| false);
        assert_eq!(alone[0].reviewers, ["X"]);
    }
}
