//! The columns of the dimensions by which a question was cut, which stand among columns with names of their own.

use crate::review::listing::{Column, ColumnKind};

use super::long::column;

/// The other columns of the answers to questions that can be cut: `kpi`, `repeat`, `trend`, `cohort` and `bridge`.
const OTHERS: [&str; 50] = [
    "metric_id",
    "period",
    "value",
    "numerator",
    "denominator",
    "n",
    "null_reason",
    "currency",
    "as_of",
    "value_minor",
    "lower",
    "upper",
    "shrunk",
    "n_effective",
    "flags",
    "return_policy",
    "store_version",
    "time_zone",
    "policies",
    // Those of trends.
    "first",
    "last",
    "trend",
    "slope",
    "slope_relative",
    "p",
    "q",
    "tau",
    "test",
    "widening",
    "seasonal",
    "change",
    "change_before",
    "change_after",
    "change_p",
    "change_q",
    "changes",
    // Those of cohorts.
    "cohort",
    "age",
    "size",
    "active",
    "base",
    "amount",
    "days",
    "variant",
    "start",
    // Those of the bridge.
    "term",
    "share",
    "period_from",
    "period_to",
    // That of the line under a table for people.
    "of_metric",
];

/// Whether an answer to a question that can be cut has a column of this name beside those of its dimensions. Readers of
/// files do not all tell capitals apart.
///
/// ```
/// use attain::review::tables::{dimension_column, is_column_of_answers};
/// assert!(is_column_of_answers("currency") && !is_column_of_answers("region"));
/// assert_eq!(dimension_column("currency"), "by_currency");
/// assert_eq!(dimension_column("region"), "region");
/// ```
pub fn is_column_of_answers(name: &str) -> bool {
    OTHERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The name of a dimension's column: its own, or with `by_` before it where the answers have a column of that name
/// already. It is the same in all of them, so that what was read from one fits the next.
pub fn dimension_column(dimension: &str) -> String {
    // What begins with `by_` by itself must not meet what got it here.
    let own = dimension.trim_start_matches("by_");
    if is_column_of_answers(own) { format!("by_{dimension}") } else { dimension.to_string() }
}

/// The columns of dimensions, in their order.
pub fn dimension_columns<'a>(dimensions: &'a [&str]) -> impl Iterator<Item = Column> + 'a {
    dimensions.iter().map(|dimension| column(&dimension_column(dimension), ColumnKind::Text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_dimensions_get_one_name_and_none_that_of_another_column() {
        let dimensions = ["currency", "Currency", "by_currency", "n", "x_n", "by_n", "region", "by_region", "rep.n"];
        let mut names: Vec<String> = dimensions.iter().map(|dimension| dimension_column(dimension)).collect();
        assert!(names.iter().all(|name| !is_column_of_answers(name)), "{names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), dimensions.len(), "{names:?}");
    }
}
