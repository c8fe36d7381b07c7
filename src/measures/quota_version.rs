//! Versions of one quota, and which of them was in force on a day.

use crate::calendar::Day;

/// One version of what somebody is to reach in one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuotaVersion {
    /// The number; a later version has a higher one.
    pub version: i64,
    /// The first day on which it holds; none where nobody said: it then holds from the beginning.
    pub effective_from: Option<Day>,
    /// The amount in minor units.
    pub value: i64,
}

/// The version in force on a day: of those that have taken effect by then the one with the highest number; `None`
/// where none has.
///
/// A past period is judged by the version in force on its last day, so that what is agreed afterwards cannot rewrite
/// it.
///
/// ```
/// use attain::calendar::Day;
/// use attain::measures::{QuotaVersion, in_force_on};
/// let day = |text: &str| text.parse::<Day>().unwrap();
/// let first = QuotaVersion { version: 1, effective_from: None, value: 900 };
/// let lowered = QuotaVersion { version: 2, effective_from: Some(day("2024-08-15")), value: 800 };
/// assert_eq!(in_force_on(&[first, lowered], day("2024-08-14")), Some(first));
/// assert_eq!(in_force_on(&[first, lowered], day("2024-09-30")), Some(lowered));
/// ```
pub fn in_force_on(versions: &[QuotaVersion], day: Day) -> Option<QuotaVersion> {
    versions.iter().filter(|one| one.effective_from.is_none_or(|from| from <= day)).max().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(version: i64, effective_from: Option<&str>) -> QuotaVersion {
        QuotaVersion { version, effective_from: effective_from.map(|day| day.parse().unwrap()), value: version * 100 }
    }

    #[test]
    fn what_takes_effect_after_the_day_is_not_in_force() {
        let close = "2024-09-30".parse().unwrap();
        let versions = [version(1, None), version(2, Some("2024-09-30")), version(3, Some("2024-10-01"))];
        assert_eq!(in_force_on(&versions, close), Some(versions[1]));
        assert_eq!(in_force_on(&versions[2..], close), None);
        assert_eq!(in_force_on(&[], close), None);
    }

    #[test]
    fn the_higher_number_wins_whatever_the_order_and_the_days() {
        let close = "2024-09-30".parse().unwrap();
        let mut versions = [version(3, Some("2024-07-05")), version(2, Some("2024-09-01")), version(1, None)];
        assert_eq!(in_force_on(&versions, close).unwrap().version, 3);
        versions.reverse();
        assert_eq!(in_force_on(&versions, close).unwrap().version, 3);
    }
}
