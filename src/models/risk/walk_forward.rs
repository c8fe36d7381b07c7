//! The model as it would have been at each origin, and the chances that it would have stated there.

use std::ops::Range;

use rayon::prelude::*;

use super::calibration::{Calibrator, RawScore};
use super::case::{PastCase, origins_of};
use super::design::Design;
use super::explain::Scorer;
use super::feature::FeatureSpec;
use super::held_back::Expected;
use super::logistic::LinearModel;
use super::logit::{clip_base, logit, sigmoid};
use super::params::RiskSettings;
use super::report::{CalibrationUsed, ForecastOnlyReason};

/// What could be fitted with the knowledge of one origin.
pub(super) struct AtOrigin {
    /// The origin; wider than the cases' own, so that one past the last is always a number.
    pub(super) origin: i64,
    /// The model, or why there is none.
    pub(super) scorer: Result<Scorer, ForecastOnlyReason>,
    /// How its scores are calibrated.
    pub(super) calibration: CalibrationUsed,
    /// What the forecast's own logits are worth, by the last periods; and on how many cases that rests.
    pub(super) forecast: (Calibrator, usize),
}

/// The forecast is judged by so many of the last periods that are known: a year of quarters. What it is worth changes, as
/// histories become longer and markets other ones. On the training parts of Tourism quarterly its slope is 1.24 as it
/// stands, 1.17 by all periods and 1.13 by the last four.
const FORECAST_PERIODS: usize = 4;

/// A past case's chance as the logistic would have stated it at the time; `None` where it could not be fitted.
pub(super) type StatedThen = Option<f64>;

/// Everything that walking forward through the origins yields.
pub(super) struct WalkForward {
    /// In order of origin; one each for past origins, origins to predict at, and the one after the last past one.
    pub(super) models: Vec<AtOrigin>,
    /// For each past case, in its order.
    pub(super) stated: Vec<StatedThen>,
    /// The same for the forecast alone, calibrated by what was known then.
    pub(super) forecast: Vec<f64>,
}

impl WalkForward {
    /// Fits one model per origin on what was known there.
    ///
    /// A case of origin o has its outcome in period o + 1. At origin O, periods up to O have ended, so the cases
    /// with o < O are known, and no others. The same holds for the scores that calibrate: raw walk-forward
    /// scores of origins before O, each made by a model that had not seen its case.
    pub(super) fn run(
        specs: &[FeatureSpec],
        past: &[PastCase<'_>],
        open_origins: &[i32],
        settings: &RiskSettings,
    ) -> WalkForward {
        let groups = origins_of(past);
        let mut origins: Vec<i64> =
            groups.iter().map(|(o, _)| *o).chain(open_origins.iter().copied()).map(i64::from).collect();
        origins.push(groups.last().map_or(0, |(last, _)| i64::from(*last) + 1));
        origins.sort_unstable();
        origins.dedup();
        let known_at = |origin: i64| past.partition_point(|p| i64::from(p.case.origin) < origin);

        let linear: Vec<Result<LinearModel, ForecastOnlyReason>> =
            origins.par_iter().map(|&origin| fit(specs, &past[..known_at(origin)], settings)).collect();
        let model_at = |origin: i32| origins.binary_search(&i64::from(origin)).ok().map(|at| &linear[at]);
        let mut raw: Vec<Option<f64>> = Vec::with_capacity(past.len());
        for (origin, range) in &groups {
            let model = model_at(*origin).and_then(|fitted| fitted.as_ref().ok());
            raw.extend(past[range.clone()].iter().map(|p| model.map(|m| m.score(p.case))));
        }

        let own: Vec<f64> = past.iter().map(|past| logit(clip_base(past.case.base_probability))).collect();
        let models: Vec<AtOrigin> = (origins.par_iter().zip(linear))
            .map(|(&origin, linear)| {
                let forecast = calibrate_forecast(past, &own, &groups, origin);
                let calibrated = linear.map(|linear| {
                    let (calibrator, used) = calibrate(past, &raw, known_at(origin), linear.expected, settings);
                    (Scorer { linear, calibrator }, used)
                });
                match calibrated {
                    Ok((scorer, calibration)) => AtOrigin { origin, scorer: Ok(scorer), calibration, forecast },
                    Err(why) => AtOrigin { origin, scorer: Err(why), calibration: CalibrationUsed::None, forecast },
                }
            })
            .collect();
        let stated = state(&models, past, &raw);
        let mut walked = WalkForward { models, stated, forecast: Vec::new() };
        // The forecast's chance of each case as it would be stated at the case's origin.
        let stated_then = |(past, own): (&PastCase<'_>, &f64)| {
            sigmoid(walked.at(i64::from(past.case.origin)).map_or(*own, |model| model.forecast.0.logit(*own)))
        };
        walked.forecast = past.iter().zip(&own).map(stated_then).collect();
        walked
    }

    /// The model of an origin that was walked through.
    pub(super) fn at(&self, origin: i64) -> Option<&AtOrigin> {
        self.models.binary_search_by_key(&origin, |model| model.origin).ok().map(|at| &self.models[at])
    }
}

/// Fits on what was known, where that is enough.
fn fit(
    specs: &[FeatureSpec],
    training: &[PastCase<'_>],
    settings: &RiskSettings,
) -> Result<LinearModel, ForecastOnlyReason> {
    let n = training.len();
    let events = training.iter().filter(|past| past.event).count();
    let rarer = events.min(n - events);
    if n < settings.min_cases.max(1) {
        return Err(ForecastOnlyReason::TooFewCases { have: n, need: settings.min_cases.max(1) });
    }
    if rarer == 0 {
        return Err(ForecastOnlyReason::OneClassOnly { all_events: events > 0, n });
    }
    if rarer < settings.min_events {
        return Err(ForecastOnlyReason::TooFewEvents { have: rarer, need: settings.min_events });
    }
    LinearModel::fit(Design::learn(specs, training), training, settings)
}

fn calibrate(
    past: &[PastCase<'_>],
    raw: &[Option<f64>],
    known: usize,
    expected: Expected,
    settings: &RiskSettings,
) -> (Calibrator, CalibrationUsed) {
    let scores: Vec<RawScore> = (raw[..known].iter().zip(past))
        .filter_map(|(logit, past)| logit.map(|logit| RawScore { origin: past.case.origin, logit, event: past.event }))
        .collect();
    let calibrator = Calibrator::learn(&scores, expected, settings.isotonic_from);
    let used = match calibrator {
        Calibrator::Platt { .. } => CalibrationUsed::Platt { n: scores.len() },
        Calibrator::Isotonic { .. } => CalibrationUsed::Isotonic { n: scores.len() },
    };
    (calibrator, used)
}

/// Platt's line for the forecast's own logits, from the last periods before an origin.
fn calibrate_forecast(
    past: &[PastCase<'_>],
    own: &[f64],
    groups: &[(i32, Range<usize>)],
    origin: i64,
) -> (Calibrator, usize) {
    let known = groups.partition_point(|(group, _)| i64::from(*group) < origin);
    let last = &groups[known.saturating_sub(FORECAST_PERIODS)..known];
    let scores: Vec<RawScore> = (last.iter())
        .flat_map(|(group, range)| {
            range.clone().map(|at| RawScore { origin: *group, logit: own[at], event: past[at].event })
        })
        .collect();
    let events = scores.iter().filter(|score| score.event).count();
    (Calibrator::learn(&scores, Expected::of_forecast(events, scores.len()), usize::MAX), scores.len())
}

fn state(models: &[AtOrigin], past: &[PastCase<'_>], raw: &[Option<f64>]) -> Vec<StatedThen> {
    let mut at = 0;
    (past.iter().zip(raw))
        .map(|(past, raw)| {
            // Both lists are in order of origin, and every past origin has its model.
            while models.get(at).is_some_and(|model| model.origin < i64::from(past.case.origin)) {
                at += 1;
            }
            let scorer = models.get(at)?.scorer.as_ref().ok()?;
            raw.map(|raw| sigmoid(scorer.calibrator.logit(raw)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::case::RiskCase;
    use super::super::feature::FeatureGroup;
    use super::*;

    /// Ten origins of twenty subjects; x decides the outcome, the other way round from origin 5 on.
    fn cases() -> Vec<RiskCase> {
        let case = |origin: i32, i: i32| RiskCase {
            subject: format!("s{i:02}"),
            origin,
            base_probability: 0.4,
            features: vec![f64::from(i)],
            event: Some((i >= 10) == (origin < 5)),
            history: 9,
            ..RiskCase::default()
        };
        (0..10).flat_map(|origin| (0..20).map(move |i| case(origin, i))).collect()
    }

    fn run(cases: &[RiskCase]) -> WalkForward {
        let specs = [FeatureSpec { name: "x".into(), group: FeatureGroup::Trend, actionable: true }];
        let past: Vec<PastCase<'_>> =
            cases.iter().map(|case| PastCase { case, event: case.event == Some(true) }).collect();
        // What is chosen is not the question here.
        WalkForward::run(&specs, &past, &[], &RiskSettings { select: false, ..RiskSettings::default() })
    }

    #[test]
    fn an_origin_knows_the_cases_before_it_and_no_others() {
        let whole = cases();
        let walked = run(&whole);
        // Sixty cases are there from origin 3 on.
        assert!(walked.stated[..60].iter().all(Option::is_none));
        assert!(walked.stated[60..].iter().all(Option::is_some));
        // What comes later, even at the same origin, changes nothing before it.
        let mut changed = whole.clone();
        for case in changed.iter_mut().filter(|case| case.origin >= 5) {
            case.event = case.event.map(|event| !event);
            case.features[0] *= 3.0;
        }
        let other = run(&changed);
        assert_eq!(walked.stated[..100], other.stated[..100]);
        let model_of = |walked: &WalkForward| {
            let scorer = walked.at(5).expect("a past origin").scorer.as_ref().expect("a hundred cases").clone();
            (scorer.linear.terms[0].coefficient, scorer.calibrator)
        };
        assert_eq!(model_of(&walked), model_of(&other));
        assert_ne!(walked.stated[100..120], other.stated[100..120]);
    }

    #[test]
    fn calibration_uses_scores_of_earlier_origins_only() {
        let walked = run(&cases());
        let calibration = |origin| walked.at(origin).expect("walked through").calibration;
        assert_eq!(calibration(3), CalibrationUsed::Platt { n: 0 });
        assert_eq!(calibration(4), CalibrationUsed::Platt { n: 20 });
        assert_eq!(calibration(10), CalibrationUsed::Platt { n: 140 });
    }

    #[test]
    fn the_forecast_learns_from_the_last_periods_before_an_origin_and_from_nothing_later() {
        let whole = cases();
        let walked = run(&whole);
        assert!(walked.forecast[..20].iter().all(|chance| (chance - 0.4).abs() < 1e-12), "nothing was known");
        assert_eq!(walked.at(3).expect("walked through").forecast.1, 60);
        assert_eq!(walked.at(9).expect("walked through").forecast.1, 80);
        let turned = |from: i32, to: i32| {
            let mut changed = whole.clone();
            let between = |case: &&mut RiskCase| (from..to).contains(&case.origin);
            changed.iter_mut().filter(between).for_each(|case| case.event = Some(true));
            run(&changed).forecast
        };
        assert_eq!(walked.forecast[..120], turned(5, 10)[..120]);
        assert_ne!(walked.forecast[120..140], turned(5, 10)[120..140]);
        // At origin 9 the periods 5 to 8 are looked at.
        assert_eq!(walked.forecast[180..], turned(0, 5)[180..]);
    }

    #[test]
    fn no_past_at_all_still_has_a_next_origin() {
        let walked = run(&[]);
        let next = walked.models.first().expect("the origin after nothing");
        assert_eq!(next.scorer.as_ref().err(), Some(&ForecastOnlyReason::TooFewCases { have: 0, need: 60 }));
    }
}
