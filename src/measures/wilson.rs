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
    let score = wilson_95_of_share(hits as f64 / n as f64, n as f64);
    Some(Wilson {
        // At none and at all, the ends are exactly 0 and 1; the arithmetic only comes near.
        lower: if hits == 0 { 0.0 } else { score.lower },
        upper: if hits == n { 1.0 } else { score.upper },
    })
}

/// Wilson's score interval for a share that rests on `n` cases, which need not be whole: weighted cases count as fewer
/// than there are. `n` is above 0, `share` between 0 and 1.
pub(super) fn wilson_95_of_share(share: f64, n: f64) -> Wilson {
    let z = 1.959_963_984_540_054_f64;
    let denominator = 1.0 + z * z / n;
    let centre = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Wilson { lower: ((centre - half) / denominator).max(0.0), upper: ((centre + half) / denominator).min(1.0) }
}
