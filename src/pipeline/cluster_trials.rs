//! A cluster's facts are the embedded engine's, over random small histories. The server's address stands in
//! `ATTAIN_TEST_ENGINE`, and how it reads the orders in `ATTAIN_TEST_ORDERS`; without the first nothing is tried.

use proptest::prelude::*;
use tempfile::TempDir;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::engine::EngineSettings;
use crate::measures::{Facts, FactsNeeded};
use crate::store::Store;

use super::facts::{Keeping, by_engine, of_store};
use super::facts_trials::{FIRST_DAY, accounts_said, files, load, said};

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
    by_engine(store, as_of, needed, (settings, &mut |_| {}), &mut Keeping::default(), None)
}

fn embedded(store: &Store, as_of: Option<Day>, needed: FactsNeeded) -> Result<Facts, Failure> {
    of_store(store, as_of, needed, &mut Keeping::default(), None)
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
