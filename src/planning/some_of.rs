//! A part of a set of targets: those of one team out of the company's.

use super::candidate::reached_minor;
use super::joint::Team;
use super::{Basis, Target, TargetPolicy, TargetSet};
use crate::models::predictive::Predictive;

impl TargetSet {
    /// The targets of the subjects that `is_kept` names, each as it stands. What is said of all of them together is said
    /// anew: the sum, the shares of it, and the chance that they reach it, which is simulated with the same correlation.
    /// A goal was that of the whole set; the part carries its common chance and no goal.
    ///
    /// `policy` says how often to draw and from which seed, and the chance of the amount to commit to.
    pub fn of_some(&self, is_kept: impl Fn(&str) -> bool, policy: &TargetPolicy) -> TargetSet {
        let targets: Vec<Target> = self.targets.iter().filter(|target| is_kept(&target.subject)).cloned().collect();
        let total_minor: i64 = targets.iter().map(|target| target.target_minor).sum();
        let share = |target: Target| Target {
            share_of_total: (total_minor > 0).then(|| target.target_minor as f64 / total_minor as f64),
            ..target
        };
        let subjects: Vec<_> = self.basis.subjects.iter().filter(|one| is_kept(&one.subject)).cloned().collect();
        let members: Vec<&Predictive> = subjects.iter().map(|one| &one.predictive).collect();
        let policy = TargetPolicy {
            correlation: (!self.basis.correlation_assumed).then_some(self.basis.correlation),
            sum_level: self.basis.sum_level,
            ..*policy
        };
        let per_major = self.minor_per_major;
        let nearest = |sum: f64| (sum * per_major as f64).round_ties_even() as i64;
        let team = Team::of_members(&members, &policy, |sum| reached_minor(sum, per_major), nearest);
        let basis = Basis {
            team_reached_minor: team.as_ref().map_or_else(Vec::new, |team| team.reached_minor.clone()),
            subjects,
            ..self.basis.clone()
        };
        TargetSet {
            team_chance: team.filter(|_| !targets.is_empty()).map(|team| team.chance(total_minor, None)),
            targets: targets.into_iter().map(share).collect(),
            refused: self.refused.iter().filter(|one| is_kept(&one.subject)).cloned().collect(),
            total_minor,
            goal_minor: None,
            unallocated_minor: 0,
            basis,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{bell, outlook};
    use super::super::{Outlook, TargetPolicy, at_chance, from_goal};

    fn nine() -> Vec<Outlook> {
        (0..9).map(|at| outlook(&format!("r{at}"), bell(1_000.0 + 100.0 * f64::from(at), 90.0))).collect()
    }

    fn policy() -> TargetPolicy {
        TargetPolicy { correlation: Some(0.2), draws: 2_000, ..TargetPolicy::default() }
    }

    #[test]
    fn a_part_is_what_the_same_subjects_get_alone() {
        let all = nine();
        let whole = at_chance(&all, &policy(), 100).expect("valid");
        let alone = at_chance(&all[2..5], &policy(), 100).expect("valid");
        let part = whole.of_some(|id| ["r2", "r3", "r4"].contains(&id), &policy());
        assert_eq!(part, alone);
        assert_eq!(whole.of_some(|_| true, &policy()), whole);
        let none = whole.of_some(|_| false, &policy());
        assert_eq!((none.targets.len(), none.total_minor, none.team_chance), (0, 0, None));
    }

    #[test]
    fn a_goal_stays_with_the_whole() {
        let all = nine();
        let whole = from_goal(&all, 1_150_000, &policy(), 100).expect("valid");
        let part = whole.of_some(|id| id < "r3", &policy());
        assert_eq!((part.goal_minor, part.unallocated_minor), (None, 0));
        assert_eq!(part.common_chance, whole.common_chance);
        assert_eq!(part.total_minor, part.targets.iter().map(|one| one.target_minor).sum::<i64>());
        assert!(
            part.targets.iter().all(|one| whole.targets.iter().any(|other| other.target_minor == one.target_minor))
        );
    }
}
