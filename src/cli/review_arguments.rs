//! The arguments of the commands that write a review pack. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::Args;

/// What `attain review --help` says after its flags.
pub(crate) const REVIEW_HELP: &str = "Example:
  attain review --config attain.toml --period 2019-Q2 --out review-2019-Q2

Loads what the configuration names first. DIR then holds review.html, review.xlsx, review.json and
tables/; digest.txt and digest.md, the review in forty lines for a mail or a chat; and summary.json
for a scheduler: period, exit code, counts, and every file with its SHA-256 digest.";

/// Arguments of `attain review`.
#[derive(Debug, Args)]
pub(crate) struct ReviewArguments {
    /// The period under review, such as 2019-Q2 [default: the last complete quarter]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<String>,
    /// The chance at which targets are set, between 0 and 1
    #[arg(long, value_name = "P")]
    pub(crate) chance: Option<f64>,
    /// Spread this revenue goal for the next period over the reps
    #[arg(long, value_name = "X")]
    pub(crate) goal: Option<String>,
}

/// Arguments of `attain demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// The folder with the shipped data sets [default: datasets, here or beside the program's source]
    #[arg(long, value_name = "DIR")]
    pub(crate) datasets: Option<PathBuf>,
}
