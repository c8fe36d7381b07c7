//! People decide: what is recorded, what stays, and what is in force because of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::support::{ORDERS, Ran, Run, Table, TinyCompany, copy_folder};

/// Rules that speak about everybody, so that whatever the made-up company does something follows.
const SETTINGS: &str = r#"
[store]
dir = "store"
[targets]
metrics = ["revenue_net"]
[scorecard.weights]
revenue_net = 70
new_customers = 30
[[application.rule]]
name = "top twice"
grades = ["S", "A"]
cycles = 2
bonus_factor = 1.5
promotion = "key accounts"
[[application.rule]]
name = "top"
grades = ["S", "A"]
bonus_factor = 1.0
[[application.rule]]
name = "others"
bonus_factor = 0.25
training = "negotiation"
[[application.rule]]
name = "never"
grades = ["D"]
bonus_factor = 9
performance_plan = "close rate"
[application.bonus]
share = 0.01
of = "revenue_net"
[[application_draft.rule]]
name = "flat"
bonus_factor = 1
[application_draft.bonus]
amount = 333.33
"#;

/// A made-up company of three years in a folder with `attain.toml`, loaded once and copied.
struct Company(TempDir);

impl Company {
    fn new() -> Company {
        static TEMPLATE: OnceLock<Company> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let company = Company(tempfile::tempdir().expect("a temporary folder can be made"));
            company.run("generate --lines 2500 --reps 6 --years 3 --seed 5 --out made").exits(0);
            std::fs::write(company.folder().join("attain.toml"), SETTINGS).expect("a file can be written");
            for table in ["orders", "reps", "quotas"] {
                company.run(&format!("ingest made/{table}.csv --table {table}")).exits(0);
            }
            company
        });
        let company = Company(tempfile::tempdir().expect("a temporary folder can be made"));
        copy_folder(&template.folder().join("store"), &company.folder().join("store"));
        std::fs::write(company.folder().join("attain.toml"), SETTINGS).expect("a file can be written");
        company
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, words: &str) -> Run {
        Run::new(words).in_folder(self.folder())
    }

    fn run(&self, words: &str) -> Ran {
        self.command(words).run()
    }

    /// With a name and a reason.
    fn decide(&self, words: &str) -> Ran {
        self.command(words)
            .arg("--as-of")
            .arg(AS_OF)
            .arg("--by")
            .arg("Ann Li")
            .arg("--reason")
            .arg("seen, agreed")
            .run()
    }

    fn list(&self, words: &str) -> Table {
        Table::from_csv(&self.run(&format!("{words} --as-of {AS_OF}")).exits(0).stdout)
    }

    fn version(&self) -> u64 {
        let text = std::fs::read_to_string(self.folder().join("store/attain-store.json")).expect("a store");
        let pointer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        pointer["version"].as_u64().expect("a version")
    }
}

/// The made-up years end with 2023.
const AS_OF: &str = "2023-12-31";

fn first(table: &Table, object: &str) -> Vec<String> {
    table.matching(&[("object", object)]).only(&["proposal_id", "suggested"])[0].clone()
}

#[test]
fn what_is_proposed_waits_until_somebody_decides_and_every_decision_stays() {
    let company = Company::new();
    let open = company.list("decide");
    assert!(open.values("status").iter().all(|status| *status == "proposed"), "nothing is decided by itself");
    let ids = open.values("proposal_id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "ids are unique");
    let kinds: BTreeSet<&str> = open.values("object").into_iter().collect();
    for kind in ["target", "grade", "bonus", "training"] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
    let grade = first(&open, "grade");
    assert!(grade[0].starts_with("grade:2023-Q4:"), "{grade:?}");
    let other = if grade[1] == "B" { "C" } else { "B" };

    let before = company.version();
    let ran = company.decide(&format!("decide {} --accept", grade[0])).exits(0);
    assert!(ran.stderr.contains("recorded: 1 decision; the store is at version"), "{}", ran.stderr);
    assert_eq!(company.version(), before + 1);
    // The same once more says nothing new.
    let again = company.decide(&format!("decide {} --accept", grade[0])).exits(0);
    assert!(again.stderr.contains("nothing new is recorded"), "{}", again.stderr);
    assert_eq!(company.version(), before + 1);
    company.decide(&format!("decide {} --change {other}", grade[0])).exits(0);
    company.decide(&format!("decide {} --reject", grade[0])).exits(0);

    let now = company.list("decide --object grade").matching(&[("proposal_id", &grade[0])]);
    assert_eq!(now.only(&["status", "decided", "by", "decisions"]), [["rejected", "", "Ann Li", "3"]]);
    let log = company.list(&format!("decide {} --history", grade[0]));
    assert_eq!(
        log.only(&["decision_id", "suggested", "status", "decided", "stands"]),
        [
            [format!("{}#1", grade[0]).as_str(), &grade[1], "accepted", &grade[1], "false"],
            [format!("{}#2", grade[0]).as_str(), &grade[1], "changed", other, "false"],
            [format!("{}#3", grade[0]).as_str(), &grade[1], "rejected", "", "true"],
        ]
    );
    assert!(log.values("at").iter().all(|at| at.ends_with('Z') && at.len() == 20), "{:?}", log.values("at"));
    // A grade that a person rejected leads to nothing.
    let rep = grade[0].rsplit(':').next().expect("a rep").to_string();
    let follows = company.list("decide --object bonus,training").matching(&[("rep_id", &rep)]);
    assert!(follows.rows.is_empty(), "{:?}", follows.rows);
}

#[test]
fn the_log_cannot_be_rewritten_by_a_file() {
    let company = Company::new();
    let grade = first(&company.list("decide --object grade"), "grade");
    company.decide(&format!("decide {} --accept", grade[0])).exits(0);
    let version = company.version();
    let row = |decided: &str| {
        let object_id = grade[0].trim_start_matches("grade:");
        format!(
            "decision_id,object,object_id,suggested,decided,by,at,reason\n{}#1,grade,{object_id},A,{decided},Ann Li,2024-01-02T08:00:00,x\n",
            grade[0]
        )
    };
    std::fs::write(company.folder().join("d.csv"), row("S")).expect("a file can be written");
    for bad_rows in ["stop", "reject"] {
        let ran = company.run(&format!("ingest d.csv --table decisions --bad-rows {bad_rows}")).exits(3);
        assert!(ran.stderr.contains("is recorded already, with another `"), "{}", ran.stderr);
    }
    assert_eq!(company.version(), version);
}

#[test]
fn an_accepted_target_is_in_force_beside_the_proposal_and_attainment_uses_it() {
    let company = Company::new();
    let proposed = company.list("decide --object target");
    let (reps, suggested) = (proposed.values("rep_id"), proposed.values("suggested"));
    let at = suggested.iter().position(|value| !value.is_empty()).expect("a target is proposed");
    let before = company.version();
    let accepted = company.decide("targets accept --metric revenue_net").exits(0);
    assert!(accepted.stderr.contains("targets put in force"), "{}", accepted.stderr);
    assert!(accepted.stderr.contains("team: revenue_net in 2024-Q1: "), "{}", accepted.stderr);
    assert_eq!(company.version(), before + 1, "decisions and quotas come in one version");

    // One rep's target is set by a person instead; the accepted one stays as the version before.
    let rep = reps[at];
    let name = proposed.values("name")[at];
    assert_ne!(name, rep);
    let by_name = company.command("targets accept --metric revenue_net --rep").arg(name).run();
    assert!(!by_name.stderr.contains("there is no rep"), "{}", by_name.stderr);
    let ran = company.decide(&format!("targets accept --metric revenue_net --rep {rep} --value 1234.5")).exits(0);
    let said = ran.stderr.replace(',', "");
    assert!(said.contains(&format!("team: {rep}: {} USD (", suggested[at])), "{}", ran.stderr);
    assert!(ran.stderr.contains("→ 1,234.50 USD ("), "{}", ran.stderr);
    let versions = company.list("targets --versions --period 2024-Q1").matching(&[("subject_id", rep)]);
    assert_eq!(
        versions.only(&["version", "value", "effective_from", "status", "author", "reason", "in_force"]),
        [
            ["1", suggested[at], "2024-01-01", "agreed", "Ann Li", "seen, agreed", "false"],
            ["2", "1234.50", "2024-01-01", "agreed", "Ann Li", "seen, agreed", "true"],
        ]
    );
    let shown = company.list("decide --object target").matching(&[("rep_id", rep)]);
    assert_eq!(
        shown.only(&["suggested", "status", "decided", "decisions"]),
        [[suggested[at], "changed", "1234.50", "2"]]
    );

    // The quarter comes: what was sold is held against what was decided.
    let orders = format!("order_id,order_date,customer_id,rep_id,net_amount\nN1,2024-03-31,K1,{rep},617.25\n");
    std::fs::write(company.folder().join("new.csv"), orders).expect("a file can be written");
    company.run("ingest new.csv --table orders").exits(0);
    let asked = "kpi attainment --by rep --period 2024-Q1 --as-of 2024-03-31";
    let reached = Table::from_csv(&company.run(asked).exits(0).stdout).matching(&[("rep", rep)]);
    assert_eq!(reached.only(&["value", "numerator", "denominator"]), [["0.5", "617.25", "1234.50"]]);
    // What moved between the versions is told by its cause.
    let versions = (before + 1, before + 2);
    let words = format!("restate {}@2024-03-31 {}@2024-03-31 --show tables", versions.0, versions.1);
    let tables = Table::from_csv(&company.run(&words).stdout).matching(&[("table", "quotas")]);
    assert_eq!(tables.rows.len(), 1, "the changed quotas are named");

    // The period is over: nothing rewrites it, except openly.
    let closed = |more: &str| {
        let words = format!("targets accept --period 2024-Q1 --metric revenue_net --rep {rep} --value 617.25 {more}");
        company.command(&words).arg("--as-of").arg("2024-03-31").arg("--by").arg("Bo").arg("--reason").arg("typo").run()
    };
    let refused = closed("").exits(2);
    assert!(refused.stderr.contains("closed on 2024-03-31"), "{}", refused.stderr);
    // Looking at the data as of an earlier day does not open it again.
    let words = format!("targets accept --metric revenue_net --rep {rep} --value 617.25");
    let earlier = company.decide(&words).exits(2);
    assert!(earlier.stderr.contains("closed on 2024-03-31"), "{}", earlier.stderr);
    let version = company.version();
    // A correction is of one target; without its value the proposals of the whole quarter would replace what was agreed.
    let words =
        "targets accept --period 2024-Q1 --metric revenue_net --correction --as-of 2024-03-31 --by Bo --reason x";
    for more in [String::new(), format!(" --rep {rep}")] {
        let whole = company.run(&format!("{words}{more}")).exits(2);
        assert!(whole.stderr.contains("no value is given"), "{}", whole.stderr);
        assert_eq!(company.version(), version, "nothing was recorded");
    }
    let said = closed("--correction").exits(0).stderr;
    let replaced = format!("corrected: target:2024-Q1:{rep}:revenue_net: 1,234.50 USD in force until now → 617.25 USD");
    assert!(said.contains(&replaced), "{said}");
    assert!(!said.contains("team:") && !said.contains("chance"), "a closed period has no chances: {said}");
    let corrected = Table::from_csv(&company.run(asked).exits(0).stdout).matching(&[("rep", rep)]);
    assert_eq!(corrected.values("value"), ["1"]);
    let moved = company.run(&format!("restate {version}@2024-03-31 {}@2024-03-31", company.version())).exits(1);
    let moved = Table::from_csv(&moved.stdout).matching(&[("metric_id", "attainment"), ("key", rep)]);
    let difference: Vec<f64> =
        moved.values("changed_quotas").iter().map(|part| part.parse().expect("a number")).collect();
    assert!(difference.iter().all(|part| (*part - 0.5).abs() < 1e-9) && !difference.is_empty(), "{difference:?}");
}

#[test]
fn a_version_that_comes_or_takes_effect_after_the_close_does_not_count() {
    let company = TinyCompany::loaded();
    company.write(
        "later.csv",
        ORDERS.replace("O1,2024-01-15", "P1,2024-07-02").lines().take(2).collect::<Vec<_>>().join("\n"),
    );
    company.run("ingest later.csv --table orders").exits(0);
    let asked = "kpi attainment --by rep --period 2024-Q2 --as-of 2024-07-02";
    // All that is told but the store's version, which every load raises.
    let told = || {
        let told = Table::from_csv(&company.run(asked).exits(0).stdout);
        let columns: Vec<&str> =
            told.columns.iter().map(String::as_str).filter(|name| *name != "store_version").collect();
        told.only(&columns)
    };
    let before = told();
    let quota = |version: u32, value: &str, from: &str| {
        format!(
            "rep_id,period_start,period_end,version,value,effective_from\nR1,2024-04-01,2024-06-30,{version},{value},{from}\n"
        )
    };
    // The second quarter is over in the orders: a new version of its quota, or another value for the old, is refused.
    for (text, said) in [
        (quota(2, "10.00", "2024-05-01"), "changes the target of a period closed on 2024-06-30"),
        (quota(2, "10.00", ""), "changes the target of a period closed on 2024-06-30"),
        (quota(1, "10.00", "").replace("06-30", "04-30"), "changes the target of a period closed on 2024-06-30"),
        (quota(1, "10.00", ""), "where version 1 of the quota, in force, says `50.00`"),
    ] {
        company.write("q.csv", text);
        let version = company.version();
        let ran = company.run("ingest q.csv --table quotas").exits(3);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(company.version(), version);
    }
    // One that takes effect afterwards is kept, does not count, and is named.
    company.write("q.csv", quota(2, "10.00", "2024-07-01"));
    company.run("ingest q.csv --table quotas").exits(0);
    assert_eq!(told(), before);
    let check = company.run("check").exits(1);
    assert!(check.stderr.contains("effect only after the period"), "{}", check.stderr);
    let versions = Table::from_csv(&company.run("targets --versions").exits(0).stdout);
    let own = versions.matching(&[("subject_id", "R1")]);
    assert_eq!(own.only(&["version", "in_force"]), [["1", "true"], ["2", "false"]]);
}

#[test]
fn a_change_on_the_way_counts_from_its_day_on() {
    let company = TinyCompany::loaded();
    company.write(
        "q.csv",
        "rep_id,period_start,period_end,version,value,effective_from\nR1,2024-04-01,2024-06-30,2,80.00,2024-05-15\n",
    );
    company.run("ingest q.csv --table quotas").exits(0);
    let target = |as_of: &str| {
        let ran = company.run(&format!("kpi attainment --by rep --period 2024-Q2 --as-of {as_of}")).exits(0);
        Table::from_csv(&ran.stdout).matching(&[("rep", "R1")]).values("denominator").concat()
    };
    assert_eq!(
        (target("2024-05-14"), target("2024-05-15"), target("2024-06-30")),
        ("50.00".into(), "80.00".into(), "80.00".into())
    );
}

#[test]
fn a_change_after_a_lock_is_recorded_and_stands_out() {
    let company = Company::new();
    let proposed = company.list("decide --object target");
    let at = proposed.values("suggested").iter().position(|value| !value.is_empty()).expect("a target is proposed");
    let rep = proposed.values("rep_id")[at];
    let words = |value: &str| format!("targets accept --metric revenue_net --rep {rep} --value {value}");
    let locked = company.decide(&format!("{} --lock", words("700"))).exits(0);
    assert!(!locked.stderr.contains("locked before"), "{}", locked.stderr);
    let changed = company.decide(&words("800")).exits(0);
    assert!(changed.stderr.contains("note: locked before, and changed now: target:2024-Q1:"), "{}", changed.stderr);
    let versions = company.list("targets --versions --period 2024-Q1").matching(&[("subject_id", rep)]);
    let told = versions.only(&["value", "status", "after_lock"]);
    assert_eq!(told[told.len() - 2..], [["700.00", "locked", "false"], ["800.00", "agreed", "true"]]);
}

#[test]
fn a_listing_filled_in_is_recorded_whole_or_not_at_all() {
    let company = Company::new();
    let listing = company.run(&format!("decide --object grade,bonus --as-of {AS_OF}")).exits(0).stdout;
    let table = Table::from_csv(&listing);
    let (grade, bonus) = (first(&table, "grade"), first(&table, "bonus"));
    let file = |rows: &str| {
        let text = format!("proposal_id,status,decided,by,reason\n{rows}");
        std::fs::write(company.folder().join("d.csv"), text).expect("a file can be written");
        company.run(&format!("decide --file d.csv --as-of {AS_OF}"))
    };
    let version = company.version();
    let nothing = file("").exits(0);
    assert!(nothing.stderr.contains("nothing was recorded"), "{}", nothing.stderr);
    let good = format!("{},accept,,Ann,agreed\n{},change,12.5,Bo,\"two, months away\"\n", grade[0], bonus[0]);
    for (row, said) in [
        (format!("{good}grade:2023-Q4:NOBODY,accept,,Ann,x\n"), "line 4: `grade:2023-Q4:NOBODY` was never proposed"),
        (format!("{good}{},reject,,Ann,x\n", grade[0]), "is decided twice on line 2 already"),
        (format!("{good}{},accept,,,x\n", first(&table, "grade")[0].replace("grade", "bonus")), "needs the name"),
        (good.replace("12.5", "-1"), "`-1` is not an amount that can be set"),
        (good.replace("agreed", ""), "a decision needs a reason"),
        (good.replace("accept", "perhaps"), "line 2: `perhaps` is no decision"),
    ] {
        let ran = file(&row);
        assert!([2, 3].contains(&ran.code) && ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert_eq!(company.version(), version, "nothing is half-written");
    }
    file(&good).exits(0);
    assert_eq!(company.version(), version + 1);
    // What was listed, filled in and loaded again says nothing new.
    std::fs::write(
        company.folder().join("all.csv"),
        company.run(&format!("decide --object grade,bonus --as-of {AS_OF}")).exits(0).stdout,
    )
    .expect("a file can be written");
    company.run(&format!("decide --file all.csv --as-of {AS_OF}")).exits(0);
    assert_eq!(company.version(), version + 1);
    let bonus = company.list("decide --object bonus").matching(&[("proposal_id", &bonus[0])]);
    assert_eq!(bonus.only(&["status", "decided", "by", "reason"]), [["changed", "12.50", "Bo", "two, months away"]]);
}

#[test]
fn what_cannot_be_decided_is_named_and_changes_nothing() {
    let company = Company::new();
    let grade = first(&company.list("decide --object grade"), "grade")[0].clone();
    let flagless = grade.replace("grade:2023-Q4", "grade:2023-Q9");
    let target = company.list("decide --object target").values("proposal_id")[0].to_string();
    let version = company.version();
    for (words, said) in [
        (format!("decide {grade}X --accept"), format!("did you mean {grade}")),
        (format!("decide {} --accept", grade.replace("grade", "grad")), "did you mean grade".to_string()),
        (format!("decide {flagless} --accept"), "names no period".to_string()),
        (format!("decide {grade} --change Z"), "allowed are S, A, B, C, D".to_string()),
        (format!("decide {target} --change -5"), "more than 0".to_string()),
        (format!("decide {target} --change 0"), "more than 0".to_string()),
        (format!("decide {}x --accept", target), "was never proposed".to_string()),
        (format!("decide {}", grade), "say --accept, --change VALUE or --reject".to_string()),
    ] {
        let ran = company.decide(&words).exits(2);
        assert!(ran.stderr.contains(&said), "`{words}`: {}", ran.stderr);
    }
    for (words, said) in [
        (format!("decide {grade} --accept --by Ann"), "needs a reason"),
        (format!("decide {grade} --accept --reason x"), "needs the name of the person"),
        (format!("decide {grade} --accept --by Ann --reason -"), "needs a reason"),
        ("targets accept --by Ann".to_string(), "needs a reason"),
        ("targets accept --by Ann --reason x --rep NOBODY".to_string(), "there is no rep `NOBODY`"),
        ("targets accept --by Ann --reason x --value 5".to_string(), "a value is for one rep and one metric"),
    ] {
        let ran = company.run(&format!("{words} --as-of {AS_OF}")).exits(2);
        assert!(ran.stderr.contains(said), "`{words}`: {}", ran.stderr);
    }
    let old = company.run(&format!("decide {grade} --accept --by Ann --reason x --as-of 1")).exits(2);
    assert!(old.stderr.contains("names an old version of the store"), "{}", old.stderr);
    assert_eq!(company.version(), version);
}

#[test]
fn a_locked_store_keeps_the_decision_out() {
    let company = Company::new();
    let grade = first(&company.list("decide --object grade"), "grade")[0].clone();
    let lock = std::fs::File::create(company.folder().join("store/.lock")).expect("the lock can be opened");
    lock.lock().expect("nobody else holds it");
    let ran = company.decide(&format!("decide {grade} --accept")).exits(3);
    assert!(ran.stderr.contains("error: "), "{}", ran.stderr);
    drop(lock);
    assert!(company.list("decide --history").rows.is_empty());
    company.decide(&format!("decide {grade} --accept")).exits(0);
}

#[test]
fn bonuses_are_known_before_the_rules_are_adopted_and_sum_to_the_cent() {
    let company = Company::new();
    let ran = company.run(&format!("decide --preview --periods 3 --as-of {AS_OF}")).exits(0);
    let table = Table::from_csv(&ran.stdout);
    let cents = |text: &str| (text.parse::<f64>().expect("an amount") * 100.0).round() as i64;
    let mut costs = Vec::new();
    for rules in ["present", "draft"] {
        let own = table.matching(&[("rules", rules)]);
        let periods: BTreeSet<&str> = own.values("period").into_iter().collect();
        assert_eq!(periods.into_iter().collect::<Vec<_>>(), ["2023-Q2", "2023-Q3", "2023-Q4"]);
        let mut cost = 0;
        for period in ["2023-Q2", "2023-Q3", "2023-Q4"] {
            let of = own.matching(&[("period", period)]);
            let is_total = |row: &Vec<String>| row[0] == "total";
            let rows = of.only(&["rep_id", "bonus"]);
            let total: i64 = rows.iter().filter(|row| is_total(row)).map(|row| cents(&row[1])).sum();
            let reps: i64 = rows.iter().filter(|row| !is_total(row)).map(|row| cents(&row[1])).sum();
            assert_eq!(total, reps, "{rules} {period}");
            cost += total;
        }
        costs.push(cost);
    }
    // Each bonus is the share of the revenue that the program states elsewhere, times the factor.
    let revenue = company.list("kpi revenue_net --by rep --period 2023-Q4");
    for row in
        table.matching(&[("rules", "present"), ("period", "2023-Q4")]).only(&["rep_id", "factor", "base", "bonus"])
    {
        if row[0] == "total" || row[1].is_empty() {
            continue;
        }
        let revenue = revenue.matching(&[("rep", &row[0])]).values("value").concat();
        let base = (cents(&revenue) as f64 * 0.01).round() as i64;
        assert_eq!(cents(&row[2]), base, "{row:?}");
        let bonus = base as f64 * row[1].parse::<f64>().expect("a factor");
        assert!((cents(&row[3]) as f64 - bonus).abs() <= 0.5 + 1e-9, "{row:?}");
    }
    let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let said = ran.stderr.replace(',', "");
    assert!(
        said.contains(&format!("the present rules would have paid {} USD over 3 periods", money(costs[0]))),
        "{said}"
    );
    assert!(said.contains(&format!("the draft {} USD over 3 periods", money(costs[1]))), "{said}");
    assert!(ran.stderr.contains("[application] `never` never proposes a bonus"), "{}", ran.stderr);
    // What the rules propose for the cycle is what the preview pays.
    let proposed = company.list("decide --object bonus");
    for row in proposed.only(&["rep_id", "suggested", "rule"]) {
        let paid = table.matching(&[("rules", "present"), ("period", "2023-Q4"), ("rep_id", &row[0])]);
        assert_eq!(paid.only(&["bonus", "rule"]), [[row[1].clone(), row[2].clone()]]);
    }
}

#[test]
fn a_rule_that_cannot_be_followed_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path: PathBuf = folder.path().join("attain.toml");
    let text = SETTINGS.replace("grades = [\"D\"]", "grades = [\"F\"]");
    std::fs::write(&path, &text).expect("a file can be written");
    let ran = Run::new("decide").in_folder(folder.path()).run().exits(2);
    assert!(
        ran.stderr.contains("`F`, which is no grade") && ran.stderr.contains("grades are S, A, B, C, D"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_same_decisions_are_the_same_bytes_for_any_number_of_threads() {
    let company = Company::new();
    let asked = |threads: u32, lang: &str| {
        let words = format!("decide --as-of {AS_OF} --threads {threads} --lang {lang} --format json");
        company.run(&words).exits(0).stdout
    };
    assert_eq!(asked(1, "en"), asked(2, "en"));
    let chinese = asked(1, "zh");
    assert!(chinese.contains("达成概率") && chinese.contains("等级："), "{chinese}");
}
