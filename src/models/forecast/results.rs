//! What a forecast says: the steps, the evidence, and the doubts.

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::method::Method;
use crate::models::clustered::Clustered;
use crate::models::predictive::Predictive;

/// Forecasts of every series, and what past forecasts of the same kind were worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelForecast {
    /// One per series, in the order of the input.
    pub forecasts: Vec<SeriesForecast>,
    /// The evidence from past origins.
    pub walk_forward: WalkForward,
}

/// What is likely for one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesForecast {
    /// The series' id, as it came.
    pub id: String,
    /// How many values the series had.
    pub n_history: usize,
    /// What made the forecast.
    pub model: ModelUsed,
    /// One per period ahead, the next first; empty where the model is none.
    pub steps: Vec<Step>,
    /// What each member of the combination says alone.
    pub members: Vec<MemberForecast>,
    /// One-step forecasts of the baselines that the history allows, in the order of [`Method::ALL`].
    pub baselines: Vec<(Method, f64)>,
    /// What the reader should know before relying on it.
    pub doubts: Vec<Doubt>,
}

impl SeriesForecast {
    /// Takes away every distribution and interval: the points stay, to plan with.
    pub(crate) fn without_distributions(&mut self) {
        for step in &mut self.steps {
            step.predictive = None;
            step.intervals.clear();
        }
    }
}

/// What made a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelUsed {
    /// The mean of ETS, Theta and, where it could be fitted and counted twice, the pooled autoregression.
    Combination,
    /// Less than two seasons of history, or two or three values without seasons: the mean of the same season last year (of
    /// the last value), where known, and a smooth forecast.
    ShortBlend,
    /// Too little of its own: the comparable series' level times the tenure ramp.
    GroupRamp,
    /// Too little of its own among unrelated series: halfway between the mean of the few values and the last one.
    FewOwn,
    /// No forecast, with the reason.
    None(NoForecast),
}

impl ModelUsed {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            ModelUsed::Combination => "combination",
            ModelUsed::ShortBlend => "short_blend",
            ModelUsed::GroupRamp => "group_ramp",
            ModelUsed::FewOwn => "few_own",
            ModelUsed::None(_) => "none",
        }
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoForecast {
    /// No series of the panel has any value.
    PanelWithoutValues,
    /// The series has no value, and the others say nothing of it.
    NoValueOfItsOwn,
}

impl NoForecast {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            NoForecast::PanelWithoutValues => "panel_without_values",
            NoForecast::NoValueOfItsOwn => "no_value_of_its_own",
        }
    }
}

/// The forecast of one member of the combination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberForecast {
    /// Which member.
    pub method: Method,
    /// Its forecasts, the next period first.
    pub path: Vec<f64>,
}

/// The forecast of one future period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The point forecast, in the unit of the values.
    pub mean: f64,
    /// The predictive distribution; `None` where there are too few walk-forward errors at this distance.
    pub predictive: Option<Predictive>,
    /// One interval per level asked for; empty without a predictive distribution.
    pub intervals: Vec<Interval>,
}

impl Step {
    /// A forecast with the intervals of its distribution at each of `levels`; without a distribution it has none.
    pub(super) fn of(mean: f64, predictive: Option<Predictive>, levels: &[f64]) -> Step {
        let interval = |level: &f64| {
            let tail = (1.0 - level) / 2.0;
            predictive.as_ref().map(|own| Interval {
                level: *level,
                lower: own.quantile(tail),
                upper: own.quantile(1.0 - tail),
                supported: own.supports(tail),
            })
        };
        let intervals = levels.iter().filter_map(interval).collect();
        Step { mean, predictive, intervals }
    }
}

/// A central interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The chance that the value lies inside.
    pub level: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Whether the walk-forward errors are many enough to speak about this level; if not, the ends are an
    /// extrapolation.
    pub supported: bool,
}

/// Something that weakens a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The series has fewer values than two seasons.
    ShortHistory {
        /// How many values it has.
        periods: usize,
    },
    /// The series has no values: nothing of its own was used.
    NothingOfItsOwn,
    /// No comparable series has a history; the whole panel stood in.
    WholePanelStoodIn,
    /// No series of the panel has a forecast of its own; the mean of what comparable ones brought so far stood in.
    NoEstablishedSeries,
    /// Too few series began inside the data to tell a period of the tenure ramp: it was taken to lie on the way to
    /// established output, or at it where no period is known.
    RampUnknown,
    /// The seasonal index is what the panel has in common, or none; the series' own data gave nothing.
    NoSeasonOfItsOwn,
    /// The pooled autoregression is not part of the combination.
    NoPooledMember,
    /// All values are the same.
    NoVariation,
    /// One value is far beyond all others, as no season or new level is, and was left out.
    GiantLeftOut(LeftOut),
    /// One of the comparable series is more than ten times every other one, and counted as the next largest.
    PeerDrawnIn,
    /// A value of the series' own is more than ten times what comparable series had then, and counted as ten times.
    BeyondPeers,
    /// The last value is far below all before it: an accident, or a new level; `by` is a percentage of the smallest.
    LastFarBelow(Turned),
    /// The last value is far above all before it, and not as far as one that is left out; `by` is times the largest.
    LastFarAbove(Turned),
    /// The last values are zero, as the ones before let expect in fewer than one case of twenty.
    Silent {
        /// How many.
        periods: usize,
    },
    /// Past periods were left out, because whoever stands behind the series was away.
    AwayLeftOut {
        /// How many.
        periods: usize,
        /// How many periods before the last known one the last of them lies; 0 is the last one itself.
        last_ago: usize,
    },
    /// Whoever stands behind the series is away for a part of a coming period, or for all of it.
    Away {
        /// How many periods ahead (1 = the next).
        step: usize,
        /// Whole working days away.
        days_away: u32,
        /// Of so many.
        of_days: u32,
    },
    /// Too few newcomers were ever forecast: the interval borrows the errors of established series.
    NewcomerIntervalBorrowed,
    /// The interval rests on fewer than four origins.
    FewOrigins {
        /// On how many.
        origins: usize,
    },
    /// Too few walk-forward errors for a predictive distribution from this step (1 = the next period) on.
    NoIntervalFromStep {
        /// The first step without one.
        step: usize,
    },
}

/// A value that a forecast leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// How many periods before the last known one it stands; 0 is the last one, where it may be a new level.
    pub periods_ago: usize,
    /// As many times the largest of the values that were not left out, whole.
    pub times: u64,
}

/// How far a last value lies from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turned {
    /// Percent of the smallest or times the largest of them, whole.
    pub by: u64,
    /// Of so many.
    pub of: usize,
}

impl Doubt {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::ShortHistory { .. } => "short_history",
            Doubt::NothingOfItsOwn => "nothing_of_its_own",
            Doubt::WholePanelStoodIn => "whole_panel_stood_in",
            Doubt::NoEstablishedSeries => "no_established_series",
            Doubt::RampUnknown => "ramp_unknown",
            Doubt::NoSeasonOfItsOwn => "no_season_of_its_own",
            Doubt::NoPooledMember => "no_pooled_member",
            Doubt::NoVariation => "no_variation",
            Doubt::GiantLeftOut(_) => "giant_left_out",
            Doubt::PeerDrawnIn => "peer_drawn_in",
            Doubt::BeyondPeers => "beyond_peers",
            Doubt::LastFarBelow(_) => "last_far_below",
            Doubt::LastFarAbove(_) => "last_far_above",
            Doubt::Silent { .. } => "silent",
            Doubt::AwayLeftOut { .. } => "away_left_out",
            Doubt::Away { .. } => "away",
            Doubt::NewcomerIntervalBorrowed => "newcomer_interval_borrowed",
            Doubt::FewOrigins { .. } => "few_origins",
            Doubt::NoIntervalFromStep { .. } => "no_interval_from_step",
        }
    }
}

/// What forecasts made at past origins, from what was known there, were worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WalkForward {
    /// The origins, oldest first.
    pub origins: Vec<OriginRecord>,
    /// Every one-step forecast of every method with what came, by origin, then series, then method.
    pub scores: Vec<Score>,
    /// For every origin and series, the one-step distribution that would have been stated there.
    pub stated: Vec<StatedForecast>,
    /// One-step accuracy by method, over the origins and series with at least one season (and four values) of
    /// history, so that the methods meet the same cases; methods without any case are left out.
    pub accuracy: Vec<MethodAccuracy>,
    /// How often the intervals stated at past origins held what came.
    pub coverage: Vec<Coverage>,
    /// How often values stated to be reached with some chance were reached.
    pub stated_vs_realised: Vec<StatedChance>,
}

/// One origin of the walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginRecord {
    /// How many periods of the panel's longest history were known.
    pub known: usize,
    /// How many series were forecast and met by an actual value one step ahead.
    pub series: usize,
    /// Trimmed mean of the scaled one-step errors (actual less forecast): how strong or weak the whole period
    /// was. Its spread over origins is what all series share; `None` without series.
    pub common_score: Option<f64>,
}

/// A one-step forecast and what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Position in [`WalkForward::origins`].
    pub origin: usize,
    /// Position of the series in the input.
    pub series: usize,
    /// Who forecast.
    pub method: Method,
    /// What was forecast.
    pub forecast: f64,
    /// What came.
    pub actual: f64,
}

/// What would have been stated at an origin about a series' next period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatedForecast {
    /// How many periods of the panel's longest history were known.
    pub origin: usize,
    /// Position of the series in the input.
    pub series: usize,
    /// What came.
    pub actual: f64,
    /// The point forecast.
    pub centre: f64,
    /// The distribution, from errors that were known at the origin; `None` while these were too few.
    pub predictive: Option<Predictive>,
}

/// A method's one-step accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MethodAccuracy {
    /// Which method.
    pub method: Method,
    /// Over how many forecasts.
    pub n: usize,
    /// Mean absolute error, in the unit of the values.
    pub mae: f64,
    /// Symmetric mean absolute percentage error, 0–200; a forecast of zero met by zero counts as no error.
    pub smape: f64,
    /// Mean absolute error over each series' seasonal-naive error in its whole known history, one yardstick for all
    /// origins (Hyndman and Koehler 2006).
    pub mase: f64,
    /// Sum of forecasts less actuals, as a share of the sum of absolute actuals (zero where that is zero):
    /// above zero is too high.
    pub bias: f64,
}

/// How often intervals of a level held what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The level stated.
    pub level: f64,
    /// How many periods ahead (1 = the next).
    pub step: usize,
    /// How many intervals whose level the sample supported.
    pub n: usize,
    /// The share that held.
    pub realised: f64,
    /// The lower end of its 95 % interval, clustered by series and origin; `None` where nothing tells its scatter.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// From so many origins.
    pub origins: usize,
}

/// How often values that were to be reached with a stated chance were reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StatedChance {
    /// The chance stated.
    pub stated: f64,
    /// The share reached.
    pub realised: f64,
    /// Of how many.
    pub n: usize,
    /// The lower end of its 95 % interval, clustered by series and origin; `None` where nothing tells its scatter.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// From so many origins.
    pub origins: usize,
}

impl StatedChance {
    /// From the share that was reached.
    pub(super) fn of(stated: f64, one: Clustered) -> StatedChance {
        let Clustered { value, n, lower, upper, origins, .. } = one;
        StatedChance { stated, realised: value, n, lower, upper, origins }
    }
}

/// How all methods did in a backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestReport {
    /// How many series there are.
    pub series: usize,
    /// How many periods ahead was forecast at most.
    pub horizon: usize,
    /// From how many origins.
    pub origins: usize,
    /// In the order of [`Method::ALL`].
    pub methods: Vec<MethodReport>,
    /// The figures of every method with their intervals, in the same order.
    pub evidence: Vec<Evidence>,
    /// Every single forecast of the combination, by origin, series and step; empty where not asked for.
    pub rows: Vec<CaseRow>,
}

/// One forecast of a backtest and what came, with everything that the figures are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Position of the series in the input.
    pub series: usize,
    /// How many periods of the panel's longest history were known.
    pub origin: usize,
    /// How many periods ahead (1 = the next).
    pub step: usize,
    /// What was forecast.
    pub forecast: f64,
    /// What came.
    pub actual: f64,
    /// The seasonal-naive error of the history known, by which errors are divided; `None` where it is zero or unknown.
    pub yardstick: Option<f64>,
    /// The quantiles at [`CaseRow::LEVELS`]; `None` where the sample of past errors does not support the level.
    pub quantiles: [Option<f64>; 13],
}

impl CaseRow {
    /// The levels of the quantiles: the ends of the 50, 80 and 95 % intervals and the deciles.
    pub const LEVELS: [f64; 13] = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975];

    /// The place is series, origin and step; then what was forecast and what came.
    pub(super) fn new(
        (series, origin, step): (usize, usize, usize),
        (forecast, actual): (f64, f64),
        yardstick: Option<f64>,
        predictive: Option<&Predictive>,
    ) -> CaseRow {
        let quantile = |level| predictive.filter(|p| p.supports(level)).map(|p| p.quantile(level));
        CaseRow { series, origin, step, forecast, actual, yardstick, quantiles: CaseRow::LEVELS.map(quantile) }
    }
}

/// How one method did in a backtest; what no case supports is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodReport {
    /// Which method.
    pub method: Method,
    /// How many pairs of a series and an origin it forecast and something came.
    pub cases: usize,
    /// How many of its forecasts were met by a value, over all cases and steps.
    pub n: usize,
    /// Symmetric mean absolute percentage error, 0–200.
    pub smape: Option<f64>,
    /// Mean absolute error over the seasonal-naive error of the known history; flat histories are left out.
    pub mase: Option<f64>,
    /// Mean of the ratios of sMAPE and MASE to those of Naive2, on the cases that both have.
    pub owa: Option<f64>,
    /// Mean scaled interval score of the 95 % intervals.
    pub msis_95: Option<f64>,
    /// Mean pinball loss over the nine deciles, scaled as MASE is: one figure for sharpness and honesty together.
    pub pinball: Option<f64>,
    /// Share of values within their 50 % interval.
    pub coverage_50: Option<f64>,
    /// Share of values within their 80 % interval.
    pub coverage_80: Option<f64>,
    /// Share of values within their 95 % interval.
    pub coverage_95: Option<f64>,
    /// How often values of the next period, stated to be reached with a chance, were reached.
    pub stated_vs_realised: Vec<StatedChance>,
    /// Pairs that all methods forecast which forecast any: on these alone are methods comparable.
    #[serde(default)]
    pub cases_common: usize,
    /// The mean absolute scaled error on these.
    #[serde(default)]
    pub mase_common: Option<f64>,
    /// Wall time per series in milliseconds: of the combination, with the walk through the past that its intervals
    /// need; of the others, their point forecast alone.
    pub ms_per_series: Option<f64>,
    /// Coverage by number of periods ahead.
    pub coverage_by_step: Vec<StepCoverage>,
}

/// How often intervals so many periods ahead held what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StepCoverage {
    /// How many periods ahead (1 = the next).
    pub step: usize,
    /// How many intervals of 50 % were stated.
    pub n: usize,
    /// Share within the 50 % interval.
    pub coverage_50: Option<f64>,
    /// Share within the 80 % interval.
    pub coverage_80: Option<f64>,
    /// Share within the 95 % interval.
    pub coverage_95: Option<f64>,
}
