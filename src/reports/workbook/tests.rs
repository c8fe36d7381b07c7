//! The workbook holds what the pack says, as text what is text, and opens whatever the pack lacks.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::workbook;
use crate::reports::html::sample;
use crate::reports::wording::{Language, Wording};
use crate::review::pack::Pack;

type Book = Xlsx<Cursor<Vec<u8>>>;

fn bytes(pack: &Pack, language: Language) -> Vec<u8> {
    let wording = Wording::new(language).expect("the file parses");
    workbook(pack, &wording).expect("the workbook is written")
}

fn open(pack: &Pack, language: Language) -> Book {
    open_workbook_from_rs(Cursor::new(bytes(pack, language))).expect("the workbook opens")
}

fn texts(book: &mut Book) -> Vec<String> {
    let mut texts = Vec::new();
    for (_, range) in book.worksheets() {
        texts.extend(range.cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    texts
}

fn formulas(book: &mut Book) -> Vec<(String, String)> {
    let mut formulas = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_formula(&name).expect("the sheet is there");
        formulas.extend(range.cells().filter(|(.., f)| !f.is_empty()).map(|(.., f)| (name.clone(), f.clone())));
    }
    formulas
}

#[test]
fn both_languages_have_the_same_sheets_under_names_that_excel_takes() {
    let names = [Language::En, Language::Zh].map(|language| open(&sample::pack(), language).sheet_names());
    assert_eq!(names[0].len(), names[1].len());
    assert_eq!(names[0][..3], ["Summary", "KPI", "KPI by period"]);
    assert_eq!(names[1][0], "摘要");
    for name in names.iter().flatten() {
        assert!(name.chars().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']), "{name}");
    }
}

#[test]
fn hostile_names_pass_through_as_text_and_never_as_formulas() {
    let hostile = [
        "=HYPERLINK(\"http://example.com\",\"x\")".to_string(),
        "<script>alert(1)</script>".to_string(),
        "\"; DROP TABLE reps; --".to_string(),
        "a\u{202e}b".to_string(),
        "长".repeat(300),
        "x".repeat(40_000),
        "two\nlines\u{0}\u{1f}\u{ffff}".to_string(),
        "+1-2".to_string(),
        "@SUM(A1)".to_string(),
        "-cmd".to_string(),
        "_x0041_".to_string(),
    ];
    let mut pack = sample::pack();
    for (row, name) in pack.attainment.rows.iter_mut().zip(hostile.iter().cycle()) {
        (row.name, row.team) = (name.clone(), name.clone());
    }
    for section in &mut pack.targets {
        for (row, name) in section.rows.iter_mut().zip(hostile.iter().cycle()) {
            row.name = name.clone();
        }
    }
    for (row, name) in pack.forecasts.iter_mut().flat_map(|section| &mut section.rows).zip(hostile.iter().cycle()) {
        row.name = name.clone();
    }
    pack.header.company = hostile[0].clone();
    pack.header.purpose = hostile[6].clone();
    for language in [Language::En, Language::Zh] {
        let mut book = open(&pack, language);
        let texts = texts(&mut book);
        for name in &hostile[..3] {
            assert!(texts.contains(name), "{name} is not there as it was");
        }
        assert!(texts.contains(&"a\u{fffd}b".to_string()), "the direction mark is made visible");
        assert!(texts.iter().any(|text| text.starts_with("two\u{fffd}lines")), "the line break is made visible");
        assert!(texts.iter().all(|text| text.encode_utf16().count() <= 32_767));
        for (sheet, formula) in formulas(&mut book) {
            assert!(!formula.contains("HYPERLINK") && !formula.contains("A1)"), "{sheet}: {formula}");
        }
    }
}

#[test]
fn a_pack_without_rows_still_opens_and_says_so() {
    let mut pack = sample::pack();
    pack.bridges.clear();
    pack.summary.cards.clear();
    pack.summary.happened.clear();
    pack.observations.clear();
    pack.kpi_table.rows.clear();
    pack.kpi_table.columns.clear();
    pack.attainment.rows.clear();
    pack.attainment.bands.clear();
    pack.attainment.history_periods.clear();
    pack.cohorts.clear();
    pack.repeat.company.clear();
    pack.repeat.by_rep.rows.clear();
    pack.repeat.by_rep.columns.clear();
    pack.repeat.trend.points.clear();
    pack.forecasts.clear();
    pack.risk.rows.clear();
    pack.targets.clear();
    pack.reps.clear();
    pack.people.clear();
    pack.quality.accounts.clear();
    pack.quality.mapping.clear();
    pack.quality.coverage.clear();
    pack.definitions.clear();
    for language in [Language::En, Language::Zh] {
        let mut book = open(&pack, language);
        let nothing = Wording::new(language).expect("the file parses").text("nothing-here");
        assert!(texts(&mut book).iter().filter(|text| **text == nothing).count() >= 8);
        assert_eq!(formulas(&mut book), []);
    }
}

#[test]
fn on_paper_stands_what_can_be_read_there() {
    let pack = sample::pack();
    for (language, risk, summary) in [(Language::En, "At risk", "Summary"), (Language::Zh, "风险预警", "摘要")] {
        let mut book = open(&pack, language);
        let notes = book.merge_cells_by_sheet_name(risk).expect("merged cells");
        let over: Vec<_> = notes.iter().map(|one| (one.start, one.end)).collect();
        assert_eq!(over, [((2, 0), (2, 13)), ((3, 0), (3, 13))], "the notes run over what is printed, in lines");
        let named = |what: &str, sheet: &str| {
            let mut names = book.defined_names().iter().filter(|(name, _)| name.ends_with(what));
            names
                .find(|(_, range)| range.starts_with(&format!("'{sheet}'!")) || range.starts_with(&format!("{sheet}!")))
        };
        let last = 6 + pack.risk.rows.len();
        let (_, area) = named("Print_Area", risk).expect("a part that is printed");
        assert!(area.ends_with(&format!("$A$1:$N${last}")), "{area}");
        assert!(named("Print_Titles", risk).is_some());
        assert_eq!(named("Print_Titles", summary), None, "the head of one table would stand over the sentences");
    }
}

#[test]
fn a_triangle_leaves_what_has_not_come_empty() {
    let pack = sample::pack();
    let mut book = open(&pack, Language::En);
    let range = book.worksheet_range("Cohorts").expect("the sheet is there");
    let triangle = &pack.cohorts[0];
    let (head, _) = (0..40)
        .find_map(|row| Some((row, range.get_value((row, 0)).filter(|cell| **cell == Data::String("Cohort".into()))?)))
        .expect("a head");
    for (row, cohort) in (head + 1..).zip(&triangle.rows) {
        for (col, cell) in (2..).zip(&cohort.cells) {
            let found = range.get_value((row, col)).cloned().unwrap_or(Data::Empty);
            match cell.value {
                Some(value) => assert_eq!(found, Data::Float(value), "{} at {}", cohort.cohort, cell.age),
                None => assert_eq!(found, Data::Empty, "{} at {}", cohort.cohort, cell.age),
            }
        }
    }
}

#[test]
fn what_people_decided_follows_no_other_chance() {
    let mut pack = sample::pack();
    let held = |pack: &Pack| formulas(&mut open(pack, Language::En)).iter().any(|(_, it)| it.contains("40000100/100"));
    assert!(!held(&pack));
    pack.targets[0].basis.as_mut().expect("targets rest on something").reps[0].decided = Some(40_000_100);
    assert!(held(&pack));
}

#[test]
fn the_same_pack_is_the_same_bytes() {
    assert!(bytes(&sample::pack(), Language::Zh) == bytes(&sample::pack(), Language::Zh));
}
