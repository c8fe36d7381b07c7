//! Contests as tables for people: in their language, with names, shares in percent.

use crate::appraisal::contest::{Basis, Ineligible};
use crate::measures::People;
use crate::pipeline::contest::{BoardRow, ContestBoard, ContestCheck, Refused};
use crate::quantity::{NullReason, Scalar};
use crate::reports::wording::Wording;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::tables::Stamp;

use super::contest_listings::prize_text;

fn column(wording: &Wording, id: &str, kind: ColumnKind) -> Column {
    Column { name: wording.text(&format!("contest-column-{id}")), kind }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// The leaderboards.
pub(crate) fn boards(
    boards: &[Result<ContestBoard, Refused>],
    people: &People,
    wording: &Wording,
    stamp: Stamp,
) -> Listing {
    let text = |id: &str| column(wording, id, ColumnKind::Text);
    let number = |id: &str| column(wording, id, ColumnKind::Number);
    let columns = vec![
        text("contest"),
        column(wording, "rank", ColumnKind::Int),
        text("rep"),
        number("score"),
        number("value"),
        number("target"),
        number("gap"),
        text("prize"),
        number("chance"),
        number("chance-prize"),
        text("status"),
        text("note"),
    ];
    let mut listing = Listing { name: "contest".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for board in boards {
        match board {
            Ok(board) => {
                for row in &board.rows {
                    listing.push(board_cells(board, row, people, wording, stamp));
                }
            }
            Err(refused) => listing.push(refused_cells(refused, 12, 10, wording)),
        }
    }
    listing
}

/// A refused contest's row: its id, and the word where the status stands. Why is said beside the table.
fn refused_cells(refused: &Refused, columns: usize, status_at: usize, wording: &Wording) -> Vec<Cell> {
    let mut cells = vec![Cell::Null; columns];
    cells[0] = Cell::from(refused.contest_id.as_str());
    cells[status_at] = Cell::from(wording.text("contest-status-refused"));
    cells
}

fn board_cells(board: &ContestBoard, row: &BoardRow, people: &People, wording: &Wording, stamp: Stamp) -> Vec<Cell> {
    let rules = &board.rules;
    let score = match rules.basis {
        // The value itself stands beside it.
        Basis::Absolute => Cell::Null,
        Basis::PctOfTarget => row.standing.score.map_or(Cell::Null, |share| Cell::from(percent(share))),
        Basis::Growth => row.standing.score.map_or(Cell::Null, |share| Cell::from(format!("{:+.1} %", share * 100.0))),
    };
    let name = people.name(&row.rep_id);
    let rep = if name == row.rep_id { name.to_string() } else { format!("{name} ({})", row.rep_id) };
    let target = match rules.basis {
        Basis::PctOfTarget => Cell::from(row.target),
        Basis::Growth => Cell::from(row.base.ok()),
        Basis::Absolute => Cell::Null,
    };
    let chance = |share: Option<f64>| share.map_or(Cell::Null, |share| Cell::from(percent(share)));
    vec![
        Cell::from(rules.contest_id.as_str()),
        row.standing.rank.map_or(Cell::Null, |rank| Cell::Int(rank as i64)),
        Cell::from(rep),
        score,
        Cell::from(row.value.ok()),
        target,
        Cell::from(row.gap),
        Cell::from(prize_text(row, stamp.currency)),
        chance(row.chance.map(|chance| chance.first)),
        chance(row.chance.filter(|_| !rules.prizes.is_empty()).map(|chance| chance.place)),
        Cell::from(wording.text(&format!("contest-status-{}", board.phase.word()))),
        Cell::from(note(row, wording)),
    ]
}

/// Why somebody is not ranked, or what else is to be known.
fn note(row: &BoardRow, wording: &Wording) -> String {
    let mut notes = Vec::new();
    if let Some(reason) = row.ineligible.map(Ineligible::word) {
        notes.push(wording.text(&format!("contest-why-{}", reason.replace('_', "-"))));
    }
    if let Some(reason) = row.standing.null_reason.filter(|reason| *reason != NullReason::Immature) {
        notes.push(wording.text(&format!("contest-null-{}", reason.code().replace('_', "-"))));
    }
    if row.standing.level {
        notes.push(wording.text("contest-level"));
    }
    let clawed = matches!(row.clawed_back, Scalar::Money(v) | Scalar::Units(v) | Scalar::Count(v) if v != 0);
    if clawed {
        notes.push(wording.text("contest-clawed"));
    }
    notes.join("; ")
}

/// How open the contests are.
pub(crate) fn checks(
    checks: &[Result<ContestCheck, Refused>],
    all_bases: bool,
    people: &People,
    wording: &Wording,
    stamp: Stamp,
) -> Listing {
    let text = |id: &str| column(wording, id, ColumnKind::Text);
    let number = |id: &str| column(wording, id, ColumnKind::Number);
    let columns = vec![
        text("contest"),
        text("basis"),
        column(wording, "contenders", ColumnKind::Int),
        number("effective"),
        number("hopeless"),
        text("favourite"),
        number("with-size"),
        number("with-tenure"),
        text("verdict"),
    ];
    let mut listing =
        Listing { name: "contest_check".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for check in checks {
        let check = match check {
            Ok(check) => check,
            Err(refused) => {
                listing.push(refused_cells(refused, 9, 8, wording));
                continue;
            }
        };
        for basis in check.bases.iter().filter(|basis| all_bases || basis.is_rule) {
            let mut name = wording.text(&format!("contest-basis-{}", basis.basis.word()));
            if all_bases && basis.is_rule {
                name = format!("{name} *");
            }
            let mut cells = vec![Cell::from(check.rules.contest_id.as_str()), Cell::from(name)];
            match &basis.fairness {
                Ok(fairness) => {
                    let correlation = |value: Option<f64>| value.map_or(Cell::Null, |r| Cell::from(format!("{r:+.2}")));
                    let (favourite, chance) = (people.name(&fairness.favourite.0), percent(fairness.favourite.1));
                    cells.extend([
                        Cell::Int(fairness.contenders as i64),
                        Cell::from(format!("{:.1}", fairness.effective)),
                        Cell::from(percent(fairness.hopeless)),
                        Cell::from(format!("{favourite} {chance}")),
                        correlation(fairness.with_size),
                        correlation(fairness.with_tenure),
                        Cell::from(wording.text(&format!("contest-verdict-{}", fairness.verdict.word()))),
                    ]);
                }
                Err(reason) => {
                    cells.extend(vec![Cell::Null; 6]);
                    cells.push(Cell::from(wording.text(&format!("contest-no-{}", reason.word().replace('_', "-")))));
                }
            }
            listing.push(cells);
        }
    }
    listing
}
