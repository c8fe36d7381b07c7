//! The three rates as numerators and denominators by slice.

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::measures::facts::Facts;
use crate::measures::grid::Slicer;
use crate::quantity::{Measured, NullReason};

use super::occasions::Occasions;

/// The horizons of `repeat_rate.h_days`, in days.
pub const HORIZONS_DAYS: [i32; 5] = [30, 60, 90, 180, 365];

/// A rate's two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RateParts {
    /// Customers counted above the line.
    pub numerator: i64,
    /// Customers below it.
    pub denominator: i64,
    /// Customers left out because they are not old enough yet.
    pub immature: i64,
}

impl RateParts {
    /// The rate: `immature` where everybody is too young, `no_denominator` where there is nobody.
    pub fn value(self) -> Measured {
        match (self.denominator, self.immature) {
            (0, 0) => Measured::Null(NullReason::NoDenominator),
            (0, _) => Measured::Null(NullReason::Immature),
            _ => Measured::share(self.numerator as f64, self.denominator as f64),
        }
    }
}

/// `repeat_rate.window`: customers with two or more occasions in the window ÷ customers with one or more.
pub fn within_window(occasions: &Occasions, first: Day, last: Day) -> Vec<RateParts> {
    let mut parts = vec![RateParts::default(); occasions.slices];
    for customer in &occasions.customers {
        let days = days_between(&customer.days, first, last);
        parts[customer.slice].denominator += i64::from(days >= 1);
        parts[customer.slice].numerator += i64::from(days >= 2);
    }
    parts
}

/// `repeat_rate.h_days`: of the customers whose first purchase of all falls between `first` and `last` and lies at
/// least `horizon` days before `as_of`, those with a second occasion within the horizon.
///
/// A customer belongs to the slice of the first purchase; the second may come from anybody.
pub fn within_days(facts: &Facts, slicer: &Slicer, horizon: i32, first: Day, last: Day, as_of: Day) -> Vec<RateParts> {
    let mut parts = vec![RateParts::default(); slicer.slices().len()];
    let mut at = 0;
    for birth in facts.first_purchases() {
        while facts.rows[at].customer != birth.customer {
            at += 1;
        }
        if birth.day < first || birth.day > last {
            continue;
        }
        let part = &mut parts[slicer.of_fact(birth)];
        if as_of.days_since(birth.day) < horizon {
            part.immature += 1;
            continue;
        }
        part.denominator += 1;
        let own = facts.rows[at..].iter().take_while(|fact| fact.customer == birth.customer);
        let again = own
            .filter(|fact| facts.is_purchase(fact))
            .any(|fact| fact.day > birth.day && fact.day.days_since(birth.day) <= horizon);
        part.numerator += i64::from(again);
    }
    parts
}

/// `repurchase_rate.next`: of the customers active in `window`, those active in the window after it. Immature
/// while that one runs.
pub fn next_window(occasions: &Occasions, calendar: FiscalCalendar, window: Period, as_of: Day) -> Vec<RateParts> {
    let (first, last) = (calendar.first_day(window), calendar.last_day(window));
    let (next_first, next_last) = (calendar.first_day(window.next()), calendar.last_day(window.next()));
    let matured = next_last <= as_of;
    let mut parts = vec![RateParts::default(); occasions.slices];
    for customer in &occasions.customers {
        let active = |from: Day, to: Day| days_between(&customer.days, from, to) > 0;
        if !active(first, last) {
            continue;
        }
        let part = &mut parts[customer.slice];
        if matured {
            part.denominator += 1;
            part.numerator += i64::from(active(next_first, next_last));
        } else {
            part.immature += 1;
        }
    }
    parts
}

/// How many of the ascending days lie between two days, both included.
fn days_between(days: &[Day], first: Day, last: Day) -> usize {
    let before = days.partition_point(|day| *day < first);
    days[before..].partition_point(|day| *day <= last)
}
