//! A delivery from beginning to end, against the stand-in.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field};

use super::sql::Names;
use super::stand_in::{Held, StandIn};
use super::{DeliveryError, Found, OutgoingTable, Refused, Target, written};

fn table(name: &str, run: &str, values: &[f64]) -> OutgoingTable {
    let runs: ArrayRef = Arc::new(StringArray::from(vec![run; values.len()]));
    let values: ArrayRef = Arc::new(Float64Array::from(values.to_vec()));
    OutgoingTable {
        name: name.to_string(),
        rows: RecordBatch::try_from_iter_with_nullable([("run_id", runs, true), ("value", values, true)]).unwrap(),
    }
}

fn deliver(to: &StandIn, run_id: &str, tables: &[OutgoingTable], add_columns: bool) -> Result<Vec<Found>, Refused> {
    let names = Names { schema: None, prefix: "a_", quote: '"' };
    let target = Target { names, kind: "postgresql", run_id, add_columns };
    written(&mut to.clone(), &target, tables)
}

#[track_caller]
fn delivered(to: &StandIn, run_id: &str, tables: &[OutgoingTable]) -> Vec<Found> {
    deliver(to, run_id, tables, false).ok().expect("nothing stands in the way")
}

#[track_caller]
fn refused(to: &StandIn, table: OutgoingTable) -> DeliveryError {
    let before = to.0.borrow().committed.clone();
    let refused = deliver(to, "r1", &[table], false).expect_err("it does not fit");
    assert_eq!(to.0.borrow().committed, before, "something was written");
    match refused {
        Refused::Table(error) => error,
        Refused::Server(error) => panic!("the server spoke: {error}"),
    }
}

#[test]
fn a_run_is_written_once() {
    let to = StandIn::default();
    let tables = [table("scores", "r1", &[1.0, 2.0]), table("plans", "r1", &[])];
    assert_eq!(delivered(&to, "r1", &tables), [Found::Written, Found::Written], "the empty table was made");
    let after = to.0.borrow().committed.clone();
    assert_eq!(after["a_scores"].runs, ["r1", "r1"]);
    assert_eq!(delivered(&to, "r1", &tables), [Found::TheSame, Found::TheSame]);
    assert_eq!(to.0.borrow().committed, after);
    assert_eq!(delivered(&to, "r2", &[table("scores", "r2", &[3.0])]), [Found::Written]);
    assert_eq!(to.0.borrow().committed["a_scores"].runs, ["r1", "r1", "r2"], "the other run stays");
}

#[test]
fn a_run_with_rows_missing_is_written_anew() {
    let to = StandIn::default();
    let tables = [table("scores", "r1", &[1.0, 2.0])];
    delivered(&to, "r1", &tables);
    to.0.borrow_mut().committed.get_mut("a_scores").unwrap().runs.pop();
    assert_eq!(delivered(&to, "r1", &tables), [Found::Written]);
    assert_eq!(to.0.borrow().committed["a_scores"].runs, ["r1", "r1"]);
}

#[test]
fn wherever_the_connection_is_lost_nothing_is_half_written_and_the_next_run_finishes() {
    let tables = [table("scores", "r1", &[1.0, 2.0]), table("risk", "r1", &[3.0])];
    let whole = StandIn::default();
    delivered(&whole, "r1", &tables);
    let statements = whole.0.borrow().statements.len();
    assert_eq!(statements, 7, "lock, two tables, two counts, two inserts");
    for at in 1..=statements {
        let to = StandIn::default();
        to.0.borrow_mut().fails_at = Some(at);
        assert!(matches!(deliver(&to, "r1", &tables, false), Err(Refused::Server(_))), "statement {at}");
        assert!(to.0.borrow().committed.is_empty(), "statement {at} left something");
        to.0.borrow_mut().fails_at = None;
        delivered(&to, "r1", &tables);
        assert_eq!(to.0.borrow().committed, whole.0.borrow().committed, "statement {at}");
    }
}

#[test]
fn a_table_with_other_columns_is_left_alone_with_the_statements_that_mend_it() {
    let to = StandIn::default();
    let columns = vec![Field::new("run_id", DataType::Utf8, true), Field::new("note", DataType::Utf8, true)];
    to.0.borrow_mut().committed.insert("a_scores".to_string(), Held { columns, runs: Vec::new() });
    let error = refused(&to, table("scores", "r1", &[1.0]));
    assert_eq!(error.to_string(), "the table `a_scores` is there and has no column `value`");
    let hint = error.hint().unwrap();
    assert!(hint.contains("ALTER TABLE \"a_scores\" ADD COLUMN \"value\" DOUBLE PRECISION"), "{hint}");
    assert!(deliver(&to, "r1", &[table("scores", "r1", &[1.0])], true).is_ok(), "with --add-columns it fits");
    let names: Vec<String> = to.0.borrow().committed["a_scores"].columns.iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["run_id", "note", "value"]);
}

#[test]
fn a_column_of_another_type_is_named_with_both() {
    let to = StandIn::default();
    let columns = vec![Field::new("run_id", DataType::Utf8, true), Field::new("value", DataType::Int64, true)];
    to.0.borrow_mut().committed.insert("a_scores".to_string(), Held { columns, runs: Vec::new() });
    let error = refused(&to, table("scores", "r1", &[1.0]));
    assert!(error.to_string().contains("`value` holds bigint in place of double precision"), "{error}");
}
