//! Sales contests from a store: the rules in force, who stands where, who may win, and what came afterwards.

mod after;
mod board;
mod check;
mod entrants;
pub mod notes;
mod outlook;
mod rules;

pub use after::{AfterRow, Afterwards, NoAfterwards, Scope};
pub use board::{BoardRow, ContestBoard};
pub use check::{BasisCheck, ContestCheck, NoCheck};
pub use outlook::{NoOutlook, OutlookBasis};
pub use rules::{RuleChange, RuleHistory, RuleVersion, RulesFixed};

use crate::appraisal::contest::{ContestFault, ContestRules, ContestSettings};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::kpi::RepSpans;
use crate::quantity::nearest;
use crate::settings::Settings;

use super::snapshot::Snapshot;
use outlook::Outlooks;

/// All contests of a store, or one of them.
pub struct Contests<'a> {
    snapshot: &'a Snapshot,
    settings: ContestSettings,
    spans: RepSpans<'a>,
    outlooks: Outlooks<'a>,
    histories: Vec<RuleHistory>,
}

/// A contest that could not be held, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The contest.
    pub contest_id: String,
    /// Why.
    pub fault: ContestFault,
}

impl<'a> Contests<'a> {
    /// Reads the contests and the history of their rules; of the one that is named, where one is.
    ///
    /// # Errors
    /// [`MeasureError::TableMissing`] where the store holds no contests, and a mistake of usage where none has the
    /// name.
    pub fn open(snapshot: &'a Snapshot, settings: &Settings, only: Option<&str>) -> Result<Contests<'a>, Failure> {
        if !snapshot.store.has_table(rules::CONTESTS) {
            let (metric, table) = ("contest".to_string(), rules::CONTESTS.to_string());
            return Err(MeasureError::TableMissing { metric, table }.into());
        }
        let late_changes_count = settings.contests.late_changes_count;
        let zone = settings.company.time_zone.as_deref();
        let mut histories = rules::histories(&snapshot.store, zone, late_changes_count, snapshot.currency)?;
        if let Some(only) = only {
            let known: Vec<String> = histories.iter().map(|h| h.in_force.row.contest_id.clone()).collect();
            histories.retain(|history| history.in_force.row.contest_id == only);
            if histories.is_empty() {
                let near = nearest(only, known.iter().map(String::as_str));
                return Err(Failure::usage(
                    format!("there is no contest `{only}`"),
                    format!("did you mean {}? attain contest lists them all", near.join(", ")),
                )
                .in_chinese(
                    format!("没有竞赛 `{only}`"),
                    Some(format!("是不是 {}？attain contest 列出全部竞赛", near.join("、"))),
                ));
            }
        }
        Ok(Contests {
            snapshot,
            settings: settings.contests.clone(),
            spans: RepSpans::new(&snapshot.facts, &snapshot.people),
            outlooks: Outlooks::new(snapshot),
            histories,
        })
    }

    /// Leaves out the contests of which this is not so.
    pub(super) fn keep(&mut self, is_meant: impl Fn(&RuleHistory) -> bool) {
        self.histories.retain(is_meant);
    }

    /// The rules of every contest through time.
    pub fn histories(&self) -> &[RuleHistory] {
        &self.histories
    }

    /// The contest of a history, as its rules in force say.
    fn rules(&self, history: &RuleHistory) -> Result<ContestRules, Refused> {
        let row = &history.in_force.row;
        let refused = |fault| Refused { contest_id: row.contest_id.clone(), fault };
        ContestRules::of(row, self.snapshot.currency).map_err(refused)
    }

    /// Asks a question of every contest, in the order of their ids; what is wrong with one leaves the others be.
    fn of_each<T>(
        &mut self,
        ask: impl Fn(&mut Self, &ContestRules, &RuleHistory) -> Result<Result<T, ContestFault>, Failure>,
    ) -> Result<Vec<Result<T, Refused>>, Failure> {
        let histories = self.histories.clone();
        let mut answers = Vec::with_capacity(histories.len());
        for history in &histories {
            let answer = match self.rules(history) {
                Ok(rules) => {
                    ask(self, &rules, history)?.map_err(|fault| Refused { contest_id: rules.contest_id.clone(), fault })
                }
                Err(refused) => Err(refused),
            };
            answers.push(answer);
        }
        Ok(answers)
    }
}
