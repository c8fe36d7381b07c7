//! `attain demo`: the shipped example, from raw files to a finished pack.

use std::path::{Path, PathBuf};

use crate::cli::Outcome;
use crate::cli::commands::review;
use crate::cli::context::Context;
use crate::cli::review_arguments::{AimArguments, DemoArguments, ReviewArguments};
use crate::failure::Failure;
use crate::settings::read_configuration;

/// Where a clone has the example data: the folder of the sources that this program was built from.
const BUILT_FROM: &str = env!("CARGO_MANIFEST_DIR");

/// The period that the example reviews: its last complete quarter.
const PERIOD: &str = "2019-Q2";

pub(crate) fn run(context: &Context, asked: &DemoArguments) -> Result<Outcome, Failure> {
    let datasets = datasets(asked.datasets.as_deref())?;
    let mut configuration = read_configuration(&datasets.join("adventureworks").join("attain.toml"))?;
    let mut demo = context.with_configuration(configuration.clone());
    let out = demo.global.out.clone().unwrap_or_else(|| PathBuf::from("attain-demo"));
    if demo.global.store.is_none() {
        demo.global.store = Some(out.join("store"));
    }
    demo.global.out = Some(out);
    configuration.from_file = true;
    let periods = vec![PERIOD.to_string()];
    review::run(
        &demo,
        &ReviewArguments {
            periods,
            each: None,
            aims: AimArguments::default(),
            look: asked.look.clone(),
            packet: asked.packet.clone(),
        },
    )
}

fn datasets(asked: Option<&Path>) -> Result<PathBuf, Failure> {
    let candidates: Vec<PathBuf> = match asked {
        Some(folder) => vec![folder.to_path_buf()],
        None => vec![PathBuf::from("datasets"), Path::new(BUILT_FROM).join("datasets")],
    };
    let has_example = |folder: &&PathBuf| folder.join("adventureworks").join("attain.toml").is_file();
    candidates.iter().find(has_example).cloned().ok_or_else(|| {
        Failure::usage(
            format!("the example data are not in `{}`", candidates[0].display()),
            "run it in a clone of the repository, or name the folder: attain demo --datasets DIR",
        )
    })
}
