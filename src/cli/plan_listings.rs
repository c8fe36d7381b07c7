//! Drivers, plans, training needs and role models as listings.

use crate::appraisal::plan::{RoleModels, TrainingNeed};
use crate::appraisal::{DriverRefusalReason, Topic, WorkDriver};
use crate::calendar::FiscalCalendar;
use crate::measures::People;
use crate::measures::catalogue::definition;
use crate::pipeline::{PlanBook, Planned, Tracked};
use crate::quantity::{NullReason, Unit};
use crate::reports::wording::Language;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::tables::Stamp;

use ColumnKind::{Bool, Date, Int, Number, Text};

/// The columns of `improvement_plans` as they are loaded, and beside them `rep_name, kind, by_data, measured,
/// measured_period, before, comparable, robust_z, n_peers, basis, by_itself, topics, flags, detail, null_reason, as_of`:
/// the plans of the table first, then the proposed ones. `kind` is `agreed` or `proposed`.
pub(crate) fn plans(
    book: &PlanBook,
    rep: Option<&str>,
    people: &People,
    calendar: FiscalCalendar,
    language: Language,
    stamp: Stamp,
) -> Listing {
    let columns = [
        ("plan_id", Text),
        ("rep_id", Text),
        ("gap_metric", Text),
        ("action", Text),
        ("owner", Text),
        ("start", Date),
        ("due", Date),
        ("check_metric", Text),
        ("check_value", Number),
        ("status", Text),
        ("rep_name", Text),
        ("kind", Text),
        ("by_data", Text),
        ("measured", Number),
        ("measured_period", Text),
        ("before", Number),
        ("comparable", Number),
        ("robust_z", Number),
        ("n_peers", Int),
        ("basis", Text),
        ("by_itself", Number),
        ("topics", Text),
        ("flags", Text),
        ("detail", Text),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("improvement_plans", stamp.currency, &columns);
    let is_asked = |id: &str| rep.is_none_or(|rep| rep == id);
    for one in book.tracked.iter().filter(|one| is_asked(&one.plan.rep_id)) {
        listing.push(agreed(one, people, calendar, stamp));
    }
    for one in book.proposed.iter().filter(|one| is_asked(&one.proposal.rep_id)) {
        listing.push(proposed(one, book, people, calendar, language, stamp));
    }
    listing
}

fn agreed(one: &Tracked, people: &People, calendar: FiscalCalendar, stamp: Stamp) -> Vec<Cell> {
    let plan = &one.plan;
    let flags: Vec<&str> = one.judged.doubts.iter().map(|doubt| doubt.code()).collect();
    let day = |day: Option<_>| day.map_or(Cell::Null, Cell::Date);
    let mut cells = vec![Cell::from(plan.plan_id.as_str()), text(&plan.rep_id), text(&plan.gap_metric)];
    cells.extend([text(&plan.action), text(&plan.owner), day(plan.start), day(plan.due)]);
    cells.extend([text(&plan.check_metric), value_of(&plan.check_metric, plan.check_value), text(&plan.status)]);
    let name = if plan.rep_id.is_empty() { Cell::Null } else { Cell::from(people.name(&plan.rep_id)) };
    cells.extend([
        name,
        Cell::from("agreed"),
        Cell::from(one.judged.state.code()),
        value_of(&plan.check_metric, one.value),
    ]);
    cells.push(one.period.map_or(Cell::Null, |period| Cell::from(calendar.label(period))));
    cells.extend(std::iter::repeat_n(Cell::Null, 7));
    cells.extend([text(&flags.join(" ")), text(&one.detail), Cell::from(one.null_reason), Cell::Date(stamp.as_of)]);
    cells
}

fn proposed(
    one: &Planned,
    book: &PlanBook,
    people: &People,
    calendar: FiscalCalendar,
    language: Language,
    stamp: Stamp,
) -> Vec<Cell> {
    let (proposal, standing) = (&one.proposal, &one.proposal.standing);
    let mut flags = Vec::new();
    for (is_so, flag) in [
        (one.within_noise, "within_noise"),
        (proposal.mostly_chance, "mostly_chance"),
        (one.owner.is_empty(), "no_owner"),
    ] {
        if is_so {
            flags.push(flag);
        }
    }
    let topics: Vec<&str> = proposal.topics.iter().map(|topic| topic.id.as_str()).collect();
    let mut cells = vec![Cell::from(one.plan_id.as_str()), Cell::from(proposal.rep_id.as_str())];
    cells.extend([Cell::from(proposal.metric_id.as_str()), Cell::from(action(&proposal.topics, language))]);
    cells.extend([text(&one.owner), Cell::Date(one.start), Cell::Date(one.due)]);
    cells.extend([Cell::from(proposal.metric_id.as_str()), value_of(&proposal.metric_id, Some(proposal.check_value))]);
    cells.extend([Cell::from("proposed"), Cell::from(people.name(&proposal.rep_id)), Cell::from("proposed")]);
    cells.extend([
        Cell::Null,
        value_of(&proposal.metric_id, Some(standing.value)),
        Cell::from(calendar.label(book.period)),
    ]);
    cells.extend([value_of(&proposal.metric_id, Some(standing.value)), number(Some(standing.comparable))]);
    cells.push(number(Some(standing.robust_z)));
    cells.extend([Cell::Int(standing.n_peers as i64), Cell::from(standing.basis.code()), number(proposal.by_itself)]);
    cells.extend([text(&topics.join(" ")), text(&flags.join(" ")), Cell::Null, Cell::Null, Cell::Date(stamp.as_of)]);
    cells
}

/// The advice of the topic that acts most on this driver alone, and the names of the others.
fn action(topics: &[&Topic], language: Language) -> String {
    let Some((first, others)) = topics.split_first() else { return String::new() };
    let zh = language == Language::Zh;
    let name = |topic: &&Topic| if zh { topic.name_zh.clone() } else { topic.name_en.clone() };
    let names: Vec<String> = others.iter().map(name).collect();
    match (zh, names.is_empty()) {
        (false, true) => format!("{}: {}", first.name_en, first.advice_en),
        (false, false) => format!("{}: {} Then: {}.", first.name_en, first.advice_en, names.join(", ")),
        (true, true) => format!("{}：{}", first.name_zh, first.advice_zh),
        (true, false) => format!("{}：{}其次：{}。", first.name_zh, first.advice_zh, names.join("、")),
    }
}

/// `rep, rep_name, driver, metric_id, period, value, comparable, robust_z, standing, n_peers, basis, within_noise, topics,
/// null_reason, as_of`: every judged rep and driver; `standing` is `weak`, `strong` or `usual`.
pub(crate) fn drivers(
    book: &PlanBook,
    rep: Option<&str>,
    people: &People,
    calendar: FiscalCalendar,
    stamp: Stamp,
) -> Listing {
    let columns = [
        ("rep", Text),
        ("rep_name", Text),
        ("driver", Text),
        ("metric_id", Text),
        ("period", Text),
        ("value", Number),
        ("comparable", Number),
        ("robust_z", Number),
        ("standing", Text),
        ("n_peers", Int),
        ("basis", Text),
        ("within_noise", Bool),
        ("topics", Text),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("drivers", stamp.currency, &columns);
    let mut rows: Vec<(&str, WorkDriver, Vec<Cell>)> = Vec::new();
    for (driver, one) in &book.drivers {
        for (id, standing) in one.comparison.iter().filter(|(id, _)| rep.is_none_or(|rep| rep == id.as_str())) {
            let found = standing.as_ref().ok();
            let word = found.map(|found| match (found.weak, found.strong) {
                (true, _) => "weak_driver",
                (_, true) => "strong_driver",
                _ => "usual",
            });
            let weak = found.is_some_and(|found| found.weak);
            let topics: Vec<&str> = match weak {
                true => crate::appraisal::topics_for(*driver).map(|topic| topic.id.as_str()).collect(),
                false => Vec::new(),
            };
            let reason = match standing {
                Err(DriverRefusalReason::TooFewPeers) => Some(NullReason::BelowMinN),
                Err(_) => Some(NullReason::NoDenominator),
                Ok(_) => None,
            };
            let cells = vec![
                Cell::from(id.as_str()),
                Cell::from(people.name(id)),
                Cell::from(driver.code()),
                Cell::from(one.metric_id.as_str()),
                Cell::from(calendar.label(book.period)),
                value_of(&one.metric_id, found.map(|found| found.value)),
                number(found.map(|found| found.comparable)),
                number(found.map(|found| found.robust_z)),
                word.map_or(Cell::Null, Cell::from),
                found.map_or(Cell::Null, |found| Cell::Int(found.n_peers as i64)),
                found.map_or(Cell::Null, |found| Cell::from(found.basis.code())),
                Cell::Bool(one.within_noise.contains(id)),
                text(&topics.join(" ")),
                Cell::from(reason),
                Cell::Date(stamp.as_of),
            ];
            rows.push((id, *driver, cells));
        }
    }
    rows.sort_by(|a, b| a.0.cmp(b.0).then(a.1.cmp(&b.1)));
    listing.rows = rows.into_iter().map(|(_, _, cells)| cells).collect();
    listing
}

/// `topic, topic_name, reps, gap_mean, need, weak_drivers, rated_reps, rated_gap_mean, only_through_ratings, who,
/// rated_who, advice, as_of`: every topic, the largest need first. Gaps are in robust deviations, those of ratings in
/// points of their scale; `need` is the number of reps times their mean gap.
pub(crate) fn training(needs: &[TrainingNeed], language: Language, stamp: Stamp) -> Listing {
    let columns = [
        ("topic", Text),
        ("topic_name", Text),
        ("reps", Int),
        ("gap_mean", Number),
        ("need", Number),
        ("weak_drivers", Text),
        ("rated_reps", Int),
        ("rated_gap_mean", Number),
        ("only_through_ratings", Bool),
        ("who", Text),
        ("rated_who", Text),
        ("advice", Text),
        ("as_of", Date),
    ];
    let zh = language == Language::Zh;
    let mut listing = Listing::new("training_needs", stamp.currency, &columns);
    for need in needs {
        let drivers: Vec<&str> = need.drivers.iter().map(|driver| driver.code()).collect();
        let who = |reps: &std::collections::BTreeMap<String, f64>| {
            text(&reps.keys().map(String::as_str).collect::<Vec<_>>().join(" "))
        };
        listing.push(vec![
            Cell::from(need.topic.id.as_str()),
            Cell::from(if zh { need.topic.name_zh.as_str() } else { need.topic.name_en.as_str() }),
            Cell::Int(need.reps.len() as i64),
            number(need.mean_gap()),
            number(Some(need.need())),
            text(&drivers.join(" ")),
            Cell::Int(need.rated.len() as i64),
            number(need.mean_rated_gap()),
            Cell::Bool(need.topic.only_through_ratings()),
            who(&need.reps),
            who(&need.rated),
            Cell::from(if zh { need.topic.advice_zh.as_str() } else { need.topic.advice_en.as_str() }),
            Cell::Date(stamp.as_of),
        ]);
    }
    listing
}

/// `driver, metric_id, behaviour, n_models, n_rest, median_models, median_rest, difference, is_adjusted, p, q, standing,
/// models, null_reason, as_of`: the clearest difference of each driver first. A driver without role models has one row
/// with the reason.
pub(crate) fn role_models(models: &[RoleModels], book: &PlanBook, level: f64, stamp: Stamp) -> Listing {
    let columns = [
        ("driver", Text),
        ("metric_id", Text),
        ("behaviour", Text),
        ("n_models", Int),
        ("n_rest", Int),
        ("median_models", Number),
        ("median_rest", Number),
        ("difference", Number),
        ("is_adjusted", Bool),
        ("p", Number),
        ("q", Number),
        ("standing", Text),
        ("models", Text),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("role_models", stamp.currency, &columns);
    for one in models {
        let metric = book.drivers.get(&one.driver).map_or("", |driver| driver.metric_id.as_str());
        let names = text(&one.models.join(" "));
        if one.differences.is_empty() {
            let mut cells = vec![Cell::from(one.driver.code()), text(metric), Cell::Null];
            cells.extend([Cell::Int(one.models.len() as i64), Cell::Int((one.reps - one.models.len()) as i64)]);
            cells.extend(std::iter::repeat_n(Cell::Null, 7));
            cells.extend([names, Cell::from(Some(NullReason::BelowMinN)), Cell::Date(stamp.as_of)]);
            listing.push(cells);
            continue;
        }
        for found in &one.differences {
            let standing = match (found.rate <= level, found.difference > 0.0) {
                (true, true) => "associated_more",
                (true, false) => "associated_less",
                (false, _) => "no_clear_difference",
            };
            listing.push(vec![
                Cell::from(one.driver.code()),
                text(metric),
                Cell::from(found.id.as_str()),
                Cell::Int(found.n_models as i64),
                Cell::Int(found.n_rest as i64),
                number(Some(found.median_models)),
                number(Some(found.median_rest)),
                number(Some(found.difference)),
                Cell::Bool(found.is_adjusted),
                number(Some(found.p)),
                number(Some(found.rate)),
                Cell::from(standing),
                names.clone(),
                Cell::Null,
                Cell::Date(stamp.as_of),
            ]);
        }
    }
    listing
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}

/// To six decimals: more are noise, and differ between machines.
fn number(number: Option<f64>) -> Cell {
    Cell::from(number.map(|number| (number * 1e6).round() / 1e6 + 0.0))
}

/// A metric's value: counts are whole.
fn value_of(metric_id: &str, value: Option<f64>) -> Cell {
    let is_count = definition(metric_id).is_some_and(|definition| definition.unit == Unit::Count);
    match value {
        Some(value) if is_count && value.fract() == 0.0 && value.abs() < 1e15 => Cell::Int(value as i64),
        other => number(other),
    }
}
