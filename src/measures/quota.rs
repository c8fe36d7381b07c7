//! Quotas: what was to be reached, by whom, when.

use std::collections::BTreeSet;

use polars::prelude::LazyFrame;

use crate::calendar::{Day, FiscalCalendar, Grain, Period};

use super::columns::Columns;
use super::company::collected;
use super::quota_choice::{Offer, without_overlap};
use super::quota_version::{QuotaVersion, Seen, in_force_on};
use super::{MeasureError, People, Person};

/// The quota in force for one rep, metric and window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quota {
    /// The rep.
    pub rep_id: String,
    /// The metric that it speaks of.
    pub metric_id: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// The amount in minor units (a count × 100 where the metric is a count).
    pub value: i64,
    /// The version that was chosen for this window: of those that had taken effect the highest.
    pub version: i64,
    /// Whether another version was in force on the window's first day: the quota was changed on the way.
    pub changed: bool,
}

/// All quotas in force, one version of each, sorted by rep, metric and window.
///
/// Which version counts is settled at the close of its window: one that takes effect later (`effective_from` after the
/// last day) changes nothing about what was judged before. See [`in_force_on`](super::quota_version::in_force_on).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quotas {
    list: Vec<Quota>,
    /// The reps with a version that took effect only after its window had closed.
    late: BTreeSet<String>,
    /// From when it is seen.
    seen: Seen,
}

impl Quotas {
    /// From the quotas table; none where there is no table. Drafts are not in force.
    pub fn build(table: Option<LazyFrame>) -> Result<Quotas, MeasureError> {
        Quotas::build_seen(table, Seen::default())
    }

    /// The same as somebody sees it on a day: of a window that still runs the versions count that have taken effect by
    /// then, of one that is to come those that will have by its last day, as far as they can have been known; see [`Seen`].
    pub fn build_seen(table: Option<LazyFrame>, seen: Seen) -> Result<Quotas, MeasureError> {
        let quotas = Quotas { seen, ..Quotas::default() };
        let Some(table) = table else { return Ok(quotas) };
        read(table, quotas)
    }

    /// From when they are seen.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// The quotas of the reps that `is_kept` names.
    pub fn of_reps(&self, is_kept: impl Fn(&str) -> bool) -> Quotas {
        Quotas {
            list: self.list.iter().filter(|quota| is_kept(&quota.rep_id)).cloned().collect(),
            late: self.late.iter().filter(|rep| is_kept(rep)).cloned().collect(),
            seen: self.seen,
        }
    }

    /// Whether there is any quota.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All quotas of a rep for a metric that are in force, sorted by their windows, which may overlap.
    pub fn of_rep(&self, rep_id: &str, metric_id: &str) -> &[Quota] {
        let key = |quota: &Quota| (quota.rep_id.as_str(), quota.metric_id.as_str()).cmp(&(rep_id, metric_id));
        let own = &self.list[self.list.partition_point(|quota| key(quota).is_lt())..];
        &own[..own.iter().take_while(|quota| key(quota).is_eq()).count()]
    }

    /// The same, for questions about several periods of one rep.
    pub fn own(&self, rep_id: &str, metric_id: &str) -> OwnQuotas<'_> {
        OwnQuotas(self.of_rep(rep_id, metric_id))
    }

    /// What a rep is to reach in a period; none where no quota lies wholly inside it. A month under a quarterly
    /// quota has none of its own.
    ///
    /// Months are the unit: a window covers every month that it touches. Of windows that share a month only some
    /// count (see [`QuotaInForce::windows`]), so that nothing is asked for twice.
    pub fn in_force(
        &self,
        person: &Person,
        metric_id: &str,
        period: Period,
        calendar: FiscalCalendar,
    ) -> Option<QuotaInForce> {
        self.own(&person.rep_id, metric_id).in_force(person, period, calendar)
    }

    /// The amount in minor units to hold against everything that a rep did in a period; none where no quota is in
    /// force or where it covers a part of the period only.
    pub fn of_whole(&self, person: &Person, metric_id: &str, period: Period, calendar: FiscalCalendar) -> Option<i64> {
        self.own(&person.rep_id, metric_id).of_whole(person, period, calendar)
    }

    /// How many people have, for any metric, a quota in the period that covers only a part of it.
    pub fn reps_with_part(&self, people: &People, period: Period, calendar: FiscalCalendar) -> usize {
        let in_part = |own: &[Quota]| {
            let quota = people.get(&own[0].rep_id).map(|who| self.in_force(who, &own[0].metric_id, period, calendar));
            quota.flatten().is_some_and(|quota| !quota.covers_all)
        };
        self.reps_where(in_part)
    }

    /// How many reps have, for any metric, windows that share a month.
    pub fn reps_with_overlap(&self, calendar: FiscalCalendar) -> usize {
        self.reps_where(|own| {
            let mut covered_to = None;
            own.iter().map(|quota| quota.window(calendar)).any(|window| {
                let shares = covered_to >= Some(window.first_month);
                covered_to = covered_to.max(Some(window.last_month));
                shares
            })
        })
    }

    /// How many reps have, for any metric, a quota inside the period that was changed after the period had begun.
    pub fn reps_with_change(&self, period: Period, calendar: FiscalCalendar) -> usize {
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        let inside = |quota: &&Quota| quota.changed && quota.first_day >= first && quota.last_day <= last;
        let reps: BTreeSet<&String> = self.list.iter().filter(inside).map(|quota| &quota.rep_id).collect();
        reps.len()
    }

    /// How many reps have, for any metric, a version that took effect only after its window had closed, and so does
    /// not count.
    pub fn reps_with_late_version(&self) -> usize {
        self.late.len()
    }

    /// How many reps have a metric whose windows, sorted by their first day, answer to something.
    fn reps_where(&self, holds: impl Fn(&[Quota]) -> bool) -> usize {
        let of_one = self.list.chunk_by(|a, b| (&a.rep_id, &a.metric_id) == (&b.rep_id, &b.metric_id));
        let reps: BTreeSet<&String> = of_one.filter(|own| holds(own)).map(|own| &own[0].rep_id).collect();
        reps.len()
    }
}

/// The quotas of one rep for one metric, found once.
#[derive(Debug, Clone, Copy)]
pub struct OwnQuotas<'q>(&'q [Quota]);

impl OwnQuotas<'_> {
    /// As [`Quotas::in_force`].
    pub fn in_force(self, person: &Person, period: Period, calendar: FiscalCalendar) -> Option<QuotaInForce> {
        let windows = without_overlap(&self.inside(period, calendar), period);
        let (first, last) = (windows.first()?.first_month, period.months().last()?);
        let covered: i32 = windows.iter().map(QuotaWindow::months).sum();
        let hired_by_then = || person.hire_date.is_some_and(|day| calendar.period_of(day, Grain::Month) >= first);
        let from_the_start = period.months().next() == Some(first) || hired_by_then();
        Some(QuotaInForce {
            value: windows.iter().map(|window| window.value).sum(),
            covers_all: from_the_start && covered == last.index - first.index + 1,
            windows,
        })
    }

    /// As [`Quotas::of_whole`].
    pub fn of_whole(self, person: &Person, period: Period, calendar: FiscalCalendar) -> Option<i64> {
        let quota = self.in_force(person, period, calendar);
        quota.filter(|quota| quota.covers_all).map(|quota| quota.value)
    }

    /// Whether one inside the period was changed after its window had begun, so that what was in force at the close was
    /// not known at the start.
    pub fn was_changed(self, period: Period, calendar: FiscalCalendar) -> bool {
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        self.0.iter().any(|quota| quota.changed && quota.first_day >= first && quota.last_day <= last)
    }

    /// Those that lie wholly inside the period.
    fn inside(self, period: Period, calendar: FiscalCalendar) -> Vec<Offer> {
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        (self.0.iter())
            .filter(|quota| quota.first_day >= first && quota.last_day <= last)
            .map(|quota| Offer { window: quota.window(calendar), version: quota.version })
            .collect()
    }
}

impl Quota {
    fn window(&self, calendar: FiscalCalendar) -> QuotaWindow {
        QuotaWindow {
            first_month: calendar.period_of(self.first_day, Grain::Month),
            last_month: calendar.period_of(self.last_day, Grain::Month),
            value: self.value,
        }
    }
}

/// What a rep is to reach in a period, and in which of its months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaInForce {
    /// The sum over the windows, in minor units.
    pub value: i64,
    /// The windows that count, in order, no two with a month in common: of all choices the one that covers the most
    /// months; among those the one with the fewest windows, then the one with the later versions (by their sum).
    pub windows: Vec<QuotaWindow>,
    /// Whether every month of the period is covered; months before the first window may be free where the rep was
    /// hired in that window's first month or later. Where this is false, the amount says nothing about what was done
    /// in the whole period.
    pub covers_all: bool,
}

/// A quota in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaWindow {
    /// First month.
    pub first_month: Period,
    /// Last month.
    pub last_month: Period,
    /// The amount in minor units.
    pub value: i64,
}

impl QuotaWindow {
    pub(super) fn months(&self) -> i32 {
        self.last_month.index - self.first_month.index + 1
    }
}

/// `quotas` are none yet, and know from when they are seen.
fn read(table: LazyFrame, mut quotas: Quotas) -> Result<Quotas, MeasureError> {
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let text = |name: &str| columns.text(name);
    let (reps, metrics, kinds, states) =
        (text("subject_id")?, text("metric_id")?, text("subject_type")?, text("status")?);
    let (firsts, lasts) = (columns.days("period_start")?, columns.days("period_end")?);
    let (values, versions) = (columns.whole("value_minor")?, columns.whole("version")?);
    let effective = columns.days("effective_from")?;
    let mut windows: Vec<(Window<'_>, QuotaVersion)> = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let kind = kinds.get(row).unwrap_or_default();
        if states.get(row) == Some("draft") || !(kind.is_empty() || kind == "rep") {
            continue;
        }
        let (Some(first), Some(last), Some(value)) = (firsts[row], lasts[row], values[row]) else { continue };
        if last < first {
            continue; // Loading refuses such a row; a window without days asks for nothing.
        }
        let version = QuotaVersion { version: versions[row].unwrap_or(1), effective_from: effective[row], value };
        windows.push(((reps.get(row).unwrap_or_default(), metrics.get(row).unwrap_or_default(), first, last), version));
    }
    windows.sort_by_key(|one| one.0);
    for of_window in windows.chunk_by(|a, b| a.0 == b.0) {
        let (rep_id, metric_id, first_day, last_day) = of_window[0].0;
        let versions: Vec<QuotaVersion> = of_window.iter().map(|one| one.1).collect();
        if versions.iter().any(|one| one.effective_from > Some(last_day)) {
            quotas.late.insert(rep_id.to_string());
        }
        let Some(chosen) = in_force_on(&versions, quotas.seen.judged_on(first_day, last_day)) else { continue };
        let at_first = in_force_on(&versions, first_day);
        quotas.list.push(Quota {
            rep_id: rep_id.to_string(),
            metric_id: metric_id.to_string(),
            first_day,
            last_day,
            value: chosen.value,
            version: chosen.version,
            changed: at_first.is_some_and(|before| before.value != chosen.value),
        });
    }
    Ok(quotas)
}

/// Rep, metric, first and last day.
type Window<'f> = (&'f str, &'f str, Day, Day);

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use polars::prelude::*;

    use super::*;

    const THIRD_QUARTER: &str = "2024-Q3";

    /// (rep, first day, last day, version, value), for net revenue.
    type Row<'r> = (&'r str, &'r str, &'r str, i64, i64);

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn quotas(rows: &[Row<'_>]) -> Quotas {
        let days = |pick: fn(&Row<'_>) -> i32, name: &str| {
            let days: Vec<i32> = rows.iter().map(pick).collect();
            Column::new(name.into(), days).cast(&DataType::Date).unwrap()
        };
        let frame = DataFrame::new(
            rows.len(),
            vec![
                Column::new("subject_id".into(), rows.iter().map(|row| row.0).collect::<Vec<&str>>()),
                Column::new("metric_id".into(), vec!["revenue_net"; rows.len()]),
                days(|row| day(row.1).epoch(), "period_start"),
                days(|row| day(row.2).epoch(), "period_end"),
                Column::new("version".into(), rows.iter().map(|row| row.3).collect::<Vec<i64>>()),
                Column::new("value_minor".into(), rows.iter().map(|row| row.4).collect::<Vec<i64>>()),
            ],
        );
        Quotas::build(Some(frame.unwrap().lazy())).unwrap()
    }

    fn hired(on: Option<&str>) -> Person {
        Person {
            rep_id: "R1".to_string(),
            name: String::new(),
            team: String::new(),
            role: String::new(),
            manager_id: String::new(),
            hire_date: on.map(day),
            leave_date: None,
            judged: true,
        }
    }

    fn in_force(rows: &[Row<'_>], hire: Option<&str>, period: &str) -> Option<QuotaInForce> {
        let calendar = FiscalCalendar::default();
        quotas(rows).in_force(&hired(hire), "revenue_net", calendar.parse(period).unwrap(), calendar)
    }

    /// (amount, windows, whether they cover the whole third quarter) for a rep who was always there.
    fn third_quarter(rows: &[Row<'_>]) -> (i64, usize, bool) {
        let quota = in_force(rows, None, THIRD_QUARTER).unwrap();
        (quota.value, quota.windows.len(), quota.covers_all)
    }

    const JULY: Row<'static> = ("R1", "2024-07-01", "2024-07-31", 1, 10);
    const AUGUST: Row<'static> = ("R1", "2024-08-01", "2024-08-31", 1, 20);
    const SEPTEMBER: Row<'static> = ("R1", "2024-09-01", "2024-09-30", 1, 40);
    const QUARTER: Row<'static> = ("R1", "2024-07-01", "2024-09-30", 1, 90);

    #[test]
    fn a_quota_of_part_of_the_period_is_in_force_and_covers_not_all() {
        assert_eq!(third_quarter(&[JULY]), (10, 1, false));
        assert_eq!(third_quarter(&[JULY, SEPTEMBER]), (50, 2, false));
        assert_eq!(third_quarter(&[JULY, AUGUST, SEPTEMBER]), (70, 3, true));
        let calendar = FiscalCalendar::default();
        let of_whole = |rows: &[Row<'_>], period: &str| {
            quotas(rows).of_whole(&hired(None), "revenue_net", calendar.parse(period).unwrap(), calendar)
        };
        assert_eq!(of_whole(&[JULY], THIRD_QUARTER), None);
        assert_eq!(of_whole(&[JULY], "2024-07"), Some(10));
        assert_eq!(of_whole(&[QUARTER], THIRD_QUARTER), Some(90));
        assert_eq!(of_whole(&[QUARTER], "2024"), None);
    }

    #[test]
    fn a_month_under_a_quarterly_quota_has_none() {
        assert_eq!(in_force(&[QUARTER], None, "2024-07"), None);
    }

    #[test]
    fn a_rep_who_joined_inside_the_period_needs_no_quota_for_the_months_before() {
        let rows = [AUGUST, SEPTEMBER];
        let covers = |hire: Option<&str>| in_force(&rows, hire, THIRD_QUARTER).unwrap().covers_all;
        assert!(covers(Some("2024-08-19")));
        assert!(covers(Some("2024-09-02")));
        assert!(!covers(Some("2024-07-31")));
        assert!(!covers(None));
        assert!(!in_force(&[AUGUST], Some("2024-08-01"), THIRD_QUARTER).unwrap().covers_all, "September is free");
    }

    #[test]
    fn overlapping_quotas_are_not_added() {
        assert_eq!(third_quarter(&[QUARTER, JULY, AUGUST, SEPTEMBER]), (90, 1, true));
        assert_eq!(third_quarter(&[QUARTER, JULY]), (90, 1, true));
    }

    #[test]
    fn the_most_months_win_even_where_that_takes_more_windows() {
        let two = ("R1", "2024-07-01", "2024-08-31", 1, 35);
        let later_two = ("R1", "2024-08-01", "2024-09-30", 9, 65);
        assert_eq!(third_quarter(&[two, later_two]), (65, 1, false), "the later version of two months each");
        assert_eq!(third_quarter(&[two, later_two, SEPTEMBER]), (75, 2, true));
    }

    #[test]
    fn a_later_version_decides_between_windows_of_the_same_months() {
        let changed = ("R1", "2024-07-15", "2024-09-30", 2, 80);
        assert_eq!(third_quarter(&[QUARTER, changed]), (80, 1, true));
        assert_eq!(third_quarter(&[("R1", "2024-07-01", "2024-09-30", 2, 70), QUARTER]), (70, 1, true));
    }

    #[test]
    fn a_window_that_starts_in_mid_month_covers_that_month() {
        let quota = in_force(&[("R1", "2024-08-15", "2024-09-30", 1, 50)], Some("2024-08-15"), THIRD_QUARTER).unwrap();
        assert_eq!(FiscalCalendar::default().label(quota.windows[0].first_month), "2024-08");
        assert!(quota.covers_all);
    }

    #[test]
    fn reps_with_overlapping_and_with_partial_quotas_are_counted_once_each() {
        let calendar = FiscalCalendar::default();
        let people = People::build(None, &["R1".to_string(), "R2".to_string(), "R3".to_string()], &[]).unwrap();
        let rows = [
            QUARTER,
            JULY,
            AUGUST,
            ("R2", "2024-07-01", "2024-08-31", 1, 5),
            ("R3", "2024-04-01", "2024-06-30", 1, 5),
            ("R3", "2024-07-01", "2024-07-31", 1, 5),
        ];
        let quotas = quotas(&rows);
        assert_eq!(quotas.reps_with_overlap(calendar), 1);
        let in_part = |period: &str| quotas.reps_with_part(&people, calendar.parse(period).unwrap(), calendar);
        assert_eq!((in_part("2024-Q3"), in_part("2024-Q2"), in_part("2024-08")), (2, 0, 0));
    }

    #[test]
    fn the_choice_is_the_best_of_all_choices() {
        // Every set of windows out of a few, tried one by one.
        let ends = [(7, 7, 1), (7, 8, 2), (8, 8, 3), (8, 9, 1), (9, 9, 2), (7, 9, 1)];
        for mask in 1_usize..1 << ends.len() {
            let period = FiscalCalendar::default().parse(THIRD_QUARTER).unwrap();
            let first = period.months().next().unwrap();
            let offers: Vec<Offer> = (0..ends.len())
                .filter(|at| mask >> at & 1 == 1)
                .map(|at| Offer {
                    window: QuotaWindow {
                        first_month: first.plus(ends[at].0 - 7),
                        last_month: first.plus(ends[at].1 - 7),
                        value: 1 << at,
                    },
                    version: ends[at].2,
                })
                .collect();
            let best = (0_usize..1 << offers.len())
                .filter_map(|set| {
                    let chosen: Vec<&Offer> =
                        (0..offers.len()).filter(|at| set >> at & 1 == 1).map(|at| &offers[at]).collect();
                    let clash = |a: &Offer, b: &Offer| {
                        a.window.first_month <= b.window.last_month && b.window.first_month <= a.window.last_month
                    };
                    let free = (0..chosen.len()).all(|at| chosen[..at].iter().all(|other| !clash(chosen[at], other)));
                    let months: i32 = chosen.iter().map(|offer| offer.window.months()).sum();
                    let versions: i64 = chosen.iter().map(|offer| offer.version).sum();
                    free.then_some((months, Reverse(chosen.len()), versions))
                })
                .max();
            let found = without_overlap(&offers, period);
            let version = |window: &QuotaWindow| offers.iter().find(|offer| offer.window == *window).unwrap().version;
            let rank =
                (found.iter().map(QuotaWindow::months).sum(), Reverse(found.len()), found.iter().map(version).sum());
            assert_eq!(Some(rank), best, "{mask}");
        }
    }
}
