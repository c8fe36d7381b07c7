//! Sales contests as they stand in the table `contests`, and who passes the filter of one.

use std::collections::BTreeSet;

use polars::prelude::LazyFrame;

use crate::calendar::Day;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};
use crate::measures::cut::{Cut, CutError};
use crate::measures::{MeasureError, People};
use crate::quantity::Currency;

/// A row of the table, not yet judged: what is absent there is `None`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ContestRow {
    /// The contest.
    pub contest_id: String,
    /// The metric that is ranked.
    pub metric_id: Option<String>,
    /// `pct_of_target`, `absolute` or `growth`.
    pub basis: Option<String>,
    /// The first day.
    pub start: Option<Day>,
    /// The last day.
    pub end: Option<Day>,
    /// Who may take part, as a filter over the columns of the reps.
    pub eligible_filter: Option<String>,
    /// How equal scores are told apart.
    pub tie_rule: Option<String>,
    /// For how many days after the end returns are taken off.
    pub clawback_days: Option<i64>,
    /// What each rank wins.
    pub prizes: Option<String>,
    /// The day on which the company says it made the rules known.
    pub published_at: Option<Day>,
}

impl ContestRow {
    /// The terms of the contest by the names of their columns, as text; empty where absent.
    pub fn terms(&self) -> [(&'static str, String); 9] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let day = |value: Option<Day>| value.map_or_else(String::new, |day| day.to_string());
        [
            ("metric_id", text(&self.metric_id)),
            ("basis", text(&self.basis)),
            ("start", day(self.start)),
            ("end", day(self.end)),
            ("eligible_filter", text(&self.eligible_filter)),
            ("tie_rule", text(&self.tie_rule)),
            ("clawback_days", self.clawback_days.map_or_else(String::new, |days| days.to_string())),
            ("prizes", text(&self.prizes)),
            ("published_at", day(self.published_at)),
        ]
    }
}

/// The rows of a contests table, sorted by contest; a row without an id is left out.
///
/// # Errors
/// [`MeasureError::Engine`] where the table cannot be read.
pub fn contest_rows(table: LazyFrame) -> Result<Vec<ContestRow>, MeasureError> {
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let (ids, metrics, bases) = (columns.texts("contest_id")?, columns.texts("metric_id")?, columns.texts("basis")?);
    let (starts, ends) = (columns.days("start")?, columns.days("end")?);
    let (filters, ties) = (columns.texts("eligible_filter")?, columns.texts("tie_rule")?);
    let (clawbacks, prizes) = (columns.whole("clawback_days")?, columns.texts("prizes")?);
    let published = columns.days("published_at")?;
    let row = |at: usize| {
        Some(ContestRow {
            contest_id: ids[at].clone()?,
            metric_id: metrics[at].clone(),
            basis: bases[at].clone(),
            start: starts[at],
            end: ends[at],
            eligible_filter: filters[at].clone(),
            tie_rule: ties[at].clone(),
            clawback_days: clawbacks[at],
            prizes: prizes[at].clone(),
            published_at: published[at],
        })
    };
    let mut rows: Vec<ContestRow> = (0..columns.height()).filter_map(row).collect();
    rows.sort();
    Ok(rows)
}

/// The reps who pass a filter in the language of `--where`, over the columns of the table `reps`: `team = North and
/// fte >= 0.8`. Where there is no such table, only `rep` can be asked for.
///
/// # Errors
/// [`CutError`] where the filter cannot be read, names a column that the reps do not have, or lets nobody pass;
/// [`MeasureError::TableMissing`] where it asks for attributes and the store holds no reps.
pub fn reps_passing(
    filter: &str,
    people: &People,
    tables: &Tables,
    currency: Currency,
) -> Result<BTreeSet<String>, MeasureError> {
    let cut = Cut::parse(&[], Some(filter))?.bound(tables, currency)?;
    let Some(table) = tables.get("reps") else {
        if cut.beyond_reps().is_some() {
            let (metric, table) = ("eligible_filter".to_string(), "reps".to_string());
            return Err(MeasureError::TableMissing { metric, table });
        }
        let passing: BTreeSet<String> =
            cut.of_people(people, &[Vec::new()])?.into_iter().map(|(rep_id, _)| rep_id).collect();
        if passing.is_empty() {
            let (filter, table) = (filter.to_string(), "reps".to_string());
            return Err(CutError::NothingLeft { filter, table, unknown: Vec::new(), reach: Vec::new() }.into());
        }
        return Ok(passing);
    };
    let frame = collected(table)?;
    let rows = cut.rows(people, "reps", &frame)?;
    let ids = Columns::of(&frame).texts("rep_id")?;
    Ok(ids.into_iter().zip(&rows.of_row).filter(|(_, slice)| slice.is_some()).filter_map(|(id, _)| id).collect())
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    fn reps() -> (People, Tables) {
        let frame = df!(
            "rep_id" => ["R1", "R2", "R3"],
            "team" => ["North", "North", "South"],
            "fte" => [Some(1.0), Some(0.5), None],
            "region" => ["East", "West", "East"],
        )
        .unwrap()
        .lazy();
        let people = People::build(Some(frame.clone()), &["R9".to_string()], &[]).unwrap();
        (people, Tables::new([("reps".to_string(), frame)]))
    }

    fn passing(filter: &str) -> Result<Vec<String>, MeasureError> {
        let (people, tables) = reps();
        reps_passing(filter, &people, &tables, Currency::USD).map(|reps| reps.into_iter().collect())
    }

    #[test]
    fn the_filter_speaks_of_the_columns_of_the_reps() {
        assert_eq!(passing("team = North").unwrap(), ["R1", "R2"]);
        assert_eq!(passing("fte >= 0.8").unwrap(), ["R1"]);
        assert_eq!(passing("region = East and not rep = R1").unwrap(), ["R3"]);
        assert_eq!(passing("rep.region = East").unwrap(), ["R1", "R3"]);
    }

    #[test]
    fn nobody_and_nonsense_are_refused() {
        assert!(
            matches!(passing("team = Nowhere"), Err(MeasureError::Cut(error)) if matches!(*error, CutError::NothingLeft { .. }))
        );
        assert!(
            matches!(passing("channel = web"), Err(MeasureError::Cut(error)) if matches!(*error, CutError::NotInTable { .. }))
        );
        assert!(matches!(passing("team ="), Err(MeasureError::Cut(_))));
    }

    #[test]
    fn rows_come_sorted_with_what_is_absent_named_as_such() {
        let frame = df!("contest_id" => [Some("B"), Some("A"), None], "clawback_days" => [Some(30_i64), None, None])
            .unwrap()
            .lazy();
        let rows = contest_rows(frame).unwrap();
        assert_eq!(rows.iter().map(|row| row.contest_id.as_str()).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!((rows[0].clawback_days, rows[1].clawback_days, &rows[1].prizes), (None, Some(30), &None));
        assert_eq!(rows[1].terms()[6], ("clawback_days", "30".to_string()));
    }
}
