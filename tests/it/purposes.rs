//! What a review is for: which chapters the page shows, and that it says what it left out.

use std::path::Path;

use super::bad_input::refused;
use crate::support::{TinyCompany, holds};

/// The page of a review with this purpose, and the folder of the review.
fn page(company: &TinyCompany, purpose: Option<&str>, words: &str) -> (String, String) {
    let section = purpose.map_or(String::new(), |purpose| format!("[review]\npurpose = \"{purpose}\"\n"));
    company.write("purpose.toml", format!("{section}[store]\ndir = \"{}\"\n", company.store().display()));
    let folder = format!("pack-{}", words.len() + purpose.map_or(0, str::len));
    company
        .run(&format!("review --config purpose.toml --period 2024-Q2 --as-of 2024-06-30 --out {folder} {words}"))
        .exits(0);
    let read = |path: &Path| std::fs::read_to_string(path).expect("the page is there");
    (read(&company.folder().join(&folder).join("review.html")), folder)
}

fn sections(page: &str) -> Vec<&str> {
    let sections = page.split("<section ").skip(1);
    let ids =
        sections.filter_map(|section| section.split(['"', '>', ' ']).find(|part| !part.is_empty() && *part != "id="));
    ids.map(|id| id.trim_start_matches("id=")).collect()
}

#[test]
fn a_purpose_shows_its_chapters_and_says_which_it_left_out_and_how_to_have_them() {
    let company = TinyCompany::loaded();
    let (all, _) = page(&company, None, "");
    let (same, _) = page(&company, Some("Quarterly sales review"), "");
    assert_eq!(sections(&all), sections(&same));
    assert!(!all.contains("Left out, as"), "nothing is left out");
    for section in ["bridge", "cohorts", "risk", "targets"] {
        assert!(sections(&all).contains(&section), "{section}: {:?}", sections(&all));
    }
    let (talent, folder) = page(&company, Some("talent"), "");
    let shown = ["summary", "kpis", "trends", "attainment", "reps", "quality", "definitions"];
    assert_eq!(sections(&talent), shown);
    holds(&talent, "to find talent");
    holds(
        &talent,
        "Left out, as they do not serve it: What changed net revenue, Customer cohorts, Repeat purchase, Forecasts, At \
         risk and Targets. The workbook and the tables hold their figures",
    );
    assert!(!talent.contains("href=\"#cohorts\"") && !talent.contains("href=#cohorts"), "the contents name it");
    assert!(company.folder().join(&folder).join("tables/risk.csv").exists(), "the tables hold everything");
    let (chinese, _) = page(&company, Some("激励、发现人才"), "--lang zh");
    holds(&chinese, "激励士气、发现人才");
    holds(&chinese, "与此目的无关而未列的章节：");
    assert!(sections(&chinese).contains(&"targets") && !sections(&chinese).contains(&"cohorts"));
}

#[test]
fn an_unknown_purpose_is_refused_with_its_line_and_the_purposes_that_there_are() {
    let company = TinyCompany::loaded();
    company.write("slip.toml", "[company]\nname = \"Tiny\"\n\n[review]\npurpose = \"improve, talents\"\n");
    insta::assert_snapshot!(refused(&company, "review --config slip.toml --out pack"), @"
    exit 2
    error: `slip.toml` line 5: `purpose` is `talents`, which is no purpose of a review
    hint: `motivate`, `improve` and `talent`, several with commas, select chapters; a sentence is printed as it is and shows all
    ");
    let chinese = company.run("review --config slip.toml --out pack --lang zh").exits(2);
    holds(&chinese.stderr, "`purpose` 为 `talents`，并非可用的考核目的");
}
