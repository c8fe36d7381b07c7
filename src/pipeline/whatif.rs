//! Scenarios side by side: the targets of the coming period, were something otherwise.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::Dimension;
use crate::measures::PeriodRange;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of};
use crate::measures::kpi::KpiMetric;
use crate::measures::records::territories::territories;
use crate::models::forecast::{SeriesInput, forecast_panel};
use crate::models::predictive::Predictive;
use crate::planning::{
    Baseline, DriverFacts, Member, Outlook, RefusalReason, Scenario, SumOfReps, TargetSet, in_scenario,
};
use crate::quantity::{NullReason, Scalar, Unit, nearest, parse_minor};
use crate::review::pack::Sentence;
use crate::settings::TargetSettings;

use super::oddities::oddities;
use super::outlook::{self, Aim, Ground};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// One scenario's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioResult {
    /// How it is called.
    pub name: String,
    /// The goal in force: its own, else the first scenario's, in minor units.
    pub goal_minor: Option<i64>,
    /// The chance that the goal gives to everybody; none without a goal of its own.
    pub common_chance: Option<f64>,
    /// What of its own goal no rep can be asked for.
    pub unallocated_minor: i64,
    /// The company, its teams, its reps.
    pub rows: Vec<ScenarioRow>,
}

/// Whom a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// All judged reps.
    Company,
    /// The reps of one team.
    Team,
    /// One rep, or one newcomer.
    Rep,
}

impl Level {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Level::Company => "company",
            Level::Team => "team",
            Level::Rep => "rep",
        }
    }
}

/// What a scenario says about one rep, team or the company; amounts in minor units of the metric.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRow {
    /// Of what.
    pub level: Level,
    /// The rep's id; empty for a team and the company.
    pub rep_id: String,
    /// The team; empty for the company.
    pub team: String,
    /// The target, or the sum of the reps' targets.
    pub target: Option<i64>,
    /// The chance of reaching it; of a sum by the reps' measured correlation.
    pub chance: Option<f64>,
    /// What is expected: the middle of the distribution, of sums that of what the reps together bring. Middles do not add up.
    pub expected: Option<i64>,
    /// Under this it falls in one case of ten.
    pub lower_80: Option<i64>,
    /// Over this it lies in one case of ten.
    pub upper_80: Option<i64>,
    /// The goal less what is expected; of the company only.
    pub gap: Option<i64>,
    /// The chance that all together reach the goal in force; of the company only.
    pub team_chance: Option<f64>,
    /// Why there is no target.
    pub null_reason: Option<NullReason>,
}

/// Tries scenarios out on the period after the history, in their order. Beside the answers comes what is odd about the
/// series that they rest on.
///
/// # Errors
/// [`Failure`] where a scenario names somebody or something that there is not, or a goal lies below the floors.
pub fn try_scenarios(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
    scenarios: &[Scenario],
    settings: &TargetSettings,
) -> Result<(Vec<ScenarioResult>, Vec<Sentence>), Failure> {
    let forecast = outlook::forecast(history, metric, 1, vec![0.8])?;
    let odd = oddities(snapshot, history, &forecast);
    let ground = Ground::of(snapshot, history, &forecast, settings)?;
    let room = Room { snapshot, history, metric, ground };
    for scenario in scenarios {
        room.check(scenario)?;
    }
    let returns_now = match scenarios.iter().any(|scenario| scenario.returns.is_some()) {
        true => Some(room.returns_now()?),
        false => None,
    };
    let mut results: Vec<ScenarioResult> = Vec::new();
    for scenario in scenarios {
        let inherited = results.first().and_then(|first| first.goal_minor);
        results.push(room.result(scenario, returns_now, inherited)?);
    }
    Ok((results, odd))
}

struct Room<'a> {
    snapshot: &'a Snapshot,
    history: &'a RepHistory<'a>,
    metric: KpiMetric,
    ground: Ground,
}

impl Room<'_> {
    /// Refuses names that nobody and nothing has.
    fn check(&self, scenario: &Scenario) -> Result<(), Failure> {
        let about = |what: String| format!("scenario `{}`: {what}", scenario.name);
        for rep in &scenario.without {
            if self.history.reps.iter().any(|person| person.rep_id == *rep) {
                continue;
            }
            let near = nearest(rep, self.history.reps.iter().map(|person| person.rep_id.as_str()));
            let known = self.snapshot.people.get(rep).is_some();
            let what = if known { "is not reviewed as a rep in service" } else { "is nobody in the data" };
            return Err(Failure::usage(
                about(format!("`{rep}` {what}")),
                format!("the nearest are {}", near.join(", ")),
            ));
        }
        let of_reps: BTreeSet<String> = match self.snapshot.names_no_region() {
            true => territories(&self.snapshot.tables)?.into_values().collect(),
            false => BTreeSet::new(),
        };
        let regions = self.snapshot.facts.regions.iter().chain(&of_reps).map(String::as_str);
        named(&scenario.region, "region", regions.filter(|region| !region.is_empty()).collect(), &about)?;
        let teams = self.snapshot.people.teams();
        named(&scenario.team, "team", teams.iter().map(String::as_str).collect(), &about)?;
        let moved_by_returns = [KpiMetric::RevenueNet, KpiMetric::GrossProfit, KpiMetric::Units];
        if scenario.returns.is_some() && !moved_by_returns.contains(&self.metric) {
            return Err(Failure::usage(
                about(format!("returns do not move {}", self.metric.id())),
                "they move revenue_net, gross_profit and units",
            ));
        }
        Ok(())
    }

    fn result(
        &self,
        scenario: &Scenario,
        returns_now: Option<f64>,
        inherited: Option<i64>,
    ) -> Result<ScenarioResult, Failure> {
        let own_goal = scenario.goal.as_deref().map(|text| self.goal(text, scenario)).transpose()?;
        let aim = match (own_goal, scenario.chance) {
            (Some(goal), _) => Aim::Goal(goal),
            (None, chance) => Aim::Chance(chance.unwrap_or(self.ground.policy.chance)),
        };
        let members = in_scenario(&self.members(scenario)?, &self.newcomers(scenario)?, scenario, returns_now);
        let outlooks: Vec<Outlook> = members.iter().map(|member| member.outlook.clone()).collect();
        let ground = Ground { outlooks, ..self.ground.clone() };
        let set = ground.set(aim).map_err(|failure| Failure {
            message: format!("scenario `{}`: {}", scenario.name, failure.message),
            ..failure
        })?;
        let goal_minor = own_goal.or(inherited);
        Ok(ScenarioResult {
            name: scenario.name.clone(),
            goal_minor,
            common_chance: set.common_chance,
            unallocated_minor: set.unallocated_minor,
            rows: self.rows(&members, &set, goal_minor),
        })
    }

    /// The goal in minor units of the metric.
    fn goal(&self, text: &str, scenario: &Scenario) -> Result<i64, Failure> {
        let digits = match self.metric.unit() {
            Unit::Money => self.snapshot.currency.digits(),
            Unit::Units => 4,
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => 0,
        };
        let parsed = parse_minor(text, digits).map_err(|error| {
            Failure::usage(
                format!("scenario `{}`: the goal `{text}` is {error}", scenario.name),
                "write it as a plain number, without separators: goal=9000000",
            )
        })?;
        Ok(parsed.minor)
    }

    /// The judged reps with their teams, and how far each is exposed to the scenario's region.
    fn members(&self, scenario: &Scenario) -> Result<Vec<Member>, Failure> {
        let shares = scenario.region.as_ref().map(|region| self.shares_of(region)).transpose()?;
        let member = |(person, outlook): (&&crate::measures::Person, &Outlook)| Member {
            outlook: outlook.clone(),
            team: person.team.clone(),
            exposed: shares.as_ref().map_or(1.0, |shares| shares.get(&person.rep_id).copied().unwrap_or(0.0)),
        };
        Ok(self.history.reps.iter().zip(&self.ground.outlooks).map(member).collect())
    }

    /// The share of each rep's revenue of the last year that lies in a region; all or nothing by the rep's own region
    /// where no order names one.
    fn shares_of(&self, region: &str) -> Result<BTreeMap<String, f64>, Failure> {
        if self.snapshot.names_no_region() {
            let own = territories(&self.snapshot.tables)?.into_iter();
            return Ok(own.map(|(rep, of)| (rep, f64::from(u8::from(of == region)))).collect());
        }
        let grain = self.history.last.grain;
        let by_region = self.snapshot.kpi_context(grain, &[Dimension::Rep, Dimension::Region])?;
        let last = self.history.last.index;
        let year = last + 1 - self.history.last.periods_per_year() as i32..=last;
        let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (at, slice) in by_region.slicer().slices().iter().enumerate() {
            let [rep, of] = &slice[..] else { continue };
            let net = |index: i32| by_region.sums(at, Period { grain, index }).map_or(0, |sums| sums.net);
            let sum = year.clone().map(net).sum::<i64>().max(0);
            let own = sums.entry(rep.key.clone()).or_default();
            own.1 += sum;
            own.0 += if of.key == region { sum } else { 0 };
        }
        let share =
            |(rep, (own, all)): (String, (i64, i64))| (rep, if all > 0 { own as f64 / all as f64 } else { 0.0 });
        Ok(sums.into_iter().map(share).collect())
    }

    /// Newcomers, who are expected to start as the earlier ones of their team did, or of the company where the team
    /// says too little.
    fn newcomers(&self, scenario: &Scenario) -> Result<Vec<Member>, Failure> {
        if scenario.add == 0 {
            return Ok(Vec::new());
        }
        let mut panel = self.history.panel(self.metric);
        let settings = outlook::settings_for(self.history, self.metric, &panel, 1);
        let others = like_a_newcomer(&panel);
        panel.push(SeriesInput {
            id: "newcomer".to_string(),
            values: Vec::new(),
            group: scenario.team.clone(),
            first_season: 0,
            periods_before_data: None,
            away: Vec::new(),
        });
        let forecast = forecast_panel(&panel, &settings)
            .map_err(|error| Failure::data(format!("forecasting {}: {error}", self.metric.id()), None))?;
        let step = forecast.forecasts.last().and_then(|series| series.steps.first());
        // Who has sold nothing yet has nothing that could come back; a loss can be made from the first day.
        let least = (self.metric != KpiMetric::GrossProfit).then_some(0.0);
        let predictive = step.and_then(|step| newcomer(step.predictive.as_ref()?, step.mean, &others, least));
        let months = self.history.last.next().month_count() as usize;
        let shares = self.ground.outlooks.first().map(|outlook| outlook.month_shares.clone());
        let member = |number: u32| Member {
            outlook: Outlook {
                // No id of a rep begins so: an id has no space in front.
                subject: format!(" new {number:04}"),
                predictive: predictive.clone(),
                baseline: Baseline { value_minor: 0, period_label: String::new() },
                bounds_from: None,
                n_history: 0,
                history_max: None,
                history_min: None,
                drivers: DriverFacts::default(),
                month_shares: shares.clone().unwrap_or_else(|| vec![1.0 / months as f64; months]),
                share_worked: 1.0,
                manual: None,
            },
            team: scenario.team.clone().unwrap_or_default(),
            exposed: if scenario.region.is_some() { 0.0 } else { 1.0 },
        };
        Ok((1..=scenario.add).map(member).collect())
    }

    /// The share of sales that came back over the last year.
    fn returns_now(&self) -> Result<f64, Failure> {
        let metrics = ["revenue_returned.return_date".to_string()];
        let cut = self.snapshot.bound(Cut::parse(&[], None)?)?;
        let last = self.history.last;
        let range = PeriodRange { first: last.plus(1 - last.periods_per_year() as i32), last };
        let question = Question { company: self.snapshot.company(), metrics: &metrics, cut: &cut, range };
        let unknown = || {
            Failure::data(
                "what came back so far is not known, so returns have nothing to be compared with",
                Some("orders need line_type with `return` for this; leave `returns` out".to_string()),
            )
        };
        let family = family_of(&metrics[0]).ok_or_else(unknown)?;
        let returned: i64 = (family.observe)(&question)?
            .iter()
            .filter_map(|one| match one.value.value() {
                Some(Scalar::Money(minor)) => Some(minor.abs()),
                _ => None,
            })
            .sum();
        let net: i64 = range.iter().map(|period| self.history.company.sums(0, period).map_or(0, |sums| sums.net)).sum();
        if net + returned <= 0 {
            return Err(unknown());
        }
        Ok(returned as f64 / (net + returned) as f64)
    }

    fn rows(&self, members: &[Member], set: &TargetSet, goal_minor: Option<i64>) -> Vec<ScenarioRow> {
        let reps: Vec<ScenarioRow> = members.iter().map(|member| self.of_rep(member, set)).collect();
        let everybody: Vec<(&Member, &ScenarioRow)> = members.iter().zip(&reps).collect();
        let mut company = self.of_many(&everybody);
        // The chance of the sum as `attain targets` states it: who is refused a target because nothing positive is likely
        // at the asked chance still brings what he or she brings.
        company.chance = set.team_chance.map(|team| team.chance_of_total);
        let sum = self.sum(&everybody);
        company.gap = goal_minor.zip(company.expected).map(|(goal, expected)| goal - expected);
        company.team_chance = goal_minor
            .zip(sum)
            .map(|(goal, sum)| sum.chance_of_reaching(goal as f64 / self.ground.minor_per_major as f64));
        let mut rows = vec![company];
        let teams: BTreeSet<&str> = members.iter().map(|member| member.team.as_str()).collect();
        for team in teams.iter().filter(|team| teams.len() > 1 && !team.is_empty()) {
            let own: Vec<(&Member, &ScenarioRow)> =
                everybody.iter().copied().filter(|(member, _)| member.team == **team).collect();
            let row = self.of_many(&own);
            rows.push(ScenarioRow { level: Level::Team, team: (*team).to_string(), ..row });
        }
        rows.extend(reps);
        rows
    }

    fn minor(&self, major: f64) -> i64 {
        (major * self.ground.minor_per_major as f64).round_ties_even() as i64
    }

    fn of_rep(&self, member: &Member, set: &TargetSet) -> ScenarioRow {
        let subject = &member.outlook.subject;
        let target = set.of(subject);
        let refused = set.refusal_of(subject).map(|refusal| refusal.reason);
        let own = member.outlook.predictive.as_ref();
        let at = |level: f64| own.filter(|own| own.supports(level)).map(|own| self.minor(own.quantile(level)));
        ScenarioRow {
            level: Level::Rep,
            rep_id: subject.trim_start().to_string(),
            team: member.team.clone(),
            target: target.map(|target| target.target_minor),
            chance: target.map(|target| target.chance),
            expected: own.map(|own| self.minor(own.median())),
            lower_80: at(0.1),
            upper_80: at(0.9),
            gap: None,
            team_chance: None,
            null_reason: refused.map(|reason| match reason {
                RefusalReason::NothingPositive => NullReason::NotPositive,
                RefusalReason::OnLeave => NullReason::OnLeave,
                _ => NullReason::BelowMinN,
            }),
        }
    }

    /// The sums over several reps; the chance that they together reach the sum of their targets.
    fn of_many(&self, own: &[(&Member, &ScenarioRow)]) -> ScenarioRow {
        let sum = self.sum(own);
        let with_target: Vec<(&Member, &ScenarioRow)> =
            own.iter().copied().filter(|(_, row)| row.target.is_some()).collect();
        let target: i64 = with_target.iter().filter_map(|(_, row)| row.target).sum();
        let at = |chance: f64| sum.as_ref().map(|sum| self.minor(sum.at_chance(chance)));
        let of_targets = self.sum(&with_target);
        let chance = of_targets.map(|sum| sum.chance_of_reaching(target as f64 / self.ground.minor_per_major as f64));
        ScenarioRow {
            level: Level::Company,
            rep_id: String::new(),
            team: String::new(),
            target: (!with_target.is_empty()).then_some(target),
            chance,
            expected: sum.as_ref().map(|sum| self.minor(sum.expected())),
            lower_80: at(0.9),
            upper_80: at(0.1),
            gap: None,
            team_chance: None,
            null_reason: with_target.is_empty().then_some(NullReason::BelowMinN),
        }
    }

    fn sum(&self, own: &[(&Member, &ScenarioRow)]) -> Option<SumOfReps> {
        let members: Vec<&Predictive> =
            own.iter().filter_map(|(member, _)| member.outlook.predictive.as_ref()).collect();
        let policy = &self.ground.policy;
        SumOfReps::simulate(&members, policy.together(), policy.draws, policy.seed)
    }
}

/// So many say how newcomers lie.
const ENOUGH_LIKE_THEM: usize = 5;

/// What those brought whom a newcomer is taken to be like: the first periods of those who began inside the data, or, where
/// these are few, the last periods of everybody, as a newcomer becomes one of them.
fn like_a_newcomer(panel: &[SeriesInput]) -> Vec<f64> {
    let longest = panel.iter().map(|series| series.values.len()).max().unwrap_or(0);
    let began = panel.iter().filter(|series| series.values.len() < longest && !series.away.contains(&0));
    let firsts: Vec<f64> = began.filter_map(|series| series.values.first().copied()).collect();
    if firsts.len() >= ENOUGH_LIKE_THEM {
        return firsts;
    }
    let there = panel.iter().filter(|series| !series.away.contains(&series.values.len().saturating_sub(1)));
    there.filter_map(|series| series.values.last().copied()).collect()
}

/// A newcomer's distribution around the ramp's own amount.
///
/// Its shape is that of those whom newcomers are like, where there are enough of them, else that of the forecast for
/// somebody without a past, whose width comes from the established reps. Either is stretched to the amount and not
/// moved: moved down, the chance of nothing would be moved with it.
fn newcomer(own: &Predictive, expected: f64, others: &[f64], least: Option<f64>) -> Option<Predictive> {
    let mean = others.iter().sum::<f64>() / others.len().max(1) as f64;
    let of_others = || {
        let scores = others.iter().map(|other| other / mean - 1.0).collect();
        Predictive::new(expected, expected, scores, least.or(own.lower_bound()))
    };
    let enough = others.len() >= ENOUGH_LIKE_THEM && mean > 0.0 && expected > 0.0;
    let shape = if enough { of_others()? } else { own.clone().at_least(least) };
    let middle = shape.mean();
    shape.scaled(expected / middle).or_else(|| shape.joined_by(expected - middle, 0.0))
}

/// Refuses a name that none of the known ones is.
fn named(
    wanted: &Option<String>,
    what: &str,
    known: Vec<&str>,
    about: &dyn Fn(String) -> String,
) -> Result<(), Failure> {
    let Some(wanted) = wanted.as_deref().filter(|wanted| !known.contains(wanted)) else { return Ok(()) };
    let near = nearest(wanted, known).join(", ");
    let hint = if near.is_empty() { format!("the data name no {what}") } else { format!("the nearest are {near}") };
    Err(Failure::usage(about(format!("there is no {what} `{wanted}`")), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newcomer_is_expected_at_the_ramp_and_lies_as_earlier_beginners_did() {
        // Established reps lie 60,000 apart; the ramp says 10,000.
        let own = Predictive::new(10_000.0, 60_000.0, (-9..=9).map(|k| f64::from(k) / 5.0).collect(), None);
        let own = own.expect("finite");
        let firsts = [4_000.0, 6_000.0, 8_000.0, 10_000.0, 12_000.0];
        let found = newcomer(&own, 10_000.0, &firsts, Some(0.0)).expect("a distribution");
        assert!((found.mean() - 10_000.0).abs() < 1e-6, "{}", found.mean());
        assert!((found.median() - 10_000.0).abs() < 100.0 && found.quantile(0.9) < 20_000.0, "{found:?}");
        assert!(found.chance_of_reaching(0.01) > 0.99, "who began before sold something: {found:?}");
        // Four say too little: what is known is stretched, so that the chance of nothing stays what it was.
        let few = newcomer(&own, 10_000.0, &firsts[..4], Some(0.0)).expect("a distribution");
        let before = own.chance_of_reaching(0.01);
        assert!((few.chance_of_reaching(0.01) - before).abs() < 1e-6, "{few:?}");
        assert!((few.mean() - 10_000.0).abs() < 1e-6 && few.median() > 0.0 && few.quantile(0.01) == 0.0, "{few:?}");
        // Few began: a newcomer is like one of those who are there.
        let panel: Vec<SeriesInput> = (0..7_u32)
            .map(|rep| SeriesInput {
                id: String::new(),
                values: vec![f64::from(rep); if rep < 4 { 2 } else { 8 }],
                group: None,
                first_season: 0,
                periods_before_data: None,
                away: if rep == 6 { vec![7] } else { Vec::new() },
            })
            .collect();
        assert_eq!(like_a_newcomer(&panel), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        // A loss may be made where nothing bounds the amounts.
        assert!(newcomer(&own, -500.0, &[], None).is_some_and(|found| (found.mean() + 500.0).abs() < 1e-6));
    }
}
