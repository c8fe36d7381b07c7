//! The quality of the data that a store holds.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::exchange::{converted, foreign_orders};
use crate::measures::{Quotas, known_orders};
use crate::review::findings;
use crate::settings::Settings;
use crate::sources::{self, Examination, Finding, StoredTable, StoredTables, Terms};
use crate::store::Store;

use super::snapshot::{currency_of, exchange_of};

/// What an examination of a store yields.
#[derive(Debug, Clone, Default)]
pub struct Quality {
    /// Freshness, coverage, and what the tables tell together.
    pub examination: Examination,
    /// All findings, those of the load and of the quotas' months too, in the catalogue's order.
    pub findings: Vec<Finding>,
    /// When each table was loaded last, as the loader's clock had it.
    pub loaded_at: BTreeMap<String, String>,
}

/// Examines a store; `as_of` is the day that was asked for, if one was.
///
/// Nothing is collected whole but the small tables: see [`sources::examine`].
pub fn examine_store(store: &Store, settings: &Settings, as_of: Option<Day>) -> Result<Quality, Failure> {
    let currency = currency_of(store, settings.company.currency)?;
    let exchange = exchange_of(store, currency, settings)?;
    let exchange = exchange.filter(|_| !store.manifest().other_currencies.is_empty());
    let mut tables = StoredTables::default();
    for (name, version) in &store.manifest().tables {
        let rows = match &exchange {
            // Amounts of several currencies are not odd beside each other for that alone.
            Some(exchange) if name == "orders" => converted(store.scan(name)?, exchange)?,
            _ => store.scan(name)?,
        };
        tables.insert(StoredTable::open(name, rows, version.rows)?);
    }
    let loaded_at = loaded_at(store);
    let terms = Terms {
        today: last_possible_day(&store.manifest().committed_at),
        as_of,
        history_is_whole: settings.company.history_starts_with_business,
        currency: currency.code(),
        checks: &settings.checks,
    };
    let mut examination = sources::examine(&tables, &terms)?;
    let mut found = findings::of_sources(&store.sources()?);
    found.append(&mut examination.findings);
    if let Some(exchange) = &exchange {
        let gaps = foreign_orders(known_orders(store.scan("orders")?, as_of)?, exchange)?.gaps;
        found.extend(findings::orders_without_rate(&gaps));
    }
    if store.has_table("quotas") {
        let calendar = settings.fiscal_calendar()?;
        let quotas = Quotas::build(Some(store.scan("quotas")?))?;
        found.extend(findings::overlapping_quotas(&quotas, calendar));
        found.extend(findings::late_quotas(&quotas));
    }
    sources::sort_and_silence(&mut found, &settings.checks);
    Ok(Quality { examination, findings: found, loaded_at })
}

/// The day after that of the load: the clock is in UTC, and east of it a day begins earlier.
pub(super) fn last_possible_day(committed_at: &str) -> Option<Day> {
    let day: Day = committed_at.get(..10)?.parse().ok()?;
    Some(day.plus_days(1))
}

/// When each table was loaded last: a table's own version only rises, so the first version of the store with the
/// present one is found by halving. Versions that are gone count as older.
fn loaded_at(store: &Store) -> BTreeMap<String, String> {
    let manifest = store.manifest();
    let at = |version: u64| match version == manifest.version {
        true => Some(manifest.clone()),
        false => Store::open_version(store.root(), version).ok().map(|store| store.manifest().clone()),
    };
    let mut loaded = BTreeMap::new();
    for (table, present) in &manifest.tables {
        let same = |version: u64| {
            let then = at(version);
            then.is_some_and(|then| then.tables.get(table).is_some_and(|t| t.delta_version == present.delta_version))
        };
        let (mut low, mut high) = (1, manifest.version);
        while low < high {
            let middle = low.midpoint(high);
            if same(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let when = at(low).map(|then| then.committed_at).unwrap_or_default();
        loaded.insert(table.clone(), when);
    }
    loaded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_have_happened_two_days_after_the_load() {
        assert_eq!(last_possible_day("2024-02-28T23:00:00+00:00"), Day::from_ymd(2024, 2, 29));
        assert_eq!(last_possible_day(""), None);
    }
}
