//! JSON lines and arrays.

use super::{gzip, refusal, trial, trial_as};

const LINES: &str = "{\"id\":\"A\",\"customer\":{\"name\":\"é\",\"tags\":[1,2]},\"sum\":1.10}\n\n{\"sum\":2,\"id\":\"B\",\"note\":null,\"late\":true}\n";

#[test]
fn a_line_is_a_row_and_names_come_in_the_order_of_their_first_appearance() {
    let read = trial(format!("\u{feff}{LINES}")).unwrap();
    assert_eq!(read.described, "JSON lines, UTF-8");
    assert_eq!(read.header, ["id", "customer.name", "customer.tags", "sum", "note", "late"]);
    assert_eq!(read.rows, ["1: A|é|[1,2]|1.10||", "3: B|||2||true"]);
    assert_eq!(trial(gzip(LINES.as_bytes())).unwrap().rows, read.rows);
}

#[test]
fn an_object_that_is_absent_makes_no_column() {
    let read = trial("{\"id\":1,\"account\":null}\n{\"id\":2,\"account\":{\"name\":\"x\"}}\n").unwrap();
    assert_eq!(read.header, ["id", "account.name"]);
    assert_eq!(read.rows, ["1: 1|", "2: 2|x"]);
}

#[test]
fn a_line_that_is_no_object_or_says_something_twice_is_set_aside_as_it_is() {
    let read = trial("{\"id\":1,\"b\":2}\n{\"id\":2,\n[3]\n{\"id\":4,\"id\":5}\n{\"id\":6}\n").unwrap();
    assert_eq!(read.rows, ["1: 1|2", "5: 6|", "2! {\"id\":2,", "3! [3]", "4! {\"id\":4,\"id\":5}"]);
}

#[test]
fn an_array_of_objects_is_read_as_it_comes() {
    let read = trial("[\n  {\"id\": 1, \"s\": \"a]}\\\"[\"},\n  {\n    \"id\": 2\n  }, 7\n]\n").unwrap();
    assert_eq!(read.described, "JSON, UTF-8");
    assert_eq!(read.rows, ["2: 1|a]}\"[", "3: 2|", "5! 7"]);
    assert_eq!(trial("{\n\"id\": 1\n}\n{\n\"id\": 2\n}\n").unwrap().rows, ["1: 1", "4: 2"]);
    assert_eq!(trial("[{\"id\":1}]").unwrap().rows, ["1: 1"]);
}

#[test]
fn an_array_that_is_cut_off_is_damaged() {
    for cut in ["[{\"id\":1},{\"id\":", "[{\"id\":1},", "[{\"id\":1}"] {
        assert!(refusal(cut).starts_with("`a.csv` is damaged: it is JSON, and it ends in the middle"), "{cut}");
    }
}

#[test]
fn a_table_with_brackets_in_its_header_is_no_json() {
    assert_eq!(trial("[Order ID],[Date]\n1,2\n").unwrap().described, "CSV, UTF-8");
    assert_eq!(trial_as("a.json", b"{curly},b\n1,2\n", "").unwrap().described, "CSV, UTF-8");
}

#[test]
fn many_lines_come_in_batches_and_all_of_them() {
    let lines: String = (0..20_000).map(|id| format!("{{\"id\":{id}}}\n")).collect();
    let read = trial(lines).unwrap();
    assert_eq!((read.rows.len(), read.rows[19_999].as_str()), (20_000, "20000: 19999"));
}
