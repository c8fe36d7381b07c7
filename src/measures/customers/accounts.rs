//! What the customers table says about the customers of the facts: to whom they belong, and their segment.

use std::collections::BTreeMap;

use polars::prelude::{DataFrame, DataType};

use crate::measures::MeasureError;
use crate::measures::company::{Tables, collected};
use crate::measures::facts::Facts;

/// Segments by the position of the customer among the customers of the facts.
pub(super) struct Segments {
    /// Positions among the segments; empty where all customers are of one, which has no name.
    of_customer: Vec<u32>,
    /// How many segments there are.
    pub(super) count: usize,
}

impl Segments {
    /// Reads the customers table, where there is one.
    ///
    /// # Errors
    /// [`MeasureError::Engine`] where it cannot be read.
    pub(super) fn read(tables: &Tables, facts: &Facts) -> Result<Segments, MeasureError> {
        let segments = table_of(tables)?.map_or_else(BTreeMap::new, |table| pairs(&table, "segment"));
        if segments.is_empty() {
            return Ok(Segments { of_customer: Vec::new(), count: 1 });
        }
        let named = |id: &String| segments.get(id).map_or("", String::as_str);
        let mut names: Vec<&str> = segments.values().map(String::as_str).chain([""]).collect();
        names.sort_unstable();
        names.dedup();
        let at = |id: &String| names.binary_search(&named(id)).unwrap_or(0) as u32;
        Ok(Segments { of_customer: facts.customers.iter().map(at).collect(), count: names.len() })
    }

    /// The segment of a customer.
    pub(super) fn of(&self, customer: usize) -> usize {
        self.of_customer.get(customer).map_or(0, |at| *at as usize)
    }
}

/// The topmost parents of customers, by the position of the customer among the customers of the facts.
pub(super) struct Parents<'f> {
    customers: &'f [String],
    /// Names of parents, sorted, and each customer's position among them; none where every customer stands alone.
    joined: Option<(Vec<String>, Vec<u32>)>,
}

impl<'f> Parents<'f> {
    /// Reads the customers table, where there is one.
    ///
    /// # Errors
    /// [`MeasureError::Engine`] where it cannot be read.
    pub(super) fn read(tables: &Tables, facts: &'f Facts) -> Result<Parents<'f>, MeasureError> {
        let customers = facts.customers.as_slice();
        let Some(table) = table_of(tables)? else { return Ok(Parents { customers, joined: None }) };
        let (merged, parents) = (pairs(&table, "merged_into"), pairs(&table, "parent_id"));
        if merged.is_empty() && parents.is_empty() {
            return Ok(Parents { customers, joined: None });
        }
        let above = |id: &str| merged.get(id).or_else(|| parents.get(id)).cloned();
        let of_customer: Vec<String> = customers.iter().map(|id| topmost(id, above)).collect();
        let mut names = of_customer.clone();
        names.sort_unstable();
        names.dedup();
        let at = of_customer.iter().map(|name| names.binary_search(name).unwrap_or(0) as u32).collect();
        Ok(Parents { customers, joined: Some((names, at)) })
    }

    /// Whether some customers have a parent, so that what they come to has to be added up.
    pub(super) fn join_customers(&self) -> bool {
        self.joined.is_some()
    }

    /// The number of a customer's parent.
    pub(super) fn of(&self, customer: usize) -> u32 {
        self.joined.as_ref().map_or(customer as u32, |(_, of_customer)| of_customer[customer])
    }

    /// The name behind the number of a parent.
    pub(super) fn name(&self, parent: u32) -> &str {
        let names = self.joined.as_ref().map_or(self.customers, |(names, _)| names.as_slice());
        names.get(parent as usize).map_or("", String::as_str)
    }
}

fn table_of(tables: &Tables) -> Result<Option<DataFrame>, MeasureError> {
    tables.get("customers").map(collected).transpose()
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
