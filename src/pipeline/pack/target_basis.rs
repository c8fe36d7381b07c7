//! What targets rest on, as the pack keeps it.

use crate::pipeline::modelled::Targets;
use crate::planning::SubjectBasis;
use crate::review::pack::{RepBasis, TargetBasis};

pub(super) fn target_basis<'a>(targets: &'a Targets, stretch_chance: f64) -> TargetBasis {
    let set = &targets.set;
    let mut samples: Vec<&[f64]> = Vec::new();
    // Reps share a sample or two; each is written once. Mostly it is one in memory too, and need not be gone through.
    let mut sample_of = |scores: &'a [f64]| {
        let is_same = |sample: &&[f64]| std::ptr::eq(*sample, scores) || *sample == scores;
        samples.iter().position(is_same).unwrap_or_else(|| {
            samples.push(scores);
            samples.len() - 1
        })
    };
    let rep = |subject: &'a SubjectBasis| RepBasis {
        rep_id: subject.subject.clone(),
        centre: subject.predictive.centre(),
        scale: subject.predictive.scale(),
        sample: sample_of(subject.predictive.scores()),
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
        samples: samples.into_iter().map(<[f64]>::to_vec).collect(),
        reps,
        team_reached: basis.team_reached_minor.clone(),
        correlation: basis.correlation,
        correlation_assumed: basis.correlation_assumed,
    }
}
