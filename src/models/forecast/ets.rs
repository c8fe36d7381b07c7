//! Exponential smoothing whose form is chosen by information criterion.
//!
//! Innovations form of Hyndman, Koehler, Ord and Snyder (2008): level, optional damped trend, and a season that
//! is either fixed at the shrunk indices or evolves from them. Each form is fitted on the values and, where all
//! are safely positive, on their logarithms (the wholly multiplicative family); the form with the least
//! corrected Akaike criterion forecasts. Given the smoothing parameters, the errors are linear in the first
//! level and slope, so these two are solved for exactly and only up to four parameters are searched.

use super::search::{Range, least_in_box, least_on_line};
use super::seasonal::Adjusted;

/// Share of the small-sample correction that is charged. In full it counts the smoothing parameters as if they
/// were free, which their bounds prevent; half chose better forms on the training part of M3 quarterly, with
/// the last eight quarters held out.
const CORRECTION: f64 = 0.5;

/// How often the squared error is looked at for two, three and four parameters. With 45, 60 and 80 the training parts of
/// M3 and Tourism quarterly and M4 yearly gave the same errors to four digits.
const EVALUATIONS: [usize; 3] = [28, 35, 45];

/// A form, as searched.
#[derive(Debug, Clone, Copy)]
struct Form {
    on_logs: bool,
    trend: bool,
    evolving: bool,
}

/// Smoothing parameters of one form.
#[derive(Debug, Clone, Copy)]
struct Smoothing {
    level: f64,
    slope: f64,
    damping: f64,
    season: f64,
}

/// The states after the last value.
#[derive(Debug, Clone)]
struct States {
    level: f64,
    slope: f64,
    season: Vec<f64>,
}

/// A fitted form, ready to forecast.
#[derive(Debug, Clone)]
pub(super) struct FittedEts {
    form: Form,
    damping: f64,
    states: States,
    length: usize,
    criterion: f64,
}

/// Fits every form that the history's length allows and keeps the one with the least criterion.
///
/// `None` for fewer than three values.
pub(super) fn fit(adjusted: &Adjusted<'_>) -> Option<FittedEts> {
    let n = adjusted.values.len();
    if n < 3 {
        return None;
    }
    let m = adjusted.index.season_length();
    let evolving_allowed = m > 1 && n >= 2 * m + 3;
    let mut best: Option<FittedEts> = None;
    for on_logs in [false, true] {
        if on_logs && !adjusted.index.is_multiplicative() {
            continue;
        }
        for evolving in [false, true] {
            // On the values themselves a multiplicative season evolves only through the logarithms.
            if evolving && (!evolving_allowed || on_logs != adjusted.index.is_multiplicative()) {
                continue;
            }
            for trend in [false, true] {
                let form = Form { on_logs, trend, evolving };
                let fitted = fit_form(adjusted, form);
                if best.as_ref().is_none_or(|b| fitted.criterion < b.criterion) {
                    best = Some(fitted);
                }
            }
        }
    }
    best
}

impl FittedEts {
    /// The next `horizon` values, on the scale of the input.
    pub(super) fn predict(&self, adjusted: &Adjusted<'_>, horizon: usize) -> Vec<f64> {
        let m = self.states.season.len();
        let mut damped = 0.0;
        let mut weight = 1.0;
        (0..horizon)
            .map(|step| {
                weight *= self.damping;
                damped += weight;
                let position = self.length + step;
                let season = if m == 0 { 0.0 } else { self.states.season[position % m] };
                let x = self.states.level + damped * self.states.slope + season;
                match (self.form.on_logs, self.form.evolving) {
                    (true, true) => adjusted.unit * x.clamp(-20.0, 20.0).exp(),
                    (true, false) => adjusted.reseason(x.clamp(-20.0, 20.0).exp(), position),
                    (false, true) => adjusted.unit * x,
                    (false, false) => adjusted.reseason(x, position),
                }
            })
            .collect()
    }
}

fn fit_form(adjusted: &Adjusted<'_>, form: Form) -> FittedEts {
    let (x, jacobian) = transformed(adjusted, form);
    let season = if form.evolving { adjusted.first_seasons(form.on_logs) } else { Vec::new() };
    let cost = |s: Smoothing| Sums::over(&x, &season, s).solve(form.trend).2;
    let (best, searched) = search(form, cost);
    let (level, slope, sse) = Sums::over(&x, &season, best).solve(form.trend);
    let states = filter(&x, &season, best, level, slope);
    let free_seasons = adjusted.index.free_parameters();
    let parameters = searched as f64 + if form.trend { 2.0 } else { 1.0 } + 1.0 + free_seasons;
    let criterion = corrected_akaike(x.len() as f64, sse, parameters) + 2.0 * jacobian;
    FittedEts { form, damping: if form.trend { best.damping } else { 0.0 }, states, length: x.len(), criterion }
}

/// The values on the form's own scale, and the sum of the logarithms that makes the criteria comparable.
fn transformed(adjusted: &Adjusted<'_>, form: Form) -> (Vec<f64>, f64) {
    let values = adjusted.values.iter().enumerate();
    let x: Vec<f64> = values
        .map(|(t, value)| {
            let y = if form.evolving { value / adjusted.unit } else { adjusted.adjusted[t] };
            if form.on_logs { y.ln() } else { y }
        })
        .collect();
    let season: f64 = if form.evolving { 0.0 } else { adjusted.log_factors() };
    // On logs the density gains Σ ln of the value that was logged.
    let logs: f64 = if form.on_logs { x.iter().sum() } else { 0.0 };
    (x, season + logs)
}

fn corrected_akaike(n: f64, sse: f64, parameters: f64) -> f64 {
    let fit = n * (sse.max(n * 1e-12) / n).ln() + 2.0 * parameters;
    let room = n - parameters - 1.0;
    // With no room left for the correction the simpler form must win, however well it fits.
    let correction = CORRECTION * 2.0 * parameters * (parameters + 1.0) / room;
    if room <= 0.0 { 1e9 + parameters } else { fit + correction }
}

/// The smoothing parameters of least squared error, and how many were searched.
fn search(form: Form, cost: impl Fn(Smoothing) -> f64) -> (Smoothing, usize) {
    let level = Range { low: 0.02, start: 0.4, high: 0.98 };
    let slope = Range { low: 0.0, start: 0.1, high: 0.6 };
    let damping = Range { low: 0.8, start: 0.92, high: 0.98 };
    let season = Range { low: 0.0, start: 0.1, high: 0.8 };
    let still = |level: f64| Smoothing { level, slope: 0.0, damping: 0.0, season: 0.0 };
    match (form.trend, form.evolving) {
        (false, false) => (still(least_on_line(level.low, level.high, |a| cost(still(a)))), 1),
        (true, false) => {
            let at = |x: &[f64; 3]| Smoothing { level: x[0], slope: x[0] * x[1], damping: x[2], season: 0.0 };
            (at(&least_in_box([level, slope, damping], EVALUATIONS[1], |x| cost(at(x)))), 3)
        }
        (false, true) => {
            let at = |x: &[f64; 2]| Smoothing { season: x[1] * (1.0 - x[0]), ..still(x[0]) };
            (at(&least_in_box([level, season], EVALUATIONS[0], |x| cost(at(x)))), 2)
        }
        (true, true) => {
            let at = |x: &[f64; 4]| Smoothing {
                level: x[0],
                slope: x[0] * x[1],
                damping: x[2],
                season: x[3] * (1.0 - x[0]),
            };
            (at(&least_in_box([level, slope, damping, season], EVALUATIONS[2], |x| cost(at(x)))), 4)
        }
    }
}

/// The normal equations of the first level and slope: errors without them, and their influence on each error.
#[derive(Debug, Default)]
struct Sums {
    ee: f64,
    ep: f64,
    eq: f64,
    pp: f64,
    pq: f64,
    qq: f64,
    first: f64,
}

impl Sums {
    fn over(x: &[f64], season: &[f64], s: Smoothing) -> Sums {
        // Without a slope there is one recursion less to carry along.
        let trend = s.damping > 0.0;
        match (trend, season.is_empty()) {
            (false, true) => Sums::run::<2, false>(x, season, s, &mut []),
            (true, true) => Sums::run::<3, false>(x, season, s, &mut []),
            (false, false) if season.len() <= 12 => {
                Sums::run::<2, true>(x, season, s, &mut [[0.0; 2]; 12][..season.len()])
            }
            (true, false) if season.len() <= 12 => {
                Sums::run::<3, true>(x, season, s, &mut [[0.0; 3]; 12][..season.len()])
            }
            (false, false) => Sums::run::<2, true>(x, season, s, &mut vec![[0.0; 2]; season.len()]),
            (true, false) => Sums::run::<3, true>(x, season, s, &mut vec![[0.0; 3]; season.len()]),
        }
    }

    /// K recursions side by side: the data from a level of `first`, a unit of level, a unit of slope.
    fn run<const K: usize, const SEASON: bool>(
        x: &[f64],
        season: &[f64],
        s: Smoothing,
        seasons: &mut [[f64; K]],
    ) -> Sums {
        let first = x[0] - season.first().copied().unwrap_or(0.0);
        let mut level = [0.0; K];
        let mut slope = [0.0; K];
        level[0] = first;
        level[1] = 1.0;
        if K > 2 {
            slope[2] = 1.0;
        }
        for (state, s) in seasons.iter_mut().zip(season) {
            state[0] = *s;
        }
        let mut sums = [0.0; 6];
        let mut place = 0;
        for y in x {
            let mut error = [0.0; K];
            error[0] = *y;
            let mut now = [0.0; K];
            if SEASON {
                now = seasons[place];
            }
            for k in 0..K {
                let ahead = if K > 2 { level[k] + s.damping * slope[k] } else { level[k] };
                error[k] -= ahead + now[k];
                level[k] = ahead + s.level * error[k];
                if K > 2 {
                    slope[k] = s.damping * slope[k] + s.slope * error[k];
                }
            }
            if SEASON {
                for k in 0..K {
                    seasons[place][k] = now[k] + s.season * error[k];
                }
                place = if place + 1 == seasons.len() { 0 } else { place + 1 };
            }
            sums[0] += error[0] * error[0];
            sums[1] += error[0] * error[1];
            sums[2] += error[1] * error[1];
            if K > 2 {
                sums[3] += error[0] * error[2];
                sums[4] += error[1] * error[2];
                sums[5] += error[2] * error[2];
            }
        }
        let [ee, ep, pp, eq, pq, qq] = sums;
        Sums { ee, ep, eq, pp, pq, qq, first }
    }

    /// First level, first slope, and the squared error they leave.
    fn solve(&self, trend: bool) -> (f64, f64, f64) {
        let (pp, qq) = (self.pp + 1e-9, self.qq + 1e-6);
        let determinant = pp * qq - self.pq * self.pq;
        let (dl, db) = if trend && determinant > 1e-12 * pp * qq {
            (-(self.ep * qq - self.eq * self.pq) / determinant, -(self.eq * pp - self.ep * self.pq) / determinant)
        } else {
            (-self.ep / pp, 0.0)
        };
        let sse = self.ee
            + 2.0 * (dl * self.ep + db * self.eq)
            + dl * dl * self.pp
            + db * db * self.qq
            + 2.0 * dl * db * self.pq;
        (self.first + dl, db, if sse.is_finite() { sse.max(0.0) } else { f64::MAX })
    }
}

fn filter(x: &[f64], season: &[f64], s: Smoothing, level: f64, slope: f64) -> States {
    let mut states = States { level, slope, season: season.to_vec() };
    for (t, y) in x.iter().enumerate() {
        let ahead = states.level + s.damping * states.slope;
        let now = if season.is_empty() { 0.0 } else { states.season[t % season.len()] };
        let error = y - ahead - now;
        states.level = ahead + s.level * error;
        states.slope = s.damping * states.slope + s.slope * error;
        if !season.is_empty() {
            states.season[t % season.len()] += s.season * error;
        }
    }
    states
}

/// The forecast of simple exponential smoothing, flat, with the share that each new value moves the level by.
///
/// The series may not be empty.
pub(super) fn simple(x: &[f64]) -> (f64, f64) {
    let cost =
        |a: f64| Sums::over(x, &[], Smoothing { level: a, slope: 0.0, damping: 0.0, season: 0.0 }).solve(false).2;
    let share = if x.len() < 3 { 0.5 } else { least_on_line(0.02, 0.98, cost) };
    let s = Smoothing { level: share, slope: 0.0, damping: 0.0, season: 0.0 };
    let (level, _, _) = Sums::over(x, &[], s).solve(false);
    (filter(x, &[], s, level, 0.0).level, share)
}

#[cfg(test)]
mod tests {
    use super::super::seasonal::SeasonalIndex;
    use super::*;

    fn adjusted(values: &[f64]) -> Adjusted<'_> {
        Adjusted::new(values, SeasonalIndex::flat(1, values), 0)
    }

    #[test]
    fn the_first_states_are_the_least_squares_ones() {
        let x = [3.0, 5.0, 4.0, 6.0, 8.0, 7.0];
        let s = Smoothing { level: 0.3, slope: 0.1, damping: 0.9, season: 0.0 };
        let (level, slope, sse) = Sums::over(&x, &[], s).solve(true);
        let error_at = |level: f64, slope: f64| {
            let (mut l, mut b, mut total) = (level, slope, 0.0);
            for y in x {
                let ahead = l + s.damping * b;
                let e = y - ahead;
                total += e * e;
                l = ahead + s.level * e;
                b = s.damping * b + s.slope * e;
            }
            total
        };
        assert!((error_at(level, slope) - sse).abs() < 1e-9);
        for (dl, db) in [(0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01)] {
            assert!(error_at(level + dl, slope + db) > sse);
        }
    }

    #[test]
    fn a_line_is_followed_and_a_constant_kept() {
        let line: Vec<f64> = (0..24).map(|t| 100.0 + 5.0 * t as f64).collect();
        let a = adjusted(&line);
        let forecast = fit(&a).expect("long enough").predict(&a, 1)[0];
        assert!((forecast - 220.0).abs() < 2.0, "{forecast}");
        let a = adjusted(&[7.0; 9]);
        let forecast = fit(&a).expect("long enough").predict(&a, 3);
        assert!(forecast.iter().all(|f| (f - 7.0).abs() < 1e-6), "{forecast:?}");
    }

    #[test]
    fn simple_smoothing_of_two_values_is_between_them() {
        let (level, _) = simple(&[10.0, 20.0]);
        assert!((10.0..=20.0).contains(&level));
    }
}
