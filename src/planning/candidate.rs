//! A subject who can be given a target, with what is asked about it on the way.

use super::bounds::Bounds;
use super::params::CHANCE_RANGE;
use super::{Outlook, PlanningError, Refusal, RefusalReason, TargetPolicy};
use crate::models::predictive::Predictive;

/// Whole numbers up to here are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The outlooks in order of subject, sorted into those who get a target and those who do not.
pub(super) struct Candidates<'a> {
    pub(super) able: Vec<Candidate<'a>>,
    pub(super) refused: Vec<Refusal>,
}

/// An outlook whose forecast is usable: every quantile is finite and exact to the minor unit.
pub(super) struct Candidate<'a> {
    pub(super) outlook: &'a Outlook,
    pub(super) predictive: &'a Predictive,
    pub(super) bounds: Bounds,
    minor_per_major: i64,
}

impl<'a> Candidates<'a> {
    /// Checks what the caller vouches for and refuses those about whom nothing can be said.
    pub(super) fn of(
        outlooks: &'a [Outlook],
        policy: &TargetPolicy,
        minor_per_major: i64,
    ) -> Result<Candidates<'a>, PlanningError> {
        if minor_per_major < 1 {
            return Err(PlanningError::MinorPerMajor { received: minor_per_major });
        }
        let mut sorted: Vec<&Outlook> = outlooks.iter().collect();
        sorted.sort_by(|a, b| a.subject.cmp(&b.subject));
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].subject == pair[1].subject) {
            return Err(PlanningError::DuplicateSubject { subject: pair[0].subject.clone() });
        }
        let mut candidates = Candidates { able: Vec::new(), refused: Vec::new() };
        for outlook in sorted {
            check(outlook)?;
            match usable(outlook, minor_per_major, policy.min_chance) {
                Ok(predictive) => {
                    let of_baseline = || Bounds::of(policy, outlook.baseline_worked_minor());
                    let from = |from| Bounds::from(policy, outlook.worked(from));
                    let bounds = outlook.bounds_from.map_or_else(of_baseline, from);
                    let mut candidate = Candidate { outlook, predictive, bounds, minor_per_major };
                    // A floor catches a forecast that went astray; it does not ask for what is hardly ever reached.
                    let highest = candidate.amount_minor(policy.min_chance);
                    candidate.bounds.floor = bounds.floor.map(|floor| floor.min(highest));
                    candidates.able.push(candidate);
                }
                Err(reason) => {
                    let manual_minor = outlook.manual.as_ref().map(|manual| manual.target_minor);
                    candidates.refused.push(Refusal { subject: outlook.subject.clone(), reason, manual_minor });
                }
            }
        }
        candidates.sums_are_exact()?;
        Ok(candidates)
    }

    /// Whatever chance, bound or decision the targets come from, their sum stays exact.
    fn sums_are_exact(&self) -> Result<(), PlanningError> {
        let largest: f64 = self.able.iter().map(Candidate::largest).sum();
        if largest <= EXACT { Ok(()) } else { Err(PlanningError::AmountTooLarge { what: "total", subject: None }) }
    }
}

impl Candidate<'_> {
    /// The amount that is reached with this chance, in minor units and not yet whole.
    pub(super) fn amount(&self, chance: f64) -> f64 {
        self.predictive.quantile(1.0 - chance) * self.minor_per_major as f64
    }

    /// The same to the minor unit.
    pub(super) fn amount_minor(&self, chance: f64) -> i64 {
        // Exact: `usable` has seen that both ends of the quantile function stay within 2^53.
        self.amount(chance).round_ties_even() as i64
    }

    /// The amount of a goal's common chance: clipped at floor and cap.
    pub(super) fn clipped_amount(&self, chance: f64) -> f64 {
        self.bounds.clip(self.amount(chance))
    }

    /// The chance of reaching an amount.
    ///
    /// An amount at or under the lowest quantile is reached at the highest chance that is ever stated. This matters
    /// where the values cannot be negative: nothing at all is always reached.
    pub(super) fn chance_of(&self, amount_minor: i64) -> f64 {
        let value = self.major(amount_minor);
        if value <= self.predictive.quantile(CHANCE_RANGE.0) {
            return CHANCE_RANGE.1;
        }
        self.predictive.chance_of_reaching(value)
    }

    /// The largest amount, of either sign, that any step could come to.
    fn largest(&self) -> f64 {
        let manual = self.outlook.manual.as_ref().map_or(0, |manual| manual.target_minor);
        let ends = [self.amount(CHANCE_RANGE.0), self.amount(CHANCE_RANGE.1)];
        let set = [manual as f64, self.bounds.floor.unwrap_or(0) as f64];
        ends.into_iter().chain(set).fold(0.0, |largest, amount| f64::max(largest, amount.abs()))
    }

    /// Minor units as the models count them.
    pub(super) fn major(&self, amount_minor: i64) -> f64 {
        amount_minor as f64 / self.minor_per_major as f64
    }

    /// The largest whole amount in minor units that a value in major units reaches: `major(amount) ≤ value`.
    pub(super) fn reached_minor(&self, value: f64) -> i64 {
        reached_minor(value, self.minor_per_major)
    }

    /// The models' major units to the minor unit.
    pub(super) fn minor(&self, major: f64) -> i64 {
        (major * self.minor_per_major as f64).round_ties_even() as i64
    }
}

/// The largest whole amount in minor units that a value in major units reaches.
pub(super) fn reached_minor(value: f64, minor_per_major: i64) -> i64 {
    let near = (value * minor_per_major as f64).floor() as i64;
    let is_reached = |amount: &i64| *amount as f64 / minor_per_major as f64 <= value;
    // The product may have been rounded across a whole number, by one at most.
    [near + 1, near].into_iter().find(is_reached).unwrap_or(near - 1)
}

/// Whether the amount is exact as a float, so that nothing is lost between the models and the minor unit.
pub(super) fn is_exact(amount_minor: i64) -> bool {
    (amount_minor as f64).abs() <= EXACT
}

fn check(outlook: &Outlook) -> Result<(), PlanningError> {
    let sum: f64 = outlook.month_shares.iter().sum();
    let fractions = outlook.month_shares.iter().all(|share| (0.0..=1.0 + 1e-6).contains(share));
    if !fractions || (sum - 1.0).abs() > 1e-6 {
        return Err(PlanningError::MonthShares { subject: outlook.subject.clone(), sum });
    }
    let too_large = |what| PlanningError::AmountTooLarge { what, subject: Some(outlook.subject.clone()) };
    if !is_exact(outlook.baseline.value_minor) {
        return Err(too_large("baseline"));
    }
    if outlook.manual.as_ref().is_some_and(|manual| !is_exact(manual.target_minor)) {
        return Err(too_large("decided target"));
    }
    Ok(())
}

fn usable(outlook: &Outlook, minor_per_major: i64, min_chance: f64) -> Result<&Predictive, RefusalReason> {
    if outlook.share_worked <= 0.0 {
        return Err(RefusalReason::OnLeave);
    }
    let Some(predictive) = &outlook.predictive else {
        let none = outlook.n_history == 0;
        return Err(if none { RefusalReason::NoHistory } else { RefusalReason::NoForecast });
    };
    // A distribution that was read back from a file may lack what its constructor promises.
    if predictive.sample_size() == 0 {
        return Err(RefusalReason::ForecastUnusable);
    }
    // Who never sold more than one whole unit of money, and will hardly sell as much, has nothing to be asked for: what
    // stands above zero there is the least width of a distribution.
    let unit = if minor_per_major > 1 { minor_per_major } else { 0 };
    let never = outlook.n_history > 0 && outlook.history_max.is_some_and(|most| most <= unit);
    if never && predictive.quantile(1.0 - min_chance) < 1.0 {
        return Err(RefusalReason::NothingPositive);
    }
    let ends = [CHANCE_RANGE.0, CHANCE_RANGE.1].map(|level| predictive.quantile(level) * minor_per_major as f64);
    if ends.iter().all(|end| end.abs() <= EXACT) { Ok(predictive) } else { Err(RefusalReason::ForecastUnusable) }
}
