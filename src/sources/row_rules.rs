//! Rules that look at more than one value of a row.

use csv::StringRecord;

use super::issue::Rule;
use super::row::RowReader;
use super::values::Value;

/// A rule that is broken in one slot.
pub(super) type SlotFault = (usize, Rule);

/// The places of the columns that the rules of a table compare.
pub(super) struct RowRules {
    currency: Option<(usize, &'static str)>,
    line_type: Option<usize>,
    /// Columns that have the sign of the line type.
    signed: Vec<usize>,
    /// Columns without which the row has no amount.
    needed: Vec<usize>,
    /// (first day, last day).
    period: Option<(usize, usize)>,
}

impl RowRules {
    /// The rules for a table's rows, of which only those apply whose columns the file carries.
    pub(super) fn new(table: &str, reader: &RowReader, currency: &'static str) -> RowRules {
        let orders = table == "orders";
        let in_orders = |columns: &[&str]| -> Vec<usize> {
            columns.iter().filter(|_| orders).filter_map(|column| reader.mapped(column)).collect()
        };
        let amount: &[&str] = match reader.mapped("net_amount") {
            Some(_) => &["net_amount"],
            None => &["unit_price", "quantity"],
        };
        let period = || Some((reader.mapped("period_start")?, reader.mapped("period_end")?));
        RowRules {
            currency: reader.mapped("currency").filter(|_| orders).map(|slot| (slot, currency)),
            line_type: reader.mapped("line_type").filter(|_| orders),
            signed: in_orders(&["net_amount", "quantity", "cost_amount"]),
            needed: in_orders(amount),
            period: if table == "quotas" { period() } else { None },
        }
    }

    /// Checks a row as it was read, before anything is worked out; the first broken rule is named.
    pub(super) fn check(&self, row: &[Value<'_>], reader: &RowReader, record: &StringRecord) -> Result<(), SlotFault> {
        let fault = self
            .foreign_currency(row)
            .or_else(|| self.wrong_sign(row))
            .or_else(|| self.no_amount(row))
            .or_else(|| self.backward_period(row, reader, record));
        fault.map_or(Ok(()), Err)
    }

    fn foreign_currency(&self, row: &[Value<'_>]) -> Option<SlotFault> {
        let (slot, expected) = self.currency?;
        let code = row[slot].text()?;
        (!code.eq_ignore_ascii_case(expected)).then(|| (slot, Rule::ForeignCurrency { expected: expected.to_string() }))
    }

    /// Only a type that the file states can be contradicted: one that is worked out follows the signs.
    fn wrong_sign(&self, row: &[Value<'_>]) -> Option<SlotFault> {
        let line_type = row[self.line_type?].text()?;
        let slot = self.signed.iter().find(|&&slot| contradicts(&row[slot], line_type))?;
        Some((*slot, Rule::SignAgainstType { line_type: line_type.to_string() }))
    }

    fn no_amount(&self, row: &[Value<'_>]) -> Option<SlotFault> {
        self.needed.iter().find(|&&slot| row[slot] == Value::Null).map(|&slot| (slot, Rule::Empty))
    }

    fn backward_period(&self, row: &[Value<'_>], reader: &RowReader, record: &StringRecord) -> Option<SlotFault> {
        let (start, end) = self.period?;
        match (&row[start], &row[end]) {
            (Value::Date(first), Value::Date(last)) if last < first => {
                let (start_column, start) = (reader.name(start).to_string(), reader.text(start, record).to_string());
                Some((end, Rule::EndsBeforeStart { start_column, start }))
            }
            _ => None,
        }
    }
}

/// Whether an amount has the wrong sign for a line type; cancellations and adjustments have either.
pub(super) fn contradicts(value: &Value<'_>, line_type: &str) -> bool {
    match (line_type, value.sign()) {
        ("sale", Some(sign)) => sign < 0,
        ("return", Some(sign)) => sign > 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{faults, only_fault, read};

    fn order(columns: &str, values: &str) -> Vec<&'static str> {
        let text = format!("order_id,order_date,{columns}\nA,2024-01-05,{values}\n");
        faults(&read("orders", text).unwrap()).into_iter().map(|(_, rule)| rule).collect()
    }

    #[test]
    fn a_quota_that_ends_before_it_starts_names_both_days() {
        let quotas = "subject_id,PeriodStart,PeriodEnd,value\nR1,2017-07-01,2017-06-30,5\nR2,2017-07-01,2017-07-01,5\n";
        let loaded = read("quotas", quotas).unwrap();
        assert_eq!(
            only_fault(&loaded),
            "`orders.csv` line 2: `PeriodEnd` is `2017-06-30`, before `PeriodStart`, which is `2017-07-01`"
        );
        assert_eq!(loaded.issues[0].rule.code(), "ends_before_start");
        assert_eq!(loaded.account.rows_loaded, 1);
    }

    #[test]
    fn amount_quantity_and_cost_have_the_sign_of_the_line_type() {
        let columns = "line_type,net_amount,quantity,cost_amount";
        for good in ["sale,5,1,4", "return,-5,-1,-4", "return,0,0,", "cancel,-5,1,4", "adjust,5,-1,", "sale,0,,0"] {
            assert!(order(columns, good).is_empty(), "{good}");
        }
        for bad in ["sale,-5,1,4", "sale,5,-1,4", "sale,5,1,-4", "return,5,-1,-4", "return,-5,1,-4", "return,-5,-1,4"] {
            assert_eq!(order(columns, bad), ["sign_against_type"], "{bad}");
        }
    }

    #[test]
    fn the_column_with_the_wrong_sign_is_named() {
        let loaded = read("orders", "order_id,order_date,type,amount,Cost\nA,2024-01-05,return,-5,4\n").unwrap();
        assert_eq!(only_fault(&loaded), "`orders.csv` line 2: `Cost` is `4`, which has the wrong sign for a return");
    }

    #[test]
    fn a_type_that_is_worked_out_cannot_be_contradicted() {
        assert!(order("net_amount,quantity,cost_amount", "-5,1,4").is_empty());
        assert!(order("line_type,net_amount,quantity", ",-5,1").is_empty());
    }

    #[test]
    fn a_foreign_currency_is_refused_and_an_empty_one_is_the_run_s() {
        assert_eq!(order("net_amount,currency", "5,EUR"), ["foreign_currency"]);
        assert!(order("net_amount,currency", "5,usd").is_empty());
        assert!(order("net_amount,currency", "5,").is_empty());
    }

    #[test]
    fn an_order_without_an_amount_is_refused() {
        assert_eq!(order("net_amount,quantity,unit_price", ",2,3"), ["empty"]);
        assert_eq!(order("quantity,unit_price", ",3"), ["empty"]);
        assert_eq!(order("quantity,unit_price", "2,"), ["empty"]);
    }
}
