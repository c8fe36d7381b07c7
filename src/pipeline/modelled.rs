//! What the models say of the period after the one under review: what is likely, who is at risk, what to aim for.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::StatedChance;
use crate::planning::TargetSet;
use crate::review::pack::TargetSection;
use crate::settings::Settings;

use super::decisions::decided_amounts;
use super::outlook::{self, Aim, MetricForecast};
use super::risk::{self, RepRisk};
use super::series::RepHistory;
use super::side_by_side::side_by_side;
use super::snapshot::Snapshot;

/// Targets of one metric, with how they were asked for.
pub(super) struct Targets {
    pub set: TargetSet,
    pub metric: KpiMetric,
    pub aim: Aim,
    /// The amounts that people decided already, by rep.
    pub decided: BTreeMap<String, i64>,
    /// What became of chances like the asked one, once it was looked for.
    pub stated: OnceLock<Option<StatedChance>>,
}

/// What the models say; a question about one part asks for that part alone.
pub struct Modelled<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) settings: &'a Settings,
    /// The period under review.
    pub(super) period: Period,
    pub(super) history: Arc<RepHistory<'a>>,
    pub(super) forecasts: Vec<MetricForecast>,
    pub(super) risk: RepRisk,
    pub(super) targets: Vec<Targets>,
}

/// Which parts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Who is at risk, which rests on the forecast of net revenue.
    pub risk: bool,
    /// Targets of the forecast metrics that the configuration sets any on.
    pub targets: bool,
}

/// Forecasts a metric while the deals are read beside it, for what rests on both.
///
/// # Errors
/// As [`outlook::forecast`], and opportunities that cannot be read.
pub fn forecast_beside_deals(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
    horizon: usize,
    levels: Vec<f64>,
) -> Result<MetricForecast, Failure> {
    let (read, forecast) = side_by_side(
        || history.deal_days(snapshot).map(|_| ()),
        || outlook::forecast(history, metric, horizon, levels),
    );
    read.and(forecast)
}

impl<'a> Modelled<'a> {
    /// From forecasts of the period after the history's last, each one period ahead or more.
    ///
    /// # Errors
    /// What the store says, and a goal or a setting that no target can be set by.
    pub fn of(
        snapshot: &'a Snapshot,
        settings: &'a Settings,
        history: &Arc<RepHistory<'a>>,
        forecasts: Vec<MetricForecast>,
        (aim, revenue_goal): (Option<Aim>, Option<Aim>),
        asked: Asked,
    ) -> Result<Modelled<'a>, Failure> {
        let revenue = forecasts.iter().find(|forecast| forecast.metric == KpiMetric::RevenueNet);
        let risk = match revenue.filter(|_| asked.risk) {
            Some(forecast) => risk::assess_reps(snapshot, history, forecast, &settings.risk)?,
            None => RepRisk::not_asked()?,
        };
        let mut targets = Vec::new();
        for id in settings.targets.metrics.iter().filter(|_| asked.targets) {
            let metric = outlook::forecastable(id)?;
            let Some(forecast) = forecasts.iter().find(|forecast| forecast.metric == metric) else { continue };
            let goal = revenue_goal.filter(|_| metric == KpiMetric::RevenueNet);
            let aim = goal.or(aim).unwrap_or(Aim::Chance(settings.targets.chance));
            let set = outlook::propose(snapshot, history, forecast, aim, &settings.targets)?;
            let decided = decided_amounts(snapshot, &snapshot.calendar.label(history.last.next()), metric)?;
            targets.push(Targets { set, metric, aim, decided, stated: OnceLock::new() });
        }
        let history = Arc::clone(history);
        Ok(Modelled { snapshot, settings, period: history.last, history, forecasts, risk, targets })
    }

    /// All of it: net revenue and the metrics that targets are set on, one period ahead.
    pub(super) fn whole(
        snapshot: &'a Snapshot,
        settings: &'a Settings,
        history: &Arc<RepHistory<'a>>,
        aims: (Option<Aim>, Option<Aim>),
    ) -> Result<Modelled<'a>, Failure> {
        let mut metrics = vec![KpiMetric::RevenueNet];
        for id in &settings.targets.metrics {
            let metric = outlook::forecastable(id)?;
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        let forecasts = metrics
            .iter()
            .map(|&metric| outlook::forecast(history, metric, 1, vec![0.5, 0.8, 0.95]))
            .collect::<Result<Vec<_>, _>>()?;
        Modelled::of(snapshot, settings, history, forecasts, aims, Asked { risk: true, targets: true })
    }

    /// The targets, one section a metric, without what they rest on, which only a review keeps.
    pub fn target_sections(&self) -> Vec<TargetSection> {
        self.targets.iter().map(|targets| TargetSection { basis: None, ..self.target_section(targets) }).collect()
    }

    /// By which model the chances of a miss were stated against bars of a kind, and from how many cases.
    pub fn risk_model(&self, bar_source: &str) -> &str {
        let kind = self.risk.kinds().find(|kind| kind.source.word() == bar_source);
        &kind.unwrap_or(&self.risk.main).report.model_version
    }

    /// The label of a period.
    pub(super) fn label(&self, period: Period) -> String {
        self.snapshot.calendar.label(period)
    }
}
