//! What the forecasts would have said at past origins, and what came.
//!
//! Every origin sees only the periods before it: indices, pooled autoregression, ramp, scales and error pools
//! are all made anew from what was known there.

use std::ops::Range;

use super::accuracy::{by_method, chances};
use super::away::outlooks_at;
use super::conformal::{Ledger, Made};
use super::method::Method;
use super::outlook::Outlook;
use super::panel::CheckedPanel;
use super::params::ForecastSettings;
use super::results::{Coverage, OriginRecord, Score, StatedForecast, WalkForward};
use super::robust::trimmed_mean;
use crate::models::clustered::{Clustered, Observed};

/// Walks through the origins; hands back the evidence and the forecasts of the last origin, the present.
pub(super) fn walk(panel: &CheckedPanel<'_>, settings: &ForecastSettings) -> (WalkForward, Made) {
    let first = first_origin(panel, settings);
    let mut walk = Walk {
        panel,
        settings,
        ledger: Ledger::new(panel.at(panel.periods).series.len(), settings),
        made: Vec::new(),
        comparable: Vec::new(),
        evidence: WalkForward::default(),
        held: vec![vec![Vec::new(); settings.horizon]; settings.levels.len()],
    };
    for known in first..panel.periods {
        let mut made = walk.stand_at(known);
        walk.look_one_ahead(known, &made);
        walk.look_all_ahead(known, &made);
        made.keep_paths_alone();
        walk.made.push((known, made));
    }
    let present = walk.stand_at(panel.periods);
    (walk.finish(&present), present)
}

/// After how many periods of the longest history the walk begins.
pub(super) fn first_origin(panel: &CheckedPanel<'_>, settings: &ForecastSettings) -> usize {
    settings.min_train.max(panel.periods.saturating_sub(settings.max_origins))
}

/// The state of the walk.
struct Walk<'a> {
    panel: &'a CheckedPanel<'a>,
    settings: &'a ForecastSettings,
    ledger: Ledger,
    /// What was made at each origin so far.
    made: Vec<(usize, Made)>,
    /// Which scores are of cases that all methods met: their runs in the evidence, which holds millions for ten thousand
    /// series.
    comparable: Vec<Range<usize>>,
    evidence: WalkForward,
    /// By level and step: which intervals held.
    held: Vec<Vec<Vec<Observed>>>,
}

impl Walk<'_> {
    /// Books the errors that became known with the last period, then forecasts.
    fn stand_at(&mut self, known: usize) -> Made {
        for (origin, made) in &self.made {
            let step = known - origin;
            if step <= self.settings.horizon {
                self.ledger.book(self.panel, *origin, step, made);
            }
        }
        let past = self.panel.at(known);
        Made::new(outlooks_at(self.panel, known, self.settings), &past, self.settings.seasonal_target, &self.ledger)
    }

    fn look_one_ahead(&mut self, known: usize, made: &Made) {
        let origin = self.evidence.origins.len();
        let past = self.panel.at(known);
        // Newcomers and first-year series are left out of the table, so that the methods meet the same cases.
        let enough = self.settings.season_length.max(self.settings.min_train).max(4);
        let mut errors = Vec::new();
        for (series, outlook) in made.outlooks.iter().enumerate() {
            let Some(outlook) = outlook.as_ref().filter(|o| !o.path.is_empty()) else { continue };
            let Some(actual) = self.panel.actual(series, known, 1) else { continue };
            let centre = outlook.path[0];
            errors.push((actual - centre) / made.scales[series]);
            let predictive = made.predictive(series, 1, self.settings.bounds());
            self.evidence.stated.push(StatedForecast { origin: known, series, actual, centre, predictive });
            let comparable = past.series[series].is_some_and(|values| values.len() >= enough);
            let of_all = one_step(outlook).into_iter();
            let scores = of_all.map(|(method, forecast)| Score { origin, series, method, forecast, actual });
            let first = self.evidence.scores.len();
            self.evidence.scores.extend(scores);
            if comparable {
                self.note_comparable(first..self.evidence.scores.len());
            }
        }
        let common_score = (!errors.is_empty()).then(|| trimmed_mean(&errors));
        self.evidence.origins.push(OriginRecord { known, series: errors.len(), common_score });
    }

    fn note_comparable(&mut self, run: Range<usize>) {
        match self.comparable.last_mut().filter(|last| last.end == run.start) {
            Some(last) => last.end = run.end,
            None => self.comparable.push(run),
        }
    }

    fn look_all_ahead(&mut self, known: usize, made: &Made) {
        for step in 1..=self.settings.horizon.min(self.panel.periods - known) {
            for series in 0..made.outlooks.len() {
                let Some(actual) = self.panel.actual(series, known, step) else { continue };
                let Some(predictive) = made.predictive(series, step, self.settings.bounds()) else { continue };
                for (slot, level) in self.settings.levels.iter().enumerate() {
                    let tail = (1.0 - level) / 2.0;
                    if predictive.supports(tail) {
                        let inside = predictive.quantile(tail) <= actual && actual <= predictive.quantile(1.0 - tail);
                        let value = f64::from(u8::from(inside));
                        self.held[slot][step - 1].push(Observed { subject: series, origin: known, value });
                    }
                }
            }
        }
    }

    fn finish(self, present: &Made) -> WalkForward {
        let mut evidence = self.evidence;
        // One yardstick per series for all origins: at the first ones a history has too few changes to be one.
        let yardstick = |series: usize| present.outlooks[series].as_ref().map_or(1.0, |o| o.naive_error);
        let comparable = self.comparable.iter().flat_map(|run| &evidence.scores[run.clone()]);
        evidence.accuracy = by_method(comparable.map(|score| (*score, yardstick(score.series))));
        evidence.scores.shrink_to_fit();
        evidence.stated.shrink_to_fit();
        evidence.stated_vs_realised = chances(&evidence.stated);
        for (slot, level) in self.settings.levels.iter().enumerate() {
            for (held, step) in self.held[slot].iter().zip(1..) {
                let coverage = |one: Clustered| {
                    let Clustered { value, n, lower, upper, origins, .. } = one;
                    Coverage { level: *level, step, n, realised: value, lower, upper, origins }
                };
                evidence.coverage.extend(Clustered::share(held).map(coverage));
            }
        }
        evidence
    }
}

/// The next period according to every method that speaks about a series, in the order of [`Method::ALL`].
pub(super) fn one_step(outlook: &Outlook) -> Vec<(Method, f64)> {
    let combination = outlook.path.first().map(|f| (Method::Combination, *f));
    let members = outlook.members.iter().map(|m| (m.method, m.path[0]));
    let baselines = outlook.baselines.iter().map(|(method, path)| (*method, path[0]));
    let mut all: Vec<(Method, f64)> = combination.into_iter().chain(members).chain(baselines).collect();
    all.sort_by_key(|(method, _)| *method);
    all
}
