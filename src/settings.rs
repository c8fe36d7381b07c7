//! The configuration file, `attain.toml`.
//!
//! Each room's settings are checked where the room begins; here they are only read, with unknown keys refused.

mod plain_words;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::appraisal::ScorecardSettings;
use crate::appraisal::contest::ContestSettings;
use crate::calendar::{
    CalendarError, CalendarFileError, CalendarSettings, Day, FiscalCalendar, PeriodTable, read_holidays,
};
use crate::measures::kpi::KpiMetric;
use crate::quantity::{Currency, Unit};
use crate::sources::{CheckSettings, SourceSettings};

use plain_words::{Complaint, complaint};

/// Everything that can be configured. Every part has a default; a run without a file is possible.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `[company]`: name, currency, calendar.
    pub company: CompanySettings,
    /// `[calendar]`: periods, working days, comparisons.
    #[serde(skip_serializing_if = "CalendarSettings::is_default")]
    pub calendar: CalendarSettings,
    /// `[store]`: where it lies.
    pub store: StoreSettings,
    /// `[[source]]`: the files.
    pub source: Vec<SourceSettings>,
    /// `[checks]`: what the load checks do.
    pub checks: CheckSettings,
    /// `[reps]`: who is reviewed.
    pub reps: RepSettings,
    /// `[review]`: what the review is for.
    pub review: ReviewSettings,
    /// `[risk]`: what counts as a miss.
    pub risk: RiskPolicy,
    /// `[targets]`: at what chance.
    pub targets: TargetSettings,
    /// `[scorecard]`: weights, points and bands of the KPI score; no scores without weights.
    pub scorecard: ScorecardSettings,
    /// `[contests]`: whether late changes of the rules count, and how chances are simulated.
    pub contests: ContestSettings,
}

/// `[company]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CompanySettings {
    /// Printed on the pack.
    pub name: String,
    /// ISO 4217; USD is assumed, and said to be assumed, where it is absent.
    pub currency: Option<Currency>,
    /// 1 to 12; 1 is the calendar year. `[calendar]` says the rest.
    pub fiscal_start_month: u32,
    /// The zone in which a timestamp becomes a business day, such as `Asia/Shanghai`; UTC where it is absent.
    pub time_zone: Option<String>,
    /// Whether the business began with the data, so that the first months' customers really are new.
    pub history_starts_with_business: bool,
    /// Source and licence of example data, printed on the pack.
    pub data_notice: String,
}

impl Default for CompanySettings {
    fn default() -> Self {
        CompanySettings {
            name: String::new(),
            currency: None,
            fiscal_start_month: 1,
            time_zone: None,
            history_starts_with_business: false,
            data_notice: String::new(),
        }
    }
}

/// `[store]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// The folder, read from where the configuration lies.
    pub dir: String,
}

impl Default for StoreSettings {
    fn default() -> Self {
        StoreSettings { dir: "attain-store".to_string() }
    }
}

/// `[reps]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RepSettings {
    /// The roles that are reviewed as reps; where it is empty, everybody who manages nobody.
    pub judged_roles: Vec<String>,
}

/// `[review]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewSettings {
    /// What the review is for, printed on the pack.
    pub purpose: String,
    /// The day as of which the data are read; the last business date in the store where it is absent.
    pub as_of: Option<Day>,
}

/// `[risk]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RiskPolicy {
    /// Under this share of the target a period counts as missed.
    pub share_of_target: f64,
    /// At and above this probability a rep is flagged.
    pub threshold: f64,
    /// Past rep-periods below which the logistic model is not fitted and the forecast stands alone.
    pub min_cases: usize,
    /// Misses (or hits, whichever are fewer) among them below which it is not fitted.
    pub min_events: usize,
}

impl Default for RiskPolicy {
    fn default() -> Self {
        RiskPolicy { share_of_target: 0.8, threshold: 0.5, min_cases: 18, min_events: 4 }
    }
}

/// `[targets]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetSettings {
    /// The metrics for which targets are proposed.
    pub metrics: Vec<String>,
    /// The chance at which they are set.
    pub chance: f64,
    /// The chance of the stretch value.
    pub stretch_chance: f64,
    /// The least chance at which a goal is spread.
    pub least_chance: f64,
    /// Money targets are rounded to this many major units.
    pub round_to: i64,
}

impl Default for TargetSettings {
    fn default() -> Self {
        TargetSettings {
            metrics: ["revenue_net", "gross_profit", "new_customers"].map(str::to_string).to_vec(),
            chance: 0.6,
            stretch_chance: 0.3,
            least_chance: 0.2,
            round_to: 100,
        }
    }
}

/// Settings, and the folder from which their paths are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Configuration {
    /// The settings.
    pub settings: Settings,
    /// The folder in which the file lies; empty where there is no file.
    pub base: PathBuf,
    /// Whether there was a file.
    pub from_file: bool,
}

/// A configuration that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsError {
    /// There is no such file.
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Not valid, or a key that there is not.
    Invalid {
        /// The path.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
        /// The way out.
        hint: Option<String>,
    },
    /// A file that `[calendar]` names has something wrong in it.
    CalendarFile {
        /// The path.
        path: PathBuf,
        /// What is wrong.
        error: CalendarFileError,
    },
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingsError::NotFound { path } => write!(f, "there is no configuration file `{}`", path.display()),
            SettingsError::Unreadable { path, reason } => write!(f, "`{}` cannot be read: {reason}", path.display()),
            SettingsError::Invalid { path, line, reason, .. } => {
                write!(f, "`{}` line {line}: {reason}", path.display())
            }
            SettingsError::CalendarFile { path, error } => write!(f, "`{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for SettingsError {}

impl SettingsError {
    /// The way out.
    pub fn hint(&self) -> Option<String> {
        match self {
            SettingsError::NotFound { .. } => Some("name one with --config FILE".to_string()),
            SettingsError::Unreadable { .. } => None,
            SettingsError::Invalid { hint, .. } => hint.clone(),
            SettingsError::CalendarFile { error, .. } => Some(error.hint().to_string()),
        }
    }
}

/// Reads a configuration file, and the files of its calendar.
pub fn read_configuration(path: &Path) -> Result<Configuration, SettingsError> {
    let text = read_text(path, || SettingsError::NotFound { path: path.to_path_buf() })?;
    let mut settings: Settings = toml::from_str(&text).map_err(|error| invalid(path, &text, &error))?;
    if let Some(fault) = settings.fault() {
        return Err(fault.on_its_line(path, &text));
    }
    let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
    settings.calendar.read_files(path, &text, &base)?;
    if let Err(error) = settings.fiscal_calendar() {
        return Err(Fault::of_calendar(&error).on_its_line(path, &text));
    }
    Ok(Configuration { settings, base, from_file: true })
}

fn read_text(path: &Path, absent: impl Fn() -> SettingsError) -> Result<String, SettingsError> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => absent(),
        _ => SettingsError::Unreadable { path: path.to_path_buf(), reason: error.to_string() },
    })
}

impl CalendarSettings {
    /// Reads the files that are named, from where the configuration lies.
    fn read_files(&mut self, configuration: &Path, text: &str, base: &Path) -> Result<(), SettingsError> {
        let read = |key: &str, name: &str| {
            let path = base.join(name);
            let absent = Fault {
                key: key.to_string(),
                received: format!("`{name}`, and there is no such file"),
                allowed: "paths are read from where the configuration lies".to_string(),
            };
            let text = read_text(&path, || absent.on_its_line(configuration, text))?;
            Ok::<_, SettingsError>((path, text))
        };
        if let Some(name) = &self.periods {
            let (path, text) = read("periods", name)?;
            let refused = |error| SettingsError::CalendarFile { path, error };
            self.period_table = Some(PeriodTable::read(&text).map_err(refused)?);
        }
        if let Some(name) = &self.holidays {
            let (path, text) = read("holidays", name)?;
            self.moved_days = read_holidays(&text).map_err(|error| SettingsError::CalendarFile { path, error })?;
        }
        Ok(())
    }
}

/// A value that is no setting.
struct Fault {
    key: String,
    received: String,
    allowed: String,
}

impl Fault {
    fn on_its_line(&self, path: &Path, text: &str) -> SettingsError {
        SettingsError::Invalid {
            path: path.to_path_buf(),
            line: line_of(text, &self.key),
            reason: format!("`{}` is {}", self.key, self.received),
            hint: Some(self.allowed.clone()),
        }
    }

    /// A calendar that cannot be built.
    fn of_calendar(error: &CalendarError) -> Fault {
        let (key, received) = match error {
            CalendarError::NoTable => ("pattern", "`table`, and no table of periods is named"),
            CalendarError::NoJanuary => ("spring_festival", "`joined`, and the periods are no calendar months"),
            CalendarError::NoWorkDay => ("weekend", "all seven days"),
            _ => ("fiscal_start_month", "no month"),
        };
        let allowed = error.hint().map_or_else(|| error.to_string(), str::to_string);
        Fault { key: key.to_string(), received: received.to_string(), allowed }
    }
}

impl Settings {
    /// The calendar that `[company]` and `[calendar]` describe.
    ///
    /// # Errors
    /// A calendar that cannot be built; a configuration that was read from a file has been through this.
    pub fn fiscal_calendar(&self) -> Result<FiscalCalendar, CalendarError> {
        self.calendar.build(self.company.fiscal_start_month)
    }

    /// The first value outside its range.
    fn fault(&self) -> Option<Fault> {
        let number = |key: &str, received: f64, low: f64, high: f64| {
            (!(low..=high).contains(&received)).then(|| Fault {
                key: key.to_string(),
                received: received.to_string(),
                allowed: format!("it lies between {low} and {high}"),
            })
        };
        let targets = &self.targets;
        number("fiscal_start_month", f64::from(self.company.fiscal_start_month), 1.0, 12.0)
            .or_else(|| number("share_of_target", self.risk.share_of_target, 0.01, 1.0))
            .or_else(|| number("threshold", self.risk.threshold, 0.01, 0.99))
            .or_else(|| number("chance", targets.chance, 0.01, 0.99))
            .or_else(|| number("stretch_chance", targets.stretch_chance, 0.01, targets.chance))
            .or_else(|| number("least_chance", targets.least_chance, 0.01, 0.99))
            .or_else(|| number("round_to", targets.round_to as f64, 1.0, 1e9))
            .or_else(|| number("draws", f64::from(self.contests.draws), 1_000.0, 1e6))
            .or_else(|| repeated(&targets.metrics))
            .or_else(|| self.unscorable())
            .or_else(|| {
                let fault = self.checks.fault()?;
                Some(Fault { key: fault.check, received: fault.received, allowed: fault.allowed })
            })
    }

    /// A weight on something that no scorecard line has.
    fn unscorable(&self) -> Option<Fault> {
        let scorable = || KpiMetric::ALL.into_iter().filter(|metric| metric.unit() != Unit::Share);
        let unknown = self.scorecard.weights.keys().find(|id| scorable().all(|metric| metric.id() != id.as_str()))?;
        Some(Fault {
            key: unknown.clone(),
            received: "no metric that a scorecard can hold".to_string(),
            allowed: format!("those are {}", scorable().map(KpiMetric::id).collect::<Vec<_>>().join(", ")),
        })
    }
}

fn repeated(metrics: &[String]) -> Option<Fault> {
    let twice = metrics.iter().enumerate().find(|(at, metric)| metrics[..*at].contains(metric))?.1;
    Some(Fault {
        key: "metrics".to_string(),
        received: format!("a list with `{twice}` twice"),
        allowed: "name each metric once".to_string(),
    })
}

/// The first line that sets the key; 1 where none does.
fn line_of(text: &str, key: &str) -> usize {
    let sets = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(sets).map_or(1, |at| at + 1)
}

/// The library's error in plain words, with the line it stands on.
fn invalid(path: &Path, text: &str, error: &toml::de::Error) -> SettingsError {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let on_line = text.lines().nth(line - 1).unwrap_or("");
    let Complaint { reason, hint } = complaint(error.message(), on_line);
    SettingsError::Invalid { path: path.to_path_buf(), line, reason, hint }
}
