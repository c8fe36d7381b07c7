//! One rep's risk step by step, and the fairness of the scores, as listings.

use crate::models::risk::fairness::{FairnessRow, FairnessTable, GroupFigures, Hidden, Tested};
use crate::quantity::NullReason;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::risk_account::RiskAccount;

use super::Stamp;

/// `rep_id, period, part, item, value, reference, contribution, points, n, lower, upper, topic, null_reason, as_of,
/// name, flagged`; what a figure means by part stands at [`crate::review::risk_account::AccountLine`]. Where nothing
/// is said of the rep, one line of the part `abstained` gives the reason.
pub fn risk_account(account: &RiskAccount, stamp: Stamp) -> Listing {
    let (text, number) = (ColumnKind::Text, ColumnKind::Number);
    let columns = [
        ("rep_id", text),
        ("period", text),
        ("part", text),
        ("item", text),
        ("value", number),
        ("reference", number),
        ("contribution", number),
        ("points", number),
        ("n", ColumnKind::Int),
        ("lower", number),
        ("upper", number),
        ("topic", text),
        ("null_reason", text),
        ("as_of", ColumnKind::Date),
        ("name", text),
        ("flagged", ColumnKind::Bool),
    ];
    let mut listing = Listing::new("risk_account", stamp.currency, &columns);
    let flagged = account.probability.map_or(Cell::Null, |_| Cell::Bool(account.flagged));
    let row = |part: &str, item: &str, figures: [Cell; 9]| {
        let mut cells = vec![
            Cell::from(account.rep_id.as_str()),
            Cell::from(account.period.as_str()),
            Cell::from(part),
            Cell::from(item),
        ];
        cells.extend(figures);
        cells.extend([Cell::Date(stamp.as_of), Cell::from(account.name.as_str()), flagged.clone()]);
        cells
    };
    for line in &account.lines {
        let thin = line.part == "past" && line.value.is_none();
        let figures = [
            Cell::from(line.value),
            Cell::from(line.reference),
            Cell::from(line.contribution),
            Cell::from(line.points),
            line.n.map_or(Cell::Null, Cell::Int),
            Cell::from(line.lower),
            Cell::from(line.upper),
            line.topic.as_deref().map_or(Cell::Null, Cell::from),
            Cell::from(thin.then_some(NullReason::BelowMinN)),
        ];
        listing.push(row(&line.part, &line.item, figures));
    }
    if account.null_reason.is_some() {
        let mut figures = [const { Cell::Null }; 9];
        figures[8] = Cell::from(account.null_reason);
        listing.push(row("abstained", "probability", figures));
    }
    listing
}

/// `dimension, group, cases, reps, stated, happened, happened_lower, happened_upper, made, false_alarms,
/// false_alarms_lower, false_alarms_upper, calibration_difference, calibration_p, calibration_q, alarms_difference,
/// alarms_p, alarms_q, hidden, null_reason, as_of`. `hidden` is `small` or `complementary`.
pub fn risk_fairness(table: &FairnessTable, stamp: Stamp) -> Listing {
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        ("dimension", ColumnKind::Text),
        ("group", ColumnKind::Text),
        ("cases", ColumnKind::Int),
        ("reps", ColumnKind::Int),
        number("stated"),
        number("happened"),
        number("happened_lower"),
        number("happened_upper"),
        ("made", ColumnKind::Int),
        number("false_alarms"),
        number("false_alarms_lower"),
        number("false_alarms_upper"),
        number("calibration_difference"),
        number("calibration_p"),
        number("calibration_q"),
        number("alarms_difference"),
        number("alarms_p"),
        number("alarms_q"),
        ("hidden", ColumnKind::Text),
        ("null_reason", ColumnKind::Text),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("risk_fairness", stamp.currency, &columns);
    for row in &table.rows {
        let mut cells = vec![
            Cell::from(row.dimension.as_str()),
            if row.group.is_empty() { Cell::Null } else { Cell::from(row.group.as_str()) },
            Cell::Int(row.cases as i64),
            Cell::Int(row.reps as i64),
        ];
        cells.extend(row.figures.as_ref().map_or([const { Cell::Null }; 14], figures));
        cells.extend([
            row.hidden.map_or(Cell::Null, |hidden| Cell::from(word(hidden))),
            Cell::from(null_reason(row)),
            Cell::Date(stamp.as_of),
        ]);
        listing.push(cells);
    }
    listing
}

fn word(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Small => "small",
        Hidden::Complementary => "complementary",
    }
}

/// Also where the rate of false alarms alone is missing.
fn null_reason(row: &FairnessRow) -> Option<NullReason> {
    let whole = row.figures.as_ref().is_some_and(|figures| figures.false_alarms.is_some());
    (!whole).then_some(NullReason::BelowMinN)
}

fn figures(figures: &GroupFigures) -> [Cell; 14] {
    let (happened, alarms) = (figures.happened_interval, figures.false_alarms_interval);
    let [difference, p, q] = test(figures.calibration);
    let [alarms_difference, alarms_p, alarms_q] = test(figures.alarms);
    [
        Cell::Float(figures.stated),
        Cell::Float(figures.happened),
        Cell::from(happened.map(|interval| interval.lower)),
        Cell::from(happened.map(|interval| interval.upper)),
        Cell::Int(figures.made as i64),
        Cell::from(figures.false_alarms),
        Cell::from(alarms.map(|interval| interval.lower)),
        Cell::from(alarms.map(|interval| interval.upper)),
        difference,
        p,
        q,
        alarms_difference,
        alarms_p,
        alarms_q,
    ]
}

fn test(tested: Option<Tested>) -> [Cell; 3] {
    [
        Cell::from(tested.map(|test| test.difference)),
        Cell::from(tested.map(|test| test.p)),
        Cell::from(tested.map(|test| test.q)),
    ]
}
