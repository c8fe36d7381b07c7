//! Rank correlation with a permutation test, and differences between groups.

use super::AuditPolicy;
use super::draws::{Draws, shuffle};

/// Spearman's correlation of two columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RankCorrelation {
    pub(super) rho: f64,
    /// The 95 % interval by Fisher's transform, with the standard error of D. G. Bonett and T. A. Wright, "Sample
    /// size requirements for estimating Pearson, Kendall and Spearman correlations", 2000.
    pub(super) lower: f64,
    pub(super) upper: f64,
    /// The share of random orders with a correlation at least as large, on either side.
    pub(super) p: f64,
}

/// Ranks from 1; equal values share the mean of their ranks.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let first = order.partition_point(|&at| values[at].total_cmp(&values[tied[0]]).is_lt());
        let rank = first as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&at| ranks[at] = rank);
    }
    ranks
}

/// The correlation of two columns of equal length; `None` where one of them does not vary.
///
/// `strata` are the sizes of blocks of neighbouring rows; values are ranked and permuted within each block only.
pub(super) fn rank_correlation(
    x: &[f64],
    y: &[f64],
    strata: &[usize],
    policy: &AuditPolicy,
    name: &str,
) -> Option<RankCorrelation> {
    let (x, mut y) = (centred_ranks(x, strata), centred_ranks(y, strata));
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    let size = (squares(&x) * squares(&y)).sqrt();
    if size <= 0.0 || x.len() < 4 {
        return None;
    }
    let product = |y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let rho = (product(&y) / size).clamp(-1.0, 1.0);
    let observed = product(&y).abs();
    let p = Draws::of(policy, name, x.len()).p(observed, |random| {
        let mut rest = &mut y[..];
        for &length in strata {
            let (block, after) = rest.split_at_mut(length);
            shuffle(block, random);
            rest = after;
        }
        product(&y).abs()
    });
    let error = ((1.0 + rho * rho / 2.0) / (x.len() as f64 - 3.0)).sqrt();
    // At ±1 Fisher's transform has no value; the nearest one that has is as good.
    let z = rho.clamp(-0.999_999, 0.999_999).atanh();
    let (lower, upper) = ((z - 1.96 * error).tanh(), (z + 1.96 * error).tanh());
    Some(RankCorrelation { rho, lower, upper, p })
}

/// Ranks within each block, less their mean; blocks of different size count by the share of a rank.
fn centred_ranks(values: &[f64], strata: &[usize]) -> Vec<f64> {
    let mut centred = Vec::with_capacity(values.len());
    let mut rest = values;
    for &length in strata {
        let (block, after) = rest.split_at(length);
        let middle = (length as f64 + 1.0) / 2.0;
        centred.extend(ranks(block).iter().map(|rank| (rank - middle) / length as f64));
        rest = after;
    }
    centred
}

/// The p-value of the question whether groups differ: the share of random allotments of the values to the groups
/// whose groups lie at least as far apart, by the sum over groups of size × (mean − mean of all)². `None` with fewer
/// than two groups or where the values do not vary.
///
/// Source: on ranks this is W. H. Kruskal and W. A. Wallis, "Use of ranks in one-criterion variance analysis", 1952.
pub(super) fn groups_differ(values: &[f64], group: &[usize], policy: &AuditPolicy, name: &str) -> Option<f64> {
    let groups = group.iter().max().map_or(0, |last| last + 1);
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let mut centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    if groups < 2 || centred.iter().all(|value| value.abs() < 1e-12) {
        return None;
    }
    let mut sizes = vec![0.0; groups];
    group.iter().for_each(|&group| sizes[group] += 1.0);
    let mut sums = vec![0.0; groups];
    let mut apart = |values: &[f64]| {
        sums.fill(0.0);
        values.iter().zip(group).for_each(|(value, &group)| sums[group] += value);
        sums.iter().zip(&sizes).map(|(sum, size)| if *size > 0.0 { sum * sum / size } else { 0.0 }).sum::<f64>()
    };
    let observed = apart(&centred);
    Some(Draws::of(policy, name, values.len()).p(observed, |random| {
        shuffle(&mut centred, random);
        apart(&centred)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[10.0, 30.0, 10.0, 20.0]), [1.5, 4.0, 1.5, 3.0]);
    }

    /// The ten pairs of hours of television and IQ of the example in the encyclopaedia, ρ = −29 ÷ 165.
    #[test]
    fn the_correlation_is_that_of_the_worked_example() {
        let iq = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        let found = rank_correlation(&iq, &hours, &[10], &AuditPolicy::default(), "t").expect("both vary");
        assert!((found.rho + 29.0 / 165.0).abs() < 1e-12, "{found:?}");
        // The example's exact two-sided chance is 0.627.
        assert!((found.p - 0.627).abs() < 0.02, "{found:?}");
        assert!(found.lower < -0.7 && found.upper > 0.5, "{found:?}");
    }

    #[test]
    fn what_does_not_vary_has_no_correlation() {
        let policy = AuditPolicy::default();
        assert_eq!(
            rank_correlation(&[1.0; 9], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], &[9], &policy, "t"),
            None
        );
        assert_eq!(groups_differ(&[0.5; 4], &[0, 0, 1, 1], &policy, "t"), None);
        assert_eq!(groups_differ(&[0.5, 0.6], &[0, 0], &policy, "t"), None);
    }

    #[test]
    fn a_level_that_differs_between_blocks_is_no_correlation_within_them() {
        let x = [1.0, 2.0, 3.0, 4.0, 101.0, 102.0, 103.0, 104.0];
        let y = [5.0, 7.0, 6.0, 8.0, 56.0, 55.0, 58.0, 57.0];
        let within = rank_correlation(&x, &y, &[4, 4], &AuditPolicy::default(), "t").expect("both vary");
        let pooled = rank_correlation(&x, &y, &[8], &AuditPolicy::default(), "t").expect("both vary");
        assert!(within.rho < 0.75 && pooled.rho > 0.85, "{within:?} {pooled:?}");
    }

    #[test]
    fn two_groups_of_three_that_are_parted_have_the_exact_chance_of_one_in_ten() {
        // Of the twenty ways to choose three of six, two part the values wholly.
        let p = groups_differ(&[1.0, 2.0, 3.0, 7.0, 8.0, 9.0], &[0, 0, 0, 1, 1, 1], &AuditPolicy::default(), "t");
        assert!((p.expect("they vary") - 0.1).abs() < 0.015, "{p:?}");
    }
}
