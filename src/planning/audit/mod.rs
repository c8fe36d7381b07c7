//! Are these targets fair, within reach, and set by thought?
//!
//! [`audit`] looks at any set of targets: proposed ones, those that people set by hand, or those of a file. It asks
//! four things of it. Is the chance of reaching a target tied to the size of the book, to tenure, to the last
//! result, to team or region? Do targets rise more after a surplus than they fall after a shortfall (the ratchet)?
//! Which targets are out of reach, and which ask for nothing? Were they set by a habit: everybody last year and ten
//! per cent more, round numbers, one number for all? Past sets answer too, by what came.
//!
//! Every question that has a chance of error carries a p-value; all of them together are judged by Benjamini and
//! Hochberg's rates, so that a set without any bias is called biased in at most one audit of twenty. A bias is told
//! only where it is also large enough to matter. Where there are too few reps the test abstains and says so.

mod chances;
mod draws;
mod fairness;
mod habits;
mod past;
mod policy;
#[cfg(test)]
mod properties;
mod ranks;
mod ratchet;
mod report;
mod subject;
#[cfg(test)]
mod trials;

pub use policy::AuditPolicy;
pub use report::{AuditReport, AuditRow, AuditTest, Evidence, Verdict};
pub use subject::{AuditedSet, AuditedTarget, PastTarget, RepTraits, Trait};

use crate::measures::trend::discovery_rates;

use super::PlanningError;

/// Examines a set of targets, and the past sets beside it.
///
/// Rows come by test, then by what they are about. Nothing to examine gives a report of abstentions. Every number is
/// finite.
///
/// ```
/// use attain::planning::audit::{AuditPolicy, AuditedSet, Verdict, audit};
/// let report = audit(&AuditedSet::default(), &AuditPolicy::default())?;
/// assert!(report.rows.iter().all(|row| row.verdict == Verdict::Abstained));
/// # Ok::<(), attain::planning::PlanningError>(())
/// ```
///
/// # Errors
/// [`PlanningError`] where a field of the policy is out of its range or two targets are given for one subject.
pub fn audit(set: &AuditedSet, policy: &AuditPolicy) -> Result<AuditReport, PlanningError> {
    let policy = policy.checked()?;
    let set = set.sorted()?;
    let mut rows = fairness::rows(&set, &policy);
    rows.extend(past::rows(&set, &policy));
    rows.extend(ratchet::rows(&set, &policy));
    rows.extend(habits::rows(&set, &policy));
    rows.extend(chances::rows(&set, &policy));
    with_rates(&mut rows);
    for row in &mut rows {
        row.judge(&policy);
    }
    Ok(AuditReport { rows })
}

/// The false discovery rates over every test of the report that has a p-value.
fn with_rates(rows: &mut [AuditRow]) {
    let tested: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].p.is_some()).collect();
    let chances: Vec<f64> = tested.iter().filter_map(|&at| rows[at].p).collect();
    for (&at, rate) in tested.iter().zip(discovery_rates(&chances)) {
        // A single test is its own rate; rounding must not bring it below its p.
        rows[at].q = rows[at].p.map(|p| rate.max(p).min(1.0));
    }
}
