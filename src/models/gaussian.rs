//! The normal distribution.

use statrs::distribution::{ContinuousCDF, Normal};

/// The chance that a standard normal value stays below this.
pub fn normal_cdf(score: f64) -> f64 {
    Normal::standard().cdf(score)
}

/// The value below which a standard normal value stays with this chance, which lies between 0 and 1.
///
/// ```
/// use attain::models::gaussian::{normal_cdf, normal_quantile};
/// assert!((normal_quantile(0.975) - 1.959_964).abs() < 1e-6);
/// assert!((normal_cdf(normal_quantile(0.3)) - 0.3).abs() < 1e-9);
/// ```
pub fn normal_quantile(level: f64) -> f64 {
    Normal::standard().inverse_cdf(level)
}
