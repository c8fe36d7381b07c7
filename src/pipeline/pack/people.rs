//! The people, and one page for each judged rep.

use crate::appraisal::{DriverReview, Graded, Scorecard, WorkDriver, topic};
use crate::calendar::Period;
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
            .zip(&self.scorecards)
            .map(|(person, card)| {
                let review = self.drivers.review(&person.rep_id);
                let (score, grade, to_next_band, score_lines) = scored(card.as_ref());
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
            Some(hire) if history < self.period.grain.periods_per_year() => {
                vec![sentence("page-new-rep", vec![("hire", Arg::Date(hire))])]
            }
            _ => Vec::new(),
        }
    }
}

/// Score, grade, distance to the next band, lines.
fn scored(card: Option<&Scorecard>) -> (Option<f64>, Option<String>, Option<f64>, Vec<ScoreLine>) {
    let Some(card) = card else { return (None, None, None, Vec::new()) };
    let (grade, distance) = match &card.graded {
        Graded::Grade(grade) => (Some(grade.label.clone()), grade.next.as_ref().map(|next| next.distance)),
        Graded::None(_) => (None, None),
    };
    let lines = card
        .lines
        .iter()
        .map(|line| ScoreLine {
            metric_id: line.metric_id.clone(),
            unit: KpiMetric::from_id(&line.metric_id).map_or(Unit::Share, KpiMetric::unit),
            weight: line.weight_used,
            value: line.line.as_ref().map_or(Measured::Null(NullReason::NoTarget), |line| line.value),
            target: line
                .line
                .as_ref()
                .and_then(|line| line.target)
                .map_or(Measured::Null(NullReason::NoTarget), Measured::Value),
            target_source: line
                .line
                .as_ref()
                .filter(|line| line.target.is_some())
                .and_then(|line| line.evidence.target_version.clone())
                .unwrap_or_default(),
            score: line.score,
        })
        .collect();
    (card.score, grade, distance, lines)
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
