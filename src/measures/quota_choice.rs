//! Which of the windows inside a period count, where some share a month.

use std::cmp::Reverse;

use crate::calendar::Period;

use super::quota::QuotaWindow;

/// A window with the version by which it is preferred.
pub(super) struct Offer {
    pub(super) window: QuotaWindow,
    pub(super) version: i64,
}

/// Windows without a month in common; better choices have the larger rank.
#[derive(Clone, Default)]
struct Choice {
    windows: Vec<QuotaWindow>,
    months: i32,
    versions: i64,
}

impl Choice {
    fn with(&self, offer: &Offer) -> Choice {
        let windows = self.windows.iter().copied().chain([offer.window]).collect();
        let versions = self.versions.saturating_add(offer.version);
        Choice { windows, months: self.months + offer.window.months(), versions }
    }

    fn rank(&self) -> (i32, Reverse<usize>, i64) {
        (self.months, Reverse(self.windows.len()), self.versions)
    }
}

/// The best choice among the windows inside a period: the best up to each month follows from the best up to earlier
/// ones. Of equals the first offered is kept.
pub(super) fn without_overlap(offered: &[Offer], period: Period) -> Vec<QuotaWindow> {
    let mut best = vec![Choice::default()];
    for (at, month) in period.months().enumerate() {
        let mut choice = best[at].clone();
        for offer in offered.iter().filter(|offer| offer.window.last_month == month) {
            let longer = best[at + 1 - offer.window.months() as usize].with(offer);
            if longer.rank() > choice.rank() {
                choice = longer;
            }
        }
        best.push(choice);
    }
    best.pop().unwrap_or_default().windows
}
