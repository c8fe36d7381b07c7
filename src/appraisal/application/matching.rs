//! Which rule speaks about a rep.

use serde::{Deserialize, Serialize};

use super::{ApplicationRule, ApplicationSettings, Effect};

/// One cycle of a rep: what counts of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// The period's label.
    pub period: String,
    /// The score; none where nothing could be scored, or where the rep was not there.
    pub score: Option<f64>,
    /// The grade that counts: the one that a person decided, else the scorecard's.
    pub grade: Option<String>,
    /// Whether a person decided it.
    pub decided: bool,
}

/// What the rules look at.
#[derive(Debug, Clone, PartialEq)]
pub struct RepCycles {
    /// Who.
    pub rep_id: String,
    /// The cycles, the newest first.
    pub cycles: Vec<Cycle>,
    /// Full months of service at the end of the newest one; none without a hire date.
    pub tenure_months: Option<u32>,
}

/// How a score moved since the cycle before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// By at least `trend_points` upwards.
    Up,
    /// By less than that.
    Flat,
    /// By at least `trend_points` downwards.
    Down,
}

impl Trend {
    /// A stable word.
    pub fn word(self) -> &'static str {
        match self {
            Trend::Up => "up",
            Trend::Flat => "flat",
            Trend::Down => "down",
        }
    }
}

impl RepCycles {
    /// The newest grade.
    pub fn grade(&self) -> Option<&str> {
        self.cycles.first()?.grade.as_deref()
    }

    /// How the score moved since the cycle before, in points; none where one of the two is absent.
    pub fn moved(&self) -> Option<f64> {
        let [newest, before, ..] = self.cycles.as_slice() else { return None };
        Some(newest.score? - before.score?)
    }

    /// The direction of that, as the printed tenths of a point show it.
    pub fn trend(&self, points: f64) -> Option<Trend> {
        let moved = (self.moved()? * 10.0).round() / 10.0;
        Some(match moved {
            _ if points > 0.0 && moved.abs() < points => Trend::Flat,
            moved if moved > 0.0 => Trend::Up,
            moved if moved < 0.0 => Trend::Down,
            _ => Trend::Flat,
        })
    }

    /// For how many cycles in a row, the newest included, the grade was one of these; every grade where the list is
    /// empty.
    pub fn cycles_in(&self, grades: &[String]) -> usize {
        let is_in = |cycle: &&Cycle| {
            let grade = cycle.grade.as_ref();
            grade.is_some_and(|grade| grades.is_empty() || grades.contains(grade))
        };
        self.cycles.iter().take_while(is_in).count()
    }
}

impl ApplicationRule {
    /// Whether all conditions hold. What is not known (no earlier score, no hire date) fulfils no condition about it.
    pub fn matches(&self, rep: &RepCycles, trend_points: f64) -> bool {
        let tenure = |holds: &dyn Fn(u32) -> bool| rep.tenure_months.is_some_and(holds);
        rep.cycles_in(&self.grades) >= self.cycles()
            && (self.trend.is_empty() || rep.trend(trend_points).is_some_and(|trend| self.trend.contains(&trend)))
            && self.min_tenure_months.is_none_or(|least| tenure(&|months| months >= least))
            && self.max_tenure_months.is_none_or(|most| tenure(&|months| months <= most))
    }
}

/// What follows for a rep: for each effect the rule that counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome<'r> {
    /// (effect, the first matching rule that has it), in the order of the effects.
    pub effects: Vec<(Effect, &'r ApplicationRule)>,
}

impl<'r> Outcome<'r> {
    /// The rule that counts for an effect.
    pub fn rule(&self, effect: Effect) -> Option<&'r ApplicationRule> {
        self.effects.iter().find(|(known, _)| *known == effect).map(|(_, rule)| *rule)
    }
}

/// What follows for a rep. A rep without a grade gets no proposal: nothing was scored, which is not a low score.
pub fn outcome<'r>(settings: &'r ApplicationSettings, rep: &RepCycles) -> Outcome<'r> {
    if rep.grade().is_none() {
        return Outcome::default();
    }
    let matching: Vec<&ApplicationRule> =
        settings.rule.iter().filter(|rule| rule.matches(rep, settings.trend_points)).collect();
    let first = |effect: Effect| Some((effect, *matching.iter().find(|rule| rule.has(effect))?));
    Outcome { effects: Effect::ALL.into_iter().filter_map(first).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rep(cycles: &[(f64, &str)], tenure_months: Option<u32>) -> RepCycles {
        let cycle = |(score, grade): &(f64, &str)| Cycle {
            period: String::new(),
            score: Some(*score),
            grade: (!grade.is_empty()).then(|| grade.to_string()),
            decided: false,
        };
        RepCycles { rep_id: "R1".to_string(), cycles: cycles.iter().map(cycle).collect(), tenure_months }
    }

    fn settings(text: &str) -> ApplicationSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_first_rule_that_matches_counts_for_each_effect_alone() {
        let settings = settings(
            "[[rule]]\nname = 'two'\ngrades = ['S', 'A']\ncycles = 2\nbonus_factor = 1.5
[[rule]]\nname = 'one'\ngrades = ['S', 'A']\nbonus_factor = 1\ntraining = 'negotiation'",
        );
        let names = |rep: &RepCycles| {
            let outcome = outcome(&settings, rep);
            outcome.effects.iter().map(|(effect, rule)| (effect.word(), rule.name.clone())).collect::<Vec<_>>()
        };
        let two = names(&rep(&[(90.0, "A"), (96.0, "S"), (50.0, "D")], None));
        assert_eq!(two, [("bonus", "two".to_string()), ("training", "one".to_string())]);
        let one = names(&rep(&[(90.0, "A"), (75.0, "B"), (96.0, "S")], None));
        assert_eq!(one, [("bonus", "one".to_string()), ("training", "one".to_string())]);
        assert!(names(&rep(&[(75.0, "B"), (96.0, "S")], None)).is_empty());
        assert!(names(&rep(&[], None)).is_empty());
    }

    #[test]
    fn a_trend_is_a_move_of_at_least_so_many_points() {
        let trend = |now: f64, before: f64| rep(&[(now, "A"), (before, "A")], None).trend(5.0);
        assert_eq!(trend(90.0, 85.0), Some(Trend::Up));
        assert_eq!(trend(89.9, 85.0), Some(Trend::Flat));
        assert_eq!(trend(80.0, 85.0), Some(Trend::Down));
        assert_eq!(rep(&[(90.0, "A")], None).trend(5.0), None);
        assert_eq!(rep(&[(90.0, "A"), (90.0, "A")], None).trend(0.0), Some(Trend::Flat));
    }

    #[test]
    fn what_is_not_known_fulfils_no_condition() {
        let rule: ApplicationRule = toml::from_str("name = 'r'\nmax_tenure_months = 12").unwrap();
        assert!(!rule.matches(&rep(&[(90.0, "A")], None), 5.0));
        assert!(rule.matches(&rep(&[(90.0, "A")], Some(12)), 5.0));
        let rising: ApplicationRule = toml::from_str("name = 'r'\ntrend = ['up', 'flat', 'down']").unwrap();
        assert!(!rising.matches(&rep(&[(90.0, "A")], Some(12)), 5.0));
    }
}
