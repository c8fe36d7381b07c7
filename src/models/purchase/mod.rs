//! Which customers will buy again, how often, and for how much?
//!
//! Customers buy when they like and leave without saying so. Three models of this ("buy till you die") are learned
//! from three numbers a customer ([`CustomerHistory`]), by maximum likelihood with exact slopes:
//!
//! | model | leaves | parameters |
//! | --- | --- | --- |
//! | BG/NBD | after a repeat purchase, with a chance p ~ Beta(a, b) | r, α, a, b |
//! | MBG/NBD | the same, also right after the first purchase | r, α, a, b |
//! | Pareto/NBD | at any time, with a rate μ ~ Gamma(s, β) | r, α, s, β |
//!
//! In all of them an active customer buys at random with a rate λ ~ Gamma(r, α). What a purchase is worth is a
//! model of its own, [`SpendModel`] (Gamma–Gamma: p, q, γ).
//!
//! The likelihood is taken on parameters' logarithms, with the median age as the unit of time, over equal
//! histories grouped, in a fixed order of summation: the result is the same for any order of customers and any
//! number of threads. α and β are reported in the caller's unit of time. A fit always states how it ended
//! ([`FitStatus`]); parameters that the data leave open have no standard errors.
//!
//! The number to act on is [`FittedPurchase::buys_within`], which comes true or does not; see there what speaks
//! against [`FittedPurchase::alive`].

mod error;
mod geometric;
mod history;
mod likelihood;
mod maximum;
mod model;
mod pareto;
mod pareto_grid;
mod report;
mod special;
mod spend;
mod starts;

pub use error::PurchaseError;
pub use history::{CustomerHistory, Histories, MOST_FREQUENT};
pub use likelihood::of_each;
pub use model::{FittedPurchase, PurchaseModel};
pub use report::{Estimate, FitReport, FitStatus};
pub use spend::{CustomerSpend, SpendModel};

#[cfg(test)]
mod tests;
