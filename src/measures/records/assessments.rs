//! Ratings of people by people: the table `assessments`, without the comments, which nobody here reads.

use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::collected;

/// Who rates, as seen from the one who is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaterGroup {
    /// Who leads the ratee.
    Manager,
    /// A colleague.
    Peer,
    /// Whom the ratee leads.
    Subordinate,
    /// A customer.
    Customer,
    /// The ratee; shown, never counted.
    #[serde(rename = "self")]
    Oneself,
}

impl RaterGroup {
    /// The groups that count, in the order in which they are listed.
    pub const COUNTED: [RaterGroup; 4] =
        [RaterGroup::Manager, RaterGroup::Peer, RaterGroup::Subordinate, RaterGroup::Customer];

    /// The word in tables and listings.
    pub fn word(self) -> &'static str {
        match self {
            RaterGroup::Manager => "manager",
            RaterGroup::Peer => "peer",
            RaterGroup::Subordinate => "subordinate",
            RaterGroup::Customer => "customer",
            RaterGroup::Oneself => "self",
        }
    }

    fn of(word: &str) -> Option<RaterGroup> {
        let all = RaterGroup::COUNTED.into_iter().chain([RaterGroup::Oneself]);
        all.into_iter().find(|group| group.word() == word)
    }
}

/// One answer: one rater on one item about one ratee.
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    /// The questionnaire that was handed in.
    pub assessment_id: String,
    /// The cycle in which it counts.
    pub cycle_id: String,
    /// Who is rated.
    pub ratee: String,
    /// Who rates: a pseudonym that stays the same.
    pub rater: String,
    /// As what.
    pub group: RaterGroup,
    /// The instrument; empty where the row names none.
    pub instrument: String,
    /// The item.
    pub item: String,
    /// The score on the item's own scale; none where it was not observed or left open.
    pub score: Option<f64>,
    /// Whether the rater says that the behaviour could not be observed, which is no low score.
    pub not_observed: bool,
    /// When it was handed in, in microseconds since 1970.
    pub submitted: Option<i64>,
}

/// A cycle that the table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Its id.
    pub cycle_id: String,
    /// Rows.
    pub rows: usize,
    /// When the last of them was handed in, in microseconds since 1970; none where no row says.
    pub last_submitted: Option<i64>,
}

/// The cycles of the table, the one that ended last behind the others; those without times first, by id.
///
/// # Errors
/// [`MeasureError::Engine`] where the table cannot be read.
pub fn cycles(mut table: LazyFrame) -> Result<Vec<Cycle>, MeasureError> {
    let has_times = table.collect_schema().map_err(engine)?.get("submitted_at").is_some();
    let wanted: Vec<Expr> =
        ["cycle_id", "submitted_at"].into_iter().take(1 + usize::from(has_times)).map(col).collect();
    let frame = collected(table.select(wanted))?;
    let columns = Columns::of(&frame);
    let (ids, times) = (columns.text("cycle_id")?, columns.whole("submitted_at")?);
    let mut found: std::collections::BTreeMap<&str, (usize, Option<i64>)> = std::collections::BTreeMap::new();
    for (row, time) in times.into_iter().enumerate() {
        let Some(id) = ids.get(row) else { continue };
        let (rows, last) = found.entry(id).or_default();
        *rows += 1;
        *last = (*last).max(time);
    }
    let cycle = |(id, (rows, last_submitted)): (&str, (usize, Option<i64>))| Cycle {
        cycle_id: id.to_string(),
        rows,
        last_submitted,
    };
    let mut cycles: Vec<Cycle> = found.into_iter().map(cycle).collect();
    cycles.sort_by(|a, b| (a.last_submitted, &a.cycle_id).cmp(&(b.last_submitted, &b.cycle_id)));
    Ok(cycles)
}

/// The ratings of one cycle, by ratee, item, rater and questionnaire.
///
/// # Errors
/// [`MeasureError::Engine`] where the table cannot be read.
pub fn ratings(table: LazyFrame, cycle_id: &str) -> Result<Vec<Rating>, MeasureError> {
    let frame = table.filter(col("cycle_id").eq(lit(cycle_id))).collect().map_err(engine)?;
    let columns = Columns::of(&frame);
    let [assessments, ratees, raters, groups, instruments, items] =
        ["assessment_id", "ratee_rep_id", "rater_key", "rater_group", "instrument_id", "item_id"]
            .map(|name| columns.text(name));
    let (assessments, ratees, raters, groups) = (assessments?, ratees?, raters?, groups?);
    let (instruments, items) = (instruments?, items?);
    let (scores, unseen) = (columns.number("score")?, columns.flags("not_observed")?);
    let submitted = columns.whole("submitted_at")?;
    let text = |column: &StringChunked, row: usize| column.get(row).unwrap_or("").to_string();
    let mut list: Vec<Rating> = (0..frame.height())
        .filter_map(|row| {
            Some(Rating {
                assessment_id: text(&assessments, row),
                cycle_id: cycle_id.to_string(),
                ratee: text(&ratees, row),
                rater: text(&raters, row),
                group: RaterGroup::of(groups.get(row)?)?,
                instrument: text(&instruments, row),
                item: text(&items, row),
                score: scores[row],
                not_observed: unseen[row].unwrap_or(false),
                submitted: submitted[row],
            })
        })
        .collect();
    list.sort_by(|a, b| place(a).cmp(&place(b)));
    Ok(list)
}

fn place(rating: &Rating) -> (&str, &str, &str, &str, Option<i64>, &str) {
    let Rating { ratee, instrument, item, rater, submitted, assessment_id, .. } = rating;
    (ratee, instrument, item, rater, *submitted, assessment_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> LazyFrame {
        let column = |name: &str, values: [&str; 3]| Column::new(name.into(), values);
        let frame = DataFrame::new(
            3,
            vec![
                column("assessment_id", ["A2", "A1", "A3"]),
                column("cycle_id", ["2024", "2024", "2023"]),
                column("ratee_rep_id", ["R1", "R1", "R2"]),
                column("rater_key", ["K2", "K1", "K1"]),
                column("rater_group", ["self", "peer", "customer"]),
                column("item_id", ["B1", "B1", "B1"]),
                Column::new("score".into(), [Some(5.0), None, Some(3.0)]),
                Column::new("not_observed".into(), [None, Some(true), Some(false)]),
            ],
        );
        frame.unwrap().lazy()
    }

    #[test]
    fn rows_of_a_cycle_come_in_one_order_whatever_the_file_s() {
        let rows = ratings(table(), "2024").unwrap();
        let seen: Vec<(&str, RaterGroup, Option<f64>, bool)> =
            rows.iter().map(|row| (row.rater.as_str(), row.group, row.score, row.not_observed)).collect();
        assert_eq!(seen, [("K1", RaterGroup::Peer, None, true), ("K2", RaterGroup::Oneself, Some(5.0), false)]);
        assert!(ratings(table(), "2022").unwrap().is_empty());
    }

    #[test]
    fn cycles_without_times_come_by_id() {
        let found: Vec<(String, usize)> =
            cycles(table()).unwrap().into_iter().map(|cycle| (cycle.cycle_id, cycle.rows)).collect();
        assert_eq!(found, [("2023".to_string(), 1), ("2024".to_string(), 2)]);
    }
}
