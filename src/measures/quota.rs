//! Quotas: what was to be reached, by whom, when.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::{Day, FiscalCalendar, Grain, Period};

use super::MeasureError;

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
}

/// All quotas in force, the highest version of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quotas {
    list: Vec<Quota>,
}

impl Quotas {
    /// From the quotas table; none where there is no table. Drafts are not in force.
    pub fn build(table: Option<LazyFrame>) -> Result<Quotas, MeasureError> {
        let Some(table) = table else { return Ok(Quotas::default()) };
        read(table).map_err(|error| MeasureError::Engine { reason: error.to_string() })
    }

    /// Whether there is any quota.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The quotas of a rep and metric that lie wholly inside the period, as months and amount. A month under a
    /// quarterly quota has none of its own.
    pub fn inside(&self, rep_id: &str, metric_id: &str, period: Period, calendar: FiscalCalendar) -> Vec<QuotaWindow> {
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        self.list
            .iter()
            .filter(|quota| quota.rep_id == rep_id && quota.metric_id == metric_id)
            .filter(|quota| quota.first_day >= first && quota.last_day <= last)
            .map(|quota| QuotaWindow {
                first_month: calendar.period_of(quota.first_day, Grain::Month),
                last_month: calendar.period_of(quota.last_day, Grain::Month),
                value: quota.value,
            })
            .collect()
    }

    /// The sum of the quotas inside the period; none where there is none.
    pub fn total(&self, rep_id: &str, metric_id: &str, period: Period, calendar: FiscalCalendar) -> Option<i64> {
        let windows = self.inside(rep_id, metric_id, period, calendar);
        (!windows.is_empty()).then(|| windows.iter().map(|window| window.value).sum())
    }
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

fn read(table: LazyFrame) -> PolarsResult<Quotas> {
    let frame = table.collect()?;
    let text = |name: &str, row: usize| -> String {
        let value = frame.column(name).ok().and_then(|column| column.get(row).ok());
        value.and_then(|value| value.get_str().map(str::to_string)).unwrap_or_default()
    };
    let whole = |name: &str, row: usize| match frame.column(name).ok().and_then(|column| column.get(row).ok()) {
        Some(AnyValue::Int64(value)) => Some(value),
        Some(AnyValue::Date(day)) => Some(i64::from(day)),
        _ => None,
    };
    // The highest version wins; the key leaves the amount out.
    let mut newest: BTreeMap<(String, String, i64, i64), (i64, i64)> = BTreeMap::new();
    for row in 0..frame.height() {
        let kind = text("subject_type", row);
        if text("status", row) == "draft" || !(kind.is_empty() || kind == "rep") {
            continue;
        }
        let (Some(first), Some(last), Some(value)) =
            (whole("period_start", row), whole("period_end", row), whole("value_minor", row))
        else {
            continue;
        };
        let version = whole("version", row).unwrap_or(1);
        let key = (text("subject_id", row), text("metric_id", row), first, last);
        let entry = newest.entry(key).or_insert((version, value));
        if version >= entry.0 {
            *entry = (version, value);
        }
    }
    let list = newest
        .into_iter()
        .map(|((rep_id, metric_id, first, last), (_, value))| Quota {
            rep_id,
            metric_id,
            first_day: Day::from_epoch(first as i32),
            last_day: Day::from_epoch(last as i32),
            value,
        })
        .collect();
    Ok(Quotas { list })
}
