//! What targets rest on, as the pack keeps it.

use crate::pipeline::modelled::Targets;
use crate::planning::SubjectBasis;
use crate::review::pack::{RepBasis, TargetBasis};

pub(super) fn target_basis(targets: &Targets, stretch_chance: f64) -> TargetBasis {
    let set = &targets.set;
    let mut samples: Vec<Vec<f64>> = Vec::new();
    // Reps share a sample or two; each is written once.
    let mut sample_of = |subject: &SubjectBasis| {
        let scores = subject.predictive.scores();
        samples.iter().position(|sample| sample == scores).unwrap_or_else(|| {
            samples.push(scores.to_vec());
            samples.len() - 1
        })
    };
    let rep = |subject: &SubjectBasis| RepBasis {
        rep_id: subject.subject.clone(),
        centre: subject.predictive.centre(),
        scale: subject.predictive.scale(),
        sample: sample_of(subject),
        lower_bound: subject.predictive.lower_bound(),
        floor: subject.floor_minor,
        cap: subject.cap_minor,
        decided: targets.decided.get(&subject.subject).copied(),
    };
    let basis = &set.basis;
    let reps = basis.subjects.iter().map(rep).collect();
    TargetBasis {
        minor_per_major: set.minor_per_major,
        round_to: basis.round_to_minor,
        least_chance: basis.min_chance,
        stretch_chance,
        samples,
        reps,
        team_reached: basis.team_reached_minor.clone(),
        correlation: basis.correlation,
        correlation_assumed: basis.correlation_assumed,
    }
}
