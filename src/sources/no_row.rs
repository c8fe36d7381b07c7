//! Lines that exports put under or between the rows: totals, footnotes, rules of dashes.
//!
//! Only lines that cannot be rows of the table are looked at: those with another number of fields than the header, and
//! those that break a rule.

use super::gathered::RowFault;
use super::issue::Rule;
use super::records::Records;

/// Tables of fewer columns have rows that look like footnotes.
const LEAST_WIDTH: usize = 3;

/// What stands first in a row of totals, in small letters.
const TOTALS: [&str; 24] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "grand summaries",
    "subtotal",
    "sub total",
    "sub-total",
    "sum",
    "overall",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "zwischensumme",
    "合计",
    "总计",
    "总额",
    "共计",
    "小计",
    "累计",
    "本页合计",
    "本页小计",
    "汇总",
];

/// Whether a line with these fields is a footnote: a single field says something.
pub(super) fn is_footnote<'f>(width: usize, fields: impl Iterator<Item = &'f str>) -> bool {
    width >= LEAST_WIDTH && fields.filter(|field| !field.trim().is_empty()).take(2).count() == 1
}

/// Whether a row that breaks a rule is a footnote or a total; `value` is the one that breaks it. A row of somebody who
/// is called Total is a total only where something is missing in it.
pub(super) fn is_none(records: &Records, fault: &RowFault, value: &str) -> bool {
    let fields = || records.row(fault.row);
    let first = fields().map(str::trim).find(|field| !field.is_empty());
    let lacks = fault.rule == Rule::Empty || first == Some(value.trim());
    match fault.rule {
        Rule::RepeatedHeader | Rule::SwallowedRows => false,
        _ if is_footnote(records.width, fields()) => true,
        _ => records.width >= LEAST_WIDTH && lacks && first.is_some_and(is_total),
    }
}

/// Whether the first text of a row announces a total: `Total`, `合 计：`, `Total (2,155 records)`.
fn is_total(text: &str) -> bool {
    let before = text.split(['(', '（', ':', '：']).next().unwrap_or("");
    let is_han = !before.is_ascii();
    let name: String = before.chars().filter(|letter| !(is_han && letter.is_whitespace())).collect();
    TOTALS.contains(&name.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::trial::{faults, read};
    use super::*;

    #[test]
    fn totals_and_footnotes_are_no_rows_and_the_rows_between_are_read() {
        let text = "order_id,order_date,rep,amount\nA,2024-01-05,R1,1\n小计,,,1\nB,2024-01-06,R1,2\nGrand Total,,,3\n\n\
                    ----------\nPrinted by Ann\n\"Copyright, 2024\",,,\n";
        let loaded = read("orders", text).unwrap();
        let expected = [(3, "no_row"), (5, "no_row"), (7, "no_row"), (8, "no_row"), (9, "no_row")];
        assert_eq!(faults(&loaded), expected);
        assert_eq!(loaded.account.rows_loaded, 2);
        assert_eq!(
            loaded.issues[1].to_string(),
            "`orders.csv` line 5: `Grand Total` is a total or a footnote, and no row"
        );
    }

    #[test]
    fn a_row_that_is_only_bad_stays_a_bad_row() {
        let text = "order_id,order_date,rep,amount\nA,,R1,1\nTotally,,R1,2\nC,2024-01-05\n,,,\n";
        assert_eq!(faults(&read("orders", text).unwrap()), [(2, "empty"), (3, "empty"), (4, "ragged"), (5, "empty")]);
        assert_eq!(faults(&read("reps", "rep_id,hire_date\n,2024-01-05\nTotal,x\n").unwrap()).len(), 2);
        assert_eq!(faults(&read("reps", "rep_id,hire_date\nTotal,x\n").unwrap()), [(2, "not_a_day")]);
    }

    #[test]
    fn totals_are_known_in_several_spellings() {
        for text in ["Total", "TOTAL:", "合 计", "合计：", "Grand Totals (12 records)", "Gesamtergebnis"] {
            assert!(is_total(text), "{text}");
        }
        for text in ["Total Fina", "T", "", "1", "合计有限公司"] {
            assert!(!is_total(text), "{text}");
        }
    }
}
