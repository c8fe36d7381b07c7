//! An attacker who knows everything but the scores: who rated whom on what, the program, its parameters, and every
//! published number of every published version, with all its digits. Published numbers are linear in the scores, so what
//! can be worked out is what lies in the space of their coefficients: sums, differences and anything cleverer.

use std::collections::{BTreeMap, BTreeSet};

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::measures::records::assessments::{RaterGroup, Rating};
use crate::measures::records::instruments::{InstrumentItem, TwoTexts};

use super::graph::{parts, teaches};
use super::model::{Sizes, fit};
use super::release::Released;
use super::{By, CycleInput, CycleRatings, Line, RatingSettings};

const EVERY_CUT: [By; 5] = [By::Total, By::Group, By::Dimension, By::Perspective, By::Item];

/// How much room a score must keep: some other scores within the scales, of which this one differs by at least this part
/// of the scale, give the same published numbers.
const LEAST_ROOM: f64 = 0.02;

/// A company with one to two states of its ratings.
struct Company {
    states: Vec<Vec<Rating>>,
    instruments: Vec<InstrumentItem>,
}

fn rating(ratee: usize, rater: &str, group: RaterGroup, item: usize, score: f64) -> Rating {
    Rating {
        assessment_id: String::new(),
        cycle_id: "2024".to_string(),
        ratee: format!("R{ratee}"),
        rater: rater.to_string(),
        group,
        instrument: "I".to_string(),
        item: format!("B{item}"),
        score: Some(score),
        not_observed: false,
        submitted: None,
    }
}

fn instruments(items: usize) -> Vec<InstrumentItem> {
    let item = |number: usize| InstrumentItem {
        instrument_id: "I".to_string(),
        item_id: format!("B{number}"),
        dimension: format!("D{}", number / 2),
        perspective: "customer".to_string(),
        scale_min: Some(0.0),
        scale_max: Some(100.0),
        anchor_low: TwoTexts::default(),
        anchor_middle: TwoTexts::default(),
        anchor_high: TwoTexts::default(),
        retranslation_agree: None,
        anchor_sd: None,
    };
    (0..items).map(item).collect()
}

impl Company {
    fn random(seed: u64) -> Company {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (ratees, items) = (rng.random_range(2..6), rng.random_range(1..4));
        let peers: Vec<String> = (0..rng.random_range(3..7)).map(|peer| format!("P{peer}")).collect();
        let mut rows = Vec::new();
        for ratee in 0..ratees {
            let mut chosen = peers.clone();
            chosen.shuffle(&mut rng);
            chosen.truncate(rng.random_range(1..=peers.len()));
            let mut panel: Vec<(String, RaterGroup)> =
                chosen.into_iter().map(|peer| (peer, RaterGroup::Peer)).collect();
            panel.push((format!("M{}", ratee % 2), RaterGroup::Manager));
            let customers = rng.random_range(0..5);
            panel.extend((0..customers).map(|at| (format!("C{ratee}{at}"), RaterGroup::Customer)));
            let subordinates = rng.random_range(0..4);
            panel.extend((0..subordinates).map(|at| (format!("S{at}"), RaterGroup::Subordinate)));
            for (rater, group) in &panel {
                for item in 0..items {
                    let score = rng.random_range(1.0..99.0);
                    if rng.random_bool(0.93) {
                        rows.push(rating(ratee, rater, *group, item, score));
                    }
                }
            }
        }
        let second = Company::later(&rows, ratees, items, &mut rng);
        Company { states: vec![sorted(rows), second], instruments: instruments(items) }
    }

    /// Some raters more, some scores corrected.
    fn later(rows: &[Rating], ratees: usize, items: usize, rng: &mut ChaCha8Rng) -> Vec<Rating> {
        let mut rows = rows.to_vec();
        for row in &mut rows {
            if rng.random_bool(0.15) {
                row.score = Some(rng.random_range(1.0..99.0));
            }
        }
        for ratee in 0..ratees {
            let (group, more) =
                if rng.random_bool(0.5) { (RaterGroup::Peer, 'N') } else { (RaterGroup::Customer, 'D') };
            for at in 0..rng.random_range(0..5) {
                let rater = if more == 'N' { format!("N{at}") } else { format!("D{ratee}{at}") };
                for item in 0..items {
                    rows.push(rating(ratee, &rater, group, item, rng.random_range(1.0..99.0)));
                }
            }
        }
        sorted(rows)
    }

    /// What is published of the first `states` states.
    fn published(&self, states: usize) -> CycleRatings {
        CycleRatings::of(&CycleInput {
            states: &self.states[..states],
            instruments: &self.instruments,
            reps: None,
            settings: &RatingSettings::default(),
        })
    }
}

fn sorted(mut rows: Vec<Rating>) -> Vec<Rating> {
    rows.sort_by(|a, b| (&a.ratee, &a.item, &a.rater).cmp(&(&b.ratee, &b.item, &b.rater)));
    rows
}

/// A score as an unknown of the attacker: whose, on what, and which of the values it had.
type Unknown = (u32, RaterGroup, u32, u32, u64);

/// The places of each rater's unknowns.
type ByRater = BTreeMap<u32, Vec<usize>>;

fn unknown(it: &Released, points: f64) -> Unknown {
    (it.score.ratee, it.score.group, it.score.item, it.score.rater, points.to_bits())
}

/// The unknowns that stand behind what is published; all others are in nothing, which another test shows.
fn unknowns(published: &[CycleRatings]) -> Vec<Unknown> {
    let shown = published.iter().flat_map(|cycle| cycle.ratees.iter().flat_map(|ratee| &ratee.shown));
    let all: BTreeSet<Unknown> =
        shown.flat_map(|it| [unknown(it, it.score.points), unknown(it, it.first_points)]).collect();
    all.into_iter().collect()
}

/// The coefficients of every published number of a cycle, a row a number.
fn coefficients(cycle: &mut CycleRatings, unknowns: &[Unknown], all_teach: bool) -> Vec<Vec<f64>> {
    let structure: Vec<Vec<Released>> = cycle.ratees.iter().map(|ratee| ratee.shown.clone()).collect();
    let flat: Vec<Released> = structure.concat();
    let teaches = if all_teach { vec![true; flat.len()] } else { teaches(&flat) };
    let highest = |of: &dyn Fn(&Released) -> u32| flat.iter().map(of).max().map_or(0, |most| most as usize + 1);
    let sizes = Sizes {
        ratees: highest(&|it| it.score.ratee),
        raters: highest(&|it| it.score.rater),
        items: cycle.items.len(),
    };
    let team_of: BTreeMap<String, String> =
        cycle.ratees.iter().map(|ratee| (ratee.id.clone(), "T".to_string())).collect();
    let parts = parts(&flat, &teaches, sizes.ratees, sizes.raters);
    let mut columns = Vec::new();
    for wanted in unknowns {
        let unit = |it: &Released, points: f64| f64::from(u8::from(unknown(it, points) == *wanted));
        let turned = |it: &Released| {
            let mut score = it.score;
            score.points = unit(it, it.score.points);
            Released { score, first_points: unit(it, it.first_points), state: it.state }
        };
        let now: Vec<Released> = flat.iter().map(turned).collect();
        cycle.fit = fit(&now, &teaches, sizes, &cycle.variance).apart(&now, &teaches, &parts, &cycle.variance);
        for (ratee, shown) in cycle.ratees.iter_mut().zip(&structure) {
            ratee.shown = shown.iter().map(turned).collect();
        }
        let mut column: Vec<f64> = cycle.lines(None, &EVERY_CUT).iter().flat_map(numbers).collect();
        let team_lines = cycle.team_lines(&team_of, &EVERY_CUT);
        column.extend(team_lines.iter().flat_map(|line| line.raw.into_iter().chain(line.adjusted)));
        columns.push(column);
    }
    let numbers = columns.first().map_or(0, Vec::len);
    (0..numbers).map(|number| columns.iter().map(|column| column[number]).collect()).collect()
}

fn numbers(line: &Line) -> Vec<f64> {
    let comparable = line.is_comparable();
    line.score.iter().flat_map(|score| [Some(score.raw), comparable.then_some(score.adjusted)]).flatten().collect()
}

/// An orthonormal basis of what the attacker knows.
struct Knowledge(Vec<Vec<f64>>);

impl Knowledge {
    fn of(rows: &[Vec<f64>]) -> Knowledge {
        let mut known = Knowledge(Vec::new());
        for row in rows {
            let size = norm(row);
            let rest = known.rest(row);
            // Coefficients are known to some ten digits; what is left under that is rounding.
            if norm(&rest) > 1e-8 * size.max(1e-3) {
                let size = norm(&rest);
                known.0.push(rest.into_iter().map(|value| value / size).collect());
            }
        }
        known
    }

    /// What of a row the attacker does not know. Twice, against rounding.
    fn rest(&self, row: &[f64]) -> Vec<f64> {
        let mut rest = row.to_vec();
        for _ in 0..2 {
            for known in &self.0 {
                let along: f64 = known.iter().zip(&rest).map(|(a, b)| a * b).sum();
                rest.iter_mut().zip(known).for_each(|(rest, known)| *rest -= along * known);
            }
        }
        rest
    }

    /// By which part of the scale a sum of scores may differ with the same published numbers: scores are moved along
    /// what is not known, each by a whole scale at most.
    fn room(&self, target: &[f64]) -> f64 {
        let rest = self.rest(target);
        let largest = rest.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let moved: f64 = rest.iter().zip(target).map(|(rest, target)| rest * target).sum();
        if largest < 1e-9 { 0.0 } else { moved / largest }
    }
}

fn norm(row: &[f64]) -> f64 {
    row.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Everything about one or two raters of a group that the attacker would like to know: single scores, means of two, and
/// one rater's or two raters' means over items. Of managers everything is public.
fn targets(unknowns: &[Unknown]) -> Vec<Vec<f64>> {
    let mut cells: BTreeMap<(u32, RaterGroup, Option<u32>), ByRater> = BTreeMap::new();
    for (at, (ratee, group, item, rater, _)) in unknowns.iter().enumerate() {
        if *group != RaterGroup::Manager {
            for item in [Some(*item), None] {
                cells.entry((*ratee, *group, item)).or_default().entry(*rater).or_default().push(at);
            }
        }
    }
    let mut targets = Vec::new();
    for raters in cells.values() {
        let parts: Vec<&Vec<usize>> = raters.values().collect();
        for (at, one) in parts.iter().enumerate() {
            let mut add = |places: Vec<usize>| {
                let mut target = vec![0.0; unknowns.len()];
                places.iter().for_each(|&place| target[place] = 1.0);
                targets.push(target);
            };
            add((*one).clone());
            parts[at + 1..].iter().for_each(|two| add([one.as_slice(), two.as_slice()].concat()));
        }
    }
    targets
}

/// How many things were attacked, and the least room that any of them kept.
fn attack(company: &Company, all_teach: bool) -> (usize, f64) {
    let (count, room, _) = attack_naming(company, all_teach);
    (count, room)
}

/// The same, and what it was that kept the least.
fn attack_naming(company: &Company, all_teach: bool) -> (usize, f64, Vec<Unknown>) {
    let mut published: Vec<CycleRatings> = (1..=company.states.len()).map(|states| company.published(states)).collect();
    let unknowns = unknowns(&published);
    let rows: Vec<Vec<f64>> =
        published.iter_mut().flat_map(|cycle| coefficients(cycle, &unknowns, all_teach)).collect();
    let known = Knowledge::of(&rows);
    let targets = targets(&unknowns);
    let rooms = targets.iter().map(|target| (known.room(target), target));
    let (least, target) = rooms.min_by(|a, b| a.0.total_cmp(&b.0)).expect("somebody is rated by peers");
    let named = unknowns.iter().zip(target).filter(|(_, part)| **part > 0.0).map(|(unknown, _)| *unknown);
    (targets.len(), least, named.collect())
}

#[test]
fn thousands_of_attacks_on_pairs_of_published_versions_disclose_nothing() {
    let mut attacks = 0;
    for seed in 0..20 {
        let (count, room, named) = attack_naming(&Company::random(seed), false);
        attacks += count;
        assert!(room >= LEAST_ROOM, "company {seed}: {named:?} is open, only {room} of it is not");
    }
    assert!(attacks >= 1_000, "only {attacks} attacks");
}

#[test]
fn what_is_hidden_is_in_no_published_number() {
    let mut hidden = 0;
    for seed in 0..200 {
        let mut company = Company::random(seed);
        let before = company.published(2);
        let shown: BTreeSet<(String, RaterGroup, u32)> = before
            .ratees
            .iter()
            .flat_map(|ratee| ratee.shown.iter().map(|it| (ratee.id.clone(), it.score.group, it.score.item)))
            .collect();
        for row in company.states.iter_mut().flatten() {
            let item: u32 = row.item[1..].parse().expect("items are numbered");
            if !shown.contains(&(row.ratee.clone(), row.group, item)) {
                row.score = row.score.map(|score| 100.0 - score);
                hidden += 1;
            }
        }
        let after = company.published(2);
        let lines = |cycle: &CycleRatings| format!("{:?}", cycle.lines(None, &EVERY_CUT));
        assert_eq!(lines(&before), lines(&after), "company {seed}");
    }
    assert!(hidden >= 1_000, "only {hidden} hidden scores were turned round");
}

#[test]
fn the_attacker_finds_what_careless_publishing_gives_away() {
    // Peers 1 and 2 rate both reps, 3 and 4 one each. If all four taught, what severity changed would tell 3 and 4 apart
    // from the others.
    let links = [(0, "P1"), (0, "P2"), (0, "P3"), (1, "P1"), (1, "P2"), (1, "P4")];
    let score = |at: usize| 37.0 + 11.0 * at as f64;
    let peers =
        links.iter().enumerate().map(|(at, (ratee, rater))| rating(*ratee, rater, RaterGroup::Peer, 0, score(at)));
    let manager = (0..2).map(|ratee| rating(ratee, "M", RaterGroup::Manager, 0, 50.0));
    let rows = sorted(peers.chain(manager).collect());
    let company = Company { states: vec![rows], instruments: instruments(1) };
    assert!(attack(&company, true).1 < 1e-6, "the attacker is blind");
    assert!(attack(&company, false).1 >= LEAST_ROOM);

    // A total that counts a hidden group, and a mean that takes in a fourth rater.
    let known = Knowledge::of(&[vec![0.5, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0], vec![0.0, 1.0, 1.0, 1.0]]);
    assert!(known.room(&[1.0, 0.0, 0.0, 0.0]) < 1e-9);
    let known = Knowledge::of(&[vec![1.0, 1.0, 1.0, 0.0], vec![0.25; 4]]);
    assert!(known.room(&[0.0, 0.0, 0.0, 1.0]) < 1e-9);
    assert!(known.room(&[1.0, 0.0, 0.0, 0.0]) > 0.5);
}
