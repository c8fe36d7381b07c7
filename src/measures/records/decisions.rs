//! What people decided: the rows of `decisions`.

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// The row's own id.
    pub decision_id: String,
    /// What it is about: `target`, `flag`, `grade`, `bonus` …; empty where the row does not say.
    pub object: String,
    /// Which one: for what attain proposed `2024-Q1:R07`, with the metric behind it for a target.
    pub object_id: String,
    /// What was suggested at that moment; none where nothing was.
    pub suggested: Option<String>,
    /// What was decided; none where the suggestion was rejected.
    pub decided: Option<String>,
    /// `accepted`, `changed` or `rejected`; none where the row does not say.
    pub status: Option<String>,
    /// Who decided.
    pub by: String,
    /// When, in microseconds since 1970, UTC.
    pub at: Option<i64>,
    /// Why.
    pub reason: String,
}

/// All decisions, those on one object together, the earliest first; none where nobody decided anything yet.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn decisions(tables: &Tables) -> Result<Vec<DecisionRow>, MeasureError> {
    let Some(table) = tables.get("decisions") else { return Ok(Vec::new()) };
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let texts = |name: &str| columns.texts(name);
    let (ids, objects, object_ids) = (texts("decision_id")?, texts("object")?, texts("object_id")?);
    let (suggested, decided, status) = (texts("suggested")?, texts("decided")?, texts("status")?);
    let (by, at, reasons) = (texts("by")?, columns.whole("at")?, texts("reason")?);
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |row: usize| DecisionRow {
        decision_id: plain(&ids[row]),
        object: plain(&objects[row]),
        object_id: plain(&object_ids[row]),
        suggested: suggested[row].clone(),
        decided: decided[row].clone(),
        status: status[row].clone(),
        by: plain(&by[row]),
        at: at[row],
        reason: plain(&reasons[row]),
    };
    let mut rows: Vec<DecisionRow> = (0..frame.height()).map(row).collect();
    rows.sort_by(|a, b| place(a).cmp(&place(b)));
    Ok(rows)
}

/// The order of the log. The number behind the last `#` of an id counts the decisions on one object.
fn place(row: &DecisionRow) -> (&str, &str, Option<i64>, u64, &str) {
    let number = row.decision_id.rsplit_once('#').and_then(|(_, number)| number.parse().ok()).unwrap_or(0);
    (&row.object, &row.object_id, row.at, number, &row.decision_id)
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    #[test]
    fn the_tenth_decision_of_a_second_stands_behind_the_ninth() {
        let ids = ["a#10", "a#9", "b#1"];
        let frame = DataFrame::new(
            3,
            vec![
                Column::new("decision_id".into(), ids),
                Column::new("object_id".into(), ["a", "a", "b"]),
                Column::new("decided".into(), ["", "5", "6"]),
            ],
        );
        let tables = Tables::new([("decisions".to_string(), frame.unwrap().lazy())]);
        let read = decisions(&tables).unwrap();
        let ids: Vec<&str> = read.iter().map(|row| row.decision_id.as_str()).collect();
        assert_eq!(ids, ["a#9", "a#10", "b#1"]);
        assert_eq!((read[1].decided.clone(), read[0].decided.clone()), (None, Some("5".to_string())));
        assert_eq!((read[0].by.as_str(), read[0].at), ("", None));
    }

    #[test]
    fn without_the_table_nobody_decided_anything() {
        assert_eq!(decisions(&Tables::default()).unwrap(), []);
    }
}
