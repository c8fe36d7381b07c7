//! The store: the same files add nothing, a changed row replaces, a new one adds, other engines read it, and a load
//! that dies leaves what was there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attain::calendar::Grain;
use attain::measures::kpi::{KpiMetric, observe};
use attain::pipeline::{AsOf, Snapshot};
use attain::settings::Settings;

use crate::support::{ORDERS, Run, Table, TinyCompany, cents, copy_folder, example, files_under, package};

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
    assert!(ran.stderr.contains("orders.csv: 1 row replaces one with the same key"), "{}", ran.stderr);
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

/// How many moments of the two loads are tried, unless `ATTAIN_KILL_POINTS` says more: `tests/kill_points.sh`.
const KILLS: u32 = 40;

/// A company whose orders come in two files, the second of which holds corrections and new lines, and what its store
/// holds after each of them.
struct TwoLoads {
    folder: tempfile::TempDir,
    /// How long each load takes when nobody kills it.
    takes: [Duration; 2],
    /// Revenue and lines after each load.
    after: [(i64, u64); 2],
}

impl TwoLoads {
    fn new() -> TwoLoads {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let at = |name: &str| folder.path().join(name);
        Run::new("generate --lines 1000 --seed 7 --quiet --out").arg(at("company")).run().exits(0);
        let text = std::fs::read_to_string(at("company/orders.csv")).expect("orders were made");
        let header = text.lines().next().expect("a header");
        let amount = header.split(',').position(|name| name == "net_amount").expect("orders have an amount");
        let early: Vec<String> = text.lines().take(600).map(str::to_string).collect();
        let corrected = |(at, line): (usize, &str)| {
            let mut fields: Vec<&str> = line.split(',').collect();
            if at % 100 == 50 {
                fields[amount] = "1234.56";
            }
            fields.join(",")
        };
        let late: Vec<String> = text.lines().enumerate().map(corrected).collect();
        std::fs::write(at("first.csv"), early.join("\n") + "\n").expect("a file can be written");
        std::fs::write(at("second.csv"), late.join("\n") + "\n").expect("a file can be written");
        let mut loads = TwoLoads { folder, takes: [Duration::ZERO; 2], after: [(0, 0); 2] };
        for load in 0..2 {
            let store = loads.at(&format!("after-{load}"));
            if load == 1 {
                copy_folder(&loads.at("after-0"), &store);
            }
            let started = Instant::now();
            loads.ingest(load, &store).run().exits(0);
            loads.takes[load] = started.elapsed();
            loads.after[load] = loads.held(&store).expect("the load is good");
        }
        assert_eq!((loads.after[0].1, loads.after[1].1), (599, 1_000));
        loads
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn ingest(&self, load: usize, store: &Path) -> Run {
        let file = self.at(["first.csv", "second.csv"][load]);
        Run::new("ingest").arg(file).arg("--table=orders").arg("--store").arg(store)
    }

    /// Revenue and lines of a store; none where there is no store.
    fn held(&self, store: &Path) -> Option<(i64, u64)> {
        if !store.join("attain-store.json").exists() {
            return None;
        }
        let revenue = revenue_in(store).unwrap_or_else(|error| panic!("{}: {error}", store.display()));
        Some((revenue, current_manifest(store)["tables"]["orders"]["rows"].as_u64().expect("rows")))
    }

    /// Kills a load after a part of its time, and looks at what it left; true where it was killed before its end.
    fn kill(&self, load: usize, part: f64, point: u32) -> bool {
        let store = self.at(&format!("killed-{load}-{point}"));
        let before = if load == 0 { None } else { Some(self.after[0]) };
        if load == 1 {
            copy_folder(&self.at("after-0"), &store);
        }
        let mut command = self.ingest(load, &store).command();
        let quiet = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = quiet.spawn().expect("the program starts");
        let moment = self.takes[load].mul_f64(part);
        std::thread::sleep(moment);
        child.kill().expect("a child can be killed");
        let ended = child.wait().expect("a child can be waited for").success();
        let found = self.held(&store);
        let whole = Some(self.after[load]);
        assert!(found == before || found == whole, "load {load}, killed after {moment:?}: {found:?} is half a load");
        assert!(found == whole || !ended, "load {load}, {moment:?}: a load that ended well is not visible");
        // The next load goes through, nothing is counted twice, and nothing is left lying about.
        self.ingest(load, &store).run().exits(0);
        assert_eq!(self.held(&store), whole, "load {load} again after the kill at {moment:?}");
        assert_readable_without_attain(&store, &current_manifest(&store));
        assert_keys_stand_beside_names(&store);
        let left: Vec<String> = files_under(&store, &[]).into_keys().filter(|name| name.ends_with(".tmp")).collect();
        assert!(left.is_empty(), "load {load}, {moment:?}: {left:?}");
        std::fs::remove_dir_all(&store).expect("a folder of the test can be removed");
        !ended
    }
}

#[test]
fn a_load_that_is_killed_leaves_the_last_good_version() {
    let points = std::env::var("ATTAIN_KILL_POINTS").map_or(KILLS, |points| points.parse().expect("a number"));
    let loads = TwoLoads::new();
    let mut ended_early = 0;
    for point in 0..points {
        // Steps of the golden ratio fall evenly and never twice on the same moment.
        let part = (f64::from(point) * 0.618_034).fract() * 1.1;
        ended_early += u32::from(loads.kill(point as usize % 2, part, point));
    }
    assert!(ended_early >= points / 4, "only {ended_early} of {points} loads were killed before they ended");
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

/// What the store of an older format holds at each of its versions, and the store in a folder of its own.
fn store_of_format_1() -> (TinyCompany, Vec<(u64, String)>) {
    let case = package().join("tests/cases/store_format_1");
    let company = TinyCompany::empty();
    copy_folder(&case, company.folder());
    let text = std::fs::read_to_string(case.join("origin.toml")).expect("the case says where it comes from");
    let origin: toml::Table = text.parse().expect("TOML");
    let version = |version: &toml::Value| {
        let orders = version["orders"].as_integer().expect("a number of rows") as u64;
        (orders, version["revenue"].as_str().expect("an amount").to_string())
    };
    let versions = origin["version"].as_array().expect("versions").iter().map(version).collect();
    (company, versions)
}

#[track_caller]
fn assert_versions(company: &TinyCompany, versions: &[(u64, String)]) {
    for (at, (orders, revenue)) in versions.iter().enumerate() {
        let asked = company.run(&format!("kpi revenue_net --grain year --as-of {}", at + 1)).exits(0);
        let answer = Table::from_csv(&asked.stdout);
        assert_eq!(answer.only(&["value", "n"]), [[revenue.as_str(), &orders.to_string()]], "version {}", at + 1);
    }
}

#[test]
fn a_store_of_format_1_opens_and_is_read_and_not_added_to() {
    let (company, versions) = store_of_format_1();
    assert_versions(&company, &versions);
    let sources = Table::from_csv(&company.run("check").stdout).values("file").join(" ");
    assert_eq!(sources, "first.csv reps.csv corrected.csv third.csv");

    let before = company.version();
    let refused = company.run("ingest third.csv --table orders").exits(3);
    assert!(refused.stderr.contains("has format 1, which is read and not added to"), "{}", refused.stderr);
    assert!(refused.stderr.contains("load your files into a new store"), "{}", refused.stderr);
    assert_eq!(company.version(), before);
    assert_versions(&company, &versions);
}

/// Every name of the orders has the key under which it stands in its table of names.
#[track_caller]
fn assert_keys_stand_beside_names(store: &Path) {
    let store = attain::store::Store::open(store).expect("a store");
    let rows = |table: &str, columns: [&str; 2]| -> BTreeSet<(String, String)> {
        let frame = store.scan(table).expect("a table").collect().expect("it can be read");
        let text = |name: &str| -> Vec<String> {
            let column = frame.column(name).expect("a column").clone();
            (0..frame.height()).map(|row| column.get(row).expect("a row").str_value().to_string()).collect()
        };
        text(columns[0]).into_iter().zip(text(columns[1])).collect()
    };
    let columns = store.scan("orders").expect("orders").collect_schema().expect("columns");
    for name in ["customer", "rep", "product", "region"] {
        if columns.get(&format!("{name}_id").replace("region_id", "region")).is_none() {
            continue;
        }
        let columns = [format!("{name}_key"), format!("{name}_id").replace("region_id", "region")];
        let columns = [columns[0].as_str(), columns[1].as_str()];
        let mut used = rows("orders", columns);
        used.retain(|(key, _)| key != "null");
        let listed = rows(&format!("keys_{name}"), columns);
        assert!(!used.is_empty() && used.is_subset(&listed), "{name}: {used:?} {listed:?}");
    }
}
