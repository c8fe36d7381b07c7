//! The streams of randomness: one a subject, all from one seed.
//!
//! A subject that draws more or less leaves the others as they are: the orders are the same bytes whether or not
//! the other tables are written.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// What the randomness is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    People = 1,
    Factors = 2,
    Products = 3,
    Customers = 4,
    CustomerRows = 5,
    Purchases = 6,
    Lines = 7,
    Cash = 8,
    Surveys = 9,
    Quotas = 10,
    Pipeline = 11,
    Activities = 12,
    Ratings = 13,
    Objectives = 14,
    CaseReviews = 15,
    Plans = 16,
    DecidedStages = 17,
}

/// The generator of one subject.
pub(super) fn stream(seed: u64, subject: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(subject as u64);
    rng
}

/// A normal draw; `spread` is not negative.
pub(super) fn normal(rng: &mut ChaCha8Rng, mean: f64, spread: f64) -> f64 {
    Normal::new(mean, spread).expect("spreads are checked to be finite and not negative").sample(rng)
}

/// A factor around 1: the logarithm is normal with this spread, and the mean is exactly 1.
pub(super) fn factor_around_one(rng: &mut ChaCha8Rng, spread: f64) -> f64 {
    (normal(rng, 0.0, spread) - spread * spread / 2.0).exp()
}

/// One of the entries, with chances in proportion to their weights.
pub(super) fn pick<T: Copy>(rng: &mut ChaCha8Rng, weighted: &[(T, f64)]) -> T {
    let total: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut left = rng.random::<f64>() * total;
    for &(entry, weight) in weighted {
        left -= weight;
        if left < 0.0 {
            return entry;
        }
    }
    weighted.last().expect("a choice is made among at least one entry").0
}

/// A whole number whose expectation is `mean`: rounded up with the chance of its fraction.
pub(super) fn round_fairly(rng: &mut ChaCha8Rng, mean: f64) -> i64 {
    (mean + rng.random::<f64>()).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let first: Vec<u64> = (0..4).map(|_| 0).scan(stream(7, Stream::Lines), |r, _: u64| Some(r.random())).collect();
        let again: Vec<u64> = (0..4).map(|_| 0).scan(stream(7, Stream::Lines), |r, _: u64| Some(r.random())).collect();
        let other: Vec<u64> = (0..4).map(|_| 0).scan(stream(7, Stream::Cash), |r, _: u64| Some(r.random())).collect();
        assert_eq!(first, again);
        assert_ne!(first, other);
    }

    #[test]
    fn a_factor_around_one_has_mean_one() {
        let mut rng = stream(1, Stream::Factors);
        let mean = (0..20_000).map(|_| factor_around_one(&mut rng, 0.3)).sum::<f64>() / 20_000.0;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
    }

    #[test]
    fn rounding_keeps_the_expectation() {
        let mut rng = stream(1, Stream::Lines);
        let mean = (0..20_000).map(|_| round_fairly(&mut rng, 2.3)).sum::<i64>() as f64 / 20_000.0;
        assert!((mean - 2.3).abs() < 0.02, "{mean}");
    }

    #[test]
    fn picks_follow_the_weights() {
        let mut rng = stream(1, Stream::Lines);
        let hits = (0..10_000).filter(|_| pick(&mut rng, &[('a', 1.0), ('b', 3.0)]) == 'b').count();
        assert!((7_300..7_700).contains(&hits), "{hits}");
    }
}
