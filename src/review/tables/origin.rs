//! From what, and by which rules, the numbers of a listing were made.

use serde::Serialize;

use crate::calendar::Day;
use crate::measures::catalogue::return_policy;
use crate::quantity::Currency;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};

use super::long::column;

/// What all numbers of a run share. It stands behind every row, so that a row that was copied elsewhere still says
/// what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The currency of its money.
    pub currency: Currency,
    /// The day up to which rows count.
    pub as_of: Day,
    /// The version of the store that was read.
    pub store_version: u64,
    /// The zone in which timestamps became business days.
    pub time_zone: String,
    /// The settings that change numbers, as far as they are not the usual ones; empty where all are.
    pub policies: String,
}

impl Origin {
    /// A listing with `return_policy, store_version, time_zone, policies` as its last columns; before them `currency`
    /// and `as_of` where it has none. Only a listing with a `metric_id` has a `return_policy`: it is the metric's own.
    pub fn stamped(&self, mut listing: Listing) -> Listing {
        let place = |name: &str| listing.columns.iter().position(|column| column.name == name);
        let of_metric = place("metric_id");
        let (without_currency, without_day) = (place("currency").is_none(), place("as_of").is_none());
        for row in &mut listing.rows {
            if without_currency {
                row.push(Cell::from(self.currency.code()));
            }
            if without_day {
                row.push(Cell::Date(self.as_of));
            }
            if let Some(at) = of_metric {
                row.push(returns_of(&row[at]));
            }
            row.extend(self.cells());
        }
        if without_currency {
            listing.columns.push(column("currency", ColumnKind::Text));
        }
        if without_day {
            listing.columns.push(column("as_of", ColumnKind::Date));
        }
        if of_metric.is_some() {
            listing.columns.push(column(RETURN_POLICY, ColumnKind::Text));
        }
        listing.columns.extend(Origin::columns());
        listing
    }

    /// The columns that all rows share.
    pub fn columns() -> [Column; 3] {
        [
            column("store_version", ColumnKind::Int),
            column("time_zone", ColumnKind::Text),
            column("policies", ColumnKind::Text),
        ]
    }

    /// The fields of [`Origin::columns`] as text, for a form that writes them without looking at them again.
    pub fn fields(&self) -> [String; 3] {
        [self.store_version.to_string(), self.time_zone.clone(), self.policies.clone()]
    }

    /// The same as fields of an object, for answers that are no listings.
    pub fn as_fields(&self) -> OriginFields<'_> {
        let policies = Some(self.policies.as_str()).filter(|policies| !policies.is_empty());
        OriginFields { store_version: self.store_version, time_zone: &self.time_zone, policies }
    }

    fn cells(&self) -> [Cell; 3] {
        let policies = if self.policies.is_empty() { Cell::Null } else { Cell::from(self.policies.as_str()) };
        let version = i64::try_from(self.store_version).unwrap_or(i64::MAX);
        [Cell::Int(version), Cell::from(self.time_zone.as_str()), policies]
    }
}

/// What all numbers of an object share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OriginFields<'o> {
    /// The version of the store that was read.
    pub store_version: u64,
    /// The zone in which timestamps became business days.
    pub time_zone: &'o str,
    /// The settings that change numbers; none where all are the usual ones.
    pub policies: Option<&'o str>,
}

/// The column with the way in which a metric counts returns.
pub const RETURN_POLICY: &str = "return_policy";

/// The way in which the metric of a cell counts returns; absent where no returns enter into it.
pub fn returns_of(metric: &Cell) -> Cell {
    match metric {
        Cell::Text(id) => return_policy(id).map_or(Cell::Null, Cell::from),
        _ => Cell::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gets_what_it_lacks_and_a_metric_its_own_way_of_returns() {
        let (currency, as_of) = (Currency::USD, "2024-03-31".parse().unwrap());
        let origin = Origin { currency, as_of, store_version: 3, time_zone: "UTC".into(), policies: String::new() };
        let mut listing =
            Listing::new("one", currency, &[("metric_id", ColumnKind::Text), ("as_of", ColumnKind::Date)]);
        for id in ["revenue_net.origin_date", "customer_conc_topn.5", "win_rate.closed"] {
            listing.push(vec![Cell::from(id), Cell::Date(as_of)]);
        }
        let stamped = origin.stamped(listing);
        let names: Vec<&str> = stamped.columns.iter().map(|column| column.name.as_str()).collect();
        let wanted = ["metric_id", "as_of", "currency", "return_policy", "store_version", "time_zone", "policies"];
        assert_eq!(names, wanted);
        let returns: Vec<&Cell> = stamped.rows.iter().map(|row| &row[3]).collect();
        assert_eq!(returns, [&Cell::from("origin_date"), &Cell::from("return_date"), &Cell::Null]);
        assert_eq!(stamped.rows[0][4..], [Cell::Int(3), Cell::from("UTC"), Cell::Null]);
    }
}
