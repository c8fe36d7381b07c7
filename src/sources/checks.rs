//! Checks that need more than one table: ids that lead nowhere, quotas for nobody, sales outside service.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{AnyValue, DataFrame};

use super::issue::{RowIssue, Rule};
use super::loaded_file::LoadedFile;

/// Something doubtful that does not keep a row out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Ids that stand in no master table, although there is one.
    Orphan {
        /// The table that refers.
        table: String,
        /// The referring column.
        column: String,
        /// How many different ids.
        ids: u64,
        /// How many rows.
        rows: u64,
        /// Up to five of them.
        examples: Vec<String>,
    },
    /// Orders outside the rep's service dates.
    OutsideService {
        /// Rows.
        rows: u64,
        /// The reps.
        reps: Vec<String>,
    },
    /// Returns that name no sale.
    ReturnWithoutOrigin {
        /// Rows.
        rows: u64,
    },
    /// Quotas of somebody else than a rep: they are kept, and no figure uses them.
    QuotaNotUsed {
        /// Rows, drafts left out.
        rows: u64,
        /// Whose they are: `company`, `unit`.
        subject_types: Vec<String>,
    },
    /// Quotas of one rep and metric whose months overlap, so that not all of them count.
    QuotaOverlap {
        /// How many reps.
        reps: u64,
    },
    /// Quotas that cover a part of a period only.
    QuotaPartial {
        /// How many reps.
        reps: u64,
        /// The period's label.
        period: String,
    },
}

/// A table by its name and rows.
pub type NamedFrame<'f> = (&'f str, &'f DataFrame);

/// Doubts that come from looking at several tables together; the rows stay in. What is doubtful about the months of
/// quotas needs a fiscal calendar and comes from whoever has one.
pub fn findings(tables: &[NamedFrame<'_>]) -> Vec<Finding> {
    let reps = ids_of(tables, "reps", "rep_id");
    let masters = [
        ("orders", "rep_id", &reps),
        ("orders", "customer_id", &ids_of(tables, "customers", "customer_id")),
        ("orders", "product_id", &ids_of(tables, "products", "product_id")),
        ("reps", "manager_id", &reps),
    ];
    let mut found: Vec<Finding> =
        masters.into_iter().filter_map(|(table, column, known)| orphans(tables, table, column, known)).collect();
    found.extend(outside_service(tables));
    found.extend(returns_without_origin(tables));
    found.extend(quotas_not_used(tables));
    found
}

/// Quotas for reps whom neither the loaded reps and orders nor the store know: (position of the file, position of
/// the row, the issue).
pub fn quotas_for_nobody(files: &[LoadedFile], stored: &BTreeSet<String>) -> Vec<(usize, usize, RowIssue)> {
    let tables: Vec<NamedFrame<'_>> = files.iter().map(|file| (file.table.as_str(), &file.frame)).collect();
    let mut known = stored.clone();
    known.extend(ids_of(&tables, "reps", "rep_id"));
    known.extend(ids_of(&tables, "orders", "rep_id"));
    let mut issues = Vec::new();
    for (at, file) in files.iter().enumerate().filter(|(_, file)| file.table == "quotas") {
        issues.extend(unknown_reps(file, &known).into_iter().map(|(row, issue)| (at, row, issue)));
    }
    issues
}

fn unknown_reps(file: &LoadedFile, known: &BTreeSet<String>) -> Vec<(usize, RowIssue)> {
    let Ok(subjects) = file.frame.column("subject_id") else { return Vec::new() };
    let types = file.frame.column("subject_type").ok();
    let source = file.mapping.iter().find(|m| m.column == "subject_id").map_or("", |m| m.source.as_str());
    let mut issues = Vec::new();
    for (row, line) in file.lines.iter().enumerate() {
        let subject = text_at(subjects, row);
        let is_rep = types.is_none_or(|types| matches!(text_at(types, row).as_str(), "" | "rep"));
        if is_rep && !known.contains(&subject) {
            let issue = RowIssue {
                file: file.file.clone(),
                line: *line,
                column: source.to_string(),
                raw: vec![subject.clone()],
                value: subject,
                rule: Rule::UnknownRep,
            };
            issues.push((row, issue));
        }
    }
    issues
}

fn orphans(files: &[NamedFrame<'_>], table: &str, column: &str, known: &BTreeSet<String>) -> Option<Finding> {
    if known.is_empty() {
        return None;
    }
    let mut missing: BTreeMap<String, u64> = BTreeMap::new();
    for frame in frames(files, table) {
        let Ok(ids) = frame.column(column) else { continue };
        for row in 0..frame.height() {
            let id = text_at(ids, row);
            if !id.is_empty() && !known.contains(&id) {
                *missing.entry(id).or_default() += 1;
            }
        }
    }
    (!missing.is_empty()).then(|| Finding::Orphan {
        table: table.to_string(),
        column: column.to_string(),
        ids: missing.len() as u64,
        rows: missing.values().sum(),
        examples: missing.keys().take(5).cloned().collect(),
    })
}

fn outside_service(files: &[NamedFrame<'_>]) -> Option<Finding> {
    let mut service: BTreeMap<String, (Option<i32>, Option<i32>)> = BTreeMap::new();
    for frame in frames(files, "reps") {
        let Ok(ids) = frame.column("rep_id") else { continue };
        for row in 0..frame.height() {
            let date = |name: &str| frame.column(name).ok().and_then(|column| day_at(column, row));
            service.insert(text_at(ids, row), (date("hire_date"), date("leave_date")));
        }
    }
    let mut rows = 0;
    let mut reps = BTreeSet::new();
    for frame in frames(files, "orders") {
        let (Ok(ids), Ok(days)) = (frame.column("rep_id"), frame.column("order_date")) else { continue };
        for row in 0..frame.height() {
            let rep = text_at(ids, row);
            let (Some((hired, left)), Some(day)) = (service.get(&rep), day_at(days, row)) else { continue };
            if hired.is_some_and(|hired| day < hired) || left.is_some_and(|left| day > left) {
                rows += 1;
                reps.insert(rep);
            }
        }
    }
    (rows > 0).then(|| Finding::OutsideService { rows, reps: reps.into_iter().collect() })
}

fn returns_without_origin(files: &[NamedFrame<'_>]) -> Option<Finding> {
    let mut rows = 0;
    for frame in frames(files, "orders") {
        let Ok(types) = frame.column("line_type") else { continue };
        let origin = frame.column("origin_order_id").ok();
        rows += (0..frame.height())
            .filter(|&row| text_at(types, row) == "return")
            .filter(|&row| origin.is_none_or(|origin| text_at(origin, row).is_empty()))
            .count() as u64;
    }
    (rows > 0).then_some(Finding::ReturnWithoutOrigin { rows })
}

fn quotas_not_used(files: &[NamedFrame<'_>]) -> Option<Finding> {
    let mut rows = 0;
    let mut subject_types = BTreeSet::new();
    for frame in frames(files, "quotas") {
        let Ok(types) = frame.column("subject_type") else { continue };
        let status = frame.column("status").ok();
        for row in 0..frame.height() {
            let subject_type = text_at(types, row);
            let is_draft = status.is_some_and(|status| text_at(status, row) == "draft");
            if !is_draft && !matches!(subject_type.as_str(), "" | "rep") {
                rows += 1;
                subject_types.insert(subject_type);
            }
        }
    }
    (rows > 0).then(|| Finding::QuotaNotUsed { rows, subject_types: subject_types.into_iter().collect() })
}

fn frames<'f>(tables: &'f [NamedFrame<'f>], wanted: &'f str) -> impl Iterator<Item = &'f DataFrame> {
    tables.iter().filter(move |(table, _)| *table == wanted).map(|(_, frame)| *frame)
}

fn ids_of(files: &[NamedFrame<'_>], table: &str, column: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for frame in frames(files, table) {
        if let Ok(unique) = frame.column(column).and_then(|column| column.as_materialized_series().unique()) {
            ids.extend(unique.iter().filter_map(|value| value.get_str().map(str::to_string)));
        }
    }
    ids
}

fn text_at(column: &polars::prelude::Column, row: usize) -> String {
    column.get(row).ok().and_then(|value| value.get_str().map(str::to_string)).unwrap_or_default()
}

fn day_at(column: &polars::prelude::Column, row: usize) -> Option<i32> {
    match column.get(row) {
        Ok(AnyValue::Date(day)) => Some(day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use polars::df;

    use super::*;

    #[test]
    fn quotas_of_the_company_and_of_units_are_named_as_not_used() {
        let quotas = df!(
            "subject_type" => ["rep", "", "unit", "company", "company", "unit"],
            "status" => ["locked", "", "locked", "locked", "", "draft"],
        )
        .unwrap();
        let subject_types = vec!["company".to_string(), "unit".to_string()];
        assert_eq!(findings(&[("quotas", &quotas)]), [Finding::QuotaNotUsed { rows: 3, subject_types }]);
    }

    #[test]
    fn quotas_of_reps_raise_no_doubt() {
        let stated = df!("subject_type" => ["rep", ""]).unwrap();
        let unstated = df!("subject_id" => ["R1", "R2"]).unwrap();
        assert_eq!(findings(&[("quotas", &stated), ("quotas", &unstated)]), []);
    }
}
