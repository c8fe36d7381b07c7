//! Listings of ratings.

use crate::appraisal::ratings::{Line, TeamLine, starter_items};
use crate::measures::records::instruments::TwoTexts;
use crate::pipeline::ratings::RatedCycle;
use crate::quantity::Currency;
use crate::reports::wording::Language;
use crate::review::listing::{Cell, ColumnKind, Listing};

use super::context::Context;

/// `cycle_id, rep_id, by, key, n_raters, raw, adjusted, std_error, reliability, self, not_observed, part, scale_score,
/// anchor_level, anchor, null_reason`; points to two digits, the anchor in the reader's language.
pub(crate) fn reps(context: &Context, rated: &RatedCycle, lines: &[Line]) -> Listing {
    let (text, number, int) = (ColumnKind::Text, ColumnKind::Number, ColumnKind::Int);
    let columns = [
        ("cycle_id", text),
        ("rep_id", text),
        ("by", text),
        ("key", text),
        ("n_raters", int),
        ("raw", number),
        ("adjusted", number),
        ("std_error", number),
        ("reliability", number),
        ("self", number),
        ("not_observed", int),
        ("part", int),
        ("scale_score", number),
        ("anchor_level", number),
        ("anchor", text),
        ("null_reason", text),
    ];
    let mut listing = Listing::new("ratings", context.currency(), &columns);
    for line in lines {
        let score = line.score.as_ref();
        let adjusted = score.filter(|_| line.is_comparable());
        listing.push(vec![
            Cell::from(rated.cycle_id.as_str()),
            Cell::from(line.ratee.as_str()),
            Cell::from(line.by.word()),
            Cell::from(line.key.as_str()),
            score.map_or(Cell::Null, |score| Cell::Int(score.n_raters as i64)),
            rounded(score.map(|score| score.raw)),
            rounded(adjusted.map(|score| score.adjusted)),
            rounded(adjusted.map(|score| score.std_error)),
            rounded(adjusted.map(|score| score.reliability)),
            rounded(line.own),
            score.map_or(Cell::Null, |_| Cell::Int(i64::from(line.not_observed))),
            line.part.map_or(Cell::Null, |part| Cell::Int(i64::from(part))),
            rounded(line.scale_score),
            Cell::from(line.anchor.as_ref().map(|(level, _)| *level)),
            line.anchor.as_ref().map_or(Cell::Null, |(_, anchor)| Cell::from(in_language(anchor, context.language))),
            Cell::from(line.null_reason),
        ]);
    }
    listing
}

/// `cycle_id, level, team, by, key, n_reps, raw, adjusted, null_reason`.
pub(crate) fn teams(context: &Context, rated: &RatedCycle, lines: &[TeamLine]) -> Listing {
    let (text, number, int) = (ColumnKind::Text, ColumnKind::Number, ColumnKind::Int);
    let columns = [
        ("cycle_id", text),
        ("level", text),
        ("team", text),
        ("by", text),
        ("key", text),
        ("n_reps", int),
        ("raw", number),
        ("adjusted", number),
        ("null_reason", text),
    ];
    let mut listing = Listing::new("team_ratings", context.currency(), &columns);
    for line in lines {
        listing.push(vec![
            Cell::from(rated.cycle_id.as_str()),
            Cell::from(line.level.word()),
            Cell::from(line.team.as_str()),
            Cell::from(line.by.word()),
            Cell::from(line.key.as_str()),
            line.n_reps.map_or(Cell::Null, |reps| Cell::Int(reps as i64)),
            rounded(line.raw),
            rounded(line.adjusted),
            Cell::from(line.null_reason),
        ]);
    }
    listing
}

/// The starter set as a table of instruments.
pub(crate) fn starter(currency: Currency) -> Listing {
    let (text, number) = (ColumnKind::Text, ColumnKind::Number);
    let columns = [
        ("instrument_id", text),
        ("item_id", text),
        ("dimension", text),
        ("perspective", text),
        ("scale_min", number),
        ("scale_max", number),
        ("anchor_text_zh", text),
        ("anchor_text_en", text),
        ("anchor_middle_zh", text),
        ("anchor_middle_en", text),
        ("anchor_low_zh", text),
        ("anchor_low_en", text),
        ("retranslation_agree", number),
        ("anchor_sd", number),
    ];
    let mut listing = Listing::new("instruments", currency, &columns);
    for item in starter_items() {
        let mut row: Vec<Cell> = [&item.instrument_id, &item.item_id, &item.dimension, &item.perspective]
            .map(|text| Cell::from(text.as_str()))
            .to_vec();
        row.extend([item.scale_min, item.scale_max].map(Cell::from));
        for anchor in [&item.anchor_high, &item.anchor_middle, &item.anchor_low] {
            row.extend([anchor.zh.as_str(), anchor.en.as_str()].map(Cell::from));
        }
        row.extend([item.retranslation_agree, item.anchor_sd].map(Cell::from));
        listing.push(row);
    }
    listing
}

/// The reader's language, or the other one where there is no text in it.
fn in_language(text: &TwoTexts, language: Language) -> &str {
    let (first, other) = match language {
        Language::En => (&text.en, &text.zh),
        Language::Zh => (&text.zh, &text.en),
    };
    if first.is_empty() { other } else { first }
}

/// To two digits: people's scores carry no more.
fn rounded(value: Option<f64>) -> Cell {
    Cell::from(value.map(|value| (value * 100.0).round() / 100.0 + 0.0))
}
