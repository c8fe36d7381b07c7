//! The pack: everything that a report prints, as plain values, and nothing that is computed later.
//!
//! Texts are [`Sentence`]s, an id and its arguments, so that one pack can be printed in any language.

use serde::{Deserialize, Serialize};

use crate::calendar::{Day, Grain};
use crate::measures::observation::Observation;
use crate::quantity::{Currency, Measured, NullReason, Unit};

/// The number of this layout; it rises when a field changes its meaning or goes away.
pub const PACK_FORMAT: u32 = 1;

/// A whole review of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// See [`PACK_FORMAT`].
    pub format: u32,
    /// What was reviewed, from what, as of when.
    pub header: Header,
    /// What a leader reads in a minute.
    pub summary: Summary,
    /// Everybody who appears in the data, judged or not, sorted by id.
    pub people: Vec<Person>,
    /// The period's metrics for company, teams, reps and managers.
    pub kpi_table: KpiTable,
    /// The company's metrics over time, by month and by quarter.
    pub trends: Vec<Trend>,
    /// Actual against quota.
    pub attainment: AttainmentSection,
    /// Retention triangles, by month and by quarter.
    pub cohorts: Vec<CohortTriangle>,
    /// Repeat purchase of the company and by rep.
    pub repeat: RepeatSection,
    /// The next period's forecasts, one section a metric.
    pub forecasts: Vec<ForecastSection>,
    /// Who will probably miss the bar in the next period.
    pub risk: RiskSection,
    /// Proposed targets for the next period, one section a metric.
    pub targets: Vec<TargetSection>,
    /// A page for each judged rep, sorted by team and name.
    pub reps: Vec<RepPage>,
    /// What was loaded and what is doubtful about it.
    pub quality: QualitySection,
    /// The definition of every metric id that appears in the pack.
    pub definitions: Vec<DefinitionEntry>,
    /// Every measured value in the pack's long table, as `attain kpi` prints it.
    pub observations: Vec<Observation>,
}

/// What was reviewed, from what, as of when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The program's version.
    pub attain_version: String,
    /// The company's name from the configuration; empty where none is given.
    pub company: String,
    /// What the review is for, from the configuration; empty where none is given.
    pub purpose: String,
    /// The period under review.
    pub period: PeriodRef,
    /// The same period a year before.
    pub year_before: PeriodRef,
    /// The period before.
    pub previous: PeriodRef,
    /// The period that forecasts, flags and targets speak about.
    pub next: PeriodRef,
    /// Only rows known by this day count.
    pub as_of: Day,
    /// First business day in the orders.
    pub data_from: Day,
    /// Last business day in the orders.
    pub data_to: Day,
    /// The currency of all money in the pack.
    pub currency: Currency,
    /// The version of the store that was read.
    pub store_version: u64,
    /// A digest of the configuration.
    pub configuration: String,
    /// What was assumed because nothing said otherwise.
    pub assumptions: Vec<Sentence>,
    /// The licence and source of shipped example data; empty for the user's own.
    pub data_notice: String,
}

/// A period as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodRef {
    /// `2019-Q2`.
    pub label: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Whether the data cover it to its end.
    pub complete: bool,
}

/// A message by its id in the wording files, with its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// The message's id.
    pub id: String,
    /// Named arguments, in the order in which they were given.
    pub args: Vec<(String, Arg)>,
}

/// An argument of a message; the wording decides how it looks in each language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A name or code, printed as it is.
    Text(String),
    /// A metric's id, printed as its name.
    Metric(String),
    /// Money in minor units of the pack's currency, printed without minor digits where it is large.
    Money(i64),
    /// A fraction, printed as a percentage.
    Share(f64),
    /// A fraction, printed as a percentage with its sign.
    SignedShare(f64),
    /// A whole number; selects plural forms.
    Count(i64),
    /// A number with at most two decimals.
    Number(f64),
    /// A day.
    Date(Day),
    /// Several names, joined as the language does.
    List(Vec<String>),
    /// The id of another message, printed in its place.
    Message(String),
}

/// What a leader reads in a minute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// What happened and why, most important first.
    pub happened: Vec<Sentence>,
    /// Who is at risk.
    pub at_risk: Vec<Sentence>,
    /// What to aim for.
    pub aim: Vec<Sentence>,
    /// What should be decided.
    pub decide: Vec<Sentence>,
    /// How far the figures can be trusted.
    pub limits: Vec<Sentence>,
    /// The headline figures.
    pub cards: Vec<Card>,
}

/// A headline figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The definition's id.
    pub metric_id: String,
    /// The metric's unit.
    pub unit: Unit,
    /// The period's label.
    pub period: String,
    /// The value.
    pub value: Measured,
    /// Change against the previous period (`growth_qoq` or `growth_mom`).
    pub growth_previous: Measured,
    /// Change against the same period a year before (`growth_yoy`).
    pub growth_year: Measured,
    /// The last periods, oldest first, in major units; none where a value is absent.
    pub history: Vec<Option<f64>>,
}

/// A person in the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The id in the data.
    pub rep_id: String,
    /// The name, or the id where there is none.
    pub name: String,
    /// The team; empty where there is none.
    pub team: String,
    /// The role or title; empty where there is none.
    pub role: String,
    /// The manager's id; empty where there is none.
    pub manager_id: String,
    /// First day in service.
    pub hire_date: Option<Day>,
    /// Last day in service.
    pub leave_date: Option<Day>,
    /// Whether the person is reviewed as a rep; managers are not, their own sales count in team and company.
    pub judged: bool,
}

/// At which level a row of the KPI table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The whole company.
    Company,
    /// A team.
    Team,
    /// A judged rep.
    Rep,
    /// Somebody with sales who is not judged as a rep.
    Manager,
}

/// Metrics in columns, company, teams and people in rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiTable {
    /// The period's label.
    pub period: String,
    /// The columns.
    pub columns: Vec<KpiColumn>,
    /// Company first, then each team followed by its people.
    pub rows: Vec<KpiRow>,
}

/// A column of a KPI table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiColumn {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period that its values speak of; usually the table's.
    pub period: String,
}

/// A row of a KPI table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiRow {
    /// Company, team, rep or manager.
    pub level: Level,
    /// Team name or rep id; empty for the company.
    pub key: String,
    /// What to print.
    pub name: String,
    /// One cell a column.
    pub cells: Vec<Measured>,
}

/// One metric of the company over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// Month or quarter.
    pub grain: Grain,
    /// Oldest first, without gaps.
    pub points: Vec<TrendPoint>,
}

/// One period of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    /// The period's label.
    pub period: String,
    /// The value.
    pub value: Measured,
    /// Whether the data end before the period does.
    pub partial: bool,
}

/// Actual against quota in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttainmentSection {
    /// The period's label.
    pub period: String,
    /// The company's attainment: Σ actual ÷ Σ quota of those who have one (`attainment`).
    pub company: Measured,
    /// The share of judged reps at or above target (`attainment_share`).
    pub share: Measured,
    /// The distribution of judged reps (`attainment_bands`).
    pub bands: Vec<Band>,
    /// Judged reps, highest attainment first, those without a target last.
    pub rows: Vec<AttainmentRow>,
    /// The labels of the periods in each row's history, oldest first.
    pub history_periods: Vec<String>,
}

/// A band of the attainment distribution: lower ≤ attainment < upper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lower edge; none for the lowest band.
    pub lower: Option<f64>,
    /// Upper edge; none for the highest band.
    pub upper: Option<f64>,
    /// How many judged reps fall into it.
    pub reps: i64,
}

/// One rep against the quota.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttainmentRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// Net revenue.
    pub actual: Measured,
    /// The quota in force; null with `no_target`.
    pub target: Measured,
    /// Actual ÷ target.
    pub attainment: Measured,
    /// Attainment in the periods named in the section.
    pub history: Vec<Measured>,
}

/// A retention triangle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortTriangle {
    /// The definition's id: `retention.classic`.
    pub metric_id: String,
    /// Month or quarter.
    pub grain: Grain,
    /// One row a cohort, oldest first.
    pub rows: Vec<CohortRow>,
    /// All mature cohorts together, by age.
    pub pooled: Vec<CohortCell>,
    /// The first cohort holds everybody who bought at the data's start, new or not; named so that it is not
    /// read as a cohort of new customers.
    pub left_censored: Vec<String>,
}

/// One cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortRow {
    /// The label of the period of first purchase.
    pub cohort: String,
    /// How many customers.
    pub size: i64,
    /// One cell an age, from 0.
    pub cells: Vec<CohortCell>,
}

/// One cell of a triangle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortCell {
    /// Periods since the first purchase.
    pub age: i64,
    /// Members of age `age` in the data (the denominator).
    pub size: i64,
    /// Members with a purchase at that age; none where immature.
    pub active: Option<i64>,
    /// Active ÷ size.
    pub value: Option<f64>,
    /// Lower end of the Wilson 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub upper: Option<f64>,
    /// Why there is no value.
    pub null_reason: Option<NullReason>,
}

/// Repeat purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatSection {
    /// The period's label.
    pub period: String,
    /// The company's rates, in the order of the columns of `by_rep`.
    pub company: Vec<RateWithInterval>,
    /// The same by rep: a customer counts for the rep of the purchase occasion.
    pub by_rep: KpiTable,
    /// The window rate over time.
    pub trend: Trend,
}

/// A proportion with its sampling interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateWithInterval {
    /// The definition's id.
    pub metric_id: String,
    /// The period that it speaks of: the window, or the span of first purchases for a horizon.
    pub period: String,
    /// The rate.
    pub value: Measured,
    /// Customers or orders counted above the line.
    pub numerator: i64,
    /// Customers or orders below the line.
    pub denominator: i64,
    /// Lower end of the Wilson 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the Wilson 95 % interval.
    pub upper: Option<f64>,
}

/// The forecasts of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastSection {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period that is forecast.
    pub period: String,
    /// The labels of the history, oldest first.
    pub history_periods: Vec<String>,
    /// Judged reps, in the order of the pack's people.
    pub rows: Vec<ForecastRow>,
    /// How each method did in the walk-forward, best first.
    pub accuracy: Vec<AccuracyRow>,
    /// How often the stated intervals held.
    pub coverage: Vec<StatedRow>,
    /// Walk-forward origins and forecasts that the accuracy rests on.
    pub origins: i64,
}

/// The forecast of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// Past values in major units, aligned with the section's periods; none before the rep began.
    pub history: Vec<Option<f64>>,
    /// Periods of the rep's own history.
    pub n_history: i64,
    /// Which model was used: `combination`, `short_blend`, `group_ramp`.
    pub model: String,
    /// The point forecast (the mean of the members), in major units; none where nothing can be said.
    pub mean: Option<f64>,
    /// The middle of the predictive distribution.
    pub median: Option<f64>,
    /// The intervals.
    pub intervals: Vec<IntervalRow>,
    /// The plain baselines' forecasts by method id.
    pub baselines: Vec<(String, f64)>,
    /// Why there is no forecast.
    pub null_reason: Option<NullReason>,
    /// What is doubtful about it.
    pub doubts: Vec<Sentence>,
}

/// An interval at a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntervalRow {
    /// The level, such as 0.8.
    pub level: f64,
    /// Lower end in major units.
    pub lower: f64,
    /// Upper end in major units.
    pub upper: f64,
    /// Whether there are enough past errors for this level.
    pub supported: bool,
}

/// How a method did in the walk-forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccuracyRow {
    /// The method's id.
    pub method: String,
    /// Forecasts compared.
    pub n: i64,
    /// Mean absolute error in major units.
    pub mae: f64,
    /// Symmetric mean absolute percentage error, in percent (0–200).
    pub smape: f64,
    /// Mean absolute error in units of the series' seasonal-naive error; none where that is undefined.
    pub mase: Option<f64>,
}

/// A stated probability and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatedRow {
    /// The stated probability.
    pub stated: f64,
    /// The share of cases in which it came true.
    pub realised: f64,
    /// Cases.
    pub n: i64,
}

/// Reps at risk in the next period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskSection {
    /// The period that the probabilities speak about.
    pub period: String,
    /// The share of the target that counts as a miss: 0.8.
    pub share_of_target: f64,
    /// The probability at and above which a rep is flagged.
    pub threshold: f64,
    /// Judged reps, highest probability first, abstentions last.
    pub rows: Vec<RiskRow>,
    /// What the probabilities rest on.
    pub evidence: RiskEvidence,
}

/// The risk of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The amount under which the next period counts as missed, in minor units.
    pub bar_minor: Option<i64>,
    /// Where the bar comes from: `quota` or `seasonal_expectation`.
    pub bar_source: String,
    /// The probability of staying under the bar.
    pub probability: Option<f64>,
    /// Whether the probability is at or above the threshold.
    pub flagged: bool,
    /// Log-odds before any reason: what an average rep would get; none where abstained.
    pub base_logit: Option<f64>,
    /// Log-odds of the probability: `base_logit` plus the contributions; none where abstained.
    pub logit: Option<f64>,
    /// Reasons, strongest first; the contributions are log-odds and add up.
    pub reasons: Vec<ReasonRow>,
    /// The smallest change that clears the flag; none where there is none in range or no flag.
    pub clears: Option<ClearsRow>,
    /// Why nothing is said about this rep.
    pub abstained: Option<Sentence>,
    /// `below_min_n` where abstained.
    pub null_reason: Option<NullReason>,
}

/// One reason of a risk score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonRow {
    /// The feature's id.
    pub feature: String,
    /// The group of features it belongs to.
    pub group: String,
    /// The rep's value; none where it is not known and the average stood in.
    pub value: Option<f64>,
    /// What it adds to the log-odds; positive raises the risk.
    pub contribution: f64,
}

/// The smallest change that clears a flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClearsRow {
    /// The feature's id.
    pub feature: String,
    /// Its value now.
    pub from: f64,
    /// The value that would clear the flag.
    pub to: f64,
    /// The probability then.
    pub probability_after: f64,
}

/// What the risk probabilities rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskEvidence {
    /// `logistic` or `forecast_only`.
    pub model: String,
    /// The model's version text.
    pub model_version: String,
    /// Why the plain forecast was used instead of the logistic model; none where it was not.
    pub fallback: Option<Sentence>,
    /// Past rep-periods that the model was fitted on.
    pub n_cases: i64,
    /// How many of them were misses.
    pub n_events: i64,
    /// Reps among them.
    pub n_reps: i64,
    /// Walk-forward origins.
    pub n_origins: i64,
    /// Walk-forward results, the used model first, then the honest baselines.
    pub results: Vec<RiskResult>,
}

/// How a risk score did in the walk-forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskResult {
    /// The score's id: `model`, `forecast_alone`, `base_rate`, `missed_last_period`, `momentum`.
    pub score: String,
    /// Cases scored before their outcome was known.
    pub n: i64,
    /// Share of misses among them; none without cases.
    pub event_rate: Option<f64>,
    /// Area under the curve; none where only one class occurred.
    pub auc: Option<f64>,
    /// Brier score.
    pub brier: Option<f64>,
    /// Brier skill over the base rate.
    pub brier_skill: Option<f64>,
    /// Expected calibration error.
    pub ece: Option<f64>,
}

/// Targets of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetSection {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period of the targets.
    pub period: String,
    /// The chance that was asked for; none for a goal.
    pub chance: Option<f64>,
    /// The goal that was spread, in minor units or a count.
    pub goal: Option<i64>,
    /// The chance that a goal gives to every rep.
    pub common_chance: Option<f64>,
    /// What of the goal no rep can be asked for at the policy's least chance.
    pub unallocated: i64,
    /// Judged reps, by team and name.
    pub rows: Vec<TargetRow>,
    /// Σ targets, in minor units or a count.
    pub total: i64,
    /// The chance that the reps together reach the total.
    pub team_chance: Option<f64>,
    /// The correlation of the reps' results that it rests on.
    pub team_correlation: Option<f64>,
    /// How often targets stated so were reached in the walk-forward.
    pub evidence: Vec<StatedRow>,
}

/// The SMART target of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// A stable id: metric, rep and period.
    pub target_id: String,
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The same period's value a year before (or the last period's), in minor units or a count.
    pub baseline: Option<i64>,
    /// The period of the baseline.
    pub baseline_period: String,
    /// The target; none where it is refused.
    pub target: Option<i64>,
    /// The stated chance of reaching it.
    pub chance: Option<f64>,
    /// Lower end of the 80 % interval.
    pub lower_80: Option<i64>,
    /// Upper end of the 80 % interval.
    pub upper_80: Option<i64>,
    /// The stretch value.
    pub stretch: Option<i64>,
    /// The chance of reaching the stretch value.
    pub stretch_chance: Option<f64>,
    /// The least that the policy allows as a target.
    pub floor: Option<i64>,
    /// The most that the policy allows as a target.
    pub cap: Option<i64>,
    /// From the raw quantile to the target, step by step.
    pub adjustments: Vec<AdjustmentRow>,
    /// Cumulative checkpoints by month.
    pub checkpoints: Vec<CheckpointRow>,
    /// What would have to move, each alone.
    pub drivers: Vec<DriverRow>,
    /// The rep's share of the total.
    pub share_of_total: Option<f64>,
    /// The target as a sentence.
    pub statement: Sentence,
    /// `draft`, `proposed`, `agreed`, `locked`; attain proposes.
    pub status: String,
    /// Why there is no target.
    pub null_reason: Option<NullReason>,
    /// What is doubtful about it.
    pub doubts: Vec<Sentence>,
}

/// One step from the forecast's quantile to the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdjustmentRow {
    /// Which step: `quantile`, `rounding`, `floor`, `cap`, `goal` …
    pub step: String,
    /// Its amount in minor units or a count.
    pub delta: i64,
}

/// A checkpoint inside the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckpointRow {
    /// The month's label.
    pub month: String,
    /// What should be reached by its end.
    pub cumulative: i64,
    /// Lower end of the expected band.
    pub low: i64,
    /// Upper end of the expected band.
    pub high: i64,
}

/// A driver that would have to move for the target to be reached, the others unchanged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverRow {
    /// The driver's id: `active_customers`, `orders_per_customer`, `avg_order`, `new_customers`, `gross_margin`.
    pub driver: String,
    /// Its value in the baseline period (money in major units).
    pub from: f64,
    /// The value it would need.
    pub to: f64,
}

/// One rep's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepPage {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The role or title.
    pub role: String,
    /// The manager's name; empty where there is none.
    pub manager: String,
    /// First day in service.
    pub hire_date: Option<Day>,
    /// The period's metrics, in the order of the KPI table's columns.
    pub kpis: Vec<Measured>,
    /// Net revenue by quarter, aligned with the forecast section's periods, with the quota beside it.
    pub quarters: Vec<RepQuarter>,
    /// The score, if there is enough to score.
    pub score: Option<f64>,
    /// The grade letter.
    pub grade: Option<String>,
    /// Points to the next better band.
    pub to_next_band: Option<f64>,
    /// How the score came about.
    pub score_lines: Vec<ScoreLine>,
    /// Where the rep stands out for the better.
    pub strengths: Vec<Sentence>,
    /// Where the rep is weak against comparable reps.
    pub weaknesses: Vec<Sentence>,
    /// Coaching topics that the weak drivers point to.
    pub topics: Vec<TopicRow>,
    /// The targets as sentences.
    pub targets: Vec<Sentence>,
    /// What is doubtful about this page.
    pub doubts: Vec<Sentence>,
}

/// One quarter of a rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepQuarter {
    /// The period's label.
    pub period: String,
    /// Net revenue; null before the rep began.
    pub revenue: Measured,
    /// The quota in force.
    pub quota: Measured,
}

/// One line of a scorecard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The weight after missing lines were taken out, in points of 100.
    pub weight: f64,
    /// The value.
    pub value: Measured,
    /// What the value was scored against.
    pub target: Measured,
    /// Where that comes from: `quota` or `year_before`; empty where there is none.
    pub target_source: String,
    /// Score from 0 to the cap.
    pub score: Option<f64>,
}

/// A coaching topic in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicRow {
    /// The topic's id.
    pub topic: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// One sentence of advice in English.
    pub advice_en: String,
    /// One sentence of advice in Chinese.
    pub advice_zh: String,
    /// The metric that pointed to it.
    pub driver: String,
}

/// What was loaded and what is doubtful about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QualitySection {
    /// One account a file: rows read = loaded + duplicates dropped + rejected.
    pub accounts: Vec<FileAccount>,
    /// How the columns were matched.
    pub mapping: Vec<MappingRow>,
    /// What was found.
    pub findings: Vec<Sentence>,
    /// Filled share of the columns that metrics need.
    pub coverage: Vec<CoverageRow>,
}

/// The account of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileAccount {
    /// The canonical table.
    pub table: String,
    /// The file's name without its folder.
    pub file: String,
    /// Rows read.
    pub rows_read: i64,
    /// Rows loaded.
    pub rows_loaded: i64,
    /// Exact duplicates dropped.
    pub duplicates_dropped: i64,
    /// Rows rejected.
    pub rows_rejected: i64,
    /// Rows loaded with a warning.
    pub rows_warned: i64,
}

/// How one column was matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MappingRow {
    /// The canonical table.
    pub table: String,
    /// The file's own column name.
    pub source: String,
    /// The canonical column, or `x_…` where it is carried along.
    pub column: String,
    /// `configured`, `name`, `synonym` or `carried`.
    pub how: String,
}

/// How much of a column is filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// The canonical table.
    pub table: String,
    /// The canonical column.
    pub column: String,
    /// Filled rows ÷ rows.
    pub share: f64,
}

/// A definition as printed in the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefinitionEntry {
    /// The metric's id.
    pub metric_id: String,
    /// The name in English.
    pub name_en: String,
    /// The name in Chinese.
    pub name_zh: String,
    /// What it is, in English.
    pub sentence_en: String,
    /// What it is, in Chinese.
    pub sentence_zh: String,
    /// The formula.
    pub formula: String,
    /// Its unit.
    pub unit: Unit,
    /// `higher`, `lower` or `none`.
    pub better: String,
}
