//! The dynamically optimised Theta model.
//!
//! Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016): a level that follows the values, plus a share
//! (1 − 1/θ) of a straight line that is refitted as each value arrives. For a given smoothing parameter the
//! one-step forecasts are linear in the first level and in that share, so these two are solved for exactly and
//! one parameter is searched.

use super::search::{Range, least_in_box};

/// How often the smoothing parameter is swept.
const SWEEPS: [usize; 3] = [0; 3];

/// The fitted states after the last value.
#[derive(Debug, Clone)]
pub(super) struct FittedTheta {
    share: f64,
    smoothing: f64,
    level: f64,
    line: Line,
}

/// Mean and least-squares line of the values seen so far, updated value by value.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    seen: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
}

impl Line {
    fn add(&mut self, y: f64) {
        self.seen += 1.0;
        let t = self.seen;
        if t == 1.0 {
            (self.mean, self.intercept, self.slope) = (y, y, 0.0);
            return;
        }
        self.slope = ((t - 2.0) * self.slope + 6.0 * (y - self.mean) / t) / (t + 1.0);
        self.mean += (y - self.mean) / t;
        self.intercept = self.mean - self.slope * (t + 1.0) / 2.0;
    }

    /// What the line adds to the level's forecast of the next value, for a share of one.
    fn lift(&self, smoothing: f64, faded: f64) -> f64 {
        faded * self.intercept + (1.0 - faded * (1.0 - smoothing)) / smoothing * self.slope
    }
}

/// Fits the model to a seasonally adjusted series; `None` for fewer than four values.
pub(super) fn fit(x: &[f64]) -> Option<FittedTheta> {
    if x.len() < 4 {
        return None;
    }
    let lines = lines(x);
    let range = Range { low: 0.05, start: 0.5, high: 0.99 };
    let ([smoothing], _) = least_in_box([range], &SWEEPS, |[a]| {
        let sums = Sums::over(x, &lines, a);
        std::array::from_fn(|lane| sums.solve(lane).sse)
    });
    let best = Sums::over(x, &lines, &[smoothing]).solve(0);
    let level = x.iter().fold(x[0] + best.shift, |level, y| smoothing * y + (1.0 - smoothing) * level);
    Some(FittedTheta { share: best.share, smoothing, level, line: lines[x.len()] })
}

impl FittedTheta {
    /// The next `horizon` values; the model goes on by taking its own forecasts for values.
    pub(super) fn predict(&self, horizon: usize) -> Vec<f64> {
        let (mut level, mut line) = (self.level, self.line);
        let mut faded = (1.0 - self.smoothing).powf(line.seen);
        (0..horizon)
            .map(|_| {
                let forecast = level + self.share * line.lift(self.smoothing, faded);
                level = self.smoothing * forecast + (1.0 - self.smoothing) * level;
                line.add(forecast);
                faded *= 1.0 - self.smoothing;
                forecast
            })
            .collect()
    }
}

/// The line after 0, 1, … n values; it does not hang on the parameters, so it is drawn once.
fn lines(x: &[f64]) -> Vec<Line> {
    let mut line = Line::default();
    let mut all = Vec::with_capacity(x.len() + 1);
    all.push(line);
    for y in x {
        line.add(*y);
        all.push(line);
    }
    all
}

/// Sums of squares and products over the errors from the third value on (the line says nothing before), for L smoothing
/// parameters: `e` is the level's own error, `g` what a whole line would add, `f` what is left of the first level.
#[derive(Debug)]
struct Sums<const L: usize> {
    ee: [f64; L],
    eg: [f64; L],
    ef: [f64; L],
    gg: [f64; L],
    gf: [f64; L],
    ff: [f64; L],
}

/// What one smoothing parameter leads to: by how much the first level lies off the first value, the share of the line,
/// and the squared error.
#[derive(Debug)]
struct Solution {
    shift: f64,
    share: f64,
    sse: f64,
}

impl<const L: usize> Sums<L> {
    fn over(x: &[f64], lines: &[Line], smoothing: &[f64; L]) -> Sums<L> {
        let none = [0.0; L];
        let mut sums = Sums { ee: none, eg: none, ef: none, gg: none, gf: none, ff: none };
        let keep = smoothing.map(|a| 1.0 - a);
        let inverse = smoothing.map(|a| 1.0 / a);
        let (mut level, mut faded) = ([x[0]; L], [1.0; L]);
        for (t, (y, line)) in x.iter().zip(lines).enumerate() {
            for lane in 0..L {
                if t >= 2 {
                    let e = y - level[lane];
                    let caught_up = (1.0 - faded[lane] * keep[lane]) * inverse[lane];
                    let g = faded[lane] * line.intercept + caught_up * line.slope;
                    sums.ee[lane] += e * e;
                    sums.eg[lane] += e * g;
                    sums.ef[lane] += e * faded[lane];
                    sums.gg[lane] += g * g;
                    sums.gf[lane] += g * faded[lane];
                    sums.ff[lane] += faded[lane] * faded[lane];
                }
                level[lane] = smoothing[lane] * y + keep[lane] * level[lane];
                faded[lane] *= keep[lane];
            }
        }
        sums
    }

    /// First level and share of the line by least squares.
    fn solve(&self, lane: usize) -> Solution {
        let (ee, eg, ef) = (self.ee[lane], self.eg[lane], self.ef[lane]);
        let (gg, gf) = (self.gg[lane], self.gf[lane]);
        // A touch of ridge holds the first level at the first value where it has faded before it could matter.
        let ff = self.ff[lane] + 1e-6;
        let determinant = gg * ff - gf * gf;
        let free = if determinant > 1e-12 * gg * ff { (eg * ff - ef * gf) / determinant } else { 0.0 };
        let share = free.clamp(0.0, 1.0);
        let shift = (ef - share * gf) / ff;
        let sse =
            ee - 2.0 * (share * eg + shift * ef) + share * share * gg + 2.0 * share * shift * gf + shift * shift * ff;
        Solution { shift, share, sse: if sse.is_finite() { sse.max(0.0) } else { f64::MAX } }
    }
}

/// The standard Theta method (Assimakopoulos and Nikolopoulos 2000) as simple smoothing plus half of the
/// straight line's slope (Hyndman and Billah 2003). `simple` is what [`super::ets::simple`] says of the series, which
/// may not be empty.
pub(super) fn plain(x: &[f64], simple: (f64, f64), horizon: usize) -> Vec<f64> {
    let (level, share) = simple;
    let mut line = Line::default();
    x.iter().for_each(|y| line.add(*y));
    let n = x.len() as f64;
    let caught_up = (1.0 - (1.0 - share).powf(n)) / share;
    (0..horizon).map(|h| level + 0.5 * line.slope * (h as f64 + caught_up)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_line_is_the_least_squares_line() {
        let x = [4.0, 9.0, 2.0, 8.0, 11.0];
        let line = lines(&x)[5];
        // Slope Σ(t − 3)(x − x̄) ÷ 10 and intercept x̄ − 3·slope, by hand.
        let slope = (-2.0 * 4.0 - 9.0 + 8.0 + 2.0 * 11.0) / 10.0;
        assert!((line.slope - slope).abs() < 1e-12);
        assert!((line.intercept - (6.8 - 3.0 * slope)).abs() < 1e-12);
    }

    #[test]
    fn a_line_is_continued_and_a_constant_kept() {
        let x: Vec<f64> = (1..=20).map(|t| 10.0 + 2.0 * t as f64).collect();
        let forecast = fit(&x).expect("long enough").predict(3);
        assert!((forecast[0] - 52.0).abs() < 0.5 && (forecast[2] - 56.0).abs() < 1.0, "{forecast:?}");
        let forecast = fit(&[5.0; 6]).expect("long enough").predict(2);
        assert!(forecast.iter().all(|f| (f - 5.0).abs() < 1e-6), "{forecast:?}");
    }

    #[test]
    fn too_little_is_refused() {
        assert!(fit(&[1.0, 2.0, 3.0]).is_none());
    }
}
