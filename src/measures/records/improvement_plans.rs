//! The table `improvement_plans`: what was agreed to do about a weak number, and by what it is to be checked.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// One plan, as it was written. Whatever the row leaves open is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImprovementPlan {
    /// The plan.
    pub plan_id: String,
    /// Whose number it is about.
    pub rep_id: String,
    /// The metric that was weak.
    pub gap_metric: String,
    /// What is to be done.
    pub action: String,
    /// Who sees to it.
    pub owner: String,
    /// The day on which it begins.
    pub start: Option<Day>,
    /// The day by which the check metric is looked at.
    pub due: Option<Day>,
    /// The metric that shows whether it worked.
    pub check_metric: String,
    /// The value that it has to reach: a share as a fraction, money in major units.
    pub check_value: Option<f64>,
    /// What people say of it.
    pub status: String,
}

/// All plans, by id.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the table; [`MeasureError::Engine`].
pub fn improvement_plans(tables: &Tables) -> Result<Vec<ImprovementPlan>, MeasureError> {
    let frame = collected(tables.require("improvement_plans", "improvement_plans")?)?;
    let columns = Columns::of(&frame);
    let text = |name: &str| -> Result<_, MeasureError> {
        let texts = columns.texts(name)?;
        Ok(texts.into_iter().map(|text| text.unwrap_or_default().trim().to_string()).collect::<Vec<_>>())
    };
    let (plans, reps, gaps) = (text("plan_id")?, text("rep_id")?, text("gap_metric")?);
    let (actions, owners, states) = (text("action")?, text("owner")?, text("status")?);
    let (checks, values) = (text("check_metric")?, columns.number("check_value")?);
    let (starts, dues) = (columns.days("start")?, columns.days("due")?);
    let mut rows: Vec<ImprovementPlan> = (0..columns.height())
        .map(|row| ImprovementPlan {
            plan_id: plans[row].clone(),
            rep_id: reps[row].clone(),
            gap_metric: gaps[row].clone(),
            action: actions[row].clone(),
            owner: owners[row].clone(),
            start: starts[row],
            due: dues[row],
            check_metric: checks[row].clone(),
            check_value: values[row],
            status: states[row].clone(),
        })
        .collect();
    rows.sort_by(|a, b| a.plan_id.cmp(&b.plan_id));
    Ok(rows)
}
