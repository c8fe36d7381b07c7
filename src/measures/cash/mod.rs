//! Cash: what came in, how much of what was owed, how long it takes, and what is overdue.
//!
//! Everything is measured from invoices, the payments on them, and the balances of the customers where a company keeps
//! them. Three collection rates are all called 回款率; they differ on the same books, so each has its own id.

mod books;
mod currency;
mod due;
mod flow;
mod metric;
mod open;
mod receivables;
mod sales;
mod values;

use super::family::{Family, Question};
use super::observation::Observation;
use super::spans::Spans;
use super::{FactsNeeded, MeasureError};

use books::Books;
use metric::CashMetric;

/// The family of the metrics of cash.
pub(super) const FAMILY: Family = Family {
    ids: &[
        "revenue_collected",
        "collection_rate.due",
        "collection_rate.balance",
        "collection_rate.sales",
        "cei",
        "cei.monthly",
        "dso.simple",
        "dso.countback",
        "dso.true",
        "overdue_rate",
        "overdue_rate.1_30",
        "overdue_rate.31_60",
        "overdue_rate.61_90",
        "overdue_rate.90_plus",
    ],
    accepts: |id| CashMetric::from_id(id).is_some(),
    tables: &["invoices", "payments"],
    pages: &[
        include_str!("../definitions/revenue_collected.md"),
        include_str!("../definitions/collection_rate.due.md"),
        include_str!("../definitions/collection_rate.balance.md"),
        include_str!("../definitions/collection_rate.sales.md"),
        include_str!("../definitions/cei.md"),
        include_str!("../definitions/cei.monthly.md"),
        include_str!("../definitions/dso.simple.md"),
        include_str!("../definitions/dso.countback.md"),
        include_str!("../definitions/dso.true.md"),
        include_str!("../definitions/overdue_rate.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let metrics: Vec<(&String, CashMetric)> =
        question.metrics.iter().filter_map(|id| Some((id, CashMetric::from_id(id)?))).collect();
    for (id, metric) in &metrics {
        require_tables(question, id, *metric)?;
    }
    let books = Books::read(question)?;
    let known = &question.company.known;
    let spans = Spans::of(known, question.range);
    let mut observations = Vec::new();
    for (id, metric) in metrics {
        observations.extend(values::observe(metric, id, &books, &spans, known)?);
    }
    Ok(observations)
}

/// Without invoices nothing is known but receipts; without payments the balances must tell what is owed.
fn require_tables(question: &Question<'_>, id: &str, metric: CashMetric) -> Result<(), MeasureError> {
    let tables = question.company.tables;
    if metric != CashMetric::Collected {
        drop(tables.require(id, "invoices")?);
    }
    if metric.needs_payments() || !tables.has("ar_balances") {
        drop(tables.require(id, "payments")?);
    }
    Ok(())
}
