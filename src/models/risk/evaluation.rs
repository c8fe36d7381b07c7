//! How good were the stated chances? Every score in f64, with the number of cases it rests on.

use serde::{Deserialize, Serialize};

use super::calibration::{Line, Target, fit_line_from};
use super::logit::logit;
use crate::models::pav::{Block, pool_adjacent_violators};

/// Scores of a set of stated chances against what happened.
///
/// A score is `None` where it has no meaning: with no cases, with one outcome only (AUC, skill, slope), or, for
/// a baseline that is no chance, everything but the AUC.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Evaluation {
    /// Cases scored.
    pub n: usize,
    /// Events among them.
    pub events: usize,
    /// Events ÷ cases.
    pub base_rate: Option<f64>,
    /// The chance that a random event got a higher score than a random non-event, ties counting half.
    pub auc: Option<f64>,
    /// Mean squared distance of the chance from what happened, 0–1, lower is better (Brier 1950).
    pub brier: Option<f64>,
    /// The Brier score of saying the base rate of these same cases every time: rate · (1 − rate). No one could
    /// have known that rate beforehand, which makes it the stricter reference.
    pub brier_base_rate: Option<f64>,
    /// 1 − Brier ÷ the base rate's Brier: 0 is no better than the base rate, 1 is perfect.
    pub brier_skill: Option<f64>,
    /// Mean absolute distance between the chances and their isotonic recalibration (the CORP reliability of
    /// Dimitriadis, Gneiting and Jordan 2021). In small samples even perfect chances do not come out at 0.
    pub ece: Option<f64>,
    /// Slope of the logistic regression of the event on the chance's logit (Cox 1958): 1 is right, below 1 the
    /// chances were too bold.
    pub calibration_slope: Option<f64>,
    /// Intercept of the same regression: above 0, more happened than was said.
    pub calibration_intercept: Option<f64>,
    /// Mean negative log likelihood in nats; a chance counts as 1e-6 from certainty at most.
    pub log_loss: Option<f64>,
}

/// A stated chance, or a baseline's score, with what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// The chance of the event, 0–1; for a baseline any finite score, higher meaning more at risk.
    pub score: f64,
    /// Whether the event happened.
    pub event: bool,
}

impl Evaluation {
    /// Scores the statements; those that are not finite are left out of everything, `n` included.
    ///
    /// ```
    /// use attain::models::risk::{Evaluation, Stated};
    ///
    /// let said = [(0.9, true), (0.4, false), (0.2, false)].map(|(score, event)| Stated { score, event });
    /// let evaluation = Evaluation::of(&said);
    /// assert_eq!(evaluation.auc, Some(1.0));
    /// assert!((evaluation.brier.unwrap() - (0.01 + 0.16 + 0.04) / 3.0).abs() < 1e-12);
    /// ```
    pub fn of(statements: &[Stated]) -> Evaluation {
        Evaluation::near(statements, Some(Line { intercept: 0.0, slope: 1.0 }))
    }

    /// The same where the calibration line is thought to lie near another one, that of nearly the same statements; none
    /// is looked for where those have none.
    pub(super) fn near(statements: &[Stated], line: Option<Line>) -> Evaluation {
        let known: Vec<Stated> = statements.iter().copied().filter(|s| s.score.is_finite()).collect();
        let n = known.len();
        let events = known.iter().filter(|s| s.event).count();
        if n == 0 {
            return Evaluation::default();
        }
        let rate = events as f64 / n as f64;
        let reference = rate * (1.0 - rate);
        let evaluation = Evaluation {
            n,
            events,
            base_rate: Some(rate),
            auc: auc(&known),
            brier_base_rate: Some(reference),
            ..Evaluation::default()
        };
        if known.iter().any(|s| !(0.0..=1.0).contains(&s.score)) {
            return evaluation;
        }
        let brier = mean(&known, |s| (s.score - outcome(s)).powi(2));
        let line = line.and_then(|start| calibration_line(&known, start));
        Evaluation {
            brier: Some(brier),
            brier_skill: (reference > 0.0).then(|| 1.0 - brier / reference),
            ece: Some(isotonic_ece(&known)),
            calibration_slope: line.map(|line| line.slope),
            calibration_intercept: line.map(|line| line.intercept),
            log_loss: Some(mean(&known, |s| -(if s.event { s.score } else { 1.0 - s.score }).max(1e-6).ln())),
            ..evaluation
        }
    }

    /// The calibration line, where there is one.
    pub(super) fn line(&self) -> Option<Line> {
        Some(Line { intercept: self.calibration_intercept?, slope: self.calibration_slope? })
    }
}

fn outcome(statement: &Stated) -> f64 {
    f64::from(u8::from(statement.event))
}

fn mean(statements: &[Stated], of: impl Fn(&Stated) -> f64) -> f64 {
    statements.iter().map(of).sum::<f64>() / statements.len() as f64
}

/// Area under the ROC curve from the events' rank sum (Mann and Whitney 1947), ties at their mean rank.
fn auc(statements: &[Stated]) -> Option<f64> {
    let mut sorted = statements.to_vec();
    sorted.sort_by(|a, b| a.score.total_cmp(&b.score));
    let events = sorted.iter().filter(|s| s.event).count() as f64;
    let others = sorted.len() as f64 - events;
    if events == 0.0 || others == 0.0 {
        return None;
    }
    let (mut rank_sum, mut before) = (0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.score == b.score) {
        let mean_rank = before + (tie.len() as f64 + 1.0) / 2.0;
        rank_sum += mean_rank * tie.iter().filter(|s| s.event).count() as f64;
        before += tie.len() as f64;
    }
    Some((rank_sum - events * (events + 1.0) / 2.0) / (events * others))
}

/// Mean |chance − isotonic fit at that chance|, walked in the order of the chances.
fn isotonic_ece(statements: &[Stated]) -> f64 {
    let points = statements.iter().map(|s| Block { x: s.score, y: outcome(s), weight: 1.0 }).collect();
    let blocks = pool_adjacent_violators(points);
    let mut scores: Vec<f64> = statements.iter().map(|s| s.score).collect();
    scores.sort_by(f64::total_cmp);
    let (mut distance, mut at) = (0.0, 0);
    for block in blocks {
        // Weights are counts here, so a block spans that many of the sorted scores.
        let end = (at + block.weight.round() as usize).min(scores.len());
        distance += scores[at..end].iter().map(|score| (score - block.y).abs()).sum::<f64>();
        at = end;
    }
    distance / scores.len() as f64
}

/// Intercept and slope of the event on the chance's logit; `None` where a cut separates the outcomes.
fn calibration_line(statements: &[Stated], start: Line) -> Option<Line> {
    let edge = |event: bool| {
        let scores = statements.iter().filter(move |s| s.event == event).map(|s| s.score);
        scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), s| (low.min(s), high.max(s)))
    };
    let (events, others) = (edge(true), edge(false));
    if events.0 >= others.1 || others.0 >= events.1 {
        return None;
    }
    let points: Vec<Target> = (statements.iter())
        .map(|s| Target { logit: logit(s.score.clamp(1e-6, 1.0 - 1e-6)), target: outcome(s) })
        .collect();
    fit_line_from(&points, start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(f64, bool)]) -> Vec<Stated> {
        pairs.iter().map(|&(score, event)| Stated { score, event }).collect()
    }

    fn close(found: Option<f64>, wanted: f64) {
        let found = found.expect("a score");
        assert!((found - wanted).abs() < 1e-9, "{found} instead of {wanted}");
    }

    #[test]
    fn every_score_agrees_with_a_calculation_by_hand() {
        // Events at 0.8 and 0.4, others at 0.0, 0.4 and 0.6. Of six pairs, 0.8 wins three; 0.4 wins one and ties
        // one: 4.5 ÷ 6. A lowest score of exactly 0 is among them on purpose.
        let e = Evaluation::of(&said(&[(0.8, true), (0.4, true), (0.0, false), (0.4, false), (0.6, false)]));
        assert_eq!((e.n, e.events), (5, 2));
        close(e.base_rate, 0.4);
        close(e.auc, 0.75);
        close(e.brier, (0.04 + 0.36 + 0.0 + 0.16 + 0.36) / 5.0);
        close(e.brier_base_rate, 0.24);
        close(e.brier_skill, 1.0 - 0.184 / 0.24);
        // Isotonic: 0 at 0.0, then {0.4: one of two, 0.6: none} pooled to a third, then 1 at 0.8.
        close(e.ece, (0.0 + 2.0 * (0.4 - 1.0 / 3.0) + (0.6 - 1.0 / 3.0) + 0.2) / 5.0);
        close(e.log_loss, -(0.8f64.ln() + 0.4f64.ln() + 0.0 + 0.6f64.ln() + 0.4f64.ln()) / 5.0);
    }

    #[test]
    fn the_calibration_line_is_exact_for_two_groups() {
        // Said 0.2 and 0.8; one in four and three in four happened: slope log 3 ÷ log 4, intercept 0.
        let group = |score, events, others| {
            let of = |n, event| std::iter::repeat_n(Stated { score, event }, n);
            of(events, true).chain(of(others, false))
        };
        let e = Evaluation::of(&group(0.2, 10, 30).chain(group(0.8, 30, 10)).collect::<Vec<_>>());
        close(e.calibration_slope, 3f64.ln() / 4f64.ln());
        assert!(e.calibration_intercept.is_some_and(|i| i.abs() < 1e-9));
        close(e.ece, 0.05);
    }

    #[test]
    fn one_outcome_or_none_leaves_scores_out_instead_of_inventing_them() {
        assert_eq!(Evaluation::of(&[]), Evaluation::default());
        let e = Evaluation::of(&said(&[(0.3, true), (0.9, true)]));
        assert_eq!((e.auc, e.brier_skill, e.calibration_slope), (None, None, None));
        close(e.brier, (0.49 + 0.01) / 2.0);
        let separated = Evaluation::of(&said(&[(0.2, false), (0.3, false), (0.8, true)]));
        assert_eq!((separated.auc, separated.calibration_slope), (Some(1.0), None));
    }

    #[test]
    fn a_baseline_that_is_no_chance_has_an_auc_only() {
        let e = Evaluation::of(&said(&[(3.0, true), (f64::NAN, true), (-2.0, false)]));
        assert_eq!((e.n, e.events, e.auc, e.brier, e.ece), (2, 1, Some(1.0), None, None));
    }

    #[test]
    fn certainty_that_fails_costs_much_and_not_infinitely() {
        let e = Evaluation::of(&said(&[(1.0, false), (0.0, true), (0.9, true), (0.1, false)]));
        let wanted = -(2.0 * 1e-6f64.ln() + 2.0 * 0.9f64.ln()) / 4.0;
        assert!(e.log_loss.is_some_and(|loss| (loss - wanted).abs() < 1e-6));
        assert!(e.calibration_slope.is_some_and(f64::is_finite));
    }
}
