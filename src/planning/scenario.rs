//! A scenario: what would be otherwise, as a person writes it.

use std::fmt;

use crate::quantity::nearest;

/// The keys of a scenario, in the order in which help and messages name them.
pub const SCENARIO_KEYS: [&str; 10] =
    ["name", "goal", "chance", "market", "region", "without", "keep", "add", "team", "returns"];

/// What is otherwise than in the plan. Shares and changes are fractions.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// How it is called in the answer; the text of the scenario where nobody named it.
    pub name: String,
    /// The goal to spread, as it was written: what a whole unit is depends on the metric.
    pub goal: Option<String>,
    /// The chance at which targets are set.
    pub chance: Option<f64>,
    /// Change of the market, −0.05 for five per cent less.
    pub market: f64,
    /// The only region whose market changes; everywhere where there is none.
    pub region: Option<String>,
    /// Reps who leave.
    pub without: Vec<String>,
    /// The share of their book that the others keep; 0: all of it is lost.
    pub keep: f64,
    /// How many newcomers begin.
    pub add: u32,
    /// The team that the newcomers join.
    pub team: Option<String>,
    /// The share of sales that comes back, instead of what came back over the last year.
    pub returns: Option<f64>,
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            name: String::new(),
            goal: None,
            chance: None,
            market: 0.0,
            region: None,
            without: Vec::new(),
            keep: 0.0,
            add: 0,
            team: None,
            returns: None,
        }
    }
}

/// A scenario that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError {
    /// The key that it is about; what stands in its place where there is no such key.
    pub key: String,
    /// Where in the text it stands, in characters from 1; 0 where the text is no line.
    pub position: usize,
    /// What was received.
    pub received: String,
    /// What is allowed.
    pub allowed: String,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {}", self.key, self.received)?;
        if self.position > 0 { write!(f, " (character {})", self.position) } else { Ok(()) }
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    /// From a line of `key=value` with commas between them.
    ///
    /// ```
    /// use attain::planning::Scenario;
    /// let scenario = Scenario::parse("chance=0.5, without=R07+R08, keep=60%")?;
    /// assert_eq!((scenario.chance, scenario.keep, scenario.without.len()), (Some(0.5), 0.6, 2));
    /// assert_eq!(scenario.name, "chance=0.5, without=R07+R08, keep=60%");
    /// let error = Scenario::parse("chance=0.5,withuot=R07").unwrap_err();
    /// assert_eq!(error.position, 12);
    /// # Ok::<(), attain::planning::ScenarioError>(())
    /// ```
    ///
    /// # Errors
    /// [`ScenarioError`] with the position and what is allowed.
    pub fn parse(text: &str) -> Result<Scenario, ScenarioError> {
        let mut entries = Vec::new();
        let mut position = 1;
        for part in text.split(',') {
            let at = position + part.chars().take_while(|c| c.is_whitespace()).count();
            position += part.chars().count() + 1;
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            let Some((key, value)) = part.split_once('=') else {
                return Err(ScenarioError {
                    key: part.to_string(),
                    position: at,
                    received: "no key=value".to_string(),
                    allowed: format!("write key=value, with commas between; keys are {}", SCENARIO_KEYS.join(", ")),
                });
            };
            entries.push((key.trim().to_string(), value.trim().to_string(), at));
        }
        let scenario = Scenario::of_entries(&entries)?;
        let name = if scenario.name.is_empty() { text.trim().to_string() } else { scenario.name };
        Ok(Scenario { name, ..scenario })
    }

    /// From keys with their values and where they stand.
    ///
    /// # Errors
    /// [`ScenarioError`] for a key that there is not or that stands twice, a value that cannot be read or lies out of
    /// its range, and keys that say nothing without another one.
    pub fn of_entries(entries: &[(String, String, usize)]) -> Result<Scenario, ScenarioError> {
        let mut scenario = Scenario::default();
        for (at, (key, value, position)) in entries.iter().enumerate() {
            if entries[..at].iter().any(|(earlier, _, _)| earlier == key) {
                return Err(error(key, *position, "there twice", "name each key once"));
            }
            scenario.set(key, value, *position)?;
        }
        let place = |key: &str| entries.iter().find(|entry| entry.0 == key).map_or(0, |entry| entry.2);
        let has = |key: &str| entries.iter().any(|entry| entry.0 == key);
        let needs = |key: &str, other: &str, why: &str| {
            (has(key) && !has(other)).then(|| error(key, place(key), &format!("there without `{other}`"), why))
        };
        let clash = || {
            let allowed = "targets are set at a chance or from a goal: leave one of them out";
            (has("goal") && has("chance")).then(|| error("goal", place("goal"), "there beside `chance`", allowed))
        };
        let fault = needs("keep", "without", "keep is the share of the leavers' book that stays: without=R07,keep=0.6")
            .or_else(|| needs("region", "market", "region is where the market changes: market=-5%,region=North"))
            .or_else(|| needs("team", "add", "team is what the newcomers join: add=2,team=North"))
            .or_else(clash);
        fault.map_or(Ok(scenario), Err)
    }

    fn set(&mut self, key: &str, value: &str, position: usize) -> Result<(), ScenarioError> {
        let fraction = |low: f64, high: f64| {
            let allowed =
                format!("a fraction or a percentage between {low} and {high}, such as {key}={}", example(key));
            fraction(value)
                .filter(|number| (low..=high).contains(number))
                .ok_or_else(|| error(key, position, &quoted(value), &allowed))
        };
        let text = || {
            if value.is_empty() {
                Err(error(key, position, "empty", "write a value behind ="))
            } else {
                Ok(value.to_string())
            }
        };
        match key {
            "name" => self.name = text()?,
            "goal" => self.goal = Some(text()?),
            "chance" => self.chance = Some(fraction(0.01, 0.99)?),
            "market" => self.market = fraction(-0.95, 10.0)?,
            "region" => self.region = Some(text()?),
            "without" => {
                text()?;
                self.without =
                    value.split('+').map(|rep| rep.trim().to_string()).filter(|rep| !rep.is_empty()).collect();
                self.without.sort();
                self.without.dedup();
            }
            "keep" => self.keep = fraction(0.0, 1.0)?,
            "add" => {
                let allowed = "a whole number of newcomers from 1 to 1000, such as add=2";
                let number = value.parse().ok().filter(|number| (1..=1_000).contains(number));
                self.add = number.ok_or_else(|| error(key, position, &quoted(value), allowed))?;
            }
            "team" => self.team = Some(text()?),
            "returns" => self.returns = Some(fraction(0.0, 0.95)?),
            _ => {
                let near = nearest(key, SCENARIO_KEYS);
                let allowed = format!("the nearest is {}; keys are {}", near[0], SCENARIO_KEYS.join(", "));
                return Err(error(key, position, "no key of a scenario", &allowed));
            }
        }
        Ok(())
    }
}

fn error(key: &str, position: usize, received: &str, allowed: &str) -> ScenarioError {
    let (key, received, allowed) = (key.to_string(), received.to_string(), allowed.to_string());
    ScenarioError { key, position, received, allowed }
}

fn quoted(value: &str) -> String {
    format!("`{value}`")
}

fn example(key: &str) -> &'static str {
    match key {
        "chance" => "0.5",
        "market" => "-5%",
        "keep" => "60%",
        _ => "3%",
    }
}

/// `0.05`, `5%`, `-5 %`, `+5%`; the full-width sign counts as well.
fn fraction(text: &str) -> Option<f64> {
    let (number, scale) = match text.strip_suffix(['%', '％']) {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    let number: f64 = number.trim().parse().ok()?;
    number.is_finite().then_some(number / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_be_otherwise_is_read() {
        let text =
            "name=hard times, market=-5%, region=North, without=R2+R1+R2, keep=0.6, add=2, team=East, returns=3 %";
        let scenario = Scenario::parse(text).expect("all keys are known");
        assert_eq!(scenario.name, "hard times");
        assert_eq!((scenario.market, scenario.keep, scenario.add, scenario.returns), (-0.05, 0.6, 2, Some(0.03)));
        assert_eq!(scenario.without, ["R1", "R2"]);
        assert_eq!((scenario.region.as_deref(), scenario.team.as_deref()), (Some("North"), Some("East")));
        assert_eq!(Scenario::parse("").expect("as planned"), Scenario::default());
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_place_and_what_is_allowed() {
        let refused = |text: &str| {
            let error = Scenario::parse(text).expect_err(text);
            (error.to_string(), error.allowed)
        };
        let (message, allowed) = refused("chance=0.5, chnace=0.6");
        assert_eq!(message, "`chnace` is no key of a scenario (character 13)");
        assert!(allowed.starts_with("the nearest is chance"), "{allowed}");
        assert_eq!(refused("market=lots").0, "`market` is `lots` (character 1)");
        assert_eq!(refused("市场, chance=0.5").0, "`市场` is no key=value (character 1)");
        assert_eq!(refused("add=2,chance=1.5").0, "`chance` is `1.5` (character 7)");
        assert_eq!(refused("add=0").0, "`add` is `0` (character 1)");
        assert_eq!(refused("keep=0.5").0, "`keep` is there without `without` (character 1)");
        assert_eq!(refused("goal=9,chance=0.5").0, "`goal` is there beside `chance` (character 1)");
        assert_eq!(refused("add=1,add=2").0, "`add` is there twice (character 7)");
        assert_eq!(refused("returns=NaN").0, "`returns` is `NaN` (character 1)");
        assert_eq!(refused("goal=").0, "`goal` is empty (character 1)");
    }
}
