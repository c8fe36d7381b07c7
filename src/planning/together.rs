//! How the values of several reps go together.

use super::{DEFAULT_CORRELATION, TargetPolicy};

/// What the joint distribution of several reps rests on beside the distribution of each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Together {
    /// The correlation of the normal scores of any two, from 0 to 1.
    pub correlation: f64,
    /// By what their simulated sums are multiplied: what past sums came to, as a multiple of what was expected of each rep;
    /// above zero, 1 where it was not measured.
    pub level: f64,
}

impl Together {
    /// From what past periods told ([`super::correlation_of`], [`super::sum_level_of`]): without a correlation
    /// [`DEFAULT_CORRELATION`], a negative one counting as 0; without a level, or with one that is not positive and finite,
    /// sums stay as they are.
    ///
    /// ```
    /// use attain::planning::Together;
    /// assert_eq!(Together::of(None, None), Together { correlation: 0.3, level: 1.0 });
    /// assert_eq!(Together::of(Some(-0.1), Some(0.97)), Together { correlation: 0.0, level: 0.97 });
    /// ```
    pub fn of(correlation: Option<f64>, level: Option<f64>) -> Together {
        Together {
            correlation: correlation.unwrap_or(DEFAULT_CORRELATION).max(0.0),
            level: level.filter(|level| *level > 0.0 && level.is_finite()).unwrap_or(1.0),
        }
    }

    /// Whether past sums move the simulated ones by a tenth of a per cent at least, so that a reader should know.
    pub fn moves_sums(self) -> bool {
        (self.level - 1.0).abs() >= 0.001
    }
}

impl TargetPolicy {
    /// How the reps' values go together by this policy.
    pub fn together(&self) -> Together {
        Together::of(self.correlation, self.sum_level)
    }
}
