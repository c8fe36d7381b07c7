//! Whether numbers have more than one peak: Hartigan's dip, and how often numbers with one peak dip so far.
//!
//! Source: J. A. Hartigan and P. M. Hartigan, "The dip test of unimodality", Annals of Statistics 13, 1985. The chance is
//! counted in draws from the uniform distribution, which is the one-peaked one that dips furthest as numbers grow many.

use std::collections::BTreeMap;

use super::trend::Random;

/// Draws behind a chance: with the numbers themselves 2,000, so that it comes in steps of 0.0005.
const DRAWS: usize = 1_999;

/// So many numbers are drawn at most. The root of their number times the dip has settled by then, so that more numbers
/// are compared by it.
const MOST_DRAWN: usize = 2_000;

/// Where each draw begins; any number would do.
const SEED: u64 = 0x5eed_0d1b;

/// The largest distance between the distribution of some numbers and the nearest one with a single peak: at least
/// 1 ÷ 2n, at most 1 ÷ 4 (n ÷ 2 numbers each at two places). None for no numbers, or where one of them is none.
pub(super) fn dip(numbers: &[f64]) -> Option<f64> {
    if numbers.is_empty() || numbers.iter().any(|number| !number.is_finite()) {
        return None;
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Some(Steps::of(&sorted).dip())
}

/// The chance that as many numbers from a distribution with one peak dip at least so far; what was drawn once is kept.
#[derive(Default)]
pub(super) struct OnePeaked {
    /// By how many numbers: the dips of the draws, ascending.
    drawn: BTreeMap<usize, Vec<f64>>,
}

impl OnePeaked {
    /// The chance for `n` numbers, above 0 and at most 1.
    pub(super) fn chance(&mut self, n: usize, dip: f64) -> f64 {
        let of = n.clamp(1, MOST_DRAWN);
        let dips = self.drawn.entry(of).or_insert_with(|| drawn(of));
        let comparable = if of == n { dip } else { dip * (n as f64 / of as f64).sqrt() };
        let as_far = dips.len() - dips.partition_point(|drawn| *drawn < comparable);
        (1 + as_far) as f64 / (1 + dips.len()) as f64
    }
}

fn drawn(n: usize) -> Vec<f64> {
    let mut random = Random::new(SEED ^ n as u64);
    let mut numbers = vec![0.0; n];
    let mut dips: Vec<f64> = (0..DRAWS)
        .map(|_| {
            numbers.fill_with(|| random.uniform());
            numbers.sort_unstable_by(f64::total_cmp);
            Steps::of(&numbers).dip()
        })
        .collect();
    dips.sort_unstable_by(f64::total_cmp);
    dips
}

/// The distribution of sorted numbers as steps: at each place how many numbers lie below it, and how many up to it.
struct Steps {
    n: f64,
    places: Vec<f64>,
    below: Vec<f64>,
    up_to: Vec<f64>,
}

impl Steps {
    fn of(sorted: &[f64]) -> Steps {
        let mut steps = Steps { n: sorted.len() as f64, places: Vec::new(), below: Vec::new(), up_to: Vec::new() };
        for (at, &number) in sorted.iter().enumerate() {
            if steps.places.last() == Some(&number) {
                steps.up_to.pop();
            } else {
                steps.places.push(number);
                steps.below.push(at as f64);
            }
            steps.up_to.push((at + 1) as f64);
        }
        steps
    }

    /// Narrows the interval of the peak down: left of it the nearest distribution is convex, right of it concave, and
    /// what lies outside of it can only be nearer.
    fn dip(&self) -> f64 {
        let (mut first, mut last) = (0, self.places.len() - 1);
        // In numbers, and twice the dip.
        let mut largest = 1.0_f64;
        loop {
            let convex = Bow::of(self, &self.below, (first, last), 1.0);
            let concave = Bow::of(self, &self.up_to, (first, last), -1.0);
            let (mut apart, mut peak) = (f64::NEG_INFINITY, (first, last));
            for &corner in &convex.corners {
                let distance = concave.at(corner) - self.below[corner];
                if distance > apart {
                    (apart, peak) = (distance, (corner, concave.from(corner)));
                }
            }
            for &corner in &concave.corners {
                let distance = self.up_to[corner] - convex.at(corner);
                if distance > apart {
                    (apart, peak) = (distance, (convex.up_to(corner), corner));
                }
            }
            if apart <= largest {
                break;
            }
            let left = (first..peak.0).map(|at| self.up_to[at] - convex.at(at));
            let right = (peak.1 + 1..=last).map(|at| concave.at(at) - self.below[at]);
            largest = left.chain(right).fold(largest, f64::max);
            if peak == (first, last) {
                break;
            }
            (first, last) = peak;
        }
        largest / (2.0 * self.n)
    }
}

/// The nearest convex line under some steps, or the nearest concave one over them.
struct Bow<'s> {
    steps: &'s Steps,
    heights: &'s [f64],
    /// The places where it bends, ascending.
    corners: Vec<usize>,
}

impl<'s> Bow<'s> {
    /// `bend` is 1 for a convex line and -1 for a concave one.
    fn of(steps: &'s Steps, heights: &'s [f64], (first, last): (usize, usize), bend: f64) -> Bow<'s> {
        let mut corners: Vec<usize> = Vec::new();
        for next in first..=last {
            while let [.., before, corner] = corners[..] {
                let rise = |to: usize| heights[to] - heights[before];
                let run = |to: usize| steps.places[to] - steps.places[before];
                if bend * (rise(corner) * run(next) - rise(next) * run(corner)) < 0.0 {
                    break;
                }
                corners.pop();
            }
            corners.push(next);
        }
        Bow { steps, heights, corners }
    }

    /// The height of the line at a place between its ends.
    fn at(&self, place: usize) -> f64 {
        let after = self.corners.partition_point(|corner| *corner < place);
        let right = self.corners[after];
        if right == place {
            return self.heights[place];
        }
        let (left, places) = (self.corners[after - 1], &self.steps.places);
        let slope = (self.heights[right] - self.heights[left]) / (places[right] - places[left]);
        self.heights[left] + slope * (places[place] - places[left])
    }

    /// The first corner at a place or behind it.
    fn from(&self, place: usize) -> usize {
        self.corners[self.corners.partition_point(|corner| *corner < place)]
    }

    /// The last corner before a place or at it.
    fn up_to(&self, place: usize) -> usize {
        self.corners[self.corners.partition_point(|corner| *corner <= place) - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How good the faculties of 63 departments of statistics were thought to be (G. A. Scully, 1982), an example that
    /// programs for the test share. diptest 0.12.0 for Python gives the dip and, from a table of a million draws, the
    /// chance.
    const FACULTY: [u8; 63] = [
        30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41, 42, 43, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47,
        48, 48, 48, 49, 50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59, 60, 60, 60, 61, 61, 61, 61, 62, 62,
        62, 62, 63, 66, 70, 72, 72,
    ];

    #[test]
    fn the_dip_is_that_of_another_program_and_so_is_its_chance() {
        let ratings = FACULTY.map(f64::from);
        let found = dip(&ratings).unwrap();
        assert!((found - 0.059_523_809_523_809_52).abs() < 1e-15, "{found}");
        // With 1,999 draws the chance is known to ±0.0126 at 95 %; twice that is no accident.
        let chance = OnePeaked::default().chance(ratings.len(), found);
        assert!((chance - 0.086_723).abs() < 0.0252, "{chance}");
    }

    #[test]
    fn numbers_at_the_same_places_are_counted_together() {
        // The same program, with equal numbers among them.
        for (numbers, wanted) in [
            (&[1.0, 3.0, 3.0, 3.0, 4.0, 6.0][..], 1.0 / 12.0),
            (&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0], 0.25),
            (&[0.4, 0.4, 0.5, 0.5, 0.5, 1.1, 1.2, 1.2, 1.3], 1.0 / 6.0),
            (&[7.0], 0.5),
        ] {
            let found = dip(numbers).unwrap();
            assert!((found - wanted).abs() < 1e-15, "{numbers:?}: {found}");
        }
        assert_eq!((dip(&[]), dip(&[1.0, f64::NAN])), (None, None));
    }

    #[test]
    fn the_order_of_the_numbers_and_their_scale_are_nothing() {
        let numbers = [0.3, 1.1, 0.9, 0.31, 1.2, 0.95, 0.28];
        let mut turned = numbers.map(|number| number * 8.0);
        turned.reverse();
        assert_eq!(dip(&numbers), dip(&turned));
    }

    #[test]
    fn two_peaks_are_told_from_one_and_very_many_numbers_are_compared_too() {
        let mut one_peaked = OnePeaked::default();
        let mut chance = |numbers: &[f64]| one_peaked.chance(numbers.len(), dip(numbers).unwrap());
        let mut random = Random::new(7);
        let one: Vec<f64> = (0..200).map(|_| random.normal()).collect();
        let two: Vec<f64> = (0..200).map(|at| random.normal() + if at % 2 == 0 { 0.0 } else { 5.0 }).collect();
        assert!(chance(&one) > 0.3 && chance(&two) < 0.001, "{} {}", chance(&one), chance(&two));
        let many: Vec<f64> = (0..20_000).map(|_| random.uniform()).collect();
        assert!(chance(&many) > 0.001, "{}", chance(&many));
    }
}
