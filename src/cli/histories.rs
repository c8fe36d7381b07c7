//! The courses that stand beside tables for people.

use crate::cli::trend_listings::TrendRow;
use crate::reports::wording::Language;
use crate::reports::{Drawings, sparkline};
use crate::review::listing::{Cell, Listing};

/// A longer course than this shows its end.
const LONGEST: usize = 24;
/// Fewer periods than this are read faster as numbers.
const SHORTEST: usize = 3;

/// The course of every series, on its row.
pub(crate) fn of_trends(rows: &[TrendRow], language: Language) -> Drawings {
    Drawings { heading: heading(language), rows: rows.iter().map(|row| end(&row.series.values)).collect() }
}

/// The course of every metric and slice over the periods of a listing, on the row of the last period. None where the
/// listing has no periods or no values.
pub(crate) fn of_values(listing: &Listing, language: Language) -> Option<Drawings> {
    let column = |name: &str| listing.columns.iter().position(|column| column.name == name);
    let (period, value) = column("period").zip(column("value"))?;
    // What stands before the value names the series, but for the period.
    let is_same = |a: &[Cell], b: &[Cell]| (0..value).filter(|at| *at != period).all(|at| a[at] == b[at]);
    let mut rows = Vec::with_capacity(listing.rows.len());
    for series in listing.rows.chunk_by(|a, b| is_same(a, b)) {
        let values: Vec<Option<f64>> = series.iter().map(|row| height(&row[value])).collect();
        rows.extend(std::iter::repeat_n(String::new(), series.len() - 1));
        rows.push(if series.len() < SHORTEST { String::new() } else { end(&values) });
    }
    Some(Drawings { heading: heading(language), rows })
}

fn heading(language: Language) -> String {
    match language {
        Language::En => "history".to_string(),
        Language::Zh => "走势".to_string(),
    }
}

fn end(values: &[Option<f64>]) -> String {
    sparkline(&values[values.len().saturating_sub(LONGEST)..])
}

fn height(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Float(number) => Some(*number),
        Cell::Int(whole) | Cell::Money(whole) => Some(*whole as f64),
        Cell::Null | Cell::Text(_) | Cell::Bool(_) | Cell::Date(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Currency;
    use crate::review::listing::ColumnKind;

    fn listing(rows: &[(&str, &str, Cell)]) -> Listing {
        let columns = [("period", ColumnKind::Text), ("rep", ColumnKind::Text), ("value", ColumnKind::Number)];
        let mut listing = Listing::new("kpi", Currency::USD, &columns);
        for (rep, period, value) in rows {
            listing.push(vec![Cell::from(*period), Cell::from(*rep), value.clone()]);
        }
        listing
    }

    #[test]
    fn a_series_has_its_course_on_its_last_row() {
        let rows = [
            ("Anna", "2024-01", Cell::Money(100)),
            ("Anna", "2024-02", Cell::Null),
            ("Anna", "2024-03", Cell::Money(300)),
            ("Bert", "2024-01", Cell::Money(1)),
            ("Bert", "2024-02", Cell::Money(2)),
        ];
        let drawings = of_values(&listing(&rows), Language::En).expect("there are values");
        assert_eq!(drawings.rows, ["", "", "▁·█", "", ""]);
        assert_eq!(of_values(&listing(&[]), Language::Zh).expect("no rows are no course").rows, [""; 0]);
    }

    #[test]
    fn a_long_course_shows_its_end() {
        let values: Vec<Option<f64>> = (0..40).map(|value| Some(f64::from(value))).collect();
        assert_eq!(end(&values).chars().count(), LONGEST);
        assert!(end(&values).starts_with('▁') && end(&values).ends_with('█'));
    }
}
