//! `attain plan`: weak drivers, what to do about them, and whether it worked.

use crate::appraisal::plan::{Basis, Comparison, PlanDoubt, PlanState, StatusSaid, said};
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::plan_arguments::PlanArguments;
use crate::cli::plan_listings as listings;
use crate::cli::{headings, periods};
use crate::failure::Failure;
use crate::pipeline::{FactsNeeded, PlanBook, Snapshot, Tracked, plan_book, team_models};
use crate::quantity::nearest;
use crate::reports::Format;
use crate::reports::wording::Wording;
use crate::review::findings::sentence;
use crate::review::listing::{Cell, Listing};
use crate::review::pack::{Arg, Sentence};
use crate::review::tables::Stamp;

/// So many sentences about what is wrong; the others stand in the listing.
const MOST_SAID: usize = 10;

/// So many behaviours of each driver in a table for people.
const CLEAREST: usize = 3;

pub(crate) fn run(context: &Context, asked: &PlanArguments) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot_with(FactsNeeded::WithPostings)?;
    let settings = &context.configuration.settings;
    require_rep(&snapshot, asked.rep.as_deref())?;
    let period = periods::reviewed(context, &snapshot, asked.period.as_ref())?;
    let book = plan_book(&snapshot, settings, period)?;
    let wording = context.wording()?;
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let (rep, people, calendar) = (asked.rep.as_deref(), &snapshot.people, snapshot.calendar);
    let mut told = of_drivers(&book, &wording);
    let listing = if asked.training {
        told.push(sentence("plan-training-note", vec![]));
        listings::training(&book.needs, context.language, stamp)
    } else if asked.role_models {
        let (mut models, missing) = team_models(&snapshot, settings, &book)?;
        if context.output.format == Format::Table {
            models.iter_mut().for_each(|one| one.differences.truncate(CLEAREST));
        }
        if !missing.is_empty() {
            told.push(sentence("plan-behaviours-off", vec![("tables", Arg::List(missing))]));
        }
        if let Some(distant) = &snapshot.facts.distant {
            told.push(sentence("plan-behaviours-stay", vec![("rows", Arg::Count(distant.history_rows()))]));
        }
        told.push(sentence("plan-models-note", vec![("level", Arg::Share(settings.plan.false_discoveries))]));
        listings::role_models(&models, &book, settings.plan.false_discoveries, stamp)
    } else if asked.drivers {
        listings::drivers(&book, rep, people, calendar, stamp)
    } else {
        told.extend(of_plans(&book, &snapshot));
        let listing = listings::plans(&book, rep, people, calendar, context.language, stamp);
        if asked.proposed { only_proposed(listing) } else { listing }
    };
    let in_words = |listing| Ok(headings::readable(context, listing, &wording, shown(asked)));
    context.answer_told(&snapshot, listing, in_words)?;
    told.iter().for_each(|one| context.output.say(&wording.sentence(one, snapshot.currency)));
    let shows_plans = !(asked.training || asked.role_models || asked.drivers);
    let is_told = |one: &&Tracked| !asked.proposed && !one.judged.doubts.is_empty();
    let doubtful: Vec<&Tracked> = book.tracked.iter().filter(is_told).collect();
    if shows_plans {
        say_doubts(context, &doubtful, &wording, &snapshot);
    }
    Ok(if shows_plans && !doubtful.is_empty() { Outcome::Findings } else { Outcome::Done })
}

/// The rows that are only proposed.
fn only_proposed(mut listing: Listing) -> Listing {
    let kind = listing.columns.iter().position(|column| column.name == "kind");
    listing.rows.retain(|row| kind.is_none_or(|at| row[at] == Cell::from("proposed")));
    listing
}

/// Plans that are due although people still call them running, and nothing else is wrong with them: that is what comes of
/// every plan until somebody closes it, so they are told in one sentence.
fn is_unclosed(one: &Tracked) -> bool {
    let only = one.judged.doubts.iter().eq([PlanDoubt::StatusDisagrees].iter());
    only && said(&one.plan.status) == StatusSaid::Running
}

/// What people see of a listing; programs see all.
fn shown(asked: &PlanArguments) -> &'static [&'static str] {
    if asked.training {
        &[
            "topic_name",
            "reps",
            "gap_mean",
            "need",
            "weak_drivers",
            "rated_reps",
            "only_through_ratings",
            "who",
            "as_of",
        ]
    } else if asked.role_models {
        &[
            "driver",
            "models",
            "behaviour",
            "median_models",
            "median_rest",
            "difference",
            "is_adjusted",
            "n_models",
            "n_rest",
            "q",
            "standing",
            "null_reason",
            "as_of",
        ]
    } else if asked.drivers {
        &[
            "rep_name",
            "driver",
            "value",
            "comparable",
            "robust_z",
            "standing",
            "within_noise",
            "n_peers",
            "basis",
            "null_reason",
            "as_of",
        ]
    } else {
        &[
            "plan_id",
            "rep_name",
            "check_metric",
            "measured",
            "measured_period",
            "comparable",
            "check_value",
            "start",
            "due",
            "owner",
            "by_data",
            "status",
            "action",
            "flags",
            "as_of",
        ]
    }
}

/// Refuses a rep whom nobody knows.
fn require_rep(snapshot: &Snapshot, rep: Option<&str>) -> Result<(), Failure> {
    let Some(rep) = rep.filter(|rep| snapshot.people.get(rep).is_none()) else { return Ok(()) };
    let known = snapshot.people.all().iter().map(|person| person.rep_id.as_str());
    let near = nearest(rep, known);
    Err(Failure::usage(
        format!("there is no rep `{rep}`"),
        format!("write the id, not the name; the nearest are {}", near.join(", ")),
    )
    .in_chinese(format!("没有销售员 `{rep}`"), Some(format!("请写编号而不是姓名；相近的有 {}", near.join("、")))))
}

/// What the comparison rests on, and which drivers are not there.
fn of_drivers(book: &PlanBook, wording: &Wording) -> Vec<Sentence> {
    let mut said = Vec::new();
    let is_few = |comparison: &Comparison| {
        comparison.values().any(|one| one.is_ok_and(|standing| standing.basis == Basis::AllRepsFew))
    };
    let few: Vec<String> = book
        .drivers
        .iter()
        .filter(|(_, one)| is_few(&one.comparison))
        .map(|(driver, _)| wording.text(&format!("word-{}", driver.code())))
        .collect();
    if !few.is_empty() {
        said.push(sentence("plan-few-reps", vec![("drivers", Arg::List(few))]));
    }
    if !book.newcomers.is_empty() {
        said.push(sentence("plan-newcomers", vec![("names", Arg::List(book.newcomers.clone()))]));
    }
    for off in &book.off {
        let driver = ("driver", Arg::Message(format!("word-{}", off.driver.code())));
        said.push(match off.tables.first() {
            _ if off.stays_on_cluster => sentence("plan-driver-stays", vec![driver]),
            None => sentence("plan-driver-empty", vec![driver]),
            Some(table) => sentence("plan-driver-off", vec![driver, ("table", Arg::Text(table.clone()))]),
        });
    }
    said
}

fn of_plans(book: &PlanBook, snapshot: &Snapshot) -> Vec<Sentence> {
    let count = |number: usize| Arg::Count(number as i64);
    let mut said = vec![sentence(
        "plan-proposed",
        vec![
            ("count", count(book.proposed.len())),
            ("period", Arg::Text(snapshot.calendar.label(book.period))),
            ("next", Arg::Text(snapshot.calendar.label(book.period.next()))),
        ],
    )];
    let without_owner = book.proposed.iter().filter(|planned| planned.owner.is_empty()).count();
    if without_owner > 0 {
        said.push(sentence("plan-without-owner", vec![("count", count(without_owner))]));
    }
    if book.running_already > 0 {
        said.push(sentence("plan-running-already", vec![("count", count(book.running_already))]));
    }
    if book.has_plans {
        let mut states = std::collections::BTreeMap::new();
        for tracked in &book.tracked {
            *states.entry(tracked.judged.state.code()).or_insert(0_usize) += 1;
        }
        let of = |state: &str| count(states.get(state).copied().unwrap_or(0));
        said.push(sentence(
            "plan-tracked",
            vec![
                ("count", count(book.tracked.len())),
                ("open", of("open")),
                ("on_track", of("on_track")),
                ("met", of("met")),
                ("missed", of("missed")),
                ("overdue", of("overdue")),
            ],
        ));
    } else {
        said.push(sentence("plan-no-table", vec![]));
    }
    said
}

fn say_doubts(context: &Context, doubtful: &[&Tracked], wording: &Wording, snapshot: &Snapshot) {
    let (unclosed, doubtful): (Vec<&Tracked>, Vec<&Tracked>) =
        doubtful.iter().copied().partition(|one| is_unclosed(one));
    if !unclosed.is_empty() {
        let of = |state: PlanState| unclosed.iter().filter(|one| one.judged.state == state).count() as i64;
        let args = vec![
            ("count", Arg::Count(unclosed.len() as i64)),
            ("met", Arg::Count(of(PlanState::Met))),
            ("missed", Arg::Count(of(PlanState::Missed))),
        ];
        context.output.say(&wording.sentence(&sentence("plan-unclosed", args), snapshot.currency));
    }
    let all: Vec<Sentence> = doubtful
        .iter()
        .flat_map(|one| {
            one.judged.doubts.iter().map(|doubt| {
                let text = |text: &str| Arg::Text(text.to_string());
                sentence(
                    &format!("plan-doubt-{}", doubt.code()),
                    vec![
                        ("plan", text(&one.plan.plan_id)),
                        ("rep", text(&one.plan.rep_id)),
                        ("metric", text(&one.plan.check_metric)),
                        ("detail", text(&one.detail)),
                        ("status", text(&one.plan.status)),
                        ("state", Arg::Message(format!("word-{}", one.judged.state.code()))),
                    ],
                )
            })
        })
        .collect();
    for one in all.iter().take(MOST_SAID) {
        context.output.say(&wording.sentence(one, snapshot.currency));
    }
    if all.len() > MOST_SAID {
        let more = sentence("plan-more-doubts", vec![("count", Arg::Count((all.len() - MOST_SAID) as i64))]);
        context.output.say(&wording.sentence(&more, snapshot.currency));
    }
}
