//! Every table of a pack, as it is written to `tables/`.

use crate::quantity::NullReason;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::{Pack, RiskRow, RiskSection, Sentence};

use super::appraisal::{decisions, plans, ratings};
use super::appraised::{case_items, case_lessons, contest_fairness, contests};
use super::change::{bridge, repeat_curves};
use super::long::{Stamp, column, observations};
use super::outlook::{amount, risk, targets};
use super::scorecard::scorecard;

/// All listings, in the order in which they are written.
pub fn of_pack(pack: &Pack, statement: &dyn Fn(&Sentence) -> String) -> Vec<Listing> {
    let stamp = Stamp { currency: pack.header.currency, as_of: pack.header.as_of };
    vec![
        kpi(pack, stamp),
        attainment(pack),
        bridge(pack),
        cohorts(pack),
        repeat(pack),
        repeat_curves(pack),
        forecasts(pack),
        forecast_accuracy(pack),
        risk(&pack.risk.rows, &pack.risk.period, |row| model_version(&pack.risk, row), stamp),
        risk_reasons(pack),
        targets(&pack.targets, stamp, statement),
        checkpoints(pack),
        scores(pack),
        scorecard(&pack.scorecard, stamp),
        ratings(pack),
        plans(pack),
        decisions(pack),
        contests(pack),
        contest_fairness(pack),
        case_items(pack),
        case_lessons(pack),
        people(pack),
        accounts(pack),
        definitions(pack),
    ]
}

/// The long table with the level of each row behind it: the slice of those without a team has an empty `team`, as
/// the company has, and only the level tells them apart.
fn kpi(pack: &Pack, stamp: Stamp) -> Listing {
    let mut listing = observations("kpi", &pack.observations, &["team", "rep"], stamp);
    listing.columns.push(column("level", ColumnKind::Text));
    for (row, observation) in listing.rows.iter_mut().zip(&pack.observations) {
        let level = observation.scope.last().map_or("company", |slice| slice.dimension.as_str());
        row.push(Cell::from(level));
    }
    listing
}

const fn text(name: &str) -> (&str, ColumnKind) {
    (name, ColumnKind::Text)
}

const fn number(name: &str) -> (&str, ColumnKind) {
    (name, ColumnKind::Number)
}

const fn int(name: &str) -> (&str, ColumnKind) {
    (name, ColumnKind::Int)
}

const fn day(name: &str) -> (&str, ColumnKind) {
    (name, ColumnKind::Date)
}

fn attainment(pack: &Pack) -> Listing {
    let columns = [
        text("metric_id"),
        text("period"),
        text("rep_id"),
        text("name"),
        text("team"),
        number("actual"),
        number("target"),
        number("value"),
        text("null_reason"),
        day("as_of"),
    ];
    let mut listing = Listing::new("attainment", pack.header.currency, &columns);
    for row in &pack.attainment.rows {
        listing.push(vec![
            Cell::from("attainment"),
            Cell::from(pack.attainment.period.as_str()),
            Cell::from(row.rep_id.as_str()),
            Cell::from(row.name.as_str()),
            Cell::from(row.team.as_str()),
            Cell::from(row.actual),
            Cell::from(row.target),
            Cell::from(row.attainment),
            Cell::from(row.attainment.null_reason()),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

fn cohorts(pack: &Pack) -> Listing {
    let columns = [
        text("metric_id"),
        text("grain"),
        text("cohort"),
        int("age"),
        int("size"),
        int("active"),
        number("value"),
        number("lower"),
        number("upper"),
        text("null_reason"),
        day("as_of"),
    ];
    let mut listing = Listing::new("cohorts", pack.header.currency, &columns);
    for triangle in &pack.cohorts {
        for row in &triangle.rows {
            for cell in &row.cells {
                listing.push(vec![
                    Cell::from(triangle.metric_id.as_str()),
                    Cell::from(triangle.grain.word()),
                    Cell::from(row.cohort.as_str()),
                    Cell::Int(cell.age),
                    Cell::Int(cell.size),
                    cell.active.map_or(Cell::Null, Cell::Int),
                    Cell::from(cell.value),
                    Cell::from(cell.lower),
                    Cell::from(cell.upper),
                    Cell::from(cell.null_reason),
                    Cell::Date(pack.header.as_of),
                ]);
            }
        }
    }
    listing
}

fn repeat(pack: &Pack) -> Listing {
    let columns = [
        text("metric_id"),
        text("period"),
        text("rep"),
        number("value"),
        number("lower"),
        number("upper"),
        int("numerator"),
        int("denominator"),
        text("null_reason"),
        day("as_of"),
    ];
    let mut listing = Listing::new("repeat", pack.header.currency, &columns);
    for rate in &pack.repeat.company {
        listing.push(vec![
            Cell::from(rate.metric_id.as_str()),
            Cell::from(rate.period.as_str()),
            Cell::Null,
            Cell::from(rate.value),
            Cell::from(rate.lower),
            Cell::from(rate.upper),
            Cell::Int(rate.numerator),
            Cell::Int(rate.denominator),
            Cell::from(rate.value.null_reason()),
            Cell::Date(pack.header.as_of),
        ]);
    }
    for row in &pack.repeat.by_rep.rows {
        for (column, value) in pack.repeat.by_rep.columns.iter().zip(&row.cells) {
            listing.push(vec![
                Cell::from(column.metric_id.as_str()),
                Cell::from(column.period.as_str()),
                Cell::from(row.key.as_str()),
                Cell::from(*value),
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::from(value.null_reason()),
                Cell::Date(pack.header.as_of),
            ]);
        }
    }
    listing
}

fn forecasts(pack: &Pack) -> Listing {
    let columns = [
        text("metric_id"),
        text("rep_id"),
        text("period"),
        text("method"),
        number("mean"),
        number("median"),
        number("lower_50"),
        number("upper_50"),
        number("lower_80"),
        number("upper_80"),
        number("lower_95"),
        number("upper_95"),
        int("n_history"),
        text("null_reason"),
        day("as_of"),
    ];
    let mut listing = Listing::new("forecasts", pack.header.currency, &columns);
    for section in &pack.forecasts {
        for row in &section.rows {
            let id = |method: &str| {
                vec![
                    Cell::from(section.metric_id.as_str()),
                    Cell::from(row.rep_id.as_str()),
                    Cell::from(section.period.as_str()),
                    Cell::from(method),
                ]
            };
            let mut cells = id(&row.model);
            cells.extend([Cell::from(row.mean), Cell::from(row.median)]);
            for level in [0.5, 0.8, 0.95] {
                let interval = row.intervals.iter().find(|one| one.supported && (one.level - level).abs() < 1e-9);
                cells.push(Cell::from(interval.map(|one| one.lower)));
                cells.push(Cell::from(interval.map(|one| one.upper)));
            }
            cells.extend([Cell::Int(row.n_history), Cell::from(row.null_reason), Cell::Date(pack.header.as_of)]);
            listing.push(cells);
            for (method, value) in &row.baselines {
                let mut cells = id(method);
                cells.push(Cell::Float(*value));
                cells.extend(std::iter::repeat_n(Cell::Null, 7));
                cells.extend([Cell::Int(row.n_history), Cell::Null, Cell::Date(pack.header.as_of)]);
                listing.push(cells);
            }
        }
    }
    listing
}

fn forecast_accuracy(pack: &Pack) -> Listing {
    let columns =
        [text("metric_id"), text("method"), int("n"), number("mae"), number("smape"), number("mase"), day("as_of")];
    let mut listing = Listing::new("forecast_accuracy", pack.header.currency, &columns);
    for section in &pack.forecasts {
        for row in &section.accuracy {
            listing.push(vec![
                Cell::from(section.metric_id.as_str()),
                Cell::from(row.method.as_str()),
                Cell::Int(row.n),
                Cell::Float(row.mae),
                Cell::Float(row.smape),
                Cell::from(row.mase),
                Cell::Date(pack.header.as_of),
            ]);
        }
    }
    listing
}

/// The model that speaks of a row: that of the row's kind of bar.
fn model_version<'p>(section: &'p RiskSection, row: &RiskRow) -> &'p str {
    let other = section.other_evidence.as_ref().filter(|other| other.bar_source == row.bar_source);
    &other.unwrap_or(&section.evidence).model_version
}

/// Every reason in full: the base and the contributions add up to the log-odds of the probability.
fn risk_reasons(pack: &Pack) -> Listing {
    let columns = [
        text("rep_id"),
        text("period"),
        text("feature"),
        text("group"),
        number("value"),
        number("contribution"),
        number("base_logit"),
        number("logit"),
        day("as_of"),
        text("topic"),
        number("reference"),
    ];
    let mut listing = Listing::new("risk_reasons", pack.header.currency, &columns);
    for row in &pack.risk.rows {
        for reason in &row.reasons {
            listing.push(vec![
                Cell::from(row.rep_id.as_str()),
                Cell::from(pack.risk.period.as_str()),
                Cell::from(reason.feature.as_str()),
                Cell::from(reason.group.as_str()),
                Cell::from(reason.value),
                Cell::Float(reason.contribution),
                Cell::from(row.base_logit),
                Cell::from(row.logit),
                Cell::Date(pack.header.as_of),
                reason.topic.as_deref().map_or(Cell::Null, Cell::from),
                Cell::from(reason.reference),
            ]);
        }
    }
    listing
}

fn checkpoints(pack: &Pack) -> Listing {
    let columns = [
        text("metric_id"),
        text("rep_id"),
        text("period"),
        text("month"),
        number("cumulative"),
        number("low"),
        number("high"),
        day("as_of"),
    ];
    let mut listing = Listing::new("checkpoints", pack.header.currency, &columns);
    for section in &pack.targets {
        for row in &section.rows {
            for one in &row.checkpoints {
                listing.push(vec![
                    Cell::from(section.metric_id.as_str()),
                    Cell::from(row.rep_id.as_str()),
                    Cell::from(section.period.as_str()),
                    Cell::from(one.month.as_str()),
                    amount(section.unit, Some(one.cumulative)),
                    amount(section.unit, Some(one.low)),
                    amount(section.unit, Some(one.high)),
                    Cell::Date(pack.header.as_of),
                ]);
            }
        }
    }
    listing
}

fn scores(pack: &Pack) -> Listing {
    let columns = [
        text("rep_id"),
        text("period"),
        text("metric_id"),
        number("weight"),
        number("value"),
        number("target"),
        text("target_source"),
        number("score"),
        text("null_reason"),
        text("grade"),
        day("as_of"),
    ];
    let mut listing = Listing::new("scores", pack.header.currency, &columns);
    let of_total = pack.scorecard.rows.iter().find(|row| row.total.is_some());
    let total_id = of_total.map_or("score_kpi", |row| row.metric_id.as_str());
    for page in &pack.reps {
        for line in &page.score_lines {
            listing.push(vec![
                Cell::from(page.rep_id.as_str()),
                Cell::from(pack.header.period.label.as_str()),
                Cell::from(line.metric_id.as_str()),
                Cell::Float(line.weight),
                Cell::from(line.value),
                Cell::from(line.target),
                Cell::from(line.target_source.as_str()),
                Cell::from(line.score),
                Cell::from(line.value.null_reason().or(line.target.null_reason())),
                Cell::Null,
                Cell::Date(pack.header.as_of),
            ]);
        }
        if !page.score_lines.is_empty() {
            listing.push(vec![
                Cell::from(page.rep_id.as_str()),
                Cell::from(pack.header.period.label.as_str()),
                Cell::from(total_id),
                Cell::Float(100.0),
                Cell::from(page.score),
                Cell::Null,
                Cell::Null,
                Cell::from(page.score),
                Cell::from(page.score.is_none().then_some(NullReason::NoTarget)),
                page.grade.as_deref().map_or(Cell::Null, Cell::from),
                Cell::Date(pack.header.as_of),
            ]);
        }
    }
    listing
}

fn people(pack: &Pack) -> Listing {
    let columns = [
        text("rep_id"),
        text("name"),
        text("team"),
        text("role"),
        text("manager_id"),
        day("hire_date"),
        day("leave_date"),
        ("judged", ColumnKind::Bool),
    ];
    let mut listing = Listing::new("people", pack.header.currency, &columns);
    for person in &pack.people {
        listing.push(vec![
            Cell::from(person.rep_id.as_str()),
            Cell::from(person.name.as_str()),
            Cell::from(person.team.as_str()),
            Cell::from(person.role.as_str()),
            Cell::from(person.manager_id.as_str()),
            person.hire_date.map_or(Cell::Null, Cell::Date),
            person.leave_date.map_or(Cell::Null, Cell::Date),
            Cell::Bool(person.judged),
        ]);
    }
    listing
}

fn accounts(pack: &Pack) -> Listing {
    let columns = [
        text("table"),
        text("file"),
        int("rows_read"),
        int("rows_loaded"),
        int("duplicates_dropped"),
        int("rows_rejected"),
        int("rows_warned"),
    ];
    let mut listing = Listing::new("accounts", pack.header.currency, &columns);
    for account in &pack.quality.accounts {
        listing.push(vec![
            Cell::from(account.table.as_str()),
            Cell::from(account.file.as_str()),
            Cell::Int(account.rows_read),
            Cell::Int(account.rows_loaded),
            Cell::Int(account.duplicates_dropped),
            Cell::Int(account.rows_rejected),
            Cell::Int(account.rows_warned),
        ]);
    }
    listing
}

fn definitions(pack: &Pack) -> Listing {
    let columns =
        [text("metric_id"), text("name_en"), text("name_zh"), text("better"), text("formula"), text("return_policy")];
    let mut listing = Listing::new("definitions", pack.header.currency, &columns);
    for entry in &pack.definitions {
        listing.push(vec![
            Cell::from(entry.metric_id.as_str()),
            Cell::from(entry.name_en.as_str()),
            Cell::from(entry.name_zh.as_str()),
            Cell::from(entry.better.as_str()),
            Cell::from(entry.formula.as_str()),
            if entry.return_policy.is_empty() { Cell::Null } else { Cell::from(entry.return_policy.as_str()) },
        ]);
    }
    listing
}
