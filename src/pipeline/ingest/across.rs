//! The checks that need more than one row or table of a load.

use std::collections::BTreeSet;

use polars::prelude::{AnyValue, PolarsError, col, lit};

use crate::calendar::Day;
use crate::failure::Failure;
use crate::sources::{self, LoadedFile, OrdersKnown, RowIssue, Severity, SourceError};
use crate::store::Store;

use super::{FreshFile, IngestRequest, Rows};

/// What they find stops the load, keeps rows out, or is let pass: the last is returned, in the order of files and rows.
pub(super) fn check(fresh: &mut [FreshFile], request: &IngestRequest<'_>) -> Result<Vec<RowIssue>, Failure> {
    let places: Vec<usize> = (0..fresh.len()).filter(|&at| matches!(fresh[at].rows, Rows::Held(_))).collect();
    let files: Vec<LoadedFile> = places.iter().filter_map(|&at| held(&fresh[at]).cloned()).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let store = Store::open(request.store).ok();
    let stored = |table: &str| {
        let store = store.as_ref().filter(|store| store.has_table(table))?;
        store.scan(table).ok()?.collect().ok()
    };
    let (reps, until) = match files.iter().any(|file| file.table == "quotas") {
        true => (reps_of_orders(fresh, store.as_ref())?, last_day_of_orders(store.as_ref())?),
        false => (BTreeSet::new(), None),
    };
    let orders = OrdersKnown { reps, until, currency: request.currency };
    let found = sources::cross_checks(&files, &stored, &orders, &request.checks);
    let does = |issue: &RowIssue, severity: Severity| request.checks.severity(issue.rule.code()) == severity;
    let stops: Vec<RowIssue> =
        found.iter().map(|(_, _, issue)| issue).filter(|issue| does(issue, Severity::Stop)).cloned().collect();
    if !stops.is_empty() {
        return Err(SourceError::BadRows { issues: stops }.into());
    }
    for (of, &at) in places.iter().enumerate() {
        let own = found.iter().filter(|(file, _, issue)| *file == of && does(issue, Severity::Reject));
        let own: Vec<(usize, RowIssue)> = own.map(|(_, row, issue)| (*row, issue.clone())).collect();
        if own.is_empty() {
            continue;
        }
        let FreshFile { rows: Rows::Held(loaded), bad, account, .. } = &mut fresh[at] else { continue };
        for issue in loaded.reject_rows(own)? {
            bad.add(issue)?;
        }
        account.account = loaded.account;
    }
    let rejected = found.iter().filter(|(_, _, issue)| does(issue, Severity::Reject));
    let rejected: BTreeSet<(usize, usize)> = rejected.map(|(file, row, _)| (*file, *row)).collect();
    // A row that has left is not doubtful any more.
    let stays = |file: usize, row: usize| !rejected.contains(&(file, row));
    let doubtful: Vec<(usize, usize, RowIssue)> =
        (found.into_iter()).filter(|(file, row, issue)| does(issue, Severity::Warn) && stays(*file, *row)).collect();
    // What several rows have in common is told by `attain rate`, and makes none of them doubtful by itself.
    let own = doubtful.iter().filter(|(_, _, issue)| !issue.rule.is_of_several_rows());
    let rows: BTreeSet<(usize, usize)> = own.map(|(file, row, _)| (*file, *row)).collect();
    for (file, _) in rows {
        let account = &mut fresh[places[file]].account.account;
        account.rows_warned = (account.rows_warned + 1).min(account.rows_loaded);
    }
    Ok(doubtful.into_iter().map(|(_, _, issue)| issue).collect())
}

fn held(file: &FreshFile) -> Option<&LoadedFile> {
    match &file.rows {
        Rows::Held(loaded) => Some(loaded),
        Rows::Staged(_) => None,
    }
}

/// The reps of the orders, those that are loaded and those of the store.
fn reps_of_orders(fresh: &[FreshFile], store: Option<&Store>) -> Result<BTreeSet<String>, Failure> {
    let mut reps: BTreeSet<String> = fresh.iter().flat_map(|file| file.seen.reps.iter().cloned()).collect();
    let Some(store) = store.filter(|store| store.has_table("orders")) else { return Ok(reps) };
    let failed = |error: PolarsError| Failure::internal(format!("reading orders: {error}"));
    let mut scan = store.scan("orders")?;
    if scan.collect_schema().map_err(failed)?.get("rep_id").is_some() {
        let distinct = scan.select([col("rep_id").fill_null(lit(""))]).group_by([col("rep_id")]).agg([]);
        let frame = distinct.collect().map_err(failed)?;
        let column = frame.column("rep_id").and_then(|column| column.str().cloned()).map_err(failed)?;
        reps.extend(column.iter().flatten().map(str::to_string));
    }
    Ok(reps)
}

/// The last business day of the store's orders; none where it holds none.
pub(in crate::pipeline) fn last_day_of_orders(store: Option<&Store>) -> Result<Option<Day>, Failure> {
    let Some(store) = store.filter(|store| store.has_table("orders")) else { return Ok(None) };
    let failed = |error: PolarsError| Failure::internal(format!("reading orders: {error}"));
    let last = store.scan("orders")?.select([col("order_date").max()]).collect().map_err(failed)?;
    match last.column("order_date").and_then(|column| column.get(0)).map_err(failed)? {
        AnyValue::Date(day) => Ok(Some(Day::from_epoch(day))),
        _ => Ok(None),
    }
}
