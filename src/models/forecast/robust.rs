//! Means that a few wild values cannot carry away.

/// The arithmetic mean; zero for no values.
pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The mean without the lowest and the highest tenth (the median for fewer than five values, no trimming being
/// possible there); zero for no values.
pub(super) fn trimmed_mean(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if (1..5).contains(&n) {
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
    }
    let cut = n.div_ceil(10).min(n.saturating_sub(1) / 2);
    mean(&sorted[cut..n - cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_value_does_not_move_the_trimmed_mean() {
        assert_eq!(trimmed_mean(&[1.0, 2.0, 3.0, 4.0, 1e9]), 3.0);
        assert_eq!(trimmed_mean(&[1.0, 1e9, 3.0]), 3.0);
        assert_eq!(trimmed_mean(&[]), 0.0);
        assert_eq!(mean(&[1.0, 3.0]), 2.0);
    }
}
