//! What holds for every file, however broken.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::trial::read;

/// Headers under which at least some rows of the words below can be loaded.
const HEADERS: [(&str, &str); 4] = [
    ("orders", "order_id,line_no,order_date,amount,qty,type,Note"),
    ("orders", "order_date,price,quantity,Discount,a b,a-b"),
    ("quotas", "rep,metric,start,end,version,target"),
    ("reps", "rep_id;name;hire_date"),
];

/// Cells that mean something somewhere, and cells that mean trouble.
const WORDS: [&str; 22] = [
    "",
    "A",
    "B",
    "1",
    "2",
    "-3",
    "0.5",
    "1.005",
    "2024-01-05",
    "2024/02/30",
    "9999/99/99",
    "sale",
    "return",
    "NULL",
    "1e999",
    "900000000000000",
    "\"",
    "\"a,b\"",
    "\"two\nlines\"",
    "é",
    "\r",
    "x",
];

/// A body of rows made of those words, with now and then a cell too many or too few.
fn body() -> impl Strategy<Value = String> {
    let row = (vec(select(&WORDS[..]), 2..9), select(&[",", ",", ",", ";"][..])).prop_map(|(cells, by)| cells.join(by));
    vec(row, 0..12).prop_map(|rows| rows.join("\n"))
}

/// Rows of a good shape, so that loading, repetition and clashing keys all happen.
fn good_rows() -> impl Strategy<Value = Vec<String>> {
    let row = (0..4_u8, 1..3_u8, 1..29_u8, -5..6_i32).prop_map(|(order, line, day, amount)| {
        format!("{},{line},2024-01-{day:02},{amount}", ["", "A", "B", "C"][usize::from(order)])
    });
    vec(row, 0..30)
}

fn check_account(table: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(loaded) = read(table, bytes) {
        let account = loaded.account;
        prop_assert!(account.adds_up(), "{account:?}");
        prop_assert_eq!(account.rows_loaded, loaded.frame.height() as u64);
        prop_assert_eq!(account.rows_loaded, loaded.lines.len() as u64);
        prop_assert_eq!(account.rows_rejected, loaded.issues.len() as u64);
        let messages: Vec<String> = loaded.issues.iter().map(ToString::to_string).collect();
        prop_assert!(messages.iter().all(|message| message.starts_with("`orders.csv` line ")), "{messages:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        check_account("orders", &bytes)?;
    }

    #[test]
    fn arbitrary_bytes_under_a_good_header_are_accounted_for(which in 0..HEADERS.len(), bytes in vec(any::<u8>(), 0..300)) {
        let (table, header) = HEADERS[which];
        let printable: Vec<u8> = bytes.iter().map(|byte| byte % 127).filter(|&byte| byte > 0).collect();
        for rows in [&bytes, &printable] {
            check_account(table, &[header.as_bytes(), b"\n", rows].concat())?;
        }
    }

    #[test]
    fn rows_of_meaningful_words_are_accounted_for(which in 0..HEADERS.len(), body in body()) {
        let (table, header) = HEADERS[which];
        check_account(table, format!("{header}\n{body}").as_bytes())?;
    }

    #[test]
    fn the_same_file_read_twice_gives_the_same_table(rows in good_rows()) {
        let text = format!("order_id,line_no,order_date,amount\n{}\n", rows.join("\n"));
        let (one, two) = (read("orders", &text).unwrap(), read("orders", &text).unwrap());
        prop_assert!(one.frame.equals_missing(&two.frame));
        prop_assert_eq!((one.account, one.issues, one.lines), (two.account, two.issues, two.lines));
    }

    #[test]
    fn a_file_written_twice_over_loads_the_rows_that_carry_an_id_once(rows in good_rows()) {
        let header = "order_id,line_no,order_date,amount";
        let identified: Vec<String> = rows.into_iter().filter(|row| !row.starts_with(',')).collect();
        let once = read("orders", format!("{header}\n{}\n", identified.join("\n"))).unwrap();
        let twice = read("orders", format!("{header}\n{}\n", [identified.clone(), identified].concat().join("\n"))).unwrap();
        prop_assert!(once.frame.equals_missing(&twice.frame));
    }
}
