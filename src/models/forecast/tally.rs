//! What one method stated over all cases of a backtest, added up beside what came.

use super::conformal::Made;
use super::evidence::{Counted, Evidence, Measure};
use super::method::Method;
use super::panel::Panel;
use super::params::{Bounds, ForecastSettings};
use super::results::{CaseRow, MethodReport, StatedChance, StepCoverage};
use super::scoring::{CaseScore, Means, interval_score, mean_pinball, smape, yardstick};
use crate::models::clustered::{Clustered, Observed};
use crate::models::predictive::{Predictive, Side};

/// The levels whose intervals are reported.
pub(super) const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// The chances of reaching a value that are reported.
pub(super) const CHANCES: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// What was stated about one value and came true or not; `None` where the sample did not support the level.
#[derive(Debug, Clone, Copy)]
struct Kept {
    series: usize,
    origin: usize,
    step: usize,
    inside: [Option<bool>; LEVELS.len()],
    reached: [Option<bool>; CHANCES.len()],
}

impl Kept {
    fn observed(&self, held: bool) -> Observed {
        Observed { subject: self.series, origin: self.origin, value: f64::from(u8::from(held)) }
    }
}

/// The sums of one method.
#[derive(Debug)]
pub(super) struct Tally {
    horizon: usize,
    season_length: usize,
    bounds: Bounds,
    /// One per origin and series, `None` where the method said nothing or nothing came.
    cases: Vec<Option<CaseScore>>,
    /// How many series every origin has in `cases`.
    width: usize,
    origins: usize,
    /// How many forecasts were met by a value.
    met: usize,
    kept: Vec<Kept>,
    /// Every single forecast; only where asked for.
    rows: Option<Vec<CaseRow>>,
}

impl Tally {
    pub(super) fn new(settings: &ForecastSettings, series: usize, with_rows: bool) -> Tally {
        Tally {
            horizon: settings.horizon,
            season_length: settings.season_length,
            bounds: settings.bounds(),
            cases: Vec::new(),
            width: series.max(1),
            origins: 0,
            met: 0,
            kept: Vec::new(),
            rows: with_rows.then(Vec::new),
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

    /// Every single forecast, where they were asked for.
    pub(super) fn into_rows(self) -> Vec<CaseRow> {
        self.rows.unwrap_or_default()
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
            let case = history.and_then(|history| self.case(series, known.known, history, made, &actual));
            self.cases.push(case);
        }
        self.origins += usize::from(self.met > before);
    }

    fn case(
        &mut self,
        series: usize,
        origin: usize,
        history: &[f64],
        made: &Made,
        actual: &impl Fn(usize, usize) -> Option<f64>,
    ) -> Option<CaseScore> {
        let outlook = made.outlooks[series].as_ref()?;
        let scale = yardstick(history, self.season_length);
        let (mut steps, mut percentage, mut absolute) = (0.0, 0.0, 0.0);
        let (mut score, mut loss) = (Some(0.0), Some(0.0));
        for step in 1..=self.horizon {
            let (Some(forecast), Some(actual)) = (outlook.path.get(step - 1), actual(series, step)) else { continue };
            steps += 1.0;
            percentage += smape(actual, *forecast);
            absolute += (actual - forecast).abs();
            let predictive = made.predictive(series, step, self.bounds);
            let quantiles = |least: f64| predictive.as_ref().filter(|p| p.supports(least));
            let interval = quantiles(0.025).map(|p| interval_score(actual, p.quantile(0.025), p.quantile(0.975)));
            score = score.zip(interval).map(|(sum, own)| sum + own);
            let pinball = quantiles(0.1).map(|p| mean_pinball(actual, |level| p.quantile(level)));
            loss = loss.zip(pinball).map(|(sum, own)| sum + own);
            if let Some(predictive) = &predictive {
                self.kept.push(kept(series, origin, step, predictive, actual));
            }
            if let Some(rows) = &mut self.rows {
                rows.push(CaseRow::new((series, origin, step), (*forecast, actual), scale, predictive.as_ref()));
            }
        }
        self.met += steps as usize;
        let scaled = |sum: Option<f64>| scale.zip(sum).map(|(scale, sum)| sum / steps / scale);
        (steps > 0.0).then(|| CaseScore {
            smape: percentage / steps,
            mase: scaled(Some(absolute)),
            msis: scaled(score),
            pinball: scaled(loss),
        })
    }

    /// The means and shares; what compares methods is left to the caller.
    pub(super) fn report(&self, method: Method) -> MethodReport {
        let means = Means::of(self.cases.iter().flatten());
        let over_steps =
            |level: usize| share(self.kept.iter().filter_map(|kept| kept.inside[level])).map(|held| held.0);
        let chance = |(at, stated): (usize, &f64)| {
            let next = self.kept.iter().filter(|kept| kept.step == 1);
            let next: Vec<Observed> = next.filter_map(|kept| Some(kept.observed(kept.reached[at]?))).collect();
            Clustered::share(&next).map(|share| StatedChance::of(*stated, share))
        };
        let by_step = |step: usize| {
            let of = |level: usize| {
                share(self.kept.iter().filter(|kept| kept.step == step).filter_map(|kept| kept.inside[level]))
            };
            StepCoverage {
                step,
                n: of(0).map_or(0, |held| held.1),
                coverage_50: of(0).map(|held| held.0),
                coverage_80: of(1).map(|held| held.0),
                coverage_95: of(2).map(|held| held.0),
            }
        };
        MethodReport {
            method,
            cases: means.cases,
            n: self.met,
            smape: means.smape,
            mase: means.mase,
            owa: None,
            msis_95: means.msis,
            pinball: means.pinball,
            coverage_50: over_steps(0),
            coverage_80: over_steps(1),
            coverage_95: over_steps(2),
            stated_vs_realised: CHANCES.iter().enumerate().filter_map(chance).collect(),
            cases_common: 0,
            mase_common: None,
            ms_per_series: None,
            coverage_by_step: (1..=self.horizon).map(by_step).filter(|step| step.n > 0).collect(),
        }
    }

    /// The same with intervals that know of cases which resemble each other.
    pub(super) fn evidence(&self, method: Method) -> Vec<Evidence> {
        let mut counted = Counted::of(method);
        for (measure, of) in [
            (Measure::Smape, (|case| Some(case.smape)) as fn(&CaseScore) -> Option<f64>),
            (Measure::Mase, |case| case.mase),
            (Measure::Msis95, |case| case.msis),
            (Measure::Pinball, |case| case.pinball),
        ] {
            let observed = |(at, case): (usize, &Option<CaseScore>)| {
                let value = of(case.as_ref()?)?;
                Some(Observed { subject: at % self.width, origin: at / self.width, value })
            };
            counted.mean(measure, &self.cases.iter().enumerate().filter_map(observed).collect::<Vec<_>>());
        }
        for (at, level) in LEVELS.into_iter().enumerate() {
            counted.share(Measure::Coverage, level, None, &self.observed(|kept| kept.inside[at]));
            for step in (1..=self.horizon).filter(|_| self.horizon > 1) {
                let of_step = self.observed(|kept| kept.inside[at].filter(|_| kept.step == step));
                counted.share(Measure::Coverage, level, Some(step), &of_step);
            }
        }
        for (at, chance) in CHANCES.into_iter().enumerate() {
            let next = self.observed(|kept| kept.reached[at].filter(|_| kept.step == 1));
            counted.share(Measure::Reached, chance, Some(1), &next);
        }
        counted.rows
    }

    fn observed(&self, of: impl Fn(&Kept) -> Option<bool>) -> Vec<Observed> {
        self.kept.iter().filter_map(|kept| Some(kept.observed(of(kept)?))).collect()
    }
}

/// Only levels that the sample of past errors supports are stated, and only they count.
fn kept(series: usize, origin: usize, step: usize, predictive: &Predictive, actual: f64) -> Kept {
    let inside = LEVELS.map(|level| {
        let tail = (1.0 - level) / 2.0;
        let within = || predictive.quantile(tail) <= actual && actual <= predictive.quantile(1.0 - tail);
        predictive.supports(tail).then(within)
    });
    let reached = CHANCES.map(|chance| predictive.is_kept(Side::AtLeast, chance, actual));
    Kept { series, origin, step, inside, reached }
}

/// The share of yes, and of how many; `None` of none.
fn share(answers: impl Iterator<Item = bool>) -> Option<(f64, usize)> {
    let (yes, n) = answers.fold((0, 0), |(yes, n), answer| (yes + usize::from(answer), n + 1));
    (n > 0).then(|| (yes as f64 / n as f64, n))
}
