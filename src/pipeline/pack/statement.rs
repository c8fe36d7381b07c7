//! A target in sentences: specific, measurable, achievable, relevant, time-bound.

use crate::measures::Person;
use crate::models::forecast::StatedChance;
use crate::pipeline::modelled::{Modelled, Targets};
use crate::planning::{AdjustmentStep, Checkpoint, Driver, DriverMove, Target};
use crate::quantity::Unit;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::outlooks::ALIKE;
use super::summary::told_amount;

/// So many drivers are named in the sentence; the table beside it has them all.
const NAMED: usize = 2;

/// In this order drivers are named: what is done before what comes of it.
const ORDER: [Driver; 7] = [
    Driver::CloseRate,
    Driver::ClosedDeals,
    Driver::ActiveCustomers,
    Driver::AverageOrder,
    Driver::NewCustomers,
    Driver::GrossMargin,
    Driver::OrdersPerCustomer,
];

type Args = Vec<(&'static str, Arg)>;

/// A part of the statement that is not told of this target.
fn nothing() -> Arg {
    Arg::Text(String::new())
}

fn message(id: &str) -> Arg {
    Arg::Message(id.to_string())
}

impl Modelled<'_> {
    /// What is issued to the rep: whose target on what, from where and by which definition; how likely it is and how often
    /// such chances came true; what set its amount where the forecast alone did not; what it is to the whole and what would
    /// have to move; and where to stand on the way.
    pub(super) fn statement(&self, person: &Person, targets: &Targets, target: &Target, based: bool) -> Sentence {
        let next = self.period.next();
        let calendar = self.snapshot.calendar;
        let amount = |minor: i64| told_amount(targets.metric.unit(), minor);
        let id = match (targets.metric.unit() == Unit::Money, based) {
            (true, true) => "target-smart",
            (false, true) => "target-smart-count",
            (true, false) => "target-smart-no-baseline",
            (false, false) => "target-smart-count-no-baseline",
        };
        let mut args = vec![
            ("name", Arg::Text(person.name.clone())),
            ("metric", Arg::Metric(targets.metric.id().to_string())),
            ("definition", Arg::Text(targets.metric.id().to_string())),
            ("target", amount(target.target_minor)),
            ("period", Arg::Text(self.label(next))),
            ("first", Arg::Date(calendar.first_day(next))),
            ("last", Arg::Date(calendar.last_day(next))),
            ("as_of", Arg::Date(self.snapshot.as_of)),
        ];
        if based {
            args.push(("baseline", amount(target.baseline.value_minor)));
            args.push(("baseline_period", Arg::Text(target.baseline.period_label.clone())));
        }
        args.extend(self.achievable(targets, target));
        args.extend(self.leave(person));
        args.extend(bound(targets, target));
        // Of a period worked in part the amounts are no others' measure: half a quarter may need twice the pace.
        let is_whole = self.history.time_away(&person.rep_id, self.period.next()).is_none();
        args.extend(relevant(targets, target, based && is_whole));
        args.extend(self.on_the_way(targets, target));
        sentence(id, args)
    }

    /// The chance, what became of such chances, and the interval where the past supports one.
    fn achievable(&self, targets: &Targets, target: &Target) -> Args {
        let mut args = vec![("chance", Arg::Share(target.chance))];
        match self.stated_like(targets, target.chance) {
            Some(past) => {
                args.push(("stated", Arg::Share(past.stated)));
                args.push(("realised", Arg::Share(past.realised)));
                args.push(("n", Arg::Count(past.n as i64)));
                args.push(("past", message("target-past")));
            }
            None => args.push(("past", message("target-past-none"))),
        }
        if target.interval_supported {
            args.push(("lower", told_amount(targets.metric.unit(), target.lower_80_minor)));
            args.push(("upper", told_amount(targets.metric.unit(), target.upper_80_minor)));
            args.push(("interval", message("target-interval")));
        } else {
            args.push(("interval", nothing()));
        }
        args.push(("reach", message("target-reach")));
        args
    }

    /// The working days that are spent on leave.
    fn leave(&self, person: &Person) -> Args {
        let Some(away) = self.history.time_away(&person.rep_id, self.period.next()) else {
            return vec![("leave", nothing())];
        };
        vec![
            ("away", Arg::Count(i64::from(away.days))),
            ("of", Arg::Count(i64::from(away.of_days))),
            ("leave", message("target-away")),
        ]
    }

    /// What became of chances like this one in the walk-forward; none where hardly any was stated.
    fn stated_like(&self, targets: &Targets, chance: f64) -> Option<StatedChance> {
        let asked = targets.stated.get_or_init(|| self.nearest_stated(targets));
        let is_like = |one: &StatedChance| (one.stated - chance).abs() <= ALIKE;
        if let Some(asked) = asked.filter(is_like) {
            return Some(asked);
        }
        let forecast = self.forecasts.iter().find(|forecast| forecast.metric == targets.metric)?;
        let known = forecast.panel.walk_forward.stated_vs_realised.iter().copied();
        let distance = |one: &StatedChance| (one.stated - chance).abs();
        known.filter(|one| one.n > 0 && is_like(one)).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// Where to stand at the ends of months before the last, whose amount is the target; of many months, at the quarters of
    /// the period.
    fn on_the_way(&self, targets: &Targets, target: &Target) -> Args {
        const NAMES: [(&str, &str); 3] = [("month_1", "step_1"), ("month_2", "step_2"), ("month_3", "step_3")];
        let next = self.period.next();
        let first_month = next.months().next().unwrap_or(next);
        let months = target.checkpoints.len();
        let places: Vec<usize> = match months {
            0 | 1 => Vec::new(),
            2 | 3 => (0..months - 1).collect(),
            _ => (1..4).map(|part| part * months / 4 - 1).collect(),
        };
        let mut args = Args::new();
        for (&at, (month, step)) in places.iter().zip(NAMES) {
            let Checkpoint { cumulative_target_minor, .. } = target.checkpoints[at];
            args.push((month, Arg::Text(self.label(first_month.plus(at as i32)))));
            args.push((step, told_amount(targets.metric.unit(), cumulative_target_minor)));
        }
        let when = match places.len() {
            0 => nothing(),
            many => message(&format!("target-when-{many}")),
        };
        args.push(("when", when));
        args
    }
}

/// What set the amount where it was not the forecast: a floor, a cap; and what people decided already.
fn bound(targets: &Targets, target: &Target) -> Args {
    let amount = |minor: i64| told_amount(targets.metric.unit(), minor);
    let mut before = target.start_minor;
    let mut args = Args::new();
    let mut told = nothing();
    for step in &target.adjustments {
        let bound = match step.step {
            AdjustmentStep::Floor => target.floor_minor.map(|floor| (floor, "target-bound-floor")),
            AdjustmentStep::Cap => target.cap_minor.map(|cap| (cap, "target-bound-cap")),
            _ => None,
        };
        if let Some((bound, id)) = bound.filter(|_| step.delta_minor != 0) {
            args = vec![("bound_amount", amount(bound)), ("alone", amount(before))];
            told = message(id);
        }
        before += step.delta_minor;
    }
    args.push(("bound", told));
    match targets.decided.get(&target.subject).filter(|decided| **decided != target.target_minor) {
        Some(decided) => args.extend([("decided_amount", amount(*decided)), ("decided", message("target-decided"))]),
        None => args.push(("decided", nothing())),
    }
    args
}

/// The share of the whole, and what would have to move where the target can be held against a baseline.
fn relevant(targets: &Targets, target: &Target, based: bool) -> Args {
    let mut args = Args::new();
    let mut moving: Vec<&DriverMove> = target.drivers.iter().filter(|one| is_told(one, targets)).collect();
    moving.sort_by_key(|one| ORDER.iter().position(|driver| *driver == one.driver));
    moving.truncate(NAMED);
    let names = ["driver_1", "driver_2"];
    for (one, name) in moving.iter().zip(names) {
        let (id, from, to, unit) = match one.driver {
            Driver::CloseRate => ("close_rate", "close_rate_from", "close_rate_to", Unit::Share),
            Driver::ClosedDeals => ("closed_deals", "deals_from", "deals_to", Unit::Count),
            Driver::ActiveCustomers => ("active_customers", "customers_from", "customers_to", Unit::Count),
            Driver::AverageOrder => ("avg_order", "order_from", "order_to", Unit::Money),
            Driver::NewCustomers => ("new_customers", "new_from", "new_to", Unit::Count),
            Driver::GrossMargin => ("gross_margin", "margin_from", "margin_to", Unit::Share),
            Driver::OrdersPerCustomer => ("orders_per_customer", "orders_from", "orders_to", Unit::Number),
        };
        let told = |value: f64| match unit {
            Unit::Share => Arg::Share(value),
            // Nobody wins 15.09 deals: what it takes is the next whole one.
            Unit::Count => Arg::Count(value.ceil() as i64),
            Unit::Money => Arg::Money(value.round() as i64),
            _ => Arg::Number(value),
        };
        args.extend([(from, told(one.from)), (to, told(one.to)), (name, message(&format!("target-driver-{id}")))]);
    }
    let moves = match moving.len() {
        _ if based && target.target_minor <= target.baseline.value_minor => message("target-move-none"),
        0 => nothing(),
        many => message(&format!("target-move-{many}")),
    };
    args.push(("moves", moves));
    match target.share_of_total {
        Some(share) => args.extend([
            ("share", Arg::Share(share)),
            ("total", told_amount(targets.metric.unit(), targets.set.total_minor)),
            ("weight", message("target-weight")),
        ]),
        None => args.push(("weight", nothing())),
    }
    args
}

/// Whether a driver leads upwards to the target and is another thing than the metric itself.
fn is_told(one: &DriverMove, targets: &Targets) -> bool {
    let itself = match one.driver {
        Driver::ActiveCustomers => "active_customers",
        Driver::NewCustomers => "new_customers",
        _ => "",
    };
    one.possible && one.to > one.from && targets.metric.id() != itself
}
