//! What holds for every company, not only for the example: small made-up order files through the library's own
//! path (load, snapshot, measure), which is the command line's without the process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use attain::calendar::{Day, Grain};
use attain::measures::cohort::{BRACKETS, Brackets, CohortQuestion, Retained, Start, StepKind, Variant, cohorts};
use attain::measures::cut::Cut;
use attain::measures::family::{Question, families};
use attain::measures::kpi::{KpiMetric, observe};
use attain::measures::observation::Observation;
use attain::measures::repeat::{self, RepeatMetric};
use attain::measures::{Dimension, PeriodRange, Slicer, cohort};
use attain::pipeline::{AsOf, IngestRequest, Snapshot, ingest};
use attain::quantity::{Currency, Scalar};
use attain::settings::Settings;
use attain::sources::{CheckSettings, SourceSettings};
use proptest::prelude::*;

/// One order line of a made-up file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    order: u8,
    kind: &'static str,
    day: i32,
    customer: u8,
    rep: u8,
    region: u8,
    half_pieces: i64,
    cents: i64,
    cost: i64,
}

/// 1 January 2024, as days since 1970.
const FIRST_DAY: i32 = 19_723;

/// Nothing for 0, so that lines without a customer, rep or region are among them.
fn id(letter: char, number: u8) -> String {
    if number == 0 { String::new() } else { format!("{letter}{number}") }
}

impl Line {
    fn csv(&self) -> String {
        let sign = if self.kind == "return" { "-" } else { "" };
        let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        format!(
            "O{:02},{},{},{},{},{},{sign}{},{sign}{},{sign}{}",
            self.order,
            self.kind,
            Day::from_epoch(FIRST_DAY + self.day),
            id('C', self.customer),
            id('R', self.rep),
            id('G', self.region),
            self.half_pieces as f64 / 2.0,
            money(self.cents),
            money(self.cost),
        )
    }
}

fn file_of(lines: &[Line]) -> String {
    let mut text =
        "order_id,line_type,order_date,customer_id,rep_id,region,quantity,net_amount,cost_amount\n".to_string();
    for line in lines {
        text.push_str(&line.csv());
        text.push('\n');
    }
    text
}

fn line() -> impl Strategy<Value = Line> {
    let kind = prop_oneof![6 => Just("sale"), 2 => Just("return"), 1 => Just("cancel")];
    let ids = (0u8..12, 0u8..5, 0u8..4, 0u8..3);
    (kind, ids, 0i32..300, 1i64..9, 1i64..100_000, 0i64..50_000).prop_map(
        |(kind, (order, customer, rep, region), day, half_pieces, cents, cost)| Line {
            order,
            kind,
            day,
            customer,
            rep,
            region,
            half_pieces,
            cents,
            cost,
        },
    )
}

/// Files of up to 24 lines, of which at least one counts; equal lines may stand there twice.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(line(), 1..25).prop_filter("one line counts", |lines| lines.iter().any(|l| l.kind == "sale"))
}

/// The same lines in two orders.
fn lines_and_shuffled() -> impl Strategy<Value = (Vec<Line>, Vec<Line>)> {
    lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))
}

/// Loads a file into the store and says how many rows that added.
fn load(folder: &Path, name: &str, lines: &[Line]) -> u64 {
    std::fs::write(folder.join(name), file_of(lines)).expect("a file can be written");
    let source =
        SourceSettings { table: "orders".to_string(), files: vec![name.to_string()], ..SourceSettings::default() };
    let request = IngestRequest {
        sources: &[source],
        base: folder,
        store: &folder.join("store"),
        currency: Currency::USD,
        time_zone: None,
        stand_ins: Default::default(),
        checks: CheckSettings::default(),
        again: false,
        now: String::new(),
        configuration: String::new(),
    };
    let report = ingest(&request, &mut ()).expect("the file is good");
    let file = &report.files[0].source;
    assert_eq!(file.rows_read, file.rows_loaded + file.duplicates_dropped + file.rows_rejected);
    assert_eq!(file.rows_read, lines.len() as u64);
    file.rows_loaded
}

fn snapshot(folder: &Path, as_of: AsOf) -> Snapshot {
    Snapshot::open(&folder.join("store"), &Settings::default(), as_of).expect("there are orders")
}

/// KPI observations over everything, for one slicing.
fn measured(snapshot: &Snapshot, grain: Grain, dimensions: &[Dimension]) -> Vec<Observation> {
    let context = snapshot.kpi_context(grain, dimensions).expect("small sums fit");
    let metrics: Vec<KpiMetric> = KpiMetric::ALL.into_iter().filter(|metric| metric.fits(grain)).collect();
    observe(&context, &metrics, context.range())
}

/// Everything that is measured, as text: what must not depend on the order of rows.
fn answers(folder: &Path, as_of: AsOf) -> Vec<String> {
    let snapshot = snapshot(folder, as_of);
    let slicings: [(Grain, &[Dimension]); 4] = [
        (Grain::Quarter, &[]),
        (Grain::Month, &[Dimension::Rep]),
        (Grain::Quarter, &[Dimension::Region]),
        (Grain::Quarter, &[Dimension::Rep, Dimension::Region]),
    ];
    let mut text = Vec::new();
    for (grain, dimensions) in slicings {
        let observations = measured(&snapshot, grain, dimensions);
        text.extend(observations.iter().map(|o| serde_json::to_string(o).expect("observations are JSON")));
        let slicer = Slicer::new(&snapshot.facts, &snapshot.people, dimensions);
        let triangles = cohort::classic(&snapshot.facts, &slicer, snapshot.calendar, grain, snapshot.as_of);
        text.push(format!("{triangles:?}"));
        let range = snapshot.kpi_context(grain, dimensions).expect("small sums fit").range();
        let metrics = RepeatMetric::all();
        let rates = repeat::observe(&snapshot.facts, &slicer, snapshot.calendar, &metrics, range, snapshot.as_of);
        text.extend(rates.iter().map(|o| serde_json::to_string(o).expect("observations are JSON")));
        text.extend(of_customers(&snapshot, range, dimensions));
    }
    text
}

/// The metrics of customers and the cohorts of all variants, as text.
fn of_customers(snapshot: &Snapshot, range: PeriodRange, dimensions: &[Dimension]) -> Vec<String> {
    let cut = Cut::by(dimensions);
    let mut text = Vec::new();
    for family in families()
        .iter()
        .filter(|family| family.ids.iter().any(|id| id.contains("repeat") || id.contains("churn.noncontract")))
    {
        let metrics: Vec<String> = family.ids.iter().map(|id| id.to_string()).collect();
        let question = Question { company: snapshot.company(), metrics: &metrics, cut: &cut, range };
        let rows = (family.observe)(&question).expect("small sums fit");
        text.extend(rows.iter().map(|o| serde_json::to_string(o).expect("observations are JSON")));
    }
    let brackets: Brackets = BRACKETS.parse().expect("the usual brackets can be read");
    let variants = [
        (Variant::Rolling { horizon_days: 10 }, Retained::Customers),
        (Variant::Bracket(brackets.0), Retained::Customers),
        (Variant::Window { days: 30 }, Retained::NetRevenue),
        (Variant::Classic, Retained::GrossRevenue),
    ];
    for (variant, retained) in variants {
        let steps = StepKind::Periods(range.first.grain);
        let question = CohortQuestion { variant, retained, start: Start::Ever, steps, days: None, with_mean: true };
        text.push(format!("{:?}", cohorts(&snapshot.company(), &cut, &question).expect("small sums fit")));
    }
    text
}

fn whole(observation: &Observation) -> i64 {
    match observation.value.value() {
        Some(Scalar::Money(minor)) => minor,
        Some(Scalar::Units(units)) => units,
        other => panic!("{} is {other:?}", observation.metric_id),
    }
}

const ADDITIVE: [&str; 3] = ["revenue_net", "gross_profit", "units"];

/// Sums of the additive metrics by metric and period.
fn sums(observations: &[Observation]) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for observation in observations.iter().filter(|o| ADDITIVE.contains(&o.metric_id.as_str())) {
        *sums.entry((observation.metric_id.clone(), observation.period.clone())).or_insert(0) += whole(observation);
    }
    sums
}

/// The same sums by hand: equal lines of one file are one line, and cancelled ones none.
fn sums_by_hand(lines: &[Line]) -> BTreeMap<(String, String), i64> {
    let distinct: BTreeSet<&Line> = lines.iter().filter(|line| line.kind != "cancel").collect();
    let mut sums = BTreeMap::new();
    for line in distinct {
        let sign = if line.kind == "return" { -1 } else { 1 };
        let month = Day::from_epoch(FIRST_DAY + line.day).to_string()[..7].to_string();
        let parts = [
            ("revenue_net", line.cents),
            ("gross_profit", line.cents - line.cost),
            ("units", line.half_pieces * 5_000),
        ];
        for (metric, amount) in parts {
            *sums.entry((metric.to_string(), month.clone())).or_insert(0) += sign * amount;
        }
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_sum_to_the_company_and_the_company_to_the_lines(lines in lines()) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        load(folder.path(), "orders.csv", &lines);
        let snapshot = snapshot(folder.path(), AsOf::Latest);
        let company = sums(&measured(&snapshot, Grain::Month, &[]));
        let dimensions: [&[Dimension]; 4] =
            [&[Dimension::Rep], &[Dimension::Team], &[Dimension::Region], &[Dimension::Rep, Dimension::Region]];
        for by in dimensions {
            prop_assert_eq!(&sums(&measured(&snapshot, Grain::Month, by)), &company, "{:?}", by);
        }
        let by_hand = sums_by_hand(&lines);
        for (key, sum) in &company {
            prop_assert_eq!(*sum, by_hand.get(key).copied().unwrap_or(0), "{:?}", key);
        }
        for key in by_hand.keys() {
            prop_assert!(company.contains_key(key), "{:?} is missing", key);
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_no_number((lines, shuffled) in lines_and_shuffled()) {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        load(one.path(), "orders.csv", &lines);
        load(other.path(), "orders.csv", &shuffled);
        prop_assert_eq!(answers(one.path(), AsOf::Latest), answers(other.path(), AsOf::Latest));
    }

    #[test]
    fn loading_twice_changes_nothing((lines, shuffled) in lines_and_shuffled()) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        load(folder.path(), "orders.csv", &lines);
        let version = snapshot(folder.path(), AsOf::Latest).store.manifest().version;
        let before = answers(folder.path(), AsOf::Latest);
        prop_assert_eq!(load(folder.path(), "orders.csv", &lines), 0);
        prop_assert_eq!(load(folder.path(), "the-same-under-another-name.csv", &lines), 0);
        prop_assert_eq!(snapshot(folder.path(), AsOf::Latest).store.manifest().version, version);
        // Another export of the same rows in another order is another file, and still the same company.
        load(folder.path(), "exported-again.csv", &shuffled);
        prop_assert_eq!(answers(folder.path(), AsOf::Latest), before);
    }

    #[test]
    fn what_was_known_on_a_day_ignores_later_rows(lines in lines(), day in 0i32..300) {
        let day_of = |line: &Line| line.day;
        let earlier: Vec<Line> = lines.iter().filter(|line| day_of(line) <= day).cloned().collect();
        prop_assume!(earlier.iter().any(|line| line.kind != "cancel"));
        let (whole, cut) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        load(whole.path(), "orders.csv", &lines);
        load(cut.path(), "orders.csv", &earlier);
        let as_of = AsOf::Day(Day::from_epoch(FIRST_DAY + day));
        prop_assert_eq!(answers(whole.path(), as_of), answers(cut.path(), as_of));
    }
}
