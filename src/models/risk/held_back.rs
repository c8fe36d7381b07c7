//! The calibration line of few scores, held back by what such scores are worth.
//!
//! > logit P(miss) = c + a + b · (raw − c) + u(period)
//!
//! c is the logit of the rate in training. Periods that are weak for all say one thing and not as many as they have
//! cases, so each has an effect u of its own, drawn towards nothing, and a and b are held by Gaussian priors: a near 0,
//! b near the slope that the fit itself lets expect. What is stated leaves u out, because nobody knows the next one.
//!
//! Sources: J. C. van Houwelingen and S. le Cessie, "Predictive value of statistical models", Statistics in Medicine 9,
//! 1990 (the slope to expect of a fitted model, (χ² − k) ÷ χ²); J. B. Copas, "Regression, prediction and shrinkage",
//! Journal of the Royal Statistical Society B 45, 1983.

use std::collections::BTreeMap;

use super::calibration::{Line, RawScore};
use super::logit::{logit, sigmoid};

/// How many free numbers a column counts for. One where cases are independent and columns are given; here cases of one
/// period and one rep resemble each other, and the columns were chosen by the same cases.
const NUMBERS_PER_COLUMN: f64 = 2.5;
/// The least slope to expect.
const LEAST_SLOPE: f64 = 0.45;
/// Precision of the prior on the slope of a fit: a standard deviation of 0.1.
const HOLD_FIT: f64 = 100.0;
/// The same of the forecast, which was not fitted to misses: a standard deviation of 0.32 around 1.
const HOLD_FORECAST: f64 = 10.0;
/// Precision of the prior on the shift: a standard deviation of 0.13 logits.
const HOLD_SHIFT: f64 = 60.0;
/// Precision of a period's effect: a standard deviation of 0.5 logits.
const HOLD_PERIOD: f64 = 4.0;
/// A fit that moves by less has come to rest.
const STILL: f64 = 1e-10;

/// What is believed of raw scores before any of them met its outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    /// Logit of the rate in training.
    pub(super) centre: f64,
    /// The calibration slope to expect, up to 1.
    pub(super) slope: f64,
    /// The precision of that expectation.
    pub(super) hold: f64,
}

impl Expected {
    /// From the chances that a fit gives its own training cases, and from how many columns it could choose.
    pub(super) fn of_fit(chances: &[f64], events: &[bool], columns: usize) -> Expected {
        let n = events.len() as f64;
        let rate = (events.iter().filter(|event| **event).count() as f64 + 1.0) / (n + 2.0);
        let said = |chance: f64, event: bool| if event { chance } else { 1.0 - chance }.max(1e-12).ln();
        let gained: f64 =
            chances.iter().zip(events).map(|(chance, event)| said(*chance, *event) - said(rate, *event)).sum();
        let spent = NUMBERS_PER_COLUMN * columns as f64;
        let square = 2.0 * gained;
        // With nothing gained the ratio has no meaning, and the least counts.
        let slope = if square > spent { 1.0 - spent / square } else { 0.0 };
        Expected { centre: logit(rate), slope: slope.max(LEAST_SLOPE), hold: HOLD_FIT }
    }

    /// Of the forecast's own chances: they are thought to keep their word until cases say otherwise.
    pub(super) fn of_forecast(events: usize, cases: usize) -> Expected {
        let rate = (events as f64 + 1.0) / (cases as f64 + 2.0);
        Expected { centre: logit(rate), slope: 1.0, hold: HOLD_FORECAST }
    }

    fn line(self, shift: f64, slope: f64) -> Line {
        Line { intercept: self.centre + shift - slope * self.centre, slope }
    }
}

/// The posterior line, by Newton's method; without scores the line that was expected.
pub(super) fn held_back(scores: &[RawScore], expected: Expected) -> Line {
    let mut periods: BTreeMap<i32, Vec<RawScore>> = BTreeMap::new();
    for score in scores {
        periods.entry(score.origin).or_default().push(*score);
    }
    let periods: Vec<Vec<RawScore>> = periods.into_values().collect();
    let mut at = State { shift: 0.0, slope: expected.slope, effects: vec![0.0; periods.len()] };
    let mut loss = at.loss(&periods, expected);
    for _ in 0..100 {
        let step = at.newton(&periods, expected);
        let mut size = 1.0;
        // The loss is convex: a step that is short enough lowers it, until rounding has the last word.
        let next = loop {
            let next = at.moved(&step, size);
            let next_loss = next.loss(&periods, expected);
            if next_loss < loss {
                loss = next_loss;
                break Some(next);
            }
            size /= 2.0;
            if size < 1e-6 {
                break None;
            }
        };
        let Some(next) = next else { break };
        let far = (next.shift - at.shift).abs().max((next.slope - at.slope).abs());
        at = next;
        if far < STILL {
            break;
        }
    }
    expected.line(at.shift, at.slope)
}

/// A line with the effects of its periods.
#[derive(Debug, Clone)]
struct State {
    shift: f64,
    slope: f64,
    effects: Vec<f64>,
}

impl State {
    fn moved(&self, step: &State, size: f64) -> State {
        State {
            shift: self.shift + size * step.shift,
            slope: self.slope + size * step.slope,
            effects: self.effects.iter().zip(&step.effects).map(|(effect, step)| effect + size * step).collect(),
        }
    }

    fn logit(&self, raw: f64, effect: f64, expected: Expected) -> f64 {
        expected.centre + self.shift + self.slope * (raw - expected.centre) + effect
    }

    /// The penalised negative log likelihood.
    fn loss(&self, periods: &[Vec<RawScore>], expected: Expected) -> f64 {
        let held = HOLD_SHIFT * self.shift.powi(2) + expected.hold * (self.slope - expected.slope).powi(2);
        let of_period = |(scores, effect): (&Vec<RawScore>, &f64)| {
            let fit: f64 = (scores.iter())
                .map(|score| {
                    let z = self.logit(score.logit, *effect, expected);
                    // log(1 + eᶻ) − y·z, without overflow.
                    z.max(0.0) + (-z.abs()).exp().ln_1p() - if score.event { z } else { 0.0 }
                })
                .sum();
            0.5 * HOLD_PERIOD * effect * effect + fit
        };
        0.5 * held + periods.iter().zip(&self.effects).map(of_period).sum::<f64>()
    }

    /// The whole step. Periods share only shift and slope, so each is solved for within the two by two that is left.
    fn newton(&self, periods: &[Vec<RawScore>], expected: Expected) -> State {
        let mut gradient = [-HOLD_SHIFT * self.shift, -expected.hold * (self.slope - expected.slope)];
        let mut curve = [HOLD_SHIFT, 0.0, expected.hold];
        let mut of_periods = Vec::with_capacity(periods.len());
        for (scores, effect) in periods.iter().zip(&self.effects) {
            let (mut g, mut g_slope, mut w, mut wx, mut wxx) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for score in scores {
                let x = score.logit - expected.centre;
                let p = sigmoid(self.logit(score.logit, *effect, expected));
                let (error, weight) = (f64::from(u8::from(score.event)) - p, p * (1.0 - p));
                g += error;
                g_slope += error * x;
                w += weight;
                wx += weight * x;
                wxx += weight * x * x;
            }
            let (own, held) = (g - HOLD_PERIOD * effect, w + HOLD_PERIOD);
            gradient[0] += g - w * own / held;
            gradient[1] += g_slope - wx * own / held;
            curve[0] += w - w * w / held;
            curve[1] += wx - w * wx / held;
            curve[2] += wxx - wx * wx / held;
            of_periods.push((own, held, w, wx));
        }
        // The priors keep this above nothing.
        let determinant = curve[0] * curve[2] - curve[1] * curve[1];
        let shift = (curve[2] * gradient[0] - curve[1] * gradient[1]) / determinant;
        let slope = (curve[0] * gradient[1] - curve[1] * gradient[0]) / determinant;
        let effects = of_periods.iter().map(|(own, held, w, wx)| (own - w * shift - wx * slope) / held).collect();
        State { shift, slope, effects }
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::calibration::{Target, fit_line};
    use super::*;

    const HALF: Expected = Expected { centre: 0.0, slope: 0.5, hold: HOLD_FIT };

    #[test]
    fn a_fit_that_gained_much_is_taken_at_its_word_and_one_that_gained_little_by_less_than_half() {
        let events: Vec<bool> = (0..200).map(|i| i < 100).collect();
        let said = |sure: f64| events.iter().map(|event| if *event { sure } else { 1.0 - sure }).collect::<Vec<f64>>();
        // χ² = 2 · 200 · (ln 0.9 − ln 0.5) = 235.1, less 2.5 · 4.
        let sure = Expected::of_fit(&said(0.9), &events, 4);
        let square = 400.0 * (0.9f64 / 0.5).ln();
        assert!((sure.slope - (1.0 - 10.0 / square)).abs() < 1e-9 && sure.centre.abs() < 1e-12, "{sure:?}");
        assert_eq!(Expected::of_fit(&said(0.52), &events, 4).slope, LEAST_SLOPE);
        assert_eq!(Expected::of_fit(&said(0.5), &events, 4).slope, LEAST_SLOPE);
    }

    #[test]
    fn no_scores_leave_what_was_expected_and_it_turns_about_the_rate() {
        let line = held_back(&[], Expected { centre: -1.0, slope: 0.6, hold: HOLD_FIT });
        assert!((line.slope - 0.6).abs() < 1e-12 && (line.intercept - line.slope + 1.0).abs() < 1e-12, "{line:?}");
    }

    #[test]
    fn a_forecast_is_taken_at_its_word_until_cases_say_otherwise() {
        let line = held_back(&[], Expected::of_forecast(0, 0));
        assert!((line.slope - 1.0).abs() < 1e-12 && line.intercept.abs() < 1e-12, "{line:?}");
        // It says one in eight and seven in eight, and of both half come: the more cases, the nearer to a slope of 0.
        let slope = |cases: i32| {
            let of = |i: i32| RawScore { origin: i / 40, logit: if i % 2 == 0 { 2.0 } else { -2.0 }, event: i % 4 < 2 };
            held_back(&(0..cases).map(of).collect::<Vec<_>>(), Expected::of_forecast(1, 2)).slope
        };
        let found = [8, 40, 400].map(slope);
        assert!(found[0] > 0.5 && found[1] < found[0] && found[2] < 0.1 && found[2] >= 0.0, "{found:?}");
    }

    #[test]
    fn many_scores_overrule_what_was_expected() {
        // Four in five at logit 2 and one in five at −2, in forty periods: the slope is logit(0.8) ÷ 2.
        let of = |origin: i32| {
            let one = move |logit: f64, event: bool| RawScore { origin, logit, event };
            (0..100).flat_map(move |i| [one(2.0, i % 5 > 0), one(-2.0, i % 5 == 0)])
        };
        let line = held_back(&(0..40).flat_map(of).collect::<Vec<_>>(), HALF);
        let wanted = logit(0.8) / 2.0;
        assert!((line.slope - wanted).abs() < 0.01 && line.intercept.abs() < 1e-6, "{line:?} {wanted}");
    }

    #[test]
    fn a_period_that_is_weak_for_all_does_not_count_as_many_cases() {
        // Eighty cases of one period all missed: that is one bad period. Of forty periods it is the rate.
        let all = |periods: i32| {
            let of = move |i: i32| RawScore { origin: i % periods, logit: 0.0, event: true };
            held_back(&(0..80).map(of).collect::<Vec<_>>(), HALF).intercept
        };
        assert!(all(1) < 0.15 && all(1) > 0.0, "{}", all(1));
        assert!(all(40) > 2.0 * all(1), "{} {}", all(40), all(1));
    }

    /// Ten periods of forty cases, each period with a shock of its own; raw scores are twice as bold as the truth.
    fn too_bold(rng: &mut ChaCha8Rng) -> Vec<RawScore> {
        (0..10)
            .flat_map(|origin| {
                let shock = rng.random::<f64>() + rng.random::<f64>() - 1.0;
                let one = |rng: &mut ChaCha8Rng| {
                    let logit = 3.0 * (rng.random::<f64>() + rng.random::<f64>() - 1.0);
                    RawScore { origin, logit, event: rng.random::<f64>() < sigmoid(0.5 * logit + shock) }
                };
                (0..40).map(|_| one(rng)).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn scores_that_were_twice_too_bold_come_out_right_at_every_length_of_the_past() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut fresh = Vec::new();
        for round in 0..200 {
            let scores = too_bold(&mut rng);
            let known = round % 10;
            let line = held_back(&scores[..40 * known], HALF);
            let stated = scores[40 * known..40 * (known + 1)].iter();
            fresh.extend(stated.map(|score| Target {
                logit: line.intercept + line.slope * score.logit,
                target: f64::from(u8::from(score.event)),
            }));
        }
        let slope = fit_line(&fresh).expect("both outcomes").slope;
        assert!((0.9..=1.1).contains(&slope), "{slope}");
    }
}
