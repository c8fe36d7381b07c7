//! `attain generate`: a made-up company with known truth.

use std::path::PathBuf;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::generate_arguments::GenerateArguments;
use crate::failure::{Failure, FailureKind};
use crate::generate::{GenerateError, GeneratorSettings, generate};

pub(crate) fn run(context: &Context, asked: &GenerateArguments) -> Result<Outcome, Failure> {
    let out = context.global.out.clone().unwrap_or_else(|| PathBuf::from("attain-company"));
    let settings = GeneratorSettings {
        seed: asked.seed,
        order_lines: asked.lines,
        reps: asked.reps,
        years: asked.years,
        ..GeneratorSettings::sized(asked.lines)
    };
    let generated = generate(&settings, &out, &mut |_, _| {}).map_err(failure)?;
    for file in &generated.files {
        context.output.say(&format!("{:>10} rows  {}", file.rows, out.join(&file.name).display()));
    }
    context.output.say("these data are made up; truth.json says what is true of them");
    Ok(Outcome::Done)
}

fn failure(error: GenerateError) -> Failure {
    let kind = match error {
        GenerateError::Setting { .. } | GenerateError::OrdersDoNotFit { .. } | GenerateError::FolderNotEmpty { .. } => {
            FailureKind::Usage
        }
        GenerateError::Folder { .. } | GenerateError::File { .. } => FailureKind::Data,
    };
    Failure {
        kind,
        message: error.to_string(),
        hint: Some("name an empty folder with --out".to_string()),
        chinese: None,
    }
}
