//! How likely an open deal is to be won: from the company's own history first.
//!
//! The first that can be told is taken:
//! 1. of the deals that were decided in the same stage, the share that was won, drawn towards the share of all decided
//!    deals. The stage must have [`STAGE_DECIDED_MIN`] decided deals, won and lost ones among them: where a program
//!    moves deals to another stage when they are closed, what is left behind in a stage says nothing about it;
//! 2. the chance that the file carries;
//! 3. the share of all decided deals that was won.

use std::collections::BTreeMap;

use super::deals::{Deal, Deals, Outcome};
use super::typed_probability::CERTAIN;

/// Fewer decided deals of a stage do not stand for it.
const STAGE_DECIDED_MIN: i64 = 10;

/// How many decided deals the company's own rate counts as when a stage's rate is drawn towards it: as many as the
/// fewest for which a stage speaks, so that such a stage and the whole weigh the same.
const PRIOR_DEALS: i64 = STAGE_DECIDED_MIN;

/// A chance as a fraction of whole numbers, so that weighted amounts are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chance {
    /// Upper number.
    pub(super) hits: i64,
    /// Lower number, above 0.
    pub(super) of: i64,
    /// Where it comes from, as it stands among the flags.
    pub(super) origin: &'static str,
}

impl Chance {
    /// The amount times the chance, rounded half to even to the minor unit.
    pub(super) fn weigh(self, amount: i64) -> i128 {
        let (product, of) = (i128::from(amount) * i128::from(self.hits), i128::from(self.of));
        let (whole, rest) = (product.div_euclid(of), product.rem_euclid(of));
        match (rest * 2).cmp(&of) {
            std::cmp::Ordering::Less => whole,
            std::cmp::Ordering::Greater => whole + 1,
            std::cmp::Ordering::Equal => whole + whole.rem_euclid(2),
        }
    }
}

/// Won and decided deals, in all and by stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct History {
    all: Record,
    by_stage: BTreeMap<String, Record>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Record {
    won: i64,
    decided: i64,
}

impl Record {
    fn count(&mut self, won: bool) {
        self.decided += 1;
        self.won += i64::from(won);
    }

    fn speaks(self) -> bool {
        self.decided >= STAGE_DECIDED_MIN && self.won > 0 && self.won < self.decided
    }
}

impl History {
    /// The whole company's deals that were decided by the as-of day, whatever the question cuts out of them.
    pub(super) fn of(deals: &Deals) -> History {
        let mut history = History::default();
        for deal in deals.list.iter().filter(|deal| deal.is_decided()) {
            let won = deal.outcome == Outcome::Won;
            history.all.count(won);
            if let Some(stage) = &deal.stage {
                history.by_stage.entry(stage.clone()).or_default().count(won);
            }
        }
        history
    }

    /// The chance of an open deal; none where nothing tells it.
    pub(super) fn chance(&self, deal: &Deal) -> Option<Chance> {
        let of_stage = deal.stage.as_ref().and_then(|stage| self.by_stage.get(stage)).filter(|record| record.speaks());
        if let Some(stage) = of_stage {
            // (won + m × all won ÷ all decided) ÷ (decided + m), as one fraction.
            let hits = stage.won * self.all.decided + PRIOR_DEALS * self.all.won;
            let of = (stage.decided + PRIOR_DEALS) * self.all.decided;
            return Some(Chance { hits, of, origin: "chance_of_stage" });
        }
        if let Some(typed) = deal.typed {
            return Some(Chance { hits: i64::from(typed), of: i64::from(CERTAIN), origin: "chance_of_file" });
        }
        let Record { won, decided } = self.all;
        (decided > 0).then_some(Chance { hits: won, of: decided, origin: "chance_of_all" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(won: i64, decided: i64) -> Record {
        Record { won, decided }
    }

    fn deal(stage: &str, typed: Option<u32>) -> Deal {
        Deal {
            id: String::new(),
            rep: String::new(),
            slice: None,
            created: None,
            contacted: None,
            outcome: Outcome::Open,
            closed: None,
            expected: None,
            amount: None,
            no_rate: None,
            stage: Some(stage.to_string()),
            category: None,
            typed,
            is_unqualified: false,
        }
    }

    #[test]
    fn a_stage_speaks_for_itself_drawn_towards_the_whole() {
        let by_stage = BTreeMap::from([("Proposal".to_string(), record(15, 20)), ("Talk".to_string(), record(0, 50))]);
        let history = History { all: record(30, 120), by_stage };
        let chance = history.chance(&deal("Proposal", Some(100_000))).unwrap();
        assert_eq!(chance.origin, "chance_of_stage");
        // (15 + 10 × 0.25) ÷ (20 + 10)
        assert!((chance.hits as f64 / chance.of as f64 - 17.5 / 30.0).abs() < 1e-12);
        let typed = history.chance(&deal("Talk", Some(100_000))).unwrap();
        assert_eq!((typed.hits, typed.of, typed.origin), (100_000, 1_000_000, "chance_of_file"));
        let all = history.chance(&deal("Talk", None)).unwrap();
        assert_eq!((all.hits, all.of, all.origin), (30, 120, "chance_of_all"));
        assert_eq!(History::default().chance(&deal("Talk", None)), None);
    }

    #[test]
    fn a_weighted_amount_is_rounded_half_to_even() {
        let half = Chance { hits: 1, of: 2, origin: "" };
        assert_eq!([1, 3, 5, -1, -3].map(|amount| half.weigh(amount)), [0, 2, 2, 0, -2]);
        let whole = Chance { hits: 7, of: 7, origin: "" };
        assert_eq!(whole.weigh(i64::MAX), i128::from(i64::MAX));
    }
}
