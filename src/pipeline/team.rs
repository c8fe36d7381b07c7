//! One team's review out of the company's.
//!
//! What happened is measured from the team's own orders, so that every sum is the team's. What models and appraisals say of
//! a rep stays what the company's review says: a forecast that was fitted on the whole company, a grade among all reps, a
//! target at the same chance. Nothing is left that names anybody outside the team.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::failure::Failure;
use crate::models::forecast::PanelForecast;
use crate::models::risk::{Abstention, RiskAssessment};
use crate::planning::TargetPolicy;
use crate::review::pack::{AppraisalSection, Arg, ContestEntry, Sentence};

use super::analysis::{Analysis, Past};
use super::modelled::{Modelled, Targets};
use super::outlook::{Aim, MetricForecast};
use super::pack::cases_section;
use super::risk::{BarRisk, RepRisk};
use super::scores::{Cards, Cycle};
use super::series::RepHistory;
use super::snapshot::Snapshot;

impl Analysis<'_> {
    /// The teams of which anybody is reviewed, sorted.
    pub fn teams(&self) -> Vec<String> {
        let teams: BTreeSet<&String> = self.history.reps.iter().map(|person| &person.team).collect();
        teams.into_iter().filter(|team| !team.is_empty()).cloned().collect()
    }

    /// How many of the reviewed reps belong to no team.
    pub fn without_team(&self) -> usize {
        self.history.reps.iter().filter(|person| person.team.is_empty()).count()
    }

    /// The review of a team; `snapshot` is that of the team, from [`Snapshot::of_team`].
    ///
    /// # Errors
    /// What the measures cannot do at all.
    pub fn of_team<'t>(&'t self, snapshot: &'t Snapshot, team: &str) -> Result<Analysis<'t>, Failure> {
        let Past { measured, triangles, repeat, bridges } = Past::of(snapshot, self.period)?;
        let part = Part::of(self, snapshot, team);
        let modelled = Modelled {
            snapshot,
            settings: self.settings,
            period: self.period,
            history: Arc::new(RepHistory::build(snapshot, self.period)?),
            forecasts: self.forecasts.iter().map(|one| part.forecast(one)).collect(),
            risk: part.risk(&self.risk),
            targets: self.targets.iter().map(|one| part.targets(one)).collect(),
        };
        Ok(Analysis {
            modelled,
            team: team.to_string(),
            measured,
            triangles,
            repeat,
            bridges,
            evidence: Arc::clone(&self.evidence),
            cards: self.cards.as_ref().map(|cards| part.cards(cards)),
            appraisal: AppraisalSection {
                cases: cases_section(snapshot, self.settings)?,
                ..part.appraisal(&self.appraisal)
            },
            book: self.book.as_ref().map(Arc::clone),
            quality: self.quality.clone(),
            rebuild: self.rebuild,
            sources: self.sources.clone(),
        })
    }
}

/// Who is in the team, and where they stand among the company's reps.
struct Part {
    members: BTreeSet<String>,
    positions: Vec<usize>,
    /// Ids and names of everybody else.
    others: BTreeSet<String>,
}

impl Part {
    fn of(whole: &Analysis<'_>, snapshot: &Snapshot, team: &str) -> Part {
        let known = |id: &str| snapshot.people.get(id).is_some();
        // Who manages the team from elsewhere is known by name and is no member.
        let members = snapshot.people.all().iter().filter(|person| person.team == team);
        let members: BTreeSet<String> = members.map(|person| person.rep_id.clone()).collect();
        let reps = whole.history.reps.iter().enumerate();
        let positions = reps.filter(|(_, person)| members.contains(&person.rep_id)).map(|(at, _)| at).collect();
        let strangers = whole.snapshot.people.all().iter().filter(|person| !known(&person.rep_id));
        Part {
            members,
            positions,
            others: strangers.flat_map(|person| [person.rep_id.clone(), person.name.clone()]).collect(),
        }
    }

    fn has(&self, rep_id: &str) -> bool {
        self.members.contains(rep_id)
    }

    /// What stands at the members' positions of a list that is in the order of the company's reps.
    fn of_list<T: Clone>(&self, list: &[T]) -> Vec<T> {
        self.positions.iter().filter_map(|&at| list.get(at).cloned()).collect()
    }

    fn forecast(&self, whole: &MetricForecast) -> MetricForecast {
        let forecasts = self.of_list(&whole.panel.forecasts);
        let panel = PanelForecast { forecasts, walk_forward: whole.panel.walk_forward.clone() };
        let as_if_there = self.of_list(&whole.as_if_there);
        MetricForecast { panel, market: whole.market.clone(), as_if_there, ..*whole }
    }

    fn risk(&self, whole: &RepRisk) -> RepRisk {
        let kind = |whole: &BarRisk| {
            let mut of_team = whole.clone();
            of_team.report.assessments.retain(|one| self.has(&one.subject));
            let spoken_of = |one: &&RiskAssessment| one.abstained != Some(Abstention::NoForecast);
            of_team.reps = of_team.report.assessments.iter().filter(spoken_of).count();
            of_team
        };
        RepRisk {
            bars: self.of_list(&whole.bars),
            parts: self.of_list(&whole.parts),
            main: kind(&whole.main),
            other: whole.other.as_ref().map(kind).filter(|kind| kind.reps > 0),
            off: whole.off.clone(),
        }
    }

    /// Where a goal was spread, the team's part is told as what it is: everybody at the same chance.
    fn targets(&self, whole: &Targets) -> Targets {
        let aim = match whole.aim {
            Aim::Goal(_) => whole.set.common_chance.map_or(whole.aim, Aim::Chance),
            aim @ Aim::Chance(_) => aim,
        };
        let policy = TargetPolicy::default();
        let chance = if let Aim::Chance(chance) = aim { chance } else { policy.chance };
        let policy = TargetPolicy { commit_chance: policy.commit_chance.max(chance), ..policy };
        let mut decided = whole.decided.clone();
        decided.retain(|rep_id, _| self.has(rep_id));
        let stated = whole.stated.clone();
        Targets {
            set: whole.set.of_some(|rep_id| self.has(rep_id), &policy),
            metric: whole.metric,
            aim,
            decided,
            stated,
        }
    }

    fn cards(&self, whole: &Cards) -> Cards {
        Cards {
            period: whole.period,
            cycles: whole.cycles.iter().map(|cycle| self.cycle(cycle)).collect(),
            courses: whole.courses.iter().filter(|(id, _)| self.has(id)).map(|(id, one)| (id.clone(), *one)).collect(),
            refused: whole.refused.clone(),
            no_objectives: whole.no_objectives.clone(),
            doubts: self.sentences(&whole.doubts),
            several_parts: whole.several_parts.clone(),
        }
    }

    fn cycle(&self, whole: &Cycle) -> Cycle {
        let places = whole.cards.iter().enumerate().filter(|(_, card)| self.has(&card.subject));
        let places: Vec<usize> = places.map(|(at, _)| at).collect();
        let cards = places.iter().map(|&at| whole.cards[at].clone()).collect();
        let standings = places.iter().map(|&at| whole.standings[at]).collect();
        let forced = places.iter().map(|&at| whole.forced[at].clone()).collect();
        Cycle { period: whole.period, cards, standings, forced }
    }

    fn appraisal(&self, whole: &AppraisalSection) -> AppraisalSection {
        let mut part = whole.clone();
        part.ratings.retain(|row| self.has(&row.rep_id));
        part.plans.retain(|row| self.has(&row.rep_id));
        part.decisions.retain(|row| self.has(&row.rep_id));
        part.findings = self.sentences(&whole.findings);
        part.contests = whole.contests.iter().map(|one| self.contest(one)).collect();
        part
    }

    /// The members with the ranks that they have among all; who leads the others stays with the company.
    fn contest(&self, whole: &ContestEntry) -> ContestEntry {
        let mut part = whole.clone();
        part.rows.retain(|row| self.has(&row.rep_id));
        part.fairness = part.fairness.filter(|found| self.has(&found.favourite));
        part.notes = self.sentences(&whole.notes);
        part
    }

    /// The sentences that name nobody outside the team.
    fn sentences(&self, whole: &[Sentence]) -> Vec<Sentence> {
        let is_other = |text: &String| self.others.contains(text);
        let names_another = |sentence: &&Sentence| {
            sentence.args.iter().any(|(_, arg)| match arg {
                Arg::Text(text) => is_other(text),
                Arg::List(list) => list.iter().any(is_other),
                _ => false,
            })
        };
        whole.iter().filter(|sentence| !names_another(sentence)).cloned().collect()
    }
}
