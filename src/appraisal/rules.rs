//! Whether the company's rules are in order.

use std::collections::{BTreeMap, BTreeSet};

use super::group::{Group, Perspective};
use super::params::{MetricRules, ScorecardSettings, TargetFrom};
use super::{AppraisalError, GradeBand};

/// How far weights may miss 100 by rounding: three of 33.333333 pass, of 33.3 not.
const WEIGHT_TOLERANCE: f64 = 1e-4;

/// The first thing that is not in order.
pub(super) fn check(settings: &ScorecardSettings) -> Result<(), AppraisalError> {
    check_weights(settings)?;
    check_points(settings)?;
    for (metric_id, rules) in &settings.metrics {
        check_metric(settings, metric_id, rules)?;
    }
    check_perspectives(settings)?;
    check_bands(&settings.bands)?;
    check_distribution(settings)?;
    let received = settings.min_coverage;
    match (0.0..=1.0).contains(&received) {
        true => Ok(()),
        false => Err(AppraisalError::Setting { field: "min_coverage", received, low: 0.0, high: 1.0 }),
    }
}

fn check_weights(settings: &ScorecardSettings) -> Result<(), AppraisalError> {
    for (metric_id, &received) in &settings.weights {
        if !is_weight(received) {
            return Err(AppraisalError::Weight { metric_id: metric_id.clone(), received });
        }
    }
    let groups = settings.groups.iter().map(|(group, weight)| (group.code(), *weight));
    check_parts("groups", groups)?;
    let perspectives = settings.perspectives.iter().map(|(perspective, weight)| (perspective.code(), *weight));
    check_parts("perspectives", perspectives)?;
    let has_metrics = settings.group_weight(Group::Kpi) > 0.0;
    if !has_metrics && !settings.weights.is_empty() {
        return Err(AppraisalError::NoKpiGroup);
    }
    let sum: f64 = settings.weights.values().sum();
    if has_metrics && (sum - 100.0).abs() > WEIGHT_TOLERANCE {
        return Err(AppraisalError::WeightsSum { sum });
    }
    Ok(())
}

fn is_weight(received: f64) -> bool {
    received > 0.0 && received.is_finite()
}

/// The parts of a card: each has a weight, and together they are the whole.
fn check_parts<'p>(
    field: &'static str,
    parts: impl Iterator<Item = (&'p str, f64)> + Clone,
) -> Result<(), AppraisalError> {
    if let Some((part, received)) = parts.clone().find(|(_, weight)| !is_weight(*weight)) {
        return Err(AppraisalError::PartWeight { field, part: part.to_string(), received });
    }
    let sum: f64 = parts.clone().map(|(_, weight)| weight).sum();
    match parts.count() > 0 && (sum - 100.0).abs() > WEIGHT_TOLERANCE {
        true => Err(AppraisalError::PartsSum { field, sum }),
        false => Ok(()),
    }
}

fn check_points(settings: &ScorecardSettings) -> Result<(), AppraisalError> {
    if !settings.points.rise() {
        return Err(AppraisalError::ScorePoints { metric_id: None });
    }
    for (metric_id, points) in &settings.points_by_metric {
        let metric_id = metric_id.clone();
        if !settings.weights.contains_key(&metric_id) {
            return Err(AppraisalError::PointsWithoutWeight { metric_id });
        }
        if !points.rise() {
            return Err(AppraisalError::ScorePoints { metric_id: Some(metric_id) });
        }
    }
    Ok(())
}

fn check_metric(settings: &ScorecardSettings, metric_id: &str, rules: &MetricRules) -> Result<(), AppraisalError> {
    let metric_id = metric_id.to_string();
    // Objectives speak of metrics too, and theirs need no weight here.
    if !settings.weights.contains_key(&metric_id) && settings.group_weight(Group::Mbo) == 0.0 {
        return Err(AppraisalError::RulesWithoutWeight { metric_id });
    }
    if let Some(received) = rules.target.filter(|target| !is_weight(*target)) {
        return Err(AppraisalError::Target { metric_id, received });
    }
    if rules.target_from == Some(TargetFrom::Fixed) && rules.target.is_none() {
        return Err(AppraisalError::NoFixedTarget { metric_id });
    }
    let Some([low, high]) = rules.band else { return Ok(()) };
    let is_sound = is_weight(low) && high.is_finite() && low <= high;
    let is_alone = rules.target.is_none() && rules.target_from.is_none() && rules.better.is_none();
    if is_sound && is_alone { Ok(()) } else { Err(AppraisalError::TargetBand { metric_id, low, high }) }
}

/// Every metric lies in a perspective with a weight, and no perspective must stay empty.
fn check_perspectives(settings: &ScorecardSettings) -> Result<(), AppraisalError> {
    if settings.perspectives.is_empty() {
        return Ok(());
    }
    let mut filled: BTreeSet<Perspective> = BTreeSet::new();
    for metric_id in settings.weights.keys() {
        let perspective = settings.perspective_of(metric_id);
        if !settings.perspectives.contains_key(&perspective) {
            return Err(AppraisalError::NoPerspective {
                metric_id: metric_id.clone(),
                perspective: perspective.code(),
            });
        }
        filled.insert(perspective);
    }
    // Objectives and ratings come with the data, and may lie anywhere.
    let only_metrics = [Group::Mbo, Group::Ratings, Group::Bars].map(|group| settings.group_weight(group)) == [0.0; 3];
    match settings.perspectives.keys().find(|perspective| only_metrics && !filled.contains(perspective)) {
        Some(empty) => Err(AppraisalError::EmptyPerspective { perspective: empty.code() }),
        None => Ok(()),
    }
}

fn check_bands(bands: &[GradeBand]) -> Result<(), AppraisalError> {
    let mut labels = BTreeSet::new();
    let mut above = f64::INFINITY;
    for band in bands {
        // Asked this way round, a band that is not a number is refused too.
        let falls = band.at_least < above;
        if band.label.is_empty() || !labels.insert(&band.label) || !falls {
            return Err(AppraisalError::Bands { label: band.label.clone() });
        }
        above = band.at_least;
    }
    match bands.last() {
        Some(last) if last.at_least == 0.0 => Ok(()),
        last => Err(AppraisalError::Bands { label: last.map(|band| band.label.clone()).unwrap_or_default() }),
    }
}

fn check_distribution(settings: &ScorecardSettings) -> Result<(), AppraisalError> {
    let shares: &BTreeMap<String, f64> = &settings.distribution;
    if shares.is_empty() {
        return Ok(());
    }
    let known = |label: &str| settings.bands.iter().any(|band| band.label == label);
    if let Some(label) = shares.keys().find(|label| !known(label)) {
        let bands = settings.bands.iter().map(|band| band.label.clone()).collect();
        return Err(AppraisalError::DistributionLabel { label: label.clone(), bands });
    }
    let sum: f64 = shares.values().sum();
    let sound = shares.values().all(|share| *share >= 0.0 && share.is_finite());
    match sound && (sum - 1.0).abs() <= WEIGHT_TOLERANCE / 100.0 {
        true => Ok(()),
        false => Err(AppraisalError::DistributionSum { sum }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::ScorePoints;

    fn weighted(weights: &[(&str, f64)]) -> ScorecardSettings {
        let weights = weights.iter().map(|&(id, weight)| (id.to_string(), weight)).collect();
        ScorecardSettings { weights, ..ScorecardSettings::default() }
    }

    fn one() -> ScorecardSettings {
        weighted(&[("revenue_net", 100.0)])
    }

    #[test]
    fn weights_must_sum_to_100_and_the_error_names_the_sum() {
        let third = 100.0 / 3.0;
        assert!(weighted(&[("a", third), ("b", third), ("c", third)]).checked().is_ok());
        let sum = |settings: ScorecardSettings| settings.checked();
        assert_eq!(sum(weighted(&[])), Err(AppraisalError::WeightsSum { sum: 0.0 }));
        assert_eq!(sum(weighted(&[("a", 60.0), ("b", 60.0)])), Err(AppraisalError::WeightsSum { sum: 120.0 }));
        let negative = AppraisalError::Weight { metric_id: "b".into(), received: -20.0 };
        assert_eq!(sum(weighted(&[("a", 120.0), ("b", -20.0)])), Err(negative));
        assert!(matches!(sum(weighted(&[("a", f64::NAN)])), Err(AppraisalError::Weight { .. })));
    }

    #[test]
    fn groups_and_perspectives_are_the_whole_card() {
        let mut settings = one();
        settings.groups = [(Group::Kpi, 60.0), (Group::Mbo, 30.0)].into();
        assert_eq!(settings.clone().checked(), Err(AppraisalError::PartsSum { field: "groups", sum: 90.0 }));
        settings.groups = [(Group::Mbo, 100.0)].into();
        assert_eq!(settings.clone().checked(), Err(AppraisalError::NoKpiGroup));
        settings.weights.clear();
        assert!(settings.clone().checked().is_ok(), "objectives alone are a card");
        let mut settings = one();
        settings.perspectives = [(Perspective::Customer, 100.0)].into();
        let elsewhere = AppraisalError::NoPerspective { metric_id: "revenue_net".into(), perspective: "financial" };
        assert_eq!(settings.clone().checked(), Err(elsewhere));
        settings.perspectives = [(Perspective::Customer, 40.0), (Perspective::Financial, 60.0)].into();
        assert_eq!(settings.checked(), Err(AppraisalError::EmptyPerspective { perspective: "customer" }));
    }

    #[test]
    fn points_that_fall_and_bands_out_of_order_are_refused() {
        let mut settings = one();
        settings.points.cap.attainment = 0.9;
        assert_eq!(settings.checked(), Err(AppraisalError::ScorePoints { metric_id: None }));
        let mut settings = one();
        settings.bands.swap(0, 1);
        assert_eq!(settings.checked(), Err(AppraisalError::Bands { label: "S".into() }));
        let mut settings = one();
        settings.bands.pop();
        assert_eq!(settings.checked(), Err(AppraisalError::Bands { label: "C".into() }), "nothing below C");
        let mut settings = one();
        settings.points_by_metric.insert("b".into(), ScorePoints::default());
        assert_eq!(settings.checked(), Err(AppraisalError::PointsWithoutWeight { metric_id: "b".into() }));
    }

    #[test]
    fn a_metrics_target_is_above_nothing_and_a_band_stands_alone() {
        let with = |rules: MetricRules| {
            let mut settings = one();
            settings.metrics.insert("revenue_net".into(), rules);
            settings.checked()
        };
        let zero = MetricRules { target: Some(0.0), ..MetricRules::default() };
        assert_eq!(with(zero), Err(AppraisalError::Target { metric_id: "revenue_net".into(), received: 0.0 }));
        let fixed = MetricRules { target_from: Some(TargetFrom::Fixed), ..MetricRules::default() };
        assert_eq!(with(fixed), Err(AppraisalError::NoFixedTarget { metric_id: "revenue_net".into() }));
        for band in [[20.0, 10.0], [0.0, 10.0]] {
            let upside_down = MetricRules { band: Some(band), ..MetricRules::default() };
            assert!(matches!(with(upside_down), Err(AppraisalError::TargetBand { .. })));
        }
        let both = MetricRules { band: Some([1.0, 2.0]), target: Some(1.0), ..MetricRules::default() };
        assert!(matches!(with(both), Err(AppraisalError::TargetBand { .. })));
        let band = MetricRules { band: Some([10.0, 20.0]), ..MetricRules::default() };
        assert!(with(band).is_ok());
    }

    #[test]
    fn a_distribution_speaks_of_the_bands_and_of_everybody() {
        let with = |shares: &[(&str, f64)]| {
            let distribution = shares.iter().map(|&(label, share)| (label.to_string(), share)).collect();
            ScorecardSettings { distribution, ..one() }.checked()
        };
        assert!(with(&[("S", 0.1), ("A", 0.2), ("B", 0.7)]).is_ok());
        assert!(matches!(with(&[("E", 1.0)]), Err(AppraisalError::DistributionLabel { .. })));
        assert_eq!(with(&[("S", 0.5)]), Err(AppraisalError::DistributionSum { sum: 0.5 }));
        assert!(matches!(with(&[("S", 1.5), ("A", -0.5)]), Err(AppraisalError::DistributionSum { .. })));
    }
}
