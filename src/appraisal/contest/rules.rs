//! The rules of a contest: as they stand in the table, and as they hold once they were checked.

use crate::calendar::{Day, DaySpan};
use crate::measures::kpi::KpiMetric;
use crate::measures::records::contests::ContestRow;
use crate::quantity::{Currency, nearest};

use super::fault::ContestFault;
use super::prizes::Prizes;

/// What is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The share of the rep's own target in the contest's days.
    PctOfTarget,
    /// The value itself.
    Absolute,
    /// The value ÷ that of the same dates a year before − 1.
    Growth,
}

impl Basis {
    /// All of them.
    pub const ALL: [Basis; 3] = [Basis::PctOfTarget, Basis::Absolute, Basis::Growth];

    /// The word in tables and listings.
    pub fn word(self) -> &'static str {
        match self {
            Basis::PctOfTarget => "pct_of_target",
            Basis::Absolute => "absolute",
            Basis::Growth => "growth",
        }
    }
}

/// How reps with the same score are told apart. Several rules are asked one after the other; who is level after the
/// last one shares rank and prize.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieRule {
    /// Not at all: rank and prize are shared.
    Shared,
    /// The larger value of the metric is ahead.
    LargerValue,
    /// Who stood at the final value or above it first is ahead.
    EarlierReached,
    /// The smaller amount that came back of the contest's sales is ahead.
    FewerReturns,
}

impl TieRule {
    /// The names that `tie_rule` may carry, in the order in which they are explained.
    pub const NAMES: [&'static str; 4] = ["shared", "larger_value", "earlier_reached", "fewer_returns"];

    fn named(text: &str) -> Option<TieRule> {
        let plain: String = text.trim().to_lowercase().replace([' ', '-'], "_");
        match plain.as_str() {
            "shared" | "shared_prize" | "share" | "平分" | "并列" | "并列平分" => Some(TieRule::Shared),
            "larger_value" | "larger_absolute_value" | "绝对值大者优先" | "金额大者优先" => {
                Some(TieRule::LargerValue)
            }
            "earlier_reached" | "earlier" | "先达成者优先" | "先到者优先" => Some(TieRule::EarlierReached),
            "fewer_returns" | "退货少者优先" => Some(TieRule::FewerReturns),
            _ => None,
        }
    }
}

/// The metrics that a contest can rank: those of which a rep's days add up.
pub const METRICS: [KpiMetric; 5] =
    [KpiMetric::RevenueNet, KpiMetric::GrossProfit, KpiMetric::Units, KpiMetric::Orders, KpiMetric::NewCustomers];

/// A contest whose rules can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestRules {
    /// The contest.
    pub contest_id: String,
    /// What is ranked; `revenue_net` where the table says nothing.
    pub metric: KpiMetric,
    /// On what basis; the share of the own target where the table says nothing.
    pub basis: Basis,
    /// The days, both ends included.
    pub days: DaySpan,
    /// Who may take part, as it was written; everybody where it is absent.
    pub filter: Option<String>,
    /// How ties are broken; empty where they are shared.
    pub ties: Vec<TieRule>,
    /// For how many days after the end returns are taken off; 0 where the table says nothing.
    pub clawback_days: i32,
    /// The prizes.
    pub prizes: Prizes,
}

/// A claw-back beyond this is a mistyped number.
const LONGEST_CLAWBACK: i64 = 3_660;

/// A contest longer than this is a mistyped year.
const LONGEST_CONTEST: i32 = 3 * 366;

impl ContestRules {
    /// Checks a row.
    ///
    /// # Errors
    /// [`ContestFault`] with the first thing that cannot be followed.
    pub fn of(row: &ContestRow, currency: Currency) -> Result<ContestRules, ContestFault> {
        let start = row.start.ok_or(ContestFault::NoDay { column: "start" })?;
        let end = row.end.ok_or(ContestFault::NoDay { column: "end" })?;
        if end < start {
            return Err(ContestFault::EndBeforeStart { start, end });
        }
        if end.days_since(start) > LONGEST_CONTEST {
            return Err(ContestFault::TooLong { start, end });
        }
        let clawback = row.clawback_days.unwrap_or(0);
        if !(0..=LONGEST_CLAWBACK).contains(&clawback) {
            return Err(ContestFault::Clawback { received: clawback });
        }
        Ok(ContestRules {
            contest_id: row.contest_id.clone(),
            metric: metric_of(row)?,
            basis: basis_of(row)?,
            days: DaySpan { first: start, last: end },
            filter: row.eligible_filter.as_ref().map(|text| text.trim().to_string()).filter(|text| !text.is_empty()),
            ties: ties_of(row)?,
            clawback_days: clawback as i32,
            prizes: Prizes::parse(row.prizes.as_deref().unwrap_or(""), currency).map_err(ContestFault::Prizes)?,
        })
    }

    /// The last day on which a return is taken off.
    pub fn clawback_end(&self) -> Day {
        self.days.last.plus_days(self.clawback_days)
    }

    /// Where the contest stands on a day.
    pub fn phase(&self, as_of: Day) -> Phase {
        match as_of {
            day if day < self.days.first => Phase::Upcoming,
            day if day < self.days.last => Phase::Running,
            day if day < self.clawback_end() => Phase::Provisional,
            _ => Phase::Final,
        }
    }

    /// The same dates a year before, up to and with the date a year before `last`. 29 February becomes the 28th.
    pub fn year_before(&self, last: Day) -> DaySpan {
        DaySpan { first: self.days.first.plus_months(-12), last: last.min(self.days.last).plus_months(-12) }
    }
}

/// Where a contest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It has not begun.
    Upcoming,
    /// It runs; the last day is not over.
    Running,
    /// It is over, and returns may still be taken off.
    Provisional,
    /// Nothing changes any more.
    Final,
}

impl Phase {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Upcoming => "upcoming",
            Phase::Running => "running",
            Phase::Provisional => "provisional",
            Phase::Final => "final",
        }
    }
}

fn metric_of(row: &ContestRow) -> Result<KpiMetric, ContestFault> {
    let Some(id) = row.metric_id.as_deref() else { return Ok(KpiMetric::RevenueNet) };
    METRICS.into_iter().find(|metric| metric.id() == id.trim()).ok_or_else(|| ContestFault::Metric {
        received: id.to_string(),
        allowed: METRICS.iter().map(|metric| metric.id()).collect(),
        nearest: nearest(id, METRICS.iter().map(|metric| metric.id())),
    })
}

fn basis_of(row: &ContestRow) -> Result<Basis, ContestFault> {
    let Some(word) = row.basis.as_deref() else { return Ok(Basis::PctOfTarget) };
    let found = Basis::ALL.into_iter().find(|basis| basis.word() == word.trim());
    found.ok_or_else(|| ContestFault::Basis { received: word.to_string() })
}

/// `larger_value`, or several with `;`, `,` or `>` between them.
fn ties_of(row: &ContestRow) -> Result<Vec<TieRule>, ContestFault> {
    let text = row.tie_rule.as_deref().unwrap_or("");
    let words = text.split([';', ',', '>', '；', '，', '、']).map(str::trim).filter(|word| !word.is_empty());
    let rules: Result<Vec<TieRule>, ContestFault> = words
        .map(|word| TieRule::named(word).ok_or_else(|| ContestFault::TieRule { received: word.to_string() }))
        .collect();
    // What comes after `shared` has nothing left to decide.
    Ok(rules?.into_iter().take_while(|rule| *rule != TieRule::Shared).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> ContestRow {
        ContestRow {
            contest_id: "C1".into(),
            start: Some("2024-03-01".parse().unwrap()),
            end: Some("2024-03-31".parse().unwrap()),
            ..ContestRow::default()
        }
    }

    fn of(row: ContestRow) -> Result<ContestRules, ContestFault> {
        ContestRules::of(&row, Currency::USD)
    }

    #[test]
    fn a_row_that_says_little_is_a_contest_on_the_share_of_the_own_target() {
        let rules = of(row()).unwrap();
        assert_eq!((rules.metric, rules.basis, rules.clawback_days), (KpiMetric::RevenueNet, Basis::PctOfTarget, 0));
        assert!(rules.ties.is_empty() && rules.prizes.is_empty() && rules.filter.is_none());
    }

    #[test]
    fn what_cannot_be_followed_is_named() {
        let text = |text: &str| Some(text.to_string());
        let day = |text: &str| Some(text.parse().unwrap());
        let refused = |row: ContestRow| of(row).unwrap_err().code();
        assert_eq!(refused(ContestRow { start: None, ..row() }), "no_day");
        assert_eq!(refused(ContestRow { end: day("2024-02-28"), ..row() }), "end_before_start");
        assert_eq!(refused(ContestRow { end: day("2034-03-31"), ..row() }), "too_long");
        assert_eq!(refused(ContestRow { metric_id: text("gross_margin"), ..row() }), "unknown_metric");
        assert_eq!(refused(ContestRow { basis: text("best"), ..row() }), "unknown_basis");
        assert_eq!(refused(ContestRow { tie_rule: text("coin toss"), ..row() }), "unknown_tie_rule");
        assert_eq!(refused(ContestRow { clawback_days: Some(-1), ..row() }), "clawback");
        assert_eq!(refused(ContestRow { prizes: text("a lot"), ..row() }), "prizes");
    }

    #[test]
    fn tie_rules_follow_one_another_until_the_prize_is_shared() {
        let ties = |text: &str| of(ContestRow { tie_rule: Some(text.to_string()), ..row() }).unwrap().ties;
        assert_eq!(ties("Larger Value; fewer-returns"), [TieRule::LargerValue, TieRule::FewerReturns]);
        assert_eq!(ties("先达成者优先、并列平分、退货少者优先"), [TieRule::EarlierReached]);
        assert!(TieRule::NAMES.iter().all(|name| TieRule::named(name).is_some()));
    }

    #[test]
    fn the_phase_follows_the_days() {
        let rules = of(ContestRow { clawback_days: Some(10), ..row() }).unwrap();
        let phase = |text: &str| rules.phase(text.parse().unwrap()).word();
        let said = ["2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-09", "2024-04-10"].map(phase);
        assert_eq!(said, ["upcoming", "running", "running", "provisional", "provisional", "final"]);
        let base = rules.year_before("2024-03-10".parse().unwrap());
        assert_eq!((base.first.to_string(), base.last.to_string()), ("2023-03-01".into(), "2023-03-10".into()));
    }
}
