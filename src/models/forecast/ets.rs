//! Exponential smoothing whose form is chosen by information criterion.
//!
//! Innovations form of Hyndman, Koehler, Ord and Snyder (2008): level, optional damped trend, and a season that
//! is either fixed at the shrunk indices or evolves from them. Each form is fitted on the values and, where all
//! are safely positive, on their logarithms (the wholly multiplicative family); the form with the least
//! corrected Akaike criterion forecasts. Given the smoothing parameters, the errors are linear in the first
//! level and slope, so these two are solved for exactly and only up to four parameters are searched.

use super::search::{Lanes, Range, least_in_box};
use super::seasonal::Adjusted;

/// Share of the small-sample correction that is charged. In full it counts the smoothing parameters as if they
/// were free, which their bounds prevent; half chose better forms on the training part of M3 quarterly, with
/// the last eight quarters held out.
const CORRECTION: f64 = 0.5;

/// The parameters that are searched, by number: the level's share of each error, the share of that which moves the
/// slope, the slope's damping, and the share of what the level leaves that moves the season.
const LEVEL: usize = 0;
const SLOPE: usize = 1;
const DAMPING: usize = 2;
const SEASON: usize = 3;

/// In which order they are swept, by form.
const STILL: [usize; 3] = [LEVEL; 3];
const TREND: [usize; 6] = [LEVEL, DAMPING, SLOPE, LEVEL, DAMPING, SLOPE];
const EVOLVING: [usize; 3] = [SEASON, LEVEL, SEASON];
const EVOLVING_TREND: [usize; 5] = [SEASON, LEVEL, SLOPE, DAMPING, SEASON];

/// The series on the scale on which a family of forms is fitted.
#[derive(Debug, Clone)]
struct Scale {
    on_logs: bool,
    x: Vec<f64>,
    /// The first season of an evolving one; empty where the season was taken out beforehand.
    season: Vec<f64>,
    /// Sum of the logarithms of what the values were divided by and of the logged values: it makes the criteria of
    /// different scales comparable.
    jacobian: f64,
}

/// Smoothing parameters of L candidates for one form.
#[derive(Debug, Clone, Copy)]
struct Smoothing<const L: usize> {
    level: [f64; L],
    slope: [f64; L],
    damping: [f64; L],
    season: [f64; L],
}

/// The best of one form.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// The parameters as they were searched.
    point: [f64; 4],
    smoothing: Smoothing<1>,
    trend: bool,
    criterion: f64,
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
    on_logs: bool,
    damping: f64,
    states: States,
    length: usize,
}

/// Fits every form that the history's length allows and keeps the one with the least criterion.
///
/// `None` for fewer than three values.
pub(super) fn fit(adjusted: &Adjusted<'_>) -> Option<FittedEts> {
    let n = adjusted.values.len();
    if n < 3 {
        return None;
    }
    let scales = scales(adjusted);
    let free_seasons = adjusted.index.free_parameters();
    let mut best: Option<(&Scale, Found)> = None;
    for trend in [false, true] {
        let mut near = None;
        for scale in &scales {
            let found = search(scale, trend, near, free_seasons);
            near = Some(found.point);
            if best.as_ref().is_none_or(|(_, best)| found.criterion < best.criterion) {
                best = Some((scale, found));
            }
        }
    }
    let (scale, found) = best?;
    let (level, slope, _) = Sums::over(&scale.x, &scale.season, &found.smoothing, found.trend).solve(0, found.trend);
    let states = filter(&scale.x, &scale.season, &found.smoothing, level, slope);
    let damping = if found.trend { found.smoothing.damping[0] } else { 0.0 };
    Some(FittedEts { on_logs: scale.on_logs, damping, states, length: n })
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
                match (self.on_logs, m > 0) {
                    (true, true) => adjusted.unit * x.clamp(-20.0, 20.0).exp(),
                    (true, false) => adjusted.reseason(x.clamp(-20.0, 20.0).exp(), position),
                    (false, true) => adjusted.unit * x,
                    (false, false) => adjusted.reseason(x, position),
                }
            })
            .collect()
    }
}

/// The scales that the history allows: the values and, where all are safely positive, their logarithms, without the
/// season; and, where there is enough to follow a season, one of them with it. On the values themselves a
/// multiplicative season evolves only through the logarithms.
fn scales(adjusted: &Adjusted<'_>) -> Vec<Scale> {
    let (n, m) = (adjusted.values.len(), adjusted.index.season_length());
    let evolves = m > 1 && n >= 2 * m + 3;
    let plain = |jacobian: f64| Scale { on_logs: false, x: adjusted.adjusted.clone(), season: Vec::new(), jacobian };
    let by_unit = adjusted.values.iter().map(|value| value / adjusted.unit);
    if !adjusted.index.is_multiplicative() {
        let season = adjusted.first_seasons(false);
        let with_season = || Scale { on_logs: false, x: by_unit.collect(), season, jacobian: 0.0 };
        return std::iter::once(plain(0.0)).chain(evolves.then(with_season)).collect();
    }
    let season = adjusted.first_seasons(true);
    let logs: Vec<f64> = by_unit.map(f64::ln).collect();
    let without: Vec<f64> = logs.iter().zip(season.iter().cycle()).map(|(log, season)| log - season).collect();
    // On logs the density gains the logarithms of what was logged, and of the factors that were taken out before.
    let logged: f64 = logs.iter().sum();
    let factors = logged - without.iter().sum::<f64>();
    let mut all = vec![plain(factors), Scale { on_logs: true, x: without, season: Vec::new(), jacobian: logged }];
    if evolves {
        all.push(Scale { on_logs: true, x: logs, season, jacobian: logged });
    }
    all
}

fn corrected_akaike(n: f64, sse: f64, parameters: f64) -> f64 {
    let fit = n * (sse.max(n * 1e-12) / n).ln() + 2.0 * parameters;
    let room = n - parameters - 1.0;
    // With no room left for the correction the simpler form must win, however well it fits.
    let correction = CORRECTION * 2.0 * parameters * (parameters + 1.0) / room;
    if room <= 0.0 { 1e9 + parameters } else { fit + correction }
}

/// The smoothing parameters of least squared error, and their criterion. The search starts at those of another scale,
/// where they are known.
fn search(scale: &Scale, trend: bool, near: Option<[f64; 4]>, free_seasons: f64) -> Found {
    let start = near.unwrap_or([0.4, 0.1, 0.92, 0.1]);
    let range = |of: usize, low: f64, high: f64| Range { low, start: start[of], high };
    let ranges = [range(LEVEL, 0.02, 0.98), range(SLOPE, 0.0, 0.6), range(DAMPING, 0.8, 0.98), range(SEASON, 0.0, 0.8)];
    let evolving = !scale.season.is_empty();
    let (sweeps, searched): (&[usize], _) = match (trend, evolving) {
        (false, false) => (&STILL, 1.0),
        (true, false) => (&TREND, 3.0),
        (false, true) => (&EVOLVING, 2.0),
        (true, true) => (&EVOLVING_TREND, 4.0),
    };
    let cost = |points: &[Lanes; 4]| {
        Sums::over(&scale.x, &scale.season, &Smoothing::of(points, trend, evolving), trend).squares(trend)
    };
    let (point, least) = least_in_box(ranges, sweeps, cost);
    let parameters = searched + if trend { 2.0 } else { 1.0 } + 1.0 + free_seasons;
    let criterion = corrected_akaike(scale.x.len() as f64, least.min(f64::MAX), parameters) + 2.0 * scale.jacobian;
    Found { point, smoothing: Smoothing::of(&point.map(|x| [x]), trend, evolving), trend, criterion }
}

impl<const L: usize> Smoothing<L> {
    fn of(point: &[[f64; L]; 4], trend: bool, evolving: bool) -> Smoothing<L> {
        let level = point[LEVEL];
        let where_so =
            |so: bool, of: &dyn Fn(usize) -> f64| std::array::from_fn(|lane| if so { of(lane) } else { 0.0 });
        Smoothing {
            level,
            slope: where_so(trend, &|lane| level[lane] * point[SLOPE][lane]),
            damping: where_so(trend, &|lane| point[DAMPING][lane]),
            season: where_so(evolving, &|lane| point[SEASON][lane] * (1.0 - level[lane])),
        }
    }

    fn still(level: &[f64; L]) -> Smoothing<L> {
        Smoothing { level: *level, slope: [0.0; L], damping: [0.0; L], season: [0.0; L] }
    }
}

/// The normal equations of the first level and slope: errors without them, and their influence on each error.
#[derive(Debug)]
struct Sums<const L: usize> {
    first: f64,
    ee: [f64; L],
    ep: [f64; L],
    eq: [f64; L],
    pp: [f64; L],
    pq: [f64; L],
    qq: [f64; L],
}

/// Seasons up to these lengths are kept on the stack: quarters, of which there are many series, and months.
const QUARTERS: usize = 4;
const MONTHS: usize = 12;

impl<const L: usize> Sums<L> {
    fn over(x: &[f64], season: &[f64], s: &Smoothing<L>, trend: bool) -> Sums<L> {
        match season.len() {
            0 if trend => Sums::run::<true, false>(x, s, &mut []),
            0 => Sums::run::<false, false>(x, s, &mut []),
            m if m <= QUARTERS => Sums::evolving(x, season, s, trend, &mut [[[0.0; L]; 3]; QUARTERS][..m]),
            m if m <= MONTHS => Sums::evolving(x, season, s, trend, &mut [[[0.0; L]; 3]; MONTHS][..m]),
            m => Sums::evolving(x, season, s, trend, &mut vec![[[0.0; L]; 3]; m]),
        }
    }

    fn evolving(x: &[f64], season: &[f64], s: &Smoothing<L>, trend: bool, seasons: &mut [[[f64; L]; 3]]) -> Sums<L> {
        for (state, season) in seasons.iter_mut().zip(season) {
            state[0] = [*season; L];
        }
        if trend { Sums::run::<true, true>(x, s, seasons) } else { Sums::run::<false, true>(x, s, seasons) }
    }

    /// Three recursions for each candidate: the data from a level of `first`, a unit of level, a unit of slope.
    fn run<const TRENDS: bool, const EVOLVES: bool>(
        x: &[f64],
        s: &Smoothing<L>,
        seasons: &mut [[[f64; L]; 3]],
    ) -> Sums<L> {
        let none = [0.0; L];
        let first = x[0] - seasons.first().map_or(0.0, |season| season[0][0]);
        let mut sums = Sums { first, ee: none, ep: none, eq: none, pp: none, pq: none, qq: none };
        let (mut level, mut unit, mut lift) = ([first; L], [1.0; L], none);
        let (mut slope, mut unit_slope, mut lift_slope) = (none, none, [1.0; L]);
        let mut no_season = [none; 3];
        let mut place = 0;
        for y in x {
            let now = if EVOLVES { &mut seasons[place] } else { &mut no_season };
            for lane in 0..L {
                let (a, b, d) = (s.level[lane], s.slope[lane], s.damping[lane]);
                let ahead = if TRENDS { level[lane] + d * slope[lane] } else { level[lane] };
                let ahead_unit = if TRENDS { unit[lane] + d * unit_slope[lane] } else { unit[lane] };
                let e = if EVOLVES { y - ahead - now[0][lane] } else { y - ahead };
                let p = if EVOLVES { -ahead_unit - now[1][lane] } else { -ahead_unit };
                level[lane] = ahead + a * e;
                unit[lane] = ahead_unit + a * p;
                sums.ee[lane] += e * e;
                sums.ep[lane] += e * p;
                sums.pp[lane] += p * p;
                if EVOLVES {
                    now[0][lane] += s.season[lane] * e;
                    now[1][lane] += s.season[lane] * p;
                }
                if TRENDS {
                    slope[lane] = d * slope[lane] + b * e;
                    unit_slope[lane] = d * unit_slope[lane] + b * p;
                    let ahead_lift = lift[lane] + d * lift_slope[lane];
                    let q = if EVOLVES { -ahead_lift - now[2][lane] } else { -ahead_lift };
                    lift[lane] = ahead_lift + a * q;
                    lift_slope[lane] = d * lift_slope[lane] + b * q;
                    sums.eq[lane] += e * q;
                    sums.pq[lane] += p * q;
                    sums.qq[lane] += q * q;
                    if EVOLVES {
                        now[2][lane] += s.season[lane] * q;
                    }
                }
            }
            if EVOLVES {
                place = if place + 1 == seasons.len() { 0 } else { place + 1 };
            }
        }
        sums
    }

    /// First level, first slope, and the squared error they leave, of one candidate.
    fn solve(&self, lane: usize, trend: bool) -> (f64, f64, f64) {
        let (ep, eq) = (self.ep[lane], self.eq[lane]);
        let (pp, pq, qq) = (self.pp[lane] + 1e-9, self.pq[lane], self.qq[lane] + 1e-6);
        let determinant = pp * qq - pq * pq;
        let (dl, db) = if trend && determinant > 1e-12 * pp * qq {
            (-(ep * qq - eq * pq) / determinant, -(eq * pp - ep * pq) / determinant)
        } else {
            (-ep / pp, 0.0)
        };
        let sse = self.ee[lane]
            + 2.0 * (dl * ep + db * eq)
            + dl * dl * self.pp[lane]
            + db * db * self.qq[lane]
            + 2.0 * dl * db * pq;
        (self.first + dl, db, if sse.is_finite() { sse.max(0.0) } else { f64::MAX })
    }

    /// The squared error of every candidate.
    fn squares(&self, trend: bool) -> [f64; L] {
        std::array::from_fn(|lane| self.solve(lane, trend).2)
    }
}

fn filter(x: &[f64], season: &[f64], s: &Smoothing<1>, level: f64, slope: f64) -> States {
    let mut states = States { level, slope, season: season.to_vec() };
    for (t, y) in x.iter().enumerate() {
        let ahead = states.level + s.damping[0] * states.slope;
        let now = if season.is_empty() { 0.0 } else { states.season[t % season.len()] };
        let error = y - ahead - now;
        states.level = ahead + s.level[0] * error;
        states.slope = s.damping[0] * states.slope + s.slope[0] * error;
        if !season.is_empty() {
            states.season[t % season.len()] += s.season[0] * error;
        }
    }
    states
}

/// The forecast of simple exponential smoothing, flat, with the share that each new value moves the level by.
///
/// The series may not be empty.
pub(super) fn simple(x: &[f64]) -> (f64, f64) {
    let level = Range { low: 0.02, start: 0.5, high: 0.98 };
    let cost = |[a]: &[Lanes; 1]| Sums::over(x, &[], &Smoothing::still(a), false).squares(false);
    let share = if x.len() < 3 { level.start } else { least_in_box([level], &STILL, cost).0[0] };
    let s = Smoothing::still(&[share]);
    let (level, _, _) = Sums::over(x, &[], &s, false).solve(0, false);
    (filter(x, &[], &s, level, 0.0).level, share)
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
        let s = Smoothing::of(&[[0.3], [1.0 / 3.0], [0.9], [0.0]], true, false);
        let (level, slope, sse) = Sums::over(&x, &[], &s, true).solve(0, true);
        let error_at = |level: f64, slope: f64| {
            let (mut l, mut b, mut total) = (level, slope, 0.0);
            for y in x {
                let ahead = l + s.damping[0] * b;
                let e = y - ahead;
                total += e * e;
                l = ahead + s.level[0] * e;
                b = s.damping[0] * b + s.slope[0] * e;
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
