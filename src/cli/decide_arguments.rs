//! Arguments of the commands with which people decide. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `attain decide`.
#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    /// The proposal to decide on, such as grade:2023-Q4:R07; without one, the proposals are listed
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
    /// Record that it is accepted as suggested
    #[arg(long, requires = "id", conflicts_with_all = ["change", "reject"])]
    pub(crate) accept: bool,
    /// Record that it is changed to this value
    #[arg(long, value_name = "VALUE", requires = "id", conflicts_with = "reject", allow_hyphen_values = true)]
    pub(crate) change: Option<String>,
    /// Record that it is rejected
    #[arg(long, requires = "id")]
    pub(crate) reject: bool,
    /// Record many: a CSV file with proposal_id, status, decided, by, reason
    #[arg(long, value_name = "FILE", conflicts_with_all = ["id", "history", "preview"])]
    pub(crate) file: Option<PathBuf>,
    /// Who decides; also for rows of a file that do not say
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Why; also for rows of a file that do not say
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// The period under review [default: the last complete quarter]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<String>,
    /// List only these: target, flag, grade, bonus, promotion, training, performance_plan (with commas)
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    pub(crate) object: Vec<String>,
    /// Print the log of all decisions, or of those whose id begins with ID
    #[arg(long, conflicts_with_all = ["accept", "change", "reject", "preview"])]
    pub(crate) history: bool,
    /// Print what the bonus rules would have paid over the last periods, before they are adopted
    #[arg(long, conflicts_with_all = ["id", "accept", "change", "reject"])]
    pub(crate) preview: bool,
    /// Over how many periods
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=40))]
    pub(crate) periods: u16,
}

/// What is done with targets besides proposing them.
#[derive(Debug, Subcommand)]
pub(crate) enum TargetAction {
    /// Put proposed targets, or a value of your own, in force: a new version of the quota, with author and reason
    #[command(after_help = ACCEPT_HELP)]
    Accept(AcceptArguments),
}

/// Arguments of `attain targets accept`.
#[derive(Debug, Args)]
pub(crate) struct AcceptArguments {
    /// The period that the targets are for [default: the one after the last complete quarter]
    #[arg(long, value_name = "NEXT")]
    pub(crate) period: Option<String>,
    /// Metrics [default: those of the configuration]
    #[arg(long = "metric", value_delimiter = ',', value_name = "ID")]
    pub(crate) metrics: Vec<String>,
    /// Reps [default: everybody with a proposed target]
    #[arg(long = "rep", value_delimiter = ',', value_name = "REP")]
    pub(crate) reps: Vec<String>,
    /// This target in place of the proposed one (one rep and one metric)
    #[arg(long, value_name = "V", allow_hyphen_values = true)]
    pub(crate) value: Option<String>,
    /// Who decides
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) reason: String,
    /// The chance at which targets are proposed, between 0 and 1 [default: 0.6 or the configuration's]
    #[arg(long, value_name = "P", conflicts_with = "goal")]
    pub(crate) chance: Option<f64>,
    /// Accept the targets that spread this goal
    #[arg(long, value_name = "X")]
    pub(crate) goal: Option<String>,
    /// The first day on which the target holds [default: the period's first day; where the period has begun under
    /// another target, the day after the last one in the data]
    #[arg(long, value_name = "DATE")]
    pub(crate) effective_from: Option<String>,
    /// Lock the targets: they are final, and a later change stands out as one
    #[arg(long)]
    pub(crate) lock: bool,
    /// Correct one target of a closed period that was recorded wrongly; with --rep and --value
    #[arg(long)]
    pub(crate) correction: bool,
}

/// What `attain targets --help` ends with.
pub(crate) const TARGETS_HELP: &str = "Examples:
  attain targets --metric revenue_net --chance 0.7
  attain targets --metric revenue_net --goal 9000000
  attain targets --metric win_rate.closed,overdue_rate --chance 0.6
  attain targets accept --metric revenue_net --by \"Ann Li\" --reason \"agreed in the review\"
  attain targets --versions
  attain targets --by team             (what each team reaches together with the same chance)
  attain targets --checkpoints         (by month, with the band in which 8 of 10 reps will stand)

Beside each target stand the amount to commit to (chance 0.8) and to stretch for (0.3). A team's or the
company's target comes from the reps' joint distribution at their measured correlation: over_assignment
says how much more (or, below zero, less) their own targets add up to. How often targets stated so were
reached in the past is said on stderr. Nothing is in force before a person accepts it.

What does not add up over reps, as rates, means and times, has targets at a chance for each rep alone,
without sum, goal, floor or cap; where less is better, as of overdue_rate, the target is the most that is
kept to with that chance.";

const ACCEPT_HELP: &str = "Examples:
  attain targets accept --metric revenue_net --by \"Ann Li\" --reason \"agreed in the review\"
  attain targets accept --metric revenue_net --rep R07 --value 120000 --by \"Ann Li\" --reason \"new territory\"

Each target becomes the next version of the rep's quota, and a row in the log of decisions; both stay for
ever. A period is judged by the version in force on its last day, so a closed one can only be corrected
openly, one by one, with --correction, --rep and --value. What the decisions do to the team's sum and chance is said on stderr.";

/// What `attain decide --help` ends with.
pub(crate) const DECIDE_HELP: &str = "Examples:
  attain decide                                   (what is proposed, and where it stands)
  attain decide grade:2023-Q4:R07 --change B --by \"Ann Li\" --reason \"two late deliveries\"
  attain decide --format csv --out open.csv       (fill in status, decided, by, reason, then)
  attain decide --file open.csv
  attain decide --history target:2024-Q1
  attain decide --preview --periods 8             (what the bonus rules would have paid)

What is suggested is worked out anew at that moment and never typed. A decision on the same thing is a
further row; none is ever changed. Grades are of the period under review, targets and flags of the next.
Bonus, promotion, training and performance plans follow from the rules in [application].";
