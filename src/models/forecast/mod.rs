//! What is likely for each series' next periods?
//!
//! A series with two seasons of history is forecast by the mean of exponential smoothing (`ets`), the dynamically
//! optimised Theta model (`theta`), both on shrunk seasonal indices (`seasonal`), and one linear autoregression over
//! all series (`pooled_ar`), which counts twice from three seasons on. Up to four seasons last year's same season is
//! taken in as far as the season is strong, below two always; with less than `min_train` values the comparable series'
//! level and a tenure ramp stand in (`newcomers`). What such forecasts were worth at past origins (`walk_forward`) sets
//! the width of the intervals (`conformal`). What all methods would have been worth, `backtest` tells. An outside index is
//! found out about (`following`), put beside the series (`beside`) and kept where it helped (`outside`).
//!
//! It knows series, not reps, targets or any other sales policy.

mod accuracy;
mod away;
mod backtest;
mod baselines;
mod beside;
mod conformal;
mod credibility;
mod ets;
mod evidence;
mod following;
mod giants;
mod lean;
mod method;
mod newcomers;
mod occasional;
mod outlook;
mod outside;
mod panel;
mod params;
mod pooled_ar;
mod results;
mod robust;
mod scoring;
mod search;
mod seasonal;
mod silence;
mod sums;
mod tally;
mod theta;
mod turns;
mod walk_forward;

pub use accuracy::chance_kept;
pub use away::Worked;
pub use backtest::{HeldOutPanel, backtest_held_out, backtest_history, backtest_with_gaps, backtest_with_outside};
pub use evidence::{Evidence, Measure};
pub use following::Following;
pub use giants::{Giants, Replaced};
pub use method::Method;
pub use outside::{OutsideIndex, OutsideVerdict, forecast_with_outside};
pub use panel::SeriesInput;
pub use params::{ForecastError, ForecastSettings, SeasonalTarget, TooShort};
pub use results::{
    BacktestReport, CaseRow, Coverage, Doubt, Interval, LeftOut, MemberForecast, MethodAccuracy, MethodReport,
    ModelUsed, NoForecast, OriginRecord, PanelForecast, Score, SeriesForecast, StatedChance, StatedForecast, Step,
    StepCoverage, Turned, WalkForward,
};

pub use sums::forecast_sums;

pub(crate) use scoring::smape;

use conformal::Made;
use outlook::Outlook;
use panel::CheckedPanel;

/// Forecasts every series of a panel, and shows what such forecasts were worth at past origins.
///
/// The forecasts come in the order of the input. An empty panel yields none; a panel of series without any value
/// yields one per series whose model is [`ModelUsed::None`]. Every number that comes back is finite.
///
/// ```
/// use attain::models::forecast::{ForecastSettings, SeriesInput, forecast_panel};
///
/// let rep = |id: &str, size: f64| SeriesInput {
///     id: id.to_string(),
///     values: [8.0, 9.0, 12.0, 9.0, 9.0, 10.0, 13.0, 10.0].map(|v| v * size).to_vec(),
///     group: None,
///     first_season: 0,
///     periods_before_data: None,
///     away: Vec::new(),
/// };
/// let panel = forecast_panel(&[rep("a", 1.0), rep("b", 2.0), rep("c", 3.0)], &ForecastSettings::default())?;
/// let steps = &panel.forecasts[1].steps;
/// assert!(steps.len() == 4 && steps[2].mean > steps[0].mean, "the third quarter is the strong one");
/// # Ok::<(), attain::models::forecast::ForecastError>(())
/// ```
///
/// # Errors
/// [`ForecastError`] where a setting is out of its range, a value is not finite, or the series do not end in one
/// season.
pub fn forecast_panel(series: &[SeriesInput], settings: &ForecastSettings) -> Result<PanelForecast, ForecastError> {
    forecast_with_gaps(series, &[], settings)
}

/// As [`forecast_panel`], where some values only stand in for ones that never came: `gaps` has their positions, by series
/// and ascending. They carry a series on; no past forecast is held against them, and no width rests on them.
///
/// # Errors
/// As [`forecast_panel`].
pub fn forecast_with_gaps(
    series: &[SeriesInput],
    gaps: &[Vec<usize>],
    settings: &ForecastSettings,
) -> Result<PanelForecast, ForecastError> {
    settings.check()?;
    let panel = CheckedPanel::new(series, settings)?.with_gaps(gaps);
    Ok(forecast_checked(&panel, series, settings))
}

fn forecast_checked(panel: &CheckedPanel<'_>, series: &[SeriesInput], settings: &ForecastSettings) -> PanelForecast {
    let (walk_forward, present) = walk_forward::walk(panel, settings);
    let mut doubts = panel.doubts();
    let forecast = |(position, input): (usize, &SeriesInput)| {
        // At the present no period is hidden, so every series has an outlook, if only that there is none.
        present.outlooks[position].as_ref().map(|outlook| {
            let mut told = series_forecast(position, input, outlook, &present, settings);
            told.doubts.append(&mut doubts[position]);
            told
        })
    };
    let forecasts = series.iter().enumerate().filter_map(forecast).collect();
    PanelForecast { forecasts, walk_forward }
}

fn series_forecast(
    position: usize,
    input: &SeriesInput,
    outlook: &Outlook,
    present: &Made,
    settings: &ForecastSettings,
) -> SeriesForecast {
    let step = |(h, mean): (usize, &f64)| {
        Step::of(*mean, present.predictive(position, h + 1, settings.bounds()), &settings.levels)
    };
    let steps: Vec<Step> = outlook.path.iter().enumerate().map(step).collect();
    let model_free =
        |method: &Method| !matches!(method, Method::Combination | Method::Ets | Method::Theta | Method::PooledAr);
    let baselines = walk_forward::one_step(outlook).into_iter().filter(|(method, _)| model_free(method)).collect();
    let mut doubts = outlook.doubts.clone();
    doubts.extend(interval_doubts(position, outlook, present));
    SeriesForecast {
        id: input.id.clone(),
        n_history: input.spoken().len(),
        model: outlook.model,
        steps,
        members: outlook.members.clone(),
        baselines,
        doubts,
    }
}

/// What the reader should know about the intervals.
fn interval_doubts(series: usize, outlook: &Outlook, present: &Made) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let pool = |step: usize| present.pool(series, step);
    if let Some(next) = pool(1) {
        if next.borrowed {
            doubts.push(Doubt::NewcomerIntervalBorrowed);
        }
        if next.origins < 4 {
            doubts.push(Doubt::FewOrigins { origins: next.origins });
        }
    }
    if let Some(step) = (1..=outlook.path.len()).find(|step| pool(*step).is_none()) {
        doubts.push(Doubt::NoIntervalFromStep { step });
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// A series of quarters that ends in season 3.
    fn series(id: &str, values: Vec<f64>) -> SeriesInput {
        let first_season = (400 - values.len()) % 4;
        SeriesInput { id: id.into(), values, group: None, first_season, periods_before_data: None, away: Vec::new() }
    }

    /// Reps of one company: one season for all, sizes of their own, ten with eight quarters, two with four, one
    /// with three, two without any.
    fn company() -> Vec<SeriesInput> {
        let season = [0.8, 1.0, 1.3, 0.9];
        let mut all = Vec::new();
        for (rep, length) in [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 3, 0, 0].into_iter().enumerate() {
            let size = 100.0 + 20.0 * rep as f64;
            let value = |t: usize| size * season[t % 4] * (1.0 + 0.2 * noise(rep * 8 + t));
            all.push(series(&format!("rep {rep}"), (8 - length..8).map(value).collect()));
        }
        all
    }

    fn forecast(series: &[SeriesInput], settings: &ForecastSettings) -> PanelForecast {
        let found = forecast_panel(series, settings).expect("the input is allowed");
        assert_eq!(found.forecasts.len(), series.len());
        for step in found.forecasts.iter().flat_map(|f| &f.steps) {
            let ends = step.intervals.iter().flat_map(|i| [i.lower, i.upper]);
            assert!(step.mean.is_finite() && ends.into_iter().all(f64::is_finite), "{step:?}");
            assert!(step.intervals.iter().all(|i| i.lower <= i.upper), "{step:?}");
        }
        assert!(found.walk_forward.scores.iter().all(|s| s.forecast.is_finite()));
        let sound = |a: &MethodAccuracy| [a.mae, a.smape, a.mase, a.bias].iter().all(|x| x.is_finite());
        assert!(found.walk_forward.accuracy.iter().all(sound), "{:?}", found.walk_forward.accuracy);
        found
    }

    #[test]
    fn a_small_company_gets_a_forecast_for_everybody() {
        let settings = ForecastSettings { lower_bound: Some(0.0), ..ForecastSettings::default() };
        let found = forecast(&company(), &settings);
        let words: Vec<&str> = found.forecasts.iter().map(|f| f.model.word()).collect();
        assert_eq!(
            &words[9..],
            &["combination", "short_blend", "short_blend", "group_ramp", "group_ramp", "group_ramp"]
        );
        assert_eq!(found.walk_forward.origins.iter().map(|o| o.known).collect::<Vec<_>>(), [4, 5, 6, 7]);
        let newest = &found.forecasts[14];
        assert!(newest.doubts.contains(&Doubt::NothingOfItsOwn) && newest.steps.len() == 4, "{newest:?}");
        assert!(newest.steps[0].predictive.is_some());
        assert_eq!(found.walk_forward.stated.iter().filter(|s| s.origin == 4 && s.predictive.is_some()).count(), 0);
        assert!(found.walk_forward.stated.iter().filter(|s| s.origin == 6).all(|s| s.predictive.is_some()));
        // The season that all share is foreseen: the third quarter above the first.
        let rep = &found.forecasts[0];
        assert!(rep.steps[2].mean > 1.15 * rep.steps[0].mean, "{:?}", rep.steps);
    }

    #[test]
    fn what_was_stated_at_an_origin_does_not_know_what_came_after() {
        let before = company();
        let mut after = company();
        for input in &mut after {
            if let Some(last) = input.values.last_mut() {
                *last *= 5.0;
            }
        }
        let settings = ForecastSettings::default();
        let (a, b) = (forecast(&before, &settings), forecast(&after, &settings));
        let said = |f: &PanelForecast| -> Vec<(usize, usize, f64, Option<f64>)> {
            let quantile = |s: &StatedForecast| s.predictive.as_ref().map(|p| p.quantile(0.2));
            f.walk_forward.stated.iter().map(|s| (s.origin, s.series, s.centre, quantile(s))).collect()
        };
        assert_eq!(said(&a), said(&b));
        assert_ne!(a.forecasts, b.forecasts);
    }

    #[test]
    fn what_stands_in_for_a_missing_value_is_no_case_and_narrows_nothing() {
        let settings = ForecastSettings::default();
        let panel = company();
        let plain = forecast(&panel, &settings).walk_forward;
        let gaps: Vec<Vec<usize>> = (0..panel.len()).map(|at| if at == 1 { vec![5, 7] } else { vec![] }).collect();
        let found = forecast_with_gaps(&panel, &gaps, &settings).expect("allowed").walk_forward;
        let cases = |walk: &WalkForward, series: usize| {
            walk.stated.iter().filter(|one| one.series == series).map(|one| one.origin).collect::<Vec<_>>()
        };
        assert_eq!((cases(&plain, 1), cases(&found, 1)), (vec![4, 5, 6, 7], vec![4, 6]));
        assert_eq!(cases(&plain, 2), cases(&found, 2));
        assert_eq!(forecast_with_gaps(&panel, &[], &settings), forecast_panel(&panel, &settings));
    }

    #[test]
    fn one_thread_or_many_say_the_same() {
        let settings = ForecastSettings::default();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            pool.install(|| forecast(&company(), &settings))
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn the_unit_of_the_values_does_not_matter() {
        let settings = ForecastSettings::default();
        let mut large = company();
        large.iter_mut().for_each(|s| s.values.iter_mut().for_each(|v| *v *= 1024.0));
        let (a, b) = (forecast(&company(), &settings), forecast(&large, &settings));
        for (x, y) in a.forecasts.iter().zip(&b.forecasts) {
            let near = |p: f64, q: f64| (p * 1024.0 - q).abs() <= 1e-6 * q.abs().max(1.0);
            assert!(
                near(x.steps[0].mean, y.steps[0].mean)
                    && near(x.steps[0].intervals[1].lower, y.steps[0].intervals[1].lower)
            );
        }
    }

    #[test]
    fn odd_series_get_a_sensible_answer() {
        let settings = ForecastSettings::default();
        let mut panel = company();
        let line = |k: f64| (0..8).map(|t| k * t as f64).collect::<Vec<_>>();
        panel.push(series("zeros", vec![0.0; 8]));
        panel.push(series("constant", vec![50.0; 8]));
        panel.push(series("losses", line(-10.0)));
        panel.push(series("outlier", vec![10.0, 11.0, 9.0, 1e12, 10.0, 12.0, 9.0, 10.0]));
        panel.push(series("one", vec![30.0]));
        panel.push(series("two", vec![0.0, -5.0]));
        let found = forecast(&panel, &settings);
        let of = |id: &str| found.forecasts.iter().find(|f| f.id == id).expect("every series is answered");
        assert!(of("zeros").steps.iter().all(|s| s.mean.abs() < 1e-9), "{:?}", of("zeros").steps);
        assert!((of("constant").steps[0].mean - 50.0).abs() < 5.0, "{:?}", of("constant").steps[0]);
        assert!(of("constant").doubts.contains(&Doubt::NoVariation));
        assert!(of("losses").steps[0].mean < -40.0, "{:?}", of("losses").steps[0]);
        let rep = of("rep 0").steps[0].mean;
        let alone = forecast(&company(), &settings).forecasts[0].steps[0].mean;
        assert!((rep - alone).abs() < 0.25 * alone, "odd neighbours moved it from {alone} to {rep}");
    }

    #[test]
    fn one_giant_value_is_left_out_and_told_and_moves_nobody_else_far() {
        let settings = ForecastSettings { lower_bound: Some(0.0), min_scores: 8, ..ForecastSettings::default() };
        let six = |giant: Option<usize>| {
            let mut panel: Vec<SeriesInput> = company().into_iter().take(6).collect();
            if let Some(at) = giant {
                panel[2].values[at] = 1e10;
            }
            forecast(&panel, &settings)
        };
        let target = |found: &PanelForecast, rep: usize| {
            found.forecasts[rep].steps[0].predictive.as_ref().map(|own| own.quantile(0.4))
        };
        let width = |found: &PanelForecast, rep: usize| {
            let own = found.forecasts[rep].steps[0].predictive.as_ref().expect("errors enough");
            own.quantile(0.75) - own.quantile(0.25)
        };
        let plain = six(None);
        for at in 0..8 {
            let found = six(Some(at));
            // Nor is the giant's own error, which there is from the fifth period on, the width of what is said of that rep.
            let wider = width(&found, 2) / width(&plain, 2);
            assert!(at < 4 || wider < 1.5, "giant at {at}: {wider}");
            let left_out = |one: &SeriesForecast| {
                let of =
                    |doubt: &Doubt| if let Doubt::GiantLeftOut(one) = doubt { Some(one.periods_ago) } else { None };
                one.doubts.iter().filter_map(of).collect::<Vec<usize>>()
            };
            assert_eq!(left_out(&found.forecasts[2]), [7 - at]);
            assert_eq!(found.forecasts.iter().filter(|one| !left_out(one).is_empty()).count(), 1);
            for rep in 0..6 {
                let (own, alone) =
                    (target(&found, rep).expect("errors enough"), target(&plain, rep).expect("as before"));
                assert!((own / alone - 1.0).abs() < 0.25, "giant at {at}, rep {rep}: {own} for {alone}");
            }
        }
    }

    #[test]
    fn a_single_series_of_any_length_and_any_season_is_answered() {
        for season_length in [1, 4, 12] {
            for length in [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 25, 26, 40] {
                let values: Vec<f64> = (0..length).map(|t| 100.0 + 30.0 * noise(t)).collect();
                let settings = ForecastSettings { season_length, horizon: 14, ..ForecastSettings::default() };
                let input = SeriesInput { first_season: 0, ..series("only", values) };
                let found = forecast(&[input], &settings);
                assert_eq!(found.forecasts[0].steps.len(), 14);
                let sane = |s: &Step| (50.0..150.0).contains(&s.mean);
                assert!(found.forecasts[0].steps.iter().all(sane), "{length} values, season {season_length}");
            }
        }
    }

    #[test]
    fn histories_of_one_to_eight_years_have_finite_forecasts_within_their_bounds_and_intervals() {
        type Kind = (&'static str, fn(usize) -> f64, Option<f64>, Option<f64>);
        let kinds: [Kind; 6] = [
            ("amounts", |k| 1_000.0 * (1.0 + noise(k)), Some(0.0), None),
            ("losses too", |k| 1_000.0 * noise(k), None, None),
            ("shares, losses too", |k| noise(k), None, Some(1.0)),
            ("zeros", |_| 0.0, Some(0.0), None),
            ("now and then", |k| if k.is_multiple_of(3) { 7.0 } else { 0.0 }, Some(0.0), None),
            ("growing", |k| 3.0_f64.powi((k % 8) as i32), Some(0.0), None),
        ];
        for (kind, value, lower_bound, upper_bound) in kinds {
            for (longest, min_train) in (1..=8).flat_map(|longest| [(longest, 2), (longest, 4)]) {
                let settings = ForecastSettings {
                    season_length: 1,
                    horizon: 3,
                    min_train,
                    min_scores: 8,
                    min_origins: 4,
                    lower_bound,
                    upper_bound,
                    ..ForecastSettings::default()
                };
                // Twelve of every length up to the longest, and one about to begin.
                let of = |at: usize| {
                    let length = at % (longest + 1);
                    let values = (0..length).map(|t| value(at * 8 + t)).collect();
                    SeriesInput { first_season: 0, ..series(&at.to_string(), values) }
                };
                let panel: Vec<SeriesInput> = (0..12 * (longest + 1)).map(of).collect();
                for (one, input) in forecast(&panel, &settings).forecasts.iter().zip(&panel) {
                    let within = |x: f64| lower_bound.is_none_or(|b| x >= b) && upper_bound.is_none_or(|b| x <= b);
                    for step in &one.steps {
                        let widest = step.intervals.last();
                        assert!(within(step.mean), "{kind}, {longest}: {input:?} {step:?}");
                        // What always grew came in above every past forecast, and its intervals say so; nor does a
                        // series of zeros beside others that sell now and then keep to its own mean.
                        let is_inside = widest.is_none_or(|i| i.lower <= step.mean && step.mean <= i.upper);
                        let is_steady = !matches!(kind, "growing" | "now and then");
                        assert!(!is_steady || is_inside, "{kind}, {longest}: {input:?} {step:?}");
                        assert!(widest.is_none() || longest >= min_train + 4, "{kind}, {longest}: too few origins");
                    }
                    if let (2 | 3, 2) = (input.values.len(), min_train) {
                        let (n, last) = (input.values.len() as f64, input.values[input.values.len() - 1]);
                        let expected = (input.values.iter().sum::<f64>() / n + last) / 2.0;
                        assert_eq!(one.model, ModelUsed::ShortBlend);
                        assert!(one.steps.iter().all(|step| (step.mean - expected).abs() < 1e-9 * last.abs().max(1.0)));
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_yields_nothing() {
        let settings = ForecastSettings::default();
        let empty = forecast(&[], &settings);
        assert!(empty.forecasts.is_empty() && empty.walk_forward.origins.is_empty());
        let about_to_begin = forecast(&[series("a", vec![]), series("b", vec![])], &settings);
        assert_eq!(about_to_begin.forecasts[1].model, ModelUsed::None(NoForecast::PanelWithoutValues));
        assert!(about_to_begin.forecasts[1].steps.is_empty());
    }

    #[test]
    fn intervals_keep_what_they_promise_on_many_steady_series() {
        // The share of one panel scatters by three points, as its periods are few; six of them tell the promise.
        let (mut eighty, mut sixty) = (Vec::new(), Vec::new());
        for panel in 0..6 {
            let value = |s: usize, t: usize| {
                let (one, other) = (panel * 7_919 + s * 31 + t * 7 + 3, panel * 104_729 + s + t * 13);
                100.0 + s as f64 + 20.0 * (noise(one) + noise(other))
            };
            let panel: Vec<SeriesInput> =
                (0..60).map(|s| series(&s.to_string(), (0..16).map(|t| value(s, t)).collect())).collect();
            let settings = ForecastSettings { horizon: 2, ..ForecastSettings::default() };
            let found = forecast(&panel, &settings).walk_forward;
            let inside = found.coverage.iter().find(|c| c.level == 0.8 && c.step == 1).expect("twelve origins");
            assert!(inside.n > 500, "{inside:?}");
            eighty.push(inside.realised);
            sixty.push(found.stated_vs_realised.iter().find(|c| c.stated == 0.6).expect("twelve origins").realised);
        }
        let mean = |shares: &[f64]| shares.iter().sum::<f64>() / shares.len() as f64;
        assert!((mean(&eighty) - 0.8).abs() < 0.03, "{eighty:?}");
        assert!((mean(&sixty) - 0.6).abs() < 0.03, "{sixty:?}");
    }

    #[test]
    fn levels_beyond_the_sample_are_not_supported() {
        let settings = ForecastSettings { levels: vec![0.5, 0.99], ..ForecastSettings::default() };
        let found = forecast(&company(), &settings);
        let intervals = &found.forecasts[0].steps[0].intervals;
        assert!(intervals[0].supported && !intervals[1].supported, "{intervals:?}");
    }
}
