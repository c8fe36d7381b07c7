//! The leaderboard of a contest as of the snapshot's day.

use crate::appraisal::contest::{ContestFault, ContestRules, Ineligible, Phase, Standing, leaderboard};
use crate::calendar::{Day, DaySpan};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::race::{Draws, Ranking, Runner, RunnerChance, chances};
use crate::quantity::{NullReason, Scalar, Unit};

use super::entrants::{Field, field, parts_per_major, unrankable};
use super::outlook::{NoOutlook, OutlookBasis, race_settings};
use super::rules::RuleHistory;
use super::{Contests, Refused};

/// A contest as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ContestBoard {
    /// The rules that count.
    pub rules: ContestRules,
    /// How they came about.
    pub history: RuleHistory,
    /// Where the contest stands.
    pub phase: Phase,
    /// The day as of which it stands so.
    pub as_of: Day,
    /// The reps, those with a rank first.
    pub rows: Vec<BoardRow>,
    /// What the chances rest on, or why there are none; `None` where the contest is over.
    pub outlook: Option<Result<OutlookBasis, NoOutlook>>,
    /// How many contests were simulated.
    pub draws: usize,
    /// How many targets are parts of quotas, by working days.
    pub prorated: usize,
    /// Returns since the first day that name no sale, so that nobody's sale can be taken back for them.
    pub without_sale: i64,
}

/// A rep's line on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardRow {
    /// The rep.
    pub rep_id: String,
    /// Why the rep does not take part; `None` for those who do.
    pub ineligible: Option<Ineligible>,
    /// The value so far, with what was clawed back taken off.
    pub value: Result<Scalar, NullReason>,
    /// The target of the whole contest.
    pub target: Option<Scalar>,
    /// The same dates a year before.
    pub base: Result<Scalar, NullReason>,
    /// What was clawed back: zero or below.
    pub clawed_back: Scalar,
    /// Rank, score, gap and prize.
    pub standing: Standing,
    /// How much more draws level with the next better rank.
    pub gap: Option<Scalar>,
    /// The chances, while it is not over.
    pub chance: Option<RunnerChance>,
}

impl Contests<'_> {
    /// Every contest's leaderboard as of the snapshot's day, with the chances of those that are not over.
    ///
    /// # Errors
    /// A failure of the run; what is wrong with one contest stands in its place.
    pub fn boards(&mut self) -> Result<Vec<Result<ContestBoard, Refused>>, Failure> {
        self.of_each(Contests::board)
    }

    fn board(
        &mut self,
        rules: &ContestRules,
        history: &RuleHistory,
    ) -> Result<Result<ContestBoard, ContestFault>, Failure> {
        let as_of = self.snapshot.as_of;
        let field = match field(self.snapshot, &self.spans, rules, as_of)? {
            Ok(field) => field,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(fault) = unrankable(&field, rules, self.snapshot) {
            return Ok(Err(fault));
        }
        let phase = rules.phase(as_of);
        let (mut outlook, mut draws, mut found) = (None, 0, vec![None; field.entrants.len()]);
        if matches!(phase, Phase::Upcoming | Phase::Running) {
            match self.drawn(rules, &field, as_of)? {
                Ok((drawn, basis)) => {
                    let ranking = drawn.ranking(&field, rules);
                    (outlook, draws) = (Some(Ok(basis)), drawn.draws.count());
                    found = drawn.for_entrants(chances(&drawn.draws, &ranking), field.entrants.len());
                }
                Err(reason) => outlook = Some(Err(reason)),
            }
        }
        let standings = leaderboard(&field.entrants, rules);
        let rows = standings.into_iter().map(|standing| {
            let chance = found[standing.entrant];
            row(&field, standing, rules.metric, chance)
        });
        let mut rows: Vec<BoardRow> = rows.collect();
        if phase == Phase::Upcoming {
            // Nobody has a rank yet; who is likelier to win stands first.
            let chance = |row: &BoardRow| row.chance.map_or(-1.0, |chance| chance.first);
            rows.sort_by(|a, b| chance(b).total_cmp(&chance(a)).then_with(|| a.rep_id.cmp(&b.rep_id)));
        }
        Ok(Ok(ContestBoard {
            phase,
            as_of,
            rows,
            outlook,
            draws,
            prorated: field.prorated,
            without_sale: field.without_sale,
            rules: rules.clone(),
            history: history.clone(),
        }))
    }

    /// The contest's end drawn many times over, as known on `origin`.
    pub(super) fn drawn(
        &mut self,
        rules: &ContestRules,
        field: &Field<'_>,
        origin: Day,
    ) -> Result<Result<(Drawn, OutlookBasis), NoOutlook>, Failure> {
        let to_come = DaySpan { first: rules.days.first.max(origin.plus_days(1)), last: rules.days.last };
        let ids: Vec<&str> = field.entrants.iter().map(|entrant| entrant.rep_id.as_str()).collect();
        let race = match self.outlooks.race(rules.metric, origin, to_come, &ids, None)? {
            Ok(race) => race,
            Err(reason) => return Ok(Err(reason)),
        };
        let parts = parts_per_major(rules.metric, self.snapshot) as f64;
        let has_begun = origin >= rules.days.first;
        let mut of_entrant = Vec::new();
        let mut runners: Vec<Runner> = Vec::new();
        for (at, runner) in race.runners.into_iter().enumerate() {
            let Some(runner) = runner.filter(|_| field.entrants[at].ineligible.is_none()) else { continue };
            let so_far = match field.entrants[at].value {
                _ if !has_begun => 0.0,
                Ok(value) => value as f64 / parts,
                Err(_) => continue,
            };
            of_entrant.push(at);
            runners.push(Runner { so_far, ..runner });
        }
        if runners.is_empty() {
            return Ok(Err(NoOutlook::NoForecast));
        }
        let draws = Draws::of(&runners, race_settings(&self.settings, &race.basis));
        Ok(Ok((Drawn { draws, of_entrant }, race.basis)))
    }
}

/// The draws of a contest, and whose they are.
pub(super) struct Drawn {
    pub(super) draws: Draws,
    /// The entrant of each runner.
    pub(super) of_entrant: Vec<usize>,
}

impl Drawn {
    fn ranking(&self, field: &Field<'_>, rules: &ContestRules) -> Ranking {
        let factors = self.of_entrant.iter().map(|&at| field.entrants[at].factor(rules.basis)).collect();
        Ranking { factors, places: rules.prizes.places() }
    }

    /// From the order of the runners to that of the entrants.
    pub(super) fn for_entrants(
        &self,
        chances: Vec<Option<RunnerChance>>,
        entrants: usize,
    ) -> Vec<Option<RunnerChance>> {
        let mut found = vec![None; entrants];
        for (&at, chance) in self.of_entrant.iter().zip(chances) {
            found[at] = chance;
        }
        found
    }
}

fn row(field: &Field<'_>, standing: Standing, metric: KpiMetric, chance: Option<RunnerChance>) -> BoardRow {
    let entrant = &field.entrants[standing.entrant];
    let scalar = |value: i64| scalar_of(metric, value);
    let target = entrant.target.map(|target| match metric.unit() {
        Unit::Money => Scalar::Money(target.minor),
        _ => Scalar::Number(target.minor as f64 / target.minor_per_major as f64),
    });
    BoardRow {
        rep_id: entrant.rep_id.clone(),
        ineligible: entrant.ineligible,
        value: entrant.value.map(scalar),
        target,
        base: entrant.base.map(scalar),
        clawed_back: scalar(field.clawed_back[standing.entrant]),
        gap: standing.gap.map(scalar),
        standing,
        chance,
    }
}

/// A whole number of smallest parts as a value of the metric.
pub(super) fn scalar_of(metric: KpiMetric, value: i64) -> Scalar {
    match metric.unit() {
        Unit::Money => Scalar::Money(value),
        Unit::Units => Scalar::Units(value),
        _ => Scalar::Count(value),
    }
}
