//! A cluster's facts are the embedded engine's, over random small histories. The server's address stands in
//! `ATTAIN_TEST_ENGINE`, and how it reads the orders in `ATTAIN_TEST_ORDERS`; without the first nothing is tried.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use tempfile::TempDir;

use crate::calendar::{Day, Grain};
use crate::failure::Failure;
use crate::measures::cohort::{Brackets, CohortQuestion, Retained, Start, StepKind, Variant, cohorts};
use crate::measures::cut::Cut;
use crate::measures::engine::{EngineSettings, Watch};
use crate::measures::family::{Question, family_of};
use crate::measures::{Facts, FactsNeeded, PeriodRange};
use crate::settings::Settings;
use crate::store::Store;

use super::concentration::LargestShares;
use super::facts::{Keeping, by_engine, of_store};
use super::facts_trials::{FIRST_DAY, accounts_said, files, load, said};
use super::returning::Returning;
use super::{AsOf, Snapshot};

fn engine() -> Option<EngineSettings> {
    let orders = std::env::var("ATTAIN_TEST_ORDERS").unwrap_or_else(|_| "delta".to_string());
    let mut settings: EngineSettings = toml::from_str(&format!("orders = \"{orders}\"\nquery_seconds = 120"))
        .expect("the environment names delta or parquet");
    settings.choose(&std::env::var("ATTAIN_TEST_ENGINE").ok()?);
    Some(settings)
}

fn by_cluster(
    store: &Store,
    as_of: Option<Day>,
    needed: FactsNeeded,
    settings: &EngineSettings,
) -> Result<Facts, Failure> {
    by_engine(store, as_of, needed, (settings, &(Arc::new(|_| {}) as Watch)), &mut Keeping::default(), None)
}

fn embedded(store: &Store, as_of: Option<Day>, needed: FactsNeeded) -> Result<Facts, Failure> {
    of_store(store, as_of, needed, &mut Keeping::default(), None)
}

/// What customers are counted for, and what is beside it.
const COUNTED: [&str; 13] = [
    "revenue_net",
    "orders",
    "active_customers",
    "new_customers",
    "repeat_rate.window",
    "repeat_rate.h_days.30",
    "repurchase_rate.next",
    "repeat_rate.window.orders",
    "repeat_rate.order",
    "returning_rate.asof",
    "returning_rate.before",
    "purchase_gap.median",
    "purchase_gap.mean",
];

/// Every way to ask about cohorts.
fn cohort_questions(steps: StepKind, days: (Day, Day)) -> Vec<CohortQuestion> {
    let brackets = "1-30,31-60,80-90".parse::<Brackets>().unwrap().0;
    let variants = [
        Variant::Classic,
        Variant::Rolling { horizon_days: 20 },
        Variant::Bracket(brackets),
        Variant::Window { days: 30 },
    ];
    let mut questions = Vec::new();
    for variant in variants {
        let has_start = matches!(variant, Variant::Classic | Variant::Window { .. });
        let of_revenue = [Retained::NetRevenue, Retained::GrossRevenue].into_iter().filter(|_| has_start);
        for retained in std::iter::once(Retained::Customers).chain(of_revenue) {
            for (start, days) in [(Start::Ever, None), (Start::Ever, Some(days)), (Start::InRange, Some(days))] {
                questions.push(CohortQuestion {
                    variant: variant.clone(),
                    retained,
                    start,
                    steps,
                    days,
                    with_mean: true,
                });
            }
        }
    }
    questions
}

/// The answers to everything that a cluster counts where customers stay on it; `engine` none for the embedded one.
fn counted(
    store: &Path,
    engine: Option<&EngineSettings>,
    as_of: AsOf,
    (dimensions, grain): (&[&str], Grain),
) -> Result<Vec<String>, String> {
    let mut settings = Settings::default();
    engine.into_iter().for_each(|engine| settings.engine = engine.clone());
    let snapshot = Snapshot::open(store, &settings, as_of).map_err(|failure| failure.message)?;
    assert_eq!(snapshot.facts.distant.is_some(), engine.is_some());
    let calendar = snapshot.calendar;
    let (first_day, last_day) = (snapshot.facts.first_day, snapshot.as_of.max(snapshot.facts.last_day));
    let range = PeriodRange { first: calendar.period_of(first_day, grain), last: calendar.period_of(last_day, grain) };
    let dimensions: Vec<String> = dimensions.iter().map(|name| name.to_string()).collect();
    let cut = snapshot.bound(Cut::parse(&dimensions, None).unwrap()).unwrap();
    let mut answers = Vec::new();
    for id in COUNTED {
        let question = Question { company: snapshot.company(), metrics: &[id.to_string()], cut: &cut, range };
        answers.push(format!("{:#?}", (family_of(id).unwrap().observe)(&question)));
    }
    let days = (first_day.plus_days(10), first_day.plus_days(80));
    for steps in [StepKind::Periods(grain), StepKind::Blocks(25)] {
        for question in cohort_questions(steps, days) {
            answers.push(format!("{question:?}\n{:#?}", cohorts(&snapshot.company(), &cut, &question)));
        }
    }
    let largest = LargestShares::build(&snapshot.facts, calendar, range).unwrap();
    let returning = Returning::build(&snapshot.facts, calendar, range).unwrap();
    let of_reps = snapshot.facts.reps.iter().flat_map(|rep| range.iter().map(move |period| (rep, period)));
    answers.extend(
        of_reps.map(|(rep, period)| format!("{rep} {:?} {:?}", largest.of(rep, period), returning.of(rep, period))),
    );
    Ok(answers)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 10, ..ProptestConfig::default() })]

    #[test]
    fn customers_that_stay_on_a_cluster_are_counted_as_here(files in files(), day in 20i32..160, way in 0usize..8) {
        let Some(mut settings) = engine() else { return Ok(()) };
        settings.customers_stay_above = 0;
        let folder = TempDir::new().unwrap();
        for (at, file) in files.iter().enumerate() {
            load(folder.path(), &format!("{at}.csv"), &file.csv());
        }
        let store = folder.path().join("store");
        let dimensions: [&[&str]; 4] = [&[], &["rep"], &["region"], &["rep", "region"]];
        let way = (dimensions[way / 2], [Grain::Month, Grain::Quarter][way % 2]);
        for as_of in ["".to_string(), Day::from_epoch(FIRST_DAY + day).to_string()] {
            let as_of = || if as_of.is_empty() { AsOf::Latest } else { as_of.parse().unwrap() };
            let (here, there) = (counted(&store, None, as_of(), way), counted(&store, Some(&settings), as_of(), way));
            match (here, there) {
                (Ok(here), Ok(there)) => {
                    for (here, there) in here.iter().zip(&there) {
                        prop_assert_eq!(there, here);
                    }
                    prop_assert_eq!(there.len(), here.len());
                }
                (here, there) => prop_assert_eq!(there, here),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_cluster_builds_the_same_facts(files in files(), day in 0i32..160) {
        let Some(settings) = engine() else { return Ok(()) };
        let folder = TempDir::new().unwrap();
        for (at, file) in files.iter().enumerate() {
            load(folder.path(), &format!("{at}.csv"), &file.csv());
        }
        let store = Store::open(&folder.path().join("store")).unwrap();
        for as_of in [None, Some(Day::from_epoch(FIRST_DAY + day))] {
            let (here, there) = (embedded(&store, as_of, FactsNeeded::Dense), by_cluster(&store, as_of, FactsNeeded::Dense, &settings));
            prop_assert_eq!(said(there), said(here));
            let (here, there) = (embedded(&store, as_of, FactsNeeded::WithPostings), by_cluster(&store, as_of, FactsNeeded::WithPostings, &settings));
            if let (Ok(here), Ok(there)) = (&here, &there) {
                prop_assert_eq!(accounts_said(there), accounts_said(here));
            }
            prop_assert_eq!(said(there), said(here));
        }
    }
}
