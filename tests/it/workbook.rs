//! The example's workbook: figures and formulas are the pack's, and listings can be workbooks too.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use crate::support::{Run, copy_folder, example, package};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn open(path: &Path) -> Book {
    let bytes = std::fs::read(path).expect("the workbook is there");
    open_workbook_from_rs(Cursor::new(bytes)).expect("the workbook opens")
}

fn number(cell: Option<&Data>) -> Option<f64> {
    match cell {
        Some(Data::Float(number)) => Some(*number),
        Some(Data::Int(number)) => Some(*number as f64),
        _ => None,
    }
}

/// A measured value of the pack, money in dollars.
fn measured(value: &serde_json::Value) -> Option<f64> {
    let (unit, value) = value.get("value")?.as_object()?.iter().next()?;
    let scale = if unit == "money" {
        100.0
    } else if unit == "units" {
        10_000.0
    } else {
        1.0
    };
    Some(value.as_f64()? / scale)
}

#[test]
fn key_figures_and_attainment_are_the_pack_s() {
    let mut book = open(&example().folder().join("review.xlsx"));
    let kpi = book.worksheet_range("KPI").expect("the sheet is there");
    let rows = example().json()["kpi_table"]["rows"].as_array().expect("rows");
    for (at, row) in (4_u32..).zip(rows) {
        for (col, cell) in (4_u32..).zip(row["cells"].as_array().expect("cells")) {
            assert_eq!(number(kpi.get_value((at, col))), measured(cell), "row {at}, column {col}");
        }
    }
    let attainment = book.worksheet_range("Attainment").expect("the sheet is there");
    for (at, row) in (6_u32..).zip(example().json()["attainment"]["rows"].as_array().expect("rows")) {
        assert_eq!(number(attainment.get_value((at, 3))), measured(&row["actual"]), "{}", row["name"]);
        assert_eq!(number(attainment.get_value((at, 5))), measured(&row["attainment"]), "{}", row["name"]);
    }
}

#[test]
fn targets_are_formulas_whose_results_are_the_pack_s() {
    let mut book = open(&example().folder().join("review.xlsx"));
    let values = book.worksheet_range("Targets").expect("the sheet is there");
    let formulas = book.worksheet_formula("Targets").expect("the sheet is there");
    let sections = example().json()["targets"].as_array().expect("sections");
    let mut at = 5 + 3 + sections.len() as u32 + 1;
    for (block, section) in (6_u32..).zip(sections) {
        let scale = if section["unit"] == "money" { 100.0 } else { 1.0 };
        assert_eq!(number(values.get_value((block, 8))), section["total"].as_f64().map(|total| total / scale));
        assert_eq!(number(values.get_value((block, 9))), section["team_chance"].as_f64());
        assert!(formulas.get_value((block, 9)).is_some_and(|formula| formula.contains("SUMPRODUCT")));
        for row in section["rows"].as_array().expect("rows") {
            assert_eq!(number(values.get_value((at, 8))), row["target"].as_f64().map(|target| target / scale), "{row}");
            assert_eq!(number(values.get_value((at, 9))), row["chance"].as_f64(), "{row}");
            assert!(formulas.get_value((at, 8)).is_some_and(|formula| formula.starts_with("IF(")), "{row}");
            at += 1;
        }
    }
}

/// The steps that stand behind the sheet's formulas, at other chances, against the command itself.
#[test]
fn what_the_pack_keeps_of_targets_gives_the_command_s_at_every_chance() {
    let text = std::fs::read_to_string(example().folder().join("review.json")).expect("a pack");
    let pack: attain::review::pack::Pack = serde_json::from_str(&text).expect("a pack");
    for chance in ["0.2", "0.83"] {
        let answer = example().ask(&format!("targets --period 2019-Q2 --chance {chance}"));
        let mut compared = 0;
        for section in &pack.targets {
            let basis = section.basis.as_ref().expect("a basis");
            for rep in &basis.reps {
                let row = answer.matching(&[("metric_id", &section.metric_id), ("rep_id", &rep.rep_id)]);
                let steps = basis.target_steps(rep, chance.parse().expect("a number")).expect("a distribution");
                let only = |column: &str| row.values(column)[0].to_string();
                if steps.target <= 0 {
                    assert_eq!(only("target"), "");
                    continue;
                }
                let target: f64 = only("target").parse().expect("a number");
                assert_eq!(target, steps.target as f64 / basis.minor_per_major as f64, "{}", rep.rep_id);
                let stated: f64 = only("chance").parse().expect("a number");
                let chance = basis.chance_steps(rep, steps.target).expect("a distribution").chance;
                assert!((chance - stated).abs() < 1e-12, "{chance} for {stated}");
                compared += 1;
            }
        }
        assert!(compared >= 30, "{compared} targets");
    }
}

#[test]
fn a_listing_can_be_a_workbook() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("kpi.xlsx");
    let asked = "kpi revenue_net --by rep --period 2019-Q2";
    example().command(asked).arg("--out").arg(&path).run().exits(0);
    let mut book = open(&path);
    let range = book.worksheet_range("kpi").expect("a sheet of the listing's name");
    let table = example().ask(asked);
    assert_eq!(range.height(), table.values("value").len() + 1);
    let value = range.rows().next().expect("a head").iter().position(|cell| cell == "value").expect("a column");
    let sum: f64 = range.rows().skip(1).filter_map(|row| number(row.get(value))).sum();
    assert!((sum - 6_741_320.18).abs() < 1e-6, "{sum}");
    let terminal = example().command(asked).words("--format xlsx").run().exits(2);
    assert!(terminal.stderr.contains("--out kpi.xlsx"), "{}", terminal.stderr);
}

#[test]
fn a_file_that_cannot_be_written_does_not_keep_the_others_back() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    // A folder stands where the workbook should: nobody can write it, root or not.
    std::fs::create_dir_all(folder.path().join("review.xlsx/occupied")).expect("a folder can be made");
    // A review loads what its configuration names, so it gets a store of its own.
    let store = folder.path().join("store");
    copy_folder(&example().store(), &store);
    let configuration = package().join("datasets/adventureworks/attain.toml");
    let review = Run::new("review --period 2019-Q2 --config").arg(configuration).arg("--store").arg(store);
    let ran = review.arg("--out").arg(folder.path()).run().exits(3);
    assert!(ran.stderr.contains("review.xlsx") && ran.stderr.contains("cannot be written"), "{}", ran.stderr);
    for part in ["review.html", "review.json", "tables/kpi.csv", "tables/definitions.parquet"] {
        assert!(folder.path().join(part).is_file(), "{part} is missing");
    }
}
