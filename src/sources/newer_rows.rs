//! Sources of which a load fetches only what is newer: what tells their rows apart has to come with them.
//!
//! Order ids and line numbers that a file lacks are worked out from the rows before. Of such a source a load has only
//! the rows that changed or came since, so the same numbers would be given out once more, and a second line of an order
//! would take the place of the first. Nothing in the rows tells the two apart.

use std::path::Path;

use crate::schema::{self, TableSpec};

use super::database::{Section, SetupProblem};
use super::derived::Derived;
use super::gathered::Gathered;
use super::issue::Rule;
use super::layout::Layout;
use super::mapping::{self, Mapping};
use super::preset;
use super::settings::SourceSettings;
use super::{SourceError, cells::Cells};

impl SourceSettings {
    /// Whether a load fetches only what came since the one before.
    pub(super) fn fetches_newer(&self) -> bool {
        self.adbc.is_some() && self.watermark.is_some()
    }
}

/// Refuses such a source where a column that would be worked out from the rows before is not mapped.
pub(super) fn require_keys(table: &TableSpec, mapping: &Mapping, settings: &SourceSettings) -> Result<(), SourceError> {
    if !settings.fetches_newer() {
        return Ok(());
    }
    let needs_rows_before =
        |column: &str| Derived::of(&table.name, column).is_some_and(|derived| derived.needs_rows_before());
    let columns = table.columns.iter().map(|column| column.name.as_str());
    let missing: Vec<String> =
        columns.filter(|column| needs_rows_before(column) && !mapping.has(column)).map(str::to_string).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(SourceError::DatabaseSetup {
            section: Section::Source(table.name.clone()),
            problem: SetupProblem::NoOwnKey { missing },
        }),
    }
}

/// The same for a query whose columns are known and whose rows have not been fetched yet. What else may be wrong with
/// the columns is told when the rows are read.
pub(super) fn require_keys_of_query(settings: &SourceSettings, columns: &[String]) -> Result<(), SourceError> {
    let Some(table) = schema::table(&settings.table).filter(|_| settings.fetches_newer()) else { return Ok(()) };
    let settings = preset::applied(settings)?;
    match mapping::resolve(table, columns, &settings, Path::new(&table.name)) {
        Ok(mapping) => require_keys(table, &mapping, &settings),
        Err(_) => Ok(()),
    }
}

/// Refuses rows in which such a column is empty.
pub(super) fn check_keys(layout: &Layout, cells: &[Cells], gathered: &mut Gathered) {
    if !layout.fetches_newer {
        return;
    }
    for (slot, spec) in layout.slots.iter().enumerate() {
        if spec.derived.is_some_and(|derived| derived.needs_rows_before()) {
            for row in (0..gathered.rows()).filter(|&row| cells[slot].is_null(row)) {
                gathered.fault(row, slot, Rule::NoOwnKey);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{column, faults, only_fault, read_as};
    use super::super::{BadRows, LoadedFile, SourceError};
    use super::*;

    const NEWER: &str = "adbc = 'postgresql'\nquery = 'SELECT 1'\nwatermark = 'changed_at'\n";

    fn read(table: &str, settings: &str, text: &str) -> Result<LoadedFile, SourceError> {
        read_as("orders.csv", table, settings, text, BadRows::Reject)
    }

    fn refusal(text: &str) -> (String, String) {
        let error = read("orders", NEWER, text).unwrap_err();
        (error.to_string(), error.hint().unwrap_or_default())
    }

    #[test]
    fn orders_of_which_only_newer_rows_come_need_their_own_ids_and_line_numbers() {
        let (said, hint) = refusal("order_id,order_date,amount,changed_at\nA,2024-01-05,1,2024-01-05\n");
        assert!(said.starts_with("the source of `orders`: with a `watermark`"), "{said}");
        assert!(said.contains("`line_no`") && !said.contains("`order_id`"), "{said}");
        assert!(hint.contains("1 AS line_no"), "{hint}");
        let (said, hint) = refusal("order_date,amount,changed_at\n2024-01-05,1,2024-01-05\n");
        assert!(said.contains("`order_id` and `line_no`"), "{said}");
        assert!(hint.contains("as order_id"), "{hint}");
        let (said, hint) = refusal("line_no,order_date,amount,changed_at\n1,2024-01-05,1,2024-01-05\n");
        assert!(said.contains("`order_id`") && !said.contains("`line_no`"), "{said}");
        assert!(!hint.contains("1 AS line_no"), "{hint}");
    }

    #[test]
    fn without_a_watermark_everything_comes_each_time_and_lines_are_numbered() {
        let text = "order_id,order_date,amount\nA,2024-01-05,1\nA,2024-01-05,2\n";
        let loaded = read("orders", "adbc = 'postgresql'\nquery = 'SELECT 1'\n", text).unwrap();
        assert_eq!(column(&loaded, "line_no"), ["1", "2"]);
    }

    #[test]
    fn a_row_without_its_own_number_is_refused_and_the_others_are_loaded() {
        let text = "id,item,day,amount,changed_at\nA,7,2024-01-05,1,2024-01-05\nA,,2024-01-05,2,2024-01-05\n\
                    ,1,2024-01-05,3,2024-01-05\n";
        let columns = "columns = { order_id = 'id', line_no = 'item', order_date = 'day' }\n";
        let loaded = read("orders", &format!("{NEWER}{columns}"), text).unwrap();
        assert_eq!(faults(&loaded), [(3, "no_own_key"), (4, "no_own_key")]);
        assert_eq!(column(&loaded, "line_no"), ["7"]);
        assert_eq!(column(&loaded, "order_id"), ["A"]);
        let one = text.replace("\n,1,2024-01-05,3,2024-01-05", "");
        let loaded = read("orders", &format!("{NEWER}{columns}"), &one).unwrap();
        assert!(only_fault(&loaded).starts_with("`orders.csv` line 3: `item` is empty"), "{}", only_fault(&loaded));
    }

    /// Whatever part of the rows comes together, each has the key that it has among all.
    #[test]
    fn rows_have_the_same_keys_whichever_of_them_a_load_brings() {
        let tables = [
            (
                "orders",
                "order_id,line_no,order_date,amount",
                vec!["A,1,2024-01-05,1", "A,2,2024-01-05,1", "B,1,2024-01-05,1"],
            ),
            (
                "quotas",
                "rep_id,period_start,period_end,value",
                vec!["R1,2024-01-01,2024-03-31,1", "R1,2024-04-01,2024-06-30,1"],
            ),
            ("credits", "order_id,rep_id,share,credit_type", vec!["A,R1,0.5,direct", "A,R2,0.5,direct"]),
            ("market_index", "period_start,value", vec!["2024-01-01,1", "2024-02-01,1"]),
        ];
        for (table, header, rows) in tables {
            let keys = |rows: &[&str]| {
                let text = format!("{header}\n{}\n", rows.join("\n"));
                column(&read(table, NEWER, &text).unwrap_or_else(|error| panic!("{table}: {error}")), "row_key")
            };
            let together = keys(&rows);
            let apart: Vec<String> = rows.iter().flat_map(|row| keys(&[row])).collect();
            assert_eq!(together, apart, "{table}");
        }
    }

    /// A column of a key that depends on the rows before would make the trap anew in another table.
    #[test]
    fn only_orders_work_a_part_of_their_key_out_from_the_rows_before() {
        let columns = schema::tables().iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let found: Vec<String> = columns
            .filter(|(table, column)| Derived::of(&table.name, &column.name).is_some_and(|d| d.needs_rows_before()))
            .map(|(table, column)| format!("{}.{}", table.name, column.name))
            .collect();
        assert_eq!(found, ["orders.order_id", "orders.line_no"]);
    }

    #[test]
    fn a_query_is_refused_by_its_columns_before_its_rows_are_fetched() {
        let settings: SourceSettings = toml::from_str(&format!("table = 'orders'\n{NEWER}")).unwrap();
        let names = |text: &str| text.split(',').map(str::to_string).collect::<Vec<_>>();
        let lacking = require_keys_of_query(&settings, &names("order_id,order_date,amount,changed_at")).unwrap_err();
        assert!(lacking.to_string().contains("`line_no`"), "{lacking}");
        assert_eq!(require_keys_of_query(&settings, &names("order_id,line_no,order_date,amount")), Ok(()));
        let all = SourceSettings { watermark: None, ..settings };
        assert_eq!(require_keys_of_query(&all, &names("order_id,order_date,amount")), Ok(()));
    }
}
