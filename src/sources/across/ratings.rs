//! Ratings: what can be wrong with a row before it is in the store, and what is doubtful about all of them together.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::issue::Rule;
use super::Broken;
use super::gathered::FrameRow;
use crate::quantity::{Joined, nearest};

/// The least number of raters of a group that is shown; managers are exempt.
pub const LEAST_OF_A_GROUP: usize = 3;

/// A row of `assessments`, without the comment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rating {
    cycle: String,
    ratee: String,
    rater: String,
    group: String,
    instrument: String,
    item: String,
    score: Option<f64>,
    not_observed: bool,
}

impl Rating {
    /// Reads a row.
    pub(super) fn read(row: &FrameRow<'_>) -> Rating {
        let text = |column: &str| row.text(column).to_string();
        Rating {
            cycle: text("cycle_id"),
            ratee: text("ratee_rep_id"),
            rater: text("rater_key"),
            group: text("rater_group"),
            instrument: text("instrument_id"),
            item: text("item_id"),
            score: row.number("score"),
            not_observed: row.truth("not_observed").unwrap_or(false),
        }
    }

    fn is_own(&self) -> bool {
        self.group == "self"
    }
}

/// An item of `instruments`: its ids and the ends of its scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    instrument: String,
    item: String,
    ends: Option<(f64, f64)>,
}

impl Scale {
    /// Reads a row.
    pub(super) fn read(row: &FrameRow<'_>) -> Scale {
        let ends = row.number("scale_min").zip(row.number("scale_max")).filter(|(low, high)| low < high);
        Scale { instrument: row.text("instrument_id").to_string(), item: row.text("item_id").to_string(), ends }
    }
}

/// What the rows break. Without a table of reps anybody may be rated, and without instruments on anything; what is wrong
/// with a single row goes first, and only sound rows are looked at together.
pub(super) fn rating_faults(
    ratings: &[Rating],
    reps: Option<&BTreeSet<String>>,
    scales: Option<&[Scale]>,
) -> Vec<Broken> {
    let items = scales.map(Items::new);
    let own: HashSet<(&str, &str, &str)> =
        ratings.iter().filter(|row| row.is_own()).map(|row| (&*row.cycle, &*row.ratee, &*row.rater)).collect();
    let (mut broken, mut sound) = (Vec::new(), Vec::new());
    let mut near = Near::default();
    for (at, row) in ratings.iter().enumerate() {
        let rates_oneself = row.rater == row.ratee || own.contains(&(&*row.cycle, &*row.ratee, &*row.rater));
        match fault(row, rates_oneself, reps, items.as_ref(), &mut near) {
            Some((column, value, rule)) => broken.push(Broken { at, column, value, rule }),
            None if !row.is_own() && row.score.is_some() && !row.not_observed => sound.push((at, row)),
            None => {}
        }
    }
    broken.extend(together(&sound));
    broken
}

/// What is wrong with a row by itself: the column, the value, the rule.
fn fault(
    row: &Rating,
    rates_oneself: bool,
    reps: Option<&BTreeSet<String>>,
    items: Option<&Items<'_>>,
    near: &mut Near,
) -> Option<(&'static str, String, Rule)> {
    if let Some(reps) = reps.filter(|reps| !reps.contains(&row.ratee)) {
        let nearest = near.of("reps", &row.ratee, || reps.iter().map(String::as_str));
        return Some(("ratee_rep_id", row.ratee.clone(), Rule::RatingRatee { nearest }));
    }
    let scale = match items.map(|items| (items, items.find(row))) {
        Some((items, None)) => {
            let nearest = near.of("instruments", &row.item, || items.names());
            return Some(("item_id", row.item.clone(), Rule::RatingItem { nearest }));
        }
        Some((_, Some(scale))) => scale.ends,
        None => None,
    };
    if rates_oneself && !row.is_own() {
        return Some(("rater_key", row.rater.clone(), Rule::RatingOfOneself { group: row.group.clone() }));
    }
    if row.not_observed {
        return None;
    }
    let Some(score) = row.score else { return Some(("score", String::new(), Rule::RatingEmpty)) };
    let (low, high) = scale.filter(|(low, high)| !(low..=high).contains(&&score))?;
    Some(("score", score.to_string(), Rule::RatingScale { low: low.to_string(), high: high.to_string() }))
}

/// The nearest names of unknown ones, each looked for once: one wrong id may stand on many rows.
#[derive(Default)]
struct Near(HashMap<(&'static str, String), Vec<String>>);

impl Near {
    fn of<'n, I: Iterator<Item = &'n str>>(
        &mut self,
        table: &'static str,
        name: &str,
        known: impl FnOnce() -> I,
    ) -> Vec<String> {
        self.0.entry((table, name.to_string())).or_insert_with(|| nearest(name, known())).clone()
    }
}

/// The items by their names; a rating that names no instrument finds its item where only one instrument has it.
struct Items<'s> {
    by_both: HashMap<(&'s str, &'s str), &'s Scale>,
    by_item: BTreeMap<&'s str, Option<&'s Scale>>,
}

impl<'s> Items<'s> {
    fn new(scales: &'s [Scale]) -> Items<'s> {
        let mut items = Items { by_both: HashMap::new(), by_item: BTreeMap::new() };
        for scale in scales {
            items.by_both.insert((&scale.instrument, &scale.item), scale);
            items.by_item.entry(&scale.item).and_modify(|only| *only = None).or_insert(Some(scale));
        }
        items
    }

    fn find(&self, row: &Rating) -> Option<&'s Scale> {
        match row.instrument.as_str() {
            "" => self.by_item.get(row.item.as_str()).copied().flatten(),
            instrument => self.by_both.get(&(instrument, row.item.as_str())).copied(),
        }
    }

    fn names(&self) -> impl Iterator<Item = &'s str> {
        self.by_item.keys().copied()
    }
}

/// What is doubtful about sound ratings together, cycle by cycle: ratees with one rater, groups that are too small to be
/// shown, and ratees whom no common raters link with most of the others.
fn together(sound: &[(usize, &Rating)]) -> Vec<Broken> {
    let mut cycles: BTreeMap<&str, Vec<(usize, &Rating)>> = BTreeMap::new();
    for &(at, row) in sound {
        cycles.entry(&row.cycle).or_default().push((at, row));
    }
    let mut broken = Vec::new();
    for (cycle, rows) in &cycles {
        let mut raters: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut of_group: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (_, row) in rows {
            raters.entry(&row.ratee).or_default().insert(&row.rater);
            of_group.entry((&row.ratee, &row.group)).or_default().insert(&row.rater);
        }
        let unlinked = unlinked(rows);
        for &(at, row) in rows {
            let mut note = |rule: Rule| {
                broken.push(Broken { at, column: "ratee_rep_id", value: row.ratee.clone(), rule });
            };
            let cycle = cycle.to_string();
            if raters[&*row.ratee].len() == 1 {
                note(Rule::RatingOneRater { cycle: cycle.clone() });
            } else if row.group != "manager" && of_group[&(&*row.ratee, &*row.group)].len() < LEAST_OF_A_GROUP {
                note(Rule::RatingSmallGroup { cycle: cycle.clone(), group: row.group.clone() });
            }
            if let Some(link) = unlinked.get(&*row.ratee) {
                note(Rule::RatingUnlinked { cycle, rater: link.rater.to_string(), ratee: link.ratee.to_string() });
            }
        }
    }
    broken
}

/// A rating that is missing: it would link a part of the graph with the largest one.
#[derive(Debug, Clone, Copy)]
struct Link<'r> {
    rater: &'r str,
    ratee: &'r str,
}

/// The ratees outside the part with the most ratees, each with what would link its part. Raters are the same people in
/// whatever group they rate.
fn unlinked<'r>(rows: &[(usize, &'r Rating)]) -> BTreeMap<&'r str, Link<'r>> {
    let mut nodes: HashMap<(bool, &str), usize> = HashMap::new();
    let mut joined = Joined::default();
    for (_, row) in rows {
        let ends =
            [(true, &*row.ratee), (false, &*row.rater)].map(|node| *nodes.entry(node).or_insert_with(|| joined.add()));
        joined.join(ends[0], ends[1]);
    }
    let mut parts: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (_, row) in rows {
        parts.entry(joined.part(nodes[&(true, &*row.ratee)])).or_default().insert(&row.ratee);
    }
    let mut parts: Vec<BTreeSet<&str>> = parts.into_values().collect();
    parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
    let Some((largest, others)) = parts.split_first() else { return BTreeMap::new() };
    let mut busy: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, row) in rows.iter().filter(|(_, row)| largest.contains(&*row.ratee)) {
        busy.entry(&row.rater).or_default().insert(&row.ratee);
    }
    let busiest = busy.iter().max_by_key(|(rater, rated)| (rated.len(), std::cmp::Reverse(**rater)));
    let Some((&rater, _)) = busiest else { return BTreeMap::new() };
    let of_part = |part: &BTreeSet<&'r str>| {
        let first = part.first().copied().unwrap_or("");
        part.iter().map(|&ratee| (ratee, Link { rater, ratee: first })).collect::<Vec<_>>()
    };
    others.iter().flat_map(of_part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(ratee: &str, rater: &str, group: &str, item: &str, score: Option<f64>) -> Rating {
        let text = |text: &str| text.to_string();
        Rating {
            cycle: text("2024"),
            ratee: text(ratee),
            rater: text(rater),
            group: text(group),
            instrument: text("I"),
            item: text(item),
            score,
            not_observed: false,
        }
    }

    fn scales() -> Vec<Scale> {
        vec![Scale { instrument: "I".to_string(), item: "B1".to_string(), ends: Some((1.0, 7.0)) }]
    }

    fn codes(ratings: &[Rating]) -> Vec<(usize, &'static str)> {
        let reps = BTreeSet::from(["R1", "R2", "R3"].map(str::to_string));
        let found = rating_faults(ratings, Some(&reps), Some(&scales()));
        found.into_iter().map(|broken| (broken.at, broken.rule.code())).collect()
    }

    /// Three raters of each of these ratees.
    fn panel(ratees: &[&str], raters: [&str; 3]) -> Vec<Rating> {
        let of = |ratee: &&str| raters.map(|rater| rating(ratee, rater, "peer", "B1", Some(4.0)));
        ratees.iter().flat_map(of).collect()
    }

    #[test]
    fn each_row_breaks_the_first_rule_that_it_breaks() {
        let mut ratings = panel(&["R1"], ["P1", "P2", "P3"]);
        ratings.extend([
            rating("R9", "P1", "peer", "B1", Some(4.0)),
            rating("R1", "P4", "peer", "B9", Some(4.0)),
            rating("R1", "R1", "peer", "B1", Some(4.0)),
            rating("R1", "P5", "peer", "B1", None),
            rating("R1", "P6", "peer", "B1", Some(7.5)),
        ]);
        let found = [(3, "rating_ratee"), (4, "rating_item"), (5, "rating_of_oneself"), (6, "rating_empty")];
        assert_eq!(codes(&ratings), [&found[..], &[(7, "rating_scale")]].concat());
    }

    #[test]
    fn a_key_that_rates_as_self_is_the_ratee_in_every_group() {
        let mut ratings = panel(&["R1"], ["P1", "P2", "P3"]);
        ratings.push(rating("R1", "K7", "self", "B1", Some(7.0)));
        ratings.push(rating("R1", "K7", "subordinate", "B1", Some(7.0)));
        assert_eq!(codes(&ratings), [(4, "rating_of_oneself")]);
    }

    #[test]
    fn one_rater_small_groups_and_people_without_common_raters_are_doubtful() {
        let mut ratings = panel(&["R1", "R2"], ["P1", "P2", "P3"]);
        ratings.push(rating("R1", "C1", "customer", "B1", Some(4.0)));
        ratings.push(rating("R3", "M", "manager", "B1", Some(4.0)));
        let found = rating_faults(&ratings, None, None);
        let found: Vec<(usize, Rule)> = found.into_iter().map(|broken| (broken.at, broken.rule)).collect();
        let cycle = || "2024".to_string();
        assert_eq!(
            found,
            [
                (6, Rule::RatingSmallGroup { cycle: cycle(), group: "customer".to_string() }),
                (7, Rule::RatingOneRater { cycle: cycle() }),
                (7, Rule::RatingUnlinked { cycle: cycle(), rater: "P1".to_string(), ratee: "R3".to_string() }),
            ]
        );
    }

    #[test]
    fn what_was_not_observed_is_no_rating_and_breaks_nothing() {
        let unseen = Rating { not_observed: true, ..rating("R1", "P9", "peer", "B1", None) };
        assert!(codes(&[unseen]).is_empty());
    }
}
