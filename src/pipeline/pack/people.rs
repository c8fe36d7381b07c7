//! The people, and one page for each judged rep.

use crate::appraisal::{DriverReview, Scorecard, ScoredLine, WorkDriver, topic};
use crate::calendar::Period;
use crate::measures::catalogue::definition;
use crate::measures::kpi::{KpiMetric, value_of};
use crate::pipeline::analysis::Analysis;
use crate::quantity::{Measured, NullReason, Unit};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Person, RepPage, RepQuarter, ScoreLine, Sentence, TopicRow};

/// At least so many comparable reps before anybody is called strong or weak.
const MIN_PEERS: i64 = 5;

/// At most so many topics on a page: a talk that has ten has none.
const MAX_TOPICS: usize = 4;

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
                let review = self.drivers.review(&person.rep_id);
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
                    strengths: self.strengths(review.as_ref()),
                    weaknesses: self.weaknesses(review.as_ref()),
                    topics: topics(review.as_ref()),
                    targets: self.target_sentences(&person.rep_id),
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

    fn strengths(&self, review: Option<&DriverReview>) -> Vec<Sentence> {
        let Some(review) = review else { return Vec::new() };
        let found: Vec<Sentence> = review
            .strong
            .iter()
            .map(|one| driver_sentence("strength-driver", one.driver, one.value, one.peer_median, one.n_peers))
            .collect();
        self.or_else_say(found, "no-strengths")
    }

    fn weaknesses(&self, review: Option<&DriverReview>) -> Vec<Sentence> {
        let Some(review) = review else { return Vec::new() };
        let found: Vec<Sentence> = review
            .weak
            .iter()
            .map(|one| driver_sentence("weakness-driver", one.driver, one.value, one.peer_median, one.n_peers))
            .collect();
        self.or_else_say(found, "no-weaknesses")
    }

    fn or_else_say(&self, found: Vec<Sentence>, nothing: &str) -> Vec<Sentence> {
        let peers = self.drivers.reps() as i64 - 1;
        if peers < MIN_PEERS {
            let args = vec![("have", Arg::Count(peers)), ("need", Arg::Count(MIN_PEERS))];
            return vec![sentence("few-peers", args)];
        }
        if found.is_empty() { vec![sentence(nothing, vec![])] } else { found }
    }

    fn target_sentences(&self, rep_id: &str) -> Vec<Sentence> {
        self.targets
            .iter()
            .flat_map(|targets| self.target_section(targets).rows)
            .filter(|row| row.rep_id == rep_id)
            .map(|row| row.statement)
            .collect()
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

fn driver_sentence(id: &str, driver: WorkDriver, value: f64, peers: f64, n: usize) -> Sentence {
    let metric = match driver {
        WorkDriver::NewCustomers => "new_customers",
        WorkDriver::Retention => "repeat_rate.window",
        WorkDriver::GrossMargin => "gross_margin",
        _ => "largest_customer_share",
    };
    let shown = |value: f64| match driver {
        WorkDriver::NewCustomers => Arg::Number(value),
        _ => Arg::Share(value),
    };
    sentence(
        id,
        vec![
            ("metric", Arg::Metric(metric.to_string())),
            ("value", shown(value)),
            ("peers", shown(peers)),
            ("n", Arg::Count(n as i64)),
        ],
    )
}

fn topics(review: Option<&DriverReview>) -> Vec<TopicRow> {
    let Some(review) = review else { return Vec::new() };
    let mut rows: Vec<TopicRow> = Vec::new();
    for weak in &review.weak {
        for known in weak.topics.iter().filter_map(|id| topic(id)) {
            if rows.len() < MAX_TOPICS && rows.iter().all(|row| row.topic != known.id) {
                rows.push(TopicRow {
                    topic: known.id.clone(),
                    name_en: known.name_en.clone(),
                    name_zh: known.name_zh.clone(),
                    advice_en: known.advice_en.clone(),
                    advice_zh: known.advice_zh.clone(),
                    driver: weak.driver.code().to_string(),
                });
            }
        }
    }
    rows
}
