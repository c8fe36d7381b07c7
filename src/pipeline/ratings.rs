//! Ratings by people, from the store to what may be said about them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use polars::prelude::LazyFrame;

use crate::appraisal::ratings::{By, CycleInput, CycleRatings, Line};
use crate::calendar::Day;
use crate::failure::{Failure, FailureKind};
use crate::measures::records::assessments::{Cycle, cycles, ratings};
use crate::measures::records::instruments::instrument_items;
use crate::measures::{MeasureError, People};
use crate::quantity::{NullReason, nearest};
use crate::settings::Settings;
use crate::store::Store;

use super::snapshot::Snapshot;

/// A cycle of ratings, judged.
#[derive(Debug)]
pub struct RatedCycle {
    /// The cycle.
    pub cycle_id: String,
    /// All cycles of the store, the one that ended last behind the others.
    pub cycles: Vec<Cycle>,
    /// The people of the reps table; nobody where there is none.
    pub people: People,
    /// What may be said.
    pub ratings: CycleRatings,
}

/// Judges a cycle; the one that ended last where none is named.
///
/// The states that the ratings have had in the store up to its version are gone through: what was shown before decides
/// what may be shown now. A store that is read at an earlier version shows what it showed then.
///
/// # Errors
/// No ratings or instruments in the store, an empty table of either, a cycle that is not there (with the nearest), and
/// what the store says.
pub fn rate(store: &Store, settings: &Settings, cycle: Option<&str>) -> Result<RatedCycle, Failure> {
    let known = cycles(table(store, "assessments")?)?;
    let last = known.last().ok_or_else(|| empty("assessments"))?;
    let cycle_id = match cycle {
        None => last.cycle_id.clone(),
        Some(asked) if known.iter().any(|cycle| cycle.cycle_id == asked) => asked.to_string(),
        Some(asked) => return Err(no_cycle(asked, &known)),
    };
    let instruments = instrument_items(table(store, "instruments")?)?;
    if instruments.is_empty() {
        return Err(empty("instruments"));
    }
    let states = store.states_of("assessments")?.into_iter().map(|state| ratings(state, &cycle_id));
    let states = states.collect::<Result<Vec<_>, MeasureError>>()?;
    let reps = if store.has_table("reps") { Some(store.scan("reps")?) } else { None };
    let people = People::build(reps.clone(), &[], &settings.reps.judged_roles)?;
    let ids: Option<BTreeSet<String>> = reps.map(|_| people.all().iter().map(|rep| rep.rep_id.clone()).collect());
    let input =
        CycleInput { states: &states, instruments: &instruments, reps: ids.as_ref(), settings: &settings.ratings };
    Ok(RatedCycle { ratings: CycleRatings::of(&input), cycle_id, cycles: known, people })
}

/// What the ratings of a period come to.
#[derive(Clone)]
pub(super) enum Within {
    /// No cycle counts in it.
    NoCycle,
    /// They cannot be judged, and why: a table is missing or empty.
    Refused(Failure),
    /// They are judged.
    Rated(Arc<RatedCycle>),
}

/// The cycles that were judged in a run: the cards of several periods and the pages of a review rest on the same ones.
#[derive(Default)]
pub(super) struct RatedOnce(Mutex<BTreeMap<String, Within>>);

/// Judges the cycle that counts in these days; see [`cycle_within`].
///
/// # Errors
/// What goes wrong in reading; ratings that cannot be judged are no error here, and the rest of a review goes on.
pub(super) fn rated_within(snapshot: &Snapshot, settings: &Settings, first: Day, last: Day) -> Result<Within, Failure> {
    let months = settings.ratings.counts_for_months;
    let Some(cycle) = cycle_within(&snapshot.store, first, last, months)? else { return Ok(Within::NoCycle) };
    let known = |found: &RatedOnce| found.0.lock().ok().and_then(|judged| judged.get(&cycle).cloned());
    if let Some(judged) = known(&snapshot.rated) {
        return Ok(judged);
    }
    let judged = match rate(&snapshot.store, settings, Some(&cycle)) {
        Ok(rated) => Within::Rated(Arc::new(rated)),
        Err(failure) if failure.kind == FailureKind::Internal => return Err(failure),
        Err(failure) => Within::Refused(failure),
    };
    if let Ok(mut all) = snapshot.rated.0.lock() {
        all.insert(cycle, judged.clone());
    }
    Ok(judged)
}

fn table(store: &Store, table: &str) -> Result<LazyFrame, Failure> {
    match store.has_table(table) {
        true => Ok(store.scan(table)?),
        false => Err(MeasureError::TableMissing { metric: "score_360".to_string(), table: table.to_string() }.into()),
    }
}

fn empty(table: &str) -> Failure {
    Failure::data(
        format!("the table `{table}` has no row, so nobody can be rated"),
        Some(format!("load some: attain ingest FILE --table {table}")),
    )
    .in_chinese(
        format!("表 `{table}` 没有数据，无法评价任何人"),
        Some(format!("请先导入：attain ingest 文件 --table {table}")),
    )
}

fn no_cycle(asked: &str, known: &[Cycle]) -> Failure {
    let near = nearest(asked, known.iter().map(|cycle| cycle.cycle_id.as_str()));
    Failure::usage(
        format!("there is no cycle `{asked}` of ratings"),
        format!("did you mean {}? The store holds {} in all", near.join(", "), known.len()),
    )
    .in_chinese(
        format!("没有评价周期 `{asked}`"),
        Some(format!("是不是 {}？存储中共有 {} 个周期", near.join("、"), known.len())),
    )
}

/// A score of ratings for a scorecard, in points from 0 to 100.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingScore {
    /// The adjusted score; none with the reason in `null_reason`.
    pub score: Option<f64>,
    /// The score as it was given; none where nothing may be shown.
    pub raw: Option<f64>,
    /// The standard error of the adjusted score; none where nothing may be shown.
    pub std_error: Option<f64>,
    /// See [`SliceScore::reliability`](crate::appraisal::ratings::SliceScore::reliability).
    pub reliability: Option<f64>,
    /// Different raters in it; 0 where nothing may be shown.
    pub n: usize,
    /// The groups that are in it with their numbers of raters, for the evidence: `manager`, 1; `peer`, 4.
    pub groups: Vec<(String, usize)>,
    /// The part of the graph of raters: only scores of one part may be compared.
    pub part: Option<u32>,
    /// Why the score is absent.
    pub null_reason: Option<NullReason>,
}

/// What the ratings of a cycle say of one rep.
#[derive(Debug, Clone, PartialEq)]
pub struct RepRatings {
    /// The cycle, for the evidence.
    pub cycle_id: String,
    /// The 360° score; none where nobody rated the rep.
    pub score_360: Option<RatingScore>,
    /// The score over behaviours with anchors; none where nobody rated the rep on any.
    pub bars: Option<RatingScore>,
    /// What the rep thinks, shown and never counted.
    pub own: Option<f64>,
}

/// What the ratings of a cycle say, by rep.
pub fn by_rep(rated: &RatedCycle) -> BTreeMap<String, RepRatings> {
    let mut reps: BTreeMap<String, RepRatings> = BTreeMap::new();
    let lines = rated.ratings.lines(None, &[By::Total, By::Group, By::Oneself]);
    for of_rep in lines.chunk_by(|a, b| a.ratee == b.ratee) {
        let total = |key: &str| of_rep.iter().find(|line| line.by == By::Total && line.key == key);
        let groups = of_rep.iter().filter(|line| line.by == By::Group);
        let groups: Vec<(String, usize)> =
            groups.filter_map(|line| Some((line.key.clone(), line.score?.n_raters))).collect();
        let own = of_rep.iter().find(|line| line.by == By::Oneself).and_then(|line| line.own);
        let ratings = RepRatings {
            cycle_id: rated.cycle_id.clone(),
            score_360: total("score_360").map(|line| score(line, &groups)),
            bars: total("bars").map(|line| score(line, &groups)),
            own,
        };
        reps.insert(of_rep[0].ratee.clone(), ratings);
    }
    reps
}

/// The cycle that counts in these days: the one whose last rating was handed in last, by the last of the days and not
/// more than `months` months before it, or within the days. So yearly ratings count in every quarter until the next ones
/// come. `None` where there is none, or where the store holds no ratings. A cycle is never cut by days: two days could
/// differ by one rater.
///
/// # Errors
/// What the store says.
pub fn cycle_within(store: &Store, first: Day, last: Day, months: u32) -> Result<Option<String>, Failure> {
    if !store.has_table("assessments") {
        return Ok(None);
    }
    let from = first.min(last.plus_months(-(months as i32)).plus_days(1));
    let day = |cycle: &Cycle| cycle.last_submitted.map(|micros| micros.div_euclid(86_400_000_000) as i32);
    let counts = |cycle: &Cycle| day(cycle).is_some_and(|day| (from.epoch()..=last.epoch()).contains(&day));
    let found = cycles(store.scan("assessments")?)?.into_iter().rev().find(counts);
    Ok(found.map(|cycle| cycle.cycle_id))
}

fn score(line: &Line, groups: &[(String, usize)]) -> RatingScore {
    RatingScore {
        score: line.score.filter(|_| line.is_comparable()).map(|score| score.adjusted.clamp(0.0, 100.0)),
        raw: line.score.map(|score| score.raw),
        std_error: line.score.map(|score| score.std_error),
        reliability: line.score.map(|score| score.reliability),
        n: line.score.map_or(0, |score| score.n_raters),
        groups: groups.to_vec(),
        part: line.part,
        null_reason: line.null_reason,
    }
}

impl RatedCycle {
    /// The team of everybody who counts in teams and the company: those who are reviewed as reps. Without a reps table
    /// everybody counts, without a team.
    pub fn team_of(&self) -> BTreeMap<String, String> {
        let nobody_known = self.people.all().is_empty();
        let rep = |ratee: &str| match self.people.get(ratee) {
            Some(person) => person.judged.then(|| (ratee.to_string(), person.team.clone())),
            None => nobody_known.then(|| (ratee.to_string(), String::new())),
        };
        self.ratings.ratees().filter_map(rep).collect()
    }
}
