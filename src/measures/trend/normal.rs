//! The standard normal distribution.

use std::f64::consts::PI;

/// The quantile that leaves 2.5 % on either side.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// The chance of a value at least this far from zero on either side.
///
/// By the series 26.2.11 near zero and the continued fraction 26.2.14 further out, of M. Abramowitz and I. A. Stegun,
/// "Handbook of Mathematical Functions", 1964; exact to about twelve digits.
pub(super) fn two_sided(z: f64) -> f64 {
    let z = z.abs();
    let density = (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
    if z < 3.0 {
        let (mut term, mut sum, mut odd) = (z, z, 1.0);
        while term > 1e-17 * sum {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        return (1.0 - 2.0 * density * sum).max(0.0);
    }
    let fraction = (1..=80).rev().fold(z, |below, step| z + f64::from(step) / below);
    2.0 * density / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_are_those_of_the_tables() {
        let tables = [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_974),
            (Z_95, 0.05),
            (3.0, 0.002_699_796_063_260),
            (5.0, 5.733_031_437_583_892e-7),
        ];
        for (z, tail) in tables {
            assert!((two_sided(z) - tail).abs() < 1e-11 * tail.max(1e-3), "{z}: {}", two_sided(z));
            assert_eq!(two_sided(-z), two_sided(z));
        }
        assert!((two_sided(2.999_999) - two_sided(3.000_001)).abs() < 2e-8, "the two ways meet");
    }
}
