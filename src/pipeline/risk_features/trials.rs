//! That no feature knows the future, on a made-up company with all its tables.

use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::calendar::Grain;
use crate::pipeline::AsOf;
use crate::pipeline::facts_trials::load_tables;
use crate::settings::Settings;

const REPS: usize = 8;

/// A made-up company of three years in a store under the folder; of its tables those that are named.
fn company(folder: &Path, tables: &[&str]) {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut below = |n: usize| (rng.random::<f64>() * n as f64) as usize;
    let first: Day = "2022-01-01".parse().unwrap();
    let day = |after: usize| first.plus_days(after as i32);
    let mut reps = "rep_id,name,hire_date\n".to_string();
    let mut quotas = "rep_id,metric_id,period_start,period_end,version,value\n".to_string();
    let (mut orders, mut deals, mut activities) = (
        "order_id,order_date,customer_id,rep_id,net_amount\n".to_string(),
        "opportunity_id,rep_id,created_date,closed_date,status,amount\n".to_string(),
        "activity_id,rep_id,ts,type\n".to_string(),
    );
    for rep in 0..REPS {
        reps += &format!("R{rep},Rep {rep},{}\n", day(rep * 20).plus_days(-120));
        for year in 2022..2025 {
            quotas += &format!("R{rep},revenue_net,{year}-01-01,{year}-12-31,1,{}.00\n", 40_000 + 1000 * rep);
        }
        for at in 0..260 {
            let customer = rep * 30 + below(30);
            let (after, amount) = (below(1096), 50 + below(900));
            orders += &format!("O{rep}-{at},{},C{customer},R{rep},{amount}.00\n", day(after));
        }
        for at in 0..90 {
            let (created, lasts, amount) = (below(1080), 10 + below(200), 200 + below(3000));
            let (closed, status) = match created + lasts {
                last if last > 1095 => (String::new(), "open"),
                last => (day(last).to_string(), ["won", "lost", "won", "void"][below(4)]),
            };
            deals += &format!("D{rep}-{at},R{rep},{},{closed},{status},{amount}.00\n", day(created));
        }
        for at in 0..200 {
            activities += &format!("A{rep}-{at},R{rep},{}T10:00:00,call\n", day(below(1096)));
        }
    }
    let all = [
        ("orders", "orders.csv", orders.as_str()),
        ("reps", "reps.csv", &reps),
        ("quotas", "quotas.csv", &quotas),
        ("opportunities", "opportunities.csv", &deals),
        ("activities", "activities.csv", &activities),
    ];
    load_tables(folder, &all.into_iter().filter(|(table, ..)| tables.contains(table)).collect::<Vec<_>>());
}

/// All features of all judged reps on the first day of a period, told from a snapshot.
fn values(snapshot: &Snapshot, last: Period, target: Period, only: &[String]) -> Vec<(String, Vec<u64>)> {
    let history = RepHistory::build(snapshot, last).unwrap();
    let book = FeatureBook::build(snapshot, &history).unwrap();
    let of = |person: &&Person| {
        let standing = Standing { person, target, goal: Some(50_000.0), attainment_last: 0.9 };
        // As bits: what is not known must be unknown in both.
        let values = Feature::ALL.map(|feature| book.value(feature, standing).to_bits());
        (person.rep_id.clone(), values.to_vec())
    };
    history.reps.iter().filter(|person| only.contains(&person.rep_id)).map(of).collect()
}

#[test]
fn a_feature_told_from_all_the_data_is_what_it_was_on_the_day() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), &["orders", "reps", "quotas", "opportunities", "activities"]);
    let store = folder.path().join("store");
    let settings = Settings::default();
    let whole = Snapshot::open(&store, &settings, AsOf::Latest).unwrap();
    let last = whole.calendar.period_of(whole.as_of, Grain::Quarter);
    let reps: Vec<String> =
        RepHistory::build(&whole, last).unwrap().reps.iter().map(|person| person.rep_id.clone()).collect();
    let mut known = 0;
    for back in [1, 3, 6] {
        let origin = last.plus(-back);
        let then = Snapshot::open(&store, &settings, AsOf::Day(whole.calendar.last_day(origin))).unwrap();
        let seen_then = values(&then, origin, origin.next(), &reps);
        let in_service: Vec<String> = seen_then.iter().map(|(rep, _)| rep.clone()).collect();
        assert_eq!(seen_then, values(&whole, last, origin.next(), &in_service), "{back} quarters back");
        known += seen_then.iter().flat_map(|(_, own)| own).filter(|bits| !f64::from_bits(**bits).is_nan()).count();
    }
    // The test speaks: most of the values are known.
    assert!(known > 3 * 10 * reps.len() / 2, "{known}");
}

#[test]
fn without_a_table_its_features_are_off() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), &["orders", "reps"]);
    let settings = Settings::default();
    let snapshot = Snapshot::open(&folder.path().join("store"), &settings, AsOf::Latest).unwrap();
    let last = snapshot.calendar.period_of(snapshot.as_of, Grain::Quarter);
    let history = RepHistory::build(&snapshot, last).unwrap();
    let book = FeatureBook::build(&snapshot, &history).unwrap();
    let off: Vec<&str> = Feature::ALL.into_iter().filter(|one| !book.has(*one)).map(Feature::name).collect();
    assert_eq!(off, ["activity_change", "pipeline_coverage", "pipeline_change", "win_rate"]);
}
