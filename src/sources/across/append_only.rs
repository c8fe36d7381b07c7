//! Tables that only grow: what stands in them is never rewritten.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::DataFrame;

use super::super::issue::Rule;
use super::super::loaded_file::LoadedFile;
use super::Broken;
use super::gathered::{FrameRow, Gathered, Place};
use crate::calendar::Day;
use crate::quantity::{Currency, Money};

/// A row of `quotas`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quota {
    subject: (String, String, String),
    window: (Option<Day>, Option<Day>),
    version: i64,
    value: Option<i64>,
    effective_from: Option<Day>,
    author: String,
    reason: String,
    status: String,
}

impl Quota {
    /// Reads a row.
    pub(super) fn read(row: &FrameRow<'_>) -> Quota {
        let text = |column: &str| row.text(column).to_string();
        Quota {
            subject: (text("subject_type"), text("subject_id"), text("metric_id")),
            window: (row.day("period_start"), row.day("period_end")),
            version: row.whole("version").unwrap_or(1),
            value: row.whole("value_minor"),
            effective_from: row.day("effective_from"),
            author: text("author"),
            reason: text("reason"),
            status: text("status"),
        }
    }

    fn is_draft(&self) -> bool {
        self.status == "draft"
    }

    /// Whether this row may stand in the place of a stored one: drafts are free, and an agreed quota may be locked.
    fn may_replace(&self, stored: &Quota) -> bool {
        let locked = Quota { status: stored.status.clone(), ..self.clone() };
        stored.is_draft() || *self == *stored || (locked == *stored && self.status == "locked")
    }

    /// Whether it holds on its window's last day.
    fn counts_at_close(&self) -> bool {
        !self.is_draft() && (self.effective_from.is_none() || self.effective_from <= self.window.1)
    }
}

/// All rows of an append-only table: those of this load in the order of the files, then those of the store, whether or
/// not a new one has their key.
pub(super) fn all_rows<T>(
    loaded: &[LoadedFile],
    stored: Option<DataFrame>,
    table: &str,
    read: impl Fn(&FrameRow<'_>) -> T,
) -> Gathered<T> {
    let mut gathered = Gathered { rows: Vec::new(), places: Vec::new() };
    let mut take = |frame: &DataFrame, file: Option<usize>| {
        for row in 0..frame.height() {
            gathered.rows.push(read(&FrameRow::new(frame, row)));
            gathered.places.push(file.map(|file| Place { file, row }));
        }
    };
    if let Some(frame) = &stored {
        take(frame, None);
    }
    for (file, of) in loaded.iter().enumerate().filter(|(_, of)| of.table == table) {
        take(&of.frame, Some(file));
    }
    gathered
}

/// Whose target, in what, and when.
type Window<'q> = (&'q (String, String, String), (Option<Day>, Option<Day>));

/// Rows of quotas that change one in force under its own version, and new versions that would change the target of a
/// window that the store's orders had already gone past, also by another window over the same days. `until` is the last
/// business day of the store before this load.
pub(super) fn quota_faults(quotas: &Gathered<Quota>, until: Option<Day>, currency: Currency) -> Vec<Broken> {
    let mut known: BTreeMap<Window<'_>, Vec<usize>> = BTreeMap::new();
    let stored = closed_windows(quotas, until);
    let mut broken = Vec::new();
    let amount = |value: Option<i64>| value.map_or_else(String::new, |minor| Money::new(minor, currency).to_string());
    for (at, quota) in quotas.rows.iter().enumerate() {
        let own = known.entry((&quota.subject, quota.window)).or_default();
        let earlier = || own.iter().map(|&at| &quotas.rows[at]);
        let is_new = quotas.places[at].is_some();
        let same_version = earlier().rfind(|other| other.version == quota.version);
        let value = amount(quota.value);
        if let Some(stored) = same_version.filter(|stored| is_new && !quota.may_replace(stored)) {
            let rule = Rule::QuotaRewritten { kept: amount(stored.value), version: stored.version };
            broken.push(Broken { at, column: "value", value, rule });
            continue;
        }
        let in_force = own
            .iter()
            .filter(|&&at| quotas.places[at].is_none())
            .map(|&at| &quotas.rows[at])
            .filter(|other| other.counts_at_close())
            .max_by_key(|other| other.version);
        let closed = quota.window.1.filter(|last| until.is_some_and(|until| *last <= until));
        if let (Some(closed), Some(in_force)) = (closed, in_force.filter(|_| is_new && quota.counts_at_close()))
            && quota.version > in_force.version
            && quota.value != in_force.value
        {
            let rule = Rule::QuotaAfterClose { closed: closed.to_string() };
            broken.push(Broken { at, column: "value", value, rule });
            continue;
        }
        // Another window over the same days would give the closed period another target: months in the place of a
        // quarter, or a quarter in that of its months.
        let displaced = closed.filter(|_| is_new && quota.counts_at_close()).and_then(|_| {
            let windows = stored.get(&quota.subject)?;
            windows.iter().find(|window| **window != quota.window && shares_a_day(**window, quota.window))
        });
        if let Some((_, Some(closed))) = displaced {
            let rule = Rule::QuotaAfterClose { closed: closed.to_string() };
            broken.push(Broken { at, column: "value", value, rule });
            continue;
        }
        own.push(at);
    }
    broken
}

/// First and last days of windows, by whom and what they are for.
type Windows<'q> = BTreeMap<&'q (String, String, String), BTreeSet<(Option<Day>, Option<Day>)>>;

/// The stored windows with a target in force that the orders had gone past.
fn closed_windows(quotas: &Gathered<Quota>, until: Option<Day>) -> Windows<'_> {
    let mut windows: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (quota, place) in quotas.rows.iter().zip(&quotas.places) {
        let is_closed = quota.window.1.zip(until).is_some_and(|(last, until)| last <= until);
        if place.is_none() && is_closed && quota.counts_at_close() {
            windows.entry(&quota.subject).or_default().insert(quota.window);
        }
    }
    windows
}

fn shares_a_day(one: (Option<Day>, Option<Day>), other: (Option<Day>, Option<Day>)) -> bool {
    match (one, other) {
        ((Some(first), Some(last)), (Some(other_first), Some(other_last))) => {
            first <= other_last && other_first <= last
        }
        _ => false,
    }
}

/// A decision that was recorded, and comes with other content.
pub(super) fn decision_faults(decisions: &Gathered<Vec<(&'static str, String)>>) -> Vec<Broken> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    for (at, row) in decisions.rows.iter().enumerate() {
        let id = row[0].1.as_str();
        let Some(&stored) = known.get(id) else {
            known.insert(id, at);
            continue;
        };
        let differs = row.iter().zip(&decisions.rows[stored]).find(|(new, old)| new != old);
        if let Some(((column, _), _)) = differs.filter(|_| decisions.places[at].is_some()) {
            let rule = Rule::DecisionRewritten { differs: column.to_string() };
            broken.push(Broken { at, column: "decision_id", value: id.to_string(), rule });
        }
    }
    broken
}

/// A row of `decisions`, column by column, the id first.
pub(super) fn decision(row: &FrameRow<'_>) -> Vec<(&'static str, String)> {
    let columns = ["decision_id", "object", "object_id", "suggested", "decided", "status", "by", "reason"];
    let mut read: Vec<(&'static str, String)> =
        columns.into_iter().map(|column| (column, row.text(column).to_string())).collect();
    read.push(("at", row.instant("at").map_or_else(String::new, |at| at.to_string())));
    read
}
