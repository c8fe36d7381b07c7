//! Round amounts, and round amounts that still sum to the whole.

use super::bounds::Bounds;
use crate::quantity::divide_half_even;

/// An amount to the rounding step as targets are rounded: the nearest multiple, half to even, that lies between floor
/// and cap, both in minor units. The amount stays as it is where it is smaller than one step or where none does.
///
/// ```
/// use attain::planning::rounded_target;
/// assert_eq!(rounded_target(97_467, 10_000, None, None), 100_000);
/// assert_eq!(rounded_target(97_467, 10_000, None, Some(98_000)), 90_000);
/// ```
pub fn rounded_target(amount: i64, step: i64, floor: Option<i64>, cap: Option<i64>) -> i64 {
    round_within(amount, step, Bounds { floor, cap })
}

/// The nearest multiple of `step`, half to even, that lies within the bounds.
///
/// The amount stays as it is where it is smaller than one step (it would become nothing, or twice as much) or
/// where no multiple lies between floor and cap.
pub(super) fn round_within(amount: i64, step: i64, bounds: Bounds) -> i64 {
    if amount.abs() < step {
        return amount;
    }
    let nearest = divide_half_even(amount, step) * step;
    let candidates = [nearest, nearest - step, nearest + step];
    candidates.into_iter().find(|&rounded| bounds.hold(rounded)).unwrap_or(amount)
}

/// One part of a whole, before it is made round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The exact amount, within the bounds.
    pub(super) ideal: f64,
    /// What the rounded amount must keep to.
    pub(super) bounds: Bounds,
}

impl Part {
    /// The step this part is rounded to: the wished one where there is room for it on both sides, else 1.
    fn step(&self, wished: i64) -> i64 {
        let below = floor_to(self.ideal, wished);
        let room = self.bounds.hold(below) && self.bounds.hold(below + wished);
        if room && self.ideal >= wished as f64 { wished } else { 1 }
    }

    /// The multiple of the step at or below the ideal, and never below the floor.
    pub(super) fn rounded_down(&self, wished: i64) -> i64 {
        floor_to(self.ideal, self.step(wished))
    }
}

/// Splits `total` into whole amounts near the ideals, by the method of the largest remainder.
///
/// Every part begins at the multiple of `step` below its ideal. What is left goes out in whole steps to the parts
/// with the largest remainders (ties in the order given), then in minor units to the parts that are not rounded to
/// steps, and what is still left to the largest parts with room. Where every part has reached its bound the amounts
/// fall short of the total, which the caller states.
///
/// Source of the method: Hamilton's apportionment, also called Hare–Niemeyer.
pub(super) fn apportion(parts: &[Part], total: i64, step: i64) -> Vec<i64> {
    let mut amounts: Vec<i64> = parts.iter().map(|part| part.rounded_down(step)).collect();
    let mut left = total - amounts.iter().sum::<i64>();
    let steps: Vec<i64> = parts.iter().map(|part| part.step(step)).collect();
    let order = by_remainder(parts, &amounts, &steps);
    for size in if step > 1 { vec![step, 1] } else { vec![1] } {
        for &index in order.iter().filter(|&&index| steps[index] == size) {
            if left >= size && parts[index].bounds.hold(amounts[index] + size) {
                amounts[index] += size;
                left -= size;
            }
        }
    }
    hand_out_rest(parts, &mut amounts, left);
    amounts
}

/// The parts' numbers, the largest share of a step first.
fn by_remainder(parts: &[Part], amounts: &[i64], steps: &[i64]) -> Vec<usize> {
    let remainder = |index: usize| (parts[index].ideal - amounts[index] as f64) / steps[index] as f64;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    order
}

/// Gives what is left, of either sign, to the largest parts as far as their bounds allow.
fn hand_out_rest(parts: &[Part], amounts: &mut [i64], mut left: i64) {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| parts[b].ideal.total_cmp(&parts[a].ideal).then(a.cmp(&b)));
    for index in order {
        let wished = amounts[index] + left;
        let above = parts[index].bounds.floor.map_or(wished, |floor| wished.max(floor));
        let taken = parts[index].bounds.cap.map_or(above, |cap| above.min(cap));
        left -= taken - amounts[index];
        amounts[index] = taken;
    }
}

/// The multiple of `step` at or below the amount.
fn floor_to(amount: f64, step: i64) -> i64 {
    (amount.floor() as i64).div_euclid(step) * step
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Bounds = Bounds { floor: None, cap: None };

    fn open(ideals: &[f64]) -> Vec<Part> {
        ideals.iter().map(|&ideal| Part { ideal, bounds: OPEN }).collect()
    }

    #[test]
    fn the_seats_of_a_known_apportionment_come_out() {
        // Votes 47,000, 16,000, 15,900, 12,000, 6,000 and 3,100 of 100,000, ten seats: 5, 2, 1, 1, 1, 0.
        let seats = apportion(&open(&[4.7, 1.6, 1.59, 1.2, 0.6, 0.31]), 10, 1);
        assert_eq!(seats, [5, 2, 1, 1, 1, 0]);
    }

    #[test]
    fn thirds_of_a_round_amount_are_round_and_sum_to_it() {
        let parts = apportion(&open(&[333_333.3; 3]), 1_000_000, 10_000);
        assert_eq!(parts, [340_000, 330_000, 330_000]);
    }

    #[test]
    fn the_odd_cents_of_a_goal_go_to_the_largest_part() {
        let parts = apportion(&open(&[100_000.0, 300_000.0]), 400_037, 10_000);
        assert_eq!(parts, [100_000, 300_037]);
    }

    #[test]
    fn a_part_at_its_bound_stays_there() {
        let capped = Part { ideal: 12_345.0, bounds: Bounds { floor: None, cap: Some(12_345) } };
        let free = Part { ideal: 50_000.0, bounds: OPEN };
        assert_eq!(apportion(&[capped, free], 62_345, 10_000), [12_345, 50_000]);
    }

    #[test]
    fn what_no_part_can_take_is_left_over() {
        let capped = Part { ideal: 100.0, bounds: Bounds { floor: Some(50), cap: Some(100) } };
        assert_eq!(apportion(&[capped, capped], 205, 1), [100, 100]);
    }

    #[test]
    fn an_amount_under_one_step_is_not_rounded_away() {
        assert_eq!(round_within(4_000, 10_000, OPEN), 4_000);
        assert_eq!(round_within(15_000, 10_000, OPEN), 20_000);
        assert_eq!(round_within(25_000, 10_000, OPEN), 20_000);
        assert_eq!(round_within(-34_000, 10_000, OPEN), -30_000);
    }

    #[test]
    fn rounding_keeps_within_floor_and_cap() {
        let bounds = Bounds { floor: Some(31_000), cap: Some(62_000) };
        assert_eq!(round_within(31_000, 10_000, bounds), 40_000);
        assert_eq!(round_within(62_000, 10_000, bounds), 60_000);
        let narrow = Bounds { floor: Some(31_000), cap: Some(33_000) };
        assert_eq!(round_within(32_000, 10_000, narrow), 32_000);
    }
}
