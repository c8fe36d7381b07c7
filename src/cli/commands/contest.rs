//! `attain contest`: leaderboards, chances and fairness of sales contests, and what came after them.

use crate::appraisal::contest::{Borrowing, Verdict};
use crate::calendar::Day;
use crate::cli::Outcome;
use crate::cli::contest_arguments::ContestArguments;
use crate::cli::context::Context;
use crate::cli::{contest_listings, contest_tables, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::pipeline::contest::{Contests, Refused, RuleHistory, notes as contest_notes};
use crate::pipeline::{AsOf, FactsNeeded, Snapshot};
use crate::reports::wording::{Language, Wording};
use crate::reports::{Format, is_told_below};
use crate::review::listing::{Cell, Listing};
use crate::review::pack::Sentence;
use crate::review::tables::Stamp;

pub(crate) fn run(context: &Context, asked: &ContestArguments) -> Result<Outcome, Failure> {
    let context = &on_day(context, asked.on.as_deref())?;
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    if !snapshot.tables.has("contests") {
        let missing = MeasureError::TableMissing { metric: "contest".to_string(), table: "contests".to_string() };
        return Err(said::failure(context.language, missing));
    }
    let contests = Contests::open(&snapshot, &context.configuration.settings, asked.contest.as_deref())?;
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let room = Room { context, snapshot: &snapshot, wording: context.wording()?, stamp };
    match asked {
        ContestArguments { rules: true, .. } => room.rules(&contests),
        ContestArguments { after: true, .. } => room.after(contests),
        ContestArguments { check: true, .. } | ContestArguments { bases: true, .. } => {
            room.check(contests, asked.bases)
        }
        _ => room.boards(contests),
    }
}

/// What every view needs.
struct Room<'c> {
    context: &'c Context,
    snapshot: &'c Snapshot,
    wording: Wording,
    stamp: Stamp,
}

impl Room<'_> {
    fn boards(&self, mut contests: Contests<'_>) -> Result<Outcome, Failure> {
        let boards = contests.boards()?;
        let listing = match self.context.output.format {
            Format::Table => contest_tables::boards(&boards, &self.snapshot.people, &self.wording, self.stamp),
            _ => contest_listings::boards(&boards, self.stamp),
        };
        self.context.answer(self.snapshot, listing)?;
        let mut late = false;
        self.say(&contest_notes::of_all_rules(contests.histories()));
        for board in boards.iter().flatten() {
            self.say(&contest_notes::of_board(board, self.snapshot.calendar));
            late |= came_late(&board.history);
        }
        self.say_rules_of_refused(&boards, contests.histories());
        self.ended(&boards, late)
    }

    fn check(&self, mut contests: Contests<'_>, all_bases: bool) -> Result<Outcome, Failure> {
        let checks = contests.checks()?;
        let listing = match self.context.output.format {
            Format::Table => {
                contest_tables::checks(&checks, all_bases, &self.snapshot.people, &self.wording, self.stamp)
            }
            _ => contest_listings::checks(&checks, all_bases, self.stamp),
        };
        self.context.answer(self.snapshot, listing)?;
        let mut lopsided = false;
        for check in checks.iter().flatten() {
            self.say(&contest_notes::of_check(check, self.snapshot.calendar));
            let own = check.bases.iter().filter(|basis| basis.is_rule).filter_map(|basis| basis.fairness.as_ref().ok());
            lopsided |= own.map(|fairness| fairness.verdict).any(|verdict| verdict == Verdict::Lopsided);
        }
        self.say_rules_of_refused(&checks, contests.histories());
        self.ended(&checks, lopsided)
    }

    /// A contest may be refused for what a change has mended that came too late to count: its rules are told, too.
    fn say_rules_of_refused<T>(&self, answers: &[Result<T, Refused>], histories: &[RuleHistory]) {
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            let own = histories.iter().filter(|history| history.in_force.row.contest_id == refused.contest_id);
            own.for_each(|history| self.say(&contest_notes::of_rules(history)));
        }
    }

    fn after(&self, mut contests: Contests<'_>) -> Result<Outcome, Failure> {
        let found = contests.afterwards()?;
        let listing = contest_listings::afterwards(&found, self.stamp);
        self.context.answer_told(self.snapshot, listing, |listing| Ok(self.with_headings(listing)))?;
        let mut borrowed = false;
        for one in found.iter().flatten() {
            self.say(&contest_notes::of_afterwards(one));
            let verdicts = one.rows.iter().flatten().filter_map(|row| row.verdict);
            borrowed |= verdicts.into_iter().any(|verdict| verdict == Borrowing::Evidence);
        }
        self.ended(&found, borrowed)
    }

    fn rules(&self, contests: &Contests<'_>) -> Result<Outcome, Failure> {
        let listing = contest_listings::rules(contests.histories(), self.stamp.currency);
        self.context.answer_told(self.snapshot, listing, |listing| Ok(self.with_headings(listing)))?;
        let histories = contests.histories();
        self.say(&contest_notes::of_all_rules(histories));
        histories.iter().for_each(|history| self.say(&contest_notes::of_rules(history)));
        let late = histories.iter().any(came_late);
        Ok(if late { Outcome::Findings } else { Outcome::Done })
    }

    /// In tables for people the headings and verdicts are words of their language.
    fn with_headings(&self, mut listing: Listing) -> Listing {
        if self.context.output.format != Format::Table {
            return listing;
        }
        let told_below: Vec<bool> = (0..listing.columns.len()).map(|at| is_told_below(&listing, at)).collect();
        for (at, column) in listing.columns.iter_mut().enumerate().filter(|(at, _)| !told_below[*at]) {
            if ["verdict", "scope", "null_reason"].contains(&column.name.as_str()) {
                for row in &mut listing.rows {
                    if let Cell::Text(word) = &row[at] {
                        let id = format!("contest-word-{}", word.replace('_', "-"));
                        row[at] = Cell::from(if self.wording.has(&id) { self.wording.text(&id) } else { word.clone() });
                    }
                }
            }
            let id = format!("contest-column-{}", column.name.replace('_', "-"));
            if self.wording.has(&id) {
                column.name = self.wording.text(&id);
            }
        }
        listing
    }

    fn say(&self, sentences: &[Sentence]) {
        let lead = match self.context.language {
            Language::En => "note: ",
            Language::Zh => "注意：",
        };
        for sentence in sentences {
            let text = self.wording.sentence(sentence, self.stamp.currency);
            self.context.output.say(&format!("{lead}{text}"));
        }
    }

    /// Names the refused contests. Where every contest is refused, that is a failure of the data.
    fn ended<T>(&self, answers: &[Result<T, Refused>], found: bool) -> Result<Outcome, Failure> {
        let refused: Vec<String> = answers
            .iter()
            .filter_map(|answer| answer.as_ref().err())
            .map(|refused| {
                let told = |error| said::failure(self.context.language, error);
                self.wording.sentence(&contest_notes::refused(refused, &told), self.stamp.currency)
            })
            .collect();
        if !answers.is_empty() && refused.len() == answers.len() {
            let hint = self.wording.text("contest-fault-hint");
            return Err(Failure::data(refused.join("\n"), Some(hint)));
        }
        refused.iter().for_each(|text| self.context.output.say(text));
        Ok(if found || !refused.is_empty() { Outcome::Findings } else { Outcome::Done })
    }
}

/// Whether rules came or were changed after the first day, as far as anybody can tell.
fn came_late(history: &RuleHistory) -> bool {
    history.fixed.is_late() || history.changes.iter().any(|change| change.late)
}

/// `--on DATE` is `--as-of` with that day.
fn on_day(context: &Context, on: Option<&str>) -> Result<Context, Failure> {
    let Some(on) = on else { return Ok(context.with_configuration(context.configuration.clone())) };
    let day: Day = on.parse()?;
    let as_of = match context.as_of()? {
        AsOf::Latest => day.to_string(),
        AsOf::Version(version) => format!("{version}@{day}"),
        AsOf::Loaded(time) => format!("@{time}/{day}"),
        other => {
            return Err(Failure::usage(
                format!("--on {day} and --as-of {other} both name a day"),
                "leave one of them out; a version of the store goes with --on: --as-of 3 --on 2024-03-15",
            )
            .in_chinese(
                format!("--on {day} 与 --as-of {other} 都指定了日期"),
                Some("请只保留一个；存储版本可与 --on 同用：--as-of 3 --on 2024-03-15".to_string()),
            ));
        }
    };
    let mut found = context.with_configuration(context.configuration.clone());
    found.global.as_of = Some(as_of);
    Ok(found)
}
