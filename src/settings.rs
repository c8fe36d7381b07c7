//! The configuration file, `attain.toml`.
//!
//! Each room's settings are checked where the room begins; here they are only read, with unknown keys refused.

mod company;
mod destination;
mod lines;
mod plain_words;
mod policies;
mod report;
mod review;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::appraisal::cases::CasesSettings;
use crate::appraisal::contest::ContestSettings;
use crate::appraisal::plan::PlanSettings;
use crate::appraisal::ratings::RatingSettings;
use crate::appraisal::{
    ApplicationSettings, AppraisalError, CoachingSettings, Purpose, ScorecardSettings, SettingFault,
};
use crate::calendar::{CalendarError, CalendarFileError, CalendarSettings, FiscalCalendar, PeriodTable, read_holidays};
use crate::measures::MeasureError;
use crate::measures::catalogue::definition;
use crate::measures::engine::EngineSettings;
use crate::measures::exchange::ExchangeSettings;
use crate::measures::family::{family_of, no_family};
use crate::planning::ScenarioSettings;
use crate::sources::{CheckSettings, SourceSettings};

use lines::{line_of, line_within, lines_before, scorecard_part};
use plain_words::{Complaint, complaint};

pub use company::{CompanySettings, ContractValue};
pub use destination::DestinationSettings;
pub use report::ReportSettings;
pub use review::ReviewSettings;

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
    /// `[engine]`: who builds the facts. The answers do not depend on it, so digests of the settings leave it out.
    #[serde(skip_serializing)]
    pub engine: EngineSettings,
    /// `[[source]]`: the files.
    pub source: Vec<SourceSettings>,
    /// `[[destination]]`: where results go, which changes none; digests of the settings leave it out.
    #[serde(skip_serializing)]
    pub destination: Vec<DestinationSettings>,
    /// `[checks]`: what the load checks do.
    pub checks: CheckSettings,
    /// `[exchange]`: how amounts in other currencies are converted.
    #[serde(skip_serializing_if = "ExchangeSettings::is_default")]
    pub exchange: ExchangeSettings,
    /// `[reps]`: who is reviewed.
    pub reps: RepSettings,
    /// `[review]`: what the review is for.
    pub review: ReviewSettings,
    /// `[report]`: how the pack is printed.
    #[serde(skip_serializing_if = "ReportSettings::is_default")]
    pub report: ReportSettings,
    /// `[risk]`: what counts as a miss.
    pub risk: RiskPolicy,
    /// `[targets]`: at what chance.
    pub targets: TargetSettings,
    /// `[[scenario]]`: what `attain whatif` compares.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenario: Vec<ScenarioSettings>,
    /// `[scorecard]`: weights, points and bands of the KPI score; no scores without weights.
    pub scorecard: ScorecardSettings,
    /// `[contests]`: whether late changes of the rules count, and how chances are simulated.
    pub contests: ContestSettings,
    /// `[ratings]`: how much each group of raters counts.
    pub ratings: RatingSettings,
    /// `[cases]`: the rubric and the rules of the case analysis.
    #[serde(skip_serializing_if = "CasesSettings::is_default")]
    pub cases: CasesSettings,
    /// `[coaching]`: when a driver is weak.
    #[serde(skip_serializing_if = "CoachingSettings::is_default")]
    pub coaching: CoachingSettings,
    /// `[plan]`: the rules of improvement plans.
    #[serde(skip_serializing_if = "PlanSettings::is_default")]
    pub plan: PlanSettings,
    /// `[application]`: what grades lead to; nothing is proposed without rules.
    #[serde(skip_serializing_if = "is_default")]
    pub application: ApplicationSettings,
    /// `[application_draft]`: a rule table that is not adopted: `attain decide --preview` says what it would pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_draft: Option<ApplicationSettings>,
}

fn is_default(settings: &ApplicationSettings) -> bool {
    *settings == ApplicationSettings::default()
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
    /// So many reps at risk can a manager act on in one period; the evidence says what the highest so many came to.
    pub act_on: usize,
}

impl Default for RiskPolicy {
    fn default() -> Self {
        RiskPolicy { share_of_target: 0.8, threshold: 0.5, min_cases: 18, min_events: 4, act_on: 5 }
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
    if let Some((section, fault)) = settings.fault_of_section() {
        return Err(fault.on_line(path, line_within(&text, section, &fault.key)));
    }
    if let Some((key, reason, hint)) = settings.scorecard_fault() {
        let line = line_of(scorecard_part(&text), &key) + lines_before(&text);
        return Err(SettingsError::Invalid { path: path.to_path_buf(), line, reason, hint: Some(hint) });
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
        self.on_line(path, line_of(text, &self.key))
    }

    fn on_line(&self, path: &Path, line: usize) -> SettingsError {
        SettingsError::Invalid {
            path: path.to_path_buf(),
            line,
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

impl From<SettingFault> for Fault {
    fn from(fault: SettingFault) -> Fault {
        Fault { key: fault.key, received: fault.received, allowed: fault.allowed }
    }
}

impl From<AppraisalError> for Fault {
    fn from(error: AppraisalError) -> Fault {
        match error {
            AppraisalError::Setting { field, received, low, high } => Fault {
                key: field.to_string(),
                received: received.to_string(),
                allowed: format!("it lies between {low} and {high}"),
            },
            other => Fault { key: String::new(), received: "no setting".to_string(), allowed: other.to_string() },
        }
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
            .or_else(|| number("act_on", self.risk.act_on as f64, 1.0, 10_000.0))
            .or_else(|| number("chance", targets.chance, 0.01, 0.99))
            .or_else(|| number("stretch_chance", targets.stretch_chance, 0.01, targets.chance))
            .or_else(|| number("least_chance", targets.least_chance, 0.01, 0.99))
            .or_else(|| number("round_to", targets.round_to as f64, 1.0, 1e9))
            .or_else(|| number("draws", f64::from(self.contests.draws), 1_000.0, 1e6))
            .or_else(|| repeated(&targets.metrics))
            .or_else(|| Purpose::fault(&self.review.purpose).map(Fault::from))
            .or_else(|| self.cases.fault().map(Fault::from))
            .or_else(|| self.coaching.checked().err().map(Fault::from))
            .or_else(|| self.plan.fault().map(Fault::from))
            .or_else(|| {
                let tables = std::iter::once(&self.application).chain(&self.application_draft);
                let fault = tables.into_iter().find_map(|table| table.fault(&self.scorecard.bands))?;
                Some(Fault { key: fault.key, received: fault.received, allowed: fault.allowed })
            })
            .or_else(|| self.unreadable_scenario())
            .or_else(|| self.wrong_group_weights())
            .or_else(|| {
                let fault = self.checks.fault()?;
                Some(Fault { key: fault.check, received: fault.received, allowed: fault.allowed })
            })
    }

    /// The first value outside its range whose key may stand in other sections too, such as `table` and `name`: the
    /// section, and the value.
    fn fault_of_section(&self) -> Option<(&'static str, Fault)> {
        let of_engine = || {
            let (key, received, allowed) = self.engine.fault()?;
            Some(("engine", Fault { key: key.to_string(), received, allowed }))
        };
        destination::fault(&self.destination).map(|fault| ("destination", fault)).or_else(of_engine)
    }

    /// What is wrong with the scorecard: its key, what it is, and the way out.
    fn scorecard_fault(&self) -> Option<(String, String, String)> {
        let card = &self.scorecard;
        if let Some(unknown) = card.weights.keys().find(|id| family_of(id).is_none()) {
            let error = no_family(unknown);
            let hint = match error {
                MeasureError::AnsweredElsewhere { .. } => {
                    "weigh metrics that attain kpi can measure by rep".to_string()
                }
                _ => error.hint().unwrap_or_default(),
            };
            return Some((unknown.clone(), format!("`{unknown}` is no metric that a scorecard can hold"), hint));
        }
        if card.weights.contains_key("attainment_share") {
            let (id, reason) = ("attainment_share", "`attainment_share` counts reps, and a card is of one rep");
            return Some((id.to_string(), reason.to_string(), "weigh `attainment` instead".to_string()));
        }
        let rules = |id: &str| card.metrics.get(id);
        let is_open = |id: &&String| {
            let neutral = definition(id).is_some_and(|definition| definition.better == "none");
            neutral && rules(id).is_none_or(|rules| rules.better.is_none() && rules.band.is_none())
        };
        if let Some(open) = card.weights.keys().find(is_open) {
            let hint = format!("say which way: [scorecard.metrics.\"{open}\"] better = \"higher\", or band = [20, 40]");
            return Some((open.clone(), format!("`{open}` is better neither high nor low"), hint));
        }
        let error = card.is_set().then(|| card.clone().checked().err()).flatten()?;
        Some((error.key().unwrap_or_default().to_string(), error.to_string(), error.hint()))
    }

    /// The first scenario with something in it that cannot be read.
    fn unreadable_scenario(&self) -> Option<Fault> {
        let error = self.scenario.iter().enumerate().find_map(|(at, one)| one.scenario(at + 1).err())?;
        Some(Fault { key: error.key, received: error.received, allowed: error.allowed })
    }

    /// Weights of rater groups that do not make up the whole.
    fn wrong_group_weights(&self) -> Option<Fault> {
        let error = self.ratings.clone().checked().err()?;
        Some(Fault {
            key: "group_weights".to_string(),
            received: format!("not sound: {error}"),
            allowed: "weights of manager, peer, subordinate and customer, none below 0, that sum to 100; self never \
                      counts"
                .to_string(),
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

/// The library's error in plain words, with the line it stands on.
fn invalid(path: &Path, text: &str, error: &toml::de::Error) -> SettingsError {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let on_line = text.lines().nth(line - 1).unwrap_or("");
    let Complaint { reason, hint } = complaint(error.message(), on_line);
    SettingsError::Invalid { path: path.to_path_buf(), line, reason, hint }
}
