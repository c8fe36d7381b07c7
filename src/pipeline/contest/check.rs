//! The fairness check: how open a contest is before it starts, on each basis that it could have had.

use crate::appraisal::contest::{Basis, Contender, ContestFault, ContestRules, Fairness};
use crate::calendar::{Day, DaySpan};
use crate::failure::Failure;
use crate::models::race::{Ranking, RunnerChance, chances};

use super::entrants::{Field, field, parts_per_major, values_over};
use super::outlook::{NoOutlook, OutlookBasis};
use super::rules::RuleHistory;
use super::{Contests, Refused};

/// How open a contest is.
#[derive(Debug, Clone, PartialEq)]
pub struct ContestCheck {
    /// The rules that count.
    pub rules: ContestRules,
    /// The day before the first, or the as-of day where that comes earlier: what was known then decides.
    pub origin: Day,
    /// What the chances rest on, or why there are none.
    pub outlook: Result<OutlookBasis, NoOutlook>,
    /// How many contests were simulated.
    pub draws: usize,
    /// One a basis, in the order of [`Basis::ALL`].
    pub bases: Vec<BasisCheck>,
}

/// The same contest on one basis.
#[derive(Debug, Clone, PartialEq)]
pub struct BasisCheck {
    /// The basis.
    pub basis: Basis,
    /// Whether it is that of the rules.
    pub is_rule: bool,
    /// How open it is, or why nothing can be said.
    pub fairness: Result<Fairness, NoCheck>,
    /// The reps who take part on this basis and their chances, sorted by id.
    pub chances: Vec<(String, RunnerChance)>,
    /// How many who may take part cannot be ranked on it, or have no forecast.
    pub left_out: usize,
}

/// Why nothing can be said about a basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCheck {
    /// There is no outlook at all.
    Outlook(NoOutlook),
    /// Nobody has what the basis asks for: a target, or a year before.
    NobodyOnBasis,
}

impl NoCheck {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            NoCheck::Outlook(reason) => reason.word(),
            NoCheck::NobodyOnBasis => "nobody_on_basis",
        }
    }
}

impl Contests<'_> {
    /// How open every contest is, on its own basis and on the others.
    ///
    /// # Errors
    /// A failure of the run; what is wrong with one contest stands in its place.
    pub fn checks(&mut self) -> Result<Vec<Result<ContestCheck, Refused>>, Failure> {
        self.of_each(Contests::check)
    }

    fn check(&mut self, rules: &ContestRules, _: &RuleHistory) -> Result<Result<ContestCheck, ContestFault>, Failure> {
        let origin = self.snapshot.as_of.min(rules.days.first.plus_days(-1));
        // Before the start nobody has anything, and nobody has left.
        let field = match field(self.snapshot, &self.spans, rules, origin)? {
            Ok(field) => field,
            Err(fault) => return Ok(Err(fault)),
        };
        let drawn = self.drawn(rules, &field, origin)?;
        let contenders = self.contenders(rules, &field, origin)?;
        let eligible = field.entrants.iter().filter(|entrant| entrant.ineligible.is_none()).count();
        let of_basis = |basis: Basis| -> BasisCheck {
            let mut check = BasisCheck {
                basis,
                is_rule: basis == rules.basis,
                fairness: Err(NoCheck::NobodyOnBasis),
                chances: Vec::new(),
                left_out: eligible,
            };
            let (drawn, _) = match &drawn {
                Ok(drawn) => drawn,
                Err(reason) => return BasisCheck { fairness: Err(NoCheck::Outlook(*reason)), ..check },
            };
            let factors = drawn.of_entrant.iter().map(|&at| field.entrants[at].factor(basis)).collect();
            let ranking = Ranking { factors, places: rules.prizes.places() };
            let found = drawn.for_entrants(chances(&drawn.draws, &ranking), field.entrants.len());
            let running: Vec<Contender> = contenders
                .iter()
                .zip(&found)
                .filter_map(|(contender, chance)| Some(Contender { chance: (*chance)?.first, ..contender.clone() }))
                .collect();
            check.chances = contenders
                .iter()
                .zip(&found)
                .filter_map(|(contender, chance)| Some((contender.rep_id.clone(), (*chance)?)))
                .collect();
            check.left_out = eligible - running.len();
            check.fairness = Fairness::of(&running).ok_or(NoCheck::NobodyOnBasis);
            check
        };
        let bases = Basis::ALL.map(of_basis).to_vec();
        let (outlook, draws) = match &drawn {
            Ok((drawn, basis)) => (Ok(*basis), drawn.draws.count()),
            Err(reason) => (Err(*reason), 0),
        };
        Ok(Ok(ContestCheck { rules: rules.clone(), origin, outlook, draws, bases }))
    }

    /// The entrants with what their chances are held against; the chances themselves are still open.
    fn contenders(&self, rules: &ContestRules, field: &Field<'_>, origin: Day) -> Result<Vec<Contender>, Failure> {
        let year = DaySpan { first: origin.plus_months(-12).plus_days(1), last: origin };
        let values = values_over(&self.spans, rules.metric, year)?;
        let parts = parts_per_major(rules.metric, self.snapshot) as f64;
        let contender =
            |(entrant, person): (&crate::appraisal::contest::Entrant, &&crate::measures::Person)| Contender {
                rep_id: entrant.rep_id.clone(),
                chance: 0.0,
                size: values(&entrant.rep_id).unwrap_or(0) as f64 / parts,
                tenure_days: person.hire_date.map(|hired| f64::from(rules.days.first.days_since(hired))),
            };
        Ok(field.entrants.iter().zip(&field.people).map(contender).collect())
    }
}
