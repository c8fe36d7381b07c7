//! Which ratings count, and what is wrong with the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::measures::records::assessments::{RaterGroup, Rating};
use crate::quantity::nearest;

use super::scale::Item;

/// One score that counts, in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    pub(super) ratee: u32,
    pub(super) rater: u32,
    pub(super) group: RaterGroup,
    pub(super) item: u32,
    /// From 0 at the lower end of the item's scale to 100 at the upper one.
    pub(super) points: f64,
}

/// A rating that does not count, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingFault {
    /// The questionnaire.
    pub assessment_id: String,
    /// Who is rated.
    pub ratee: String,
    /// The item.
    pub item_id: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a rating.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The score lies outside the item's scale.
    OutsideScale {
        /// The score.
        score: f64,
        /// The lowest that is allowed.
        low: f64,
        /// The highest that is allowed.
        high: f64,
    },
    /// Neither a score nor "not observed".
    NoScore,
    /// The ratee rates himself or herself in a group of others.
    OwnRating {
        /// The group.
        group: RaterGroup,
    },
    /// The reps table does not know the ratee.
    UnknownRatee {
        /// The nearest ids.
        nearest: Vec<String>,
    },
    /// The instruments do not know the item, or give it no scale.
    UnknownItem {
        /// The nearest items.
        nearest: Vec<String>,
    },
    /// The same rater rated the same person on the same item again later, and that one counts.
    Twice,
}

/// People as numbers, in the order in which they first came.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}

/// What the ratings are held against.
pub(super) struct Known<'a> {
    pub(super) items: &'a [Item],
    /// The ids of the reps table; none where there is no table.
    pub(super) reps: Option<&'a BTreeSet<String>>,
}

/// The ratings of one state of the table.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// Those that count, self ratings among them, on items that were accepted.
    pub(super) scores: Vec<Score>,
    pub(super) faults: Vec<RatingFault>,
    /// "Not observed", by ratee, group and item.
    pub(super) unseen: BTreeMap<(u32, RaterGroup, u32), u32>,
}

/// Sorts the ratings of a cycle into those that count and those that do not. `rows` come as
/// [`ratings`](crate::measures::records::assessments::ratings) gives them.
pub(super) fn check(rows: &[Rating], known: &Known<'_>, ratees: &mut Names, raters: &mut Names) -> Checked {
    let find = Finder::new(known.items);
    let own_keys: BTreeSet<(&str, &str)> = rows
        .iter()
        .filter(|row| row.group == RaterGroup::Oneself)
        .map(|row| (row.ratee.as_str(), row.rater.as_str()))
        .collect();
    let mut checked = Checked::default();
    let mut unknown = Unknown::default();
    // (ratee, item, rater) → the place of the score, and the row that it came from.
    let mut seen: HashMap<(u32, u32, u32), (usize, usize)> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let fault = |fault: Fault| RatingFault {
            assessment_id: row.assessment_id.clone(),
            ratee: row.ratee.clone(),
            item_id: row.item.clone(),
            fault,
        };
        if known.reps.is_some_and(|reps| !reps.contains(&row.ratee)) {
            let nearest = unknown.ratee(&row.ratee, known);
            checked.faults.push(fault(Fault::UnknownRatee { nearest }));
            continue;
        }
        let Some(item) = find.item(row) else {
            let nearest = unknown.item(&row.item, known);
            checked.faults.push(fault(Fault::UnknownItem { nearest }));
            continue;
        };
        let is_own = row.rater == row.ratee || own_keys.contains(&(row.ratee.as_str(), row.rater.as_str()));
        if row.group != RaterGroup::Oneself && is_own {
            checked.faults.push(fault(Fault::OwnRating { group: row.group }));
            continue;
        }
        let is_accepted = known.items[item as usize].acceptance.is_accepted();
        let (ratee, rater) = (ratees.number(&row.ratee), raters.number(&row.rater));
        if row.not_observed {
            if is_accepted {
                *checked.unseen.entry((ratee, row.group, item)).or_default() += 1;
            }
            continue;
        }
        let Some(score) = row.score else {
            checked.faults.push(fault(Fault::NoScore));
            continue;
        };
        let of_item = &known.items[item as usize];
        let Some(points) = of_item.points(score) else {
            checked.faults.push(fault(Fault::OutsideScale { score, low: of_item.low, high: of_item.high }));
            continue;
        };
        if !is_accepted {
            continue;
        }
        let score = Score { ratee, rater, group: row.group, item, points };
        match seen.insert((ratee, item, rater), (checked.scores.len(), at)) {
            None => checked.scores.push(score),
            Some((place, earlier)) => {
                let earlier = &rows[earlier];
                checked.faults.push(RatingFault {
                    assessment_id: earlier.assessment_id.clone(),
                    ratee: earlier.ratee.clone(),
                    item_id: earlier.item.clone(),
                    fault: Fault::Twice,
                });
                checked.scores[place] = score;
                seen.insert((ratee, item, rater), (place, at));
            }
        }
    }
    checked
}

/// Finds the item of a rating; where the rating names no instrument, by the item alone if only one has it.
struct Finder<'a> {
    by_both: HashMap<(&'a str, &'a str), u32>,
    by_item: HashMap<&'a str, Option<u32>>,
}

impl<'a> Finder<'a> {
    fn new(items: &'a [Item]) -> Finder<'a> {
        let mut find = Finder { by_both: HashMap::new(), by_item: HashMap::new() };
        for (number, item) in (0..).zip(items) {
            find.by_both.insert((&item.instrument_id, &item.item_id), number);
            find.by_item.entry(&item.item_id).and_modify(|only| *only = None).or_insert(Some(number));
        }
        find
    }

    fn item(&self, row: &Rating) -> Option<u32> {
        if row.instrument.is_empty() {
            self.by_item.get(row.item.as_str()).copied().flatten()
        } else {
            self.by_both.get(&(row.instrument.as_str(), row.item.as_str())).copied()
        }
    }
}

/// The nearest names of unknown ones, each looked up once.
#[derive(Default)]
struct Unknown {
    ratees: HashMap<String, Vec<String>>,
    items: HashMap<String, Vec<String>>,
}

impl Unknown {
    fn ratee(&mut self, id: &str, known: &Known<'_>) -> Vec<String> {
        let reps = || known.reps.into_iter().flatten().map(String::as_str);
        self.ratees.entry(id.to_string()).or_insert_with(|| nearest(id, reps())).clone()
    }

    fn item(&mut self, id: &str, known: &Known<'_>) -> Vec<String> {
        let items: BTreeSet<&str> = known.items.iter().map(|item| item.item_id.as_str()).collect();
        self.items.entry(id.to_string()).or_insert_with(|| nearest(id, items)).clone()
    }
}

/// The ratees whom only one other person rated, in their order.
pub(super) fn with_one_rater(scores: &[Score]) -> Vec<u32> {
    let mut raters: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for score in scores.iter().filter(|score| score.group != RaterGroup::Oneself) {
        raters.entry(score.ratee).or_default().insert(score.rater);
    }
    raters.into_iter().filter(|(_, raters)| raters.len() == 1).map(|(ratee, _)| ratee).collect()
}
