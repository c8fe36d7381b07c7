//! The answer: one assessment per case to predict, and what stands behind them all.

use serde::{Deserialize, Serialize};

use super::counterfactual::Counterfactual;
use super::doubt::Doubt;
use super::evaluation::Evaluation;
use super::explain::Reason;
use super::feature::FeatureGroup;

/// Who will probably miss the bar, how sure that is, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskReport {
    /// One for each case without outcome, by origin, then subject.
    pub assessments: Vec<RiskAssessment>,
    /// Past cases used: outcome known, forecast known, history long enough.
    pub n_cases: usize,
    /// Events among them.
    pub n_events: usize,
    /// Different subjects among them.
    pub n_subjects: usize,
    /// Different origins among them.
    pub n_origins: usize,
    /// What the chances come from.
    pub model: RiskModelUsed,
    /// How the chances are calibrated.
    pub calibration: CalibrationUsed,
    /// The model's columns, for the latest fit; empty where the forecast stands alone.
    pub coefficients: Vec<Coefficient>,
    /// Features that the latest fit had before it and did not choose; empty where it could not be fitted.
    pub not_chosen: Vec<String>,
    /// The chances of the model used, as they would have been stated in the past. Where the logistic was compared
    /// with the forecast, these are the cases of that comparison; otherwise all past cases.
    pub walk_forward: Evaluation,
    /// The same cases through other eyes: `base_rate` (the share of events known before each origin), `forecast`
    /// (its own chances), `logistic` (where it was tried and not used), then the caller's columns.
    pub baselines: Vec<NamedEvaluation>,
    /// The comparison that chose the model; `None` where the logistic could not be tried.
    pub comparison: Option<Comparison>,
    /// The cases behind `walk_forward`, by origin, then subject: what was stated and what came.
    pub cases: Vec<JudgedCase>,
    /// Reservations about the report as a whole.
    pub doubts: Vec<Doubt>,
    /// Names the method and what it was fitted on, such as `risk-3 logistic (n=420, events=96, features=5)`.
    pub model_version: String,
}

/// A past case as it would have been stated with what was known at its origin, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JudgedCase {
    /// Whom it was about.
    pub subject: String,
    /// The last period known then.
    pub origin: i32,
    /// The chance of a miss that the model used now would have stated, 0–1.
    pub probability: f64,
    /// Whether it would have been flagged.
    pub flagged: bool,
    /// Whether the bar was missed.
    pub event: bool,
    /// What the others of [`RiskReport::baselines`] said of the case, in their order; NaN where one said nothing.
    pub others: Vec<f64>,
}

/// One subject's chance of missing the bar in the period after the origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskAssessment {
    /// Whom it is about.
    pub subject: String,
    /// The last period known; the chance is about the next.
    pub origin: i32,
    /// The chance of a miss, 0–1; `None` where abstained.
    pub probability: Option<f64>,
    /// The forecast's own chance, 0–1, before anything else was weighed; `None` where there was none.
    pub base_probability: Option<f64>,
    /// Whether the chance is at or above the threshold.
    pub flagged: bool,
    /// What moves the chance away from the average case, the strongest first. Empty where abstained.
    pub reasons: Vec<Reason>,
    /// The logit of the average case; 0 where abstained.
    pub intercept_logit: f64,
    /// `intercept_logit` plus every reason's contribution; 0 where abstained.
    pub logit: f64,
    /// The smallest change of one actionable feature that clears the flag; `None` where nothing is flagged or
    /// where no such change lies within what has been seen.
    pub counterfactual: Option<Counterfactual>,
    /// Where `counterfactual` is `None` though something is flagged: the smallest change of one feature that nobody can
    /// change, such as a past result, that would clear the flag.
    pub unchangeable: Option<Counterfactual>,
    /// Why nothing is said.
    pub abstained: Option<Abstention>,
    /// Reservations about this assessment.
    pub doubts: Vec<Doubt>,
}

impl RiskAssessment {
    /// The contributions summed by group, in the order of [`FeatureGroup::ALL`], groups without reasons left out.
    pub fn group_contributions(&self) -> Vec<GroupContribution> {
        let of = |group| self.reasons.iter().filter(move |reason| reason.group == group);
        (FeatureGroup::ALL.into_iter())
            .filter(|&group| of(group).next().is_some())
            .map(|group| GroupContribution { group, contribution: of(group).map(|r| r.contribution).sum() })
            .collect()
    }
}

/// What a group of features adds to the logit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupContribution {
    /// The group.
    pub group: FeatureGroup,
    /// The sum of its reasons' contributions, in logits.
    pub contribution: f64,
}

/// Why a case was not assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Abstention {
    /// Fewer periods of own history than the settings ask for.
    TooLittleHistory {
        /// Periods there are.
        have: usize,
        /// Periods needed.
        need: usize,
    },
    /// There is no forecast to start from.
    NoForecast,
    /// What counts as a miss lies at zero or below, so that selling nothing would be none; the caller, who knows the
    /// bars, says so.
    BarNotPositive,
    /// The subject is on leave for so much of the period that a miss would say nothing; the caller, who knows the leaves,
    /// says so.
    OnLeave,
}

/// Where the chances come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum RiskModelUsed {
    /// The forecast's chance with the features on top.
    Logistic,
    /// The forecast's own chance, read as past cases taught to, because nothing more has proved itself.
    ForecastOnly {
        /// What stood in the way.
        why: ForecastOnlyReason,
    },
}

/// Why the forecast stands alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum ForecastOnlyReason {
    /// Fewer past cases than the settings ask for.
    TooFewCases {
        /// Cases there are.
        have: usize,
        /// Cases needed.
        need: usize,
    },
    /// Every past case came out the same way.
    OneClassOnly {
        /// Whether they were all events.
        all_events: bool,
        /// How many there are.
        n: usize,
    },
    /// Both outcomes occur, the rarer one too seldom.
    TooFewEvents {
        /// Cases of the rarer outcome.
        have: usize,
        /// Cases needed.
        need: usize,
    },
    /// Too few past origins had enough behind them to try the logistic on.
    TooFewOrigins {
        /// Origins it could be tried on.
        have: usize,
        /// Origins needed.
        need: usize,
    },
    /// Neither the forecast nor any feature differs between past cases.
    NothingVaries,
    /// The fit found no optimum.
    SolverFailed {
        /// Cases it was given.
        n: usize,
    },
    /// Tried on the past, the logistic was not better than the forecast by the margin asked for; the numbers
    /// stand in [`RiskReport::comparison`].
    NotBetter {
        /// The logistic's walk-forward Brier score.
        brier_logistic: f64,
        /// The forecast's on the same cases; that of its calibrated chances where these were what the logistic came short
        /// of.
        brier_forecast: f64,
        /// The improvement that was asked for; 0 against calibrated chances.
        need: f64,
    },
}

/// The logistic against the forecast alone, on the same past cases, each scored as at its own origin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Cases compared.
    pub n: usize,
    /// Origins they come from.
    pub origins: usize,
    /// Brier score of the calibrated logistic.
    pub brier_logistic: f64,
    /// Brier score of the forecast's own chances.
    pub brier_forecast: f64,
    /// Brier score of the forecast's chances as they would be stated without the logistic: calibrated by what was known.
    pub brier_calibrated: f64,
    /// `brier_forecast − brier_logistic`: above 0, the logistic was better.
    pub improvement: f64,
    /// Standard error of the improvement, clustered by subject or by origin, whichever is larger; `None` with
    /// fewer than two of both.
    pub standard_error: Option<f64>,
}

/// How raw scores became chances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "calibration", rename_all = "snake_case")]
pub enum CalibrationUsed {
    /// Not at all: the forecast's chances stand as they are, because no past case is known.
    None,
    /// Platt's line, held back.
    Platt {
        /// Walk-forward scores it was learned on, for the forecast alone those of the last four periods; with none, what the
        /// fit itself lets expect.
        n: usize,
    },
    /// Isotonic regression.
    Isotonic {
        /// Walk-forward scores it was learned on.
        n: usize,
    },
}

/// A column of the fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The feature.
    pub feature: String,
    /// Its group.
    pub group: FeatureGroup,
    /// The mean of its known training values.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: f64,
    /// Change of the logit for one unit, before calibration.
    pub per_unit: f64,
    /// Change of the logit for one standard deviation, before calibration.
    pub per_standard_deviation: f64,
}

/// An evaluation under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedEvaluation {
    /// The baseline's name.
    pub name: String,
    /// How it did.
    pub evaluation: Evaluation,
}
