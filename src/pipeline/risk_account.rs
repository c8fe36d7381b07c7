//! One rep's risk told step by step: bar, average, reasons, sum, what would clear the flag, and what such
//! statements were worth.

use crate::appraisal::{WorkDriver, topic, topics_for};
use crate::measures::{Person, wilson_95};
use crate::models::predictive::Predictive;
use crate::models::risk::{Abstention, FORECAST_FEATURE, JudgedCase, RiskAssessment, sigmoid};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::review::risk_account::{AccountLine, RiskAccount};
use crate::settings::RiskPolicy;

use super::outlook::MetricForecast;
use super::risk::{Bar, ForecastParts, RepRisk, clipped_logit, null_reason};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Past statements count as near within so much of the probability on either side.
const NEAR: f64 = 0.1;
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
    let assessment = risk.report.assessments.iter().find(|one| one.subject == person.rep_id)?;
    let teller = Teller {
        period: snapshot.calendar.label(history.last.next()),
        person,
        assessment,
        bar: risk.bars.get(at).copied().flatten(),
        parts: risk.parts.get(at).copied().flatten(),
        predictive: forecast.panel.forecasts.get(at)?.steps.first().and_then(|step| step.predictive.as_ref()),
        past: &risk.report.cases,
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
    past: &'a [JudgedCase],
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
            sentences.push(past_sentence(&past[0]));
            lines.extend(past);
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
            topic: topic_of(&feature).filter(|_| contribution > 0.0),
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
    /// recent level against the bar, and the forecast against the recent level.
    fn reasons(&self) -> Vec<(String, Option<f64>, Option<f64>, f64)> {
        let given = &self.assessment.reasons;
        match self.parts.and_then(|parts| Some((parts, parts.split(given)?))) {
            Some((parts, (level, direction))) => {
                let mut told = vec![
                    ("recent_level".to_string(), Some(parts.level_share), Some(1.0), level),
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

    /// The model's own counterfactual; without one, and with the forecast alone, how much more the forecast would
    /// have to be.
    fn clears(&self, probability: f64) -> Option<AccountLine> {
        if !self.assessment.flagged {
            return None;
        }
        if let Some(change) = &self.assessment.counterfactual {
            return Some(AccountLine {
                value: Some(change.from),
                reference: Some(change.to),
                points: Some(change.probability_after - probability),
                topic: topic_of(&change.feature),
                ..line("clears", &change.feature)
            });
        }
        let [reason] = &self.assessment.reasons[..] else { return None };
        let now = reason.value.filter(|_| reason.feature == FORECAST_FEATURE)?;
        // The moved forecast is read as the present one is.
        let read = |chance: f64| sigmoid(self.assessment.logit + reason.coefficient * (clipped_logit(chance) - now));
        let (bar, predictive) = (self.bar?, self.predictive?);
        let (more, after) = smallest_rise(predictive, bar.amount, self.policy.threshold, read)?;
        Some(AccountLine {
            value: Some(predictive.centre()),
            reference: Some(predictive.centre() + more),
            points: Some(after - probability),
            topic: topic_of("forecast_level"),
            ..line("clears", "forecast_level")
        })
    }

    fn clears_sentence(&self, clears: Option<&AccountLine>) -> Option<Sentence> {
        if !self.assessment.flagged {
            return None;
        }
        let Some(line) = clears else { return Some(sentence("risk-account-no-clearing", vec![])) };
        let (from, to) = (line.value.unwrap_or_default(), line.reference.unwrap_or_default());
        let is_money = line.item == "forecast_level";
        let amount = |value: f64| match is_money {
            true => Arg::Money((value * self.minor_per_major).round() as i64),
            false => Arg::Share(value),
        };
        let args = vec![
            ("feature", Arg::Text(line.item.clone())),
            ("from", amount(from)),
            ("to", amount(to)),
            ("threshold", Arg::Share(self.policy.threshold)),
        ];
        Some(sentence("risk-account-clears", args))
    }

    /// What came of past statements near this one, and of all past flags.
    fn past_lines(&self, probability: f64) -> [AccountLine; 2] {
        let near = self.past.iter().filter(|case| (case.probability - probability).abs() <= NEAR);
        [
            past_line("near", near.collect()),
            past_line("flagged", self.past.iter().filter(|case| case.flagged).collect()),
        ]
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

fn past_sentence(near: &AccountLine) -> Sentence {
    let n = ("n", Arg::Count(near.n.unwrap_or_default()));
    let (Some(happened), Some(stated)) = (near.value, near.reference) else {
        return sentence("risk-account-past-thin", vec![n, ("need", Arg::Count(MIN_PAST as i64))]);
    };
    let args = vec![
        n,
        ("stated", Arg::Share(stated)),
        ("happened", Arg::Share(happened)),
        ("lower", Arg::Share(near.lower.unwrap_or_default())),
        ("upper", Arg::Share(near.upper.unwrap_or(1.0))),
    ];
    sentence("risk-account-past", args)
}

/// By how much the forecast must be higher for the chance of staying under the bar to fall below the threshold, and
/// the chance then, found by asking the moved forecast; `read` is what its chance is taken for. `None` where even a forecast moved up by ten bars does not.
fn smallest_rise(predictive: &Predictive, bar: f64, threshold: f64, read: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
    // Moving the centre up is moving the bar down.
    let chance = |more: f64| read(predictive.cdf(bar - more));
    let (mut holds, mut clears) = (0.0, 10.0 * bar.abs());
    if chance(clears) >= threshold {
        return None;
    }
    for _ in 0..200 {
        let middle = holds + (clears - holds) / 2.0;
        if middle == holds || middle == clears {
            break;
        }
        if chance(middle) < threshold { clears = middle } else { holds = middle }
    }
    Some((clears, chance(clears)))
}

/// The coaching topic that goes with a feature. Level, direction and trend are results and not work: they lead to
/// planning, and the plan (`attain plan`) says which work is weak. So does less activity than before: it counts work of
/// every kind, and not follow-ups that stayed out.
fn topic_of(feature: &str) -> Option<String> {
    let driver = match feature {
        "active_customers_growth_year" | "repurchase_rate" => Some(WorkDriver::Retention),
        "pipeline_coverage" | "pipeline_change" => Some(WorkDriver::NewCustomers),
        "win_rate" => Some(WorkDriver::CloseRate),
        "largest_customer_share" => Some(WorkDriver::CustomerConcentration),
        _ => None,
    };
    let found = match driver {
        Some(driver) => topics_for(driver).next(),
        None if feature == "tenure_months" => topic("continuous_learning"),
        None => topic("sales_planning"),
    };
    found.map(|topic| topic.id.clone())
}

#[cfg(test)]
mod tests {
    use super::super::risk_features::Feature;
    use super::*;

    #[test]
    fn the_smallest_rise_clears_the_flag_and_a_little_less_does_not() {
        let scores: Vec<f64> = (-20..=20).map(|at| f64::from(at) / 10.0).collect();
        let predictive = Predictive::new(90.0, 10.0, scores, None).expect("well formed");
        let (more, after) = smallest_rise(&predictive, 100.0, 0.5, |chance| chance).expect("within reach");
        assert!(after < 0.5 && predictive.cdf(100.0 - more) == after);
        assert!(predictive.cdf(100.0 - more * 0.999) >= 0.5, "{more}");
        // Read as worse than it is, it has to rise further; read as no matter what, no rise helps.
        let (further, _) = smallest_rise(&predictive, 100.0, 0.5, |chance| chance.sqrt()).expect("within reach");
        assert!(further > more, "{further} {more}");
        assert_eq!(smallest_rise(&predictive, 100.0, 0.5, |_| 0.6), None);
    }

    #[test]
    fn every_feature_has_a_topic_of_the_catalogue() {
        let features = Feature::ALL.map(Feature::name);
        for feature in features.into_iter().chain(["recent_level", "forecast_direction", "forecast_level"]) {
            assert!(topic_of(feature).is_some_and(|id| topic(&id).is_some()), "{feature}");
        }
        let tied = |feature| topic_of(feature).unwrap_or_default();
        let [calls, deals, wins] = ["activity_change", "pipeline_coverage", "win_rate"].map(tied);
        assert!(calls != deals && deals != wins, "{calls} {deals} {wins}");
        assert_eq!(calls, "sales_planning");
    }
}
