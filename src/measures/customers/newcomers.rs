//! New customers by other rules than who sold first to which account: for the owner of the account on that day, and with
//! the accounts of one parent as one customer.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::columns::engine;
use crate::measures::cut::{Cut, CutRows};
use crate::measures::facts::Facts;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::owners::Owners;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, NullReason, Scalar};

use super::accounts::Parents;
use super::answer::{Grid, Part, Time};
use super::histories::CutFacts;

/// New customers by owner, with merged parents, and both.
pub(crate) const FAMILY: Family = Family {
    ids: &["new_customers.owner", "new_customers.parents", "new_customers.owner.parents"],
    accepts: |id| Rule::of(id).is_some(),
    tables: &[],
    pages: &[
        include_str!("../definitions/new_customers.owner.md"),
        include_str!("../definitions/new_customers.parents.md"),
        include_str!("../definitions/new_customers.owner.parents.md"),
    ],
    needs: |_| FactsNeeded::WithCustomers,
    observe,
};

/// Who is one customer, and whose a new one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    /// For the owner of the account on the day, not for who sold.
    by_owner: bool,
    /// The accounts under one topmost parent are one customer.
    merged: bool,
}

impl Rule {
    fn of(id: &str) -> Option<Rule> {
        let (by_owner, merged) = match id.strip_prefix("new_customers.")? {
            "owner" => (true, false),
            "parents" => (false, true),
            "owner.parents" => (true, true),
            _ => return None,
        };
        Some(Rule { by_owner, merged })
    }
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let time = Time::of(question);
    let mut observations = Vec::new();
    for (id, rule) in question.metrics.iter().filter_map(|id| Some((id, Rule::of(id)?))) {
        observations.extend(match rule.by_owner {
            true => by_owner(question, &time, id, rule)?,
            false => by_seller(question, &time, id, rule)?,
        });
    }
    Ok(observations)
}

/// A first purchase: its place in time, the account, and the slice.
type First<'f> = ((Day, u32, u32), &'f str, Option<usize>);

/// The first purchase of each customer, by the customer's number or, where parents are merged, by the parent's. Of
/// several on one day the lowest rep counts, then region, then account. Who is first is decided before a filter is looked
/// at: what it leaves out has no slice.
fn firsts<'f>(facts: &'f CutFacts<'_>, parents: Option<&Parents<'_>>) -> BTreeMap<u32, First<'f>> {
    let names = &facts.facts().customers;
    let found = facts.purchases().each(Vec::new, |found: &mut Vec<(u32, First<'f>)>, history| {
        let Some(first) = history.purchases().next() else { return };
        let customer = history.customer();
        let of = parents.map_or(customer as u32, |parents| parents.of(customer));
        let account = names.get(customer).map_or("", String::as_str);
        found.push((of, ((first.day, first.rep, first.region), account, history.slice_of(first))));
    });
    let mut firsts: BTreeMap<u32, First<'f>> = BTreeMap::new();
    for (of, first) in found.into_iter().flatten() {
        firsts.entry(of).and_modify(|known| *known = first.min(*known)).or_insert(first);
    }
    firsts
}

/// For the rep and the slice of the first purchase.
fn by_seller(question: &Question<'_>, time: &Time, id: &str, rule: Rule) -> Result<Vec<Observation>, MeasureError> {
    let facts = CutFacts::of(&question.company, question.cut, (id, FactsNeeded::WithCustomers))?;
    facts.facts().require_histories(id)?;
    let parents = rule.merged.then(|| Parents::read(question.company.tables, facts.facts())).transpose()?;
    let slices = facts.slicer().slices();
    let mut counted = Grid::filled(slices.len(), time, 0_i64);
    for ((day, ..), _, slice) in firsts(&facts, parents.as_ref()).into_values() {
        if let (Some(slice), Some(period)) = (slice, time.position(day)) {
            *counted.at(slice, period) += 1;
        }
    }
    Ok(told(counted, facts.facts(), time).observations(id, slices, time))
}

/// For the owner of the account on the day of the first purchase; where parents are merged and the account has none, of
/// the topmost parent.
fn by_owner(question: &Question<'_>, time: &Time, id: &str, rule: Rule) -> Result<Vec<Observation>, MeasureError> {
    let tables = question.company.tables;
    drop(tables.require(id, "account_owners")?);
    let (whole, owners) = (Cut::default(), Owners::read(tables)?);
    let facts = CutFacts::of(&question.company, &whole, (id, FactsNeeded::WithCustomers))?;
    facts.facts().require_histories(id)?;
    let parents = rule.merged.then(|| Parents::read(tables, facts.facts())).transpose()?;
    let found = firsts(&facts, parents.as_ref());
    let row = |(&of, &((day, ..), account, _)): (&u32, &First<'_>)| {
        let of_parent = || owners.on(Some(parents.as_ref()?.name(of)), day);
        (owners.on(Some(account), day).or_else(of_parent).map(str::to_string), account.to_string(), day)
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    let cut = cut_rows(question, &rows)?;
    let mut counted = Grid::filled(cut.slices.len(), time, 0_i64);
    for ((.., day), slice) in rows.iter().zip(&cut.of_row) {
        if let (Some(slice), Some(period)) = (slice, time.position(*day)) {
            *counted.at(*slice as usize, period) += 1;
        }
    }
    Ok(told(counted, facts.facts(), time).observations(id, &cut.slices, time))
}

/// A first purchase as it is cut: the owner, the account and the day.
type Row = (Option<String>, String, Day);

/// The slices of first purchases, which are known by owner, customer and day.
fn cut_rows(question: &Question<'_>, rows: &[Row]) -> Result<CutRows, MeasureError> {
    let owners: StringChunked = rows.iter().map(|(owner, ..)| owner.as_deref()).collect();
    let accounts: StringChunked = rows.iter().map(|(_, account, _)| Some(account.as_str())).collect();
    let days: Int32Chunked = rows.iter().map(|(.., day)| Some(day.epoch())).collect();
    let columns = vec![
        owners.with_name("rep_id".into()).into_column(),
        accounts.with_name("customer_id".into()).into_column(),
        days.with_name("day".into()).into_column().cast(&DataType::Date).map_err(engine)?,
    ];
    let frame = DataFrame::new(rows.len(), columns).map_err(engine)?;
    question.cut.rows(question.company.known.people, "account_owners", &frame)
}

/// The counts as `new_customers` tells them: nobody can be told to be new where the data begin.
fn told(counted: Grid<i64>, facts: &Facts, time: &Time) -> Grid<Part> {
    let has_customers = facts.dense.has_customers();
    counted.map(time, |new, period| {
        if time.first_day(period) > time.as_of {
            return Part::absent(NullReason::Immature);
        }
        let mut part = match () {
            () if !has_customers => Part::absent(NullReason::NoDenominator),
            () if time.is_left_censored(period) => Part { n: new, ..Part::absent(NullReason::LeftCensored) },
            () => {
                let count = Scalar::Count(new);
                let absent = Part::absent(NullReason::NoDenominator);
                Part { value: Measured::Value(count), numerator: Some(count), n: new, ..absent }
            }
        };
        if time.is_running(period) {
            part.more.flags.push("running".to_string());
        }
        part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_who_is_one_customer_and_whose_a_new_one_is() {
        assert_eq!(Rule::of("new_customers.owner.parents"), Some(Rule { by_owner: true, merged: true }));
        assert_eq!(Rule::of("new_customers.parents"), Some(Rule { by_owner: false, merged: true }));
        for other in ["new_customers", "new_customers.lapsed_back", "new_customers.parents.owner"] {
            assert_eq!(Rule::of(other), None, "{other}");
        }
    }
}
