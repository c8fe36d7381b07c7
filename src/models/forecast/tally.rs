//! What one method stated over all cases of a backtest, added up beside what came.

use super::conformal::Made;
use super::method::Method;
use super::panel::Panel;
use super::params::ForecastSettings;
use super::results::{MethodReport, StatedChance, StepCoverage};
use super::scoring::{CaseScore, Means, interval_score, smape, yardstick};
use crate::models::predictive::Predictive;

/// The levels whose intervals are reported.
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// The chances of reaching a value that are reported.
const CHANCES: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// How often something held, of how many.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    held: usize,
    n: usize,
}

impl Held {
    fn count(&mut self, held: bool) {
        self.held += usize::from(held);
        self.n += 1;
    }

    fn share(self) -> Option<f64> {
        (self.n > 0).then(|| self.held as f64 / self.n as f64)
    }
}

/// The sums of one method.
#[derive(Debug)]
pub(super) struct Tally {
    horizon: usize,
    season_length: usize,
    lower_bound: Option<f64>,
    /// One per origin and series, `None` where the method said nothing or nothing came.
    cases: Vec<Option<CaseScore>>,
    origins: usize,
    /// How many forecasts were met by a value.
    met: usize,
    /// By step, then level.
    covered: Vec<[Held; LEVELS.len()]>,
    reached: [Held; CHANCES.len()],
}

impl Tally {
    pub(super) fn new(settings: &ForecastSettings) -> Tally {
        Tally {
            horizon: settings.horizon,
            season_length: settings.season_length,
            lower_bound: settings.lower_bound,
            cases: Vec::new(),
            origins: 0,
            met: 0,
            covered: vec![[Held::default(); LEVELS.len()]; settings.horizon],
            reached: [Held::default(); CHANCES.len()],
        }
    }

    /// The cases so far, by origin, then series.
    pub(super) fn cases(&self) -> &[Option<CaseScore>] {
        &self.cases
    }

    /// Whether no forecast was met by a value.
    pub(super) fn is_empty(&self) -> bool {
        self.met == 0
    }

    /// How many origins had a case.
    pub(super) fn origins(&self) -> usize {
        self.origins
    }

    /// Compares what was made at an origin with what came, for series with at least `enough` values known there.
    pub(super) fn look(
        &mut self,
        known: &Panel<'_>,
        made: &Made,
        enough: usize,
        actual: impl Fn(usize, usize) -> Option<f64>,
    ) {
        let before = self.met;
        for (series, values) in known.series.iter().enumerate() {
            let history = values.filter(|values| values.len() >= enough);
            let case = history.and_then(|history| self.case(series, history, made, &actual));
            self.cases.push(case);
        }
        self.origins += usize::from(self.met > before);
    }

    fn case(
        &mut self,
        series: usize,
        history: &[f64],
        made: &Made,
        actual: &impl Fn(usize, usize) -> Option<f64>,
    ) -> Option<CaseScore> {
        let outlook = made.outlooks[series].as_ref()?;
        let (mut steps, mut percentage, mut absolute, mut score) = (0.0, 0.0, 0.0, Some(0.0));
        for step in 1..=self.horizon {
            let (Some(forecast), Some(actual)) = (outlook.path.get(step - 1), actual(series, step)) else { break };
            steps += 1.0;
            percentage += smape(actual, *forecast);
            absolute += (actual - forecast).abs();
            let predictive = made.predictive(series, step, self.lower_bound);
            let own = predictive.as_ref().filter(|p| p.supports(0.025));
            let own = own.map(|p| interval_score(actual, p.quantile(0.025), p.quantile(0.975)));
            score = score.zip(own).map(|(sum, own)| sum + own);
            if let Some(predictive) = predictive {
                self.look_at_statements(&predictive, step, actual);
            }
        }
        self.met += steps as usize;
        let scale = yardstick(history, self.season_length);
        (steps > 0.0).then(|| CaseScore {
            smape: percentage / steps,
            mase: scale.map(|scale| absolute / steps / scale),
            msis: scale.zip(score).map(|(scale, score)| score / steps / scale),
        })
    }

    /// Only levels that the sample of past errors supports are stated, and only they count.
    fn look_at_statements(&mut self, predictive: &Predictive, step: usize, actual: f64) {
        for (level, held) in LEVELS.iter().zip(&mut self.covered[step - 1]) {
            let tail = (1.0 - level) / 2.0;
            if predictive.supports(tail) {
                held.count(predictive.quantile(tail) <= actual && actual <= predictive.quantile(1.0 - tail));
            }
        }
        if step == 1 {
            for (chance, reached) in CHANCES.iter().zip(&mut self.reached) {
                if predictive.supports(1.0 - chance) {
                    reached.count(actual >= predictive.quantile(1.0 - chance));
                }
            }
        }
    }

    /// The means and shares; what compares methods is left to the caller.
    pub(super) fn report(&self, method: Method) -> MethodReport {
        let means = Means::of(self.cases.iter().flatten());
        let over_steps = |level: usize| {
            let sum = self.covered.iter().fold(Held::default(), |sum, by_level| Held {
                held: sum.held + by_level[level].held,
                n: sum.n + by_level[level].n,
            });
            sum.share()
        };
        let chance = |(stated, reached): (&f64, &Held)| {
            reached.share().map(|realised| StatedChance { stated: *stated, realised, n: reached.n })
        };
        let by_step = |(at, by_level): (usize, &[Held; LEVELS.len()])| StepCoverage {
            step: at + 1,
            n: by_level[0].n,
            coverage_50: by_level[0].share(),
            coverage_80: by_level[1].share(),
            coverage_95: by_level[2].share(),
        };
        MethodReport {
            method,
            cases: means.cases,
            n: self.met,
            smape: means.smape,
            mase: means.mase,
            owa: None,
            msis_95: means.msis,
            coverage_50: over_steps(0),
            coverage_80: over_steps(1),
            coverage_95: over_steps(2),
            stated_vs_realised: CHANCES.iter().zip(&self.reached).filter_map(chance).collect(),
            ms_per_series: None,
            coverage_by_step: self.covered.iter().enumerate().map(by_step).filter(|step| step.n > 0).collect(),
        }
    }
}
