//! The numbers of one state, cell by cell, and the account of a cell's movement.

use std::collections::BTreeMap;

use crate::calendar::{Grain, Period};
use crate::failure::Failure;
use crate::measures::kpi::{Known, KpiContext, KpiMetric, PeriodSums, value_of};
use crate::measures::{Dimension, PeriodRange};
use crate::quantity::{Measured, Scalar, Unit};

/// Why a number moved, in the order in which the causes are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Other currency rates, for the order lines that were there.
    Rates,
    /// Order lines that came.
    AddedRows,
    /// Order lines that went.
    RemovedRows,
    /// Order lines with other content.
    ReplacedRows,
    /// Other reps, or reps in another team.
    Reps,
    /// Other quotas.
    Quotas,
    /// Another as-of day.
    AsOf,
}

impl Cause {
    /// All of them, in order.
    pub const ALL: [Cause; 7] = [
        Cause::Rates,
        Cause::AddedRows,
        Cause::RemovedRows,
        Cause::ReplacedRows,
        Cause::Reps,
        Cause::Quotas,
        Cause::AsOf,
    ];
}

/// What each cause moved a number by, in its own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// By cause, in the order of [`Cause::ALL`].
    pub by_cause: [Scalar; Cause::ALL.len()],
}

impl Parts {
    /// Nothing moved.
    pub(super) fn none(unit: Unit) -> Parts {
        Parts { by_cause: [zero(unit); Cause::ALL.len()] }
    }

    /// What one cause moved.
    pub fn of(&self, cause: Cause) -> Scalar {
        self.by_cause[cause as usize]
    }

    pub(super) fn add(&mut self, cause: Cause, amount: Scalar) {
        self.by_cause[cause as usize] = plus(self.by_cause[cause as usize], amount);
    }

    /// All causes together.
    pub fn sum(&self, unit: Unit) -> Scalar {
        self.by_cause.into_iter().fold(zero(unit), plus)
    }
}

/// A published number that is another one in the second state. An absent value counts as zero in the account.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedNumber {
    /// The metric.
    pub metric: KpiMetric,
    /// The period's label.
    pub period: String,
    /// `company`, `team` or `rep`.
    pub dimension: &'static str,
    /// The team's name or the rep's id; empty for the company, and for lines without one.
    pub key: String,
    /// The value in the first state; none where it had no such slice.
    pub a: Option<Measured>,
    /// The value in the second state.
    pub b: Option<Measured>,
    /// The second less the first.
    pub difference: Scalar,
    /// What the causes explain of it.
    pub parts: Parts,
    /// What they do not explain: zero.
    pub unexplained: Scalar,
}

impl MovedNumber {
    /// Whether the causes explain the whole movement.
    pub fn is_explained(&self) -> bool {
        is_zero(self.unexplained)
    }
}

/// One of the slicings that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slicing {
    Company,
    Team,
    Rep,
}

impl Slicing {
    pub(super) const ALL: [Slicing; 3] = [Slicing::Company, Slicing::Team, Slicing::Rep];

    pub(super) fn word(self) -> &'static str {
        match self {
            Slicing::Company => "company",
            Slicing::Team => "team",
            Slicing::Rep => "rep",
        }
    }

    fn dimensions(self) -> &'static [Dimension] {
        match self {
            Slicing::Company => &[],
            Slicing::Team => &[Dimension::Team],
            Slicing::Rep => &[Dimension::Rep],
        }
    }
}

/// The grains that are compared.
pub(super) const GRAINS: [Grain; 2] = [Grain::Quarter, Grain::Month];

/// Where a number stands: without its metric.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) grain: Grain,
    pub(super) period: i32,
    pub(super) slicing: Slicing,
    pub(super) key: String,
}

impl Place {
    pub(super) fn period(&self) -> Period {
        Period { grain: self.grain, index: self.period }
    }
}

/// All numbers of one state.
#[derive(Debug, Default)]
pub(super) struct Cells {
    places: BTreeMap<Place, PlaceValues>,
}

/// The numbers of one place.
#[derive(Debug, Clone, Copy)]
struct PlaceValues {
    /// By metric, in the order of [`KpiMetric::ALL`]; none where the metric does not exist at the grain.
    values: [Option<Measured>; KpiMetric::ALL.len()],
    sums: PeriodSums,
}

impl Cells {
    /// Measures a state over the months from the first to the last, and over the quarters they lie in.
    pub(super) fn measure(known: Known<'_>, months: PeriodRange) -> Result<Cells, Failure> {
        let mut places = BTreeMap::new();
        for grain in GRAINS {
            let of = |month: Period| known.calendar.period_of(known.calendar.first_day(month), grain);
            let range = PeriodRange { first: of(months.first), last: of(months.last) };
            for slicing in Slicing::ALL {
                let context = KpiContext::build(known, grain, slicing.dimensions())?;
                for (slice, members) in context.slicer().slices().iter().enumerate() {
                    let key = members.first().map(|member| member.key.clone()).unwrap_or_default();
                    for period in range.iter() {
                        let place = Place { grain, period: period.index, slicing, key: key.clone() };
                        places.insert(place, values(&context, slice, period));
                    }
                }
            }
        }
        Ok(Cells { places })
    }

    /// Where numbers stand, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.keys()
    }

    /// A number; none where the state has no such slice or the metric does not exist at the grain.
    pub(super) fn value(&self, place: &Place, metric: KpiMetric) -> Option<Measured> {
        let at = KpiMetric::ALL.iter().position(|known| *known == metric)?;
        self.places.get(place)?.values[at]
    }

    /// The sums of each rep in a period.
    pub(super) fn reps_in(&self, period: Period) -> impl Iterator<Item = (&str, PeriodSums)> {
        let from = Place { grain: period.grain, period: period.index, slicing: Slicing::Rep, key: String::new() };
        let same = move |place: &Place| {
            (place.grain, place.period, place.slicing) == (period.grain, period.index, Slicing::Rep)
        };
        self.places
            .range(from..)
            .take_while(move |(place, _)| same(place))
            .map(|(place, values)| (place.key.as_str(), values.sums))
    }
}

fn values(context: &KpiContext<'_>, slice: usize, period: Period) -> PlaceValues {
    let value = |metric: KpiMetric| metric.fits(period.grain).then(|| value_of(context, metric, slice, period).value);
    PlaceValues { values: KpiMetric::ALL.map(value), sums: context.sums(slice, period).copied().unwrap_or_default() }
}

/// The number nothing.
pub(super) fn zero(unit: Unit) -> Scalar {
    match unit {
        Unit::Money => Scalar::Money(0),
        Unit::Count => Scalar::Count(0),
        Unit::Units => Scalar::Units(0),
        Unit::Share => Scalar::Share(0.0),
        Unit::Days => Scalar::Days(0.0),
        Unit::Number => Scalar::Number(0.0),
    }
}

/// A value in the account: an absent one is nothing.
pub(super) fn amount(value: Option<Measured>, unit: Unit) -> Scalar {
    value.and_then(Measured::value).unwrap_or(zero(unit))
}

/// The sum of two numbers of one unit.
pub(super) fn plus(a: Scalar, b: Scalar) -> Scalar {
    match (a, b) {
        (Scalar::Money(a), Scalar::Money(b)) => Scalar::Money(a.saturating_add(b)),
        (Scalar::Count(a), Scalar::Count(b)) => Scalar::Count(a.saturating_add(b)),
        (Scalar::Units(a), Scalar::Units(b)) => Scalar::Units(a.saturating_add(b)),
        (Scalar::Share(a), Scalar::Share(b)) => Scalar::Share(a + b),
        (Scalar::Days(a), Scalar::Days(b)) => Scalar::Days(a + b),
        (Scalar::Number(a), Scalar::Number(b)) => Scalar::Number(a + b),
        _ => unreachable!("a metric has one unit"),
    }
}

/// The first number less the second, of one unit.
pub(super) fn minus(a: Scalar, b: Scalar) -> Scalar {
    let negative = match b {
        Scalar::Money(b) => Scalar::Money(b.saturating_neg()),
        Scalar::Count(b) => Scalar::Count(b.saturating_neg()),
        Scalar::Units(b) => Scalar::Units(b.saturating_neg()),
        Scalar::Share(b) => Scalar::Share(-b),
        Scalar::Days(b) => Scalar::Days(-b),
        Scalar::Number(b) => Scalar::Number(-b),
    };
    plus(a, negative)
}

/// Whether a number is nothing.
pub(super) fn is_zero(scalar: Scalar) -> bool {
    match scalar {
        Scalar::Money(whole) | Scalar::Count(whole) | Scalar::Units(whole) => whole == 0,
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number == 0.0,
    }
}
