//! Arguments of `attain scorecard`.

use clap::Args;

/// Arguments of `attain scorecard`.
#[derive(Debug, Args)]
pub(crate) struct ScorecardArguments {
    /// The period under review: 2019-Q2, 2019-06 or 2019 [default: the last complete quarter]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<String>,
    /// Show these reps alone, by id; the others are scored all the same, so that standings hold
    #[arg(long = "rep", value_delimiter = ',', value_name = "R")]
    pub(crate) reps: Vec<String>,
    /// The cards of the last N periods, and where each score is heading
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub(crate) cycles: u16,
    /// Show the lines of these groups or perspectives alone, and the totals
    #[arg(long = "group", value_delimiter = ',', value_name = "GROUP", value_parser = GROUPS)]
    pub(crate) groups: Vec<String>,
}

/// What `--group` takes: methods and perspectives, and the totals alone.
const GROUPS: [&str; 9] =
    ["kpi", "mbo", "ratings", "bars", "financial", "customer", "internal_process", "learning_and_growth", "total"];

/// What `attain scorecard --help` ends with.
pub(crate) const SCORECARD_HELP: &str = "Examples:
  attain scorecard --period 2019-Q2
  attain scorecard --period 2019-Q2 --rep 282 --format table --lang zh
  attain scorecard --cycles 4 --group total

What is scored is the company's choice, in attain.toml:
  [scorecard.weights]                  (any metric that can be measured by rep; the sum is 100)
  revenue_net = 60
  \"win_rate.closed\" = 40
  [scorecard.metrics.\"win_rate.closed\"]
  target = 0.35                        (else a quota of the metric, else the year before)
  [scorecard.metrics.discount_rate]
  band = [0.02, 0.08]                  (instead of a target: what lies in it is right)
  [scorecard.points]                   (floor, target, stretch, cap; straight lines between them)
  floor = { attainment = 0.5, score = 0 }
  target = { attainment = 1.0, score = 90 }
  stretch = { attainment = 1.1, score = 97 }
  cap = { attainment = 1.2, score = 100 }
  [scorecard.points_by_metric.gross_profit]     (other points for one metric, written alike)
  [scorecard.groups]                   (objectives and ratings beside the metrics)
  kpi = 70
  mbo = 30
  [scorecard.perspectives]             (a balanced scorecard)
  financial = 50
  customer = 30
  internal_process = 20
  [scorecard]                          (grades, best first)
  bands = [{ label = \"A\", at_least = 85 }, { label = \"B\", at_least = 70 }, { label = \"C\", at_least = 0 }]
  [scorecard.distribution]             (only where grades are forced; what that costs is said)
  A = 0.2
  B = 0.6
  C = 0.2

A row a line, then a row with the group total and the grade in evidence. The sum of weight x score / 100
over a rep's lines is the total's score; a line without a score has weight 0 and its reason in
null_reason. equal_group: reps in one group do not differ beyond noise. Exit code 1 where something on
the cards cannot be measured or cannot score.";
