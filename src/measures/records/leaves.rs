//! When reps are away: the rows of `rep_assignments` whose reason is `leave`, and what lies after the day on which a rep
//! leaves for good.

use std::collections::BTreeMap;

use crate::calendar::{Day, DaySpan, FiscalCalendar};
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// The leaves of all reps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leaves {
    of_rep: BTreeMap<String, Vec<Leave>>,
}

/// From one day to another, both included, a rep is away, with a share of the working time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leave {
    /// The first day.
    pub first: Day,
    /// The last day; none where nothing ends it.
    pub last: Option<Day>,
    /// The share of the working time, more than 0 and at most 1.
    pub share: f64,
    /// Whether the rep has left for good before the first day.
    pub is_gone: bool,
}

/// What of some days a rep is away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeAway {
    /// The share of the working time, more than 0 and at most 1.
    pub share: f64,
    /// Whole working days.
    pub days: u32,
    /// Of so many.
    pub of_days: u32,
}

/// What adding shares leaves behind, in days.
const TINY: f64 = 1e-6;

impl Leaves {
    /// Reads the table; nobody is ever away where there is none.
    ///
    /// A leave without `valid_to` ends the day before the rep's next assignment begins, whatever the reason of that one.
    /// Its `share` is that of the working time that is spent away, all of it where there is none or 0.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub fn read(tables: &Tables) -> Result<Leaves, MeasureError> {
        let Some(table) = tables.get("rep_assignments") else { return Ok(Leaves::default()) };
        let frame = collected(table)?;
        let stored = Columns::of(&frame);
        let (reps, reasons) = (stored.text("rep_id")?, stored.text("reason")?);
        let (from, to, shares) = (stored.days("valid_from")?, stored.days("valid_to")?, stored.number("share")?);
        let mut begun: BTreeMap<&str, Vec<Day>> = BTreeMap::new();
        let mut away: Vec<(&str, Leave)> = Vec::new();
        for row in 0..frame.height() {
            let (Some(rep), Some(first)) = (reps.get(row), from[row]) else { continue };
            begun.entry(rep).or_default().push(first);
            if reasons.get(row) == Some("leave") {
                let share = shares[row].filter(|share| *share > 0.0).map_or(1.0, |share| share.min(1.0));
                away.push((rep, Leave { first, last: to[row], share, is_gone: false }));
            }
        }
        let mut leaves = Leaves::default();
        for (rep, leave) in away {
            let next = begun[rep].iter().filter(|first| **first > leave.first).min();
            let last = leave.last.or_else(|| next.map(|first| first.plus_days(-1)));
            leaves.of_rep.entry(rep.to_string()).or_default().push(Leave { last, ..leave });
        }
        leaves.of_rep.values_mut().for_each(|own| own.sort_by_key(|one| (one.first, one.last)));
        Ok(leaves)
    }

    /// The same with a rep's last day in service, after which nothing is worked.
    pub fn and_gone_after(&mut self, rep_id: &str, last: Day) {
        let gone = Leave { first: last.plus_days(1), last: None, share: 1.0, is_gone: true };
        let own = self.of_rep.entry(rep_id.to_string()).or_default();
        own.push(gone);
        own.sort_by_key(|one| (one.first, one.last));
    }

    /// A rep's leaves, by their first day.
    pub fn of(&self, rep_id: &str) -> &[Leave] {
        self.of_rep.get(rep_id).map_or(&[], Vec::as_slice)
    }

    /// What of some days a rep is away, by their working days, or by all days where none is worked; `None` where nothing
    /// of a leave lies in them.
    pub fn within(&self, rep_id: &str, span: DaySpan, calendar: FiscalCalendar) -> Option<TimeAway> {
        let touches = |one: &&Leave| one.first <= span.last && one.last.is_none_or(|last| last >= span.first);
        let own: Vec<&Leave> = self.of(rep_id).iter().filter(touches).collect();
        if own.is_empty() {
            return None;
        }
        let works = calendar.working_days(span) > 0;
        let (mut away, mut of_days) = (0.0, 0_u32);
        for day in (span.first.epoch()..=span.last.epoch()).map(Day::from_epoch) {
            if works && !calendar.is_workday(day) {
                continue;
            }
            of_days += 1;
            let holds = |one: &&&Leave| one.first <= day && one.last.is_none_or(|last| last >= day);
            away += own.iter().filter(holds).map(|one| one.share).sum::<f64>().min(1.0);
        }
        // Shares of a tenth add up to a little less than one.
        let days = (away + TINY).floor() as u32;
        let share = if days == of_days { 1.0 } else { away / f64::from(of_days) };
        (away > 0.0).then_some(TimeAway { share, days, of_days })
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataFrame, IntoLazy, NamedFrom, Series};

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Rep, first day, last day, reason and share.
    type Row<'a> = (&'a str, &'a str, &'a str, &'a str, Option<f64>);

    fn leaves(rows: &[Row<'_>]) -> Leaves {
        let text = |name: &str, pick: fn(&Row<'_>) -> String| {
            Series::new(name.into(), rows.iter().map(pick).collect::<Vec<_>>()).into()
        };
        let days = |name: &str, pick: fn(&Row<'_>) -> String| {
            let days: Vec<Option<i32>> = rows.iter().map(|row| pick(row).parse::<Day>().ok().map(Day::epoch)).collect();
            Series::new(name.into(), days).into()
        };
        let columns = vec![
            text("rep_id", |row| row.0.to_string()),
            days("valid_from", |row| row.1.to_string()),
            days("valid_to", |row| row.2.to_string()),
            text("reason", |row| row.3.to_string()),
            Series::new("share".into(), rows.iter().map(|row| row.4).collect::<Vec<_>>()).into(),
        ];
        let frame = DataFrame::new(rows.len(), columns).unwrap();
        Leaves::read(&Tables::new(vec![("rep_assignments".to_string(), frame.lazy())])).unwrap()
    }

    fn within(leaves: &Leaves, first: &str, last: &str) -> Option<(u32, u32)> {
        let span = DaySpan { first: day(first), last: day(last) };
        leaves.within("A", span, FiscalCalendar::default()).map(|away| (away.days, away.of_days))
    }

    #[test]
    fn a_leave_lasts_to_its_end_or_to_the_next_assignment_or_for_good() {
        let closed = leaves(&[("A", "2024-01-01", "2024-01-12", "leave", None)]);
        assert_eq!(within(&closed, "2024-01-01", "2024-01-31"), Some((10, 23)));
        assert_eq!(within(&closed, "2024-02-01", "2024-02-29"), None);
        let until = |reason| leaves(&[("A", "2024-01-15", "", "leave", None), ("A", "2024-03-01", "", reason, None)]);
        for reason in ["return", "transfer"] {
            assert_eq!(until(reason).of("A")[0].last, Some(day("2024-02-29")), "{reason}");
        }
        let open = leaves(&[("A", "2024-01-01", "", "hire", None), ("A", "2024-01-15", "", "leave", None)]);
        assert_eq!(open.of("A"), [Leave { first: day("2024-01-15"), last: None, share: 1.0, is_gone: false }]);
        assert_eq!(within(&open, "2029-01-01", "2029-01-31"), Some((23, 23)));
        assert_eq!(within(&open, "2024-01-13", "2024-01-14"), None, "a weekend before it");
        assert_eq!(within(&open, "2024-01-20", "2024-01-21"), Some((2, 2)), "no working day at all");
        assert!(open.of("B").is_empty() && leaves(&[("A", "2024-01-01", "", "return", None)]).of("A").is_empty());
    }

    #[test]
    fn a_share_is_that_of_the_time_away_and_shares_of_one_day_add_up_to_all_of_it_at_most() {
        let half = leaves(&[("A", "2024-01-01", "", "leave", Some(0.5))]);
        let span = DaySpan { first: day("2024-01-01"), last: day("2024-01-31") };
        let away = half.within("A", span, FiscalCalendar::default()).unwrap();
        assert!((away.share - 0.5).abs() < 1e-6 && (away.days, away.of_days) == (11, 23), "{away:?}");
        let all = leaves(&[
            ("A", "2024-01-01", "2024-12-31", "leave", Some(0.7)),
            ("A", "2024-01-02", "", "leave", Some(0.0)),
        ]);
        assert_eq!(within(&all, "2024-01-02", "2024-01-31"), Some((22, 22)));
    }
}
