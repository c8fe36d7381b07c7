//! What every command starts from: the configuration, the store, the output.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::engine::Watch;
use crate::pipeline::{AsOf, FactsNeeded, PackStamp, Snapshot};
use crate::quantity::Currency;
use crate::reports::Format;
use crate::reports::wording::{Language, Wording, WordingError};
use crate::review::listing::Listing;
use crate::review::tables::Origin;
use crate::settings::{Configuration, read_configuration};
use crate::store::Store;

use super::arguments::{Arguments, FormatChoice, Global, LanguageChoice};
use super::output::Output;
use super::{language_of, notes, objects, said};

/// The name of the configuration that is read where none is named.
pub(crate) const DEFAULT_CONFIG: &str = "attain.toml";

/// What every command starts from.
pub(crate) struct Context {
    pub(crate) configuration: Configuration,
    pub(crate) global: Global,
    pub(crate) output: Output,
    pub(crate) language: Language,
}

impl Context {
    pub(crate) fn new(arguments: &Arguments) -> Result<Context, Failure> {
        let mut configuration = match &arguments.global.config {
            Some(path) => read_configuration(path)?,
            None if Path::new(DEFAULT_CONFIG).exists() => read_configuration(Path::new(DEFAULT_CONFIG))?,
            None => Configuration::default(),
        };
        if let Some(engine) = &arguments.global.engine {
            configuration.settings.engine.choose(engine);
        }
        configuration.settings.engine.look_up(&|name| std::env::var(name).ok());
        if arguments.global.engine.is_some() {
            configuration.settings.engine.cluster()?;
        }
        Ok(Context { configuration, ..Context::unconfigured(arguments)? })
    }

    /// Without looking for a configuration: for the command that writes one.
    pub(crate) fn unconfigured(arguments: &Arguments) -> Result<Context, Failure> {
        let global = arguments.global.clone();
        let format = global.format.map(|choice| match choice {
            FormatChoice::Table => Format::Table,
            FormatChoice::Csv => Format::Csv,
            FormatChoice::Json => Format::Json,
            FormatChoice::Parquet => Format::Parquet,
            FormatChoice::Xlsx => Format::Xlsx,
        });
        let language = language_of(arguments);
        let output = Output::new(format, global.out.clone(), global.quiet, language);
        Ok(Context { configuration: Configuration::default(), global, output, language })
    }

    /// The same context with another configuration: the demo brings its own.
    pub(crate) fn with_configuration(&self, configuration: Configuration) -> Context {
        Context { configuration, global: self.global.clone(), output: self.output.clone(), language: self.language }
    }

    /// The run's currency: the configured one, else the store's, else USD.
    pub(crate) fn currency(&self) -> Currency {
        let configured = self.configuration.settings.company.currency;
        configured.or_else(|| self.store_currency()).unwrap_or(Currency::USD)
    }

    /// The currency in which the store keeps its amounts, where there is one and says so.
    fn store_currency(&self) -> Option<Currency> {
        Store::open(&self.store_path().ok()?).ok()?.manifest().currency.as_ref()?.parse().ok()
    }

    /// The words of the chosen language.
    pub(crate) fn wording(&self) -> Result<Wording, Failure> {
        Wording::new(self.language).map_err(|error| Failure::internal(error.to_string()))
    }

    /// The words of every language that was asked for, English first; with a company's own in place of some.
    pub(crate) fn wordings(&self, own: Option<&BTreeMap<Language, String>>) -> Result<Vec<Wording>, Failure> {
        let languages = match self.global.lang {
            LanguageChoice::Both => vec![Language::En, Language::Zh],
            LanguageChoice::En | LanguageChoice::Zh => vec![self.language],
        };
        let wording = |language: Language| {
            let own = own.and_then(|own| own.get(&language)).map(String::as_str);
            Wording::with(language, own).map_err(|error| match error {
                WordingError::OwnWords { .. } => Failure::usage(
                    error.to_string(),
                    "a line is `id = text`; the ids and variables are those of attain's own files",
                ),
                other => Failure::internal(other.to_string()),
            })
        };
        languages.into_iter().map(wording).collect()
    }

    /// The store's folder: the flag, else the configuration's, read from where it lies. For a store on object storage
    /// it is the folder that mirrors it.
    pub(crate) fn store_path(&self) -> Result<PathBuf, Failure> {
        let configured = PathBuf::from(&self.configuration.settings.store.dir);
        let named = self.global.store.as_ref().unwrap_or(&configured);
        match (objects::address(named), &self.global.store) {
            (Some(address), _) => objects::mirrored(address),
            (None, Some(path)) => Ok(path.clone()),
            (None, None) => Ok(self.configuration.base.join(configured)),
        }
    }

    /// `--as-of`.
    pub(crate) fn as_of(&self) -> Result<AsOf, Failure> {
        self.global.as_of.as_ref().map_or(Ok(AsOf::Latest), |text| text.parse())
    }

    /// The version of the store that `--as-of` names, for commands that cannot read up to a day, because of `reason`.
    pub(crate) fn whole_version(&self, reason: &str) -> Result<Store, Failure> {
        let as_of = self.as_of()?;
        if as_of.day().is_some() {
            return Err(Failure::usage(
                format!("`{as_of}` names a business day, and {reason}"),
                "name a version: --as-of 3, or a time of loading: --as-of @2024-01-05",
            )
            .in_chinese(
                format!("`{as_of}` 是业务日期，而此处只能按存储版本读取"),
                Some("请写版本，如 --as-of 3，或导入时间，如 --as-of @2024-01-05".to_string()),
            ));
        }
        Ok(as_of.open(&self.store_path()?)?)
    }

    /// Opens the store and says what was assumed.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, Failure> {
        self.snapshot_with(FactsNeeded::WithPostings)
    }

    /// As [`Context::snapshot`], with as much of the facts as the question needs. Where amounts in other currencies
    /// cannot be converted, nothing that stands on amounts could be right.
    pub(crate) fn snapshot_with(&self, needed: FactsNeeded) -> Result<Snapshot, Failure> {
        let snapshot = self.snapshot_of_metrics(needed)?;
        let refuse = |error| said::failure(self.language, error);
        snapshot.tables.require_rates("revenue_net").map_err(refuse)?;
        Ok(snapshot)
    }

    /// The same for questions that refuse each metric by itself.
    pub(crate) fn snapshot_of_metrics(&self, needed: FactsNeeded) -> Result<Snapshot, Failure> {
        let settings = &self.configuration.settings;
        let (output, language) = (self.output.clone(), self.language);
        let watch: Watch = Arc::new(move |step| output.say(&notes::cluster_step(language, &step)));
        let snapshot = Snapshot::open_watched(&self.store_path()?, settings, self.as_of()?, needed, &watch)?;
        if snapshot.as_of > snapshot.facts.last_day.plus_days(31) {
            self.output.say(&notes::days_without_sales(self.language, snapshot.facts.last_day, snapshot.as_of));
        }
        let currency = snapshot.currency_assumed.then_some(snapshot.currency);
        self.say_assumed(currency, snapshot.as_of_assumed.then_some(snapshot.as_of));
        Ok(snapshot)
    }

    /// Says what nobody set: the currency and the as-of day that were taken, and calendar years without a configuration.
    pub(crate) fn say_assumed(&self, currency: Option<Currency>, as_of: Option<Day>) {
        if let Some(sentence) = notes::assumed(self.language, currency, !self.configuration.from_file, as_of) {
            self.output.say(&sentence);
        }
    }

    /// What the pack says about its making.
    pub(crate) fn stamp(&self) -> PackStamp {
        PackStamp {
            attain_version: env!("CARGO_PKG_VERSION").to_string(),
            configuration: self.configuration_digest(),
            configured: self.configuration.from_file,
        }
    }

    /// What stands behind every row of an answer from a snapshot.
    pub(crate) fn origin(&self, snapshot: &Snapshot) -> Origin {
        Origin {
            currency: snapshot.currency,
            as_of: snapshot.as_of,
            store_version: snapshot.store.manifest().version,
            time_zone: self.configuration.settings.time_zone().to_string(),
            policies: self.configuration.settings.policies(),
        }
    }

    /// Prints measured numbers, with what stands behind every row. All answers from a snapshot go this way, so that none
    /// can lack it.
    pub(crate) fn answer(&self, snapshot: &Snapshot, listing: Listing) -> Result<(), Failure> {
        self.answer_told(snapshot, listing, Ok)
    }

    /// The same, in the words that `told` finds for it.
    pub(crate) fn answer_told(
        &self,
        snapshot: &Snapshot,
        listing: Listing,
        told: impl FnOnce(Listing) -> Result<Listing, Failure>,
    ) -> Result<(), Failure> {
        self.output.listing(&told(self.origin(snapshot).stamped(listing))?)
    }

    /// A digest of the settings, for manifests and packs.
    pub(crate) fn configuration_digest(&self) -> String {
        let text = serde_json::to_string(&self.configuration.settings).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex()[..16].to_string()
    }

    /// The time of day as the machine has it, for the store's own log.
    pub(crate) fn now(&self) -> String {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        chrono::DateTime::from_timestamp(since.as_secs() as i64, 0).map_or_else(String::new, |now| now.to_rfc3339())
    }
}
