//! What all reps share: how a rep's chance changes where the whole period is weak or strong.

use crate::models::gaussian::{normal_cdf, normal_quantile};

/// The chance of a target once it is known how good the period is for all, in standard deviations of what all share
/// (−1 is a period as weak as one in six).
///
/// In the one-factor model of [`super::SumOfReps`] a value's normal score is √ρ · M + √(1 − ρ) · E; given M = m, a target
/// of chance P is reached with probability Φ((Φ⁻¹(P) + √ρ · m) ÷ √(1 − ρ)). A correlation of nothing changes nothing;
/// it is taken as 0.99 at most. The chance is clamped to 0.001–0.999.
///
/// Source: O. Vasicek, *The distribution of loan portfolio value*, Risk, 2002.
///
/// ```
/// use attain::planning::chance_given_shock;
/// assert!((chance_given_shock(0.6, 0.0, -1.0) - 0.6).abs() < 1e-9);
/// // (0.2533 − 0.5477) ÷ 0.8367 = −0.3519, whose normal level is 0.362.
/// assert!((chance_given_shock(0.6, 0.3, -1.0) - 0.362).abs() < 1e-3);
/// ```
pub fn chance_given_shock(chance: f64, correlation: f64, shock: f64) -> f64 {
    let shared = correlation.clamp(0.0, 0.99);
    let score = normal_quantile(chance.clamp(0.001, 0.999)) + shared.sqrt() * shock;
    normal_cdf(score / (1.0 - shared).sqrt()).clamp(0.001, 0.999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_all_periods_the_chance_is_what_was_stated() {
        // The mean over the shock's own distribution, by a thousand evenly spaced levels.
        for (chance, correlation) in [(0.6, 0.3), (0.8, 0.1), (0.9, 0.7)] {
            let at = |k: u32| normal_quantile((f64::from(k) + 0.5) / 1_000.0);
            let mean = (0..1_000).map(|k| chance_given_shock(chance, correlation, at(k))).sum::<f64>() / 1_000.0;
            assert!((mean - chance).abs() < 1e-3, "{mean} for {chance}");
        }
        assert!(chance_given_shock(0.5, 1.0, -1.0) < 0.01);
    }
}
