//! What would every method have said, and what came?
//!
//! Either the test parts of a panel are forecast from its train parts, once, or every origin of the walk through a
//! history is looked back at. Every method gets intervals in the same way as the one that attain states: from its
//! own errors at the origins before, pooled over series (`conformal`).

use rayon::prelude::*;

use super::away::outlooks_at;
use super::conformal::{Ledger, Made};
use super::method::Method;
use super::outlook::{Outlook, alone};
use super::outside::{OutsideIndex, OutsideVerdict, forecast_with_outside, with_index};
use super::panel::{CheckedPanel, SeriesInput};
use super::params::{ForecastError, ForecastSettings};
use super::results::{BacktestReport, MethodReport};
use super::scoring::{common, of_common, owa};
use super::tally::Tally;
use super::walk_forward::first_origin;

/// A panel whose last values were held back.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutPanel {
    /// What is known: one history per series, all ending in one season.
    pub train: Vec<SeriesInput>,
    /// What came after it, by position of the series; at most as many values as the horizon count.
    pub test: Vec<Vec<f64>>,
}

/// What is looked back at.
#[derive(Debug, Clone, Copy)]
enum Truth<'a> {
    /// The values that were held back, from the present.
    HeldOut(&'a [Vec<f64>]),
    /// The values of the panel itself, from every origin.
    History,
}

/// Forecasts the test part of every series from its train part.
///
/// `with_rows` keeps every single forecast of the combination, so that others can check the figures.
/// `clock` tells milliseconds from any fixed moment; the models do not read the machine's.
///
/// # Errors
/// As [`super::forecast_panel`].
pub fn backtest_held_out(
    panel: &HeldOutPanel,
    settings: &ForecastSettings,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<BacktestReport, ForecastError> {
    let train = checked((&panel.train, &[]), settings)?;
    Ok(backtest(&train, Truth::HeldOut(&panel.test), settings, with_rows, clock))
}

/// Forecasts the periods after every origin of the walk-forward from what was known there.
///
/// Only cases with a whole season (and at least four values) behind them count, so that all methods meet the same.
/// Values that never came, because the history ends before the horizon does, are left out.
///
/// # Errors
/// As [`super::forecast_panel`].
pub fn backtest_history(
    series: &[SeriesInput],
    settings: &ForecastSettings,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<BacktestReport, ForecastError> {
    backtest_with_gaps(series, &[], settings, with_rows, clock)
}

/// As [`backtest_history`], where some values only stand in for ones that never came, as in
/// [`super::forecast_with_gaps`]: no method is judged by them.
///
/// # Errors
/// As [`super::forecast_panel`].
pub fn backtest_with_gaps(
    series: &[SeriesInput],
    gaps: &[Vec<usize>],
    settings: &ForecastSettings,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<BacktestReport, ForecastError> {
    let panel = checked((series, gaps), settings)?;
    Ok(backtest(&panel, Truth::History, settings, with_rows, clock))
}

/// As [`backtest_history`], with an outside index as [`super::forecast_with_outside`] uses it: the series are forecast with
/// it where it is kept, and every method meets them so. Whether it is kept is decided once, on these same past origins.
///
/// # Errors
/// As [`super::forecast_panel`].
pub fn backtest_with_outside(
    series: &[SeriesInput],
    settings: &ForecastSettings,
    index: &OutsideIndex,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> Result<(BacktestReport, OutsideVerdict), ForecastError> {
    let (_, verdict) = forecast_with_outside(series, settings, index)?;
    let panel = match verdict.kept {
        true => with_index(series, settings, index)?,
        false => checked((series, &[]), settings)?,
    };
    Ok((backtest(&panel, Truth::History, settings, with_rows, clock), verdict))
}

fn checked<'a>(
    (series, gaps): (&'a [SeriesInput], &'a [Vec<usize>]),
    settings: &ForecastSettings,
) -> Result<CheckedPanel<'a>, ForecastError> {
    settings.check()?;
    Ok(CheckedPanel::new(series, settings)?.with_gaps(gaps))
}

/// The outlooks of all series at one origin.
struct Stand {
    known: usize,
    outlooks: Vec<Option<Outlook>>,
}

fn backtest(
    panel: &CheckedPanel<'_>,
    truth: Truth<'_>,
    settings: &ForecastSettings,
    with_rows: bool,
    clock: &dyn Fn() -> f64,
) -> BacktestReport {
    let series = panel.at(panel.periods).series.len();
    let begun = clock();
    let last = if matches!(truth, Truth::HeldOut(_)) { panel.periods + 1 } else { panel.periods };
    let stand = |known: usize| Stand { known, outlooks: outlooks_at(panel, known, settings) };
    let stands: Vec<Stand> = (first_origin(panel, settings).min(panel.periods)..last).map(stand).collect();
    let stated = replay(Method::Combination, panel, &stands, truth, settings, with_rows);
    let mut taken = vec![clock() - begun];
    for method in &Method::ALL[1..] {
        let begun = clock();
        // Nobody reads the forecasts again, and without this the work could be left out.
        std::hint::black_box(alone(*method, &panel.at(panel.periods), settings));
        taken.push(clock() - begun);
    }
    let others: Vec<Tally> =
        Method::ALL[1..].par_iter().map(|method| replay(*method, panel, &stands, truth, settings, false)).collect();
    let mut tallies: Vec<Tally> = std::iter::once(stated).chain(others).collect();
    let naive2 = Method::ALL.iter().position(|method| *method == Method::Naive2).map(|at| tallies[at].cases());
    let shared = common(&tallies.iter().map(Tally::cases).collect::<Vec<_>>());
    let report = |((method, tally), taken): ((&Method, &Tally), f64)| {
        let (cases_common, mase_common) = of_common(tally.cases(), &shared);
        MethodReport {
            owa: naive2.and_then(|naive2| owa(tally.cases(), naive2)),
            cases_common,
            mase_common,
            ms_per_series: (!tally.is_empty()).then(|| taken / series as f64),
            ..tally.report(*method)
        }
    };
    let methods = Method::ALL.iter().zip(&tallies).zip(taken).map(report).collect();
    let evidence =
        Method::ALL.par_iter().zip(&tallies).flat_map_iter(|(method, tally)| tally.evidence(*method)).collect();
    let origins = tallies[0].origins();
    let rows = tallies.swap_remove(0).into_rows();
    BacktestReport { series, horizon: settings.horizon, origins, methods, evidence, rows }
}

/// Goes through the origins with one method alone, as the walk-forward does with the combination, and adds up how
/// what it stated compares with what came.
fn replay(
    method: Method,
    panel: &CheckedPanel<'_>,
    stands: &[Stand],
    truth: Truth<'_>,
    settings: &ForecastSettings,
    with_rows: bool,
) -> Tally {
    let count = panel.at(panel.periods).series.len();
    let mut ledger = Ledger::new(count, settings);
    let mut earlier: Vec<(usize, Made)> = Vec::new();
    let mut tally = Tally::new(settings, count, with_rows);
    for stand in stands {
        for (origin, made) in &earlier {
            let step = stand.known - origin;
            if step <= settings.horizon {
                ledger.book(panel, *origin, step, made);
            }
        }
        let past = panel.at(stand.known);
        let of_method = |outlook: &Option<Outlook>| outlook.as_ref().map(|outlook| outlook.of_method(method));
        let outlooks = stand.outlooks.iter().map(of_method).collect();
        let now = Made::new(outlooks, &past, settings.seasonal_target, &ledger);
        match truth {
            Truth::HeldOut(test) if stand.known == panel.periods => {
                tally.look(&past, &now, 0, |series, step| test.get(series)?.get(step - 1).copied());
            }
            Truth::HeldOut(_) => {}
            Truth::History => {
                // Newcomers and first-year series are left out, so that the methods meet the same cases.
                let enough = settings.season_length.max(settings.min_train).max(4);
                let actual = |series: usize, step: usize| panel.actual(series, stand.known, step);
                tally.look(&past, &now, enough, actual);
            }
        }
        earlier.push((stand.known, now));
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::forecast::forecast_panel;

    fn wave(rep: usize, periods: usize) -> Vec<f64> {
        let season = [0.8, 1.0, 1.3, 0.9];
        let noise = |k: usize| ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5;
        (0..periods).map(|t| (100.0 + 20.0 * rep as f64) * season[t % 4] * (1.0 + 0.2 * noise(rep * 40 + t))).collect()
    }

    fn series(values: Vec<f64>) -> SeriesInput {
        SeriesInput {
            id: String::new(),
            first_season: 0,
            values,
            group: None,
            periods_before_data: None,
            away: Vec::new(),
        }
    }

    fn method(report: &BacktestReport, method: Method) -> &MethodReport {
        report.methods.iter().find(|m| m.method == method).expect("every method is reported")
    }

    #[test]
    fn the_test_part_is_forecast_as_a_panel_is() {
        let train: Vec<SeriesInput> = (0..10).map(|rep| series(wave(rep, 20))).collect();
        let test: Vec<Vec<f64>> = (0..10).map(|rep| wave(rep, 24)[20..].to_vec()).collect();
        let settings = ForecastSettings::default();
        let told = forecast_panel(&train, &settings).expect("allowed");
        let report =
            backtest_held_out(&HeldOutPanel { train, test: test.clone() }, &settings, false, &|| 0.0).expect("fine");
        assert_eq!((report.series, report.horizon, report.origins), (10, 4, 1));
        let mut errors = Vec::new();
        let mut inside = 0;
        for (forecast, test) in told.forecasts.iter().zip(&test) {
            for (step, actual) in forecast.steps.iter().zip(test) {
                errors.push(200.0 * (step.mean - actual).abs() / (step.mean.abs() + actual.abs()));
                let interval = step.intervals[1];
                inside += usize::from(interval.lower <= *actual && *actual <= interval.upper);
            }
        }
        let stated = method(&report, Method::Combination);
        let expected = errors.iter().sum::<f64>() / 40.0;
        assert!((stated.smape.expect("ten cases") - expected).abs() < 1e-9);
        assert_eq!(stated.coverage_80, Some(inside as f64 / 40.0));
        assert!((method(&report, Method::Naive2).owa.expect("errors") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_history_is_looked_back_at_from_every_origin() {
        let panel: Vec<SeriesInput> = (0..6).map(|rep| series(wave(rep, 12))).collect();
        let settings = ForecastSettings { horizon: 2, ..ForecastSettings::default() };
        let report = backtest_history(&panel, &settings, false, &|| 0.0).expect("allowed");
        // After 4, 5 … 11 quarters; from the last one only one step was met.
        assert_eq!(report.origins, 8);
        let naive = method(&report, Method::Naive);
        assert_eq!((naive.cases, naive.n), (48, 6 * (7 * 2 + 1)));
        assert_eq!(naive.stated_vs_realised.len(), 5);
        assert_eq!(naive.ms_per_series, Some(0.0), "the clock stands");
        // Where the seventh value of one rep never came, the two forecasts of it are no cases' steps; all others are.
        let gaps = [vec![], vec![], vec![6]];
        let report = backtest_with_gaps(&panel, &gaps, &settings, false, &|| 0.0).expect("allowed");
        assert_eq!(method(&report, Method::Naive).n, naive.n - 2);
    }

    #[test]
    fn without_history_nothing_is_claimed() {
        let settings = ForecastSettings::default();
        let report = backtest_history(&[series(vec![1.0, 2.0])], &settings, false, &|| 0.0).expect("allowed");
        assert_eq!(report.origins, 0);
        assert!(report.methods.iter().all(|m| m.cases == 0 && m.smape.is_none() && m.owa.is_none()));
        let report = backtest_history(&[], &settings, false, &|| 0.0).expect("allowed");
        assert_eq!(report.series, 0);
    }
}
