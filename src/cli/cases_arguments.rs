//! Arguments of `attain cases`. Doc comments here are the help that people read.

use clap::{Args, ValueEnum};

/// What `attain cases --help` ends with.
pub(crate) const CASES_HELP: &str = "Examples:
  attain cases --sample 24 --period 2023-Q4 --reviewers anna,ben,carla --out sheet.csv
  attain ingest sheet.csv --table case_reviews      (after the reviewers filled in score and note)
  attain cases                                      (agreement, won against lost, by item)
  attain cases --show lessons --lang zh

The sheet has a row for each reviewer, case and item; it loads as it is. It is blind: no grade, no
score, no result of an earlier review, not whether the deal was won nor the reason on record.
Deals are drawn in rounds from every rep's won and lost ones; the same --seed draws the same
deals. Give each reviewer the own rows only: who has seen another's score repeats it.

A case counts with two reviewers or more; a reviewer who is the rep is left out. Agreement is
weighted kappa (mean over pairs of reviewers) and Krippendorff's alpha, 1 for full and 0 for none
beyond chance. That won deals score higher is an association: reviewers may know how a deal ended.
Notes are printed word for word and enter no number. The rubric, the scale and the bar are set in
[cases]. Exit code 1 where something that was handed in does not count.";

/// Arguments of `attain cases`.
#[derive(Debug, Args)]
pub(crate) struct CasesArguments {
    /// Draw N won and lost deals and print the sheet for their review
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) sample: Option<u32>,
    /// The period in which the drawn deals were won or lost [default: the last complete quarter]
    #[arg(long, value_name = "P", requires = "sample")]
    pub(crate) period: Option<String>,
    /// The seed of the draw
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    pub(crate) seed: u64,
    /// Who reviews, separated by commas [default: reviewer-1, reviewer-2]
    #[arg(long, value_delimiter = ',', value_name = "NAMES", requires = "sample")]
    pub(crate) reviewers: Vec<String>,
    /// What to show of the reviews that were handed in
    #[arg(long, value_enum, default_value = "items", conflicts_with = "sample")]
    pub(crate) show: ShowChoice,
}

/// `--show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowChoice {
    /// A row an item: agreement, won against lost
    Items,
    /// A row a rep and item: means, and whether they are weak
    Reps,
    /// A row a case
    Cases,
    /// The notes, word for word
    Notes,
    /// What separates won from lost and what reps are weak on, with coaching topics
    Lessons,
    /// What does not count, and why
    Doubts,
}
