//! Finding the least value of a smooth function of a few bounded parameters.
//!
//! Eight points are looked at side by side. The functions here are recursions through a short series, in which each
//! step waits for the one before; eight of them wait together, and vector registers hold several at once.

/// Points that are looked at side by side.
pub(super) const LANES: usize = 8;

/// One number for each of the points.
pub(super) type Lanes = [f64; LANES];

/// A parameter's range and where the search starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) start: f64,
    pub(super) high: f64,
}

/// How far the next sweep of a parameter reaches to both sides, in steps of the last one: between the neighbours of the
/// best point where there is one parameter, farther where the others move it.
const REACH_ALONE: f64 = 7.0 / 9.0;
const REACH_WITH_OTHERS: f64 = 1.5;

/// The point inside a box where `f` is least, and its value there.
///
/// One parameter at a time is swept, the others held, in the order of `sweeps`: eight points over the whole range first,
/// and when its turn comes again over a shorter stretch around the best one. A parameter that is not swept stays at its
/// start.
pub(super) fn least_in_box<const D: usize>(
    ranges: [Range; D],
    sweeps: &[usize],
    f: impl Fn(&[Lanes; D]) -> Lanes,
) -> ([f64; D], f64) {
    let alone = sweeps.iter().all(|d| *d == sweeps[0]);
    let reach = if alone { REACH_ALONE } else { REACH_WITH_OTHERS };
    let mut best = ranges.map(|range| range.start);
    let mut least = f64::INFINITY;
    let mut stretches = ranges.map(|range| (range.low, range.high));
    for &d in sweeps {
        let (low, high) = stretches[d];
        let step = (high - low) / (LANES as f64 - 1.0);
        let mut points = best.map(|x| [x; LANES]);
        points[d] = std::array::from_fn(|lane| low + step * lane as f64);
        let values = f(&points);
        for (value, x) in values.iter().zip(points[d]) {
            if *value < least {
                (least, best[d]) = (*value, x);
            }
        }
        let range = &ranges[d];
        stretches[d] = ((best[d] - reach * step).max(range.low), (best[d] + reach * step).min(range.high));
    }
    (best, least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: f64, start: f64, high: f64) -> Range {
        Range { low, start, high }
    }

    #[test]
    fn a_bowl_is_found_inside_and_at_the_edge() {
        let ([inside], value) = least_in_box([range(0.0, 0.5, 1.0)], &[0; 4], |[x]| x.map(|x| (x - 0.37).powi(2)));
        assert!((inside - 0.37).abs() < 2e-3 && value < 4e-6, "{inside}");
        assert_eq!(least_in_box([range(0.0, 0.5, 1.0)], &[0; 3], |[x]| *x).0, [0.0]);
        assert_eq!(least_in_box([range(0.0, 0.5, 1.0)], &[0; 3], |[x]| x.map(|x| -x)).0, [1.0]);
    }

    #[test]
    fn a_slanted_valley_is_found_and_the_box_is_kept_to() {
        let bowl = |[x, y]: &[Lanes; 2]| {
            std::array::from_fn(|lane| (x[lane] - 0.3).powi(2) + 4.0 * (y[lane] - 0.8 * x[lane]).powi(2))
        };
        let (found, value) = least_in_box([range(0.0, 0.9, 1.0), range(0.0, 0.1, 1.0)], &[0, 1].repeat(6), bowl);
        // One parameter at a time goes down a slanted valley in steps that get shorter; what is left is little.
        assert!((found[0] - 0.3).abs() < 6e-2 && value < 3e-3, "{found:?} {value}");
    }

    #[test]
    fn where_nothing_is_a_number_the_start_stays() {
        let (found, value) = least_in_box([range(0.0, 0.4, 1.0)], &[0; 2], |_| [f64::NAN; LANES]);
        assert_eq!((found, value), ([0.4], f64::INFINITY));
    }
}
