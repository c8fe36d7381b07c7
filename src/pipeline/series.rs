//! From measured values to the series that the models see: one a judged rep, complete periods only.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::calendar::{FiscalCalendar, Grain, Period};
use crate::failure::Failure;
use crate::measures::kpi::{KpiContext, KpiMetric, PeriodSums, value_of};
use crate::measures::records::closed_deals::closed_deals;
use crate::measures::{Dimension, MeasureError, PeriodRange, Person};
use crate::models::forecast::SeriesInput;

use super::level_forecast::regions_of;
use super::market::Market;
use super::snapshot::Snapshot;

/// The reps' history on one grain, up to and with the period under review.
pub struct RepHistory<'a> {
    /// The values by rep.
    pub context: KpiContext<'a>,
    /// The company's values.
    pub company: KpiContext<'a>,
    /// The reps, sorted by id.
    pub reps: Vec<&'a Person>,
    /// The first period in the data.
    pub first: Period,
    /// The period under review: the last one that the models see.
    pub last: Period,
    /// The market's index on the same periods, with each rep's region; none without the table `market_index`.
    pub(super) market: Option<(Market, Vec<String>)>,
    deals: OnceLock<DealsByPeriod>,
    calendar: FiscalCalendar,
    minor_per_major: i64,
}

/// Deals won or lost, and those won, by rep and period.
type DealsByPeriod = BTreeMap<(String, i32), (i64, i64)>;

impl<'a> RepHistory<'a> {
    /// How many deals a rep won or lost in a period, and how many of them were won; zeros where the store holds no
    /// opportunities. They are read once.
    pub(super) fn deals(&self, snapshot: &Snapshot, rep_id: &str, period: Period) -> Result<(i64, i64), Failure> {
        let known = match self.deals.get() {
            Some(known) => known,
            None => {
                let read = self.read_deals(snapshot)?;
                self.deals.get_or_init(|| read)
            }
        };
        Ok(known.get(&(rep_id.to_string(), period.index)).copied().unwrap_or_default())
    }

    fn read_deals(&self, snapshot: &Snapshot) -> Result<DealsByPeriod, Failure> {
        let deals = match closed_deals(&snapshot.tables, snapshot.as_of) {
            Ok(deals) => deals,
            Err(MeasureError::TableMissing { .. }) => return Ok(DealsByPeriod::new()),
            Err(error) => return Err(error.into()),
        };
        let mut counted = DealsByPeriod::new();
        for deal in deals.into_values().flatten() {
            let Some(day) = deal.closed else { continue };
            let period = self.calendar.period_of(day, self.last.grain);
            let (closed, won) = counted.entry((deal.rep_id, period.index)).or_default();
            *closed += 1;
            *won += i64::from(deal.won);
        }
        Ok(counted)
    }

    /// The judged reps who are in service at the end of `last`.
    pub fn build(snapshot: &'a Snapshot, last: Period) -> Result<RepHistory<'a>, Failure> {
        let context = snapshot.kpi_context(last.grain, &[Dimension::Rep])?;
        let company = snapshot.kpi_context(last.grain, &[])?;
        let calendar = snapshot.calendar;
        let first = context.range().first;
        let mut history = RepHistory {
            reps: snapshot.people.judged_on(calendar.last_day(last)).collect(),
            first,
            last,
            context,
            company,
            market: None,
            deals: OnceLock::new(),
            calendar,
            minor_per_major: snapshot.currency.minor_per_major(),
        };
        if let Some(market) = Market::of(snapshot, PeriodRange { first, last })? {
            let regions = regions_of(snapshot, &history)?;
            let region = |person: &&Person| regions.get(&person.rep_id).cloned().unwrap_or_default();
            history.market = Some((market, history.reps.iter().map(region).collect()));
        }
        Ok(history)
    }

    /// Refuses questions about reps where there is none to speak of.
    pub fn require_reps(&self) -> Result<(), Failure> {
        if self.reps.is_empty() {
            return Err(Failure::data(
                format!("there is no rep to speak of in {}", self.calendar.label(self.last)),
                Some(
                    "name the column of the reps: --column rep_id=\"its name\"; or see [reps] judged_roles".to_string(),
                ),
            )
            .in_chinese(
                format!("{} 没有可讨论的销售员", self.calendar.label(self.last)),
                Some("请指明销售员所在的列：--column rep_id=\"列名\"；或查看 [reps] judged_roles".to_string()),
            ));
        }
        Ok(())
    }

    /// The sums of one rep in one period; zeros where there is nothing.
    pub fn sums(&self, rep_id: &str, period: Period) -> PeriodSums {
        let slice = self.context.slicer().of_rep(rep_id);
        slice.and_then(|slice| self.context.sums(slice, period).copied()).unwrap_or_default()
    }

    /// The value of a metric for one rep and period, as a float in major units; none where it is null.
    pub fn value(&self, metric: KpiMetric, rep_id: &str, period: Period) -> Option<f64> {
        let slice = self.context.slicer().of_rep(rep_id)?;
        let value = value_of(&self.context, metric, slice, period).value.value()?;
        Some(value.to_f64(self.minor_per_major))
    }

    /// The first period that counts for a rep: the first that began in service, or the first with a sale where
    /// that was earlier. A period in which somebody was hired says little about what that person will do.
    pub fn start_of(&self, person: &Person) -> Option<Period> {
        let periods = || (self.first.index..=self.last.index).map(|index| Period { grain: self.last.grain, index });
        let first_sale = periods().find(|&period| self.sums(&person.rep_id, period).lines > 0);
        let first_full = person.hire_date.map(|hired| {
            let running = self.calendar.period_of(hired, self.last.grain);
            if self.calendar.first_day(running) == hired { running } else { running.next() }
        });
        match (first_sale, first_full) {
            (Some(sale), Some(full)) => Some(sale.min(full).max(self.first)),
            (Some(sale), None) => Some(sale),
            (None, Some(full)) if full <= self.last => Some(full.max(self.first)),
            (None, _) => None,
        }
    }

    /// The values of a metric from the rep's start to the last period; empty where there is no history, cut after
    /// the last gap where a value is null.
    pub fn values(&self, metric: KpiMetric, person: &Person) -> Vec<f64> {
        let Some(start) = self.start_of(person) else { return Vec::new() };
        let mut values = Vec::new();
        for index in start.index..=self.last.index {
            match self.value(metric, &person.rep_id, Period { grain: start.grain, index }) {
                Some(value) => values.push(value),
                None => values.clear(),
            }
        }
        values
    }

    /// The panel of a metric, in the order of the reps.
    pub fn panel(&self, metric: KpiMetric) -> Vec<SeriesInput> {
        self.reps
            .iter()
            .map(|person| {
                let values = self.values(metric, person);
                let first = self.last.plus(1 - values.len() as i32);
                SeriesInput {
                    id: person.rep_id.clone(),
                    first_season: first.number_in_year(),
                    group: (!person.team.is_empty()).then(|| person.team.clone()),
                    periods_before_data: None,
                    values,
                }
            })
            .collect()
    }

    /// The first period of the panel's longest series.
    pub fn panel_first(&self, metric: KpiMetric) -> Period {
        let longest = self.reps.iter().map(|person| self.values(metric, person).len()).max().unwrap_or(0);
        self.last.plus(1 - longest as i32)
    }

    /// What a rep would be expected to do in the period after `origin`: the mean of up to four last periods, moved
    /// by what the company's coming season was against the same periods a year earlier. None without history, or
    /// while the company has no full year behind it.
    pub fn seasonal_expectation(&self, person: &Person, origin: Period) -> Option<f64> {
        let start = self.start_of(person)?;
        let year = self.last.periods_per_year() as i32;
        let own_first = origin.index + 1 - year.min(origin.index + 1 - start.index);
        if own_first > origin.index || origin.index + 1 - year < self.first.index {
            return None;
        }
        let period = |index: i32| Period { grain: origin.grain, index };
        let mean = |value: &dyn Fn(Period) -> f64| {
            let sum: f64 = (own_first..=origin.index).map(|index| value(period(index))).sum();
            sum / f64::from(origin.index + 1 - own_first)
        };
        let company = |at: Period| self.company.sums(0, at).map_or(0.0, |sums| sums.net as f64);
        let own = mean(&|at| self.sums(&person.rep_id, at).net as f64) / self.minor_per_major as f64;
        let company_mean = mean(&company);
        if company_mean <= 0.0 {
            return None;
        }
        Some(own * company(origin.next().year_before()) / company_mean)
    }

    /// The share of each month within a period of this season, from the company's history; even where there is none.
    pub fn month_shares(&self, snapshot: &Snapshot, season: usize) -> Result<Vec<f64>, Failure> {
        let months = snapshot.kpi_context(Grain::Month, &[])?;
        let of_season = |index: &i32| Period { grain: self.last.grain, index: *index }.number_in_year() == season;
        let known = (self.first.index..=self.last.index + 4).find(of_season);
        let width =
            known.map_or(self.last.grain.months(), |index| Period { grain: self.last.grain, index }.month_count());
        let width = width as usize;
        let mut totals = vec![0.0_f64; width];
        for index in self.first.index..=self.last.index {
            let period = Period { grain: self.last.grain, index };
            if period.number_in_year() == season {
                for (at, month) in period.months().enumerate() {
                    totals[at] += months.sums(0, month).map_or(0.0, |sums| sums.net.max(0) as f64);
                }
            }
        }
        let sum: f64 = totals.iter().sum();
        Ok(totals.iter().map(|total| if sum > 0.0 { total / sum } else { 1.0 / width as f64 }).collect())
    }
}
