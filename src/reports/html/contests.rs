//! Sales contests: how open each one was, who stands where, and what else is to be known.

use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use crate::measures::catalogue::definition;
use crate::quantity::{Measured, NullReason, Scalar, Unit};
use crate::reports::figures::legible;
use crate::review::pack::{ContestEntry, ContestStanding};

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let entries = &scribe.pack.appraisal.contests;
    context! { entries => entries.iter().map(|one| entry(scribe, one)).collect::<Vec<_>>() }
}

fn entry(scribe: &Scribe<'_>, one: &ContestEntry) -> Value {
    let named = |kind: &str, id: &str| scribe.wording.named(kind, id);
    let is_known = !one.metric_id.is_empty();
    let mut facts: Vec<String> = Vec::new();
    if let Some((first, last)) = one.first.zip(one.last) {
        facts.push(format!("{} – {}", scribe.figures.date(first), scribe.figures.date(last)));
    }
    if is_known {
        facts.push(scribe.metric(&one.metric_id).name);
        facts.push(named("contest-basis", &one.basis));
    }
    if is_money(one) {
        facts.push(scribe.say_with("caption-currency", &[("currency", scribe.pack.header.currency.code())]));
    }
    context! {
        title => legible(&one.contest_id),
        facts => facts.join(" · "),
        status => named("contest-status", &one.status),
        is_refused => one.status == "refused",
        verdict => one.fairness.as_ref().map(|found| named("contest-verdict", &found.verdict)),
        is_lopsided => one.fairness.as_ref().is_some_and(|found| found.verdict == "lopsided"),
        notes => scribe.sentences(&one.notes),
        has_score => one.rows.iter().any(|row| row.score.is_some()),
        has_against => one.rows.iter().any(|row| row.against.is_some()),
        against => scribe.say(if one.basis == "growth" { "contests-base" } else { "col-target" }),
        has_chance => one.rows.iter().any(|row| row.chance.is_some()),
        has_prize => one.rows.iter().any(|row| row.prize_minor.is_some() || !row.prizes.is_empty()),
        rows => one.rows.iter().map(|row| standing(scribe, one, row)).collect::<Vec<_>>(),
    }
}

fn is_money(one: &ContestEntry) -> bool {
    definition(&one.metric_id).is_some_and(|definition| definition.unit == Unit::Money)
        || one.rows.iter().any(|row| row.prize_minor.is_some())
}

fn standing(scribe: &Scribe<'_>, one: &ContestEntry, row: &ContestStanding) -> Value {
    let figures = scribe.figures;
    let score = row.score.map(|score| match one.basis.as_str() {
        "growth" => figures.share_signed(score),
        _ => figures.share(score),
    });
    let against = row.against.map_or(Measured::Null(NullReason::NoTarget), Measured::Value);
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        rank => row.rank.map_or("–".to_string(), |rank| figures.count(rank)),
        is_first => row.rank == Some(1),
        score => score.unwrap_or_else(|| "–".to_string()),
        value => scribe.cell(&row.value, &one.metric_id, &one.contest_id, false),
        against => scribe.cell(&against, &one.metric_id, &one.contest_id, false),
        prize => prize(scribe, row),
        chance => row.chance.map_or("–".to_string(), |chance| figures.share(chance)),
        note => notes(scribe, row).join(scribe.say("list-between").as_str()),
    }
}

/// What is won; `–` for nothing.
fn prize(scribe: &Scribe<'_>, row: &ContestStanding) -> String {
    let money = row.prize_minor.map(|minor| scribe.figures.money_plain(minor, minor % 100 != 0));
    let all: Vec<String> = money.into_iter().chain(row.prizes.iter().map(|text| legible(text))).collect();
    if all.is_empty() { "–".to_string() } else { all.join(" + ") }
}

/// Why somebody is not ranked, and what else is to be known of the place.
pub(in crate::reports) fn note_ids(row: &ContestStanding) -> Vec<String> {
    let mut ids = Vec::new();
    if !row.why_not.is_empty() {
        ids.push(format!("contest-why-{}", row.why_not.replace('_', "-")));
    }
    if let Some(reason) = row.null_reason.filter(|reason| *reason != NullReason::Immature) {
        ids.push(format!("contest-null-{}", reason.code().replace('_', "-")));
    }
    if row.level {
        ids.push("contest-level".to_string());
    }
    if matches!(row.clawed_back, Scalar::Money(v) | Scalar::Units(v) | Scalar::Count(v) if v != 0) {
        ids.push("contest-clawed".to_string());
    }
    ids
}

fn notes(scribe: &Scribe<'_>, row: &ContestStanding) -> Vec<String> {
    let taken_off = match row.clawed_back {
        Scalar::Money(minor) => format!(" ({})", scribe.figures.money_plain(minor, minor % 100 != 0)),
        _ => String::new(),
    };
    let said = |id: &String| {
        let text = scribe.say(id);
        if id == "contest-clawed" { format!("{text}{taken_off}") } else { text }
    };
    note_ids(row).iter().map(said).collect()
}
