//! Pareto/NBD: a customer may leave at any time, unseen.
//!
//! While active, a customer buys at random with a rate λ, Gamma(r, α) over the customers; the time until leaving
//! is exponential with a rate μ, Gamma(s, β) over the customers:
//!
//! > L = Γ(r + x) ÷ Γ(r) · α^r · β^s · { (α + T)^−(r+x) · (β + T)^−s + ∫ s·(β + y)^−(s+1)·(α + y)^−(r+x) dy from t_x to T }
//!
//! Sources: Schmittlein, Morrison and Colombo (1987), "Counting your customers: who are they and what will they
//! do next?"; Fader and Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions". They
//! write the integral as a difference of two ₂F₁; here it stays an integral, see [`PowerLaws`].

use super::history::CustomerHistory;
#[cfg(test)]
use super::likelihood::{AtParameters, Sloped};
use super::special::PowerLaws;

/// Parameters; α and β in the caller's unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pareto {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

impl Pareto {
    pub(super) fn new([r, alpha, s, beta]: [f64; 4]) -> Pareto {
        Pareto { r, alpha, s, beta }
    }

    /// What decays while a customer of this frequency is silent.
    pub(super) fn laws(&self, frequency: u32) -> PowerLaws {
        PowerLaws { q: self.r + f64::from(frequency), alpha: self.alpha, s: self.s, beta: self.beta }
    }

    /// By x up to the most frequent: ln Γ(r + x) − ln Γ(r), and its slope by r.
    pub(super) fn gammas(&self, most_frequent: u32) -> Vec<(f64, f64)> {
        let mut at = (0.0, 0.0);
        let mut gammas = vec![at];
        for x in 0..most_frequent {
            let next = self.r + f64::from(x);
            at = (at.0 + next.ln(), at.1 + 1.0 / next);
            gammas.push(at);
        }
        gammas
    }

    /// Log of being active at T, on the scale of [`PowerLaws::integrate`] from t_x.
    fn log_active(&self, history: &CustomerHistory) -> f64 {
        let purchases = self.r + f64::from(history.frequency);
        -purchases * ((self.alpha + history.age) / (self.alpha + history.recency)).ln()
            - self.s * ((self.beta + history.age) / (self.beta + history.recency)).ln()
    }

    /// The chance of being active at T.
    pub(super) fn alive(&self, history: &CustomerHistory) -> f64 {
        let left = self.laws(history.frequency).integrate(history.recency, history.age).value;
        1.0 / (1.0 + left * (-self.log_active(history)).exp())
    }

    /// The chance of at least one purchase in the next `t`: active now, and neither silent nor gone before one.
    pub(super) fn buys_within(&self, history: &CustomerHistory, t: f64) -> f64 {
        let now = PowerLaws {
            alpha: self.alpha + history.age,
            beta: self.beta + history.age,
            ..self.laws(history.frequency)
        };
        let silent = (-now.q * (t / now.alpha).ln_1p() - now.s * (t / now.beta).ln_1p()).exp();
        let gone = now.integrate(0.0, t).value;
        self.alive(history) * (1.0 - silent - gone).max(0.0)
    }

    /// Expected purchases in the next `t`.
    pub(super) fn expected(&self, history: &CustomerHistory, t: f64) -> f64 {
        let (alpha, beta) = (self.alpha + history.age, self.beta + history.age);
        let rate = (self.r + f64::from(history.frequency)) / alpha;
        // β · (1 − (β ÷ (β + t))^(s−1)) ÷ (s − 1), which is β · ln((β + t) ÷ β) where s = 1.
        let (power, grown) = (self.s - 1.0, (t / beta).ln_1p());
        let active = if (power * grown).abs() < 1e-12 { grown } else { -(-power * grown).exp_m1() / power };
        self.alive(history) * rate * beta * active
    }

    /// Expected repeat purchases of a new customer in the first `t`.
    pub(super) fn expected_of_new(&self, t: f64) -> f64 {
        self.expected(&CustomerHistory { frequency: 0, recency: 0.0, age: 0.0 }, t)
    }
}

/// [`Pareto`] with its sums by frequency, one history at a time: the plain way, which the tests hold the grid against.
#[cfg(test)]
pub(super) struct ParetoTable {
    model: Pareto,
    /// By x: ln Γ(r + x) − ln Γ(r), and its slope by r.
    gammas: Vec<(f64, f64)>,
}

#[cfg(test)]
impl ParetoTable {
    pub(super) fn new(model: Pareto, most_frequent: u32) -> ParetoTable {
        ParetoTable { model, gammas: model.gammas(most_frequent) }
    }
}

#[cfg(test)]
impl AtParameters for ParetoTable {
    fn log_likelihood(&self, history: &CustomerHistory) -> Sloped {
        let Pareto { r, alpha, s, beta } = self.model;
        let laws = self.model.laws(history.frequency);
        let (alpha_start, beta_start) = (alpha + history.recency, beta + history.recency);
        let (alpha_end, beta_end) = (alpha + history.age, beta + history.age);
        let (alpha_log, beta_log) = (alpha_start.ln(), beta_start.ln());
        let (alpha_fall, beta_fall) = ((alpha_end / alpha_start).ln(), (beta_end / beta_start).ln());
        let active = (-laws.q * alpha_fall - s * beta_fall).exp();
        let left = laws.integrate(history.recency, history.age);
        let sum = active + left.value;

        let (gamma, gamma_slope) = self.gammas[history.frequency as usize];
        let value = gamma + r * alpha.ln() + s * beta.ln() - laws.q * alpha_log - s * beta_log + sum.ln();
        let slopes = [
            gamma_slope + alpha.ln() - alpha_log + (left.by_q - active * alpha_fall) / sum,
            r / alpha + (left.by_alpha - active * laws.q / alpha_end) / sum,
            beta.ln() - beta_log + (left.value / s + left.by_s - active * beta_fall) / sum,
            s / beta + (left.by_beta - active * s / beta_end) / sum,
        ];
        Sloped { value, slopes }
    }
}
