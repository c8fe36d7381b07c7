//! The store: the same files add nothing, a changed row replaces, a new one adds, other engines read it, and a load
//! that dies leaves what was there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use attain::calendar::Grain;
use attain::measures::kpi::{KpiMetric, observe};
use attain::pipeline::{AsOf, Snapshot};
use attain::settings::Settings;

use crate::support::{ORDERS, Run, Table, TinyCompany, cents, copy_folder, example, package};

/// One row of an ingest's account.
#[track_caller]
fn account(stdout: &str) -> BTreeMap<String, String> {
    let table = Table::from_csv(stdout);
    assert_eq!(table.rows.len(), 1, "one file was loaded: {stdout}");
    table.columns.into_iter().zip(table.rows.into_iter().flatten()).collect()
}

fn revenue(company: &TinyCompany) -> String {
    Table::from_csv(&company.run("kpi revenue_net --grain year").exits(0).stdout).values("value").join(" ")
}

#[test]
fn the_same_file_again_adds_nothing() {
    let company = TinyCompany::loaded();
    let (version, before) = (company.version(), company.state());
    for again in
        ["ingest orders.csv --table orders", "ingest reps.csv --table reps", "ingest quotas.csv --table quotas"]
    {
        let ran = company.run(again).exits(0);
        let account = account(&ran.stdout);
        assert_eq!(account["rows_loaded"], "0", "{again}");
        assert_eq!(account["duplicates_dropped"], account["rows_read"], "{again}");
        assert!(ran.stderr.contains("nothing new"), "{}", ran.stderr);
    }
    assert_eq!(company.version(), version);
    assert_eq!(company.state(), before);
}

#[test]
fn a_changed_row_replaces_the_old_one_and_the_rest_is_known() {
    let company = TinyCompany::loaded();
    let version = company.version();
    company.write("orders.csv", ORDERS.replace("O2,2024-02-20,C2,R2,2,80.50", "O2,2024-02-20,C2,R2,2,90.50"));
    let ran = company.run("ingest orders.csv --table orders").exits(0);
    let account = account(&ran.stdout);
    assert_eq!((account["rows_read"].as_str(), account["rows_loaded"].as_str()), ("4", "1"));
    assert_eq!(account["duplicates_dropped"], "3");
    assert!(ran.stderr.contains("1 rows replaced"), "{}", ran.stderr);
    assert_eq!(company.version(), version + 1);
    assert_eq!(company.manifest()["tables"]["orders"]["rows"], 4, "replaced, not added");
    assert_eq!(revenue(&company), "290.75");
    // The version before is still there to be asked.
    let before = company.run(&format!("kpi revenue_net --grain year --as-of {version}")).exits(0);
    assert_eq!(Table::from_csv(&before.stdout).values("value"), ["280.75"]);
}

#[test]
fn an_appended_file_adds_its_new_rows() {
    let company = TinyCompany::loaded();
    company.write("orders.csv", format!("{ORDERS}O5,2024-06-29,C4,R1,1,10.00\n"));
    let grown = company.run("ingest orders.csv --table orders").exits(0);
    assert_eq!(account(&grown.stdout)["rows_loaded"], "1");
    company
        .write("more.csv", "order_id,order_date,customer_id,rep_id,quantity,net_amount\nO6,2024-06-30,C4,R1,1,5.00\n");
    let more = company.run("ingest more.csv --table orders").exits(0);
    assert_eq!(account(&more.stdout)["rows_loaded"], "1");
    assert_eq!(company.manifest()["tables"]["orders"]["rows"], 6);
    assert_eq!(revenue(&company), "295.75");
}

#[test]
fn a_column_that_comes_later_is_empty_in_the_older_rows() {
    let company = TinyCompany::loaded();
    let header = "order_id,order_date,customer_id,rep_id,quantity,net_amount,region\n";
    company.write("more.csv", format!("{header}O6,2024-06-30,C4,R1,1,5.00,East\n"));
    company.run("ingest more.csv --table orders").exits(0);
    assert_eq!(revenue(&company), "285.75");
    let by_region = company.run("kpi revenue_net --by region --grain year").exits(0);
    assert_eq!(Table::from_csv(&by_region.stdout).only(&["region", "value"]), [["", "280.75"], ["East", "5.00"]]);
}

/// The data files of a Delta table as its log names them: added and not removed.
fn live_files(table: &Path, up_to: u64) -> BTreeSet<String> {
    let mut live = BTreeSet::new();
    for version in 0..=up_to {
        let log = table.join("_delta_log").join(format!("{version:020}.json"));
        let text = std::fs::read_to_string(&log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        for line in text.lines() {
            let action: serde_json::Value = serde_json::from_str(line).expect("a log line is JSON");
            if let Some(path) = action["add"]["path"].as_str() {
                live.insert(path.to_string());
            }
            if let Some(path) = action["remove"]["path"].as_str() {
                assert!(live.remove(path), "{path} is removed and was never added");
            }
        }
    }
    live
}

/// Reads every table of a store as plain Parquet files and compares the rows with the manifest's.
#[track_caller]
fn assert_readable_without_attain(store: &Path, manifest: &serde_json::Value) {
    let tables = manifest["tables"].as_object().expect("a manifest names its tables");
    assert!(!tables.is_empty());
    for (name, version) in tables {
        let table = store.join("tables").join(name);
        let files = live_files(&table, version["delta_version"].as_u64().expect("a version"));
        let rows: usize = files.iter().map(|file| Table::from_parquet(&table.join(file)).rows.len()).sum();
        assert_eq!(Some(rows as u64), version["rows"].as_u64(), "{name}: {files:?}");
    }
}

#[test]
fn another_engine_reads_the_tables_without_attain() {
    let company = TinyCompany::loaded();
    company.write("orders.csv", ORDERS.replace("80.50", "90.50"));
    company.run("ingest orders.csv --table orders").exits(0);
    assert_readable_without_attain(&company.store(), &company.manifest());

    let text = std::fs::read_to_string(example().store().join("versions/00000001.json")).expect("a first version");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(manifest["tables"]["orders"]["rows"], 30_129);
    assert_readable_without_attain(&example().store(), &manifest);
    let files = live_files(&example().store().join("tables/orders"), 0);
    let orders = Table::from_parquet(&example().store().join("tables/orders").join(files.first().expect("one file")));
    let stored: i64 =
        orders.values("net_amount_minor").iter().map(|minor| minor.parse::<i64>().expect("whole cents")).sum();
    let golden = Table::from_csv_file(&package().join("tests/goldens/kpi_company.csv"));
    let quarters = golden.matching(&[("metric_id", "revenue_net")]);
    let expected: i64 = quarters.values("value").iter().filter_map(|value| cents(value)).sum();
    assert_eq!(stored, expected, "the stored lines add up to what the other engine found in the raw file");
}

/// A company's revenue by hand from its store, in this process.
fn revenue_in(store: &Path) -> Result<i64, String> {
    let snapshot = Snapshot::open(store, &Settings::default(), AsOf::Latest).map_err(|error| error.to_string())?;
    let context = snapshot.kpi_context(Grain::Year, &[]).map_err(|error| error.to_string())?;
    let metric = KpiMetric::from_id("revenue_net").expect("a metric");
    let observations = observe(&context, &[metric], context.range());
    Ok(observations
        .iter()
        .map(|o| match o.value.value() {
            Some(attain::quantity::Scalar::Money(minor)) => minor,
            other => panic!("{other:?}"),
        })
        .sum())
}

/// How many moments of a load are tried.
const KILLS: u32 = 20;

#[test]
fn a_load_that_is_killed_leaves_the_last_good_version() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let at = |name: &str| folder.path().join(name);
    Run::new("generate --lines 20000 --seed 7 --quiet --out").arg(at("company")).run().exits(0);
    // First the company's early lines; the load that dies brings all of them.
    let text = std::fs::read_to_string(at("company/orders.csv")).expect("orders were made");
    let early: Vec<&str> = text.lines().take(2_001).collect();
    std::fs::write(at("early.csv"), early.join("\n") + "\n").expect("a file can be written");
    let ingest =
        |file: &str, store: &Path| Run::new("ingest").arg(at(file)).arg("--table=orders").arg("--store").arg(store);
    ingest("early.csv", &at("good")).run().exits(0);
    let before = revenue_in(&at("good")).expect("the first load is good");

    copy_folder(&at("good"), &at("whole"));
    let started = Instant::now();
    ingest("company/orders.csv", &at("whole")).run().exits(0);
    let takes = started.elapsed();
    let after = revenue_in(&at("whole")).expect("the second load is good");
    assert_ne!(before, after);

    let mut ended_early = 0;
    for kill in 0..KILLS {
        let store = at(&format!("killed-{kill}"));
        copy_folder(&at("good"), &store);
        let mut command = ingest("company/orders.csv", &store).command();
        let mut child = command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        // Spread over the whole load; the later moments, in which it writes, are the dangerous ones.
        let moment = takes.mul_f64(f64::from(kill + 1) / f64::from(KILLS) * 1.1);
        std::thread::sleep(moment.max(Duration::from_millis(5)));
        child.kill().expect("a child can be killed");
        let status = child.wait().expect("a child can be waited for");
        ended_early += u32::from(!status.success());
        let found = revenue_in(&store).unwrap_or_else(|error| panic!("killed after {moment:?}: {error}"));
        assert!(found == before || found == after, "killed after {moment:?}: half a load is visible");
        assert!(found == after || !status.success(), "a load that ended well is not visible");
        if kill % 7 == 6 {
            // The next load goes through, and nothing is counted twice.
            ingest("company/orders.csv", &store).run().exits(0);
            assert_eq!(revenue_in(&store), Ok(after), "after the kill at {moment:?}");
            let manifest = current_manifest(&store);
            assert_eq!(manifest["tables"]["orders"]["rows"], 20_000);
            assert_readable_without_attain(&store, &manifest);
        }
    }
    assert!(ended_early >= KILLS / 4, "only {ended_early} loads were killed before they ended");
}

fn current_manifest(store: &Path) -> serde_json::Value {
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(store.join(name)).expect("a store's own file");
        serde_json::from_str(&text).expect("JSON")
    };
    let version = read("attain-store.json")["version"].as_u64().expect("a version");
    read(&format!("versions/{version:08}.json"))
}

#[test]
fn two_loads_at_once_do_not_mix() {
    let company = TinyCompany::loaded();
    let lock = std::fs::File::create(company.store().join(".lock")).expect("the lock is a file");
    lock.try_lock().expect("nobody is loading");
    let before = company.state();
    company.write("more.csv", ORDERS.replace('O', "P"));
    let refused = company.run("ingest more.csv --table orders").exits(3);
    assert!(refused.stderr.contains("another load is writing"), "{}", refused.stderr);
    assert_eq!(company.state(), before);
    drop(lock);
    company.run("ingest more.csv --table orders").exits(0);
}

#[test]
fn a_store_of_a_newer_format_is_refused_and_left_alone() {
    let company = TinyCompany::loaded();
    let pointer = company.store().join("attain-store.json");
    let newer = std::fs::read_to_string(&pointer).expect("a pointer").replace("\"format\": 2", "\"format\": 99");
    std::fs::write(&pointer, &newer).expect("a file can be written");
    company.write("more.csv", ORDERS.replace('O', "P"));
    for words in ["kpi revenue_net", "ingest more.csv --table orders"] {
        let refused = company.run(words).exits(3);
        assert!(refused.stderr.contains("format 99"), "{}", refused.stderr);
    }
    assert_eq!(std::fs::read_to_string(&pointer).expect("a pointer"), newer);
}
