//! The sampling interval of a proportion.

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wilson {
    /// Lower end, at least 0.
    pub lower: f64,
    /// Upper end, at most 1.
    pub upper: f64,
}

/// Wilson's score interval at 95 % for `hits` of `n`; none where n is 0.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
///
/// ```
/// let interval = attain::measures::wilson_95(8, 10).unwrap();
/// assert!((interval.lower - 0.4902).abs() < 1e-4 && (interval.upper - 0.9433).abs() < 1e-4);
/// ```
pub fn wilson_95(hits: i64, n: i64) -> Option<Wilson> {
    if n <= 0 {
        return None;
    }
    let z = 1.959_963_984_540_054_f64;
    let of = n;
    let (n, p) = (n as f64, hits as f64 / n as f64);
    let denominator = 1.0 + z * z / n;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Some(Wilson {
        lower: if hits == 0 { 0.0 } else { ((centre - half) / denominator).max(0.0) },
        // At none and at all, the ends are exactly 0 and 1; the arithmetic only comes near.
        upper: if hits == of { 1.0 } else { ((centre + half) / denominator).min(1.0) },
    })
}
