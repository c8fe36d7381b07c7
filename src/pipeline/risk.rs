//! Who will probably miss the bar: cases from the past, features known before each period began, one model.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::measures::{OwnQuotas, Person};
use crate::models::forecast::StatedForecast;
use crate::models::predictive::Predictive;
use crate::models::risk::{
    Abstention, FORECAST_FEATURE, FeatureSpec, Reason, RiskAssessment, RiskCase, RiskError, RiskReport, RiskSettings,
    assess, clip_base, logit,
};
use crate::quantity::NullReason;
use crate::settings::RiskPolicy;

use super::outlook::MetricForecast;
use super::risk_features::{Feature, FeatureBook, Standing};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Where a bar comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BarSource {
    /// A share of the quota in force.
    Quota,
    /// A share of the seasonal expectation, because there is no quota of the whole period.
    SeasonalExpectation,
}

impl BarSource {
    /// A stable word.
    pub fn word(self) -> &'static str {
        match self {
            BarSource::Quota => "quota",
            BarSource::SeasonalExpectation => "seasonal_expectation",
        }
    }
}

/// The amount under which a period counts as missed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// In major units.
    pub amount: f64,
    /// Where it comes from.
    pub source: BarSource,
}

impl Bar {
    /// Under zero or less nobody stays who sells nothing: such a bar is no question.
    fn can_be_missed(&self) -> bool {
        self.amount > 0.0
    }
}

/// What is said of the reps whose bars are of one kind. It is learned, calibrated and tried on past cases with bars of
/// the same kind alone: to stay under a share of a quota and under the same share of a usual season are two events.
#[derive(Clone)]
pub struct BarRisk {
    /// The kind.
    pub source: BarSource,
    /// The model's answer.
    pub report: RiskReport,
    /// How many reps' coming bars are of this kind.
    pub reps: usize,
    /// Past cases left out because their quota was changed after the period had begun.
    pub changed_quotas: usize,
}

/// The risk of every judged rep in the period after the one under review.
pub struct RepRisk {
    /// The bars, in the order of the history's reps.
    pub bars: Vec<Option<Bar>>,
    /// The kind of bar that most reps have; reps without a bar are told of, and not judged, here.
    pub main: BarRisk,
    /// The other kind, where some reps' bars are of that.
    pub other: Option<BarRisk>,
    /// What the forecast's own probability is made of, in the order of the history's reps.
    pub parts: Vec<Option<ForecastParts>>,
    /// The features that are off, by the table whose absence switches them off.
    pub off: BTreeMap<&'static str, Vec<&'static str>>,
}

/// The forecast's log-odds of a miss in two steps that add up to it: what they would be if the rep went on at the
/// recent level, and what season and trend of the forecast add.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastParts {
    /// Mean of up to a year of last periods ÷ the bar.
    pub level_share: f64,
    /// Log-odds at the recent level.
    pub level_logit: f64,
    /// Forecast ÷ recent level − 1.
    pub direction: f64,
    /// Log-odds of the forecast itself.
    pub forecast_logit: f64,
}

impl ForecastParts {
    /// What the recent level and the direction of the forecast say of a miss, in log-odds; they add up to the one reason
    /// where the forecast stands alone, and there is nothing to tell apart else.
    pub(super) fn split(&self, reasons: &[Reason]) -> Option<(f64, f64)> {
        let [one] = reasons else { return None };
        let direction = one.coefficient * (self.forecast_logit - self.level_logit);
        (one.feature == FORECAST_FEATURE).then_some((one.contribution - direction, direction))
    }
}

impl RepRisk {
    /// What stands where nobody asked: nobody is assessed, from no case.
    pub(super) fn not_asked() -> Result<RepRisk, Failure> {
        let report = assess(&[], &[], &RiskSettings::default()).map_err(refused)?;
        let main = BarRisk { source: BarSource::SeasonalExpectation, report, reps: 0, changed_quotas: 0 };
        Ok(RepRisk { bars: Vec::new(), main, other: None, parts: Vec::new(), off: BTreeMap::new() })
    }

    /// The kinds of bars that are stated, that of most reps first.
    pub fn kinds(&self) -> impl Iterator<Item = &BarRisk> {
        std::iter::once(&self.main).chain(&self.other)
    }

    /// What is said of each rep, whatever the kind of the bar.
    pub fn assessments(&self) -> impl Iterator<Item = &RiskAssessment> {
        self.kinds().flat_map(|kind| &kind.report.assessments)
    }

    /// What is said of a rep, and the kind of bar that it is said by.
    pub fn of_rep(&self, rep_id: &str) -> Option<(&BarRisk, &RiskAssessment)> {
        self.kinds().find_map(|kind| {
            kind.report.assessments.iter().find(|one| one.subject == rep_id).map(|assessment| (kind, assessment))
        })
    }
}

/// Scores every judged rep, each kind of bar by a model of its own.
pub fn assess_reps(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    policy: &RiskPolicy,
) -> Result<RepRisk, Failure> {
    let book = FeatureBook::build(snapshot, history)?;
    let (features, off): (Vec<Feature>, Vec<Feature>) = Feature::ALL.into_iter().partition(|one| book.has(*one));
    // What was stated of each rep, in the order of the reps.
    let mut stated: Vec<Vec<&StatedForecast>> = vec![Vec::new(); history.reps.len()];
    for one in &forecast.panel.walk_forward.stated {
        stated[one.series].push(one);
    }
    let room = Cases { snapshot, history, policy, book, features, stated };
    let next = history.last.next();
    let bars: Vec<Option<Bar>> = history.reps.iter().map(|person| room.rep(person).bar(next)).collect();
    let reps_of = |source: BarSource| bars.iter().flatten().filter(|bar| bar.source == source).count();
    let (quotas, expected) = (reps_of(BarSource::Quota), reps_of(BarSource::SeasonalExpectation));
    let (first, second) = match quotas > 0 && quotas >= expected {
        true => (BarSource::Quota, BarSource::SeasonalExpectation),
        false => (BarSource::SeasonalExpectation, BarSource::Quota),
    };
    // Reps without any bar have no statement either way, and stand with the first.
    let of_first = |bar: Option<Bar>| bar.is_none_or(|bar| bar.source == first);
    let main = room.assess(forecast, &bars, (first, reps_of(first)), of_first)?;
    let other = match reps_of(second) {
        0 => None,
        reps => Some(room.assess(forecast, &bars, (second, reps), |bar| !of_first(bar))?),
    };
    let parts = history
        .reps
        .iter()
        .zip(&forecast.panel.forecasts)
        .zip(&bars)
        .map(|((person, forecast_of), bar)| {
            let predictive = forecast_of.steps.first()?.predictive.as_ref()?;
            forecast_parts(&history.values_there(KpiMetric::RevenueNet, person), predictive, (*bar)?)
        })
        .collect();
    Ok(RepRisk { bars, main, other, parts, off: off_by_table(&off) })
}

/// Nothing is said of reps with a bar that cannot be missed, and this is why.
fn say_bars_not_positive(history: &RepHistory<'_>, bars: &[Option<Bar>], report: &mut RiskReport) {
    let of_rep = history.reps.iter().zip(bars).filter(|(_, bar)| bar.is_some_and(|bar| !bar.can_be_missed()));
    let without: BTreeSet<&str> = of_rep.map(|(person, _)| person.rep_id.as_str()).collect();
    for one in report.assessments.iter_mut().filter(|one| without.contains(one.subject.as_str())) {
        if one.abstained == Some(Abstention::NoForecast) {
            one.abstained = Some(Abstention::BarNotPositive);
        }
    }
}

/// Nothing is said of reps who are on leave for most of the period, and this is why, whatever else there may be.
fn say_leaves(history: &RepHistory<'_>, next: Period, report: &mut RiskReport) {
    for one in report.assessments.iter_mut().filter(|one| history.is_away(&one.subject, next)) {
        one.abstained = Some(Abstention::OnLeave);
    }
}

/// Why no chance is stated, as programs read it.
pub(super) fn null_reason(why: Abstention) -> NullReason {
    match why {
        Abstention::TooLittleHistory { .. } | Abstention::NoForecast => NullReason::BelowMinN,
        Abstention::BarNotPositive => NullReason::NotPositive,
        Abstention::OnLeave => NullReason::OnLeave,
    }
}

fn refused(error: RiskError) -> Failure {
    Failure::usage(error.to_string(), "see [risk] in the configuration")
}

fn off_by_table(off: &[Feature]) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut by_table: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
    for feature in off {
        by_table.entry(feature.table().unwrap_or("orders")).or_default().push(feature.name());
    }
    by_table
}

/// None where the rep has no positive recent level to compare with.
fn forecast_parts(values: &[f64], predictive: &Predictive, bar: Bar) -> Option<ForecastParts> {
    let recent = &values[values.len().saturating_sub(4)..];
    let level = recent.iter().sum::<f64>() / recent.len() as f64;
    if recent.is_empty() || level <= 0.0 || bar.amount <= 0.0 {
        return None;
    }
    // Moving the centre to the recent level is moving the bar the other way.
    let at_level = predictive.cdf(bar.amount + predictive.centre() - level);
    Some(ForecastParts {
        level_share: level / bar.amount,
        level_logit: clipped_logit(at_level),
        direction: predictive.centre() / level - 1.0,
        forecast_logit: clipped_logit(predictive.cdf(bar.amount)),
    })
}

/// The log-odds of a forecast's chance as the model takes it.
pub(super) fn clipped_logit(chance: f64) -> f64 {
    logit(clip_base(chance))
}

struct Cases<'a> {
    snapshot: &'a Snapshot,
    history: &'a RepHistory<'a>,
    policy: &'a RiskPolicy,
    book: FeatureBook<'a>,
    features: Vec<Feature>,
    /// By rep.
    stated: Vec<Vec<&'a StatedForecast>>,
}

impl Cases<'_> {
    fn rep<'r>(&'r self, person: &'r Person) -> OfRep<'r> {
        OfRep { room: self, person, quotas: self.snapshot.quotas.own(&person.rep_id, "revenue_net") }
    }

    /// Learns from the past cases with bars of one kind, and states what is asked of the reps whose coming bars `takes`
    /// takes.
    fn assess(
        &self,
        forecast: &MetricForecast,
        bars: &[Option<Bar>],
        (source, reps): (BarSource, usize),
        takes: impl Fn(Option<Bar>) -> bool + Sync,
    ) -> Result<BarRisk, Failure> {
        let (history, policy) = (self.history, self.policy);
        let next = history.last.next();
        let of_rep = |(at, stated): (usize, &Vec<&StatedForecast>)| {
            let rep = self.rep(history.reps[at]);
            let (mut cases, mut changed) = (Vec::with_capacity(stated.len() + 1), 0);
            for stated in stated {
                let target = forecast.first.plus(stated.origin as i32);
                let bar = rep.bar_of(source, target).filter(Bar::can_be_missed);
                let (Some(bar), Some(predictive)) = (bar, &stated.predictive) else { continue };
                if source == BarSource::Quota && rep.quotas.was_changed(target, self.snapshot.calendar) {
                    changed += 1;
                    continue;
                }
                cases.push(rep.case(target, predictive, bar, Some(stated.actual < bar.amount)));
            }
            if takes(bars[at]) {
                let is_there = !history.is_away(&history.reps[at].rep_id, next);
                let stated = forecast.panel.forecasts[at].steps.first().and_then(|step| step.predictive.as_ref());
                let predictive = stated.filter(|_| is_there);
                cases.push(match (bars[at].filter(Bar::can_be_missed), predictive) {
                    (Some(bar), Some(predictive)) => rep.case(next, predictive, bar, None),
                    _ => rep.of_bar(next, source, bars[at]),
                });
            }
            (cases, changed)
        };
        let told: Vec<(Vec<RiskCase>, usize)> = self.stated.par_iter().enumerate().map(of_rep).collect();
        let changed_quotas = told.iter().map(|one| one.1).sum();
        let cases: Vec<RiskCase> = told.into_iter().flat_map(|one| one.0).collect();
        let settings = RiskSettings {
            threshold: policy.threshold,
            min_cases: policy.min_cases,
            min_events: policy.min_events,
            min_origins: 1,
            baselines: vec!["missed_last_period".to_string(), "momentum".to_string()],
            ..RiskSettings::default()
        };
        let specs: Vec<FeatureSpec> = self.features.iter().map(|feature| feature.spec()).collect();
        let mut report = assess(&specs, &cases, &settings).map_err(refused)?;
        say_bars_not_positive(history, bars, &mut report);
        say_leaves(history, next, &mut report);
        Ok(BarRisk { source, report, reps, changed_quotas })
    }
}

/// One rep's cases, with what is looked up once for all of them.
struct OfRep<'r> {
    room: &'r Cases<'r>,
    person: &'r Person,
    quotas: OwnQuotas<'r>,
}

impl OfRep<'_> {
    /// The bar in a period: from the quota where one covers all of it, else from what the season lets expect.
    fn bar(&self, period: Period) -> Option<Bar> {
        let of = |source| self.bar_of(source, period);
        of(BarSource::Quota).or_else(|| of(BarSource::SeasonalExpectation))
    }

    /// The bar of one kind in a period, with what was known when the period began; an expectation can be had beside a
    /// quota. The quota of a part of the period would be held against the sales of the whole.
    fn bar_of(&self, source: BarSource, period: Period) -> Option<Bar> {
        let snapshot = self.room.snapshot;
        let goal = match source {
            BarSource::Quota => {
                let minor = self.quotas.of_whole(self.person, period, snapshot.calendar)?;
                minor as f64 / snapshot.currency.minor_per_major() as f64
            }
            // Of a period with a leave in it the season lets expect what is worked of it; a quota is taken as it is, since
            // nobody can see from a file whether it is cut already.
            BarSource::SeasonalExpectation => {
                let history = self.room.history;
                let worked = Some(history.share_worked(&self.person.rep_id, period)).filter(|worked| *worked > 0.0)?;
                worked * history.seasonal_expectation(self.person, period.previous())?
            }
        };
        Some(Bar { amount: self.room.policy.share_of_target * goal, source })
    }

    fn case(&self, target: Period, predictive: &Predictive, bar: Bar, event: Option<bool>) -> RiskCase {
        let base_probability = predictive.cdf(bar.amount);
        RiskCase { base_probability, event, ..self.of_bar(target, bar.source, Some(bar)) }
    }

    /// Everything about a case but the forecast's own chance. What was reached before is held against bars of the same
    /// kind.
    fn of_bar(&self, target: Period, source: BarSource, bar: Option<Bar>) -> RiskCase {
        let Cases { history, policy, book, features, .. } = self.room;
        let (person, origin) = (self.person, target.previous());
        let is_there = |index: &i32| !history.is_away(&person.rep_id, Period { grain: target.grain, index: *index });
        let own_history =
            history.start_of(person).map_or(0, |start| (start.index..target.index).filter(is_there).count());
        let attainment = self.attainment(origin, source);
        let goal = bar.map(|bar| bar.amount / policy.share_of_target);
        let standing = Standing { person, target, goal, attainment_last: attainment };
        let growth = book.growth(person, origin, KpiMetric::RevenueNet);
        let missed = if attainment.is_nan() { f64::NAN } else { f64::from(attainment < policy.share_of_target) };
        RiskCase {
            subject: person.rep_id.clone(),
            origin: origin.index,
            base_probability: f64::NAN,
            features: features.iter().map(|feature| book.value(*feature, standing)).collect(),
            event: None,
            history: own_history,
            baselines: vec![missed, -growth],
        }
    }

    /// Actual ÷ full bar (quota or expectation) in a past period; NaN where there is none, and in one that was spent away.
    fn attainment(&self, period: Period, source: BarSource) -> f64 {
        let actual = self.room.history.value(KpiMetric::RevenueNet, &self.person.rep_id, period);
        match (actual, self.bar_of(source, period)) {
            _ if self.room.history.is_away(&self.person.rep_id, period) => f64::NAN,
            (Some(actual), Some(bar)) if bar.amount > 0.0 => actual * self.room.policy.share_of_target / bar.amount,
            _ => f64::NAN,
        }
    }
}
