//! Past versions: a past review made again, what changed since, what is in the store, what a vacuum takes away.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use attain::calendar::Day;
use attain::measures::PeriodRange;
use attain::measures::kpi::{KpiMetric, observe};
use attain::measures::{Dimension, observation::Observation};
use attain::pipeline::{AsOf, Cause, IngestRequest, Restatement, Snapshot, ingest};
use attain::quantity::{Currency, Scalar};
use attain::settings::Settings;
use attain::sources::{BadRows, SourceSettings};
use proptest::prelude::*;

use crate::support::{ORDERS, QUOTAS, REPS, Ran, Run, Table, TinyCompany, copy_folder, files_under, package};

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
fn what_moved_is_told_with_its_cause() {
    let company = TinyCompany::loaded();
    // A correction, a forgotten order, a rep in another team, another quota.
    let orders = ORDERS.replace("80.50", "90.50") + "O5,2024-05-02,C4,R1,1,9.25\n";
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    company.write("reps.csv", REPS.replace("South", "North"));
    company.run("ingest reps.csv --table reps").exits(0);
    company.write("quotas.csv", QUOTAS.replace("75.00", "60.25"));
    company.run("ingest quotas.csv --table quotas").exits(0);

    let ran = company.run("restate 3 6").exits(1);
    assert!(ran.stderr.contains("orders: 1 rows added, 0 removed, 1 replaced"), "{}", ran.stderr);
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

/// What a load brings: orders, or a table of people or quotas.
#[derive(Debug, Clone)]
enum Load {
    Orders(Vec<(u8, u8, i32, u8, i64, Option<i64>, u8)>),
    Reps(Vec<(u8, u8)>),
    Quotas(Vec<(u8, u8, i64)>),
}

/// 1 January 2024, as days since 1970.
const FIRST_DAY: i32 = 19_723;

impl Load {
    fn table(&self) -> &'static str {
        match self {
            Load::Orders(_) => "orders",
            Load::Reps(_) => "reps",
            Load::Quotas(_) => "quotas",
        }
    }

    fn csv(&self) -> String {
        let money =
            |cents: i64| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let mut text = String::new();
        let mut seen = BTreeSet::new();
        match self {
            Load::Orders(lines) => {
                text.push_str("order_id,line_no,line_type,order_date,recorded_at,customer_id,rep_id,quantity,net_amount,cost_amount\n");
                for (order, line, day, rep, cents, cost, customer) in
                    lines.iter().filter(|line| seen.insert((line.0, line.1)))
                {
                    let kind = match cents {
                        cents if cents % 11 == 0 => "cancel",
                        cents if *cents < 0 => "return",
                        _ => "sale",
                    };
                    let date = Day::from_epoch(FIRST_DAY + day);
                    let known = date.plus_days(i32::from(line % 3) * 20);
                    let pieces = if *cents < 0 { -1 } else { 2 };
                    let id = |letter: char, number: u8| {
                        if number == 0 { String::new() } else { format!("{letter}{number}") }
                    };
                    let cost = cost.map_or(String::new(), |cost| money(cost * cents.signum()));
                    text.push_str(&format!(
                        "O{order},{line},{kind},{date},{known}T08:00:00,{},{},{pieces},{},{cost}\n",
                        id('C', *customer),
                        id('R', *rep),
                        money(*cents),
                    ));
                }
            }
            Load::Reps(reps) => {
                text.push_str("rep_id,name,team\n");
                for (rep, team) in reps.iter().filter(|(rep, _)| seen.insert((*rep, 0))) {
                    text.push_str(&format!("R{rep},Rep {rep},T{team}\n"));
                }
            }
            Load::Quotas(quotas) => {
                text.push_str("rep_id,period_start,period_end,value\n");
                let ends = [("2024-01-01", "2024-03-31"), ("2024-04-01", "2024-06-30"), ("2024-05-01", "2024-05-31")];
                for (rep, window, cents) in quotas.iter().filter(|quota| seen.insert((quota.0, quota.1))) {
                    let (start, end) = ends[usize::from(*window)];
                    text.push_str(&format!("R{rep},{start},{end},{}\n", money(*cents)));
                }
            }
        }
        text
    }
}

fn load() -> impl Strategy<Value = Load> {
    let line = (0u8..8, 1u8..4, 0i32..200, 0u8..4, -5_000i64..9_000, prop::option::weighted(0.9, 0i64..3_000), 0u8..4);
    prop_oneof![
        5 => prop::collection::vec(line, 1..14).prop_map(Load::Orders),
        2 => prop::collection::vec((1u8..4, 0u8..3), 1..4).prop_map(Load::Reps),
        2 => prop::collection::vec((1u8..4, 0u8..3, 1i64..20_000), 1..5).prop_map(Load::Quotas),
    ]
}

fn loads() -> impl Strategy<Value = Vec<Load>> {
    // The first load has a line that counts on the first day, so that every state has orders.
    prop::collection::vec(load(), 1..6).prop_map(|mut loads| {
        loads.insert(0, Load::Reps(vec![(1, 0), (2, 1), (3, 1)]));
        loads.insert(0, Load::Orders(vec![(99, 3, 0, 1, 100, Some(50), 1)]));
        loads
    })
}

fn take_in(folder: &Path, at: usize, load: &Load) {
    let name = format!("{at}.csv");
    std::fs::write(folder.join(&name), load.csv()).expect("a file can be written");
    let source = SourceSettings { table: load.table().to_string(), files: vec![name], ..SourceSettings::default() };
    let request = IngestRequest {
        sources: &[source],
        base: folder,
        store: &folder.join("store"),
        currency: Currency::USD,
        bad_rows: BadRows::Reject,
        now: String::new(),
        configuration: String::new(),
    };
    ingest(&request, &mut |_, _, _| {}).unwrap_or_else(|error| panic!("{error}: {load:?}"));
}

/// Every number of a state, as the metrics are asked for from the command line.
fn published(snapshot: &Snapshot) -> BTreeMap<(String, String, String), Option<Scalar>> {
    let mut found = BTreeMap::new();
    for grain in [attain::calendar::Grain::Quarter, attain::calendar::Grain::Month] {
        for dimensions in [&[][..], &[Dimension::Team], &[Dimension::Rep]] {
            let context = snapshot.kpi_context(grain, dimensions).expect("the state can be measured");
            let range: PeriodRange = context.range();
            for Observation { metric_id, period, scope, value, .. } in observe(&context, &KpiMetric::ALL, range) {
                let place = scope.first().map_or("company".to_string(), |s| format!("{}={}", s.dimension, s.key));
                found.insert((metric_id, period, place), value.value());
            }
        }
    }
    found
}

fn as_number(scalar: Scalar) -> f64 {
    scalar.to_f64(100)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn every_movement_is_explained_whatever_was_loaded(
        history in loads(),
        ends in (0usize..9, 0usize..9),
        days in (prop::option::of(0i32..220), prop::option::of(0i32..220)),
    ) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for (at, load) in history.iter().enumerate() {
            take_in(folder.path(), at, load);
        }
        let root = folder.path().join("store");
        let newest = attain::store::Store::open(&root).expect("a store").manifest().version;
        let state = |end: usize, day: Option<i32>| {
            let version = end as u64 % newest + 1;
            let as_of = match day {
                Some(day) => AsOf::VersionDay(version, Day::from_epoch(FIRST_DAY + day)),
                None => AsOf::Version(version),
            };
            Snapshot::open(&root, &Settings::default(), as_of)
        };
        // The first line of all became known on the first day.
        let (a, b) = (state(ends.0, days.0), state(ends.1, days.1));
        prop_assume!(a.is_ok() && b.is_ok());
        let (a, b) = (a.expect("it is there"), b.expect("it is there"));
        let found = Restatement::between(&a, &b).expect("two states can be compared");
        prop_assert_eq!(found.unexplained(), 0, "{:#?}", found.moved.iter().find(|moved| !moved.is_explained()));
        for moved in &found.moved {
            let causes = Cause::ALL.map(|cause| as_number(moved.parts.of(cause)));
            let sum: f64 = causes.iter().sum();
            prop_assert!((sum - as_number(moved.difference)).abs() < 1e-6, "{:#?}", moved);
        }
        // What is said to have moved is exactly what is published otherwise.
        let (before, after) = (published(&a), published(&b));
        let nothing = |value: Option<Scalar>| value.filter(|value| as_number(*value) != 0.0);
        let mut expected = BTreeSet::new();
        for place in before.keys().chain(after.keys()) {
            let (old, new) = (before.get(place).copied().flatten(), after.get(place).copied().flatten());
            if before.contains_key(place) && after.contains_key(place) && old != new || nothing(old) != nothing(new) {
                expected.insert(place.clone());
            }
        }
        let told: BTreeSet<(String, String, String)> = found
            .moved
            .iter()
            .map(|moved| {
                let place = if moved.dimension == "company" { "company".to_string() } else { format!("{}={}", moved.dimension, moved.key) };
                (moved.metric.id().to_string(), moved.period.clone(), place)
            })
            .collect();
        // Periods that only one state's range reaches hold no sales in the other, and a ratio of nothing is absent.
        for missing in expected.difference(&told) {
            prop_assert!(false, "{:?} moved unseen: {:?} {:?}", missing, before.get(missing), after.get(missing));
        }
        for place in told.difference(&expected) {
            let outside = !before.contains_key(place) || !after.contains_key(place);
            prop_assert!(outside, "{:?} is said to have moved: {:?} {:?}", place, before.get(place), after.get(place));
        }
    }
}
