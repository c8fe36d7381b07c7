//! A case: one subject at the end of one period, and, for past ones, what happened in the period after it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::doubt::Doubt;
use super::error::RiskError;
use super::feature::{FORECAST_FEATURE, FeatureSpec};
use super::params::RiskSettings;

/// One subject at one origin.
///
/// The case speaks about the period `origin + 1`. Everything in it but `event` must have been known when that
/// period began: a quota changed later, or a pipeline snapshot taken later, does not belong here. Leave out
/// subjects who left before the period ended: they did not miss, they were gone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RiskCase {
    /// Who or what is assessed; a stable key.
    pub subject: String,
    /// The ordered index of the last period whose end is known.
    pub origin: i32,
    /// The forecast's own chance, 0–1, that the subject misses the bar in `origin + 1`. NaN where there is no
    /// forecast: a past case is then left out, a case to predict is abstained from.
    pub base_probability: f64,
    /// One value per [`FeatureSpec`], in the same order and in any unit. A value that is not finite means "not
    /// known": it counts as the training mean and as a doubt.
    pub features: Vec<f64>,
    /// Whether the bar was missed in `origin + 1`; `None` for a case to predict.
    pub event: Option<bool>,
    /// How many periods of own history stood behind the forecast.
    pub history: usize,
    /// One score per name in [`RiskSettings::baselines`], higher meaning more at risk; empty where none is
    /// passed. NaN where not known.
    pub baselines: Vec<f64>,
}

impl RiskCase {
    /// Whether the forecast gave a chance at all.
    pub(super) fn has_forecast(&self) -> bool {
        self.base_probability.is_finite()
    }
}

/// The cases as checked, in an order that does not depend on the caller's.
pub(super) struct Cases<'a> {
    /// With a known outcome, a forecast and enough history: these train and judge. By origin, then subject.
    pub(super) past: Vec<PastCase<'a>>,
    /// Those to predict, by origin, then subject.
    pub(super) open: Vec<&'a RiskCase>,
    /// What the reader should know about the input.
    pub(super) doubts: Vec<Doubt>,
}

/// A case whose outcome is known.
#[derive(Clone, Copy)]
pub(super) struct PastCase<'a> {
    pub(super) case: &'a RiskCase,
    pub(super) event: bool,
}

impl<'a> Cases<'a> {
    /// Checks every case against the specs and sorts them.
    pub(super) fn check(
        specs: &[FeatureSpec],
        cases: &'a [RiskCase],
        settings: &RiskSettings,
    ) -> Result<Cases<'a>, RiskError> {
        check_names(specs, settings)?;
        for case in cases {
            check_case(specs.len(), settings.baselines.len(), case)?;
        }
        let mut sorted: Vec<&RiskCase> = cases.iter().collect();
        sorted.sort_by(|a, b| order(a, b));

        let mut past = Vec::new();
        let (mut without_forecast, mut short) = (0, 0);
        for &case in &sorted {
            let Some(event) = case.event else { continue };
            if !case.has_forecast() {
                without_forecast += 1;
            } else if case.history < settings.min_history {
                short += 1;
            } else {
                past.push(PastCase { case, event });
            }
        }
        let open = sorted.iter().copied().filter(|case| case.event.is_none()).collect();
        let counted = [
            (without_forecast, Doubt::CasesWithoutForecast { cases: without_forecast }),
            (short, Doubt::CasesWithShortHistory { cases: short, need: settings.min_history }),
        ];
        let mut doubts: Vec<Doubt> = counted.into_iter().filter(|(n, _)| *n > 0).map(|(_, doubt)| doubt).collect();
        let repeated = sorted.windows(2).filter(|pair| same_place(pair[0], pair[1])).count();
        if repeated > 0 {
            doubts.push(Doubt::RepeatedCases { cases: repeated });
        }
        Ok(Cases { past, open, doubts })
    }
}

/// Groups sorted past cases by origin: the origin with its first and one-past-last position.
pub(super) fn origins_of(past: &[PastCase<'_>]) -> Vec<(i32, std::ops::Range<usize>)> {
    let mut groups: Vec<(i32, std::ops::Range<usize>)> = Vec::new();
    for (position, past_case) in past.iter().enumerate() {
        match groups.last_mut() {
            Some((origin, range)) if *origin == past_case.case.origin => range.end = position + 1,
            _ => groups.push((past_case.case.origin, position..position + 1)),
        }
    }
    groups
}

fn check_names(specs: &[FeatureSpec], settings: &RiskSettings) -> Result<(), RiskError> {
    let mut features = BTreeSet::from([FORECAST_FEATURE]);
    let mut baselines = BTreeSet::from(super::RESERVED_BASELINES);
    let repeated_feature = specs.iter().map(|spec| spec.name.as_str()).find(|name| !features.insert(name));
    let repeated_baseline = settings.baselines.iter().map(String::as_str).find(|name| !baselines.insert(name));
    match repeated_feature.or(repeated_baseline) {
        Some(name) => Err(RiskError::RepeatedName { name: name.to_owned() }),
        None => Ok(()),
    }
}

fn check_case(features: usize, baselines: usize, case: &RiskCase) -> Result<(), RiskError> {
    let place = |have, need| (case.subject.clone(), case.origin, have, need);
    if case.features.len() != features {
        let (subject, origin, have, need) = place(case.features.len(), features);
        return Err(RiskError::FeatureCount { subject, origin, have, need });
    }
    if !case.baselines.is_empty() && case.baselines.len() != baselines {
        let (subject, origin, have, need) = place(case.baselines.len(), baselines);
        return Err(RiskError::BaselineCount { subject, origin, have, need });
    }
    if case.has_forecast() && !(0.0..=1.0).contains(&case.base_probability) {
        let (subject, origin) = (case.subject.clone(), case.origin);
        return Err(RiskError::ProbabilityOutOfRange { subject, origin, value: case.base_probability });
    }
    Ok(())
}

/// A total order over everything that a case holds, so that the caller's row order cannot reach the sums.
fn order(a: &RiskCase, b: &RiskCase) -> std::cmp::Ordering {
    let values = |x: &[f64], y: &[f64]| {
        let pairs = x.iter().zip(y).map(|(p, q)| p.total_cmp(q));
        pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    };
    a.origin
        .cmp(&b.origin)
        .then_with(|| a.subject.cmp(&b.subject))
        .then_with(|| a.base_probability.total_cmp(&b.base_probability))
        .then_with(|| values(&a.features, &b.features))
        .then_with(|| a.event.cmp(&b.event))
        .then_with(|| a.history.cmp(&b.history))
        .then_with(|| values(&a.baselines, &b.baselines))
}

fn same_place(a: &RiskCase, b: &RiskCase) -> bool {
    a.origin == b.origin && a.subject == b.subject
}
