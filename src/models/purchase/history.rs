//! Customers' histories, told in three numbers each.

use std::cmp::Ordering;

use super::error::PurchaseError;

/// No customer buys more often than this; a larger frequency is a mistake in the file.
pub const MOST_FREQUENT: u32 = 1_000_000;

/// One customer's history up to the as-of date: all that the models of repeat purchase need to know.
///
/// Times are in one unit for all customers, counted from the customer's own first purchase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CustomerHistory {
    /// Purchase occasions after the first (x).
    pub frequency: u32,
    /// From the first to the last occasion (t_x); 0 where there was only one.
    pub recency: f64,
    /// From the first occasion to the as-of date (T).
    pub age: f64,
}

impl CustomerHistory {
    /// Refuses what cannot be a history, with the row it stood in.
    fn check(&self, row: usize) -> Result<(), PurchaseError> {
        let fault = |what| Err(PurchaseError::History { row, history: *self, what });
        if !(self.recency.is_finite() && self.age.is_finite()) {
            return fault("a time is not a finite number");
        }
        if self.recency < 0.0 {
            return fault("the recency is negative");
        }
        if self.recency > self.age {
            return fault("the recency is greater than the age");
        }
        if self.frequency == 0 && self.recency > 0.0 {
            return fault("the recency is positive though nothing was bought again");
        }
        if self.frequency > 0 && self.recency == 0.0 {
            return fault("something was bought again though the recency is zero");
        }
        if self.frequency > MOST_FREQUENT {
            return fault("the frequency is greater than a million");
        }
        Ok(())
    }

    fn order(&self, other: &CustomerHistory) -> Ordering {
        (self.frequency.cmp(&other.frequency))
            .then(self.recency.total_cmp(&other.recency))
            .then(self.age.total_cmp(&other.age))
    }
}

/// Equal histories, counted once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grouped {
    pub(super) history: CustomerHistory,
    pub(super) customers: f64,
}

/// Checked histories, sorted, equal ones grouped: the order in which they came changes no digit of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Histories {
    pub(super) rows: Vec<Grouped>,
    pub(super) customers: usize,
    /// The median age; 1 where all are new.
    pub(super) time_unit: f64,
}

impl Histories {
    /// Checks, sorts and groups.
    ///
    /// # Errors
    /// [`PurchaseError::NoCustomers`] for none, [`PurchaseError::History`] for the first impossible one.
    pub fn new(mut histories: Vec<CustomerHistory>) -> Result<Histories, PurchaseError> {
        if histories.is_empty() {
            return Err(PurchaseError::NoCustomers);
        }
        histories.iter().enumerate().try_for_each(|(row, history)| history.check(row))?;
        let customers = histories.len();
        let time_unit = median_age(&histories);
        histories.sort_unstable_by(CustomerHistory::order);
        let mut rows: Vec<Grouped> = Vec::new();
        for history in histories {
            match rows.last_mut() {
                Some(last) if last.history == history => last.customers += 1.0,
                _ => rows.push(Grouped { history, customers: 1.0 }),
            }
        }
        Ok(Histories { rows, customers, time_unit })
    }

    /// How many customers there are.
    pub fn len(&self) -> usize {
        self.customers
    }

    /// Never: there is at least one customer.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// How many customers bought again.
    pub fn repeaters(&self) -> usize {
        self.rows.iter().filter(|row| row.history.frequency > 0).map(|row| row.customers as usize).sum()
    }

    /// The same with the median age as the unit of time, where the likelihood is well conditioned.
    pub(super) fn rescaled(&self) -> Vec<Grouped> {
        let scaled = |row: &Grouped| Grouped {
            history: CustomerHistory {
                frequency: row.history.frequency,
                recency: row.history.recency / self.time_unit,
                age: row.history.age / self.time_unit,
            },
            customers: row.customers,
        };
        self.rows.iter().map(scaled).collect()
    }
}

fn median_age(histories: &[CustomerHistory]) -> f64 {
    let mut ages: Vec<f64> = histories.iter().map(|history| history.age).collect();
    let middle = ages.len() / 2;
    let (_, median, _) = ages.select_nth_unstable_by(middle, f64::total_cmp);
    if *median > 0.0 { *median } else { 1.0 }
}
