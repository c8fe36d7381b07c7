//! One rep's risk told step by step: bar, average, reasons, sum, what would clear the flag, and what such
//! statements were worth.

use crate::measures::{Person, wilson_95};
use crate::models::predictive::Predictive;
use crate::models::risk::{Abstention, JudgedCase, RiskAssessment, sigmoid};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::review::risk_account::{AccountLine, RiskAccount};
use crate::settings::RiskPolicy;

use super::outlook::MetricForecast;
use super::risk::{Bar, BarRisk, BarSource, ForecastParts, RepRisk, null_reason};
use super::risk_clearing::{Clearing, FORECAST_LEVEL, clearing};
use super::risk_topic::{topic_of_change, topic_of_reason};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Past statements count as near within so much of the probability on either side.
const NEAR: f64 = 0.1;
/// A difference of less than half a point is none to a reader.
const SEEN: f64 = 0.005;
/// Below so many past cases their share says nothing.
const MIN_PAST: usize = 5;

/// The account of the rep at this position of the history; none where the model knows no such case.
pub fn risk_account(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    risk: &RepRisk,
    policy: &RiskPolicy,
    at: usize,
) -> Option<RiskAccount> {
    let person = history.reps.get(at)?;
    let (kind, assessment) = risk.of_rep(&person.rep_id)?;
    let teller = Teller {
        period: snapshot.calendar.label(history.last.next()),
        person,
        assessment,
        bar: risk.bars.get(at).copied().flatten(),
        parts: risk.parts.get(at).copied().flatten(),
        predictive: forecast.panel.forecasts.get(at)?.steps.first().and_then(|step| step.predictive.as_ref()),
        kind,
        minor_per_major: snapshot.currency.minor_per_major() as f64,
        policy,
    };
    Some(teller.account())
}

struct Teller<'a> {
    period: String,
    person: &'a Person,
    assessment: &'a RiskAssessment,
    bar: Option<Bar>,
    parts: Option<ForecastParts>,
    predictive: Option<&'a Predictive>,
    kind: &'a BarRisk,
    minor_per_major: f64,
    policy: &'a RiskPolicy,
}

impl Teller<'_> {
    fn account(&self) -> RiskAccount {
        let mut lines: Vec<AccountLine> = self.bar.map(|bar| self.bar_line(bar)).into_iter().collect();
        let mut sentences = vec![self.headline()];
        if let Some(probability) = self.assessment.probability {
            lines.extend(self.steps(probability));
            let clears = self.clears(probability);
            sentences.extend(self.clears_sentence(clears.as_ref()));
            lines.extend(clears);
            let past = self.past_lines(probability);
            sentences.push(past_sentence(&past[0], self.kind.source));
            lines.extend(past);
            sentences.extend(self.by_the_forecast(probability));
        }
        RiskAccount {
            rep_id: self.person.rep_id.clone(),
            name: self.person.name.clone(),
            period: self.period.clone(),
            probability: self.assessment.probability,
            flagged: self.assessment.flagged,
            null_reason: self.assessment.abstained.map(null_reason),
            lines,
            sentences,
        }
    }

    fn headline(&self) -> Sentence {
        let mut args = vec![
            ("name", Arg::Text(self.person.name.clone())),
            ("period", Arg::Text(self.period.clone())),
            ("threshold", Arg::Share(self.policy.threshold)),
        ];
        if let Some(why) = self.assessment.abstained {
            return match why {
                Abstention::TooLittleHistory { have, need } => {
                    args.extend([("have", Arg::Count(have as i64)), ("need", Arg::Count(need as i64))]);
                    args.push(("missing", Arg::Count(need.saturating_sub(have) as i64)));
                    sentence("risk-account-history", args)
                }
                Abstention::NoForecast => sentence("risk-account-no-forecast", args),
                Abstention::BarNotPositive => sentence("risk-account-bar-not-positive", args),
                Abstention::OnLeave => sentence("risk-account-on-leave", args),
            };
        }
        let source = self.bar.map_or("none", |bar| bar.source.word());
        args.push(("probability", Arg::Share(self.assessment.probability.unwrap_or_default())));
        args.push(("bar", Arg::Money(self.bar.map_or(0.0, |bar| bar.amount * self.minor_per_major).round() as i64)));
        args.push(("share", Arg::Share(self.policy.share_of_target)));
        args.push(("source", Arg::Message(format!("bar-{source}"))));
        let id = if self.assessment.flagged { "risk-account-flagged" } else { "risk-account-not-flagged" };
        sentence(id, args)
    }

    /// What the forecast alone says, and why this is something else: chances of targets rest on it.
    fn by_the_forecast(&self, probability: f64) -> Vec<Sentence> {
        let (Some(alone), Some(beside)) = (self.assessment.base_probability, self.kind.beside_targets()) else {
            return Vec::new();
        };
        let differs = (alone - probability).abs() >= SEEN;
        let args = vec![("forecast", Arg::Share(alone))];
        differs.then(|| sentence("risk-account-forecast", args)).into_iter().chain([beside]).collect()
    }

    fn bar_line(&self, bar: Bar) -> AccountLine {
        AccountLine {
            value: Some(bar.amount),
            reference: Some(self.policy.share_of_target),
            ..line("bar", bar.source.word())
        }
    }

    /// Start, reasons and sum. Points are shared out like log-odds, along the straight line from the average case
    /// (Aumann and Shapley), so that they add up as well.
    fn steps(&self, probability: f64) -> Vec<AccountLine> {
        let (start, end) = (self.assessment.intercept_logit, self.assessment.logit);
        let before = sigmoid(start);
        let slope = match (end - start).abs() > 1e-9 {
            true => (probability - before) / (end - start),
            false => before * (1.0 - before),
        };
        let mut lines = vec![AccountLine {
            value: Some(before),
            contribution: Some(start),
            points: Some(before),
            ..line("start", "average_rep")
        }];
        lines.extend(self.reasons().into_iter().map(|(feature, value, reference, contribution)| AccountLine {
            value,
            reference,
            contribution: Some(contribution),
            points: Some(contribution * slope),
            topic: topic_of_reason(&feature, value, reference, contribution),
            ..line("reason", &feature)
        }));
        lines.push(AccountLine {
            value: Some(probability),
            reference: Some(self.policy.threshold),
            contribution: Some(end),
            points: Some(probability),
            ..line("sum", "probability")
        });
        lines
    }

    /// Feature, value, reference, contribution. Where the forecast stands alone, its one reason is told in two: the
    /// recent level against the bar, and the forecast against the recent level. The first is measured from the average of
    /// past chances, to which no level belongs, and so has no reference.
    fn reasons(&self) -> Vec<(String, Option<f64>, Option<f64>, f64)> {
        let given = &self.assessment.reasons;
        match self.parts.and_then(|parts| Some((parts, parts.split(given)?))) {
            Some((parts, (level, direction))) => {
                let mut told = vec![
                    ("recent_level".to_string(), Some(parts.level_share), None, level),
                    ("forecast_direction".to_string(), Some(parts.direction), Some(0.0), direction),
                ];
                told.sort_by(|a, b| b.3.abs().total_cmp(&a.3.abs()));
                told
            }
            None => {
                given.iter().map(|one| (one.feature.clone(), one.value, Some(one.average), one.contribution)).collect()
            }
        }
    }

    /// What would clear the flag, or would if somebody could change it.
    fn clears(&self, probability: f64) -> Option<AccountLine> {
        let (part, change) = match clearing(self.assessment, self.bar, self.predictive, self.policy.threshold)? {
            Clearing::Change(change) => ("clears", change),
            Clearing::Unchangeable(change) => ("unchangeable", change),
            Clearing::Nothing => return None,
        };
        Some(AccountLine {
            value: Some(change.from),
            reference: Some(change.to),
            points: Some(change.probability_after - probability),
            topic: topic_of_change(&change.feature, change.from, change.to).filter(|_| part == "clears"),
            ..line(part, &change.feature)
        })
    }

    fn clears_sentence(&self, clears: Option<&AccountLine>) -> Option<Sentence> {
        if !self.assessment.flagged {
            return None;
        }
        let Some(line) = clears else { return Some(sentence("risk-account-no-clearing", vec![])) };
        let (from, to) = (line.value.unwrap_or_default(), line.reference.unwrap_or_default());
        let amount = |value: f64| match line.item.as_str() {
            FORECAST_LEVEL => Arg::Money((value * self.minor_per_major).round() as i64),
            "tenure_months" => Arg::Count(value.round() as i64),
            _ => Arg::Share(value),
        };
        let args = vec![
            ("feature", Arg::Text(line.item.clone())),
            ("from", amount(from)),
            ("to", amount(to)),
            ("threshold", Arg::Share(self.policy.threshold)),
        ];
        Some(sentence(&format!("risk-account-{}", line.part), args))
    }

    /// What came of past statements near this one, and of all past flags.
    fn past_lines(&self, probability: f64) -> [AccountLine; 2] {
        let past = &self.kind.report.cases;
        let near = past.iter().filter(|case| (case.probability - probability).abs() <= NEAR);
        [past_line("near", near.collect()), past_line("flagged", past.iter().filter(|case| case.flagged).collect())]
    }
}

fn line(part: &str, item: &str) -> AccountLine {
    AccountLine { part: part.to_string(), item: item.to_string(), ..AccountLine::default() }
}

fn past_line(item: &str, cases: Vec<&JudgedCase>) -> AccountLine {
    let n = cases.len();
    let missed = cases.iter().filter(|case| case.event).count();
    let enough = n >= MIN_PAST;
    let share = |sum: f64| enough.then(|| sum / n as f64);
    let interval = wilson_95(missed as i64, n as i64).filter(|_| enough);
    AccountLine {
        value: share(missed as f64),
        reference: share(cases.iter().map(|case| case.probability).sum()),
        n: Some(n as i64),
        lower: interval.map(|interval| interval.lower),
        upper: interval.map(|interval| interval.upper),
        ..line("past", item)
    }
}

fn past_sentence(near: &AccountLine, source: BarSource) -> Sentence {
    let n = ("n", Arg::Count(near.n.unwrap_or_default()));
    let source = ("source", Arg::Message(format!("bar-{}", source.word())));
    let (Some(happened), Some(stated)) = (near.value, near.reference) else {
        return sentence("risk-account-past-thin", vec![n, source, ("need", Arg::Count(MIN_PAST as i64))]);
    };
    let args = vec![
        n,
        source,
        ("stated", Arg::Share(stated)),
        ("happened", Arg::Share(happened)),
        ("lower", Arg::Share(near.lower.unwrap_or_default())),
        ("upper", Arg::Share(near.upper.unwrap_or(1.0))),
    ];
    sentence("risk-account-past", args)
}
