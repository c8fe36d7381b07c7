//! What changed order lines add to sums, worked out from the lines alone.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::measures::{MeasureError, People};
use crate::quantity::Scalar;

use super::cells::{GRAINS, Place, Slicing, plus, zero};

/// The metrics that are sums over lines.
pub(super) const SUMS: [KpiMetric; 3] = [KpiMetric::RevenueNet, KpiMetric::GrossProfit, KpiMetric::Units];

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Whether a line counts by a day: it is no cancelled one, it happened by then and was known by then.
pub(super) fn counts(plan: &mut LazyFrame, day: Option<Day>) -> PolarsResult<Expr> {
    let schema = plan.collect_schema()?;
    let kind = if schema.contains("line_type") { col("line_type") } else { lit(NULL).cast(DataType::String) };
    let mut counted = kind.fill_null(lit("")).neq(lit("cancel"));
    if let Some(day) = day {
        counted = counted.and(col("order_date").lt_eq(lit(day.epoch()).cast(DataType::Date)));
        if schema.contains("recorded_at") {
            let end = i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY;
            let known = col("recorded_at").cast(DataType::Int64).lt(lit(end));
            counted = counted.and(col("recorded_at").is_null().or(known));
        }
    }
    Ok(counted)
}

/// Sums of lines by rep and day.
#[derive(Debug, Default)]
pub(super) struct Effects {
    by_rep_and_day: BTreeMap<(String, Day), Amounts>,
}

/// (net, net less cost, units), the first two in minor units.
#[derive(Debug, Clone, Copy, Default)]
struct Amounts([i64; 3]);

impl Effects {
    /// Adds the lines of a plan to which `counted` applies, `sign` times.
    pub(super) fn add(&mut self, plan: LazyFrame, counted: Expr, sign: i64) -> Result<(), Failure> {
        let failed = |error: PolarsError| Failure::from(MeasureError::Engine { reason: error.to_string() });
        let frame = summed(plan, counted).map_err(failed)?;
        self.take(&frame, sign).map_err(failed)?.ok_or_else(|| MeasureError::Overflow.into())
    }

    /// None where a sum leaves 64 bits.
    fn take(&mut self, frame: &DataFrame, sign: i64) -> PolarsResult<Option<()>> {
        let reps = frame.column("rep_id")?.str()?;
        let days = frame.column("order_date")?.cast(&DataType::Int32)?;
        let whole = |name: &str| -> PolarsResult<Vec<i64>> {
            Ok(frame.column(name)?.i64()?.iter().map(|value| value.unwrap_or(0)).collect())
        };
        let (net, cost, units) = (whole("net")?, whole("cost")?, whole("units")?);
        for (at, (rep, day)) in reps.iter().zip(days.i32()?.iter()).enumerate() {
            let key = (rep.unwrap_or("").to_string(), Day::from_epoch(day.unwrap_or(0)));
            let Amounts(sums) = self.by_rep_and_day.entry(key).or_default();
            let Some(profit) = net[at].checked_sub(cost[at]) else { return Ok(None) };
            for (sum, more) in sums.iter_mut().zip([net[at], profit, units[at]]) {
                let Some(grown) = more.checked_mul(sign).and_then(|more| sum.checked_add(more)) else {
                    return Ok(None);
                };
                *sum = grown;
            }
        }
        Ok(Some(()))
    }

    /// What the lines add to each cell of [`SUMS`].
    pub(super) fn by_place(&self, people: &People, calendar: FiscalCalendar) -> BTreeMap<Place, [Scalar; 3]> {
        let mut places: BTreeMap<Place, [Scalar; 3]> = BTreeMap::new();
        for ((rep, day), Amounts(amounts)) in &self.by_rep_and_day {
            for grain in GRAINS {
                let period = calendar.period_of(*day, grain);
                for slicing in Slicing::ALL {
                    let sums = places
                        .entry(place(slicing, rep, period, people))
                        .or_insert(SUMS.map(|metric| zero(metric.unit())));
                    let amounts = [Scalar::Money(amounts[0]), Scalar::Money(amounts[1]), Scalar::Units(amounts[2])];
                    for (sum, amount) in sums.iter_mut().zip(amounts) {
                        *sum = plus(*sum, amount);
                    }
                }
            }
        }
        places
    }
}

fn place(slicing: Slicing, rep: &str, period: Period, people: &People) -> Place {
    let key = match slicing {
        Slicing::Company => String::new(),
        Slicing::Team => team_of(people, rep),
        Slicing::Rep => rep.to_string(),
    };
    Place { grain: period.grain, period: period.index, slicing, key }
}

/// The team of a rep; empty where there is none.
pub(super) fn team_of(people: &People, rep: &str) -> String {
    people.get(rep).map_or_else(String::new, |person| person.team.clone())
}

fn summed(mut plan: LazyFrame, counted: Expr) -> PolarsResult<DataFrame> {
    let schema = plan.collect_schema()?;
    let or_null = |name: &str, dtype: DataType| {
        if schema.contains(name) { col(name).cast(dtype) } else { lit(NULL).cast(dtype).alias(name) }
    };
    let pieces = or_null("quantity", DataType::Float64) * lit(Scalar::UNITS_SCALE as f64) + lit(0.5);
    // Cutting goes towards zero: of a negative number with a fraction one less is the floor.
    let cut = pieces.clone().cast(DataType::Int64);
    let above = cut.clone().cast(DataType::Float64).gt(pieces).cast(DataType::Int64);
    plan.filter(counted)
        .select([
            or_null("rep_id", DataType::String).fill_null(lit("")).alias("rep_id"),
            col("order_date"),
            col("net_amount_minor").alias("net"),
            or_null("cost_amount_minor", DataType::Int64).alias("cost"),
            (cut - above).alias("units"),
        ])
        .group_by([col("rep_id"), col("order_date")])
        .agg([col("net").sum(), col("cost").sum(), col("units").sum()])
        .collect()
}
