//! What came after a contest, held against what was expected before it began.

use rayon::prelude::*;

use crate::appraisal::contest::{BeforeAndAfter, Borrowing, ContestFault, ContestRules, Expected};
use crate::calendar::{Day, DaySpan, Grain};
use crate::failure::Failure;
use crate::measures::sales::taken_back;
use crate::models::race::{Draws, Runner};

use super::entrants::{Field, amount_of, field, parts_per_major, values_over};
use super::outlook::{NoOutlook, OutlookBasis, race_settings};
use super::rules::RuleHistory;
use super::{Contests, Refused};

/// The days after a contest that are looked at: as many as it lasted, within these bounds.
const SHORTEST: i32 = 14;
const LONGEST: i32 = 56;

/// Working days that must be over before anything is said.
const LEAST_WORKING_DAYS: i32 = 10;

/// What came after a contest.
#[derive(Debug, Clone, PartialEq)]
pub struct Afterwards {
    /// The rules that count.
    pub rules: ContestRules,
    /// The days after the contest that are looked at.
    pub days: DaySpan,
    /// The rows, or why nothing is said.
    pub rows: Result<Vec<AfterRow>, NoAfterwards>,
    /// What the expectation rests on.
    pub outlook: Option<OutlookBasis>,
}

/// Who a row speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All who took part, together.
    Participants,
    /// All who did not, together.
    Others,
    /// One who took part.
    Rep(String),
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct AfterRow {
    /// Who it speaks of.
    pub scope: Scope,
    /// What came and what was expected, in the metric's own unit.
    pub figures: BeforeAndAfter,
    /// What it amounts to; none for those who took no part.
    pub verdict: Option<Borrowing>,
}

/// Why nothing is said about the days after a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAfterwards {
    /// Too few of them are over.
    Immature,
    /// There is no outlook from before the contest.
    Outlook(NoOutlook),
    /// Fewer contests are simulated than the limits of an interval need.
    TooFewDraws,
}

impl NoAfterwards {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            NoAfterwards::Immature => "immature",
            NoAfterwards::Outlook(reason) => reason.word(),
            NoAfterwards::TooFewDraws => "below_min_n",
        }
    }
}

/// What was drawn of some days for the reps, and who they are.
struct Drawn {
    draws: Draws,
    of_entrant: Vec<usize>,
    basis: OutlookBasis,
}

impl Contests<'_> {
    /// Every contest's time afterwards.
    ///
    /// # Errors
    /// A failure of the run; what is wrong with one contest stands in its place.
    pub fn afterwards(&mut self) -> Result<Vec<Result<Afterwards, Refused>>, Failure> {
        self.of_each(Contests::after)
    }

    fn after(&mut self, rules: &ContestRules, _: &RuleHistory) -> Result<Result<Afterwards, ContestFault>, Failure> {
        let as_of = self.snapshot.as_of;
        let length = (rules.days.last.days_since(rules.days.first) + 1).clamp(SHORTEST, LONGEST);
        let (first, last) = (rules.days.last.plus_days(1), rules.days.last.plus_days(length));
        let days = DaySpan { first, last: last.min(as_of) };
        let answer = |rows, outlook| Afterwards { rules: rules.clone(), days: DaySpan { first, last }, rows, outlook };
        if days.last < days.first || self.snapshot.calendar.working_days(days) < LEAST_WORKING_DAYS {
            return Ok(Ok(answer(Err(NoAfterwards::Immature), None)));
        }
        let field = match field(self.snapshot, &self.spans, rules, as_of)? {
            Ok(field) => field,
            Err(fault) => return Ok(Err(fault)),
        };
        let origin = rules.days.first.plus_days(-1);
        let (during, after) =
            match (self.sums(rules, &field, origin, rules.days)?, self.sums(rules, &field, origin, days)?) {
                (Ok(during), Ok(after)) => (during, after),
                (Err(reason), _) | (_, Err(reason)) => return Ok(Ok(answer(Err(NoAfterwards::Outlook(reason)), None))),
            };
        let came = Came { during: self.came_during(rules, &field)?, after: self.came_after(rules, &field, days)? };
        let rows = rows(&field, &during, &after, &came).ok_or(NoAfterwards::TooFewDraws);
        Ok(Ok(Afterwards { days, ..answer(rows, Some(after.basis)) }))
    }

    /// What was expected of some days. Both the contest and the time after it are taken from months, so that the two
    /// come from one forecast.
    fn sums(
        &mut self,
        rules: &ContestRules,
        field: &Field<'_>,
        origin: Day,
        days: DaySpan,
    ) -> Result<Result<Drawn, NoOutlook>, Failure> {
        let ids: Vec<&str> = field.entrants.iter().map(|entrant| entrant.rep_id.as_str()).collect();
        let race = match self.outlooks.race(rules.metric, origin, days, &ids, Some(Grain::Month))? {
            Ok(race) => race,
            Err(reason) => return Ok(Err(reason)),
        };
        let known = race.runners.into_iter().enumerate().filter_map(|(at, runner)| Some((at, runner?)));
        let (of_entrant, runners): (Vec<usize>, Vec<Runner>) = known.unzip();
        let draws = Draws::of(&runners, race_settings(&self.settings, &race.basis));
        Ok(Ok(Drawn { draws, of_entrant, basis: race.basis }))
    }

    /// What the contest brought, by entrant, with what was clawed back taken off.
    fn came_during(&self, rules: &ContestRules, field: &Field<'_>) -> Result<Vec<Option<f64>>, Failure> {
        let parts = parts_per_major(rules.metric, self.snapshot) as f64;
        Ok(field.entrants.iter().map(|entrant| entrant.value.ok().map(|value| value as f64 / parts)).collect())
    }

    /// What the days afterwards brought, by entrant. What came back of the contest's own sales is left out: those
    /// returns speak of the contest, and are no missing sales of the time after it.
    fn came_after(&self, rules: &ContestRules, field: &Field<'_>, days: DaySpan) -> Result<Vec<Option<f64>>, Failure> {
        let parts = parts_per_major(rules.metric, self.snapshot) as f64;
        let booked = values_over(&self.spans, rules.metric, days)?;
        let back = taken_back(&self.snapshot.tables, rules.days, days.last)?;
        let of_rep = |rep_id: &str| {
            let own = back.returns.iter().filter(|back| back.booked_rep_id == rep_id && days.contains(back.day));
            let returned: i64 = own.map(|back| amount_of(back, rules.metric).unwrap_or(0)).sum();
            booked(rep_id).map(|value| (value - returned) as f64 / parts)
        };
        Ok(field.entrants.iter().map(|entrant| of_rep(&entrant.rep_id)).collect())
    }
}

/// What came, by entrant.
struct Came {
    during: Vec<Option<f64>>,
    after: Vec<Option<f64>>,
}

/// The groups, then each who took part; `None` where there are too few draws.
fn rows(field: &Field<'_>, during: &Drawn, after: &Drawn, came: &Came) -> Option<Vec<AfterRow>> {
    let known = |at: &usize| came.during[*at].is_some() && came.after[*at].is_some() && after.of_entrant.contains(at);
    let known: Vec<usize> = during.of_entrant.iter().copied().filter(known).collect();
    let (participants, others): (Vec<usize>, Vec<usize>) =
        known.into_iter().partition(|&at| field.entrants[at].ineligible.is_none());
    let of_others = if others.is_empty() { None } else { Some(figures(&others, during, after, came)?) };
    let mut rows = Vec::new();
    if !participants.is_empty() {
        let together = figures(&participants, during, after, came)?;
        let verdict = Some(together.verdict(of_others.as_ref()));
        rows.push(AfterRow { scope: Scope::Participants, figures: together, verdict });
    }
    rows.extend(of_others.map(|figures| AfterRow { scope: Scope::Others, figures, verdict: None }));
    let of_rep = |&at: &usize| {
        let own = figures(&[at], during, after, came)?;
        let verdict = Some(own.verdict(of_others.as_ref()));
        Some(AfterRow { scope: Scope::Rep(field.entrants[at].rep_id.clone()), figures: own, verdict })
    };
    rows.extend(participants.par_iter().map(of_rep).collect::<Option<Vec<AfterRow>>>()?);
    Some(rows)
}

fn figures(members: &[usize], during: &Drawn, after: &Drawn, came: &Came) -> Option<BeforeAndAfter> {
    let expected = |drawn: &Drawn| {
        let places: Vec<usize> =
            members.iter().filter_map(|at| drawn.of_entrant.iter().position(|own| own == at)).collect();
        Expected::of(&drawn.draws.of_group(&places))
    };
    let sum = |values: &[Option<f64>]| members.iter().filter_map(|&at| values[at]).sum::<f64>();
    Some(BeforeAndAfter {
        during: sum(&came.during),
        during_expected: expected(during)?,
        after: sum(&came.after),
        after_expected: expected(after)?,
    })
}
