//! Open amounts: what is expected to close, what of it is overdue, how much of it is likely.

use std::collections::BTreeSet;

use crate::measures::MeasureError;
use crate::measures::answers::{Answer, Stage, money};
use crate::quantity::{Measured, NullReason, Scalar};

use super::deals::{Deal, Deals, Outcome};
use super::probability::History;

/// The open deals of one cell.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenCell {
    /// Σ amount.
    pub(super) amount: i128,
    /// Σ amount × chance.
    weighted: i128,
    /// Deals that were counted.
    pub(super) deals: i64,
    /// Deals without an amount that can be counted.
    pub(super) without_amount: i64,
    /// Deals without any chance.
    without_chance: i64,
    /// What is to be known.
    pub(super) remarks: BTreeSet<&'static str>,
    /// Where the chances come from.
    origins: BTreeSet<&'static str>,
}

/// Whether a deal is open and its expected day has passed.
fn is_overdue(deal: &Deal, stage: Stage<'_>) -> bool {
    deal.expected.is_some_and(|day| day < stage.as_of)
}

/// `pipeline_open` (with `overdue` the other part, `pipeline_overdue`).
pub(super) fn open(deals: &Deals, stage: Stage<'_>, overdue: bool) -> Result<Vec<Answer>, MeasureError> {
    cells(deals, stage, overdue, &|_| true).iter().map(|cell| cell.sum(cell.amount)).collect()
}

/// `weighted_pipeline`.
pub(super) fn weighted(deals: &Deals, stage: Stage<'_>) -> Result<Vec<Answer>, MeasureError> {
    let weigh = |cell: &OpenCell| {
        if cell.without_chance > 0 {
            return Ok(cell.absent(NullReason::NoDenominator));
        }
        Ok(cell.sum(cell.weighted)?.remarked(&cell.origins))
    };
    cells(deals, stage, false, &|_| true).iter().map(weigh).collect()
}

/// `coverage_required`: 1 ÷ the rate by value at which this mix of stages is won.
pub(super) fn coverage_required(deals: &Deals, stage: Stage<'_>) -> Result<Vec<Answer>, MeasureError> {
    cells(deals, stage, false, &|_| true).iter().map(OpenCell::required).collect()
}

/// The open deals by slice and the period in which they are expected to close; either the overdue ones or the others,
/// and only those of reps who count.
pub(super) fn cells(deals: &Deals, stage: Stage<'_>, overdue: bool, counts: &dyn Fn(&Deal) -> bool) -> Vec<OpenCell> {
    let history = History::of(deals);
    let mut cells = vec![OpenCell::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome == Outcome::Open && counts(deal)) {
        let Some(cell) = stage.cell_of(deal.slice, deal.expected) else { continue };
        if is_overdue(deal, stage) != overdue {
            cells[cell].remarks.insert("overdue_left_out");
            continue;
        }
        cells[cell].add(deal, &history);
    }
    if overdue {
        for cell in &mut cells {
            cell.remarks.remove("overdue_left_out");
        }
    }
    cells
}

impl OpenCell {
    fn add(&mut self, deal: &Deal, history: &History) {
        let Some(amount) = deal.amount else {
            self.without_amount += 1;
            self.remarks.insert(deal.amount_remark());
            return;
        };
        self.deals += 1;
        self.amount += i128::from(amount);
        match history.chance(deal) {
            Some(chance) => {
                self.weighted += chance.weigh(amount);
                self.origins.insert(chance.origin);
            }
            None => self.without_chance += 1,
        }
    }

    /// Whether there are deals and none has an amount.
    pub(super) fn has_no_amounts(&self) -> bool {
        self.deals == 0 && self.without_amount > 0
    }

    fn absent(&self, reason: NullReason) -> Answer {
        Answer::absent(reason).remarked(&self.remarks)
    }

    fn sum(&self, sum: i128) -> Result<Answer, MeasureError> {
        if self.has_no_amounts() {
            return Ok(self.absent(NullReason::MissingRate));
        }
        Ok(Answer::sum(money(sum)?, self.deals).remarked(&self.remarks))
    }

    fn required(&self) -> Result<Answer, MeasureError> {
        if self.has_no_amounts() {
            return Ok(self.absent(NullReason::MissingRate));
        }
        let value = if self.weighted > 0 && self.without_chance == 0 {
            Measured::Value(Scalar::Number(self.amount as f64 / self.weighted as f64))
        } else {
            Measured::Null(NullReason::NoDenominator)
        };
        let answer = Answer::of(value, Some(money(self.amount)?), Some(money(self.weighted)?), self.deals);
        Ok(answer.remarked(&self.remarks).remarked(&self.origins))
    }
}
