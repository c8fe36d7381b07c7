//! The rows of an audit as sentences.

use crate::planning::audit::{AuditRow, AuditTest, Evidence, Verdict};
use crate::quantity::Unit;

use super::findings::sentence;
use super::pack::{Arg, Sentence};

/// What a row comes to, in a sentence with its figures and their number.
pub fn told(row: &AuditRow, unit: Unit) -> Sentence {
    let mut args = vec![("n", Arg::Count(row.n as i64))];
    args.extend(figures(row));
    match &row.evidence {
        Evidence::TooFew { have, need } => {
            args.extend([("have", Arg::Count(*have as i64)), ("need", Arg::Count(*need as i64))]);
            sentence(if row.test == AuditTest::Chance { "audit-no-forecast" } else { "audit-too-few" }, args)
        }
        Evidence::TooSmall { larger, of, least_minor, need } => {
            args.extend([
                ("larger", Arg::Count(*larger as i64)),
                ("of", Arg::Count(*of as i64)),
                ("least", amount(unit, *least_minor)),
                ("need", Arg::Count(*need as i64)),
            ]);
            sentence("audit-too-small", args)
        }
        Evidence::AlikeForecasts => sentence("audit-alike-forecasts", args),
        Evidence::NothingVaries => sentence("audit-nothing-varies", args),
        Evidence::Halves { upper, lower } => halves(row, *upper, *lower, args),
        Evidence::Groups { lowest, lowest_mean, highest, highest_mean } => {
            args.extend([
                ("by", Arg::Message(format!("audit-by-{}", word(&row.subject)))),
                ("lowest", Arg::Text(lowest.clone())),
                ("lowest_mean", Arg::Share(*lowest_mean)),
                ("highest", Arg::Text(highest.clone())),
                ("highest_mean", Arg::Share(*highest_mean)),
            ]);
            let what = if row.test == AuditTest::FairnessOfChance { "audit-groups" } else { "audit-hits" };
            sentence(&with_verdict(what, row.verdict), args)
        }
        Evidence::Hits { reached, periods } => {
            args.extend([("reached", Arg::Count(*reached as i64)), ("periods", Arg::Count(*periods as i64))]);
            let id = match row.verdict {
                Verdict::TooHard => "audit-hit-rate-hard",
                Verdict::TooEasy => "audit-hit-rate-easy",
                _ => "audit-hit-rate",
            };
            sentence(id, args)
        }
        Evidence::Slopes { subjects } => {
            args.push(("reps", Arg::Count(*subjects as i64)));
            let id = match row.test {
                AuditTest::RatchetSurplus => "audit-ratchet-surplus".to_string(),
                AuditTest::RatchetShortfall => "audit-ratchet-shortfall".to_string(),
                _ => with_verdict("audit-ratchet", row.verdict),
            };
            sentence(&id, args)
        }
        Evidence::Uplift { alike, uplift } => {
            args.extend([
                ("alike", Arg::Count(*alike as i64)),
                ("uplift", Arg::SignedShare(*uplift)),
                ("base", Arg::Message(format!("audit-base-{}", word(&row.subject)))),
            ]);
            sentence(&with_verdict("audit-uplift", row.verdict), args)
        }
        Evidence::Alike { alike } => {
            args.push(("alike", Arg::Count(*alike as i64)));
            let what = if row.test == AuditTest::OneAmount { "audit-one-amount" } else { "audit-round" };
            sentence(&with_verdict(what, row.verdict), args)
        }
        Evidence::Target { target_minor, median_minor } => {
            args.extend([
                ("target", amount(unit, *target_minor)),
                ("median", amount(unit, *median_minor)),
                ("chance", Arg::Share(row.estimate.unwrap_or(0.0))),
            ]);
            sentence(&with_verdict("audit-chance", row.verdict), args)
        }
        Evidence::Team { total_minor, together } => {
            args.extend([
                ("total", amount(unit, *total_minor)),
                ("chance", Arg::Share(row.estimate.unwrap_or(0.0))),
                ("correlation", Arg::Number(together.correlation)),
            ]);
            if !together.moves_sums() {
                return sentence("audit-team-chance", args);
            }
            args.push(("level", Arg::Share(together.level)));
            sentence("audit-team-chance-moved", args)
        }
    }
}

/// A bias by a trait: who has the harder targets, and by how much.
fn halves(row: &AuditRow, upper: f64, lower: f64, mut args: Vec<(&'static str, Arg)>) -> Sentence {
    let side = if upper < lower { "high" } else { "low" };
    let (hard, easy) = if upper < lower { (upper, lower) } else { (lower, upper) };
    args.extend([
        ("trait", Arg::Message(format!("audit-trait-{}", word(&row.subject)))),
        ("whom", Arg::Message(format!("audit-{side}-{}", word(&row.subject)))),
        ("hard", Arg::Share(hard)),
        ("easy", Arg::Share(easy)),
        ("upper_mean", Arg::Share(upper)),
        ("lower_mean", Arg::Share(lower)),
    ]);
    let what = if row.test == AuditTest::FairnessOfChance { "audit-trait" } else { "audit-past" };
    sentence(&with_verdict(what, row.verdict), args)
}

/// The estimate, its interval and its rate, as figures of a test and not of the business.
fn figures(row: &AuditRow) -> Vec<(&'static str, Arg)> {
    // No minus stands before a zero.
    let plain = |value: f64| Arg::Text(format!("{:.2}", if value.abs() < 0.005 { 0.0 } else { value }));
    let mut args = Vec::new();
    for (name, value) in [("estimate", row.estimate), ("lower", row.lower), ("upper", row.upper)] {
        if let Some(value) = value {
            args.push((name, plain(value)));
        }
    }
    if let (AuditTest::HitRate, Some(rate), Some(lower), Some(upper)) = (row.test, row.estimate, row.lower, row.upper) {
        args.extend([("rate", Arg::Share(rate)), ("from", Arg::Share(lower)), ("to", Arg::Share(upper))]);
    }
    if let Some(q) = row.q {
        args.push(("q", Arg::Text(if q < 0.001 { "<0.001".to_string() } else { format!("{q:.3}") })));
    }
    args
}

fn with_verdict(what: &str, verdict: Verdict) -> String {
    match verdict {
        Verdict::Biased | Verdict::Ratchet | Verdict::Habit => format!("{what}-found"),
        Verdict::TooHard => format!("{what}-hard"),
        Verdict::TooEasy => format!("{what}-easy"),
        Verdict::WithinBounds => format!("{what}-within"),
        _ => format!("{what}-none"),
    }
}

/// An id as it stands in the wording.
fn word(id: &str) -> String {
    id.replace('_', "-")
}

fn amount(unit: Unit, minor: i64) -> Arg {
    match unit {
        Unit::Money => Arg::Money(minor),
        Unit::Units => Arg::Count(minor / crate::quantity::Scalar::UNITS_SCALE),
        _ => Arg::Count(minor),
    }
}
