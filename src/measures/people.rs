//! The people in the data: reps, their teams and managers, and who of them is reviewed as a rep.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;

use super::MeasureError;

/// A person of the reps table, or somebody who appears only in the orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The id.
    pub rep_id: String,
    /// The name; the id where there is none.
    pub name: String,
    /// The team; empty where there is none.
    pub team: String,
    /// The role or title; empty where there is none.
    pub role: String,
    /// The manager's id; empty where there is none.
    pub manager_id: String,
    /// First day in service.
    pub hire_date: Option<Day>,
    /// Last day in service.
    pub leave_date: Option<Day>,
    /// Whether the person is reviewed as a rep.
    pub judged: bool,
}

impl Person {
    /// Whether a day lies between the first and the last one in service.
    pub fn is_in_service_on(&self, day: Day) -> bool {
        self.hire_date.is_none_or(|hired| hired <= day) && self.leave_date.is_none_or(|left| left >= day)
    }
}

/// All people, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    list: Vec<Person>,
    /// Whose sales count, where not everybody's do.
    counted: Option<BTreeSet<String>>,
}

impl People {
    /// From the reps table (if there is one) and the ids that appear in the orders.
    ///
    /// Judged are, where `roles` names roles, those who hold one of them; otherwise everybody who manages nobody.
    /// Lines without a rep belong to no person.
    pub fn build(table: Option<LazyFrame>, in_orders: &[String], roles: &[String]) -> Result<People, MeasureError> {
        let mut list = match table {
            Some(table) => read(table).map_err(|error| MeasureError::Engine { reason: error.to_string() })?,
            None => BTreeMap::new(),
        };
        for id in in_orders.iter().filter(|id| !id.is_empty()) {
            list.entry(id.clone()).or_insert_with(|| unknown(id));
        }
        let managers: BTreeSet<String> = list.values().map(|person| person.manager_id.clone()).collect();
        let judged = |person: &Person| {
            if roles.is_empty() { !managers.contains(&person.rep_id) } else { roles.contains(&person.role) }
        };
        let list = list.into_values().map(|person| Person { judged: judged(&person), ..person }).collect();
        Ok(People { list, counted: None })
    }

    /// Everybody, sorted by id.
    pub fn all(&self) -> &[Person] {
        &self.list
    }

    /// Those who are reviewed as reps and in service on `day`, sorted by id.
    pub fn judged_on(&self, day: Day) -> impl Iterator<Item = &Person> {
        self.list.iter().filter(move |person| person.judged && person.is_in_service_on(day))
    }

    /// Whether somebody's sales count among these people; those of others still tell which customers are not new.
    pub fn counts(&self, rep_id: &str) -> bool {
        self.counted.as_ref().is_none_or(|counted| counted.contains(rep_id))
    }

    /// The people of a team, whose sales alone count, with those of others who manage them: these have a name here and no
    /// team, and nobody judges them.
    pub fn of_team(&self, team: &str) -> People {
        let members = || self.list.iter().filter(|person| person.team == team);
        let managers: BTreeSet<&str> = members().map(|person| person.manager_id.as_str()).collect();
        let others = self.list.iter().filter(|person| person.team != team && managers.contains(person.rep_id.as_str()));
        let named = |person: &Person| Person {
            team: String::new(),
            manager_id: String::new(),
            judged: false,
            ..person.clone()
        };
        let mut list: Vec<Person> = members().cloned().chain(others.map(named)).collect();
        list.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
        People { counted: Some(members().map(|person| person.rep_id.clone()).collect()), list }
    }

    /// The person with this id.
    pub fn get(&self, rep_id: &str) -> Option<&Person> {
        self.list.binary_search_by(|person| person.rep_id.as_str().cmp(rep_id)).ok().map(|at| &self.list[at])
    }

    /// The name of the person with this id; the id itself where nobody has it.
    pub fn name<'p>(&'p self, rep_id: &'p str) -> &'p str {
        self.get(rep_id).map_or(rep_id, |person| person.name.as_str())
    }

    /// The teams, sorted; people without one are left out.
    pub fn teams(&self) -> Vec<String> {
        let teams: BTreeSet<&String> = self.list.iter().map(|person| &person.team).collect();
        teams.into_iter().filter(|team| !team.is_empty()).cloned().collect()
    }
}

fn unknown(id: &str) -> Person {
    Person {
        rep_id: id.to_string(),
        name: id.to_string(),
        team: String::new(),
        role: String::new(),
        manager_id: String::new(),
        hire_date: None,
        leave_date: None,
        judged: true,
    }
}

fn read(table: LazyFrame) -> PolarsResult<BTreeMap<String, Person>> {
    let frame = table.collect()?;
    let text = |name: &str, row: usize| -> String {
        let value = frame.column(name).ok().and_then(|column| column.get(row).ok());
        value.and_then(|value| value.get_str().map(str::to_string)).unwrap_or_default()
    };
    let day = |name: &str, row: usize| match frame.column(name).ok().and_then(|column| column.get(row).ok()) {
        Some(AnyValue::Date(day)) => Some(Day::from_epoch(day)),
        _ => None,
    };
    let mut people = BTreeMap::new();
    for row in 0..frame.height() {
        let rep_id = text("rep_id", row);
        let name = text("name", row);
        let person = Person {
            name: if name.is_empty() { rep_id.clone() } else { name },
            team: text("team", row),
            role: text("role", row),
            manager_id: text("manager_id", row),
            hire_date: day("hire_date", row),
            leave_date: day("leave_date", row),
            judged: true,
            rep_id: rep_id.clone(),
        };
        people.insert(rep_id, person);
    }
    Ok(people)
}
