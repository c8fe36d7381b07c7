//! The three rates as numerators and denominators by slice.

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::measures::MeasureError;
use crate::measures::facts::{Facts, OUTSIDE, Summary, in_shares};
use crate::measures::grid::{PeriodRange, Slicer};
use crate::quantity::{Measured, NullReason};

use super::occasions::{Occasions, Windows};

/// The horizons of `repeat_rate.h_days`, in days.
pub const HORIZONS_DAYS: [i32; 5] = [30, 60, 90, 180, 365];

/// The horizons of a repeat-purchase curve, in days: evenly apart, so that the curve has one scale.
pub const CURVE_DAYS: [i32; 12] = [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360];

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
    /// Both together.
    pub fn plus(self, other: RateParts) -> RateParts {
        RateParts {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
            immature: self.immature + other.immature,
        }
    }

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
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn within_window(occasions: &Occasions<'_>, first: Day, last: Day) -> Result<Vec<RateParts>, MeasureError> {
    in_windows(occasions, &occasions.window(first, last))
}

/// [`within_window`] with every period of a range as the window: slice by slice, period by period.
pub(super) fn within_periods(
    occasions: &Occasions<'_>,
    calendar: FiscalCalendar,
    range: PeriodRange,
) -> Result<Vec<RateParts>, MeasureError> {
    in_windows(occasions, &occasions.periods(calendar, range))
}

fn in_windows(occasions: &Occasions<'_>, windows: &Windows) -> Result<Vec<RateParts>, MeasureError> {
    let counts = occasions.counted(windows, |counts, activity, times| {
        let at = &mut counts[activity.slice * windows.count + activity.window];
        at[0] += times * i64::from(activity.nth_day == 2);
        at[1] += times * i64::from(activity.nth_day == 1);
    })?;
    let parts = |[numerator, denominator]: [i64; 2]| RateParts { numerator, denominator, immature: 0 };
    Ok(counts.into_iter().map(parts).collect())
}

/// `repeat_rate.h_days`: of the customers whose first purchase of all falls between `first` and `last` and lies at
/// least `horizon` days before `as_of`, those with a second occasion within the horizon.
///
/// A customer belongs to the slice of the first purchase; the second may come from anybody.
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn within_days(
    facts: &Facts,
    slicer: &Slicer,
    horizon: i32,
    first: Day,
    last: Day,
    as_of: Day,
) -> Result<Vec<RateParts>, MeasureError> {
    let occasions = Occasions::build(facts, slicer);
    again_within(&occasions, &occasions.window(first, last), horizon, as_of)
}

/// [`within_days`] by the period of the first purchase: slice by slice, period by period.
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn within_days_by_period(
    occasions: &Occasions<'_>,
    horizon: i32,
    calendar: FiscalCalendar,
    range: PeriodRange,
    as_of: Day,
) -> Result<Vec<RateParts>, MeasureError> {
    again_within(occasions, &occasions.periods(calendar, range), horizon, as_of)
}

fn again_within(
    occasions: &Occasions<'_>,
    windows: &Windows,
    horizon: i32,
    as_of: Day,
) -> Result<Vec<RateParts>, MeasureError> {
    let dense = occasions.dense;
    let begin = || vec![RateParts::default(); occasions.slices * windows.count];
    if let Some(distant) = &occasions.facts.distant {
        let mut parts = begin();
        let firsts = distant.rows(dense, &occasions.frame(windows), &Summary::Firsts { horizon, as_of })?;
        for [slice, window, customers, mature, again] in firsts.rows() {
            parts[slice as usize * windows.count + window as usize] =
                RateParts { numerator: again, denominator: mature, immature: customers - mature };
        }
        return Ok(parts);
    }
    let states = in_shares(dense.visits.parts(), begin, |parts, part| {
        for group in part.groups() {
            let birth = dense.day_of(group[0]);
            let window = windows.of_day[birth];
            if window == OUTSIDE {
                continue;
            }
            let slice = occasions.slice_of_pair[dense.pair_of(group[0])] as usize;
            if slice >= occasions.slices {
                continue;
            }
            let part = &mut parts[slice * windows.count + window as usize];
            if as_of.days_since(dense.day(birth)) < horizon {
                part.immature += 1;
                continue;
            }
            part.denominator += 1;
            let again = group.iter().map(|&code| dense.day_of(code)).find(|&day| day > birth);
            part.numerator += i64::from(again.is_some_and(|day| day - birth <= horizon as usize));
        }
    });
    let mut states = states.into_iter();
    let mut sums = states.next().unwrap_or_default();
    for more in states {
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum = sum.plus(more));
    }
    Ok(sums)
}

/// `repurchase_rate.next`: of the customers active in `window`, those active in the window after it. Immature
/// while that one runs.
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn next_window(
    occasions: &Occasions<'_>,
    calendar: FiscalCalendar,
    window: Period,
    as_of: Day,
) -> Result<Vec<RateParts>, MeasureError> {
    next_windows(occasions, calendar, PeriodRange { first: window, last: window }, as_of)
}

/// [`next_window`] for every period of a range: slice by slice, period by period.
pub(super) fn next_windows(
    occasions: &Occasions<'_>,
    calendar: FiscalCalendar,
    range: PeriodRange,
    as_of: Day,
) -> Result<Vec<RateParts>, MeasureError> {
    // The window after the last one has a place too, but is none that was asked for.
    let windows = occasions.periods(calendar, PeriodRange { last: range.last.next(), ..range });
    let counts = occasions.counted(&windows, |counts, activity, times| {
        let at = activity.slice * windows.count + activity.window;
        counts[at][1] += times * i64::from(activity.nth_day == 1);
        if activity.nth_day == 1 && activity.window_before.is_some_and(|before| before as usize + 1 == activity.window)
        {
            counts[at - 1][0] += times;
        }
    })?;
    let matured: Vec<bool> = range.iter().map(|window| calendar.last_day(window.next()) <= as_of).collect();
    let part = |(window, &[again, active]): (usize, &[i64; 2])| match matured[window] {
        true => RateParts { numerator: again, denominator: active, immature: 0 },
        false => RateParts { numerator: 0, denominator: 0, immature: active },
    };
    Ok(counts.chunks(windows.count).flat_map(|slice| slice[..range.len()].iter().enumerate().map(part)).collect())
}
