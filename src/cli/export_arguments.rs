//! The arguments of `attain export`. Doc comments here are the help that people read.

use clap::{Args, ValueEnum};

use super::review_arguments::{AimArguments, RedactArguments};

/// What `attain export --help` says after its flags.
pub(crate) const EXPORT_HELP: &str = "Examples:
  attain export orders --out orders.csv
  attain export orders --as-of 3 --out orders-3.parquet
  attain export schema                            (the JSON Schema of review.json)
  attain export schema tables                     (every table of a pack with its columns)
  attain export --to results --period 2019-Q2     (a folder with a Delta table for each result)
  attain export --to s3://bucket/results          (the same in a bucket; also az:// and gs://)
  attain export --to warehouse --tables targets,risk,scores

Columns of a stored table carry the names of the store: amounts of money are in minor units
(`net_amount_minor`). The file is written whole or not at all.

With --to, what a review of the period says is written for a CRM or a BI tool: targets, flags, scores and
more. Nothing is loaded first. A folder and a bucket get Delta tables, and several may write there at once; the
keys of a bucket stand in the environment, as for the store. A database is a section of the configuration, its
driver is installed as for [[source]], and its password stands in the environment or in a file:

  [[destination]]
  name = \"warehouse\"
  adbc = \"postgresql\"
  uri = \"postgresql://writer:${WAREHOUSE_PASSWORD}@host:5432/bi\"
  schema = \"sales\"            # the user's own where it is absent
  tables = [\"targets\", \"risk\", \"scores\"]
  redact = true               # pseudonyms alone go there

Every row carries `run_id`, `review_period` and `as_of`; the table `runs` says of each run what it was
made from and when. A run is known by what it says: the same export once more changes nothing, and
another state of the data or the settings that gives other numbers is another run beside it. In a
database all tables of a run appear at once; in a folder or a bucket one by one, `runs` last.
`attain export schema tables` describes all these columns under `exported`.";

/// Arguments of `attain export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// The table; or `schema`, for the schema of what reviews are written as
    #[arg(value_name = "TABLE", required_unless_present = "to", conflicts_with = "to")]
    pub(crate) table: Option<String>,
    /// With `schema`, of which file [default: review]
    #[arg(value_name = "FILE", value_enum)]
    pub(crate) file: Option<SchemaChoice>,
    /// Write the results of a review there: a [[destination]] by its name, or a folder or a path in a
    /// bucket for Delta tables
    #[arg(long, value_name = "DEST")]
    pub(crate) to: Option<String>,
    /// With --to, the period under review, or several: 2018-Q1..2019-Q2 [default: the last complete quarter]
    #[arg(long = "period", value_name = "P", value_delimiter = ',', requires = "to")]
    pub(crate) periods: Vec<String>,
    /// With --to, these tables of the pack [default: the destination's `tables`, else attainment, kpi,
    /// forecasts, risk, risk_reasons, targets, checkpoints, scores, scorecard, plans, decisions, people]
    #[arg(long, value_name = "TABLES", value_delimiter = ',', requires = "to")]
    pub(crate) tables: Vec<String>,
    /// With --to, add columns to tables that are there and lack them
    #[arg(long, requires = "to")]
    pub(crate) add_columns: bool,
    #[command(flatten)]
    pub(crate) aims: AimArguments,
    #[command(flatten)]
    pub(crate) redact: RedactArguments,
}

/// What `attain export schema` describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaChoice {
    /// review.json
    Review,
    /// summary.json of a pack
    Summary,
    /// summary.json over several packs
    Batch,
    /// The columns of every table of a pack, as a Data Package
    Tables,
}
