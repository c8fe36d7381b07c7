//! Forecasts of a tree of sums, made to agree: reps, teams, regions, the company.
//!
//! Every node has a forecast of its own, and they do not add up. Weighted least squares finds the values that do and
//! that lie nearest to all of them, each held by one over the variance of its past errors (Hyndman, Lee and Wang 2016,
//! "Fast computation of reconciled forecasts for hierarchical and grouped time series"; the diagonal weights are those
//! of Wickramasuriya, Athanasopoulos and Hyndman 2019). On a tree that needs no matrix: on the way up a node's own
//! forecast is pooled with the sum of its children by their precisions; on the way down the difference to what the
//! parent came to is shared out by the variances. Both passes visit every node once.

use std::fmt;

/// A node of a tree of sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SumNode {
    /// The position of its parent, which comes before it; none for the root, which is the first.
    pub parent: Option<usize>,
    /// Its own forecast; none where only its parts have one. A node without children needs one.
    pub forecast: Option<f64>,
    /// The variance of the errors of its forecast, at least 0.
    pub variance: f64,
}

/// What is wrong with a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReconcileError {
    /// The first node has a parent, or another one has none or one that comes later.
    NoTree {
        /// The node's position.
        node: usize,
    },
    /// A node without children has no forecast, or a number is not finite or a variance below 0.
    NoForecast {
        /// The node's position.
        node: usize,
    },
}

impl fmt::Display for ReconcileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReconcileError::NoTree { node } => {
                write!(f, "node {node} is out of place: parents come before children, and the root is the first")
            }
            ReconcileError::NoForecast { node } => write!(f, "node {node} has no forecast that can be used"),
        }
    }
}

impl std::error::Error for ReconcileError {}

/// The values that add up and lie nearest to the forecasts, in the order of the nodes; parts equal wholes up to
/// rounding in the last digits. With `never_negative` no value is below 0: what a part would be short of is taken from
/// its siblings.
///
/// ```
/// use attain::models::reconcile::{SumNode, reconcile};
/// // The company says 12, its two reps 5 each, all equally sure: everybody meets at 11 ⅓.
/// let node = |parent, forecast| SumNode { parent, forecast: Some(forecast), variance: 1.0 };
/// let found = reconcile(&[node(None, 12.0), node(Some(0), 5.0), node(Some(0), 5.0)], true)?;
/// assert!((found[0] - 34.0 / 3.0).abs() < 1e-12 && (found[1] + found[2] - found[0]).abs() < 1e-12);
/// # Ok::<(), attain::models::reconcile::ReconcileError>(())
/// ```
///
/// # Errors
/// A tree that is none, or a forecast that is missing.
pub fn reconcile(nodes: &[SumNode], never_negative: bool) -> Result<Vec<f64>, ReconcileError> {
    let children = children_of(nodes)?;
    // Forecasts that never erred are held very much more tightly than all others, and still as a number. One node that once
    // erred by billions is no reason to hold the others alike.
    let smallest = nodes.iter().map(|node| node.variance).filter(|own| *own > 0.0).fold(f64::INFINITY, f64::min);
    let least = if smallest.is_finite() { (smallest * 1e-12).max(f64::MIN_POSITIVE) } else { 1.0 };
    let mut up: Vec<(f64, f64)> = vec![(0.0, 0.0); nodes.len()];
    for at in (0..nodes.len()).rev() {
        let node = &nodes[at];
        let own = node.forecast.map(|forecast| (forecast, node.variance.max(least)));
        up[at] = match (children[at].is_empty(), own) {
            (true, own) => own.ok_or(ReconcileError::NoForecast { node: at })?,
            (false, own) => {
                let sum = sum_of(&children[at], &up);
                own.map_or(sum, |own| pooled(sum, own))
            }
        };
    }
    let mut values: Vec<f64> = up.iter().map(|(mean, _)| *mean).collect();
    if let (true, Some(root)) = (never_negative, values.first_mut()) {
        *root = root.max(0.0);
    }
    for (at, own) in children.iter().enumerate() {
        share_out(at, own, &up, &mut values, never_negative);
    }
    Ok(values)
}

/// Whole numbers for values that add up: the root is rounded, and every node's whole number is shared out among its
/// children, each of which gets its own rounded down or, where the remainder is largest, one more. Parts sum to wholes
/// exactly.
///
/// # Errors
/// A tree that is none.
pub fn in_whole_units(nodes: &[SumNode], values: &[f64]) -> Result<Vec<i64>, ReconcileError> {
    let children = children_of(nodes)?;
    let mut whole: Vec<i64> = values.iter().map(|value| value.floor() as i64).collect();
    if let (Some(first), Some(value)) = (whole.first_mut(), values.first()) {
        *first = value.round_ties_even() as i64;
    }
    for (at, own) in children.iter().enumerate() {
        if own.is_empty() {
            continue;
        }
        let missing = whole[at] - own.iter().map(|&child| whole[child]).sum::<i64>();
        let mut by_remainder = own.clone();
        let remainder = |child: usize| values[child] - values[child].floor();
        by_remainder.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
        let (each, more) = (missing.div_euclid(own.len() as i64), missing.rem_euclid(own.len() as i64) as usize);
        for (place, child) in by_remainder.into_iter().enumerate() {
            whole[child] += each + i64::from(place < more);
        }
    }
    Ok(whole)
}

fn children_of(nodes: &[SumNode]) -> Result<Vec<Vec<usize>>, ReconcileError> {
    let mut children = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        match node.parent {
            None if at == 0 => {}
            Some(parent) if parent < at => children[parent].push(at),
            _ => return Err(ReconcileError::NoTree { node: at }),
        }
        let is_sound = node.forecast.is_none_or(f64::is_finite) && node.variance.is_finite() && node.variance >= 0.0;
        if !is_sound {
            return Err(ReconcileError::NoForecast { node: at });
        }
    }
    Ok(children)
}

fn sum_of(children: &[usize], up: &[(f64, f64)]) -> (f64, f64) {
    children.iter().fold((0.0, 0.0), |sum, &child| (sum.0 + up[child].0, sum.1 + up[child].1))
}

/// Two statements about one thing, weighted by their precisions.
fn pooled(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let share = one.1 / (one.1 + other.1);
    (one.0 + share * (other.0 - one.0), one.1 * (other.1 / (one.1 + other.1)))
}

/// What a node came to, given to its children: each its own, and the difference by the variances. A part that would be
/// negative is nothing, and the others bear what it lacks.
fn share_out(at: usize, children: &[usize], up: &[(f64, f64)], values: &mut [f64], never_negative: bool) {
    let mut bearing: Vec<usize> = children.to_vec();
    while !bearing.is_empty() {
        let (sum, variance) = sum_of(&bearing, up);
        let difference = values[at] - sum;
        let given = |child: usize| up[child].0 + up[child].1 / variance * difference;
        let (below, rest): (Vec<usize>, Vec<usize>) =
            bearing.iter().partition(|&&child| never_negative && given(child) < 0.0);
        if below.is_empty() {
            bearing.iter().for_each(|&child| values[child] = given(child));
            return;
        }
        below.iter().for_each(|&child| values[child] = 0.0);
        if rest.is_empty() {
            return;
        }
        bearing = rest;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node(parent: Option<usize>, forecast: f64, variance: f64) -> SumNode {
        SumNode { parent, forecast: Some(forecast), variance }
    }

    /// A company, two regions, three teams, six reps.
    fn tree(forecasts: &[f64; 12], variances: &[f64; 12]) -> Vec<SumNode> {
        let parents =
            [None, Some(0), Some(0), Some(1), Some(1), Some(2), Some(3), Some(3), Some(4), Some(5), Some(5), Some(5)];
        (0..12).map(|at| node(parents[at], forecasts[at], variances[at])).collect()
    }

    /// The textbook way: (SᵀW⁻¹S)⁻¹SᵀW⁻¹ŷ by Gaussian elimination, with S the matrix that sums reps to nodes.
    fn textbook(nodes: &[SumNode]) -> Vec<f64> {
        let leaves: Vec<usize> =
            (0..nodes.len()).filter(|&at| nodes.iter().all(|other| other.parent != Some(at))).collect();
        let is_under = |leaf: usize, node: usize| {
            let mut at = Some(leaf);
            while let Some(here) = at {
                if here == node {
                    return 1.0;
                }
                at = nodes[here].parent;
            }
            0.0
        };
        let k = leaves.len();
        let mut system = vec![vec![0.0; k + 1]; k];
        for (at, node) in nodes.iter().enumerate() {
            for i in 0..k {
                let weight = is_under(leaves[i], at) / node.variance;
                for j in 0..k {
                    system[i][j] += weight * is_under(leaves[j], at);
                }
                system[i][k] += weight * node.forecast.unwrap();
            }
        }
        for i in 0..k {
            let pivot = system[i].clone();
            for (row, own) in system.iter_mut().enumerate() {
                let factor = own[i] / pivot[i];
                if row != i {
                    own.iter_mut().zip(&pivot).for_each(|(value, above)| *value -= factor * above);
                }
            }
        }
        let of_leaf: Vec<f64> = (0..k).map(|i| system[i][k] / system[i][i]).collect();
        (0..nodes.len()).map(|at| (0..k).map(|i| is_under(leaves[i], at) * of_leaf[i]).sum()).collect()
    }

    /// numpy's `S @ solve(S.T @ inv(W) @ S, S.T @ inv(W) @ y)`: the structural weights (a node's variance is the number
    /// of its reps) and variances as different as those of companies are.
    #[test]
    fn the_values_are_those_of_the_matrices() {
        let forecasts = [120.0, 70.0, 44.0, 38.0, 30.0, 50.0, 18.0, 17.0, 33.0, 20.0, 12.0, 15.0];
        let structural = [6.0, 3.0, 3.0, 2.0, 1.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let by_structure = [
            116.75,
            69.208_333_333_333,
            47.541_666_666_667,
            37.305_555_555_556,
            31.902_777_777_778,
            47.541_666_666_667,
            19.152_777_777_778,
            18.152_777_777_778,
            31.902_777_777_778,
            20.180_555_555_556,
            12.180_555_555_556,
            15.180_555_555_556,
        ];
        let measured = [36.0, 25.0, 16.0, 9.0, 16.0, 12.0, 4.0, 1.0, 9.0, 2.25, 4.0, 6.25];
        let by_variance = [
            116.784_191_136_875,
            69.111_889_923_698,
            47.672_301_213_177,
            36.472_739_944_018,
            32.639_149_979_680,
            47.672_301_213_177,
            19.178_191_955_214,
            17.294_547_988_804,
            32.639_149_979_680,
            20.121_014_218_372,
            12.215_136_388_216,
            15.336_150_606_588,
        ];
        for (variances, wanted) in [(structural, by_structure), (measured, by_variance)] {
            let found = reconcile(&tree(&forecasts, &variances), true).unwrap();
            for (at, (found, wanted)) in found.iter().zip(wanted).enumerate() {
                assert!((found - wanted).abs() < 1e-10, "node {at}: {found} against {wanted}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_two_passes_are_the_textbook(
            forecasts in prop::array::uniform12(-50.0..100.0_f64), variances in prop::array::uniform12(0.1..50.0_f64),
        ) {
            let nodes = tree(&forecasts, &variances);
            let found = reconcile(&nodes, false).unwrap();
            for (a, b) in found.iter().zip(textbook(&nodes)) {
                prop_assert!((a - b).abs() < 1e-8, "{a} against {b}");
            }
        }

        #[test]
        fn parts_sum_to_wholes_to_the_unit_and_are_never_negative(
            forecasts in prop::array::uniform12(-50.0..100.0_f64), variances in prop::array::uniform12(0.0..50.0_f64),
        ) {
            let nodes = tree(&forecasts, &variances);
            let values = reconcile(&nodes, true).unwrap();
            let whole = in_whole_units(&nodes, &values).unwrap();
            for at in 0..nodes.len() {
                prop_assert!(values[at] >= 0.0);
                let children: Vec<usize> = (0..nodes.len()).filter(|&child| nodes[child].parent == Some(at)).collect();
                if !children.is_empty() {
                    let sum: f64 = children.iter().map(|&child| values[child]).sum();
                    prop_assert!((sum - values[at]).abs() < 1e-9);
                    prop_assert_eq!(children.iter().map(|&child| whole[child]).sum::<i64>(), whole[at]);
                }
                prop_assert!((whole[at] as f64 - values[at]).abs() <= 2.0, "{} {}", whole[at], values[at]);
            }
        }
    }

    #[test]
    fn a_node_without_a_forecast_is_the_sum_of_its_parts() {
        let silent = SumNode { parent: None, forecast: None, variance: 0.0 };
        assert_eq!(
            reconcile(&[silent, node(Some(0), 3.0, 1.0), node(Some(0), 4.0, 9.0)], true).unwrap(),
            [7.0, 3.0, 4.0]
        );
        assert_eq!(reconcile(&[silent], true).unwrap_err(), ReconcileError::NoForecast { node: 0 });
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let orphan = [node(None, 1.0, 1.0), node(None, 1.0, 1.0)];
        assert_eq!(reconcile(&orphan, true).unwrap_err(), ReconcileError::NoTree { node: 1 });
        let backwards = [node(None, 1.0, 1.0), node(Some(2), 1.0, 1.0), node(Some(0), 1.0, 1.0)];
        assert_eq!(reconcile(&backwards, true).unwrap_err(), ReconcileError::NoTree { node: 1 });
        let nothing = [node(None, f64::NAN, 1.0)];
        assert_eq!(reconcile(&nothing, true).unwrap_err(), ReconcileError::NoForecast { node: 0 });
        assert!(reconcile(&[], true).unwrap().is_empty());
    }
}
