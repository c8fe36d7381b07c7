//! Teams and the company: means over reps, none of fewer than three, also not by subtraction.

use std::collections::BTreeMap;

use super::release::LEAST_RATERS;

/// The least number of reps of a team that is shown.
pub const LEAST_REPS: usize = LEAST_RATERS;

/// Which of the teams are shown, given how many reps each has; reps without a team are in `teamless`.
///
/// The company's row is shown beside them, so whoever is in no shown team can be worked out together. As long as these
/// are one or two reps, the smallest shown team is withheld as well. Where the whole company has fewer than three reps,
/// its own row has to be withheld by the caller.
///
/// ```
/// use attain::appraisal::ratings::shown_teams;
/// use std::collections::BTreeMap;
/// let sizes = BTreeMap::from([("East", 5), ("North", 4), ("South", 1)]);
/// assert_eq!(shown_teams(&sizes, 0), ["East"]);
/// ```
pub fn shown_teams<'t>(sizes: &BTreeMap<&'t str, usize>, teamless: usize) -> Vec<&'t str> {
    let mut shown: Vec<(&str, usize)> =
        sizes.iter().filter(|(_, reps)| **reps >= LEAST_REPS).map(|(team, reps)| (*team, *reps)).collect();
    let all: usize = sizes.values().sum::<usize>() + teamless;
    loop {
        let hidden = all - shown.iter().map(|(_, reps)| reps).sum::<usize>();
        if hidden == 0 || hidden >= LEAST_REPS || shown.is_empty() {
            return shown.into_iter().map(|(team, _)| team).collect();
        }
        let smallest = (0..shown.len()).min_by_key(|&at| (shown[at].1, shown[at].0)).unwrap_or(0);
        shown.remove(smallest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_is_nobody_or_three_at_least() {
        for code in 0..7_usize.pow(4) {
            let sizes: Vec<usize> = (0..4).map(|at| code / 7_usize.pow(at) % 7).collect();
            let by_team: BTreeMap<&str, usize> = ["A", "B", "C", "D"].into_iter().zip(sizes.iter().copied()).collect();
            let shown = shown_teams(&by_team, code % 3);
            let all: usize = sizes.iter().sum::<usize>() + code % 3;
            let hidden = all - shown.iter().map(|team| by_team[team]).sum::<usize>();
            assert!(shown.iter().all(|team| by_team[team] >= LEAST_REPS));
            assert!(hidden == 0 || hidden >= LEAST_REPS || shown.is_empty(), "{by_team:?}: {shown:?}");
        }
    }

    #[test]
    fn no_more_is_withheld_than_must_be() {
        let sizes = BTreeMap::from([("A", 3), ("B", 4), ("C", 5)]);
        assert_eq!(shown_teams(&sizes, 0), ["A", "B", "C"]);
        assert_eq!(shown_teams(&sizes, 3), ["A", "B", "C"]);
        assert_eq!(shown_teams(&sizes, 1), ["B", "C"]);
    }
}
