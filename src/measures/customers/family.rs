//! The metrics of customers as a family.

use crate::measures::family::{Family, Question, facts_needed};
use crate::measures::observation::Observation;
use crate::measures::{FactsNeeded, MeasureError};

use super::answer::{Grid, Part, Time, with_intervals};
use super::concentration::{Concentration, TOPS, revenues};
use super::histories::{CutFacts, Histories};
use super::lapsed_back::{USUAL_MONTHS, lapsed_back};
use super::lapses::{Threshold, lapses};
use super::{lifetime, revenue_retention::revenue_retention};

/// The metrics of customers.
pub(crate) const FAMILY: Family = Family {
    ids: &[
        "retention.net_revenue",
        "retention.gross_revenue",
        "churn.noncontract",
        "new_customers.lapsed_back",
        "clv.hist",
        "customer_conc_topn",
        "customer_conc_hhi",
        "customer_conc_effective",
    ],
    accepts: |id| !asked(id).is_empty(),
    tables: &[],
    pages: &[
        include_str!("../definitions/retention.net_revenue.md"),
        include_str!("../definitions/retention.gross_revenue.md"),
        include_str!("../definitions/churn.noncontract.md"),
        include_str!("../definitions/new_customers.lapsed_back.md"),
        include_str!("../definitions/clv.hist.md"),
        include_str!("../definitions/customer_conc_topn.md"),
        include_str!("../definitions/customer_conc_hhi.md"),
        include_str!("../definitions/customer_conc_effective.md"),
    ],
    needs: |id| match asked(id).as_slice() {
        [(_, Metric::Lapses(_))] => FactsNeeded::WithCustomers,
        [(_, Metric::LapsedBack(_))] => FactsNeeded::Purchases,
        _ => FactsNeeded::WithPostings,
    },
    observe,
};

/// A metric of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Metric {
    Revenue { capped: bool },
    Lapses(Threshold),
    LapsedBack(i32),
    WorthToDate,
    WorthWithin(i32),
    Concentration(Concentration),
}

/// The metrics that an id asks for, with the ids that their values carry; none where it asks for none of the family.
fn asked(id: &str) -> Vec<(String, Metric)> {
    let one = |metric| vec![(id.to_string(), metric)];
    let top = |n: usize| (format!("customer_conc_topn.{n}"), Metric::Concentration(Concentration::Top(n)));
    let days = |text: &str| text.parse::<i32>().ok().filter(|days| (1..=3660).contains(days));
    match id {
        "retention.net_revenue" => one(Metric::Revenue { capped: false }),
        "retention.gross_revenue" => one(Metric::Revenue { capped: true }),
        "churn.noncontract" => one(Metric::Lapses(Threshold::Own)),
        "new_customers.lapsed_back" => one(Metric::LapsedBack(USUAL_MONTHS)),
        "clv.hist" => one(Metric::WorthToDate),
        "customer_conc_topn" => TOPS.map(top).to_vec(),
        "customer_conc_hhi" => one(Metric::Concentration(Concentration::Herfindahl)),
        "customer_conc_effective" => one(Metric::Concentration(Concentration::Effective)),
        other => {
            let numbered = |family: &str| other.strip_prefix(family);
            if let Some(days) = numbered("churn.noncontract.").and_then(days) {
                return one(Metric::Lapses(Threshold::Days(days)));
            }
            let months = |text: &str| text.parse::<i32>().ok().filter(|months| (1..=120).contains(months));
            if let Some(months) = numbered("new_customers.lapsed_back.").and_then(months) {
                return one(Metric::LapsedBack(months));
            }
            if let Some(days) = numbered("clv.hist.").and_then(days) {
                return one(Metric::WorthWithin(days));
            }
            let number = numbered("customer_conc_topn.").and_then(|text| text.parse::<usize>().ok());
            number.filter(|n| (1..=1000).contains(n)).map_or_else(Vec::new, |n| vec![top(n)])
        }
    }
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let needed = facts_needed(question.metrics);
    let facts = CutFacts::of(&question.company, question.cut, (&question.metrics[0], needed))?;
    let histories = facts.histories();
    let time = Time::of(question);
    let mut rows = Vec::new();
    for (id, metric) in question.metrics.iter().flat_map(|id| asked(id)) {
        if !matches!(metric, Metric::Lapses(_) | Metric::LapsedBack(_)) {
            question.company.tables.require_rates(&id)?;
        }
        facts.facts().require_histories(&id)?;
        let grid = grid_of(question, &facts, &histories, &time, metric)?;
        let mut own = grid.observations(&id, histories.slices(), &time);
        if let Metric::Lapses(_) = metric {
            with_intervals(&mut own, time.range.len());
        }
        rows.extend(own);
    }
    Ok(rows)
}

fn grid_of(
    question: &Question<'_>,
    facts: &CutFacts<'_>,
    histories: &Histories<'_>,
    time: &Time,
    metric: Metric,
) -> Result<Grid<Part>, MeasureError> {
    let tables = question.company.tables;
    match metric {
        Metric::Revenue { capped } => Ok(revenue_retention(histories, time, capped)),
        Metric::Lapses(threshold) => lapses(&facts.purchases(), tables, time, threshold),
        Metric::LapsedBack(months) => Ok(lapsed_back(&facts.purchases(), time, months)),
        Metric::WorthToDate => lifetime::to_date(histories, time),
        Metric::WorthWithin(days) => lifetime::within(histories, time, days),
        Metric::Concentration(what) => {
            let revenues = revenues(facts, tables, time)?;
            Ok(revenues.map(time, |cell, period| cell.part(what, time.is_running(period))))
        }
    }
}
