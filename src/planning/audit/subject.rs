//! What is examined: targets, and what is known about those who carry them.

use std::collections::BTreeMap;

use crate::models::predictive::Predictive;

use super::super::{PlanningError, TeamChance};

/// A set of targets of one metric and period, and the sets of earlier periods.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditedSet {
    /// The targets; one a subject.
    pub targets: Vec<AuditedTarget>,
    /// Targets of earlier periods that were held against what came.
    pub past: Vec<PastTarget>,
    /// The number of the targets' period; the one before it is one less.
    pub period: i32,
    /// Minor units in one major unit.
    pub minor_per_major: i64,
    /// The step to which targets are rounded on purpose, in minor units; 1 or less where there is none.
    pub round_to_minor: i64,
    /// The chance that was stated with the set, which is the set's one chance; `None` simulates one from those with a
    /// target, since of other people's targets nobody has said whose results count.
    pub stated: Option<TeamChance>,
}

/// One target, as it is examined.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditedTarget {
    /// Whose target.
    pub subject: String,
    /// The amount, in minor units.
    pub target_minor: i64,
    /// Where the period's value will probably lie, in major units; `None`: no chance can be stated.
    pub predictive: Option<Predictive>,
    /// What is known about the subject before the period.
    pub traits: RepTraits,
    /// The same period's value a year before.
    pub year_before_minor: Option<i64>,
    /// The last period's value.
    pub last_minor: Option<i64>,
    /// The last period's target.
    pub last_target_minor: Option<i64>,
}

/// A target of an earlier period, and what came.
#[derive(Debug, Clone, PartialEq)]
pub struct PastTarget {
    /// Whose target.
    pub subject: String,
    /// The number of its period.
    pub period: i32,
    /// The amount, in minor units.
    pub target_minor: i64,
    /// What came, in minor units.
    pub actual_minor: i64,
    /// What was known about the subject before that period.
    pub traits: RepTraits,
}

/// What is known about a rep before a period; what is not known is left out of the tests about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RepTraits {
    /// How large the book is: the mean value of the periods before, in any unit.
    pub size: Option<f64>,
    /// How long in service, in any unit.
    pub tenure: Option<f64>,
    /// The last period's value over its target, or over what was expected.
    pub last_result: Option<f64>,
    /// The group by dimension, such as team and region.
    pub groups: BTreeMap<String, String>,
}

/// A trait that is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// See [`RepTraits::size`].
    Size,
    /// See [`RepTraits::tenure`].
    Tenure,
    /// See [`RepTraits::last_result`].
    LastResult,
}

impl Trait {
    /// All, in the order of the report.
    pub const ALL: [Trait; 3] = [Trait::Size, Trait::Tenure, Trait::LastResult];

    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Trait::Size => "size",
            Trait::Tenure => "tenure",
            Trait::LastResult => "last_result",
        }
    }

    /// A rep's value; `None` where it is not known or no number.
    pub(super) fn of(self, traits: &RepTraits) -> Option<f64> {
        let value = match self {
            Trait::Size => traits.size,
            Trait::Tenure => traits.tenure,
            Trait::LastResult => traits.last_result,
        };
        value.filter(|value| value.is_finite())
    }
}

impl AuditedTarget {
    /// The chance of reaching the target; `None` without a forecast.
    pub(super) fn chance(&self, minor_per_major: i64) -> Option<f64> {
        let value = self.target_minor as f64 / minor_per_major as f64;
        self.predictive.as_ref().map(|predictive| predictive.chance_of_reaching(value))
    }
}

impl AuditedSet {
    /// The same in order of subject and period, so that the order of the input is of no effect.
    pub(super) fn sorted(&self) -> Result<AuditedSet, PlanningError> {
        let mut sorted = self.clone();
        sorted.minor_per_major = sorted.minor_per_major.max(1);
        sorted.targets.sort_by(|a, b| a.subject.cmp(&b.subject));
        sorted.past.sort_by(|a, b| (&a.subject, a.period).cmp(&(&b.subject, b.period)));
        match sorted.targets.windows(2).find(|pair| pair[0].subject == pair[1].subject) {
            Some(pair) => Err(PlanningError::DuplicateSubject { subject: pair[0].subject.clone() }),
            None => Ok(sorted),
        }
    }

    /// The dimensions by which anybody is grouped, sorted.
    pub(super) fn dimensions(&self) -> Vec<String> {
        let traits = self.targets.iter().map(|one| &one.traits).chain(self.past.iter().map(|one| &one.traits));
        let mut names: Vec<String> = traits.flat_map(|traits| traits.groups.keys().cloned()).collect();
        names.sort();
        names.dedup();
        names
    }
}
