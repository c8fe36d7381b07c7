//! A plan for each weak driver.

use std::collections::BTreeMap;

use super::comparable::{Comparison, Standing};
use super::params::PlanSettings;
use crate::appraisal::{Topic, WorkDriver, topics_for};

/// Fewer reps with both periods say nothing about how much of a gap lasts.
const LEAST_FOR_PERSISTENCE: usize = 10;

/// Under this persistence most of a gap goes away by itself.
const MOSTLY_CHANCE: f64 = 0.5;

/// What is needed to propose plans on one driver.
#[derive(Debug, Clone, Copy)]
pub struct Proposing<'a> {
    /// The driver.
    pub driver: WorkDriver,
    /// The id of the metric that stands for it.
    pub metric_id: &'a str,
    /// Whether the metric counts whole things.
    pub is_count: bool,
    /// Whether it is a share, which lies between 0 and 1.
    pub is_share: bool,
    /// How much of a rep's deviation lasted from the period before; none where that is not known.
    pub persistence: Option<f64>,
}

/// A proposed plan, without words, owner and dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The rep.
    pub rep_id: String,
    /// The weak driver.
    pub driver: WorkDriver,
    /// The metric: the gap is in it, and it is the check.
    pub metric_id: String,
    /// Where the rep stands.
    pub standing: Standing,
    /// The value that the metric has to reach.
    pub check_value: f64,
    /// What would come without any plan: an odd value tends to be followed by a more usual one. None where not known.
    pub by_itself: Option<f64>,
    /// Whether most of such gaps go away by themselves.
    pub mostly_chance: bool,
    /// The coaching topics, those first that act on the fewest drivers.
    pub topics: Vec<&'static Topic>,
}

/// Proposes a plan for each rep who is weak on the driver, by rep.
///
/// The check value lies `share_of_gap` of the way to the comparable reps, or where the rep would come without any plan,
/// whichever asks for more: a plan that a usual period meets shows nothing. Counts are rounded up to whole things, shares
/// to a hundredth of a percent.
pub fn propose(asked: Proposing<'_>, comparison: &Comparison, settings: &PlanSettings) -> Vec<Proposal> {
    let mut topics: Vec<&'static Topic> = topics_for(asked.driver).collect();
    topics.sort_by_key(|topic| topic.drivers.len());
    let of_rep = |(rep, standing): (&String, &Result<Standing, _>)| {
        let standing = standing.as_ref().ok().filter(|standing| standing.weak)?;
        let gap = standing.comparable - standing.value;
        let by_itself = asked.persistence.map(|lasting| standing.comparable - lasting * gap);
        let half_way = standing.value + settings.share_of_gap * gap;
        let is_lower = asked.driver.lower_is_better();
        let farther = |one: f64, other: f64| if is_lower { one.min(other) } else { one.max(other) };
        Some(Proposal {
            rep_id: rep.clone(),
            driver: asked.driver,
            metric_id: asked.metric_id.to_string(),
            standing: *standing,
            check_value: rounded(by_itself.map_or(half_way, |other| farther(half_way, other)), asked),
            by_itself,
            mostly_chance: asked.persistence.is_some_and(|lasting| lasting < MOSTLY_CHANCE),
            topics: topics.clone(),
        })
    };
    comparison.iter().filter_map(of_rep).collect()
}

/// How much of the reps' deviations from what is comparable lasted from one period to the next: their correlation, no
/// less than 0. None with fewer than ten reps in both.
pub fn persistence(before: &Comparison, now: &Comparison) -> Option<f64> {
    let deviations = |comparison: &Comparison| -> BTreeMap<String, f64> {
        let known =
            comparison.iter().filter_map(|(rep, standing)| Some((rep.clone(), standing.as_ref().ok()?.robust_z)));
        known.collect()
    };
    let (before, now) = (deviations(before), deviations(now));
    let both: Vec<(f64, f64)> = before.iter().filter_map(|(rep, then)| Some((*then, *now.get(rep)?))).collect();
    if both.len() < LEAST_FOR_PERSISTENCE {
        return None;
    }
    // Ranks, so that one rep far out does not decide it (Spearman).
    let (x, y): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
    correlation(&ranks(&x), &ranks(&y)).map(|lasting| lasting.clamp(0.0, 1.0))
}

/// The rank of each value, equal ones with their mean rank.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = |value: &f64| {
        let below = sorted.partition_point(|other| other < value);
        let same = sorted[below..].partition_point(|other| other <= value);
        below as f64 + (same as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let of = |a: &[f64], ma: f64, b: &[f64], mb: f64| a.iter().zip(b).map(|(p, q)| (p - ma) * (q - mb)).sum::<f64>();
    let spread = (of(x, mx, x, mx) * of(y, my, y, my)).sqrt();
    (spread > 0.0).then(|| of(x, mx, y, my) / spread)
}

fn rounded(value: f64, asked: Proposing<'_>) -> f64 {
    let is_lower = asked.driver.lower_is_better();
    if asked.is_count {
        return if is_lower { (value + 1e-9).floor() } else { (value - 1e-9).ceil() };
    }
    let value = (value * 1e4).round() / 1e4;
    if asked.is_share { value.clamp(0.0, 1.0) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::plan::Basis;

    fn comparison(of: &[(&str, f64, f64, f64)]) -> Comparison {
        let standing = |&(rep, value, comparable, robust_z): &(&str, f64, f64, f64)| {
            let (weak, strong) = (robust_z <= -1.0, robust_z >= 1.0);
            let standing = Standing { value, comparable, robust_z, n_peers: 9, basis: Basis::AllReps, weak, strong };
            (rep.to_string(), Ok(standing))
        };
        of.iter().map(standing).collect()
    }

    fn asked(driver: WorkDriver, persistence: Option<f64>) -> Proposing<'static> {
        let is_count = driver == WorkDriver::NewCustomers;
        Proposing { driver, metric_id: driver.metric_ids()[0], is_count, is_share: !is_count, persistence }
    }

    #[test]
    fn only_the_weak_get_a_plan_and_half_the_gap_is_its_check() {
        let all = comparison(&[("A", 0.20, 0.30, -2.0), ("B", 0.28, 0.30, -0.5), ("C", 0.50, 0.30, 3.0)]);
        let plans = propose(asked(WorkDriver::CloseRate, None), &all, &PlanSettings::default());
        assert_eq!(plans.len(), 1);
        assert_eq!((plans[0].rep_id.as_str(), plans[0].check_value, plans[0].by_itself), ("A", 0.25, None));
        // The topics that act on the close rate alone come before negotiation, which acts on more.
        assert_eq!(plans[0].topics.last().unwrap().id, "negotiation");
        let whole = PlanSettings { share_of_gap: 1.0, ..PlanSettings::default() };
        assert_eq!(propose(asked(WorkDriver::CloseRate, None), &all, &whole)[0].check_value, 0.30);
    }

    #[test]
    fn what_a_usual_period_brings_by_itself_is_no_check() {
        // A fifth of a deviation lasts: 0.28 would come anyway, so more than half the gap is asked.
        let all = comparison(&[("A", 0.20, 0.30, -2.0)]);
        let plan = &propose(asked(WorkDriver::CloseRate, Some(0.2)), &all, &PlanSettings::default())[0];
        assert_eq!((plan.check_value, plan.mostly_chance), (0.28, true));
        let plan = &propose(asked(WorkDriver::CloseRate, Some(0.9)), &all, &PlanSettings::default())[0];
        assert_eq!((plan.check_value, plan.mostly_chance), (0.25, false));
    }

    #[test]
    fn less_is_better_for_discounts_and_counts_are_whole() {
        let all = comparison(&[("A", 0.20, 0.10, -2.0)]);
        let plan = &propose(asked(WorkDriver::DiscountRate, Some(0.3)), &all, &PlanSettings::default())[0];
        assert_eq!(plan.check_value, 0.13);
        let all = comparison(&[("A", 4.0, 9.0, -2.0)]);
        let plan = &propose(asked(WorkDriver::NewCustomers, None), &all, &PlanSettings::default())[0];
        assert_eq!(plan.check_value, 7.0);
    }

    #[test]
    fn what_lasts_is_the_correlation_of_the_ranks() {
        let of = |z: &[f64]| -> Comparison {
            z.iter().enumerate().flat_map(|(at, z)| comparison(&[(&format!("R{at:02}"), 1.0, 1.0, *z)])).collect()
        };
        let rising: Vec<f64> = (0..12).map(f64::from).collect();
        let falling: Vec<f64> = rising.iter().map(|z| -z).collect();
        assert_eq!(persistence(&of(&rising), &of(&rising)), Some(1.0));
        assert_eq!(persistence(&of(&rising), &of(&falling)), Some(0.0));
        assert_eq!(persistence(&of(&rising[..9]), &of(&rising[..9])), None);
    }
}
