//! One review computed: everything that the pack tells, before it is put into words.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::calendar::{Grain, Period};
use crate::failure::Failure;
use crate::measures::bridge::{Bridge, bridges};
use crate::measures::cohort::{Triangle, classic};
use crate::measures::cut::Cut;
use crate::measures::kpi::KpiContext;
use crate::measures::observation::Observation;
use crate::measures::repeat::{
    CURVE_DAYS, Occasions, RateParts, RepeatMetric, next_window, within_days, within_days_by_period, within_window,
};
use crate::measures::{Dimension, Facts, MeasureError, PeriodRange, Person, Slicer};
use crate::review::pack::{AppraisalSection, RiskEvidence};
use crate::settings::Settings;
use crate::store::LoadedSource;

use super::Rebuild;
use super::modelled::Modelled;
use super::outlook::Aim;
use super::pack;
use super::plan::{PlanBook, plan_book};
use super::quality::Quality;
use super::scores::Cards;
use super::series::RepHistory;
use super::side_by_side::side_by_side;
use super::snapshot::Snapshot;

/// The measured part, by company, team and rep.
pub(super) struct Measured<'a> {
    pub company: KpiContext<'a>,
    pub company_months: KpiContext<'a>,
    pub teams: KpiContext<'a>,
    pub reps: KpiContext<'a>,
}

/// Repeat rates of the company and by rep.
pub(super) struct Repeat {
    pub metrics: Vec<RepeatMetric>,
    /// For each metric, the parts of the company.
    pub company: Vec<RateParts>,
    /// For each metric, the parts by slice of the reps' slicer.
    pub reps: Vec<Vec<RateParts>>,
    /// The window rate of the company, a window a period.
    pub by_period: Vec<Observation>,
    /// The cohorts of the repeat-purchase curves, and by horizon the parts of each cohort.
    pub curve_cohorts: PeriodRange,
    pub curves: Vec<Vec<RateParts>>,
    /// The window rate of the company over the year that ends with each period; none before a year is over.
    pub by_year: Vec<(Period, Option<RateParts>)>,
}

/// What was measured and nothing that a model says.
pub(super) struct Past<'a> {
    pub measured: Measured<'a>,
    pub triangles: Vec<Triangle>,
    pub repeat: Repeat,
    pub bridges: Vec<(Period, Bridge)>,
}

impl Past<'_> {
    /// Trends, cohorts and repeat rates are formed side by side from the one set of facts.
    pub(super) fn of(snapshot: &Snapshot, period: Period) -> Result<Past<'_>, Failure> {
        let ((measured, triangles), (repeat, bridges)) = side_by_side(
            || side_by_side(|| measure(snapshot, period), || triangles(snapshot)),
            || side_by_side(|| repeat(snapshot, period), || bridges_to(snapshot, period)),
        );
        Ok(Past { measured: measured?, triangles: triangles?, repeat: repeat?, bridges: bridges? })
    }
}

/// Everything that a review rests on.
pub struct Analysis<'a> {
    /// What the models say.
    pub(super) modelled: Modelled<'a>,
    /// The team that is spoken of alone; empty for the whole company.
    pub(super) team: String,
    pub(super) measured: Measured<'a>,
    pub(super) triangles: Vec<Triangle>,
    pub(super) repeat: Repeat,
    /// Bridges of net revenue to the period, each with the period that it starts from.
    pub(super) bridges: Vec<(Period, Bridge)>,
    /// What the model's chances were worth, once it was asked; the packs of teams tell the company's.
    pub(super) evidence: Arc<OnceLock<(RiskEvidence, Option<RiskEvidence>)>>,
    pub(super) cards: Option<Cards>,
    pub(super) appraisal: AppraisalSection,
    /// The drivers of every rep against comparable ones, as `attain plan` has them; see [`Analysis::reviewed`].
    pub(super) book: Option<Arc<PlanBook>>,
    pub(super) quality: Quality,
    /// How the review is made again.
    pub(super) rebuild: Rebuild,
    pub(super) sources: Vec<LoadedSource>,
}

/// Whatever is asked about the models is asked of a review as well.
impl<'a> Deref for Analysis<'a> {
    type Target = Modelled<'a>;

    fn deref(&self) -> &Modelled<'a> {
        &self.modelled
    }
}

impl<'a> Analysis<'a> {
    /// Computes everything that a review tells of a period: what the figures and the models say, and each rep's drivers
    /// against comparable ones, ratings, plans, decisions, contests and cases, as far as their tables are in the store.
    /// `aim` holds for all metrics that targets are set on; net revenue is aimed at `revenue_goal`, where there is one.
    ///
    /// # Errors
    /// What the store says, and what the measures and models cannot do at all.
    pub fn reviewed(
        snapshot: &'a Snapshot,
        settings: &'a Settings,
        period: Period,
        aim: Option<Aim>,
        revenue_goal: Option<Aim>,
    ) -> Result<Analysis<'a>, Failure> {
        let history = Arc::new(RepHistory::build(snapshot, period)?);
        // The cards and the appraisal rest on the same ratings, which are judged once.
        let of_people = || {
            let cards = settings.scorecard.is_set().then(|| Cards::build(snapshot, settings, &history, 1));
            (cards.transpose(), Appraised::of(snapshot, settings, period))
        };
        let ((past, quality), (models, (cards, appraised))) = side_by_side(
            || side_by_side(|| Past::of(snapshot, period), || snapshot.quality(settings)),
            || side_by_side(|| Modelled::whole(snapshot, settings, &history, (aim, revenue_goal)), of_people),
        );
        let Past { measured, triangles, repeat, bridges } = past?;
        let (modelled, cards, quality) = (models?, cards?, quality?);
        let (rebuild, sources) = (snapshot.rebuild()?, snapshot.store.sources()?);
        let Appraised { book, section } = appraised?;
        Ok(Analysis {
            modelled,
            team: String::new(),
            measured,
            triangles,
            repeat,
            bridges,
            evidence: Arc::default(),
            cards,
            appraisal: section,
            book,
            quality,
            rebuild,
            sources,
        })
    }
}

/// What only a review tells.
struct Appraised {
    book: Option<Arc<PlanBook>>,
    section: AppraisalSection,
}

impl Appraised {
    fn of(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Appraised, Failure> {
        let calendar = snapshot.calendar;
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        let served = |person: &Person| person.hire_date.is_none_or(|hired| hired <= first);
        // Without anybody who served all of the period there is nobody to compare.
        let book = match snapshot.people.judged_on(last).any(served) {
            true => Some(Arc::new(plan_book(snapshot, settings, period)?)),
            false => None,
        };
        let section = pack::appraisal_section(snapshot, settings, period, book.as_deref())?;
        Ok(Appraised { book, section })
    }
}

fn measure(snapshot: &Snapshot, period: Period) -> Result<Measured<'_>, Failure> {
    Ok(Measured {
        company: snapshot.kpi_context(period.grain, &[])?,
        company_months: snapshot.kpi_context(Grain::Month, &[])?,
        teams: snapshot.kpi_context(period.grain, &[Dimension::Team])?,
        reps: snapshot.kpi_context(period.grain, &[Dimension::Rep])?,
    })
}

/// From the period before and from that of a year before, as far as the data hold them. Without a product on the lines
/// nothing can be told apart, and there is no bridge.
fn bridges_to(snapshot: &Snapshot, period: Period) -> Result<Vec<(Period, Bridge)>, Failure> {
    let mut starts = vec![period.previous(), period.year_before()];
    starts.dedup();
    starts.retain(|start| snapshot.require_data_in(*start).is_ok());
    if starts.is_empty() || snapshot.require_data_in(period).is_err() {
        return Ok(Vec::new());
    }
    let by_product = Cut::parse(&["product".to_string()], None)?;
    let found = by_product.bound(&snapshot.tables, snapshot.currency).and_then(|cut| {
        let pairs: Vec<(Period, Period)> = starts.iter().map(|start| (*start, period)).collect();
        bridges(&snapshot.company(), &cut, &pairs)
    });
    match found {
        Ok(found) => Ok(starts.into_iter().zip(found).collect()),
        Err(MeasureError::Cut(_) | MeasureError::TableMissing { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn triangles(snapshot: &Snapshot) -> Result<Vec<Triangle>, MeasureError> {
    let company = Slicer::new(&snapshot.facts, &snapshot.people, &[]);
    let of = |grain| classic(&snapshot.facts, &company, snapshot.calendar, grain, snapshot.as_of);
    Ok([of(Grain::Quarter)?, of(Grain::Month)?].concat())
}

/// The window is the year that ends with the period under review; horizons speak of everybody whose first purchase lies in the data; the
/// next-window rate of those active in the period before.
fn repeat(snapshot: &Snapshot, period: Period) -> Result<Repeat, MeasureError> {
    let company = Slicer::new(&snapshot.facts, &snapshot.people, &[]);
    let reps = Slicer::new(&snapshot.facts, &snapshot.people, &[Dimension::Rep]);
    let metrics = RepeatMetric::all();
    let company_days = Occasions::build(&snapshot.facts, &company);
    let rep_days = Occasions::build(&snapshot.facts, &reps);
    let first = snapshot.calendar.period_of(snapshot.facts.first_day, period.grain);
    let range = PeriodRange { first, last: period };
    let quarter = |day| snapshot.calendar.period_of(day, Grain::Quarter);
    let curve_cohorts = PeriodRange { first: quarter(snapshot.facts.first_day), last: quarter(snapshot.as_of) };
    let curve = |days| within_days_by_period(&company_days, days, snapshot.calendar, curve_cohorts, snapshot.as_of);
    let by_year = range
        .iter()
        .map(|end| {
            let start = year_window_start(end);
            let (from, to) = (snapshot.calendar.first_day(start), snapshot.calendar.last_day(end));
            let parts = (start >= first).then(|| within_window(&company_days, from, to)).transpose()?;
            Ok((end, parts.map(|parts| parts[0])))
        })
        .collect::<Result<_, MeasureError>>()?;
    let by_period = crate::measures::repeat::observe(
        &snapshot.facts,
        &company,
        snapshot.calendar,
        &[RepeatMetric::Window],
        range,
        snapshot.as_of,
    )?;
    let of_company = |&metric: &RepeatMetric| Ok(parts_of(snapshot, &company, &company_days, metric, period)?[0]);
    let of_reps = |&metric: &RepeatMetric| parts_of(snapshot, &reps, &rep_days, metric, period);
    Ok(Repeat {
        company: metrics.iter().map(of_company).collect::<Result<_, MeasureError>>()?,
        reps: metrics.iter().map(of_reps).collect::<Result<_, MeasureError>>()?,
        metrics,
        by_period,
        by_year,
        curves: CURVE_DAYS.into_iter().map(curve).collect::<Result<_, MeasureError>>()?,
        curve_cohorts,
    })
}

/// The first period of the year that ends with `period`.
pub(super) fn year_window_start(period: Period) -> Period {
    period.plus(1 - period.periods_per_year() as i32)
}

fn parts_of(
    snapshot: &Snapshot,
    slicer: &Slicer,
    occasions: &Occasions<'_>,
    metric: RepeatMetric,
    period: Period,
) -> Result<Vec<RateParts>, MeasureError> {
    let facts: &Facts = &snapshot.facts;
    let calendar = snapshot.calendar;
    match metric {
        RepeatMetric::Window => {
            within_window(occasions, calendar.first_day(year_window_start(period)), calendar.last_day(period))
        }
        RepeatMetric::WithinDays(days) => {
            within_days(facts, slicer, days, facts.first_day, snapshot.as_of, snapshot.as_of)
        }
        RepeatMetric::Next => next_window(occasions, calendar, period.previous(), snapshot.as_of),
    }
}
