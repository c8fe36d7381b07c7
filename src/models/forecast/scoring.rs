//! The measures of the M4 competition, of single forecasts and over many.
//!
//! sMAPE is the mean of `200·|y − f| ÷ (|y| + |f|)`; MASE divides the mean absolute error by the mean absolute
//! change over one season within the history that the forecast was made from; MSIS divides the width of an
//! interval plus `2 ÷ α` times what lies outside by the same; OWA is the mean of the ratios of sMAPE and MASE to
//! those of Naive2. Each is taken over a series' steps first, then over series.
//! Source: Makridakis, Spiliotis and Assimakopoulos, "The M4 Competition: 100,000 time series and 61 forecasting
//! methods", International Journal of Forecasting 36 (2020).

/// How one forecast of one series did, over its steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CaseScore {
    /// Mean symmetric percentage error, 0–200.
    pub(super) smape: f64,
    /// Mean absolute error over the history's seasonal-naive error; `None` where that is zero or unknown.
    pub(super) mase: Option<f64>,
    /// The scaled interval score at 95 %; `None` without a yardstick or without intervals.
    pub(super) msis: Option<f64>,
    /// The scaled pinball loss over the nine deciles; `None` without a yardstick or without distributions.
    pub(super) pinball: Option<f64>,
}

/// The symmetric percentage error of one forecast, 0–200; a zero met by a zero is no error.
pub(crate) fn smape(actual: f64, forecast: f64) -> f64 {
    let size = actual.abs() + forecast.abs();
    if size > 0.0 { 200.0 * (actual - forecast).abs() / size } else { 0.0 }
}

/// The mean absolute change of a history over one season; `None` where it is zero or the history has no more
/// values than a season.
pub(super) fn yardstick(history: &[f64], season_length: usize) -> Option<f64> {
    let changes = history.len().checked_sub(season_length).filter(|n| *n > 0)?;
    let sum: f64 = history.iter().zip(&history[season_length..]).map(|(before, now)| (now - before).abs()).sum();
    (sum > 0.0).then(|| sum / changes as f64)
}

/// The interval score at 95 % of one actual value, before it is scaled: α is 0.05.
pub(super) fn interval_score(actual: f64, lower: f64, upper: f64) -> f64 {
    (upper - lower) + 40.0 * ((lower - actual).max(0.0) + (actual - upper).max(0.0))
}

/// The pinball loss of a quantile at a level: what is above it costs `level`, what is below one less that.
///
/// Source: R. Koenker and G. Bassett, "Regression quantiles", Econometrica 46, 1978.
pub(super) fn pinball(actual: f64, quantile: f64, level: f64) -> f64 {
    let above = actual - quantile;
    if above >= 0.0 { level * above } else { (level - 1.0) * above }
}

/// The mean pinball loss over the nine deciles, before it is scaled: half the continuous ranked probability score in
/// the limit of many levels, so that sharpness and honesty are paid for in one figure.
pub(super) fn mean_pinball(actual: f64, quantile: impl Fn(f64) -> f64) -> f64 {
    let at = |tenth: u32| f64::from(tenth) / 10.0;
    (1..=9).map(|tenth| pinball(actual, quantile(at(tenth)), at(tenth))).sum::<f64>() / 9.0
}

/// Means over cases; `None` over none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Means {
    /// How many cases there are.
    pub(super) cases: usize,
    /// Mean sMAPE.
    pub(super) smape: Option<f64>,
    /// Mean MASE, over the cases that have one.
    pub(super) mase: Option<f64>,
    /// Mean MSIS, over the cases that have one.
    pub(super) msis: Option<f64>,
    /// Mean scaled pinball loss, over the cases that have one.
    pub(super) pinball: Option<f64>,
}

impl Means {
    /// Over these cases, in their order.
    pub(super) fn of<'a>(cases: impl Iterator<Item = &'a CaseScore> + Clone) -> Means {
        Means {
            cases: cases.clone().count(),
            smape: mean(cases.clone().map(|case| case.smape)),
            mase: mean(cases.clone().filter_map(|case| case.mase)),
            msis: mean(cases.clone().filter_map(|case| case.msis)),
            pinball: mean(cases.filter_map(|case| case.pinball)),
        }
    }
}

/// The overall weighted average of a method against Naive2, over the cases that both have; `None` where there are
/// none or Naive2 made no error.
pub(super) fn owa(method: &[Option<CaseScore>], naive2: &[Option<CaseScore>]) -> Option<f64> {
    let both = method.iter().zip(naive2).filter_map(|(own, other)| Some(((*own)?, (*other)?)));
    let own = Means::of(both.clone().map(|(own, _)| own).collect::<Vec<_>>().iter());
    let other = Means::of(both.map(|(_, other)| other).collect::<Vec<_>>().iter());
    let ratio = |own: Option<f64>, other: Option<f64>| Some(own? / other.filter(|other| *other > 0.0)?);
    Some((ratio(own.smape, other.smape)? + ratio(own.mase, other.mase)?) / 2.0)
}

/// Whether all methods that have any case have this one, by its position: one with fewer cases than another has the easier
/// or the harder ones, and its mean says nothing beside the other's.
pub(super) fn common(methods: &[&[Option<CaseScore>]]) -> Vec<bool> {
    let speaking = || methods.iter().filter(|cases| cases.iter().any(Option::is_some));
    let width = speaking().map(|cases| cases.len()).max().unwrap_or(0);
    (0..width).map(|at| speaking().all(|cases| cases.get(at).is_some_and(Option::is_some))).collect()
}

/// The number of the common cases and the mean of their scaled errors.
pub(super) fn of_common(method: &[Option<CaseScore>], common: &[bool]) -> (usize, Option<f64>) {
    let both = || method.iter().zip(common).filter(|(_, common)| **common).filter_map(|(case, _)| *case);
    (both().count(), mean(both().filter_map(|case| case.mase)))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(smape: f64, mase: Option<f64>) -> Option<CaseScore> {
        Some(CaseScore { smape, mase, msis: None, pinball: None })
    }

    #[test]
    fn the_errors_are_those_of_the_competition() {
        assert_eq!(smape(100.0, 50.0), 200.0 * 50.0 / 150.0);
        assert_eq!(smape(0.0, 0.0), 0.0);
        assert_eq!(smape(0.0, 3.0), 200.0);
        assert_eq!(smape(-2.0, -2.0), 0.0);
        // Over a season of two: |3 − 1|, |8 − 2|.
        assert_eq!(yardstick(&[1.0, 2.0, 3.0, 8.0], 2), Some(4.0));
        assert_eq!(yardstick(&[1.0, 2.0], 2), None, "no change over a season is known");
        assert_eq!(yardstick(&[5.0, 5.0, 5.0], 1), None, "a flat history measures nothing");
        assert_eq!(interval_score(5.0, 4.0, 7.0), 3.0);
        assert_eq!(interval_score(8.0, 4.0, 7.0), 43.0);
        assert_eq!(interval_score(3.5, 4.0, 7.0), 23.0);
    }

    #[test]
    fn a_quantile_pays_for_what_lies_on_its_wrong_side() {
        assert_eq!(pinball(10.0, 6.0, 0.9), 3.6);
        assert!((pinball(6.0, 10.0, 0.9) - 0.4).abs() < 1e-12);
        assert_eq!(pinball(5.0, 5.0, 0.3), 0.0);
        // A point is half its absolute error at every level on average: (0.1 + … + 0.9) ÷ 9 = 0.5.
        assert!((mean_pinball(8.0, |_| 5.0) - 1.5).abs() < 1e-12);
    }

    #[test]
    fn owa_is_the_mean_of_the_two_ratios_to_naive2() {
        let naive2 = [case(10.0, Some(2.0)), case(30.0, Some(4.0))];
        // sMAPE 15 against 20, MASE 1.5 against 3.
        let method = [case(10.0, Some(1.0)), case(20.0, Some(2.0))];
        assert_eq!(owa(&method, &naive2), Some((0.75 + 0.5) / 2.0));
        assert_eq!(owa(&naive2, &naive2), Some(1.0));
    }

    #[test]
    fn owa_compares_the_same_cases_only() {
        let naive2 = [case(10.0, Some(2.0)), case(30.0, Some(4.0)), None];
        let method = [None, case(15.0, Some(2.0)), case(500.0, Some(9.0))];
        assert_eq!(owa(&method, &naive2), Some(0.5));
        assert_eq!(owa(&[None], &naive2[..1]), None);
        let without_error = [case(0.0, Some(0.0))];
        assert_eq!(owa(&without_error, &without_error), None, "nothing can be a share of no error");
    }

    #[test]
    fn methods_are_compared_on_the_cases_that_all_have() {
        let all = [case(10.0, Some(4.0)), case(30.0, Some(1.0)), case(20.0, Some(3.0))];
        // Better on what it has, and worse on what both have.
        let easy_ones = [None, case(10.0, Some(2.0)), case(10.0, Some(3.0))];
        let silent = [None, None, None];
        let found = common(&[&all, &easy_ones, &silent]);
        assert_eq!(found, [false, true, true]);
        assert_eq!(of_common(&all, &found), (2, Some(2.0)));
        assert_eq!(of_common(&easy_ones, &found), (2, Some(2.5)));
        assert_eq!(of_common(&silent, &found), (0, None));
        assert!(common(&[]).is_empty());
    }

    #[test]
    fn a_case_without_a_yardstick_counts_in_smape_alone() {
        let means = Means::of([case(10.0, None), case(20.0, Some(3.0))].iter().flatten());
        assert_eq!(means, Means { cases: 2, smape: Some(15.0), mase: Some(3.0), msis: None, pinball: None });
        assert_eq!(Means::of([].iter()), Means::default());
    }
}
