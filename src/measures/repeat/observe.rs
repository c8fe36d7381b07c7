//! Repeat rates as observations.

use crate::calendar::{Day, FiscalCalendar};
use crate::measures::MeasureError;
use crate::measures::facts::Facts;
use crate::measures::grid::{PeriodRange, Slicer};
use crate::measures::observation::{More, Observation};
use crate::quantity::Scalar;

use super::occasions::Occasions;
use super::rates::{HORIZONS_DAYS, RateParts, next_windows, within_days_by_period, within_periods};

/// A repeat-purchase metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepeatMetric {
    /// `repeat_rate.window`; the window is the period.
    Window,
    /// `repeat_rate.h_days` with its horizon in days; the period is that of the first purchase.
    WithinDays(i32),
    /// `repurchase_rate.next`; the period is the first of the two windows.
    Next,
}

impl RepeatMetric {
    /// The ids by which they can be asked for.
    pub const IDS: [&'static str; 8] = [
        "repeat_rate.window",
        "repeat_rate.h_days",
        "repeat_rate.h_days.30",
        "repeat_rate.h_days.60",
        "repeat_rate.h_days.90",
        "repeat_rate.h_days.180",
        "repeat_rate.h_days.365",
        "repurchase_rate.next",
    ];

    /// All of them, in the order in which they are listed.
    pub fn all() -> Vec<RepeatMetric> {
        let within = HORIZONS_DAYS.into_iter().map(RepeatMetric::WithinDays);
        std::iter::once(RepeatMetric::Window).chain(within).chain(std::iter::once(RepeatMetric::Next)).collect()
    }

    /// The metrics that an id asks for: `repeat_rate.h_days` asks for all its horizons, any whole number of days
    /// may be named after it.
    pub fn from_id(id: &str) -> Option<Vec<RepeatMetric>> {
        match id {
            "repeat_rate.window" => Some(vec![RepeatMetric::Window]),
            "repurchase_rate.next" => Some(vec![RepeatMetric::Next]),
            "repeat_rate.h_days" => Some(HORIZONS_DAYS.into_iter().map(RepeatMetric::WithinDays).collect()),
            other => {
                let days: i32 = other.strip_prefix("repeat_rate.h_days.")?.parse().ok()?;
                (1..=3660).contains(&days).then(|| vec![RepeatMetric::WithinDays(days)])
            }
        }
    }

    /// The id that its values carry.
    pub fn id(self) -> String {
        match self {
            RepeatMetric::Window => "repeat_rate.window".to_string(),
            RepeatMetric::WithinDays(days) => format!("repeat_rate.h_days.{days}"),
            RepeatMetric::Next => "repurchase_rate.next".to_string(),
        }
    }
}

/// The observations of some metrics over all slices and the periods of `range`, in that order of nesting.
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn observe(
    facts: &Facts,
    slicer: &Slicer,
    calendar: FiscalCalendar,
    metrics: &[RepeatMetric],
    range: PeriodRange,
    as_of: Day,
) -> Result<Vec<Observation>, MeasureError> {
    let occasions = Occasions::build(facts, slicer);
    let mut observations = Vec::new();
    for metric in metrics {
        // Slice by slice, period by period.
        let parts: Vec<RateParts> = match metric {
            RepeatMetric::Window => within_periods(&occasions, calendar, range)?,
            RepeatMetric::WithinDays(days) => within_days_by_period(&occasions, *days, calendar, range, as_of)?,
            RepeatMetric::Next => next_windows(&occasions, calendar, range, as_of)?,
        };
        for (scope, parts) in slicer.slices().iter().zip(parts.chunks(range.len().max(1))) {
            for (period, parts) in range.iter().zip(parts) {
                observations.push(Observation {
                    metric_id: metric.id(),
                    period: calendar.label(period),
                    scope: scope.clone(),
                    value: parts.value(),
                    numerator: Some(Scalar::Count(parts.numerator)),
                    denominator: Some(Scalar::Count(parts.denominator)),
                    n: parts.denominator,
                    more: More::default(),
                });
            }
        }
    }
    Ok(observations)
}
