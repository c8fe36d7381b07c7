//! The smallest change of one thing that would clear the flag.

use serde::{Deserialize, Serialize};

use super::case::RiskCase;
use super::explain::Scorer;
use super::logistic::Term;

/// "With this feature at `to`, all else equal, the flag would not be there."
///
/// It speaks about the model, not about cause and effect: that a higher value goes with fewer misses does not
/// promise that raising it prevents one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The feature to change.
    pub feature: String,
    /// Its value now.
    pub from: f64,
    /// The nearest value, within what past cases have shown, that clears the flag.
    pub to: f64,
    /// The chance after the change, below the threshold; found by scoring the changed case again.
    pub probability_after: f64,
}

/// The change that is smallest in standard deviations of its feature, over all actionable features whose value
/// is known, or over all that are not. `None` where the case is not flagged or no single change within the observed range
/// suffices.
pub(super) fn smallest_change(
    scorer: &Scorer,
    case: &RiskCase,
    threshold: f64,
    actionable: bool,
) -> Option<Counterfactual> {
    if chance(scorer, case) < threshold {
        return None;
    }
    let mut best: Option<(f64, Counterfactual)> = None;
    for (position, term) in scorer.features(actionable) {
        let Some(change) = clearing_change(scorer, case, threshold, position, term) else { continue };
        let distance = (change.to - change.from).abs() / term.column.sd;
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, change));
        }
    }
    best.map(|(_, change)| change)
}

/// Bisects between the value now and the favourable end of the observed range. The chance is monotone in any one
/// feature, so the last clearing value found is the nearest, to the last few bits.
fn clearing_change(
    scorer: &Scorer,
    case: &RiskCase,
    threshold: f64,
    position: usize,
    term: &Term,
) -> Option<Counterfactual> {
    let column = &term.column;
    let from = column.raw(case)?;
    let end = if term.coefficient > 0.0 { column.low } else { column.high };
    let mut changed = case.clone();
    let mut chance_at = |value: f64| {
        changed.features[position] = value;
        chance(scorer, &changed)
    };
    if chance_at(end) >= threshold {
        return None;
    }
    let (mut holds, mut clears) = (column.used(case), end);
    for _ in 0..200 {
        let middle = holds + (clears - holds) / 2.0;
        if middle == holds || middle == clears {
            break;
        }
        if chance_at(middle) < threshold { clears = middle } else { holds = middle }
    }
    let probability_after = chance_at(clears);
    Some(Counterfactual { feature: column.name.clone(), from, to: clears, probability_after })
}

fn chance(scorer: &Scorer, case: &RiskCase) -> f64 {
    scorer.explain(case).probability()
}
