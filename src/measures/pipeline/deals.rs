//! The deals as they were known on the as-of day.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::Tables;
use crate::quantity::NoRate;
use crate::sources::status_of_stage;

use super::category::Category;
use super::typed_probability::{TypedProbability, typed_probabilities};

/// What had become of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::measures) enum Outcome {
    /// Nothing yet.
    Open,
    /// It was won.
    Won,
    /// It was lost.
    Lost,
    /// It was no deal at all: invalid, double, withdrawn.
    Void,
}

/// The remark where deals in another currency are left out, because nothing says what they are worth.
pub(super) const OTHER_CURRENCY: &str = "other_currency";

/// One deal.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::measures) struct Deal {
    /// The id.
    pub(in crate::measures) id: String,
    /// Whose it is; empty where the row names nobody.
    pub(in crate::measures) rep: String,
    /// Its slice; none where it does not count in this question.
    pub(in crate::measures) slice: Option<u32>,
    /// The day on which it came up.
    pub(in crate::measures) created: Option<Day>,
    /// The day of the first contact.
    pub(super) contacted: Option<Day>,
    /// What had become of it.
    pub(in crate::measures) outcome: Outcome,
    /// The day on which that happened; none for an open deal, and for one of which the day is not known.
    pub(in crate::measures) closed: Option<Day>,
    /// The day on which it is expected to be won.
    pub(super) expected: Option<Day>,
    /// The amount in minor units; none where there is none or where it is in another currency without a rate.
    pub(in crate::measures) amount: Option<i64>,
    /// Why an amount in another currency could not be converted.
    pub(super) no_rate: Option<NoRate>,
    /// The stage.
    pub(super) stage: Option<String>,
    /// The forecast category that was typed in.
    pub(super) category: Option<Category>,
    /// The chance that was typed in.
    pub(super) typed: Option<TypedProbability>,
    /// Whether somebody said that it is not qualified.
    pub(super) is_unqualified: bool,
}

impl Deal {
    /// Whether it was won or lost.
    pub(super) fn is_decided(&self) -> bool {
        matches!(self.outcome, Outcome::Won | Outcome::Lost)
    }

    /// Days from creation to the close; none where one of the days is unknown or where they are in the wrong order.
    pub(super) fn cycle_days(&self) -> Option<i32> {
        Some(self.closed?.days_since(self.created?)).filter(|days| *days >= 0)
    }

    /// Whether the deal was closed before it was created, so that no length can be taken from it.
    pub(super) fn is_backwards(&self) -> bool {
        self.closed.zip(self.created).is_some_and(|(closed, created)| closed < created)
    }

    /// Why the amount cannot be counted.
    pub(super) fn amount_remark(&self) -> &'static str {
        if self.no_rate.is_some() { OTHER_CURRENCY } else { "amount_missing" }
    }
}

/// All deals that were known on a day, in the order of the table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::measures) struct Deals {
    /// The deals.
    pub(in crate::measures) list: Vec<Deal>,
    /// What holds for all of them.
    remarks: BTreeSet<&'static str>,
}

impl Deals {
    /// Reads the opportunities. A deal created after the as-of day is not known yet, and one that was closed after it
    /// counts as open.
    ///
    /// A row without a status has the one that the name of its stage tells. Where no row has a closing day, the
    /// expected one stands for it: many programs keep a single close date and let it mean both. Then, and where a
    /// closed deal has no day at all, there is a remark.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub(in crate::measures) fn read(
        frame: &DataFrame,
        of_row: &[Option<u32>],
        as_of: Day,
        tables: &Tables,
    ) -> Result<Deals, MeasureError> {
        let columns = Columns::of(frame);
        let mut ids = columns.texts("opportunity_id")?;
        let mut reps = columns.texts("rep_id")?;
        let (created, expected) = (columns.days("created_date")?, columns.days("expected_close")?);
        let contacted = columns.days("first_contact_date")?;
        let states = columns.texts("status")?;
        let mut stages = columns.texts("stage")?;
        let amounts = columns.whole("amount_minor")?;
        let currencies = columns.texts("currency")?;
        let categories = columns.texts("forecast_category")?;
        let qualified = columns.flags("is_qualified")?;
        let typed = typed_probabilities(columns)?;
        let written = columns.days("closed_date")?;
        let one_close_date = written.iter().all(Option::is_none);
        let closing = if one_close_date { &expected } else { &written };
        let mut remarks = BTreeSet::new();
        let mut list = Vec::with_capacity(columns.height());
        for row in 0..columns.height() {
            if created[row].is_some_and(|day| day > as_of) {
                continue;
            }
            let (outcome, closed) = settled(states[row].as_deref(), stages[row].as_deref(), closing[row], as_of);
            if outcome != Outcome::Open {
                match closed {
                    Some(_) if one_close_date => remarks.insert("closed_as_expected"),
                    Some(_) => false,
                    None => remarks.insert("closed_without_date"),
                };
            }
            // What is won or lost is worth what it was then; what is open, what it is worth today.
            let worth = |amount| in_run(amount, currencies[row].as_deref(), closed.unwrap_or(as_of), tables);
            let (amount, no_rate) = match amounts[row].map(worth) {
                Some(Ok(amount)) => (amount, None),
                Some(Err(none)) => (None, Some(none)),
                None => (None, None),
            };
            list.push(Deal {
                id: ids[row].take().unwrap_or_default(),
                rep: reps[row].take().unwrap_or_default(),
                slice: of_row.get(row).copied().flatten(),
                created: created[row],
                contacted: contacted[row],
                outcome,
                closed,
                expected: expected[row],
                amount,
                no_rate,
                stage: stages[row].take(),
                category: categories[row].as_deref().and_then(Category::of_word),
                typed: typed[row],
                is_unqualified: qualified[row] == Some(false),
            });
        }
        Ok(Deals { list, remarks })
    }

    /// What holds for all of them, as flags.
    pub(super) fn remarks(&self) -> &BTreeSet<&'static str> {
        &self.remarks
    }

    /// The day count within which nine of ten decided deals were decided (nearest rank); none where no deal was.
    pub(super) fn cycle_days_p90(&self) -> Option<i32> {
        let decided = self.list.iter().filter(|deal| deal.is_decided());
        let mut days: Vec<i32> = decided.filter_map(Deal::cycle_days).collect();
        days.sort_unstable();
        let rank = (days.len() * 9).div_ceil(10);
        days.get(rank.checked_sub(1)?).copied()
    }
}

/// What had become of a deal by a day, and on which day that happened: one that was closed later counts as open.
pub(in crate::measures) fn settled(
    status: Option<&str>,
    stage: Option<&str>,
    closing: Option<Day>,
    as_of: Day,
) -> (Outcome, Option<Day>) {
    let later = closing.is_some_and(|day| day > as_of);
    let outcome = if later { Outcome::Open } else { outcome_of(status, stage) };
    (outcome, closing.filter(|_| outcome != Outcome::Open))
}

/// An amount in the run's currency; none where it leaves 64 bits there.
///
/// # Errors
/// [`NoRate`] where it is in another one and nothing says what that was worth on the day.
pub(in crate::measures) fn in_run(
    amount: i64,
    code: Option<&str>,
    day: Day,
    tables: &Tables,
) -> Result<Option<i64>, NoRate> {
    let (Some(code), Some(run)) = (code.map(str::trim), tables.currency()) else { return Ok(Some(amount)) };
    if code.is_empty() || code.eq_ignore_ascii_case(run.code()) {
        return Ok(Some(amount));
    }
    match tables.exchange() {
        Some(exchange) => exchange.convert(code, day.epoch(), amount),
        None => Err(NoRate { currency: code.to_uppercase(), day: day.epoch(), last: None }),
    }
}

fn outcome_of(status: Option<&str>, stage: Option<&str>) -> Outcome {
    match status.unwrap_or_else(|| stage.map_or("open", status_of_stage)) {
        "won" => Outcome::Won,
        "lost" => Outcome::Lost,
        "void" => Outcome::Void,
        _ => Outcome::Open,
    }
}
