//! The two special functions that no well-kept crate of ours has: ₂F₁ and the integral of two power laws.

use std::sync::OnceLock;

/// Gauss's ₂F₁(a, b; c; z) for c > 0 and 0 ≤ z < 1 by its series, summed until a term no longer counts.
///
/// Near z = 1 the series is slow, and Euler's transformation does not help with that; the number of terms is
/// limited, at which the remainder is bounded by a geometric series and added.
pub(super) fn hypergeometric(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..1_000_000 {
        let k = f64::from(k);
        let ratio = (a + k) * (b + k) / ((c + k) * (k + 1.0)) * z;
        term *= ratio;
        sum += term;
        // Beyond the last sign change the ratios go to z from their side, so this bounds the remainder.
        let bound = ratio.abs().max(z);
        if bound < 1.0 && term.abs() * bound <= 1e-16 * sum.abs() * (1.0 - bound) && k > -(a.min(b)) {
            break;
        }
    }
    sum
}

/// ∫ s·(β + y)^−(s+1) · (α + y)^−q dy from `from` to `to`, divided by `(α + from)^−q · (β + from)^−s`, with its
/// derivatives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Decay {
    /// The integral, so divided.
    pub(super) value: f64,
    /// The integral with −ln((α + y) ÷ (α + from)) under it: the derivative by q.
    pub(super) by_q: f64,
    /// With −q ÷ (α + y) under it: the derivative by α, before the divisor's own.
    pub(super) by_alpha: f64,
    /// With −ln((β + y) ÷ (β + from)) under it: the derivative by s, before that of the factor s and the divisor's.
    pub(super) by_s: f64,
    /// With −(s + 1) ÷ (β + y) under it: the derivative by β, before the divisor's own.
    pub(super) by_beta: f64,
}

impl Decay {
    /// The sum with another, so many times.
    pub(super) fn plus(&self, other: &Decay, times: f64) -> Decay {
        Decay {
            value: self.value + times * other.value,
            by_q: self.by_q + times * other.by_q,
            by_alpha: self.by_alpha + times * other.by_alpha,
            by_s: self.by_s + times * other.by_s,
            by_beta: self.by_beta + times * other.by_beta,
        }
    }
}

/// What decays, and over what.
#[derive(Debug, Clone, Copy)]
pub(super) struct PowerLaws {
    pub(super) q: f64,
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

impl PowerLaws {
    /// The integral by Gauss–Legendre on panels in the logarithm of time.
    ///
    /// Every quantity under the integral is positive, so nothing cancels, unlike in the usual difference of two
    /// ₂F₁. In w = ln(min(α, β) + y) the integrand is an exponential whose rate changes slowly and only ever
    /// falls: a panel over which it changes by e^±18 at most is integrated by sixteen points to the last digits, one
    /// over which it hardly changes by five, and once a panel adds nothing, no later one does.
    pub(super) fn integrate(&self, from: f64, to: f64) -> Decay {
        let near = self.alpha.min(self.beta);
        let end = (near + to).ln();
        let origin = Origin { near, alpha_log: (self.alpha + from).ln(), beta_log: (self.beta + from).ln() };
        let mut sum = Decay::default();
        let mut left = (near + from).ln();
        while left < end {
            let (width, change) = self.panel(near, left, end);
            let before = sum.value;
            let points = if change <= FEW_POINTS_TO { few_points() } else { gauss_legendre() };
            self.add_panel(&origin, left, width, points, &mut sum);
            let adds = sum.value - before > 1e-19 * sum.value;
            if !adds || left + width == left {
                break;
            }
            left += width;
        }
        sum
    }

    /// How wide a panel may be, and how much changes over it: its width times the steepest rate on it, which is the
    /// one at its end.
    fn panel(&self, near: f64, left: f64, end: f64) -> (f64, f64) {
        let rate = |w: f64| {
            let shifted = w.exp();
            let y = shifted - near;
            1.0 + ((self.s + 1.0) / (self.beta + y) + self.q / (self.alpha + y)) * shifted
        };
        let mut width = (end - left).min(14.0 / rate(left));
        let mut change = width * rate(left + width);
        while change > 18.0 {
            width /= 2.0;
            change = width * rate(left + width);
        }
        (width, change)
    }

    fn add_panel(&self, origin: &Origin, left: f64, width: f64, points: &[(f64, f64)], sum: &mut Decay) {
        let PowerLaws { q, alpha, s, beta } = *self;
        for &(node, weight) in points {
            let shifted = (left + width * node).exp();
            let y = shifted - origin.near;
            let (in_alpha, in_beta) = (alpha + y, beta + y);
            let alpha_log = in_alpha.ln() - origin.alpha_log;
            let beta_log = in_beta.ln() - origin.beta_log;
            let density = s * (-(s + 1.0) * beta_log - q * alpha_log - origin.beta_log).exp() * shifted;
            let part = density * weight * width;
            sum.value += part;
            sum.by_q -= part * alpha_log;
            sum.by_alpha -= part * q / in_alpha;
            sum.by_s -= part * beta_log;
            sum.by_beta -= part * (s + 1.0) / in_beta;
        }
    }
}

/// Where an integral starts.
struct Origin {
    near: f64,
    alpha_log: f64,
    beta_log: f64,
}

/// Up to this change over a panel five points are right to the last digits: the error of n points on an exponential
/// falls with the change to the power of 2n.
const FEW_POINTS_TO: f64 = 0.5;

/// The sixteen-point rule.
fn gauss_legendre() -> &'static [(f64, f64)] {
    static RULE: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    RULE.get_or_init(|| rule(16))
}

/// The five-point rule.
fn few_points() -> &'static [(f64, f64)] {
    static RULE: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    RULE.get_or_init(|| rule(5))
}

/// Nodes and weights of Gauss–Legendre on 0–1, found by Newton on the Legendre polynomial.
fn rule(n: u32) -> Vec<(f64, f64)> {
    (0..n)
        .map(|i| {
            let mut x = (std::f64::consts::PI * (f64::from(i) + 0.75) / (f64::from(n) + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..20 {
                let (value, derivative) = legendre(n, x);
                slope = derivative;
                x -= value / derivative;
            }
            ((1.0 - x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// The Legendre polynomial of a degree and its derivative, inside −1…1.
fn legendre(degree: u32, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=degree {
        let k = f64::from(k);
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, f64::from(degree) * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_knows_its_closed_forms() {
        // ₂F₁(1, 1; 2; z) = −ln(1 − z) ÷ z and ₂F₁(a, b; b; z) = (1 − z)^−a.
        for z in [0.01, 0.5, 0.9, 0.999] {
            let log = hypergeometric(1.0, 1.0, 2.0, z);
            assert!((log + (1.0 - z).ln() / z).abs() < 1e-12 * log, "{z}");
            let power = hypergeometric(0.7, 2.3, 2.3, z);
            assert!((power / (1.0 - z).powf(-0.7) - 1.0).abs() < 1e-11, "{z}");
        }
        assert_eq!(hypergeometric(0.7, 2.3, 3.0, 0.0), 1.0);
    }

    #[test]
    fn the_integral_knows_its_closed_form() {
        // With α = β the integrand is one power: s ÷ (q + s) · (1 − ((α + to) ÷ (α + from))^−(q + s)).
        for (q, s, from, to) in
            [(0.5, 0.6, 0.0, 1.0), (60.2, 0.6, 0.4, 1.0), (3.0, 0.01, 0.0, 1e6), (900.0, 2.0, 0.0, 9.0)]
        {
            let laws = PowerLaws { q, alpha: 0.3, s, beta: 0.3 };
            let exact = s / (q + s) * (1.0 - ((0.3 + to) / (0.3f64 + from)).powf(-(q + s)));
            let found = laws.integrate(from, to).value;
            assert!((found / exact - 1.0).abs() < 1e-11, "{q} {s}: {found} against {exact}");
        }
        let laws = PowerLaws { q: 2.0, alpha: 0.3, s: 1.0, beta: 0.3 };
        assert_eq!(laws.integrate(1.0, 1.0).value, 0.0);
        // With β and s great, time until leaving is exponential: 1 − e^(−s ÷ β · to) where q is 0.
        let laws = PowerLaws { q: 0.0, alpha: 1e-5, s: 3e5, beta: 1e5 };
        let found = laws.integrate(0.0, 1.0).value;
        assert!((found - (1.0 - (1.0f64 + 1e-5).powf(-3e5))).abs() < 1e-9, "{found}");
    }

    #[test]
    fn the_rule_integrates_polynomials() {
        for (rule, degrees) in [(gauss_legendre(), [0, 1, 7, 31]), (few_points(), [0, 1, 7, 9])] {
            for degree in degrees {
                let found: f64 = rule.iter().map(|(x, w)| w * x.powi(degree)).sum();
                assert!((found - 1.0 / f64::from(degree + 1)).abs() < 1e-14, "{degree}");
            }
        }
    }
}
