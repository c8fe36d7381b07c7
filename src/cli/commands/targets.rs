//! `attain targets`: targets at a stated chance, or a goal spread so that everybody has the same chance.

use crate::cli::Outcome;
use crate::cli::arguments::TargetArguments;
use crate::cli::commands::decide;
use crate::cli::context::Context;
use crate::cli::decide_arguments::TargetAction;
use crate::cli::decision_notes;
use crate::cli::periods;
use crate::failure::Failure;
use crate::pipeline::{self, Aim, Analysis, decisions};
use crate::quantity::{Unit, parse_minor};
use crate::review::tables;

pub(crate) fn run(context: &Context, asked: &TargetArguments) -> Result<Outcome, Failure> {
    match &asked.action {
        Some(TargetAction::Accept(accept)) => return decide::accept_targets(context, accept),
        None if asked.versions => return decide::target_versions(context, asked),
        None => {}
    }
    let snapshot = context.snapshot()?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    let mut settings = context.configuration.settings.clone();
    if !asked.metrics.is_empty() {
        settings.targets.metrics = asked.metrics.clone();
    } else if asked.goal.is_some() {
        settings.targets.metrics = vec!["revenue_net".to_string()];
    }
    let aim = aim(context, &settings.targets.metrics, asked.chance, asked.goal.as_ref())?;
    let analysis = Analysis::run(&snapshot, &settings, period, aim, None)?;
    analysis.require_reps()?;
    let pack = analysis.pack(&context.stamp());
    let wording = context.wording()?;
    for sentence in pack.summary.aim.iter() {
        context.output.say(&format!("note: {}", wording.sentence(sentence, snapshot.currency)));
    }
    let label = snapshot.calendar.label(period.next());
    let log = decisions::history(&snapshot, Some(&format!("target:{label}")))?;
    let decided = log.iter().filter(|entry| entry.stands).count();
    if decided > 0 {
        context.output.say(&decision_notes::decided_targets(context.language, &label, decided));
    }
    let statement = |sentence: &crate::review::pack::Sentence| wording.sentence(sentence, snapshot.currency);
    let listing = match asked.by.as_str() {
        _ if asked.checkpoints => tables::checkpoints(&pack),
        "rep" => tables::targets(&pack, &statement),
        level => {
            let rows = analysis.level_targets(level == "team");
            tables::level_targets(&rows, snapshot.currency, snapshot.as_of, &statement)
        }
    };
    context.output.listing(&listing)?;
    Ok(Outcome::Done)
}

/// `--chance` or `--goal`, checked.
pub(crate) fn aim(
    context: &Context,
    metrics: &[String],
    chance: Option<f64>,
    goal: Option<&String>,
) -> Result<Option<Aim>, Failure> {
    if let Some(chance) = chance {
        if !(0.01..=0.99).contains(&chance) {
            return Err(Failure::usage(
                format!("{chance} is not a chance between 0.01 and 0.99"),
                "write --chance 0.6",
            ));
        }
        return Ok(Some(Aim::Chance(chance)));
    }
    let Some(text) = goal else { return Ok(None) };
    let [metric] = metrics else {
        return Err(Failure::usage("a goal is for one metric", "name it: --metric revenue_net --goal 9000000"));
    };
    let digits = match pipeline::forecastable(metric)?.unit() {
        Unit::Money => context.currency().digits(),
        Unit::Units => 4,
        Unit::Count | Unit::Share | Unit::Days | Unit::Number => 0,
    };
    let parsed = parse_minor(text, digits).map_err(|error| {
        Failure::usage(format!("the goal `{text}` is {error}"), "write it as a plain number: --goal 9000000")
    })?;
    Ok(Some(Aim::Goal(parsed.minor)))
}
