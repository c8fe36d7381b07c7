//! The whole of it, on generated data whose truth is known and on data that give no ground to stand on.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::logit::{logit, sigmoid};
use super::*;

/// Subjects × origins with a known truth: logit P = `forecast` · logit(base) + Σ weights · x.
struct Truth {
    subjects: usize,
    origins: i32,
    forecast: f64,
    shift: f64,
    weights: [f64; 3],
    seed: u64,
}

impl Default for Truth {
    fn default() -> Truth {
        Truth { subjects: 250, origins: 8, forecast: 0.8, shift: -0.3, weights: [0.9, -0.05, 0.0], seed: 7 }
    }
}

/// x₀ is about 0 ± 1, x₁ about 30 ± 12 and taken from its centre, x₂ is noise.
const CENTRES: [f64; 3] = [0.0, 30.0, 0.0];
const SPREADS: [f64; 3] = [1.0, 12.0, 1.0];

impl Truth {
    fn specs() -> Vec<FeatureSpec> {
        let spec = |name: &str, group, actionable| FeatureSpec { name: name.into(), group, actionable };
        vec![
            spec("momentum", FeatureGroup::Trend, false),
            spec("visits", FeatureGroup::Activity, true),
            spec("noise", FeatureGroup::Activity, true),
        ]
    }

    /// Past cases, and the last origin's cases without their outcome.
    fn cases(&self) -> Vec<RiskCase> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let mut even = move || rng.random::<f64>() * 2.0 - 1.0;
        let mut cases = Vec::new();
        for origin in 0..=self.origins {
            for subject in 0..self.subjects {
                let base = sigmoid(2.5 * even());
                let x: Vec<f64> = (0..3).map(|j| CENTRES[j] + SPREADS[j] * 1.7 * even()).collect();
                let linear: f64 = (0..3).map(|j| self.weights[j] * (x[j] - CENTRES[j])).sum();
                let chance = sigmoid(self.shift + self.forecast * logit(base) + linear);
                let happened = (even() + 1.0) / 2.0 < chance;
                cases.push(RiskCase {
                    subject: format!("s{subject:03}"),
                    origin,
                    base_probability: base,
                    features: x,
                    event: (origin < self.origins).then_some(happened),
                    history: 8,
                    baselines: Vec::new(),
                });
            }
        }
        cases
    }

    fn report(&self, settings: &RiskSettings) -> RiskReport {
        assess(&Truth::specs(), &self.cases(), settings).expect("well-formed cases")
    }
}

/// Every number of a report, by way of its serialised form: serde_json writes NaN and infinity as null, and
/// reading a null back into a float fails.
fn is_finite(report: &RiskReport) -> bool {
    let text = serde_json::to_string(report).expect("plain data");
    serde_json::from_str::<RiskReport>(&text).is_ok()
        && report.assessments.iter().all(|a| a.probability.is_none_or(|p| (0.0..=1.0).contains(&p)))
}

#[test]
fn known_coefficients_are_recovered() {
    let report = Truth { subjects: 800, origins: 5, ..Truth::default() }
        .report(&RiskSettings { alpha: 0.1, ..Default::default() });
    assert_eq!(report.model, RiskModelUsed::Logistic);
    let found: Vec<f64> = report.coefficients.iter().map(|c| c.per_unit).collect();
    // Standard errors with 4,000 cases: about 0.03, 0.04, 0.004, 0.04; three of them are allowed.
    for ((found, wanted), allowed) in found.iter().zip([0.8, 0.9, -0.05, 0.0]).zip([0.1, 0.12, 0.01, 0.12]) {
        assert!((found - wanted).abs() < allowed, "{found} instead of {wanted}");
    }
}

#[test]
fn stated_chances_keep_their_word_and_beat_the_forecast() {
    for isotonic_from in [1000, usize::MAX] {
        let mut all = Vec::new();
        // The slope of one company's cases scatters by 0.05 around its mean, so two are judged together.
        for seed in [1, 2] {
            let truth = Truth { seed, ..Truth::default() };
            let report = truth.report(&RiskSettings { isotonic_from, ..Default::default() });
            let judged = &report.walk_forward;
            assert!(judged.n >= 1500, "{judged:?}");
            assert!(judged.ece.is_some_and(|ece| ece <= 0.05), "{judged:?}");
            let forecast = &report.baselines.iter().find(|b| b.name == "forecast").expect("always there").evaluation;
            assert_eq!((forecast.n, forecast.events), (judged.n, judged.events));
            assert!(judged.auc > forecast.auc && judged.brier < forecast.brier);
            assert!(judged.brier_skill > forecast.brier_skill);
            all.extend(report.cases.iter().map(|case| Stated { score: case.probability, event: case.event }));
        }
        let slope = Evaluation::of(&all).calibration_slope.expect("both outcomes");
        assert!((0.9..=1.1).contains(&slope), "{slope} with isotonic from {isotonic_from}");
    }
}

#[test]
fn reasons_and_groups_add_up_to_the_logit() {
    for isotonic_from in [1000, usize::MAX] {
        let report = Truth::default().report(&RiskSettings { isotonic_from, ..Default::default() });
        assert_eq!(report.model, RiskModelUsed::Logistic);
        assert_eq!(report.assessments.len(), 250);
        for a in &report.assessments {
            let reasons: f64 = a.reasons.iter().map(|r| r.contribution).sum();
            let groups: f64 = a.group_contributions().iter().map(|g| g.contribution).sum();
            assert!((a.intercept_logit + reasons - a.logit).abs() < 1e-9);
            assert!((a.intercept_logit + groups - a.logit).abs() < 1e-9);
            assert!((sigmoid(a.logit) - a.probability.expect("long history")).abs() < 1e-12);
            for r in &a.reasons {
                let value = r.value.expect("all values are known");
                assert!((r.coefficient * (value - r.average) - r.contribution).abs() < 1e-9);
            }
            assert!(a.reasons.windows(2).all(|pair| pair[0].contribution.abs() >= pair[1].contribution.abs()));
        }
    }
}

#[test]
fn a_counterfactual_clears_the_flag_when_applied_and_is_the_smallest() {
    let truth = Truth::default();
    let (specs, cases) = (Truth::specs(), truth.cases());
    let settings = RiskSettings::default();
    let report = assess(&specs, &cases, &settings).expect("well-formed cases");
    let with_change: Vec<&RiskAssessment> = report.assessments.iter().filter(|a| a.counterfactual.is_some()).collect();
    assert!(with_change.len() > 20);
    let rescored = |share: f64| {
        let mut changed = cases.clone();
        for a in &with_change {
            let c = a.counterfactual.as_ref().expect("filtered");
            let position = specs.iter().position(|s| s.name == c.feature).expect("a spec's name");
            assert!(specs[position].actionable && a.flagged);
            let case = changed.iter_mut().find(|case| case.event.is_none() && case.subject == a.subject);
            case.expect("the same subjects").features[position] = share * c.to + (1.0 - share) * c.from;
        }
        assess(&specs, &changed, &settings).expect("well-formed cases")
    };
    let (whole, nearly) = (rescored(1.0), rescored(0.999));
    for a in &with_change {
        let find = |r: &RiskReport| r.assessments.iter().find(|b| b.subject == a.subject).cloned().expect("same");
        let stated_after = a.counterfactual.as_ref().map(|c| c.probability_after);
        assert!(!find(&whole).flagged);
        assert_eq!(find(&whole).probability, stated_after);
        assert!(find(&nearly).flagged);
    }
    // Some are beyond help from visits within what has been seen, and say so by having none.
    assert!(report.assessments.iter().any(|a| a.flagged && a.counterfactual.is_none()));
    assert!(report.assessments.iter().all(|a| a.flagged || a.counterfactual.is_none()));
}

#[test]
fn what_nobody_can_change_is_told_where_it_alone_would_clear_the_flag() {
    let truth = Truth::default();
    let (mut specs, cases) = (Truth::specs(), truth.cases());
    specs.iter_mut().for_each(|spec| spec.actionable = false);
    let report = assess(&specs, &cases, &RiskSettings::default()).expect("well-formed cases");
    let told: Vec<&RiskAssessment> = report.assessments.iter().filter(|a| a.unchangeable.is_some()).collect();
    assert!(told.len() > 20 && report.assessments.iter().all(|a| a.counterfactual.is_none()));
    let mut changed = cases.clone();
    for a in &told {
        let change = a.unchangeable.as_ref().expect("filtered");
        let position = specs.iter().position(|s| s.name == change.feature).expect("a spec's name");
        let case = changed.iter_mut().find(|case| case.event.is_none() && case.subject == a.subject);
        case.expect("the same subjects").features[position] = change.to;
    }
    let after = assess(&specs, &changed, &RiskSettings::default()).expect("well-formed cases");
    for a in &told {
        let now = after.assessments.iter().find(|b| b.subject == a.subject).expect("the same subjects");
        assert!(a.flagged && !now.flagged);
        assert_eq!(now.probability, a.unchangeable.as_ref().map(|change| change.probability_after));
    }
}

#[test]
fn row_order_and_thread_count_change_nothing() {
    let cases = Truth { subjects: 60, ..Truth::default() }.cases();
    let run = |cases: &[RiskCase], threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small pool");
        let report = pool.install(|| assess(&Truth::specs(), cases, &RiskSettings::default()));
        serde_json::to_string(&report.expect("well-formed cases")).expect("plain data")
    };
    let mut turned = cases.clone();
    turned.reverse();
    turned.rotate_left(137);
    let plain = run(&cases, 1);
    assert_eq!(plain, run(&cases, 4));
    assert_eq!(plain, run(&turned, 3));
}

#[test]
fn a_dozen_reps_over_four_quarters_get_the_forecast_and_the_reason_why() {
    let report = Truth { subjects: 14, origins: 4, ..Truth::default() }.report(&RiskSettings::default());
    let why = ForecastOnlyReason::TooFewCases { have: 56, need: 60 };
    assert_eq!(report.model, RiskModelUsed::ForecastOnly { why });
    assert_eq!((report.n_cases, report.n_subjects, report.n_origins), (56, 14, 4));
    assert_eq!(report.walk_forward.n, 56, "the forecast is judged on all past cases");
    // The forecast is read as its 56 cases taught to: one line for all, not far from its own word.
    assert_eq!(report.calibration, CalibrationUsed::Platt { n: 56 });
    let slope = report.assessments[0].reasons[0].coefficient;
    assert!((0.6..1.2).contains(&slope), "{slope}");
    let shift = |a: &RiskAssessment| a.logit - slope * logit(a.base_probability.expect("given"));
    for a in &report.assessments {
        assert!((sigmoid(a.logit) - a.probability.expect("stated")).abs() < 1e-12);
        assert!((shift(a) - shift(&report.assessments[0])).abs() < 1e-9 && shift(a).abs() < 0.5, "{}", shift(a));
        assert_eq!(a.reasons.len(), 1);
        assert_eq!(a.reasons[0].feature, FORECAST_FEATURE);
        assert!((a.intercept_logit + a.reasons[0].contribution - a.logit).abs() < 1e-12);
        assert!(a.counterfactual.is_none());
    }
}

#[test]
fn features_that_know_nothing_do_not_displace_a_good_forecast() {
    let mut chosen = 0;
    for seed in 0..10 {
        let truth = Truth { subjects: 20, origins: 10, forecast: 1.0, shift: 0.0, weights: [0.0; 3], seed };
        let report = truth.report(&RiskSettings::default());
        match report.model {
            RiskModelUsed::Logistic => chosen += 1,
            RiskModelUsed::ForecastOnly { why: ForecastOnlyReason::NotBetter { .. } } => {
                assert!(report.comparison.is_some());
                assert!(report.baselines.iter().any(|b| b.name == "logistic"));
            }
            other => panic!("{other:?}"),
        }
    }
    // Within one standard error, chance alone lets about one in six through.
    assert!(chosen <= 2, "{chosen} of 10");
}

#[test]
fn too_little_history_or_no_forecast_is_abstained_from() {
    let mut cases = Truth::default().cases();
    let open = cases.len() - 250;
    cases[open].history = 3;
    cases[open + 1].base_probability = f64::NAN;
    cases[0].history = 1;
    cases[1].base_probability = f64::NAN;
    let report = assess(&Truth::specs(), &cases, &RiskSettings::default()).expect("well-formed cases");
    let (short, none) = (&report.assessments[0], &report.assessments[1]);
    assert_eq!(short.abstained, Some(Abstention::TooLittleHistory { have: 3, need: 4 }));
    assert_eq!(none.abstained, Some(Abstention::NoForecast));
    for a in [short, none] {
        assert!(a.probability.is_none() && !a.flagged && a.reasons.is_empty() && a.counterfactual.is_none());
    }
    assert_eq!(report.n_cases, 1998);
    let wanted = [Doubt::CasesWithoutForecast { cases: 1 }, Doubt::CasesWithShortHistory { cases: 1, need: 4 }];
    assert_eq!(report.doubts, wanted);
    assert!(is_finite(&report));
}

#[test]
fn unknown_and_unheard_of_values_are_doubts() {
    let mut cases = Truth::default().cases();
    let open = cases.len() - 250;
    for (at, case) in cases.iter_mut().enumerate() {
        if at % 3 == 0 || at == open {
            case.features[1] = f64::NAN;
        }
    }
    cases[open].features[0] = 1e9;
    let report = assess(&Truth::specs(), &cases, &RiskSettings::default()).expect("well-formed cases");
    assert_eq!(report.model, RiskModelUsed::Logistic);
    let a = &report.assessments[0];
    assert!(a.doubts.contains(&Doubt::Imputed { feature: "visits".into() }));
    assert!(matches!(&a.doubts[0], Doubt::OutsideTrainingRange { feature, value, used }
        if feature == "momentum" && *value == 1e9 && (1.6..1.7).contains(used)));
    let visits = a.reasons.iter().find(|r| r.feature == "visits").expect("a column of the model");
    assert_eq!((visits.value, visits.contribution), (None, 0.0));
    assert!(a.counterfactual.as_ref().is_none_or(|c| c.feature != "visits"));
    assert!(is_finite(&report));
}

#[test]
fn data_without_ground_to_stand_on_give_a_finite_report_and_a_reason() {
    let settings = RiskSettings::default();
    let report_of = |cases: &[RiskCase]| {
        let report = assess(&Truth::specs(), cases, &settings).expect("well-formed cases");
        assert!(is_finite(&report));
        report
    };
    let why = |report: RiskReport| match report.model {
        RiskModelUsed::ForecastOnly { why } => why,
        RiskModelUsed::Logistic => panic!("nothing was there to learn"),
    };
    let cases = Truth { subjects: 40, origins: 10, ..Truth::default() }.cases();
    let with = |change: &dyn Fn(usize, &mut RiskCase)| {
        let mut changed = cases.clone();
        changed.iter_mut().enumerate().for_each(|(at, case)| change(at, case));
        changed
    };
    assert_eq!(why(report_of(&[])), ForecastOnlyReason::TooFewCases { have: 0, need: 60 });
    assert_eq!(why(report_of(&cases[..1])), ForecastOnlyReason::TooFewCases { have: 1, need: 60 });
    for event in [true, false] {
        let one_class = with(&|_, case| case.event = case.event.map(|_| event));
        assert_eq!(why(report_of(&one_class)), ForecastOnlyReason::OneClassOnly { all_events: event, n: 400 });
    }
    let rare = with(&|at, case| case.event = case.event.map(|_| at % 100 == 0));
    assert_eq!(why(report_of(&rare)), ForecastOnlyReason::TooFewEvents { have: 4, need: 10 });
    let one_origin: Vec<RiskCase> = Truth { subjects: 200, origins: 1, ..Truth::default() }.cases();
    assert_eq!(why(report_of(&one_origin)), ForecastOnlyReason::TooFewOrigins { have: 0, need: 2 });
    let constant = with(&|_, case| (case.base_probability, case.features) = (0.3, vec![4.0; 3]));
    assert_eq!(why(report_of(&constant)), ForecastOnlyReason::NothingVaries);
    let unknown = with(&|_, case| (case.base_probability, case.features) = (0.0, vec![f64::NAN; 3]));
    assert_eq!(why(report_of(&unknown)), ForecastOnlyReason::NothingVaries);
    report_of(&with(&|at, case| case.features[0] = if at % 7 == 0 { 1e160 } else { -1e-160 }));
    report_of(&with(&|at, case| case.origin = [i32::MIN, -1, 0, i32::MAX][at % 4]));
}

#[test]
fn separable_classes_are_learned_without_running_away() {
    let mut cases = Truth { subjects: 40, origins: 10, ..Truth::default() }.cases();
    for case in &mut cases {
        case.event = case.event.map(|_| case.features[0] > 0.2);
    }
    for alpha in [1e-9, 5.0] {
        let report = assess(&Truth::specs(), &cases, &RiskSettings { alpha, ..Default::default() }).expect("good");
        assert!(is_finite(&report));
        assert_eq!(report.model, RiskModelUsed::Logistic);
        assert!(report.walk_forward.auc.is_some_and(|auc| auc > 0.99));
    }
}

#[test]
fn a_million_identical_cases_are_no_trouble() {
    let case =
        RiskCase { base_probability: 0.4, features: vec![1.0; 3], event: Some(true), history: 9, ..Default::default() };
    let mut cases = vec![case; 1_000_000];
    cases[999_999].event = None;
    let report = assess(&Truth::specs(), &cases, &RiskSettings::default()).expect("well-formed cases");
    assert_eq!((report.n_cases, report.n_subjects), (999_999, 1));
    assert!(matches!(
        report.model,
        RiskModelUsed::ForecastOnly { why: ForecastOnlyReason::OneClassOnly { all_events: true, n: 999_999 } }
    ));
    assert!(report.assessments[0].probability.is_some_and(|p| (p - 0.4).abs() < 1e-12));
    assert!(report.doubts.contains(&Doubt::RepeatedCases { cases: 999_999 }));
}

#[test]
fn the_callers_baselines_are_judged_on_the_same_cases() {
    let mut cases = Truth::default().cases();
    for case in &mut cases {
        case.baselines = vec![10.0 * case.features[0], case.base_probability];
    }
    let settings = RiskSettings { baselines: vec!["momentum_down".into(), "again".into()], ..Default::default() };
    let report = assess(&Truth::specs(), &cases, &settings).expect("well-formed cases");
    let names: Vec<&str> = report.baselines.iter().map(|b| b.name.as_str()).collect();
    assert_eq!(names, ["base_rate", "forecast", "momentum_down", "again"]);
    assert!(report.baselines.iter().all(|b| b.evaluation.n == report.walk_forward.n));
    let of = |i: usize| &report.baselines[i].evaluation;
    assert!(of(2).auc.is_some_and(|auc| auc > 0.6) && of(2).brier.is_none());
    assert_eq!(of(1).auc, of(3).auc);
}

#[test]
fn malformed_questions_are_refused_with_the_facts() {
    let case = RiskCase {
        subject: "rep-3".into(),
        origin: 5,
        base_probability: 0.4,
        features: vec![1.0],
        ..Default::default()
    };
    let refused = |case: RiskCase, settings: RiskSettings| {
        assess(&Truth::specs(), &[case], &settings).expect_err("malformed").to_string()
    };
    let plain = RiskSettings::default();
    assert_eq!(
        refused(case.clone(), plain.clone()),
        "the case of `rep-3` at origin 5 has 1 feature values, and there are 3 features"
    );
    let fitting = RiskCase { features: vec![1.0; 3], ..case };
    assert_eq!(
        refused(RiskCase { base_probability: 1.2, ..fitting.clone() }, plain.clone()),
        "the forecast's chance for `rep-3` at origin 5 is 1.2, which is not between 0 and 1"
    );
    assert_eq!(
        refused(RiskCase { baselines: vec![0.1], ..fitting.clone() }, plain),
        "the case of `rep-3` at origin 5 has 1 baseline scores, and there are 0 baselines"
    );
    let named = |name: &str| RiskSettings { baselines: vec![name.into()], ..Default::default() };
    assert_eq!(
        refused(fitting.clone(), named("forecast")),
        "the name `forecast` is used twice or is kept by the model"
    );
    for setting in [
        RiskSettings { threshold: 1.0, ..Default::default() },
        RiskSettings { alpha: f64::NAN, ..Default::default() },
        RiskSettings { forecast_alpha_share: 0.0, ..Default::default() },
        RiskSettings { margin_standard_errors: -1.0, ..Default::default() },
    ] {
        assert!(refused(fitting.clone(), setting).starts_with("the setting `"));
    }
}
