//! Arguments of the commands about the course of things.

use clap::Args;

use super::arguments::PeriodArguments;

/// Arguments of `attain trend`.
#[derive(Debug, Args)]
pub(crate) struct TrendArguments {
    /// Metric ids, such as revenue_net; `attain define` lists them
    #[arg(value_name = "METRIC", required = true)]
    pub(crate) metrics: Vec<String>,
    /// A trend for each member: rep, team, region, product.COLUMN …; several with commas
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION")]
    pub(crate) by: Vec<String>,
    /// Count only the rows that pass a filter: "region = North and amount > 1000"
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    /// The last N complete periods [default: 24 months, 12 quarters or 10 years, unless --from is given]
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "period"], value_parser = clap::value_parser!(u32).range(1..=1200))]
    pub(crate) last: Option<u32>,
    #[command(flatten)]
    pub(crate) periods: PeriodArguments,
}

/// Arguments of `attain bridge`.
#[derive(Debug, Args)]
pub(crate) struct BridgeArguments {
    /// The earlier period: 2019-Q1, 2019-06 or 2019
    #[arg(value_name = "A")]
    pub(crate) from: String,
    /// The later period
    #[arg(value_name = "B")]
    pub(crate) to: String,
    /// What is sold at one price and in one unit: product, product.category …; several with commas
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION", default_value = "product")]
    pub(crate) by: Vec<String>,
    /// Count only the rows that pass a filter: "region = North"
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    /// Show the terms of each member too, not only their sums
    #[arg(long)]
    pub(crate) detail: bool,
}

/// What `attain trend --help` ends with.
pub(crate) const TREND_HELP: &str = "Examples:
  attain trend revenue_net --by rep --grain month --last 24
  attain trend gross_margin orders --by team --lang zh

The slope is that of Theil and Sen a period with its 95 % interval, the test that of Mann and Kendall. Where
every month (quarter) of the year has two values, only the same months are compared with each other, so that
no season looks like a trend. Months that resemble the one before widen test and interval (Hamed and Rao).
A change is the likeliest step of the level (Pettitt), given where a step tells the course better than a line;
what lies before and after a stated one is searched again, if it has eight values (binary segmentation).
Of all series asked for at once, at most 5 % of those said to rise, to fall or to change may be false
(Benjamini and Hochberg): q and change_q. Fewer than eight values: no statement. The running period is left out.";

/// What `attain bridge --help` ends with.
pub(crate) const BRIDGE_HELP: &str = "Examples:
  attain bridge 2018-Q2 2019-Q2
  attain bridge 2018 2019 --by product.category --detail

Start + volume + mix + list_price + discount + price + new + lost + unpriced + returns + adjustments = end,
exactly, to the minor unit, in sum and for each member. Volume: as if every member had grown like all of them;
mix: the rest of its quantity at the old price; list price and discount: the change of price at the new
quantity, `price` where a list amount is missing. Members sold in one of the periods only are new or lost,
those without a usable quantity unpriced. Returns and adjustments stand apart, by their own day.";
