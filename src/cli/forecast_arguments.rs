//! Arguments of `attain forecast`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::GrainChoice;

/// Arguments of `attain forecast`.
#[derive(Debug, Args)]
pub(crate) struct ForecastArguments {
    /// The metric, or several: revenue_net, gross_profit, units, orders, active_customers, new_customers,
    /// gross_margin, avg_order or attainment
    #[arg(value_name = "METRIC", value_delimiter = ',', default_value = "revenue_net")]
    pub(crate) metrics: Vec<String>,
    /// Each rep alone; or teams, regions, the company or the whole tree, made to add up
    #[arg(long, value_name = "LEVEL", value_parser = ["rep", "team", "region", "company", "tree"], default_value = "rep")]
    pub(crate) by: String,
    /// The length of the periods
    #[arg(long, value_enum, default_value = "quarter")]
    pub(crate) grain: GrainChoice,
    /// How many periods ahead
    #[arg(long, value_name = "H", default_value_t = 1)]
    pub(crate) horizon: usize,
    /// Levels of the intervals, in percent
    #[arg(long, value_delimiter = ',', value_name = "PERCENT", default_values_t = [50, 80, 95])]
    pub(crate) levels: Vec<u32>,
    /// Write the targets of these metrics at the configured chance as well, from the same forecasts
    #[arg(long, value_name = "FILE")]
    pub(crate) targets_to: Option<PathBuf>,
    /// Write who is at risk as well, from the same forecast of net revenue
    #[arg(long, value_name = "FILE")]
    pub(crate) risk_to: Option<PathBuf>,
}

/// What `attain forecast --help` ends with.
pub(crate) const FORECAST_HELP: &str = "Examples:
  attain forecast revenue_net
  attain forecast new_customers --horizon 2 --levels 50,80
  attain forecast revenue_net --by tree      (company, regions, teams, reps: parts sum to wholes)
  attain forecast revenue_net,orders,units --out forecast.csv --targets-to targets.csv --risk-to risk.csv

The last one reads the store once and makes each forecast once; its targets and risk are those of
attain targets and attain risk. Shares and means are forecast and have no targets.
With a table market_index the index is tried on the past, at every lag up to a year; what became of it is
said. An interval that the past errors cannot support is left empty.";
