//! Arguments of the commands that try targets out and examine them.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `attain audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    /// The period of the targets [default: the one after the last complete quarter]
    #[arg(long, value_name = "NEXT")]
    pub(crate) period: Option<String>,
    /// The metric of the targets: revenue_net, gross_profit, units, orders, active_customers or new_customers
    #[arg(long, value_name = "ID", default_value = "revenue_net")]
    pub(crate) metric: String,
    /// Examine the targets of a CSV file with rep_id and target instead of the quotas in the store
    #[arg(long, value_name = "FILE", conflicts_with = "proposed")]
    pub(crate) targets: Option<PathBuf>,
    /// Examine what attain proposes instead
    #[arg(long)]
    pub(crate) proposed: bool,
    /// The chance of the proposed targets [default: 0.6 or the configuration's]
    #[arg(long, value_name = "P", requires = "proposed", conflicts_with_all = ["goal", "targets"])]
    pub(crate) chance: Option<f64>,
    /// The goal that the proposed targets share
    #[arg(long, value_name = "X", requires = "proposed", conflicts_with = "targets")]
    pub(crate) goal: Option<String>,
}

/// What `attain audit --help` ends with.
pub(crate) const AUDIT_HELP: &str = "Examples:
  attain audit
  attain audit --targets next-quarter.csv
  attain audit --proposed --goal 9000000 --lang zh

Asked is: Is the chance of a target tied to the size of the book, to tenure, to the last result, to team or
region? Were past targets harder for some? Do targets rise more after a surplus than they fall after a
shortfall? Is everybody given one percentage, one amount, round numbers? Which targets are hardly ever reached
(chance under [targets] least_chance), which nearly always (over 0.9)?
p comes from random permutations, q accounts for all tests together (Benjamini and Hochberg). A bias is told
where q is 0.05 or less and it matters: a rank correlation over 0.1 and chances more than 5 points apart. Fewer
than eight reps: no statement. Exit code 1 where something was found.";

/// Arguments of `attain whatif`.
#[derive(Debug, Args)]
pub(crate) struct WhatIfArguments {
    /// What would be otherwise, as key=value with commas between (repeatable) [default: [[scenario]] of the
    /// configuration]
    #[arg(long = "scenario", value_name = "TEXT")]
    pub(crate) scenarios: Vec<String>,
    /// The metrics; a goal is for one of them
    #[arg(long = "metric", value_delimiter = ',', value_name = "ID", default_value = "revenue_net")]
    pub(crate) metrics: Vec<String>,
    /// The period of the targets [default: the one after the last complete quarter]
    #[arg(long, value_name = "NEXT")]
    pub(crate) period: Option<String>,
}

/// What `attain whatif --help` ends with.
pub(crate) const WHATIF_HELP: &str = "Examples:
  attain whatif --scenario \"goal=9000000\" --scenario \"goal=9500000\"
  attain whatif --scenario \"name=plan\" --scenario \"name=R07 leaves,without=R07,keep=60%\"
  attain whatif --scenario \"chance=0.6\" --scenario \"market=-5%,region=North\" --scenario \"add=2,team=East\"

Keys of a scenario:
  name=TEXT             how it is called [default: the text itself]
  goal=X or chance=P    from what targets are set [default: the configured chance]
  market=-5%            change of what is likely, everywhere or with region=NAME there alone
  without=R07+R08       reps who leave; keep=60% of their book stays with their team [default: 0]
  add=2                 newcomers, who start as earlier ones did, with team=NAME those of that team
  returns=3%            share of sales that comes back, instead of that of the last year

The first scenario is what the others are held against: the differences, and the goal where one has none of its
own. Targets are those that `attain targets` proposes at the same goal or chance.";
