//! BG/NBD and MBG/NBD: a customer may leave after every purchase, or also right after the first.
//!
//! While active, a customer buys at random with a rate λ, Gamma(r, α) over the customers; after each repeat
//! purchase the customer leaves with a chance p, Beta(a, b) over the customers. In the modified form the first
//! purchase counts as such a moment too, so that one who bought once may have left. With n moments of leaving
//! that were survived or not (x in the one, x + 1 in the other form):
//!
//! > L = Γ(r + x) ÷ Γ(r) · α^r · B(a, b + n) ÷ B(a, b) · { (α + T)^−(r+x) + [n > 0] · a ÷ (b + n − 1) · (α + t_x)^−(r+x) }
//!
//! Since x and n are whole, the Gamma and Beta functions are sums of logarithms, kept in a table by x.
//!
//! Sources: Fader, Hardie and Lee (2005), "Counting your customers the easy way"; Batislam, Denizel and
//! Filiztekin (2007) for the modified form.

use super::history::CustomerHistory;
use super::likelihood::{AtParameters, Sloped};
use super::special::hypergeometric;

/// Parameters of either form; α in the caller's unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Geometric {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    /// Whether the first purchase is a moment of leaving too (MBG/NBD).
    pub(super) from_first: bool,
}

impl Geometric {
    pub(super) fn new([r, alpha, a, b]: [f64; 4], from_first: bool) -> Geometric {
        Geometric { r, alpha, a, b, from_first }
    }

    /// Moments at which the customer could have left.
    fn moments(&self, frequency: u32) -> f64 {
        f64::from(frequency) + f64::from(u8::from(self.from_first))
    }

    /// Log of the odds of having left at the last purchase against being active at T; `None` where the customer
    /// had no moment to leave.
    fn log_odds_left(&self, history: &CustomerHistory) -> Option<f64> {
        let n = self.moments(history.frequency);
        let purchases = self.r + f64::from(history.frequency);
        (n > 0.0).then(|| {
            let silence = ((self.alpha + history.age) / (self.alpha + history.recency)).ln();
            (self.a / (self.b + n - 1.0)).ln() + purchases * silence
        })
    }

    /// The chance of being active at T.
    pub(super) fn alive(&self, history: &CustomerHistory) -> f64 {
        self.log_odds_left(history).map_or(1.0, |odds| 1.0 / (1.0 + odds.exp()))
    }

    /// The chance of at least one purchase in the next `t`: an active customer stays so until the next purchase.
    pub(super) fn buys_within(&self, history: &CustomerHistory, t: f64) -> f64 {
        let waited = ((self.alpha + history.age) / (self.alpha + history.age + t)).ln();
        self.alive(history) * -((self.r + f64::from(history.frequency)) * waited).exp_m1()
    }

    /// Expected purchases in the next `t`.
    pub(super) fn expected(&self, history: &CustomerHistory, t: f64) -> f64 {
        self.alive(history)
            * self.while_active(f64::from(history.frequency), self.moments(history.frequency), history.age, t)
    }

    /// Expected repeat purchases of a new customer in the first `t`.
    pub(super) fn expected_of_new(&self, t: f64) -> f64 {
        self.expected(&CustomerHistory { frequency: 0, recency: 0.0, age: 0.0 }, t)
    }

    /// Expected purchases in the next `t` of one who is active at T.
    fn while_active(&self, x: f64, n: f64, age: f64, t: f64) -> f64 {
        // The formula has a removable gap at a = 1; on both sides of it the mean is right to 1e-9.
        const GAP: f64 = 1e-5;
        if (self.a - 1.0).abs() < GAP {
            let at = |a| Geometric { a, ..*self }.while_active(x, n, age, t);
            return (at(1.0 - 2.0 * GAP) + at(1.0 + 2.0 * GAP)) / 2.0;
        }
        let Geometric { r, alpha, a, b, .. } = *self;
        let whole = alpha + age + t;
        let series = hypergeometric(r + x, b + n, a + b + n - 1.0, t / whole);
        (a + b + n - 1.0) / (a - 1.0) * (1.0 - ((r + x) * ((alpha + age) / whole).ln()).exp() * series)
    }
}

/// [`Geometric`] with its sums by frequency, for many histories.
pub(super) struct GeometricTable {
    model: Geometric,
    /// By x: the logarithm of everything in front of the braces, and its slopes.
    front: Vec<Sloped>,
}

impl GeometricTable {
    pub(super) fn new(model: Geometric, most_frequent: u32) -> GeometricTable {
        let Geometric { r, alpha, a, b, .. } = model;
        let mut at = Sloped { value: r * alpha.ln(), slopes: [alpha.ln(), r / alpha, 0.0, 0.0] };
        let survive = |at: &mut Sloped, k: f64| {
            at.value += ((b + k) / (a + b + k)).ln();
            at.slopes[2] -= 1.0 / (a + b + k);
            at.slopes[3] += 1.0 / (b + k) - 1.0 / (a + b + k);
        };
        if model.from_first {
            survive(&mut at, 0.0);
        }
        let mut front = vec![at];
        for x in 0..most_frequent {
            at.value += (r + f64::from(x)).ln();
            at.slopes[0] += 1.0 / (r + f64::from(x));
            survive(&mut at, model.moments(x));
            front.push(at);
        }
        GeometricTable { model, front }
    }
}

impl AtParameters for GeometricTable {
    fn log_likelihood(&self, history: &CustomerHistory) -> Sloped {
        let Geometric { r, alpha, a, b, .. } = self.model;
        let mut result = self.front[history.frequency as usize];
        let purchases = r + f64::from(history.frequency);
        let n = self.model.moments(history.frequency);
        let age = alpha + history.age;
        let age_log = age.ln();
        result.value -= purchases * age_log;
        if n == 0.0 {
            result.slopes[0] -= age_log;
            result.slopes[1] -= purchases / age;
            return result;
        }
        let recency = alpha + history.recency;
        let silence = age_log - recency.ln();
        let odds_log = (a / (b + n - 1.0)).ln() + purchases * silence;
        // ln(1 + odds), without overflow.
        result.value += if odds_log > 0.0 { odds_log + (-odds_log).exp().ln_1p() } else { odds_log.exp().ln_1p() };
        let left = 1.0 / (1.0 + (-odds_log).exp());
        result.slopes[0] += left * silence - age_log;
        result.slopes[1] -= purchases * ((1.0 - left) / age + left / recency);
        result.slopes[2] += left / a;
        result.slopes[3] -= left / (b + n - 1.0);
        result
    }
}
