//! What a call to this room can be wrong about.

use std::fmt;

/// Why no set of targets can be made.
///
/// A subject about whom nothing can be said is no error: it is refused beside the others, see
/// [`Refusal`](super::Refusal).
#[derive(Debug, Clone, PartialEq)]
pub enum PlanningError {
    /// A field of the policy is out of its range.
    Policy {
        /// The field of [`TargetPolicy`](super::TargetPolicy).
        field: &'static str,
        /// What was received.
        received: f64,
        /// The least that is allowed.
        low: f64,
        /// The most that is allowed.
        high: f64,
    },
    /// Minor units in one major unit must be at least 1.
    MinorPerMajor {
        /// What was received.
        received: i64,
    },
    /// Two outlooks carry the same subject.
    DuplicateSubject {
        /// The subject.
        subject: String,
    },
    /// The shares of the months are not fractions that sum to 1.
    MonthShares {
        /// Whose shares.
        subject: String,
        /// What they sum to.
        sum: f64,
    },
    /// An amount is beyond ± 2^53 minor units, where whole numbers are no longer exact in the models.
    AmountTooLarge {
        /// What the amount is: `goal`, `total`, or the field of the outlook.
        what: &'static str,
        /// Whose amount; `None` for the team's.
        subject: Option<String>,
    },
    /// The goal is below what the targets cannot go under: floors, decided targets, and for the others the amount
    /// that is reached almost surely.
    GoalBelowLeast {
        /// The goal received, in minor units.
        goal_minor: i64,
        /// The least sum of targets, in minor units.
        least_minor: i64,
        /// The part of it that people decided, in minor units.
        manual_minor: i64,
    },
}

impl fmt::Display for PlanningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanningError::Policy { field, received, low, high } => {
                write!(f, "`{field}` is {received}, and {low} to {high} is allowed")
            }
            PlanningError::MinorPerMajor { received } => {
                write!(f, "one major unit has {received} minor units, and at least 1 is allowed")
            }
            PlanningError::DuplicateSubject { subject } => write!(f, "two outlooks are given for `{subject}`"),
            PlanningError::MonthShares { subject, sum } => {
                write!(f, "the month shares of `{subject}` are not fractions that sum to 1 (sum {sum})")
            }
            PlanningError::AmountTooLarge { what, subject: Some(subject) } => {
                write!(f, "the {what} of `{subject}` is beyond 2^53 minor units")
            }
            PlanningError::AmountTooLarge { what, subject: None } => {
                write!(f, "the {what} is beyond 2^53 minor units")
            }
            PlanningError::GoalBelowLeast { goal_minor, least_minor, manual_minor } => write!(
                f,
                "the goal of {goal_minor} minor units is below {least_minor}, the least sum of targets \
                 ({manual_minor} of it decided by people)"
            ),
        }
    }
}

impl std::error::Error for PlanningError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_field_what_was_received_and_what_is_allowed() {
        let error = PlanningError::Policy { field: "chance", received: 1.5, low: 0.001, high: 0.999 };
        assert_eq!(error.to_string(), "`chance` is 1.5, and 0.001 to 0.999 is allowed");
    }
}
