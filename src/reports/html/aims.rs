//! What stands behind a rep's target on the rep's page: the past of such targets, what would have to move, checkpoints.

use fluent_bundle::{FluentArgs, FluentValue};

use super::scribe::Scribe;
use super::targets::driver_change;
use crate::reports::figures::legible;
use crate::review::pack::{StatedRow, TargetRow, TargetSection};

/// The sentences on every target of a rep, each followed by what it rests on.
pub(super) fn sentences(scribe: &Scribe<'_>, rep_id: &str) -> Vec<String> {
    let sections = scribe.pack.targets.iter();
    let own = sections.filter_map(|section| Some((section, section.rows.iter().find(|row| row.rep_id == rep_id)?)));
    own.flat_map(|(section, row)| of_target(scribe, section, row)).collect()
}

fn of_target(scribe: &Scribe<'_>, section: &TargetSection, row: &TargetRow) -> Vec<String> {
    let mut said = vec![scribe.sentence(&row.statement)];
    if row.target.is_some() {
        said.extend(section.chance.and_then(|chance| held(scribe, section, chance)));
        said.extend(movers(scribe, row));
        said.extend(checkpoints(scribe, section, row));
    }
    said
}

/// How often targets that were stated at about this chance were reached.
fn held(scribe: &Scribe<'_>, section: &TargetSection, chance: f64) -> Option<String> {
    let distance = |row: &StatedRow| (row.stated - chance).abs();
    let nearest = section.evidence.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    let mut args = FluentArgs::new();
    args.set("stated", scribe.figures.share_trimmed(nearest.stated));
    args.set("realised", scribe.figures.share_trimmed(nearest.realised));
    args.set("n", FluentValue::from(nearest.n));
    Some(scribe.wording.text_with("aim-held", &args))
}

fn movers(scribe: &Scribe<'_>, row: &TargetRow) -> Option<String> {
    let changes: Vec<String> = row
        .drivers
        .iter()
        .map(|driver| {
            let name = scribe.wording.metric_inline(&driver.driver);
            let name = if name == driver.driver { scribe.wording.named("driver", &driver.driver) } else { name };
            format!("{name} {}", driver_change(scribe, driver))
        })
        .collect();
    (!changes.is_empty()).then(|| scribe.say_with("rep-target-drivers", &[("changes", &joined(scribe, &changes))]))
}

fn checkpoints(scribe: &Scribe<'_>, section: &TargetSection, row: &TargetRow) -> Option<String> {
    let steps: Vec<String> = row
        .checkpoints
        .iter()
        .map(|step| {
            let amount = scribe.amount_text(step.cumulative, section.unit);
            scribe.say_with("rep-target-checkpoint", &[("month", &legible(&step.month)), ("amount", &amount)])
        })
        .collect();
    (!steps.is_empty()).then(|| scribe.say_with("rep-target-checkpoints", &[("steps", &joined(scribe, &steps))]))
}

fn joined(scribe: &Scribe<'_>, parts: &[String]) -> String {
    parts.join(&scribe.say("rep-target-between"))
}
