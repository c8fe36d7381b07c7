//! Columns that are worked out where the file lacks them, or where a cell of theirs is empty.

use super::cells::{Cells, Texts};
use super::gathered::Gathered;
use super::issue::Rule;
use super::layout::Layout;
use super::mapping::Mapping;
use super::net_amounts;
use super::records::Records;

/// A column that can be worked out, in the order in which that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Derived {
    /// A row without an order id is its own order. This needs the rows before: see `ledger`.
    OrderId,
    /// Lines are numbered within their order, in file order. This needs the rows before, too.
    LineNo,
    /// The business day of the order's instant.
    OrderDate,
    /// What stands in for it where the file has no column of net amounts: see [`net_amounts`].
    NetAmount,
    /// Quantity × unit price, where the net amounts are that less a discount.
    ListAmount,
    /// A return where the amount or the quantity is negative, else a sale.
    LineType,
    /// The run's currency, or that of the titles.
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
            ("orders", "line_no") => Some(Derived::LineNo),
            ("orders", "order_date") => Some(Derived::OrderDate),
            ("orders", "net_amount") => Some(Derived::NetAmount),
            ("orders", "list_amount") => Some(Derived::ListAmount),
            ("orders", "line_type") => Some(Derived::LineType),
            ("orders", "currency") => Some(Derived::OrderCurrency),
            ("quotas", "subject_type") => Some(Derived::SubjectType),
            ("quotas", "metric_id") => Some(Derived::MetricId),
            ("quotas", "version") => Some(Derived::Version),
            _ => None,
        }
    }

    /// Whether the columns of a file lead to it. What every file leads to may come out empty; a list amount that no file
    /// of a company has is no column of its orders.
    pub(super) fn follows_from(self, mapping: &Mapping) -> bool {
        self != Derived::ListAmount || net_amounts::are_off_a_list(mapping)
    }

    /// Whether the rows before a row decide, and not the row alone.
    pub(super) fn needs_rows_before(self) -> bool {
        matches!(self, Derived::OrderId | Derived::LineNo)
    }
}

/// Fills what a row alone can tell; order ids and line numbers come later.
pub(super) fn work_out(records: &Records, layout: &Layout, cells: &mut [Cells], gathered: &mut Gathered) {
    let mut work: Vec<(Derived, usize)> =
        layout.slots.iter().enumerate().filter_map(|(at, slot)| Some((slot.derived?, at))).collect();
    work.sort_unstable();
    net_amounts::percent_points(records, layout, cells);
    for (derived, slot) in work {
        match derived {
            Derived::OrderId | Derived::LineNo => {}
            Derived::OrderDate => order_date(layout, cells, slot, gathered),
            Derived::NetAmount => net_amounts::work_out(records, layout, cells, slot, gathered),
            Derived::ListAmount => net_amounts::work_out_list(records, layout, cells, slot, gathered),
            Derived::LineType => line_type(layout, cells, slot),
            Derived::OrderCurrency => fill_text(&mut cells[slot], layout.unnamed_currency().code()),
            Derived::SubjectType => fill_text(&mut cells[slot], "rep"),
            Derived::MetricId => fill_text(&mut cells[slot], "revenue_net"),
            Derived::Version => fill_whole(&mut cells[slot], 1),
        }
    }
}

fn fill_text(cells: &mut Cells, text: &str) {
    let Cells::Text(texts) = cells else { return };
    if texts.codes.iter().any(|&code| code < 0) {
        let filling = texts.add(text);
        for code in texts.codes.iter_mut().filter(|code| **code < 0) {
            *code = filling;
        }
    }
}

fn fill_whole(cells: &mut Cells, value: i64) {
    let Cells::Whole(filled) = cells else { return };
    for row in 0..filled.values.len() {
        if filled.get(row).is_none() {
            filled.set(row, value);
        }
    }
}

const MICROS_A_DAY: i64 = 86_400_000_000;

fn order_date(layout: &Layout, cells: &mut [Cells], slot: usize, gathered: &mut Gathered) {
    let stated_in = layout.mapped("order_ts");
    let instants = stated_in.map(|at| cells[at].clone());
    let Cells::Day(days) = &mut cells[slot] else { return };
    for row in 0..days.values.len() {
        if days.get(row).is_some() {
            continue;
        }
        let instant = match &instants {
            Some(Cells::Instant(instants)) => instants.get(row),
            _ => None,
        };
        match instant.and_then(|instant| i32::try_from(instant.div_euclid(MICROS_A_DAY)).ok()) {
            Some(day) => days.set(row, day),
            None => gathered.fault(row, stated_in.unwrap_or(slot), Rule::Empty),
        }
    }
}

fn line_type(layout: &Layout, cells: &mut [Cells], slot: usize) {
    let amounts: Vec<usize> = ["net_amount", "quantity"].iter().filter_map(|column| layout.slot(column)).collect();
    let negative = |row: usize, cells: &[Cells]| amounts.iter().any(|&at| cells[at].sign(row) == Some(-1));
    let Cells::Text(mut texts) = std::mem::replace(&mut cells[slot], Cells::Text(Texts::default())) else { return };
    if texts.codes.iter().any(|&code| code < 0) {
        let (sale, returned) = (texts.add("sale"), texts.add("return"));
        for (row, code) in texts.codes.iter_mut().enumerate().filter(|(_, code)| **code < 0) {
            *code = if negative(row, cells) { returned } else { sale };
        }
    }
    cells[slot] = Cells::Text(texts);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::trial::{column, faults, read, read_as};
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
