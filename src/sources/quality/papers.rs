//! Deals, invoices, payments, objectives and owners: what contradicts itself.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PlHashMap;

use super::super::SourceError;
use super::finding::{Detail, EXAMPLES, Finding};
use super::ids::hash;
use super::stored_table::StoredTables;

/// Deals that are closed without a date or open with one, and deals in a currency that nobody can convert.
pub(super) fn deals(tables: &StoredTables, currency: &str) -> Result<Vec<Finding>, SourceError> {
    let Some(table) = tables.get("opportunities") else { return Ok(Vec::new()) };
    let rates = currencies_with_rate(tables, currency)?;
    let mut undated = Counted::default();
    let mut dated = Counted::default();
    let mut foreign = Counted::default();
    let mut currencies = BTreeSet::new();
    table.each(&["opportunity_id", "status", "closed_date", "currency"], &mut |slice| {
        let [ids, states, codes] = ["opportunity_id", "status", "currency"].map(|name| slice.text(name));
        let closed = slice.whole("closed_date");
        for row in 0..slice.rows() {
            let id = || ids.at(row).unwrap_or("").to_string();
            match (states.at(row), closed.at(row)) {
                (Some("won" | "lost"), None) => undated.add(id),
                (Some("open"), Some(_)) => dated.add(id),
                _ => {}
            }
            if let Some(code) = codes.at(row).filter(|code| !rates.contains(&code.to_uppercase())) {
                foreign.add(id);
                currencies.insert(code.to_uppercase());
            }
        }
    })?;
    let of = table.rows();
    let mut found = Vec::new();
    found.extend(undated.finding("closed_without_date", "opportunities", "closed_date", of));
    found.extend(dated.finding("closed_while_open", "opportunities", "closed_date", of));
    let codes: Vec<String> = currencies.into_iter().take(EXAMPLES).collect();
    let foreign = foreign.finding("currency_without_rate", "opportunities", "currency", of);
    found.extend(foreign.map(|found| found.with("currencies", Detail::Text(codes.join(", ")))));
    Ok(found)
}

/// The run's currency, and those from which or to which a rate leads.
fn currencies_with_rate(tables: &StoredTables, currency: &str) -> Result<BTreeSet<String>, SourceError> {
    let mut known = BTreeSet::from([currency.to_string()]);
    if let Some(table) = tables.with("fx_rates", &["from", "to"]) {
        table.each(&["from", "to"], &mut |slice| {
            let (from, to) = (slice.text("from"), slice.text("to"));
            for row in 0..slice.rows() {
                let pair = [from.at(row), to.at(row)].map(|code| code.unwrap_or("").to_uppercase());
                if pair.iter().any(|code| code == currency) {
                    known.extend(pair);
                }
            }
        })?;
    }
    Ok(known)
}

/// What is known of an invoice from its payments: the sum, and the first day of those that are no prepayments.
#[derive(Default)]
struct Paid {
    sum: i64,
    first: Option<i64>,
}

/// Invoices that were paid more than their amount, or before their date.
pub(super) fn payments(tables: &StoredTables) -> Result<Vec<Finding>, SourceError> {
    let invoices = tables.with("invoices", &["invoice_id", "amount_minor"]);
    let (Some(invoices), Some(payments)) = (invoices, tables.with("payments", &["invoice_id", "amount_minor"])) else {
        return Ok(Vec::new());
    };
    let mut paid: PlHashMap<u64, Paid> = PlHashMap::default();
    payments.each(&["invoice_id", "amount_minor", "pay_date", "kind"], &mut |slice| {
        let (ids, kinds) = (slice.text("invoice_id"), slice.text("kind"));
        let (amounts, days) = (slice.whole("amount_minor"), slice.whole("pay_date"));
        for row in 0..slice.rows() {
            let Some(id) = ids.at(row) else { continue };
            let entry = paid.entry(hash(id)).or_default();
            entry.sum = entry.sum.saturating_add(amounts.at(row).unwrap_or(0));
            if kinds.at(row) != Some("prepay") {
                entry.first = [entry.first, days.at(row)].into_iter().flatten().min();
            }
        }
    })?;
    let (mut over, mut early) = (Counted::default(), Counted::default());
    invoices.each(&["invoice_id", "amount_minor", "invoice_date"], &mut |slice| {
        let (ids, amounts, days) = (slice.text("invoice_id"), slice.whole("amount_minor"), slice.whole("invoice_date"));
        for row in 0..slice.rows() {
            let Some(id) = ids.at(row) else { continue };
            let Some(paid) = paid.get(&hash(id)) else { continue };
            if amounts.at(row).is_some_and(|amount| amount >= 0 && paid.sum > amount) {
                over.add(|| id.to_string());
            }
            if days.at(row).zip(paid.first).is_some_and(|(day, first)| first < day) {
                early.add(|| id.to_string());
            }
        }
    })?;
    let of = invoices.rows();
    let over = over.finding("paid_over_invoice", "payments", "amount", of);
    Ok(over.into_iter().chain(early.finding("paid_before_invoice", "payments", "pay_date", of)).collect())
}

/// Rep-periods whose objectives do not weigh 100 (or 1, where weights are fractions).
pub(super) fn objectives(tables: &StoredTables) -> Result<Option<Finding>, SourceError> {
    let Some(table) = tables.with("objectives", &["rep_id", "period", "weight"]) else { return Ok(None) };
    let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
    table.each(&["rep_id", "period", "weight"], &mut |slice| {
        let (reps, periods, weights) = (slice.text("rep_id"), slice.text("period"), slice.number("weight"));
        for row in 0..slice.rows() {
            let Some(weight) = weights.at(row) else { continue };
            let [rep, period] = [reps, periods].map(|column| column.at(row).unwrap_or("").to_string());
            *sums.entry((rep, period)).or_default() += weight;
        }
    })?;
    let mut off = Counted::default();
    let fits = |sum: f64| (sum - 100.0).abs() < 1e-6 || (sum - 1.0).abs() < 1e-8;
    for ((rep, period), sum) in sums.iter().filter(|(_, sum)| !fits(**sum)) {
        off.add(|| format!("{rep} {period} ({sum:.4})"));
    }
    Ok(off.finding("objective_weights", "objectives", "weight", sums.len() as u64))
}

/// Customers with two owners on one day.
pub(super) fn owners(tables: &StoredTables) -> Result<Option<Finding>, SourceError> {
    let Some(table) = tables.with("account_owners", &["customer_id", "valid_from"]) else { return Ok(None) };
    let mut spans: Vec<(String, i64, i64)> = Vec::new();
    table.each(&["customer_id", "valid_from", "valid_to"], &mut |slice| {
        let (ids, firsts, lasts) = (slice.text("customer_id"), slice.whole("valid_from"), slice.whole("valid_to"));
        for row in 0..slice.rows() {
            if let (Some(id), Some(first)) = (ids.at(row), firsts.at(row)) {
                spans.push((id.to_string(), first, lasts.at(row).unwrap_or(i64::MAX)));
            }
        }
    })?;
    spans.sort_unstable();
    let mut twice = Counted::default();
    for own in spans.chunk_by(|a, b| a.0 == b.0) {
        let mut last = i64::MIN;
        for (at, (id, first, end)) in own.iter().enumerate() {
            if at > 0 && *first <= last {
                twice.add(|| id.clone());
            }
            last = last.max(*end);
        }
    }
    Ok(twice.finding("owner_overlap", "account_owners", "valid_from", table.rows()))
}

/// How many, and which first.
#[derive(Default)]
pub(super) struct Counted {
    count: u64,
    examples: Vec<String>,
}

impl Counted {
    /// One more.
    pub(super) fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(example());
        }
    }

    /// The finding; none where there was nothing.
    pub(super) fn finding(self, check: &'static str, table: &str, column: &str, of: u64) -> Option<Finding> {
        let Counted { count, examples } = self;
        (count > 0).then(|| Finding::new(check, table, column, count, of).with_examples(examples))
    }
}
