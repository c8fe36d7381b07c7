//! `attain check`: the account of every row, and what is doubtful about the data.

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listings;
use crate::failure::Failure;
use crate::review::findings;

pub(crate) fn run(context: &Context) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot()?;
    let sources = snapshot.store.sources()?;
    context.output.listing(&listings::accounts(&sources, snapshot.currency))?;
    let sentences = findings::sentences(&snapshot.findings()?, &sources);
    let wording = context.wording()?;
    for sentence in &sentences {
        context.output.say(&format!("finding: {}", wording.sentence(sentence, snapshot.currency)));
    }
    Ok(if sentences.is_empty() { Outcome::Done } else { Outcome::Findings })
}
