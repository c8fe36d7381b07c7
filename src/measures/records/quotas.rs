//! Every version of every quota that was ever loaded: the rows of `quotas`.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuotaRow {
    /// `rep`, `unit` or `company`.
    pub subject_type: String,
    /// Whose it is.
    pub subject_id: String,
    /// The metric.
    pub metric_id: String,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// The version, from 1.
    pub version: i64,
    /// The amount in minor units (a count × 100 where the metric is a count).
    pub value: i64,
    /// The first day on which it holds; none where nobody said: then from the beginning.
    pub effective_from: Option<Day>,
    /// Who set it; empty where nobody said.
    pub author: String,
    /// Why; empty where nobody said.
    pub reason: String,
    /// `draft`, `agreed`, `locked`; empty where nobody said, which counts as in force.
    pub status: String,
}

/// All versions, sorted by subject, metric, window and version; none without the table. Rows without a window or an
/// amount are left out.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn quota_versions(tables: &Tables) -> Result<Vec<QuotaRow>, MeasureError> {
    let Some(table) = tables.get("quotas") else { return Ok(Vec::new()) };
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let texts = |name: &str| columns.texts(name);
    let (kinds, subjects, metrics) = (texts("subject_type")?, texts("subject_id")?, texts("metric_id")?);
    let (authors, reasons, statuses) = (texts("author")?, texts("reason")?, texts("status")?);
    let (first, last) = (columns.days("period_start")?, columns.days("period_end")?);
    let (versions, values) = (columns.whole("version")?, columns.whole("value_minor")?);
    let effective = columns.days("effective_from")?;
    let or = |text: &Option<String>, absent: &str| text.clone().unwrap_or_else(|| absent.to_string());
    let row = |row: usize| {
        Some(QuotaRow {
            subject_type: or(&kinds[row], "rep"),
            subject_id: or(&subjects[row], ""),
            metric_id: or(&metrics[row], "revenue_net"),
            first_day: first[row]?,
            last_day: last[row]?,
            version: versions[row].unwrap_or(1),
            value: values[row]?,
            effective_from: effective[row],
            author: or(&authors[row], ""),
            reason: or(&reasons[row], ""),
            status: or(&statuses[row], ""),
        })
    };
    let mut rows: Vec<QuotaRow> = (0..frame.height()).filter_map(row).collect();
    rows.sort();
    Ok(rows)
}
