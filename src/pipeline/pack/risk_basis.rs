//! What the model of risk rests on, in sentences.

use crate::models::risk::{CalibrationUsed, Evaluation, FORECAST, FORECAST_FEATURE, ForecastOnlyReason, RiskModelUsed};
use crate::pipeline::modelled::Modelled;
use crate::pipeline::risk::BarRisk;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

/// Fewer past cases than this are thin evidence for probabilities.
const THIN_CASES: usize = 200;

impl Modelled<'_> {
    /// What limits the statements of risk: which past cases they rest on and how many, which model speaks, and what it
    /// lacks. For each kind of bar that is stated; what is true of both is said once.
    pub fn risk_limits(&self) -> Vec<Sentence> {
        let mut told: Vec<Sentence> = Vec::new();
        for kind in self.risk.kinds() {
            let of_kind = (kind.learned_from(self.settings.risk.share_of_target).into_iter())
                .chain(kind.thin())
                .chain(kind.fallback())
                .chain(kind.features())
                .chain(kind.without_skill());
            for sentence in of_kind {
                if !told.contains(&sentence) {
                    told.push(sentence);
                }
            }
        }
        // Where nothing was fitted, for whatever reason, more tables would have changed nothing.
        if self.risk.kinds().any(BarRisk::is_fitted) {
            told.extend(self.risk.off.iter().map(|(table, off)| {
                let args = vec![("features", listed(off)), ("table", Arg::Text((*table).to_string()))];
                sentence("risk-features-off", args)
            }));
        }
        told
    }

    /// Why chances of risk and chances of targets can differ, for each kind of bar.
    pub fn risk_beside_targets(&self) -> Vec<Sentence> {
        self.risk.kinds().filter_map(BarRisk::beside_targets).collect()
    }
}

fn listed(names: &[&str]) -> Arg {
    Arg::List(names.iter().map(|name| (*name).to_string()).collect())
}

impl BarRisk {
    /// Which past the chances come from; nothing without one.
    fn learned_from(&self, share: f64) -> Option<Sentence> {
        let args = vec![
            ("share", Arg::Share(share)),
            ("source", self.told_source()),
            ("reps", Arg::Count(self.reps as i64)),
            ("cases", Arg::Count(self.report.n_cases as i64)),
        ];
        (self.report.n_cases > 0 && self.reps > 0).then(|| sentence("risk-bars-learned", args))
    }

    fn told_source(&self) -> Arg {
        Arg::Message(format!("bar-{}", self.source.word()))
    }

    fn thin(&self) -> Option<Sentence> {
        let report = &self.report;
        let args = vec![
            ("cases", Arg::Count(report.n_cases as i64)),
            ("reps", Arg::Count(report.n_subjects as i64)),
            ("misses", Arg::Count(report.n_events as i64)),
            ("origins", Arg::Count(report.n_origins as i64)),
        ];
        match report.n_cases {
            0 => Some(sentence("risk-untried", vec![])),
            few if few < THIN_CASES => Some(sentence("risk-thin", args)),
            _ => None,
        }
    }

    /// Whether a model was fitted, used or not.
    fn is_fitted(&self) -> bool {
        matches!(
            &self.report.model,
            RiskModelUsed::Logistic | RiskModelUsed::ForecastOnly { why: ForecastOnlyReason::NotBetter { .. } }
        )
    }

    /// Why the forecast alone speaks, where it does.
    pub(super) fn fallback(&self) -> Option<Sentence> {
        match &self.report.model {
            RiskModelUsed::Logistic => None,
            RiskModelUsed::ForecastOnly { why } => {
                let as_it_is = matches!(self.report.calibration, CalibrationUsed::None);
                Some(forecast_only(why, if as_it_is { "risk-forecast-only" } else { "risk-forecast-corrected" }))
            }
        }
    }

    /// The features that the model uses beside the forecast.
    fn chosen(&self) -> Vec<&str> {
        let others = self.report.coefficients.iter().filter(|one| one.feature != FORECAST_FEATURE);
        others.map(|one| one.feature.as_str()).collect()
    }

    /// What the forecast's own chances came to on the past.
    fn by_the_forecast(&self) -> Option<&Evaluation> {
        self.report.baselines.iter().find(|one| one.name == FORECAST).map(|one| &one.evaluation)
    }

    /// Which features the model uses and what they were worth, and which past cases could not count.
    fn features(&self) -> Vec<Sentence> {
        let (report, chosen) = (&self.report, self.chosen());
        let mut told = Vec::new();
        if let (RiskModelUsed::Logistic, Some(comparison)) = (&report.model, report.comparison) {
            let auc = |auc: Option<f64>| Arg::Text(auc.map_or_else(|| "–".to_string(), |auc| format!("{auc:.3}")));
            let id = if chosen.is_empty() { "risk-features-none" } else { "risk-features-chosen" };
            told.push(sentence(
                id,
                vec![
                    ("features", listed(&chosen)),
                    ("cases", Arg::Count(comparison.n as i64)),
                    ("brier", Arg::Text(format!("{:.3}", comparison.brier_logistic))),
                    ("brier_forecast", Arg::Text(format!("{:.3}", comparison.brier_forecast))),
                    ("auc", auc(report.walk_forward.auc)),
                    ("auc_forecast", auc(self.by_the_forecast().and_then(|one| one.auc))),
                ],
            ));
            let left_out = report.not_chosen.iter().any(|one| one == FORECAST_FEATURE);
            told.extend(left_out.then(|| sentence("risk-forecast-left-out", vec![])));
        }
        if self.changed_quotas > 0 {
            told.push(sentence("risk-changed-quotas", vec![("cases", Arg::Count(self.changed_quotas as i64))]));
        }
        told
    }

    /// Whether anybody is flagged.
    pub(super) fn has_flags(&self) -> bool {
        self.report.assessments.iter().any(|one| one.flagged)
    }

    /// Says so where the probabilities did no better in the past than the plain share of misses; what that makes of a
    /// flag, only where there is one.
    pub(super) fn without_skill(&self) -> Option<Sentence> {
        let past = &self.report.walk_forward;
        let skill = past.brier_skill.filter(|skill| *skill <= 0.0)?;
        let id = if self.has_flags() { "risk-no-skill" } else { "risk-no-skill-no-flag" };
        Some(sentence(id, vec![("skill", Arg::Number(skill)), ("cases", Arg::Count(past.n as i64))]))
    }

    /// Why these chances can differ from those of targets, which rest on the forecast alone, and which of the two was
    /// nearer to what came. None where they are the forecast's own, as it states them.
    pub(in crate::pipeline) fn beside_targets(&self) -> Option<Sentence> {
        let own = (&self.report.walk_forward, self.by_the_forecast()?);
        let [own, forecast] = [own.0, own.1].map(|one| Some((one.brier?, one.log_loss?)));
        let ((brier, log_loss), (brier_forecast, log_loss_forecast)) = (own?, forecast?);
        if matches!(
            (&self.report.model, self.report.calibration),
            (RiskModelUsed::ForecastOnly { .. }, CalibrationUsed::None)
        ) {
            return None;
        }
        // To a reader figures that are written alike are alike.
        let written = |value: f64| format!("{value:.3}");
        let sooner = |here: f64, alone: f64| match written(here) == written(alone) {
            true => None,
            false => Some(here < alone),
        };
        let nearer = match (sooner(brier, brier_forecast), sooner(log_loss, log_loss_forecast)) {
            (Some(true), Some(true)) => "here",
            (Some(false), Some(false)) => "forecast",
            _ => "neither",
        };
        let left_out = self.report.not_chosen.iter().any(|one| one == FORECAST_FEATURE);
        let rests = match (self.chosen().is_empty(), left_out) {
            (true, _) => "past",
            (false, true) => "others",
            (false, false) => "both",
        };
        let figure = |value: f64| Arg::Text(written(value));
        let args = vec![
            ("what", Arg::Message(format!("risk-rests-{rests}"))),
            ("cases", Arg::Count(self.report.walk_forward.n as i64)),
            ("source", self.told_source()),
            ("brier", figure(brier)),
            ("log_loss", figure(log_loss)),
            ("brier_forecast", figure(brier_forecast)),
            ("log_loss_forecast", figure(log_loss_forecast)),
            ("nearer", Arg::Message(format!("risk-nearer-{nearer}"))),
        ];
        Some(sentence("risk-beside-targets", args))
    }
}

/// `told` is the sentence that the reason goes into.
fn forecast_only(why: &ForecastOnlyReason, told: &str) -> Sentence {
    let because = |id: &str, mut args: Vec<(&'static str, Arg)>| {
        args.insert(0, ("why", Arg::Message(id.to_string())));
        sentence(told, args)
    };
    let counts =
        |have: &usize, need: &usize| vec![("have", Arg::Count(*have as i64)), ("need", Arg::Count(*need as i64))];
    match why {
        ForecastOnlyReason::TooFewCases { have, need } => because("why-too-few-cases", counts(have, need)),
        ForecastOnlyReason::TooFewEvents { have, need } => because("why-too-few-events", counts(have, need)),
        ForecastOnlyReason::TooFewOrigins { have, need } => because("why-too-few-origins", counts(have, need)),
        ForecastOnlyReason::OneClassOnly { .. } => because("why-one-class", vec![]),
        ForecastOnlyReason::NothingVaries | ForecastOnlyReason::SolverFailed { .. } => {
            because("why-nothing-varies", vec![])
        }
        ForecastOnlyReason::NotBetter { brier_logistic, brier_forecast, .. } => because(
            "why-model-not-better",
            vec![("brier_model", Arg::Number(*brier_logistic)), ("brier_forecast", Arg::Number(*brier_forecast))],
        ),
    }
}
