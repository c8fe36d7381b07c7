//! What would clear a rep's flag, in words: the same on the page and in the workbook.

use super::feature_figure::feature_told;
use super::figures::Figures;
use super::wording::Wording;
use crate::quantity::Currency;
use crate::review::pack::{ClearsRow, RiskRow};

/// The change that clears the flag, or the one that would if somebody could make it, or that there is none; nothing
/// where there is no flag.
pub(super) fn clearing_told(row: &RiskRow, wording: &Wording, currency: Currency) -> Option<String> {
    let told = |id: &str, change: &ClearsRow| {
        let amount = |value: f64| feature_told(&change.feature, value, wording, currency);
        let feature = wording.named("feature", &change.feature);
        let (from, to) = (amount(change.from), amount(change.to));
        let probability = Figures::new(wording.language(), currency).share(change.probability_after);
        let args = [("feature", feature.as_str()), ("from", &from), ("to", &to), ("probability", &probability)];
        wording.text_filled(id, &args)
    };
    match (&row.clears, &row.unchangeable) {
        (Some(change), _) => Some(told("risk-clears", change)),
        (None, Some(change)) => Some(told("risk-clears-unchangeable", change)),
        (None, None) => row.flagged.then(|| wording.text("risk-clears-none")),
    }
}
