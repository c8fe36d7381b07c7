//! The table `objectives`: what reps and managers agreed to reach.

use polars::prelude::LazyFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// One objective of one rep.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveRow {
    /// Its id.
    pub objective_id: String,
    /// Whose objective.
    pub rep_id: String,
    /// Its period as it was written: `2023-Q4`.
    pub period: String,
    /// In the people's words; empty where there are none.
    pub statement: String,
    /// The metric that measures it; `None` where it goes by what people state.
    pub metric_id: Option<String>,
    /// The weight as it was written; `None` without one.
    pub weight: Option<f64>,
    /// What is to be reached, in major units.
    pub target: Option<f64>,
    /// What people state was reached, in major units.
    pub actual: Option<f64>,
    /// The day on which the rep agreed.
    pub agreed_by_rep: Option<Day>,
    /// The day on which the manager agreed.
    pub agreed_by_manager: Option<Day>,
}

/// All objectives, sorted by rep, period and id.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store holds no such table, in the name of `asked`; [`MeasureError::Engine`].
pub fn objectives(tables: &Tables, asked: &str) -> Result<Vec<ObjectiveRow>, MeasureError> {
    read(tables.require(asked, "objectives")?)
}

fn read(table: LazyFrame) -> Result<Vec<ObjectiveRow>, MeasureError> {
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let (ids, reps, periods) = (columns.texts("objective_id")?, columns.texts("rep_id")?, columns.texts("period")?);
    let (statements, metrics) = (columns.texts("statement")?, columns.texts("metric_id")?);
    let (weights, targets, actuals) = (columns.number("weight")?, columns.number("target")?, columns.number("actual")?);
    let (by_rep, by_manager) = (columns.whole("agreed_by_rep_at")?, columns.whole("agreed_by_manager_at")?);
    let day = |moment: Option<i64>| moment.map(|micros| Day::from_epoch(micros.div_euclid(MICROS_PER_DAY) as i32));
    let mut rows: Vec<ObjectiveRow> = (0..columns.height())
        .map(|row| ObjectiveRow {
            objective_id: ids[row].clone().unwrap_or_default(),
            rep_id: reps[row].clone().unwrap_or_default(),
            period: periods[row].clone().unwrap_or_default(),
            statement: statements[row].clone().unwrap_or_default(),
            metric_id: metrics[row].clone(),
            weight: weights[row],
            target: targets[row],
            actual: actuals[row],
            agreed_by_rep: day(by_rep[row]),
            agreed_by_manager: day(by_manager[row]),
        })
        .collect();
    rows.sort_by(|a, b| (&a.rep_id, &a.period, &a.objective_id).cmp(&(&b.rep_id, &b.period, &b.objective_id)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    #[test]
    fn rows_are_read_as_they_are_and_sorted() {
        let agreed = Column::new("agreed_by_rep_at".into(), [Some(1_i64), None])
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
            .unwrap();
        let columns = vec![
            Column::new("objective_id".into(), ["OB2", "OB1"]),
            Column::new("rep_id".into(), ["R1", "R1"]),
            Column::new("period".into(), ["2023-Q4", "2023-Q4"]),
            Column::new("weight".into(), [Some(40.0), None]),
            agreed,
        ];
        let rows = read(DataFrame::new(2, columns).unwrap().lazy()).unwrap();
        assert_eq!((rows[0].objective_id.as_str(), rows[0].weight, rows[0].agreed_by_rep), ("OB1", None, None));
        assert_eq!(rows[1].agreed_by_rep, Some("1970-01-01".parse().unwrap()));
        assert_eq!((rows[1].agreed_by_manager, rows[1].metric_id.as_deref()), (None, None));
    }

    #[test]
    fn a_store_without_the_table_is_told_which_one_is_missing() {
        let missing = MeasureError::TableMissing { metric: "score_mbo".into(), table: "objectives".into() };
        assert_eq!(objectives(&Tables::default(), "score_mbo"), Err(missing));
    }
}
