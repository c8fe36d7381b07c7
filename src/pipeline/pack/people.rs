//! The people, and one page for each judged rep.

use crate::appraisal::plan::{Standing, TrainingNeed};
use crate::appraisal::{Scorecard, ScoredLine, Topic, WorkDriver, topics_for};
use crate::calendar::Period;
use crate::measures::catalogue::definition;
use crate::measures::kpi::{KpiMetric, value_of};
use crate::pipeline::analysis::Analysis;
use crate::pipeline::plan::Driver;
use crate::quantity::{Measured, NullReason, Unit};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Person, RepPage, RepQuarter, ScoreLine, Sentence, TopicRow};

/// At most so many topics on a page, or one for each weak driver: a talk that has ten has none.
const MAX_TOPICS: usize = 4;

/// And so many more to which ratings or reviewed deals point.
const MAX_RATED: usize = 2;

/// What stands in place of the driver of such a topic.
const RATED: &str = "ratings";

/// A driver of a rep and where the rep stands on it.
type OfDriver<'b> = (WorkDriver, &'b Driver, &'b Standing);

impl Analysis<'_> {
    pub(super) fn people(&self) -> Vec<Person> {
        self.snapshot.people.all().to_vec()
    }

    pub(super) fn rep_pages(&self) -> Vec<RepPage> {
        let metrics = self.kpi_columns();
        let mut pages: Vec<RepPage> = self
            .history
            .reps
            .iter()
            .map(|person| {
                let card = self.card_of(&person.rep_id);
                let standings = self.standings(&person.rep_id);
                let (score, grade, to_next_band, score_lines) = scored(card);
                RepPage {
                    rep_id: person.rep_id.clone(),
                    name: person.name.clone(),
                    team: person.team.clone(),
                    role: person.role.clone(),
                    manager: if person.manager_id.is_empty() { String::new() } else { self.name(&person.manager_id) },
                    hire_date: person.hire_date,
                    kpis: metrics.iter().map(|&metric| self.rep_value(metric, &person.rep_id, self.period)).collect(),
                    quarters: self.quarters(person),
                    score,
                    grade,
                    to_next_band,
                    score_lines,
                    strengths: self.strengths(&person.rep_id, &standings),
                    weaknesses: self.weaknesses(&person.rep_id, &standings),
                    topics: self.topics(&person.rep_id, &standings),
                    targets: self.target_sentences(person),
                    doubts: self.page_doubts(person),
                }
            })
            .collect();
        pages.sort_by(|a, b| (&a.team, &a.name, &a.rep_id).cmp(&(&b.team, &b.name, &b.rep_id)));
        pages
    }

    /// The card of a rep in the period under review, with the grade that was given.
    fn card_of(&self, rep_id: &str) -> Option<(&Scorecard, Option<&str>)> {
        let cycle = self.cards.as_ref()?.last()?;
        let at = cycle.cards.binary_search_by(|card| card.subject.as_str().cmp(rep_id)).ok()?;
        Some((&cycle.cards[at], cycle.grade(at)))
    }

    fn rep_value(&self, metric: KpiMetric, rep_id: &str, period: Period) -> Measured {
        match self.measured.reps.slicer().of_rep(rep_id) {
            Some(slice) => value_of(&self.measured.reps, metric, slice, period).value,
            None => Measured::Null(NullReason::BelowMinN),
        }
    }

    fn quarters(&self, person: &crate::measures::Person) -> Vec<RepQuarter> {
        let start = self.history.start_of(person);
        (self.history.first.index..=self.period.index)
            .map(|index| Period { grain: self.period.grain, index })
            .map(|period| RepQuarter {
                period: self.label(period),
                revenue: match start {
                    Some(start) if period >= start => self.rep_value(KpiMetric::RevenueNet, &person.rep_id, period),
                    _ => Measured::Null(NullReason::BelowMinN),
                },
                quota: self.quota(&person.rep_id, period),
            })
            .collect()
    }

    fn standings(&self, rep_id: &str) -> Vec<OfDriver<'_>> {
        self.book.as_ref().map(|book| book.standings(rep_id)).unwrap_or_default()
    }

    fn topics(&self, rep_id: &str, standings: &[OfDriver<'_>]) -> Vec<TopicRow> {
        let mut rows = topics(standings);
        let needs = self.book.as_ref().map_or(&[][..], |book| &book.needs);
        rows.extend(rated_topics(needs, rep_id, &rows));
        rows
    }

    fn strengths(&self, rep_id: &str, standings: &[OfDriver<'_>]) -> Vec<Sentence> {
        let strong = standings.iter().rev().filter(|(_, _, standing)| standing.strong);
        let found = strong.map(|one| self.driver_sentence("strength-driver", one)).collect();
        self.or_else_say(found, rep_id, standings, "no-strengths")
    }

    fn weaknesses(&self, rep_id: &str, standings: &[OfDriver<'_>]) -> Vec<Sentence> {
        let weak = standings.iter().filter(|(_, _, standing)| standing.weak);
        let found = weak.map(|one| {
            let is_noise = one.1.within_noise.contains(rep_id);
            self.driver_sentence(if is_noise { "weakness-driver-noise" } else { "weakness-driver" }, one)
        });
        self.or_else_say(found.collect(), rep_id, standings, "no-weaknesses")
    }

    fn or_else_say(
        &self,
        found: Vec<Sentence>,
        rep_id: &str,
        standings: &[OfDriver<'_>],
        nothing: &str,
    ) -> Vec<Sentence> {
        let Some(book) = self.book.as_ref().filter(|_| found.is_empty()) else { return found };
        if !standings.is_empty() {
            return vec![sentence(nothing, vec![])];
        }
        if book.newcomers.iter().any(|newcomer| newcomer == rep_id) {
            return vec![sentence("not-compared-newcomer", vec![])];
        }
        let (have, need) = (book.reps.saturating_sub(1), self.settings.coaching.min_peers);
        if have < need {
            let args = vec![("have", Arg::Count(have as i64)), ("need", Arg::Count(need as i64))];
            return vec![sentence("few-peers", args)];
        }
        vec![sentence("not-compared", vec![])]
    }

    fn driver_sentence(&self, id: &str, (driver, one, standing): &OfDriver<'_>) -> Sentence {
        let unit = definition(&one.metric_id).map_or(Unit::Number, |definition| definition.unit);
        let shown = |value: f64| match unit {
            Unit::Share => Arg::Share(value),
            Unit::Money => Arg::Money((value * self.snapshot.currency.minor_per_major() as f64).round() as i64),
            Unit::Count | Unit::Units | Unit::Days | Unit::Number => Arg::Number(value),
        };
        sentence(
            id,
            vec![
                ("metric", Arg::Message(format!("workdriver-{}", driver.code()))),
                ("value", shown(standing.value)),
                ("peers", shown(standing.comparable)),
                ("n", Arg::Count(standing.n_peers as i64)),
            ],
        )
    }

    fn target_sentences(&self, person: &crate::measures::Person) -> Vec<Sentence> {
        self.targets.iter().map(|targets| self.target_row(person, targets).statement).collect()
    }

    fn page_doubts(&self, person: &crate::measures::Person) -> Vec<Sentence> {
        let history = self.history.values(KpiMetric::RevenueNet, person).len();
        match person.hire_date {
            Some(hire) if history < self.period.periods_per_year() => {
                vec![sentence("page-new-rep", vec![("hire", Arg::Date(hire))])]
            }
            _ => Vec::new(),
        }
    }
}

/// Score, grade, distance to the next band, lines.
fn scored(card: Option<(&Scorecard, Option<&str>)>) -> (Option<f64>, Option<String>, Option<f64>, Vec<ScoreLine>) {
    let Some((card, grade)) = card else { return (None, None, None, Vec::new()) };
    let distance = card.grade().and_then(|grade| grade.next.as_ref()).map(|next| next.distance);
    // A grade that a distribution gave has no next band to be reached by points.
    let is_by_bands = card.grade().map(|grade| grade.label.as_str()) == grade;
    let lines = card.lines.iter().map(score_line).collect();
    (card.score, grade.map(str::to_string), distance.filter(|_| is_by_bands), lines)
}

fn score_line(line: &ScoredLine) -> ScoreLine {
    let kpi = line.line.as_ref();
    let target = kpi.and_then(|kpi| kpi.target);
    ScoreLine {
        metric_id: line.metric_id.clone(),
        unit: definition(&line.metric_id).map_or(Unit::Number, |definition| definition.unit),
        weight: line.weight_used,
        value: kpi.map_or(Measured::Null(NullReason::NoTarget), |kpi| kpi.value),
        target: target.map_or(Measured::Null(NullReason::NoTarget), Measured::Value),
        target_source: target.and(kpi).and_then(|kpi| kpi.evidence.target_version.clone()).unwrap_or_default(),
        score: line.score,
    }
}

/// Every weak driver's first topic, weakest driver first; then their second ones, as far as there is room.
fn topics(standings: &[OfDriver<'_>]) -> Vec<TopicRow> {
    let weak = || standings.iter().filter(|(_, _, standing)| standing.weak).map(|(driver, ..)| *driver);
    let turns = weak().map(|driver| topics_for(driver).count()).max().unwrap_or(0);
    let most = MAX_TOPICS.max(weak().count());
    let mut rows: Vec<TopicRow> = Vec::new();
    for turn in 0..turns {
        for driver in weak() {
            let Some(known) = topics_for(driver).nth(turn) else { continue };
            if rows.len() < most && rows.iter().all(|row| row.topic != known.id) {
                rows.push(topic_row(known, driver.code()));
            }
        }
    }
    rows
}

/// The topics in which people rated the rep lowest, and to which no weak driver leads.
fn rated_topics(needs: &[TrainingNeed], rep_id: &str, named: &[TopicRow]) -> Vec<TopicRow> {
    let of_rep = |need: &TrainingNeed| need.rated.get(rep_id).copied();
    let is_new = |need: &&TrainingNeed| named.iter().all(|row| row.topic != need.topic.id);
    let mut rated: Vec<(f64, &Topic)> =
        needs.iter().filter(is_new).filter_map(|need| Some((of_rep(need)?, need.topic))).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    rated.into_iter().take(MAX_RATED).map(|(_, topic)| topic_row(topic, RATED)).collect()
}

fn topic_row(topic: &Topic, driver: &str) -> TopicRow {
    TopicRow {
        topic: topic.id.clone(),
        name_en: topic.name_en.clone(),
        name_zh: topic.name_zh.clone(),
        advice_en: topic.advice_en.clone(),
        advice_zh: topic.advice_zh.clone(),
        driver: driver.to_string(),
    }
}
