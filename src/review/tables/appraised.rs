//! Contests and cases of the pack as listings.

use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::Pack;

use ColumnKind::{Bool, Date, Int, Number, Text};

/// A row a rep of a contest, and a row for a contest without any; see the fields of
/// [`ContestEntry`](crate::review::pack::ContestEntry) and [`ContestStanding`](crate::review::pack::ContestStanding).
pub(super) fn contests(pack: &Pack) -> Listing {
    let columns = [
        ("contest_id", Text),
        ("metric_id", Text),
        ("basis", Text),
        ("first", Date),
        ("last", Date),
        ("provisional_until", Date),
        ("status", Text),
        ("rank", Int),
        ("rep_id", Text),
        ("score", Number),
        ("value", Number),
        ("against", Number),
        ("clawed_back", Number),
        ("prize_minor", Int),
        ("prizes", Text),
        ("chance", Number),
        ("why_not", Text),
        ("null_reason", Text),
        ("level", Bool),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("contests", pack.header.currency, &columns);
    let day = |day: Option<_>| day.map_or(Cell::Null, Cell::Date);
    for one in &pack.appraisal.contests {
        let of_contest = [
            text(&one.contest_id),
            text(&one.metric_id),
            text(&one.basis),
            day(one.first),
            day(one.last),
            day(one.provisional_until),
            text(&one.status),
        ];
        if one.rows.is_empty() {
            let mut cells = of_contest.to_vec();
            cells.extend(vec![Cell::Null; columns.len() - of_contest.len() - 1]);
            cells.push(Cell::Date(pack.header.as_of));
            listing.push(cells);
        }
        for row in &one.rows {
            let mut cells = of_contest.to_vec();
            cells.extend([
                row.rank.map_or(Cell::Null, Cell::Int),
                text(&row.rep_id),
                Cell::from(row.score),
                Cell::from(row.value),
                Cell::from(row.against),
                Cell::from(row.clawed_back),
                row.prize_minor.map_or(Cell::Null, Cell::Int),
                text(&row.prizes.join(" + ")),
                Cell::from(row.chance),
                text(&row.why_not),
                Cell::from(row.null_reason),
                Cell::Bool(row.level),
                Cell::Date(pack.header.as_of),
            ]);
            listing.push(cells);
        }
    }
    listing
}

/// How open each contest was before its start; see [`ContestFairness`](crate::review::pack::ContestFairness).
pub(super) fn contest_fairness(pack: &Pack) -> Listing {
    let columns = [
        ("contest_id", Text),
        ("verdict", Text),
        ("contenders", Int),
        ("effective", Number),
        ("hopeless", Number),
        ("favourite", Text),
        ("favourite_chance", Number),
        ("with_size", Number),
        ("with_tenure", Number),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("contest_fairness", pack.header.currency, &columns);
    for one in &pack.appraisal.contests {
        let Some(found) = &one.fairness else { continue };
        listing.push(vec![
            text(&one.contest_id),
            text(&found.verdict),
            Cell::Int(found.contenders),
            Cell::Float(found.effective),
            Cell::Float(found.hopeless),
            text(&found.favourite),
            Cell::Float(found.favourite_chance),
            Cell::from(found.with_size),
            Cell::from(found.with_tenure),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

/// The items of the rubric over all cases; see [`CaseItem`](crate::review::pack::CaseItem).
pub(super) fn case_items(pack: &Pack) -> Listing {
    let columns = [
        ("item", Text),
        ("name_en", Text),
        ("name_zh", Text),
        ("cases", Int),
        ("mean", Number),
        ("won_mean", Number),
        ("lost_mean", Number),
        ("difference", Number),
        ("lower", Number),
        ("upper", Number),
        ("separates", Bool),
        ("kappa", Number),
        ("kappa_lower", Number),
        ("kappa_upper", Number),
        ("alpha", Number),
        ("reps", Int),
        ("reps_weak", Int),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("case_items", pack.header.currency, &columns);
    for one in &pack.appraisal.cases.items {
        listing.push(vec![
            text(&one.item),
            text(&one.name_en),
            text(&one.name_zh),
            Cell::Int(one.cases),
            Cell::from(one.mean),
            Cell::from(one.won_mean),
            Cell::from(one.lost_mean),
            Cell::from(one.difference),
            Cell::from(one.lower),
            Cell::from(one.upper),
            Cell::Bool(one.separates),
            Cell::from(one.kappa),
            Cell::from(one.kappa_lower),
            Cell::from(one.kappa_upper),
            Cell::from(one.alpha),
            Cell::Int(one.reps),
            Cell::Int(one.reps_weak),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

/// The lessons, a row a lesson; see [`CaseLesson`](crate::review::pack::CaseLesson).
pub(super) fn case_lessons(pack: &Pack) -> Listing {
    let columns = [
        ("kind", Text),
        ("item", Text),
        ("name_en", Text),
        ("name_zh", Text),
        ("weak_reps", Text),
        ("topics", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("case_lessons", pack.header.currency, &columns);
    for one in &pack.appraisal.cases.lessons {
        let topics: Vec<&str> = one.topics.iter().map(|topic| topic.topic.as_str()).collect();
        listing.push(vec![
            text(&one.kind),
            text(&one.item),
            text(&one.name_en),
            text(&one.name_zh),
            text(&one.reps.join(" ")),
            text(&topics.join(" ")),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}
