//! The dynamically optimised Theta model.
//!
//! Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016): a level that follows the values, plus a share
//! (1 − 1/θ) of a straight line that is refitted as each value arrives. For a given smoothing parameter the
//! one-step forecasts are linear in the first level and in that share, so these two are solved for exactly and
//! one parameter is searched.

use super::search::least_on_line;

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
    let smoothing = least_on_line(0.05, 0.99, |a| solve(x, &lines, a).sse);
    let best = solve(x, &lines, smoothing);
    let level = x.iter().fold(best.first_level, |level, y| smoothing * y + (1.0 - smoothing) * level);
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

#[derive(Debug)]
struct Solution {
    first_level: f64,
    share: f64,
    sse: f64,
}

/// First level and share of the line for one smoothing parameter, by least squares over the errors from the
/// third value on (the line says nothing before).
fn solve(x: &[f64], lines: &[Line], smoothing: f64) -> Solution {
    let keep = 1.0 - smoothing;
    let (mut level, mut faded) = (x[0], 1.0);
    let (mut ee, mut eg, mut ef, mut gg, mut gf, mut ff) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (t, y) in x.iter().enumerate() {
        if t >= 2 {
            let e = y - level;
            let g = lines[t].lift(smoothing, faded);
            ee += e * e;
            eg += e * g;
            ef += e * faded;
            gg += g * g;
            gf += g * faded;
            ff += faded * faded;
        }
        level = smoothing * y + keep * level;
        faded *= keep;
    }
    // A touch of ridge holds the first level at the first value where it has faded before it could matter.
    let ff = ff + 1e-6;
    let determinant = gg * ff - gf * gf;
    let free = if determinant > 1e-12 * gg * ff { (eg * ff - ef * gf) / determinant } else { 0.0 };
    let share = free.clamp(0.0, 1.0);
    let shift = (ef - share * gf) / ff;
    let sse = ee - 2.0 * (share * eg + shift * ef) + share * share * gg + 2.0 * share * shift * gf + shift * shift * ff;
    Solution { first_level: x[0] + shift, share, sse: if sse.is_finite() { sse.max(0.0) } else { f64::MAX } }
}

/// The standard Theta method (Assimakopoulos and Nikolopoulos 2000) as simple smoothing plus half of the
/// straight line's slope (Hyndman and Billah 2003). The series may not be empty.
pub(super) fn plain(x: &[f64], horizon: usize) -> Vec<f64> {
    let (level, share) = super::ets::simple(x);
    let slope = lines(x)[x.len()].slope;
    let n = x.len() as f64;
    let caught_up = (1.0 - (1.0 - share).powf(n)) / share;
    (0..horizon).map(|h| level + 0.5 * slope * (h as f64 + caught_up)).collect()
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
