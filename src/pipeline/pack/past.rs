//! What happened: KPI table, trends, attainment, cohorts, repeat purchase.

use crate::calendar::Period;
use crate::measures::cohort::{Cell, Triangle};
use crate::measures::kpi::{KpiContext, KpiMetric, attainment_bands, observe, value_of};
use crate::measures::observation::Observation;
use crate::measures::repeat::RateParts;
use crate::measures::{PeriodRange, Person, wilson_95};
use crate::quantity::{Measured, NullReason, Scalar, Unit};
use crate::review::pack::{
    AttainmentRow, AttainmentSection, Band, CohortCell, CohortRow, CohortTriangle, KpiColumn, KpiRow, KpiTable, Level,
    RateWithInterval, RepeatSection, Trend, TrendPoint,
};

use crate::pipeline::analysis::{Analysis, year_window_start};

/// How many periods a rep's attainment history shows.
const HISTORY_PERIODS: i32 = 8;

impl Analysis<'_> {
    /// The columns of the KPI table: those that exist at the grain.
    pub(super) fn kpi_columns(&self) -> Vec<KpiMetric> {
        let shown = [
            KpiMetric::RevenueNet,
            KpiMetric::GrowthMom,
            KpiMetric::GrowthQoq,
            KpiMetric::GrowthYoy,
            KpiMetric::Attainment,
            KpiMetric::GrossProfit,
            KpiMetric::GrossMargin,
            KpiMetric::Units,
            KpiMetric::Orders,
            KpiMetric::ActiveCustomers,
            KpiMetric::NewCustomers,
            KpiMetric::AvgOrder,
        ];
        shown.into_iter().filter(|metric| metric.fits(self.period.grain)).collect()
    }

    pub(super) fn kpi_table(&self) -> KpiTable {
        let metrics = self.kpi_columns();
        let mut rows = vec![self.kpi_row(Level::Company, "", "", &self.measured.company, 0, &metrics)];
        let mut teams = self.snapshot.people.teams();
        teams.push(String::new());
        for team in teams {
            let slicer = self.measured.teams.slicer();
            let slice = slicer.slices().iter().position(|slice| slice[0].key == team);
            // In the review of one team the first row is the team.
            if let Some(slice) = slice.filter(|_| !team.is_empty() && self.team.is_empty()) {
                rows.push(self.kpi_row(Level::Team, &team, &team, &self.measured.teams, slice, &metrics));
            }
            let mut people: Vec<&Person> =
                self.snapshot.people.all().iter().filter(|person| person.team == team).collect();
            people.sort_by(|a, b| (!a.judged, &a.name, &a.rep_id).cmp(&(!b.judged, &b.name, &b.rep_id)));
            for person in people.into_iter().filter(|person| self.is_shown(person)) {
                let Some(slice) = self.measured.reps.slicer().of_rep(&person.rep_id) else { continue };
                let level = if person.judged { Level::Rep } else { Level::Manager };
                rows.push(self.kpi_row(level, &person.rep_id, &person.name, &self.measured.reps, slice, &metrics));
            }
        }
        let columns = metrics
            .iter()
            .map(|metric| KpiColumn {
                metric_id: metric.id().to_string(),
                unit: metric.unit(),
                period: self.label(self.period),
            })
            .collect();
        KpiTable { period: self.label(self.period), columns, rows }
    }

    /// Judged reps in service, and whoever else sold something in the period.
    fn is_shown(&self, person: &Person) -> bool {
        let sold = self.history.sums(&person.rep_id, self.period).lines > 0;
        sold || self.history.has(&person.rep_id)
    }

    fn kpi_row(
        &self,
        level: Level,
        key: &str,
        name: &str,
        context: &KpiContext<'_>,
        slice: usize,
        metrics: &[KpiMetric],
    ) -> KpiRow {
        let cells = metrics.iter().map(|&metric| value_of(context, metric, slice, self.period).value).collect();
        KpiRow { level, key: key.to_string(), name: name.to_string(), cells }
    }

    /// The whole long table: company, teams and reps, every period up to the one under review.
    pub(super) fn observations(&self) -> Vec<Observation> {
        let mut rows = Vec::new();
        for context in [&self.measured.company, &self.measured.teams, &self.measured.reps] {
            let range = PeriodRange { first: context.range().first, last: self.period };
            rows.extend(observe(context, &KpiMetric::ALL, range));
        }
        rows.extend(self.repeat.by_period.iter().cloned());
        rows
    }

    pub(super) fn trends(&self) -> Vec<Trend> {
        let metrics = [
            KpiMetric::RevenueNet,
            KpiMetric::GrossProfit,
            KpiMetric::GrossMargin,
            KpiMetric::Orders,
            KpiMetric::ActiveCustomers,
            KpiMetric::NewCustomers,
            KpiMetric::AvgOrder,
        ];
        let last_month = self.period.months().last();
        let mut trends = Vec::new();
        for metric in metrics {
            trends.push(self.trend(metric, &self.measured.company, self.period));
            if let Some(month) = last_month.filter(|month| month.grain != self.period.grain) {
                trends.push(self.trend(metric, &self.measured.company_months, month));
            }
        }
        trends
    }

    fn trend(&self, metric: KpiMetric, context: &KpiContext<'_>, last: Period) -> Trend {
        let range = PeriodRange { first: context.range().first, last };
        let point = |period: Period| TrendPoint {
            period: self.label(period),
            value: value_of(context, metric, 0, period).value,
            partial: !context.is_complete(period),
        };
        Trend {
            metric_id: metric.id().to_string(),
            unit: metric.unit(),
            grain: last.grain,
            points: range.iter().map(point).collect(),
        }
    }

    pub(super) fn attainment(&self) -> AttainmentSection {
        let first = self.measured.reps.range().first.index.max(self.period.index + 1 - HISTORY_PERIODS);
        let periods: Vec<Period> =
            (first..=self.period.index).map(|index| Period { grain: self.period.grain, index }).collect();
        let mut rows: Vec<AttainmentRow> =
            self.history.reps.iter().filter_map(|person| self.attainment_row(person, &periods)).collect();
        let share = |row: &AttainmentRow| match row.attainment {
            Measured::Value(Scalar::Share(share)) => Some(share),
            _ => None,
        };
        rows.sort_by(|a, b| match (share(a), share(b)) {
            (Some(a_share), Some(b_share)) => b_share.total_cmp(&a_share).then(a.rep_id.cmp(&b.rep_id)),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => a.rep_id.cmp(&b.rep_id),
        });
        let attained: Vec<f64> = rows.iter().filter_map(share).collect();
        let bands = attainment_bands(&attained)
            .into_iter()
            .map(|(band, reps)| Band { lower: band.lower, upper: band.upper, reps })
            .collect();
        AttainmentSection {
            period: self.label(self.period),
            company: value_of(&self.measured.company, KpiMetric::Attainment, 0, self.period).value,
            share: value_of(&self.measured.company, KpiMetric::AttainmentShare, 0, self.period).value,
            bands,
            rows,
            history_periods: periods.iter().map(|&period| self.label(period)).collect(),
        }
    }

    /// Where the quota covers a part of the period, all three figures speak of that part.
    fn attainment_row(&self, person: &Person, periods: &[Period]) -> Option<AttainmentRow> {
        let slice = self.measured.reps.slicer().of_rep(&person.rep_id)?;
        let at = |metric: KpiMetric, period: Period| value_of(&self.measured.reps, metric, slice, period);
        let attainment = at(KpiMetric::Attainment, self.period);
        let value_or = |known: Option<Scalar>, other: Measured| known.map_or(other, Measured::Value);
        Some(AttainmentRow {
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            team: person.team.clone(),
            actual: value_or(attainment.numerator, at(KpiMetric::RevenueNet, self.period).value),
            target: value_or(attainment.denominator, Measured::Null(NullReason::NoTarget)),
            attainment: attainment.value,
            history: periods.iter().map(|&period| at(KpiMetric::Attainment, period).value).collect(),
        })
    }

    /// The revenue quota to hold against a rep's whole period; null where one covers a part of it only.
    pub(super) fn quota(&self, rep_id: &str, period: Period) -> Measured {
        let snapshot = self.snapshot;
        let person = snapshot.people.get(rep_id);
        match person.and_then(|who| snapshot.quotas.of_whole(who, "revenue_net", period, snapshot.calendar)) {
            Some(minor) => Measured::Value(Scalar::Money(minor)),
            None => Measured::Null(NullReason::NoTarget),
        }
    }

    pub(super) fn cohorts(&self) -> Vec<CohortTriangle> {
        self.triangles.iter().map(|triangle| self.cohort_triangle(triangle)).collect()
    }

    fn cohort_triangle(&self, triangle: &Triangle) -> CohortTriangle {
        let cell = |age: usize, size: i64, cell: &Cell| {
            let known = cell.null_reason != Some(NullReason::Immature);
            cohort_cell(age, size, known.then_some(cell.active), cell.null_reason)
        };
        let rows: Vec<CohortRow> = triangle
            .cohorts
            .iter()
            .map(|cohort| CohortRow {
                cohort: self.label(cohort.period),
                size: cohort.size,
                cells: cohort.cells.iter().enumerate().map(|(age, one)| cell(age, cohort.size, one)).collect(),
            })
            .collect();
        let ages = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let pooled = (0..ages).map(|age| pooled_cell(age, triangle)).collect();
        let left_censored = triangle
            .cohorts
            .iter()
            .filter(|cohort| self.measured.company.is_left_censored(cohort.period))
            .map(|cohort| self.label(cohort.period))
            .collect();
        CohortTriangle {
            metric_id: "retention.classic".to_string(),
            grain: triangle.grain,
            rows,
            pooled,
            left_censored,
        }
    }

    pub(super) fn repeat_section(&self) -> RepeatSection {
        let (calendar, snapshot) = (self.snapshot.calendar, self.snapshot);
        let all = format!(
            "{}–{}",
            calendar.label(calendar.period_of(snapshot.facts.first_day, self.period.grain)),
            calendar.label(calendar.period_of(snapshot.as_of, self.period.grain))
        );
        let columns: Vec<KpiColumn> = self
            .repeat
            .metrics
            .iter()
            .map(|metric| {
                let id = metric.id();
                let period = match id.as_str() {
                    "repeat_rate.window" => {
                        format!("{}–{}", self.label(year_window_start(self.period)), self.label(self.period))
                    }
                    "repurchase_rate.next" => self.label(self.period.previous()),
                    _ => all.clone(),
                };
                KpiColumn { metric_id: id, unit: Unit::Share, period }
            })
            .collect();
        let company = columns
            .iter()
            .zip(&self.repeat.company)
            .map(|(column, parts)| rate(column.metric_id.clone(), column.period.clone(), *parts))
            .collect();
        let rows = self
            .history
            .reps
            .iter()
            .filter_map(|person| {
                let slice = self.measured.reps.slicer().of_rep(&person.rep_id)?;
                let cells = self.repeat.reps.iter().map(|parts| parts[slice].value()).collect();
                Some(KpiRow { level: Level::Rep, key: person.rep_id.clone(), name: person.name.clone(), cells })
            })
            .collect();
        let points = self
            .repeat
            .by_year
            .iter()
            .map(|(end, parts)| TrendPoint {
                period: self.label(*end),
                value: parts.map_or(Measured::Null(NullReason::LeftCensored), RateParts::value),
                partial: false,
            })
            .collect();
        RepeatSection {
            period: self.label(self.period),
            company,
            by_rep: KpiTable { period: self.label(self.period), columns, rows },
            trend: Trend {
                metric_id: "repeat_rate.window".to_string(),
                unit: Unit::Share,
                grain: self.period.grain,
                points,
            },
            curves: self.repeat_curves(),
        }
    }
}

fn rate(metric_id: String, period: String, parts: RateParts) -> RateWithInterval {
    let interval = wilson_95(parts.numerator, parts.denominator);
    RateWithInterval {
        metric_id,
        period,
        value: parts.value(),
        numerator: parts.numerator,
        denominator: parts.denominator,
        lower: interval.map(|interval| interval.lower),
        upper: interval.map(|interval| interval.upper),
    }
}

fn cohort_cell(age: usize, size: i64, active: Option<i64>, null_reason: Option<NullReason>) -> CohortCell {
    let known = active.filter(|_| null_reason.is_none());
    let interval = known.and_then(|active| wilson_95(active, size));
    CohortCell {
        age: age as i64,
        size,
        active,
        value: known.map(|active| active as f64 / size as f64),
        lower: interval.map(|interval| interval.lower),
        upper: interval.map(|interval| interval.upper),
        null_reason,
    }
}

/// All cohorts that have a value at this age, their sums divided.
fn pooled_cell(age: usize, triangle: &Triangle) -> CohortCell {
    let mature = triangle
        .cohorts
        .iter()
        .filter_map(|cohort| cohort.cells.get(age).map(|cell| (cohort.size, cell)))
        .filter(|(_, cell)| cell.null_reason.is_none());
    let (size, active) = mature.fold((0, 0), |(size, active), (own, cell)| (size + own, active + cell.active));
    let reason = (size == 0).then_some(NullReason::Immature);
    cohort_cell(age, size, (size > 0).then_some(active), reason)
}
