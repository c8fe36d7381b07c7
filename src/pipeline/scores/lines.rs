//! The metrics of a rep's card: value, target, evidence.

use crate::appraisal::{Better, Direction, Evidence, KpiLine, MetricRules, TargetFrom};
use crate::calendar::Period;
use crate::measures::Person;
use crate::measures::catalogue::definition;
use crate::pipeline::Snapshot;
use crate::quantity::{Scalar, Unit};

use super::flow::is_flow;
use super::noise::{ErrorOfValue, plain};
use super::values::{RepValues, Value};

/// What a target was taken from, with the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Target {
    pub(super) value: Scalar,
    pub(super) from: &'static str,
}

/// One line a metric. The target is the quota in force for the metric; where there is none, or one for a part of the
/// period only, the configured one; where there is none either, what the rep did in the same period a year before. The
/// evidence says which of them it is.
pub(super) fn line(
    snapshot: &Snapshot,
    values: &RepValues,
    person: &Person,
    id: &str,
    at: &LineAt<'_>,
    rules: Option<&MetricRules>,
) -> KpiLine {
    let nothing = Value::nothing();
    let found = values.get(id, &person.rep_id, at.period).unwrap_or(&nothing);
    let unit = definition(id).map_or(Unit::Number, |definition| definition.unit);
    let direction = direction(id, unit, rules, snapshot);
    let target = match direction.edge_for(found.value.value()) {
        Some(edge) => Some(Target { value: edge, from: "band" }),
        None => target(snapshot, values, person, id, unit, at, rules),
    };
    KpiLine {
        metric_id: id.to_string(),
        value: found.value,
        target: target.map(|target| target.value),
        direction,
        standard_error: at.error.map(|error| error.standard_error),
        evidence: Evidence {
            period_label: snapshot.calendar.label(at.period),
            numerator: found.numerator,
            denominator: found.denominator,
            n: Some(found.n),
            target_version: target.map(|target| target.from.to_string()),
            error_from: at.error.map_or(String::new(), |error| error.from.to_string()),
            flags: found.flags.clone(),
            statement: String::new(),
        },
    }
}

/// When a line is measured, and what is known about the rep then.
pub(super) struct LineAt<'e> {
    /// The period.
    pub(super) period: Period,
    /// Whether the rep was there a year before.
    pub(super) began_before: bool,
    /// How sure the value is.
    pub(super) error: Option<&'e ErrorOfValue>,
}

/// As configured, else as the dictionary says; where it says neither, more is better.
pub(super) fn direction(id: &str, unit: Unit, rules: Option<&MetricRules>, snapshot: &Snapshot) -> Direction {
    if let Some([low, high]) = rules.and_then(|rules| rules.band) {
        let edge = |major: f64| scalar(unit, major, snapshot);
        return Direction::Band { low: edge(low), high: edge(high) };
    }
    let by_dictionary = || match definition(id).map(|definition| definition.better.as_str()) {
        Some("lower") => Better::Lower,
        _ => Better::Higher,
    };
    match rules.and_then(|rules| rules.better).unwrap_or_else(by_dictionary) {
        Better::Higher => Direction::HigherBetter,
        Better::Lower => Direction::LowerBetter,
    }
}

fn target(
    snapshot: &Snapshot,
    values: &RepValues,
    person: &Person,
    id: &str,
    unit: Unit,
    at: &LineAt<'_>,
    rules: Option<&MetricRules>,
) -> Option<Target> {
    let only = rules.and_then(|rules| rules.target_from);
    let may = |from: TargetFrom| only.is_none_or(|only| only == from);
    let of = |from: TargetFrom, value: Scalar| Target { value, from: from.code() };
    let quota = || quota(snapshot, person, id, unit, at.period).map(|value| of(TargetFrom::Quota, value));
    let fixed = || {
        // Attainment is a share of a quota already: all of it is the target.
        let usual = (id == "attainment").then_some(1.0);
        let set = rules.and_then(|rules| rules.target).or(usual)?;
        Some(of(TargetFrom::Fixed, scalar(unit, set, snapshot)))
    };
    let year_before = || {
        let before = values.get(id, &person.rep_id, at.period.year_before()).filter(|_| at.began_before)?;
        before.value.value().map(|value| of(TargetFrom::YearBefore, value))
    };
    // A quota of nothing is kept, and the line says that nothing can be attained of it; a year before of nothing is no
    // target that anybody set.
    let quota = may(TargetFrom::Quota).then(quota).flatten();
    let set = quota.or_else(|| may(TargetFrom::Fixed).then(fixed).flatten());
    set.or_else(|| may(TargetFrom::YearBefore).then(year_before).flatten().filter(|target| plain(target.value) > 0.0))
}

/// The quota of the whole period in the metric's own unit; quotas of counts and rates are stored as money is, with the
/// currency's digits. The months' quotas of what adds up are summed; of a rate they are averaged by their months.
fn quota(snapshot: &Snapshot, person: &Person, id: &str, unit: Unit, period: Period) -> Option<Scalar> {
    let quota = snapshot.quotas.in_force(person, id, period, snapshot.calendar).filter(|quota| quota.covers_all)?;
    if unit == Unit::Money && is_flow(id) {
        return Some(Scalar::Money(quota.value));
    }
    let minor = if is_flow(id) {
        quota.value as f64
    } else {
        let months =
            quota.windows.iter().map(|window| f64::from(window.last_month.index - window.first_month.index + 1));
        let weighed = quota.windows.iter().zip(months.clone()).map(|(window, months)| window.value as f64 * months);
        weighed.sum::<f64>() / months.sum::<f64>()
    };
    Some(scalar(unit, minor / snapshot.currency.minor_per_major() as f64, snapshot))
}

/// A number in major units as a value of the unit.
pub(super) fn scalar(unit: Unit, major: f64, snapshot: &Snapshot) -> Scalar {
    Scalar::of(unit, major, snapshot.currency.minor_per_major())
}
