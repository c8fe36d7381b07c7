//! Seasonal indices, each series' own shrunk towards what it has in common with the others.
//!
//! A short history says little about its season. So each series' rough effects (on logarithms where it is
//! safely positive, else as shares of its mean absolute value) are drawn towards the panel's mean effects by as
//! much as their sampling error outweighs the true spread between series: empirical Bayes with a normal prior
//! (Efron and Morris 1973; for seasonal factors Miller and Williams 2003).

use super::panel::Panel;
use super::params::SeasonalTarget;
use super::robust::{mean, trimmed_mean};

/// How many series' worth of weight the panel's spread has beside a series' own when that series' is judged.
const SPREAD_PRIOR: f64 = 10.0;

/// The seasonal effect of every season, by season number, for one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SeasonalIndex {
    /// Factors around one where multiplicative, else shares of the mean absolute value around zero.
    effects: Vec<f64>,
    multiplicative: bool,
    own_weight: f64,
}

impl SeasonalIndex {
    /// No season at all.
    #[cfg(test)]
    pub(super) fn flat(season_length: usize, values: &[f64]) -> SeasonalIndex {
        let multiplicative = safely_positive(values);
        let none = if multiplicative { 1.0 } else { 0.0 };
        SeasonalIndex { effects: vec![none; season_length], multiplicative, own_weight: 0.0 }
    }

    /// Factors as given.
    #[cfg(test)]
    pub(super) fn of_factors(factors: &[f64]) -> SeasonalIndex {
        SeasonalIndex { effects: factors.to_vec(), multiplicative: true, own_weight: 1.0 }
    }

    pub(super) fn season_length(&self) -> usize {
        self.effects.len()
    }

    /// Whether the series is safely positive, so that factors and logarithms apply.
    pub(super) fn is_multiplicative(&self) -> bool {
        self.multiplicative
    }

    /// How many parameters the series' own data were asked for.
    pub(super) fn free_parameters(&self) -> f64 {
        self.own_weight * (self.effects.len() as f64 - 1.0)
    }

    /// Whether anything of the series' own season is in the index.
    pub(super) fn is_own(&self) -> bool {
        self.own_weight > 0.0
    }
}

/// A series with its season taken out and its unit divided away.
#[derive(Debug, Clone)]
pub(super) struct Adjusted<'a> {
    /// The values as they came.
    pub(super) values: &'a [f64],
    /// The values over `unit`, without season.
    pub(super) adjusted: Vec<f64>,
    /// The mean absolute value; one for a series of zeros.
    pub(super) unit: f64,
    /// The index that was taken out.
    pub(super) index: SeasonalIndex,
    first_season: usize,
}

impl<'a> Adjusted<'a> {
    /// Takes the season out of values the first of which stands in `first_season`.
    pub(super) fn new(values: &'a [f64], index: SeasonalIndex, first_season: usize) -> Adjusted<'a> {
        let unit = unit_of(values);
        let mut adjusted = Adjusted { values, adjusted: Vec::new(), unit, index, first_season };
        adjusted.adjusted = values
            .iter()
            .enumerate()
            .map(|(t, y)| {
                let effect = adjusted.effect(t);
                if adjusted.index.multiplicative { y / unit / effect } else { y / unit - effect }
            })
            .collect();
        adjusted
    }

    /// Puts unit and season of a position (0 = the first value; past the end for forecasts) back.
    pub(super) fn reseason(&self, x: f64, position: usize) -> f64 {
        let effect = self.effect(position);
        self.unit * if self.index.multiplicative { x * effect } else { x + effect }
    }

    /// What a position's value is multiplied by for its season; one where the season is not a factor.
    pub(super) fn factor(&self, position: usize) -> f64 {
        if self.index.multiplicative { self.effect(position) } else { 1.0 }
    }

    /// The effects in order of position, on logarithms or as they are.
    pub(super) fn first_seasons(&self, on_logs: bool) -> Vec<f64> {
        let effects = (0..self.index.effects.len()).map(|t| self.effect(t));
        if on_logs { effects.map(f64::ln).collect() } else { effects.collect() }
    }

    fn effect(&self, position: usize) -> f64 {
        self.index.effects[(self.first_season + position) % self.index.effects.len()]
    }
}

/// The index of every series that has begun, in the panel's order.
pub(super) fn indices(panel: &Panel<'_>, target: SeasonalTarget) -> Vec<Option<SeasonalIndex>> {
    let m = panel.season_length;
    // Before two whole seasons every season was seen once, and what all series share there may as well be one good
    // or bad period of the company: no season is taken from it.
    let tells_seasons = panel.known >= 2 * m;
    // Effects that are pooled must be of one kind: one series at or below zero makes all of them additive.
    let factors_allowed = target == SeasonalTarget::Flat
        || panel.series.iter().flatten().filter(|v| v.len() >= 2 * m).all(|values| safely_positive(values));
    let rough: Vec<Option<Rough>> = panel
        .series
        .iter()
        .map(|values| values.filter(|_| tells_seasons))
        .map(|values| values.and_then(|v| Rough::of(v, panel.season_of(v.len(), 0), m, factors_allowed)))
        .collect();
    let prior = Prior { factors_allowed, ..Prior::over(&rough, m, target) };
    let one = |(values, rough): (&Option<&[f64]>, &Option<Rough>)| {
        values.as_ref().map(|values| match rough {
            Some(rough) if rough.stands_alone => prior.shrink(rough),
            _ => prior.alone(values),
        })
    };
    panel.series.iter().zip(&rough).map(one).collect()
}

/// A series' own effects before shrinking, and how far they can be trusted.
#[derive(Debug, Clone)]
struct Rough {
    effects: Vec<f64>,
    residual_variance: f64,
    freedom: f64,
    /// The mean over seasons of one ÷ the values per season.
    per_season: f64,
    multiplicative: bool,
    /// Whether there are two whole seasons; with less the effects only speak through the panel's mean.
    stands_alone: bool,
}

impl Rough {
    /// `None` where there is no season, or not two values more than one holds.
    fn of(values: &[f64], first_season: usize, m: usize, factors_allowed: bool) -> Option<Rough> {
        let n = values.len();
        if m < 2 || n < m + 2 {
            return None;
        }
        let multiplicative = factors_allowed && safely_positive(values);
        let unit = unit_of(values);
        let x: Vec<f64> = values.iter().map(|y| if multiplicative { (y / unit).ln() } else { y / unit }).collect();
        // A straight trend will do over a few seasons and leaves more values to judge by than a moving one.
        let points = if n <= 3 * m { without_line(&x, m) } else { without_moving_mean(&x, m) };
        let mut by_season: Vec<Vec<f64>> = vec![Vec::new(); m];
        for (t, value) in points {
            by_season[(first_season + t) % m].push(value);
        }
        if by_season.iter().any(Vec::is_empty) {
            return None;
        }
        let means: Vec<f64> = by_season.iter().map(|s| mean(s)).collect();
        let squares: f64 =
            by_season.iter().zip(&means).map(|(s, m)| s.iter().map(|x| (x - m).powi(2)).sum::<f64>()).sum();
        let counted: usize = by_season.iter().map(Vec::len).sum();
        let freedom = (counted as f64 - m as f64 - 1.0).max(1.0);
        let middle = mean(&means);
        Some(Rough {
            effects: means.iter().map(|x| x - middle).collect(),
            residual_variance: squares / freedom,
            freedom,
            per_season: mean(&by_season.iter().map(|s| 1.0 / s.len() as f64).collect::<Vec<_>>()),
            multiplicative,
            stands_alone: n >= 2 * m,
        })
    }
}

/// Values less the line fitted jointly with the seasonal effects (slope from the same seasons of other years).
fn without_line(x: &[f64], m: usize) -> Vec<(usize, f64)> {
    let (mut xt, mut tt) = (0.0, 0.0);
    for season in 0..m {
        let points: Vec<(f64, f64)> = (season..x.len()).step_by(m).map(|t| (t as f64, x[t])).collect();
        let mean_t = points.iter().map(|p| p.0).sum::<f64>() / points.len() as f64;
        let mean_x = points.iter().map(|p| p.1).sum::<f64>() / points.len() as f64;
        for (t, value) in points {
            xt += (t - mean_t) * (value - mean_x);
            tt += (t - mean_t).powi(2);
        }
    }
    let slope = if tt > 0.0 { xt / tt } else { 0.0 };
    x.iter().enumerate().map(|(t, value)| (t, value - slope * t as f64)).collect()
}

/// Values less the centred moving mean over one season, where that exists.
fn without_moving_mean(x: &[f64], m: usize) -> Vec<(usize, f64)> {
    let half = m / 2;
    (half..x.len() - half)
        .map(|t| {
            let window = &x[t - half..=t + half];
            let sum: f64 = window.iter().sum();
            // An even season is centred by halving the two ends.
            let smooth =
                if m.is_multiple_of(2) { (sum - (window[0] + window[m]) / 2.0) / m as f64 } else { sum / m as f64 };
            (t, x[t] - smooth)
        })
        .collect()
}

/// What the panel says about any series' season.
#[derive(Debug)]
struct Prior {
    mean: Vec<f64>,
    spread: f64,
    residual_variance: f64,
    /// Whether a series may have factors instead of shares.
    factors_allowed: bool,
}

impl Prior {
    fn over(rough: &[Option<Rough>], m: usize, target: SeasonalTarget) -> Prior {
        let known: Vec<&Rough> = rough.iter().flatten().collect();
        let zero = vec![0.0; m];
        let variances: Vec<f64> = known.iter().map(|r| r.residual_variance).collect();
        let residual_variance = trimmed_mean(&variances);
        let mut prior = Prior { mean: zero, spread: 0.0, residual_variance, factors_allowed: true };
        // Two series cannot tell what is common to all from what is their own.
        if target == SeasonalTarget::Pooled && known.len() >= 3 {
            prior.mean =
                (0..m).map(|s| trimmed_mean(&known.iter().map(|r| r.effects[s]).collect::<Vec<_>>())).collect();
        }
        let spreads: Vec<f64> = known.iter().map(|r| prior.excess(r)).collect();
        prior.spread = trimmed_mean(&spreads).max(0.0);
        prior.steady_mean(&known);
        prior
    }

    /// The common effects are an estimate too: they are drawn to zero by their own sampling error.
    fn steady_mean(&mut self, known: &[&Rough]) {
        let size: f64 = self.mean.iter().map(|e| e * e).sum::<f64>() / (self.mean.len() as f64 - 1.0).max(1.0);
        if size > 0.0 {
            let variances: Vec<f64> = known.iter().map(|r| self.spread + self.sampling_variance(r)).collect();
            let keep = (1.0 - trimmed_mean(&variances) / known.len() as f64 / size).max(0.0);
            self.mean.iter_mut().for_each(|e| *e *= keep);
        }
    }

    /// Sampling variance of one effect; the residual variance borrows one season's worth from the panel.
    fn sampling_variance(&self, rough: &Rough) -> f64 {
        let borrowed = self.mean.len() as f64;
        let pooled = rough.freedom * rough.residual_variance + borrowed * self.residual_variance;
        pooled / (rough.freedom + borrowed) * rough.per_season
    }

    /// How much further the effects are from the mean than sampling explains.
    fn excess(&self, rough: &Rough) -> f64 {
        let squares: f64 = rough.effects.iter().zip(&self.mean).map(|(e, m)| (e - m).powi(2)).sum();
        squares / (self.mean.len() as f64 - 1.0) - self.sampling_variance(rough)
    }

    fn shrink(&self, rough: &Rough) -> SeasonalIndex {
        let own = self.mean.len() as f64 - 1.0;
        let spread = ((SPREAD_PRIOR * self.spread + own * self.excess(rough)) / (SPREAD_PRIOR + own)).max(0.0);
        let noise = self.sampling_variance(rough);
        let weight = if spread + noise > 0.0 { spread / (spread + noise) } else { 0.0 };
        let shrunk = rough.effects.iter().zip(&self.mean).map(|(e, m)| m + weight * (e - m)).collect();
        index(shrunk, rough.multiplicative, weight)
    }

    /// The index of a series too short for effects of its own.
    fn alone(&self, values: &[f64]) -> SeasonalIndex {
        index(self.mean.clone(), self.factors_allowed && safely_positive(values), 0.0)
    }
}

fn index(effects: Vec<f64>, multiplicative: bool, own_weight: f64) -> SeasonalIndex {
    if !multiplicative {
        return SeasonalIndex { effects, multiplicative, own_weight };
    }
    let factors: Vec<f64> = effects.iter().map(|e| e.clamp(-3.0, 3.0).exp()).collect();
    let middle = mean(&factors);
    SeasonalIndex { effects: factors.iter().map(|f| f / middle).collect(), multiplicative, own_weight }
}

/// Whether logarithms are safe: nothing at or near zero, where they run away.
fn safely_positive(values: &[f64]) -> bool {
    let unit = unit_of(values);
    !values.is_empty() && values.iter().all(|y| *y >= 0.05 * unit)
}

fn unit_of(values: &[f64]) -> f64 {
    let sum: f64 = values.iter().map(|y| y.abs()).sum();
    let unit = sum / values.len().max(1) as f64;
    if unit > 1e-100 { unit } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel_of<'a>(series: &'a [Vec<f64>], groups: &'a [usize]) -> Panel<'a> {
        let known = series.iter().map(Vec::len).max().unwrap_or(0);
        Panel {
            season_length: 4,
            known,
            next_season: 0,
            series: series.iter().map(|s| Some(&s[..])).collect(),
            groups,
            beside: None,
        }
    }

    #[test]
    fn a_clear_season_is_recovered_and_taken_out() {
        let factors = [0.5, 1.0, 1.5, 1.0];
        let values: Vec<f64> = (0..16).map(|t| 200.0 * factors[t % 4]).collect();
        let all = [values.clone()];
        let found = indices(&panel_of(&all, &[0]), SeasonalTarget::Flat)[0].clone().expect("has begun");
        for (found, expected) in found.effects.iter().zip(factors) {
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
        let adjusted = Adjusted::new(&values, found, 0);
        assert!(adjusted.adjusted.iter().all(|x| (x - 1.0).abs() < 1e-6));
        assert!((adjusted.reseason(1.0, 18) - 300.0).abs() < 1e-3);
    }

    #[test]
    fn a_series_too_short_for_a_season_takes_the_common_one() {
        let year = [80.0, 100.0, 140.0, 80.0];
        let mut all: Vec<Vec<f64>> = (0..6)
            .map(|k| (0..12).map(|t| year[t % 4] * (1.0 + 0.03 * ((t * 7 + k * 3) % 5) as f64)).collect())
            .collect();
        all.push(vec![800.0, 820.0]);
        let groups = [0; 7];
        let found = indices(&panel_of(&all, &groups), SeasonalTarget::Pooled);
        let newcomer = found[6].as_ref().expect("has begun");
        assert!(!newcomer.is_own() && newcomer.effects[2] > 1.3 && newcomer.effects[0] < 0.9, "{newcomer:?}");
        let alone = indices(&panel_of(&all, &groups), SeasonalTarget::Flat);
        assert_eq!(alone[6].as_ref().expect("has begun").effects, vec![1.0; 4]);
    }

    #[test]
    fn noise_without_a_season_is_shrunk_away() {
        // A fixed scrambled sequence: the rough effects of two years are all noise.
        let noise = |k: usize| 100.0 + ((k * 7919 + 13) % 101) as f64 / 5.0;
        let all: Vec<Vec<f64>> = (0..30).map(|s| (0..8).map(|t| noise(s * 8 + t)).collect()).collect();
        let groups = vec![0; 30];
        let found = indices(&panel_of(&all, &groups), SeasonalTarget::Flat);
        let weights: Vec<f64> = found.iter().flatten().map(|i| i.own_weight).collect();
        assert!(mean(&weights) < 0.3, "{}", mean(&weights));
    }

    #[test]
    fn zeros_and_negative_values_get_an_additive_season() {
        let values: Vec<f64> = (0..12).map(|t| [-20.0, 0.0, 40.0, 20.0][t % 4]).collect();
        let all = [values.clone()];
        let found = indices(&panel_of(&all, &[0]), SeasonalTarget::Flat)[0].clone().expect("has begun");
        assert!(!found.is_multiplicative());
        let adjusted = Adjusted::new(&values, found, 0);
        assert!((adjusted.reseason(adjusted.adjusted[2], 2) - 40.0).abs() < 1e-9);
        let zeros = vec![vec![0.0; 9]];
        let index = indices(&panel_of(&zeros, &[0]), SeasonalTarget::Pooled)[0].clone().expect("has begun");
        assert!(Adjusted::new(&zeros[0], index, 0).adjusted.iter().all(|x| *x == 0.0));
    }
}
