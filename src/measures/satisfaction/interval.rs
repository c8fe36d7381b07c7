//! How sure the means and differences of answers are.

use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::quantity::Scalar;

/// Twice the standard error on either side hold 95 % of a normal distribution; this is the exact number.
const Z_95: f64 = 1.959_963_984_540_054;

/// How often the customers are drawn anew. With 999 draws the 25th and the 975th are the ends of the 95 %.
const DRAWS: usize = 999;

/// The same customers give the same interval, whenever and wherever.
const SEED: u64 = 20_160_401;

/// The 95 % interval of a net promoter score in points, within −100 and 100.
///
/// The variance of the difference of the two shares is `(p + d − (p − d)²) ÷ n`, with `p` the share of promoters and
/// `d` that of detractors. None where all answer alike, as a single customer does: the variance is then nothing, and an
/// interval without width would read as certainty.
///
/// Source: B. Rocks, "Interval estimation for the net promoter score", The American Statistician 70, 2016.
pub(super) fn net_promoters(promoters: i64, detractors: i64, n: i64) -> Option<(f64, f64)> {
    if n <= 0 {
        return None;
    }
    let whole = n;
    let (p, d, n) = (promoters as f64 / n as f64, detractors as f64 / n as f64, n as f64);
    let alike = promoters == whole || detractors == whole || promoters + detractors == 0;
    if alike {
        return None;
    }
    let half = Z_95 * ((p + d - (p - d).powi(2)).max(0.0) / n).sqrt();
    Some((100.0 * (p - d - half).max(-1.0), 100.0 * (p - d + half).min(1.0)))
}

/// The answers of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Answers {
    /// Their sum in ten-thousandths of a point.
    pub(super) sum: i64,
    /// How many.
    pub(super) n: i64,
}

/// The 95 % interval of a mean answer, in points. Customers are drawn, not answers: those of one customer are alike.
/// None for fewer than two customers.
///
/// Source: B. Efron and R. J. Tibshirani, "An introduction to the bootstrap", 1993, the percentile interval.
pub(super) fn mean(customers: &[Answers]) -> Option<(f64, f64)> {
    if customers.len() < 2 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut drawn = Answers::default();
            for _ in 0..customers.len() {
                let one = customers[random.random_range(0..customers.len())];
                drawn.sum += one.sum;
                drawn.n += one.n;
            }
            drawn.sum as f64 / drawn.n as f64 / Scalar::UNITS_SCALE as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let end = (DRAWS + 1) / 40;
    Some((means[end - 1], means[DRAWS - end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_score_is_that_of_the_variance_of_the_difference() {
        // 50 promoters and 20 detractors of 100: 0.3 ± 1.96 × √((0.7 − 0.09) ÷ 100).
        let (lower, upper) = net_promoters(50, 20, 100).unwrap();
        assert!((lower - 14.692).abs() < 1e-3 && (upper - 45.308).abs() < 1e-3, "{lower} {upper}");
        assert_eq!(net_promoters(0, 0, 0), None);
        // Three who answer alike say nothing of how the next one answers.
        for (promoters, detractors, n) in [(3, 0, 3), (0, 3, 3), (0, 0, 3), (1, 0, 1)] {
            assert_eq!(net_promoters(promoters, detractors, n), None);
        }
        let (lower, _) = net_promoters(0, 2, 3).unwrap();
        assert_eq!(lower, -100.0);
    }

    #[test]
    fn the_interval_of_a_mean_holds_it_and_narrows_with_more_customers() {
        let answers = |n: usize| -> Vec<Answers> {
            (0..n).map(|at| Answers { sum: if at % 2 == 0 { 30_000 } else { 50_000 }, n: 1 }).collect()
        };
        let (lower, upper) = mean(&answers(16)).unwrap();
        assert!(lower < 4.0 && 4.0 < upper && upper <= 5.0 && lower >= 3.0);
        let (nearer, closer) = mean(&answers(400)).unwrap();
        // The standard error of 400 answers, half of them 3 and half 5, is 0.05.
        assert!((nearer - 3.902).abs() < 0.02 && (closer - 4.098).abs() < 0.02, "{nearer} {closer}");
        assert_eq!(mean(&answers(1)), None);
    }
}
