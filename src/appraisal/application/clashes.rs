//! Rules that get in each other's way: two that speak about the same reps, and one that never gets a word in.

use std::collections::{BTreeMap, BTreeSet};

use super::{ApplicationRule, ApplicationSettings, Cycle, Effect, RepCycles, Trend};
use crate::appraisal::GradeBand;

/// Two rules with the same effect, of which the earlier one has the word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// There are reps whom both are for; the earlier rule counts for them.
    Overlap {
        /// What both propose.
        effect: Effect,
        /// The rule that counts.
        first: String,
        /// The rule that does not.
        second: String,
    },
    /// For every rep whom the rule is for an earlier rule counts.
    Unreachable {
        /// What is never proposed by it.
        effect: Effect,
        /// The rule.
        rule: String,
    },
}

/// How many made-up reps are tried at most.
const MOST_TRIED: usize = 60_000;

/// The points at which the made-up scores are up or down.
const TREND_POINTS: f64 = 5.0;

/// The clashes of a rule table, found by trying every kind of rep that the rules can tell apart: each course of grades
/// over the longest span that a rule asks for, each trend or none, each tenure between two bounds or none.
///
/// An overlap is named only where neither rule is unreachable and the earlier one is not plainly the stricter of the
/// two: "A twice in a row" before "A" is how tables are meant to be written. Where there are too many kinds to try,
/// nothing is said.
pub fn clashes(settings: &ApplicationSettings, bands: &[GradeBand]) -> Vec<Clash> {
    let rules = &settings.rule;
    let Some(kinds) = kinds(rules, bands) else { return Vec::new() };
    // By effect and rule: how often it matched, how often it counted; by two rules how often both matched.
    let mut matched: BTreeMap<(Effect, usize), usize> = BTreeMap::new();
    let mut counted: BTreeMap<(Effect, usize), usize> = BTreeMap::new();
    let mut both: BTreeMap<(Effect, usize, usize), usize> = BTreeMap::new();
    for kind in &kinds {
        for effect in Effect::ALL {
            let able = (0..rules.len()).filter(|&at| rules[at].has(effect) && rules[at].matches(kind, TREND_POINTS));
            let able: Vec<usize> = able.collect();
            for (place, &at) in able.iter().enumerate() {
                *matched.entry((effect, at)).or_default() += 1;
                *counted.entry((effect, at)).or_default() += usize::from(place == 0);
                for &earlier in &able[..place] {
                    *both.entry((effect, earlier, at)).or_default() += 1;
                }
            }
        }
    }
    let of = |effect: Effect, at: usize| matched.get(&(effect, at)).copied().unwrap_or(0);
    let is_silent = |effect: Effect, at: usize| counted.get(&(effect, at)).copied().unwrap_or(0) == 0;
    let mut found = Vec::new();
    for effect in Effect::ALL {
        for at in (0..rules.len()).filter(|&at| rules[at].has(effect)) {
            if is_silent(effect, at) {
                found.push(Clash::Unreachable { effect, rule: rules[at].name.clone() });
            }
        }
        for (&(_, first, second), &times) in both.range((effect, 0, 0)..=(effect, rules.len(), rules.len())) {
            let is_stricter = times == of(effect, first);
            if !is_stricter && !is_silent(effect, second) {
                let (first, second) = (rules[first].name.clone(), rules[second].name.clone());
                found.push(Clash::Overlap { effect, first, second });
            }
        }
    }
    found
}

/// Every kind of rep that the rules can tell apart; none where there are too many.
fn kinds(rules: &[ApplicationRule], bands: &[GradeBand]) -> Option<Vec<RepCycles>> {
    let span = rules.iter().map(ApplicationRule::cycles).max().unwrap_or(1);
    let grades = distinct_grades(rules, bands);
    let tenures = tenures(rules);
    let trends = [Some(Trend::Up), Some(Trend::Flat), Some(Trend::Down), None];
    let courses = grades.len().checked_pow(span as u32)?;
    if courses.checked_mul(trends.len() * tenures.len())? > MOST_TRIED {
        return None;
    }
    let mut kinds = Vec::new();
    for course in 0..courses {
        let grade = |at: usize| grades[course / grades.len().pow(at as u32) % grades.len()].clone();
        for trend in trends {
            for &tenure_months in &tenures {
                // One cycle more than any rule asks for, so that there is a score before the newest.
                let cycle = |at: usize| Cycle {
                    period: String::new(),
                    score: score(at, trend),
                    grade: (at < span).then(|| grade(at)),
                    decided: false,
                };
                let cycles = (0..=span).map(cycle).collect();
                kinds.push(RepCycles { rep_id: String::new(), cycles, tenure_months });
            }
        }
    }
    Some(kinds)
}

/// Scores that make a trend at five points.
fn score(at: usize, trend: Option<Trend>) -> Option<f64> {
    match (at, trend?) {
        (0, Trend::Up) => Some(60.0),
        (0, Trend::Down) => Some(40.0),
        _ => Some(50.0),
    }
}

/// One grade for each set of rules that name it: the others of the set would only be tried twice.
fn distinct_grades(rules: &[ApplicationRule], bands: &[GradeBand]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let named_by = |label: &String| -> Vec<bool> { rules.iter().map(|rule| rule.grades.contains(label)).collect() };
    bands.iter().map(|band| band.label.clone()).filter(|label| seen.insert(named_by(label))).collect()
}

/// A tenure in each stretch between the bounds of the rules, and none at all.
fn tenures(rules: &[ApplicationRule]) -> Vec<Option<u32>> {
    let mut edges = BTreeSet::from([0]);
    for rule in rules {
        edges.extend(rule.min_tenure_months);
        edges.extend(rule.max_tenure_months.map(|most| most.saturating_add(1)));
    }
    std::iter::once(None).chain(edges.into_iter().map(Some)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let settings: ApplicationSettings = toml::from_str(text).unwrap();
        let say = |clash: &Clash| match clash {
            Clash::Overlap { effect, first, second } => format!("{}: {first} before {second}", effect.word()),
            Clash::Unreachable { effect, rule } => format!("{}: never {rule}", effect.word()),
        };
        clashes(&settings, &GradeBand::defaults()).iter().map(say).collect()
    }

    #[test]
    fn a_stricter_rule_before_a_looser_one_is_no_clash_and_behind_it_it_is_never_reached() {
        let strict = "[[rule]]\nname = 'twice'\ngrades = ['A']\ncycles = 2\nbonus_factor = 2\n";
        let loose = "[[rule]]\nname = 'once'\ngrades = ['A', 'B']\nbonus_factor = 1\n";
        assert!(found(&format!("{strict}{loose}")).is_empty());
        assert_eq!(found(&format!("{loose}{strict}")), ["bonus: never twice"]);
    }

    #[test]
    fn rules_that_share_some_reps_are_named_with_the_one_that_counts() {
        let text = "[[rule]]\nname = 'ab'\ngrades = ['A', 'B']\npromotion = 'x'
[[rule]]\nname = 'bc'\ngrades = ['B', 'C']\npromotion = 'y'";
        assert_eq!(found(text), ["promotion: ab before bc"]);
    }

    #[test]
    fn several_rules_together_can_leave_nothing_to_a_later_one() {
        let text = "[[rule]]\nname = 'new'\nmax_tenure_months = 11\ngrades = ['D']\nperformance_plan = 'x'
[[rule]]\nname = 'old'\nmin_tenure_months = 12\ngrades = ['D']\nperformance_plan = 'y'
[[rule]]\nname = 'late'\nmin_tenure_months = 6\ngrades = ['D']\nperformance_plan = 'z'";
        assert_eq!(found(text), ["performance_plan: never late"]);
    }

    #[test]
    fn rules_about_different_things_do_not_clash() {
        let text = "[[rule]]\nname = 'a'\ngrades = ['D']\ntraining = 'negotiation'
[[rule]]\nname = 'b'\ngrades = ['D']\nperformance_plan = 'z'\n[[rule]]\nname = 'c'\ngrades = ['C']\ntraining = 'follow_up'";
        assert!(found(text).is_empty(), "{:?}", found(text));
    }
}
