//! A rep's target for the days of a contest, from quotas that may speak of other days.

use crate::calendar::{Day, DaySpan, FiscalCalendar};
use crate::measures::Quota;

/// A target for some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanTarget {
    /// In minor units, as quotas carry it; rounded half to even where a quota was divided.
    pub minor: i64,
    /// Whether a quota counts in part, by working days.
    pub prorated: bool,
}

/// The target for some days out of the quotas of one rep and metric; `None` where a working day of the span has none.
///
/// Every day belongs to the shortest quota that covers it, of equal ones to the later version, so that monthly quotas
/// stand before the quarterly one that they make up. Each quota counts by the share of its working days that are the
/// span's. A span or a quota without any working day is counted by calendar days.
pub fn target_of(quotas: &[Quota], span: DaySpan, calendar: FiscalCalendar) -> Option<SpanTarget> {
    let works = |days: DaySpan| calendar.working_days(days) > 0;
    let window = |quota: &Quota| DaySpan { first: quota.first_day, last: quota.last_day };
    let by_working_days = works(span) && quotas.iter().all(|quota| works(window(quota)));
    let counts = |day: Day| !by_working_days || calendar.is_workday(day);
    let length = |quota: &Quota| quota.last_day.days_since(quota.first_day);
    let mut used = vec![0_i64; quotas.len()];
    for day in (span.first.epoch()..=span.last.epoch()).map(Day::from_epoch).filter(|day| counts(*day)) {
        let covering = quotas.iter().enumerate().filter(|(_, quota)| window(quota).contains(day));
        let (at, _) = covering.min_by_key(|(_, quota)| (length(quota), -quota.version))?;
        used[at] += 1;
    }
    let (mut minor, mut prorated) = (0_i64, false);
    for (quota, used) in quotas.iter().zip(used).filter(|(_, used)| *used > 0) {
        let days = (quota.first_day.epoch()..=quota.last_day.epoch()).map(Day::from_epoch);
        let all = days.filter(|day| counts(*day)).count() as i64;
        prorated |= used < all;
        minor = minor.checked_add(part(quota.value, used, all))?;
    }
    Some(SpanTarget { minor, prorated })
}

/// `value · used ÷ all`, rounded half to even.
fn part(value: i64, used: i64, all: i64) -> i64 {
    let (product, all) = (i128::from(value) * i128::from(used), i128::from(all));
    let (whole, rest) = (product.div_euclid(all), product.rem_euclid(all) * 2);
    let up = rest > all || (rest == all && whole % 2 != 0);
    i64::try_from(whole + i128::from(up)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: &str, last: &str) -> DaySpan {
        DaySpan { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    fn quota(first: &str, last: &str, value: i64) -> Quota {
        let days = span(first, last);
        let (rep_id, metric_id) = ("R1".to_string(), "revenue_net".to_string());
        Quota { rep_id, metric_id, first_day: days.first, last_day: days.last, value, version: 1, changed: false }
    }

    fn target(quotas: &[Quota], first: &str, last: &str) -> Option<(i64, bool)> {
        target_of(quotas, span(first, last), FiscalCalendar::default()).map(|found| (found.minor, found.prorated))
    }

    #[test]
    fn whole_quotas_add_up_and_parts_count_by_working_days() {
        let first = quota("2024-01-01", "2024-03-31", 65_000);
        let second = quota("2024-04-01", "2024-06-30", 130_000);
        let both = [first, second];
        assert_eq!(target(&both, "2024-01-01", "2024-06-30"), Some((195_000, false)));
        // The first quarter of 2024 has 65 working days, March 21 of them.
        assert_eq!(target(&both, "2024-03-01", "2024-03-31"), Some((21_000, true)));
        // The second quarter has 65, too; the first two weeks of April have 10.
        assert_eq!(target(&both, "2024-03-18", "2024-04-12"), Some((10_000 + 20_000, true)));
    }

    #[test]
    fn a_month_s_own_quota_stands_before_that_of_the_quarter() {
        let quarter = quota("2024-01-01", "2024-03-31", 65_000);
        let march = quota("2024-03-01", "2024-03-31", 40_000);
        assert_eq!(target(&[quarter, march], "2024-03-01", "2024-03-31"), Some((40_000, false)));
    }

    #[test]
    fn a_working_day_without_a_quota_leaves_no_target() {
        let march = quota("2024-03-01", "2024-03-31", 40_000);
        assert_eq!(target(std::slice::from_ref(&march), "2024-03-04", "2024-04-01"), None);
        // The last two days of March 2024 are a weekend, and so is the end of this span.
        assert_eq!(target(&[march], "2024-03-01", "2024-03-31"), Some((40_000, false)));
        assert_eq!(target(&[], "2024-03-01", "2024-03-31"), None);
    }

    #[test]
    fn a_weekend_is_counted_by_calendar_days() {
        let march = quota("2024-03-01", "2024-03-31", 31_000);
        assert_eq!(target(&[march], "2024-03-09", "2024-03-10"), Some((2_000, true)));
    }

    #[test]
    fn parts_are_rounded_half_to_even() {
        assert_eq!((part(5, 1, 2), part(7, 1, 2), part(-5, 1, 2), part(10, 1, 3)), (2, 4, -2, 3));
    }
}
