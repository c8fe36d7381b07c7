//! Reviews of several periods in one run, in both languages, under pseudonyms and in a company's look.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Ran, TinyCompany, files_under};

/// Names and ids that must not stand anywhere in a pack under pseudonyms.
const WHO: [&str; 9] = [
    "rep-zaremba",
    "rep-wang",
    "boss-77",
    "Ann Zaremba",
    "王小明",
    "Zoë <script>alert(1)</script>",
    "cust-lindqvist",
    "Owen Ferreira",
    "zaremba",
];

const ORDERS: &str = "\
order_id,order_date,customer_id,rep_id,product_id,quantity,net_amount
O1,2024-01-15,cust-lindqvist,rep-zaremba,P1,1,100.00
O2,2024-02-20,C2,rep-wang,P1,2,180.50
O3,2024-04-03,cust-lindqvist,rep-zaremba,P1,3,240.00
O4,2024-06-28,C3,rep-wang,P2,3,60.25
O5,2024-06-29,cust-lindqvist,rep-gone-zaremba,P2,1,20.00
";
const REPS: &str = "\
rep_id,name,team,manager_id
rep-zaremba,Ann Zaremba,North,boss-77
rep-wang,王小明,North,boss-77
boss-77,Zoë <script>alert(1)</script>,North,
";
const PLANS: &str = "\
plan_id,rep_id,action,owner,start_date,due_date,check_metric,check_value
plan-1,rep-zaremba,Ask Ann Zaremba to ring cust-lindqvist,Owen Ferreira,2024-06-01,2024-09-30,revenue_net,300
";

fn company() -> TinyCompany {
    let company = TinyCompany::empty();
    for (table, file, text) in [
        ("orders", "orders-of-zaremba.csv", ORDERS),
        ("reps", "reps.csv", REPS),
        ("improvement_plans", "plans.csv", PLANS),
    ] {
        company.write(file, text);
        company.run(&format!("ingest {file} --table {table}")).exits(0);
    }
    std::fs::create_dir(company.folder().join("look")).expect("a folder can be made");
    company.write("look/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9v9z\"/></svg>");
    company.write("look/look.toml", "[light]\naccent = \"#005a3c\"\n[en]\nfooter = \"For members of the board.\"\n");
    company.write("look/zh.ftl", "section-summary = 董事会概览\n");
    company.write("secret", "a secret of this test\n");
    company
}

const WHOLE: &str =
    "review --period 2024-Q1..2024-Q2,2031-Q1 --lang both --redact --redact-key secret --templates look --out out";

/// One run for all tests: two periods, and one without data.
fn made() -> &'static (TinyCompany, Ran) {
    static MADE: OnceLock<(TinyCompany, Ran)> = OnceLock::new();
    MADE.get_or_init(|| {
        let company = company();
        let ran = company.run(WHOLE).exits(3);
        (company, ran)
    })
}

fn files() -> BTreeMap<String, Vec<u8>> {
    files_under(&made().0.folder().join("out"), &[])
}

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, name: &str) -> &'f str {
    std::str::from_utf8(files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", files.keys()))).expect("UTF-8")
}

#[test]
fn a_period_that_fails_stops_no_other_and_is_told() {
    let (_, ran) = made();
    assert!(ran.stderr.contains("1 of 3 reviews failed"), "{}", ran.stderr);
    let files = files();
    let summary: Value = serde_json::from_str(text(&files, "summary.json")).expect("JSON");
    let codes: Vec<(&str, i64)> = summary["reviews"]
        .as_array()
        .expect("reviews")
        .iter()
        .map(|one| (one["folder"].as_str().expect("a folder"), one["exit_code"].as_i64().expect("a code")))
        .collect();
    assert_eq!(codes, [("2024-Q1", 0), ("2024-Q2", 0), ("2031-Q1", 3)]);
    assert_eq!(summary["exit_code"], 3);
    assert!(summary["reviews"][2]["problem"].as_str().expect("a reason").contains("2031-Q1"));
    assert!(!files.keys().any(|name| name.starts_with("2031-Q1")), "a failed review leaves nothing");
    assert!(text(&files, "index.html").contains("href=\"2024-Q2/review.html\""));
}

#[test]
fn both_languages_come_from_one_run_and_the_data_once() {
    let files = files();
    for name in
        ["review.html", "review.zh.html", "review.xlsx", "review.zh.xlsx", "digest.txt", "digest.zh.md", "review.json"]
    {
        assert!(files.contains_key(&format!("2024-Q2/{name}")), "{name} is missing");
    }
    let (english, chinese) = (text(&files, "2024-Q2/review.html"), text(&files, "2024-Q2/review.zh.html"));
    assert!(english.contains("lang=\"en\"") && english.contains("href=\"review.zh.html\""));
    assert!(chinese.contains("lang=\"zh-Hans\"") && chinese.contains("href=\"review.html\""));
    assert!(text(&files, "index.zh.html").contains("href=\"2024-Q2/review.zh.html\""));
    assert!(!files.keys().any(|name| name.contains(".zh.json") || name.contains("tables/") && name.contains(".zh.")));
    let summary: Value = serde_json::from_str(text(&files, "2024-Q2/summary.json")).expect("JSON");
    assert_eq!(summary["language"], "both");
    let ran = made().0.run("kpi revenue_net --lang both").exits(2);
    assert!(ran.stderr.contains("--lang both is for review packs"), "{}", ran.stderr);
}

#[test]
fn the_company_s_look_is_on_every_page() {
    let files = files();
    for name in ["index.html", "2024-Q1/review.html", "2024-Q2/review.zh.html"] {
        let page = text(&files, name);
        assert!(page.contains("img src=\"data:image/svg+xml;base64,") && page.contains("img-src data:"), "{name}");
        assert!(page.contains("--blue: #005a3c"), "{name}");
    }
    assert!(text(&files, "2024-Q1/review.html").contains("For members of the board."));
    assert!(text(&files, "2024-Q1/review.zh.html").contains("董事会概览"));
}

#[test]
fn a_look_that_does_not_fit_is_named_with_file_and_line() {
    let company = TinyCompany::loaded();
    std::fs::create_dir(company.folder().join("look")).expect("a folder can be made");
    let refused = |name: &str, text: &str, part: &str| {
        company.write(&format!("look/{name}"), text);
        let ran = company.run("review --period 2024-Q2 --templates look --out out").exits(2);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
        std::fs::remove_file(company.folder().join("look").join(name)).expect("the file is there");
    };
    refused("nothing.txt", "", "holds nothing of a company's look");
    refused("logo.svg", "<svg>\n<script>alert(1)</script></svg>", "`logo.svg` line 2: <script> is not let in");
    refused("look.toml", "[light]\naccent = \"#ffff00\"\n", "`look.toml` line 2: `#ffff00` on the light page");
    refused("en.ftl", "\nsection-sumary = x\n", "`en.ftl` line 2: there is no message `section-sumary`");
    refused("en.ftl", "index-of = { $parts }\n", "`en.ftl` line 1: `index-of` has no variable `$parts`");
    refused("en.ftl", "section-summary\n", "`en.ftl` line 1:");
    assert!(!company.folder().join("out").exists(), "nothing was written");
}

/// Everything that a file says, unpacked.
fn said(path: &Path, bytes: &[u8]) -> String {
    let name = path.to_string_lossy();
    if name.ends_with(".xlsx") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a zip");
        let mut all = String::new();
        for at in 0..archive.len() {
            archive.by_index(at).expect("an entry").read_to_string(&mut all).expect("XML");
        }
        return all;
    }
    if name.ends_with(".parquet") {
        let table = crate::support::Table::from_parquet(path);
        return format!("{table:?}");
    }
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn no_name_and_no_id_stands_in_a_pack_under_pseudonyms() {
    let folder = made().0.folder().join("out");
    let files = files();
    let mut forms = 0;
    for (name, bytes) in &files {
        let said = said(&folder.join(name), bytes);
        for who in WHO {
            let escaped = who.replace('<', "&lt;").replace('>', "&gt;");
            assert!(!said.contains(who) && !said.contains(&escaped), "`{who}` stands in {name}");
        }
        forms += 1;
    }
    assert!(forms > 80, "only {forms} files were looked at");
    // The figures are those of the people themselves.
    let json: Value = serde_json::from_str(text(&files, "2024-Q2/review.json")).expect("JSON");
    let people = json["people"].as_array().expect("people");
    assert!(people.iter().all(|person| person["rep_id"].as_str().expect("an id").starts_with("R-")));
    assert!(people.windows(2).all(|two| two[0]["rep_id"].as_str() < two[1]["rep_id"].as_str()), "sorted by pseudonyms");
    assert!(json.to_string().contains("24000"), "the amounts stay");
    assert!(json["appraisal"]["plans"][0]["action_en"] == "[…]");
}

#[test]
fn the_same_run_makes_the_same_bytes_and_another_secret_other_names() {
    let (company, _) = made();
    company.run(&WHOLE.replace("--out out", "--out again")).exits(3);
    assert_eq!(files(), files_under(&company.folder().join("again"), &[]));
    company.write("other", "another secret of this test");
    company.write("short", "12345");
    company.run("review --period 2024-Q2 --redact --redact-key other --out third").exits(0);
    let third = files_under(&company.folder().join("third"), &[]);
    assert_ne!(text(&third, "tables/people.csv"), text(&files(), "2024-Q2/tables/people.csv"));
    for (words, part) in [
        ("review --redact --out no", "--redact needs a secret"),
        ("review --redact --redact-key nowhere --out no", "`nowhere` cannot be read"),
        ("review --redact --redact-key short --out no", "the secret in `short` has 5 signs"),
    ] {
        let ran = company.run(words).exits(2);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
}

#[test]
fn later_runs_add_to_the_index_and_ranges_are_checked() {
    let company = TinyCompany::loaded();
    company.run("review --period 2024-Q1..2024-Q1 --out out").exits(0);
    company.run("review --period 2024-Q2..2024-Q2 --out out").exits(0);
    let files = files_under(&company.folder().join("out"), &[]);
    let index = text(&files, "index.html");
    assert!(index.contains("2024-Q1/review.html") && index.contains("2024-Q2/review.html"));
    for wrong in ["2024-Q2..2024-Q1", "2024-Q1..2024", "1900-Q1..2100-Q1"] {
        let ran = company.run(&format!("review --period {wrong} --out no")).exits(2);
        assert!(ran.stderr.contains("is not a range of periods"), "{}", ran.stderr);
    }
    assert!(!company.folder().join("no").exists());
}

/// Two teams that sold to the same customer, under one manager from elsewhere.
fn two_teams() -> TinyCompany {
    let company = TinyCompany::empty();
    let mut orders = "order_id,order_date,customer_id,rep_id,product_id,quantity,net_amount\n".to_string();
    let reps = ["n1", "n2", "n3", "s1", "s2", "s3"];
    for (at, rep) in reps.iter().enumerate() {
        for month in 0..24_usize {
            let (year, month, net) = (2023 + month / 12, month % 12 + 1, 100 * (at + 1) + 10 * (month % 3));
            orders += &format!("{rep}-{year}-{month},{year}-{month:02}-10,shared,{rep},P1,{},{net}.00\n", at + 1);
            orders += &format!("{rep}-{year}-{month}b,{year}-{month:02}-20,own-{rep},{rep},P2,1,50.00\n");
        }
    }
    let people = "rep_id,name,team,manager_id\nn1,Nora One,North,m\nn2,Nora Two,North,m\nn3,Nora Three,North,m\n\
                  s1,Sam One,South/East,m\ns2,Sam Two,South/East,m\ns3,Sam Three,South/East,m\nm,Mia Manager,Office,\n";
    for (table, text) in [("orders", orders.as_str()), ("reps", people)] {
        company.write(&format!("{table}.csv"), text);
        company.run(&format!("ingest {table}.csv --table {table}")).exits(0);
    }
    company
}

#[test]
fn each_team_has_a_pack_with_its_own_sums_and_nobody_else_in_it() {
    let company = two_teams();
    company.run("review --period 2024-Q4 --as-of 2024-12-31 --out whole").exits(0);
    let ran = company.run("review --period 2024-Q4 --as-of 2024-12-31 --each team --lang both --out teams").exits(0);
    assert!(ran.stdout.contains("2024-Q4 · North"), "{}", ran.stdout);
    let files = files_under(&company.folder().join("teams"), &[]);
    let whole = files_under(&company.folder().join("whole"), &[]);
    let json = |files: &BTreeMap<String, Vec<u8>>, name: &str| -> Value {
        serde_json::from_str(text(files, name)).expect("JSON")
    };
    let all = json(&whole, "review.json");
    for (folder, team, others) in [
        ("2024-Q4-North", "North", ["Sam One", "Sam Two", "South"]),
        ("2024-Q4-South-East", "South/East", ["Nora One", "Nora Two", "North"]),
    ] {
        let pack = json(&files, &format!("{folder}/review.json"));
        assert_eq!(pack["header"]["team"], team);
        // The company's row of the pack is the team's row of the company's pack.
        let row = |pack: &Value, level: &str| {
            let rows = pack["kpi_table"]["rows"].as_array().expect("rows");
            let is = |row: &&Value| row["level"] == level && (level == "company" || row["key"] == team);
            rows.iter().find(is).unwrap_or_else(|| panic!("no {level}"))["cells"].clone()
        };
        assert_eq!(row(&pack, "company"), row(&all, "team"), "{team}");
        // Each rep's target is the one that the company's pack states, and the sum is that of the members.
        let target = |pack: &Value, rep: &str| {
            let rows = pack["targets"][0]["rows"].as_array().expect("rows");
            let row = rows.iter().find(|row| row["rep_id"] == rep).unwrap_or_else(|| panic!("no {rep}"));
            (row["target"].clone(), row["chance"].clone())
        };
        let members: Vec<String> = pack["reps"]
            .as_array()
            .expect("reps")
            .iter()
            .map(|page| page["rep_id"].as_str().expect("an id").into())
            .collect();
        assert_eq!(members.len(), 3);
        for rep in &members {
            assert_eq!(target(&pack, rep), target(&all, rep));
        }
        let sum: i64 = members.iter().filter_map(|rep| target(&pack, rep).0.as_i64()).sum();
        assert!(sum > 0 && pack["targets"][0]["total"] == sum);
        assert!(pack["targets"][0]["team_chance"].is_f64());
        for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(folder)) {
            let said = said(&company.folder().join("teams").join(name), bytes);
            for other in others {
                assert!(!said.contains(other), "`{other}` stands in {name}");
            }
        }
        let page = text(&files, &format!("{folder}/review.html"));
        assert!(!page.contains("The whole company") && page.contains("The whole team"));
        assert!(text(&files, &format!("{folder}/review.zh.html")).contains("全团队"));
        let statements = text(&files, &format!("{folder}/tables/targets.csv"));
        assert!(statements.lines().next().is_some_and(|head| head.ends_with(",statement_zh")), "{statements}");
        assert!(statements.contains("净销售额"), "{statements}");
    }
    let index = text(&files, "index.html");
    assert!(
        index.contains("href=\"2024-Q4-North/review.html\"") && index.contains("<bdi>South&#x2f;East</bdi>"),
        "{index}"
    );
    let summary = json(&files, "summary.json");
    assert_eq!((summary["reviews"][1]["team"].as_str(), summary["exit_code"].as_i64()), (Some("South/East"), Some(0)));
}

#[test]
fn a_folder_that_holds_another_pack_is_told_and_nothing_of_it_is_left() {
    let company = TinyCompany::loaded();
    let first = company.run("review --period 2024-Q1 --lang both --out out").exits(0);
    assert!(!first.stderr.contains("held the review"), "{}", first.stderr);
    company.write("out/notes.txt", "mine");
    let second = company.run("review --period 2024-Q2 --out out").exits(0);
    assert!(second.stderr.contains("`out` held the review of 2024-Q1, which this one replaces"), "{}", second.stderr);
    let files = files_under(&company.folder().join("out"), &[]);
    assert!(!files.keys().any(|name| name.contains(".zh.")), "{:?}", files.keys());
    assert!(files.contains_key("notes.txt") && files.contains_key("review.html"));
    company.run("review --period 2024-Q2 --out alone").exits(0);
    let mut alone = files_under(&company.folder().join("alone"), &[]);
    alone.insert("notes.txt".to_string(), b"mine".to_vec());
    assert_eq!(files, alone);
    let third = company.run("review --period 2024-Q2 --out out").exits(0);
    assert!(!third.stderr.contains("held the review"), "{}", third.stderr);
}

#[test]
fn where_nobody_has_a_team_each_team_is_refused_with_the_way_out() {
    let company = TinyCompany::empty();
    let orders = "order_id,order_date,customer_id,rep_id,net_amount\nO1,2024-05-01,C1,R1,10.00\n";
    company.write("bare.csv", orders);
    company.run("ingest bare.csv --table orders").exits(0);
    let ran = company.run("review --period 2024-Q2 --each team --out out").exits(3);
    assert!(ran.stderr.contains("nobody who is reviewed in 2024-Q2 belongs to a team"), "{}", ran.stderr);
    assert!(ran.stderr.contains("the column `team` of the table `reps`"), "{}", ran.stderr);
}

#[test]
fn the_published_schemas_are_printed_without_a_store() {
    let company = TinyCompany::empty();
    for (words, part) in [
        ("export schema", "\"title\": \"review.json\""),
        ("export schema summary", "\"files\""),
        ("export schema batch", "\"reviews\""),
        ("export schema tables", "\"path\": \"tables/kpi.csv\""),
    ] {
        let ran = company.run(words).exits(0);
        let schema: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert!(schema["$schema"].is_string() && schema["version"].is_string(), "{words}");
        assert!(ran.stdout.contains(part), "{words}");
    }
    assert!(company.run("export orders tables --out x.csv").exits(2).stderr.contains("no second word"));
}
