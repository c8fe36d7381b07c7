//! Pool adjacent violators: the non-decreasing step function nearest to weighted points.

/// A run of points that share one fitted value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Block {
    /// The weighted mean of the points' positions.
    pub(super) x: f64,
    /// The fitted value: the weighted mean of the points' values.
    pub(super) y: f64,
    /// The points' weights, summed.
    pub(super) weight: f64,
}

/// The isotonic least-squares fit (Ayer et al. 1955), in order of x. Points at the same x are pooled first.
///
/// Points need not be sorted; each is `Block { x, y, weight }` with a positive weight. Empty in, empty out.
pub(super) fn pool_adjacent_violators(mut points: Vec<Block>) -> Vec<Block> {
    // The second key keeps the sums' order, and with it the last bit, independent of the input's order.
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)).then(a.weight.total_cmp(&b.weight)));
    let mut tied: Vec<Block> = Vec::new();
    for point in points {
        match tied.last_mut() {
            Some(last) if last.x == point.x => *last = Block { x: last.x, ..merge(*last, point) },
            _ => tied.push(point),
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    for mut block in tied {
        while let Some(last) = blocks.pop_if(|last| last.y >= block.y) {
            block = merge(last, block);
        }
        blocks.push(block);
    }
    blocks
}

fn merge(a: Block, b: Block) -> Block {
    let weight = a.weight + b.weight;
    let mean = |p: f64, q: f64| (p * a.weight + q * b.weight) / weight;
    Block { x: mean(a.x, b.x), y: mean(a.y, b.y), weight }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[(f64, f64)]) -> Vec<Block> {
        values.iter().map(|&(x, y)| Block { x, y, weight: 1.0 }).collect()
    }

    #[test]
    fn violators_are_pooled_to_their_mean() {
        // By hand: 1, then (3, 2) → 2.5, then 4; the order of the input does not matter.
        let fitted = pool_adjacent_violators(points(&[(4.0, 4.0), (2.0, 3.0), (1.0, 1.0), (3.0, 2.0)]));
        let values: Vec<(f64, f64, f64)> = fitted.iter().map(|b| (b.x, b.y, b.weight)).collect();
        assert_eq!(values, vec![(1.0, 1.0, 1.0), (2.5, 2.5, 2.0), (4.0, 4.0, 1.0)]);
    }

    #[test]
    fn equal_positions_are_one_point() {
        let fitted = pool_adjacent_violators(points(&[(1.0, 0.0), (1.0, 1.0), (2.0, 1.0)]));
        assert_eq!(fitted.iter().map(|b| b.y).collect::<Vec<_>>(), vec![0.5, 1.0]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(pool_adjacent_violators(Vec::new()).is_empty());
    }
}
