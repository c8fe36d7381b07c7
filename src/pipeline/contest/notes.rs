//! What is said beside contests, as sentences of any language.

use crate::appraisal::contest::{Basis, Borrowing, ContestFault, Fairness, Phase, Verdict};
use crate::calendar::FiscalCalendar;
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::review::pack::{Arg, Sentence};

use super::{Afterwards, ContestBoard, ContestCheck, OutlookBasis, Refused, RuleHistory, RulesFixed, Scope};

fn sentence(id: &str, contest: &str, args: Vec<(&str, Arg)>) -> Sentence {
    let mut all = vec![("contest".to_string(), Arg::Text(contest.to_string()))];
    all.extend(args.into_iter().map(|(name, arg)| (name.to_string(), arg)));
    Sentence { id: id.to_string(), args: all }
}

/// Why a contest is refused, and the way out. `told` puts what is wrong with a filter into words.
pub fn refused(refused: &Refused, told: &dyn Fn(MeasureError) -> Failure) -> Sentence {
    let id = format!("contest-fault-{}", refused.fault.code().replace('_', "-"));
    let mut facts = refused.fault.facts();
    if let ContestFault::Filter { filter, error } = &refused.fault {
        let failure = told((**error).clone());
        // The place of a mistake is pointed at on lines of their own, for which a sentence has no room.
        let reason = failure.message.lines().next().unwrap_or_default().trim_end_matches([':', '：']).to_string();
        let hint = failure.hint.unwrap_or_default();
        facts = vec![("filter", filter.clone()), ("reason", reason), ("hint", hint)];
    }
    let args = facts.into_iter().map(|(name, value)| (name, Arg::Text(value))).collect();
    sentence(&id, &refused.contest_id, args)
}

/// What is to be said once of the rules of several contests: of those that came with the first load, after they had begun,
/// nobody can tell when they were fixed, and of some the table says it.
pub fn of_all_rules(histories: &[RuleHistory]) -> Vec<Sentence> {
    let names = |is: &dyn Fn(RulesFixed) -> bool| -> Vec<String> {
        let of = histories.iter().filter(|history| is(history.fixed));
        of.map(|history| history.in_force.row.contest_id.clone()).collect()
    };
    let untold = names(&|fixed| fixed == RulesFixed::History);
    let published = names(&|fixed| matches!(fixed, RulesFixed::PublishedBefore(_)));
    let said = [("contest-rules-history", untold), ("contest-rules-published", published)];
    let said = said.into_iter().filter(|(_, names)| !names.is_empty());
    said.map(|(id, names)| {
        let count = Arg::Count(names.len() as i64);
        let args = [("contests".to_string(), Arg::List(names)), ("count".to_string(), count)];
        Sentence { id: id.to_string(), args: args.into() }
    })
    .collect()
}

/// What is to be known about the rules of one contest; see also [`of_all_rules`].
pub fn of_rules(history: &RuleHistory) -> Vec<Sentence> {
    let id = history.in_force.row.contest_id.as_str();
    let loaded = |at: &str| Arg::Text(at.get(..10).unwrap_or(at).to_string());
    let mut said = Vec::new();
    match history.fixed {
        RulesFixed::LoadedLate { after_end } => {
            let which = if after_end { "contest-rules-after-end" } else { "contest-rules-after-start" };
            said.push(sentence(which, id, vec![("loaded", loaded(&history.first.loaded_at))]));
        }
        RulesFixed::PublishedLate(day) => {
            said.push(sentence("contest-rules-published-late", id, vec![("day", Arg::Date(day))]));
        }
        RulesFixed::BeforeStart | RulesFixed::PublishedBefore(_) | RulesFixed::History => {}
    }
    for change in history.changes.iter().filter(|change| change.late) {
        let which = match (change.mends, change.counts) {
            (true, _) => "contest-rules-mended",
            (false, true) => "contest-rules-changed-counts",
            (false, false) => "contest-rules-changed",
        };
        let or_none = |text: &str| Arg::Text(if text.is_empty() { "–".to_string() } else { text.to_string() });
        said.push(sentence(
            which,
            id,
            vec![
                ("column", Arg::Text(change.column.to_string())),
                ("before", or_none(&change.before)),
                ("after", or_none(&change.after)),
                ("loaded", loaded(&change.loaded_at)),
            ],
        ));
    }
    said
}

/// What is to be known about a leaderboard.
pub fn of_board(board: &ContestBoard, calendar: FiscalCalendar) -> Vec<Sentence> {
    let rules = &board.rules;
    let id = rules.contest_id.as_str();
    let mut said = of_rules(&board.history);
    if board.phase == Phase::Provisional {
        said.push(sentence("contest-provisional", id, vec![("until", Arg::Date(rules.clawback_end()))]));
    }
    if rules.basis == Basis::PctOfTarget && board.prorated > 0 {
        said.push(sentence("contest-prorated", id, vec![("count", Arg::Count(board.prorated as i64))]));
    }
    if rules.basis == Basis::Growth && board.phase == Phase::Running {
        said.push(sentence("contest-growth-elapsed", id, vec![("day", Arg::Date(board.as_of))]));
    }
    if rules.clawback_days > 0 && board.without_sale > 0 {
        said.push(sentence("contest-returns-without-sale", id, vec![("count", Arg::Count(board.without_sale))]));
    }
    match &board.outlook {
        Some(Ok(outlook)) => {
            said.push(of_outlook(id, outlook, board.draws, calendar));
            if outlook.scaled {
                said.push(sentence("contest-scaled", id, Vec::new()));
            }
        }
        Some(Err(reason)) => {
            said.push(sentence(&format!("contest-no-chance-{}", reason.word().replace('_', "-")), id, Vec::new()));
        }
        None => {}
    }
    said
}

/// What chances rest on, with their error: that of one half, the largest there is.
fn of_outlook(id: &str, outlook: &OutlookBasis, draws: usize, calendar: FiscalCalendar) -> Sentence {
    let which = if outlook.correlation_assumed { "contest-chances-assumed" } else { "contest-chances" };
    let error = (0.25 / draws.max(1) as f64).sqrt();
    sentence(
        which,
        id,
        vec![
            ("draws", Arg::Count(draws as i64)),
            ("period", Arg::Text(calendar.label(outlook.last))),
            ("correlation", Arg::Number(outlook.correlation)),
            ("error", Arg::Share(error)),
        ],
    )
}

/// The verdict on a contest before its start, and where another basis would be more open, that.
pub fn of_check(check: &ContestCheck, calendar: FiscalCalendar) -> Vec<Sentence> {
    let id = check.rules.contest_id.as_str();
    let mut said = Vec::new();
    let Some(own) = check.bases.iter().find(|basis| basis.is_rule) else { return said };
    let Ok(fairness) = &own.fairness else {
        if let Err(reason) = &own.fairness {
            said.push(sentence(&format!("contest-no-chance-{}", reason.word().replace('_', "-")), id, Vec::new()));
        }
        return said;
    };
    said.push(verdict(id, fairness, &fairness.favourite.0));
    let best = check
        .bases
        .iter()
        .filter(|basis| !basis.is_rule)
        .filter_map(|basis| Some((basis, basis.fairness.as_ref().ok()?)));
    let best = best.max_by(|a, b| a.1.openness.total_cmp(&b.1.openness));
    if let Some((basis, other)) = best.filter(|(_, other)| other.openness > fairness.openness + 0.05) {
        said.push(sentence(
            "contest-more-open",
            id,
            vec![
                ("basis", Arg::Message(format!("contest-basis-{}", basis.basis.word()))),
                ("effective", Arg::Number(tenths(other.effective))),
                ("contenders", Arg::Count(other.contenders as i64)),
            ],
        ));
    }
    if own.left_out > 0 {
        said.push(sentence("contest-left-out", id, vec![("count", Arg::Count(own.left_out as i64))]));
    }
    if let Ok(outlook) = &check.outlook {
        said.push(of_outlook(id, outlook, check.draws, calendar));
        if outlook.scaled {
            said.push(sentence("contest-scaled", id, Vec::new()));
        }
    }
    said
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// How open a contest is, with the favourite under a name of the caller's choice.
pub fn verdict(id: &str, fairness: &Fairness, favourite: &str) -> Sentence {
    let which = match fairness.verdict {
        Verdict::Open => "contest-is-open",
        Verdict::Uneven => "contest-is-uneven",
        Verdict::Lopsided => "contest-is-lopsided",
    };
    sentence(
        which,
        id,
        vec![
            ("contenders", Arg::Count(fairness.contenders as i64)),
            ("effective", Arg::Number(tenths(fairness.effective))),
            ("hopeless", Arg::Share(fairness.hopeless)),
            ("name", Arg::Text(favourite.to_string())),
            ("chance", Arg::Share(fairness.favourite.1)),
            ("size", correlation(fairness.with_size)),
            ("tenure", correlation(fairness.with_tenure)),
        ],
    )
}

fn correlation(value: Option<f64>) -> Arg {
    value.map_or_else(|| Arg::Text("–".to_string()), Arg::Number)
}

/// What came after a contest, in a sentence.
pub fn of_afterwards(found: &Afterwards) -> Vec<Sentence> {
    let id = found.rules.contest_id.as_str();
    let rows = match &found.rows {
        Ok(rows) => rows,
        Err(reason) => {
            let which = format!("contest-no-after-{}", reason.word().replace('_', "-"));
            return vec![sentence(&which, id, Vec::new())];
        }
    };
    let Some(group) = rows.iter().find(|row| row.scope == Scope::Participants) else { return Vec::new() };
    let (figures, expected) = (&group.figures, group.figures.after_expected);
    let which = match group.verdict {
        Some(Borrowing::Evidence) => "contest-borrowed",
        Some(Borrowing::ShortWithoutLift) => "contest-short-without-lift",
        Some(Borrowing::ShortEverywhere) => "contest-short-everywhere",
        _ => "contest-not-borrowed",
    };
    let share = |of: f64, over: f64| if over > 0.0 { Arg::Share(of / over) } else { Arg::Text("–".to_string()) };
    let args = vec![
        ("first", Arg::Date(found.days.first)),
        ("last", Arg::Date(found.days.last)),
        ("share", share(figures.after, expected.median)),
        ("lower", share(expected.lower, expected.median)),
        ("upper", share(expected.upper, expected.median)),
        ("during", share(figures.during, figures.during_expected.median)),
    ];
    let mut said = vec![sentence(which, id, args)];
    let single = |verdict: Borrowing| -> Vec<String> {
        let of_reps = rows.iter().filter(|row| row.verdict == Some(verdict));
        of_reps
            .filter_map(|row| if let Scope::Rep(rep_id) = &row.scope { Some(rep_id.clone()) } else { None })
            .collect()
    };
    let reps = single(Borrowing::Evidence);
    if !reps.is_empty() {
        let of = rows.iter().filter(|row| matches!(row.scope, Scope::Rep(_))).count();
        said.push(sentence(
            "contest-borrowed-reps",
            id,
            vec![("names", Arg::List(reps)), ("of", Arg::Count(of as i64))],
        ));
    }
    if let Some(others) = rows.iter().find(|row| row.scope == Scope::Others) {
        let share = share(others.figures.after, others.figures.after_expected.median);
        said.push(sentence("contest-others", id, vec![("share", share)]));
    }
    said
}
