//! `attain risk`: who will probably miss the bar, and why.

use crate::cli::Outcome;
use crate::cli::arguments::RiskArguments;
use crate::cli::context::Context;
use crate::cli::periods;
use crate::failure::Failure;
use crate::pipeline;
use crate::review::tables;

pub(crate) fn run(context: &Context, asked: &RiskArguments) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot()?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    let analysis = pipeline::Analysis::run(&snapshot, &context.configuration.settings, period, None, None)?;
    analysis.require_reps()?;
    let pack = analysis.pack(&context.stamp());
    let wording = context.wording()?;
    for sentence in pack.summary.limits.iter().filter(|sentence| sentence.id.starts_with("risk-")) {
        context.output.say(&format!("note: {}", wording.sentence(sentence, snapshot.currency)));
    }
    context.output.listing(&tables::risk(&pack))?;
    Ok(if pack.risk.rows.iter().any(|row| row.flagged) { Outcome::Findings } else { Outcome::Done })
}
