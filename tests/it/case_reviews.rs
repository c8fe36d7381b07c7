//! `attain cases`: the blind sheet, agreement, what the deals teach, and what is wrong with what was handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use attain::generate::{GeneratorSettings, Truth, generate};

use crate::support::{Ran, Run, Table, TinyCompany};

/// A generated company in a store, with what is true of it.
pub(crate) struct Company {
    folder: tempfile::TempDir,
    pub(crate) truth: Truth,
}

impl Company {
    /// A command on its store, as of its last day.
    pub(crate) fn command(&self, words: &str) -> Run {
        Run::new(words).words("--store store --as-of 2022-12-31").in_folder(self.folder.path())
    }

    pub(crate) fn ask(&self, words: &str) -> Table {
        let ran = self.command(words).arg("--format=csv").run();
        assert!(ran.code <= 1, "{ran:?}");
        Table::from_csv(&ran.stdout)
    }
}

/// Twenty reps over two years; made and loaded once.
pub(crate) fn company() -> &'static Company {
    static COMPANY: OnceLock<Company> = OnceLock::new();
    COMPANY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let settings = GeneratorSettings {
            order_lines: 5_000,
            reps: 20,
            years: 2,
            start: "2021-01-01".parse().expect("a day"),
            ..GeneratorSettings::sized(5_000)
        };
        let truth = generate(&settings, &folder.path().join("made"), &mut |_, _| {}).expect("a company").truth;
        for table in ["orders", "reps", "opportunities", "case_reviews", "improvement_plans", "csat_surveys"] {
            let words = format!("ingest made/{table}.csv --table {table} --store store");
            Run::new(&words).in_folder(folder.path()).run().exits(0);
        }
        Company { folder, truth }
    })
}

pub(crate) fn column(table: &Table, name: &str) -> Vec<String> {
    let at = table.columns.iter().position(|column| column == name);
    let at = at.unwrap_or_else(|| panic!("no column {name} in {:?}", table.columns));
    table.rows.iter().map(|row| row[at].clone()).collect()
}

pub(crate) fn keyed(table: &Table, key: &str, value: &str) -> BTreeMap<String, String> {
    column(table, key).into_iter().zip(column(table, value)).collect()
}

#[test]
fn a_sheet_is_blind_repeatable_and_loads_as_it_is() {
    let company = company();
    let words = "cases --sample 20 --period 2022-Q4 --reviewers anna,ben,carla";
    let sheet = company.ask(words);
    assert_eq!(sheet, company.ask(words), "the same seed draws the same deals");
    assert_ne!(column(&sheet, "case_id"), column(&company.ask(&format!("{words} --seed 2")), "case_id"));
    // Twenty cases, two reviewers, eight items; each reviewer's rows stand together.
    assert_eq!(sheet.rows.len(), 20 * 2 * 8);
    let reviewers = column(&sheet, "reviewer_key");
    assert!(reviewers.is_sorted() && reviewers.iter().collect::<BTreeSet<_>>().len() == 3);
    assert_eq!(
        sheet.columns[..7],
        ["case_id", "opportunity_id", "rep_id", "reviewer_key", "rubric_item", "score", "note"]
    );
    for told in ["status", "outcome", "won", "stage", "loss_reason", "grade", "amount"] {
        assert!(!sheet.columns.iter().any(|column| column.contains(told)), "the sheet tells `{told}`");
    }
    // Loaded into a company of its own: nothing is wrong with it, and all of it waits for scores.
    let tiny = TinyCompany::loaded();
    let path = tiny.folder().join("sheet.csv");
    company.command(words).arg("--out").arg(&path).run().exits(0);
    tiny.run("ingest sheet.csv --table case_reviews").exits(0);
    let cases = Table::from_csv(&tiny.run("cases --show cases --format csv").stdout);
    assert_eq!(cases.rows.len(), 20);
    assert!(column(&cases, "open").iter().all(|open| open == "16"), "{cases:?}");
}

#[test]
fn every_rep_and_outcome_is_drawn_before_anybody_is_drawn_twice() {
    let company = company();
    let sheet = company.ask("cases --sample 12 --period 2022");
    let reps: BTreeMap<String, usize> = column(&sheet, "case_id")
        .into_iter()
        .zip(column(&sheet, "rep_id"))
        .fold(BTreeMap::new(), |mut cases: BTreeMap<String, BTreeSet<String>>, (case, rep)| {
            cases.entry(rep).or_default().insert(case);
            cases
        })
        .into_iter()
        .map(|(rep, cases)| (rep, cases.len()))
        .collect();
    assert!(reps.values().all(|cases| *cases <= 2), "at most one won and one lost: {reps:?}");
}

#[test]
fn what_was_planted_is_found() {
    let company = company();
    let items = company.ask("cases");
    let planted = company.truth.cases.as_ref().expect("cases were written");
    let number = |item: &str, column: &str| -> f64 {
        keyed(&items, "item", column)[item].parse().unwrap_or_else(|_| panic!("{item} has no {column}"))
    };
    for item in &planted.items {
        let (lower, upper) = (number(&item.item_id, "lower"), number(&item.item_id, "upper"));
        // Rounding and the ends of the scale take a little away; three of eight intervals of 95 % may not all hold.
        assert!(lower - 0.25 < item.won_effect && item.won_effect < upper + 0.25, "{item:?}: {lower} to {upper}");
    }
    let standing = keyed(&items, "item", "standing");
    assert_eq!(standing["value_shown"], "higher_in_won");
    assert_eq!(standing["price_held"], "no_clear_difference");
    // Scores share the deal, the rep's ability and the outcome; what is left is noise, severity and rounding.
    for item in ["all", "value_shown", "need_understood"] {
        let (kappa, alpha) = (number(item, "kappa_quadratic"), number(item, "alpha"));
        assert!(kappa > 0.3 && kappa < 0.98 && (kappa - alpha).abs() < 0.15, "{item}: {kappa} {alpha}");
        assert!(number(item, "kappa_lower") < kappa && kappa < number(item, "kappa_upper"));
    }
    assert!(number("all", "alpha") > number("value_shown", "alpha"), "means of eight are steadier than one");
    let lessons = company.ask("cases --show lessons");
    let kinds = keyed(&lessons, "item", "kind");
    assert!(kinds["value_shown"].starts_with("separates"), "{kinds:?}");
    assert!(column(&lessons, "topic").contains(&"unique_selling_point".to_string()));
    assert_eq!(items.rows.len(), 9);
}

#[test]
fn an_answer_is_the_same_for_any_number_of_threads() {
    let company = company();
    assert_eq!(company.ask("cases --threads 1"), company.ask("cases --threads 2"));
}

const REVIEWS: &str = "\
case_id,opportunity_id,rep_id,reviewer_key,rubric_item,score,note
C1,D1,R1,anna,price_held,4,\"asked, twice\"
C1,D1,R1,ben,price_held,2,
C1,D1,R1,R1,price_held,5,mine was fine
C2,D2,R1,anna,price_held,3,
C3,D3,R2,anna,price_held,7,
C3,D3,R2,ben,price_held,3,
C3,D3,R2,ben,price_hold,3,
C4,D9,R9,anna,price_held,3,
C4,D9,R9,ben,price_held,4,
C5,D4,R2,Anna,price_held,3,
C5,D4,R2,anna ,price_held,1,
C5,D4,R2,ben,price_held,3,
";

const DEALS: &str = "\
opportunity_id,rep_id,created_date,status,closed_date
D1,R1,2024-04-01,won,2024-05-01
D2,R1,2024-04-01,lost,2024-05-01
D3,R2,2024-04-01,open,
D4,R1,2024-04-01,won,2024-05-01
";

fn spoiled(with_deals: bool) -> TinyCompany {
    let company = TinyCompany::loaded();
    company.write("reviews.csv", REVIEWS);
    company.run("ingest reviews.csv --table case_reviews").exits(0);
    if with_deals {
        company.write("deals.csv", DEALS);
        company.run("ingest deals.csv --table opportunities").exits(0);
    }
    company
}

fn doubts(ran: &Ran) -> Vec<String> {
    let table = Table::from_csv(&ran.stdout);
    column(&table, "case_id")
        .into_iter()
        .zip(column(&table, "code"))
        .map(|(case, code)| format!("{case} {code}"))
        .collect()
}

#[test]
fn what_does_not_count_is_named_and_the_rest_goes_on() {
    let company = spoiled(true);
    let ran = company.run("cases --show doubts --format csv").exits(1);
    let expected = [
        "C1 reviewer_is_rep",
        "C2 one_reviewer",
        "C3 out_of_scale",
        "C3 unknown_item",
        "C3 one_reviewer",
        "C3 not_decided",
        "C4 unknown_opportunity",
        "C4 unknown_rep",
        "C5 reviewer_twice",
        "C5 reviewer_twice",
        "C5 one_reviewer",
        "C5 other_rep",
    ];
    assert_eq!(doubts(&ran), expected);
    for said in ["R1 is the rep", "7 for price_held", "Did you mean price_held?", "only ben has reviewed", "twice"] {
        assert!(ran.stderr.contains(said), "`{said}` is missing in {}", ran.stderr);
    }
    let cases = Table::from_csv(&company.run("cases --show cases --format csv").stdout);
    let mean = keyed(&cases, "case_id", "mean");
    assert_eq!((mean["C1"].as_str(), mean["C2"].as_str(), mean["C4"].as_str()), ("3", "", "3.5"));
    assert_eq!(keyed(&cases, "case_id", "largest_distance")["C1"], "2");
    let notes = Table::from_csv(&company.run("cases --show notes --format csv").stdout);
    assert_eq!(column(&notes, "note"), ["mine was fine", "asked, twice"]);
}

#[test]
fn missing_tables_are_named_with_the_way_to_them() {
    let ran = TinyCompany::loaded().run("cases").exits(3);
    assert!(ran.stderr.contains("case_reviews") && ran.stderr.contains("attain cases --sample"), "{}", ran.stderr);
    let ran = TinyCompany::loaded().run("cases --sample 5 --period 2024-Q2").exits(3);
    assert!(ran.stderr.contains("--table opportunities"), "{}", ran.stderr);
    let ran = spoiled(false).run("cases --format csv").exits(1);
    assert!(ran.stderr.contains("won against lost is left out"), "{}", ran.stderr);
    assert_eq!(keyed(&Table::from_csv(&ran.stdout), "item", "cases")["price_held"], "2");
    let ran = spoiled(true).run("cases --sample 5 --period 2024-Q1").exits(3);
    assert!(ran.stderr.contains("no deal of a rep was won or lost in 2024-Q1"), "{}", ran.stderr);
    let ran = spoiled(true).run("cases --sample 5 --period 2024-Q2 --reviewers anna").exits(2);
    assert!(ran.stderr.contains("`anna` alone cannot review"), "{}", ran.stderr);
}

#[test]
fn nobody_is_given_an_own_deal_to_review() {
    let company = spoiled(true);
    let ran = company.run("cases --sample 9 --period 2024-Q2 --reviewers R1,anna --format csv").exits(0);
    let sheet = Table::from_csv(&ran.stdout);
    assert!(column(&sheet, "reviewer_key").iter().all(|reviewer| reviewer == "anna"));
    assert!(ran.stderr.contains("fewer reviewers than asked for"), "{}", ran.stderr);
}

#[test]
fn a_rubric_of_one_s_own_replaces_the_shipped_one_and_a_wrong_setting_names_its_line() {
    let company = spoiled(true);
    let write = |text: &str| company.write("attain.toml", text);
    write(
        "[cases]\nscale_max = 7\n[[cases.item]]\nid = \"price_held\"\nname_en = \"Price\"\nname_zh = \"价格\"\n\
         question_en = \"Held?\"\nquestion_zh = \"守住了吗？\"\n",
    );
    let ran = company.run("cases --format csv");
    assert_eq!(column(&Table::from_csv(&ran.stdout), "item"), ["all", "price_held"]);
    assert!(!ran.stderr.contains("outside the scale"), "{}", ran.stderr);
    write("[cases]\n\nweak_below = 9\n");
    let ran = company.run("cases").exits(2);
    assert!(ran.stderr.contains("line 3: `weak_below` is 9"), "{}", ran.stderr);
}

#[test]
fn people_read_it_in_their_language() {
    let company = company();
    let said = |words: &str| company.command(words).words("--format table --lang zh").run().stdout;
    let items = said("cases");
    assert!(items.contains("价值呈现") && items.contains("赢单更高"), "{items}");
    let sheet = said("cases --sample 2 --period 2022-Q4");
    assert!(sheet.contains("报价之前"), "{sheet}");
}
