//! The forecast of a metric that a family answers for, and what such forecasts would have been worth.

use crate::failure::Failure;
use crate::models::forecast::{
    BacktestReport, Doubt, ForecastSettings, SeriesForecast, StatedForecast, backtest_with_gaps, forecast_with_gaps,
};
use crate::quantity::Unit;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::super::leaves::work_in_parts;
use super::super::oddities::{OddSeries, leaves, odd_of_all, of_few_years};
use super::super::outlook::base_settings;
use super::super::series::RepHistory;
use super::super::snapshot::Snapshot;
use super::range::range_of;
use super::series::{RepSeries, adds_up};

/// Errors of the last step come from at least so many origins, where the history has them.
const ORIGINS_OF_LAST_STEP: usize = 4;

/// The forecast of one metric for every judged rep.
#[derive(Debug, Clone)]
pub struct AnyForecast {
    /// The metric, with its form.
    pub metric_id: String,
    /// What it is counted in.
    pub unit: Unit,
    /// In the order of the history's reps; the first step is the period after the history's last. Histories are counted
    /// without stand-ins.
    pub forecasts: Vec<SeriesForecast>,
    /// What was stated of past periods, one step ahead, and what came.
    pub stated: Vec<StatedForecast>,
    /// What is to be known about it: where its values end, what stands in for missing ones, which of them are odd, who is
    /// on leave.
    pub said: Vec<Sentence>,
}

impl RepSeries {
    /// Forecasts the periods after the history's last.
    ///
    /// # Errors
    /// [`Failure`] where a value is beyond what can be reckoned with.
    pub fn forecast(
        &self,
        snapshot: &Snapshot,
        history: &RepHistory<'_>,
        horizon: usize,
        levels: Vec<f64>,
    ) -> Result<AnyForecast, Failure> {
        // Periods without a value yet are forecast on the way to the one that is asked for.
        let settings = ForecastSettings { levels, ..self.settings(history, horizon + self.behind) };
        let panel = forecast_with_gaps(&self.inputs, &self.gaps, &settings)
            .map_err(|error| Failure::data(format!("forecasting {}: {error}", self.metric_id), None))?;
        let (mut forecasts, stated) = (panel.forecasts, panel.walk_forward.stated);
        for (series, gaps) in forecasts.iter_mut().zip(&self.gaps) {
            series.n_history -= gaps.len();
            series.steps.drain(..self.behind.min(series.steps.len()));
            for member in &mut series.members {
                member.path.drain(..self.behind.min(member.path.len()));
            }
            // A rate of nothing is a rate like others.
            series.doubts.retain(|doubt| adds_up(self.unit) || !matches!(doubt, Doubt::Silent { .. }));
            if series.n_history == 0 {
                // The others' level is a point to plan with, and no ground for a probability.
                series.without_distributions();
            }
        }
        work_in_parts(history, &mut forecasts, self.adds_up_over_days());
        let mut said = self.said(snapshot);
        said.extend(history.is_of_few_years().then(|| of_few_years(&self.metric_id)));
        let odd = OddSeries { metric_id: &self.metric_id, metric: None, last: self.last, forecasts: &forecasts };
        said.extend(odd_of_all(snapshot, history, &odd));
        said.extend(leaves(snapshot, history, &odd));
        Ok(AnyForecast { metric_id: self.metric_id.clone(), unit: self.unit, forecasts, stated, said })
    }

    /// Forecasts the periods after every past origin, and compares with what came; what stands in for missing values is
    /// compared with nothing.
    ///
    /// # Errors
    /// As [`RepSeries::forecast`].
    pub fn backtest(
        &self,
        history: &RepHistory<'_>,
        horizon: usize,
        with_rows: bool,
        clock: &dyn Fn() -> f64,
    ) -> Result<BacktestReport, Failure> {
        backtest_with_gaps(&self.inputs, &self.gaps, &self.settings(history, horizon), with_rows, clock)
            .map_err(|error| Failure::data(format!("forecasting {}: {error}", self.metric_id), None))
    }

    fn settings(&self, history: &RepHistory<'_>, horizon: usize) -> ForecastSettings {
        let usual = base_settings(history, horizon);
        let (lower_bound, upper_bound) = range_of(&self.metric_id, self.unit, &self.inputs);
        ForecastSettings {
            lower_bound,
            upper_bound,
            max_origins: match self.behind {
                0 => usual.max_origins,
                _ => usual.max_origins.max(horizon + ORIGINS_OF_LAST_STEP),
            },
            ..usual
        }
    }

    /// Where the values end, and what stands in for missing ones.
    pub fn said(&self, snapshot: &Snapshot) -> Vec<Sentence> {
        let metric = || ("metric", Arg::Metric(self.metric_id.clone()));
        let mut said = Vec::new();
        if self.behind > 0 {
            let last = Arg::Text(snapshot.calendar.label(self.last));
            said.push(sentence(
                "forecast-behind",
                vec![metric(), ("last", last), ("n", Arg::Count(self.behind as i64))],
            ));
        }
        let (n, of) = self.stand_ins();
        if n > 0 {
            said.push(sentence(
                "forecast-gaps",
                vec![metric(), ("n", Arg::Count(n as i64)), ("of", Arg::Count(of as i64))],
            ));
        }
        said
    }
}
