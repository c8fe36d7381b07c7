//! What the customers table says about the customers of the facts: to whom they belong, and their segment.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, DataType};

use crate::measures::MeasureError;
use crate::measures::company::{Tables, collected};
use crate::measures::facts::Facts;

/// Parents and segments by the position of the customer among the customers of the facts.
pub(super) struct Accounts {
    /// The name of the topmost parent; the customer's own where there is none.
    pub(super) parents: Vec<String>,
    /// The segment; empty where there is none.
    pub(super) segments: Vec<String>,
}

impl Accounts {
    /// Reads the customers table, where there is one.
    ///
    /// # Errors
    /// [`MeasureError::Engine`] where it cannot be read.
    pub(super) fn read(tables: &Tables, facts: &Facts) -> Result<Accounts, MeasureError> {
        let table = match tables.get("customers") {
            Some(table) => Some(collected(table)?),
            None => None,
        };
        let column = |name: &str| -> BTreeMap<String, String> {
            table.as_ref().map_or_else(BTreeMap::new, |table| pairs(table, name))
        };
        let (merged, parents, segments) = (column("merged_into"), column("parent_id"), column("segment"));
        let above = |id: &str| merged.get(id).or_else(|| parents.get(id)).cloned();
        let segment = |id: &String| segments.get(id).cloned().unwrap_or_default();
        Ok(Accounts {
            parents: facts.customers.iter().map(|id| topmost(id, above)).collect(),
            segments: facts.customers.iter().map(segment).collect(),
        })
    }
}

/// Follows an account upwards. In a circle nobody is above the others; the first in the alphabet stands for all.
fn topmost(id: &str, above: impl Fn(&str) -> Option<String>) -> String {
    let mut way = vec![id.to_string()];
    while let Some(next) = above(&way[way.len() - 1]) {
        if let Some(at) = way.iter().position(|seen| *seen == next) {
            return way[at..].iter().min().cloned().unwrap_or(next);
        }
        way.push(next);
    }
    way.pop().unwrap_or_default()
}

/// The values of a text column by customer; customers without one, and tables without the column, have none.
fn pairs(table: &DataFrame, name: &str) -> BTreeMap<String, String> {
    let text = |name: &str| table.column(name).ok().and_then(|column| column.cast(&DataType::String).ok());
    let (Some(ids), Some(values)) = (text("customer_id"), text(name)) else { return BTreeMap::new() };
    let (Ok(ids), Ok(values)) = (ids.str(), values.str()) else { return BTreeMap::new() };
    let both = ids.iter().zip(values.iter());
    let filled =
        both.filter_map(|(id, value)| Some((id?.to_string(), value.filter(|text| !text.is_empty())?.to_string())));
    filled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_followed_to_the_top_and_a_circle_has_one_name() {
        let above = |id: &str| match id {
            "shop" => Some("chain".to_string()),
            "chain" => Some("group".to_string()),
            "b" => Some("a".to_string()),
            "a" => Some("b".to_string()),
            "outside" => Some("b".to_string()),
            _ => None,
        };
        assert_eq!(topmost("shop", above), "group");
        assert_eq!(topmost("alone", above), "alone");
        assert_eq!([topmost("a", above), topmost("b", above), topmost("outside", above)], ["a", "a", "a"]);
    }
}
