//! `attain man`: manual pages, from the same words as the help.

use clap::CommandFactory;
use clap_mangen::{Man, generate_to};

use crate::cli::Outcome;
use crate::cli::arguments::Arguments;
use crate::cli::context::Context;
use crate::cli::output;
use crate::failure::Failure;

/// Without `--out` the program's own page goes to stdout; with it, a page for each command goes into the folder.
pub(crate) fn run(context: &Context) -> Result<Outcome, Failure> {
    let program = Arguments::command();
    let Some(folder) = &context.global.out else {
        let mut page = Vec::new();
        Man::new(program).render(&mut page).map_err(|error| Failure::internal(error.to_string()))?;
        output::to_stdout(&page)?;
        return Ok(Outcome::Done);
    };
    std::fs::create_dir_all(folder).and_then(|()| generate_to(program, folder)).map_err(|error| {
        Failure::data(
            format!("manual pages cannot be written to `{}`: {error}", folder.display()),
            Some("choose another --out".to_string()),
        )
    })?;
    let example = folder.join("attain-review.1");
    context.output.say(&format!(
        "manual pages written to {}; read one: man -l {}",
        folder.display(),
        example.display()
    ));
    Ok(Outcome::Done)
}
