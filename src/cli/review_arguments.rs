//! The arguments of the commands that write a review pack. Doc comments here are the help that people read.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What `attain review --help` says after its flags.
pub(crate) const REVIEW_HELP: &str = "Examples:
  attain review --config attain.toml --period 2019-Q2 --out review-2019-Q2
  attain review --period 2018-Q1..2019-Q2 --lang both --out reviews
  attain review --period 2019-Q2 --each team --out teams

Loads what the configuration names first. DIR then holds review.html, review.xlsx, review.json and
tables/; digest.txt and digest.md, the review in forty lines for a mail or a chat; and summary.json
for a scheduler: period, exit code, counts, and every file with its SHA-256 digest. With --pdf there
is packet.pdf, the review on paper: a summary, a sheet for each team, one or two for each rep.

Several periods make a pack each, in DIR/2018-Q1 and so on, with DIR/index.html over all packs there
and DIR/summary.json. A period that cannot be reviewed stops no other one; the exit code is that of
the worst. With --lang both, what people read is there twice: review.html and review.zh.html.

With --each team there is a pack for each team instead, in DIR/2018-Q1-North and so on, for its
manager: what happened is that of the team alone, targets, risks and grades are those of the company's
review, and nobody of another team is named.

Pseudonyms (--redact) need a secret of at least 16 signs, in ATTAIN_REDACT_KEY or in a file. The same
secret gives the same pseudonyms in every pack; without it nobody comes back to the names.";

/// Arguments of `attain review`.
#[derive(Debug, Args)]
pub(crate) struct ReviewArguments {
    /// The period under review, such as 2019-Q2; several with commas or as a range, 2018-Q1..2019-Q2
    /// [default: the last complete quarter]
    #[arg(long = "period", value_name = "P", value_delimiter = ',')]
    pub(crate) periods: Vec<String>,
    /// A pack for each team of which anybody is reviewed, in place of one for the whole company
    #[arg(long, value_name = "WHAT")]
    pub(crate) each: Option<Each>,
    #[command(flatten)]
    pub(crate) aims: AimArguments,
    #[command(flatten)]
    pub(crate) look: LookArguments,
    #[command(flatten)]
    pub(crate) packet: PacketArguments,
}

/// What a pack is written for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Each {
    /// Each team
    Team,
}

/// How a review's targets are set.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct AimArguments {
    /// The chance at which targets are set, between 0 and 1
    #[arg(long, value_name = "P")]
    pub(crate) chance: Option<f64>,
    /// Spread this revenue goal for the next period over the reps
    #[arg(long, value_name = "X")]
    pub(crate) goal: Option<String>,
}

/// Whether people stand in a review under pseudonyms.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RedactArguments {
    /// Write pseudonyms in place of people's names and ids, and leave out what people wrote
    #[arg(long)]
    pub(crate) redact: bool,
    /// The file with the secret for --redact [default: what ATTAIN_REDACT_KEY says]
    #[arg(long, value_name = "FILE", requires = "redact")]
    pub(crate) redact_key: Option<PathBuf>,
}

/// How a pack looks, and who may read it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct LookArguments {
    #[command(flatten)]
    pub(crate) redact: RedactArguments,
    /// A folder with the company's look: logo.svg or logo.png, look.toml, en.ftl, zh.ftl
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Open the page when it is written
    #[arg(long)]
    pub(crate) open: bool,
}

/// What the packet on paper is asked with.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PacketArguments {
    /// Also write packet.pdf, to print: a summary, a sheet for each team, one or two for each rep, with
    /// lines to sign on (needs a program that was built with `--features pdf`)
    #[arg(long)]
    pub(crate) pdf: bool,
    /// A font for packet.pdf, where its texts are not in Latin letters [default: `[report] font`, else what
    /// the system has]
    #[arg(long, value_name = "FILE", requires = "pdf")]
    pub(crate) font: Option<PathBuf>,
}

/// Arguments of `attain demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// The folder with the shipped data sets [default: datasets, here or beside the program's source]
    #[arg(long, value_name = "DIR")]
    pub(crate) datasets: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) look: LookArguments,
    #[command(flatten)]
    pub(crate) packet: PacketArguments,
}
