//! How long deals take.

use crate::calendar::Day;
use crate::measures::answers::{Answer, Stage};
use crate::quantity::{Measured, NullReason, Scalar};

use super::deals::{Deal, Deals, Outcome};
use super::kaplan_meier::{Span, curve, median};

/// Where a deal is taken to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    /// On the day on which it came up.
    Created,
    /// On the day of the first contact.
    FirstContact,
}

impl Begin {
    /// The day of a deal.
    fn day(self, deal: &Deal) -> Option<Day> {
        match self {
            Begin::Created => deal.created,
            Begin::FirstContact => deal.contacted,
        }
    }

    /// What is said where deals without that day, or closed before it, are left out.
    fn remarks(self) -> (&'static str, &'static str) {
        match self {
            Begin::Created => ("created_date_missing", "closed_before_created"),
            Begin::FirstContact => ("first_contact_missing", "closed_before_contact"),
        }
    }
}

/// The days from a cell's deals' beginnings to the win, sorted, and whether some had to be left out.
#[derive(Clone, Default)]
struct Days {
    days: Vec<i32>,
    backwards: bool,
    undated: bool,
}

/// `sales_cycle` and `sales_cycle.first_contact`: the median over the deals won in the period.
pub(super) fn median_days(deals: &Deals, stage: Stage<'_>, begin: Begin) -> Vec<Answer> {
    won_days(deals, stage, begin).iter().map(|cell| remarked(median_answer(&cell.days), cell, begin)).collect()
}

/// `sales_cycle.mean` and `sales_cycle.first_contact.mean`.
pub(super) fn mean_days(deals: &Deals, stage: Stage<'_>, begin: Begin) -> Vec<Answer> {
    won_days(deals, stage, begin).iter().map(|cell| remarked(mean_answer(&cell.days), cell, begin)).collect()
}

fn won_days(deals: &Deals, stage: Stage<'_>, begin: Begin) -> Vec<Days> {
    let mut cells = vec![Days::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome == Outcome::Won) {
        let Some(cell) = stage.cell_of(deal.slice, deal.closed) else { continue };
        match days_between(begin.day(deal), deal.closed) {
            Some(days) if days >= 0 => cells[cell].days.push(days),
            Some(_) => cells[cell].backwards = true,
            None => cells[cell].undated = true,
        }
    }
    for cell in &mut cells {
        cell.days.sort_unstable();
    }
    cells
}

fn days_between(begun: Option<Day>, closed: Option<Day>) -> Option<i32> {
    Some(closed?.days_since(begun?))
}

fn remarked(mut answer: Answer, cell: &Days, begin: Begin) -> Answer {
    let (undated, backwards) = begin.remarks();
    if cell.backwards {
        answer.remarks.insert(backwards);
    }
    if cell.undated {
        answer.remarks.insert(undated);
    }
    answer
}

/// The median of sorted days; the mean of the middle two where their number is even.
fn median_answer(days: &[i32]) -> Answer {
    let n = days.len();
    if n == 0 {
        return Answer::absent(NullReason::NoDenominator);
    }
    let middle = (f64::from(days[(n - 1) / 2]) + f64::from(days[n / 2])) / 2.0;
    let mut answer = Answer::of(Measured::Value(Scalar::Days(middle)), None, None, n as i64);
    if let Some(rank) = median_rank(n) {
        answer.interval = (Some(f64::from(days[rank - 1])), Some(f64::from(days[n - rank])));
    }
    answer
}

/// The largest rank r (from 1) such that the median lies between the r-th smallest and the r-th largest value with a
/// chance of at least 95 %; none for fewer than six values.
///
/// Source: H. A. David and H. N. Nagaraja, "Order Statistics", section 7.1: the number of values under the median is
/// binomial with a half.
fn median_rank(n: usize) -> Option<usize> {
    let mut log_probability = -(n as f64) * std::f64::consts::LN_2;
    let (mut below, mut rank) = (0.0, 0);
    for k in 0..n / 2 {
        below += log_probability.exp();
        if below > 0.025 {
            break;
        }
        rank = k + 1;
        log_probability += ((n - k) as f64 / (k + 1) as f64).ln();
    }
    (rank > 0).then_some(rank)
}

fn mean_answer(days: &[i32]) -> Answer {
    let sum: i64 = days.iter().map(|days| i64::from(*days)).sum();
    let n = days.len() as i64;
    let value = match n {
        0 => Measured::Null(NullReason::NoDenominator),
        n => Measured::Value(Scalar::Days(sum as f64 / n as f64)),
    };
    Answer::of(value, Some(Scalar::Days(sum as f64)), Some(Scalar::Count(n)), n)
}

/// `sales_cycle.km`: the deals created in the period, watched to their decision or to the as-of day.
pub(super) fn kaplan_meier(deals: &Deals, stage: Stage<'_>) -> Vec<Answer> {
    let mut cells: Vec<(Vec<Span>, Days)> = vec![Default::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome != Outcome::Void) {
        let (Some(cell), Some(created)) = (stage.cell_of(deal.slice, deal.created), deal.created) else { continue };
        let (spans, left_out) = &mut cells[cell];
        match (deal.outcome, deal.cycle_days()) {
            (Outcome::Open, _) => spans.push(Span { days: stage.as_of.days_since(created), ended: false }),
            (_, Some(days)) => spans.push(Span { days, ended: true }),
            (_, None) if deal.is_backwards() => left_out.backwards = true,
            (_, None) => left_out.undated = true,
        }
    }
    cells.into_iter().map(|(spans, left_out)| km_answer(spans, &left_out)).collect()
}

fn km_answer(spans: Vec<Span>, left_out: &Days) -> Answer {
    let (n, decided) = (spans.len() as i64, spans.iter().filter(|span| span.ended).count() as i64);
    let found = median(&curve(spans));
    let value = match found.median {
        Some(days) => Measured::Value(Scalar::Days(f64::from(days))),
        None if n == 0 => Measured::Null(NullReason::NoDenominator),
        None => Measured::Null(NullReason::Immature),
    };
    let mut answer = Answer::of(value, Some(Scalar::Count(decided)), Some(Scalar::Count(n)), n);
    answer.interval = (found.lower.map(f64::from), found.upper.map(f64::from));
    if left_out.backwards {
        answer.remarks.insert("closed_before_created");
    }
    if left_out.undated {
        answer.remarks.insert("closed_without_date");
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_s_ranks_are_those_of_the_sign_test_s_tables() {
        let ranks: Vec<Option<usize>> = [5, 6, 8, 9, 10, 12, 15, 20, 25, 100].map(median_rank).to_vec();
        let tabled = [None, Some(1), Some(1), Some(2), Some(2), Some(3), Some(4), Some(6), Some(8), Some(40)];
        assert_eq!(ranks, tabled);
        assert!(median_rank(100_000).is_some_and(|rank| (49_680..49_700).contains(&rank)));
    }

    #[test]
    fn an_even_number_of_deals_has_the_mean_of_the_middle_two_as_its_median() {
        assert_eq!(median_answer(&[2, 5, 8, 30]).value, Measured::Value(Scalar::Days(6.5)));
        assert_eq!(median_answer(&[2, 5, 8]).value, Measured::Value(Scalar::Days(5.0)));
    }
}
