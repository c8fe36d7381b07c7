//! Days: in the future, astray, missing; and how fresh a table is.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Detail, EXAMPLES, Finding};
use super::table_pass::DayCounts;
use crate::calendar::Day;

/// How fresh a table is.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// The table.
    pub table: String,
    /// The column by which it goes.
    pub column: String,
    /// Its last day.
    pub last_day: Day,
    /// Days from one entry to the next, in the middle.
    pub cadence_days: u32,
    /// The same, of nineteen in twenty.
    pub cadence_days_p95: u32,
    /// Days from its last entry to the day on which all is looked at.
    pub days_since: i32,
}

/// A table whose last entry lies this much further back than 19 of 20 of its gaps is not kept up.
const GAPS: u32 = 3;
/// And at least so many days.
const LEAST_DAYS_STALE: u32 = 31;
/// Shorter gaps between orders are weekends and holidays.
const LEAST_DAYS_MISSING: u32 = 7;
/// Orders further apart than this from all others are astray.
const DAYS_ASTRAY: i32 = 365;
/// And only where they are at most this part of all.
const SHARE_ASTRAY: f64 = 0.01;

/// The freshness of a table on a day; none where it has no days.
pub(super) fn freshness(table: &str, counts: &DayCounts, on: Day) -> Option<Freshness> {
    let days: Vec<i32> = counts.days.keys().copied().filter(|&day| day <= on.epoch()).collect();
    let last_day = Day::from_epoch(*days.last()?);
    let gaps = sorted_gaps(&days);
    Some(Freshness {
        table: table.to_string(),
        column: counts.column.to_string(),
        last_day,
        cadence_days: quantile(&gaps, 0.5),
        cadence_days_p95: quantile(&gaps, 0.95),
        days_since: on.days_since(last_day),
    })
}

/// A table that is not kept up.
pub(super) fn stale(fresh: &Freshness) -> Option<Finding> {
    let bar = (fresh.cadence_days_p95 * GAPS).max(LEAST_DAYS_STALE);
    (fresh.cadence_days > 0 && fresh.days_since > bar as i32).then(|| {
        Finding::new("stale_table", &fresh.table, &fresh.column, fresh.days_since as u64, 0)
            .with("last", Detail::Day(fresh.last_day))
            .with("usual", Detail::Count(u64::from(fresh.cadence_days_p95)))
    })
}

/// Days after today.
pub(super) fn future(table: &str, counts: &DayCounts, today: Day) -> Option<Finding> {
    let after = counts.days.range(today.epoch() + 1..);
    let rows: u64 = after.clone().map(|(_, rows)| rows).sum();
    (rows > 0).then(|| {
        let all = counts.days.values().sum();
        Finding::new("future_date", table, counts.column, rows, all)
            .with("today", Detail::Day(today))
            .with_examples(after.rev().map(|(&day, _)| Day::from_epoch(day).to_string()))
    })
}

/// Few orders far before or far after all others; the rest, without them.
pub(super) fn stray(days: &BTreeMap<i32, u64>) -> (Option<Finding>, BTreeMap<i32, u64>) {
    let all: u64 = days.values().sum();
    let few = |rows: u64| rows as f64 <= all as f64 * SHARE_ASTRAY;
    let ascending: Vec<(i32, u64)> = days.iter().map(|(&day, &rows)| (day, rows)).collect();
    let (mut start, mut end) = (0, ascending.len());
    let mut before = 0;
    for (at, pair) in ascending.windows(2).enumerate() {
        before += pair[0].1;
        if pair[1].0 - pair[0].0 > DAYS_ASTRAY && few(before) {
            start = at + 1;
        }
    }
    let mut after = 0;
    for at in (1..ascending.len()).rev() {
        after += ascending[at].1;
        if ascending[at].0 - ascending[at - 1].0 > DAYS_ASTRAY && few(after) {
            end = at;
        }
    }
    let main: BTreeMap<i32, u64> = ascending[start..end].iter().copied().collect();
    let rows = all - main.values().sum::<u64>();
    let astray = ascending[..start].iter().chain(&ascending[end..]);
    let found = (rows > 0).then(|| {
        Finding::new("stray_date", "orders", "order_date", rows, all)
            .with_examples(astray.map(|&(day, _)| Day::from_epoch(day).to_string()))
    });
    (found, main)
}

/// Months without orders between the first and the last, and days without orders for longer than usual.
pub(super) fn gaps(days: &BTreeMap<i32, u64>) -> Vec<Finding> {
    let ordered: Vec<i32> = days.keys().copied().collect();
    let (Some(&first), Some(&last)) = (ordered.first(), ordered.last()) else { return Vec::new() };
    let with_orders: BTreeSet<i32> = ordered.iter().map(|&day| month_of(day)).collect();
    let months = month_of(first)..=month_of(last);
    let all = months.clone().count() as u64;
    let empty: Vec<i32> = months.filter(|month| !with_orders.contains(month)).collect();
    let mut found = Vec::new();
    if !empty.is_empty() {
        let shown = empty.iter().map(|&month| month_label(month));
        let months = Finding::new("month_without_orders", "orders", "order_date", empty.len() as u64, all);
        found.push(months.with_examples(shown));
    }
    let bar = (quantile(&sorted_gaps(&ordered), 0.95) * GAPS).max(LEAST_DAYS_MISSING);
    // A gap that holds a whole month is told already.
    let holds_month = |from: i32, to: i32| month_of(to) - month_of(from) > 1;
    let long: Vec<(i32, i32)> = ordered
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|&(from, to)| to - from > bar as i32 && !holds_month(from, to))
        .collect();
    if !long.is_empty() {
        let shown =
            long.iter().map(|&(from, to)| format!("{} – {}", Day::from_epoch(from + 1), Day::from_epoch(to - 1)));
        let usual = Detail::Count(u64::from(bar));
        let days = Finding::new("gap_in_days", "orders", "order_date", long.len() as u64, 0);
        found.push(days.with("usual", usual).with_examples(shown.take(EXAMPLES)));
    }
    found
}

/// Months since the year 0.
pub(super) fn month_of(day: i32) -> i32 {
    let day = Day::from_epoch(day);
    day.year() * 12 + day.month() as i32 - 1
}

/// `2024-03`.
pub(super) fn month_label(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

fn sorted_gaps(days: &[i32]) -> Vec<u32> {
    let mut gaps: Vec<u32> = days.windows(2).map(|pair| (pair[1] - pair[0]) as u32).collect();
    gaps.sort_unstable();
    gaps
}

fn quantile(sorted: &[u32], share: f64) -> u32 {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        text.parse::<Day>().unwrap().epoch()
    }

    fn every(step: usize, first: &str, last: &str) -> BTreeMap<i32, u64> {
        (day(first)..=day(last)).step_by(step).map(|day| (day, 1)).collect()
    }

    fn counts(days: BTreeMap<i32, u64>) -> DayCounts {
        DayCounts { column: "pay_date", business: true, days }
    }

    #[test]
    fn a_table_is_stale_by_its_own_rhythm() {
        let on = Day::from_epoch(day("2024-06-30"));
        let weekly = freshness("payments", &counts(every(7, "2023-01-02", "2024-06-05")), on).unwrap();
        assert_eq!((weekly.cadence_days, weekly.cadence_days_p95, weekly.days_since), (7, 7, 27));
        assert_eq!(stale(&weekly), None);
        let late = freshness("payments", &counts(every(7, "2023-01-02", "2024-05-10")), on).unwrap();
        assert_eq!(stale(&late).unwrap().count, 55);
        let quarterly = freshness("payments", &counts(every(91, "2022-01-01", "2024-04-10")), on).unwrap();
        assert_eq!(stale(&quarterly), None);
    }

    #[test]
    fn days_after_today_are_counted_with_the_latest_shown_first() {
        let mut days = every(1, "2024-01-01", "2024-01-31");
        days.insert(day("2099-12-31"), 4);
        let found = future("payments", &counts(days), Day::from_epoch(day("2024-01-30"))).unwrap();
        assert_eq!((found.count, found.of), (5, 35));
        assert_eq!(found.examples, ["2099-12-31", "2024-01-31"]);
        assert_eq!(
            future("payments", &counts(every(1, "2024-01-01", "2024-01-02")), Day::from_epoch(day("2024-01-02"))),
            None
        );
    }

    #[test]
    fn a_few_orders_far_from_all_others_are_astray_and_left_out_of_the_rest() {
        let mut days = every(1, "2023-01-01", "2024-06-30");
        days.insert(day("1999-01-01"), 1);
        days.insert(day("2030-01-01"), 2);
        let (found, rest) = stray(&days);
        let found = found.unwrap();
        assert_eq!((found.count, found.examples), (3, vec!["1999-01-01".to_string(), "2030-01-01".to_string()]));
        assert_eq!(rest, every(1, "2023-01-01", "2024-06-30"));
        let two_eras = every(1, "2020-01-01", "2020-06-30").into_iter().chain(every(1, "2023-01-01", "2023-12-31"));
        assert_eq!(stray(&two_eras.collect()).0, None);
    }

    #[test]
    fn months_and_longer_runs_of_days_without_orders_are_named() {
        let days = every(1, "2024-01-01", "2024-02-10").into_iter();
        let days = days.chain(every(1, "2024-02-25", "2024-03-31")).chain(every(1, "2024-05-01", "2024-05-31"));
        let found = gaps(&days.collect());
        let told: Vec<(&str, Vec<String>)> = found.iter().map(|f| (f.check, f.examples.clone())).collect();
        let expected = [
            ("month_without_orders", vec!["2024-04".to_string()]),
            ("gap_in_days", vec!["2024-02-11 – 2024-02-24".to_string()]),
        ];
        assert_eq!(told, expected);
        assert_eq!(gaps(&every(1, "2024-01-01", "2024-12-31")), []);
    }
}
