//! The catalogue of checks: their ids, what they do where nothing is configured, and what is wrong in one sentence.
//!
//! The checks are data (`check_catalogue.toml`), read once: the configuration, the load and the report of
//! `attain check` all go by the same list.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// What happens where a check finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is loaded.
    Stop,
    /// The row is kept beside the store, the others are loaded.
    Reject,
    /// The row is loaded, and `attain check` says so.
    Warn,
    /// Nobody is told.
    Ignore,
}

impl Severity {
    /// The word in the configuration and in listings.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Stop => "stop",
            Severity::Reject => "reject",
            Severity::Warn => "warn",
            Severity::Ignore => "ignore",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    /// The stable id, as in `[checks.rules]`.
    pub id: String,
    /// What happens where nothing is configured.
    pub default: Severity,
    /// Whether it stops the load even where `bad_rows = "reject"`.
    #[serde(default)]
    pub firm: bool,
    /// What may be configured.
    pub allowed: Vec<Severity>,
    /// The section of the report in which it stands.
    pub section: String,
    /// The tables that it looks at; empty for all.
    pub tables: Vec<String>,
    /// What is wrong, in English.
    pub en: String,
    /// What is wrong, in Chinese.
    pub zh: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    check: Vec<CheckSpec>,
}

/// All checks, in the order in which they are listed and reported.
pub fn checks() -> &'static [CheckSpec] {
    static CHECKS: OnceLock<Vec<CheckSpec>> = OnceLock::new();
    CHECKS.get_or_init(|| {
        let catalogue: Catalogue = toml::from_str(include_str!("check_catalogue.toml"))
            .expect("check_catalogue.toml is checked by the tests to have this form");
        catalogue.check
    })
}

/// The check with this id.
///
/// ```
/// use attain::sources::{Severity, check};
/// assert_eq!(check("orphan_ids").unwrap().default, Severity::Warn);
/// assert!(check("orphan_id").is_none());
/// ```
pub fn check(id: &str) -> Option<&'static CheckSpec> {
    checks().iter().find(|check| check.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema;

    #[test]
    fn every_check_is_there_once_and_may_do_what_it_does_by_default() {
        let mut seen = BTreeSet::new();
        for check in checks() {
            assert!(seen.insert(&check.id), "`{}` stands twice", check.id);
            assert!(check.allowed.contains(&check.default), "`{}`", check.id);
            assert!(check.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "`{}`", check.id);
            assert!(check.en.ends_with('.') && check.zh.ends_with('。'), "`{}` says no whole sentence", check.id);
            for table in &check.tables {
                assert!(schema::table(table).is_some(), "`{}` looks at `{table}`, which is no table", check.id);
            }
        }
    }

    #[test]
    fn only_checks_of_rows_can_stop_a_load() {
        for check in checks() {
            let acts = check.allowed.contains(&Severity::Stop) || check.allowed.contains(&Severity::Reject);
            assert_eq!(acts, check.section == "rows", "`{}`", check.id);
        }
    }
}
