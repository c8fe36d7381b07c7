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

/// From when quotas are seen, which settles the version of a window that has not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The day; none for a day on which every window has closed.
    pub as_of: Option<Day>,
    /// Whether the data go beyond that day: then nobody can tell whether a version that takes effect later was known on
    /// it, and a window that was to come is seen as on its first day.
    pub looks_back: bool,
}

impl Seen {
    /// The day whose version counts for a window: its last one where it has closed, the as-of day where it runs, and of
    /// one that is to come the last one again, by which it will be judged.
    pub fn judged_on(self, first_day: Day, last_day: Day) -> Day {
        match self.as_of {
            Some(as_of) if first_day <= as_of => last_day.min(as_of),
            Some(_) if self.looks_back => first_day,
            _ => last_day,
        }
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;
    use crate::calendar::FiscalCalendar;
    use crate::measures::{People, Quotas};

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

    /// Quotas of one rep for the third quarter of 2024: (version, value, effective from).
    fn quotas(rows: &[(i64, i64, Option<&str>)], as_of: &str, looks_back: bool) -> Quotas {
        let days = |days: Vec<Option<Day>>, name: &str| {
            let days: Vec<Option<i32>> = days.into_iter().map(|day| day.map(Day::epoch)).collect();
            Column::new(name.into(), days).cast(&DataType::Date).unwrap()
        };
        let same = |day: &str| vec![Some(day.parse().unwrap()); rows.len()];
        let effective = rows.iter().map(|row| row.2.map(|day| day.parse().unwrap())).collect();
        let columns = vec![
            Column::new("subject_id".into(), vec!["R1"; rows.len()]),
            Column::new("metric_id".into(), vec!["revenue_net"; rows.len()]),
            days(same("2024-07-01"), "period_start"),
            days(same("2024-09-30"), "period_end"),
            days(effective, "effective_from"),
            Column::new("version".into(), rows.iter().map(|row| row.0).collect::<Vec<i64>>()),
            Column::new("value_minor".into(), rows.iter().map(|row| row.1).collect::<Vec<i64>>()),
        ];
        let frame = DataFrame::new(rows.len(), columns).unwrap();
        Quotas::build_seen(Some(frame.lazy()), Seen { as_of: Some(as_of.parse().unwrap()), looks_back }).unwrap()
    }

    #[test]
    fn a_past_period_is_judged_by_the_version_in_force_at_its_close() {
        let calendar = FiscalCalendar::default();
        let quarter = calendar.parse("2024-Q3").unwrap();
        let people = People::build(None, &["R1".to_string()], &[]).unwrap();
        let value = |quotas: &Quotas| quotas.of_whole(people.get("R1").unwrap(), "revenue_net", quarter, calendar);
        let rows = [(1, 900, None), (2, 800, Some("2024-08-15")), (3, 100, Some("2024-10-01"))];
        // Before, on the way, after: what is agreed later than the close changes nothing.
        for (as_of, expected) in [("2024-06-01", 900), ("2024-08-14", 900), ("2024-08-15", 800), ("2025-12-31", 800)] {
            assert_eq!(value(&quotas(&rows, as_of, true)), Some(expected), "as of {as_of}");
        }
        // Of one that is to come the version that will hold at its close, unless the data know more than that day did.
        for (as_of, expected) in [("2024-06-01", 800), ("2024-06-30", 800), ("2024-07-01", 900), ("2024-08-15", 800)] {
            assert_eq!(value(&quotas(&rows, as_of, false)), Some(expected), "as of {as_of}, the present");
        }
        let found = quotas(&rows, "2025-12-31", false);
        assert_eq!((found.reps_with_change(quarter, calendar), found.reps_with_late_version()), (1, 1));
        let early = quotas(&rows[..2], "2024-08-01", false);
        assert_eq!((early.reps_with_change(quarter, calendar), early.reps_with_late_version()), (0, 0));
        assert_eq!(value(&quotas(&rows[2..], "2025-12-31", false)), None, "nothing was in force at the close");
    }
}
