//! What led to the period's net revenue, step by step.

use crate::calendar::Period;
use crate::measures::bridge::{Bridge, Term};
use crate::review::pack::{BridgeSection, BridgeStep};

use crate::pipeline::analysis::Analysis;

impl Analysis<'_> {
    pub(super) fn bridge_sections(&self) -> Vec<BridgeSection> {
        self.bridges.iter().map(|(from, bridge)| self.bridge_section(*from, bridge)).collect()
    }

    fn bridge_section(&self, from: Period, bridge: &Bridge) -> BridgeSection {
        let start = bridge.total.get(Term::Start);
        let mut reached = start;
        let steps = Term::ALL.iter().filter(|term| !matches!(term, Term::Start | Term::End));
        let steps = steps.map(|&term| (term, bridge.total.get(term))).filter(|(_, amount)| *amount != 0);
        let steps = steps.map(|(term, amount)| {
            let before = reached;
            reached += amount;
            let share = (start > 0).then(|| amount as f64 / start as f64);
            BridgeStep { term: term.word().to_string(), amount, share, before, after: reached }
        });
        let is_complete = |period| self.snapshot.calendar.last_day(period) <= self.snapshot.as_of;
        BridgeSection {
            metric_id: "revenue_net".to_string(),
            against: if from == self.period.previous() { "previous" } else { "year_before" }.to_string(),
            period_from: self.label(from),
            period_to: self.label(self.period),
            complete: is_complete(self.period)
                && self.snapshot.calendar.first_day(from) >= self.snapshot.facts.first_day,
            start,
            steps: steps.collect(),
            end: bridge.total.get(Term::End),
        }
    }
}
