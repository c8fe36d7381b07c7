//! Arguments of `attain plan`. Doc comments here are the help that people read.

use clap::Args;

/// What `attain plan --help` ends with.
pub(crate) const PLAN_HELP: &str = "Examples:
  attain plan --period 2023-Q4 --out plans.csv
  attain ingest plans.csv --table improvement_plans   (after owner, dates and values are agreed)
  attain plan --as-of 2024-03-31                      (how the agreed plans stand, and new ones)
  attain plan --drivers --rep R0007
  attain plan --training --lang zh
  attain plan --role-models

A driver (close rate, new customers, repeat, collection, satisfaction, discount, margin,
follow-up, concentration) is weak from one robust deviation on the bad side of comparable reps:
adjusted for region, tenure and size where that foretells single reps better, else all other reps;
the column basis says which. The check value lies half way to the comparable reps, or where the
rep would come without any plan, whichever asks for more ([plan] share_of_gap).

Plans that were loaded close by data alone: open and on_track before the due date, met and missed
from then on, overdue where the data cannot say. The column status is what people wrote; where it
says otherwise, the flag status_disagrees stands there. Any metric that attain kpi measures by rep
can be a check metric. Exit code 1 where a plan of the table has something wrong with it.

That role models behave otherwise is an association; which of them is the cause, no listing can
say.";

/// Arguments of `attain plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    /// The period whose drivers are looked at; plans are proposed for the next one [default: the last complete
    /// quarter]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<String>,
    /// Only the proposed plans: a file to agree on, and to load into improvement_plans
    #[arg(long, conflicts_with_all = ["drivers", "training", "role_models"])]
    pub(crate) proposed: bool,
    /// Only this rep
    #[arg(long, value_name = "REP", conflicts_with_all = ["training", "role_models"])]
    pub(crate) rep: Option<String>,
    /// Show every rep's drivers against comparable reps instead of plans
    #[arg(long, conflicts_with_all = ["training", "role_models"])]
    pub(crate) drivers: bool,
    /// Show what the team has to learn: each coaching topic with the reps and the size of their gaps
    #[arg(long, conflicts_with = "role_models")]
    pub(crate) training: bool,
    /// Show the reps of the top quarter on each driver, and in what they behave otherwise
    #[arg(long)]
    pub(crate) role_models: bool,
}
