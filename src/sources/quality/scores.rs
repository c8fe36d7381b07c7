//! Scores outside their scales.

use std::collections::HashMap;

use super::super::SourceError;
use super::finding::Finding;
use super::papers::Counted;
use super::stored_table::{Slice, StoredTables};

/// The lowest and the highest score of an item; none where the instruments do not say.
type Scale = (Option<f64>, Option<f64>);

/// Scores of assessments and of surveys that lie outside their scales.
pub(super) fn scores(tables: &StoredTables) -> Result<Vec<Finding>, SourceError> {
    let mut found = Vec::new();
    let assessments = tables.with("assessments", &["item_id", "score"]);
    if let (Some(table), Some(_)) = (assessments, tables.get("instruments")) {
        let scales = scales(tables)?;
        let mut outside = Counted::default();
        table.each(&["assessment_id", "instrument_id", "item_id", "score"], &mut |slice| {
            let [ids, instruments, items] =
                ["assessment_id", "instrument_id", "item_id"].map(|column| slice.text(column));
            let scores = slice.number("score");
            for row in 0..slice.rows() {
                let instrument = instruments.at(row).unwrap_or("").to_string();
                let item = items.at(row).unwrap_or("").to_string();
                let (Some(score), Some(&(low, high))) = (scores.at(row), scales.get(&(instrument, item))) else {
                    continue;
                };
                if low.is_some_and(|low| score < low) || high.is_some_and(|high| score > high) {
                    outside.add(|| format!("{} {} ({score})", ids.at(row).unwrap_or(""), items.at(row).unwrap_or("")));
                }
            }
        })?;
        found.extend(outside.finding("score_outside_scale", "assessments", "score", table.rows()));
    }
    if let Some(table) = tables.with("csat_surveys", &["kind", "score"]) {
        let mut outside = Counted::default();
        table.each(&["response_id", "kind", "score", "scale_max"], &mut |slice| surveys(slice, &mut outside))?;
        found.extend(outside.finding("score_outside_scale", "csat_surveys", "score", table.rows()));
    }
    Ok(found)
}

fn surveys(slice: &Slice, outside: &mut Counted) {
    let (ids, kinds) = (slice.text("response_id"), slice.text("kind"));
    let (scores, scales) = (slice.number("score"), slice.number("scale_max"));
    for row in 0..slice.rows() {
        let Some(score) = scores.at(row) else { continue };
        // Where the survey does not say, the usual scales: 0 to 10, 1 to 5, 1 to 7.
        let (low, usual) = match kinds.at(row) {
            Some("nps") => (0.0, 10.0),
            Some("ces") => (1.0, 7.0),
            _ => (1.0, 5.0),
        };
        if score < low || score > scales.at(row).unwrap_or(usual) {
            outside.add(|| format!("{} ({score})", ids.at(row).unwrap_or("")));
        }
    }
}

/// The scale of each item, by instrument and item and by item alone for assessments that name no instrument.
fn scales(tables: &StoredTables) -> Result<HashMap<(String, String), Scale>, SourceError> {
    let mut scales = HashMap::new();
    if let Some(table) = tables.with("instruments", &["instrument_id", "item_id"]) {
        table.each(&["instrument_id", "item_id", "scale_min", "scale_max"], &mut |slice| {
            let (instruments, items) = (slice.text("instrument_id"), slice.text("item_id"));
            let (lows, highs) = (slice.number("scale_min"), slice.number("scale_max"));
            for row in 0..slice.rows() {
                let item = items.at(row).unwrap_or("").to_string();
                let scale = (lows.at(row), highs.at(row));
                scales.insert((instruments.at(row).unwrap_or("").to_string(), item.clone()), scale);
                scales.insert((String::new(), item), scale);
            }
        })?;
    }
    Ok(scales)
}
