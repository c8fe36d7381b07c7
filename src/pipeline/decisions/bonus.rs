//! What the bonus rules would have paid over the last cycles, before they are adopted.

use crate::appraisal::{ApplicationSettings, Effect, outcome};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::records::decisions::{DecisionRow, decisions};
use crate::pipeline::snapshot::Snapshot;
use crate::review::decisions::{BonusPreview, BonusRow, BonusTotal};
use crate::settings::Settings;

use super::application::{bonus_for, span};
use super::grades::{GradedCycle, cycles, rep_cycles};

/// The bonuses of the last `periods` cycles up to one, under `[application]` and, where there is one, under
/// `[application_draft]`. The grades are today's: what a person decided counts, and past scores are those of the data
/// as they are now.
pub fn preview(
    snapshot: &Snapshot,
    settings: &Settings,
    period: Period,
    periods: usize,
) -> Result<BonusPreview, Failure> {
    let tables: Vec<(&'static str, &ApplicationSettings)> = std::iter::once(("present", &settings.application))
        .filter(|(_, table)| table.rule.iter().any(|rule| rule.has(Effect::Bonus)))
        .chain(settings.application_draft.iter().map(|table| ("draft", table)))
        .collect();
    let longest = tables.iter().map(|(_, table)| span(table)).max().unwrap_or(2);
    let log = decisions(&snapshot.tables)?;
    let all = cycles(snapshot, settings, period, periods + longest - 1)?;
    let mut preview = BonusPreview::default();
    for (rules, table) in tables {
        for at in 0..periods.min(all.len()) {
            let rows = of_cycle(snapshot, (rules, table), &all[at..], &log);
            preview.totals.push(BonusTotal {
                rules,
                period: all[at].label.clone(),
                paid: rows.iter().filter(|row| row.bonus.is_some_and(|bonus| bonus > 0)).count(),
                bonus: rows.iter().filter_map(|row| row.bonus).sum(),
            });
            preview.rows.extend(rows);
        }
    }
    Ok(preview)
}

/// One cycle, the first of `cycles`.
fn of_cycle(
    snapshot: &Snapshot,
    (rules, table): (&'static str, &ApplicationSettings),
    cycles: &[GradedCycle<'_>],
    log: &[DecisionRow],
) -> Vec<BonusRow> {
    let cycle = &cycles[0];
    let last_day = snapshot.calendar.last_day(cycle.period);
    let row = |person: &&crate::measures::Person| {
        let rep = rep_cycles(cycles, person, log, last_day);
        let outcome = outcome(table, &rep);
        let rule = outcome.rule(Effect::Bonus);
        let factor = rule.and_then(|rule| rule.bonus_factor);
        let paid = factor.map(|factor| bonus_for(snapshot, table, cycle, person, factor));
        BonusRow {
            rules,
            period: cycle.label.clone(),
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            grade: rep.grade().map(str::to_string),
            score: rep.cycles.first().and_then(|cycle| cycle.score),
            rule: rule.map_or_else(String::new, |rule| rule.name.clone()),
            factor,
            base: paid.and_then(Result::ok).map(|(base, _)| base),
            bonus: match paid {
                None => Some(0),
                Some(paid) => paid.ok().map(|(_, bonus)| bonus),
            },
            null_reason: paid.and_then(Result::err),
        }
    };
    cycle.history.reps.iter().map(row).collect()
}
