//! From the first state to the second, one cause after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use polars::prelude::LazyFrame;

use crate::calendar::{Day, Grain};
use crate::failure::Failure;
use crate::measures::company::Tables;
use crate::measures::exchange::{converted, foreign_orders};
use crate::measures::kpi::{Known, KpiMetric, PeriodSums};
use crate::measures::{Facts, FactsInput, MeasureError, PeriodRange, Quotas, known_orders};
use crate::pipeline::Snapshot;
use crate::quantity::{Measured, NullReason, Scalar};
use crate::store::{RowsOf, Step, TableDifference};

use super::cells::{Cause, Cells, MovedNumber, Parts, Place, Slicing, amount, is_zero, minus, plus, zero};
use super::effects::{Effects, SUMS, counts, team_of};

/// What changed, of all that numbers rest on.
pub(super) struct Changes<'d> {
    pub(super) orders: &'d TableDifference,
    pub(super) reps: bool,
    pub(super) quotas: bool,
}

/// The numbers compared.
pub(super) struct Compared {
    pub(super) moved: Vec<MovedNumber>,
    pub(super) cells: usize,
}

/// Compares all numbers of two states.
pub(super) fn compare(a: &Snapshot, b: &Snapshot, changes: &Changes<'_>) -> Result<Compared, Failure> {
    let path = Path::walk(a, b, changes)?;
    let sums = SumEffects::of(a, b, changes, &path)?;
    let before = path.first();
    let places: BTreeSet<&Place> = before.places().chain(path.published.places()).collect();
    let (mut moved, mut cells) = (Vec::new(), 0);
    for metric in KpiMetric::ALL {
        for place in places.iter().filter(|place| metric.fits(place.grain)) {
            cells += 1;
            let (of_a, of_b) = (before.value(place, metric), path.published.value(place, metric));
            let (parts, unexplained) = match sums.parts(place, metric, of_a, of_b) {
                Some(parts) => {
                    let difference = minus(amount(of_b, metric.unit()), amount(of_a, metric.unit()));
                    (parts, minus(difference, parts.sum(metric.unit())))
                }
                None => path.parts(place, metric),
            };
            if is_still(of_a, of_b) && is_zero(unexplained) {
                continue;
            }
            moved.push(MovedNumber {
                metric,
                period: a.calendar.label(place.period()),
                dimension: place.slicing.word(),
                key: place.key.clone(),
                a: of_a,
                b: of_b,
                difference: minus(amount(of_b, metric.unit()), amount(of_a, metric.unit())),
                parts,
                unexplained,
            });
        }
    }
    Ok(Compared { moved, cells })
}

/// Whether a reader sees the same number: a slice that came without anything in it, or with nothing, says nothing
/// new, and an absent value stays one whatever the reason.
fn is_still(a: Option<Measured>, b: Option<Measured>) -> bool {
    let says_something = |value: Option<Measured>| {
        let value = value.and_then(Measured::value);
        value.is_some_and(|value| !is_zero(value))
    };
    match (a, b) {
        (Some(a), Some(b)) => a.value() == b.value(),
        (None, other) | (other, None) => !says_something(other),
    }
}

/// The numbers after each cause.
struct Path {
    /// The first state, then what each cause that there is led to.
    steps: Vec<(Option<Cause>, Cells)>,
    /// What the second state publishes.
    published: Cells,
}

impl Path {
    fn walk(a: &Snapshot, b: &Snapshot, changes: &Changes<'_>) -> Result<Path, Failure> {
        let months = months_of(a, b);
        let measured = |facts: &Facts, of_people: &Snapshot, quotas: &Quotas, as_of: &Snapshot| {
            let people = of_people.people_with(&facts.reps)?;
            let known = Known {
                facts,
                people: &people,
                quotas,
                calendar: a.calendar,
                as_of: as_of.as_of,
                history_is_whole: a.history_is_whole,
            };
            Cells::measure(known, months)
        };
        let mut steps = vec![(None, measured(&a.facts, a, &a.quotas, a)?)];
        let mut facts: Option<Facts> = None;
        if let Some(orders) = revalued_orders(a, b)? {
            let next = facts_of(Some(orders), day_of(a), a, b)?;
            steps.push((Some(Cause::Rates), measured(&next, a, &a.quotas, a)?));
            facts = Some(next);
        }
        for (cause, step, count) in [
            (Cause::AddedRows, Step::WithAdded, changes.orders.added),
            (Cause::RemovedRows, Step::WithoutRemoved, changes.orders.removed),
            (Cause::ReplacedRows, Step::WithReplaced, changes.orders.replaced),
        ] {
            if count > 0 {
                let next = facts_of(changes.orders.after(step)?, day_of(a), a, with_rates(a, b))?;
                steps.push((Some(cause), measured(&next, a, &a.quotas, a)?));
                facts = Some(next);
            }
        }
        let rows = facts.as_ref().unwrap_or(&a.facts);
        if changes.reps {
            steps.push((Some(Cause::Reps), measured(rows, b, &a.quotas, a)?));
        }
        if changes.quotas {
            steps.push((Some(Cause::Quotas), measured(rows, b, &b.quotas, a)?));
        }
        if day_of(a) != day_of(b) {
            let rows = facts_of(changes.orders.after(Step::WithReplaced)?, day_of(b), b, b)?;
            steps.push((Some(Cause::AsOf), measured(&rows, b, &b.quotas, b)?));
        } else if a.as_of != b.as_of {
            steps.push((Some(Cause::AsOf), measured(rows, b, &b.quotas, b)?));
        }
        drop(facts);
        let known = Known {
            facts: &b.facts,
            people: &b.people,
            quotas: &b.quotas,
            calendar: b.calendar,
            as_of: b.as_of,
            history_is_whole: b.history_is_whole,
        };
        Ok(Path { steps, published: Cells::measure(known, months)? })
    }

    fn first(&self) -> &Cells {
        &self.steps[0].1
    }

    /// The numbers after all causes up to one.
    fn after(&self, cause: Cause) -> &Cells {
        let by_then = |(known, _): &&(Option<Cause>, Cells)| known.is_none_or(|known| known <= cause);
        self.steps.iter().rev().find(by_then).map_or_else(|| self.first(), |(_, cells)| cells)
    }

    /// What each cause moved, by measuring after it, and what is left to the second state.
    fn parts(&self, place: &Place, metric: KpiMetric) -> (Parts, Scalar) {
        let unit = metric.unit();
        let value = |cells: &Cells| amount(cells.value(place, metric), unit);
        let mut parts = Parts::none(unit);
        let mut last = value(self.first());
        for (cause, cells) in &self.steps {
            let next = value(cells);
            if let Some(cause) = cause {
                parts.add(*cause, minus(next, last));
            }
            last = next;
        }
        (parts, minus(value(&self.published), last))
    }
}

/// What changed lines add to sums.
struct SumEffects {
    by_cause: BTreeMap<Cause, BTreeMap<Place, [Scalar; 3]>>,
}

impl SumEffects {
    fn of(a: &Snapshot, b: &Snapshot, changes: &Changes<'_>, path: &Path) -> Result<SumEffects, Failure> {
        let mut by_cause = BTreeMap::new();
        if let Some(mut orders) = revalued_orders(a, b)? {
            let mut effects = Effects::default();
            let counted = counts(&mut orders, day_of(a)).map_err(engine)?;
            effects.add(at_rates(orders.clone(), a)?, counted.clone(), -1)?;
            effects.add(at_rates(orders, b)?, counted, 1)?;
            by_cause.insert(Cause::Rates, effects.by_place(&a.people, a.calendar));
        }
        for (cause, rows) in [
            (Cause::AddedRows, &[(RowsOf::Added, 1)][..]),
            (Cause::RemovedRows, &[(RowsOf::Removed, -1)]),
            (Cause::ReplacedRows, &[(RowsOf::ReplacedBefore, -1), (RowsOf::ReplacedAfter, 1)]),
        ] {
            let mut effects = Effects::default();
            for (rows, sign) in rows {
                if let Some(plan) = changes.orders.rows(*rows)? {
                    let mut plan = at_rates(plan, with_rates(a, b))?;
                    let counted = counts(&mut plan, day_of(a)).map_err(engine)?;
                    effects.add(plan, counted, *sign)?;
                }
            }
            by_cause.insert(cause, effects.by_place(&a.people, a.calendar));
        }
        if changes.reps {
            by_cause.insert(Cause::Reps, moves_between_teams(a, b, path.after(Cause::ReplacedRows)));
        }
        if let Some(plan) = changes.orders.after(Step::WithReplaced)?.filter(|_| day_of(a) != day_of(b)) {
            let mut plan = at_rates(plan, b)?;
            let mut effects = Effects::default();
            let by_a = counts(&mut plan, day_of(a)).map_err(engine)?;
            let by_b = counts(&mut plan, day_of(b)).map_err(engine)?;
            effects.add(plan.clone(), by_b.clone().and(by_a.clone().not()), 1)?;
            effects.add(plan, by_a.and(by_b.not()), -1)?;
            by_cause.insert(Cause::AsOf, effects.by_place(&b.people, b.calendar));
        }
        Ok(SumEffects { by_cause })
    }

    /// The parts of a sum; none where the metric is no sum, or where a state has no sum because lines lack a cost or
    /// a quantity.
    fn parts(&self, place: &Place, metric: KpiMetric, a: Option<Measured>, b: Option<Measured>) -> Option<Parts> {
        let at = SUMS.iter().position(|sum| *sum == metric)?;
        let is_whole = |value: Option<Measured>| {
            value.and_then(Measured::null_reason).is_none_or(|reason| reason == NullReason::Immature)
        };
        if !is_whole(a) || !is_whole(b) {
            return None;
        }
        let mut parts = Parts::none(metric.unit());
        for (cause, places) in &self.by_cause {
            if let Some(amounts) = places.get(place) {
                parts.add(*cause, amounts[at]);
            }
        }
        Some(parts)
    }
}

/// A rep who changes teams takes all own lines along, from one team's sums to the other's.
fn moves_between_teams(a: &Snapshot, b: &Snapshot, cells: &Cells) -> BTreeMap<Place, [Scalar; 3]> {
    let mut moves: BTreeMap<Place, [Scalar; 3]> = BTreeMap::new();
    let periods: BTreeSet<_> = cells.places().map(Place::period).collect();
    for period in periods {
        for (rep, sums) in cells.reps_in(period) {
            let (from, to) = (team_of(&a.people, rep), team_of(&b.people, rep));
            if from == to {
                continue;
            }
            for (team, sign) in [(from, -1), (to, 1)] {
                let place = Place { grain: period.grain, period: period.index, slicing: Slicing::Team, key: team };
                let moved = moves.entry(place).or_insert(SUMS.map(|metric| zero(metric.unit())));
                for (total, amount) in moved.iter_mut().zip(amounts_of(sums, sign)) {
                    *total = plus(*total, amount);
                }
            }
        }
    }
    moves
}

/// The amounts of [`SUMS`].
fn amounts_of(sums: PeriodSums, sign: i64) -> [Scalar; 3] {
    let PeriodSums { net, cost, units, .. } = sums;
    [Scalar::Money(sign * net), Scalar::Money(sign * (net - cost)), Scalar::Units(sign * units)]
}

/// The day up to which rows count; none where all do.
fn day_of(snapshot: &Snapshot) -> Option<Day> {
    (!snapshot.as_of_assumed).then_some(snapshot.as_of)
}

/// The months in which either state has rows, or which its as-of day has reached.
fn months_of(a: &Snapshot, b: &Snapshot) -> PeriodRange {
    let month = |day: Day| a.calendar.period_of(day, Grain::Month);
    let first = a.facts.first_day.min(b.facts.first_day);
    let last = a.facts.last_day.max(b.facts.last_day).max(a.as_of).max(b.as_of);
    PeriodRange { first: month(first), last: month(last) }
}

/// The first state's orders as they were loaded, where some are in other currencies and the second state has other
/// rates for them.
///
/// # Errors
/// A day of these orders for which the second state has no rate.
fn revalued_orders(a: &Snapshot, b: &Snapshot) -> Result<Option<LazyFrame>, Failure> {
    let (Some(foreign), Some(of_b)) = (a.tables.foreign_orders(), b.tables.exchange()) else { return Ok(None) };
    if a.tables.exchange() == Some(of_b) {
        return Ok(None);
    }
    let known = known_orders(foreign.as_loaded.clone(), day_of(a))?;
    let revalued = Tables::new([]).with_exchange(Some(Arc::clone(of_b)), Some(foreign_orders(known, of_b)?));
    revalued.require_rates(KpiMetric::RevenueNet.id())?;
    Ok(Some(foreign.as_loaded.clone()))
}

/// The facts of a plan at the rates of a state; without a row the facts of nothing, in the days of `like`.
fn facts_of(plan: Option<LazyFrame>, day: Option<Day>, like: &Snapshot, rates: &Snapshot) -> Result<Facts, Failure> {
    let plan = plan.map(|plan| at_rates(plan, rates)).transpose()?;
    let built = plan.map(|orders| Facts::build(&FactsInput { orders, as_of: day }));
    match built {
        Some(Ok(facts)) => Ok(facts),
        None | Some(Err(MeasureError::NoOrders { .. })) => Ok(Facts::none(like.facts.first_day, like.facts.last_day)),
        Some(Err(error)) => Err(error.into()),
    }
}

/// At whose rates rows are read that came, went or changed: the second state's, but where it has none, because all of its
/// orders are in the run's currency, those at which the first state's were published.
fn with_rates<'s>(a: &'s Snapshot, b: &'s Snapshot) -> &'s Snapshot {
    if b.tables.exchange().is_some() { b } else { a }
}

/// Order lines in the currency of the run, where the store has others, at the rates of a state.
fn at_rates(plan: LazyFrame, rates: &Snapshot) -> Result<LazyFrame, Failure> {
    match rates.tables.exchange() {
        Some(exchange) => Ok(converted(plan, exchange)?),
        None => Ok(plan),
    }
}

fn engine(error: polars::prelude::PolarsError) -> Failure {
    MeasureError::Engine { reason: error.to_string() }.into()
}
