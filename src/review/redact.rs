//! A pack with pseudonyms in place of people's names and ids, so that it can be shown to those who may not know them.
//!
//! A pseudonym is the keyed digest of an id: the same for the same secret in every pack, and without the secret nobody
//! comes from it to the id, not even by trying out all ids that there are. Lists that stood in the order of names or
//! ids are sorted anew, because an order gives names away as well.

mod order;
mod walk;

use std::collections::BTreeMap;

use crate::review::pack::{Level, Pack};

/// The fewest bytes of a secret: shorter ones can be tried out.
pub const LEAST_SECRET: usize = 16;

/// What stands in place of a text that people wrote: it may name anybody.
pub const REMOVED: &str = "[…]";

/// A secret, ready to make pseudonyms.
///
/// ```
/// use attain::review::redact::Redaction;
/// let redaction = Redaction::new(b"a secret of a company").expect("long enough");
/// assert_eq!(redaction.pseudonym("282"), redaction.pseudonym("282"));
/// assert_ne!(redaction.pseudonym("282"), Redaction::new(b"a secret of another one").unwrap().pseudonym("282"));
/// assert!(Redaction::new(b"short").is_none());
/// ```
#[derive(Clone)]
pub struct Redaction {
    key: [u8; 32],
}

impl Redaction {
    /// Spaces and line breaks around the secret do not count; none where fewer than [`LEAST_SECRET`] bytes are left.
    pub fn new(secret: &[u8]) -> Option<Redaction> {
        let secret = secret.trim_ascii();
        (secret.len() >= LEAST_SECRET)
            .then(|| Redaction { key: blake3::derive_key("attain 2026-11 pseudonyms of a review", secret) })
    }

    /// The pseudonym of a person's id: `R-` and eight signs.
    pub fn pseudonym(&self, id: &str) -> String {
        format!("R-{}", self.digits(id, 8))
    }

    /// The same for what is no person of the pack: a customer, an author, a file.
    fn other(&self, text: &str) -> String {
        format!("X-{}", self.digits(text, 8))
    }

    fn digits(&self, text: &str, count: usize) -> String {
        let hex = blake3::keyed_hash(&self.key, text.as_bytes()).to_hex();
        hex[..count].to_ascii_uppercase()
    }

    /// The pack under pseudonyms: reps and managers, authors and owners, the examples of findings, the names of files.
    /// Texts that people wrote are taken out. Teams, roles, days and amounts stay as they are. `others` are names of
    /// customers and accounts, of which no sentence may speak either.
    ///
    /// # Errors
    /// Where the pack cannot be read again: a fault of the program.
    pub fn pack(&self, pack: &Pack, others: &[String]) -> Result<Pack, serde_json::Error> {
        let known = Known::of(self, pack, others);
        let mut value = serde_json::to_value(pack)?;
        walk::pack(&mut value, &known, self);
        let mut redacted: Pack = serde_json::from_value(value)?;
        order::sorted(&mut redacted);
        Ok(redacted)
    }
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redaction(a secret)")
    }
}

/// Ids and names with their pseudonyms.
struct Known {
    ids: BTreeMap<String, String>,
    /// The names, and those of customers and accounts.
    names: BTreeMap<String, String>,
    /// The names once more, the longest first: one may be a part of another.
    longest_first: Vec<(String, String)>,
}

/// Shorter names stand in too many words to be looked for inside of texts.
const LEAST_NAME: usize = 2;

impl Known {
    fn of(redaction: &Redaction, pack: &Pack, others: &[String]) -> Known {
        let mut ids = BTreeMap::new();
        let mut names = BTreeMap::new();
        let people = pack.people.iter().map(|person| (person.rep_id.as_str(), person.name.as_str()));
        let managers = pack.people.iter().map(|person| (person.manager_id.as_str(), ""));
        let in_tables = [&pack.kpi_table, &pack.repeat.by_rep].into_iter().flat_map(|table| &table.rows);
        let in_tables = in_tables.filter(|row| matches!(row.level, Level::Rep | Level::Manager));
        let in_tables = in_tables.map(|row| (row.key.as_str(), row.name.as_str()));
        let on_cards = pack.scorecard.rows.iter().map(|row| (row.rep_id.as_str(), row.name.as_str()));
        for (id, name) in people.chain(managers).chain(in_tables).chain(on_cards).filter(|(id, _)| !id.is_empty()) {
            let pseudonym = redaction.pseudonym(id);
            if !name.is_empty() && name != id {
                names.entry(name.to_string()).or_insert_with(|| pseudonym.clone());
            }
            ids.entry(id.to_string()).or_insert(pseudonym);
        }
        for other in others.iter().filter(|other| !other.is_empty()) {
            names.entry(other.clone()).or_insert_with(|| redaction.other(other));
        }
        // An id that is no word of its own, such as `Li Wei`, is looked for inside of texts like a name.
        let like_names = ids.iter().filter(|(id, _)| id.chars().any(char::is_alphabetic));
        let mut longest_first: Vec<(String, String)> = names
            .iter()
            .chain(like_names)
            .filter(|(name, _)| name.chars().count() >= LEAST_NAME)
            .map(|(name, pseudonym)| (name.clone(), pseudonym.clone()))
            .collect();
        longest_first.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Known { ids, names, longest_first }
    }

    fn id(&self, id: &str) -> Option<&String> {
        self.ids.get(id)
    }

    /// A text that is an id or a name as a whole.
    fn whole(&self, text: &str) -> Option<&String> {
        self.ids.get(text).or_else(|| self.names.get(text))
    }

    /// A text with every name in it replaced, where it stands as words of its own.
    fn scrubbed(&self, text: &str) -> String {
        if let Some(pseudonym) = self.whole(text) {
            return pseudonym.clone();
        }
        let mut scrubbed = text.to_string();
        for (name, pseudonym) in self.longest_first.iter().filter(|(name, _)| text.contains(name.as_str())) {
            scrubbed = words_replaced(&scrubbed, name, pseudonym);
        }
        scrubbed
    }
}

/// Replaces `name` where no letter or digit of the same kind of writing goes on before or behind it. In Chinese words
/// are not parted, so there every place counts.
fn words_replaced(text: &str, name: &str, by: &str) -> String {
    let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (first, last) = (name.chars().next(), name.chars().next_back());
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, behind) = (&rest[..at], &rest[at + name.len()..]);
        let before_it = before.chars().next_back().or_else(|| out.chars().next_back());
        let stands_alone = !(goes_on(first) && goes_on(before_it) || goes_on(last) && goes_on(behind.chars().next()));
        out.push_str(before);
        out.push_str(if stands_alone { by } else { name });
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_as_words_and_in_chinese_everywhere() {
        assert_eq!(words_replaced("Ann met Annika and Ann.", "Ann", "R-1"), "R-1 met Annika and R-1.");
        assert_eq!(words_replaced("与王伟民谈，王伟同意", "王伟", "R-1"), "与R-1民谈，R-1同意");
        assert_eq!(words_replaced("x7x 7", "7", "R"), "x7x R");
    }

    #[test]
    fn a_pseudonym_says_nothing_without_the_secret() {
        let one = Redaction::new(b"0123456789abcdef").expect("long enough");
        let spaced = Redaction::new(b"0123456789abcdef\n").expect("long enough");
        assert_eq!(one.pseudonym("282"), spaced.pseudonym("282"), "an editor's line break is no part of it");
        assert_ne!(one.pseudonym("282"), one.pseudonym("283"));
        assert_eq!(one.pseudonym("282").len(), 10);
        assert!(Redaction::new(b"0123456789abcde").is_none());
        assert!(!format!("{one:?}").contains("key"));
    }
}
