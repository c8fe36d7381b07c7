//! Floor and cap of one target.

use super::adjustment::{AdjustmentLog, AdjustmentReason, AdjustmentStep};
use super::{BoundsFrom, TargetPolicy};

/// The least and the largest target, in minor units; `None` where that side is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bounds {
    pub(super) floor: Option<i64>,
    pub(super) cap: Option<i64>,
}

impl Bounds {
    /// The policy's shares of the baseline. A baseline that is not positive bounds nothing: half of a loss would
    /// be a larger amount than the loss, and twice nothing would be nothing.
    pub(super) fn of(policy: &TargetPolicy, baseline_minor: i64) -> Bounds {
        let both = Some(baseline_minor);
        Bounds::from(policy, BoundsFrom { floor_minor: both, cap_minor: both })
    }

    /// The same where floor and cap are shares of amounts of their own.
    pub(super) fn from(policy: &TargetPolicy, from: BoundsFrom) -> Bounds {
        // Both sides are rounded the same way, so that the floor never passes the cap.
        let share = |share: Option<f64>, of: Option<i64>| {
            let of = of.filter(|of| *of > 0)?;
            share.map(|share| (share * of as f64).round_ties_even() as i64)
        };
        let cap = share(policy.cap_share_of_baseline, from.cap_minor);
        let floor = share(policy.floor_share_of_baseline, from.floor_minor);
        Bounds { floor: floor.map(|floor| cap.map_or(floor, |cap| floor.min(cap))), cap }
    }

    /// The nearest amount between floor and cap.
    pub(super) fn clip(self, amount: f64) -> f64 {
        let raised = self.floor.map_or(amount, |floor| amount.max(floor as f64));
        self.cap.map_or(raised, |cap| raised.min(cap as f64))
    }

    /// Whether the amount lies between floor and cap, ends included.
    pub(super) fn hold(self, amount: i64) -> bool {
        self.floor.is_none_or(|floor| amount >= floor) && self.cap.is_none_or(|cap| amount <= cap)
    }

    /// Takes the two steps on an amount that is on its way.
    pub(super) fn apply(self, log: &mut AdjustmentLog) {
        if let Some(floor) = self.floor {
            log.move_to(log.current().max(floor), AdjustmentStep::Floor, AdjustmentReason::FloorOfBaseline);
        }
        if let Some(cap) = self.cap {
            log.move_to(log.current().min(cap), AdjustmentStep::Cap, AdjustmentReason::CapOfBaseline);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_twice_a_positive_baseline_bound_and_a_loss_does_not() {
        let policy = TargetPolicy::default();
        assert_eq!(Bounds::of(&policy, 1_000), Bounds { floor: Some(500), cap: Some(2_000) });
        assert_eq!(Bounds::of(&policy, 0), Bounds::default());
        assert_eq!(Bounds::of(&policy, -400), Bounds::default());
    }

    #[test]
    fn floor_and_cap_may_come_from_amounts_of_their_own() {
        let policy = TargetPolicy::default();
        let from = |floor_minor, cap_minor| Bounds::from(&policy, BoundsFrom { floor_minor, cap_minor });
        assert_eq!(from(Some(1_000), Some(6_000)), Bounds { floor: Some(500), cap: Some(12_000) });
        assert_eq!(from(Some(1_000), None), Bounds { floor: Some(500), cap: None });
        assert_eq!(from(Some(-1_000), Some(6_000)), Bounds { floor: None, cap: Some(12_000) });
        assert_eq!(from(Some(9_000), Some(1_000)), Bounds { floor: Some(2_000), cap: Some(2_000) });
    }

    #[test]
    fn the_floor_never_passes_the_cap_even_where_both_round() {
        let policy = TargetPolicy {
            floor_share_of_baseline: Some(1.2),
            cap_share_of_baseline: Some(1.4),
            ..TargetPolicy::default()
        };
        for baseline in 1..50 {
            let bounds = Bounds::of(&policy, baseline);
            assert!(bounds.floor <= bounds.cap, "{bounds:?}");
        }
    }
}
