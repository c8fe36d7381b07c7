//! Contests as listings.

use crate::appraisal::contest::{Basis, Fairness};
use crate::pipeline::contest::{
    AfterRow, Afterwards, BasisCheck, BoardRow, ContestBoard, ContestCheck, Refused, RuleHistory, Scope,
};
use crate::quantity::{Currency, Scalar, Unit};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::tables::Stamp;

const BOARD: [(&str, ColumnKind); 30] = [
    ("contest_id", ColumnKind::Text),
    ("rep_id", ColumnKind::Text),
    ("rank", ColumnKind::Int),
    ("value", ColumnKind::Number),
    ("target", ColumnKind::Number),
    ("score", ColumnKind::Number),
    ("eligible", ColumnKind::Bool),
    ("status", ColumnKind::Text),
    ("prize", ColumnKind::Text),
    ("chance_win", ColumnKind::Number),
    ("chance_prize", ColumnKind::Number),
    ("null_reason", ColumnKind::Text),
    ("why_not", ColumnKind::Text),
    ("metric_id", ColumnKind::Text),
    ("basis", ColumnKind::Text),
    ("start", ColumnKind::Date),
    ("end", ColumnKind::Date),
    ("provisional_until", ColumnKind::Date),
    ("gap", ColumnKind::Number),
    ("base", ColumnKind::Number),
    ("clawed_back", ColumnKind::Number),
    ("level", ColumnKind::Bool),
    ("shared_by", ColumnKind::Int),
    ("chance_error", ColumnKind::Number),
    ("chance_null_reason", ColumnKind::Text),
    ("rules_version", ColumnKind::Int),
    ("flags", ColumnKind::Text),
    ("currency", ColumnKind::Text),
    ("as_of", ColumnKind::Date),
    ("prize_minor", ColumnKind::Int),
];

/// `contest_id, rep_id, rank, value, target, score, eligible, status, prize, chance_win, chance_prize, null_reason`, and
/// more at the end. A refused contest is one row with `status` `refused` and the reason.
pub(crate) fn boards(boards: &[Result<ContestBoard, Refused>], stamp: Stamp) -> Listing {
    let mut listing = Listing::new("contest", stamp.currency, &BOARD);
    for board in boards {
        match board {
            Ok(board) => board.rows.iter().for_each(|row| listing.push(board_row(board, row, stamp))),
            Err(refused) => {
                let mut cells = vec![Cell::Null; BOARD.len()];
                cells[0] = Cell::from(refused.contest_id.as_str());
                (cells[7], cells[11]) = (Cell::from("refused"), Cell::from(refused.fault.code()));
                (cells[27], cells[28]) = (Cell::from(stamp.currency.code()), Cell::Date(stamp.as_of));
                listing.push(cells);
            }
        }
    }
    listing
}

fn board_row(board: &ContestBoard, row: &BoardRow, stamp: Stamp) -> Vec<Cell> {
    let rules = &board.rules;
    let standing = &row.standing;
    let score = match rules.basis {
        Basis::Absolute => standing.score.and(row.value.ok()).map_or(Cell::Null, Cell::from),
        Basis::PctOfTarget | Basis::Growth => Cell::from(standing.score),
    };
    let no_chance = match &board.outlook {
        Some(Err(reason)) => Some(reason.word()),
        Some(Ok(_)) if row.chance.is_none() && row.ineligible.is_none() => Some("no_forecast"),
        _ => None,
    };
    let word = |word: Option<&str>| word.map_or(Cell::Null, Cell::from);
    let days = |day| Cell::Date(day);
    let prize = standing.won.as_ref();
    vec![
        Cell::from(rules.contest_id.as_str()),
        Cell::from(row.rep_id.as_str()),
        standing.rank.map_or(Cell::Null, |rank| Cell::Int(rank as i64)),
        Cell::from(row.value.ok()),
        Cell::from(row.target),
        score,
        Cell::Bool(row.ineligible.is_none()),
        Cell::from(board.phase.word()),
        prize.map_or(Cell::Null, |_| Cell::from(prize_text(row, stamp.currency))),
        Cell::from(row.chance.map(|chance| chance.first)),
        Cell::from(row.chance.filter(|_| !rules.prizes.is_empty()).map(|chance| chance.place)),
        Cell::from(standing.null_reason),
        word(row.ineligible.map(|reason| reason.word())),
        Cell::from(rules.metric.id()),
        Cell::from(rules.basis.word()),
        days(rules.days.first),
        days(rules.days.last),
        days(rules.clawback_end()),
        Cell::from(row.gap),
        Cell::from(row.base.ok()),
        Cell::from(row.clawed_back),
        Cell::Bool(standing.level),
        prize.filter(|won| won.of > 1).map_or(Cell::Null, |won| Cell::Int(won.of as i64)),
        Cell::from(row.chance.map(|chance| chance.first_error)),
        word(no_chance),
        Cell::Int(board.history.in_force.version as i64),
        Cell::from(flags(board, row).join(" ")),
        Cell::from(stamp.currency.code()),
        Cell::Date(board.as_of),
        prize.and_then(|won| won.money).map_or(Cell::Null, Cell::Int),
    ]
}

/// The prize in one cell: the amount with the currency's digits, then what else is won.
pub(crate) fn prize_text(row: &BoardRow, currency: Currency) -> String {
    let Some(won) = &row.standing.won else { return String::new() };
    let amount = won.money.map(|minor| {
        let (digits, per_major) = (currency.digits() as usize, currency.minor_per_major());
        if digits == 0 { minor.to_string() } else { format!("{}.{:0digits$}", minor / per_major, minor % per_major) }
    });
    amount.into_iter().chain(won.things.iter().cloned()).collect::<Vec<_>>().join(" + ")
}

fn flags(board: &ContestBoard, row: &BoardRow) -> Vec<&'static str> {
    let is_negative = matches!(row.value, Ok(Scalar::Money(v) | Scalar::Units(v) | Scalar::Count(v)) if v < 0);
    let said = [
        (board.history.fixed.is_late(), "rules_loaded_late"),
        (board.history.changes.iter().any(|change| change.late), "rules_changed_late"),
        (is_negative, "negative"),
    ];
    said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, flag)| flag).collect()
}

const CHECKS: [(&str, ColumnKind); 19] = [
    ("contest_id", ColumnKind::Text),
    ("basis", ColumnKind::Text),
    ("is_rule", ColumnKind::Bool),
    ("contenders", ColumnKind::Int),
    ("effective", ColumnKind::Number),
    ("openness", ColumnKind::Number),
    ("share_under_1_percent", ColumnKind::Number),
    ("favourite", ColumnKind::Text),
    ("favourite_chance", ColumnKind::Number),
    ("with_size", ColumnKind::Number),
    ("with_tenure", ColumnKind::Number),
    ("verdict", ColumnKind::Text),
    ("null_reason", ColumnKind::Text),
    ("left_out", ColumnKind::Int),
    ("draws", ColumnKind::Int),
    ("correlation", ColumnKind::Number),
    ("known_on", ColumnKind::Date),
    ("currency", ColumnKind::Text),
    ("as_of", ColumnKind::Date),
];

/// `contest_id, basis, is_rule, contenders, effective, openness, share_under_1_percent, favourite, favourite_chance,
/// with_size, with_tenure, verdict, null_reason`, and more at the end; a row a contest, or with `all_bases` a row a
/// basis.
pub(crate) fn checks(checks: &[Result<ContestCheck, Refused>], all_bases: bool, stamp: Stamp) -> Listing {
    let mut listing = Listing::new("contest_check", stamp.currency, &CHECKS);
    for check in checks {
        match check {
            Ok(check) => {
                for basis in check.bases.iter().filter(|basis| all_bases || basis.is_rule) {
                    listing.push(check_row(check, basis, stamp));
                }
            }
            Err(refused) => {
                let mut cells = vec![Cell::Null; CHECKS.len()];
                cells[0] = Cell::from(refused.contest_id.as_str());
                (cells[11], cells[12]) = (Cell::from("refused"), Cell::from(refused.fault.code()));
                (cells[17], cells[18]) = (Cell::from(stamp.currency.code()), Cell::Date(stamp.as_of));
                listing.push(cells);
            }
        }
    }
    listing
}

fn check_row(check: &ContestCheck, basis: &BasisCheck, stamp: Stamp) -> Vec<Cell> {
    let fairness = basis.fairness.as_ref().ok();
    let number = |pick: fn(&Fairness) -> f64| Cell::from(fairness.map(pick));
    vec![
        Cell::from(check.rules.contest_id.as_str()),
        Cell::from(basis.basis.word()),
        Cell::Bool(basis.is_rule),
        Cell::Int(fairness.map_or(0, |fairness| fairness.contenders as i64)),
        number(|fairness| fairness.effective),
        number(|fairness| fairness.openness),
        number(|fairness| fairness.hopeless),
        fairness.map_or(Cell::Null, |fairness| Cell::from(fairness.favourite.0.as_str())),
        number(|fairness| fairness.favourite.1),
        Cell::from(fairness.and_then(|fairness| fairness.with_size)),
        Cell::from(fairness.and_then(|fairness| fairness.with_tenure)),
        fairness.map_or(Cell::Null, |fairness| Cell::from(fairness.verdict.word())),
        basis.fairness.as_ref().err().map_or(Cell::Null, |reason| Cell::from(reason.word())),
        Cell::Int(basis.left_out as i64),
        Cell::Int(check.draws as i64),
        Cell::from(check.outlook.as_ref().ok().map(|outlook| outlook.correlation)),
        Cell::Date(check.origin),
        Cell::from(stamp.currency.code()),
        Cell::Date(stamp.as_of),
    ]
}

const AFTER: [(&str, ColumnKind); 18] = [
    ("contest_id", ColumnKind::Text),
    ("scope", ColumnKind::Text),
    ("rep_id", ColumnKind::Text),
    ("first", ColumnKind::Date),
    ("last", ColumnKind::Date),
    ("after", ColumnKind::Number),
    ("expected", ColumnKind::Number),
    ("lower", ColumnKind::Number),
    ("upper", ColumnKind::Number),
    ("difference", ColumnKind::Number),
    ("during", ColumnKind::Number),
    ("during_expected", ColumnKind::Number),
    ("lift", ColumnKind::Number),
    ("verdict", ColumnKind::Text),
    ("null_reason", ColumnKind::Text),
    ("metric_id", ColumnKind::Text),
    ("currency", ColumnKind::Text),
    ("as_of", ColumnKind::Date),
];

/// `contest_id, scope, rep_id, first, last, after, expected, lower, upper, difference, during, during_expected, lift,
/// verdict, null_reason`, and more at the end.
pub(crate) fn afterwards(all: &[Result<Afterwards, Refused>], stamp: Stamp) -> Listing {
    let mut listing = Listing::new("contest_after", stamp.currency, &AFTER);
    let ends = |cells: &mut Vec<Cell>| {
        (cells[16], cells[17]) = (Cell::from(stamp.currency.code()), Cell::Date(stamp.as_of));
    };
    for one in all {
        let mut cells = vec![Cell::Null; AFTER.len()];
        ends(&mut cells);
        match one {
            Err(refused) => {
                cells[0] = Cell::from(refused.contest_id.as_str());
                (cells[13], cells[14]) = (Cell::from("refused"), Cell::from(refused.fault.code()));
                listing.push(cells);
            }
            Ok(found) => {
                cells[0] = Cell::from(found.rules.contest_id.as_str());
                (cells[3], cells[4]) = (Cell::Date(found.days.first), Cell::Date(found.days.last));
                cells[15] = Cell::from(found.rules.metric.id());
                match &found.rows {
                    Err(reason) => {
                        cells[14] = Cell::from(reason.word());
                        listing.push(cells);
                    }
                    Ok(rows) => rows.iter().for_each(|row| {
                        listing.push(after_row(cells.clone(), row, found.rules.metric.unit(), stamp.currency));
                    }),
                }
            }
        }
    }
    listing
}

fn after_row(mut cells: Vec<Cell>, row: &AfterRow, unit: Unit, currency: Currency) -> Vec<Cell> {
    let figures = &row.figures;
    (cells[1], cells[2]) = match &row.scope {
        Scope::Participants => (Cell::from("participants"), Cell::Null),
        Scope::Others => (Cell::from("others"), Cell::Null),
        Scope::Rep(rep_id) => (Cell::from("rep"), Cell::from(rep_id.as_str())),
    };
    let expected = figures.after_expected;
    let numbers = [
        figures.after,
        expected.median,
        expected.lower,
        expected.upper,
        figures.difference(),
        figures.during,
        figures.during_expected.median,
        figures.lift(),
    ];
    for (at, number) in numbers.into_iter().enumerate() {
        cells[5 + at] = match unit {
            Unit::Money => Cell::Money((number * currency.minor_per_major() as f64).round() as i64),
            _ => Cell::Float(number),
        };
    }
    cells[13] = row.verdict.map_or(Cell::Null, |verdict| Cell::from(verdict.word()));
    cells
}

const RULES: [(&str, ColumnKind); 9] = [
    ("contest_id", ColumnKind::Text),
    ("version", ColumnKind::Int),
    ("loaded_at", ColumnKind::Text),
    ("column", ColumnKind::Text),
    ("old_value", ColumnKind::Text),
    ("new_value", ColumnKind::Text),
    ("late", ColumnKind::Bool),
    ("counts", ColumnKind::Bool),
    ("in_force", ColumnKind::Text),
];

/// `contest_id, version, loaded_at, column, old_value, new_value, late, counts, in_force`: a row a term that was set or
/// changed; `in_force` is what holds.
pub(crate) fn rules(histories: &[RuleHistory], currency: Currency) -> Listing {
    let mut listing = Listing::new("contest_rules", currency, &RULES);
    let text = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
    for history in histories {
        let id = history.in_force.row.contest_id.as_str();
        for (column, in_force) in history.in_force.row.terms() {
            let changes: Vec<_> = history.changes.iter().filter(|change| change.column == column).collect();
            for change in &changes {
                listing.push(vec![
                    Cell::from(id),
                    Cell::Int(change.version as i64),
                    Cell::from(change.loaded_at.as_str()),
                    Cell::from(column),
                    text(&change.before),
                    text(&change.after),
                    Cell::Bool(change.late),
                    Cell::Bool(change.counts),
                    text(&in_force),
                ]);
            }
            if changes.is_empty() && !in_force.is_empty() {
                let first = &history.first;
                listing.push(vec![
                    Cell::from(id),
                    Cell::Int(first.version as i64),
                    Cell::from(first.loaded_at.as_str()),
                    Cell::from(column),
                    Cell::Null,
                    text(&in_force),
                    Cell::Bool(history.fixed.is_late()),
                    Cell::Bool(true),
                    text(&in_force),
                ]);
            }
        }
    }
    listing
}
