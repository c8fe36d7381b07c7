//! What moved between two versions, for random histories of loads: every movement is explained, and none is missed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use attain::calendar::{Day, Grain};
use attain::measures::Dimension;
use attain::measures::exchange::ExchangeSettings;
use attain::measures::kpi::{KpiMetric, observe};
use attain::measures::observation::Observation;
use attain::pipeline::{AsOf, Cause, IngestRequest, Restatement, Snapshot, ingest};
use attain::quantity::{Currency, Scalar};
use attain::settings::Settings;
use attain::sources::{BadRows, CheckSettings, Severity, SourceSettings};
use attain::store::Store;
use proptest::prelude::*;

/// What a load brings: orders, or a table of people, quotas or currency rates.
#[derive(Debug, Clone)]
enum Load {
    Orders(Vec<Line>),
    Reps(Vec<(u8, u8)>),
    Quotas(Vec<(u8, u8, i64)>),
    /// Days after the day before the first, and what a euro is worth in hundredths of a dollar from then on.
    Rates(Vec<(i32, i32)>),
}

/// An order line.
#[derive(Debug, Clone)]
struct Line {
    order: u8,
    line: u8,
    day: i32,
    rep: u8,
    cents: i64,
    cost: Option<i64>,
    customer: u8,
}

/// 1 January 2024, as days since 1970.
const FIRST_DAY: i32 = 19_723;

fn money(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
}

/// Nothing for 0, so that lines without a customer or a rep are among them.
fn id(letter: char, number: u8) -> String {
    if number == 0 { String::new() } else { format!("{letter}{number}") }
}

impl Line {
    /// Every third line of an order becomes known on its date, the others weeks later.
    fn csv(&self) -> String {
        let Line { order, line, cents, .. } = self;
        let (kind, pieces) = match cents {
            cents if cents % 11 == 0 => ("cancel", 2),
            cents if *cents < 0 => ("return", -1),
            _ => ("sale", 2),
        };
        let date = Day::from_epoch(FIRST_DAY + self.day);
        let known = date.plus_days(i32::from(line % 3) * 20);
        let cost = self.cost.map_or(String::new(), |cost| money(cost * cents.signum()));
        let (customer, rep, net) = (id('C', self.customer), id('R', self.rep), money(*cents));
        let currency = if self.rep == 3 || order % 4 == 1 { "EUR" } else { "" };
        format!("O{order},{line},{kind},{date},{known}T08:00:00,{customer},{rep},{pieces},{net},{cost},{currency}\n")
    }
}

impl Load {
    fn table(&self) -> &'static str {
        match self {
            Load::Orders(_) => "orders",
            Load::Reps(_) => "reps",
            Load::Quotas(_) => "quotas",
            Load::Rates(_) => "fx_rates",
        }
    }

    fn csv(&self) -> String {
        let mut text = String::new();
        let mut seen = BTreeSet::new();
        match self {
            Load::Orders(lines) => {
                text.push_str("order_id,line_no,line_type,order_date,recorded_at,");
                text.push_str("customer_id,rep_id,quantity,net_amount,cost_amount,currency\n");
                for line in lines.iter().filter(|line| seen.insert((line.order, line.line))) {
                    text.push_str(&line.csv());
                }
            }
            Load::Rates(rates) => {
                text.push_str("date,from,to,rate\n");
                for (after, hundredths) in rates.iter().filter(|(after, _)| seen.insert((*after as u8, 0))) {
                    let date = Day::from_epoch(FIRST_DAY - 1 + after);
                    text.push_str(&format!("{date},EUR,USD,{}.{:02}\n", hundredths / 100, hundredths % 100));
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
    let ids = (0u8..8, 1u8..4, 0u8..4, 0u8..4);
    let amounts = (-5_000i64..9_000, prop::option::weighted(0.9, 0i64..3_000));
    let line = (ids, 0i32..200, amounts).prop_map(|((order, line, rep, customer), day, (cents, cost))| Line {
        order,
        line,
        day,
        rep,
        cents,
        cost,
        customer,
    });
    prop_oneof![
        5 => prop::collection::vec(line, 1..14).prop_map(Load::Orders),
        2 => prop::collection::vec((1u8..4, 0u8..3), 1..4).prop_map(Load::Reps),
        2 => prop::collection::vec((1u8..4, 0u8..3, 1i64..20_000), 1..5).prop_map(Load::Quotas),
        2 => prop::collection::vec((0i32..200, 50i32..250), 1..4).prop_map(Load::Rates),
    ]
}

fn loads() -> impl Strategy<Value = Vec<Load>> {
    // The first load has a line that counts on the first day, so that every state has orders.
    prop::collection::vec(load(), 1..6).prop_map(|mut loads| {
        loads.insert(0, Load::Reps(vec![(1, 0), (2, 1), (3, 1)]));
        let first = Line { order: 99, line: 3, day: 0, rep: 1, cents: 100, cost: Some(50), customer: 1 };
        loads.insert(0, Load::Orders(vec![first]));
        // On every day there is a rate, so that each state has published its numbers.
        loads.insert(0, Load::Rates(vec![(0, 110)]));
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
        time_zone: None,
        stand_ins: Default::default(),
        // Quotas may be rewritten here, so that what moves by them is seen.
        checks: CheckSettings {
            bad_rows: BadRows::Reject,
            rules: [("quota_rewritten".to_string(), Severity::Warn)].into(),
        },
        again: false,
        now: String::new(),
        configuration: String::new(),
    };
    ingest(&request, &mut ()).unwrap_or_else(|error| panic!("{error}: {load:?}"));
}

/// Every number of a state, as the metrics are asked for from the command line.
fn published(snapshot: &Snapshot) -> BTreeMap<(String, String, String), Option<Scalar>> {
    let mut found = BTreeMap::new();
    for grain in [Grain::Quarter, Grain::Month] {
        for dimensions in [&[][..], &[Dimension::Team], &[Dimension::Rep]] {
            let context = snapshot.kpi_context(grain, dimensions).expect("the state can be measured");
            let range = context.range();
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
        let newest = Store::open(&root).expect("a store").manifest().version;
        let exchange = ExchangeSettings { max_age_days: 1_000 };
        let settings = Settings { exchange, ..Settings::default() };
        let state = |end: usize, day: Option<i32>| {
            // The first load brings rates, and no orders yet.
            let version = end as u64 % (newest - 1) + 2;
            let as_of = match day {
                Some(day) => AsOf::VersionDay(version, Day::from_epoch(FIRST_DAY + day)),
                None => AsOf::Version(version),
            };
            Snapshot::open(&root, &settings, as_of)
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
