//! What targets rest on, so that another chance, goal or target can be followed without the forecasts.

use serde::{Deserialize, Serialize};

use super::TargetPolicy;
use super::candidate::Candidate;
use super::joint::Team;
use crate::models::predictive::Predictive;

/// What a set's targets rest on. None of it depends on the chance or the goal that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// Everybody with a usable forecast, in order of subject; those are among them who got no target because nothing
    /// positive came out at the asked chance.
    pub subjects: Vec<SubjectBasis>,
    /// What the subjects together reach in each simulated period, in minor units, ascending: the largest whole amount
    /// that does not exceed the period's sum. The chance of a total is the share of entries at or above it.
    pub team_reached_minor: Vec<i64>,
    /// The step to which targets are rounded, in minor units.
    pub round_to_minor: i64,
    /// The lowest common chance that a goal may give.
    pub min_chance: f64,
    /// The correlation between members that was used.
    pub correlation: f64,
    /// Whether that correlation was assumed and not measured.
    pub correlation_assumed: bool,
    /// By what simulated sums were multiplied; `None` where it was not measured.
    pub sum_level: Option<f64>,
}

/// What one subject's target rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubjectBasis {
    /// Whose.
    pub subject: String,
    /// Where the value will probably lie, in major units.
    pub predictive: Predictive,
    /// The least target that the policy allows; `None` where there is no floor.
    pub floor_minor: Option<i64>,
    /// The largest target that the policy allows; `None` where there is no cap.
    pub cap_minor: Option<i64>,
}

impl Basis {
    pub(super) fn of(able: &[Candidate<'_>], team: Option<&Team>, policy: &TargetPolicy) -> Basis {
        let subject = |candidate: &Candidate<'_>| SubjectBasis {
            subject: candidate.outlook.subject.clone(),
            predictive: candidate.predictive.clone(),
            floor_minor: candidate.bounds.floor,
            cap_minor: candidate.bounds.cap,
        };
        Basis {
            subjects: able.iter().map(subject).collect(),
            team_reached_minor: team.map_or_else(Vec::new, |team| team.reached_minor.clone()),
            round_to_minor: policy.round_to_minor,
            min_chance: policy.min_chance,
            correlation: policy.together().correlation,
            correlation_assumed: policy.correlation.is_none(),
            sum_level: policy.sum_level,
        }
    }
}
