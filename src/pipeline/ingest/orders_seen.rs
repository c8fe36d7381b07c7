//! What a load sees of the orders that pass by: their reps, days that have not come yet, rows without an order id.

use std::collections::{BTreeSet, HashSet};

use arrow::array::{Array, AsArray};
use arrow::datatypes::Date32Type;

use crate::schema::ColumnType;
use crate::sources::{ColumnDoubt, OWN_ORDER, RowBatch};

/// What was seen of the good rows of a file; nothing where they are no orders.
#[derive(Debug, Default)]
pub(super) struct OrdersSeen {
    rep_column: Option<usize>,
    day_column: Option<usize>,
    currency_column: Option<usize>,
    /// The last day that can have come anywhere, in days since 1970; none where nobody knows what day it is.
    today: Option<i32>,
    /// The reps that the orders name.
    pub reps: BTreeSet<String>,
    /// The codes of their currencies, in capitals.
    pub currencies: BTreeSet<String>,
    /// Orders dated after today.
    pub future: ColumnDoubt,
    /// Rows without an order id.
    pub nameless: Nameless,
}

/// Rows that are orders of their own, because the file gives them no order id.
#[derive(Debug, Default)]
pub(super) struct Nameless {
    /// The digests of the ids that they were given.
    pub ids: HashSet<u64>,
    /// The first and the last of their days.
    pub days: Option<(i32, i32)>,
}

impl OrdersSeen {
    /// Before the first row of a file with these columns.
    pub(super) fn of(table: &str, stored: &[(String, ColumnType)], today: Option<i32>) -> OrdersSeen {
        let place = |column: &str| stored.iter().position(|(name, _)| table == "orders" && name == column);
        let future = ColumnDoubt { column: "order_date".to_string(), ..ColumnDoubt::default() };
        OrdersSeen {
            rep_column: place("rep_id"),
            day_column: place("order_date"),
            currency_column: place("currency"),
            today,
            future,
            ..OrdersSeen::default()
        }
    }

    /// Looks at some rows.
    pub(super) fn see(&mut self, batch: &RowBatch) {
        if let Some(reps) = self.rep_column.and_then(|at| batch.columns[at].as_any_dictionary_opt()) {
            let names = reps.values().as_string::<i32>();
            for name in names.iter().flatten() {
                if !self.reps.contains(name) {
                    self.reps.insert(name.to_string());
                }
            }
        }
        if let Some(codes) = self.currency_column.and_then(|at| batch.columns[at].as_any_dictionary_opt()) {
            for code in codes.values().as_string::<i32>().iter().flatten() {
                if !self.currencies.contains(code) {
                    self.currencies.insert(code.trim().to_ascii_uppercase());
                }
            }
        }
        let Some(days) = self.day_column.and_then(|at| batch.columns[at].as_primitive_opt::<Date32Type>()) else {
            return;
        };
        for (row, &(order, id)) in batch.orders.iter().enumerate() {
            let Some(day) = days.is_valid(row).then(|| days.value(row)) else { continue };
            if self.today.is_some_and(|today| day > today) {
                let text = crate::calendar::Day::from_epoch(day).to_string();
                self.future.add(batch.lines[row], &text);
            }
            if order == OWN_ORDER {
                self.nameless.ids.insert(id);
                let (first, last) = self.nameless.days.unwrap_or((day, day));
                self.nameless.days = Some((first.min(day), last.max(day)));
            }
        }
    }
}
