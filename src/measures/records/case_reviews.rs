//! The table `case_reviews`: what reviewers found in single deals.

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// One reviewer's score of one item in one case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseReview {
    /// The case.
    pub case_id: String,
    /// The deal that was looked at; empty where the row names none.
    pub opportunity_id: String,
    /// Whose deal it was.
    pub rep_id: String,
    /// Who looked at it.
    pub reviewer_key: String,
    /// The item of the rubric.
    pub rubric_item: String,
    /// The score on the rubric's scale; none where the sheet is not filled in there.
    pub score: Option<f64>,
    /// What the reviewer wrote beside it; empty where nothing was.
    pub note: String,
}

/// All rows, by case, item and reviewer.
///
/// # Errors
/// [`MeasureError::TableMissing`] where the store does not hold the table; [`MeasureError::Engine`].
pub fn case_reviews(tables: &Tables) -> Result<Vec<CaseReview>, MeasureError> {
    let frame = collected(tables.require("case_reviews", "case_reviews")?)?;
    let columns = Columns::of(&frame);
    let text = |name: &str| -> Result<_, MeasureError> {
        let texts = columns.texts(name)?;
        Ok(texts.into_iter().map(|text| text.unwrap_or_default().trim().to_string()).collect::<Vec<_>>())
    };
    let cases = text("case_id")?;
    let (deals, reps) = (text("opportunity_id")?, text("rep_id")?);
    let (reviewers, items) = (text("reviewer_key")?, text("rubric_item")?);
    let (scores, notes) = (columns.number("score")?, columns.texts("note")?);
    let mut rows: Vec<CaseReview> = (0..columns.height())
        .map(|row| CaseReview {
            case_id: cases[row].clone(),
            opportunity_id: deals[row].clone(),
            rep_id: reps[row].clone(),
            reviewer_key: reviewers[row].clone(),
            rubric_item: items[row].clone(),
            score: scores[row],
            note: notes[row].clone().unwrap_or_default(),
        })
        .collect();
    rows.sort_by(|a, b| {
        (&a.case_id, &a.rubric_item, &a.reviewer_key).cmp(&(&b.case_id, &b.rubric_item, &b.reviewer_key))
    });
    Ok(rows)
}
