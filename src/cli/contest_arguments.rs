//! Arguments of `attain contest`. Doc comments here are the help that people read.

use clap::Args;

/// Arguments of `attain contest`.
#[derive(Debug, Args)]
pub(crate) struct ContestArguments {
    /// One contest [default: all of them]
    #[arg(long, value_name = "ID")]
    pub(crate) contest: Option<String>,
    /// The leaderboard at the end of a day: nothing that happened later counts [default: the as-of day]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// Say how open each contest is before it starts: who may win, and what the chances go with
    #[arg(long, conflicts_with_all = ["bases", "after", "rules"])]
    pub(crate) check: bool,
    /// The same on each basis side by side: share of target, absolute, growth
    #[arg(long, conflicts_with_all = ["after", "rules"])]
    pub(crate) bases: bool,
    /// Say whether sales were borrowed from the time after each contest
    #[arg(long, conflicts_with = "rules")]
    pub(crate) after: bool,
    /// List the rules and every change of them, with when it was loaded and whether it counts
    #[arg(long)]
    pub(crate) rules: bool,
}

/// What `attain contest --help` ends with.
pub(crate) const CONTEST_HELP: &str = "Examples:
  attain ingest contests.csv --table contests
  attain contest                                  (all leaderboards, with chances of what is not over)
  attain contest --contest SPRING --on 2024-03-15
  attain contest --check                          (before the start: is it open?)
  attain contest --bases --contest SPRING         (which basis would be the most open?)
  attain contest --after                          (pulled forward from the time after it?)

The table `contests`:
  metric_id        revenue_net (default), gross_profit, units, orders, new_customers
  basis            pct_of_target (default), absolute, growth (against the same dates a year before)
  eligible_filter  over the columns of the reps: \"team = North and fte >= 0.8\"
  tie_rule         shared (default), larger_value, earlier_reached, fewer_returns; several with `;`
  clawback_days    returns up to so many days after the end are taken off the rep who made the sale
  prizes           \"1:5000;2:3000;3-5:1000\", or in words: \"1:Trip to Rome\"; equal ranks share money to the cent
  published_at     the day on which the rules were made known: it tells where the store cannot

The rules of the last load before the first day are in force; later changes are shown and do not count, unless
[contests] late_changes_count is set. Of contests that come with the first load after they have begun the store
cannot tell when their rules were fixed; it says so once, and published_at tells. A target that covers other days than the contest counts by working days.
Who joined after the start, or left, is shown and not ranked. Exit code 1 where a contest is refused, rules
changed late, a contest is lopsided (--check), or sales were pulled forward (--after).";
