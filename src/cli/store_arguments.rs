//! The arguments of the commands that look at the store itself. Doc comments here are the help that people read.

use clap::{Args, ValueEnum};

/// Arguments of `attain inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArguments {
    /// The table to look into; without one, all are listed
    #[arg(value_name = "TABLE")]
    pub(crate) table: Option<String>,
    /// List the versions, a line for each file that was loaded
    #[arg(long, conflicts_with_all = ["table", "columns", "files"])]
    pub(crate) versions: bool,
    /// List the table's columns [default where a table is named]
    #[arg(long, requires = "table", conflicts_with = "files")]
    pub(crate) columns: bool,
    /// List the table's data files
    #[arg(long, requires = "table")]
    pub(crate) files: bool,
}

/// `--show` of `attain restate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RestateView {
    /// The published numbers that moved, and why
    Numbers,
    /// Every row that changed, with what it said before and after
    Rows,
    /// How many rows of each table changed
    Tables,
}

/// Arguments of `attain restate`.
#[derive(Debug, Args)]
pub(crate) struct RestateArguments {
    /// The first state: a version (6), a version up to a day (6@2023-12-31), or a time of loading (@2024-01-05)
    #[arg(value_name = "A")]
    pub(crate) a: String,
    /// The second state [default: the newest version]
    #[arg(value_name = "B")]
    pub(crate) b: Option<String>,
    /// What to list
    #[arg(long, value_enum, default_value = "numbers")]
    pub(crate) show: RestateView,
}

/// Arguments of `attain vacuum`.
#[derive(Debug, Args)]
pub(crate) struct VacuumArguments {
    /// Keep this many of the newest versions
    #[arg(long, value_name = "N", conflicts_with = "older_than")]
    pub(crate) keep_last: Option<u64>,
    /// Remove the versions that were loaded before this day (UTC)
    #[arg(long, value_name = "DATE")]
    pub(crate) older_than: Option<String>,
    /// Remove them now
    #[arg(long)]
    pub(crate) yes: bool,
}
