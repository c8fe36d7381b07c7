//! The case analysis as listings.

use crate::appraisal::cases::{ALL_ITEMS, CasesSettings, RubricItem, lessons as lessons_of};
use crate::appraisal::topic;
use crate::measures::People;
use crate::models::student::{Estimate, Moments};
use crate::pipeline::{CaseFile, CaseSheet};
use crate::quantity::NullReason;
use crate::reports::wording::Language;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::tables::Stamp;

use ColumnKind::{Bool, Date, Int, Number, Text};

/// `case_id, opportunity_id, rep_id, reviewer_key, rubric_item, score, note`, the columns of `case_reviews`, and beside
/// them for the reviewer `rep_name, customer, question, low_end, high_end, scale`. Score and note are empty.
pub(crate) fn sheet(
    sheet: &CaseSheet,
    settings: &CasesSettings,
    people: &People,
    language: Language,
    stamp: Stamp,
) -> Listing {
    let columns = [
        ("case_id", Text),
        ("opportunity_id", Text),
        ("rep_id", Text),
        ("reviewer_key", Text),
        ("rubric_item", Text),
        ("score", Number),
        ("note", Text),
        ("rep_name", Text),
        ("customer", Text),
        ("question", Text),
        ("low_end", Text),
        ("high_end", Text),
        ("scale", Text),
    ];
    let mut listing = Listing::new("case_sheet", stamp.currency, &columns);
    for row in &sheet.rows {
        let Some(item) = settings.items().iter().find(|item| item.id == row.item) else { continue };
        let said = |en: &str, zh: &str| text(if language == Language::Zh { zh } else { en });
        listing.push(vec![
            Cell::from(row.case_id.as_str()),
            Cell::from(row.opportunity_id.as_str()),
            Cell::from(row.rep_id.as_str()),
            Cell::from(row.reviewer.as_str()),
            Cell::from(row.item.as_str()),
            Cell::Null,
            Cell::Null,
            Cell::from(people.name(&row.rep_id)),
            text(&row.customer_id),
            said(&item.question_en, &item.question_zh),
            said(&item.low_en, &item.low_zh),
            said(&item.high_en, &item.high_zh),
            Cell::from(format!("{}–{}", settings.scale_min, settings.scale_max)),
        ]);
    }
    listing
}

/// `item, name, cases, mean, sd, won_n, won_mean, lost_n, lost_mean, difference, lower, upper, p, q, standing, reviewers,
/// pairs, same_share, kappa_quadratic, kappa_linear, kappa_lower, kappa_upper, alpha, alpha_lower, alpha_upper, reps,
/// reps_weak, reps_clearly_weak, topics, null_reason, as_of`.
pub(crate) fn items(file: &CaseFile, settings: &CasesSettings, language: Language, stamp: Stamp) -> Listing {
    let columns = [
        ("item", Text),
        ("name", Text),
        ("cases", Int),
        ("mean", Number),
        ("sd", Number),
        ("won_n", Int),
        ("won_mean", Number),
        ("lost_n", Int),
        ("lost_mean", Number),
        ("difference", Number),
        ("lower", Number),
        ("upper", Number),
        ("p", Number),
        ("q", Number),
        ("standing", Text),
        ("reviewers", Int),
        ("pairs", Int),
        ("same_share", Number),
        ("kappa_quadratic", Number),
        ("kappa_linear", Number),
        ("kappa_lower", Number),
        ("kappa_upper", Number),
        ("alpha", Number),
        ("alpha_lower", Number),
        ("alpha_upper", Number),
        ("reps", Int),
        ("reps_weak", Int),
        ("reps_clearly_weak", Int),
        ("topics", Text),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("case_items", stamp.currency, &columns);
    for result in &file.analysis.items {
        let agreement = &result.agreement;
        let (of_kappa, of_alpha) = (agreement.kappa_interval, agreement.alpha_interval);
        let separates = result.rate.is_some_and(|rate| rate <= settings.false_discoveries);
        let standing = match result.difference {
            Some(difference) if separates && difference.value > 0.0 => Cell::from("higher_in_won"),
            Some(_) if separates => Cell::from("higher_in_lost"),
            Some(_) => Cell::from("no_clear_difference"),
            None => Cell::Null,
        };
        let mut cells = vec![Cell::from(result.item.as_str()), name(&result.item, settings, language)];
        cells.extend([count(result.all.n), mean(result.all), spread(result.all)]);
        cells.extend([count(result.won.n), mean(result.won), count(result.lost.n), mean(result.lost)]);
        cells.extend(estimate(result.difference));
        cells.extend([rounded(result.rate), standing]);
        cells.extend([count(agreement.reviewers), count(agreement.pairs), rounded(agreement.same)]);
        cells.extend([rounded(agreement.kappa_quadratic), rounded(agreement.kappa_linear)]);
        cells.extend([rounded(of_kappa.map(|ends| ends.0)), rounded(of_kappa.map(|ends| ends.1))]);
        cells.push(rounded(agreement.alpha));
        cells.extend([rounded(of_alpha.map(|ends| ends.0)), rounded(of_alpha.map(|ends| ends.1))]);
        cells.extend([count(result.reps), count(result.reps_weak), count(result.reps_clearly_weak)]);
        cells.push(topic_ids(item_of(&result.item, settings)));
        let reason = result.difference.is_none().then_some(NullReason::BelowMinN);
        cells.extend([Cell::from(reason), Cell::Date(stamp.as_of)]);
        listing.push(cells);
    }
    listing
}

/// `rep, rep_name, item, name, cases, won_n, mean, lower, upper, others_mean, p, q, weak, clear, topics, null_reason,
/// as_of`; weak against the bar of `[cases] weak_below`.
pub(crate) fn reps(
    file: &CaseFile,
    settings: &CasesSettings,
    people: &People,
    language: Language,
    stamp: Stamp,
) -> Listing {
    let columns = [
        ("rep", Text),
        ("rep_name", Text),
        ("item", Text),
        ("name", Text),
        ("cases", Int),
        ("won_n", Int),
        ("mean", Number),
        ("lower", Number),
        ("upper", Number),
        ("others_mean", Number),
        ("p", Number),
        ("q", Number),
        ("weak", Bool),
        ("clear", Bool),
        ("topics", Text),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("case_reps", stamp.currency, &columns);
    for rep in &file.analysis.reps {
        let of = |number: fn(Estimate) -> f64| rounded(rep.estimate.map(number));
        let topics = if rep.weak { topic_ids(item_of(&rep.item, settings)) } else { Cell::Null };
        listing.push(vec![
            Cell::from(rep.rep_id.as_str()),
            Cell::from(people.name(&rep.rep_id)),
            Cell::from(rep.item.as_str()),
            name(&rep.item, settings, language),
            count(rep.cases.n),
            count(rep.won),
            mean(rep.cases),
            of(|e| e.lower),
            of(|e| e.upper),
            rounded(rep.others),
            of(|e| e.p),
            rounded(rep.rate),
            Cell::Bool(rep.weak),
            Cell::Bool(rep.clear),
            topics,
            Cell::from((!rep.enough).then_some(NullReason::BelowMinN)),
            Cell::Date(stamp.as_of),
        ]);
    }
    listing
}

/// `case_id, opportunity_id, rep, rep_name, outcome, reviewers, items, mean, largest_distance, distance_item, open, flags,
/// as_of`.
pub(crate) fn cases(file: &CaseFile, people: &People, stamp: Stamp) -> Listing {
    let columns = [
        ("case_id", Text),
        ("opportunity_id", Text),
        ("rep", Text),
        ("rep_name", Text),
        ("outcome", Text),
        ("reviewers", Int),
        ("items", Int),
        ("mean", Number),
        ("largest_distance", Number),
        ("distance_item", Text),
        ("open", Int),
        ("flags", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("case_list", stamp.currency, &columns);
    for case in &file.cases.list {
        let apart = case.farthest_apart();
        let flags: Vec<&str> = case.doubts.iter().map(|doubt| doubt.code()).collect();
        let outcome = case.won.map_or(Cell::Null, |won| Cell::from(if won { "won" } else { "lost" }));
        let scored = case.scores.keys().filter(|item| case.mean_of(item).is_some()).count();
        listing.push(vec![
            Cell::from(case.case_id.as_str()),
            text(&case.opportunity_id),
            Cell::from(case.rep_id.as_str()),
            Cell::from(people.name(&case.rep_id)),
            outcome,
            count(case.reviewers().len()),
            count(scored),
            rounded(case.mean()),
            rounded(apart.map(|apart| apart.0)),
            apart.map_or(Cell::Null, |apart| Cell::from(apart.1)),
            count(case.open),
            text(&flags.join(" ")),
            Cell::Date(stamp.as_of),
        ]);
    }
    listing
}

/// `case_id, rep, item, reviewer, note`: word for word, of all rows.
pub(crate) fn notes(file: &CaseFile, stamp: Stamp) -> Listing {
    let columns = [("case_id", Text), ("rep", Text), ("item", Text), ("reviewer", Text), ("note", Text)];
    let mut listing = Listing::new("case_notes", stamp.currency, &columns);
    for case in &file.cases.list {
        for note in &case.notes {
            listing.push(vec![
                Cell::from(case.case_id.as_str()),
                Cell::from(case.rep_id.as_str()),
                Cell::from(note.item.as_str()),
                Cell::from(note.reviewer.as_str()),
                Cell::from(note.text.as_str()),
            ]);
        }
    }
    listing
}

/// `kind, item, name, difference, lower, upper, q, reps_weak, reps_clearly_weak, reps, weak_reps, topic, topic_name,
/// advice`: a row a lesson and coaching topic, those to begin with first.
pub(crate) fn lessons(file: &CaseFile, settings: &CasesSettings, language: Language, stamp: Stamp) -> Listing {
    let columns = [
        ("kind", Text),
        ("item", Text),
        ("name", Text),
        ("difference", Number),
        ("lower", Number),
        ("upper", Number),
        ("q", Number),
        ("reps_weak", Int),
        ("reps_clearly_weak", Int),
        ("reps", Int),
        ("weak_reps", Text),
        ("topic", Text),
        ("topic_name", Text),
        ("advice", Text),
    ];
    let mut listing = Listing::new("case_lessons", stamp.currency, &columns);
    for lesson in lessons_of(&file.analysis, settings) {
        let figures = lesson.item;
        // An item of one's own may point to no topic, and is a lesson all the same.
        let topics: Vec<_> = match lesson.topics.is_empty() {
            true => vec![None],
            false => lesson.topics.iter().map(|id| topic(id)).collect(),
        };
        for topic in topics {
            let said = |en: fn(&crate::appraisal::Topic) -> &str, zh: fn(&crate::appraisal::Topic) -> &str| {
                topic.map_or(Cell::Null, |topic| {
                    Cell::from(if language == Language::Zh { zh(topic) } else { en(topic) })
                })
            };
            let mut cells = vec![Cell::from(lesson.kind.code()), Cell::from(figures.item.as_str())];
            cells.push(name(&figures.item, settings, language));
            let of = |number: fn(Estimate) -> f64| rounded(figures.difference.map(number));
            cells.extend([of(|e| e.value), of(|e| e.lower), of(|e| e.upper), rounded(figures.rate)]);
            cells.extend([count(figures.reps_weak), count(figures.reps_clearly_weak), count(figures.reps)]);
            cells.push(text(&lesson.reps.join(" ")));
            cells.push(topic.map_or(Cell::Null, |topic| Cell::from(topic.id.as_str())));
            cells.push(said(|topic| &topic.name_en, |topic| &topic.name_zh));
            cells.push(said(|topic| &topic.advice_en, |topic| &topic.advice_zh));
            listing.push(cells);
        }
    }
    listing
}

/// `case_id, code, reviewer, item, received`.
pub(crate) fn doubts(file: &CaseFile, stamp: Stamp) -> Listing {
    let columns = [("case_id", Text), ("code", Text), ("reviewer", Text), ("item", Text), ("received", Text)];
    let mut listing = Listing::new("case_doubts", stamp.currency, &columns);
    for doubt in &file.cases.doubts {
        listing.push(vec![
            Cell::from(doubt.case_id.as_str()),
            Cell::from(doubt.code.code()),
            text(&doubt.reviewer),
            text(&doubt.item),
            text(&doubt.received),
        ]);
    }
    listing
}

fn item_of<'s>(id: &str, settings: &'s CasesSettings) -> Option<&'s RubricItem> {
    settings.items().iter().find(|item| item.id == id)
}

fn name(id: &str, settings: &CasesSettings, language: Language) -> Cell {
    let zh = language == Language::Zh;
    match item_of(id, settings) {
        Some(item) => text(if zh { &item.name_zh } else { &item.name_en }),
        None if id == ALL_ITEMS => Cell::from(if zh { "全部评审项" } else { "All items" }),
        None => Cell::Null,
    }
}

fn topic_ids(item: Option<&RubricItem>) -> Cell {
    item.map_or(Cell::Null, |item| text(&item.topics.join(" ")))
}

fn estimate(found: Option<Estimate>) -> [Cell; 4] {
    let of = |number: fn(Estimate) -> f64| rounded(found.map(number));
    [of(|e| e.value), of(|e| e.lower), of(|e| e.upper), of(|e| e.p)]
}

fn mean(moments: Moments) -> Cell {
    rounded((moments.n > 0).then_some(moments.mean))
}

fn spread(moments: Moments) -> Cell {
    rounded((moments.n > 1).then(|| moments.variance.sqrt()))
}

fn count(number: usize) -> Cell {
    Cell::Int(number as i64)
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}

/// To six decimals: more are noise, and differ between machines.
fn rounded(number: Option<f64>) -> Cell {
    Cell::from(number.map(|number| (number * 1e6).round() / 1e6 + 0.0))
}
