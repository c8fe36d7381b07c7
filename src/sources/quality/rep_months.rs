//! Each rep's months against each other, and quotas against the rep's past.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use super::super::SourceError;
use super::super::across::FrameRow;
use super::day_checks::{month_label, month_of};
use super::finding::{Detail, Finding};
use super::orders_pass::{OrdersTally, RepHistory};
use super::robust::{Spread, median};
use super::stored_table::StoredTables;

/// Months further from the rep's median than this many robust deviations of the logarithm are outliers.
const FAR: f64 = 5.0;
/// With fewer whole months there is no history to speak of.
const LEAST_MONTHS: usize = 12;
/// Months within a fifth of each other are alike.
const LEAST_DEVIATION: f64 = 0.2;
/// A quota this many times the median of the past, or this part of it, is far from it.
const QUOTA_FACTOR: f64 = 5.0;
/// With fewer past periods of its length a quota is not judged.
const LEAST_PERIODS: usize = 3;

/// Months of reps that lie far from the rep's others. The first and the last month of each rep are left out, since
/// they may not be whole, and so are months that bring nothing.
pub(super) fn month_outliers(tally: &OrdersTally) -> Option<Finding> {
    let (mut months, mut judged) = (0, 0);
    let mut far: Vec<(f64, String)> = Vec::new();
    for (id, rep) in tally.by_id() {
        let first = rep.months.keys().min().copied().unwrap_or(0);
        let whole: Vec<(i32, f64)> = rep
            .months
            .iter()
            .filter(|&(&month, &net)| month > first && month < rep.last_month && net > 0)
            .map(|(&month, &net)| (month, (net as f64).ln()))
            .collect();
        let values: Vec<f64> = whole.iter().map(|(_, value)| *value).collect();
        let Some(spread) = Spread::of(&values, LEAST_DEVIATION).filter(|_| whole.len() >= LEAST_MONTHS) else {
            continue;
        };
        judged += whole.len() as u64;
        for (month, value) in whole.into_iter().filter(|(_, value)| spread.distance(*value) > FAR) {
            months += 1;
            far.push((spread.distance(value), format!("{id} {}", month_label(month)).trim().to_string()));
        }
    }
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let found = Finding::new("month_outlier", "orders", "net_amount", months, judged);
    (months > 0).then(|| found.with_examples(far.into_iter().map(|(_, shown)| shown)))
}

/// What quotas are doubtful: far from the past, outside the years, of nobody whom a figure uses.
pub(super) fn quota_findings(
    tables: &StoredTables,
    tally: &OrdersTally,
    (first_day, last_day): (i32, i32),
) -> Result<Vec<Finding>, SourceError> {
    let Some(table) = tables.with("quotas", &["subject_id", "period_start", "period_end", "value_minor"]) else {
        return Ok(Vec::new());
    };
    let columns = ["subject_type", "subject_id", "metric_id", "period_start", "period_end", "value_minor", "status"];
    let frame = table.whole(&columns)?;
    let all = frame.height() as u64;
    let quotas: Vec<Quota> = (0..frame.height()).filter_map(|row| Quota::read(&frame, row)).collect();
    let mut found = Vec::new();
    let unused: Vec<&Quota> = quotas.iter().filter(|quota| !quota.of_rep).collect();
    if !unused.is_empty() {
        let mut types: Vec<&str> = unused.iter().map(|quota| quota.subject_type.as_str()).collect();
        types.sort_unstable();
        types.dedup();
        let finding = Finding::new("quota_not_used", "quotas", "subject_type", unused.len() as u64, all);
        found.push(finding.with("types", Detail::Text(types.join(", "))));
    }
    let years = (month_of(first_day).div_euclid(12), month_of(last_day).div_euclid(12) + 1);
    let outside = quotas.iter().filter(|quota| {
        let year = |month: i32| month.div_euclid(12);
        year(quota.last_month) < years.0 || year(quota.first_month) > years.1
    });
    found.extend(told("quota_outside_years", outside.map(Quota::label).collect(), all).map(|found| {
        found.with("first", Detail::Text(years.0.to_string())).with("last", Detail::Text(years.1.to_string()))
    }));
    found.extend(told("quota_far_from_history", far_from_history(&quotas, tally, month_of(last_day)), all));
    Ok(found)
}

fn told(check: &'static str, shown: Vec<String>, all: u64) -> Option<Finding> {
    let column = if check == "quota_outside_years" { "period_start" } else { "value" };
    let found = Finding::new(check, "quotas", column, shown.len() as u64, all);
    (!shown.is_empty()).then(|| found.with_examples(shown))
}

fn far_from_history(quotas: &[Quota], tally: &OrdersTally, last_month: i32) -> Vec<String> {
    let reps = tally.by_id();
    let mut medians: BTreeMap<(&str, i32, i32), Option<f64>> = BTreeMap::new();
    let mut far: Vec<(f64, String)> = Vec::new();
    for quota in quotas.iter().filter(|quota| quota.of_rep && quota.of_revenue && quota.value > 0) {
        let (Some(rep), length) = (reps.get(quota.subject.as_str()), quota.last_month - quota.first_month + 1) else {
            continue;
        };
        let phase = quota.first_month.rem_euclid(length);
        let past = *medians
            .entry((quota.subject.as_str(), length, phase))
            .or_insert_with(|| median_of_periods(rep, length, phase, last_month));
        let Some(ratio) = past.map(|past| quota.value as f64 / past) else { continue };
        if !(1.0 / QUOTA_FACTOR..=QUOTA_FACTOR).contains(&ratio) {
            far.push((ratio.ln().abs(), format!("{} ({ratio:.2} ×)", quota.label())));
        }
    }
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    far.into_iter().map(|(_, shown)| shown).collect()
}

/// The median over the rep's whole periods of a length that start in a phase; the rep's first and the data's last
/// month may not be whole, and periods that bring nothing say nothing.
fn median_of_periods(rep: &RepHistory, length: i32, phase: i32, last_month: i32) -> Option<f64> {
    let first = rep.months.keys().min().copied()? + 1;
    let start = first + (phase - first).rem_euclid(length);
    let starts = (start..).step_by(length as usize).take_while(|from| from + length - 1 < last_month);
    let sum = |from: i32| (from..from + length).filter_map(|month| rep.months.get(&month)).sum::<i64>();
    let sums: Vec<f64> = starts.map(sum).filter(|&sum| sum > 0).map(|sum| sum as f64).collect();
    if sums.len() < LEAST_PERIODS { None } else { median(&sums) }
}

struct Quota {
    subject_type: String,
    subject: String,
    of_rep: bool,
    of_revenue: bool,
    first_month: i32,
    last_month: i32,
    value: i64,
}

impl Quota {
    /// A quota that is no draft.
    fn read(frame: &DataFrame, at: usize) -> Option<Quota> {
        let row = FrameRow::new(frame, at);
        let subject_type = row.text("subject_type").to_string();
        (row.text("status") != "draft").then_some(())?;
        Some(Quota {
            of_rep: matches!(subject_type.as_str(), "" | "rep"),
            of_revenue: matches!(row.text("metric_id"), "" | "revenue_net"),
            subject: row.text("subject_id").to_string(),
            first_month: month_of(row.day("period_start")?.epoch()),
            last_month: month_of(row.day("period_end")?.epoch()),
            value: frame.column("value_minor").ok()?.i64().ok()?.get(at)?,
            subject_type,
        })
    }

    fn label(&self) -> String {
        format!("{} {}", self.subject, month_label(self.first_month))
    }
}
