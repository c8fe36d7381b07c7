//! Cards for people: fewer columns, names and figures in their language.

use crate::measures::catalogue::definition;
use crate::reports::figures::Figures;
use crate::reports::wording::{Language, Wording};
use crate::review::findings::sentence;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::{Arg, ScorecardRow, ScorecardSection, ScorecardTotal};
use crate::review::tables::Stamp;

/// The columns by the end of their headings' ids; figures stand as texts, since a column mixes money, counts and shares.
const COLUMNS: [(&str, ColumnKind); 9] = [
    ("rep", ColumnKind::Text),
    ("period", ColumnKind::Text),
    ("group", ColumnKind::Text),
    ("metric", ColumnKind::Text),
    ("weight", ColumnKind::Number),
    ("value", ColumnKind::Number),
    ("target", ColumnKind::Number),
    ("score", ColumnKind::Number),
    ("note", ColumnKind::Text),
];

/// The cards as a table for people.
pub(crate) fn readable(section: &ScorecardSection, stamp: Stamp, wording: &Wording) -> Listing {
    let heading =
        |(id, kind): &(&str, ColumnKind)| Column { name: wording.text(&format!("scorecard-column-{id}")), kind: *kind };
    let columns = COLUMNS.iter().map(heading).collect();
    let mut listing = Listing { name: "scorecard".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    let printing = Printing { wording, figures: Figures::new(wording.language(), stamp.currency), stamp };
    for row in &section.rows {
        listing.push(printing.row(row));
    }
    listing
}

struct Printing<'w> {
    wording: &'w Wording,
    figures: Figures,
    stamp: Stamp,
}

impl Printing<'_> {
    fn row(&self, row: &ScorecardRow) -> Vec<Cell> {
        let scalar =
            |scalar: Option<_>| scalar.map_or(Cell::Null, |scalar| Cell::from(self.figures.scalar(scalar, false)));
        let note = match &row.total {
            Some(total) => self.total_note(row, total),
            None => self.line_note(row),
        };
        vec![
            Cell::from(row.name.as_str()),
            Cell::from(row.period.as_str()),
            Cell::from(self.wording.named("scorecard-group", &row.group)),
            if row.total.is_some() { Cell::Null } else { Cell::from(self.subject(row)) },
            Cell::from(self.figures.number(row.weight, 1)),
            scalar(row.value),
            match (row.target_low, row.target_high) {
                (Some(low), Some(high)) => {
                    Cell::from(format!("{}–{}", self.figures.scalar(low, false), self.figures.scalar(high, false)))
                }
                _ => scalar(row.target),
            },
            row.score.map_or(Cell::Null, |score| Cell::from(self.figures.fixed(score, 1))),
            Cell::from(note),
        ]
    }

    /// What a line is about: an objective in the people's words, else the metric's name.
    fn subject(&self, row: &ScorecardRow) -> String {
        if ["ratings", "bars"].contains(&row.method.as_str()) && self.wording.language() == Language::Zh {
            return self.raters(&row.statement);
        }
        if !row.statement.is_empty() {
            return row.statement.clone();
        }
        match (definition(&row.metric_id), self.wording.language()) {
            (Some(found), Language::Zh) => found.name_zh.clone(),
            (Some(found), Language::En) => found.name_en.clone(),
            (None, _) => row.item_id.clone(),
        }
    }

    /// `2023: manager 1, peer 4`: the cycle and who rated, with the groups in words.
    fn raters(&self, statement: &str) -> String {
        let Some((cycle, groups)) = statement.split_once(": ") else { return statement.to_string() };
        // Which part of the raters it is stands in the table for scripts; a reader gets the flag in words.
        let groups = groups.split_once("; part ").map_or(groups, |(groups, _)| groups);
        let named = groups.split(", ").map(|group| match group.split_once(' ') {
            Some((group, count)) => format!("{} {count}", self.wording.named("word-rate", group)),
            None => group.to_string(),
        });
        format!("{cycle}：{}", named.collect::<Vec<_>>().join("、"))
    }

    fn line_note(&self, row: &ScorecardRow) -> String {
        let mut notes = Vec::new();
        if !row.null_reason.is_empty() {
            notes.push(self.wording.named("scorecard-missing", &row.null_reason));
        }
        if !row.target_source.is_empty() && row.target_source != "band" {
            notes.push(self.wording.named("scorecard-source", &row.target_source));
        }
        let said = [
            "by_statement",
            "stated_otherwise",
            "no_progress",
            "agreed_late",
            "weights_sum",
            "equal_weights",
            "running",
            "several_parts",
        ];
        notes.extend(
            row.flags
                .iter()
                .filter(|flag| said.contains(&flag.as_str()))
                .map(|flag| self.wording.named("scorecard-flag", flag)),
        );
        self.joined(&notes)
    }

    fn total_note(&self, row: &ScorecardRow, total: &ScorecardTotal) -> String {
        let say = |id: &str, args: Vec<(&str, Arg)>| self.wording.sentence(&sentence(id, args), self.stamp.currency);
        let mut notes: Vec<String> = total.grade.iter().cloned().collect();
        let moved = total.moved.filter(|moved| *moved != 0);
        if let (Some(moved), Some(by_bands)) = (moved, &total.grade_by_bands) {
            let id = if moved > 0 { "scorecard-note-up" } else { "scorecard-note-down" };
            notes.push(say(id, vec![("band", Arg::Text(by_bands.clone()))]));
        }
        // A grade that a distribution gave is not raised by points.
        if let (None, Some(band), Some(points)) = (moved, &total.next_band, total.to_next_band) {
            let id =
                if total.next_is_noise == Some(true) { "scorecard-note-next-noise" } else { "scorecard-note-next" };
            notes.push(say(id, vec![("points", Arg::Number(points)), ("band", Arg::Text(band.clone()))]));
        }
        if let Some(error) = row.standard_error {
            notes.push(say("scorecard-note-error", vec![("points", Arg::Text(self.figures.fixed(error, 1)))]));
        }
        if let (Some(group), Some(others)) = (total.equal_group, total.equal_to) {
            let args = vec![("group", Arg::Count(group as i64)), ("count", Arg::Count(others as i64))];
            notes.push(say("scorecard-note-equal", args));
        }
        if !total.heading.is_empty() {
            notes.push(self.wording.named("scorecard-heading", &total.heading));
        }
        if let Some(coverage) = row.coverage.filter(|_| row.flags.iter().any(|flag| flag == "thin")) {
            notes.push(say("scorecard-note-thin", vec![("share", Arg::Share(coverage))]));
        }
        self.joined(&notes)
    }

    fn joined(&self, notes: &[String]) -> String {
        notes.join(if self.wording.language() == Language::Zh { "，" } else { ", " })
    }
}
