//! What can be wrong with the question: facts in named fields, one plain sentence each.

use std::fmt;

use super::history::CustomerHistory;

/// Why a model of repeat purchase cannot be had.
#[derive(Debug, Clone, PartialEq)]
pub enum PurchaseError {
    /// There is nobody to learn from.
    NoCustomers,
    /// A history that cannot be.
    History {
        /// Position among the histories received, from 0.
        row: usize,
        /// The history.
        history: CustomerHistory,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A mean value that cannot be.
    Value {
        /// Position among the values received, from 0.
        row: usize,
        /// The value.
        value: f64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Too few to learn from.
    TooFew {
        /// Customers that bought again.
        repeaters: usize,
        /// Customers of that kind that are needed.
        needed: usize,
    },
    /// Enough bought again, but too few of them for more than nothing.
    TooFewWorth {
        /// Customers that bought again.
        repeaters: usize,
        /// Those whose repeat purchases came to more than nothing.
        worth: usize,
        /// Customers of that kind that are needed.
        needed: usize,
    },
    /// A parameter outside its range.
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The value received.
        value: f64,
    },
}

impl fmt::Display for PurchaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PurchaseError::NoCustomers => write!(f, "there are no customers to learn from"),
            PurchaseError::History { row, history, what } => {
                let CustomerHistory { frequency, recency, age } = history;
                write!(f, "customer {} has frequency {frequency}, recency {recency}, age {age}: {what}", row + 1)
            }
            PurchaseError::Value { row, value, what } => {
                write!(f, "customer {} has the mean value {value}: {what}", row + 1)
            }
            PurchaseError::TooFew { repeaters: 0, needed } => {
                write!(f, "no customer bought again, and the model needs at least {needed}")
            }
            PurchaseError::TooFew { repeaters: 1, needed } => {
                write!(f, "one customer bought again, and the model needs at least {needed}")
            }
            PurchaseError::TooFew { repeaters, needed } => {
                write!(f, "{repeaters} customers bought again, and the model needs at least {needed}")
            }
            PurchaseError::TooFewWorth { repeaters, worth, needed } => {
                write!(
                    f,
                    "of the customers that bought again ({repeaters}), those whose purchases came to more than nothing are \
                     {worth}, and the model needs at least {needed}"
                )
            }
            PurchaseError::Parameter { name, value } => {
                write!(f, "the parameter {name} is {value}, and it must be finite and above 0")
            }
        }
    }
}

impl std::error::Error for PurchaseError {}
