//! What is likely and what to aim for: forecasts, risk and targets for the period after the one under review.

use std::collections::BTreeMap;

use crate::calendar::{Grain, Period};
use crate::failure::Failure;
use crate::measures::catalogue::definition;
use crate::measures::kpi::KpiMetric;
use crate::measures::{MeasureError, Person};
use crate::models::clustered::LEAST_ORIGINS;
use crate::models::forecast::{
    ForecastError, ForecastSettings, ModelUsed, OutsideIndex, PanelForecast, SeriesForecast, SeriesInput,
    forecast_panel, forecast_sums, forecast_with_outside,
};
use crate::planning::{
    Baseline, DriverFacts, ManualOverride, Outlook, PlanningError, TargetMetric, TargetPolicy, TargetSet, Together,
    at_chance, correlation_of, from_goal, sum_level_of,
};
use crate::quantity::{Currency, Money, NullReason, Scalar, Unit, nearest};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::TargetSettings;

use super::baseline::Usual;
use super::leaves::work_in_parts;
use super::market::{MarketFault, MarketUse};
use super::past_worth::BehindNaive;
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Past errors from which a distribution is stated: eight speak about levels from 11 to 89 %, which is where targets
/// and bars lie; a small company would otherwise wait two more periods for its first statement.
pub(super) const LEAST_SCORES: usize = 8;

/// The metrics that can be forecast by rep: those that sum.
pub const FORECASTABLE: [KpiMetric; 6] = [
    KpiMetric::RevenueNet,
    KpiMetric::GrossProfit,
    KpiMetric::Units,
    KpiMetric::Orders,
    KpiMetric::ActiveCustomers,
    KpiMetric::NewCustomers,
];

/// The metrics that can be forecast by rep and do not sum: a share, a mean amount, and a result against its quota.
/// Nobody is set a target in them.
pub(super) const RATES: [KpiMetric; 3] = [KpiMetric::GrossMargin, KpiMetric::AvgOrder, KpiMetric::Attainment];

/// The forecast of one metric for every judged rep.
pub struct MetricForecast {
    /// The metric.
    pub metric: KpiMetric,
    /// The first period of the panel's longest series.
    pub first: Period,
    /// Forecasts in the order of the history's reps, and what such forecasts were worth.
    pub panel: PanelForecast,
    /// What became of the market's index; none where the store holds no table `market_index`.
    pub market: Option<MarketUse>,
    /// What each rep would be expected to do in each coming period without any leave, in the order of the reps; empty where
    /// nobody is away.
    pub as_if_there: Vec<Vec<f64>>,
    /// What the last value carried on would have been worth beside it, where that was clearly better.
    pub behind_naive: Option<BehindNaive>,
}

/// The metric with this id, if it can be forecast.
pub fn forecastable(id: &str) -> Result<KpiMetric, Failure> {
    FORECASTABLE.into_iter().find(|metric| metric.id() == id).ok_or_else(|| {
        let ids: Vec<&str> = FORECASTABLE.iter().map(|metric| metric.id()).collect();
        match definition(id) {
            Some(_) => Failure::usage(
                format!("`{id}` does not add up over reps, and here targets with a sum are asked for"),
                format!("these do: {}; of others attain targets --metric has targets at a chance", ids.join(", ")),
            ),
            None => MeasureError::UnknownMetric { metric: id.to_string(), nearest: nearest(id, ids) }.into(),
        }
    })
}

/// Forecasts a metric.
pub fn forecast(
    history: &RepHistory<'_>,
    metric: KpiMetric,
    horizon: usize,
    levels: Vec<f64>,
) -> Result<MetricForecast, Failure> {
    let (base, parts) = (history.base(metric), history.parts(metric));
    let panel = base.panel(metric);
    let settings = ForecastSettings { levels, ..settings_for(base, metric, &panel, horizon) };
    let failed = |error| Failure::data(format!("forecasting {}: {error}", metric.id()), None);
    let first = history.panel_first(metric);
    let (mut panel, market) = match index_of(history, metric).filter(|_| parts == 1) {
        None if parts > 1 => (in_sums(&panel, &settings, parts, (history.last, first)).map_err(failed)?, None),
        None => (forecast_panel(&panel, &settings).map_err(failed)?, None),
        Some(Err(why)) => (forecast_panel(&panel, &settings).map_err(failed)?, Some(why)),
        Some(Ok(index)) => {
            let (panel, verdict) = forecast_with_outside(&panel, &settings, &index).map_err(failed)?;
            (panel, Some(MarketUse::Tried(verdict)))
        }
    };
    // A million single scores tell no reader more than the accuracy that was made of them.
    let behind_naive = BehindNaive::of(&panel.walk_forward);
    panel.walk_forward.scores = Vec::new();
    // Of somebody without any history the others' start is all that is known: a point to plan with, and no ground
    // for a probability.
    panel.forecasts.iter_mut().filter(|one| one.n_history == 0).for_each(SeriesForecast::without_distributions);
    let as_if_there = work_in_parts(history, &mut panel.forecasts, FORECASTABLE.contains(&metric));
    Ok(MetricForecast { metric, first, panel, market, as_if_there, behind_naive })
}

/// Sums of the panel's periods; origins are told by the known periods of the sums' grain, the `first` of which is the first
/// of the longest series. A market's index is not tried: it would have to be foreseen over a year.
pub(super) fn in_sums(
    panel: &[SeriesInput],
    settings: &ForecastSettings,
    parts: usize,
    (last, first): (Period, Period),
) -> Result<PanelForecast, ForecastError> {
    let longest = panel.iter().map(|series| series.values.len()).max().unwrap_or(0);
    let sums = (last.index - first.index + 1).max(0) as usize;
    let known = |of_parts: usize| sums.checked_sub((longest - of_parts) / parts);
    let mut found = forecast_sums(panel, settings, parts)?;
    let walk = &mut found.walk_forward;
    walk.origins.retain_mut(|one| known(one.known).map(|known| one.known = known).is_some());
    walk.stated.retain_mut(|one| known(one.origin).map(|known| one.origin = known).is_some());
    Ok(found)
}

/// The market's index of each rep; none where there is no index, and for shares and means, which do not grow with a
/// market.
pub(super) fn index_of(history: &RepHistory<'_>, metric: KpiMetric) -> Option<Result<OutsideIndex, MarketUse>> {
    let (market, regions) = history.market.as_ref().filter(|_| FORECASTABLE.contains(&metric))?;
    let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
    Some(market.of_reps(&regions))
}

/// How the series of a metric are forecast.
pub(super) fn settings_for(
    history: &RepHistory<'_>,
    metric: KpiMetric,
    panel: &[SeriesInput],
    horizon: usize,
) -> ForecastSettings {
    // Net revenue may be negative where returns exceed sales; where it never was, no forecast says so.
    let never_negative = match metric {
        // A margin may be a loss; that it cannot be more than all is its upper end.
        KpiMetric::GrossProfit | KpiMetric::GrossMargin => false,
        KpiMetric::RevenueNet | KpiMetric::AvgOrder | KpiMetric::Attainment => {
            panel.iter().flat_map(|series| &series.values).all(|value| *value >= 0.0)
        }
        _ => true,
    };
    ForecastSettings {
        lower_bound: never_negative.then_some(0.0),
        upper_bound: (metric == KpiMetric::GrossMargin).then_some(1.0),
        ..base_settings(history, horizon)
    }
}

/// How every metric is forecast, whatever its values can be.
pub(super) fn base_settings(history: &RepHistory<'_>, horizon: usize) -> ForecastSettings {
    ForecastSettings {
        season_length: history.last.periods_per_year(),
        horizon,
        min_scores: LEAST_SCORES,
        // A year of sixty reps is one year, not sixty; of quarters and months the first origins soon are among others.
        min_origins: if history.last.grain == Grain::Year { LEAST_ORIGINS } else { 1 },
        // Who has served two years of three is no newcomer.
        min_train: if history.is_of_few_years() { 2 } else { ForecastSettings::default().min_train },
        ..ForecastSettings::default()
    }
}

impl MetricForecast {
    /// Whether the market's index was kept, and why or why not; none where there is no index.
    pub fn market_said(&self) -> Option<Sentence> {
        Some(market_said(self.metric, self.first.grain, self.market.as_ref()?))
    }
}

/// What became of the market's index in forecasts of a metric, and why.
pub(super) fn market_said(metric: KpiMetric, grain: Grain, market: &MarketUse) -> Sentence {
    let metric = ("metric", Arg::Metric(metric.id().to_string()));
    let off = |id: &str, period: &str| sentence(id, vec![metric.clone(), ("period", Arg::Text(period.to_string()))]);
    match market {
        MarketUse::NotEverywhere => off("market-not-everywhere", ""),
        MarketUse::Off(MarketFault::Gap { period }) => off("market-gap", period),
        MarketUse::Off(MarketFault::NotPositive { period }) => off("market-not-positive", period),
        MarketUse::Off(MarketFault::Ends { period }) if period.is_empty() => off("market-elsewhere", ""),
        MarketUse::Off(MarketFault::Ends { period }) => off("market-ends", period),
        MarketUse::Tried(verdict) => {
            let mut args = vec![metric.clone(), ("grain", Arg::Text(grain.word().to_string()))];
            let Some(following) = verdict.following else { return sentence("market-nothing", args) };
            args.extend([
                ("lag", Arg::Count(following.lag as i64)),
                ("tenth", Arg::SignedShare(1.1_f64.powf(following.elasticity) - 1.0)),
                ("elasticity", Arg::Number(following.elasticity)),
                ("error", Arg::Number(following.standard_error)),
                ("origins", Arg::Count(verdict.origins as i64)),
                ("n", Arg::Count(verdict.n as i64)),
                ("plain", Arg::Share(verdict.plain)),
                ("outside", Arg::Share(verdict.outside)),
            ]);
            sentence(if verdict.kept { "market-kept" } else { "market-dropped" }, args)
        }
    }
}

/// How targets are asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// At this chance.
    Chance(f64),
    /// So that the reps' targets sum to this many minor units, everybody at the same chance.
    Goal(i64),
}

/// Proposes targets of one metric for the period after the one under review.
pub fn propose(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    aim: Aim,
    settings: &TargetSettings,
) -> Result<TargetSet, Failure> {
    Ground::of(snapshot, history, forecast, settings)?.set(aim)
}

/// As [`propose`], with what people decided in the place of single proposals; a rep with `None` is left out.
pub(super) fn propose_with(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    aim: Aim,
    settings: &TargetSettings,
    decided: &BTreeMap<String, Option<ManualOverride>>,
) -> Result<TargetSet, Failure> {
    let mut ground = Ground::of(snapshot, history, forecast, settings)?;
    ground.outlooks.retain(|outlook| decided.get(&outlook.subject).is_none_or(Option::is_some));
    for outlook in &mut ground.outlooks {
        outlook.manual = decided.get(&outlook.subject).cloned().flatten();
    }
    ground.set(aim)
}

/// What targets of one metric are set on, before it is said at what chance or from what goal.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The metric.
    pub metric: KpiMetric,
    /// What is known about each rep, in the order of the history's reps.
    pub outlooks: Vec<Outlook>,
    /// The policy at the configured chance, with the measured correlation of the reps' results.
    pub policy: TargetPolicy,
    /// Minor units in one major unit of the metric.
    pub minor_per_major: i64,
    /// The currency of its money.
    pub currency: Currency,
}

impl Ground {
    /// For the period after the one under review.
    pub fn of(
        snapshot: &Snapshot,
        history: &RepHistory<'_>,
        forecast: &MetricForecast,
        settings: &TargetSettings,
    ) -> Result<Ground, Failure> {
        let metric = forecast.metric;
        let minor_per_major = minor_per_major(metric, snapshot.currency);
        let round_to_minor = match metric.unit() {
            Unit::Money => settings.round_to.max(1) * minor_per_major,
            _ => minor_per_major,
        };
        let policy = TargetPolicy {
            metric: target_metric(metric),
            chance: settings.chance,
            stretch_chance: settings.stretch_chance,
            min_chance: settings.least_chance,
            round_to_minor,
            correlation: measured_correlation(forecast),
            sum_level: measured_level(forecast),
            ..TargetPolicy::default()
        };
        let outlooks = outlooks(snapshot, history, forecast, minor_per_major)?;
        Ok(Ground { metric, outlooks, policy, minor_per_major, currency: snapshot.currency })
    }

    /// The policy with the chance that the aim names, and the amounts to commit to and to stretch for around it.
    pub fn policy_for(&self, aim: Aim) -> TargetPolicy {
        let chance = if let Aim::Chance(chance) = aim { chance } else { self.policy.chance };
        TargetPolicy {
            chance,
            stretch_chance: self.policy.stretch_chance.min(chance),
            commit_chance: TargetPolicy::default().commit_chance.max(chance),
            ..self.policy
        }
    }

    /// The targets.
    ///
    /// # Errors
    /// [`Failure`] where a goal lies below the floors or a setting is out of its range.
    pub fn set(&self, aim: Aim) -> Result<TargetSet, Failure> {
        let policy = self.policy_for(aim);
        let set = match aim {
            Aim::Chance(_) => at_chance(&self.outlooks, &policy, self.minor_per_major),
            Aim::Goal(goal) => from_goal(&self.outlooks, goal, &policy, self.minor_per_major),
        };
        set.map_err(|error| refused(self.currency, self.metric, &error))
    }
}

/// Minor units in one major unit of a metric: 100 for dollars, 1 for counts.
pub fn minor_per_major(metric: KpiMetric, currency: Currency) -> i64 {
    match metric.unit() {
        Unit::Money => currency.minor_per_major(),
        Unit::Units => Scalar::UNITS_SCALE,
        Unit::Count | Unit::Share | Unit::Days | Unit::Number => 1,
    }
}

/// A refusal in the amounts that the person wrote, not in minor units.
fn refused(currency: Currency, metric: KpiMetric, error: &PlanningError) -> Failure {
    let amount = |minor: i64| match metric.unit() {
        Unit::Money => Money::new(minor, currency).to_string(),
        Unit::Units => (minor as f64 / Scalar::UNITS_SCALE as f64).to_string(),
        _ => minor.to_string(),
    };
    match error {
        PlanningError::GoalBelowLeast { goal_minor, least_minor, .. } => Failure::usage(
            format!(
                "the goal of {} is below {}, the least sum that the reps' floors allow",
                amount(*goal_minor),
                amount(*least_minor)
            ),
            "name a higher goal; attain targets without --goal shows what the reps will probably reach",
        ),
        other => Failure::usage(other.to_string(), "see attain targets --help and [targets] in the configuration"),
    }
}

fn target_metric(metric: KpiMetric) -> TargetMetric {
    match metric {
        KpiMetric::GrossProfit => TargetMetric::GrossProfit,
        KpiMetric::Units => TargetMetric::Units,
        KpiMetric::Orders => TargetMetric::Orders,
        KpiMetric::ActiveCustomers => TargetMetric::ActiveCustomers,
        KpiMetric::NewCustomers => TargetMetric::NewCustomers,
        _ => TargetMetric::RevenueNet,
    }
}

fn outlooks(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    minor_per_major: i64,
) -> Result<Vec<Outlook>, Failure> {
    let next = history.last.next();
    let month_shares = history.month_shares(snapshot, next.number_in_year())?;
    let outlook = |(person, forecast_of): (&&Person, &SeriesForecast)| -> Result<_, Failure> {
        let values = history.values_there(forecast.metric, person);
        let to_minor = |value: f64| (value * minor_per_major as f64).round() as i64;
        let by_size = |a: &&f64, b: &&f64| a.total_cmp(b);
        let largest = values.iter().max_by(by_size).copied();
        let usual = Usual::of(history, forecast.metric, person, forecast_of);
        let baseline = usual.baseline;
        let sums = history.sums(&person.rep_id, baseline);
        let value = history.value(forecast.metric, &person.rep_id, baseline);
        let (deals_closed, deals_won) = history.deals(snapshot, &person.rep_id, baseline)?;
        Ok(Outlook {
            subject: person.rep_id.clone(),
            predictive: forecast_of.steps.first().and_then(|step| step.predictive.clone()),
            baseline: Baseline {
                value_minor: value.map_or(0, to_minor),
                period_label: snapshot.calendar.label(baseline),
            },
            bounds_from: usual.rails.map(|rails| rails.bounds(minor_per_major)),
            n_history: values.len(),
            history_max: largest.map(to_minor),
            history_min: values.iter().min_by(by_size).copied().map(to_minor),
            drivers: DriverFacts {
                active_customers: sums.active_customers,
                orders: sums.orders,
                new_customers: sums.new_customers,
                revenue_minor: sums.net,
                gross_profit_minor: sums.net - sums.cost,
                deals_closed,
                deals_won,
            },
            month_shares: history.months_worked(&person.rep_id, next, &month_shares),
            share_worked: history.share_worked(&person.rep_id, next),
            manual: None,
        })
    };
    history.reps.iter().zip(&forecast.panel.forecasts).map(outlook).collect()
}

/// Why nothing is expected of a coming period (1 = the next): `absent` where there is no forecast; none where something is.
pub(crate) fn why_none_expected(series: &SeriesForecast, step: usize, absent: NullReason) -> Option<NullReason> {
    match series.model {
        ModelUsed::None(_) => Some(absent),
        _ => series.is_away(step).then_some(NullReason::OnLeave),
    }
}

/// The ends of an interval as they are told: of a count the whole numbers around them, since 0.27 to 0.88 customers
/// hold nothing that can come.
///
/// ```
/// use attain::measures::kpi::KpiMetric;
/// use attain::pipeline::whole_ends;
/// assert_eq!(whole_ends(KpiMetric::NewCustomers, (0.27, 0.88)), (0.0, 1.0));
/// assert_eq!(whole_ends(KpiMetric::NewCustomers, (2.0, 3.0)), (2.0, 3.0));
/// assert_eq!(whole_ends(KpiMetric::RevenueNet, (0.27, 0.88)), (0.27, 0.88));
/// ```
pub fn whole_ends(metric: KpiMetric, ends: (f64, f64)) -> (f64, f64) {
    whole_ends_in(metric.unit(), ends)
}

/// The same of whatever is counted in this unit.
pub fn whole_ends_in(unit: Unit, (lower, upper): (f64, f64)) -> (f64, f64) {
    match unit {
        Unit::Count => (lower.floor(), upper.ceil()),
        _ => (lower, upper),
    }
}

/// How much the reps' results went together in the walk-forward.
pub(super) fn measured_correlation(forecast: &MetricForecast) -> Option<f64> {
    correlation_of(&forecast.panel.walk_forward)
}

/// How the reps' values go together, measured on the walk-forward: what every sum of them is simulated by.
pub(super) fn together_of(forecast: &MetricForecast) -> Together {
    Together::of(measured_correlation(forecast), measured_level(forecast))
}

/// What sums of reps came to in the walk-forward, as a multiple of what was expected.
pub(super) fn measured_level(forecast: &MetricForecast) -> Option<f64> {
    sum_level_of(&forecast.panel.walk_forward)
}
