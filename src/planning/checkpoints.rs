//! Where a rep should stand at the end of each month of the period.

use serde::{Deserialize, Serialize};

use super::candidate::Candidate;

/// The cumulative state at one month's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The month within the period, from 1.
    pub month_no: u32,
    /// The part of the target that is due by then; the last month's is the target itself.
    pub cumulative_target_minor: i64,
    /// Under this the cumulative actual falls in about one case of ten, if the forecast holds.
    pub expected_low_minor: i64,
    /// Over this it lies in about one case of ten.
    pub expected_high_minor: i64,
}

/// One checkpoint per month, by the months' expected shares.
///
/// The band is the forecast's, not the target's: it says what to expect, so that a rep under the target but inside
/// the band is no surprise. After a share s of the period the middle is s × median, and the distance to either edge
/// is √s × the whole period's distance: the variance of a sum of independent months grows with their share. At the
/// end it is the 80 % interval.
pub(super) fn checkpoints(candidate: &Candidate<'_>, target_minor: i64) -> Vec<Checkpoint> {
    let shares = &candidate.outlook.month_shares;
    let band = Band::of(candidate);
    let mut elapsed = 0.0;
    let months = shares.iter().enumerate().map(|(month, share)| {
        elapsed += share;
        // The shares may miss 1 by a rounding error; the last month closes the period all the same.
        let elapsed = if month + 1 == shares.len() { 1.0 } else { f64::min(elapsed, 1.0) };
        Checkpoint {
            month_no: month as u32 + 1,
            cumulative_target_minor: (target_minor as f64 * elapsed).round_ties_even() as i64,
            expected_low_minor: band.low(elapsed),
            expected_high_minor: band.high(elapsed),
        }
    });
    months.collect()
}

/// The whole period's 80 % band, in minor units.
struct Band {
    low: f64,
    median: f64,
    high: f64,
    /// Whether the forecast cannot be negative, so that its parts cannot either.
    from_zero: bool,
}

impl Band {
    fn of(candidate: &Candidate<'_>) -> Band {
        let from_zero = candidate.amount(0.999) >= 0.0;
        Band { low: candidate.amount(0.9), median: candidate.amount(0.5), high: candidate.amount(0.1), from_zero }
    }

    fn low(&self, elapsed: f64) -> i64 {
        let low = elapsed * self.median - elapsed.sqrt() * (self.median - self.low);
        (if self.from_zero { low.max(0.0) } else { low }).round_ties_even() as i64
    }

    fn high(&self, elapsed: f64) -> i64 {
        (elapsed * self.median + elapsed.sqrt() * (self.high - self.median)).round_ties_even() as i64
    }
}
