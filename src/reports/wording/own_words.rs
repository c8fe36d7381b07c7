//! Words of a company in place of attain's: a Fluent file whose messages have the ids and the variables of ours.

use std::collections::{BTreeMap, BTreeSet};

use super::{Language, WordingError};
use crate::quantity::nearest;

/// Each message of a Fluent file: its line, and the variables that it names.
fn messages(source: &str) -> BTreeMap<&str, (usize, BTreeSet<&str>)> {
    let mut found: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    let mut current = "";
    for (at, line) in source.lines().enumerate() {
        let begins = line.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if let Some((id, _)) = line.split_once('=').filter(|_| begins) {
            current = id.trim();
            found.insert(current, (at + 1, BTreeSet::new()));
        }
        if let Some((_, variables)) = found.get_mut(current) {
            variables.extend(line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
                &rest[..end]
            }));
        }
    }
    found
}

/// That every message is one of ours, and names no variable that ours does not.
pub(super) fn checked(language: Language, own: &str, ours: &str) -> Result<(), WordingError> {
    let known = messages(ours);
    let fault = |line: usize, reason: String| WordingError::OwnWords { language, line, reason };
    for (id, (line, variables)) in messages(own) {
        let Some((_, allowed)) = known.get(id) else {
            let near = nearest(id, known.keys().copied()).join(", ");
            return Err(fault(line, format!("there is no message `{id}`; near it are {near}")));
        };
        if let Some(unknown) = variables.difference(allowed).next() {
            let allowed: Vec<&str> = allowed.iter().copied().collect();
            let has = if allowed.is_empty() { "none".to_string() } else { allowed.join(", ") };
            return Err(fault(line, format!("`{id}` has no variable `${unknown}`; it has {has}")));
        }
    }
    Ok(())
}
