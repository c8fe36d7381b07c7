//! The reps' cards: metrics, objectives and ratings of one period or of several, with their standings.

mod agreed;
mod doubts;
mod flow;
mod lines;
mod noise;
mod rated;
mod section;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use crate::appraisal::{
    CardLine, Course, Forced, Group, GroupScore, KpiLine, NoisyScore, Scorecard, ScorecardSettings, Standing, course,
    distribute, objective_lines, score_card, standings, weighted_metrics,
};
use crate::calendar::{Grain, Period};
use crate::failure::Failure;
use crate::measures::{MeasureError, PeriodRange, Person};
use crate::review::pack::Sentence;
use crate::settings::Settings;

use agreed::Agreed;
use lines::{LineAt, line};
use noise::{Noise, PERIODS_BACK};
pub(in crate::pipeline) use rated::SEVERAL_PARTS;
use rated::rating_scores;
use values::RepValues;

pub use values::Refusal;

use super::series::RepHistory;
use super::snapshot::Snapshot;

/// All cards of one question.
pub struct Cards {
    /// The last cycle.
    pub period: Period,
    /// The cycles, oldest first.
    pub cycles: Vec<Cycle>,
    /// Where the score of a rep is heading over the cycles; reps with too few scores are absent.
    pub courses: BTreeMap<String, Course>,
    /// Metrics on the card that could not be measured for anybody, and why.
    pub refused: BTreeMap<String, Refusal>,
    /// Why there are no objectives, where the card weighs them.
    pub no_objectives: Option<MeasureError>,
    /// What is wrong with the objectives and the ratings.
    pub doubts: Vec<Sentence>,
    /// That the ratings of the last cycle come from raters in several parts, between which severity cannot be told from
    /// worth; `None` where they do not.
    pub several_parts: Option<Sentence>,
}

/// The cards of one period.
pub struct Cycle {
    /// The period.
    pub period: Period,
    /// The judged reps who were in service at its end, sorted by id, each with a card.
    pub cards: Vec<Scorecard>,
    /// Where each stands among the others.
    pub standings: Vec<Option<Standing>>,
    /// The grades of the forced distribution, where one is set.
    pub forced: Vec<Option<Forced>>,
}

impl Cycle {
    /// The grade that is given to the card at this position: that of the distribution where there is one, else that of
    /// the bands.
    pub fn grade(&self, at: usize) -> Option<&str> {
        let forced = self.forced[at].as_ref().map(|forced| forced.label.as_str());
        forced.or_else(|| self.cards[at].grade().map(|grade| grade.label.as_str()))
    }
}

impl Cards {
    /// The cards of `count` cycles up to `period`; cycles before the data are left out.
    ///
    /// # Errors
    /// Settings that are not in order, and what the measures cannot do at all. A metric that cannot be measured is no
    /// error: its line stays on the card without a score.
    pub fn build(
        snapshot: &Snapshot,
        settings: &Settings,
        history: &RepHistory<'_>,
        count: usize,
    ) -> Result<Cards, Failure> {
        let period = history.last;
        let first_of_data = snapshot.calendar.period_of(snapshot.facts.first_day, period.grain);
        let first = period.plus(1 - count.max(1) as i32).max(first_of_data.min(period));
        let cycles = PeriodRange { first, last: period };
        let rated = rating_scores(snapshot, settings, cycles)?;
        let mut cards = Cards::with_ratings(snapshot, &settings.scorecard, history, cycles, &rated.scores)?;
        cards.doubts.extend(rated.missing);
        Ok(Cards { several_parts: rated.several_parts, ..cards })
    }

    /// The same with scores of ratings that are known already.
    pub fn with_ratings(
        snapshot: &Snapshot,
        settings: &ScorecardSettings,
        history: &RepHistory<'_>,
        cycles: PeriodRange,
        ratings: &[GroupScore],
    ) -> Result<Cards, Failure> {
        let agreed = (settings.group_weight(Group::Mbo) > 0.0).then(|| Agreed::read(snapshot, cycles));
        let measured = measured(snapshot, settings, history, cycles, agreed.as_ref())?;
        let making = Making { snapshot, settings, history, measured, agreed, ratings };
        let made = cycles.iter().map(|period| making.cycle(period)).collect::<Result<Vec<Cycle>, Failure>>()?;
        let Making { measured, agreed, .. } = making;
        // Other grains are those of objectives, of which people state what cannot be measured.
        let refused = measured.into_iter().filter(|(grain, _)| *grain == cycles.last.grain);
        let refused = refused.flat_map(|(_, values)| values.refused).collect();
        let (no_objectives, doubts) = agreed.map_or((None, Vec::new()), |agreed| (agreed.refused, agreed.doubts));
        Ok(Cards {
            period: cycles.last,
            courses: courses(&made),
            cycles: made,
            refused,
            no_objectives,
            doubts,
            several_parts: None,
        })
    }

    /// The cards of the last cycle.
    pub fn last(&self) -> Option<&Cycle> {
        self.cycles.last()
    }
}

/// Everything that is measured: the card's metrics over the cycles and what lies before them, the objectives' metrics
/// over their own periods.
fn measured(
    snapshot: &Snapshot,
    settings: &ScorecardSettings,
    history: &RepHistory<'_>,
    cycles: PeriodRange,
    agreed: Option<&Agreed>,
) -> Result<BTreeMap<Grain, RepValues>, Failure> {
    let grain = cycles.first.grain;
    let back = PERIODS_BACK.max(cycles.first.periods_per_year() as i32);
    let first = cycles.first.plus(-back).max(history.first.min(cycles.first));
    let mut needed = agreed.map(Agreed::needed).unwrap_or_default();
    let mut need = |first: Period, last: Period| {
        let (ids, range) = needed.entry(first.grain).or_insert_with(|| (BTreeSet::new(), PeriodRange { first, last }));
        ids.extend(settings.weights.keys().cloned());
        *range = PeriodRange { first: first.min(range.first), last: last.max(range.last) };
    };
    need(first, cycles.last);
    if grain == Grain::Year {
        let first_of_data = snapshot.calendar.period_of(snapshot.facts.first_day, Grain::Quarter);
        let begin = parts_for_noise(cycles.first).first;
        need(begin.plus(-PERIODS_BACK).max(first_of_data.min(begin)), parts_for_noise(cycles.last).last);
    }
    needed.into_iter().map(|(grain, (ids, range))| Ok((grain, RepValues::measure(snapshot, &ids, range)?))).collect()
}

/// The periods from whose past the noise of a period is taken: the quarters of a year, else the period itself.
fn parts_for_noise(period: Period) -> PeriodRange {
    let parts = |quarter: i32| period.within(Grain::Quarter).plus(quarter);
    match period.grain {
        Grain::Year => PeriodRange { first: parts(0), last: parts(3) },
        Grain::Quarter | Grain::Month => PeriodRange { first: period, last: period },
    }
}

/// What all cycles share.
struct Making<'a> {
    snapshot: &'a Snapshot,
    settings: &'a ScorecardSettings,
    history: &'a RepHistory<'a>,
    measured: BTreeMap<Grain, RepValues>,
    agreed: Option<Agreed>,
    ratings: &'a [GroupScore],
}

impl Making<'_> {
    fn cycle(&self, period: Period) -> Result<Cycle, Failure> {
        let (snapshot, settings) = (self.snapshot, self.settings);
        let values = &self.measured[&period.grain];
        let parts = parts_for_noise(period);
        let of_noise = &self.measured[&parts.first.grain];
        let noise: BTreeMap<&String, Noise> =
            settings.weights.keys().map(|id| (id, Noise::of(of_noise, id, parts))).collect();
        let agreed = self.agreed.as_ref();
        let mut objectives =
            agreed.map_or_else(BTreeMap::new, |agreed| agreed.of_cycle(snapshot, &self.measured, period, settings));
        let label = snapshot.calendar.label(period);
        let mut rated: BTreeMap<&str, Vec<CardLine>> = BTreeMap::new();
        for score in self.ratings.iter().filter(|score| score.period == period) {
            rated.entry(score.rep_id.as_str()).or_default().push(score.line(&label));
        }
        let mut cards = Vec::new();
        for person in snapshot.people.judged_on(snapshot.calendar.last_day(period)) {
            let start = self.history.start_of(person);
            // Nobody is marked for periods before the first day.
            if period < self.history.last && start.is_none_or(|start| start > period) {
                continue;
            }
            let began_before = start.is_some_and(|start| start <= period.year_before());
            let metrics: Vec<KpiLine> = settings
                .weights
                .keys()
                .filter(|id| !values.refused.contains_key(*id))
                .map(|id| self.metric(values, person, id, period, began_before, &noise[id]))
                .collect();
            let refuse = |error: crate::appraisal::AppraisalError| Failure::usage(error.to_string(), error.hint());
            let mut lines = weighted_metrics(&metrics, settings).map_err(refuse)?;
            lines.extend(objective_lines(objectives.remove(&person.rep_id).unwrap_or_default()));
            lines.extend(rated.remove(person.rep_id.as_str()).unwrap_or_default());
            cards.push(score_card(&person.rep_id, &lines, settings).map_err(refuse)?);
        }
        let scores: Vec<Option<NoisyScore>> = cards.iter().map(noisy).collect();
        Ok(Cycle { period, standings: standings(&scores), forced: distribute(&cards, settings), cards })
    }

    fn metric(
        &self,
        values: &RepValues,
        person: &Person,
        id: &str,
        period: Period,
        began_before: bool,
        noise: &Noise,
    ) -> KpiLine {
        let error = values.get(id, &person.rep_id, period).and_then(|value| noise.error_of(&person.rep_id, value));
        let at = LineAt { period, began_before, error: error.as_ref() };
        line(self.snapshot, values, person, id, &at, self.settings.metrics.get(id))
    }
}

fn noisy(card: &Scorecard) -> Option<NoisyScore> {
    card.score.map(|score| NoisyScore { score, standard_error: card.standard_error })
}

/// The course of every rep who has a card in the last cycle.
fn courses(cycles: &[Cycle]) -> BTreeMap<String, Course> {
    let by_rep: Vec<BTreeMap<&str, NoisyScore>> = cycles
        .iter()
        .map(|cycle| cycle.cards.iter().filter_map(|card| Some((card.subject.as_str(), noisy(card)?))).collect())
        .collect();
    let Some(last) = cycles.last() else { return BTreeMap::new() };
    let of = |rep: &str| course(&by_rep.iter().map(|scores| scores.get(rep).copied()).collect::<Vec<_>>());
    last.cards.iter().filter_map(|card| Some((card.subject.clone(), of(&card.subject)?))).collect()
}
