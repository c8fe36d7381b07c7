//! The two functions between chances and log odds.

/// The log odds of a chance; infinite at 0 and 1, so callers clip first.
pub(crate) fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The chance behind log odds, without overflow at either end.
pub(crate) fn sigmoid(logit: f64) -> f64 {
    if logit >= 0.0 {
        1.0 / (1.0 + (-logit).exp())
    } else {
        let odds = logit.exp();
        odds / (1.0 + odds)
    }
}

/// The forecast's chance as the model uses it: within 0.01–0.99, since no forecast is surer than that.
pub(crate) fn clip_base(probability: f64) -> f64 {
    probability.clamp(0.01, 0.99)
}
