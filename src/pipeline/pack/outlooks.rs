//! What is likely and what to aim for: forecasts and targets.

use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::models::clustered::Clustered;
use crate::models::forecast::{Coverage, Doubt, ModelUsed, SeriesForecast, StatedChance};
use crate::pipeline::modelled::{Modelled, Targets};
use crate::pipeline::oddities::{doubts_told, is_odd, odd_told};
use crate::pipeline::outlook::{Aim, MetricForecast, whole_ends, why_none_expected};
use crate::planning::{Driver, DriverMove, RefusalReason, Target, TargetDoubt};
use crate::quantity::{NullReason, word};
use crate::review::findings::sentence;
use crate::review::pack::{
    AccuracyRow, AdjustmentRow, Arg, CheckpointRow, DriverRow, ForecastRow, ForecastSection, IntervalRow, Sentence,
    StatedRow, TargetRow, TargetSection,
};

use super::shock::{common_shock, moved_by_bounds};
use super::summary::told_amount;
use super::target_basis::target_basis;

/// What was stated within so much of a chance is evidence for it.
pub(super) const ALIKE: f64 = 0.05;

impl Modelled<'_> {
    pub(super) fn forecast_section(&self, forecast: &MetricForecast) -> ForecastSection {
        let walk = &forecast.panel.walk_forward;
        let first = self.history.first.index;
        let periods: Vec<_> =
            (first..=self.period.index).map(|index| self.period.plus(index - self.period.index)).collect();
        let row = |(person, series): (&&Person, &SeriesForecast)| {
            self.forecast_row(person, series, forecast.metric, periods.len())
        };
        let rows = self.history.reps.iter().zip(&forecast.panel.forecasts).map(row).collect();
        let mut accuracy: Vec<AccuracyRow> = walk
            .accuracy
            .iter()
            .map(|one| AccuracyRow {
                method: one.method.word().to_string(),
                n: one.n as i64,
                mae: one.mae,
                smape: one.smape,
                mase: one.mase.is_finite().then_some(one.mase),
            })
            .collect();
        // What was tried on fewer cases cannot be ranked among the others.
        accuracy.sort_by(|a, b| b.n.cmp(&a.n).then(a.mae.total_cmp(&b.mae)).then(a.method.cmp(&b.method)));
        let one_step = |coverage: &&Coverage| coverage.step == 1 && coverage.n > 0;
        ForecastSection {
            metric_id: forecast.metric.id().to_string(),
            unit: forecast.metric.unit(),
            period: self.label(self.period.next()),
            history_periods: periods.iter().map(|&period| self.label(period)).collect(),
            rows,
            accuracy,
            coverage: walk
                .coverage
                .iter()
                .filter(one_step)
                .map(|one| {
                    let Coverage { level: stated, realised, n, lower, upper, origins, .. } = *one;
                    stated_row(stated, Clustered { value: realised, n, lower, upper, origins, subjects: 0 })
                })
                .collect(),
            origins: walk.origins.len() as i64,
        }
    }

    fn forecast_row(&self, person: &Person, series: &SeriesForecast, metric: KpiMetric, width: usize) -> ForecastRow {
        let values = self.history.values(metric, person);
        let mut history = vec![None; width.saturating_sub(values.len())];
        history.extend(values.into_iter().map(Some));
        let step = series.steps.first();
        let intervals = step.map_or(&[][..], |step| &step.intervals);
        ForecastRow {
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            history,
            n_history: series.n_history as i64,
            model: series.model.word().to_string(),
            mean: series.expected(1),
            median: step.and_then(|step| step.predictive.as_ref()).map(|predictive| predictive.median()),
            intervals: intervals
                .iter()
                .map(|one| {
                    let (lower, upper) = whole_ends(metric, (one.lower, one.upper));
                    IntervalRow { level: one.level, lower, upper, supported: one.supported }
                })
                .collect(),
            baselines: series.baselines.iter().map(|(method, value)| (method.word().to_string(), *value)).collect(),
            null_reason: why_none_expected(series, 1, NullReason::BelowMinN),
            doubts: self.forecast_doubts(person, metric, series),
        }
    }

    pub(in crate::pipeline) fn target_section(&self, targets: &Targets) -> TargetSection {
        let set = &targets.set;
        let forecast = self.forecasts.iter().find(|forecast| forecast.metric == targets.metric);
        let rows = self.history.reps.iter().map(|person| self.target_row(person, targets)).collect();
        let evidence = forecast.map_or(&[][..], |forecast| &forecast.panel.walk_forward.stated_vs_realised);
        TargetSection {
            metric_id: targets.metric.id().to_string(),
            unit: targets.metric.unit(),
            period: self.label(self.period.next()),
            chance: if let Aim::Chance(chance) = targets.aim { Some(chance) } else { None },
            goal: set.goal_minor,
            common_chance: set.common_chance,
            unallocated: set.unallocated_minor,
            rows,
            total: set.total_minor,
            team_chance: set.team_chance.as_ref().map(|team| team.chance_of_total),
            team_correlation: set.team_chance.as_ref().map(|team| team.correlation),
            common_shock: common_shock(set, targets.aim),
            moved_by_bounds: moved_by_bounds(set, targets.aim),
            evidence: evidence
                .iter()
                .filter(|one| one.n > 0)
                .map(|one| {
                    let StatedChance { stated, realised, n, lower, upper, origins } = *one;
                    stated_row(stated, Clustered { value: realised, n, lower, upper, origins, subjects: 0 })
                })
                .collect(),
            basis: Some(target_basis(targets, self.settings.targets.stretch_chance)),
        }
    }

    pub(super) fn target_row(&self, person: &Person, targets: &Targets) -> TargetRow {
        let metric_id = targets.metric.id();
        let next = self.period.next();
        let target_id = format!("{metric_id}:{}:{}", person.rep_id, self.label(next));
        match targets.set.of(&person.rep_id) {
            Some(target) => self.issued(person, targets, target, target_id),
            None => {
                let refusal = targets.set.refusal_of(&person.rep_id);
                refused(person, metric_id, target_id, refusal.map(|one| one.reason))
            }
        }
    }

    fn issued(&self, person: &Person, targets: &Targets, target: &Target, target_id: String) -> TargetRow {
        let next = self.period.next();
        let first_month = next.months().next().unwrap_or(next);
        // A target that a floor or a goal raised above the stretch amount leaves nothing to stretch for.
        let beyond = target.stretch_minor > target.target_minor;
        let below = target.commit_minor < target.target_minor && target.commit_minor > 0;
        let has_baseline = self.history.start_of(person).is_some();
        let mut adjustments = vec![AdjustmentRow { step: "quantile".to_string(), delta: target.start_minor }];
        adjustments.extend(
            target.adjustments.iter().map(|one| AdjustmentRow { step: word(&one.step), delta: one.delta_minor }),
        );
        TargetRow {
            target_id,
            rep_id: person.rep_id.clone(),
            name: person.name.clone(),
            team: person.team.clone(),
            baseline: has_baseline.then_some(target.baseline.value_minor),
            baseline_period: target.baseline.period_label.clone(),
            target: Some(target.target_minor),
            chance: Some(target.chance),
            lower_80: target.interval_supported.then_some(target.lower_80_minor),
            upper_80: target.interval_supported.then_some(target.upper_80_minor),
            stretch: beyond.then_some(target.stretch_minor),
            stretch_chance: beyond.then_some(target.stretch_chance),
            commit: below.then_some(target.commit_minor),
            commit_chance: below.then_some(target.commit_chance),
            floor: target.floor_minor,
            cap: target.cap_minor,
            adjustments,
            checkpoints: target
                .checkpoints
                .iter()
                .enumerate()
                .map(|(at, one)| CheckpointRow {
                    month: self.label(first_month.plus(at as i32)),
                    cumulative: one.cumulative_target_minor,
                    low: one.expected_low_minor,
                    high: one.expected_high_minor,
                })
                .collect(),
            // To a target under the baseline everything leads that stays as it is, and more than is asked for.
            drivers: target
                .drivers
                .iter()
                .filter(|one| one.possible && one.to > one.from)
                .map(|one| self.driver(one))
                .collect(),
            share_of_total: target.share_of_total,
            statement: self.statement(person, targets, target, has_baseline),
            status: word(&target.status),
            null_reason: None,
            doubts: target
                .doubts
                .iter()
                .filter_map(target_doubt)
                .chain(target.cap_minor.filter(|cap| beyond && target.stretch_minor > *cap).map(|cap| {
                    let cap = told_amount(targets.metric.unit(), cap);
                    sentence("doubt-stretch-over-cap", vec![("amount", cap)])
                }))
                .chain(self.odd_doubts(person, targets))
                .collect(),
        }
    }

    /// What is odd about the series that a target rests on.
    fn odd_doubts(&self, person: &Person, targets: &Targets) -> Vec<Sentence> {
        let forecast = self.forecasts.iter().find(|forecast| forecast.metric == targets.metric);
        // Forecasts come in the order of the reps.
        let place = self.history.place(&person.rep_id);
        let own = forecast.zip(place).and_then(|(forecast, place)| forecast.panel.forecasts.get(place));
        let doubts = own.map_or(&[][..], |own| &own.doubts);
        let last = self.history.base(targets.metric).last;
        let is_told = |doubt: &&Doubt| is_odd(&self.history, Some(targets.metric), &person.rep_id, doubt);
        doubts.iter().filter(is_told).filter_map(|doubt| odd_told(self.snapshot, last, doubt)).collect()
    }

    fn forecast_doubts(&self, person: &Person, metric: KpiMetric, series: &SeriesForecast) -> Vec<Sentence> {
        let is_told = |doubt: &&Doubt| is_odd(&self.history, Some(metric), &person.rep_id, doubt);
        let told: Vec<Doubt> = series.doubts.iter().filter(is_told).copied().collect();
        let mut doubts = doubts_told(self.snapshot, self.history.base(metric).last, &told);
        if series.model == ModelUsed::GroupRamp {
            doubts.push(sentence("doubt-group-ramp", vec![]));
        }
        doubts
    }

    fn driver(&self, one: &DriverMove) -> DriverRow {
        let (driver, divisor) = match one.driver {
            Driver::ActiveCustomers => ("active_customers", 1.0),
            Driver::OrdersPerCustomer => ("orders_per_customer", 1.0),
            Driver::AverageOrder => ("avg_order", self.snapshot.currency.minor_per_major() as f64),
            Driver::NewCustomers => ("new_customers", 1.0),
            Driver::GrossMargin => ("gross_margin", 1.0),
            Driver::CloseRate => ("close_rate", 1.0),
            Driver::ClosedDeals => ("closed_deals", 1.0),
        };
        // Nobody wins 15.09 deals: what it takes is the next whole one.
        let is_counted = matches!(one.driver, Driver::ActiveCustomers | Driver::NewCustomers | Driver::ClosedDeals);
        let to = if is_counted { one.to.ceil() } else { one.to / divisor };
        DriverRow { driver: driver.to_string(), from: one.from / divisor, to }
    }
}

fn refused(person: &Person, metric_id: &str, target_id: String, reason: Option<RefusalReason>) -> TargetRow {
    let (statement, null_reason, doubts) = match reason {
        Some(RefusalReason::NothingPositive) => ("target-refused-nothing", NullReason::NotPositive, vec![]),
        Some(RefusalReason::OnLeave) => ("target-refused-on-leave", NullReason::OnLeave, vec![]),
        Some(RefusalReason::NoHistory) | None => {
            ("target-refused", NullReason::BelowMinN, vec![sentence("doubt-no-own-history", vec![])])
        }
        Some(_) => ("target-refused", NullReason::BelowMinN, vec![]),
    };
    TargetRow {
        target_id,
        rep_id: person.rep_id.clone(),
        name: person.name.clone(),
        team: person.team.clone(),
        baseline: None,
        baseline_period: String::new(),
        target: None,
        chance: None,
        lower_80: None,
        upper_80: None,
        stretch: None,
        stretch_chance: None,
        commit: None,
        commit_chance: None,
        floor: None,
        cap: None,
        adjustments: Vec::new(),
        checkpoints: Vec::new(),
        drivers: Vec::new(),
        share_of_total: None,
        statement: sentence(
            statement,
            vec![("name", Arg::Text(person.name.clone())), ("metric", Arg::Metric(metric_id.to_string()))],
        ),
        status: "draft".to_string(),
        null_reason: Some(null_reason),
        doubts,
    }
}

fn target_doubt(doubt: &TargetDoubt) -> Option<Sentence> {
    let count = |n: usize| vec![("n", Arg::Count(n as i64))];
    match doubt {
        TargetDoubt::NoOwnHistory => Some(sentence("doubt-no-own-history", vec![])),
        TargetDoubt::ShortHistory { n_history, .. } => Some(sentence("doubt-short-history", count(*n_history))),
        TargetDoubt::ChanceBeyondSample { sample_size } | TargetDoubt::IntervalBeyondSample { sample_size } => {
            Some(sentence("doubt-interval-unsupported", count(*sample_size)))
        }
        _ => None,
    }
}

/// Something stated beside what came of it.
pub(super) fn stated_row(stated: f64, came: Clustered) -> StatedRow {
    StatedRow {
        stated,
        realised: came.value,
        n: came.n as i64,
        lower: came.lower,
        upper: came.upper,
        origins: came.origins as i64,
        verdict: came.against(stated).word().to_string(),
    }
}
