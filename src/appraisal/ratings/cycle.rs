//! One cycle of ratings, from rows to what may be said about them.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::records::assessments::{RaterGroup, Rating};
use crate::measures::records::instruments::InstrumentItem;

use super::checks::{Checked, Known, Names, RatingFault, Score, check, with_one_rater};
use super::graph::{parts, teaches};
use super::model::{Fit, Sizes, fit, group_number};
use super::release::{Released, release};
use super::scale::{Item, NoScale};
use super::settings::RatingSettings;
use super::slices::Common;
use super::variance::Variance;

/// What a cycle is judged from.
#[derive(Debug, Clone, Copy)]
pub struct CycleInput<'a> {
    /// Every state that the cycle's ratings have had in the store, oldest first; the last is the one that is read.
    pub states: &'a [Vec<Rating>],
    /// The instruments.
    pub instruments: &'a [InstrumentItem],
    /// The ids of the reps table; none where there is no table, and then anybody may be rated.
    pub reps: Option<&'a BTreeSet<String>>,
    /// The groups' weights, checked.
    pub settings: &'a RatingSettings,
}

/// A rating that is missing: it would make two parts of the graph of raters and ratees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingLink {
    /// The part, from 2.
    pub part: u32,
    /// Whom it holds.
    pub ratees: Vec<String>,
    /// A rater of the first part.
    pub rater: String,
    /// The ratee of this part whom that rater could rate too.
    pub ratee: String,
}

/// A cycle of ratings.
#[derive(Debug)]
pub struct CycleRatings {
    /// The items with a scale, accepted or not.
    pub items: Vec<Item>,
    /// Items that have none, and cannot be rated on.
    pub without_scale: Vec<NoScale>,
    /// Ratings that do not count, and why.
    pub faults: Vec<RatingFault>,
    /// Ratees whom only one other person rated.
    pub with_one_rater: Vec<String>,
    /// Scores that wait until at least three have come or were corrected.
    pub held_back: usize,
    /// What separates the parts of the graph of raters and ratees; empty where it is one.
    pub missing_links: Vec<MissingLink>,
    /// The spreads that the ratings show.
    pub variance: Variance,
    /// How much higher each rater rates than others, in points, by the rater's key; only raters of whom something could
    /// be learned. Not for any report: it is what tests and studies compare with known severities.
    severities: BTreeMap<String, f64>,
    pub(super) ratees: Vec<Ratee>,
    pub(super) fit: Fit,
    pub(super) weights: [f64; 4],
    pub(super) usual: [bool; 4],
}

/// What is known of one ratee.
#[derive(Debug, Default)]
pub(super) struct Ratee {
    pub(super) id: String,
    /// From 1; 0 where nothing is shown.
    pub(super) part: u32,
    /// Whether somebody else is in the part.
    pub(super) is_linked: bool,
    /// By group, item and rater.
    pub(super) shown: Vec<Released>,
    /// The groups and items on which there are scores, shown or not.
    pub(super) rated: BTreeSet<(RaterGroup, u32)>,
    /// The ratee's own scores, in points by item.
    pub(super) own: BTreeMap<u32, f64>,
    /// "Not observed", by group and item.
    pub(super) unseen: BTreeMap<(RaterGroup, u32), u32>,
}

impl CycleRatings {
    /// Judges a cycle.
    ///
    /// Ratings that do not count are named in `faults` and the others go on. A cycle without ratings has no lines.
    pub fn of(input: &CycleInput<'_>) -> CycleRatings {
        let (mut items, mut without_scale) = (Vec::new(), Vec::new());
        for row in input.instruments {
            match Item::of(row) {
                Ok(item) => items.push(item),
                Err(none) => without_scale.push(none),
            }
        }
        let known = Known { items: &items, reps: input.reps };
        let (mut ratees, mut raters) = (Names::default(), Names::default());
        let mut states: Vec<Vec<Score>> = Vec::new();
        let mut last = Checked::default();
        for rows in input.states {
            last = check(rows, &known, &mut ratees, &mut raters);
            states.push(last.scores.clone());
        }
        let released = release(&states);
        let sizes = Sizes { ratees: ratees.list.len(), raters: raters.list.len(), items: items.len() };
        let teaches = teaches(&released.scores);
        let variance = Variance::estimate(&released.scores);
        let parts = parts(&released.scores, &teaches, sizes.ratees, sizes.raters);
        let fit = fit(&released.scores, &teaches, sizes, &variance);
        let fit = fit.apart(&released.scores, &teaches, &parts, &variance);
        let name = |ratee: &u32| ratees.list[*ratee as usize].clone();
        let missing_link = |(part, &(rater, ratee)): (u32, &(u32, u32))| MissingLink {
            part,
            ratees: (0..).zip(&parts.of_ratee).filter(|(_, of)| **of == part).map(|(ratee, _)| name(&ratee)).collect(),
            rater: raters.list[rater as usize].clone(),
            ratee: name(&ratee),
        };
        let taught: BTreeSet<u32> =
            released.scores.iter().zip(&teaches).filter(|(_, yes)| **yes).map(|(it, _)| it.score.rater).collect();
        let severity = |rater: u32| (raters.list[rater as usize].clone(), fit.raters[rater as usize]);
        CycleRatings {
            missing_links: (2..).zip(&parts.links).map(missing_link).collect(),
            with_one_rater: with_one_rater(&last.scores).iter().map(name).collect(),
            severities: taught.into_iter().map(severity).collect(),
            ratees: of_ratees(&ratees.list, &released.scores, &last, &parts.of_ratee),
            usual: usual_groups(&released.scores),
            weights: input.settings.weights(),
            held_back: released.held_back,
            faults: last.faults,
            items,
            without_scale,
            variance,
            fit,
        }
    }

    /// The ids of those who are rated, sorted.
    pub fn ratees(&self) -> impl Iterator<Item = &str> {
        self.ratees.iter().map(|ratee| ratee.id.as_str())
    }

    /// How much higher each rater rates than others, in points, by the rater's key. For tests and studies alone: no
    /// report shows it.
    pub fn severities(&self) -> &BTreeMap<String, f64> {
        &self.severities
    }

    pub(super) fn common(&self) -> Common<'_> {
        Common { fit: &self.fit, variance: &self.variance, weights: self.weights, usual: self.usual }
    }
}

/// What belongs to each ratee, by id.
fn of_ratees(names: &[String], released: &[Released], last: &Checked, part_of: &[u32]) -> Vec<Ratee> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    part_of.iter().for_each(|part| *sizes.entry(*part).or_default() += 1);
    let mut ratees: Vec<Ratee> = names
        .iter()
        .zip(part_of)
        .map(|(id, part)| Ratee {
            id: id.clone(),
            part: *part,
            is_linked: *part > 0 && sizes[part] > 1,
            ..Ratee::default()
        })
        .collect();
    for it in released {
        let ratee = &mut ratees[it.score.ratee as usize];
        ratee.shown.push(*it);
        ratee.rated.insert((it.score.group, it.score.item));
    }
    for score in &last.scores {
        let ratee = &mut ratees[score.ratee as usize];
        if score.group == RaterGroup::Oneself {
            ratee.own.insert(score.item, score.points);
        } else {
            ratee.rated.insert((score.group, score.item));
        }
    }
    for (&(ratee, group, item), &count) in &last.unseen {
        ratees[ratee as usize].unseen.insert((group, item), count);
    }
    ratees.sort_by(|a, b| a.id.cmp(&b.id));
    ratees
}

/// The groups that are shown for at least half of the ratees of whom anything is shown.
fn usual_groups(released: &[Released]) -> [bool; 4] {
    let rated = |group: Option<RaterGroup>| {
        let of_group = released.iter().filter(|it| group.is_none_or(|group| group == it.score.group));
        of_group.map(|it| it.score.ratee).collect::<BTreeSet<u32>>().len()
    };
    let all = rated(None);
    RaterGroup::COUNTED.map(|group| 2 * rated(Some(group)) >= all.max(1))
}

/// Whether a group's weight lets it count.
pub(super) fn counts(weights: &[f64; 4], group: RaterGroup) -> bool {
    weights[group_number(group)] > 0.0
}
