//! The whole job, from files to the pack, with allocations counted.
//!
//! `cargo bench` runs it on the shipped data and on a generated company of one million order lines
//! (`ATTAIN_BENCH_LINES` sets another number). Each part of the job is named for the operation and the shape of
//! the data, so that a change shows where it costs.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use attain::calendar::Grain;
use attain::generate::{GeneratorSettings, generate};
use attain::measures::{Dimension, Facts, FactsInput};
use attain::pipeline::{Analysis, AsOf, IngestRequest, PackStamp, Snapshot, ingest};
use attain::quantity::Currency;
use attain::reports::html;
use attain::reports::wording::{Language, Wording};
use attain::settings::{Configuration, read_configuration};
use attain::sources::{CheckSettings, SourceSettings};
use attain::store::Store;
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A data set: where its files lie, how they are read, and a store in which they are loaded.
struct Case {
    configuration: Configuration,
    store: PathBuf,
    _folder: tempfile::TempDir,
}

fn shipped() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/adventureworks/attain.toml");
        loaded(read_configuration(&file).expect("the shipped configuration is valid"))
    })
}

fn million() -> &'static Case {
    static CASE: OnceLock<Case> = OnceLock::new();
    CASE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let lines = std::env::var("ATTAIN_BENCH_LINES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
        let settings = GeneratorSettings { only_orders: false, ..GeneratorSettings::sized(lines) };
        let base = folder.path().join("company");
        generate(&settings, &base, &mut |_, _| {}).expect("a company can be made");
        let mut configuration = Configuration { base, ..Configuration::default() };
        configuration.settings.company.currency = Some(Currency::USD);
        configuration.settings.source = ["reps", "customers", "products", "orders", "quotas"].map(source).to_vec();
        let mut case = loaded(configuration);
        case._folder = folder;
        case
    })
}

fn source(table: &str) -> SourceSettings {
    SourceSettings { table: table.to_string(), files: vec![format!("{table}.csv")], ..SourceSettings::default() }
}

fn loaded(configuration: Configuration) -> Case {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("store");
    load(&configuration, &store);
    Case { configuration, store, _folder: folder }
}

fn load(configuration: &Configuration, store: &Path) {
    let request = IngestRequest {
        sources: &configuration.settings.source,
        base: &configuration.base,
        store,
        currency: Currency::USD,
        time_zone: None,
        stand_ins: Default::default(),
        checks: CheckSettings::default(),
        again: false,
        now: String::new(),
        configuration: String::new(),
    };
    ingest(&request, &mut ()).expect("the files are sound");
}

fn snapshot(case: &Case) -> Snapshot {
    Snapshot::open(&case.store, &case.configuration.settings, AsOf::Latest).expect("the store opens")
}

fn pack_and_page(case: &Case) -> usize {
    let snapshot = snapshot(case);
    let running = snapshot.calendar.period_of(snapshot.as_of, Grain::Quarter);
    let period = if snapshot.calendar.last_day(running) <= snapshot.as_of { running } else { running.previous() };
    let analysis = Analysis::reviewed(&snapshot, &case.configuration.settings, period, None, None)
        .expect("the data carry a review");
    let pack = analysis.pack(&PackStamp::default());
    let wording = Wording::new(Language::En).expect("the wording is sound");
    html::page(&pack, &wording).expect("the page renders").len()
}

macro_rules! parts {
    ($name:ident, $case:path) => {
        #[divan::bench_group(sample_count = 5, sample_size = 1)]
        mod $name {
            use super::*;

            /// Files to a checked, keyed, deduplicated store.
            #[divan::bench]
            fn a_ingest(bencher: Bencher<'_, '_>) {
                let case = $case();
                bencher.with_inputs(|| tempfile::tempdir().expect("a temporary folder")).bench_values(|folder| {
                    load(&case.configuration, &folder.path().join("store"));
                    folder
                });
            }

            /// The store to facts.
            #[divan::bench]
            fn b_facts(bencher: Bencher<'_, '_>) {
                let case = $case();
                bencher.bench(|| {
                    let store = Store::open(&case.store).expect("the store opens");
                    let orders = store.scan("orders").expect("there are orders");
                    Facts::build(&FactsInput { orders, as_of: None }).expect("there are facts").customers.len()
                });
            }

            /// Rep × month sums and distinct counts from facts.
            #[divan::bench]
            fn c_rep_months(bencher: Bencher<'_, '_>) {
                let snapshot = snapshot($case());
                bencher.bench(|| snapshot.kpi_context(Grain::Month, &[Dimension::Rep]).expect("sums fit").range());
            }

            /// Everything after the load: facts, measures, forecasts, risk, targets, pack and page.
            #[divan::bench]
            fn d_review(bencher: Bencher<'_, '_>) {
                let case = $case();
                bencher.bench(|| pack_and_page(case));
            }
        }
    };
}

parts!(adventureworks_30k_lines, shipped);
parts!(generated_1m_lines, million);
