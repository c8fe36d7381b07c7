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
    #[arg(long, value_name = "P", requires = "proposed", conflicts_with = "goal")]
    pub(crate) chance: Option<f64>,
    /// The goal that the proposed targets share
    #[arg(long, value_name = "X", requires = "proposed")]
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
