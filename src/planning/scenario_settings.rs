//! `[[scenario]]` of the configuration.

use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::scenario::{Scenario, ScenarioError};

/// One scenario as it stands in the configuration: the keys of `attain whatif --scenario`, numbers or texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScenarioSettings {
    /// How it is called in the answer.
    pub name: Option<Entry>,
    /// The goal to spread.
    pub goal: Option<Entry>,
    /// The chance at which targets are set.
    pub chance: Option<Entry>,
    /// Change of the market: -0.05 or "-5%".
    pub market: Option<Entry>,
    /// The only region whose market changes.
    pub region: Option<Entry>,
    /// Reps who leave: "R07", or a list.
    pub without: Option<Entry>,
    /// The share of their book that the others keep.
    pub keep: Option<Entry>,
    /// How many newcomers begin.
    pub add: Option<Entry>,
    /// The team that they join.
    pub team: Option<Entry>,
    /// The share of sales that comes back.
    pub returns: Option<Entry>,
}

impl ScenarioSettings {
    /// The scenario; `number` is its place in the file from 1, its name where it has none.
    ///
    /// # Errors
    /// [`ScenarioError`] as [`Scenario::of_entries`].
    pub fn scenario(&self, number: usize) -> Result<Scenario, ScenarioError> {
        let fields = [
            ("name", &self.name),
            ("goal", &self.goal),
            ("chance", &self.chance),
            ("market", &self.market),
            ("region", &self.region),
            ("without", &self.without),
            ("keep", &self.keep),
            ("add", &self.add),
            ("team", &self.team),
            ("returns", &self.returns),
        ];
        let given = fields.into_iter().filter_map(|(key, entry)| Some((key.to_string(), entry.as_ref()?.0.clone(), 0)));
        let scenario = Scenario::of_entries(&given.collect::<Vec<_>>())?;
        let name = if scenario.name.is_empty() { number.to_string() } else { scenario.name };
        Ok(Scenario { name, ..scenario })
    }
}

/// A text, a number, or a list of texts, kept as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry(String);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number or a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry(text.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Entry, E> {
                Ok(Entry(number.to_string()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Entry, E> {
                Ok(Entry(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Entry, E> {
                Ok(Entry(number.to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
                let mut texts: Vec<String> = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(Entry(texts.join("+")))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_texts_and_lists_of_a_file_mean_what_a_line_means() {
        let text = "chance = 0.5\nwithout = [\"R7\", \"R8\"]\nkeep = \"60%\"\nadd = 2\n";
        let settings: ScenarioSettings = toml::from_str(text).expect("known keys");
        let line = Scenario::parse("name=3,chance=0.5,without=R7+R8,keep=0.6,add=2").expect("known keys");
        assert_eq!(settings.scenario(3), Ok(line));
        assert!(toml::from_str::<ScenarioSettings>("chanse = 1").is_err());
        let error = toml::from_str::<ScenarioSettings>("goal = 9000000.5\nadd = -1").expect("read").scenario(1);
        assert_eq!(error.expect_err("less than nobody").to_string(), "`add` is `-1`");
    }
}
