//! Is the score as right, and as seldom wrong, about one group as about the others?
//!
//! Two questions a group, on walk-forward cases only. Calibration: does what was stated come true as often as among
//! the others? False alarms: of those who made the bar, are as many flagged as among the others? The cases of one
//! rep resemble each other, so a chance comes from permutations that move all cases of a rep together, and
//! Benjamini and Hochberg's rates account for all questions of the table at once.
//!
//! Small groups are hidden, and with them one more wherever the hidden one could be had by subtraction.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::report::JudgedCase;
use crate::measures::trend::discovery_rates;
use crate::measures::{Wilson, wilson_95};

/// Below so many past cases a group is hidden.
pub const MIN_CASES: usize = 20;
/// Below so many reps a group is hidden.
pub const MIN_REPS: usize = 5;
/// Below so many cases that made the bar no rate of false alarms is stated.
pub const MIN_MADE: usize = 10;
/// The share of findings that may be false: the rate of Benjamini and Hochberg at which a difference is told.
pub const RATE: f64 = 0.1;
/// So many points of probability a difference comes to at least before it is told: with thousands of cases differences are
/// found that nobody would act on. The audit of targets asks for as much.
pub const LEAST_DIFFERENCE: f64 = 0.05;
/// Permutations behind each chance; the smallest one is 1 ÷ 2,000.
const PERMUTATIONS: usize = 1_999;

/// A way to part the cases: its name, and for each case, in their order, the group that it belongs to; `None` where
/// it is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// `tenure`, `region`, `size`, or the name of an audit column.
    pub dimension: String,
    /// The group by case.
    pub of_case: Vec<Option<String>>,
}

/// Why a group shows no figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// Fewer cases or reps than the minimum.
    Small,
    /// Large enough, but a small one could be computed from it and the total.
    Complementary,
}

/// One group of one dimension; all cases together stand under the dimension `all`.
#[derive(Debug, Clone, PartialEq)]
pub struct FairnessRow {
    /// The dimension.
    pub dimension: String,
    /// The group; empty for all.
    pub group: String,
    /// Past cases.
    pub cases: usize,
    /// Reps among them.
    pub reps: usize,
    /// Why there are no figures.
    pub hidden: Option<Hidden>,
    /// The figures; none where hidden.
    pub figures: Option<GroupFigures>,
}

/// What came of the statements about one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFigures {
    /// Mean chance of a miss that was stated.
    pub stated: f64,
    /// Share of cases that were misses.
    pub happened: f64,
    /// Wilson's 95 % interval of that share, as if cases were independent.
    pub happened_interval: Option<Wilson>,
    /// Cases that made the bar.
    pub made: usize,
    /// Share of those that were flagged all the same; none with fewer than [`MIN_MADE`].
    pub false_alarms: Option<f64>,
    /// Wilson's 95 % interval of it.
    pub false_alarms_interval: Option<Wilson>,
    /// Calibration against the others; none for all, and where nobody else is known.
    pub calibration: Option<Tested>,
    /// False alarms against the others.
    pub alarms: Option<Tested>,
}

/// A difference from the others with its chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// The group's mean minus the others'. Calibration: stated minus happened, above 0 means judged too harshly.
    pub difference: f64,
    /// The share of permutations that differ as much.
    pub p: f64,
    /// The false discovery rate at which it counts as found.
    pub q: f64,
}

impl Tested {
    /// Whether it is told as a finding: hardly by chance, and large enough to matter.
    pub fn is_found(&self) -> bool {
        self.q <= RATE && self.difference.abs() >= LEAST_DIFFERENCE
    }
}

/// The whole table.
#[derive(Debug, Clone, PartialEq)]
pub struct FairnessTable {
    /// All cases first, then group by group in the order of the groupings.
    pub rows: Vec<FairnessRow>,
    /// How many differences were tested.
    pub tests: usize,
}

/// Compares the groups. A grouping with fewer than two groups is left out: there is nobody to compare with.
///
/// The same cases, groupings and seed give the same table.
pub fn fairness(cases: &[JudgedCase], groupings: &[Grouping], seed: u64) -> FairnessTable {
    let all: Vec<usize> = (0..cases.len()).collect();
    let reps = reps_of(cases, &all);
    let enough = cases.len() >= MIN_CASES && reps >= MIN_REPS;
    let mut rows = vec![FairnessRow {
        dimension: "all".to_string(),
        group: String::new(),
        cases: cases.len(),
        reps,
        hidden: (!enough).then_some(Hidden::Small),
        figures: enough.then(|| figures(cases, &all)),
    }];
    for grouping in groupings {
        rows.extend(rows_of(cases, grouping, seed));
    }
    let tests = adjust(&mut rows);
    FairnessTable { rows, tests }
}

fn rows_of(cases: &[JudgedCase], grouping: &Grouping, seed: u64) -> Vec<FairnessRow> {
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, group) in grouping.of_case.iter().enumerate().take(cases.len()) {
        members.entry(group.as_deref().unwrap_or("")).or_default().push(at);
    }
    if members.keys().filter(|group| !group.is_empty()).count() < 2 {
        return Vec::new();
    }
    let sizes: BTreeMap<&str, (usize, usize)> =
        members.iter().map(|(group, at)| (*group, (reps_of(cases, at), at.len()))).collect();
    let hidden = hide(&sizes);
    (members.iter())
        .map(|(group, at)| {
            let hidden = hidden.get(group).copied();
            FairnessRow {
                dimension: grouping.dimension.clone(),
                group: (*group).to_string(),
                cases: at.len(),
                reps: sizes[group].0,
                hidden,
                figures: hidden.is_none().then(|| GroupFigures {
                    calibration: tested(cases, grouping, group, seed, |case| {
                        Some(case.probability - f64::from(u8::from(case.event)))
                    }),
                    alarms: tested(cases, grouping, group, seed, |case| {
                        (!case.event).then(|| f64::from(u8::from(case.flagged)))
                    }),
                    ..figures(cases, at)
                }),
            }
        })
        .collect()
}

/// The groups (reps, cases) that are hidden: the small ones, and then the smallest of the others until what is
/// hidden together is itself no small group and more than one.
fn hide<'a>(sizes: &BTreeMap<&'a str, (usize, usize)>) -> BTreeMap<&'a str, Hidden> {
    let is_small = |&(reps, cases): &(usize, usize)| reps < MIN_REPS || cases < MIN_CASES;
    let mut hidden: BTreeMap<&str, Hidden> =
        sizes.iter().filter(|(_, size)| is_small(size)).map(|(group, _)| (*group, Hidden::Small)).collect();
    let mut others: Vec<(&str, (usize, usize))> =
        sizes.iter().filter(|(group, _)| !hidden.contains_key(*group)).map(|(group, size)| (*group, *size)).collect();
    others.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(a.0)));
    let together = |hidden: &BTreeMap<&str, Hidden>| {
        hidden.keys().fold((0, 0), |sum, group| (sum.0 + sizes[group].0, sum.1 + sizes[group].1))
    };
    while !hidden.is_empty() && (hidden.len() == 1 || is_small(&together(&hidden))) {
        let Some((next, _)) = others.pop() else { break };
        hidden.insert(next, Hidden::Complementary);
    }
    hidden
}

fn reps_of(cases: &[JudgedCase], at: &[usize]) -> usize {
    at.iter().map(|&at| cases[at].subject.as_str()).collect::<BTreeSet<_>>().len()
}

fn figures(cases: &[JudgedCase], at: &[usize]) -> GroupFigures {
    let n = at.len() as f64;
    let misses = at.iter().filter(|&&at| cases[at].event).count();
    let made = at.len() - misses;
    let alarms = at.iter().filter(|&&at| !cases[at].event && cases[at].flagged).count();
    let enough = made >= MIN_MADE;
    GroupFigures {
        stated: at.iter().map(|&at| cases[at].probability).sum::<f64>() / n,
        happened: misses as f64 / n,
        happened_interval: wilson_95(misses as i64, at.len() as i64),
        made,
        false_alarms: enough.then(|| alarms as f64 / made as f64),
        false_alarms_interval: wilson_95(alarms as i64, made as i64).filter(|_| enough),
        calibration: None,
        alarms: None,
    }
}

/// The group's mean of what `of` gives against the others', with its chance under permutations of whole reps. A rep
/// who moved from one group to another within the history is a unit in each. `None` where either side has fewer than
/// [`MIN_MADE`] values.
fn tested(
    cases: &[JudgedCase],
    grouping: &Grouping,
    group: &str,
    seed: u64,
    of: impl Fn(&JudgedCase) -> Option<f64>,
) -> Option<Tested> {
    let mut units: BTreeMap<(&str, bool), (f64, f64)> = BTreeMap::new();
    for (case, its) in cases.iter().zip(&grouping.of_case) {
        let Some(value) = of(case) else { continue };
        let unit = units.entry((case.subject.as_str(), its.as_deref().unwrap_or("") == group)).or_default();
        *unit = (unit.0 + value, unit.1 + 1.0);
    }
    let mut inside: Vec<bool> = units.keys().map(|(_, inside)| *inside).collect();
    let values: Vec<(f64, f64)> = units.into_values().collect();
    let counts =
        |wanted: bool| values.iter().zip(&inside).filter(|(_, i)| **i == wanted).map(|(v, _)| v.1).sum::<f64>();
    if counts(true) < MIN_MADE as f64 || counts(false) < MIN_MADE as f64 {
        return None;
    }
    let difference = difference(&values, &inside);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let as_far = (0..PERMUTATIONS)
        .filter(|_| {
            inside.shuffle(&mut rng);
            self::difference(&values, &inside).abs() >= difference.abs() - 1e-12
        })
        .count();
    let p = (as_far + 1) as f64 / (PERMUTATIONS + 1) as f64;
    Some(Tested { difference, p, q: p })
}

fn difference(units: &[(f64, f64)], inside: &[bool]) -> f64 {
    let mut sums = [(0.0, 0.0); 2];
    for ((sum, n), inside) in units.iter().zip(inside) {
        let side = &mut sums[usize::from(*inside)];
        *side = (side.0 + sum, side.1 + n);
    }
    sums[1].0 / sums[1].1 - sums[0].0 / sums[0].1
}

/// Puts the false discovery rates in; how many tests there are.
fn adjust(rows: &mut [FairnessRow]) -> usize {
    let mut tests: Vec<&mut Tested> = rows
        .iter_mut()
        .filter_map(|row| row.figures.as_mut())
        .flat_map(|figures| [figures.calibration.as_mut(), figures.alarms.as_mut()])
        .flatten()
        .collect();
    let rates = discovery_rates(&tests.iter().map(|test| test.p).collect::<Vec<_>>());
    tests.iter_mut().zip(rates).for_each(|(test, q)| test.q = q);
    tests.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reps of two groups over ten periods, half of all cases misses; those of `b` are stated `harsh` too high, and flagged
    /// with it.
    fn cases(reps: usize, harsh: f64) -> (Vec<JudgedCase>, Grouping) {
        let mut cases = Vec::new();
        let mut of_case = Vec::new();
        for rep in 0..reps {
            for origin in 0..10 {
                let in_b = rep % 2 == 1;
                let probability = 0.5 - 0.01 + if in_b { harsh } else { 0.0 };
                let event = (rep / 2 + origin as usize).is_multiple_of(2);
                cases.push(JudgedCase {
                    subject: format!("r{rep:02}"),
                    origin,
                    probability,
                    flagged: probability >= 0.5,
                    event,
                    others: Vec::new(),
                });
                of_case.push(Some(if in_b { "b" } else { "a" }.to_string()));
            }
        }
        (cases, Grouping { dimension: "gender".to_string(), of_case })
    }

    #[test]
    fn a_group_that_is_judged_too_harshly_is_found_and_equal_ones_are_not() {
        let (harsh, by) = cases(20, 0.3);
        let table = fairness(&harsh, std::slice::from_ref(&by), 7);
        assert_eq!(table.tests, 4);
        let b = table.rows[2].figures.as_ref().expect("large enough");
        // By hand: 0.79 stated, half happened; of 50 who made the bar all are flagged, in the other group none.
        assert!((b.stated - 0.79).abs() < 1e-12 && (b.happened - 0.5).abs() < 1e-12);
        assert_eq!((b.made, b.false_alarms), (50, Some(1.0)));
        let found = b.calibration.expect("tested");
        assert!((found.difference - 0.3).abs() < 1e-12 && found.is_found(), "{found:?}");
        assert!(b.alarms.is_some_and(|alarms| alarms.is_found()));

        let (even, by) = cases(20, 0.0);
        let table = fairness(&even, &[by], 7);
        let tests = table.rows.iter().filter_map(|row| row.figures.as_ref());
        assert!(tests.flat_map(|f| [f.calibration, f.alarms]).flatten().all(|test| !test.is_found()));
    }

    #[test]
    fn a_small_difference_is_no_finding_however_sure_it_is() {
        let tested = |difference: f64| Tested { difference, p: 0.0005, q: 0.002 };
        assert!(!tested(-0.01).is_found() && !tested(0.049).is_found());
        assert!(tested(-0.05).is_found() && tested(0.224).is_found());
        assert!(!Tested { q: 0.2, ..tested(0.224) }.is_found());
    }

    #[test]
    fn a_small_group_takes_another_with_it() {
        let sizes = |list: &[(&'static str, usize)]| list.iter().map(|(g, reps)| (*g, (*reps, reps * 10))).collect();
        let found = hide(&sizes(&[("a", 30), ("b", 12), ("c", 3)]));
        assert_eq!(found, BTreeMap::from([("c", Hidden::Small), ("b", Hidden::Complementary)]));
        // Two small ones that together are no small group need no third; two that are need one.
        assert_eq!(hide(&sizes(&[("a", 30), ("b", 4), ("c", 3)])).len(), 2);
        assert_eq!(hide(&sizes(&[("a", 30), ("b", 2), ("c", 2)])).len(), 3);
        assert!(hide(&sizes(&[("a", 30), ("b", 12)])).is_empty());
    }

    #[test]
    fn a_thin_past_shows_nothing_and_one_group_is_no_comparison() {
        let (few, by) = cases(4, 0.3);
        let table = fairness(&few, &[by], 7);
        assert!(table.rows.iter().all(|row| row.figures.is_none()) && table.tests == 0);
        let (many, mut by) = cases(20, 0.3);
        by.of_case.iter_mut().for_each(|group| *group = Some("all alike".to_string()));
        assert_eq!(fairness(&many, &[by], 7).rows.len(), 1);
        assert!(fairness(&[], &[], 7).rows[0].figures.is_none());
    }
}
