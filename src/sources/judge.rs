//! What the rows of a file before make of a row: a new one, a repetition, or one that contradicts them.

use crate::schema::digest;

use super::cells::Texts;
use super::finished_rows::{Decided, OWN_ORDER, keys_of};
use super::layout::Layout;
use super::ledger::{KeyBook, OrderBook, OrderRow, Sightings, Standing};
use super::typing::TypedRows;

/// Follows a file from its first row to its last.
pub(super) struct Judge {
    books: Books,
    /// The name under which the file's content was loaded first: rows without an order id are named after it.
    first_name: u64,
}

enum Books {
    Orders { orders: Box<OrderBook>, nameless: Sightings },
    Keys(KeyBook),
}

impl Judge {
    /// Before the first row.
    pub(super) fn new(layout: &Layout, first_name: &str) -> Judge {
        let books = if layout.table.name == "orders" {
            let orders = Box::new(OrderBook::new(layout.mapped("line_no").is_some()));
            Books::Orders { orders, nameless: Sightings::default() }
        } else {
            Books::Keys(KeyBook::default())
        };
        Judge { books, first_name: digest::of_text(first_name) }
    }

    /// Judges the rows of the next block.
    pub(super) fn judge(&mut self, typed: &TypedRows, layout: &Layout) -> Decided {
        let rows = typed.contents.len();
        let mut decided = Decided {
            standing: vec![None; rows],
            numbers: vec![None; rows],
            order_ids: Vec::new(),
            orders: match &self.books {
                Books::Orders { .. } => vec![(OWN_ORDER, 0); rows],
                Books::Keys(_) => Vec::new(),
            },
        };
        let mut bad = typed.faults.iter().map(|fault| fault.row).peekable();
        let keys = match &self.books {
            Books::Keys(_) => keys_of(&typed.cells, &typed.contents, layout),
            // Orders go by their ids and line numbers.
            Books::Orders { .. } => vec![0; rows],
        };
        let orders_of = layout.slot("order_id").and_then(|slot| typed.cells[slot].texts());
        let mut looked_for = 0;
        let numbers_of = layout.mapped("line_no").map(|slot| &typed.cells[slot]);
        let stated_in = |row: usize| numbers_of.and_then(|cells| cells.whole(row));
        for (row, &key) in keys.iter().enumerate() {
            if bad.next_if_eq(&row).is_some() {
                continue;
            }
            let (content, line) = (typed.contents[row], typed.records.lines[row]);
            match &mut self.books {
                Books::Keys(keys_seen) => decided.standing[row] = Some(keys_seen.add(key, content, line)),
                Books::Orders { orders, nameless } => match orders_of.and_then(|texts| texts.digest(row)) {
                    Some(order) => {
                        looked_for = look_ahead(orders, orders_of, row, looked_for);
                        let stated = stated_in(row);
                        let content = typed.as_they_came.get(row).copied().unwrap_or(content);
                        let (standing, number, at) = orders.add(OrderRow { order, content, stated, line });
                        decided.standing[row] = Some(standing);
                        decided.numbers[row] = number;
                        decided.orders[row] = (at, order);
                    }
                    None => {
                        decided.standing[row] = Some(Standing::New);
                        let id = own_order_id(self.first_name, content, nameless.before(content));
                        decided.orders[row] = (OWN_ORDER, digest::of_text(&id));
                        decided.order_ids.push((row, id));
                        // A number that the row states stays.
                        if stated_in(row).is_none() {
                            decided.numbers[row] = Some(1);
                        }
                    }
                },
            }
        }
        decided
    }
}

/// Different orders that are looked for at once: what was looked for must still be at hand when its row comes.
const LOOKED_AHEAD: usize = 256;

/// Looks for the order of a row and those that come first after it, unless that was done before; how many different
/// orders of the block have been looked for. They are numbered in the order in which the rows bring them.
fn look_ahead(orders: &OrderBook, texts: Option<&Texts>, row: usize, looked_for: usize) -> usize {
    let Some(texts) = texts else { return looked_for };
    if texts.codes[row] < looked_for as i32 {
        return looked_for;
    }
    let end = (looked_for + LOOKED_AHEAD).min(texts.digests.len());
    orders.expect(&texts.digests[looked_for..end]);
    end
}

/// An id for a row that is its own order: a digest of the file's name, the row's content and how often the same
/// content stood in the file before.
///
/// The same file gives the same ids, and so does one that has grown or was sorted anew; next month's rows under the
/// same name get others, and files of different names never share one. Line numbers would replace old rows by new
/// ones, and a digest of the whole file would load all its rows again after one was added.
fn own_order_id(first_name: u64, content: u64, before: u32) -> String {
    let words = [first_name, content, u64::from(before)].map(u64::to_le_bytes).concat();
    format!("row-{:016x}", twox_hash::XxHash3_64::oneshot(&words))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{column, faults, only_fault, read, read_as};
    use super::super::{Account, BadRows, LoadedFile, RowIssue, Rule};

    fn counts(loaded: &LoadedFile) -> [u64; 4] {
        let Account { rows_read, rows_loaded, duplicates_dropped, rows_rejected, .. } = loaded.account;
        [rows_read, rows_loaded, duplicates_dropped, rows_rejected]
    }

    #[test]
    fn a_row_repeated_in_every_field_is_dropped_and_counted_where_it_has_an_order_id() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount\nA,2024-01-05,1\nA,2024-01-05,1\nA,2024-01-05,2\nA,2024-01-05,1\n",
        )
        .unwrap();
        assert_eq!(counts(&loaded), [4, 2, 2, 0]);
        assert_eq!(loaded.lines, [2, 4]);
    }

    #[test]
    fn two_lines_that_differ_in_the_time_of_day_both_stay() {
        let text =
            "order_id,order_date,amount\nA,2024-01-05 12:28:00,1\nA,2024-01-05 12:29:00,1\nA,2024-01-05 12:28:00,1\n";
        let loaded = read("orders", text).unwrap();
        assert_eq!(counts(&loaded), [3, 2, 1, 0]);
        assert_eq!(column(&loaded, "line_no"), ["1", "2"]);
    }

    #[test]
    fn twins_without_an_order_id_both_stay_whether_the_column_is_there_or_not() {
        let with = read("orders", "order_id,line_no,order_date,amount\n,1,2024-01-05,1\n,1,2024-01-05,1\n").unwrap();
        let without = read("orders", "order_date,amount\n2024-01-05,1\n2024-01-05,1\n").unwrap();
        assert_eq!(counts(&with), [2, 2, 0, 0]);
        assert_eq!(counts(&without), [2, 2, 0, 0]);
    }

    #[test]
    fn line_numbers_keep_two_lines_that_are_otherwise_the_same() {
        let loaded = read(
            "orders",
            "order_id,line_no,order_date,amount\nA,1,2024-01-05,1\nA,2,2024-01-05,1\nA,2,2024-01-05,1\n",
        )
        .unwrap();
        assert_eq!(counts(&loaded), [3, 2, 1, 0]);
    }

    #[test]
    fn a_key_that_stands_on_another_row_is_refused_with_the_first_line() {
        let loaded = read(
            "orders",
            "order_id,line_no,order_date,amount\nA,1,2024-01-05,1\nB,1,2024-01-05,1\nA,1,2024-01-05,9\n",
        )
        .unwrap();
        assert_eq!(
            only_fault(&loaded),
            "`orders.csv` line 4: the key `A 1` stands on line 2 already, with other content"
        );
    }

    #[test]
    fn repeated_reps_are_dropped_and_differing_ones_refused() {
        let loaded = read("reps", "rep_id,name\nR1,Ann\nR1,Ann\nR1,Bob\n").unwrap();
        assert_eq!(counts(&loaded), [3, 1, 1, 1]);
        assert_eq!(faults(&loaded), [(4, "duplicate_key")]);
    }

    #[test]
    fn a_row_with_two_rounded_amounts_is_one_row_with_a_doubt() {
        let loaded = read(
            "orders",
            "order_id,order_date,amount,cost\nA,2024-01-05,1.005,0.999\nB,2024-01-05,1,0.001\nC,2024-01-05,1,\n",
        )
        .unwrap();
        let rounded: Vec<(&str, u64)> = loaded.rounded.iter().map(|r| (r.column.as_str(), r.rows)).collect();
        assert_eq!(rounded, [("net_amount", 1), ("cost_amount", 2)]);
        assert_eq!(loaded.account.rows_warned, 2);
    }

    #[test]
    fn columns_come_in_the_table_s_order_with_the_carried_ones_after_them() {
        let loaded =
            read("orders", "Note,Amount,Order Date,Rep\nhello,1,2024-01-05,R1\n\"\",2,2024-01-05,R1\n").unwrap();
        let names: Vec<&str> = loaded.frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
        let expected =
            ["order_id", "line_no", "line_type", "order_date", "rep_id", "net_amount_minor", "currency", "x_note"];
        assert_eq!(names[..8], expected);
        assert_eq!(names[8..], ["row_key", "row_hash"]);
        assert_eq!(column(&loaded, "x_note"), ["hello", "-"]);
    }

    /// (key, hash) of every row.
    fn digests(settings: &str, text: &str) -> Vec<(String, String)> {
        let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Stop).unwrap();
        column(&loaded, "row_key").into_iter().zip(column(&loaded, "row_hash")).collect()
    }

    #[test]
    fn a_row_is_what_is_stored_of_it_in_whatever_order_and_manner_it_came() {
        let plain = digests("", "order_id,order_date,amount,note\nA,2024-01-05,1.00,n\n,2024-01-05,2,\n");
        let same = [
            ("", "note,amount,order_id,order_date\nn,1.00,A,2024-01-05\n,2,,2024-01-05\n"),
            ("", "order_id,order_date,amount,note,later\nA,2024/01/05,1,n,\n,2024-01-05,2.00,,\n"),
            ("date_format = '%d.%m.%Y'", "order_id,order_date,amount,note\nA,05.01.2024,1.00,n\n,05.01.2024,2,\n"),
        ];
        for (settings, text) in same {
            assert_eq!(digests(settings, text), plain, "{settings} {text}");
        }
        let widened = digests("", "order_id,order_date,amount,note,later\nA,2024-01-05,1,n,x\n");
        assert_eq!(widened[0].0, plain[0].0);
        assert_ne!(widened[0].1, plain[0].1, "a new column with a value replaces the row");
    }

    #[test]
    fn rows_that_are_read_in_another_way_are_other_rows_under_the_same_keys() {
        let text = "order_id,order_date,amount,Area\nA,2024-01-05,1,7\n";
        let read_with = |settings: &str| {
            let loaded = read_as("orders.csv", "orders", settings, text, BadRows::Stop).unwrap();
            (column(&loaded, "row_key"), column(&loaded, "row_hash"))
        };
        let plain = read_with("");
        assert_eq!(plain, read_with("columns = { region = 'Area' }"), "the same as by its name");
        let mapped = read_with("columns = { region = { constant = 'North' } }");
        assert_eq!(plain.0, mapped.0);
        assert_ne!(plain.1, mapped.1);
    }

    #[test]
    fn rows_that_another_table_proves_bad_are_taken_out_once() {
        let mut loaded = read("reps", "rep_id,name\nR1,Ann\nR2,Bob\nR2,Cyd\nR3,Dee\n").unwrap();
        let issue = |line: u64| RowIssue {
            file: "orders.csv".to_string(),
            line,
            column: "rep_id".to_string(),
            value: "R1".to_string(),
            rule: Rule::UnknownRep,
            raw: Vec::new(),
        };
        loaded.reject_rows(vec![(0, issue(2)), (0, issue(2)), (9, issue(11))]).unwrap();
        assert_eq!(counts(&loaded), [4, 2, 0, 2]);
        assert_eq!(
            (column(&loaded, "rep_id"), loaded.lines.as_slice()),
            (vec!["R2".to_string(), "R3".to_string()], [3, 5].as_slice())
        );
        assert_eq!(faults(&loaded), [(2, "unknown_rep"), (4, "duplicate_key")]);
        assert!(loaded.account.adds_up());
    }
}
