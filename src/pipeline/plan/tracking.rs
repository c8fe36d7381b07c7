//! Plans that were agreed, held against the data.

use std::collections::BTreeMap;

use crate::appraisal::plan::{Judged, PlanDoubt, Reading, judge};
use crate::calendar::{Day, FiscalCalendar, Period};
use crate::measures::records::improvement_plans::ImprovementPlan;
use crate::measures::{MeasureError, PeriodRange};
use crate::quantity::NullReason;

use super::super::snapshot::Snapshot;
use super::readings::{CHECK_GRAINS, Readings, doubt_of, lower_is_better};

/// A plan of the table, with what the data say.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracked {
    /// As it was written.
    pub plan: ImprovementPlan,
    /// How it stands.
    pub judged: Judged,
    /// The period whose value counts so far; none before the plan begins, or where nothing can be measured.
    pub period: Option<Period>,
    /// The value; none where it is absent.
    pub value: Option<f64>,
    /// Why it is absent.
    pub null_reason: Option<NullReason>,
    /// What the doubt is about: the nearest metrics, the table that is missing.
    pub detail: String,
}

/// Measures and judges every plan. Plans that share metric and period are measured once.
pub(super) fn track(snapshot: &Snapshot, plans: &[ImprovementPlan]) -> Vec<Tracked> {
    let mut known: BTreeMap<(String, Period), Result<Readings, MeasureError>> = BTreeMap::new();
    plans.iter().map(|plan| tracked(snapshot, plan, &mut known)).collect()
}

fn tracked(
    snapshot: &Snapshot,
    plan: &ImprovementPlan,
    known: &mut BTreeMap<(String, Period), Result<Readings, MeasureError>>,
) -> Tracked {
    let period = period_of(snapshot.calendar, plan, snapshot.as_of);
    // Whether there is such a metric is looked at before the plan begins, too.
    let measured = period.unwrap_or_else(|| snapshot.calendar.period_of(snapshot.as_of, CHECK_GRAINS[0]));
    let mut found = Tracked {
        plan: plan.clone(),
        judged: judge(plan, true, Err(PlanDoubt::NoCheckMetric), snapshot.as_of),
        period,
        value: None,
        null_reason: None,
        detail: String::new(),
    };
    let known_rep = snapshot.people.get(&plan.rep_id).is_some();
    let reading = if plan.check_metric.is_empty() {
        Err(PlanDoubt::NoCheckMetric)
    } else {
        let range = PeriodRange { first: measured, last: measured };
        let readings = known
            .entry((plan.check_metric.clone(), measured))
            .or_insert_with(|| Readings::of(snapshot, &plan.check_metric, range));
        match readings {
            Ok(readings) => {
                let lower_is_better = lower_is_better(&readings.metric_id);
                if let Some(period) = period {
                    found.value = readings.value(&plan.rep_id, period);
                    let observed = readings.observation(&plan.rep_id, period);
                    found.null_reason = observed.and_then(|one| one.value.null_reason());
                }
                Ok(Reading { value: found.value, lower_is_better })
            }
            Err(error) => {
                let (doubt, detail) = doubt_of(error);
                found.detail = detail;
                Err(doubt)
            }
        }
    };
    found.judged = judge(plan, known_rep, reading, snapshot.as_of);
    found
}

/// The period whose value a plan is held against, as of a day.
///
/// It is the last whole quarter that ends by the due date, so that a plan is not judged by days on which it did not run;
/// where that begins before the plan does, the last whole month; where that does too, the month of the due date. Before
/// the due date it is what runs on the day. None before the plan begins.
pub(super) fn period_of(calendar: FiscalCalendar, plan: &ImprovementPlan, as_of: Day) -> Option<Period> {
    if plan.start.is_some_and(|start| start > as_of) {
        return None;
    }
    let Some(due) = plan.due else { return Some(calendar.period_of(as_of, CHECK_GRAINS[0])) };
    let whole = |grain| {
        let running = calendar.period_of(due, grain);
        if calendar.last_day(running) == due { running } else { running.previous() }
    };
    let begins_within = |period: &Period| plan.start.is_none_or(|start| calendar.first_day(*period) >= start);
    let last = CHECK_GRAINS.into_iter().map(whole).find(begins_within);
    let last = last.unwrap_or_else(|| calendar.period_of(due, CHECK_GRAINS[1]));
    Some(if as_of < due { last.min(calendar.period_of(as_of, last.grain)) } else { last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(start: Option<&str>, due: &str, as_of: &str) -> String {
        let plan = ImprovementPlan {
            start: start.map(|start| start.parse().unwrap()),
            due: Some(due.parse().unwrap()),
            ..ImprovementPlan::default()
        };
        let calendar = FiscalCalendar::default();
        period_of(calendar, &plan, as_of.parse().unwrap()).map_or("none".to_string(), |period| calendar.label(period))
    }

    #[test]
    fn a_plan_is_held_against_the_last_whole_period_in_which_it_ran() {
        assert_eq!(period(Some("2024-01-01"), "2024-03-31", "2024-06-01"), "2024-Q1");
        assert_eq!(period(None, "2024-05-15", "2024-06-01"), "2024-Q1");
        assert_eq!(period(Some("2024-04-01"), "2024-05-15", "2024-06-01"), "2024-04");
        assert_eq!(period(Some("2024-05-02"), "2024-05-15", "2024-06-01"), "2024-05");
        assert_eq!(period(Some("2024-01-15"), "2024-03-31", "2024-06-01"), "2024-03");
    }

    #[test]
    fn before_the_due_date_it_is_what_runs_and_nothing_before_it_begins() {
        assert_eq!(period(Some("2024-01-01"), "2024-06-30", "2024-02-10"), "2024-Q1");
        assert_eq!(period(Some("2024-01-01"), "2024-06-30", "2024-05-10"), "2024-Q2");
        assert_eq!(period(Some("2024-01-01"), "2024-06-30", "2023-12-31"), "none");
    }
}
