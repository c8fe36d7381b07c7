//! The folder and its files: complete, repeatable, never half a company that looks whole.

use std::fs;

use super::*;
use crate::generate::GenerateError;

#[test]
fn the_files_have_the_rows_that_were_announced() {
    let announced = &SMALL.generated.files;
    assert_eq!(announced.len(), SMALL.files.len());
    for file in announced.iter().filter(|file| file.name != "truth.json") {
        assert_eq!(SMALL.table(&file.name).len() as u64, file.rows, "{}", file.name);
        assert!(file.rows > 0, "{}", file.name);
    }
    assert_eq!(announced.last().unwrap().name, "truth.json");
}

#[test]
fn orders_have_exactly_the_lines_asked_for() {
    for seed in 1..=3 {
        for order_lines in [1_000, 1_501, 4_999] {
            let settings = GeneratorSettings { seed, order_lines, only_orders: true, ..small() };
            assert_eq!(Written::new(&settings).table("orders.csv").len() as u64, order_lines);
        }
    }
}

#[test]
fn the_same_settings_give_the_same_bytes() {
    let again = Written::new(&small());
    assert_eq!(again.files.keys().collect::<Vec<_>>(), SMALL.files.keys().collect::<Vec<_>>());
    for (name, bytes) in &SMALL.files {
        assert!(again.files[name] == *bytes, "{name}");
    }
}

#[test]
fn another_seed_gives_another_company() {
    let other = Written::new(&GeneratorSettings { seed: 2, ..small() });
    for name in ["orders.csv", "customers.csv", "reps.csv", "assessments.csv", "truth.json"] {
        assert!(other.files[name] != SMALL.files[name], "{name}");
    }
}

#[test]
fn orders_alone_are_the_same_as_with_the_other_tables() {
    let alone = Written::new(&GeneratorSettings { only_orders: true, ..small() });
    let names: Vec<&str> = alone.files.keys().map(String::as_str).collect();
    assert_eq!(names, ["customers.csv", "orders.csv", "products.csv", "reps.csv", "truth.json"]);
    assert!(alone.files["orders.csv"] == SMALL.files["orders.csv"]);
}

#[test]
fn money_has_the_digits_of_the_currency() {
    for (currency, decimals) in [("JPY", 0), ("USD", 2), ("KWD", 3)] {
        let settings =
            GeneratorSettings { order_lines: 1_000, currency: currency.parse().unwrap(), only_orders: true, ..small() };
        for row in Written::new(&settings).table("orders.csv") {
            let digits = row.text("net_amount").split_once('.').map_or(0, |(_, digits)| digits.len());
            assert_eq!(digits, decimals);
            assert_eq!(row.text("currency"), currency);
        }
    }
}

#[test]
fn the_truth_can_be_read_back() {
    let read: Truth = serde_json::from_slice(&SMALL.files["truth.json"]).unwrap();
    assert_eq!(read.totals, SMALL.truth().totals);
    assert_eq!(read.settings, SMALL.truth().settings);
    assert_eq!(read.reps.len(), 12);
}

#[test]
fn progress_ends_with_all_rows() {
    let dir = tempfile::tempdir().unwrap();
    let mut heard = Vec::new();
    let settings = GeneratorSettings { order_lines: 70_000, only_orders: true, ..small() };
    generate(&settings, dir.path(), &mut |done, of| heard.push((done, of))).unwrap();
    assert_eq!(heard, [(65_536, 70_000), (70_000, 70_000)]);
}

#[test]
fn a_folder_that_is_not_empty_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "kept").unwrap();
    let refused = generate(&small(), dir.path(), &mut |_, _| {}).unwrap_err();
    assert!(matches!(&refused, GenerateError::FolderNotEmpty { path } if path == dir.path()), "{refused}");
    assert_eq!(files_in(dir.path()).len(), 1);
}

#[test]
fn overwriting_removes_an_earlier_company_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["notes.txt", "quotas.csv", "orders.csv.part"] {
        fs::write(dir.path().join(name), "old").unwrap();
    }
    let settings = GeneratorSettings { order_lines: 1_000, only_orders: true, overwrite: true, ..small() };
    generate(&settings, dir.path(), &mut |_, _| {}).unwrap();
    let files = files_in(dir.path());
    assert_eq!(files["notes.txt"], b"old");
    assert_eq!(files.len(), 6);
    assert!(!files.contains_key("quotas.csv"));
}

#[test]
fn a_failure_names_the_path_and_leaves_no_truth() {
    let dir = tempfile::tempdir().unwrap();
    let blocked = dir.path().join("quotas.csv");
    fs::create_dir(&blocked).unwrap();
    fs::write(dir.path().join("truth.json"), "{}").unwrap();
    let settings = GeneratorSettings { overwrite: true, ..small() };
    let failure = generate(&settings, dir.path(), &mut |_, _| {}).unwrap_err();
    assert!(failure.to_string().contains("quotas.csv"), "{failure}");
    assert!(!dir.path().join("truth.json").exists());
}

#[test]
fn a_folder_under_a_file_is_refused_with_its_path() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let failure = generate(&small(), &file.join("out"), &mut |_, _| {}).unwrap_err();
    assert!(matches!(failure, GenerateError::Folder { .. }));
    assert!(failure.to_string().contains("file/out"), "{failure}");
}
