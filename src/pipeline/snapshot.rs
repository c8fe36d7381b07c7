//! One state of the data: the store at a version, read as of a day, with the facts built once.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::LazyFrame;

use crate::calendar::{Day, DaySpan, FiscalCalendar, Grain, Period};
use crate::failure::Failure;
use crate::measures::company::{Company, Tables};
use crate::measures::cut::Cut;
use crate::measures::engine::Watch;
use crate::measures::exchange::{converted, exchange, foreign_orders};
use crate::measures::kpi::{Known, KpiContext};
use crate::measures::{
    Dimension, Facts, FactsNeeded, MeasureError, People, Quotas, Seen, goes_beyond, known_orders, of_reps,
};
use crate::quantity::{Currency, Exchange};
use crate::schema;
use crate::settings::Settings;
use crate::store::{Store, StoreError};

use super::AsOf;
use super::cases::CasesOnce;
use super::facts::{self, Keeping};
use super::keyed_lines;
use super::quality::{Quality, examine_store};
use super::ratings::RatedOnce;

/// Everything that is measured from.
pub struct Snapshot {
    /// The store at its version.
    pub store: Store,
    /// The facts.
    pub facts: Facts,
    /// The people.
    pub people: People,
    /// The quotas.
    pub quotas: Quotas,
    /// All tables, not read yet; of the orders what was known on the as-of day.
    pub tables: Tables,
    /// The fiscal calendar.
    pub calendar: FiscalCalendar,
    /// The day up to which rows count.
    pub as_of: Day,
    /// The currency of all money.
    pub currency: Currency,
    /// Whether nothing named the currency.
    pub currency_assumed: bool,
    /// Whether nothing named the as-of day.
    pub as_of_assumed: bool,
    /// The roles of those who are reviewed as reps.
    pub judged_roles: Vec<String>,
    /// See `[company] history_starts_with_business`.
    pub history_is_whole: bool,
    /// Cycles of ratings that were judged in this run.
    pub(super) rated: RatedOnce,
    /// The reviewed cases, once they were analysed in this run.
    pub(super) cases: CasesOnce,
    _keeping: Keeping,
}

impl Snapshot {
    /// Opens a store and builds its facts, the customers' postings included.
    pub fn open(root: &Path, settings: &Settings, as_of: AsOf) -> Result<Snapshot, Failure> {
        Snapshot::open_with(root, settings, as_of, FactsNeeded::WithPostings)
    }

    /// Opens a store and builds its facts, as far as they are needed.
    pub fn open_with(root: &Path, settings: &Settings, as_of: AsOf, needed: FactsNeeded) -> Result<Snapshot, Failure> {
        Snapshot::open_watched(root, settings, as_of, needed, &silent())
    }

    /// As [`Snapshot::open_with`]; `watch` hears how far a cluster is that builds the facts.
    pub fn open_watched(
        root: &Path,
        settings: &Settings,
        as_of: AsOf,
        needed: FactsNeeded,
        watch: &Watch,
    ) -> Result<Snapshot, Failure> {
        let store = as_of.open(root)?;
        let currency = currency_of(&store, settings.company.currency)?;
        let exchange = exchange_of(&store, currency, settings)?;
        Snapshot::at_rates(store, settings, as_of, (needed, watch), (currency, exchange))
    }

    /// Opens another state of the same store at this one's rates, for a state whose own rates do not reach its orders.
    pub fn open_at_rates_of(&self, root: &Path, settings: &Settings, as_of: AsOf) -> Result<Snapshot, Failure> {
        let store = as_of.open(root)?;
        let currency = currency_of(&store, settings.company.currency)?;
        let rates = (currency, self.tables.exchange().cloned());
        Snapshot::at_rates(store, settings, as_of, (FactsNeeded::WithPostings, &silent()), rates)
    }

    fn at_rates(
        store: Store,
        settings: &Settings,
        as_of: AsOf,
        (needed, watch): (FactsNeeded, &Watch),
        (currency, exchange): (Currency, Option<Arc<Exchange>>),
    ) -> Result<Snapshot, Failure> {
        let calendar = settings.fiscal_calendar()?;
        let day = as_of.day().or(settings.review.as_of);
        let mut keeping = Keeping::default();
        let converts = exchange.as_ref().filter(|_| !store.manifest().other_currencies.is_empty());
        let facts = facts::by_engine(&store, day, needed, (&settings.engine, watch), &mut keeping, converts)?;
        calendar.require_cover(DaySpan { first: facts.first_day, last: facts.last_day })?;
        let people = People::build(optional(&store, "reps")?, &facts.reps, &settings.reps.judged_roles)?;
        let seen = Seen { as_of: Some(day.unwrap_or(facts.last_day)), looks_back: looks_back(&store, day)? };
        let quotas = Quotas::build_seen(optional(&store, "quotas")?, seen)?;
        let beside = schema::tables().iter().filter(|table| table.name != "orders" && store.has_table(&table.name));
        let frames = beside.map(|table| Ok((table.name.clone(), store.scan(&table.name)?)));
        let mut frames = frames.collect::<Result<Vec<_>, StoreError>>()?;
        let known_parts = store.scan_in_parts("orders")?.into_iter().map(|part| known_orders(part.rows, day));
        let mut parts: Vec<LazyFrame> = known_parts.collect::<Result<_, _>>()?;
        let mut orders = known_orders(store.scan("orders")?, day)?;
        let mut foreign = None;
        if let Some(exchange) = converts {
            foreign = Some(foreign_orders(orders.clone(), exchange)?);
            orders = converted(orders, exchange)?;
            parts = parts.into_iter().map(|part| converted(part, exchange)).collect::<Result<_, _>>()?;
        }
        frames.push(("orders".to_string(), orders));
        let tables = Tables::new(frames).with_orders_in_parts(parts);
        let tables = tables.with_keyed_lines(keyed_lines::of(&store, day, converts.cloned()));
        let tables = tables.in_currency(currency).with_exchange(exchange, foreign);
        Ok(Snapshot {
            as_of: day.unwrap_or(facts.last_day),
            store,
            facts,
            people,
            quotas,
            tables,
            calendar,
            currency,
            currency_assumed: settings.company.currency.is_none(),
            as_of_assumed: day.is_none(),
            judged_roles: settings.reps.judged_roles.clone(),
            history_is_whole: settings.company.history_starts_with_business,
            rated: RatedOnce::default(),
            cases: CasesOnce::default(),
            _keeping: keeping,
        })
    }

    /// The same state for one team: its people, whose sales alone count, and the rows of the tables that name them.
    ///
    /// What a customer bought from others still tells that the customer is not new. Ratings and the store's own accounts
    /// are not those of the team; see [`Analysis::of_team`](super::Analysis::of_team).
    ///
    /// # Errors
    /// What the store says.
    pub fn of_team(&self, team: &str) -> Result<Snapshot, Failure> {
        let members: Vec<&str> =
            self.people.all().iter().filter(|one| one.team == team).map(|one| one.rep_id.as_str()).collect();
        let tables = of_reps(&self.tables, &members)?;
        Ok(Snapshot {
            // Postings are not needed where people are known by their slices.
            facts: Facts {
                reps: self.facts.reps.clone(),
                regions: self.facts.regions.clone(),
                customers: Vec::new(),
                postings: Some(Arc::default()),
                first_day: self.facts.first_day,
                last_day: self.facts.last_day,
                dense: Arc::clone(&self.facts.dense),
                distant: self.facts.distant.clone(),
            },
            quotas: self.quotas.of_reps(|rep_id| members.contains(&rep_id)),
            people: self.people.of_team(team),
            tables,
            store: self.store.clone(),
            judged_roles: self.judged_roles.clone(),
            rated: RatedOnce::default(),
            cases: CasesOnce::default(),
            _keeping: Keeping::default(),
            calendar: self.calendar,
            as_of: self.as_of,
            currency: self.currency,
            currency_assumed: self.currency_assumed,
            as_of_assumed: self.as_of_assumed,
            history_is_whole: self.history_is_whole,
        })
    }

    /// Sums for one grain and slicing, over all the data.
    pub fn kpi_context(&self, grain: Grain, dimensions: &[Dimension]) -> Result<KpiContext<'_>, Failure> {
        Ok(KpiContext::build(self.known(), grain, dimensions)?)
    }

    /// Whether no order names a region, so that only the reps' table can tell one.
    pub(crate) fn names_no_region(&self) -> bool {
        self.facts.regions.iter().all(String::is_empty)
    }

    fn known(&self) -> Known<'_> {
        Known {
            facts: &self.facts,
            people: &self.people,
            quotas: &self.quotas,
            calendar: self.calendar,
            as_of: self.as_of,
            history_is_whole: self.history_is_whole,
        }
    }

    /// Everything that a family of metrics is measured from.
    pub fn company(&self) -> Company<'_> {
        Company { known: self.known(), tables: &self.tables }
    }

    /// Binds a cut to this state of the data.
    pub fn bound(&self, cut: Cut) -> Result<Cut, Failure> {
        Ok(cut.bound(&self.tables, self.currency)?)
    }

    /// Refuses a period in which there are no orders.
    pub fn require_data_in(&self, period: Period) -> Result<(), Failure> {
        let (first, last) = (self.calendar.first_day(period), self.calendar.last_day(period));
        if first > self.facts.last_day || last < self.facts.first_day {
            return Err(MeasureError::PeriodWithoutData {
                period: self.calendar.label(period),
                first: self.facts.first_day,
                last: self.facts.last_day,
            }
            .into());
        }
        Ok(())
    }

    /// The people of this version, as they are where these reps appear in the orders.
    pub(super) fn people_with(&self, in_orders: &[String]) -> Result<People, Failure> {
        Ok(People::build(optional(&self.store, "reps")?, in_orders, &self.judged_roles)?)
    }

    /// What is doubtful about the data, and how full and fresh they are.
    pub fn quality(&self, settings: &Settings) -> Result<Quality, Failure> {
        examine_store(&self.store, settings, (!self.as_of_assumed).then_some(self.as_of))
    }
}

/// Nobody hears how far a cluster is.
fn silent() -> Watch {
    Arc::new(|_| {})
}

/// The currency of a store's amounts: its own, which the configuration must not contradict; else the configured one,
/// else USD.
///
/// # Errors
/// A configuration with another currency than the store's.
pub(super) fn currency_of(store: &Store, configured: Option<Currency>) -> Result<Currency, Failure> {
    let kept: Option<Currency> = store.manifest().currency.as_ref().and_then(|code| code.parse().ok());
    match (configured, kept) {
        (Some(asked), Some(kept)) if asked != kept => {
            Err(StoreError::OtherCurrency { kept: kept.to_string(), asked: asked.to_string() }.into())
        }
        (configured, kept) => Ok(configured.or(kept).unwrap_or(Currency::USD)),
    }
}

/// The rates into the run's currency; none where the store has neither rates nor orders in other currencies.
pub(super) fn exchange_of(
    store: &Store,
    into: Currency,
    settings: &Settings,
) -> Result<Option<Arc<Exchange>>, Failure> {
    match optional(store, "fx_rates")? {
        Some(rates) => Ok(Some(Arc::new(exchange(rates, into, &settings.exchange)?))),
        None if store.manifest().other_currencies.is_empty() => Ok(None),
        None => Ok(Some(Arc::new(Exchange::new(into, settings.exchange.max_age_days, [])))),
    }
}

fn optional(store: &Store, table: &str) -> Result<Option<LazyFrame>, Failure> {
    if store.has_table(table) { Ok(Some(store.scan(table)?)) } else { Ok(None) }
}

/// Whether the orders go beyond the day up to which rows count. It is asked only where a version of a quota takes effect
/// later than that day: nothing else depends on it.
fn looks_back(store: &Store, day: Option<Day>) -> Result<bool, Failure> {
    let (Some(day), Some(quotas)) = (day, optional(store, "quotas")?) else { return Ok(false) };
    Ok(goes_beyond(quotas, "effective_from", day)? && goes_beyond(store.scan("orders")?, "order_date", day)?)
}
