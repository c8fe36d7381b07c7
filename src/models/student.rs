//! How sure is a mean, or a difference of two means, of a few values?
//!
//! Source: B. L. Welch, "The generalization of Student's problem when several different population variances are
//! involved", Biometrika 34, 1947; the degrees of freedom are those of F. E. Satterthwaite, 1946.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The number of values, their mean and their variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// How many values.
    pub n: usize,
    /// Their mean; 0 where there are none.
    pub mean: f64,
    /// The sum of squared distances from it ÷ (n − 1); 0 for fewer than two values.
    pub variance: f64,
}

impl Moments {
    /// Of values.
    pub fn of(values: &[f64]) -> Moments {
        let n = values.len();
        let mean = if n == 0 { 0.0 } else { values.iter().sum::<f64>() / n as f64 };
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Moments { n, mean, variance: if n < 2 { 0.0 } else { squares / (n - 1) as f64 } }
    }
}

/// An estimate with its 95 % interval and the chance of one so far from nothing where there is nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub lower: f64,
    /// Upper end of the 95 % interval.
    pub upper: f64,
    /// The two-sided chance.
    pub p: f64,
}

/// The first mean less the second one, variances not taken to be equal.
///
/// `None` where either side has fewer than two values, or where no value differs from another on its side: then nothing
/// says how far such means scatter.
///
/// ```
/// use attain::models::student::{Moments, difference};
/// let gained = difference(Moments::of(&[4.0, 5.0, 4.5, 4.0]), Moments::of(&[2.0, 3.0, 2.5, 2.0])).unwrap();
/// assert_eq!(gained.value, 2.0);
/// assert!(gained.lower > 1.0 && gained.p < 0.01);
/// ```
pub fn difference(first: Moments, second: Moments) -> Option<Estimate> {
    if first.n < 2 || second.n < 2 {
        return None;
    }
    let parts = [first, second].map(|side| side.variance / side.n as f64);
    let variance = parts[0] + parts[1];
    let freedom =
        variance.powi(2) / (parts[0].powi(2) / (first.n - 1) as f64 + parts[1].powi(2) / (second.n - 1) as f64);
    estimate(first.mean - second.mean, 0.0, variance, freedom)
}

/// A mean, tested against a value; the interval is that of the mean. `None` as for [`difference`].
pub fn mean_against(moments: Moments, value: f64) -> Option<Estimate> {
    if moments.n < 2 {
        return None;
    }
    estimate(moments.mean, value, moments.variance / moments.n as f64, (moments.n - 1) as f64)
}

fn estimate(value: f64, against: f64, variance: f64, freedom: f64) -> Option<Estimate> {
    if !(variance > 0.0 && freedom.is_finite()) {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let error = variance.sqrt();
    let half = t.inverse_cdf(0.975) * error;
    let p = 2.0 * t.sf(((value - against) / error).abs());
    Some(Estimate { value, lower: value - half, upper: value + half, p: p.min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_s_sleep_data_give_the_published_figures() {
        // Student, "The probable error of a mean", 1908: hours of sleep gained by two drugs. Welch's test gives
        // t = −1.8608, df = 17.776, p = 0.07939, interval −3.3654832 to 0.2054832 (R 4, ?t.test).
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let found = difference(Moments::of(&first), Moments::of(&second)).unwrap();
        assert!((found.value + 1.58).abs() < 1e-9);
        assert!((found.p - 0.07939).abs() < 5e-6, "{}", found.p);
        assert!((found.lower + 3.365_483_2).abs() < 1e-6 && (found.upper - 0.205_483_2).abs() < 1e-6, "{found:?}");
        // The differences of the pairs: t = −4.0621, df = 9, p = 0.002833.
        let pairs: Vec<f64> = first.iter().zip(second).map(|(one, other)| one - other).collect();
        let paired = mean_against(Moments::of(&pairs), 0.0).unwrap();
        assert!((paired.p - 0.002_833).abs() < 5e-7, "{}", paired.p);
    }

    #[test]
    fn values_that_are_all_alike_say_nothing_of_their_scatter() {
        assert_eq!(difference(Moments::of(&[3.0, 3.0]), Moments::of(&[4.0, 4.0])), None);
        assert_eq!(difference(Moments::of(&[3.0]), Moments::of(&[4.0, 5.0])), None);
        assert_eq!(mean_against(Moments::of(&[3.0, 3.0]), 2.0), None);
    }
}
