//! Rules that look at more than one value of a row.

use super::cells::{Cells, Filled};
use super::check_catalogue::Severity;
use super::gathered::Gathered;
use super::issue::Rule;
use super::layout::Layout;
use super::mapping::Origin;
use super::net_amounts::NetFrom;
use super::records::Records;
use super::row_currencies;
use super::typing::tidy;
use crate::quantity::{Currency, Rate};

/// Checks rows as they were read, before anything is worked out; of each row the first broken rule is noted. Only
/// those rules apply whose columns the file carries.
pub(super) fn check(records: &Records, layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    if layout.table.name == "orders" {
        foreign_currency(layout, cells, gathered);
        wrong_sign(layout, cells, gathered);
        no_amount(layout, cells, gathered);
    }
    if layout.table.name == "fx_rates" {
        no_currency(layout, cells, gathered);
        no_rate(layout, cells, gathered);
    }
    if layout.table.name == "quotas" {
        backward_period(records, layout, cells, gathered);
    }
}

fn foreign_currency(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    let Some(slot) = layout.mapped("currency") else { return };
    let Some(texts) = cells[slot].texts() else { return };
    let rule = |text: &str| match layout.stated {
        Some(stated) if !text.trim().eq_ignore_ascii_case(stated.code()) => {
            Some(Rule::NotOfTheTitles { stated: stated.code().to_string() })
        }
        Some(_) => None,
        None if row_currencies::is_allowed(text, layout) => None,
        None => Some(Rule::ForeignCurrency { expected: layout.currency.code().to_string() }),
    };
    let broken: Vec<Option<Rule>> = (0..texts.different()).map(|code| rule(texts.at(code as i32))).collect();
    if broken.iter().any(Option::is_some) {
        for (row, &code) in texts.codes.iter().enumerate() {
            if let Some(rule) = usize::try_from(code).ok().and_then(|code| broken[code].clone()) {
                gathered.fault(row, slot, rule);
            }
        }
    }
}

fn no_currency(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    for slot in ["from", "to"].into_iter().filter_map(|column| layout.mapped(column)) {
        let Some(texts) = cells[slot].texts() else { continue };
        let unknown: Vec<bool> =
            (0..texts.different()).map(|code| texts.at(code as i32).parse::<Currency>().is_err()).collect();
        for (row, &code) in texts.codes.iter().enumerate() {
            if code >= 0 && unknown[code as usize] {
                gathered.fault(row, slot, Rule::NotACurrency);
            }
        }
    }
}

fn no_rate(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    let Some(slot) = layout.mapped("rate") else { return };
    let Cells::Number(rates) = &cells[slot] else { return };
    for row in 0..gathered.rows() {
        if rates.get(row).is_some_and(|rate| !Rate::is_believed(rate)) {
            gathered.fault(row, slot, Rule::NotARate);
        }
    }
}

/// Makes amounts, quantities and costs of returns negative where the file writes them without a sign.
pub(super) fn turn_returns(layout: &Layout, cells: &mut [Cells]) {
    let texts = layout.mapped("line_type").filter(|_| layout.unsigned_returns).and_then(|slot| cells[slot].texts());
    let Some(texts) = texts else { return };
    let is_return = |code: i32| code >= 0 && texts.at(code) == "return";
    let rows: Vec<usize> = (0..texts.codes.len()).filter(|&row| is_return(texts.codes[row])).collect();
    const SIGNED: [&str; 6] = ["net_amount", "quantity", "cost_amount", "list_amount", "tax_amount", "amount_with_tax"];
    for slot in SIGNED.iter().filter_map(|column| layout.mapped(column)) {
        match &mut cells[slot] {
            Cells::Whole(filled) => rows.iter().for_each(|&row| filled.values[row] = -filled.values[row].abs()),
            // Nothing returned is 0, and not -0.
            Cells::Number(filled) => rows.iter().for_each(|&row| filled.values[row] = 0.0 - filled.values[row].abs()),
            _ => {}
        }
    }
}

/// Only a type that the file states can be contradicted: one that is worked out follows the signs.
fn wrong_sign(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    let Some(texts) = layout.mapped("line_type").and_then(|slot| cells[slot].texts()) else { return };
    let severity = layout.checks.severity("sign_against_type");
    if severity == Severity::Ignore {
        return;
    }
    let signed: Vec<usize> =
        ["net_amount", "quantity", "cost_amount"].iter().filter_map(|column| layout.mapped(column)).collect();
    let forbidden: Vec<Option<i32>> =
        (0..texts.different()).map(|code| forbidden_sign(texts.at(code as i32))).collect();
    for (row, &code) in texts.codes.iter().enumerate() {
        let Some(forbidden) = (code >= 0).then(|| forbidden[code as usize]).flatten() else { continue };
        if let Some(&slot) = signed.iter().find(|&&slot| cells[slot].sign(row) == Some(forbidden)) {
            match severity {
                Severity::Warn => gathered.doubtful_sign(row, slot),
                _ => gathered.fault(row, slot, Rule::SignAgainstType { line_type: texts.at(code).to_string() }),
            }
        }
    }
}

/// The sign that an amount must not have; cancellations and adjustments have either.
pub(super) fn forbidden_sign(line_type: &str) -> Option<i32> {
    match line_type {
        "sale" => Some(-1),
        "return" => Some(1),
        _ => None,
    }
}

/// A row without an amount, or without one of the two that make it up.
fn no_amount(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    let has = |column: &str| layout.mapped(column).is_some();
    let needed: Vec<&str> = match has("net_amount") {
        true => vec!["net_amount"],
        false => NetFrom::among(has).map_or_else(Vec::new, |way| way.needs().to_vec()),
    };
    for slot in needed.iter().filter_map(|column| layout.mapped(column)) {
        for row in 0..gathered.rows() {
            if cells[slot].is_null(row) {
                gathered.fault(row, slot, Rule::Empty);
            }
        }
    }
}

fn backward_period(records: &Records, layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    let (Some(start), Some(end)) = (layout.mapped("period_start"), layout.mapped("period_end")) else { return };
    let (Cells::Day(first), Cells::Day(last)) = (&cells[start], &cells[end]) else { return };
    let before = |row: usize, first: &Filled<i32>, last: &Filled<i32>| Some(last.get(row)? < first.get(row)?);
    for row in 0..gathered.rows() {
        if before(row, first, last) == Some(true) {
            let start_column = layout.slots[start].name().to_string();
            let start = layout.slots[start].text(records, row).to_string();
            gathered.fault(row, end, Rule::EndsBeforeStart { start_column, start });
        }
    }
}

/// Rows in which every column that is read says its own name: the header once more.
pub(super) fn repeated_header(records: &Records, layout: &Layout, gathered: &mut Gathered) {
    let columns: Vec<(usize, usize, &str)> = (layout.slots.iter().enumerate())
        .filter_map(|(at, slot)| match &slot.plan.as_ref()?.origin {
            Origin::Field { index, name } => Some((at, *index, name.as_str())),
            Origin::Constant(_) => None,
        })
        .collect();
    // One column may well hold its own name.
    let [(first, index, name), _, ..] = columns.as_slice() else { return };
    for row in 0..records.height() {
        let says = |index: usize, name: &str| tidy(records.field(row, index)) == name;
        if says(*index, name) && columns.iter().all(|(_, index, name)| says(*index, name)) {
            gathered.fault(row, *first, Rule::RepeatedHeader);
        }
    }
}

/// Values that run over lines which look like rows.
pub(super) fn swallowed_rows(records: &Records, layout: &Layout, gathered: &mut Gathered) {
    let severity = layout.checks.severity("swallowed_rows");
    for &(row, column) in &records.swallowing {
        let slot = layout.slots.iter().position(|slot| slot.field() == Some(column)).unwrap_or(0);
        match severity {
            Severity::Ignore => {}
            Severity::Warn => gathered.warning(row, slot, Rule::SwallowedRows),
            Severity::Stop | Severity::Reject => gathered.fault(row, slot, Rule::SwallowedRows),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::BadRows;
    use super::super::trial::{column, faults, only_fault, read, read_as, read_with_rates};

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
    fn returns_that_are_written_without_a_sign_are_turned_where_that_is_said() {
        let text = "order_id,order_date,type,amount,qty,Cost\nA,2024-01-05,return,5,1,4\nB,2024-01-05,return,-5,,4\n\
                    C,2024-01-05,sale,5,1,4\n";
        let loaded = read_as("orders.csv", "orders", "unsigned_returns = true", text, BadRows::Stop).unwrap();
        assert_eq!(column(&loaded, "net_amount_minor"), ["-500", "-500", "500"]);
        assert_eq!(column(&loaded, "cost_amount_minor"), ["-400", "-400", "400"]);
        assert_eq!(column(&loaded, "quantity"), ["-1", "-", "1"]);
    }

    #[test]
    fn nothing_returned_is_not_below_nothing() {
        let text = "order_id,order_date,type,amount,qty\nA,2024-01-05,return,0,0\n";
        let loaded = read_as("orders.csv", "orders", "unsigned_returns = true", text, BadRows::Stop).unwrap();
        assert_eq!(
            (column(&loaded, "quantity"), column(&loaded, "net_amount_minor")),
            (vec!["0".into()], vec!["0".into()])
        );
    }

    #[test]
    fn unsigned_returns_without_a_type_of_the_lines_are_refused() {
        let refusal = |table: &str, text: &str| {
            let error = read_as("orders.csv", table, "unsigned_returns = true", text, BadRows::Stop).unwrap_err();
            (error.to_string(), error.hint().unwrap_or_default())
        };
        let (said, hint) = refusal("orders", "order_id,order_date,amount\nA,2024-01-05,5\n");
        assert_eq!(said, "`unsigned_returns` cannot be `true`");
        assert!(hint.starts_with("name the column that says which rows are returns"), "{hint}");
        let (_, hint) = refusal("reps", "rep_id,hire_date\nR1,2024-01-05\n");
        assert_eq!(hint, "only orders have returns: leave it out of this [[source]]");
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
    fn titles_say_the_currency_of_rows_that_name_none_and_a_row_in_another_is_refused() {
        let rated = |header: &str, values: &str| {
            let text = format!("order_id,order_date,{header}\nO1,2024-01-05,{values}\n");
            read_with_rates("orders", &text, &["EUR", "JPY"])
        };
        let loaded = rated("Amount (EUR)", "1234.50").unwrap();
        assert_eq!((column(&loaded, "currency"), column(&loaded, "net_amount_minor")), (texts("EUR"), texts("123450")));
        // The digits are those of the titles' currency.
        let loaded = rated("Amount (JPY),currency", "1500,").unwrap();
        assert_eq!((column(&loaded, "currency"), column(&loaded, "net_amount_minor")), (texts("JPY"), texts("1500")));
        let faulty = rated("Amount (EUR),currency", "5,USD").unwrap();
        assert_eq!(
            only_fault(&faulty),
            "`orders.csv` line 2: `currency` is `USD`, and the titles of the amounts say EUR"
        );
        assert!(faults(&rated("Amount (EUR),currency", "5,eur").unwrap()).is_empty());
    }

    fn texts(one: &str) -> Vec<String> {
        vec![one.to_string()]
    }

    #[test]
    fn a_rate_is_a_positive_number_between_two_currencies() {
        let rate = |values: &str| {
            let text = format!("date,from,to,rate\n2024-01-05,{values}\n");
            faults(&read("fx_rates", text).unwrap()).into_iter().map(|(_, rule)| rule).collect::<Vec<_>>()
        };
        assert!(rate("eur,USD,1.0843").is_empty());
        for bad in ["EUR,USD,0", "EUR,USD,-1.08", "EUR,USD,1e10"] {
            assert_eq!(rate(bad), ["not_a_rate"], "{bad}");
        }
        assert_eq!(rate("EUX,USD,1.08"), ["not_a_currency"]);
        assert_eq!(rate("EUR,Dollars of ours,1.08"), ["not_a_currency"]);
    }

    #[test]
    fn an_order_without_an_amount_is_refused() {
        assert_eq!(order("net_amount,quantity,unit_price", ",2,3"), ["empty"]);
        assert_eq!(order("quantity,unit_price", ",3"), ["empty"]);
        assert_eq!(order("quantity,unit_price", "2,"), ["empty"]);
    }
}
