//! Forecasts of reps, teams, regions and the company that add up.

mod stand_ins;
mod tree;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::territories::territories;
use crate::models::clustered::LEAST_ORIGINS;
use crate::models::forecast::{PanelForecast, WalkForward, forecast_panel};
use crate::models::predictive::Predictive;
use crate::models::reconcile::{SumNode, in_whole_units, reconcile};
use crate::planning::{SumOfReps, TargetPolicy, Together};
use crate::review::pack::Sentence;

use super::leaves::as_if_there;
use super::oddities::oddities;
use super::outlook::{self, minor_per_major};
use super::rep_traits::Traits;
use super::series::RepHistory;
use super::snapshot::Snapshot;
use stand_ins::StandIns;
use tree::{Node, Tree};

/// Past errors from which a node's own spread counts.
const LEAST_ERRORS: usize = 4;

/// Of what a forecast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeLevel {
    /// All judged reps.
    Company,
    /// The reps of one region.
    Region,
    /// The reps of one team.
    Team,
    /// One rep.
    Rep,
}

impl TreeLevel {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            TreeLevel::Company => "company",
            TreeLevel::Region => "region",
            TreeLevel::Team => "team",
            TreeLevel::Rep => "rep",
        }
    }
}

/// How wholes and parts were made to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// All levels' own forecasts weighed against each other.
    Reconciled,
    /// Wholes are the sums of the reps' own forecasts, because there are too few past origins to try anything else, or
    /// because it did worse on them.
    BottomUp,
}

impl Agreement {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Agreement::Reconciled => "reconciled",
            Agreement::BottomUp => "bottom_up",
        }
    }
}

/// One node in one future period.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelRow {
    /// Of what.
    pub level: TreeLevel,
    /// The region; empty above it and where the tree has none.
    pub region: String,
    /// The team; empty above it and where the tree has none.
    pub team: String,
    /// The rep's id; empty above.
    pub rep: String,
    /// Periods ahead, the next being 1.
    pub step: usize,
    /// What agrees with the other levels, in minor units of the metric.
    pub agreed_minor: i64,
    /// The node's own forecast, in major units.
    pub own: f64,
    /// What is expected, in major units: the middle of the distribution that the intervals are of. Of a sum it is that of
    /// [`SumOfReps`], by which targets and scenarios are told too; none where no rep of it has a distribution, and where
    /// nothing is said of sums.
    pub expected: Option<f64>,
    /// Ends of the intervals in major units, by level asked for; none where past errors do not support the level.
    pub intervals: Vec<Option<(f64, f64)>>,
    /// Reps in it.
    pub reps: usize,
}

/// What one level's forecasts were worth at past origins, one period ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelEvidence {
    /// The level.
    pub level: TreeLevel,
    /// Nodes × origins.
    pub n: usize,
    /// Mean absolute error of the nodes' own forecasts.
    pub own: f64,
    /// Of the sums of the reps' forecasts.
    pub bottom_up: f64,
    /// Of the reconciled ones.
    pub reconciled: f64,
}

/// Forecasts of all nodes of a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelForecast {
    /// Of the levels that were asked for: parents before children, steps of one node together.
    pub rows: Vec<LevelRow>,
    /// How they agree.
    pub agreement: Agreement,
    /// Past origins on which both ways were tried.
    pub origins: usize,
    /// By level, the company first; empty without such origins.
    pub evidence: Vec<LevelEvidence>,
    /// The level that the tree does without, because teams are not parts of regions.
    pub cut_across: Option<TreeLevel>,
    /// Whether nothing is said of what sums may come to: past sums are too few, as of years that are sums of quarters.
    pub sums_untold: bool,
    /// What became of the market index in the reps' forecasts; none where there is no such table.
    pub market: Option<Sentence>,
    /// What is odd about the reps' series, as [`oddities`] tells it.
    pub odd: Vec<Sentence>,
}

impl LevelForecast {
    /// Whether there were too few past origins to try anything but the sums of the reps.
    pub fn is_untried(&self) -> bool {
        self.origins < LEAST_ORIGINS
    }

    /// How many of the sums lie outside of the interval that was asked for at this place, and of how many.
    pub fn apart(&self, interval: usize, per_major: f64) -> (usize, usize) {
        let sums = self.rows.iter().filter(|row| row.level != TreeLevel::Rep);
        let stated = sums.filter_map(|row| Some((row.agreed_minor as f64, (*row.intervals.get(interval)?)?)));
        let is_apart = |&(agreed, (lower, upper)): &(f64, (f64, f64))| {
            agreed < (lower * per_major).floor() || agreed > (upper * per_major).ceil()
        };
        let stated: Vec<_> = stated.collect();
        (stated.iter().filter(|one| is_apart(one)).count(), stated.len())
    }
}

/// Forecasts of the company and its parts down to the reps.
///
/// The rows are of one level, or of the whole tree where none is named. Regions hold teams where every team lies in one
/// region. Where teams cut across regions the tree has only one of the two, the one named. A rep's region is that of the reps' table, else the one with most of the rep's sales of the last
/// year. A level with one member is left out.
///
/// # Errors
/// [`Failure`] for a metric that does not add up, and where a table cannot be read or a forecast cannot be made.
pub fn forecast_levels(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
    horizon: usize,
    levels: Vec<f64>,
    only: Option<TreeLevel>,
) -> Result<LevelForecast, Failure> {
    if !outlook::FORECASTABLE.contains(&metric) {
        let ids = outlook::FORECASTABLE.map(KpiMetric::id).join(", ");
        return Err(Failure::usage(
            format!("`{}` does not add up over reps, and a whole here is the sum of its parts", metric.id()),
            format!("these do: {ids}; --by rep forecasts it for each rep"),
        ));
    }
    let forecast = outlook::forecast(history, metric, horizon, levels.clone())?;
    let market = forecast.market_said();
    let odd = oddities(snapshot, history, &forecast);
    let (base, parts) = (history.base(metric), history.parts(metric));
    // Two or three past years do not tell how far a company's years fall from the sum of its reps'.
    let together = (parts == 1).then(|| outlook::together_of(&forecast));
    let (reps, without_leave) = (forecast.panel, forecast.as_if_there);
    let tree = Tree::of(snapshot, history, only.unwrap_or(TreeLevel::Company))?;
    let (season, first) = (base.last.periods_per_year(), history.panel_first(metric));
    let of_reps = base.panel(metric);
    // Of a rep whose values lie below zero an amount below zero is foreseen, whatever the sums are.
    let may_fall_below = outlook::settings_for(base, metric, &of_reps, horizon).lower_bound.is_none();
    let stand_ins = StandIns::of(&of_reps, season, parts, (history.last.index - first.index + 1).max(0) as usize);
    let panel = tree.sums(&as_if_there(of_reps, season), base.last);
    let settings = crate::models::forecast::ForecastSettings {
        levels: levels.clone(),
        ..outlook::settings_for(base, metric, &panel, horizon)
    };
    let made = match parts {
        1 => forecast_panel(&panel, &settings),
        _ => outlook::in_sums(&panel, &settings, parts, (history.last, first)),
    };
    let wholes = made.map_err(|error| Failure::data(format!("forecasting {}: {error}", metric.id()), None))?;
    let never_negative = settings.lower_bound.is_some() && !may_fall_below;
    let (tree, reps, wholes) = (&tree, &reps, &wholes);
    let room = Room { tree, reps, wholes, stand_ins, as_if_there: without_leave, never_negative, together, levels };
    let variances = room.variances();
    let (origins, evidence) = room.evidence(&variances)?;
    let agreement = agreement(origins, &evidence);
    let per_major = minor_per_major(metric, snapshot.currency) as f64;
    let rows = room.rows(&variances, agreement, (horizon, per_major), only)?;
    let sums_untold = room.together.is_none();
    Ok(LevelForecast { rows, agreement, origins, evidence, cut_across: tree.cut_across, sums_untold, market, odd })
}

/// The region of each rep: that of the reps' table, else the one with most of the rep's sales of the last year.
///
/// # Errors
/// [`Failure`] where a table cannot be read.
pub(super) fn regions_of(snapshot: &Snapshot, history: &RepHistory<'_>) -> Result<BTreeMap<String, String>, Failure> {
    let named = territories(&snapshot.tables)?;
    if !named.is_empty() {
        return Ok(named);
    }
    let traits = Traits::of(snapshot, history)?;
    let region = |person: &&Person| Some((person.rep_id.clone(), traits.groups(person).remove("region")?));
    Ok(history.reps.iter().filter_map(region).collect())
}

/// Reconciled where, over the levels, its errors were on average no larger than those of the sums of the reps'.
fn agreement(origins: usize, evidence: &[LevelEvidence]) -> Agreement {
    let ratios: Vec<f64> =
        (evidence.iter()).filter(|one| one.bottom_up > 0.0).map(|one| one.reconciled / one.bottom_up).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    if origins >= LEAST_ORIGINS && mean <= 1.0 { Agreement::Reconciled } else { Agreement::BottomUp }
}

struct Room<'a> {
    tree: &'a Tree,
    reps: &'a PanelForecast,
    wholes: &'a PanelForecast,
    /// What the sums count for past periods away.
    stand_ins: StandIns,
    /// What would be expected of the reps without any leave; empty where nobody is away.
    as_if_there: Vec<Vec<f64>>,
    never_negative: bool,
    /// How the reps' results go together; none where past sums are too few to tell.
    together: Option<Together>,
    /// Of the intervals.
    levels: Vec<f64>,
}

impl Room<'_> {
    /// The mean squared past error of each node; where there were too few, that of all nodes of its kind in proportion
    /// to what is forecast.
    fn variances(&self) -> Vec<f64> {
        let mut variances = spreads(self.wholes);
        variances.extend(spreads(self.reps));
        variances
    }

    /// The own forecast of a node, so many periods ahead.
    fn own(&self, at: usize, step: usize) -> f64 {
        let is_sum = at < self.tree.sums;
        let (panel, of) = if is_sum { (self.wholes, at) } else { (self.reps, at - self.tree.sums) };
        let own = panel.forecasts[of].steps.get(step).map_or(0.0, |step| step.mean);
        if is_sum { own * self.share_there(at, step) } else { own }
    }

    /// What the leaves leave of what a sum's reps would bring, as a share.
    fn share_there(&self, at: usize, step: usize) -> f64 {
        if self.as_if_there.is_empty() {
            return 1.0;
        }
        let members = || self.tree.nodes[at].members.iter();
        let there: f64 = members().filter_map(|&rep| Some(self.reps.forecasts[rep].steps.get(step)?.mean)).sum();
        let all: f64 = members().filter_map(|&rep| self.as_if_there[rep].get(step)).sum();
        if all > 0.0 { there / all } else { 1.0 }
    }

    /// Whether a node is a rep who is away for all of a period: nothing that the levels disagree about is theirs.
    fn is_away(&self, at: usize, step: usize) -> bool {
        at.checked_sub(self.tree.sums).is_some_and(|rep| self.reps.forecasts[rep].is_away(step + 1))
    }

    fn agreed(
        &self,
        own: &[f64],
        variances: &[f64],
        agreement: Agreement,
    ) -> Result<(Vec<SumNode>, Vec<f64>), Failure> {
        let is_used = |at: usize| at >= self.tree.sums || agreement == Agreement::Reconciled;
        let nodes: Vec<SumNode> = (self.tree.nodes.iter().enumerate())
            .map(|(at, node)| SumNode {
                parent: node.parent,
                forecast: is_used(at).then_some(own[at]),
                variance: variances[at],
            })
            .collect();
        let values = reconcile(&nodes, self.never_negative)
            .map_err(|error| Failure::data(format!("the levels cannot be reconciled: {error}"), None))?;
        Ok((nodes, values))
    }

    /// Both ways, one period ahead, at the past origins at which every rep with sales had a forecast or was away. For
    /// whoever was away what stands in counts, as foreseen and as come, which is to leave the rep out of both ways: the
    /// sums hold it, no disagreement is laid on it, and no case is made of it.
    fn evidence(&self, variances: &[f64]) -> Result<(usize, Vec<LevelEvidence>), Failure> {
        let (of_wholes, of_reps) = (by_origin(&self.wholes.walk_forward), by_origin(&self.reps.walk_forward));
        let mut sums: BTreeMap<TreeLevel, LevelEvidence> = BTreeMap::new();
        let mut origins = 0;
        for (origin, stated) in &of_wholes {
            let Some(reps) = of_reps.get(origin) else { continue };
            let mut own = vec![0.0; self.tree.nodes.len()];
            let mut actual = vec![0.0; self.tree.nodes.len()];
            let wholes = stated.iter().map(|(series, pair)| (*series, pair));
            for (at, (centre, came)) in wholes.chain(reps.iter().map(|(rep, pair)| (self.tree.sums + rep, pair))) {
                (own[at], actual[at]) = (*centre, *came);
            }
            let mut held = Cow::Borrowed(variances);
            let away = self.stand_ins.after(*origin);
            for (rep, usual) in &away {
                let at = self.tree.sums + rep;
                (own[at], actual[at], held.to_mut()[at]) = (*usual, *usual, 0.0);
            }
            let of_reps: f64 = actual[self.tree.sums..].iter().sum();
            let is_whole = stated.len() == self.tree.sums && (of_reps - actual[0]).abs() <= 0.005 * actual[0].abs();
            if !is_whole {
                continue;
            }
            origins += 1;
            let (_, reconciled) = self.agreed(&own, &held, Agreement::Reconciled)?;
            let (_, bottom_up) = self.agreed(&own, &held, Agreement::BottomUp)?;
            let is_case = |at: usize| at.checked_sub(self.tree.sums).is_none_or(|rep| !away.contains_key(&rep));
            for (at, node) in self.tree.nodes.iter().enumerate().filter(|(at, _)| is_case(*at)) {
                let empty = LevelEvidence { level: node.level, n: 0, own: 0.0, bottom_up: 0.0, reconciled: 0.0 };
                let sum = sums.entry(node.level).or_insert(empty);
                sum.n += 1;
                sum.own += (own[at] - actual[at]).abs();
                sum.bottom_up += (bottom_up[at] - actual[at]).abs();
                sum.reconciled += (reconciled[at] - actual[at]).abs();
            }
        }
        let mean = |sum: LevelEvidence| {
            let n = sum.n as f64;
            LevelEvidence { own: sum.own / n, bottom_up: sum.bottom_up / n, reconciled: sum.reconciled / n, ..sum }
        };
        Ok((origins, sums.into_values().map(mean).collect()))
    }

    fn rows(
        &self,
        variances: &[f64],
        agreement: Agreement,
        (horizon, per_major): (usize, f64),
        only: Option<TreeLevel>,
    ) -> Result<Vec<LevelRow>, Failure> {
        let mut by_step = Vec::with_capacity(horizon);
        for step in 0..horizon {
            let own: Vec<f64> = (0..self.tree.nodes.len()).map(|at| self.own(at, step)).collect();
            let held: Vec<f64> =
                variances.iter().enumerate().map(|(at, of)| if self.is_away(at, step) { 0.0 } else { *of }).collect();
            let (nodes, values) = self.agreed(&own, &held, agreement)?;
            let minor: Vec<f64> = values.iter().map(|value| value * per_major).collect();
            let whole = in_whole_units(&nodes, &minor)
                .map_err(|error| Failure::data(format!("the levels cannot be reconciled: {error}"), None))?;
            by_step.push((own, whole));
        }
        let row = |at: usize, step: usize| {
            let node = &self.tree.nodes[at];
            let (own, whole) = &by_step[step];
            let (expected, intervals) = self.likely(node, step);
            LevelRow {
                level: node.level,
                region: node.region.clone(),
                team: node.team.clone(),
                rep: node.rep.clone(),
                step: step + 1,
                agreed_minor: whole[at],
                own: own[at],
                expected,
                intervals,
                reps: node.members.len(),
            }
        };
        // Each sum is simulated from a seed of its own, so threads share nothing.
        let shown = |at: &usize| only.is_none_or(|level| self.tree.nodes[*at].level == level);
        let all: Vec<(usize, usize)> =
            (0..self.tree.nodes.len()).filter(shown).flat_map(|at| (0..horizon).map(move |step| (at, step))).collect();
        Ok(all.into_par_iter().map(|(at, step)| row(at, step)).collect())
    }

    /// What is expected of a node and its intervals: of a rep those of its own distribution, of a sum those of what its reps
    /// together bring.
    fn likely(&self, node: &Node, step: usize) -> (Option<f64>, Vec<Option<(f64, f64)>>) {
        let members: Vec<&Predictive> = (node.members.iter())
            .filter_map(|&rep| self.reps.forecasts[rep].steps.get(step)?.predictive.as_ref())
            .collect();
        let supports = |level: f64| members.iter().all(|own| own.supports((1.0 - level) / 2.0));
        let of_levels = |at: &dyn Fn(f64) -> f64| -> Vec<Option<(f64, f64)>> {
            let ends = |level: &f64| (at((1.0 - level) / 2.0), at((1.0 + level) / 2.0));
            self.levels.iter().map(|level| supports(*level).then(|| ends(level))).collect()
        };
        if let (TreeLevel::Rep, [own]) = (node.level, &members[..]) {
            return (Some(own.median()), of_levels(&|share| own.quantile(share)));
        }
        let policy = TargetPolicy::default();
        let sum = self.together.and_then(|together| SumOfReps::simulate(&members, together, policy.draws, policy.seed));
        match sum {
            Some(sum) => (Some(sum.expected()), of_levels(&|share| sum.at_chance(1.0 - share))),
            None => (None, vec![None; self.levels.len()]),
        }
    }
}

/// By origin, then series: what was stated and what came.
fn by_origin(walk: &WalkForward) -> BTreeMap<usize, BTreeMap<usize, (f64, f64)>> {
    let mut origins: BTreeMap<usize, BTreeMap<usize, (f64, f64)>> = BTreeMap::new();
    for one in &walk.stated {
        origins.entry(one.origin).or_default().insert(one.series, (one.centre, one.actual));
    }
    origins
}

fn spreads(panel: &PanelForecast) -> Vec<f64> {
    let mut errors: Vec<(f64, usize)> = vec![(0.0, 0); panel.forecasts.len()];
    let (mut squares, mut sizes) = (0.0, 0.0);
    for one in &panel.walk_forward.stated {
        let square = (one.actual - one.centre).powi(2);
        errors[one.series].0 += square;
        errors[one.series].1 += 1;
        squares += square;
        sizes += one.actual.powi(2);
    }
    let relative = if sizes > 0.0 { squares / sizes } else { 1.0 };
    (errors.iter().zip(&panel.forecasts))
        .map(|(&(sum, n), series)| {
            let expected = series.steps.first().map_or(0.0, |step| step.mean);
            if n >= LEAST_ERRORS { sum / n as f64 } else { relative * expected * expected }
        })
        .collect()
}
