//! The grades of one cycle: the one place from which decisions look at scorecards.

use std::collections::BTreeMap;

use crate::appraisal::{Cycle, ObjectKind, RepCycles, Scorecard, standing};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::records::decisions::DecisionRow;
use crate::pipeline::scores::Cards;
use crate::pipeline::series::RepHistory;
use crate::pipeline::snapshot::Snapshot;
use crate::settings::Settings;

/// One cycle: the reps' history up to it, and their cards.
pub(super) struct GradedCycle<'a> {
    /// The period.
    pub(super) period: Period,
    /// Its label.
    pub(super) label: String,
    /// The history.
    pub(super) history: RepHistory<'a>,
    /// The cards by rep; none where no scorecard is configured.
    pub(super) cards: BTreeMap<String, GradedCard>,
}

/// A rep's card, and the grade that it is given: that of a forced distribution, where one is configured.
pub(super) struct GradedCard {
    /// The card.
    pub(super) card: Scorecard,
    /// The grade; none where nothing was scored.
    pub(super) grade: Option<String>,
}

/// Scores everybody who is reviewed in a period.
pub(super) fn graded<'a>(
    snapshot: &'a Snapshot,
    settings: &Settings,
    period: Period,
) -> Result<GradedCycle<'a>, Failure> {
    let history = RepHistory::build(snapshot, period)?;
    let made = match settings.scorecard.is_set() {
        true => Cards::build(snapshot, settings, &history, 1)?.cycles.pop(),
        false => None,
    };
    let mut cards = BTreeMap::new();
    for (at, card) in made.iter().flat_map(|made| made.cards.iter().enumerate()) {
        let grade = made.as_ref().and_then(|made| made.grade(at)).map(str::to_string);
        cards.insert(card.subject.clone(), GradedCard { card: card.clone(), grade });
    }
    Ok(GradedCycle { period, label: snapshot.calendar.label(period), history, cards })
}

/// The cycle of a period and those before it, the newest first, as far as the data reach and at most so many.
pub(super) fn cycles<'a>(
    snapshot: &'a Snapshot,
    settings: &Settings,
    period: Period,
    most: usize,
) -> Result<Vec<GradedCycle<'a>>, Failure> {
    let first = snapshot.calendar.period_of(snapshot.facts.first_day, period.grain);
    let steps = (0..most as i32).map(|back| period.plus(-back)).take_while(|one| one.index >= first.index);
    steps.map(|one| graded(snapshot, settings, one)).collect()
}

impl GradedCycle<'_> {
    /// The scorecard's grade; none where nothing was scored.
    pub(super) fn own_grade(&self, rep_id: &str) -> Option<&str> {
        self.cards.get(rep_id)?.grade.as_deref()
    }

    /// The cycle as the rules see it: a grade that a person decided counts in the place of the scorecard's, and one
    /// that a person rejected does not count.
    fn of_rep(&self, rep_id: &str, log: &[DecisionRow]) -> Cycle {
        let decided = standing(log, ObjectKind::Grade, &format!("{}:{rep_id}", self.label));
        let own = self.own_grade(rep_id).map(str::to_string);
        Cycle {
            period: self.label.clone(),
            score: self.cards.get(rep_id).and_then(|graded| graded.card.score),
            decided: decided.is_some(),
            grade: decided.map_or(own, |standing| standing.row.decided.clone()),
        }
    }
}

/// What the rules look at for one rep, over these cycles.
pub(super) fn rep_cycles(cycles: &[GradedCycle<'_>], person: &Person, log: &[DecisionRow], last_day: Day) -> RepCycles {
    RepCycles {
        rep_id: person.rep_id.clone(),
        cycles: cycles.iter().map(|cycle| cycle.of_rep(&person.rep_id, log)).collect(),
        tenure_months: person.hire_date.map(|hired| full_months(hired, last_day)),
    }
}

/// Full months from the first day of service to the end of a day.
fn full_months(hired: Day, last_day: Day) -> u32 {
    let end = last_day.plus_days(1);
    let months = (end.year() - hired.year()) * 12 + end.month() as i32 - hired.month() as i32;
    let begun = i32::from(hired.plus_months(months) > end);
    u32::try_from(months - begun).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_service_are_full_ones() {
        let months = |hired: &str, last: &str| full_months(hired.parse().unwrap(), last.parse().unwrap());
        assert_eq!(months("2023-01-01", "2023-12-31"), 12);
        assert_eq!(months("2023-01-02", "2023-12-31"), 11);
        assert_eq!(months("2023-01-31", "2023-02-28"), 1);
        assert_eq!(months("2024-01-01", "2023-12-31"), 0);
        assert_eq!(months("2024-05-01", "2023-12-31"), 0);
    }
}
