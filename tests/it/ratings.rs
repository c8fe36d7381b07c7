//! `attain rate`: what is shown of ratings, what never is, and what becomes of wrong ones.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use attain::generate::{GeneratorSettings, generate};

use crate::support::{Ran, Run, Table, same_value};

const REPS: &str = "rep_id,name,team\nR1,Rep 1,North\nR2,Rep 2,North\nR3,Rep 3,North\nR4,Rep 4,South\n";

const INSTRUMENTS: &str = "\
instrument_id,item_id,dimension,perspective,scale_min,scale_max,anchor_text_en,anchor_text_zh,anchor_low_en,anchor_low_zh,retranslation_agree,anchor_sd
I,B1,listening,customer,1,7,Sums up and asks,归纳并确认,Interrupts,打断对方,0.9,1.0
I,B2,follow-up,process,1,7,Reports back in time,按时反馈,,,0.8,1.4
I,B3,mindset,learning,1,7,Stays positive,保持积极,,,0.62,1.9
";

const HEADER: &str =
    "assessment_id,cycle_id,ratee_rep_id,rater_key,rater_group,instrument_id,item_id,score,not_observed,comment\n";

/// A folder with a store.
struct Company {
    folder: tempfile::TempDir,
}

impl Company {
    /// With reps and instruments, and no ratings yet.
    fn new() -> Company {
        let company = Company { folder: tempfile::tempdir().expect("a temporary folder can be made") };
        company.load("reps", REPS);
        company.load("instruments", INSTRUMENTS);
        company
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file can be written");
        path
    }

    fn load(&self, table: &str, text: &str) {
        let file = self.write(&format!("{table}.csv"), text);
        self.command(&format!("ingest --table {table}")).arg(file).run().exits(0);
    }

    fn command(&self, words: &str) -> Run {
        Run::new(words).arg("--store").arg("store").in_folder(self.folder.path())
    }

    fn run(&self, words: &str) -> Ran {
        self.command(words).run()
    }

    fn rate(&self, words: &str) -> Table {
        Table::from_csv(&self.run(&format!("rate {words}")).stdout)
    }
}

/// Rows of one ratee: each rater of a group gives the scores of both items.
fn rows(text: &mut String, ratee: &str, group: &str, raters: &[(&str, i32, i32)]) {
    for (rater, first, second) in raters {
        for (item, score) in [("B1", first), ("B2", second)] {
            writeln!(text, "{ratee}-{rater},2024,{ratee},{rater},{group},I,{item},{score},,secret words")
                .expect("a text takes it");
        }
    }
}

/// Four reps whom the same four peers and one manager rate; R4 has two customers, R1 three.
fn ratings() -> String {
    let mut text = HEADER.to_string();
    for (ratee, add) in [("R1", 0), ("R2", 1), ("R3", -1), ("R4", 0)] {
        rows(&mut text, ratee, "manager", &[("M", 4 + add, 5)]);
        let peers = [("P1", 3 + add, 3), ("P2", 5 + add, 4 + add), ("P3", 4, 5), ("P4", 5, 4)];
        rows(&mut text, ratee, "peer", &peers);
        rows(&mut text, ratee, "self", &[(ratee, 7, 7)]);
    }
    rows(&mut text, "R1", "customer", &[("C1", 6, 7), ("C2", 6, 6), ("C3", 5, 6)]);
    rows(&mut text, "R4", "customer", &[("C4", 1, 1), ("C5", 2, 1)]);
    text
}

fn value<'t>(table: &'t Table, rep: &str, by: &str, key: &str, column: &str) -> &'t str {
    let found = table.rows.iter().position(|row| {
        let is = |name: &str, wanted: &str| row[table.column(name)] == wanted;
        is("rep_id", rep) && is("by", by) && is("key", key)
    });
    let at = found.unwrap_or_else(|| panic!("no line {rep} {by} {key} in {:?}", table.rows));
    &table.rows[at][table.column(column)]
}

#[test]
fn a_group_under_three_is_in_no_number_of_any_format_or_language() {
    let company = Company::new();
    company.load("assessments", &ratings());
    let with_two = company.run("rate --by group,item,dimension,perspective");
    let shown = Table::from_csv(&with_two.stdout);
    assert_eq!(value(&shown, "R4", "group", "customer", "null_reason"), "below_min_n");
    assert_eq!(value(&shown, "R4", "group", "customer", "n_raters"), "");
    assert_eq!(value(&shown, "R1", "group", "customer", "n_raters"), "3");
    // The total is the mean of the groups that are shown: 58.33 of the manager, 53.13 of the peers.
    let number = |key: &str, by: &str| value(&shown, "R4", by, key, "raw").parse::<f64>().expect("it is shown");
    let mean = f64::midpoint(number("manager", "group"), number("peer", "group"));
    assert!((number("score_360", "total") - mean).abs() < 0.011);
    assert_eq!(value(&shown, "R4", "self", "self", "self"), "100");

    // Whatever the two customers say, every format and language says the same.
    let other = Company::new();
    other.load(
        "assessments",
        &ratings()
            .replace(",customer,I,B1,1,", ",customer,I,B1,7,")
            .replace(",C5,customer,I,B2,1,", ",C5,customer,I,B2,6,"),
    );
    for words in [
        "--by group,item,dimension,perspective",
        "--by item --format json",
        "--by item --format table --lang zh",
        "--level team --by group,item",
        "--level company --format json",
    ] {
        let (one, two) = (company.run(&format!("rate {words}")), other.run(&format!("rate {words}")));
        assert_eq!(one.stdout, two.stdout, "rate {words}");
        assert!(!one.stdout.contains("secret") && !one.stderr.contains("secret"));
    }
}

#[test]
fn formats_and_languages_agree() {
    let company = Company::new();
    company.load("assessments", &ratings());
    let csv = company.rate("--by item");
    let json = Table::from_json(&company.run("rate --by item --format json").stdout);
    company.run("rate --by item --format parquet --out ratings.parquet");
    let parquet = Table::from_parquet(&company.folder.path().join("ratings.parquet"));
    for other in [json, parquet] {
        assert_eq!(other.columns, csv.columns);
        for (row, of_other) in csv.rows.iter().zip(&other.rows) {
            assert!(row.iter().zip(of_other).all(|(a, b)| same_value(a, b)), "{row:?} {of_other:?}");
        }
    }
    let zh = company.rate("--by item --lang zh");
    let numbers = ["rep_id", "by", "key", "raw", "adjusted", "std_error", "null_reason"];
    assert_eq!(zh.only(&numbers), csv.only(&numbers));
    let anchors = [value(&csv, "R1", "item", "I/B1", "anchor"), value(&zh, "R1", "item", "I/B1", "anchor")];
    assert_eq!(anchors, ["Sums up and asks", "归纳并确认"]);
    let said = company.run("rate --lang zh").stderr;
    assert!(said.contains("题目 I/B3 不予采用：只有 62% 的评审把锚例归回原维度"), "{said}");
}

#[test]
fn a_later_rater_waits_for_two_more_and_old_versions_tell_nothing_new() {
    let company = Company::new();
    company.load("assessments", &ratings());
    let before = company.run("rate --by group,item").stdout;
    let mut fifth = HEADER.to_string();
    rows(&mut fifth, "R1", "peer", &[("P5", 1, 1)]);
    company.load("assessments", &fifth);
    let after = company.run("rate --by group,item");
    assert_eq!(after.stdout, before);
    assert!(after.stderr.contains("2 scores came later"), "{}", after.stderr);
    // One corrected score waits too.
    company.load("assessments", &ratings().replace("R1-P1,2024,R1,P1,peer,I,B1,3", "R1-P1,2024,R1,P1,peer,I,B1,7"));
    assert_eq!(company.run("rate --by group,item").stdout, before);
    // A vacuum keeps what decides.
    company.run("vacuum --keep-last 1 --yes").exits(0);
    assert_eq!(company.run("rate --by group,item").stdout, before);
    let mut more = HEADER.to_string();
    rows(&mut more, "R1", "peer", &[("P6", 2, 2), ("P7", 3, 3)]);
    company.load("assessments", &more);
    let now = company.rate("--by group,item");
    assert_eq!(value(&now, "R1", "group", "peer", "n_raters"), "7");
    let refused = company.run("rate --as-of 2024-12-31").exits(2);
    assert!(refused.stderr.contains("ratings are not cut by days"), "{}", refused.stderr);
}

#[test]
fn single_rows_are_given_out_by_no_other_command() {
    let company = Company::new();
    company.load("assessments", &ratings());
    company.load("assessments", &ratings().replace("C4,customer,I,B1,1,", "C4,customer,I,B1,7,"));
    for words in ["export assessments --out a.csv", "export assessments --out a.parquet"] {
        let refused = company.run(words).exits(3);
        assert!(refused.stderr.contains("single rows of `assessments` are not given out"), "{}", refused.stderr);
    }
    company.load("orders", "order_id,order_date,rep_id,net_amount\nO1,2024-01-02,R1,5\n");
    let newest = 5;
    let changed = company.run(&format!("restate {newest} {newest} --show rows"));
    assert!(!changed.stdout.contains("secret"));
    company.load("assessments", &ratings().replace("C5,customer,I,B1,2,", "C5,customer,I,B1,6,"));
    let changed = company.run("restate 5 6 --show rows").stdout;
    assert!(changed.contains("R4-C5 / B1") && changed.contains("(withheld)"), "{changed}");
    assert!(!changed.contains("secret"), "{changed}");
    // The version of the store is 6, too.
    let mut told = Table::from_csv(&changed);
    let version = told.column("store_version");
    told.rows.iter_mut().for_each(|row| drop(row.remove(version)));
    assert!(!told.rows.concat().iter().any(|cell| cell.starts_with('6') || cell.ends_with('6')), "{changed}");
}

#[test]
fn wrong_ratings_are_named_and_the_others_go_on() {
    let company = Company::new();
    let mut text = ratings();
    text.push_str("W1,2024,R1,R1,peer,I,B1,7,,\n");
    text.push_str("W2,2024,R2,P9,peer,I,B1,9,,\n");
    text.push_str("W3,2024,R9,P1,peer,I,B1,5,,\n");
    text.push_str("W4,2024,R2,P1,peer,I,B9,5,,\n");
    text.push_str("W5,2024,R3,P1,peer,I,B1,,,\n");
    let file = company.write("ratings.csv", &text);
    let sound = Company::new();
    sound.load("assessments", &ratings());
    // They would not be loaded; a company may want them in the store all the same.
    let kinds = ["ratee", "item", "of_oneself", "empty", "scale"].map(|kind| format!("rating_{kind} = \"warn\"\n"));
    company.write("attain.toml", &format!("[checks.rules]\n{}", kinds.concat()));
    let ran = company.command("rate --by item").arg(file).run().exits(1);
    for said in [
        "rating W1 of R1 on B1 is not counted: R1 rates himself or herself as a peer",
        "rating W2 of R2 on B1 is not counted: its score 9 lies outside 1 to 7",
        "rating W3 of R9 on B1 is not counted: `reps` does not know `R9`; the nearest are R1",
        "rating W4 of R2 on B9 is not counted: `instruments` does not know `B9`; the nearest are B1",
        "rating W5 of R3 on B1 is not counted: it has neither a score nor the mark",
        "item I/B3 is left out: 62 % of the judges",
    ] {
        assert!(ran.stderr.contains(said), "nothing says `{said}`:\n{}", ran.stderr);
    }
    assert_eq!(ran.stdout, sound.run("rate --by item").stdout, "wrong ratings changed something");

    // Twice the same: the later one counts. Not observed: no low score.
    let mut more = ratings().replace("R1-C3,2024,R1,C3,customer,I,B2,6,,", "R1-C3,2024,R1,C3,customer,I,B2,,true,");
    more.push_str("Z9,2024,R1,P1,peer,I,B1,7,,\n");
    let twice = Company::new();
    twice.load("assessments", &more);
    let ran = twice.run("rate --by group,item --rep R1").exits(1);
    assert!(ran.stderr.contains("the same rater rated the same item again later"), "{}", ran.stderr);
    let table = Table::from_csv(&ran.stdout);
    // (7 + 5 + 4 + 5) ÷ 4 on B1, (3 + 4 + 5 + 4) ÷ 4 on B2, in points.
    assert_eq!(value(&table, "R1", "group", "peer", "raw"), "60.42");
    // Of the customers, two saw B2: that cell is hidden, and the other one stands for the group.
    assert_eq!(value(&table, "R1", "group", "customer", "raw"), "77.78");
    assert_eq!(value(&table, "R1", "group", "customer", "not_observed"), "1");
}

/// One of each mistake, behind sound ratings.
fn with_mistakes() -> String {
    let mut text = ratings();
    for row in ["W1,2024,R1,R1,peer,I,B1,7", "W2,2024,R2,P9,peer,I,B1,9", "W3,2024,R9,P1,peer,I,B1,5"] {
        writeln!(text, "{row},,").expect("a text takes it");
    }
    text.push_str("W4,2024,R2,P1,peer,I,B9,5,,\nW5,2024,R3,P1,peer,I,B1,,,\n");
    text
}

#[test]
fn wrong_ratings_never_reach_the_store_and_every_row_is_accounted_for() {
    let company = Company::new();
    company.write("ratings.csv", &with_mistakes());
    let before = crate::support::files_under(&company.folder.path().join("store"), &[".lock"]);
    let same = |company: &Company| {
        let after = crate::support::files_under(&company.folder.path().join("store"), &[".lock"]);
        assert_eq!(after, before, "the store was touched");
    };
    // They stop the load.
    let stopped = company.run("rate ratings.csv").exits(3);
    let rows = ratings().lines().count();
    for (at, said) in [
        "`rater_key` is `R1`, who rates himself or herself as a peer",
        "`score` is `9`, outside the item's scale of 1 to 7",
        "`ratee_rep_id` is `R9`, whom the reps table does not know",
        "`item_id` is `B9`, an item that the instruments do not have",
        "there is neither a score nor the mark that nothing was observed",
    ]
    .into_iter()
    .enumerate()
    {
        let line = format!("`ratings.csv` line {}: {said}", rows + 1 + at);
        assert!(stopped.stderr.contains(&line), "nothing says `{line}`:\n{}", stopped.stderr);
    }
    same(&company);
    let zh = company.run("rate ratings.csv --lang zh").exits(3).stderr;
    assert!(zh.contains("超出该题的量表范围 1–7") && zh.contains("以“同事”身份评价了自己"), "{zh}");
    // To check is not to load.
    let checked = company.run("rate ratings.csv --check-only --bad-rows reject").exits(1);
    let account = Table::from_csv(&checked.stdout);
    let columns = ["rows_read", "rows_loaded", "duplicates_dropped", "rows_rejected"];
    let counts = |account: &Table| account.only(&columns)[0].iter().map(|n| n.parse().unwrap()).collect::<Vec<u64>>();
    let [read, loaded, dropped, rejected] = counts(&account)[..] else { panic!("four columns") };
    assert_eq!((read, dropped, rejected), (rows as u64 - 1 + 5, 0, 5));
    assert_eq!(read, loaded + dropped + rejected);
    assert!(checked.stderr.contains("nothing was loaded (--check-only)"), "{}", checked.stderr);
    let small = "`ratee_rep_id` is `R4`, whose raters as customer are fewer than three in cycle 2024";
    assert_eq!(checked.stderr.matches(small).count(), 1, "{}", checked.stderr);
    same(&company);
    // Rejected, the others are loaded and say what they say without them.
    let sound = Company::new();
    sound.load("assessments", &ratings());
    let rejecting = company.run("rate ratings.csv --by item --bad-rows reject").exits(1);
    assert_eq!(rejecting.stdout, sound.run("rate --by item").stdout);
    assert_eq!(rejecting.stderr.matches("rejected: ").count(), 5, "{}", rejecting.stderr);
}

#[test]
fn one_rater_and_missing_links_are_said_before_a_load_and_may_stop_it() {
    let company = Company::new();
    let mut text = HEADER.to_string();
    for ratee in ["R1", "R2"] {
        rows(&mut text, ratee, "peer", &[("P1", 3, 3), ("P2", 5, 4), ("P3", 4, 5)]);
    }
    rows(&mut text, "R4", "manager", &[("Q1", 3, 3)]);
    company.write("ratings.csv", &text);
    let checked = company.run("rate ratings.csv --check-only").exits(1).stderr;
    for said in [
        "finding: `ratings.csv` line 14: `ratee_rep_id` is `R4`, whom only one other person rates in cycle 2024",
        "finding: `ratings.csv` line 14: `ratee_rep_id` is `R4`, whom no common raters link with most others",
    ] {
        assert_eq!(checked.matches(said).count(), 1, "{checked}");
    }
    company.write("attain.toml", "[checks.rules]\nrating_unlinked = \"stop\"\n");
    let stopped = company.run("rate ratings.csv").exits(3).stderr;
    assert!(stopped.contains("a rating of R4 by P1 would link them"), "{stopped}");
    let zh = company.run("rate ratings.csv --lang zh").exits(3).stderr;
    assert!(zh.contains("由 P1 评价 R4 即可建立联系"), "{zh}");
    company.write("attain.toml", "");
    let loaded = company.run("rate ratings.csv").exits(1).stderr;
    assert!(loaded.contains("cannot be compared with part 1"), "{loaded}");
}

#[test]
fn people_without_common_raters_are_not_compared_and_the_missing_rating_is_named() {
    let company = Company::new();
    let mut text = HEADER.to_string();
    for ratee in ["R1", "R2", "R3"] {
        rows(&mut text, ratee, "peer", &[("P1", 3, 3), ("P2", 5, 4), ("P3", 4, 5)]);
    }
    rows(&mut text, "R4", "peer", &[("Q1", 3, 3), ("Q2", 5, 4), ("Q3", 4, 5)]);
    company.load("assessments", &text);
    let ran = company.run("rate").exits(1);
    assert!(ran.stderr.contains("R4 (part 2) cannot be compared with part 1"), "{}", ran.stderr);
    let table = Table::from_csv(&ran.stdout);
    assert_eq!(value(&table, "R4", "total", "score_360", "null_reason"), "not_comparable");
    assert_eq!(value(&table, "R4", "total", "score_360", "adjusted"), "");
    assert_eq!(value(&table, "R4", "total", "score_360", "raw"), "50");
    assert_eq!(value(&table, "R1", "total", "score_360", "null_reason"), "");
    let teams = company.rate("--level team");
    assert_eq!(teams.matching(&[("key", "score_360")]).rows.len(), 3);
    let of = |level: &str, team: &str| {
        let found = teams.matching(&[("level", level), ("team", team), ("key", "score_360")]);
        found.values("null_reason")[0].to_string()
    };
    // South has one rep, and the company less North would tell it.
    assert_eq!([of("team", "South"), of("team", "North")], ["below_min_n", "below_min_n"]);
    assert_eq!(of("company", ""), "not_comparable");
}

#[test]
fn what_cannot_be_asked_says_why_and_what_can() {
    let company = Company::new();
    let missing = company.run("rate").exits(3);
    assert!(missing.stderr.contains("no table `assessments`"), "{}", missing.stderr);
    company.load("assessments", HEADER);
    let empty = company.run("rate").exits(3);
    assert!(empty.stderr.contains("`assessments`"), "{}", empty.stderr);
    company.load("assessments", &ratings());
    let cycle = company.run("rate --cycle 2023").exits(2);
    assert!(
        cycle.stderr.contains("there is no cycle `2023`") && cycle.stderr.contains("did you mean 2024"),
        "{}",
        cycle.stderr
    );
    let rep = company.run("rate --rep R7").exits(2);
    assert!(rep.stderr.contains("nobody rated `R7` in cycle 2024"), "{}", rep.stderr);
    company.write("attain.toml", "[ratings.group_weights]\nmanager = 50\npeer = 60\n");
    let weights = company.run("rate").exits(2);
    assert!(weights.stderr.contains("the weights sum to 110, and they must sum to 100"), "{}", weights.stderr);
    company.write("attain.toml", "[ratings.group_weights]\nmanager = 100\n");
    let table = company.rate("");
    assert_eq!(value(&table, "R1", "total", "score_360", "raw"), value(&table, "R1", "group", "manager", "raw"));
}

#[test]
fn the_starter_set_loads_as_it_is() {
    let company = Company { folder: tempfile::tempdir().expect("a temporary folder can be made") };
    let written = company.run("rate --starter --out instruments.csv").exits(0);
    assert!(written.stderr.contains("nobody has measured these anchors"), "{}", written.stderr);
    let loaded = company.run("ingest instruments.csv --table instruments").exits(0);
    assert!(!loaded.stderr.contains("x_"), "{}", loaded.stderr);
    let table = Table::from_csv_file(&company.folder.path().join("instruments.csv"));
    assert_eq!(table.rows.len(), 21);
    let mut text = HEADER.to_string();
    for (rater, score) in [("A", 1), ("B", 1), ("C", 2)] {
        writeln!(text, "{rater},2024,R1,{rater},peer,ATTAIN-STARTER,S20,{score},,").expect("a text takes it");
    }
    company.load("assessments", &text);
    let ran = company.run("rate --by item");
    assert!(ran.stderr.contains("nobody has measured the anchors of S01"), "{}", ran.stderr);
    let anchor = value(&Table::from_csv(&ran.stdout), "R1", "item", "ATTAIN-STARTER/S20", "anchor").to_string();
    assert_eq!(anchor, "Lists features without saying what they were good for to anybody.");
}

#[test]
fn planted_severities_of_a_generated_company_are_found() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let settings = GeneratorSettings { only_orders: false, reps: 40, years: 1, ..GeneratorSettings::sized(1_000) };
    let company = folder.path().join("company");
    let truth = generate(&settings, &company, &mut |_, _| {}).expect("a company can be made").truth;
    for table in ["reps", "instruments", "assessments"] {
        let file = company.join(format!("{table}.csv"));
        Run::new("ingest --store store --table").arg(table).arg(file).in_folder(folder.path()).run().exits(0);
    }
    let found = severities(&folder.path().join("store"));
    // Severe raters give less: the truth counts severity, what was found counts what a rater adds, in points of a scale
    // of six.
    let pairs: Vec<(f64, f64)> = truth
        .raters
        .iter()
        .filter_map(|rater| Some((-rater.severity / 6.0 * 100.0, *found.get(&rater.rater_key)?)))
        .collect();
    assert!(pairs.len() >= 20, "{} raters", pairs.len());
    let means = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
    let (mean_true, mean_found) = (means(&|pair| pair.0), means(&|pair| pair.1));
    let product = means(&|pair| (pair.0 - mean_true) * (pair.1 - mean_found));
    let spread = |of: &dyn Fn(&(f64, f64)) -> f64, mean: f64| means(&|pair| (of(pair) - mean).powi(2)).sqrt();
    let correlation = product / spread(&|pair| pair.0, mean_true) / spread(&|pair| pair.1, mean_found);
    assert!(correlation > 0.8, "what was found goes with what was planted by {correlation}");
}

fn severities(store: &Path) -> BTreeMap<String, f64> {
    let store = attain::store::Store::open(store).expect("the store opens");
    let rated = attain::pipeline::ratings::rate(&store, &attain::settings::Settings::default(), None);
    rated.expect("there are ratings").ratings.severities().clone()
}
