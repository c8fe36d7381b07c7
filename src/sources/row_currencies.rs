//! The currency of each row, where a file of orders may have rows in others than the run's: its digits read the row's
//! amounts.

use crate::quantity::Currency;

use super::cells::Texts;
use super::layout::Layout;

/// The currency of each row by its code; a row without one, or with one that is not allowed, counts as that of the
/// titles, or as the run's. None where all rows are in the run's currency.
pub(super) fn of(codes: &Texts, layout: &Layout) -> Option<Vec<Currency>> {
    let known: Vec<Currency> = (0..codes.different()).map(|code| meant(codes.at(code as i32), layout)).collect();
    let is_foreign =
        layout.unnamed_currency() != layout.currency || known.iter().any(|currency| *currency != layout.currency);
    let of_row = |&code: &i32| usize::try_from(code).ok().map_or(layout.unnamed_currency(), |code| known[code]);
    is_foreign.then(|| codes.codes.iter().map(of_row).collect())
}

/// Whether a currency may stand in a row: the run's, or one for which there are rates.
pub(super) fn is_allowed(code: &str, layout: &Layout) -> bool {
    let code = code.trim().to_ascii_uppercase();
    code == layout.currency.code() || layout.rated.contains(&code)
}

fn meant(code: &str, layout: &Layout) -> Currency {
    let currency = code.parse().ok().filter(|_| is_allowed(code, layout));
    currency.unwrap_or(layout.unnamed_currency())
}
