//! Targets of teams and the company, from the reps' joint distribution.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::models::predictive::Predictive;
use crate::planning::{SumOfReps, Target, TargetPolicy, Together};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::review::tables::LevelTarget;

use super::level_forecast::{TreeLevel, regions_of};
use super::modelled::{Modelled, Targets};
use super::outlook::Aim;
use super::pack::summary::told_amount;

/// A rep with a forecast, and the target where one is set.
type Member<'a> = (&'a Person, Option<&'a Target>, &'a Predictive);

impl Modelled<'_> {
    /// One target a metric and team or region, or one a metric for the company; [`TreeLevel::Rep`] has none.
    ///
    /// Where targets are set at a chance, a level's target is what its reps together reach with that chance, by their
    /// measured correlation; where a goal was spread, it is the sum of their targets, and the chance is that of the sum.
    /// Both are of all reps with a forecast, as the team's chance is: who is refused a target because nothing positive is
    /// likely at the asked chance still brings what he or she brings.
    ///
    /// # Errors
    /// [`Failure`] where the reps' regions cannot be read.
    pub fn level_targets(&self, level: TreeLevel) -> Result<Vec<LevelTarget>, Failure> {
        let keys: BTreeMap<String, String> = match level {
            TreeLevel::Region => regions_of(self.snapshot, &self.history)?,
            TreeLevel::Team => {
                self.history.reps.iter().map(|person| (person.rep_id.clone(), person.team.clone())).collect()
            }
            TreeLevel::Company | TreeLevel::Rep => BTreeMap::new(),
        };
        Ok(self.targets.iter().flat_map(|targets| self.levels_of(targets, level, &keys)).collect())
    }

    fn levels_of(&self, targets: &Targets, level: TreeLevel, keys: &BTreeMap<String, String>) -> Vec<LevelTarget> {
        let Some(forecast) = self.forecasts.iter().find(|one| one.metric == targets.metric) else { return Vec::new() };
        let mut groups: BTreeMap<&str, Vec<Member<'_>>> = BTreeMap::new();
        for (person, series) in self.history.reps.iter().zip(&forecast.panel.forecasts) {
            let target = targets.set.of(&person.rep_id);
            let predictive = series.steps.first().and_then(|step| step.predictive.as_ref());
            if let Some(predictive) = predictive {
                let key = keys.get(&person.rep_id).map_or("", String::as_str);
                groups.entry(key).or_default().push((person, target, predictive));
            }
        }
        groups.iter().filter_map(|(key, members)| self.level(targets, key, level, members)).collect()
    }

    fn level(&self, targets: &Targets, key: &str, level: TreeLevel, members: &[Member<'_>]) -> Option<LevelTarget> {
        let (set, policy) = (&targets.set, TargetPolicy::default());
        let together = set.team_chance.as_ref()?.together();
        let mut sorted = members.to_vec();
        sorted.sort_by(|a, b| a.0.rep_id.cmp(&b.0.rep_id));
        let distributions: Vec<&Predictive> = sorted.iter().map(|(_, _, predictive)| *predictive).collect();
        let joint = SumOfReps::simulate(&distributions, together, policy.draws, policy.seed)?;
        let per_major = set.minor_per_major as f64;
        let at = |chance: f64| (joint.at_chance(chance) * per_major).round_ties_even() as i64;
        let with_target = || members.iter().filter_map(|(_, target, _)| *target);
        with_target().next()?;
        let sum: i64 = with_target().map(|target| target.target_minor).sum();
        let (target, chance) = match targets.aim {
            Aim::Chance(chance) => (at(chance), chance),
            Aim::Goal(_) => (sum, joint.chance_of_reaching(sum as f64 / per_major)),
        };
        let commit_chance = policy.commit_chance.max(chance);
        let stretch_chance = self.settings.targets.stretch_chance.min(chance);
        let mut row = LevelTarget {
            metric_id: targets.metric.id().to_string(),
            unit: targets.metric.unit(),
            period: self.label(self.period.next()),
            level: level.word().to_string(),
            team: key.to_string(),
            reps: members.len() as i64,
            baseline: with_target().map(|target| target.baseline.value_minor).sum(),
            expected: at(0.5),
            target,
            chance,
            lower_80: at(0.9),
            upper_80: at(0.1),
            commit: at(commit_chance),
            commit_chance,
            stretch: at(stretch_chance),
            stretch_chance,
            sum_of_reps: sum,
            chance_of_sum: joint.chance_of_reaching(sum as f64 / per_major),
            over_assignment: (target > 0).then(|| sum as f64 / target as f64 - 1.0),
            share_of_total: (set.total_minor > 0).then(|| sum as f64 / set.total_minor as f64),
            statement: sentence("", Vec::new()),
        };
        row.statement = statement(&row, targets.metric, together, self.period.next(), self);
        Some(row)
    }
}

fn statement(
    row: &LevelTarget,
    metric: KpiMetric,
    together: Together,
    next: Period,
    modelled: &Modelled<'_>,
) -> Sentence {
    let amount = |minor: i64| told_amount(row.unit, minor);
    let calendar = modelled.snapshot.calendar;
    let whom = if row.team.is_empty() {
        Arg::Message("target-level-company".to_string())
    } else {
        Arg::Text(row.team.clone())
    };
    sentence(
        "target-level",
        vec![
            ("whom", whom),
            ("metric", Arg::Metric(metric.id().to_string())),
            ("target", amount(row.target)),
            ("period", Arg::Text(modelled.label(next))),
            ("first", Arg::Date(calendar.first_day(next))),
            ("last", Arg::Date(calendar.last_day(next))),
            ("chance", Arg::Share(row.chance)),
            ("commit", amount(row.commit)),
            ("commit_chance", Arg::Share(row.commit_chance)),
            ("stretch", amount(row.stretch)),
            ("stretch_chance", Arg::Share(row.stretch_chance)),
            ("reps", Arg::Count(row.reps)),
            ("sum", amount(row.sum_of_reps)),
            ("sum_chance", Arg::Share(row.chance_of_sum)),
            ("correlation", Arg::Number(together.correlation)),
        ],
    )
}
