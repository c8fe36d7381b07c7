//! The chances of winning that a file carries: typed in by people, or kept by stage in the CRM.

use crate::measures::MeasureError;
use crate::measures::columns::Columns;

/// A chance in millionths.
pub(super) type TypedProbability = u32;

/// Millionths in a certainty.
pub(super) const CERTAIN: u32 = 1_000_000;

/// The names under which the store carries such a column along; the schema has none of its own, as attain works
/// chances out by itself where it can.
const NAMES: [&str; 10] = [
    "x_probability",
    "x_win_probability",
    "x_deal_probability",
    "x_close_probability",
    "x_likelihood",
    "x_概率",
    "x_赢率",
    "x_赢单率",
    "x_赢单概率",
    "x_成交概率",
];

/// The chance of each row; none where the file has no such column or the text is no chance.
///
/// Without a percent sign, numbers are percents where any of the column is above 1, else fractions.
pub(super) fn typed_probabilities(columns: Columns<'_>) -> Result<Vec<Option<TypedProbability>>, MeasureError> {
    for name in NAMES {
        let texts = columns.texts(name)?;
        if texts.iter().any(Option::is_some) {
            return Ok(read(&texts));
        }
    }
    Ok(vec![None; columns.height()])
}

fn read(texts: &[Option<String>]) -> Vec<Option<TypedProbability>> {
    let numbers: Vec<Option<(f64, bool)>> = texts.iter().map(|text| number(text.as_deref()?)).collect();
    let in_percent = numbers.iter().flatten().any(|(number, percent)| !percent && *number > 1.0);
    let chance = |(number, percent): (f64, bool)| {
        let fraction = if percent || in_percent { number / 100.0 } else { number };
        (0.0..=1.0).contains(&fraction).then(|| (fraction * f64::from(CERTAIN)).round() as u32)
    };
    numbers.into_iter().map(|number| number.and_then(chance)).collect()
}

/// The number, and whether a percent sign stands behind it.
fn number(text: &str) -> Option<(f64, bool)> {
    let text = text.trim();
    let bare = text.trim_end_matches(['%', '％']);
    let number: f64 = bare.trim().parse().ok()?;
    number.is_finite().then_some((number, bare.len() < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chances(texts: &[&str]) -> Vec<Option<u32>> {
        read(&texts.iter().map(|text| Some(text.to_string())).collect::<Vec<_>>())
    }

    #[test]
    fn percents_and_fractions_are_told_apart_by_the_whole_column() {
        assert_eq!(chances(&["0.25", "1"]), [Some(250_000), Some(1_000_000)]);
        assert_eq!(chances(&["25", "1"]), [Some(250_000), Some(10_000)]);
        assert_eq!(chances(&["25%", "0.5 %"]), [Some(250_000), Some(5_000)]);
    }

    #[test]
    fn what_is_no_chance_is_none() {
        assert_eq!(chances(&["high", "-5", "250", "NaN", "60"]), [None, None, None, None, Some(600_000)]);
    }
}
