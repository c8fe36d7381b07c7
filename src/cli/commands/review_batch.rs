//! `attain review` of several periods or of each team: a pack each, and an index over all packs that lie in the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::commands::review::{Aims, Asked, Reviewer, load};
use crate::cli::context::Context;
use crate::cli::pack_writer::{file_name, json, out_folder, refuse_unwritable, remove_empty};
use crate::cli::review_arguments::{Each, ReviewArguments};
use crate::cli::{opener, output, periods};
use crate::failure::{Failure, FailureKind};
use crate::pipeline::{Analysis, Snapshot};
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::reports::{self, BatchEntry, BatchSummary, ReviewHeadline};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Pack};

/// The store is loaded and its facts are built once. A pack that fails is told in the index and stops no other one; the
/// run ends as the worst of them.
pub(crate) fn run(reviewer: &Reviewer<'_>, asked: &ReviewArguments, periods: Asked) -> Result<Outcome, Failure> {
    let context = reviewer.writer.context;
    let out = out_folder(context);
    load(context)?;
    let snapshot = context.snapshot()?;
    let periods = match periods {
        Asked::Several(periods) => periods,
        Asked::One(period) => vec![period],
        Asked::Last => vec![periods::reviewed(context, &snapshot, None)?],
    };
    let aims = Aims::of(context, &asked.aims)?;
    let mut batch = Batch { reviewer, out: &out, entries: Vec::new(), worst: None, failures: 0 };
    for &period in &periods {
        match asked.each {
            None => batch.period(&snapshot, period, &aims),
            Some(Each::Team) => batch.teams(&snapshot, period, &aims),
        }
    }
    let Batch { entries, worst, failures, .. } = batch;
    let tried = entries.len();
    let exit_code = worst.map_or(0, FailureKind::exit_code);
    let summary = BatchSummary::new(reviewer.writer.language_word(), exit_code, kept(&out, entries));
    refuse_uncreated(&out)?;
    index(reviewer, &summary, &out)?;
    output::write_file(&out.join("summary.json"), &json(&summary)?)?;
    answer(reviewer, &summary, &out)?;
    if asked.look.open {
        opener::open(&context.output, &out.join("index.html"));
    }
    match worst {
        None => Ok(Outcome::Done),
        Some(kind) => Err(Failure {
            kind,
            message: format!("{failures} of {tried} reviews failed"),
            hint: Some(format!("the others stand; `{}` says why of each", out.join("summary.json").display())),
            chinese: Some(Box::new((
                format!("{tried} 份业绩回顾中有 {failures} 份失败"),
                Some(format!("其余各份有效；`{}` 说明每份的原因", out.join("summary.json").display())),
            ))),
        }),
    }
}

/// The packs of one run, as they come.
struct Batch<'b> {
    reviewer: &'b Reviewer<'b>,
    out: &'b Path,
    entries: Vec<BatchEntry>,
    worst: Option<FailureKind>,
    failures: usize,
}

impl Batch<'_> {
    /// The pack of the whole company.
    fn period(&mut self, snapshot: &Snapshot, period: Period, aims: &Aims) {
        let label = snapshot.calendar.label(period);
        let made = snapshot
            .require_data_in(period)
            .and_then(|()| self.write(&label, || self.reviewer.pack(snapshot, period, aims)));
        self.note(&label, "", &label, made);
    }

    /// A pack for each team; what models say is reckoned once, for the whole company.
    fn teams(&mut self, snapshot: &Snapshot, period: Period, aims: &Aims) {
        let label = snapshot.calendar.label(period);
        let whole = snapshot.require_data_in(period).and_then(|()| self.reviewer.analysis(snapshot, period, aims));
        let (whole, teams) = match whole.and_then(|whole| some_teams(&whole, &label).map(|teams| (whole, teams))) {
            Ok(found) => found,
            Err(failure) => return self.note(&label, "", &label, Err(failure)),
        };
        for (team, folder) in teams.iter().zip(folders(&label, &teams)) {
            let made = snapshot
                .of_team(team)
                .and_then(|part| self.write(&folder, || self.reviewer.pack_of(&whole.of_team(&part, team)?)));
            self.note(&label, team, &folder, made);
        }
        let context = self.reviewer.writer.context;
        let (without, words) = (whole.without_team(), self.reviewer.writer.wording());
        if without > 0 {
            let told = sentence("review-without-team", vec![("count", Arg::Count(without as i64))]);
            context.output.say(&format!("{label}: {}", words.sentence(&told, context.currency())));
        }
    }

    fn write(&self, folder: &str, make: impl FnOnce() -> Result<Pack, Failure>) -> Result<ReviewHeadline, Failure> {
        let folder = self.out.join(folder);
        refuse_unwritable(&folder)?;
        let pack = make().inspect_err(|_| remove_empty(&folder))?;
        let (summary, written) = self.reviewer.writer.write(&pack, &folder);
        written?;
        Ok(ReviewHeadline::of(&pack, &summary))
    }

    fn note(&mut self, period: &str, team: &str, folder: &str, made: Result<ReviewHeadline, Failure>) {
        let entry =
            BatchEntry { folder: folder.into(), period: period.into(), team: team.into(), ..BatchEntry::default() };
        self.entries.push(match made {
            Ok(headline) => BatchEntry { review: Some(headline), ..entry },
            Err(failure) => {
                let failure = told(self.reviewer.writer.context, &name(&entry), failure);
                self.failures += 1;
                let code = failure.kind.exit_code();
                self.worst = self.worst.filter(|known| known.exit_code() >= code).or(Some(failure.kind));
                BatchEntry { exit_code: code, problem: Some(failure.message), hint: failure.hint, ..entry }
            }
        });
    }
}

/// Says what stopped one pack, and gives it back in the language of the run.
fn told(context: &Context, name: &str, failure: Failure) -> Failure {
    match context.language {
        Language::En => {
            context.output.say(&format!("{name}: {failure}"));
            failure
        }
        Language::Zh => {
            let told = failure.told_in_chinese();
            let message = format!("{name}：{}", told.message);
            output::complain(&Failure { message, ..told.clone() }, context.language);
            told
        }
    }
}

/// `2019-Q2`, or `2019-Q2 · North`.
fn name(entry: &BatchEntry) -> String {
    let parts = [entry.period.as_str(), entry.team.as_str()];
    legible(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
}

fn some_teams(whole: &Analysis<'_>, label: &str) -> Result<Vec<String>, Failure> {
    let teams = whole.teams();
    if !teams.is_empty() {
        return Ok(teams);
    }
    Err(Failure::data(
        format!("nobody who is reviewed in {label} belongs to a team"),
        Some(
            "the column `team` of the table `reps` says who does; without --each the whole company is reviewed".into(),
        ),
    )
    .in_chinese(
        format!("{label} 参与考核的人员都不属于任何团队"),
        Some("团队由表 `reps` 的 `team` 列指明；不加 --each 则回顾全公司".to_string()),
    ))
}

/// Letters that a folder's name has of its team's at most.
const LONGEST_TEAM: usize = 40;

/// A folder for each team: its letters and digits behind the period, and a number where two teams would share one.
fn folders(label: &str, teams: &[String]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let one = |team: &String| {
        let parts: Vec<&str> = team.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let plain: String = parts.join("-").chars().take(LONGEST_TEAM).collect();
        let plain = if plain.is_empty() { "team".to_string() } else { plain };
        let names = std::iter::once(plain.clone()).chain((2_u32..).map(|number| format!("{plain}-{number}")));
        let free = |name: &String| taken.insert(name.to_lowercase());
        let name = { names }.find(free).unwrap_or(plain);
        format!("{label}-{name}")
    };
    teams.iter().map(one).collect()
}

/// The entries of this run, and those of earlier runs into the same folder whose packs still stand there.
fn kept(out: &Path, entries: Vec<BatchEntry>) -> Vec<BatchEntry> {
    let earlier = fs::read(out.join("summary.json")).ok();
    let earlier = earlier.and_then(|bytes| serde_json::from_slice::<BatchSummary>(&bytes).ok());
    let earlier = earlier.filter(|summary| summary.format == reports::BATCH_SUMMARY_FORMAT);
    let mut all: Vec<BatchEntry> = earlier.map_or_else(Vec::new, |summary| summary.reviews);
    all.retain(|known| {
        let is_of_this_run = entries.iter().any(|entry| entry.folder == known.folder);
        !is_of_this_run && known.review.is_some() && out.join(&known.folder).join("summary.json").is_file()
    });
    all.extend(entries);
    all.sort_by(|a, b| a.folder.cmp(&b.folder));
    all
}

fn refuse_uncreated(out: &Path) -> Result<(), Failure> {
    fs::create_dir_all(out).map_err(|error| {
        let message = format!("`{}` cannot be created: {error}", out.display());
        Failure::data(message, Some("choose another --out".to_string()))
    })
}

/// The index in each language.
fn index(reviewer: &Reviewer<'_>, summary: &BatchSummary, out: &Path) -> Result<(), Failure> {
    let writer = &reviewer.writer;
    for (at, wording) in writer.wordings.iter().enumerate() {
        let dress = writer.dress_beside("index", wording.language());
        let page = reports::html::index(summary, wording, &dress);
        let page = page.map_err(|error| Failure::internal(error.to_string()))?;
        let name = file_name("index", "html", wording.language(), at == 0);
        output::write_file(&out.join(name), page.as_bytes())?;
    }
    Ok(())
}

/// On stdout a line for each review of the folder, and where the index lies.
fn answer(reviewer: &Reviewer<'_>, summary: &BatchSummary, out: &Path) -> Result<(), Failure> {
    let wording = reviewer.writer.wording();
    let mut text = String::new();
    for entry in &summary.reviews {
        let (state, rest) = match &entry.problem {
            Some(problem) => ("index-failed", problem.clone()),
            None => ("index-done", out.join(&entry.folder).display().to_string()),
        };
        text.push_str(&format!("{}  {}  {rest}\n", name(entry), wording.text(state)));
    }
    for part in ["index.html", "summary.json"] {
        text.push_str(&format!("\n{}", out.join(part).display()));
    }
    text.push('\n');
    output::to_stdout(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_team_has_a_folder_of_its_own_whatever_it_is_called() {
        let teams = ["North", "north", "华东/一部", "../..", "\u{202e}=HYPERLINK(\"x\")", "", &"x".repeat(300)];
        let teams: Vec<String> = teams.iter().map(|team| team.to_string()).collect();
        let made = folders("2019-Q2", &teams);
        let wanted = ["North", "north-2", "华东-一部", "team", "HYPERLINK-x", "team-2", &"x".repeat(40)];
        assert_eq!(made, wanted.map(|name| format!("2019-Q2-{name}")));
    }
}
