//! The rule table: what is set in the configuration, and what may be wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Trend;
use crate::appraisal::{GradeBand, topic, topics};
use crate::quantity::nearest;

/// The most cycles that a rule may ask for.
const MOST_CYCLES: usize = 6;

/// `[application]`: what grades lead to.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `trend_points` | 5 | points by which a score must move from one cycle to the next to be called up or down | 0–100 |
/// | `rule` | none | the rules, the first that matches counts | |
/// | `bonus` | none | what a bonus factor multiplies | needed where a rule has a factor |
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApplicationSettings {
    /// The points by which a score must move to be called up or down.
    pub trend_points: f64,
    /// The rules, in the order in which they are tried.
    pub rule: Vec<ApplicationRule>,
    /// What a bonus factor multiplies.
    #[serde(skip_serializing_if = "BonusSettings::is_default")]
    pub bonus: BonusSettings,
}

impl Default for ApplicationSettings {
    fn default() -> Self {
        ApplicationSettings { trend_points: 5.0, rule: Vec::new(), bonus: BonusSettings::default() }
    }
}

/// One rule: conditions that must all hold, and what follows. A condition that is not set always holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApplicationRule {
    /// What the rule is called, in proposals and in the log.
    pub name: String,
    /// The grades that it is for.
    pub grades: Vec<String>,
    /// For how many cycles in a row the grade must have been one of them; 1 where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycles: Option<usize>,
    /// How the score must have moved since the cycle before.
    pub trend: Vec<Trend>,
    /// Full months of service at the end of the cycle, at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_tenure_months: Option<u32>,
    /// Full months of service at the end of the cycle, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tenure_months: Option<u32>,
    /// Proposes a bonus: this factor × the base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bonus_factor: Option<f64>,
    /// Proposes a promotion: to what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotion: Option<String>,
    /// Proposes training: a topic of the coaching catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<String>,
    /// Proposes a performance plan: what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performance_plan: Option<String>,
}

/// What a rule can propose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Money.
    Bonus,
    /// Another role.
    Promotion,
    /// A coaching topic.
    Training,
    /// A plan with the aim of a better grade.
    PerformancePlan,
}

impl Effect {
    /// All of them, in the order of the listings.
    pub const ALL: [Effect; 4] = [Effect::Bonus, Effect::Promotion, Effect::Training, Effect::PerformancePlan];

    /// A stable word, the `object` of a decision.
    pub fn word(self) -> &'static str {
        match self {
            Effect::Bonus => "bonus",
            Effect::Promotion => "promotion",
            Effect::Training => "training",
            Effect::PerformancePlan => "performance_plan",
        }
    }
}

impl ApplicationRule {
    /// For how many cycles in a row the grade must have been one of the rule's.
    pub fn cycles(&self) -> usize {
        self.cycles.unwrap_or(1)
    }

    /// Whether the rule says something about an effect.
    pub fn has(&self, effect: Effect) -> bool {
        match effect {
            Effect::Bonus => self.bonus_factor.is_some(),
            Effect::Promotion => self.promotion.is_some(),
            Effect::Training => self.training.is_some(),
            Effect::PerformancePlan => self.performance_plan.is_some(),
        }
    }
}

/// `[application.bonus]`: what a bonus factor multiplies. Either amounts, or a share of what the rep brought in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BonusSettings {
    /// The same base for everybody, in major units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// Bases by role, before `amount`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_role: BTreeMap<String, f64>,
    /// Bases by rep, before `by_role`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by_rep: BTreeMap<String, f64>,
    /// A share of what `of` says, as a fraction, in place of the amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// What the share is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<ShareOf>,
}

/// What a share is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareOf {
    /// The rep's net revenue of the cycle.
    RevenueNet,
    /// The rep's gross profit of the cycle.
    GrossProfit,
}

impl BonusSettings {
    fn is_default(&self) -> bool {
        *self == BonusSettings::default()
    }

    fn has_amounts(&self) -> bool {
        self.amount.is_some() || !self.by_role.is_empty() || !self.by_rep.is_empty()
    }
}

/// A setting that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationFault {
    /// The key as it stands in the configuration.
    pub key: String,
    /// What it was taken for.
    pub received: String,
    /// What would be right.
    pub allowed: String,
}

impl ApplicationSettings {
    /// The first thing that is wrong; `bands` are the grades that a scorecard gives.
    pub fn fault(&self, bands: &[GradeBand]) -> Option<ApplicationFault> {
        if !(0.0..=100.0).contains(&self.trend_points) {
            return fault("trend_points", self.trend_points.to_string(), "it lies between 0 and 100");
        }
        let mut names = BTreeSet::new();
        let of_rule = self.rule.iter().find_map(|rule| {
            if rule.name.trim().is_empty() {
                return fault("name", "missing in a rule of [application]", "every rule has a name");
            }
            if !names.insert(rule.name.as_str()) {
                return fault("name", format!("`{}`, which another rule has too", rule.name), "names differ");
            }
            rule.fault(bands)
        });
        of_rule.or_else(|| self.bonus.fault(self.rule.iter().any(|rule| rule.bonus_factor.is_some())))
    }
}

impl ApplicationRule {
    fn fault(&self, bands: &[GradeBand]) -> Option<ApplicationFault> {
        let labels = || bands.iter().map(|band| band.label.as_str());
        if let Some(unknown) = self.grades.iter().find(|grade| labels().all(|label| label != grade.as_str())) {
            let known = labels().collect::<Vec<_>>().join(", ");
            return fault(
                "grades",
                format!("a list with `{unknown}`, which is no grade"),
                format!("grades are {known}"),
            );
        }
        if !(1..=MOST_CYCLES).contains(&self.cycles()) {
            let allowed = format!("a rule looks back over 1 to {MOST_CYCLES} cycles");
            return fault("cycles", self.cycles().to_string(), allowed);
        }
        if let (Some(least), Some(most)) = (self.min_tenure_months, self.max_tenure_months)
            && least > most
        {
            let allowed = format!("it is at least min_tenure_months, which is {least}");
            return fault("max_tenure_months", most.to_string(), allowed);
        }
        if let Some(factor) = self.bonus_factor.filter(|factor| !(0.0..=100.0).contains(factor)) {
            return fault("bonus_factor", factor.to_string(), "it lies between 0 and 100");
        }
        if let Some(id) = self.training.as_ref().filter(|id| topic(id).is_none()) {
            let known = nearest(id, topics().iter().map(|topic| topic.id.as_str())).join(", ");
            return fault("training", format!("`{id}`, which is no coaching topic"), format!("did you mean {known}?"));
        }
        let empty = [("promotion", &self.promotion), ("performance_plan", &self.performance_plan)]
            .into_iter()
            .find(|(_, text)| text.as_ref().is_some_and(|text| text.trim().is_empty()));
        if let Some((key, _)) = empty {
            return fault(key, "empty", "say what is proposed, or leave the key out");
        }
        if Effect::ALL.into_iter().all(|effect| !self.has(effect)) {
            let allowed = "a rule has bonus_factor, promotion, training or performance_plan";
            return fault("name", format!("`{}`, a rule from which nothing follows", self.name), allowed);
        }
        None
    }
}

impl BonusSettings {
    fn fault(&self, is_used: bool) -> Option<ApplicationFault> {
        let amounts = self.amount.iter().chain(self.by_role.values()).chain(self.by_rep.values());
        if let Some(amount) = amounts.into_iter().find(|amount| !(0.0..=1e12).contains(*amount)) {
            return fault("amount", amount.to_string(), "a base is an amount of 0 or more");
        }
        if let Some(share) = self.share.filter(|share| !(0.0..=1.0).contains(share)) {
            return fault("share", share.to_string(), "a share is a fraction between 0 and 1");
        }
        if self.has_amounts() && self.share.is_some() {
            return fault("share", "set beside amounts", "a base is either amounts or a share");
        }
        if self.share.is_some() != self.of.is_some() {
            let allowed = "share and of go together: share = 0.02, of = \"gross_profit\" (or \"revenue_net\")";
            return fault("share", "half of what is needed", allowed);
        }
        if is_used && !self.has_amounts() && self.share.is_none() {
            let allowed = "say what it multiplies: [application.bonus] amount = 5000, or share = 0.02 with of";
            return fault("bonus_factor", "a factor of nothing", allowed);
        }
        None
    }
}

fn fault(key: &str, received: impl Into<String>, allowed: impl Into<String>) -> Option<ApplicationFault> {
    Some(ApplicationFault { key: key.to_string(), received: received.into(), allowed: allowed.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(String, String)> {
        let settings: ApplicationSettings = toml::from_str(text).unwrap();
        settings.fault(&GradeBand::defaults()).map(|fault| (fault.key, fault.received))
    }

    #[test]
    fn a_table_that_can_be_followed_has_no_fault() {
        assert_eq!(said(""), None);
        let rules =
            "[[rule]]\nname = 'top'\ngrades = ['S', 'A']\ncycles = 2\ntrend = ['up', 'flat']\nbonus_factor = 1.5
[[rule]]\nname = 'help'\ngrades = ['D']\ntraining = 'negotiation'\nperformance_plan = 'close rate'
[bonus]\namount = 5000";
        assert_eq!(said(rules), None);
    }

    #[test]
    fn what_cannot_be_followed_is_named_by_its_key() {
        let rule = |text: &str| said(&format!("[[rule]]\nname = 'r'\n{text}\n[bonus]\namount = 1")).unwrap().0;
        assert_eq!(rule("grades = ['Z']\nbonus_factor = 1"), "grades");
        assert_eq!(rule("cycles = 0\nbonus_factor = 1"), "cycles");
        assert_eq!(rule("min_tenure_months = 9\nmax_tenure_months = 3\nbonus_factor = 1"), "max_tenure_months");
        assert_eq!(rule("bonus_factor = -1"), "bonus_factor");
        assert_eq!(rule("training = 'negotiating'"), "training");
        assert_eq!(rule("promotion = ' '"), "promotion");
        assert_eq!(rule("grades = ['A']"), "name");
        assert_eq!(said("[[rule]]\npromotion = 'x'").unwrap().0, "name");
        let twice = "[[rule]]\nname = 'a'\npromotion = 'x'\n[[rule]]\nname = 'a'\npromotion = 'y'";
        assert_eq!(said(twice).unwrap().1, "`a`, which another rule has too");
        assert_eq!(said("[[rule]]\nname = 'a'\nbonus_factor = 1").unwrap().1, "a factor of nothing");
        assert_eq!(said("[bonus]\namount = 1\nshare = 0.1\nof = 'revenue_net'").unwrap().0, "share");
        assert_eq!(said("[bonus]\nshare = 0.1").unwrap().0, "share");
    }
}
