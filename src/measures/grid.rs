//! Slices of the company and ranges of periods: the complete grid on which metrics stand.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::calendar::Period;

use super::facts::{Fact, Facts};
use super::observation::Slice;
use super::people::People;

/// A dimension by which metrics can be sliced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The booking rep.
    Rep,
    /// The rep's team.
    Team,
    /// The order's region.
    Region,
}

impl Dimension {
    /// The word used on the command line and as a column.
    pub fn word(self) -> &'static str {
        match self {
            Dimension::Rep => "rep",
            Dimension::Team => "team",
            Dimension::Region => "region",
        }
    }
}

/// A dimension that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceError {
    /// What was received.
    pub name: String,
}

impl fmt::Display for SliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no dimension `{}`: rep, team and region are there", self.name)
    }
}

impl std::error::Error for SliceError {}

impl FromStr for Dimension {
    type Err = SliceError;

    fn from_str(name: &str) -> Result<Self, SliceError> {
        match name {
            "rep" | "rep_id" => Ok(Dimension::Rep),
            "team" => Ok(Dimension::Team),
            "region" => Ok(Dimension::Region),
            other => Err(SliceError { name: other.to_string() }),
        }
    }
}

/// An unbroken run of periods of one grain, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodRange {
    /// The first.
    pub first: Period,
    /// The last; of the same grain, not before the first.
    pub last: Period,
}

impl PeriodRange {
    /// How many periods.
    pub fn len(&self) -> usize {
        (self.last.index - self.first.index + 1).max(0) as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = Period> + use<> {
        let grain = self.first.grain;
        (self.first.index..=self.last.index).map(move |index| Period { grain, index })
    }

    /// The position of a period; none where it lies outside.
    pub fn position(&self, period: Period) -> Option<usize> {
        (period >= self.first && period <= self.last).then(|| (period.index - self.first.index) as usize)
    }
}

/// Gives every fact its slice, by dense keys.
#[derive(Debug, Clone)]
pub struct Slicer {
    dimensions: Vec<Dimension>,
    /// Shared with whoever found them: they may be many.
    slices: Arc<Vec<Vec<Slice>>>,
    /// Position of the slice by rep × region, in one flat row-major table.
    by_rep_and_region: Vec<u32>,
    regions: usize,
    by_rep_id: BTreeMap<String, u32>,
}

impl Slicer {
    /// One slice a combination of members; people without sales get theirs too, so that the grid is complete.
    /// Without dimensions there is one slice, the company. Where only some people's sales count, the others' are in no
    /// slice.
    pub fn new(facts: &Facts, people: &People, dimensions: &[Dimension]) -> Slicer {
        let team_of = |rep_id: &str| people.get(rep_id).map_or(String::new(), |person| person.team.clone());
        let members = |rep_id: &str, region: &str| -> Vec<Slice> {
            dimensions
                .iter()
                .map(|dimension| Slice {
                    dimension: dimension.word().to_string(),
                    key: match dimension {
                        Dimension::Rep => rep_id.to_string(),
                        Dimension::Team => team_of(rep_id),
                        Dimension::Region => region.to_string(),
                    },
                })
                .collect()
        };
        let combinations = &facts.dense.pairs;
        let counts = |rep: u32| people.counts(&facts.reps[rep as usize]);
        let counted = || people.all().iter().filter(|person| people.counts(&person.rep_id));
        let mut slices: Vec<Vec<Slice>> = combinations
            .iter()
            .filter(|&&(rep, _)| counts(rep))
            .map(|&(rep, region)| members(&facts.reps[rep as usize], &facts.regions[region as usize]))
            .collect();
        let without_region = !dimensions.contains(&Dimension::Region);
        if without_region {
            slices.extend(counted().map(|person| members(&person.rep_id, "")));
        }
        slices.sort();
        slices.dedup();
        let position = |wanted: &Vec<Slice>| slices.binary_search(wanted).map_or(0, |at| at as u32);
        let regions = facts.regions.len();
        let mut by_rep_and_region = vec![0; facts.reps.len() * regions];
        for &(rep, region) in combinations {
            let wanted = members(&facts.reps[rep as usize], &facts.regions[region as usize]);
            let at = if counts(rep) { position(&wanted) } else { slices.len() as u32 };
            by_rep_and_region[rep as usize * regions + region as usize] = at;
        }
        let by_rep_id = if without_region {
            counted().map(|p| (p.rep_id.clone(), position(&members(&p.rep_id, "")))).collect()
        } else {
            BTreeMap::new()
        };
        Slicer { dimensions: dimensions.to_vec(), slices: Arc::new(slices), by_rep_and_region, regions, by_rep_id }
    }

    /// For facts whose regions are slices: `of_region` has the position of each region's slice, and the number of slices,
    /// one behind the last, for rows that do not count in the question. What a customer bought there still tells who is
    /// new. The rep plays no part, so a step of none leads from one rep to the next.
    pub(super) fn of_regions(
        slices: Arc<Vec<Vec<Slice>>>,
        of_region: Vec<u32>,
        by_rep_id: BTreeMap<String, u32>,
    ) -> Slicer {
        Slicer { dimensions: Vec::new(), slices, by_rep_and_region: of_region, regions: 0, by_rep_id }
    }

    /// The dimensions of the facts, in the order asked for.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The slices, sorted.
    pub fn slices(&self) -> &[Vec<Slice>] {
        &self.slices
    }

    /// The position of a fact's slice; the number of slices where a filter leaves it out.
    pub fn of_fact(&self, fact: &Fact) -> usize {
        self.of_pair((fact.rep, fact.region)) as usize
    }

    /// The position of the slice of a rep and a region, by their positions in the name lists of the facts.
    pub fn of_pair(&self, (rep, region): (u32, u32)) -> u32 {
        self.by_rep_and_region[rep as usize * self.regions + region as usize]
    }

    /// The positions of the slices of all pairs of the facts.
    pub(crate) fn of_pairs(&self, facts: &Facts) -> Vec<u32> {
        facts.dense.pairs.iter().map(|&pair| self.of_pair(pair)).collect()
    }

    /// The position of a rep's slice; none where slices are finer than reps.
    pub fn of_rep(&self, rep_id: &str) -> Option<usize> {
        self.by_rep_id.get(rep_id).map(|&at| at as usize)
    }
}
