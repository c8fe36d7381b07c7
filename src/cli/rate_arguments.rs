//! Arguments of `attain rate`. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::BadRowsChoice;
use crate::appraisal::ratings::By;

/// What `attain rate --help` ends with.
pub(crate) const RATE_HELP: &str = "Examples:
  attain rate --starter --out instruments.csv     (behaviours with anchors, to begin with)
  attain ingest instruments.csv --table instruments
  attain rate ratings-2024.csv --check-only       (checks, and loads nothing)
  attain rate ratings-2024.csv --cycle 2024       (checks, loads, lists)
  attain rate --cycle 2024 --rep R007 --by group,dimension
  attain rate --cycle 2024 --level team

Scores are points from 0 (the lower end of every scale) to 100. `raw` is as given: the mean over the
raters of a group on an item, then over items, then over groups by their weights ([ratings.group_weights],
25 each). `adjusted` has the severity of the raters taken out, learned from whom else they rate.
`reliability` is the share of the spread of adjusted scores that lies in the ratees. Own scores are shown
and never counted; \"not observed\" is no score. `part` numbers the people who are linked by common raters:
adjusted scores are compared within one part only, and what is missing to link them is said on stderr.
Each part keeps the level at which it was rated, and std_error counts what that leaves open.

A group under three raters (managers apart) is in no number: not in the total, the team, the company,
nor in what is learned of the raters. A shown group takes in new raters by threes at least, held against
every version of the store, so that no two versions tell one rater's score. Teams under three reps are
withheld, and a further one where they could be worked out. Why a value is absent stands in null_reason:
below_min_n, or not_comparable where no common rater links the rep with anybody.

Ratings are checked before anything is loaded: a score outside the scale, neither a score nor \"not
observed\", oneself rated as a peer, people or items that are unknown. Such rows stop the load, or are
kept aside with --bad-rows reject, or do what [checks.rules] says of rating_scale, rating_empty,
rating_of_oneself, rating_ratee and rating_item; with warn they are loaded, named and counted nowhere.
A person with one rater (rating_one_rater), people whom no common raters link (rating_unlinked) and groups
under three (rating_small_group) are only said, unless a rule says more. Of two ratings by the same
rater on the same item the later one counts. --check-only says all of it and loads nothing.";

/// Arguments of `attain rate`.
#[derive(Debug, Args)]
pub(crate) struct RateArguments {
    /// Files of ratings to load first, as `attain ingest --table assessments` does
    #[arg(value_name = "FILE", conflicts_with = "starter")]
    pub(crate) files: Vec<PathBuf>,
    /// The cycle [default: the one whose last rating was handed in last]
    #[arg(long, value_name = "C")]
    pub(crate) cycle: Option<String>,
    /// One rep [default: everybody who is rated]
    #[arg(long, value_name = "R", conflicts_with = "level")]
    pub(crate) rep: Option<String>,
    /// What to list beside the total; several with commas [default: group]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "CUT")]
    pub(crate) by: Vec<ByChoice>,
    /// Whom the lines are about
    #[arg(long, value_enum, default_value = "rep")]
    pub(crate) level: LevelChoice,
    /// Write the starter set of behaviours as a table of instruments; needs no store
    #[arg(long, conflicts_with_all = ["cycle", "rep", "by", "level"])]
    pub(crate) starter: bool,
    /// Name a column of the files outright: --column rater_key=Respondent (repeatable)
    #[arg(long = "column", value_name = "CANONICAL=NAME", requires = "files")]
    pub(crate) columns: Vec<String>,
    /// What to do with rows of the files that cannot be read or are no valid ratings [default: stop]
    #[arg(long, value_enum, requires = "files")]
    pub(crate) bad_rows: Option<BadRowsChoice>,
    /// Check the files as a load would, list the account of their rows, and load nothing
    #[arg(long, requires = "files", conflicts_with_all = ["cycle", "rep", "by", "level"])]
    pub(crate) check_only: bool,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByChoice {
    /// The groups of raters
    Group,
    /// The dimensions of the instruments
    Dimension,
    /// The perspectives of the scorecard
    Perspective,
    /// The items, with the anchor that is nearest to the score
    Item,
}

impl ByChoice {
    /// What it is called in the room.
    pub(crate) fn by(self) -> By {
        match self {
            ByChoice::Group => By::Group,
            ByChoice::Dimension => By::Dimension,
            ByChoice::Perspective => By::Perspective,
            ByChoice::Item => By::Item,
        }
    }
}

/// `--level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelChoice {
    /// Every rep
    Rep,
    /// Every team, and the company
    Team,
    /// The company
    Company,
}
