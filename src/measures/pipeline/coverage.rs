//! `pipeline_coverage`: does the open pipeline suffice for what is left of the quota?

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{Column, DataFrame};

use crate::calendar::Period;
use crate::measures::answers::{Answer, Stage, money};
use crate::measures::company::Company;
use crate::measures::cut::Cut;
use crate::measures::{MeasureError, Person};
use crate::quantity::{Measured, NullReason, Scalar};

use super::deals::{Deals, Outcome};
use super::open_amounts::{OpenCell, cells};

/// The quotas that speak of what is won, the nearer one first: a quota of bookings, else one of revenue.
const QUOTA_METRICS: [&str; 2] = ["bookings", "revenue_net"];

/// What the reps of one cell are to reach and have reached.
#[derive(Clone, Default)]
struct Goal {
    quota: i128,
    won: i128,
    reps: i64,
    remarks: BTreeSet<&'static str>,
}

/// Open amount expected to close in the period ÷ (quota − won amount), over the reps who have a quota.
pub(super) fn coverage(
    company: Company<'_>,
    cut: &Cut,
    deals: &Deals,
    stage: Stage<'_>,
) -> Result<Vec<Answer>, MeasureError> {
    let quotas = Quotas::of(company, cut, stage)?;
    let mut goals = quotas.goals(stage);
    for deal in deals.list.iter().filter(|deal| deal.outcome == Outcome::Won) {
        let Some((cell, position)) =
            stage.cell_of(deal.slice, deal.closed).zip(deal.closed.and_then(|day| stage.position(day)))
        else {
            continue;
        };
        match deal.amount {
            _ if !quotas.has(&deal.rep, position) => _ = goals[cell].remarks.insert("reps_without_quota"),
            Some(amount) => goals[cell].won += i128::from(amount),
            None => _ = goals[cell].remarks.insert(deal.amount_remark()),
        }
    }
    let counts = |deal: &super::deals::Deal| {
        deal.expected.and_then(|day| stage.position(day)).is_some_and(|position| quotas.has(&deal.rep, position))
    };
    let open = cells(deals, stage, false, &counts);
    open.iter().zip(&goals).map(|(cell, goal)| answer(cell, goal)).collect()
}

fn answer(open: &OpenCell, goal: &Goal) -> Result<Answer, MeasureError> {
    let left = goal.quota - goal.won;
    let value = match goal.reps {
        0 => Measured::Null(NullReason::NoTarget),
        _ if left <= 0 => Measured::Null(NullReason::QuotaMet),
        _ if open.has_no_amounts() => Measured::Null(NullReason::MissingRate),
        _ => Measured::Value(Scalar::Number(open.amount as f64 / left as f64)),
    };
    let sums = if goal.reps == 0 { (None, None) } else { (Some(money(open.amount)?), Some(money(left)?)) };
    Ok(Answer::of(value, sums.0, sums.1, open.deals).remarked(&goal.remarks).remarked(&open.remarks))
}

/// The whole periods' quotas of all people, with the slice of each.
struct Quotas {
    /// Quota by rep and position of the period.
    by_rep: BTreeMap<(String, usize), i64>,
    /// The position among the deals' slices.
    slice_of: BTreeMap<String, u32>,
}

impl Quotas {
    fn of(company: Company<'_>, cut: &Cut, stage: Stage<'_>) -> Result<Quotas, MeasureError> {
        let people = company.known.people;
        let ids: Vec<&str> = people.all().iter().map(|person| person.rep_id.as_str()).collect();
        // The cut knows how people fall into slices; it is asked with one row a person.
        let frame = DataFrame::new(ids.len(), vec![Column::new("rep_id".into(), ids)])
            .map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
        let rows = cut.rows(people, "quotas", &frame)?;
        let mut slice_of = BTreeMap::new();
        for (person, slice) in people.all().iter().zip(&rows.of_row) {
            let scope = slice.map(|slice| &rows.slices[slice as usize]);
            if let Some(at) = scope.and_then(|scope| stage.slices.binary_search(scope).ok()) {
                slice_of.insert(person.rep_id.clone(), at as u32);
            }
        }
        let mut by_rep = BTreeMap::new();
        for person in people.all() {
            for (position, period) in stage.range.iter().enumerate() {
                if let Some(quota) = quota_of(company, person, period) {
                    by_rep.insert((person.rep_id.clone(), position), quota);
                }
            }
        }
        Ok(Quotas { by_rep, slice_of })
    }

    fn has(&self, rep: &str, position: usize) -> bool {
        self.by_rep.contains_key(&(rep.to_string(), position))
    }

    fn goals(&self, stage: Stage<'_>) -> Vec<Goal> {
        let mut goals = vec![Goal::default(); stage.len()];
        for ((rep, position), quota) in &self.by_rep {
            if let Some(&slice) = self.slice_of.get(rep) {
                let goal = &mut goals[stage.cell(slice, *position)];
                goal.quota += i128::from(*quota);
                goal.reps += 1;
            }
        }
        goals
    }
}

fn quota_of(company: Company<'_>, person: &Person, period: Period) -> Option<i64> {
    let of = |metric: &&str| company.known.quotas.of_whole(person, metric, period, company.known.calendar);
    QUOTA_METRICS.iter().find_map(of)
}
