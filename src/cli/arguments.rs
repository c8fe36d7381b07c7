//! The command line as clap reads it. Doc comments here are the help that people read.

use std::path::PathBuf;

use crate::review::quality_report::SECTIONS;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::backtest_arguments::{BACKTEST_HELP, BacktestArguments};
use super::cases_arguments::{CASES_HELP, CasesArguments};
use super::cohort_arguments::{COHORT_HELP, CohortArguments, REPEAT_HELP, RepeatArguments};
use super::contest_arguments::{CONTEST_HELP, ContestArguments};
use super::decide_arguments::{DECIDE_HELP, DecideArguments, TARGETS_HELP, TargetAction};
use super::define::DefineArguments;
use super::export_arguments::{EXPORT_HELP, ExportArguments};
use super::forecast_arguments::{FORECAST_HELP, ForecastArguments};
use super::generate_arguments::GenerateArguments;
use super::plan_arguments::{PLAN_HELP, PlanArguments};
use super::planning_arguments::{AUDIT_HELP, AuditArguments, WHATIF_HELP, WhatIfArguments};
use super::purchase_arguments::{PURCHASE_HELP, PurchaseArguments};
use super::rate_arguments::{RATE_HELP, RateArguments};
use super::review_arguments::{DemoArguments, REVIEW_HELP, ReviewArguments};
use super::scorecard_arguments::{SCORECARD_HELP, ScorecardArguments};
use super::store_arguments::{InspectArguments, RestateArguments, VacuumArguments};
use super::trend_arguments::{BRIDGE_HELP, BridgeArguments, TREND_HELP, TrendArguments};

/// Sales-performance analytics: what happened, what is likely, what to aim for.
///
/// Start with your own files:
///   attain init data/*.csv              (writes attain.toml)
///   attain ingest
/// or with one:
///   attain ingest orders.csv --table orders --store my-store
///   attain kpi revenue_net --by rep --grain quarter --store my-store
/// or look at a finished review of example data:
///   attain demo
///
/// Exit codes: 0 done, 1 done with findings, 2 usage, 3 data, 4 internal.
#[derive(Debug, Parser)]
#[command(name = "attain", version, verbatim_doc_comment, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// The configuration [default: ./attain.toml where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The store's folder, or its address on object storage: s3://bucket/path, az://container/path,
    /// gs://bucket/path; overrides the configuration
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
    /// Read the data up to a business day (2019-06-30), as a version of the store held them (3), both
    /// (3@2019-06-30, which rebuilds a past review), or as they were at a time of loading in UTC
    /// (@2019-07-05T18:00, with a day: @2019-07-05/2019-06-30)
    #[arg(long, global = true, value_name = "DATE|VERSION|VERSION@DATE|@TIME")]
    pub(crate) as_of: Option<String>,
    /// The form of the answer [default: table on a terminal, csv otherwise]
    #[arg(long, global = true, value_enum)]
    pub(crate) format: Option<FormatChoice>,
    /// Write the answer to a file or folder instead of stdout
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// The language of reports
    #[arg(long, global = true, value_enum, default_value = "en")]
    pub(crate) lang: LanguageChoice,
    /// How many threads to use [default: all cores]; the answer does not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Who builds the facts: `embedded`, or a cluster that speaks Spark Connect, at sc://host:port; overrides
    /// the configuration [default: embedded]
    #[arg(long, global = true, value_name = "ENGINE")]
    pub(crate) engine: Option<String>,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatChoice {
    /// Aligned columns for people
    Table,
    /// Comma-separated values
    Csv,
    /// An array of objects
    Json,
    /// A Parquet file (needs --out)
    Parquet,
    /// An Excel workbook (needs --out)
    Xlsx,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageChoice {
    /// English
    En,
    /// Chinese
    Zh,
    /// What people read in both (review and demo)
    Both,
}

/// `--bad-rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BadRowsChoice {
    /// Load nothing while there is a row that cannot be read
    Stop,
    /// Load the good rows, keep the bad ones beside the store with the reason
    Reject,
}

/// `--grain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrainChoice {
    /// Calendar months
    Month,
    /// Fiscal quarters
    Quarter,
    /// Fiscal years
    Year,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at files, propose a table and a mapping for each, and write a commented attain.toml
    #[command(after_help = "Examples:
  attain init data/*.csv
  attain init exports --out exports/attain.toml
  attain init --presets                (the exports that are known by name)

A folder stands for the tables in it. Nothing is loaded, and a file that is there is never written over
without --force. What was decided and why, and what you have to decide, is said on stderr and stands in
the file. Exit code 1 where something is left to decide. Then: attain ingest, and attain check.")]
    Init(InitArguments),
    /// Load files into the store; the same content again adds nothing
    #[command(after_help = "Examples:
  attain ingest orders.csv --table orders --store my-store
  attain ingest sales.csv --table orders --column rep_id=Seller --date-format %d.%m.%Y
  attain ingest 's3://sales/2024/*.csv' --table orders --store s3://sales-store/company
  attain ingest                       (everything that attain.toml names)

Rows read = loaded + duplicates dropped + rejected, always. While a row cannot be read nothing is
loaded; --bad-rows reject loads the others and keeps the bad ones beside the store.")]
    Ingest(IngestArguments),
    /// Account for every row that was loaded, and say what is doubtful about the data
    #[command(after_help = "Examples:
  attain check --store my-store
  attain check --report --store my-store
  attain check --section orphans --section outliers --format csv
  attain check --list

A row per file comes on stdout; findings are printed on stderr and end with exit code 1. --report
prints the whole data-quality report instead: as a page with --format table, else one row per
statement with the columns section, check, severity, table, column, count, share, examples, sentence.
Rows without a severity state something, the others are findings. Sections: account, freshness,
coverage, switched_off, rows, orphans, duplicates, outliers, dates, consistency.

What a check does is set by its id, which --list prints with what it can do:
  [checks.rules]
  orphan_ids = \"ignore\"
  sign_against_type = \"reject\"")]
    Check(CheckArguments),
    /// Print KPI values by period and slice
    #[command(after_help = super::commands::kpi::HELP)]
    Kpi(KpiArguments),
    /// Print cohort retention: how many of the customers won in a period buy again later
    #[command(after_help = COHORT_HELP)]
    Cohort(CohortArguments),
    /// Print repeat-purchase rates, returning customers, the days between purchases, lapses
    #[command(after_help = REPEAT_HELP)]
    Repeat(RepeatArguments),
    /// Say whether metrics rise or fall, how fast, how sure that is, and when their level changed
    #[command(after_help = TREND_HELP)]
    Trend(TrendArguments),
    /// Explain the change of net revenue between two periods: volume, mix, price, discount, new and lost
    #[command(after_help = BRIDGE_HELP)]
    Bridge(BridgeArguments),
    /// Learn when customers buy again: parameters, and every customer's chance to buy within h days
    #[command(after_help = PURCHASE_HELP)]
    Purchase(PurchaseArguments),
    /// Forecast each rep's next periods, with intervals that were tested on the past
    #[command(after_help = FORECAST_HELP)]
    Forecast(ForecastArguments),
    /// Show what forecasts were worth: every method on the past, with what came beside what was stated
    #[command(after_help = BACKTEST_HELP)]
    Backtest(BacktestArguments),
    /// Say which reps will probably miss their bar in the next period, and why
    #[command(after_help = "Examples:
  attain risk --format json
  attain risk --explain E07
  attain risk --fairness

The bar is 80 % of the quota, or of what the season lets expect where there is none ([risk] in the
configuration). Exit code 1 where a rep is flagged, or a group is treated otherwise than the others. Too little
history: no statement. Columns of the reps table called group_* are read for --fairness only.")]
    Risk(RiskArguments),
    /// Propose targets at a stated chance, or spread a goal so that everybody has the same chance
    #[command(after_help = TARGETS_HELP, args_conflicts_with_subcommands = true)]
    Targets(TargetArguments),
    /// Compare scenarios: another goal or chance, newcomers, a rep who leaves, another market, other returns
    #[command(after_help = WHATIF_HELP)]
    Whatif(WhatIfArguments),
    /// Examine a set of targets: is it fair, within reach, and set by thought?
    #[command(after_help = AUDIT_HELP)]
    Audit(AuditArguments),
    /// Score the reps: every line with its evidence, the total with its grade, and whose scores are equal
    #[command(after_help = SCORECARD_HELP)]
    Scorecard(ScorecardArguments),
    /// Check, load and list ratings by managers, peers, subordinates and customers, severity taken out
    #[command(after_help = RATE_HELP)]
    Rate(RateArguments),
    /// Say who stands where in a sales contest, who may win, and whether it is fair
    #[command(after_help = CONTEST_HELP)]
    Contest(ContestArguments),
    /// Draw won and lost deals for review, and say how far reviewers agree and what the deals teach
    #[command(after_help = CASES_HELP)]
    Cases(CasesArguments),
    /// Say where reps are weak, propose plans, and close plans by data; training needs and role models
    #[command(after_help = PLAN_HELP)]
    Plan(PlanArguments),
    /// List what attain proposes with where it stands, and record what people accept, change or reject
    #[command(after_help = DECIDE_HELP)]
    Decide(DecideArguments),
    /// Write the whole review pack of a period: HTML, workbook, JSON, CSV and Parquet
    #[command(after_help = REVIEW_HELP)]
    Review(ReviewArguments),
    /// Load the shipped example data and write its review pack
    #[command(after_help = "Example:
  attain demo --out demo --lang zh")]
    Demo(DemoArguments),
    /// Show what the store holds: versions, tables, columns, data files
    #[command(after_help = "Examples:
  attain inspect --store my-store                 (the tables of the newest version)
  attain inspect --versions                       (every load: when, which files, how many rows)
  attain inspect orders                           (columns: type, nulls, least, greatest, bytes)
  attain inspect orders --files --as-of 3         (data files of version 3)

All of it stands in the footers of the data files and in the logs: no row is read, however large the
store is. What the footers do not say is left empty. Amounts of money are in minor units there.")]
    Inspect(InspectArguments),
    /// Write a stored table to a file, a review's results to a folder or a database, or print a schema
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArguments),
    /// Say what changed between two versions of the store, and which published numbers moved by it
    #[command(after_help = "Examples:
  attain restate 6 7                              (two versions)
  attain restate 6                                (version 6 and the newest)
  attain restate 6@2023-12-31 7@2023-12-31        (both read up to the same business day)
  attain restate 6 7 --show rows                  (each changed row, with what it said before)

A number's movement is split by cause: rows added, removed, replaced, then changed reps, changed
quotas, and another as-of day. What they do not explain stands in `unexplained` and is zero. In the
differences an absent value counts as zero. Exit code 1 where a number moved.")]
    Restate(RestateArguments),
    /// Remove old versions of the store for good; says what would go until --yes is added
    #[command(after_help = "Examples:
  attain vacuum --keep-last 10                    (says what would go)
  attain vacuum --keep-last 10 --yes              (removes it)
  attain vacuum --older-than 2022-01-01 --yes

The current version always stays, and kept versions read as before. A removed version cannot be
brought back: reviews and restatements that need it say when it was removed. The record of what was
loaded stays.")]
    Vacuum(VacuumArguments),
    /// Explain a metric: meaning, formula, which rows count, when it is absent
    #[command(after_help = "Examples:
  attain define
  attain define repeat_rate.h_days
  attain define repeat_rate.h_days --lang zh
  attain define --compare repeat_rate             (on the example of the pages)
  attain define --compare growth --store my-store")]
    Define(DefineArguments),
    /// Make up a company with known truth: orders, customers, reps, quotas, pipeline, payments, ratings
    #[command(after_help = "Example:
  attain generate --lines 100000 --reps 40 --years 4 --seed 7 --out my-company

truth.json says what is true of it: seasons, ramps, declining reps, repeat rates, severe raters.")]
    Generate(GenerateArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one for each command into a folder
    #[command(after_help = "Examples:
  attain man | man -l -
  attain man --out ~/.local/share/man/man1        (then: man attain-review)")]
    Man,
}

/// Arguments of `attain init`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// Files, folders and patterns to look at; --out says where the configuration goes [default:
    /// ./attain.toml]
    #[arg(value_name = "FILE", required_unless_present = "presets")]
    pub(crate) files: Vec<PathBuf>,
    /// List the exports that are known by name, instead of looking at files
    #[arg(long, conflicts_with = "files")]
    pub(crate) presets: bool,
    /// Write over a configuration that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Arguments of `attain ingest`.
#[derive(Debug, Args)]
pub(crate) struct IngestArguments {
    /// Files, folders or patterns to load, here or on object storage (s3://bucket/path/*.csv), - for standard
    /// input; without any, the sources of the configuration
    #[arg(value_name = "FILE", requires = "table")]
    pub(crate) files: Vec<PathBuf>,
    /// The table the files belong to: orders, reps, customers, products, quotas …
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
    /// Name a column outright: --column rep_id=Seller (repeatable)
    #[arg(long = "column", value_name = "CANONICAL=NAME")]
    pub(crate) columns: Vec<String>,
    /// The character between fields [default: found from the first lines]
    #[arg(long, value_name = "CHARACTER")]
    pub(crate) separator: Option<String>,
    /// The character around values that hold separators, "none" where there is none [default: \" or ', found from
    /// the header]
    #[arg(long, value_name = "CHARACTER")]
    pub(crate) quote: Option<String>,
    /// The text's encoding, such as GB18030 [default: found from the content]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The sheet of a workbook, by name or by number from 1 [default: the first visible one with rows]
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    /// The row or line in which the header stands, from 1 [default: found from the content]
    #[arg(long, value_name = "ROW")]
    pub(crate) header_row: Option<u64>,
    /// How dates are written: D/M/Y, M/D/Y, or a pattern such as %d.%m.%Y [default: found from the column]
    #[arg(long, value_name = "PATTERN")]
    pub(crate) date_format: Option<String>,
    /// The decimal sign, a point or a comma [default: found from the columns]
    #[arg(long, value_name = "SIGN")]
    pub(crate) decimal: Option<String>,
    /// The zone of timestamps that name none, such as Asia/Shanghai [default: [company] time_zone, else UTC]
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// A known export that names the columns, such as hubspot-deals; `attain init --presets` lists them
    #[arg(long, value_name = "NAME")]
    pub(crate) preset: Option<String>,
    /// Read files again that were loaded before, so that their rows replace corrections made since
    #[arg(long)]
    pub(crate) again: bool,
    /// What to do with rows that cannot be read [default: stop]
    #[arg(long, value_enum)]
    pub(crate) bad_rows: Option<BadRowsChoice>,
}

/// Arguments of `attain check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Print the data-quality report instead of a row per file
    #[arg(long)]
    pub(crate) report: bool,
    /// Print one section of the report (repeatable)
    #[arg(long = "section", value_name = "NAME", value_parser = SECTIONS)]
    pub(crate) sections: Vec<String>,
    /// List the checks with what each does and can do; needs no store
    #[arg(long, conflicts_with_all = ["report", "sections"])]
    pub(crate) list: bool,
}

/// Which periods: shared by the measuring commands.
#[derive(Debug, Clone, Args)]
pub(crate) struct PeriodArguments {
    /// The length of the periods [default: that of --period, else month]
    #[arg(long, value_enum)]
    pub(crate) grain: Option<GrainChoice>,
    /// One period: 2019-Q2, 2019-06 or 2019
    #[arg(long, value_name = "P", conflicts_with_all = ["from", "to"])]
    pub(crate) period: Option<String>,
    /// The first period [default: the first in the data]
    #[arg(long, value_name = "P")]
    pub(crate) from: Option<String>,
    /// The last period [default: the last in the data]
    #[arg(long, value_name = "P")]
    pub(crate) to: Option<String>,
}

/// Arguments of `attain kpi`.
#[derive(Debug, Args)]
pub(crate) struct KpiArguments {
    /// Metric ids, such as revenue_net; `attain define` lists them
    #[arg(value_name = "METRIC", required = true)]
    pub(crate) metrics: Vec<String>,
    /// Slice by rep, team, region, channel, any other text column, customer.COLUMN, product.COLUMN or
    /// rep.COLUMN, or the year, quarter or month of a day (rep.hire_year); several with commas
    #[arg(long, value_delimiter = ',', value_name = "DIMENSION")]
    pub(crate) by: Vec<String>,
    /// Count only the rows that pass a filter: "region = North and amount > 1000"
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    /// Show the N largest slices alone and all others as one, so that the sums stay whole
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), requires = "by")]
    pub(crate) top: Option<u32>,
    /// The metric whose total over the periods says which slices are the largest [default: each its own]
    #[arg(long, value_name = "METRIC", requires = "top")]
    pub(crate) top_by: Option<String>,
    #[command(flatten)]
    pub(crate) periods: PeriodArguments,
}

/// Arguments of `attain risk`.
#[derive(Debug, Args)]
pub(crate) struct RiskArguments {
    /// The period that the answer is about [default: the one after the last complete quarter]
    #[arg(long, value_name = "NEXT")]
    pub(crate) period: Option<String>,
    /// One rep step by step, by id or name: reasons that add up, what would clear the flag, past statements
    #[arg(long, value_name = "REP", conflicts_with = "fairness")]
    pub(crate) explain: Option<String>,
    /// Whether the scores were as right about one group as about the others: tenure, region, size, group_* of reps
    #[arg(long)]
    pub(crate) fairness: bool,
}

/// Arguments of `attain targets`.
#[derive(Debug, Args)]
pub(crate) struct TargetArguments {
    /// The period that the targets are for [default: the one after the last complete quarter]
    #[arg(long, value_name = "NEXT")]
    pub(crate) period: Option<String>,
    /// Targets of the reps, of their teams or regions, or of the company
    #[arg(long, value_name = "LEVEL", value_parser = ["rep", "team", "region", "company"], default_value = "rep")]
    pub(crate) by: String,
    /// What is due by each month's end and where each rep will then probably stand, instead of the targets
    #[arg(long, conflicts_with = "by")]
    pub(crate) checkpoints: bool,
    /// Metrics [default: those of the configuration]; rates, means and times too, such as win_rate.closed
    #[arg(long = "metric", value_delimiter = ',', value_name = "ID")]
    pub(crate) metrics: Vec<String>,
    /// The chance at which targets are set, between 0 and 1 [default: 0.6 or the configuration's]
    #[arg(long, value_name = "P", conflicts_with = "goal")]
    pub(crate) chance: Option<f64>,
    /// Spread this company goal so that every rep has the same chance; in whole currency units (one metric only)
    #[arg(long, value_name = "X")]
    pub(crate) goal: Option<String>,
    /// List every version of the targets that were set, by whom, why, and which of them counts
    #[arg(long, conflicts_with_all = ["chance", "goal", "checkpoints", "by"])]
    pub(crate) versions: bool,
    #[command(subcommand)]
    pub(crate) action: Option<TargetAction>,
}

/// Prints a completion script to stdout.
#[expect(clippy::print_stdout, reason = "the script is what was asked for")]
pub(crate) fn print_completions(shell: clap_complete::Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "attain", &mut script);
    print!("{}", String::from_utf8_lossy(&script));
}
