//! `attain vacuum`: old versions removed, after saying what would go.

use crate::calendar::Day;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::store_arguments::VacuumArguments;
use crate::cli::store_listings;
use crate::failure::Failure;
use crate::store::{Keep, plan_vacuum, vacuum};

const SECONDS_PER_DAY: i64 = 86_400;

pub(crate) fn run(context: &Context, asked: &VacuumArguments) -> Result<Outcome, Failure> {
    let keep = keep(asked)?;
    let root = context.store_path()?;
    let plan = match asked.yes {
        true => vacuum(&root, keep, &context.now())?,
        false => plan_vacuum(&root, keep)?,
    };
    context.output.listing(&store_listings::vacuum(&plan, context.currency()))?;
    let size = format!(
        "{} and {} of {}",
        counted(plan.versions.len() as u64, "version"),
        counted(plan.files.len() as u64, "data file"),
        counted(plan.bytes(), "byte")
    );
    context.output.say(&match (plan.is_empty(), asked.yes) {
        (true, _) => "nothing to remove".to_string(),
        (false, true) => format!("removed {size}; what is left reads as before"),
        (false, false) => {
            format!("{size} would be removed for good, and nothing has been yet; to do it, add --yes")
        }
    });
    Ok(Outcome::Done)
}

fn keep(asked: &VacuumArguments) -> Result<Keep, Failure> {
    match (asked.keep_last, &asked.older_than) {
        (Some(0), _) => Err(Failure::usage("the current version always stays", "write --keep-last 1 or more")),
        (Some(count), _) => Ok(Keep::Last(count)),
        (None, Some(text)) => {
            let day: Day = text.parse()?;
            Ok(Keep::LoadedFrom(i64::from(day.epoch()) * SECONDS_PER_DAY))
        }
        (None, None) => Err(Failure::usage(
            "it is not said which versions to keep",
            "write --keep-last 10, or --older-than 2022-01-01",
        )),
    }
}
