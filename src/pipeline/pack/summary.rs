//! What a leader reads in a minute.

use super::outlooks::ALIKE;
use super::shock::moved_by_bounds;
use crate::calendar::{Day, Grain, Period};
use crate::measures::kpi::{KpiMetric, value_of, values_compared};
use crate::models::forecast::{StatedChance, chance_kept};
use crate::models::predictive::Side;
use crate::pipeline::analysis::{Analysis, year_window_start};
use crate::pipeline::modelled::{Modelled, Targets};
use crate::pipeline::outlook::Aim;
use crate::pipeline::risk::BarSource;
use crate::quantity::{Currency, Measured, NullReason, Scalar, Unit, divide_half_even};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Card, RiskRow, Sentence, Summary};

/// A realised share this far from the stated chance is told as a doubt, where it rests on so many cases.
const CHANCE_OFF: f64 = 0.1;
const CHANCE_CASES: usize = 10;

/// How many periods a card's line shows.
const CARD_PERIODS: i32 = 8;

/// An amount of a metric in a sentence: money in its currency, pieces whole, counts as they are.
pub(in crate::pipeline) fn told_amount(unit: Unit, minor: i64) -> Arg {
    match unit {
        Unit::Money => Arg::Money(minor),
        Unit::Units => Arg::Count(divide_half_even(minor, Scalar::UNITS_SCALE)),
        _ => Arg::Count(minor),
    }
}

pub(super) fn plain(id: &str) -> Sentence {
    sentence(id, vec![])
}

pub(super) fn assume_currency(currency: Currency) -> Sentence {
    sentence("assume-currency", vec![("currency", Arg::Text(currency.code().to_string()))])
}

pub(super) fn assume_as_of(day: Day) -> Sentence {
    sentence("assume-as-of", vec![("day", Arg::Date(day))])
}

impl Analysis<'_> {
    /// `rows` are [`Analysis::risk_rows`].
    pub(super) fn summary(&self, rows: &[RiskRow]) -> Summary {
        let of = |is_meant: fn(&RiskRow) -> bool| -> Vec<String> {
            rows.iter().filter(|row| is_meant(row)).map(|row| row.name.clone()).collect()
        };
        let flagged = of(|row| row.flagged);
        let on_leave = of(|row| row.null_reason == Some(NullReason::OnLeave));
        let abstained = of(|row| row.abstained.is_some() && row.null_reason != Some(NullReason::OnLeave));
        Summary {
            happened: self.happened(),
            at_risk: self.at_risk(&flagged, &abstained, on_leave),
            aim: self.aim(),
            decide: self.decide(flagged, abstained),
            limits: self.limits(),
            cards: self.cards(),
        }
    }

    fn company(&self, metric: KpiMetric, period: Period) -> Measured {
        value_of(&self.measured.company, metric, 0, period).value
    }

    fn money(&self, metric: KpiMetric, period: Period) -> Option<i64> {
        match self.company(metric, period).value() {
            Some(Scalar::Money(minor)) => Some(minor),
            _ => None,
        }
    }

    fn count(&self, metric: KpiMetric, period: Period) -> Option<i64> {
        match self.company(metric, period).value() {
            Some(Scalar::Count(count)) => Some(count),
            _ => None,
        }
    }

    fn share(&self, metric: KpiMetric, period: Period) -> Option<f64> {
        match self.company(metric, period).value() {
            Some(Scalar::Share(share)) => Some(share),
            _ => None,
        }
    }

    fn cards(&self) -> Vec<Card> {
        let metrics = [
            KpiMetric::RevenueNet,
            KpiMetric::Attainment,
            KpiMetric::GrossMargin,
            KpiMetric::ActiveCustomers,
            KpiMetric::NewCustomers,
        ];
        let first = self.measured.company.range().first.index.max(self.period.index + 1 - CARD_PERIODS);
        metrics
            .into_iter()
            .map(|metric| Card {
                metric_id: metric.id().to_string(),
                unit: metric.unit(),
                period: self.label(self.period),
                value: self.company(metric, self.period),
                growth_previous: self.change(metric, self.period.previous()),
                growth_year: self.change(metric, self.period.year_before()),
                history: (first..=self.period.index)
                    .map(|index| self.major(self.company(metric, Period { grain: self.period.grain, index })))
                    .collect(),
            })
            .collect()
    }

    /// The change of any metric against an earlier period of the data: relative, of a share in points.
    fn change(&self, metric: KpiMetric, base: Period) -> Measured {
        let (now, before) = values_compared(&self.measured.company, metric, 0, self.period, base);
        match (self.major(now), before.and_then(|before| self.major(before))) {
            (Some(now), Some(before)) if metric.unit() == Unit::Share => Measured::Value(Scalar::Share(now - before)),
            (Some(now), Some(before)) => Measured::share(now - before, before),
            (None, _) => now,
            (_, None) => Measured::Null(crate::quantity::NullReason::LeftCensored),
        }
    }

    /// A count in an earlier period, as it can be compared with the one under review.
    fn count_compared(&self, metric: KpiMetric, base: Period) -> Option<i64> {
        match values_compared(&self.measured.company, metric, 0, self.period, base).1?.value() {
            Some(Scalar::Count(count)) => Some(count),
            _ => None,
        }
    }

    fn happened(&self) -> Vec<Sentence> {
        let period = || ("period", Arg::Text(self.label(self.period)));
        let year_before = self.period.year_before();
        let mut told = Vec::new();
        if let Some(revenue) = self.money(KpiMetric::RevenueNet, self.period) {
            told.push(match self.share(KpiMetric::GrowthYoy, self.period) {
                Some(growth) => sentence(
                    "happened-revenue",
                    vec![
                        period(),
                        ("revenue", Arg::Money(revenue)),
                        ("growth_year", Arg::SignedShare(growth)),
                        ("year_before", Arg::Text(self.label(year_before))),
                    ],
                ),
                None => sentence("happened-revenue-no-comparison", vec![period(), ("revenue", Arg::Money(revenue))]),
            });
        }
        // For a year the period before is the year before, which was told already.
        let previous = Some(self.period.previous()).filter(|previous| *previous != year_before);
        if let Some(Measured::Value(Scalar::Share(growth))) =
            previous.map(|previous| self.change(KpiMetric::RevenueNet, previous))
        {
            told.push(sentence(
                "happened-previous",
                vec![
                    ("growth_previous", Arg::SignedShare(growth)),
                    ("previous", Arg::Text(self.label(self.period.previous()))),
                ],
            ));
        }
        told.extend(self.told_why());
        told.extend(self.told_attainment());
        told
    }

    /// Customers and order size, margin, new customers, repeat purchase: what moved the revenue.
    fn told_why(&self) -> Vec<Sentence> {
        let before = self.period.year_before();
        let mut told = Vec::new();
        let change = |metric| self.change(metric, before).value().map(|scalar| scalar.to_f64(1));
        if let (Some(active), Some(order), Some(active_change), Some(order_change)) = (
            self.count(KpiMetric::ActiveCustomers, self.period),
            self.money(KpiMetric::AvgOrder, self.period),
            change(KpiMetric::ActiveCustomers),
            change(KpiMetric::AvgOrder),
        ) {
            told.push(sentence(
                "happened-why-customers",
                vec![
                    ("active", Arg::Count(active)),
                    ("active_change", Arg::SignedShare(active_change)),
                    ("avg_order", Arg::Money(order)),
                    ("avg_order_change", Arg::SignedShare(order_change)),
                ],
            ));
        }
        if let (Some(profit), Some(margin), Some(margin_before)) = (
            self.money(KpiMetric::GrossProfit, self.period),
            self.share(KpiMetric::GrossMargin, self.period),
            self.share(KpiMetric::GrossMargin, before),
        ) {
            told.push(sentence(
                "happened-margin",
                vec![
                    ("gross_profit", Arg::Money(profit)),
                    ("gross_margin", Arg::Share(margin)),
                    ("gross_margin_before", Arg::Share(margin_before)),
                ],
            ));
        }
        if let (Some(new), Some(new_before)) =
            (self.count(KpiMetric::NewCustomers, self.period), self.count_compared(KpiMetric::NewCustomers, before))
        {
            told.push(sentence(
                "happened-new-customers",
                vec![
                    ("new", Arg::Count(new)),
                    ("before", Arg::Count(new_before)),
                    ("year_before", Arg::Text(self.label(before))),
                ],
            ));
        }
        let window = self.repeat.company[0];
        if let Measured::Value(Scalar::Share(rate)) = window.value() {
            told.push(sentence(
                "happened-repeat",
                vec![
                    ("first", Arg::Text(self.label(year_window_start(self.period)))),
                    ("period", Arg::Text(self.label(self.period))),
                    ("rate", Arg::Share(rate)),
                    ("returning", Arg::Count(window.numerator)),
                    ("of", Arg::Count(window.denominator)),
                ],
            ));
        }
        told
    }

    fn told_attainment(&self) -> Option<Sentence> {
        let reached = value_of(&self.measured.company, KpiMetric::AttainmentShare, 0, self.period);
        match (self.share(KpiMetric::Attainment, self.period), reached.numerator, reached.denominator) {
            (Some(attainment), Some(Scalar::Count(reached)), Some(Scalar::Count(with_target))) => Some(sentence(
                "happened-attainment",
                vec![
                    ("attainment", Arg::Share(attainment)),
                    ("reached", Arg::Count(reached)),
                    ("with_target", Arg::Count(with_target)),
                ],
            )),
            _ if self.snapshot.quotas.is_empty() => None,
            _ => Some(sentence("happened-no-quota", vec![("period", Arg::Text(self.label(self.period)))])),
        }
    }

    fn at_risk(&self, flagged: &[String], abstained: &[String], on_leave: Vec<String>) -> Vec<Sentence> {
        if self.history.reps.is_empty() {
            return vec![plain("limit-no-reps")];
        }
        let next = self.label(self.period.next());
        let spoken_of = Arg::Count((self.history.reps.len() - abstained.len() - on_leave.len()) as i64);
        let mut told = vec![if flagged.is_empty() {
            sentence("risk-none", vec![("of", spoken_of), ("period", Arg::Text(next.clone()))])
        } else {
            sentence(
                "risk-flagged",
                vec![
                    ("count", Arg::Count(flagged.len() as i64)),
                    ("of", spoken_of),
                    ("names", Arg::List(flagged.to_vec())),
                    ("period", Arg::Text(next.clone())),
                ],
            )
        }];
        if !abstained.is_empty() {
            told.push(sentence(
                "risk-abstained",
                vec![("count", Arg::Count(abstained.len() as i64)), ("names", Arg::List(abstained.to_vec()))],
            ));
        }
        if !on_leave.is_empty() {
            let count = Arg::Count(on_leave.len() as i64);
            told.push(sentence("risk-on-leave", vec![("count", count), ("names", Arg::List(on_leave))]));
        }
        if self.bars_are_expected() {
            told.push(sentence("risk-bar-expectation", vec![("period", Arg::Text(next))]));
        }
        told
    }

    fn decide(&self, flagged: Vec<String>, newcomers: Vec<String>) -> Vec<Sentence> {
        let next = || ("period", Arg::Text(self.label(self.period.next())));
        let mut told = Vec::new();
        if !flagged.is_empty() {
            let unproved = self.risk.kinds().any(|kind| kind.has_flags() && kind.without_skill().is_some());
            let id = if unproved { "decide-risk-look" } else { "decide-risk-talk" };
            told.push(sentence(id, vec![("names", Arg::List(flagged))]));
        }
        let proposed: usize = self.targets.iter().map(|targets| targets.set.targets.len()).sum();
        if proposed > 0 {
            told.push(sentence("decide-targets", vec![next(), ("count", Arg::Count(proposed as i64))]));
        }
        // A month has no quota of its own under quarterly ones, and nobody has to set it.
        if self.bars_are_expected() && !self.snapshot.quotas.is_empty() && self.period.grain != Grain::Month {
            told.push(sentence("decide-quota-missing", vec![next()]));
        }
        if !newcomers.is_empty() {
            told.push(sentence("decide-newcomers", vec![("names", Arg::List(newcomers))]));
        }
        told
    }
}

impl Modelled<'_> {
    /// Whether any bar of the next period had to come from the season because there is no quota.
    fn bars_are_expected(&self) -> bool {
        self.risk.bars.iter().flatten().any(|bar| bar.source == BarSource::SeasonalExpectation)
    }

    /// What the targets come to, and how often such ones were reached.
    pub fn aim(&self) -> Vec<Sentence> {
        if self.history.reps.is_empty() {
            return vec![plain("limit-no-reps")];
        }
        self.targets.iter().flat_map(|targets| self.aim_of(targets)).collect()
    }

    fn aim_of(&self, targets: &Targets) -> Vec<Sentence> {
        let set = &targets.set;
        let is_money = targets.metric.unit() == Unit::Money;
        let amount = |minor: i64| told_amount(targets.metric.unit(), minor);
        let metric = || ("metric", Arg::Metric(targets.metric.id().to_string()));
        let period = || ("period", Arg::Text(self.label(self.period.next())));
        let held = moved_by_bounds(set, targets.aim);
        let mut told = Vec::new();
        match (targets.aim, set.goal_minor, set.common_chance) {
            (Aim::Goal(_), Some(goal), Some(chance)) => {
                let id = match (set.unallocated_minor, held) {
                    (0, 0) => "aim-goal",
                    (0, _) => "aim-goal-held",
                    _ => "aim-goal-beyond",
                };
                told.push(sentence(
                    id,
                    vec![
                        metric(),
                        period(),
                        ("goal", amount(goal)),
                        ("chance", Arg::Share(chance)),
                        ("held", Arg::Count(held)),
                        ("total", amount(set.total_minor)),
                        ("amount", amount(set.unallocated_minor)),
                    ],
                ));
            }
            (Aim::Chance(chance), _, _) => {
                if let Some(team) = &set.team_chance {
                    let id = match (is_money, held) {
                        (true, 0) => "aim-total",
                        (false, 0) => "aim-total-count",
                        _ => "aim-total-held",
                    };
                    let chances = || set.targets.iter().map(|target| target.chance);
                    told.push(sentence(
                        id,
                        vec![
                            metric(),
                            period(),
                            ("total", amount(set.total_minor)),
                            ("chance", Arg::Share(chance)),
                            ("team_chance", Arg::Share(team.chance_of_total)),
                            ("held", Arg::Count(held)),
                            ("of", Arg::Count(set.targets.len() as i64)),
                            ("lowest", Arg::Share(chances().fold(f64::INFINITY, f64::min))),
                            ("highest", Arg::Share(chances().fold(f64::NEG_INFINITY, f64::max))),
                        ],
                    ));
                }
            }
            _ => {}
        }
        if let Some(team) = &set.team_chance {
            let id = if team.chance_of_goal.is_some() { "aim-expected-goal" } else { "aim-expected" };
            let chance = team.chance_of_goal.unwrap_or(0.5);
            told.push(sentence(
                id,
                vec![metric(), ("expected", amount(team.expected_minor)), ("chance", Arg::Share(chance))],
            ));
        }
        if let Some(team) = set.team_chance.filter(|team| team.members > set.targets.len()) {
            let without = team.members - set.targets.len();
            let (all, without) = (Arg::Count(team.members as i64), Arg::Count(without as i64));
            told.push(sentence("aim-counts-all", vec![metric(), ("all", all), ("without", without)]));
        }
        if let Some(team) = set.team_chance.filter(|team| team.together().moves_sums()) {
            let plain = (team.expected_minor as f64 / team.sum_level).round_ties_even() as i64;
            told.push(sentence(
                "aim-sum-level",
                vec![
                    metric(),
                    ("level", Arg::Share(team.sum_level)),
                    ("plain", amount(plain)),
                    ("expected", amount(team.expected_minor)),
                ],
            ));
        }
        if set.targets.is_empty() {
            return vec![sentence("aim-none", vec![metric(), period()])];
        }
        told.push(match self.held(targets) {
            Some(held) => held,
            None => sentence("aim-untested", vec![metric()]),
        });
        told
    }

    /// How often targets stated at about the asked chance were reached in the walk-forward.
    fn held(&self, targets: &Targets) -> Option<Sentence> {
        let nearest = self.nearest_stated(targets)?;
        Some(sentence(
            "aim-held",
            vec![
                ("stated", Arg::Share(nearest.stated)),
                ("realised", Arg::Share(nearest.realised)),
                ("n", Arg::Count(nearest.n as i64)),
            ],
        ))
    }

    /// Says so where chances like the asked one did not come true in the walk-forward.
    pub(super) fn chance_off(&self, targets: &Targets) -> Option<Sentence> {
        let nearest = self.nearest_stated(targets)?;
        let off = (nearest.realised - nearest.stated).abs() > CHANCE_OFF && nearest.n >= CHANCE_CASES;
        off.then(|| {
            let id = if nearest.realised < nearest.stated { "limit-chance-too-high" } else { "limit-chance-too-low" };
            sentence(
                id,
                vec![
                    ("metric", Arg::Metric(targets.metric.id().to_string())),
                    ("stated", Arg::Share(nearest.stated)),
                    ("realised", Arg::Share(nearest.realised)),
                ],
            )
        })
    }

    /// What became of chances like the asked one in the walk-forward; under a goal, of its common chance itself, which is
    /// seldom a round one.
    pub(super) fn nearest_stated(&self, targets: &Targets) -> Option<StatedChance> {
        let forecast = self.forecasts.iter().find(|forecast| forecast.metric == targets.metric)?;
        let walk = &forecast.panel.walk_forward;
        let asked = match targets.aim {
            Aim::Chance(chance) => chance,
            Aim::Goal(_) => return chance_kept(&walk.stated, Side::AtLeast, targets.set.common_chance?),
        };
        (walk.stated_vs_realised.iter().copied())
            .filter(|one| one.n > 0)
            .min_by(|a, b| (a.stated - asked).abs().total_cmp(&(b.stated - asked).abs()))
            // What was stated at another chance is no evidence for this one.
            .filter(|one| (one.stated - asked).abs() <= ALIKE)
    }
}
