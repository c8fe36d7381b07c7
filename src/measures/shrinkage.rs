//! Rates of small counts drawn towards the mean of all slices: empirical Bayes with the beta-binomial.
//!
//! The rates of the slices are taken as drawn from one beta distribution with mean `p` and strength `m`, the counts as
//! binomial draws from the rates. `p` and `m` are found by maximum likelihood; a slice's rate then is
//! `(k + m·p) ÷ (n + m)`, as if `m` cases of the mean were lent to it, and `n + m` is its effective sample size.
//!
//! Sources: J. C. Kleinman, "Proportions with extraneous variance: single and independent samples", Journal of the
//! American Statistical Association 68, 1973, for the mean and the strength; R. E. Tarone, "Testing the goodness of
//! fit of the binomial distribution", Biometrika 66, 1979, for the sign that decides whether the slices differ by more
//! than chance.

use crate::quantity::{Measured, Scalar};

use super::observation::Observation;

/// Fewer slices than this say nothing about how slices differ.
const FEWEST_SLICES: usize = 3;

/// The distribution from which the rates of the slices are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The mean rate.
    pub mean: f64,
    /// How many cases of the mean every slice is lent; infinite where the slices differ by no more than chance.
    pub strength: f64,
    /// The cases of all slices: more than these cannot be lent.
    pub total: f64,
}

/// A rate drawn towards the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shrunk {
    /// The rate.
    pub value: f64,
    /// The effective sample size.
    pub n_effective: f64,
}

impl Prior {
    /// Fits the distribution to hits and cases by slice; slices without cases say nothing. None where fewer than
    /// three slices have cases.
    ///
    /// ```
    /// use attain::measures::shrinkage::Prior;
    /// // Nothing lies between these slices but chance: every one has the rate of all.
    /// let prior = Prior::fit(&[(5, 10), (10, 20), (4, 8)]).unwrap();
    /// assert_eq!(prior.shrink(4, 8).value, 0.5);
    /// assert_eq!(prior.shrink(4, 8).n_effective, 38.0);
    /// ```
    pub fn fit(slices: &[(i64, i64)]) -> Option<Prior> {
        let counts: Vec<Counts> = slices
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|&(k, n)| Counts { hits: k.clamp(0, n) as f64, cases: n as f64 })
            .collect();
        if counts.len() < FEWEST_SLICES {
            return None;
        }
        let total: f64 = counts.iter().map(|one| one.cases).sum();
        let pooled = counts.iter().map(|one| one.hits).sum::<f64>() / total;
        if !differs_by_more_than_chance(&counts, pooled) {
            return Some(Prior { mean: pooled, strength: f64::INFINITY, total });
        }
        let (mean, strength) = most_likely(&counts, pooled);
        Some(Prior { mean, strength, total })
    }

    /// The rate of a slice with `hits` of `cases`, drawn towards the mean.
    pub fn shrink(self, hits: i64, cases: i64) -> Shrunk {
        if self.strength.is_infinite() {
            return Shrunk { value: self.mean, n_effective: self.total };
        }
        let n_effective = cases as f64 + self.strength;
        Shrunk { value: (hits as f64 + self.strength * self.mean) / n_effective, n_effective }
    }
}

/// Draws the rates of the slices of one metric towards each other, period by period. `rows` stand slice by slice, period
/// by period; what is no share of counted things, or has no value, stays as it is and lends nothing.
pub(super) fn draw_together(rows: &mut [Observation], periods: usize) {
    for period in 0..periods {
        let slices: Vec<(i64, i64)> = rows.iter().skip(period).step_by(periods).filter_map(counted).collect();
        let Some(prior) = Prior::fit(&slices) else { continue };
        for row in rows.iter_mut().skip(period).step_by(periods) {
            if let Some((hits, cases)) = counted(row) {
                let shrunk = prior.shrink(hits, cases);
                (row.more.shrunk, row.more.n_effective) = (Some(shrunk.value), Some(shrunk.n_effective));
            }
        }
    }
}

/// Hits and cases of a share of counted things.
pub(super) fn counted(row: &Observation) -> Option<(i64, i64)> {
    match (row.value, row.numerator, row.denominator) {
        (Measured::Value(Scalar::Share(_)), Some(Scalar::Count(hits)), Some(Scalar::Count(cases))) => {
            Some((hits, cases))
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Counts {
    hits: f64,
    cases: f64,
}

/// Whether the likelihood rises when the slices are allowed to differ: Σ (k − n·p)² ÷ (p·q) is more than Σ n.
fn differs_by_more_than_chance(counts: &[Counts], pooled: f64) -> bool {
    let spread = pooled * (1.0 - pooled);
    if spread <= 0.0 {
        return false;
    }
    let squares: f64 = counts.iter().map(|one| (one.hits - one.cases * pooled).powi(2)).sum();
    let cases: f64 = counts.iter().map(|one| one.cases).sum();
    squares / spread > cases
}

/// The natural logarithms of the least and the greatest strength that are looked at.
const LOG_STRENGTHS: (f64, f64) = (-4.0, 16.0);

/// The mean and strength of the greatest likelihood: a coarse walk over the strengths finds the hill, halving the
/// steps to where its slope turns finds the top. For each strength the best mean is unique, since the likelihood is
/// concave in it; along these means the slope in the strength is that of the likelihood itself.
fn most_likely(counts: &[Counts], pooled: f64) -> (f64, f64) {
    const STEPS: usize = 40;
    const HALVINGS: usize = 48;
    let (least, greatest) = LOG_STRENGTHS;
    let step = (greatest - least) / STEPS as f64;
    let mut mean = pooled;
    let mut best = (f64::NEG_INFINITY, 0);
    for at in 0..=STEPS {
        let strength = (least + at as f64 * step).exp();
        mean = best_mean(counts, strength, mean);
        let height = log_likelihood(counts, mean, strength);
        if height > best.0 {
            best = (height, at);
        }
    }
    let centre = least + best.1 as f64 * step;
    let (mut rising, mut falling) = (centre - step, centre + step);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (rising + falling);
        mean = best_mean(counts, middle.exp(), mean);
        if slope_in_strength(counts, mean, middle.exp()) > 0.0 { rising = middle } else { falling = middle }
    }
    let strength = (0.5 * (rising + falling)).exp();
    (best_mean(counts, strength, mean), strength)
}

fn slope_in_strength(counts: &[Counts], mean: f64, strength: f64) -> f64 {
    let (a, b) = (strength * mean, strength * (1.0 - mean));
    let rise = |from: f64, by: f64| if by > 0.0 { digamma(from + by) - digamma(from) } else { 0.0 };
    let of = |one: &Counts| {
        mean * rise(a, one.hits) + (1.0 - mean) * rise(b, one.cases - one.hits) - rise(strength, one.cases)
    };
    counts.iter().map(of).sum()
}

/// The mean of the greatest likelihood at a strength: the root of the slope, by Newton's steps kept between two ends
/// that close in on it.
fn best_mean(counts: &[Counts], strength: f64, start: f64) -> f64 {
    const ROUNDS: usize = 60;
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut mean = start.clamp(1e-9, 1.0 - 1e-9);
    for _ in 0..ROUNDS {
        let (slope, bend) = slope_in_mean(counts, mean, strength);
        if slope > 0.0 {
            low = mean
        } else {
            high = mean
        }
        let newton = mean - slope / bend;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - mean).abs() <= 1e-14 {
            return next;
        }
        mean = next;
    }
    mean
}

/// The slope of the log-likelihood in the mean, and the slope of the slope, which is never positive.
fn slope_in_mean(counts: &[Counts], mean: f64, strength: f64) -> (f64, f64) {
    let (a, b) = (strength * mean, strength * (1.0 - mean));
    let (mut slope, mut bend) = (0.0, 0.0);
    for one in counts {
        let misses = one.cases - one.hits;
        if one.hits > 0.0 {
            slope += digamma(a + one.hits) - digamma(a);
            bend += trigamma(a + one.hits) - trigamma(a);
        }
        if misses > 0.0 {
            slope -= digamma(b + misses) - digamma(b);
            bend += trigamma(b + misses) - trigamma(b);
        }
    }
    (slope * strength, bend * strength * strength)
}

fn log_likelihood(counts: &[Counts], mean: f64, strength: f64) -> f64 {
    let (a, b) = (strength * mean, strength * (1.0 - mean));
    let rise = |from: f64, by: f64| if by > 0.0 { log_gamma(from + by) - log_gamma(from) } else { 0.0 };
    counts.iter().map(|one| rise(a, one.hits) + rise(b, one.cases - one.hits) - rise(strength, one.cases)).sum()
}

/// From here on the asymptotic series below are exact to the last digits.
const SERIES_FROM: f64 = 8.0;

/// The logarithm of the gamma function, by Stirling's series after stepping up.
fn log_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < SERIES_FROM {
        below += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0
        - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse * (1.0 / 1680.0 - inverse / 1188.0))))
        / x;
    let half_log_two_pi = 0.918_938_533_204_672_8;
    (x - 0.5) * x.ln() - x + half_log_two_pi + series - below
}

/// The slope of [`log_gamma`].
fn digamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < SERIES_FROM {
        below += 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = inverse
        * (1.0 / 12.0 - inverse * (1.0 / 120.0 - inverse * (1.0 / 252.0 - inverse * (1.0 / 240.0 - inverse / 132.0))));
    x.ln() - 0.5 / x - series - below
}

/// The slope of [`digamma`].
fn trigamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < SERIES_FROM {
        below += 1.0 / (x * x);
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = inverse * (1.0 / 6.0 - inverse * (1.0 / 30.0 - inverse * (1.0 / 42.0 - inverse / 30.0)));
    1.0 / x + 0.5 * inverse + series / x + below
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rats with tumours of 71 groups, from table 5.1 of A. Gelman et al., "Bayesian Data Analysis", by Tarone
    /// 1982.
    const RATS: [(i64, i64); 71] = [
        (0, 20),
        (0, 20),
        (0, 20),
        (0, 20),
        (0, 20),
        (0, 20),
        (0, 20),
        (0, 19),
        (0, 19),
        (0, 19),
        (0, 19),
        (0, 18),
        (0, 18),
        (0, 17),
        (1, 20),
        (1, 20),
        (1, 20),
        (1, 20),
        (1, 19),
        (1, 19),
        (1, 18),
        (1, 18),
        (2, 25),
        (2, 24),
        (2, 23),
        (2, 20),
        (2, 20),
        (2, 20),
        (2, 20),
        (2, 20),
        (2, 20),
        (1, 10),
        (5, 49),
        (2, 19),
        (5, 46),
        (3, 27),
        (2, 17),
        (7, 49),
        (7, 47),
        (3, 20),
        (3, 20),
        (2, 13),
        (9, 48),
        (10, 50),
        (4, 20),
        (4, 20),
        (4, 20),
        (4, 20),
        (4, 20),
        (4, 20),
        (4, 20),
        (10, 48),
        (4, 19),
        (4, 19),
        (4, 19),
        (5, 22),
        (11, 46),
        (12, 49),
        (5, 20),
        (5, 20),
        (6, 23),
        (5, 19),
        (6, 22),
        (6, 20),
        (6, 20),
        (6, 20),
        (16, 52),
        (15, 47),
        (15, 46),
        (9, 24),
        (4, 14),
    ];

    #[test]
    fn the_rats_have_the_mean_and_strength_that_another_program_finds() {
        // Found by a plain search for the greatest likelihood over both shapes with another language's log-gamma:
        // shapes 2.34161 and 14.11480.
        let prior = Prior::fit(&RATS).unwrap();
        assert!((prior.mean - 0.142_291_87).abs() < 1e-6, "{prior:?}");
        assert!((prior.strength - 16.456_41).abs() < 1e-3, "{prior:?}");
        let shrunk = prior.shrink(4, 14);
        assert!((shrunk.value - (4.0 + 2.341_613_8) / (14.0 + 16.456_412_7)).abs() < 1e-6, "{shrunk:?}");
    }

    #[test]
    fn the_functions_of_gamma_are_those_of_the_tables() {
        assert!((log_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
        assert!((log_gamma(10.0) - 362_880_f64.ln()).abs() < 1e-12);
        assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-12);
        assert!((trigamma(1.0) - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-11);
    }

    #[test]
    fn a_slice_with_few_cases_is_drawn_more_than_one_with_many() {
        let prior = Prior::fit(&[(1, 2), (90, 100), (10, 100), (40, 80)]).unwrap();
        let few = prior.shrink(2, 2);
        let many = prior.shrink(200, 200);
        assert!(few.value < many.value && few.value > prior.mean && many.value < 1.0);
        assert!((many.n_effective - few.n_effective - 198.0).abs() < 1e-9);
    }

    #[test]
    fn two_slices_say_nothing_about_how_slices_differ() {
        assert_eq!(Prior::fit(&[(1, 2), (2, 2), (0, 0)]), None);
    }

    #[test]
    fn where_nobody_or_everybody_came_back_so_it_stays() {
        let nobody = Prior::fit(&[(0, 5), (0, 9), (0, 2)]).unwrap();
        assert_eq!(nobody.shrink(0, 2), Shrunk { value: 0.0, n_effective: 16.0 });
        let everybody = Prior::fit(&[(5, 5), (9, 9), (2, 2)]).unwrap();
        assert_eq!(everybody.shrink(2, 2).value, 1.0);
    }

    #[test]
    fn the_order_of_the_slices_moves_the_result_by_rounding_at_most() {
        let mut turned = RATS;
        turned.reverse();
        let (one, other) = (Prior::fit(&RATS).unwrap(), Prior::fit(&turned).unwrap());
        assert!((one.mean - other.mean).abs() < 1e-9 && (one.strength / other.strength - 1.0).abs() < 1e-6);
    }
}
