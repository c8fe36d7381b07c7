//! Many questions at once: of twenty reps without any trend one looks as if he had one.
//!
//! Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", 1995; for changes within changes
//! D. Yekutieli, "Hierarchical false discovery rate-controlling methodology", 2008.

use super::LEVEL;
use super::change::Searched;

/// For each chance the smallest false discovery rate at which it counts as found, in the order given.
pub fn discovery_rates(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&one, &other| chances[one].total_cmp(&chances[other]));
    let mut rates = vec![1.0; chances.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &at) in order.iter().enumerate().rev() {
        smallest = smallest.min(chances[at] * chances.len() as f64 / (rank + 1) as f64);
        rates[at] = smallest;
    }
    rates
}

/// Of each series the stretches whose change is stated, with the rate at which it counts as found.
///
/// All whole series are judged together; then all stretches that a stated change opened, again together, and so on. So
/// at each depth at most the accepted share of what is stated is false, however many series there are, and nothing is
/// looked for where nothing was found.
pub fn stated_changes(series: &[&[Searched]]) -> Vec<Vec<(usize, f64)>> {
    let mut stated: Vec<Vec<(usize, f64)>> = vec![Vec::new(); series.len()];
    for depth in 0.. {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (of, all) in series.iter().enumerate() {
            let is_open = |one: &Searched| {
                one.depth == depth && (depth == 0 || stated[of].iter().any(|(at, _)| *at == one.parent))
            };
            places.extend(all.iter().enumerate().filter(|(_, one)| is_open(one)).map(|(at, _)| (of, at)));
        }
        if places.is_empty() {
            break;
        }
        // Where a line tells the stretch better it has been looked at too: its chance counts as one.
        let chances: Vec<f64> =
            places.iter().map(|&(of, at)| series[of][at].change.map_or(1.0, |change| change.p)).collect();
        for ((of, at), rate) in places.into_iter().zip(discovery_rates(&chances)) {
            if rate <= LEVEL && series[of][at].change.is_some() {
                stated[of].push((at, rate));
            }
        }
    }
    stated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_are_those_of_the_paper_s_example() {
        // The fifteen chances of section 3.2 of the paper; at 5 % the first four are found.
        let chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let rates = discovery_rates(&chances);
        assert_eq!(rates.iter().filter(|rate| **rate <= 0.05).count(), 4);
        assert!((rates[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert!(rates.is_sorted() && rates[14] == 1.0);
    }

    #[test]
    fn a_change_within_is_judged_with_those_of_its_depth_and_only_where_the_one_around_it_is_stated() {
        let found = |p: f64, depth: usize, parent: usize| Searched {
            change: Some(super::super::Change { at: 9, before: 1.0, after: 2.0, p }),
            depth,
            parent,
        };
        let clear = [found(0.001, 0, 0), found(0.03, 1, 0), found(0.04, 1, 0), found(0.001, 2, 1)];
        let faint = [found(0.04, 0, 0), found(0.001, 1, 0)];
        let none = [Searched { change: None, depth: 0, parent: 0 }];
        let stated = stated_changes(&[&clear, &faint, &none]);
        let places = |of: usize| stated[of].iter().map(|(at, _)| *at).collect::<Vec<_>>();
        // 0.001 of three is 0.003; 0.04 of three at rank two is 0.06. Of depth one, 0.03 and 0.04 are both found at 0.04.
        assert_eq!((places(0), places(1), places(2)), (vec![0, 1, 2, 3], vec![], vec![]));
        assert!((stated[0][0].1 - 0.003).abs() < 1e-12 && (stated[0][1].1 - 0.04).abs() < 1e-12);
        assert!(stated_changes(&[]).is_empty());
    }

    #[test]
    fn one_question_is_its_own_rate_and_none_has_none() {
        assert_eq!(discovery_rates(&[0.03]), [0.03]);
        assert!(discovery_rates(&[]).is_empty());
    }
}
