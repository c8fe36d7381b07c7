//! Arguments of `attain purchase`. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What `attain purchase --help` ends with.
pub(crate) const PURCHASE_HELP: &str = "Examples:
  attain purchase                               (the model, and its chances against what came)
  attain purchase --by customer --horizon 60
  attain purchase --by rep --model paretonbd
  attain purchase --by customer --horizon 365 --worth margin
  attain purchase --summary customers.csv --model bgnbd

Without --by the answer is JSON. Exit code 1 where the data leave parameters open.";

/// Arguments of `attain purchase`.
#[derive(Debug, Args)]
pub(crate) struct PurchaseArguments {
    /// The model
    #[arg(long, value_enum, default_value = "bgnbd")]
    pub(crate) model: ModelChoice,
    /// Learn from this file of `customer_id,frequency,recency,T[,monetary_value]` instead of the store
    #[arg(long, value_name = "FILE")]
    pub(crate) summary: Option<PathBuf>,
    /// What to list instead of the model: every customer, or every rep's book
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) by: Option<ByChoice>,
    /// How far to look ahead, in days (in the file's unit of time with --summary)
    #[arg(long, value_name = "H", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(crate) horizon: u32,
    /// Yearly discount of future purchases, as a share
    #[arg(long, value_name = "D", default_value_t = 0.1, allow_negative_numbers = true)]
    pub(crate) discount: f64,
    /// What a customer's value (clv_model) counts: net revenue, or gross profit, which needs costs
    #[arg(long, value_enum, value_name = "WHAT", default_value = "revenue")]
    pub(crate) worth: WorthChoice,
}

/// `--worth`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WorthChoice {
    /// Net revenue
    Revenue,
    /// Net revenue less the cost of the goods
    Margin,
}

/// `--model`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelChoice {
    /// Customers leave after a repeat purchase (Fader, Hardie and Lee 2005)
    #[value(name = "bgnbd")]
    BgNbd,
    /// Customers leave after any purchase, the first included
    #[value(name = "mbgnbd")]
    MbgNbd,
    /// Customers leave at any time (Schmittlein, Morrison and Colombo 1987)
    #[value(name = "paretonbd")]
    ParetoNbd,
    /// What a purchase is worth (Fader and Hardie 2013)
    #[value(name = "gammagamma")]
    GammaGamma,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByChoice {
    /// A row a customer
    Customer,
    /// A row a rep: the customers whose last purchase was the rep's
    Rep,
}
