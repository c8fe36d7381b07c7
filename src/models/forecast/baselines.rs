//! The forecasts that people make without a model; always printed beside the model's.

use std::cell::OnceCell;

use super::ets::simple;
use super::method::Method;
use super::theta;

/// The baselines.
const BASELINES: [Method; 7] = [
    Method::LastYearPlusTen,
    Method::SeasonalNaive,
    Method::Naive,
    Method::MeanOfFour,
    Method::Naive2,
    Method::Ses,
    Method::PlainTheta,
];

/// What every baseline says about the next `horizon` values, as far as the history allows it.
///
/// `values` is the history, oldest first; nothing comes of an empty one. "Last year" needs a whole season, the
/// mean of four needs four values, the others one.
pub(super) fn all(values: &[f64], season_length: usize, horizon: usize) -> Vec<(Method, Vec<f64>)> {
    let history = History::new(values, season_length, horizon);
    BASELINES.into_iter().filter_map(|method| Some((method, history.path(method)?))).collect()
}

/// What one baseline says; `None` where the history does not allow it or the method is no baseline.
pub(super) fn one(method: Method, values: &[f64], season_length: usize, horizon: usize) -> Option<Vec<f64>> {
    History::new(values, season_length, horizon).path(method)
}

/// A history with what several baselines ask of it, found out once.
struct History<'a> {
    values: &'a [f64],
    season_length: usize,
    horizon: usize,
    classic: OnceCell<Classic>,
    simple: OnceCell<(f64, f64)>,
}

/// The classic seasonal adjustment: factors by position, and the values without them.
struct Classic {
    factors: Vec<f64>,
    adjusted: Vec<f64>,
}

impl<'a> History<'a> {
    fn new(values: &'a [f64], season_length: usize, horizon: usize) -> History<'a> {
        History { values, season_length, horizon, classic: OnceCell::new(), simple: OnceCell::new() }
    }

    fn classic(&self) -> &Classic {
        self.classic.get_or_init(|| {
            let factors = classic_factors(self.values, self.season_length);
            let adjusted = self.values.iter().zip(factors.iter().cycle()).map(|(y, factor)| y / factor).collect();
            Classic { factors, adjusted }
        })
    }

    fn simple(&self) -> (f64, f64) {
        *self.simple.get_or_init(|| simple(&self.classic().adjusted))
    }

    fn path(&self, method: Method) -> Option<Vec<f64>> {
        let (values, n, m, horizon) = (self.values, self.values.len(), self.season_length, self.horizon);
        let last = *values.last()?;
        let last_year = || (n >= m).then(|| (0..horizon).map(|h| values[n - m + h % m]).collect::<Vec<f64>>());
        let with_season = |mut path: Vec<f64>| {
            let factors = &self.classic().factors;
            path.iter_mut().enumerate().for_each(|(h, forecast)| *forecast *= factors[(n + h) % m]);
            path
        };
        match method {
            Method::LastYearPlusTen => Some(last_year()?.iter().map(|y| y + 0.1 * y.abs()).collect()),
            Method::SeasonalNaive => last_year(),
            Method::Naive => Some(vec![last; horizon]),
            Method::MeanOfFour => (n >= 4).then(|| vec![values[n - 4..].iter().sum::<f64>() / 4.0; horizon]),
            Method::Naive2 => Some(with_season(vec![self.classic().adjusted[n - 1]; horizon])),
            Method::Ses => Some(with_season(vec![self.simple().0; horizon])),
            Method::PlainTheta => Some(with_season(theta::plain(&self.classic().adjusted, self.simple(), horizon))),
            Method::Combination | Method::Ets | Method::Theta | Method::PooledAr => None,
        }
    }
}

/// Factors by position from the classic multiplicative decomposition, if a test at 90 % finds a season in at
/// least three years of positive values; else ones. This is the adjustment of the M3 and M4 competitions.
fn classic_factors(values: &[f64], m: usize) -> Vec<f64> {
    let n = values.len();
    let none = vec![1.0; m];
    if m < 2 || n < 3 * m || values.iter().any(|y| *y <= 0.0) || !has_season(values, m) {
        return none;
    }
    let half = m / 2;
    let mut ratios: Vec<(f64, f64)> = vec![(0.0, 0.0); m];
    for t in half..n - half {
        let window = &values[t - half..=t + half];
        let sum: f64 = window.iter().sum();
        let smooth = if m.is_multiple_of(2) { sum - (window[0] + window[m]) / 2.0 } else { sum } / m as f64;
        ratios[t % m].0 += values[t] / smooth;
        ratios[t % m].1 += 1.0;
    }
    let factors: Vec<f64> = ratios.iter().map(|(sum, count)| sum / count).collect();
    let middle = factors.iter().sum::<f64>() / m as f64;
    let factors: Vec<f64> = factors.iter().map(|f| f / middle).collect();
    if factors.iter().all(|f| f.is_finite() && *f > 1e-6) { factors } else { none }
}

/// Whether the autocorrelation at the season's length is beyond its 90 % limit under shorter lags alone.
fn has_season(values: &[f64], m: usize) -> bool {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let at = |lag: usize| -> f64 { (lag..n).map(|t| (values[t] - mean) * (values[t - lag] - mean)).sum() };
    let variance = at(0);
    if variance <= 0.0 {
        return false;
    }
    let shorter: f64 = (1..m).map(|lag| (at(lag) / variance).powi(2)).sum();
    let limit = 1.645 * ((1.0 + 2.0 * shorter) / n as f64).sqrt();
    (at(m) / variance).abs() > limit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(paths: &[(Method, Vec<f64>)], method: Method) -> Option<Vec<f64>> {
        paths.iter().find(|(m, _)| *m == method).map(|(_, path)| path.clone())
    }

    #[test]
    fn the_plain_baselines_are_what_their_names_say() {
        let paths = all(&[9.0, 10.0, 20.0, 30.0, 40.0], 4, 5);
        assert_eq!(path(&paths, Method::Naive), Some(vec![40.0; 5]));
        assert_eq!(path(&paths, Method::SeasonalNaive), Some(vec![10.0, 20.0, 30.0, 40.0, 10.0]));
        assert_eq!(path(&paths, Method::LastYearPlusTen).map(|p| p[1]), Some(22.0));
        assert_eq!(path(&paths, Method::MeanOfFour), Some(vec![25.0; 5]));
        assert_eq!(path(&paths, Method::Naive2), Some(vec![40.0; 5]));
    }

    #[test]
    fn ten_per_cent_is_added_to_a_loss_too() {
        let paths = all(&[-10.0, -20.0, -30.0, -40.0], 4, 1);
        assert_eq!(path(&paths, Method::LastYearPlusTen), Some(vec![-9.0]));
    }

    #[test]
    fn a_short_history_leaves_baselines_out() {
        let paths = all(&[5.0], 4, 1);
        assert_eq!(path(&paths, Method::SeasonalNaive), None);
        assert_eq!(path(&paths, Method::MeanOfFour), None);
        assert_eq!(path(&paths, Method::Naive), Some(vec![5.0]));
        assert!(all(&[], 4, 1).is_empty());
    }

    #[test]
    fn naive2_follows_a_clear_season() {
        let values: Vec<f64> = (0..16).map(|t| [50.0, 100.0, 150.0, 100.0][t % 4]).collect();
        let found = path(&all(&values, 4, 4), Method::Naive2).expect("long enough");
        for (f, expected) in found.iter().zip([50.0, 100.0, 150.0, 100.0]) {
            assert!((f - expected).abs() < 1e-6);
        }
    }
}
