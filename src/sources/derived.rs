//! Columns that are worked out where the file lacks them, or where a cell of theirs is empty.

use std::collections::HashMap;

use crate::calendar::Day;
use crate::quantity::Currency;

use super::digest::Digester;
use super::issue::Rule;
use super::row::RowReader;
use super::row_rules::{SlotFault, contradicts};
use super::values::{LARGEST_MINOR, Value};

/// A column that can be worked out, in the order in which that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Derived {
    /// A row without an order id is its own order.
    OrderId,
    /// The day of the point in time at which an order was placed.
    OrderDate,
    /// Lines are numbered within their order, in file order.
    LineNo,
    /// Quantity × unit price × (1 − discount), where the file has no column of amounts.
    NetAmount,
    /// A return where the amount or the quantity is negative, else a sale.
    LineType,
    /// The run's currency.
    OrderCurrency,
    /// A quota is a rep's.
    SubjectType,
    /// A quota is for net revenue.
    MetricId,
    /// A quota is the first version.
    Version,
}

impl Derived {
    /// How a table's column is worked out; `None` where it is not.
    pub(super) fn of(table: &str, column: &str) -> Option<Derived> {
        match (table, column) {
            ("orders", "order_id") => Some(Derived::OrderId),
            ("orders", "order_date") => Some(Derived::OrderDate),
            ("orders", "line_no") => Some(Derived::LineNo),
            ("orders", "net_amount") => Some(Derived::NetAmount),
            ("orders", "line_type") => Some(Derived::LineType),
            ("orders", "currency") => Some(Derived::OrderCurrency),
            ("quotas", "subject_type") => Some(Derived::SubjectType),
            ("quotas", "metric_id") => Some(Derived::MetricId),
            ("quotas", "version") => Some(Derived::Version),
            _ => None,
        }
    }
}

/// Works out the values of one file's rows, in file order.
pub(super) struct Deriver {
    /// (what, where), in the order of [`Derived`].
    work: Vec<(Derived, usize)>,
    order_id: Option<usize>,
    order_ts: Option<usize>,
    net_amount: Option<usize>,
    quantity: Option<usize>,
    unit_price: Option<usize>,
    discount: Option<usize>,
    /// Where the file states the type of a line.
    line_type: Option<usize>,
    currency: &'static str,
    file: String,
    digester: Digester,
    /// Order → how many of its lines were numbered.
    lines_in_order: HashMap<u128, u32>,
    /// Content of a row without an order id → how often it was seen.
    seen_without_order: HashMap<u128, u32>,
}

impl Deriver {
    /// What there is to work out in a file.
    pub(super) fn new(reader: &RowReader, currency: Currency, file: &str) -> Deriver {
        let mut work: Vec<(Derived, usize)> =
            reader.slots.iter().enumerate().filter_map(|(at, slot)| Some((slot.derived?, at))).collect();
        work.sort_unstable();
        Deriver {
            work,
            order_id: reader.slot("order_id"),
            order_ts: reader.mapped("order_ts"),
            net_amount: reader.slot("net_amount"),
            quantity: reader.slot("quantity"),
            unit_price: reader.slot("unit_price"),
            discount: reader.slot("discount_pct"),
            line_type: reader.mapped("line_type"),
            currency: currency.code(),
            file: file.to_string(),
            digester: Digester::default(),
            lines_in_order: HashMap::new(),
            seen_without_order: HashMap::new(),
        }
    }

    /// Fills the empty values of a row whose content has this digest.
    pub(super) fn fill(&mut self, row: &mut [Value<'_>], content: u128) -> Result<(), SlotFault> {
        let own_order = self.order_id.is_some_and(|slot| row[slot] == Value::Null);
        for at in 0..self.work.len() {
            let (derived, slot) = self.work[at];
            if row[slot] == Value::Null {
                row[slot] = match derived {
                    Derived::OrderId => Value::Str(self.own_order_id(content).into()),
                    Derived::OrderDate => self.day_of(row).ok_or((slot, Rule::Empty))?,
                    Derived::LineNo if own_order => Value::Int(1),
                    Derived::LineNo => Value::Int(self.next_line(row)),
                    Derived::NetAmount => self.priced(row)?,
                    Derived::LineType => Value::Str(self.type_by_sign(row).into()),
                    Derived::OrderCurrency => Value::Str(self.currency.into()),
                    Derived::SubjectType => Value::Str("rep".into()),
                    Derived::MetricId => Value::Str("revenue_net".into()),
                    Derived::Version => Value::Int(1),
                };
            }
        }
        Ok(())
    }

    /// An id for a row that is its own order: a digest of the file's name, the row's content and how often the same
    /// content stood in the file before.
    ///
    /// The same file gives the same ids, and so does one that has grown or was sorted anew; next month's rows under
    /// the same name get others, and files of different names never share one. Line numbers would replace old rows
    /// by new ones, and a digest of the whole file would load all its rows again after one was added.
    fn own_order_id(&mut self, content: u128) -> String {
        let before = self.seen_without_order.entry(content).or_insert(0);
        let digest = self.digester.field(&self.file).number(content).number(u128::from(*before)).finish();
        *before += 1;
        format!("row-{:016x}", digest as u64)
    }

    fn day_of(&self, row: &[Value<'_>]) -> Option<Value<'static>> {
        let Value::Ts(micros) = row[self.order_ts?] else { return None };
        let day = i32::try_from(micros.div_euclid(86_400_000_000)).ok()?;
        Some(Value::Date(Day::from_epoch(day)))
    }

    fn next_line(&mut self, row: &[Value<'_>]) -> i64 {
        let order = self.order_id.and_then(|slot| row[slot].text()).unwrap_or("");
        let number = self.lines_in_order.entry(self.digester.field(order).finish()).or_insert(0);
        *number += 1;
        i64::from(*number)
    }

    fn type_by_sign(&self, row: &[Value<'_>]) -> &'static str {
        let negative = |slot: Option<usize>| slot.is_some_and(|slot| row[slot].sign() == Some(-1));
        if negative(self.net_amount) || negative(self.quantity) { "return" } else { "sale" }
    }

    /// Quantity × unit price × (1 − discount), rounded to the minor unit.
    fn priced(&self, row: &[Value<'_>]) -> Result<Value<'static>, SlotFault> {
        let (Some(quantity_slot), Some(price_slot)) = (self.quantity, self.unit_price) else { return Ok(Value::Null) };
        let (Value::F64(quantity), Value::Money { minor: price, .. }) = (&row[quantity_slot], &row[price_slot]) else {
            return Ok(Value::Null);
        };
        let discount = match self.discount.map(|slot| (slot, &row[slot])) {
            Some((slot, Value::F64(discount))) if *discount > 1.0 => return Err((slot, Rule::DiscountAboveOne)),
            Some((_, Value::F64(discount))) => *discount,
            _ => 0.0,
        };
        let exact = quantity * (*price as f64) * (1.0 - discount);
        if exact.abs() > LARGEST_MINOR as f64 {
            return Err((price_slot, Rule::TooLarge));
        }
        let amount = Value::Money { minor: exact.round_ties_even() as i64, rounded: false };
        match self.line_type.and_then(|slot| row[slot].text()) {
            Some(line_type) if contradicts(&amount, line_type) => {
                Err((price_slot, Rule::SignAgainstType { line_type: line_type.to_string() }))
            }
            _ => Ok(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::trial::{column, faults, only_fault, read, read_as};
    use super::super::{BadRows, LoadedFile};

    fn ids(loaded: &LoadedFile) -> Vec<String> {
        column(loaded, "order_id")
    }

    const JANUARY: &str = "order_date,rep,amount\n2024-01-05,R1,10\n2024-01-05,R1,10\n2024-01-06,R2,20\n";

    #[test]
    fn without_an_order_id_every_row_is_an_order_of_its_own_even_twins() {
        let loaded = read("orders", JANUARY).unwrap();
        assert_eq!((loaded.account.rows_loaded, loaded.account.duplicates_dropped), (3, 0));
        assert_eq!(BTreeSet::from_iter(ids(&loaded)).len(), 3);
        assert_eq!(column(&loaded, "line_no"), ["1", "1", "1"]);
    }

    #[test]
    fn an_empty_order_id_is_the_same_as_none() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount\nA,2024-01-05,1\n,2024-01-05,2\n,2024-01-05,2\nN/A,2024-01-05,2\n",
        );
        let ids = ids(&loaded.unwrap());
        assert_eq!(ids[0], "A");
        assert!(ids[1..].iter().all(|id| id.starts_with("row-") && id.len() == 20), "{ids:?}");
        assert_eq!(BTreeSet::from_iter(ids).len(), 4);
    }

    #[test]
    fn the_same_file_gives_the_same_ids() {
        assert_eq!(ids(&read("orders", JANUARY).unwrap()), ids(&read("orders", JANUARY).unwrap()));
    }

    #[test]
    fn a_file_that_grew_or_was_sorted_anew_keeps_the_ids_of_its_old_rows() {
        let grown = "order_date,rep,amount\n2024-02-01,R9,5\n2024-01-06,R2,20\n2024-01-05,R1,10\n2024-01-05,R1,10\n";
        let (old, new) = (ids(&read("orders", JANUARY).unwrap()), ids(&read("orders", grown).unwrap()));
        let (old, new) = (BTreeSet::from_iter(old), BTreeSet::from_iter(new));
        assert!(old.is_subset(&new));
        assert_eq!(new.len(), 4);
    }

    #[test]
    fn next_month_s_file_under_the_same_name_shares_no_id_with_the_old_one() {
        let february = JANUARY.replace("2024-01", "2024-02");
        let old = BTreeSet::from_iter(column(&read("orders", JANUARY).unwrap(), "row_key"));
        let new = BTreeSet::from_iter(column(&read("orders", february).unwrap(), "row_key"));
        assert!(old.is_disjoint(&new));
    }

    #[test]
    fn files_of_different_names_share_no_id_whatever_their_rows() {
        let of = |file: &str| BTreeSet::from_iter(ids(&read_as(file, "orders", "", JANUARY, BadRows::Stop).unwrap()));
        assert!(of("north.csv").is_disjoint(&of("south.csv")));
    }

    #[test]
    fn an_empty_line_type_follows_the_sign_like_a_missing_one() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount,qty,type\nA,2024-01-05,1,1,\nB,2024-01-05,-1,,\nC,2024-01-05,0,-2,NULL\nD,2024-01-05,5,1,cancel\n",
        );
        assert_eq!(column(&loaded.unwrap(), "line_type"), ["sale", "return", "return", "cancel"]);
        let loaded =
            read("orders", "order_id,order_date,amount,qty\nA,2024-01-05,1,1\nB,2024-01-05,-1,\nC,2024-01-05,0,-2\n");
        assert_eq!(column(&loaded.unwrap(), "line_type"), ["sale", "return", "return"]);
    }

    #[test]
    fn a_point_in_time_gives_the_day_where_the_file_has_none() {
        let loaded = read("orders", "order_id,ordered at,amount\nA,2024-01-05 23:59:59,1\nB,,1\n").unwrap();
        assert_eq!(column(&loaded, "order_date"), ["2024-01-05"]);
        assert_eq!(faults(&loaded), [(3, "empty")]);
    }

    #[test]
    fn lines_are_numbered_within_their_order() {
        let loaded = read("orders", "order_id,order_date,amount\nA,2024-01-05,1\nB,2024-01-05,2\nA,2024-01-05,3\n");
        assert_eq!(column(&loaded.unwrap(), "line_no"), ["1", "1", "2"]);
    }

    #[test]
    fn an_amount_is_quantity_times_price_less_the_discount() {
        let header = "order_id,order_date,quantity,unit_price,discount_pct";
        let loaded = read(
            "orders",
            format!("{header}\nA,2024-01-05,3,1.15,0.1\nB,2024-01-05,-3,1.15,\nC,2024-01-05,1,1.15,1\n"),
        );
        let loaded = loaded.unwrap();
        // 3 × 115 × 0.9 = 310.5 cents, half to even.
        assert_eq!(column(&loaded, "net_amount_minor"), ["310", "-345", "0"]);
        assert_eq!(column(&loaded, "line_type"), ["sale", "return", "sale"]);
    }

    #[test]
    fn a_discount_in_percent_that_nobody_declared_is_refused_rather_than_turned_into_a_return() {
        let loaded =
            read("orders", "order_id,order_date,quantity,unit_price,Discount\nA,2024-01-05,3,1.15,15\n").unwrap();
        assert_eq!(
            only_fault(&loaded),
            "`orders.csv` line 2: `Discount` is `15`, a discount of more than the whole price"
        );
    }

    #[test]
    fn a_product_too_large_to_be_summed_names_the_price() {
        let loaded = read("orders", "order_id,order_date,quantity,Price\nA,2024-01-05,900000000000,1000\n").unwrap();
        assert_eq!(only_fault(&loaded), "`orders.csv` line 2: `Price` is `1000`, too large to be summed exactly");
    }

    #[test]
    fn a_stated_sale_at_a_negative_price_is_refused() {
        let loaded = read(
            "orders",
            "order_id,order_date,quantity,price,type\nA,2024-01-05,2,-4,sale\nB,2024-01-05,2,-4,adjust\n",
        );
        assert_eq!(faults(&loaded.unwrap()), [(2, "sign_against_type")]);
    }

    #[test]
    fn empty_cells_of_a_quota_mean_a_rep_s_first_version_for_net_revenue() {
        let header = "subject_type,subject_id,metric_id,period_start,period_end,version,value";
        let loaded = read(
            "quotas",
            format!("{header}\n,R1,,2024-01-01,2024-03-31,,100\nunit,U1,gross_profit,2024-01-01,2024-03-31,2,100\n"),
        )
        .unwrap();
        assert_eq!(column(&loaded, "subject_type"), ["rep", "unit"]);
        assert_eq!(column(&loaded, "metric_id"), ["revenue_net", "gross_profit"]);
        assert_eq!(column(&loaded, "version"), ["1", "2"]);
    }
}
