//! The sampling interval of a ratio of two sums over customers.

/// The 95 % interval of Σ y ÷ Σ x over `n` customers, from the sums, the sums of squares and the sum of products. None
/// for fewer than two customers or where Σ x is not positive.
///
/// Customers are the units that were drawn, not their orders, which depend on each other. The variance is that of the
/// ratio estimator: n ÷ (n − 1) · Σ (y − R·x)² ÷ (Σ x)². Source: W. G. Cochran, "Sampling Techniques", third edition,
/// 1977, section 6.4.
pub(in crate::measures) fn ratio_interval(
    n: i64,
    (y, y_squares): (f64, f64),
    (x, x_squares): (f64, f64),
    products: f64,
) -> Option<(f64, f64)> {
    const NORMAL_97_5: f64 = 1.959_963_984_540_054;
    if n < 2 || x <= 0.0 {
        return None;
    }
    let ratio = y / x;
    let residuals = (y_squares - 2.0 * ratio * products + ratio * ratio * x_squares).max(0.0);
    let variance = n as f64 / (n as f64 - 1.0) * residuals / (x * x);
    let half = NORMAL_97_5 * variance.sqrt();
    Some((ratio - half, ratio + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_the_ratio_whose_lower_sum_counts() {
        // Of 2, 4 and 9: mean 5, standard deviation √13, standard error √13 ÷ √3.
        let (lower, upper) = ratio_interval(3, (15.0, 101.0), (3.0, 3.0), 15.0).unwrap();
        let half = 1.959_963_984_540_054 * (13.0_f64 / 3.0).sqrt();
        assert!((lower - (5.0 - half)).abs() < 1e-12 && (upper - (5.0 + half)).abs() < 1e-12);
    }

    #[test]
    fn customers_in_one_proportion_leave_no_doubt_and_one_customer_says_nothing() {
        let (lower, upper) = ratio_interval(2, (6.0, 20.0), (3.0, 5.0), 10.0).unwrap();
        assert!((lower - 2.0).abs() < 1e-12 && (upper - 2.0).abs() < 1e-12);
        assert_eq!(ratio_interval(1, (6.0, 36.0), (3.0, 9.0), 18.0), None);
    }
}
