//! How much of the ratings' spread lies in the ratees, how much in the raters, how much in neither.

use std::collections::BTreeMap;

use crate::measures::records::assessments::RaterGroup;

use super::checks::Score;
use super::model::{Sizes, fit_parts};
use super::release::Released;

/// The least numbers with which the spreads are estimated.
const LEAST_RATEES: usize = 8;
const LEAST_REPEATED: usize = 16;

/// What is assumed where there are fewer, as standard deviations in points of 100. The order of magnitude is that of
/// published studies, in which the rater carries as much of the variance as the ratee or more.
const ASSUMED_RATEE: f64 = 12.0;
const ASSUMED_RATER: f64 = 12.0;
const ASSUMED_LINK: f64 = 10.0;

/// The spreads, as variances in squared points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variance {
    /// Between ratees.
    pub ratee: f64,
    /// Between raters: their severity.
    pub rater: f64,
    /// Of what one rater thinks of one ratee over all items, beyond both of them.
    pub link: f64,
    /// Of a single score around what its rater thinks of the ratee.
    pub item: f64,
    /// Scores a rater gives a ratee, on the average.
    pub scores_per_link: f64,
    /// Whether there were too few ratings, so that the spreads are assumed.
    pub assumed: bool,
}

impl Variance {
    /// The variance of the mean of one rater's scores of one ratee over the usual number of items.
    pub(super) fn of_link_mean(&self) -> f64 {
        self.link + self.item / self.scores_per_link
    }

    /// One value a rater and ratee, the mean over items, each taken from the mean of its group and item: first by
    /// moments, in one pass (sums of squares within ratees, within raters and in all, made equal to what they are
    /// expected to be), then by a few steps towards the restricted maximum likelihood, since moments are coarse in small
    /// panels.
    ///
    /// Sources: K. Gao and A. B. Owen, *Efficient moment calculations for variance components in large unbalanced
    /// crossed random effects models*, 2017; D. A. Harville, *Maximum likelihood approaches to variance component
    /// estimation*, 1977.
    pub(super) fn estimate(scores: &[Released]) -> Variance {
        let links = links(scores);
        let ratees = Sums::by(&links, |link| link.ratee);
        let raters = Sums::by(&links, |link| link.rater);
        let n = links.len() as f64;
        let per_link = if links.is_empty() { 1.0 } else { scores.len() as f64 / n };
        let item = item_noise(&links).unwrap_or(ASSUMED_LINK * ASSUMED_LINK);
        let repeated = links.len() - raters.by_key.len();
        if ratees.by_key.len() < LEAST_RATEES || repeated < LEAST_REPEATED || links.len() <= ratees.by_key.len() {
            return Variance {
                ratee: ASSUMED_RATEE.powi(2),
                rater: ASSUMED_RATER.powi(2),
                link: ASSUMED_LINK.powi(2),
                item,
                scores_per_link: per_link,
                assumed: true,
            };
        }
        let within_ratees = ratees.within / (n - ratees.by_key.len() as f64);
        let within_raters = raters.within / (n - raters.by_key.len() as f64);
        let total = Sums::by(&links, |_| 0).within;
        let spread = |sums: &Sums| n - sums.by_key.values().map(|(count, _)| count * count).sum::<f64>() / n;
        let (of_ratee, of_rater) = (spread(&ratees), spread(&raters));
        let rest = (total - of_ratee * within_raters - of_rater * within_ratees) / (n - 1.0 - of_ratee - of_rater);
        // A little of everything is left, so that nothing is divided by zero.
        let least = (total / n).max(1e-6) * 1e-3;
        let rest = rest.clamp(least, within_ratees.min(within_raters).max(least));
        let mut of_links = Variance {
            ratee: (within_raters - rest).max(least),
            rater: (within_ratees - rest).max(least),
            link: rest,
            item: 0.0,
            scores_per_link: 1.0,
            assumed: false,
        };
        for _ in 0..STEPS {
            of_links = stepped(&links, &of_links, least);
        }
        Variance {
            link: (of_links.link - item / per_link).max(0.0),
            item: item.min(of_links.link * per_link),
            scores_per_link: per_link,
            ..of_links
        }
    }
}

/// Steps after the moments; the spreads hardly move after that many.
const STEPS: usize = 10;

/// One step: what the fitted parts show, with what is left open about each. Of people with one link nothing is learned.
fn stepped(links: &[Link], variance: &Variance, least: f64) -> Variance {
    let score = |link: &Link| {
        let score = Score { ratee: link.ratee, rater: link.rater, group: RaterGroup::Peer, item: 0, points: link.mean };
        Released { score, first_points: link.mean, state: 0 }
    };
    let scores: Vec<Released> = links.iter().map(score).collect();
    let highest = |of: fn(&Link) -> u32| links.iter().map(of).max().map_or(0, |most| most as usize + 1);
    let sizes = Sizes { ratees: highest(|link| link.ratee), raters: highest(|link| link.rater), items: 1 };
    let parts = fit_parts(&scores, sizes, variance);
    let fitted = |link: &Link| parts.mean + parts.ratees[link.ratee as usize] + parts.raters[link.rater as usize];
    let rest =
        links.iter().map(|link| link.mean * (link.mean - fitted(link))).sum::<f64>() / (links.len() as f64 - 1.0);
    let (mut of_ratee, mut of_rater) = (vec![0.0; sizes.ratees], vec![0.0; sizes.raters]);
    for link in links {
        of_ratee[link.ratee as usize] += 1.0;
        of_rater[link.rater as usize] += 1.0;
    }
    let (by_ratee, by_rater) = (variance.link / variance.ratee, variance.link / variance.rater);
    let (mut ratee_open, mut rater_open) = (of_ratee.clone(), of_rater.clone());
    for link in links {
        ratee_open[link.ratee as usize] -= 1.0 / (of_rater[link.rater as usize] + by_rater);
        rater_open[link.rater as usize] -= 1.0 / (of_ratee[link.ratee as usize] + by_ratee);
    }
    let spread = |effects: &[f64], counts: &[f64], open: &[f64], ridge: f64| {
        let squares = effects.iter().zip(counts).zip(open).filter(|((_, count), _)| **count > 1.0);
        let squares: Vec<f64> =
            squares.map(|((effect, _), open)| effect * effect + variance.link / (open + ridge)).collect();
        (squares.iter().sum::<f64>() / squares.len().max(1) as f64).max(least)
    };
    Variance {
        ratee: spread(&parts.ratees, &of_ratee, &ratee_open, by_ratee),
        rater: spread(&parts.raters, &of_rater, &rater_open, by_rater),
        link: rest.max(least),
        ..*variance
    }
}

/// What one rater thinks of one ratee.
struct Link {
    ratee: u32,
    rater: u32,
    mean: f64,
    count: f64,
    /// Sum of squares around the mean.
    within: f64,
}

fn links(scores: &[Released]) -> Vec<Link> {
    let mut means: BTreeMap<(RaterGroup, u32), (f64, f64)> = BTreeMap::new();
    for it in scores {
        let (count, sum) = means.entry((it.score.group, it.score.item)).or_default();
        *count += 1.0;
        *sum += it.first_points;
    }
    let mut by_link: BTreeMap<(u32, u32), (f64, f64, f64)> = BTreeMap::new();
    for it in scores {
        let (count, sum) = means[&(it.score.group, it.score.item)];
        let value = it.first_points - sum / count;
        let (n, sum, squares) = by_link.entry((it.score.ratee, it.score.rater)).or_default();
        *n += 1.0;
        *sum += value;
        *squares += value * value;
    }
    let link = |((ratee, rater), (count, sum, squares)): ((u32, u32), (f64, f64, f64))| Link {
        ratee,
        rater,
        mean: sum / count,
        count,
        within: (squares - sum * sum / count).max(0.0),
    };
    by_link.into_iter().map(link).collect()
}

/// The variance of scores within links; none where no link has two.
fn item_noise(links: &[Link]) -> Option<f64> {
    let free: f64 = links.iter().map(|link| link.count - 1.0).sum();
    (free > 0.0).then(|| links.iter().map(|link| link.within).sum::<f64>() / free)
}

/// Counts and means by a key, and the sum of squares around the means.
struct Sums {
    by_key: BTreeMap<u32, (f64, f64)>,
    within: f64,
}

impl Sums {
    fn by(links: &[Link], key: impl Fn(&Link) -> u32) -> Sums {
        let mut by_key: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for link in links {
            let (count, sum) = by_key.entry(key(link)).or_default();
            *count += 1.0;
            *sum += link.mean;
        }
        by_key.values_mut().for_each(|(count, sum)| *sum /= *count);
        let within = links.iter().map(|link| (link.mean - by_key[&key(link)].1).powi(2)).sum();
        Sums { by_key, within }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::*;

    #[test]
    fn planted_spreads_are_found() {
        let trial = Trial { ratees: 300, raters: 300, rates: 6, items: 5, ..Trial::default() };
        let found = Variance::estimate(&trial.released().0);
        let near = |found: f64, planted: f64| (found.sqrt() / planted - 1.0).abs() < 0.15;
        assert!(!found.assumed);
        assert!(near(found.ratee, trial.ratee_sd), "{found:?}");
        assert!(near(found.rater, trial.rater_sd), "{found:?}");
        assert!(near(found.of_link_mean(), trial.link_sd.hypot(trial.item_sd / 5.0_f64.sqrt())), "{found:?}");
    }

    #[test]
    fn few_ratings_are_no_estimate() {
        let trial = Trial { ratees: 4, raters: 4, rates: 4, items: 2, ..Trial::default() };
        assert!(Variance::estimate(&trial.released().0).assumed);
        assert!(Variance::estimate(&[]).assumed);
    }
}
