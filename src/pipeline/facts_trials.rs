//! The short ways to the facts lead where the plain one does: by keys, by what was kept, and by what came since.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::{Elsewhere, Fact, FactTable, Facts, FactsInput, FactsNeeded, KeptFacts, Posting, with_threads};
use crate::quantity::Currency;
use crate::sources::{CheckSettings, SourceSettings};
use crate::store::Store;

use super::facts::{Keeping, of_store};
use super::{IngestRequest, ingest};

/// 1 January 2024, as days since 1970.
pub(super) const FIRST_DAY: i32 = 19_723;

/// A line of a made-up file; what is 0 is left empty.
#[derive(Debug, Clone)]
struct Line {
    order: u8,
    number: u8,
    kind: &'static str,
    day: i32,
    recorded_after: Option<i32>,
    ids: [u8; 3],
    quantity: Option<i32>,
    net: i64,
    cost: Option<i64>,
}

/// A file: which of its optional columns are there, and its lines.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    has: [bool; 7],
    lines: Vec<Line>,
}

const OPTIONAL: [&str; 7] = ["customer_id", "rep_id", "region", "quantity", "cost_amount", "line_type", "recorded_at"];

impl Lines {
    /// The same lines from the last to the first.
    pub(super) fn turned(&self) -> Lines {
        Lines { has: self.has, lines: self.lines.iter().rev().cloned().collect() }
    }

    pub(super) fn csv(&self) -> String {
        let present = || OPTIONAL.iter().zip(self.has).enumerate().filter(|(_, (_, has))| *has);
        let mut text = "order_id,line_no,order_date,net_amount".to_string();
        present().for_each(|(_, (name, _))| text += &format!(",{name}"));
        for line in &self.lines {
            let (day, money) =
                (Day::from_epoch(FIRST_DAY + line.day), |cents: i64| format!("{:.2}", cents as f64 / 100.0));
            text += &format!("\nO{},{},{day},{}", line.order, line.number, money(line.net));
            for (at, _) in present() {
                text += ",";
                text += &match at {
                    0..=2 if line.ids[at] == 0 => String::new(),
                    // So that names sort otherwise than they come.
                    0..=2 => format!("{}{}", ["C", "R", "G"][at], (line.ids[at] * 7) % 10),
                    3 => line.quantity.map_or(String::new(), |quantity| format!("{}", f64::from(quantity) / 8.0)),
                    4 => line.cost.map_or(String::new(), money),
                    5 => line.kind.to_string(),
                    _ => line.recorded_after.map_or(String::new(), |after| {
                        format!("{}T10:30:00", Day::from_epoch(FIRST_DAY + line.day + after))
                    }),
                };
            }
        }
        text + "\n"
    }
}

fn line() -> impl Strategy<Value = Line> {
    let kind = prop_oneof![6 => Just("sale"), 2 => Just("return"), 1 => Just("cancel"), 1 => Just("adjust")];
    let ids = [0u8..6, 0u8..5, 0u8..4];
    let amounts =
        (prop::option::weighted(0.8, -40i32..80), -90_000i64..100_000, prop::option::weighted(0.8, -9_000i64..9_000));
    ((0u8..15, 1u8..5), kind, 0i32..150, prop::option::weighted(0.7, 0i32..60), ids, amounts).prop_map(
        |((order, number), kind, day, recorded_after, ids, (quantity, net, cost))| {
            // A sale has no negative amount and a return no positive one; an adjustment may have either.
            let signed = |number: i64| match kind {
                "return" => -number.abs(),
                "adjust" => number,
                _ => number.abs(),
            };
            let quantity = quantity.map(|eighths| signed(i64::from(eighths)) as i32);
            let (net, cost) = (signed(net), cost.map(signed));
            Line { order, number, kind, day, recorded_after, ids, quantity, net, cost }
        },
    )
}

pub(super) fn files() -> impl Strategy<Value = Vec<Lines>> {
    let has = prop::array::uniform7(prop::bool::weighted(0.8));
    let file = (has, prop::collection::vec(line(), 1..50)).prop_map(|(has, mut lines)| {
        // Two lines of one file that say different things under one key are no line at all.
        let mut seen = std::collections::BTreeSet::new();
        lines.retain(|line| seen.insert((line.order, line.number)));
        Lines { has, lines }
    });
    prop::collection::vec(file, 1..4)
}

/// Loads a file of orders; rows that are repetitions, corrections or bad are the load's own matter.
pub(super) fn load(folder: &Path, name: &str, text: &str) {
    load_tables(folder, &[("orders", name, text)]);
}

/// Loads files at once: (table, name, text).
pub(super) fn load_tables(folder: &Path, files: &[(&str, &str, &str)]) {
    let source = |(table, name, text): &(&str, &str, &str)| {
        fs::write(folder.join(name), text).unwrap();
        SourceSettings { table: table.to_string(), files: vec![name.to_string()], ..SourceSettings::default() }
    };
    let sources: Vec<SourceSettings> = files.iter().map(source).collect();
    let request = IngestRequest {
        sources: &sources,
        base: folder,
        store: &folder.join("store"),
        currency: Currency::USD,
        time_zone: None,
        stand_ins: Default::default(),
        checks: CheckSettings::default(),
        again: false,
        now: "2024-07-01T00:00:00Z".to_string(),
        configuration: String::new(),
    };
    ingest(&request, &mut ()).unwrap();
}

/// What facts say, the rows apart; or why there are none.
pub(super) fn said(facts: Result<Facts, Failure>) -> String {
    match facts {
        Ok(facts) => format!(
            "{:?} {:?} {} {} {}",
            facts.reps,
            facts.regions,
            facts.first_day,
            facts.last_day,
            facts.dense.said()
        ),
        Err(failure) => failure.message,
    }
}

pub(super) fn plain(store: &Store, as_of: Option<Day>) -> String {
    let orders = store.scan("orders").unwrap();
    said(Facts::build(&FactsInput { orders, as_of }).map_err(Failure::from))
}

fn short(store: &Store, as_of: Option<Day>, threads: usize) -> String {
    with_threads(threads, || said(of_store(store, as_of, FactsNeeded::Dense, &mut Keeping::default(), None)))
}

/// As [`short`], of what purchases tell: orders may be left out.
fn short_purchases(store: &Store, as_of: Option<Day>, threads: usize) -> String {
    let needed = FactsNeeded::Purchases;
    let facts = with_threads(threads, || of_store(store, as_of, needed, &mut Keeping::default(), None));
    said(facts.map(purchases_of))
}

fn purchases_of(facts: Facts) -> Facts {
    Facts { dense: Arc::new(facts.dense.purchases()), ..facts }
}

fn plain_purchases(store: &Store, as_of: Option<Day>) -> String {
    let orders = store.scan("orders").unwrap();
    said(Facts::build(&FactsInput { orders, as_of }).map(purchases_of).map_err(Failure::from))
}

/// What stands on the customers' accounts, with their names, and what every order consists of: orders are numbered by
/// keys here and by ids there. Lines of one order and place are put together, as some ways to the facts do.
pub(super) fn accounts_said(facts: &Facts) -> String {
    let postings = facts.postings.as_ref().unwrap();
    let place = |posting: &Posting| (posting.day, posting.rep, posting.region);
    let accounts = postings.by_customer(Vec::new, |told: &mut Vec<Posting>, account| {
        assert!(account.is_sorted_by_key(place));
        assert!(account.iter().all(|posting| posting.customer == account[0].customer));
        told.extend(account);
    });
    type Sums = (i64, i64, u32, bool);
    let mut orders: BTreeMap<u32, BTreeMap<String, Sums>> = BTreeMap::new();
    for posting in accounts.iter().flatten() {
        let name = &facts.customers[posting.customer as usize];
        let row = format!("{name} {:?}", place(posting));
        let sums = orders.entry(posting.order).or_default().entry(row).or_default();
        *sums = (
            sums.0 + posting.net,
            sums.1 + posting.cost,
            sums.2 + posting.lines_without_cost,
            sums.3 | posting.is_sale,
        );
    }
    let mut orders: Vec<String> = orders.values().map(|order| format!("{order:?}")).collect();
    orders.sort();
    // Purchases follow from the numbers alone.
    let purchases = facts.purchases_by_customer(Vec::new, |told: &mut Vec<String>, account| {
        let name = facts.customers[account[0].customer as usize].as_str();
        told.extend(account.iter().map(|posting| format!("{name} {:?}", place(posting))));
    });
    let mut purchases = purchases.concat();
    purchases.sort();
    let mut sales: Vec<String> = accounts
        .iter()
        .flatten()
        .filter(|posting| posting.is_sale)
        .map(|posting| format!("{} {:?}", facts.customers[posting.customer as usize], place(posting)))
        .collect();
    sales.sort();
    sales.dedup();
    assert_eq!(purchases, sales);
    format!("{orders:?}\n{:?}", postings.nameless())
}

/// What the tables of facts that another engine would send say, without postings and with them.
fn by_tables(facts: &Facts, rows: &[Fact], as_of: Option<Day>) -> (String, String) {
    let there = Elsewhere::of(facts, rows);
    let dense = Facts::from_tables(FactTable::DENSE.map(|table| there.table(table)), &there.names, as_of);
    let tables = FactTable::WITH_ROWS.map(|table| there.table(table));
    let with_rows =
        Facts::from_tables_with_rows(tables, &there.names, &there.customers, there.orders(), as_of).unwrap();
    assert_eq!(said(Ok(with_rows.clone())), said(dense.map_err(Failure::from)));
    let said_by_accounts = accounts_said(&with_rows);
    (said(Ok(with_rows)), said_by_accounts)
}

fn kept_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("store/facts")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_way_to_the_facts_leads_to_the_same(files in files(), day in 0i32..160, threads in 1usize..4) {
        let folder = TempDir::new().unwrap();
        let as_of = Some(Day::from_epoch(FIRST_DAY + day));
        for (at, file) in files.iter().enumerate() {
            load(folder.path(), &format!("{at}.csv"), &file.csv());
            let store = Store::open(&folder.path().join("store")).unwrap();
            prop_assert!(store.order_lines().unwrap().is_some());
            // The first question brings up to date what was kept after the last file, the second finds it.
            // Before anything else is asked of this version, so that what was kept for an earlier one is gone on from.
            for as_of in [None, as_of] {
                prop_assert_eq!(short_purchases(&store, as_of, threads), plain_purchases(&store, as_of));
            }
            for threads in [threads, 1] {
                prop_assert_eq!(short(&store, None, threads), plain(&store, None));
                prop_assert_eq!(short(&store, as_of, threads), plain(&store, as_of));
            }
            let with_rows = of_store(&store, as_of, FactsNeeded::WithPostings, &mut Keeping::default(), None);
            let with_rows = with_threads(threads, || with_rows.map(|facts| accounts_said(&facts)));
            let by_names = Facts::build_with_rows(&FactsInput { orders: store.scan("orders").unwrap(), as_of });
            if let Ok((facts, rows)) = &by_names {
                let (dense, accounts) = by_tables(facts, rows, as_of);
                prop_assert_eq!(dense, plain(&store, as_of));
                prop_assert_eq!(accounts, accounts_said(facts));
            }
            prop_assert_eq!(with_rows.ok(), by_names.ok().map(|(facts, _)| accounts_said(&facts)));
            // And without anything kept.
            fs::remove_dir_all(folder.path().join("store/facts")).ok();
            prop_assert_eq!(short(&store, as_of, threads), plain(&store, as_of));
            prop_assert_eq!(short(&store, None, threads), plain(&store, None));
        }
    }
}

const FIRST: &str = "order_id,line_no,order_date,net_amount,customer_id,rep_id\nA,1,2024-01-05,10.00,C1,R2\n\
                     B,1,2024-02-05,20.00,C2,R3\n";

#[test]
fn facts_are_kept_for_the_newest_version_alone_and_a_spoiled_file_is_made_anew() {
    let folder = TempDir::new().unwrap();
    load(folder.path(), "1.csv", FIRST);
    let store = Store::open(&folder.path().join("store")).unwrap();
    let answer = short(&store, None, 1);
    let kept = kept_files(folder.path());
    assert_eq!(kept, ["00000001-all-lines-2.numbers"]);
    let path = folder.path().join("store/facts").join(&kept[0]);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(short(&store, None, 1), answer);
    assert_eq!(fs::read(&path).unwrap(), whole);
    load(
        folder.path(),
        "2.csv",
        "order_id,line_no,order_date,net_amount,customer_id,rep_id\nC,1,2023-12-05,5.00,C2,R1\n",
    );
    let newer = Store::open(&folder.path().join("store")).unwrap();
    assert_eq!(short(&newer, None, 1), plain(&newer, None));
    assert_eq!(kept_files(folder.path()), ["00000002-all-lines-2.numbers"]);
    // So few new lines are merged with every question; the kept facts stay as they are.
    load(folder.path(), "3.csv", &many_lines(40));
    let many = Store::open(&folder.path().join("store")).unwrap();
    assert_eq!(short(&many, None, 1), plain(&many, None));
    load(
        folder.path(),
        "4.csv",
        "order_id,line_no,order_date,net_amount,customer_id,rep_id\nE,1,2023-12-05,5.00,C9,R9\n",
    );
    let newer = Store::open(&folder.path().join("store")).unwrap();
    assert_eq!(short_purchases(&newer, None, 1), plain_purchases(&newer, None));
    assert_eq!(short(&newer, None, 1), plain(&newer, None));
    assert_eq!(kept_files(folder.path()), ["00000003-all-lines-2.numbers"]);
    // The past version answers as before and keeps nothing.
    let past = Store::open_version(&folder.path().join("store"), 1).unwrap();
    assert_eq!(short(&past, None, 1), answer);
    assert_eq!(kept_files(folder.path()), ["00000003-all-lines-2.numbers"]);
}

fn many_lines(count: usize) -> String {
    let line = |at: usize| format!("M{at},1,2024-05-{:02},7.00,C{at},R{}\n", at % 28 + 1, at % 3);
    "order_id,line_no,order_date,net_amount,customer_id,rep_id\n".to_string()
        + &(0..count).map(line).collect::<String>()
}

#[test]
fn kept_facts_are_used_as_they_are_and_brought_up_to_date_only_where_lines_came() {
    let folder = TempDir::new().unwrap();
    load(folder.path(), "1.csv", FIRST);
    let open = || Store::open(&folder.path().join("store")).unwrap();
    short(&open(), None, 1);
    // Other facts under the same name show whether they are looked at.
    let other = |store: &Store, files| {
        let lie =
            Facts::build(&FactsInput { orders: store.scan("orders").unwrap(), as_of: Some(Day::from_epoch(19_740)) });
        KeptFacts::hand_over(&lie.unwrap(), files, |about, arrays| store.keep(&KeptFacts::rules(None), about, arrays));
    };
    let store = open();
    let files = store.order_lines().unwrap().unwrap().files;
    other(&store, &files);
    assert_ne!(short(&store, None, 1), plain(&store, None));
    // A corrected line takes a file away: nothing of what was kept is used.
    load(
        folder.path(),
        "2.csv",
        "order_id,line_no,order_date,net_amount,customer_id,rep_id\nA,1,2024-01-05,11.00,C1,R2\n",
    );
    let corrected = open();
    assert_eq!(short(&corrected, None, 1), plain(&corrected, None));
    // A new line only adds to it.
    let files = corrected.order_lines().unwrap().unwrap().files;
    other(&corrected, &files);
    load(
        folder.path(),
        "3.csv",
        "order_id,line_no,order_date,net_amount,customer_id,rep_id\nD,1,2024-03-05,1.00,C3,R1\n",
    );
    let added = open();
    assert_ne!(short(&added, None, 1), plain(&added, None));
}
