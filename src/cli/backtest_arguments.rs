//! Arguments of `attain backtest`. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::GrainChoice;

/// What `attain backtest --help` ends with.
pub(crate) const BACKTEST_HELP: &str = "Examples:
  attain backtest                                         (the reps' net revenue by quarter)
  attain backtest gross_profit --grain month --horizon 3
  attain backtest --panel m3.csv.gz --frequency quarterly
  attain backtest --panel m3.csv.gz --frequency quarterly --format table
  attain backtest --part evidence --format table          (every figure with its interval)
  attain backtest --part risk --act-on 3 --format table   (did the risk scores find the misses?)
  attain backtest --part cases --format csv               (every forecast, to check the figures)

Without --panel every past period of the store's history is stood at in turn, and what would have been
said there, from what was known there, is held against what came. With --panel the file's test part is
forecast once from its train part. The file has the columns unique_id,t,y,part, in any order; part is
train or test, t counts the periods of a series without holes.

The answer is JSON with all of it; with --format table, csv or parquet it is a row a method.
Other tables are named by --part. By method: smape, mase and msis_95 as in the M4 competition
(Makridakis, Spiliotis and Assimakopoulos 2020), a mean over the steps of each case and then over
cases; sMAPE is 200 |y - f| / (|y| + |f|), MASE and MSIS are scaled by the seasonal naive error
within the history known, and owa is the mean of the ratios of sMAPE and MASE to those of
naive2. Then the shares of values within their 50, 80 and 95 % intervals, and how often values of
the next period stated to be reached with a chance were reached (stated_vs_realised). Every method's
intervals come from its own errors at the origins before. What the cases do not support is null.

pinball is the mean pinball loss over the deciles, scaled as MASE is.

With --part evidence every figure has a 95 % interval: the standard error is taken by series and
by origin, because cases of one rep and of one period resemble each other, and the larger one
counts. The verdict says whether what was stated lies inside (holds), or more or less came
(more_than_stated, less_than_stated); with fewer than 4 origins or 20 cases it is too_thin, and
that is the result.

With --part risk it is about the reps' risk scores, each stated with what was known before its
period: AUC, Brier score, its skill over the base rate, calibration (error, slope, intercept, table
by height of the chance), and the share of misses among the highest (as many as --act-on says) of
every period. Where a score's AUC is not told apart from one half, its slope says nothing of how bold
it is, and the verdict beside it is ranks_like_lots.

ms_per_series is wall time on the threads used: of combination, which is what attain states, with
the walk through the past that its intervals need; of the other methods, their point forecast alone.
It is the one figure that differs from run to run. mase_common is over the cases_common that all
methods have which have any: only there are methods comparable.

Exit code 1 where the history is too short for a single case.";

/// Arguments of `attain backtest`.
#[derive(Debug, Args)]
pub(crate) struct BacktestArguments {
    /// The metric: any that attain kpi tells by rep and period, such as new_customers, gross_margin,
    /// win_rate.closed or collection_rate.due.30 [default: revenue_net]
    #[arg(value_name = "METRIC", conflicts_with = "panel")]
    pub(crate) metric: Option<String>,
    /// Forecast the series of this file of `unique_id,t,y,part` (plain or gzip) instead of the store's
    #[arg(long, value_name = "FILE", requires = "frequency")]
    pub(crate) panel: Option<PathBuf>,
    /// How often the file's series have a value; this sets their season
    #[arg(long, value_enum, requires = "panel")]
    pub(crate) frequency: Option<FrequencyChoice>,
    /// The length of the store's periods [default: quarter]
    #[arg(long, value_enum, conflicts_with = "panel")]
    pub(crate) grain: Option<GrainChoice>,
    /// How many of the store's periods ahead; a file's test part says it itself [default: 4]
    #[arg(long, value_name = "H", conflicts_with = "panel", value_parser = clap::value_parser!(u16).range(1..=60))]
    pub(crate) horizon: Option<u16>,
    /// Which table [default: all of it as JSON; with another format, methods]
    #[arg(long, value_enum, value_name = "PART")]
    pub(crate) part: Option<PartChoice>,
    /// So many reps at risk can be acted on in a period [default: [risk] act_on, 5]
    #[arg(long, value_name = "K", conflicts_with = "panel", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) act_on: Option<u16>,
}

/// `--part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartChoice {
    /// A row a method
    Methods,
    /// Every figure with its interval and its verdict
    Evidence,
    /// Every forecast of the combination with what came
    Cases,
    /// The risk scores: figures, calibration, and what the highest came to
    Risk,
    /// Every past risk score with what came
    RiskCases,
}

/// `--frequency`; the seasons are those of the M4 competition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FrequencyChoice {
    /// No season
    Yearly,
    /// A season of 4
    Quarterly,
    /// A season of 12
    Monthly,
    /// No season, as in the M4 competition
    Weekly,
    /// No season, as in the M4 competition
    Daily,
    /// A season of 24
    Hourly,
}

impl FrequencyChoice {
    /// How many periods a season has.
    pub(crate) fn season_length(self) -> usize {
        match self {
            FrequencyChoice::Yearly | FrequencyChoice::Weekly | FrequencyChoice::Daily => 1,
            FrequencyChoice::Quarterly => 4,
            FrequencyChoice::Monthly => 12,
            FrequencyChoice::Hourly => 24,
        }
    }

    /// The word that was written.
    pub(crate) fn word(self) -> &'static str {
        match self {
            FrequencyChoice::Yearly => "yearly",
            FrequencyChoice::Quarterly => "quarterly",
            FrequencyChoice::Monthly => "monthly",
            FrequencyChoice::Weekly => "weekly",
            FrequencyChoice::Daily => "daily",
            FrequencyChoice::Hourly => "hourly",
        }
    }
}
