//! Past versions: a past review made again, what changed since, what is in the store, what a vacuum takes away.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::{
    ORDERS, QUOTAS, REPS, Ran, Run, Table, TinyCompany, copy_folder, files_under, package, same_value,
};

/// The two teams of the cases, in a folder of their own.
struct TwoTeams(tempfile::TempDir);

impl TwoTeams {
    fn new() -> TwoTeams {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        copy_folder(&package().join("tests/cases/two_teams"), folder.path());
        TwoTeams(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn edit(&self, name: &str, change: impl Fn(String) -> String) {
        let text = std::fs::read_to_string(self.path(name)).expect("the case has the file");
        let changed = change(text.clone());
        assert_ne!(changed, text, "nothing was changed in {name}");
        std::fs::write(self.path(name), changed).expect("a file can be written");
    }

    fn run(&self, words: &str) -> Ran {
        Run::new(words).in_folder(self.0.path()).run()
    }

    fn pack(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        files_under(&self.path(name), &[])
    }

    /// Corrects an old line, adds a customer's new orders, moves a rep to the other team and raises a quota.
    fn restate_everything(&self) {
        self.edit("orders.csv", |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
            let header: Vec<&str> = lines[0].split(',').collect();
            let at = |name: &str| header.iter().position(|column| *column == name).expect("a column of the case");
            let (net, date, order) = (at("net_amount"), at("order_date"), at("order_id"));
            let mut corrected: Vec<String> = lines[40].split(',').map(str::to_string).collect();
            corrected[net] = "777.77".to_string();
            let mut later = corrected.clone();
            later[order] = "LATE-1".to_string();
            later[date] = "2024-01-08".to_string();
            let mut forgotten = corrected.clone();
            forgotten[order] = "FORGOTTEN-1".to_string();
            lines[40] = corrected.join(",");
            lines.push(later.join(","));
            lines.push(forgotten.join(","));
            lines.join("\n") + "\n"
        });
        self.edit("reps.csv", |text| {
            let teams: Vec<&str> = ["North", "South"].into_iter().filter(|team| text.contains(team)).collect();
            assert_eq!(teams.len(), 2, "{text}");
            text.replacen("North", "\u{1}", 1).replacen("South", "North", 1).replacen('\u{1}', "South", 1)
        });
    }
}

#[test]
fn a_past_review_is_made_again_byte_for_byte_whatever_was_loaded_since() {
    let teams = TwoTeams::new();
    teams.run("review --period 2023-Q4 --out first").exits(0);
    let first = teams.pack("first");
    let json: serde_json::Value = serde_json::from_slice(&first["review.json"]).expect("JSON");
    let exact = json["header"]["as_of_exact"].as_str().expect("the pack says how it is made again").to_string();
    let version = json["header"]["store_version"].as_u64().expect("a version");
    assert_eq!(exact, format!("{version}@2023-12-31"));
    let page = String::from_utf8(first["review.html"].clone()).expect("UTF-8");
    assert!(page.contains(&format!("--as-of {exact}")), "the page says how it is made again");

    teams.restate_everything();
    teams.run("review --period 2023-Q4 --out changed").exits(0);
    assert_ne!(teams.pack("changed")["tables/kpi.csv"], first["tables/kpi.csv"], "the newest version tells otherwise");
    teams.run(&format!("review --period 2023-Q4 --out again --as-of {exact}")).exits(0);
    let again = teams.pack("again");
    assert!(first.keys().eq(again.keys()), "{:?}", again.keys());
    for (name, bytes) in &first {
        assert!(again[name] == *bytes, "{name} is not the same");
    }
}

#[test]
fn a_review_whose_day_nobody_named_is_made_again_too() {
    let teams = TwoTeams::new();
    teams.edit("attain.toml", |text| text.replace("as_of = \"2023-12-31\"", ""));
    teams.run("review --period 2023-Q3 --out first").exits(0);
    let first = teams.pack("first");
    let json: serde_json::Value = serde_json::from_slice(&first["review.json"]).expect("JSON");
    let exact = json["header"]["as_of_exact"].as_str().expect("a state").to_string();
    assert!(exact.contains('@'), "{exact}");
    teams.restate_everything();
    teams.run(&format!("review --period 2023-Q3 --out again --as-of {exact}")).exits(0);
    let again = teams.pack("again");
    for (name, bytes) in &first {
        assert!(again[name] == *bytes, "{name} is not the same");
    }
}

#[test]
fn rows_recorded_after_the_last_business_day_count_where_no_day_is_named_and_then_only_the_version_is_named() {
    let company = TinyCompany::empty();
    company.write(
        "orders.csv",
        "order_id,order_date,recorded_at,customer_id,rep_id,quantity,net_amount\n\
         O1,2024-01-15,2024-01-16T08:00:00,C1,R1,1,100.00\n\
         O2,2024-03-31,2024-04-02T08:00:00,C1,R1,1,50.00\n",
    );
    company.run("ingest orders.csv --table orders").exits(0);
    let exact = |words: &str| {
        company.run(&format!("review --period 2024-Q1 --out pack {words}"));
        let text = std::fs::read_to_string(company.folder().join("pack/review.json")).expect("a pack");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        (json["header"]["as_of_exact"].as_str().expect("a state").to_string(), json["header"]["assumptions"].clone())
    };
    assert_eq!(exact("").0, "1");
    assert_eq!(exact("--as-of 2024-03-31").0, "1@2024-03-31");
}

#[test]
fn a_time_of_loading_names_the_version_of_that_time() {
    let company = TinyCompany::loaded();
    for (version, time) in
        [(1, "2024-01-05T10:00:00+00:00"), (2, "2024-01-06T10:00:00+00:00"), (3, "2024-01-07T10:00:00+02:00")]
    {
        let path = company.store().join(format!("versions/{version:08}.json"));
        let text = std::fs::read_to_string(&path).expect("a manifest");
        let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        manifest["committed_at"] = time.into();
        std::fs::write(&path, manifest.to_string()).expect("a manifest can be written");
    }
    company.write("orders.csv", ORDERS.replace("80.50", "90.50"));
    company.run("ingest orders.csv --table orders").exits(0);
    let sold = |as_of: &str| {
        let ran = company.run(&format!("kpi revenue_net --grain year --as-of {as_of}")).exits(0);
        Table::from_csv(&ran.stdout).values("value").concat()
    };
    assert_eq!(sold("@2024-01-07T08:00"), "280.75");
    assert_eq!(sold("@2024-01-07/2024-03-31"), "180.50");
    assert_eq!(sold("3@2024-03-31"), "180.50");
    assert_eq!(sold("4@2024-03-31"), "190.50");
    let refused = company.run("kpi revenue_net --as-of @2024-01-04").exits(2);
    assert!(refused.stderr.contains("nothing had been loaded by 2024-01-04T23:59:59"), "{}", refused.stderr);
    let refused = company.run("kpi revenue_net --as-of 4@nine").exits(2);
    assert!(refused.stderr.contains("7@2023-12-31"), "{}", refused.stderr);
}

#[test]
fn the_store_is_shown_from_its_logs_and_footers() {
    let company = TinyCompany::loaded();
    let tables = Table::from_csv(&company.run("inspect").exits(0).stdout);
    let orders = tables.matching(&[("table", "orders")]);
    assert_eq!(orders.only(&["files", "rows", "first_date", "last_date"]), [["1", "4", "2024-01-15", "2024-06-28"]]);
    let columns = Table::from_csv(&company.run("inspect orders").exits(0).stdout);
    let net = columns.matching(&[("column", "net_amount_minor")]);
    assert_eq!(net.only(&["type", "rows", "nulls", "min", "max"]), [["int64", "4", "0", "4000", "10000"]]);
    let files = Table::from_csv(&company.run("inspect orders --files").exits(0).stdout);
    assert_eq!(files.only(&["rows", "first_date"]), [["4", "2024-01-15"]]);
    let versions = Table::from_csv(&company.run("inspect --versions").exits(0).stdout);
    assert_eq!(
        versions.only(&["version", "table", "file", "rows_read", "rows_loaded", "removed_at"]),
        [
            ["1", "orders", "orders.csv", "4", "4", ""],
            ["2", "reps", "reps.csv", "2", "2", ""],
            ["3", "quotas", "quotas.csv", "2", "2", ""]
        ]
    );
    for column in ["committed_at", "configuration"] {
        assert!(versions.values(column).iter().all(|value| value.len() >= 16), "every version has its {column}");
    }
    for words in ["inspect", "inspect orders", "inspect --versions"] {
        let json = company.run(&format!("{words} --format json")).exits(0).stdout;
        assert_eq!(Table::from_json(&json).columns, Table::from_csv(&company.run(words).stdout).columns);
    }
    let refused = company.run("inspect --as-of 2024-01-31").exits(2);
    assert!(refused.stderr.contains("--as-of 3"), "{}", refused.stderr);
    let refused = company.run("inspect invoices").exits(3);
    assert!(refused.stderr.contains("no table `invoices`"), "{}", refused.stderr);
}

#[test]
fn a_table_is_exported_as_it_stands_in_a_version() {
    let company = TinyCompany::loaded();
    company.write(
        "more.csv",
        "order_id,order_date,customer_id,rep_id,quantity,net_amount,channel\n\
         O6,2024-06-30,\"C, \"\"4\"\"\",R1,1.5,5.00,=web\n",
    );
    company.run("ingest more.csv --table orders").exits(0);
    company.run("export orders --out all.csv").exits(0);
    company.run("export orders --out all.parquet").exits(0);
    company.run("export orders --as-of 3 --out before.csv").exits(0);
    let at = |name: &str| company.folder().join(name);
    let (csv, parquet) = (Table::from_csv_file(&at("all.csv")), Table::from_parquet(&at("all.parquet")));
    assert_eq!((&csv.columns, csv.rows.len()), (&parquet.columns, parquet.rows.len()));
    for (a, b) in csv.rows.iter().flatten().zip(parquet.rows.iter().flatten()) {
        assert!(same_value(a, b), "CSV `{a}`, Parquet `{b}`");
    }
    let columns = ["order_id", "order_date", "customer_id", "quantity", "net_amount_minor", "channel"];
    assert_eq!(
        csv.matching(&[("order_id", "O6")]).only(&columns),
        [["O6", "2024-06-30", "C, \"4\"", "1.5", "500", "=web"]]
    );
    assert_eq!(csv.matching(&[("order_id", "O1")]).only(&columns), [["O1", "2024-01-15", "C1", "1.0", "10000", ""]]);
    assert!(!csv.columns.iter().any(|name| name.starts_with("row_") || name.ends_with("_key")), "{:?}", csv.columns);
    assert_eq!(Table::from_csv_file(&at("before.csv")).rows.len(), 4);
    for (words, code, said) in [
        ("export orders", 2, "--out orders.csv"),
        ("export orders --out orders.xlsx", 2, "CSV or Parquet"),
        ("export orders --out none/orders.csv", 4, "none/orders.csv"),
        ("export invoices --out invoices.csv", 3, "no table `invoices`"),
    ] {
        let refused = company.run(words).exits(code);
        assert!(refused.stderr.contains(said), "{words}: {}", refused.stderr);
    }
    assert!(!at("invoices.csv").exists());
}

#[test]
fn what_moved_is_told_with_its_cause() {
    let company = TinyCompany::loaded();
    // A correction, a forgotten order, a rep in another team, another quota.
    let orders = ORDERS.replace("80.50", "90.50") + "O5,2024-05-02,C4,R1,1,9.25\n";
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    company.write("reps.csv", REPS.replace("South", "North"));
    company.run("ingest reps.csv --table reps").exits(0);
    // Quotas are never rewritten unless the configuration lets them be.
    company.write("quotas.csv", QUOTAS.replace("75.00", "60.25"));
    company.write("lenient.toml", "[checks.rules]\nquota_rewritten = \"warn\"\n");
    company.run("ingest quotas.csv --table quotas").exits(3);
    company.run("ingest quotas.csv --table quotas --config lenient.toml").exits(0);

    let ran = company.run("restate 3 6").exits(1);
    assert!(ran.stderr.contains("orders: 1 row added, 0 removed, 1 replaced"), "{}", ran.stderr);
    assert!(ran.stderr.contains("the changes explain all of it"), "{}", ran.stderr);
    let moved = Table::from_csv(&ran.stdout);
    assert!(moved.values("unexplained").iter().all(|value| value.parse::<f64>() == Ok(0.0)), "{}", ran.stdout);
    let told = |metric: &str, period: &str, dimension: &str, key: &str, columns: &[&str]| {
        let wanted = [("metric_id", metric), ("period", period), ("dimension", dimension), ("key", key)];
        moved.matching(&wanted).only(columns).concat()
    };
    let sums = ["value_a", "value_b", "difference", "added_rows", "replaced_rows", "changed_reps"];
    assert_eq!(
        told("revenue_net", "2024-Q1", "company", "", &sums),
        ["180.50", "190.50", "10.00", "0.00", "10.00", "0.00"]
    );
    assert_eq!(told("revenue_net", "2024-Q2", "rep", "R1", &sums), ["40.00", "49.25", "9.25", "9.25", "0.00", "0.00"]);
    assert_eq!(
        told("revenue_net", "2024-02", "team", "South", &sums),
        ["80.50", "", "-80.50", "0.00", "10.00", "-90.50"]
    );
    assert_eq!(
        told("revenue_net", "2024-02", "team", "North", &sums),
        ["0.00", "90.50", "90.50", "0.00", "0.00", "90.50"]
    );
    let ratio = ["value_a", "value_b", "added_rows", "changed_quotas"];
    let by_quota = told("attainment", "2024-Q2", "rep", "R2", &ratio);
    assert_eq!((by_quota[1].as_str(), by_quota[2].parse::<f64>()), ("1", Ok(0.0)), "{by_quota:?}");
    assert_eq!(told("orders", "2024-05", "company", "", &["difference", "added_rows"]), ["1", "1"]);

    let rows = Table::from_csv(&company.run("restate 3 6 --show rows").exits(1).stdout);
    let lines = ["table", "change", "order_id", "order_date_b", "rep_id_b", "net_amount_a", "net_amount_b"];
    assert_eq!(
        rows.matching(&[("table", "orders")]).only(&lines),
        [
            ["orders", "replaced", "O2", "2024-02-20", "R2", "80.50", "90.50"],
            ["orders", "added", "O5", "2024-05-02", "R1", "", "9.25"]
        ]
    );
    assert_eq!(rows.matching(&[("table", "reps")]).only(&["key", "changed_values"]), [["R2", "team: South → North"]]);
    assert_eq!(rows.matching(&[("table", "quotas")]).values("changed_values"), ["value: 75.00 → 60.25"]);
    let tables = Table::from_csv(&company.run("restate 3 --show tables").exits(1).stdout);
    assert_eq!(tables.matching(&[("table", "orders")]).only(&["rows_a", "rows_b"]), [["4", "5"]]);
    // Backwards, the same with the other sign.
    let back = Table::from_csv(&company.run("restate 6 3").exits(1).stdout);
    assert_eq!(back.rows.len(), moved.rows.len());
    let still = company.run("restate 3 3").exits(0);
    assert!(still.stderr.contains("none of"), "{}", still.stderr);
}

#[test]
fn a_vacuum_says_what_would_go_and_takes_only_that() {
    let company = TinyCompany::loaded();
    company.write("orders.csv", ORDERS.replace("80.50", "90.50"));
    company.run("ingest orders.csv --table orders").exits(0);
    let ask = |as_of: &str| company.run(&format!("kpi revenue_net attainment --by rep --grain month --as-of {as_of}"));
    let (kept, newest) = (ask("3").exits(0).stdout, ask("4").exits(0).stdout);
    let before = files_under(&company.store(), &[]);
    let dry = company.run("vacuum --keep-last 2").exits(0);
    assert!(dry.stderr.contains("add --yes"), "{}", dry.stderr);
    assert_eq!(files_under(&company.store(), &[]), before, "nothing was touched");
    let done = company.run("vacuum --keep-last 2 --yes").exits(0);
    assert_eq!(done.stdout, dry.stdout);
    assert_eq!(Table::from_csv(&done.stdout).matching(&[("kind", "version")]).values("name"), ["1", "2"]);
    assert_eq!((ask("3").stdout, ask("4").stdout), (kept.clone(), newest.clone()));
    company.run("vacuum --keep-last 1 --yes").exits(0);
    assert_eq!(ask("4").exits(0).stdout, newest);
    let refused = ask("3").exits(2);
    assert!(refused.stderr.contains("version 3 of the store was removed on"), "{}", refused.stderr);
    let refused = company.run("restate 3 4").exits(2);
    assert!(refused.stderr.contains("removed on"), "{}", refused.stderr);
    let versions = Table::from_csv(&company.run("inspect --versions").exits(0).stdout);
    assert_eq!(versions.values("removed_at").iter().filter(|at| at.is_empty()).count(), 1);
    // Loading goes on, and a file that was loaded before is still known.
    assert!(company.run("ingest orders.csv --table orders").exits(0).stderr.contains("nothing new"));
    company.run("vacuum").exits(2);
    company.run("vacuum --keep-last 0").exits(2);
}
