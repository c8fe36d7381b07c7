//! Finding the least value of a smooth function of a few bounded parameters.

/// The point within `[low, high]` where `f` is least: a coarse grid, then golden sections around its best point.
pub(super) fn least_on_line(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    const GRID: usize = 10;
    const SECTIONS: usize = 12;
    let step = (high - low) / GRID as f64;
    let at = |k: usize| low + step * k as f64;
    let (mut best, mut least) = (0, f(at(0)));
    for k in 1..=GRID {
        let value = f(at(k));
        if value < least {
            (best, least) = (k, value);
        }
    }
    let (mut left, mut right) = (at(best.saturating_sub(1)), at((best + 1).min(GRID)));
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (right - golden * (right - left), left + golden * (right - left));
    let (mut fa, mut fb) = (f(a), f(b));
    for _ in 0..SECTIONS {
        if fa <= fb {
            (right, b, fb) = (b, a, fa);
            a = right - golden * (right - left);
            fa = f(a);
        } else {
            (left, a, fa) = (a, b, fb);
            b = left + golden * (right - left);
            fb = f(b);
        }
    }
    let (x, fx) = if fa <= fb { (a, fa) } else { (b, fb) };
    if fx < least { x } else { at(best) }
}

/// A parameter's range and where the search starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) start: f64,
    pub(super) high: f64,
}

/// Nelder and Mead's simplex (1965) inside a box; points outside are moved to its edge.
///
/// Stops after `evaluations` or when the simplex' values agree to one part in 10⁷.
pub(super) fn least_in_box<const D: usize>(
    ranges: [Range; D],
    evaluations: usize,
    f: impl Fn(&[f64; D]) -> f64,
) -> [f64; D] {
    let inside = |mut x: [f64; D]| {
        for (value, range) in x.iter_mut().zip(&ranges) {
            *value = value.clamp(range.low, range.high);
        }
        x
    };
    let start: [f64; D] = ranges.map(|r| r.start);
    let mut simplex: Vec<([f64; D], f64)> = vec![(start, f(&start))];
    for d in 0..D {
        let mut x = start;
        let quarter = (ranges[d].high - ranges[d].low) / 4.0;
        x[d] += if x[d] + quarter <= ranges[d].high { quarter } else { -quarter };
        simplex.push((x, f(&x)));
    }
    let mut used = D + 1;
    while used < evaluations {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (best, worst) = (simplex[0].1, simplex[D]);
        if worst.1 - best <= 1e-7 * best.abs() {
            break;
        }
        let mut centre = [0.0; D];
        for (x, _) in &simplex[..D] {
            for d in 0..D {
                centre[d] += x[d] / D as f64;
            }
        }
        let along = |by: f64| inside(std::array::from_fn(|d| centre[d] + by * (worst.0[d] - centre[d])));
        let mut value_at = |by: f64| {
            used += 1;
            let x = along(by);
            (x, f(&x))
        };
        let reflected = value_at(-1.0);
        if reflected.1 < best {
            let expanded = value_at(-2.0);
            simplex[D] = if expanded.1 < reflected.1 { expanded } else { reflected };
        } else if reflected.1 < simplex[D - 1].1 {
            simplex[D] = reflected;
        } else {
            let contracted = if reflected.1 < worst.1 { value_at(-0.5) } else { value_at(0.5) };
            if contracted.1 < worst.1.min(reflected.1) {
                simplex[D] = contracted;
            } else {
                let anchor = simplex[0].0;
                for (x, value) in &mut simplex[1..] {
                    *x = std::array::from_fn(|d| (x[d] + anchor[d]) / 2.0);
                    *value = f(x);
                    used += 1;
                }
            }
        }
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    simplex[0].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bowl_is_found_inside_and_at_the_edge() {
        let inside = least_on_line(0.0, 1.0, |x| (x - 0.37).powi(2));
        assert!((inside - 0.37).abs() < 1e-3);
        assert_eq!(least_on_line(0.0, 1.0, |x| x), 0.0);
    }

    #[test]
    fn the_simplex_finds_a_valley_and_stays_in_the_box() {
        let range = |low, start, high| Range { low, start, high };
        let bowl = |x: &[f64; 2]| (x[0] - 0.3).powi(2) + 4.0 * (x[1] - 0.8 * x[0]).powi(2);
        let found = least_in_box([range(0.0, 0.9, 1.0), range(0.0, 0.1, 1.0)], 200, bowl);
        assert!((found[0] - 0.3).abs() < 1e-2 && (found[1] - 0.24).abs() < 1e-2, "{found:?}");
        let edge = least_in_box([range(0.0, 0.5, 1.0)], 100, |x| -x[0]);
        assert_eq!(edge, [1.0]);
    }
}
