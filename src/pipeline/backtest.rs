//! What forecasts and risk scores would have been worth: on a panel with a part held back, and on the reps' own history.

use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::{
    BacktestReport, ForecastError, ForecastSettings, HeldOutPanel, SeasonalTarget, SeriesInput, TooShort,
    backtest_held_out, backtest_history, backtest_with_outside,
};
use crate::models::risk::{RiskEvidence, RiskReport};
use crate::review::pack::Sentence;
use crate::settings::RiskPolicy;

use super::market::MarketUse;
use super::outlook::{forecast, index_of, market_said, settings_for};
use super::panel_file::PanelSeries;
use super::risk::{BarRisk, BarSource, assess_reps};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// The walk goes at least this many origins back, and at least [`ORIGINS_OF_LAST_STEP`] beyond the horizon.
const ORIGINS: usize = 12;
/// An interval that rests on fewer origins says little about the next one.
const ORIGINS_OF_LAST_STEP: usize = 4;

/// Forecasts every series' test part from its train part; `season_length` is the number of periods in a season.
///
/// The series of a panel are taken as unrelated: where in a year a series begins is not in the file, so their
/// seasons are drawn towards none and not towards a common one, and where a series is too short for a forecast of its
/// own, the size of the others says nothing of it: its own few values are all there is.
///
/// # Errors
/// [`Failure`] where a value is beyond what can be reckoned with.
pub fn backtest_panel(
    series: &[PanelSeries],
    season_length: usize,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<BacktestReport, Failure> {
    let input = |series: &PanelSeries| SeriesInput {
        id: series.id.clone(),
        // All series end with a season, so that they can stand side by side.
        first_season: (season_length - series.train.len() % season_length) % season_length,
        values: series.train.clone(),
        group: None,
        periods_before_data: None,
        away: Vec::new(),
    };
    let panel = HeldOutPanel {
        train: series.iter().map(input).collect(),
        test: series.iter().map(|series| series.test.clone()).collect(),
    };
    let horizon = panel.test.iter().map(Vec::len).max().unwrap_or(1);
    let never_negative = series.iter().flat_map(|series| &series.train).all(|value| *value >= 0.0);
    let settings = ForecastSettings {
        season_length,
        horizon,
        lower_bound: never_negative.then_some(0.0),
        max_origins: ORIGINS.max(horizon + ORIGINS_OF_LAST_STEP),
        seasonal_target: SeasonalTarget::Flat,
        too_short: TooShort::Itself,
        ..ForecastSettings::default()
    };
    backtest_held_out(&panel, &settings, with_rows, clock).map_err(|error| refused(&error))
}

/// How many series of a panel are too short for a forecast of its own kind: what is forecast of them is halfway between
/// the mean of their few values and the last one.
pub fn too_short(series: &[PanelSeries]) -> usize {
    series.iter().filter(|series| series.train.len() < ForecastSettings::default().min_train).count()
}

/// Forecasts the judged reps' periods from every origin of their own history, as `attain forecast` would have: with the
/// market's index where it is kept. What became of the index is told beside it; nothing where there is none.
///
/// # Errors
/// [`Failure`] where a value is beyond what can be reckoned with.
pub fn backtest_reps(
    history: &RepHistory<'_>,
    metric: KpiMetric,
    horizon: usize,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<(BacktestReport, Option<Sentence>), Failure> {
    let panel = history.panel(metric);
    let settings = settings_for(history, metric, &panel, horizon);
    let failed = |error| refused(&error);
    let (report, market) = match index_of(history, metric) {
        Some(Ok(index)) => {
            let (report, verdict) =
                backtest_with_outside(&panel, &settings, &index, with_rows, clock).map_err(failed)?;
            (report, Some(MarketUse::Tried(verdict)))
        }
        other => {
            let report = backtest_history(&panel, &settings, with_rows, clock).map_err(failed)?;
            (report, other.and_then(Result::err))
        }
    };
    Ok((report, market.map(|market| market_said(metric, history.last.grain, &market))))
}

/// The risk scores of past periods against bars of one kind.
pub struct RiskTried {
    /// The kind of bar.
    pub source: BarSource,
    /// The cases, and what was said of each.
    pub report: RiskReport,
    /// What came of them.
    pub evidence: RiskEvidence,
}

/// The risk scores of every past period as they would have been stated there, and what came of them, for each kind of
/// bar that is stated for the period to come, that of most reps first; `act_on` is how many reps a manager can act on in
/// a period.
///
/// # Errors
/// [`Failure`] where a value is beyond what can be reckoned with.
pub fn backtest_risk(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    policy: &RiskPolicy,
    act_on: usize,
) -> Result<Vec<RiskTried>, Failure> {
    let forecast = forecast(history, KpiMetric::RevenueNet, 1, Vec::new())?;
    let risk = assess_reps(snapshot, history, &forecast, policy)?;
    let tried = |kind: BarRisk| {
        let evidence = RiskEvidence::of(&kind.report, act_on);
        RiskTried { source: kind.source, report: kind.report, evidence }
    };
    Ok(std::iter::once(risk.main).chain(risk.other).map(tried).collect())
}

fn refused(error: &ForecastError) -> Failure {
    Failure::data(
        format!("the panel cannot be forecast: {error}"),
        Some("mend the value in the file, or leave the series out".to_string()),
    )
}
