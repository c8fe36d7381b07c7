//! What each table and column is needed for, as data (`needs.toml`).

use std::sync::OnceLock;

use serde::Deserialize;

/// A table or column, and the metrics that are empty without it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The canonical table.
    pub table: String,
    /// The canonical column; none where the whole table is meant.
    #[serde(default)]
    pub column: Option<String>,
    /// The metrics' ids in the dictionary.
    pub metrics: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    need: Vec<Need>,
}

/// All needs, the tables and columns of the metrics that come first in the dictionary first.
pub fn needs() -> &'static [Need] {
    static NEEDS: OnceLock<Vec<Need>> = OnceLock::new();
    NEEDS.get_or_init(|| {
        let needs: Needs =
            toml::from_str(include_str!("needs.toml")).expect("needs.toml is checked by the tests to have this form");
        needs.need
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema;

    #[test]
    fn needs_are_tables_and_columns_that_there_are_each_once() {
        let mut seen = BTreeSet::new();
        for need in needs() {
            let table = schema::table(&need.table).unwrap_or_else(|| panic!("{need:?}"));
            assert!(need.column.as_deref().is_none_or(|column| table.column(column).is_some()), "{need:?}");
            assert!(seen.insert((&need.table, &need.column)), "{need:?} stands twice");
            assert!(!need.metrics.is_empty(), "{need:?}");
        }
    }

    #[test]
    fn a_metric_of_the_catalogue_that_needs_more_than_amounts_is_named_by_something() {
        let named: BTreeSet<&str> = needs().iter().flat_map(|need| &need.metrics).map(String::as_str).collect();
        let amounts_only =
            ["revenue_net", "orders", "avg_order", "growth_mom", "growth_qoq", "growth_yoy", "growth_cc"];
        let returns_only = ["revenue_net.return_date", "revenue_returned.return_date"];
        for metric in super::super::catalogue::definitions() {
            let id = metric.id.as_str();
            let free = amounts_only.contains(&id) || returns_only.contains(&id);
            assert!(free || named.contains(metric.id.as_str()), "nothing is said to switch off `{}`", metric.id);
        }
    }
}
