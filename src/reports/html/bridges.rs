//! What led to the period's net revenue: a waterfall that lies on its side, each step in the row of its figures.

use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use crate::quantity::Unit;
use crate::reports::figures::legible;
use crate::review::pack::{BridgeSection, BridgeStep};

/// Where even the lowest point of a waterfall is more than this share of its highest, the two ends are cut off, or the
/// steps could not be told from one another.
const CUT_OFF_ABOVE: f64 = 0.5;
/// The part of the width that a cut-off end keeps below the lowest point.
const KEPT_BELOW: f64 = 0.25;

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let falls: Vec<Value> = scribe.pack.bridges.iter().map(|bridge| fall(scribe, bridge)).collect();
    context! { falls }
}

fn fall(scribe: &Scribe<'_>, bridge: &BridgeSection) -> Value {
    let scale = Scale::of(bridge);
    let (from, to) = (legible(&bridge.period_from), legible(&bridge.period_to));
    let title = scribe.say_with(&format!("fall-title-{}", bridge.against), &[("from", &from), ("to", &to)]);
    let end = |id: &str, label: &str, amount: i64| {
        let (left, width) = scale.above_zero(amount);
        context! {
            name => scribe.say(id),
            period => label,
            class => if scale.is_cut { "total cut" } else { "total" },
            left, width,
            amount => scribe.amount_text(amount, Unit::Money),
            share => if bridge.start > 0 { scribe.figures.share(amount as f64 / bridge.start as f64) } else { "–".to_string() },
        }
    };
    context! {
        title,
        caption => scribe.caption(&bridge.period_to, &[Unit::Money], &[&bridge.metric_id]),
        is_cut => scale.is_cut,
        complete => bridge.complete,
        first => end("bridge-start", &from, bridge.start),
        steps => bridge.steps.iter().map(|step| self::step(scribe, step, scale)).collect::<Vec<_>>(),
        last => end("bridge-end", &to, bridge.end),
    }
}

fn step(scribe: &Scribe<'_>, step: &BridgeStep, scale: Scale) -> Value {
    let id = step.term.replace('_', "-");
    let (left, width) = scale.between(step.before, step.after);
    let amount = scribe.amount_text(step.amount, Unit::Money);
    context! {
        name => scribe.say(&format!("bridge-{id}")),
        why => scribe.say(&format!("fall-why-{id}")),
        class => if step.amount < 0 { "down" } else { "up" },
        negative => step.amount < 0,
        left, width,
        amount => if step.amount > 0 { format!("+{amount}") } else { amount },
        share => step.share.map_or_else(|| "–".to_string(), |share| scribe.figures.share_signed(share)),
    }
}

/// From amounts to places on the track, in percent.
#[derive(Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    is_cut: bool,
}

impl Scale {
    fn of(bridge: &BridgeSection) -> Scale {
        let points =
            bridge.steps.iter().map(|step| step.after).chain([bridge.start, bridge.end]).map(|point| point as f64);
        let low = points.clone().fold(f64::INFINITY, f64::min);
        let high = points.fold(f64::NEG_INFINITY, f64::max);
        let is_cut = low > high * CUT_OFF_ABOVE && high > low;
        let floor = if is_cut { low - (high - low) / (1.0 - KEPT_BELOW) * KEPT_BELOW } else { low.min(0.0) };
        Scale { low: floor, high: high.max(floor + 1.0).max(0.0), is_cut }
    }

    fn at(self, amount: f64) -> f64 {
        (amount - self.low) / (self.high - self.low) * 100.0
    }

    fn between(self, one: i64, other: i64) -> (String, String) {
        let (one, other) = (self.at(one as f64), self.at(other as f64));
        (format!("{:.2}%", one.min(other)), format!("{:.2}%", (one - other).abs()))
    }

    fn above_zero(self, amount: i64) -> (String, String) {
        if self.is_cut {
            ("0%".to_string(), format!("{:.2}%", self.at(amount as f64)))
        } else {
            self.between(0, amount)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bridge(start: i64, ends: &[i64]) -> BridgeSection {
        let mut before = start;
        let steps = ends.iter().map(|&after| {
            let step = BridgeStep { term: "mix".into(), amount: after - before, share: None, before, after };
            before = after;
            step
        });
        let steps = steps.collect();
        BridgeSection {
            metric_id: String::new(),
            against: "previous".into(),
            period_from: String::new(),
            period_to: String::new(),
            complete: true,
            start,
            steps,
            end: before,
        }
    }

    #[test]
    fn steps_are_to_scale_and_ends_are_cut_only_where_the_steps_would_be_lost() {
        let near = Scale::of(&bridge(1000, &[1100, 1060]));
        assert!(near.is_cut);
        assert_eq!(near.between(1000, 1100), ("25.00%".into(), "75.00%".into()));
        assert_eq!(near.above_zero(1000), ("0%".into(), "25.00%".into()));
        let far = Scale::of(&bridge(100, &[400, 300]));
        assert!(!far.is_cut);
        assert_eq!(far.between(400, 300), ("75.00%".into(), "25.00%".into()));
    }

    #[test]
    fn losses_and_nothing_at_all_have_a_place() {
        let loss = Scale::of(&bridge(100, &[-100]));
        assert_eq!(
            (loss.above_zero(100), loss.above_zero(-100)),
            (("50.00%".into(), "50.00%".into()), ("0.00%".into(), "50.00%".into()))
        );
        assert_eq!(Scale::of(&bridge(0, &[])).above_zero(0), ("0.00%".into(), "0.00%".into()));
    }
}
