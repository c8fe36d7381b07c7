//! What the team has to learn: each coaching topic with the reps who are weak on something that it acts on.

use std::collections::{BTreeMap, BTreeSet};

use super::comparable::Comparison;
use crate::appraisal::{Topic, WorkDriver, topics};

/// A gap counts up to this many robust deviations: where nearly all reps are alike, one who is a little below them is
/// many deviations away, and would outweigh the needs of ten.
const LARGEST_GAP: f64 = 5.0;

/// A need that people saw and no number shows: from ratings, or from reviewed cases.
///
/// This is the one place where ratings enter: whoever has some hands them to [`training_needs`].
#[derive(Debug, Clone, PartialEq)]
pub struct RatedNeed {
    /// The topic, by id.
    pub topic: String,
    /// The rep.
    pub rep_id: String,
    /// How far the ratings lie under the bar, in points of their scale.
    pub gap: f64,
}

/// One topic over the team.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingNeed {
    /// The topic.
    pub topic: &'static Topic,
    /// The reps who are weak on a driver that it acts on, with the largest gap of each in robust deviations, up to 5.
    pub reps: BTreeMap<String, f64>,
    /// The weak drivers.
    pub drivers: BTreeSet<WorkDriver>,
    /// The reps whom people rated low, with the gap of each in points of the scale.
    pub rated: BTreeMap<String, f64>,
}

impl TrainingNeed {
    /// The size of the need: the sum of the reps' gaps, which is their number times the mean gap.
    pub fn need(&self) -> f64 {
        self.reps.values().sum()
    }

    /// The mean gap in robust deviations; none without reps.
    pub fn mean_gap(&self) -> Option<f64> {
        (!self.reps.is_empty()).then(|| self.need() / self.reps.len() as f64)
    }

    /// The mean gap of the ratings in points of their scale; none without any.
    pub fn mean_rated_gap(&self) -> Option<f64> {
        (!self.rated.is_empty()).then(|| self.rated.values().sum::<f64>() / self.rated.len() as f64)
    }
}

/// Every topic of the catalogue, the largest need first; needs that only ratings show after those that numbers do, and
/// topics without any need last, in the catalogue's order.
///
/// A rep who is weak on two drivers of a topic needs it once, by the larger gap. Points of a rating scale and robust
/// deviations are not added to each other.
pub fn training_needs(drivers: &BTreeMap<WorkDriver, Comparison>, rated: &[RatedNeed]) -> Vec<TrainingNeed> {
    let mut needs: Vec<TrainingNeed> = topics().iter().map(|topic| need(topic, drivers, rated)).collect();
    needs.sort_by(|a, b| {
        let rated = |need: &TrainingNeed| need.rated.values().sum::<f64>();
        b.need().total_cmp(&a.need()).then(rated(b).total_cmp(&rated(a)))
    });
    needs
}

fn need(topic: &'static Topic, drivers: &BTreeMap<WorkDriver, Comparison>, rated: &[RatedNeed]) -> TrainingNeed {
    let mut found = TrainingNeed { topic, reps: BTreeMap::new(), drivers: BTreeSet::new(), rated: BTreeMap::new() };
    for driver in &topic.drivers {
        for (rep, standing) in drivers.get(driver).into_iter().flatten() {
            let Some(standing) = standing.as_ref().ok().filter(|standing| standing.weak) else { continue };
            let gap = found.reps.entry(rep.clone()).or_insert(0.0);
            *gap = gap.max((-standing.robust_z).min(LARGEST_GAP));
            found.drivers.insert(*driver);
        }
    }
    for one in rated.iter().filter(|one| one.topic == topic.id) {
        let gap = found.rated.entry(one.rep_id.clone()).or_insert(0.0);
        *gap = gap.max(one.gap);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::plan::{Basis, Standing};

    fn weak(reps: &[(&str, f64)]) -> Comparison {
        let standing = |&(rep, robust_z): &(&str, f64)| {
            let weak = robust_z <= -1.0;
            let (value, comparable, basis) = (0.0, 0.0, Basis::AllReps);
            (rep.to_string(), Ok(Standing { value, comparable, robust_z, n_peers: 9, basis, weak, strong: false }))
        };
        reps.iter().map(standing).collect()
    }

    #[test]
    fn a_rep_weak_on_two_drivers_of_a_topic_needs_it_once_by_the_larger_gap() {
        let drivers = BTreeMap::from([
            (WorkDriver::CloseRate, weak(&[("A", -1.5), ("B", -2.0), ("C", 0.5)])),
            (WorkDriver::DiscountRate, weak(&[("A", -3.0)])),
        ]);
        let needs = training_needs(&drivers, &[]);
        let first = &needs[0];
        assert_eq!(first.topic.id, "negotiation");
        assert_eq!(first.reps, BTreeMap::from([("A".to_string(), 3.0), ("B".to_string(), 2.0)]));
        assert_eq!((first.need(), first.mean_gap()), (5.0, Some(2.5)));
        assert_eq!(needs.len(), topics().len());
    }

    #[test]
    fn topics_without_a_number_are_reached_by_ratings_alone() {
        let rated = [RatedNeed { topic: "storytelling".to_string(), rep_id: "A".to_string(), gap: 1.2 }];
        let needs = training_needs(&BTreeMap::new(), &rated);
        assert_eq!(needs[0].topic.id, "storytelling");
        assert!(needs[0].reps.is_empty() && needs[0].mean_rated_gap() == Some(1.2));
        assert_eq!(needs[1].mean_gap(), None);
    }
}
