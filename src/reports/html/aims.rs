//! What stands behind a rep's target on the rep's page: the past of such targets, what would have to move, checkpoints.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use super::targets::driver_change;
use crate::reports::figures::legible;
use crate::review::pack::{StatedRow, TargetRow, TargetSection};

/// Targets stated so much higher or lower are not of the same kind.
const ALIKE: f64 = 0.1;

/// Every target of a rep: its sentence, and what it rests on.
pub(super) fn of_rep(scribe: &Scribe<'_>, rep_id: &str) -> Vec<Value> {
    let sections = scribe.pack.targets.iter();
    let own = sections.filter_map(|section| Some((section, section.rows.iter().find(|row| row.rep_id == rep_id)?)));
    let one = |(section, row): (&TargetSection, &TargetRow)| {
        context! { statement => scribe.sentence(&row.statement), behind => behind(scribe, section, row) }
    };
    own.map(one).collect()
}

fn behind(scribe: &Scribe<'_>, section: &TargetSection, row: &TargetRow) -> Vec<String> {
    if row.target.is_none() {
        return Vec::new();
    }
    // The sentence itself has the past of such chances and the checkpoints, where this version wrote it.
    if row.statement.id.starts_with("target-smart") {
        return movers(scribe, section, row).into_iter().collect();
    }
    let held = row.chance.and_then(|chance| held(scribe, section, chance));
    let said = [held, movers(scribe, section, row), checkpoints(scribe, section, row)];
    said.into_iter().flatten().collect()
}

/// How often targets that were stated at about this chance were reached.
fn held(scribe: &Scribe<'_>, section: &TargetSection, chance: f64) -> Option<String> {
    let distance = |row: &StatedRow| (row.stated - chance).abs();
    let nearest = section.evidence.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    if distance(nearest) > ALIKE {
        return None;
    }
    let mut args = FluentArgs::new();
    args.set("stated", scribe.figures.share_trimmed(nearest.stated));
    args.set("realised", scribe.figures.share_trimmed(nearest.realised));
    args.set("n", FluentValue::from(nearest.n));
    Some(scribe.wording.text_with("aim-held", &args))
}

/// What would have to move, beside the metric itself.
fn movers(scribe: &Scribe<'_>, section: &TargetSection, row: &TargetRow) -> Option<String> {
    let others = row.drivers.iter().filter(|driver| driver.driver != section.metric_id);
    let name = |id: &str| scribe.say(&format!("rep-target-driver-{id}"));
    let changes: Vec<String> =
        others.map(|driver| format!("{} {}", name(&driver.driver), driver_change(scribe, driver))).collect();
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
